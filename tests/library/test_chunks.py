"""Changes committed in chunks: what is seen of them, and what is left unfinished where one breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, InvalidRequest, create_index, index_paths, open_index, rebuild_index
from bhxh_search.index import writer as writing
from tests.library.samples import documents, ids


def test_with_less_memory_what_is_added_is_committed_in_more_pieces(tmp_path: Path) -> None:
    documents = [Document(str(number), "bảo hiểm xã hội " * 50) for number in range(100)]
    with create_index(tmp_path / "whole") as index:
        index.add(documents)
        assert index.info().generation == 0, "nothing is committed before the end"
    with create_index(tmp_path / "pieces", build_bytes=100_000) as index:
        index.add(documents)
        assert open_index(tmp_path / "pieces").info().generation > 1
    with open_index(tmp_path / "whole") as one, open_index(tmp_path / "pieces") as other:
        assert list(one.ids()) == list(other.ids())


def test_a_writer_sees_the_chunks_that_it_committed_while_it_adds(tmp_path: Path) -> None:
    with create_index(tmp_path / "index", build_bytes=20_000) as index:
        report = index.add(documents(*(f"{number:04}" for number in range(400))))
        with open_index(tmp_path / "index") as other:
            assert 0 < other.search("").total < 400
            assert index.search("").total == other.search("").total
        assert report.seconds > 0


def test_chunks_stay_when_a_later_document_fails_and_the_writer_sees_them(tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield from documents(*(f"{number:04}" for number in range(400)))
        raise ZeroDivisionError

    with create_index(tmp_path / "index", build_bytes=20_000) as index:
        with pytest.raises(ZeroDivisionError):
            index.add(broken())
        seen = index.search("").total
    assert 0 < seen == len(ids(tmp_path / "index")) < 400


def test_a_program_that_fails_between_its_chunks_leaves_the_index_unfinished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})

    def broken() -> Iterator[Document]:
        yield from documents("d", "e")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), open_index(folder, write=True) as index:
        index.add(broken())
    with open_index(folder) as index:
        assert list(index.ids()) == ["a", "b", "c", "d"]
        assert not index.info().complete
        assert index.info().unfinished == ("documents added by a program",)
    with open_index(folder, write=True) as index:
        index.add(documents("d", "e"))
    with open_index(folder) as index:
        assert index.info().complete


def test_whoever_changes_nothing_does_not_finish_the_changes_of_another(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
    with pytest.raises(InvalidRequest), open_index(folder, write=True) as index:
        index.add(iter([*documents("d"), *documents("e"), None]))  # type: ignore[list-item]
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.txt").write_text("lương hưu", "utf-8")
    index_paths(folder, [docs])
    open_index(folder, write=True).close()
    rebuild_index(folder, [docs])
    with open_index(folder) as index:
        assert index.info().unfinished == ("documents added by a program",)


def test_a_rebuild_of_one_root_does_not_finish_the_run_over_another(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("x.txt", "y.txt"):
        (other / name).write_text(f"tử tuất {name}", "utf-8")
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})

    def stop(files: int, documents: int) -> None:
        if files == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_paths(mixed, [other], progress=stop)
    rebuild_index(mixed, [tmp_path / "docs"])
    with open_index(mixed) as index:
        assert index.info().unfinished == (str(other),)
    rebuild_index(mixed)
    with open_index(mixed) as index:
        assert index.info().complete
        assert "y.txt" in list(index.ids())

"""An open index in a program's hands: other current folders, closing, copies."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, IndexLocked, InvalidRequest, create_index, open_index
from bhxh_search.index.writer import Writer
from bhxh_search.ingest.roots import Origin
from tests.library.samples import documents, ids

# Another current folder


def test_a_reader_stays_with_its_index_in_another_current_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create_index(tmp_path / "elsewhere" / "index") as other:
        other.add(documents("other"))
        other.commit()
        other.optimize()
    monkeypatch.chdir(tmp_path)
    with open_index("index") as index:
        with open_index(folder, write=True) as writer:
            writer.add(documents("d"))
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert index.refresh() is True
        assert list(index.ids()) == ["a", "b", "c", "d"]


def test_a_writer_stays_with_its_index_in_another_current_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_index(tmp_path / "elsewhere" / "index").close()
    monkeypatch.chdir(tmp_path)
    with open_index("index", write=True) as index:
        monkeypatch.chdir(tmp_path / "elsewhere")
        index.add(documents("d"))
        index.commit()
        with pytest.raises(IndexLocked):
            open_index(folder, write=True)
    assert ids(folder) == ["a", "b", "c", "d"]
    assert ids(tmp_path / "elsewhere" / "index") == []


# Closing


def test_a_closed_index_says_so(folder: Path) -> None:
    index = open_index(folder)
    index.close()
    with pytest.raises(InvalidRequest, match="closed"):
        index.search("tự nguyện")
    with pytest.raises(InvalidRequest, match="closed"):
        index.add(documents("d"))
    with pytest.raises(InvalidRequest, match="closed"):
        index.suggest("tự")
    with pytest.raises(InvalidRequest, match="closed"), index:
        pass


def test_what_a_change_is_given_cannot_close_the_index(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "f.txt").write_text("lương hưu", "utf-8")
    index = open_index(folder, write=True)

    def closing() -> Iterator[Document]:
        yield from documents("d")
        index.close()
        yield from documents("e")

    def leaving() -> Iterator[Document]:
        with index:
            yield from documents("e")

    with pytest.raises(InvalidRequest, match="a change of this index is going on"):
        index.add(closing())
    with pytest.raises(InvalidRequest, match="a change of this index is going on"):
        index.add_paths([tmp_path / "t"], tell=lambda outcome: index.close())
    assert list(index.ids()) == ["a", "b", "c"]
    with pytest.raises(InvalidRequest, match="a change of this index is going on"):
        index.add(leaving())
    assert list(index.ids()) == ["a", "b", "c", "e"], "leaving the block commits first"
    index.add(documents("g"))
    index.commit()
    index.close()
    assert ids(folder) == ["a", "b", "c", "e", "g"]


def test_a_writer_that_was_closed_changes_nothing(folder: Path) -> None:
    writer = Writer(folder)
    writer.close()
    (document,) = documents("d")
    for change in (lambda: writer.add(document, Origin()), lambda: writer.remove(["a"]), writer.commit):
        with pytest.raises(InvalidRequest, match="was closed"):
            change()
    assert ids(folder) == ["a", "b", "c"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux which files are mapped")
@pytest.mark.parametrize("write", [False, True])
def test_a_closed_index_has_let_go_of_its_files(folder: Path, write: bool) -> None:
    def mapped() -> bool:
        return str(folder) in Path("/proc/self/maps").read_text("utf-8")

    index = open_index(folder, write=write)
    assert index.search("tự nguyện", facets=["year"]).total == 3
    assert mapped()
    index.close()
    gc.collect()
    assert not mapped()
    with pytest.raises(InvalidRequest, match=f"{folder}: this index was closed"):
        index.refresh()


def test_ids_that_are_being_iterated_over_end_with_the_index(folder: Path) -> None:
    index = open_index(folder)
    listed = index.ids()
    assert next(listed) == "a"
    index.close()
    with pytest.raises(InvalidRequest, match="closed"):
        next(listed)


# Copies


@pytest.mark.parametrize("carry", [pickle.dumps, copy.deepcopy])
def test_an_index_cannot_be_sent_to_another_process_and_says_what_to_do(
    folder: Path, carry: Callable[[object], object]
) -> None:
    with open_index(folder) as index, pytest.raises(TypeError, match="open it there again"):
        carry(index)


def test_a_copy_sees_the_same_state_and_is_closed_by_itself(folder: Path) -> None:
    with open_index(folder) as index:
        other = copy.copy(index)
        with open_index(folder, write=True) as writer:
            writer.add(documents("d"))
        assert other.refresh() is True
        assert (index.search("").total, other.search("").total) == (3, 4)
        other.close()
        assert index.search("").total == 3

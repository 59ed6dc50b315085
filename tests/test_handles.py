"""An open index in a program's hands: threads that write, other folders, errors that are caught, closing, copies."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import (
    Document,
    Index,
    IndexLocked,
    InvalidDocument,
    InvalidRequest,
    InvalidRoot,
    create_index,
    index_paths,
    open_index,
)
from bhxh_search.index.writer import Writer
from bhxh_search.ingest.roots import Origin


def documents(*ids: str) -> list[Document]:
    return [Document(id, f"Bảo hiểm xã hội tự nguyện, văn bản {id}.") for id in ids]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the documents a, b and c."""
    with create_index(tmp_path / "index") as index:
        index.add(documents("a", "b", "c"))
    return tmp_path / "index"


def ids(folder: Path) -> list[str]:
    with open_index(folder) as index:
        return list(index.ids())


# Threads that write


def test_threads_that_write_through_one_handle_wait_for_one_another(tmp_path: Path) -> None:
    names = [f"{number:03}" for number in range(120)]
    with create_index(tmp_path / "index") as index:

        def write(name: str) -> None:
            index.add(documents(name))
            index.commit()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, names))
        assert list(index.ids()) == names
        assert index.verify() == ()
    with open_index(tmp_path / "index", verify=True) as index:
        assert list(index.ids()) == names
        assert index.verify() == ()


def test_the_documents_that_are_added_may_themselves_commit(folder: Path) -> None:
    with open_index(folder, write=True) as index:

        def some() -> Iterator[Document]:
            yield from documents("d", "e")
            index.commit()
            assert list(index.ids()) == ["a", "b", "c", "d", "e"]
            yield from documents("f")

        index.add(some())
    assert ids(folder) == ["a", "b", "c", "d", "e", "f"]


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


# Errors that are caught


CAUGHT: list[Callable[[Index], object]] = [
    lambda index: index.add(5),  # type: ignore[arg-type]
    lambda index: index.add([*documents("e"), "f"]),  # type: ignore[list-item]
    lambda index: index.remove(5),  # type: ignore[arg-type]
    lambda index: index.remove(["a", 5]),  # type: ignore[list-item]
    lambda index: index.forget("no-such-root"),
    lambda index: index.forget(""),
    lambda index: index.forget("a\0b"),
    lambda index: index.forget("a\ud83d"),
    lambda index: index.add_paths(["nowhere"]),
    lambda index: index.add_paths([], loose=5),  # type: ignore[arg-type]
    lambda index: index.add_paths([], loose=["x"]),  # type: ignore[list-item]
    lambda index: index.add_paths([], options=5),  # type: ignore[arg-type]
    lambda index: index.add_paths([], progress=5),  # type: ignore[arg-type]
    lambda index: index.add_paths([], tell=5),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("wrong", CAUGHT)
def test_an_argument_without_meaning_takes_nothing_back(folder: Path, wrong: Callable[[Index], object]) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.remove(["a"])
        with pytest.raises((InvalidRequest, InvalidRoot)):
            wrong(index)
    assert ids(folder) == ["b", "c", "d"]


@pytest.mark.parametrize("value", [object(), {"a": 1}, b"x", "\ud800", None, ["x"]])
def test_a_document_whose_fields_were_spoilt_is_refused(folder: Path, value: Any) -> None:
    spoilt = Document("d", "Lương hưu.", fields={"author": "Hà"})
    spoilt.fields["author"] = value  # type: ignore[index]
    with open_index(folder, write=True) as index:
        with pytest.raises(InvalidDocument, match="document 'd' were changed"):
            index.add([spoilt])
        index.add(documents("e"))
    assert ids(folder) == ["a", "b", "c", "e"]


# Chunks


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


# Closing


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


# What is given to runs and options


def test_loose_documents_may_come_from_a_generator(tmp_path: Path) -> None:
    report = index_paths(tmp_path / "index", [], loose=(one for one in documents("a", "b")))
    assert report.added == 2
    assert ids(tmp_path / "index") == ["a", "b"]


@pytest.mark.parametrize(
    "given", [{"loose": 5}, {"loose": ["x"]}, {"progress": 5}, {"tell": 5}, {"options": 5}, {"build_bytes": -1}]
)
def test_a_run_that_is_given_what_has_no_meaning_makes_no_index(tmp_path: Path, given: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text("lương hưu", "utf-8")
    with pytest.raises(InvalidRequest, match=next(iter(given))):
        index_paths(tmp_path / "index", [tmp_path / "a.txt"], **given)
    assert not (tmp_path / "index").exists()


def test_an_index_is_not_made_with_memory_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="build_bytes"):
        create_index(tmp_path / "index", build_bytes=-1)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("path", ["a\0b", "a\ud83d"])
def test_a_path_that_no_folder_can_have_is_refused(tmp_path: Path, path: str) -> None:
    for use in (create_index, open_index):
        with pytest.raises(InvalidRequest, match="no file or folder can be called"):
            use(f"{tmp_path}/{path}")


def test_a_run_of_nothing_makes_an_empty_index_that_is_complete(tmp_path: Path) -> None:
    assert index_paths(tmp_path / "index", []).documents == 0
    with open_index(tmp_path / "index") as index:
        assert (index.info().documents, index.info().complete) == (0, True)

"""Adding and removing documents: what is committed when, and what is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import (
    Document,
    Index,
    InvalidDocument,
    InvalidRequest,
    InvalidRoot,
    ReadOnlyIndex,
    create_index,
    open_index,
)
from tests.library.samples import documents, ids


def test_leaving_the_block_commits(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        report = index.add(documents("a", "b"))
        assert (report.added, report.updated, report.unchanged) == (2, 0, 0)
    assert ids(tmp_path) == ["a", "b"]


def test_nothing_is_seen_by_others_before_the_commit(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.remove(["a"])
        assert ids(folder) == ["a", "b", "c"]
        index.commit()
        assert ids(folder) == ["b", "c", "d"]


def test_a_writer_sees_its_own_commits_and_nothing_pending(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        assert index.get("d") is None
        assert index.search("tự nguyện").total == 3
        index.commit()
        assert index.get("d") == documents("d")[0]
        assert index.search("tự nguyện").total == 4


def test_an_exception_takes_back_to_the_last_commit(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.commit()
        index.add(documents("e"))
        index.remove(["a"])
        _ = 1 / 0
    assert ids(folder) == ["a", "b", "c", "d"]


def test_an_exception_of_the_iterable_takes_back_all_that_is_pending(folder: Path) -> None:
    def broken() -> Iterator[Document]:
        yield from documents("d")
        raise ZeroDivisionError

    with open_index(folder, write=True) as index:
        with pytest.raises(ZeroDivisionError):
            index.add(broken())
        assert index.add(documents("e")).added == 1
    assert ids(folder) == ["a", "b", "c", "e"]


def test_closing_drops_what_was_not_committed(folder: Path) -> None:
    index = open_index(folder, write=True)
    index.add(documents("d"))
    index.close()
    index.close()
    assert ids(folder) == ["a", "b", "c"]


def test_adding_an_id_that_exists_replaces_it(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        report = index.add([Document("b", "Thẻ bảo hiểm y tế.")])
        assert (report.added, report.updated) == (0, 1)
    with open_index(folder) as index:
        document = index.get("b")
        assert document is not None
        assert document.text == "Thẻ bảo hiểm y tế."
        assert [hit.id for hit in index.search("tự nguyện")] == ["a", "c"]
        assert [hit.id for hit in index.search("y tế")] == ["b"]


def test_the_same_document_is_not_written_again(folder: Path) -> None:
    before = sorted(folder.iterdir())
    with open_index(folder, write=True) as index:
        report = index.add(documents("a", "b", "c"))
        assert (report.added, report.updated, report.unchanged) == (0, 0, 3)
    assert sorted(folder.iterdir()) == before


def test_of_an_id_that_comes_twice_the_last_wins_and_it_is_reported(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        report = index.add([Document("a", "lương hưu"), *documents("b"), Document("a", "tử tuất")])
        assert report.repeated == ("a",)
    with open_index(tmp_path) as index:
        assert list(index.ids()) == ["a", "b"]
        assert index.search("lương hưu").total == 0
        assert index.search("tử tuất").total == 1


def test_an_id_that_comes_twice_is_counted_once(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        report = index.add([*documents("d", "d", "a"), Document("d", "tử tuất"), Document("a", "tử tuất")])
        assert (report.added, report.updated, report.unchanged) == (1, 1, 0)
        assert report.repeated == ("d", "a")


@pytest.mark.parametrize("given", [Document("d", "tử tuất"), "abc", ["abc"], [None], 3])
def test_what_is_no_document_is_not_added(folder: Path, given: Any) -> None:
    with open_index(folder, write=True) as index, pytest.raises(InvalidRequest, match=r"give Documents"):
        index.add(given)
    assert ids(folder) == ["a", "b", "c"]


def test_removing_passes_over_what_is_not_there(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        assert index.remove(["a", "none", "a"]).removed == 1
        assert index.remove("b").removed == 1
    assert ids(folder) == ["c"]


def test_what_is_added_and_removed_before_a_commit_was_never_there(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.remove(["d", "a"])
        index.add(documents("a"))
    assert ids(folder) == ["a", "b", "c"]


def test_an_index_opened_for_reading_refuses_changes(folder: Path) -> None:
    with open_index(folder) as index:
        for change in (
            lambda: index.add(documents("d")),
            lambda: index.remove(["a"]),
            lambda: index.forget("x"),
            index.commit,
            index.optimize,
            lambda: index.add_paths([folder]),
        ):
            with pytest.raises(ReadOnlyIndex, match="write=True"):
                change()


def test_the_documents_that_are_added_may_themselves_commit(folder: Path) -> None:
    with open_index(folder, write=True) as index:

        def some() -> Iterator[Document]:
            yield from documents("d", "e")
            index.commit()
            assert list(index.ids()) == ["a", "b", "c", "d", "e"]
            yield from documents("f")

        index.add(some())
    assert ids(folder) == ["a", "b", "c", "d", "e", "f"]


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

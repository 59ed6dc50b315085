"""Runs over files from a program: the paths, loose documents and options that it may give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bhxh_search import FileOptions, InvalidRequest, InvalidRoot, create_index, index_paths, open_index
from tests.library.samples import documents, ids


def test_paths_may_come_one_by_one_and_none_is_empty(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "docs" / name).write_text(name, "utf-8")
    assert index_paths(tmp_path / "one", (tmp_path / "docs").glob("*.txt")).files == 2  # type: ignore[arg-type]
    with create_index(tmp_path / "two") as index:
        assert index.add_paths(iter([tmp_path / "docs"])).files == 2  # type: ignore[arg-type]
        for wrong in ("", [""], None, 5):
            with pytest.raises(InvalidRoot):
                index.add_paths(wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidRoot):
            index.forget("")


def test_a_path_alone_is_one_path_and_not_its_letters(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").write_text("một", "utf-8")
    with open_index(folder, write=True) as index:
        for path in (tmp_path / "new", str(tmp_path / "new")):
            index.add_paths(path)  # type: ignore[arg-type]
        assert index.get("a.txt") is not None
        assert [root.path for root in index.info().roots] == [str(tmp_path / "new")]


def test_what_is_no_path_no_id_and_no_prefix_is_told(folder: Path, tmp_path: Path) -> None:
    with open_index(folder, write=True) as index:
        for call, error, message in (
            (lambda: index.remove(None), InvalidRequest, "NoneType None is not several; give ids"),  # type: ignore[arg-type]
            (lambda: index.add_paths([5]), InvalidRoot, "5 is int; give the path"),  # type: ignore[list-item]
            (lambda: index.add_paths([tmp_path], prefix=5), InvalidRoot, "the prefix is int"),  # type: ignore[arg-type]
            (lambda: index.forget(5), InvalidRoot, "5 is int; give the path"),  # type: ignore[arg-type]
        ):
            with pytest.raises(error, match=message):
                call()


def test_loose_documents_may_come_from_a_generator(tmp_path: Path) -> None:
    report = index_paths(tmp_path / "index", [], loose=(one for one in documents("a", "b")))
    assert report.added == 2
    assert ids(tmp_path / "index") == ["a", "b"]


def test_a_run_of_nothing_makes_an_empty_index_that_is_complete(tmp_path: Path) -> None:
    assert index_paths(tmp_path / "index", []).documents == 0
    with open_index(tmp_path / "index") as index:
        assert (index.info().documents, index.info().complete) == (0, True)


@pytest.mark.parametrize(
    "given", [{"loose": 5}, {"loose": ["x"]}, {"progress": 5}, {"tell": 5}, {"options": 5}, {"build_bytes": -1}]
)
def test_a_run_that_is_given_what_has_no_meaning_makes_no_index(tmp_path: Path, given: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text("lương hưu", "utf-8")
    with pytest.raises(InvalidRequest, match=next(iter(given))):
        index_paths(tmp_path / "index", [tmp_path / "a.txt"], **given)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"include": "*.md"},
        {"include": [5]},
        {"exclude": None},
        {"encoding": 5},
        {"max_file_size": "1MB"},
        {"max_file_size": -1},
        {"seconds": "x"},
        {"seconds": 0},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"seconds": 1e10},
        {"seconds": True},
        {"check_content": "no"},
    ],
)
def test_options_of_a_wrong_type_are_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(wrong))):
        FileOptions(**wrong)


def test_what_are_no_options_is_told(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index, pytest.raises(InvalidRequest, match="options is 5"):
        index.add_paths([tmp_path], options=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"include": "*.md"}, {"exclude": "*.md"}, {"encoding": "nonsense"}])
def test_options_that_say_nothing_of_files_are_refused(folder: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text("văn bản", "utf-8")
    with pytest.raises(InvalidRequest):
        index_paths(folder, [tmp_path / "a.txt"], options=FileOptions(**options))

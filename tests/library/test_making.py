"""Making and opening an index: where it may lie, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bhxh_search import (
    IndexDamaged,
    IndexExists,
    IndexNotFound,
    IndexOutdated,
    InvalidRequest,
    create_index,
    index_paths,
    open_index,
    rebuild_index,
)
from tests.library.samples import documents, ids


def test_an_index_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="no index here yet"):
        open_index(tmp_path / "none")
    with pytest.raises(IndexNotFound):
        open_index(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_making_an_index_makes_its_folders(tmp_path: Path) -> None:
    with create_index(tmp_path / "one" / "two") as index:
        assert list(index.ids()) == []
    assert ids(tmp_path / "one" / "two") == []


def test_making_an_index_where_one_is_is_refused_and_harms_nothing(folder: Path) -> None:
    with pytest.raises(IndexExists, match="already there"):
        create_index(folder)
    assert ids(folder) == ["a", "b", "c"]


def test_exist_ok_opens_the_index_that_is_there(folder: Path) -> None:
    with create_index(folder, exist_ok=True) as index:
        index.add(documents("d"))
    assert ids(folder) == ["a", "b", "c", "d"]


def test_exist_ok_makes_an_index_where_none_is(tmp_path: Path) -> None:
    with create_index(tmp_path, exist_ok=True) as index:
        index.add(documents("a"))
    assert ids(tmp_path) == ["a"]


def test_a_file_is_no_folder_for_an_index(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(IndexExists, match="is a file"):
        create_index(path)
    with pytest.raises(IndexNotFound):
        open_index(path)


@pytest.mark.parametrize("path", ["", None, 3, b"x", ["x"]])
def test_a_path_that_is_none_is_refused(path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for attempt in (open_index, create_index, lambda one: index_paths(one, ["."]), lambda one: rebuild_index(one)):
        with pytest.raises(InvalidRequest, match="the path of the index is"):
            attempt(path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("path", ["a\0b", "a\ud83d"])
def test_a_path_that_no_folder_can_have_is_refused(tmp_path: Path, path: str) -> None:
    for use in (create_index, open_index):
        with pytest.raises(InvalidRequest, match="no file or folder can be called"):
            use(f"{tmp_path}/{path}")


def test_an_index_is_not_made_with_memory_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="build_bytes"):
        create_index(tmp_path / "index", build_bytes=-1)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("size", [0, -1, 1.5, "512MB"])
def test_memory_that_is_no_number_of_bytes_is_refused(folder: Path, size: Any) -> None:
    with pytest.raises(InvalidRequest, match="give a number of bytes"):
        open_index(folder, write=True, build_bytes=size)
    open_index(folder, write=True).close()


def test_a_flag_that_is_neither_true_nor_false_is_told(folder: Path) -> None:
    for call in (
        lambda: open_index(folder, verify="no"),  # type: ignore[arg-type]
        lambda: open_index(folder, write=0),  # type: ignore[arg-type]
        lambda: create_index(folder, exist_ok="no"),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidRequest, match="give True or False"):
            call()
    assert ids(folder) == ["a", "b", "c"]


def test_another_format_is_refused(folder: Path) -> None:
    path = next(folder.glob("bhxh_*.json"))
    path.write_text(path.read_text("utf-8").replace('"format": 5', '"format": 6'), "utf-8")
    with pytest.raises(IndexOutdated, match="has format 6, and this version reads format 5"):
        open_index(folder)


def test_an_index_that_is_damaged_is_not_written_to(folder: Path) -> None:
    toc = next(folder.glob("_MAIN_*.toc"))
    toc.write_bytes(toc.read_bytes() + b"x")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(IndexDamaged):
        open_index(folder, write=True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before

"""Files that change, go or turn into something else while a run is under way, and sizes at their bound."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bhxh_search import FileOptions, Report, index_paths, look_at_paths, open_index


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in "abc":
        (docs / f"{name}.txt").write_text(f"văn bản {name}", "utf-8")
    return docs


def run(docs: Path, at_first_file: Callable[[], object] | None = None, **options: int) -> Report:
    """A run over a folder, with something that is done once the first file was read."""

    def progress(files: int, documents: int) -> None:
        if files == 1 and at_first_file is not None:
            at_first_file()

    return index_paths(docs.parent / "index", [docs], progress=progress, options=FileOptions(**options))


def ids(docs: Path) -> list[str]:
    with open_index(docs.parent / "index") as index:
        return list(index.ids())


def test_a_file_that_goes_while_a_run_is_under_way_is_told_and_ends_no_run(docs: Path) -> None:
    report = run(docs, (docs / "b.txt").unlink)
    assert [(Path(one.path).name, one.reason) for one in report.skipped] == [("b.txt", "no such file or directory")]
    assert ids(docs) == ["a.txt", "c.txt"]


def test_the_documents_of_a_file_that_goes_while_a_run_is_under_way_stay_until_the_next(docs: Path) -> None:
    run(docs)
    (docs / "a.txt").write_text("văn bản mới", "utf-8")
    run(docs, (docs / "b.txt").unlink)
    assert ids(docs) == ["a.txt", "b.txt", "c.txt"]
    assert run(docs).removed == 1
    assert ids(docs) == ["a.txt", "c.txt"]


def test_a_file_that_turns_into_something_else_while_a_run_is_under_way_is_told(docs: Path) -> None:
    def turn() -> None:
        (docs / "b.txt").unlink()
        os.mkfifo(docs / "b.txt")

    report = run(docs, turn)
    assert [(Path(one.path).name, one.reason) for one in report.skipped] == [("b.txt", "not a regular file")]
    assert ids(docs) == ["a.txt", "c.txt"]


def test_a_file_of_the_largest_size_allowed_is_read(docs: Path) -> None:
    size = (docs / "a.txt").stat().st_size
    for most, skipped in ((size, 0), (size - 1, 3)):
        options = FileOptions(max_file_size=most)
        assert len(look_at_paths(docs.parent / "index", [docs], options=options).skipped) == skipped
        assert len(index_paths(docs.parent / f"index {most}", [docs], options=options).skipped) == skipped


def test_a_file_whose_documents_are_all_a_later_ones_is_read_each_time_and_nothing_is_committed(docs: Path) -> None:
    for name in "xy":
        (docs / f"{name}.jsonl").write_text('{"id": "same", "text": "lương hưu"}\n', "utf-8")
    for path in docs.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    run(docs)
    run(docs)
    names = sorted(path.name for path in (docs.parent / "index").iterdir())
    report = run(docs)
    assert (report.added, report.updated, report.removed) == (0, 0, 0)
    assert sorted(path.name for path in (docs.parent / "index").iterdir()) == names

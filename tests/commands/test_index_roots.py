"""`index` over several folders and files: prefixes, `--forget`, roots that were renamed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.running import run


def test_two_roots_with_one_id_are_an_error_and_a_prefix_mends_it(here: Path) -> None:
    for folder, text in (("x", "lương hưu"), ("y", "tử tuất")):
        (here / folder).mkdir()
        (here / folder / "same.txt").write_text(text, encoding="utf-8")
    run("index", "x")
    result = run("index", "y")
    assert result.exit_code == 2
    assert str(here / "x" / "same.txt") in result.stderr
    assert str(here / "y" / "same.txt") in result.stderr
    assert run("index", "y", "--prefix", "y").exit_code == 0
    found = json.loads(run("query", "tuất", "--format", "json").stdout)
    assert [hit["id"] for hit in found["hits"]] == ["y/same.txt"]


def test_a_root_can_be_forgotten(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    assert run("index", "--forget", "a.txt").stdout == "1 document removed\n"
    assert run("query", "lương").exit_code == 1


def test_forgetting_what_is_no_root_names_the_roots(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    result = run("index", "--forget", "b.txt")
    assert result.exit_code == 2
    assert str(here / "a.txt") in result.stderr


@pytest.mark.parametrize(
    "more",
    [["--dry-run"], ["--report", "r.json"], ["--exclude", "a"], ["--check-content"], ["--max-file-size", "1MB"]],
)
def test_forgetting_goes_alone(here: Path, more: list[str]) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    run("index", "a.txt")
    assert run("index", "--forget", "a.txt", *more).exit_code == 2
    assert run("index", "--forget", "").exit_code == 2
    assert run("query", "một").exit_code == 0


def test_a_root_that_was_renamed_is_told_with_the_way_out(here: Path) -> None:
    (here / "old").mkdir()
    for number in range(15):
        (here / "old" / f"{number}.txt").write_text("một", "utf-8")
    run("index", "old")
    (here / "old").rename(here / "new")
    done = run("index", "new")
    assert (done.exit_code, done.stderr.count("not indexed:")) == (2, 11)
    assert "… and 5 more documents" in done.stderr
    assert "--forget the one that is gone" in done.stderr
    done = run("index", "--rebuild")
    assert (done.exit_code, "old was indexed and is gone" in done.stderr) == (2, True)
    run("index", "--forget", "old")
    assert run("index", "new").exit_code == 0

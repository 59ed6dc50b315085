"""Mistakes: one message on standard error, status 2, nothing on standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "x"], "no index here yet"),
        (["info"], "no index here yet"),
        (["index", "missing"], "missing: no such file or folder"),
        (["index", ""], "a PATH is empty; write . for the current folder"),
        (["index", "--rebuild", ""], "a PATH is empty"),
        (["index"], "give a PATH"),
        (["index", "--rebuild"], "no index here yet"),
        (["query", ""], "the query is empty"),
        (["query", "  "], "the query is empty"),
        (["query"], "Missing argument"),
        (["query", "x", "-n", "0"], "0 is not in the range"),
        (["query", "x", "-n", "-1"], "-1 is not in the range"),
        (["query", "x", "-n", "many"], "not a valid integer"),
        (["query", "x", "--no-such"], "No such option"),
        (["index", "a", "b", "--prefix", "x"], "a prefix is a name for the ids of one path"),
        (["nonsense"], "No such command"),
        (["quer", "x"], "No such command 'quer'. Did you mean 'query'?"),
    ],
)
def test_a_mistake_is_told_on_standard_error(here: Path, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert not (here / "index").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["query", "bảo hiểm", "--facet"], "Option '--facet' requires an argument."),
        (["query", "-nhà bảo", "--index"], "Option '--index' requires an argument."),
        (["suggest", "bao", "--format"], "Option '--format' requires an argument."),
        (["query", "bảo", "--index", ""], "it is empty"),
        (["query", "bảo", "--run-name", "mine"], "--run-name is for --batch"),
        (["query", "bảo", "--index", "a.txt"], "a.txt is a file; an index is a folder"),
    ],
)
def test_what_an_option_lacks_is_told(here: Path, arguments: list[str], told: str) -> None:
    (here / "a.txt").write_text("bảo hiểm", "utf-8")
    assert run("index", "a.txt").exit_code == 0
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_folder_of_another_format_is_refused(here: Path) -> None:
    (here / "a.txt").write_text("a", encoding="utf-8")
    run("index", "a.txt")
    newest = next((here / "index").glob("bhxh_*.json"))
    newest.write_text(newest.read_text(encoding="utf-8").replace('"format": 5', '"format": 99'), encoding="utf-8")
    result = run("query", "a")
    assert result.exit_code == 2
    assert "format 99" in result.stderr

"""Many queries from a file: what `query --batch` does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from bhxh_search.batch import BadLine, read_queries
from bhxh_search.commands.shared import warn_if_unfinished
from bhxh_search.console import ERROR, FOUND, NOTHING_FOUND, errors_reported, print_json, printable, say
from bhxh_search.library import open_index
from bhxh_search.render.json import to_line
from bhxh_search.render.trec import to_trec
from bhxh_search.search.results import Results


def answer_all(path: Path, folder: Path, form: str, run_name: str, asking: Mapping[str, Any]) -> int:
    """Print the answer to each line of `path` as it comes. `asking`: how, the same for all. Returns the exit status.

    A line that holds no query is reported, and the others are answered.
    """
    _check(form, run_name, asking)
    if form == "trec":
        asking = {**asking, "snippets": 0}
    found = wrong = asked_for = 0
    with errors_reported(), opened(path) as lines, open_index(folder) as index:
        warn_if_unfinished(index.info().unfinished)
        for asked in read_queries(lines):
            place = f"{shown_path(path)}:{asked.line}"
            if isinstance(asked, BadLine):
                wrong += 1
                say(f"{place}: {printable(asked.reason)}")
                continue
            asked_for += 1
            results = index.search(asked.text, **asking)
            found += results.total > 0
            if form == "jsonl":
                print_json(to_line(results, asked.id))
            else:
                _print_run(place, asked.id, results, run_name)
    if wrong:
        return ERROR
    if not asked_for:
        say(f"{shown_path(path)}: no query in it")
    return FOUND if found else NOTHING_FOUND


def _check(form: str, run_name: str, asking: Mapping[str, Any]) -> None:
    if form not in ("jsonl", "trec"):
        raise click.UsageError(f"--batch answers in jsonl or trec, not in {form}")
    if form == "trec" and asking["group"]:
        raise click.UsageError("a TREC run ranks documents, not groups: leave --group out")
    if not run_name or any(c.isspace() for c in run_name):
        raise click.UsageError("--run-name: blanks part the columns of a run; give one word")


def _print_run(place: str, id: str, results: Results, run_name: str) -> None:
    for problem in results.problems:  # JSON has them
        say(f"{place}: {printable(problem.message)}")
    if results.hits or results.partial:
        print_json(to_trec(id, results, run_name))


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file, or standard input for `-`, to be read in bytes."""
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with path.open("rb") as file:
        yield file


def shown_path(path: Path) -> str:
    """The file in a message."""
    return "standard input" if str(path) == "-" else printable(str(path))

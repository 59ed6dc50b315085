"""The command `query`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bhxh_search import terminal
from bhxh_search.commands.shared import (
    CONTEXT,
    INDEX_OPTION,
    count,
    examples,
    fields,
    filters,
    for_people,
    people_options,
    shortened,
    warn_if_unfinished,
)
from bhxh_search.console import (
    FOUND,
    NOTHING_FOUND,
    TextCommand,
    errors_reported,
    print_json,
    printable,
    say,
)
from bhxh_search.search.sort import SORTS

if TYPE_CHECKING:
    from bhxh_search.search.results import Results, Suggestion


_EXAMPLES = examples(
    "bhxh-search query bao hiem tu nguyen",
    "bhxh-search query '\"tự nguyện\" -BHYT date:2020..2024' -n 5",
    "bhxh-search query nghỉ thai sản --group --facet kind --facet year",
    "bhxh-search query lương hưu --filter kind=luật --sort date --format json",
    "bhxh-search query --batch queries.txt -n 100 --format trec --run-name mine",
)

_GROUP_SIZE = 3
"""A law may have hundreds of articles that hold the words; how many more there are is told."""


@click.command("query", cls=TextCommand, epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("text", nargs=-1, metavar="TEXT...")
@INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many hits.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many hits to pass over first.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=filters,
    help="Only documents whose field NAME has VALUE; of one name any value, of all names each.",
)
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="relevance",
    show_default=True,
    help="date: newest first; -date: oldest first.",
)
@click.option(
    "--snippets", type=click.IntRange(min=0), default=3, show_default=True, help="How many for a hit at most."
)
@click.option(
    "--snippet-length",
    type=click.IntRange(min=20),
    default=240,
    show_default=True,
    help="How many characters of each at most.",
)
@click.option("--group", is_flag=True, help="Show the parts of one whole under one rank.")
@click.option(
    "--group-size",
    type=click.IntRange(min=1),
    show_default=f"{_GROUP_SIZE} as text, else all",
    help="With --group: how many parts of each whole at most.",
)
@click.option(
    "--partial/--no-partial",
    default=True,
    show_default=True,
    help="Where few documents match, go on with those that hold only a part of TEXT.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME",
    shell_complete=fields,
    help="Count what was found by field NAME: year, kind, issuer, source, …",
)
@click.option(
    "--batch",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Answer each line of FILE, or of standard input (-), instead of TEXT.",
)
@click.option("--run-name", metavar="NAME", show_default="bhxh-search", help="Of a TREC run.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "trec"]),
    show_default="text, of --batch jsonl",
    help="trec: with --batch, a run for trec_eval.",
)
@people_options
def query_command(
    text: tuple[str, ...],
    folder: Path,
    filters: tuple[str, ...],
    batch: Path | None,
    run_name: str | None,
    form: str | None,
    color: str,
    links: str,
    pager: bool,
    **asking: Any,
) -> int:
    """Find documents and show, for each, the pieces of it that say most about TEXT.

    \b
    bao hiem tu nguyen      accents may be left out
    "tự nguyện"             a phrase (quote it for the shell too: '"tự nguyện"')
    bảo hiểm -BHYT +BHXH    without BHYT, with BHXH
    hưu trí OR tử tuất      either; parentheses group
    author:"Chấn Hưng"      also title: source: path: date: number: cites: kind:
                            issuer: abbr: id:

    An argument that begins with one dash and is no option of this command is part of TEXT; after -- all are.
    A line of --batch is a query; or an id, a tab and a query; or a JSON object with "text" and perhaps "id". Its
    answer is a line of JSON, or in a TREC run a line for each hit.
    Exit status: 0 when something was found, 1 when nothing was (a terminal may show documents
    with a part of TEXT then), 2 for an error.
    """
    asking["facets"] = list(dict.fromkeys(asking["facets"]))
    asking["filters"] = _filters(filters)
    if asking["group_size"] and not asking["group"]:
        raise click.UsageError("--group-size is for --group")
    if batch is not None:
        if text:
            raise click.UsageError("give TEXT or --batch FILE, not both")
        from bhxh_search.commands.batch import answer_all

        return answer_all(batch, folder, form or "jsonl", run_name or "bhxh-search", asking)
    if run_name is not None:
        raise click.UsageError("--run-name is for --batch: a run is made of many queries")
    if form == "trec":
        raise click.UsageError("--format trec is for --batch: a run is made of many queries")
    if not text:
        raise click.UsageError("Missing argument 'TEXT...'.")
    if asking["group"] and not asking["group_size"] and form in (None, "text"):
        asking["group_size"] = _GROUP_SIZE
    return _answer(" ".join(text), folder, form or "text", (color, links), pager, asking)


def _answer(
    text: str, folder: Path, form: str, style: tuple[str, str], pager: bool, asking: Mapping[str, Any]
) -> int:
    from bhxh_search.library import open_index

    if not text.strip():
        raise click.UsageError("the query is empty: give some words")
    with errors_reported(), open_index(folder) as index:
        warn_if_unfinished(index.info().unfinished)
        results = index.search(text, **asking)
        if form == "text":
            _print_problems(results)
        if form != "text":
            from bhxh_search.render.json import to_json, to_jsonl

            output = to_json(results) if form == "json" else to_jsonl(results)
        elif results.total:
            output = for_people(results, *style)
        else:
            _say_nothing_found(results, index.near_misses(text, filters=asking["filters"]))
            # Programs that read the text take what is printed for what was found.
            is_shown = bool(results.partial) and sys.stdout.isatty()
            output = for_people(replace(results, suggestion=None), *style) if is_shown else ""
    if form != "text":
        print_json(output)
    elif output:
        terminal.show(output, pager=pager)
    return FOUND if results.total else NOTHING_FOUND


def _filters(pairs: Sequence[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        found = re.search("[<>]=?", name + sign)
        if found is not None:  # date>=2020, as in a query date:>=2020
            name, value = pair[: found.start()], pair[found.start() :]
        elif not sign:
            name = ""
        if not name:
            raise click.UsageError(f"--filter {pair!r}: write NAME=VALUE, such as date=2020 or date>=2020")
        filters.setdefault(name, []).append(value)
    return filters


def _print_problems(results: Results) -> None:
    for problem in results.problems:
        if not problem.length:  # it is no part of the query
            say(printable(problem.message))
            continue
        part = results.query[problem.position : problem.position + problem.length]
        say(f"in the query at {problem.position + 1}, {printable(part)!r}: {problem.message}")


def _say_nothing_found(results: Results, near_misses: Sequence[Suggestion]) -> None:
    say(f"nothing found for {shortened(results.query)!r}")
    meant = results.suggestion
    if meant is not None and meant not in near_misses:
        say(f"did you mean {shortened(meant.query)!r}? It would find {count(meant.total, 'document')}")
        near_misses = [miss for miss in near_misses if miss.reason != "accents"]
    for miss in near_misses:
        how = "with other accents" if miss.reason == "accents" else "with fewer words"
        say(f"{how}, {shortened(miss.query)!r} would find {count(miss.total, 'document')}")

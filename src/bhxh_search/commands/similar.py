"""The command `similar`."""

from __future__ import annotations

from pathlib import Path

import click

from bhxh_search import terminal
from bhxh_search.commands.shared import (
    CONTEXT,
    INDEX_OPTION,
    examples,
    for_people,
    format_option,
    ids,
    people_options,
    shortened,
)
from bhxh_search.console import FOUND, NOTHING_FOUND, errors_reported, print_json, say

_EXAMPLES = examples(
    "bhxh-search similar luat.txt#dieu-3",
    "bhxh-search similar luat.txt#dieu-3 -n 3 --format json",
)


@click.command("similar", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("id", metavar="ID", shell_complete=ids)
@INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many.")
@format_option("text", "json", "jsonl")
@people_options
def similar_command(id: str, folder: Path, limit: int, form: str, color: str, links: str, pager: bool) -> int:
    """Find documents like the one whose id is ID, the most like it first.

    Exit status: 0 when something was found, 1 when nothing was, 2 for an error, such as an ID that there is not.
    """
    from bhxh_search.library import open_index
    from bhxh_search.render.json import to_json, to_jsonl

    with errors_reported(), open_index(folder) as index:
        results = index.similar(id, limit=limit)
    if form == "json":
        print_json(to_json(results))
    elif form == "jsonl":
        print_json(to_jsonl(results))
    elif results.total:
        terminal.show(for_people(results, color, links), pager=pager)
    else:
        say(f"no document is like {shortened(id)!r}")
    return FOUND if results.total else NOTHING_FOUND

"""The command `suggest`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, examples, format_option
from bhxh_search.console import FOUND, NOTHING_FOUND, TextCommand, errors_reported, print_json, printable

_EXAMPLES = examples(
    'bhxh-search suggest "bao hi"',
    'bhxh-search suggest "41/20" -n 3',
)


@click.command("suggest", cls=TextCommand, epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many.")
@format_option("text", "json")
def suggest_command(text: tuple[str, ...], folder: Path, limit: int, form: str) -> int:
    """Show what TEXT, the beginning of a query, may become: words and phrases of the index, the most frequent first.

    The last word of TEXT may be only begun, unless a space follows it. Exit status: 1 when nothing begins so.
    """
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        suggestions = index.suggest(" ".join(text), limit=limit)
    if form == "json":
        print_json(json.dumps(suggestions, ensure_ascii=False, indent=2))
    for suggestion in suggestions if form == "text" else ():
        click.echo(printable(suggestion))
    return FOUND if suggestions else NOTHING_FOUND

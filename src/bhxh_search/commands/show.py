"""The command `show`."""

from __future__ import annotations

from pathlib import Path

import click

from bhxh_search import terminal
from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, examples, format_option, ids, people_options
from bhxh_search.console import FOUND, NOTHING_FOUND, errors_reported, print_json, say

_EXAMPLES = examples(
    "bhxh-search show luat.txt#dieu-3",
    'bhxh-search show luat.txt#dieu-3 --query "lương hưu"',
)


@click.command("show", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("id", metavar="ID", shell_complete=ids)
@INDEX_OPTION
@click.option("--query", "text", metavar="TEXT", help="Mark the words of this query.")
@format_option("text", "json")
@people_options
def show_command(id: str, folder: Path, text: str | None, form: str, color: str, links: str, pager: bool) -> int:
    """Show the whole document whose id is ID, and what is known of it.

    With --query, the words of a query are marked where they stand; in JSON they are ranges of its characters.
    Exit status: 0 when the document is there, 1 when --query marks nothing in it, 2 for an error, such as an ID that
    there is not.
    """
    from bhxh_search import render
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        matches = index.matches(id, text or "")  # raises where there is no such document
        document = index.get(id)
    assert document is not None
    if form == "json":
        print_json(render.document_to_json(document, matches))
    else:
        style = {"color": terminal.wants_color(color), "links": terminal.wants_links(links)}
        shown = render.document_to_text(document, matches, width=terminal.width(), base=Path.cwd(), **style)
        terminal.show(shown, pager=pager)
    if text is not None and not matches:
        say("nothing of the query stands in the text")
        return NOTHING_FOUND
    return FOUND

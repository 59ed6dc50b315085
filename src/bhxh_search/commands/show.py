"""The command `show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bhxh_search import terminal
from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, examples, format_option, here, ids, people_options
from bhxh_search.console import FOUND, NOTHING_FOUND, errors_reported, print_json, say

if TYPE_CHECKING:
    from bhxh_search.outline import Entry

_EXAMPLES = examples(
    "bhxh-search show luat.txt",
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
    """Show the whole document whose id is ID, and what is known of it; or, of a law, its table of contents.

    With --query, the words of a query are marked where they stand; in JSON they are ranges of its characters.
    Exit status: 0 when the document is there, 1 when --query marks nothing in it, 2 for an error, such as an ID that
    there is not.
    """
    from bhxh_search.library import open_index
    from bhxh_search.outline import parts_of
    from bhxh_search.render.json import document_to_json
    from bhxh_search.render.text import document_to_text

    with errors_reported(), open_index(folder) as index:
        parts = () if index.get(id) else parts_of(index, id)
        if parts:
            return _show_contents(id, parts, text, form, pager)
        matches = index.matches(id, text or "")  # raises where there is no such document
        document = index.get(id)
    assert document is not None
    if form == "json":
        print_json(document_to_json(document, matches))
    else:
        style = {"color": terminal.wants_color(color), "links": terminal.wants_links(links)}
        shown = document_to_text(document, matches, width=terminal.width(), base=here(), **style)
        terminal.show(shown, pager=pager)
    if text is not None and not matches:
        say("nothing of the query stands in the text")
        return NOTHING_FOUND
    return FOUND


def _show_contents(group: str, parts: tuple[Entry, ...], text: str | None, form: str, pager: bool) -> int:
    from bhxh_search.outline import name_of_whole, sections_of
    from bhxh_search.render.json import contents_to_json
    from bhxh_search.render.text import contents_to_text

    if text is not None:
        raise click.UsageError("--query marks words in one document, and this is a whole of many: give the id of one")
    name = name_of_whole(parts[0])
    if form == "json":
        print_json(contents_to_json(parts, group, name))
    else:
        terminal.show(contents_to_text(sections_of(parts), name), pager=pager)
    return FOUND

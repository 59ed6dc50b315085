"""The command `analyze`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bhxh_search.commands.shared import CONTEXT, examples, format_option
from bhxh_search.console import TextCommand, errors_reported, print_json

_EXAMPLES = examples(
    'bhxh-search analyze "HÐND thu BHXH"',
    "bhxh-search analyze --query bhxh",
)


@click.command("analyze", cls=TextCommand, epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option("--query", is_flag=True, help="Read TEXT as a query: abbreviations in any case.")
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="Read it with the abbreviations of this index."
)
@format_option("text", "json")
def analyze_command(text: tuple[str, ...], query: bool, folder: Path | None, form: str) -> None:
    """Show how TEXT is read: its tokens with their characters, pyvi's words, and the terms it is found by.

    What two texts have in common here is what makes one find the other.
    """
    from bhxh_search.language.abbreviations import with_user_abbreviations
    from bhxh_search.language.explain import explain
    from bhxh_search.library import open_index
    from bhxh_search.render.analysis import analysis_to_json, analysis_to_text

    own: Mapping[str, str] = {}
    if folder is not None:
        with errors_reported(), open_index(folder) as index:
            own = index.info().abbreviations
    explanation = explain(" ".join(text), with_user_abbreviations(own), query=query)
    if form == "json":
        print_json(analysis_to_json(explanation))
    else:
        click.echo(analysis_to_text(explanation))

"""What several commands share: options, and how they write numbers, results and warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bhxh_search import terminal
from bhxh_search.console import printable, say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from bhxh_search.search.results import Results

_Command = TypeVar("_Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _not_empty(ctx: click.Context, parameter: click.Parameter, value: str) -> Path:
    if not value:  # a variable of a shell that was not set
        raise click.BadParameter("it is empty; give a folder, or . for the current one", ctx, parameter)
    return Path(value)


INDEX_OPTION = click.option(
    "--index",
    "folder",
    type=click.Path(readable=False),  # what cannot be read is told as by every call of the library
    callback=_not_empty,
    default="index",
    envvar="BHXH_SEARCH_INDEX",
    show_default="index/",
    show_envvar=True,
    help="The folder of the index.",
)

_COLOR_OPTION = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)
_LINKS_OPTION = click.option(
    "--hyperlinks",
    "links",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Paths as links, which some terminals open.",
)
_PAGER_OPTION = click.option(
    "--pager/--no-pager",
    default=True,
    help="Whether what is longer than the screen goes through BHXH_SEARCH_PAGER, PAGER or less.  [default: pager]",
)


def ids(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of the index that begin with what is typed: for a shell that completes."""
    from bhxh_search.commands.completing import complete

    return complete(context, "ids", incomplete)


def fields(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of fields that begin with what is typed."""
    from bhxh_search.commands.completing import complete

    return complete(context, "fields", incomplete)


def filters(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of fields, each as a filter begins."""
    from bhxh_search.commands.completing import complete

    return complete(context, "filters", incomplete)


def examples(*lines: str) -> str:
    """The end of a command's help: lines of a shell that call it."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def format_option(*forms: str) -> Callable[[_Command], _Command]:
    """The option `--format` with these values; the first is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def people_options(command: _Command) -> _Command:
    """The options of output for people: `color`, `links` and `pager`."""
    return _COLOR_OPTION(_LINKS_OPTION(_PAGER_OPTION(command)))


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown_size(size: int) -> str:
    """A number of bytes, for people."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def here() -> Path | None:
    """The current folder; None where it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def for_people(results: Results, color: str, links: str) -> str:
    """Results as text for the terminal, or for whatever takes its place. `color`, `links`: what the options say."""
    from bhxh_search.render.text import to_text

    return to_text(
        results,
        color=terminal.wants_color(color),
        links=terminal.wants_links(links),
        width=terminal.width(),
        base=here(),
    )


def warn_if_unfinished(unfinished: Sequence[str]) -> None:
    """Tell that indexing of these paths has not come to its end."""
    if unfinished:
        say(f"indexing did not finish; run it again: {printable(', '.join(unfinished))}")


def shortened(query: str) -> str:
    """A query that may be a page of text, in a message."""
    return printable(query if len(query) <= 80 else query[:79] + "…")

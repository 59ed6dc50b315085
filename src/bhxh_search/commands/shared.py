"""What several commands share: options, and how they write numbers, results and warnings."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bhxh_search.console import printable, say

if TYPE_CHECKING:
    from bhxh_search.search.results import Results

_Command = TypeVar("_Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

INDEX_OPTION = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    default="index",
    envvar="BHXH_SEARCH_INDEX",
    show_default="index/",
    show_envvar=True,
    help="The folder of the index.",
)

COLOR_OPTION = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)


def format_option(*forms: str) -> Callable[[_Command], _Command]:
    """The option `--format` with these values; the first is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown_size(size: int) -> str:
    """A number of bytes, for people."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def for_people(results: Results, color: str) -> str:
    """Results as text for the terminal, or for whatever takes its place. `color`: what `--color` says."""
    from bhxh_search import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    return render.to_text(results, color=wants_color(color), width=width, base=Path.cwd())


def wants_color(choice: str) -> bool:
    """Whether output gets colours, where `--color` says `choice`."""
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def warn_if_unfinished(unfinished: Sequence[str]) -> None:
    """Tell that indexing of these paths has not come to its end."""
    if unfinished:
        say(f"indexing did not finish; run it again: {printable(', '.join(unfinished))}")


def shortened(query: str) -> str:
    """A query that may be a page of text, in a message."""
    return printable(query if len(query) <= 80 else query[:79] + "…")

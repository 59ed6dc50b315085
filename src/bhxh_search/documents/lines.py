"""Lines of a text, and the form in which lines are compared. The text itself is never changed here."""

from __future__ import annotations

import io

from bhxh_search.language.characters import canonical
from bhxh_search.language.normal_form import normalize

LONGEST_HEADING = 200  # characters


def split_lines(text: str) -> list[str]:
    """The lines of `text`, each with its line end; joined, they are `text` again.

    A line ends at LF, CR LF or CR. `str.splitlines` would end one at a form feed too, which is a page break.
    """
    return list(io.StringIO(text, newline=""))


def plain(line: str) -> str:
    """`line` in normal form, every run of white space (no-break too) one space, and none around it."""
    return " ".join(normalize(line).text.split())


def spelled_alike(line: str) -> str:
    """What lines that say the same have in common: `plain`, each word in lower case and spelled by rule."""
    return " ".join(canonical(word) for word in plain(line).split())


def is_heading(line: str) -> bool:
    """Whether `line`, which is `plain`, reads as a heading: short, with letters, not a finished sentence."""
    if len(line) > LONGEST_HEADING or line.endswith((".", ",", ";", ":")):
        return False
    return sum(character.isalpha() for character in line) >= 2

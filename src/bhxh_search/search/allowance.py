"""How much of what is costly one query may have: windows, and words with `*` or `~`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bhxh_search.search.words import MOST_EDITS, marked

# All places of common words are compared for each window.
_MAX_WINDOWS = 10
_MAX_IN_WINDOW = 20
_MAX_IN_WINDOWS = 60
# Each may stand for thousands of words.
_MAX_MARKED = 10

_LOST_STAR = re.compile(r"(?<![\w*])\*(?=[^\W\d_])|(?<=[^\W\d_])\*(?=\w)")
_CHUNK = re.compile(r"\S+")


class Refused(NamedTuple):
    """A part of a text that cannot be asked for as it is written."""

    start: int
    length: int
    message: str


class Allowance:
    """What is left to one query."""

    def __init__(self) -> None:
        self._windows = 0
        self._in_windows = 0
        """Words in them."""
        self._marked = 0

    def window(self, text: str) -> str:
        """Take one more window of the words of `text`. Why it is too much; empty where it is not."""
        self._windows += 1
        many = len(text.split())
        if many > _MAX_IN_WINDOW:
            return f"more than {_MAX_IN_WINDOW} words in a window"
        self._in_windows += many
        if self._in_windows > _MAX_IN_WINDOWS:
            return f"more than {_MAX_IN_WINDOWS} words in all windows"
        return f"more than {_MAX_WINDOWS} windows" if self._windows > _MAX_WINDOWS else ""

    def marked(self, text: str) -> tuple[str, list[Refused]]:
        """Take the marked words of `text`. The text without the marks that are too many, as long as it was."""
        refused: list[Refused] = []
        for chunk in _marked_chunks(text):
            found = marked(chunk[0])
            if found is None:
                continue
            self._marked += 1
            if self._marked > _MAX_MARKED:
                message = f"more than {_MAX_MARKED} words with * or ~; searched as it is"
                refused.append(Refused(chunk.start(), len(chunk[0]), message))
                text = text[: chunk.start()] + found.base.ljust(len(chunk[0])) + text[chunk.end() :]
        return text, refused


def without_meaning(text: str) -> Iterator[Refused]:
    """Marks that mean nothing where they stand, and edits that are too many."""
    for lost in _LOST_STAR.finditer(text):
        yield Refused(lost.start(), 1, "* is understood only at the end of a word; left out")
    for chunk in _CHUNK.finditer(text) if "~" in text else ():
        found = marked(chunk[0])
        if found is not None and found.edits > MOST_EDITS:
            yield Refused(chunk.start(), len(chunk[0]), "write ~1 or ~2; searched as ~2")


def whole_stars(name: str, value: str) -> Iterator[Refused]:
    """The marks in the value of a field that is asked for whole: they are characters of it."""
    if name in ("id", "group", "abbr") and (star := value.find("*")) >= 0:
        yield Refused(star, 1, f"{name}: asks for a whole value, and * is a character of it")


def unmarked(text: str) -> list[tuple[int, str]]:
    """The parts of a phrase that hold words, none of them with a mark, each with its place."""
    parts: list[tuple[int, str]] = []
    done = 0
    for chunk in _marked_chunks(text):
        if marked(chunk[0]) is not None:
            parts.append((done, text[done : chunk.start()]))
            done = chunk.end()
    parts.append((done, text[done:]))
    return [(place, part) for place, part in parts if any(map(str.isalnum, part))]


def _marked_chunks(text: str) -> Iterator[re.Match[str]]:
    """The chunks of a text any of which may be marked: none of most texts."""
    return _CHUNK.finditer(text) if "*" in text or "~" in text else iter(())

"""Where sentences and items of lists begin and end, as a reader of laws and news sees it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

# The number of an item: `2.`, `1.3.`, `b)`, or a dash.
_LABEL = r"(?:\d{1,3}(?:\.\d{1,3})*[a-zđ]?[.)]|[a-zđ]\)|[-–•+*])"
# Each begins with one of a set of characters, by which a text is searched many times faster than by alternatives.
_EDGE = re.compile(
    r"[.!?…;:,\"”\n](?:"
    # The end of a sentence, if what follows looks like the beginning of one.
    r"(?<=[.!?…])(?<![.!?…]{2})(?P<stop>[.!?…]*)[\"”’»)\]]*\s+"
    r"|(?<=\n)(?P<line>\s*)"
    # Before the number of an item: `; b)`, `: 1.`
    rf"|(?<!\n)(?P<item>\s+)(?={_LABEL}\s))"
)
_ITEM = re.compile(rf"{_LABEL}\s")
_SHORTENED = ("TP", "Tp", "TX", "GS", "PGS", "TS", "ThS", "Ths", "BS", "KS", "CN", "NS", "Mr", "Mrs", "Ms", "Dr")
# A full stop after one of these ends no sentence: the number of an item, a capital that stands for a name, a title.
_NO_END = re.compile(
    r"(?:(?:^|[\n.;:!?…\"”])\s*|\b(?:điều|khoản|mục|chương|phần|bảng|biểu|hình|phụ lục)\s+)"
    r"(?:\d{1,3}(?:\.\d{1,3})*[a-zđ]?|[IVXLC]{1,6}|[a-zđ])$"
    rf"|\b(?-i:[A-ZĐ]|{'|'.join(_SHORTENED)})$",
    re.IGNORECASE,
)
_ROMAN = frozenset("IVXLCivxlc")
_END_OF_SENTENCE = ".;:!?…"
# What stands at the end of a piece and belongs to what follows it.
_OPENING = re.compile(rf"\s+(?:{_LABEL}|[^\w\s.,;:!?…”’»)\]%\"']+)$")
# How far back of a full stop its number or title reaches, and how far on the white space after a sentence.
_BACK, _ON = 24, 64
# Characters of a text that is read as a whole.
_READ_AT_ONCE = 3_000
_SHOWN = re.compile(r"\S")


@dataclass(frozen=True)
class Sentences:
    """The edges of sentences and items in a part of a text; white space is of none."""

    starts: tuple[int, ...]
    """Where sentences begin, rising."""
    ends: tuple[int, ...]
    """Where they end. One that goes on past the part has no end here, and one that began before it no start."""


def sentences_in(text: str, first: int, last: int) -> Sentences:
    """The sentences of `text` between two places of it."""
    beginning = _SHOWN.search(text)
    starts = [beginning.start()] if beginning and first <= beginning.start() <= last else []
    ends: list[int] = []
    for match in _EDGE.finditer(text, max(0, first - _BACK), min(len(text), last + _ON)):
        if not _parts(text, match):
            continue
        stop = match.start()
        if match["line"] is None:
            stop += len(match[0].rstrip())
        else:
            stop = len(text[first:stop].rstrip()) + first
        if first < stop <= last and (not ends or stop > ends[-1]):
            ends.append(stop)
        if first <= match.end() <= last and (not starts or match.end() > starts[-1]):
            starts.append(match.end())
    if last >= len(text):
        close = len(text.rstrip())
        if close > first and (not ends or close > ends[-1]):
            ends.append(close)
    return Sentences(tuple(starts), tuple(ends))


class SentencesOf:
    """The sentences of one text, of which parts are asked for that overlap: a short text is read only once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def between(self, first: int, last: int) -> Sentences:
        """What `sentences_in` says of the part between two places."""
        if len(self.text) > _READ_AT_ONCE:
            return sentences_in(self.text, first, last)
        starts, ends = self._all.starts, self._all.ends
        return Sentences(
            starts[bisect_left(starts, first) : bisect_right(starts, last)],
            ends[bisect_right(ends, first) : bisect_right(ends, last)],
        )

    @cached_property
    def _all(self) -> Sentences:
        return sentences_in(self.text, 0, len(self.text))


def is_heading(text: str, end: int) -> bool:
    """Whether what ends at `end`, where a sentence does, is a heading or the beginning of a list."""
    return text[end - 1] not in '.;!?…"”’»)' and text[end : end + 1].isspace()


def without_opening(text: str, start: int, end: int) -> int:
    """`end`, or where `text[start:end]` ends without the number of the item or the bracket that follows: `; b)`."""
    match = _OPENING.search(text, max(start, end - _BACK), end)
    return match.start() if match else end


def _may_be_short(text: str, end: int) -> bool:
    """Whether `_NO_END` may match before `end`: nearly never, and this is told from the last letters."""
    last = text[max(0, end - 4) : end]
    first = len(last)
    while first and last[first - 1].isalpha():
        first -= 1
    letters = last[first:]
    if not letters:
        return last[-1:].isdigit() or last[-1:] == "\n"  # before which a pattern's end is, too
    return len(letters) == 1 or letters in _SHORTENED or _ROMAN.issuperset(letters)


def _parts(text: str, match: re.Match[str]) -> bool:
    """Whether what was matched parts two sentences."""
    start, end = match.span()
    following = text[end : end + 1]
    if not following.islower():
        is_full_stop = match["stop"] == "" and text[start] == "."
        return not (
            is_full_stop and _may_be_short(text, start) and _NO_END.search(text, max(0, start - _BACK), start)
        )
    if "\n" not in match[0]:
        # After a full stop goes on in lower case what was shortened.
        return match["stop"] is None
    # A line that was broken to fit a page goes on in lower case.
    previous = text[max(0, start - _BACK) : start].rstrip()[-1:]
    is_end = match["stop"] is not None or previous in _END_OF_SENTENCE
    return is_end or match[0].count("\n") > 1 or _ITEM.match(text, end) is not None

"""Where sentences and items of lists begin and end, as a reader of laws and news sees it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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


class Edges:
    """Where sentences and items may end and begin in a part of a text; white space is of none.

    Whether they do is found out of those that are asked for: of a text, a piece shows few.
    """

    def __init__(self, text: str, first: int, last: int) -> None:
        """`first`, `last`: the part that will be asked about."""
        self._text = text
        self._matches = list(_EDGE.finditer(text, max(0, first - _BACK), min(len(text), last + _ON)))
        self._starts = [match.end() for match in self._matches]
        self._stops: dict[int, int | None] = {}
        beginning = _SHOWN.search(text)
        self._beginning = beginning.start() if beginning else len(text)
        self._close = _shown_before(text, len(text)) if last + _ON >= len(text) else len(text) + 1

    def last_start(self, earliest: int, latest: int) -> int | None:
        """The last place between two, which included, where a sentence begins."""
        for number in range(bisect_right(self._starts, latest) - 1, -1, -1):
            if self._starts[number] < earliest:
                break
            if self._stop(number) is not None:
                return self._starts[number]
        return self._beginning if earliest <= self._beginning <= latest else None

    def first_start(self, earliest: int) -> int:
        """The first place from `earliest` on where a sentence begins; there must be one."""
        if self._beginning >= earliest:
            return self._beginning
        numbers = range(bisect_left(self._starts, earliest), len(self._starts))
        return next(self._starts[number] for number in numbers if self._stop(number) is not None)

    def first_end(self, earliest: int, latest: int) -> int | None:
        """The first place between two, which included, where a sentence ends."""
        # What ends a sentence stands before where the next begins, and after where it began itself.
        for number in range(bisect_right(self._starts, earliest), len(self._starts)):
            stop = self._stop(number)
            if stop is not None and stop >= earliest:
                return stop if stop <= latest else None
        return self._close if earliest <= self._close <= latest else None

    def last_end(self, latest: int) -> int:
        """The last place up to `latest` where a sentence ends; there must be one."""
        if self._close <= latest:
            return self._close
        last = min(bisect_right(self._starts, latest), len(self._starts) - 1)
        stops = (self._stop(number) for number in range(last, -1, -1))
        return next(stop for stop in stops if stop is not None and stop <= latest)

    def _stop(self, number: int) -> int | None:
        """Where the sentence before an edge ends; None where there is no edge."""
        if number not in self._stops:
            self._stops[number] = _end_before(self._text, self._matches[number])
        return self._stops[number]


class EdgesOf:
    """The edges in one text, of which parts are asked for that overlap: a short text is read only once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def between(self, first: int, last: int) -> Edges:
        """The edges of the part between two places."""
        return self._all if len(self.text) <= _READ_AT_ONCE else Edges(self.text, first, last)

    @cached_property
    def _all(self) -> Edges:
        return Edges(self.text, 0, len(self.text))


def _end_before(text: str, match: re.Match[str]) -> int | None:
    """Where the sentence before what was matched ends; None where it parts no sentences."""
    if not _parts(text, match):
        return None
    if match["line"] is None:
        return match.start() + len(match[0].rstrip())
    return _shown_before(text, match.start())


def _shown_before(text: str, end: int) -> int:
    """`end`, less the white space before it."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


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

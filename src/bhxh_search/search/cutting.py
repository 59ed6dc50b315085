"""Where to cut a text that is too long: between words, after a comma if there is one, never inside a value."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import NamedTuple

from bhxh_search.language.citations import find_citations
from bhxh_search.language.dictionary import Beside, part_words
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.segment import Span
from bhxh_search.search.sentences import without_opening

# What is read about the best place for a cut, so that the word or the value that stands there is known for one: so
# many characters beyond it, and so many on the side where it may be cut.
_BEFORE, _ON = 40, 80
# A cut after one of these is better than one that leaves more, by this many characters at most. The comma of a date,
# as in `ngày 1 tháng 7, năm 2025`, is none.
_PAUSE = re.compile(r"[,;:]\s(?!\s*n[ăa]m\b)", re.IGNORECASE)
_NEAR = 40
# So many places between words are looked at, for all of them are in some word in hardly any text. They are found
# within so many characters from the best place, and what stands beside them so many beyond it.
_TRIED, _RUNS, _RUNS_ON = 8, 60, 16
_MARKS = string.punctuation + "“”‘’…«»"
_RUN = re.compile(r"\S+")
_MAY_BE_VALUE = re.compile(r"[0-9@]|www\.|://", re.IGNORECASE)


class Cut(NamedTuple):
    """A piece of a text that begins or ends somewhere between two places; the longer it is the better."""

    text: str
    lowest: int
    highest: int
    opens: bool
    """Whether the piece begins here: from `highest` on, all is of it. Otherwise all up to `lowest` is."""


def settle(cuts: Sequence[Cut]) -> list[int]:
    """Where to cut, for each of `cuts`, which are looked at all at once."""
    places = [_at_pause(cut) for cut in cuts]
    left = [number for number, place in enumerate(places) if place is None]
    for number, place in zip(left, _between_words([cuts[number] for number in left]), strict=True):
        places[number] = place
    return [
        place if cut.opens else max(cut.lowest, without_opening(cut.text, cut.lowest, place))
        for cut, place in zip(cuts, places, strict=True)
        if place is not None
    ]


def _between_words(cuts: Sequence[Cut]) -> list[int]:
    """The best place for each; not in a word or a value if it can be helped, and not in a run of letters at all."""
    tried = [_tried(cut) for cut in cuts]
    in_word = iter(part_words([beside for some in tried for _, beside in some]))
    return [
        _best(cut, [(place, next(in_word) or _in_name(beside)) for place, beside in some])
        for cut, some in zip(cuts, tried, strict=True)
    ]


def _best(cut: Cut, tried: Sequence[tuple[int, bool]]) -> int:
    """The first of some places that parts no word and no value."""
    if not tried:
        return _anywhere(cut)
    values = _values(cut)
    for place, is_in_word in tried:
        if not is_in_word and not any(start < place < end for start, end in values):
            return place
    return tried[0][0]


def _tried(cut: Cut) -> list[tuple[int, Beside]]:
    """Places parted by a blank from what stands on the other side, the best first, and what stands beside each."""
    best = cut.lowest if cut.opens else cut.highest
    first, last = (best - _RUNS_ON, best + _RUNS) if cut.opens else (best - _RUNS, best + _RUNS_ON)
    spans = [run.span() for run in _RUN.finditer(cut.text, max(0, first), last)]
    edges = [start if cut.opens else end for start, end in spans]
    # What the piece begins or ends in the midst of is no place to cut.
    chosen = [n for n, edge in enumerate(edges) if cut.lowest <= edge <= cut.highest and _is_parted(cut, edge)]
    chosen = chosen[:_TRIED] if cut.opens else chosen[: -_TRIED - 1 : -1]
    runs = ["", "", *(cut.text[start:end] for start, end in spans), "", ""]
    # Where in them the two begin that stand before the first edge.
    two = 0 if cut.opens else 1
    return [(edges[n], _letters(*runs[n + two : n + two + 4])) for n in chosen]


def _is_parted(cut: Cut, place: int) -> bool:
    beside = cut.text[place - 1 : place] if cut.opens else cut.text[place : place + 1]
    return not beside or beside.isspace()


def _letters(first: str, before: str, after: str, last: str) -> Beside:
    """What stands beside a place less the marks about it: no word reaches over others."""
    if not before.isalpha():
        first, before = "", before.lstrip(_MARKS)
    if not after.isalpha():
        after, last = after.rstrip(_MARKS), ""
    return first.lstrip(_MARKS), before, after, last.rstrip(_MARKS)


def _in_name(beside: Beside) -> bool:
    """Whether a name of people or places may go on: Nguyễn Văn."""
    _, before, after, _ = beside
    return before.istitle() and after.istitle()


def _values(cut: Cut) -> list[Span]:
    """Where law numbers, dates, figures and addresses stand near the best place."""
    first, last = _piece(cut)
    piece = cut.text[first:last]
    if not _MAY_BE_VALUE.search(piece):
        return []
    normal = normalize(piece)
    spans = (normal.span(value.start, value.end) for value in find_citations(normal.text))
    return [(first + start, first + end) for start, end in spans]


def _anywhere(cut: Cut) -> int:
    """Where to cut a line with few blanks or none; or one word longer than what may be shown."""
    edge = re.compile(r"(?<!\S)(?=\S)" if cut.opens else r"(?<=\S)(?!\S)")
    blanks = [match.start() for match in edge.finditer(cut.text, cut.lowest, cut.highest + 1)]
    blanks = [place for place in blanks if place <= cut.highest]
    if blanks:
        return blanks[0 if cut.opens else -1]
    return next((place for place in _places(cut) if not _in_word(cut.text, place)), _places(cut)[0])


def _piece(cut: Cut) -> Span:
    """What is read for a cut: what stands about its best place, for the first place between words is near it."""
    best = _places(cut)[0]
    first, last = (best - _BEFORE, best + _ON) if cut.opens else (best - _ON, best + _BEFORE)
    return max(0, first), min(len(cut.text), last)


def _places(cut: Cut) -> range:
    """Where it may be cut, the best place first."""
    if cut.opens:
        return range(cut.lowest, cut.highest + 1)
    return range(cut.highest, cut.lowest - 1, -1)


def _at_pause(cut: Cut) -> int | None:
    """The best place at a comma or the like, which no word reaches over; None where there is none near."""
    near = _places(cut)[: _NEAR + 1]
    first, last = min(near), max(near)
    if cut.opens:
        pauses = _PAUSE.finditer(cut.text, max(0, first - 2), last + _BEFORE)
        begins = (pause.end() for pause in pauses if not cut.text[pause.end() : pause.end() + 1].isspace())
        return next((place for place in begins if place <= last), None)
    ends = (pause.start() + 1 for pause in _PAUSE.finditer(cut.text, max(0, first - 1), last + _BEFORE))
    return max((place for place in ends if place <= last), default=None)


def _in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()

"""Where to cut a text that does not fit: between words, at a comma if there is one, and not inside a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bhxh_search.language.citations import find_citations
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.segment import Span, segment_batch
from bhxh_search.language.tokens import join
from bhxh_search.search.sentences import without_opening

# What is read about the best place for a cut, so that the word or the value that stands there is known for one: so
# many characters beyond it, and so many on the side where it may be cut.
_BEFORE, _ON = 40, 80
# A cut after one of these is better than one that leaves more, by this many characters at most. The comma of a date,
# as in `ngày 1 tháng 7, năm 2025`, is none.
_PAUSE = re.compile(r"[,;:]\s(?!\s*n[ăa]m\b)", re.IGNORECASE)
_NEAR = 40


class Cut(NamedTuple):
    """A piece of a text that begins or ends somewhere between two places; the longer it is the better."""

    text: str
    lowest: int
    highest: int
    opens: bool
    """Whether the piece begins here: from `highest` on, all is of it. Otherwise all up to `lowest` is."""


def settle(cuts: Sequence[Cut]) -> list[int]:
    """Where to cut, for each of `cuts`, which are read all at once."""
    places = [_at_pause(cut) for cut in cuts]
    left = [number for number, place in enumerate(places) if place is None]
    for number, spans in zip(left, _held([cuts[number] for number in left]), strict=True):
        places[number] = _between_words(cuts[number], spans)
    return [
        place if cut.opens else max(cut.lowest, without_opening(cut.text, cut.lowest, place))
        for cut, place in zip(cuts, places, strict=True)
        if place is not None
    ]


def _held(cuts: Sequence[Cut]) -> list[list[Span]]:
    """For each of `cuts`, the words and the values that stand there and that it should not part."""
    if not cuts:
        return []
    pieces = [_piece(cut) for cut in cuts]
    # Read as if nothing else stood there. What is a word may differ in the whole text, but seldom does.
    normal = [normalize(cut.text[first:last]) for cut, (first, last) in zip(cuts, pieces, strict=True)]
    spans = [[(value.start, value.end) for value in find_citations(one.text)] for one in normal]
    for number, word in _words([one.text for one in normal]):
        spans[number].append(word)
    return [
        [(first + start, first + end) for start, end in (one.span(*span) for span in of_one)]
        for (first, _), one, of_one in zip(pieces, normal, spans, strict=True)
    ]


def _words(texts: Sequence[str]) -> Iterator[tuple[int, Span]]:
    """The words of several syllables: the number of the text of each, and its span."""
    batch = join(texts)
    words = segment_batch(batch)
    firsts = (~words.joined).nonzero()[0]
    lasts = np.append(firsts[1:], len(words.joined)) - 1
    starts, ends = words.starts[firsts[firsts < lasts]], words.ends[lasts[firsts < lasts]]
    owners = batch.bounds.searchsorted(starts, side="right") - 1
    bases = batch.bounds[owners]
    spans = zip((starts - bases).tolist(), (ends - bases).tolist(), strict=True)
    return zip(owners.tolist(), spans, strict=True)


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


def _between_words(cut: Cut, spans: Sequence[Span]) -> int:
    """The best place; none inside one of `spans` if it can be helped, and none inside a run of letters at all."""
    inside = None
    for place in _places(cut):
        if _between_blanks(cut.text, place, opens=cut.opens):
            if not any(start < place < end for start, end in spans):
                return place
            inside = place if inside is None else inside
    if inside is not None:
        return inside
    # A line without blanks; or one word longer than what may be shown.
    return next((place for place in _places(cut) if not _in_word(cut.text, place)), _places(cut)[0])


def _between_blanks(text: str, place: int, *, opens: bool) -> bool:
    """Whether what begins, or ends, at `place` is parted by a blank from what stands on the other side."""
    before, after = text[place - 1 : place], text[place : place + 1]
    if opens:
        return not after.isspace() and (not before or before.isspace())
    return not before.isspace() and (not after or after.isspace())


def _in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()

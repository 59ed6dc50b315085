"""Where to cut a text that does not fit: between words, at a comma if there is one, and not inside a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bhxh_search.language.analysis import Span, analyze_batch
from bhxh_search.search.sentences import without_opening

# What is read about a cut, so that the word or the value that stands there is known for one.
_AROUND = 40
# A cut after one of these is better than a later one, if that is no further than this.
_PAUSES = (",", ";", ":", ".", "!", "?", "…")
_NEAR = 40


@dataclass(frozen=True)
class Cut:
    """A piece of a text that begins or ends somewhere between two places; the longer it is the better."""

    text: str
    lowest: int
    highest: int
    opens: bool
    """Whether the piece begins here: from `highest` on, all is of it. Otherwise all up to `lowest` is."""


def settle(cuts: Sequence[Cut]) -> list[int]:
    """Where to cut, for each of `cuts`, which are read all at once."""
    if not cuts:
        return []
    pieces = [(max(0, cut.lowest - _AROUND), min(len(cut.text), cut.highest + _AROUND)) for cut in cuts]
    # Read as if nothing else stood there. What is a word may differ in the whole text, but seldom does.
    batch = analyze_batch([cut.text[first:last] for cut, (first, last) in zip(cuts, pieces, strict=True)])
    places: list[int] = []
    for number, (cut, (first, _)) in enumerate(zip(cuts, pieces, strict=True)):
        words = slice(*batch.word_bounds[number : number + 2].tolist())
        cited = slice(*batch.citation_bounds[number : number + 2].tolist())
        starts = [*batch.word_starts[words].tolist(), *batch.citation_starts[cited].tolist()]
        ends = [*batch.word_ends[words].tolist(), *batch.citation_ends[cited].tolist()]
        spans = [(first + start, first + end) for start, end in zip(starts, ends, strict=True)]
        places.append(_place(cut, spans))
    return places


def _place(cut: Cut, spans: Sequence[Span]) -> int:
    """The best place; none inside one of `spans` if it can be helped, and none inside a run of letters at all."""
    places = range(cut.lowest, cut.highest + 1) if cut.opens else range(cut.highest, cut.lowest - 1, -1)
    free = between = None
    for place in places:
        near = abs(place - places[0]) <= _NEAR
        if free is not None and not near:
            break
        if not _between_blanks(cut.text, place, opens=cut.opens):
            continue
        if any(start < place < end for start, end in spans):
            between = place if between is None else between
        elif near and _after_pause(cut, place):
            free = place
            break
        else:
            free = place if free is None else free
    chosen = free if free is not None else between
    if chosen is None:  # a line without blanks; or one word longer than what may be shown
        chosen = next((place for place in places if not _in_word(cut.text, place)), places[0])
    return chosen if cut.opens else max(cut.lowest, without_opening(cut.text, cut.lowest, chosen))


def _after_pause(cut: Cut, place: int) -> bool:
    before = cut.text[max(0, place - 2) : place].rstrip() if cut.opens else cut.text[place - 1 : place]
    return before.endswith(_PAUSES)


def _between_blanks(text: str, place: int, *, opens: bool) -> bool:
    """Whether what begins, or ends, at `place` is parted by a blank from what stands on the other side."""
    before, after = text[place - 1 : place], text[place : place + 1]
    if opens:
        return not after.isspace() and (not before or before.isspace())
    return not before.isspace() and (not after or after.isspace())


def _in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()

"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

The summands of a document are added in one order, whichever segment it is in: rare terms first, common ones last. So
the same documents get the same scores, to the bit. Where only the best documents are wanted, the common terms, whose
lists are long, are added only for the contenders: those that may still be among the best. This is MaxScore (Turtle &
Flood, "Query evaluation: strategies and optimizations", 1995), with one list of contenders for all remaining terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans, LiveSegment, Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.language.analysis import Stream
from bhxh_search.search.held import Held
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.order import UNMATCHED, floor_of_best, unscored
from bhxh_search.search.ranking import MOST, TITLE, Floats, WeightedTerm, idf, length_norm, saturation

# Once at most this share of all documents can still be among the best, the other terms are added for these alone.
_FEW = 1 / 8
# Adding a term that more than this share holds takes longer than finding out which documents those are.
_COMMON = 1 / 16
# They are not looked for before the remaining terms can add at most half of what all terms can: until then hardly a
# document is out. After a look that found too many, the next waits until they can add at most this share of it.
_HALF = 1 / 2
_LESS = 3 / 4
# Sums in single precision are right to about seven digits.
_ROUNDING = 1e-4


@dataclass(frozen=True)
class _Summand:
    """What one term adds to the scores."""

    factor: np.float32
    """Its weight times its idf."""
    frequency: int
    """How many live documents hold it."""
    held: Sequence[Held | None]
    """Of each segment."""
    norms: Sequence[Floats]
    """Of each segment, per document: what its length makes of the term's frequency."""


def scores(
    terms: Sequence[WeightedTerm],
    snapshot: Snapshot,
    lookups: Sequence[Lookup],
    masks: Sequence[Booleans],
    best: int | None = None,
    given: Sequence[tuple[Integers, Floats]] | None = None,
) -> list[Floats]:
    """For each segment the scores of its documents, `UNMATCHED` where its mask says that one does not match.

    `lookups`, `masks`: one for each segment of `snapshot`. `best`: how many documents with the highest scores are
    wanted, while others may be `UNMATCHED` too; None for all. `given`: for each segment, documents and the scores
    that they start with.
    """
    totals = [unscored(mask) for mask in masks]
    for total, (documents, values) in zip(totals, given or (), strict=bool(given)):
        total[documents] += values
    summands = _summands(terms, snapshot, lookups)
    # Per term: the most that it and all after it can add to a document.
    to_come = [*accumulate((MOST * float(one.factor) for one in reversed(summands)), initial=0.0)][::-1]
    is_few = sum(map(np.count_nonzero, masks)) <= _FEW * snapshot.size
    look_below = to_come[0] * _HALF
    for number, summand in enumerate(summands):
        is_worth_a_look = to_come[number] <= look_below and summand.frequency > _COMMON * snapshot.size
        if best is not None and (is_few or is_worth_a_look):
            look_below = to_come[number] * _LESS
            contenders = _contenders(totals, best, to_come[number])
            if sum(map(len, contenders)) <= _FEW * snapshot.size:
                return _of_contenders(summands[number:], totals, contenders)
        for place, total in enumerate(totals):
            _add(summand, place, total)
    return totals


def _summands(terms: Sequence[WeightedTerm], snapshot: Snapshot, lookups: Sequence[Lookup]) -> list[_Summand]:
    """Those that some live document holds, the rarest first, and in query order among equals."""
    norms = {
        stream: [_norm(stream, lookup.live_segment, snapshot) for lookup in lookups]
        for stream in dict.fromkeys(term.stream for term in terms)
    }
    held = {term: [lookup.held(*term.key) for lookup in lookups] for term in terms}
    frequencies = {term: sum(one.frequency for one in of_term if one is not None) for term, of_term in held.items()}
    # A bare word gets no higher idf for texts that write it bare: few do, mostly slugs and English.
    of_folded = {term.term: frequency for term, frequency in frequencies.items() if term.stream == "folded"}
    summands: list[_Summand] = []
    for term, frequency in frequencies.items():
        if frequency:
            rarity = max(frequency, of_folded.get(term.term, 0)) if term.stream == "exact" else frequency
            factor = np.float32(term.weight * idf(snapshot.document_count, rarity))
            summands.append(_Summand(factor, frequency, held[term], norms[term.stream]))
    return sorted(summands, key=lambda one: one.frequency)


def _contenders(totals: Sequence[Floats], best: int, more: float) -> list[Integers]:
    """The documents of each segment that may still be among the best, when each can get at most `more`."""
    floor = floor_of_best(totals, best) if best else UNMATCHED
    least = floor * (1 - _ROUNDING) - more * (1 + _ROUNDING)
    return [np.flatnonzero(total >= least if least > 0 else total > UNMATCHED) for total in totals]


def _add(summand: _Summand, place: int, total: Floats) -> None:
    """Add a summand to the scores of all documents of the segment at this place."""
    held = summand.held[place]
    if held is None:
        return
    documents, frequencies = held.everywhere()
    norm = summand.norms[place]
    values = saturation(frequencies, norm if documents is None else norm.take(documents))
    values *= summand.factor
    if documents is None:
        total += values
    else:
        np.add.at(total, documents, values)


def _of_contenders(
    summands: Sequence[_Summand],
    totals: Sequence[Floats],
    contenders: Sequence[Integers],
) -> list[Floats]:
    """The scores of the contenders with the remaining summands added; all other documents are `UNMATCHED`."""
    found: list[Floats] = []
    for place, (total, documents) in enumerate(zip(totals, contenders, strict=True)):
        sums = total[documents]
        for summand in summands:
            held = summand.held[place]
            if len(documents) and held is not None:
                values = saturation(held.among(documents), summand.norms[place][documents])
                values *= summand.factor
                sums += values
        of_segment = np.full(len(total), np.float32(UNMATCHED))
        of_segment[documents] = sums
        found.append(of_segment)
    return found


def _norm(stream: Stream, one: LiveSegment, snapshot: Snapshot) -> Floats:
    """Per document: what its length makes of a term's frequency."""

    def make() -> Floats:
        body, title = (snapshot.average_length(part, stream) for part in PARTS)
        return length_norm(one.lengths("body", stream) + TITLE * one.lengths("title", stream), body + TITLE * title)

    return snapshot.kept(("norm", one.state.name, stream), make)

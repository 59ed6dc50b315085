"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

A document's summands are added in one order, whichever segment it is in: telling terms first, common ones last. So
the same documents get the same scores to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bhxh_search.index.reader import Booleans, Snapshot
from bhxh_search.index.schema import PARTS, Part
from bhxh_search.language.analysis import Stream
from bhxh_search.search.impacts import Impacts, KeptImpacts, make_impacts
from bhxh_search.search.matching import Lookup
from bhxh_search.search.order import UNMATCHED
from bhxh_search.search.ranking import Floats, WeightedTerm, idf


def scores(
    terms: Sequence[WeightedTerm], snapshot: Snapshot, lookups: Sequence[Lookup], masks: Sequence[Booleans]
) -> list[Floats]:
    """For each segment the scores of its documents, `UNMATCHED` where its mask says that one does not match.

    `lookups`, `masks`: one for each segment of `snapshot`.
    """
    totals = [np.where(mask, np.float32(0), np.float32(UNMATCHED)) for mask in masks]
    found = [(term.weight, [_impacts(term, lookup, snapshot) for lookup in lookups]) for term in terms]
    counted = [(sum(one.frequency for one in held if one is not None), weight, held) for weight, held in found]
    # The sort keeps the query's order among equals.
    for frequency, weight, held in sorted(counted, key=lambda one: one[0]):
        factor = np.float32(weight * idf(snapshot.document_count, frequency))
        for total, one in zip(totals, held, strict=True):
            if one is None:
                continue
            if one.documents is None:
                total += one.values * factor
            else:
                np.add.at(total, one.documents, one.values * factor)
    return totals


def to_be_read(terms: Sequence[WeightedTerm], lookup: Lookup) -> Iterator[tuple[Part, Stream, str]]:
    """The terms of a segment's parts that scoring will look up: those whose impacts are not kept."""
    kept = lookup.one.kept("impacts", KeptImpacts)
    for term in terms:
        if kept.get((term.stream, term.term, term.parts)) is None:
            yield from ((part, term.stream, term.term) for part in term.parts)


def _impacts(term: WeightedTerm, lookup: Lookup, snapshot: Snapshot) -> Impacts | None:
    """Those of a term in a segment; None where no document holds it."""
    kept = lookup.one.kept("impacts", KeptImpacts)
    key = (term.stream, term.term, term.parts)
    found = kept.get(key)
    if found is None:
        body, title = (
            lookup.postings(part, term.stream, term.term) if part in term.parts else None for part in PARTS
        )
        if body is None and title is None:
            return None
        found = make_impacts(term.stream, body, title, lookup.one, snapshot)
        kept.keep(key, found)
    return found

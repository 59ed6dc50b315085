"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

A document's summands are added in one order, whichever segment it is in: the telling terms, stream after stream and
in each as the query has them, then the common ones. So the same documents get the same scores to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.index.schema import Part
from bhxh_search.language.analysis import Stream
from bhxh_search.search.matching import Lookup
from bhxh_search.search.order import places_of_best
from bhxh_search.search.ranking import K1, B, Floats, WeightedTerm, contributions, idf, length_norm

# Where fewer than this share of a segment's documents match, only their postings are scored.
_FEW = 8
# Terms that more than this share of all documents hold are common: long lists that say little. Those of them that
# together can add at most this share of the highest score come last, and only to documents that they may still make
# one of the best.
_COMMON = 1 / 50
_COMMON_SHARE = 0.1
_ROUNDING = 1e-5

_Streams = dict[tuple[Part, Stream], list[tuple[str, float]]]
"""Terms of each stream, each with its weight times its idf."""


class Scorer:
    """The terms of one query over all segments, which are to be scored one after another."""

    def __init__(
        self,
        terms: Sequence[WeightedTerm],
        snapshot: Snapshot,
        lookups: Sequence[Lookup],
        count: int | None = None,
    ) -> None:
        """Find out how telling each term is.

        `lookups`: one for each segment of `snapshot`. `count`: how many documents are wanted, the best of all; the
        scores of others may be too low. None for all.
        """
        self._snapshot = snapshot
        self._count = count
        self._best = np.full(count or 0, -np.inf, np.float32)
        """The `count` highest scores so far, or what they are at least; rising."""
        self._telling: _Streams = {}
        self._common: _Streams = {}
        frequencies = [sum(_document_frequency(term, lookup) for lookup in lookups) for term in terms]
        weights = [
            term.weight * idf(snapshot.document_count, frequency)
            for term, frequency in zip(terms, frequencies, strict=True)
        ]
        left = (
            sum(weight for weight, frequency in zip(weights, frequencies, strict=True) if frequency) * _COMMON_SHARE
        )
        common: set[int] = set()
        for number in sorted(range(len(terms)), key=lambda number: -frequencies[number]):
            left -= weights[number]
            if left < 0 or frequencies[number] < snapshot.document_count * _COMMON:
                break
            common.add(number)
        for number, (term, weight) in enumerate(zip(terms, weights, strict=True)):
            if frequencies[number]:
                streams = self._common if number in common else self._telling
                streams.setdefault((term.part, term.stream), []).append((term.term, weight))
        self._common_bound = sum(weights[number] for number in common) * (K1 + 1)

    def scores(self, documents: Integers, lookup: Lookup) -> Floats:
        """The scores of some documents of a segment, given by their numbers, rising."""
        total = np.zeros(lookup.size, np.float32)
        self._add(self._telling, total, documents, lookup)
        candidates = documents
        if self._count and len(documents) > self._count:
            scores = total[documents]
            self._keep_best(scores)
            # A part of a sum of floats may be above the whole by a rounding.
            candidates = documents[scores + self._common_bound * (1 + _ROUNDING) >= self._best[0] * (1 - _ROUNDING)]
        if self._common:
            self._add(self._common, total, candidates, lookup)
        return total[documents]

    def _keep_best(self, scores: Floats) -> None:
        """Have `_best` be the highest of those so far and of `scores`, which are of other documents."""
        assert self._count is not None
        highest = scores[places_of_best(scores, self._count)]
        together = np.concatenate((self._best, highest))
        self._best = np.sort(np.partition(together, len(together) - self._count)[len(together) - self._count :])

    def _add(self, streams: _Streams, total: Floats, documents: Integers, lookup: Lookup) -> None:
        """Add what some terms contribute to the scores of `documents`, and maybe to those of others."""
        few = documents if len(documents) * _FEW < lookup.size else None
        wanted = None
        if few is not None:
            wanted = np.zeros(lookup.size, bool)
            wanted[few] = True
        for (part, stream), terms in streams.items():
            norm = self._norm(lookup.one, part, stream)
            for text, weight in terms:
                postings = lookup.postings(part, stream, text)
                if postings is None:
                    continue
                at, frequencies = postings.documents, postings.frequencies
                if at is None and few is None:
                    # A frequency for every document; of those without the term it is 0, and adds 0.
                    total += contributions(frequencies, norm, weight)
                    continue
                if at is None:
                    at, frequencies = few, frequencies[few]
                elif wanted is not None:
                    held = np.flatnonzero(wanted[at])
                    at, frequencies = at[held], frequencies[held]
                assert at is not None
                np.add.at(total, at, contributions(frequencies, norm.take(at), weight))

    def _norm(self, one: LiveSegment, part: Part, stream: Stream) -> Floats:
        """Per document: what its length makes of a term's frequency."""

        def make() -> Floats:
            average = self._snapshot.average_length(part, stream)
            return length_norm(one.lengths(part, stream), average, B[part])

        return one.kept(("norm", part, stream), make)


def _document_frequency(term: WeightedTerm, lookup: Lookup) -> int:
    postings = lookup.postings(term.part, term.stream, term.term)
    return 0 if postings is None else lookup.one.document_frequency(postings)

"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

A document's summands are added in one order, stream after stream and in each as the query has its terms, whichever
segment the document is in: the same documents get the same scores to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.index.schema import Part
from bhxh_search.language.analysis import Stream
from bhxh_search.search.matching import Lookup
from bhxh_search.search.ranking import B, Floats, WeightedTerm, idf, length_norm, saturated

# Where fewer than this share of a segment's documents match, only their postings are scored.
_FEW = 8


class Scorer:
    """The terms of one query over all segments."""

    def __init__(self, terms: Sequence[WeightedTerm], snapshot: Snapshot, lookups: Sequence[Lookup]) -> None:
        """`lookups`: one for each segment of `snapshot`. Finds out how telling each term is."""
        self._snapshot = snapshot
        self._streams: dict[tuple[Part, Stream], list[tuple[str, float]]] = {}
        """The terms of each stream, each with its weight times its idf; without those that no live document holds."""
        for term in terms:
            frequency = sum(_document_frequency(term, lookup) for lookup in lookups)
            if frequency:
                weight = term.weight * idf(snapshot.document_count, frequency)
                self._streams.setdefault((term.part, term.stream), []).append((term.term, weight))

    def scores(self, documents: Integers, lookup: Lookup) -> Floats:
        """The scores of some documents of a segment, given by their numbers, rising."""
        total = np.zeros(lookup.size)
        only: Integers | None = None
        if len(documents) * _FEW < lookup.size:
            only = documents
        adder = _Adder(total, only)
        for (part, stream), terms in self._streams.items():
            norm = self._norm(lookup.one, part, stream)
            together: list[tuple[Postings, float]] = []
            for text, weight in terms:
                postings = lookup.postings(part, stream, text)
                if postings is None:
                    continue
                if postings.documents is None:
                    adder.add_lists(together, norm)
                    together = []
                    adder.add_row(postings, norm, weight)
                else:
                    together.append((postings, weight))
            adder.add_lists(together, norm)
        return total[documents]

    def _norm(self, one: LiveSegment, part: Part, stream: Stream) -> Floats:
        """Per document: what its length makes of a term's frequency."""

        def make() -> Floats:
            average = self._snapshot.average_length(part, stream)
            return length_norm(one.lengths(part, stream).astype(np.float64), average, B[part])

        return one.kept(("norm", part, stream), make)


class _Adder:
    """Adds what terms contribute to the scores of documents, of all or of a few."""

    def __init__(self, total: Floats, only: Integers | None) -> None:
        self._total = total
        self._only = only
        self._wanted = None
        if only is not None:
            self._wanted = np.zeros(len(total), bool)
            self._wanted[only] = True

    def add_lists(self, lists: Sequence[tuple[Postings, float]], norm: Floats) -> None:
        """Add several terms' lists of documents, one after another: a call for all costs little more than for one."""
        if not lists:
            return
        documents = np.concatenate([postings.documents for postings, _ in lists])
        frequencies = np.concatenate([postings.frequencies for postings, _ in lists], dtype=np.float64)
        weights = np.repeat([weight for _, weight in lists], [len(postings.frequencies) for postings, _ in lists])
        if self._wanted is not None:
            wanted = np.flatnonzero(self._wanted[documents])
            documents, frequencies, weights = documents[wanted], frequencies[wanted], weights[wanted]
        values = saturated(frequencies, norm.take(documents))
        values *= weights
        np.add.at(self._total, documents, values)

    def add_row(self, postings: Postings, norm: Floats, weight: float) -> None:
        """Add a term of which there is a frequency for every document; without the term it is 0, and adds 0."""
        if self._only is None:
            values = saturated(postings.frequencies.astype(np.float64), norm)
            values *= weight
            self._total += values
        else:
            values = saturated(postings.frequencies[self._only].astype(np.float64), norm[self._only])
            values *= weight
            self._total[self._only] += values


def _document_frequency(term: WeightedTerm, lookup: Lookup) -> int:
    postings = lookup.postings(term.part, term.stream, term.term)
    return 0 if postings is None else lookup.one.document_frequency(postings)

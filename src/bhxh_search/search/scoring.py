"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

A document's summands are added in query order, whichever segment it is in and however it is done, so the same
documents get the same scores to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.search.matching import Lookup
from bhxh_search.search.ranking import B, Floats, WeightedTerm, idf, length_norm, saturated

# Where fewer than this share of a segment's documents match, only they are scored.
_FEW = 32
# Lists up to this long are scored together: calls cost more than their numbers.
_SHORT = 2_048


class Scorer:
    """The terms of one query over all segments."""

    def __init__(self, terms: Sequence[WeightedTerm], snapshot: Snapshot, lookups: Sequence[Lookup]) -> None:
        """`lookups`: one for each segment of `snapshot`. Finds out how telling each term is."""
        self._terms: list[tuple[WeightedTerm, float]] = []
        """Each with its weight times its idf; those that no live document holds are left out."""
        for term in terms:
            frequency = sum(_document_frequency(term, lookup) for lookup in lookups)
            if frequency:
                self._terms.append((term, term.weight * idf(snapshot.document_count, frequency)))
        self._snapshot = snapshot

    def scores(self, lookup: Lookup) -> Floats:
        """The score of each document of a segment."""
        total = np.zeros(lookup.size)
        short = _Together(total)
        for term, weight in self._terms:
            postings = lookup.postings(term.part, term.stream, term.term)
            if postings is None:
                continue
            norm = self._norm(lookup.one, term)
            if postings.documents is None:
                short.add_up()
                # A document without the term gets 0 / norm.
                total += weight * saturated(postings.frequencies.astype(np.float64), norm)
            elif len(postings.documents) <= _SHORT:
                short.add(postings, norm, weight)
            else:
                short.add_up()
                values = saturated(postings.frequencies.astype(np.float64), norm.take(postings.documents))
                values *= weight
                total[postings.documents] += values
        short.add_up()
        return total

    def scores_of(self, documents: Integers, lookup: Lookup) -> Floats:
        """The scores of some documents, rising, of a segment."""
        total = np.zeros(len(documents))
        for term, weight in self._terms:
            postings = lookup.postings(term.part, term.stream, term.term)
            if postings is None:
                continue
            if postings.documents is None:
                frequencies = postings.frequencies[documents].astype(np.float64)
            else:
                at = np.minimum(np.searchsorted(postings.documents, documents), len(postings.documents) - 1)
                frequencies = np.where(postings.documents[at] == documents, postings.frequencies[at], 0.0)
            total += weight * saturated(frequencies, self._norm(lookup.one, term)[documents])
        return total

    def worthwhile(self, matching: int, lookup: Lookup) -> bool:
        """Whether so few documents match that scoring only them is faster."""
        return matching * _FEW < lookup.size

    def _norm(self, one: LiveSegment, term: WeightedTerm) -> Floats:
        """Per document: what its length makes of a term's frequency."""

        def make() -> Floats:
            average = self._snapshot.average_length(term.part, term.stream)
            return length_norm(one.lengths(term.part, term.stream).astype(np.float64), average, B[term.part])

        return one.kept(("norm", term.part, term.stream), make)


class _Together:
    """Short posting lists that follow one another in a query, added to the scores at once, each in its turn."""

    def __init__(self, total: Floats) -> None:
        self._total = total
        self._lists: list[tuple[Postings, Floats, float]] = []

    def add(self, postings: Postings, norm: Floats, weight: float) -> None:
        if len(postings.frequencies):
            self._lists.append((postings, norm, weight))

    def add_up(self) -> None:
        if not self._lists:
            return
        documents = np.concatenate(
            [postings.documents for postings, _, _ in self._lists if postings.documents is not None]
        )
        frequencies = np.concatenate([postings.frequencies for postings, _, _ in self._lists], dtype=np.float64)
        norms = np.concatenate([norm.take(postings.documents) for postings, norm, _ in self._lists])  # type: ignore[arg-type]
        weights = np.repeat([weight for _, _, weight in self._lists], [len(p.frequencies) for p, _, _ in self._lists])
        values = saturated(frequencies, norms)
        values *= weights
        np.add.at(self._total, documents, values)
        self._lists = []


def _document_frequency(term: WeightedTerm, lookup: Lookup) -> int:
    postings = lookup.postings(term.part, term.stream, term.term)
    return 0 if postings is None else lookup.one.document_frequency(postings)

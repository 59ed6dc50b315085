"""Weighted terms × segments → the score of each document: the formula of `ranking` on arrays.

Telling terms come first and common ones last, in one order for all segments, so the same documents get the same
scores to the bit. Where only the best are wanted, what the terms to come can still add is known: as soon as few
documents can be among the best, the rest of the terms is looked up for those alone (MaxScore: Turtle & Flood,
"Query evaluation: strategies and optimizations", 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import Booleans, LiveSegment, Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.language.analysis import Stream
from bhxh_search.search.matching import Lookup
from bhxh_search.search.order import UNMATCHED, floor_of_best
from bhxh_search.search.ranking import K1, TITLE, Floats, WeightedTerm, contributions, idf, length_norm

# Looking a term up for a document takes about as long as going through so many postings.
_LOOK_UP = 32
# So few of the documents are worth going on with those alone.
_FEW = 16
# Terms that more than this share of all documents hold are worth the look at who may still be among the best.
_COMMON = 1 / 50
# What a sum of floats may be wrong by, for each of its size.
_ROUNDING = 1e-5
# Document frequencies are kept for as many terms of a segment; the same words are asked for again and again.
_KEPT_FREQUENCIES = 50_000

_NO_DOCUMENTS: Integers = np.zeros(0, np.int64)
_NO_FREQUENCIES: Array = np.zeros(0, np.uint32)


@dataclass(frozen=True)
class Whole:
    """How often a term occurs in the documents of a segment: in the body, and `TITLE` times in the title."""

    documents: Integers | None
    """Those that hold it in the body, rising; None where `frequencies` has one for every document."""
    frequencies: Array
    others: Integers = field(default_factory=lambda: _NO_DOCUMENTS)
    """Those that hold it in the title only, rising."""
    of_others: Array = field(default_factory=lambda: _NO_FREQUENCIES)

    def live_count(self, live: Booleans | None) -> int:
        """How many documents hold it. `live`: per document, whether it was not deleted; None where none was."""
        if live is None:
            bodies = np.count_nonzero(self.frequencies) if self.documents is None else len(self.documents)
            return int(bodies) + len(self.others)
        bodies = np.count_nonzero(live[self.frequencies > 0 if self.documents is None else self.documents])
        return int(bodies) + int(np.count_nonzero(live[self.others]))


class Held:
    """A term in the documents of one segment, of which some hold it."""

    def __init__(self, body: Postings | None, title: Postings | None, size: int) -> None:
        self._body = body
        self._title = title
        self._size = size

    @cached_property
    def whole(self) -> Whole:
        """Its postings in bodies and in titles as those of whole documents."""
        body, title = self._body, self._title
        if title is None:
            assert body is not None
            return Whole(body.documents, body.frequencies)
        title = title.sparse()
        assert title.documents is not None
        in_titles = title.frequencies.astype(np.uint32) * np.uint32(TITLE)
        if body is None:
            return Whole(title.documents, in_titles)
        frequencies = body.frequencies.astype(np.uint32)
        if body.documents is None:
            frequencies[title.documents] += in_titles
            return Whole(None, frequencies)
        # To lay the title's frequencies out by document is many times faster than to look each up in the other list.
        by_document = np.zeros(self._size, np.uint32)
        by_document[title.documents] = in_titles
        frequencies += by_document[body.documents]
        by_document[body.documents] = 0
        left = by_document[title.documents]
        others = left > 0
        return Whole(body.documents, frequencies, title.documents[others], left[others])

    def of(self, documents: Integers) -> Array:
        """The frequency in each of some documents, in the whole of it; 0 in those that do not hold it."""
        found = np.zeros(len(documents), np.uint32)
        for postings, times in ((self._body, 1), (self._title, TITLE)):
            if postings is not None:
                found += _looked_up(postings, documents) * np.uint32(times)
        return found

    def is_short(self, count: int) -> bool:
        """Whether it takes less to go through all its postings than to look up `count` documents."""
        lists = [one for one in (self._body, self._title) if one is not None]
        return all(one.documents is not None and len(one.documents) < count * _LOOK_UP for one in lists)


def _looked_up(postings: Postings, documents: Integers) -> Array:
    """The frequency in each of some documents; 0 in those that are not among `postings`."""
    if postings.documents is None:
        return postings.frequencies[documents].astype(np.uint32)
    at = postings.documents.searchsorted(documents)
    at[at == len(postings.documents)] = 0
    found: Array = postings.frequencies[at].astype(np.uint32)
    found[postings.documents[at] != documents] = 0
    return found


@dataclass(frozen=True)
class _Summand:
    """A term, ready to be scored."""

    stream: Stream
    weight: float
    """Its weight times its idf."""
    frequency: int
    """How many live documents hold it."""
    held: tuple[Held | None, ...]
    """By segment; None where none holds it."""

    @property
    def bound(self) -> float:
        """The most that it can add to a score."""
        return self.weight * (K1 + 1)


class Scorer:
    """The terms of one query over all segments."""

    def __init__(self, terms: Sequence[WeightedTerm], snapshot: Snapshot, lookups: Sequence[Lookup]) -> None:
        """Find out how telling each term is. `lookups`: one for each segment of `snapshot`."""
        self._snapshot = snapshot
        self._segments = [lookup.one for lookup in lookups]
        found = (_summand(term, snapshot, lookups) for term in terms)
        # The sort keeps the query's order among equals.
        self._summands = sorted((one for one in found if one.frequency), key=lambda one: one.frequency)

    def scores(self, masks: Sequence[Booleans], best: int | None = None) -> list[Floats]:
        """For each segment the scores of its documents, `UNMATCHED` where its mask says that one does not match.

        `best`: how many are wanted, the best of all segments; the scores of others may be too low. None for all.
        """
        totals = [np.where(mask, np.float32(0), np.float32(UNMATCHED)) for mask in masks]
        matching = sum(int(np.count_nonzero(mask)) for mask in masks)
        few = [np.flatnonzero(mask) for mask in masks] if self._is_few(matching) else None
        left = looked = sum(one.bound for one in self._summands)
        for one in self._summands:
            common = one.frequency > self._snapshot.document_count * _COMMON
            # Not before so much less is left that the answer may be another.
            if few is None and best and common and left < looked * 0.8:
                looked = left
                few = self._candidates(totals, best, left)
            self._add(one, totals, few)
            left -= one.bound
        return totals

    def _is_few(self, documents: int) -> bool:
        return documents * _FEW < self._snapshot.size

    def _candidates(self, totals: Sequence[Floats], best: int, left: float) -> list[Integers] | None:
        """The documents that may still be among the best when terms to come add `left` at most; None if many."""
        floor = floor_of_best(totals, best)
        least = floor - abs(floor) * _ROUNDING - left * (1 + _ROUNDING)
        if least <= 0:
            return None  # what holds no term so far may be among them
        masks = [total >= np.float32(least) for total in totals]
        if not self._is_few(sum(int(np.count_nonzero(mask)) for mask in masks)):
            return None
        return [np.flatnonzero(mask) for mask in masks]

    def _add(self, one: _Summand, totals: Sequence[Floats], few: Sequence[Integers] | None) -> None:
        """Add what a term contributes: to a few documents of each segment, and maybe to others; or to all."""
        for number, (total, held) in enumerate(zip(totals, one.held, strict=True)):
            if held is None:
                continue
            norm = self._norm(self._segments[number], one.stream)
            if few is not None and not held.is_short(len(few[number])):
                documents = few[number]
                total[documents] += contributions(held.of(documents), norm[documents], one.weight)
                continue
            whole = held.whole
            if whole.documents is None:
                total += contributions(whole.frequencies, norm, one.weight)
                continue
            for documents, frequencies in ((whole.documents, whole.frequencies), (whole.others, whole.of_others)):
                if len(documents):
                    np.add.at(total, documents, contributions(frequencies, norm.take(documents), one.weight))

    def _norm(self, one: LiveSegment, stream: Stream) -> Floats:
        """Per document: what its length makes of a term's frequency."""

        def make() -> Floats:
            body, title = (self._snapshot.average_length(part, stream) for part in PARTS)
            return length_norm(
                one.lengths("body", stream) + TITLE * one.lengths("title", stream), body + TITLE * title
            )

        return one.kept(("norm", stream, TITLE), make)


def _summand(term: WeightedTerm, snapshot: Snapshot, lookups: Sequence[Lookup]) -> _Summand:
    held: list[Held | None] = []
    frequency = 0
    for lookup in lookups:
        body, title = (lookup.postings(part, term.stream, term.term) for part in PARTS)
        here = None if body is None and title is None else Held(body, title, lookup.size)
        held.append(here)
        if here is not None:
            frequency += _document_frequency(term, here, lookup.one)
    weight = term.weight * idf(snapshot.document_count, frequency)
    return _Summand(term.stream, weight, frequency, tuple(held))


def _document_frequency(term: WeightedTerm, held: Held, one: LiveSegment) -> int:
    """How many live documents of a segment hold a term, in title or body."""
    known: dict[tuple[Stream, str], int] = one.kept("document frequencies", dict)
    frequency = known.get((term.stream, term.term))
    if frequency is None:
        frequency = held.whole.live_count(one.live)
        if len(known) < _KEPT_FREQUENCIES:
            known[term.stream, term.term] = frequency
    return frequency

"""The pairs of exact neighbours in one part of a segment's documents, and where they stand.

Positions are kept once, under these pairs, and those of a single term are read off the pairs that begin with it.
Pairs are numbered in order of their first term, then of their second.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, Columns, gaps
from bhxh_search.index.postings import Integers, PostingLists, places_in
from bhxh_search.language.arrays import distinct, is_in

Range = tuple[int, int]
"""Numbers of terms or of pairs, the first and the one after the last."""

_POSITION_BITS = 32
"""A place is document << 32 | position: one whole number that sorts by document, then by position."""

# More ranges than this are worked on as arrays, fewer one by one.
_MANY = 16
# So many searches for pairs take less time than looking through all that begin with some term.
_SEARCHED_PAIRS = 20_000


class PairReader:
    """The pairs of one part. What is out of range in its columns raises `ValueError` or `IndexError`."""

    def __init__(self, columns: Columns, name: str, size: int, vocabulary: int) -> None:
        """`size`: documents in the segment; `vocabulary`: exact terms in the part."""
        self._columns = columns
        self.name = name
        self.size = size
        self._vocabulary = vocabulary

    @cached_property
    def lists(self) -> PostingLists:
        """Of the pairs."""
        return PostingLists(self._columns, f"{self.name}.pairs", self.size)

    @property
    def lengths(self) -> Integers:
        """Per document: how many positions it has."""
        return per_document(self._columns, f"{self.name}.lengths", self.size)

    @cached_property
    def keys(self) -> Array:
        """The pairs of neighbours by number, rising: first term · number of terms + second."""
        return self._columns[f"{self.name}.pairs.keys"]

    def ranges(self, firsts: Range, seconds: Range) -> list[Range]:
        """The pairs whose first term is of one range and whose second is of another."""
        return self.many_ranges([(firsts, seconds)])[0]

    def many_ranges(self, wanted: Sequence[tuple[Range, Range]]) -> list[list[Range]]:
        """`ranges` of each of some ranges of first and second terms, searched for at once."""
        vocabulary = self._vocabulary
        bounds = [
            first * vocabulary + second
            for firsts, seconds in wanted
            if seconds[0] < seconds[1]
            for first in range(*firsts)
            for second in seconds
        ]
        # In the type of the keys, or numpy makes a wider copy of all of them to compare.
        found = self.keys.searchsorted(np.array(bounds, self.keys.dtype)).tolist()
        pairs = list(zip(found[::2], found[1::2], strict=True))
        ranges: list[list[Range]] = []
        for firsts, seconds in wanted:
            count = firsts[1] - firsts[0] if seconds[0] < seconds[1] else 0
            ranges.append([(a, b) for a, b in pairs[:count] if a < b])
            del pairs[:count]
        return ranges

    def ranges_between(self, firsts: Sequence[Range], seconds: Sequence[Range]) -> list[Range]:
        """The pairs whose first term is of some ranges and whose second is of others; both rise."""
        if not firsts or not seconds:
            return []
        vocabulary = self._vocabulary
        kind = self.keys.dtype
        first_terms = places_in(*np.array(firsts, np.int64).T)
        if len(first_terms) * len(seconds) <= _SEARCHED_PAIRS:
            bounds = (first_terms[:, None, None] * vocabulary + np.array(seconds, np.int64)).astype(kind)
            found = self.keys.searchsorted(bounds.reshape(-1)).reshape(-1, 2)
            return _joined(found[found[:, 0] < found[:, 1]])
        # Too many to look for one by one: all pairs that begin so are looked through.
        is_second = np.zeros(vocabulary, bool)
        is_second[places_in(*np.array(seconds, np.int64).T)] = True
        bounds = (np.array(firsts, np.int64) * vocabulary).astype(kind)
        pairs = places_in(*self.keys.searchsorted(bounds).T)
        return runs(pairs[is_second[(self.keys[pairs] % kind.type(vocabulary)).astype(np.int64)]])

    @cached_property
    def position_starts(self) -> Array:
        """Per pair: where its positions begin among all; and their number."""
        return self._columns[f"{self.name}.positions.starts"]

    def occurrences(self, ranges: Sequence[Range]) -> int:
        """How often the pairs of some ranges stand in the part."""
        if len(ranges) > _MANY:
            bounds = self.position_starts[np.array(ranges)].astype(np.int64)
            return int((bounds[:, 1] - bounds[:, 0]).sum())
        return sum(int(self.position_starts[last]) - int(self.position_starts[first]) for first, last in ranges)

    def places(self, ranges: Sequence[Range]) -> Integers:
        """The places, rising, of the first terms of the pairs of some ranges."""
        pieces = (
            [self._places(first, last) for first, last in ranges]
            if len(ranges) <= _MANY
            else self._many_places(np.array(ranges, np.int64))
        )
        places = pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, np.int64), *pieces])
        if len(ranges) != 1 or ranges[0][1] - ranges[0][0] != 1:
            places.sort()
        return places

    def _places(self, first: int, last: int) -> Integers:
        start, end = int(self.position_starts[first]), int(self.position_starts[last])
        positions = self._positions(start, end)
        pieces = list(self.lists.in_order(first, last))
        documents = np.concatenate([np.zeros(0, np.int64), *(documents for documents, _ in pieces)])
        frequencies = np.concatenate([np.zeros(0, np.int64), *(frequencies for _, frequencies in pieces)])
        if int(frequencies.sum()) != len(positions):
            raise ValueError(f"the positions of {self.name} do not fit its pairs")
        return places_at(np.repeat(documents, frequencies), positions)

    def _many_places(self, ranges: Integers) -> list[Integers]:
        """The same of very many ranges, in any order."""
        dense = self.lists.dense_in(ranges)
        pairs = places_in(*ranges.T)
        pairs = pairs[~np.isin(pairs, np.array(dense, np.int64), assume_unique=True)]
        _, documents, frequencies = self.lists.of_many(pairs)
        starts = self.position_starts[pairs].astype(np.int64)
        counts = self.position_starts[pairs + 1].astype(np.int64) - starts
        if int(frequencies.sum()) != int(counts.sum()):
            raise ValueError(f"the positions of {self.name} do not fit its pairs")
        positions = self._runs_of_positions(starts, counts)
        places = places_at(np.repeat(documents, frequencies), positions)
        return [places, *(self._places(pair, pair + 1) for pair in dense)]

    def places_by_pair(self, first: int, last: int) -> tuple[Integers, Integers]:
        """The places of the pairs from `first` to before `last`, pair after pair, and which pair each is, from 0."""
        counts = gaps(self.position_starts[first : last + 1])
        return self._places(first, last), np.repeat(np.arange(last - first), counts)

    @cached_property
    def last_terms(self) -> Integers:
        """Per document: its last exact term, which begins no pair; anything where there is none."""
        return per_document(self._columns, f"{self.name}.last", self.size)

    def _positions(self, start: int, end: int) -> Integers:
        positions = self._columns[f"{self.name}.positions"][start:end].astype(np.int64)
        high_at = self._columns[f"{self.name}.positions.high_at"]
        if len(high_at):
            a, b = bisect_left(high_at, start), bisect_left(high_at, end)
            high = self._columns[f"{self.name}.positions.high"][a:b].astype(np.int64)
            positions[high_at[a:b].astype(np.int64) - start] |= high << 16
        return positions

    def places_of_term(self, terms: Range) -> Integers:
        """The places, rising, of all terms of a range."""
        return self.places_of_terms([terms])

    def places_of_terms(self, terms: Sequence[Range]) -> Integers:
        """The places, rising, of all terms of some ranges, which rise."""
        if not terms:
            return np.zeros(0, np.int64)
        bounds = np.array(terms, np.int64)
        edges = (bounds * self._vocabulary).astype(self.keys.dtype)
        found = self.keys.searchsorted(edges)
        at = np.minimum(bounds[:, 0].searchsorted(self.last_terms, side="right") - 1, len(bounds) - 1)
        closing = np.flatnonzero((at >= 0) & (self.last_terms < bounds[at, 1]))
        lengths = self.lengths[closing]
        in_pairs = self.places(_joined(found))
        places = np.concatenate((in_pairs, places_at(closing, lengths - 1)))
        places.sort()
        return places

    def run_places(self, terms: Sequence[int], among: Integers | None = None) -> Integers:
        """The places, rising, of the last of these exact terms, two or more, where they stand in a row.

        `among`: documents, rising; those in others are left out.
        """
        vocabulary = self._vocabulary
        keys = np.array([first * vocabulary + second for first, second in pairwise(terms)], self.keys.dtype)
        numbers = self.keys.searchsorted(keys).tolist()
        nowhere = np.zeros(0, np.int64)
        if max(numbers) == len(self.keys) or (self.keys[numbers] != keys).any():
            return nowhere
        holding = [self.lists.documents_of(number) for number in numbers]
        lists = holding if among is None else [*holding, among]
        shortest = min(lists, key=len)
        documents = shortest.astype(np.int64)
        for one in lists:
            if one is not shortest and len(documents):
                documents = documents[_is_among(documents, one)]
        if not len(documents):
            return nowhere
        ends = self._places_in(numbers[0], documents, holding[0]) + 1
        for number, one in zip(numbers[1:], holding[1:], strict=True):
            ends = ends[is_in(ends, self._places_in(number, documents, one))] + 1
        return ends

    def gone_on(self, places: Integers, first: int, second: int) -> Integers:
        """Of places of term `first`, rising, those right after which term `second` stands; the places of that."""
        nowhere = np.zeros(0, np.int64)
        key = self.keys.dtype.type(first * self._vocabulary + second)
        number = int(self.keys.searchsorted(key))
        if not len(places) or number == len(self.keys) or self.keys[number] != key:
            return nowhere
        holding = self.lists.documents_of(number)
        documents = distinct(documents_at(places))
        documents = documents[_is_among(documents, holding)]
        if not len(documents):
            return nowhere
        return places[is_in(places, self._places_in(number, documents, holding))] + 1

    def _places_in(self, pair: int, documents: Integers, holding: Array) -> Integers:
        """The places, rising, of a pair in some documents, one or more, of those that hold it."""
        at = holding.searchsorted(documents.astype(holding.dtype))
        frequencies = self.lists.first_frequencies(pair, int(at[-1]) + 1)
        counts = frequencies[at].astype(np.int64)
        before = frequencies.cumsum(dtype=np.int64)[at] - counts
        positions = self._runs_of_positions(int(self.position_starts[pair]) + before, counts)
        return places_at(np.repeat(documents, counts), positions)

    def _runs_of_positions(self, firsts: Integers, counts: Integers) -> Integers:
        """Several stretches of positions, one after another: where each begins among all, and how many it has."""
        before = counts.cumsum()
        numbers = (firsts - before + counts).repeat(counts)
        numbers += np.arange(len(numbers))
        positions: Integers = self._columns[f"{self.name}.positions"][numbers].astype(np.int64)
        high_at = self._columns[f"{self.name}.positions.high_at"]
        if len(high_at) and len(numbers):  # only very long documents have any
            a, b = high_at.searchsorted(np.array((numbers.min(), numbers.max() + 1), high_at.dtype)).tolist()
            if a < b:
                wanted = numbers.astype(high_at.dtype)
                place = np.minimum(high_at.searchsorted(wanted), len(high_at) - 1)
                high = self._columns[f"{self.name}.positions.high"][place].astype(np.int64)
                positions |= np.where(high_at[place] == wanted, high << 16, 0)
        return positions

    def after_run(self, places: Integers, first: int, seconds: Range) -> tuple[Integers, Integers]:
        """The exact terms of a range that stand right after some places, and in how many documents they do.

        `places`: rising, all of term `first`.
        """
        vocabulary = self._vocabulary
        bounds = np.array([first * vocabulary + second for second in seconds], self.keys.dtype)
        a, b = self.keys.searchsorted(bounds).tolist()
        documents = distinct(documents_at(places))
        chosen = np.zeros(self.size, bool)
        chosen[documents] = True
        counts = np.zeros(b - a, np.int64)
        starts, holders, frequencies = self.lists.stretch(a, b)
        kept = np.flatnonzero(chosen[holders])
        if len(kept):
            pairs = starts.searchsorted(kept, side="right") - 1
            before = np.cumsum(frequencies, dtype=np.int64) - frequencies
            firsts = self.position_starts[a + pairs].astype(np.int64) + before[kept] - before[starts[pairs]]
            times = frequencies[kept].astype(np.int64)
            found = places_at(
                np.repeat(holders[kept].astype(np.int64), times), self._runs_of_positions(firsts, times)
            )
            follows = distinct(np.repeat(np.arange(len(kept)), times)[is_in(found, places)])
            counts += np.bincount(pairs[follows], minlength=b - a)
        for pair in self.lists.dense_between(a, b):
            holding = self.lists.documents_of(pair)
            common = documents[_is_among(documents, holding)]
            if len(common):
                found = self._places_in(pair, common, holding)
                counts[pair - a] = len(distinct(documents_at(found[is_in(found, places)])))
        there = np.flatnonzero(counts)
        return self.keys[a + there].astype(np.int64) - first * vocabulary, counts[there]

    def phrase(self, terms: Sequence[Sequence[Range]]) -> Integers:
        """The documents, rising, in which two or more terms stand in a row, each of some ranges, which rise."""
        pairs = [self._pairs_of(first, second) for first, second in pairwise(terms)]
        if not all(pairs):
            return np.zeros(0, np.int64)
        if len(pairs) == 1:
            return documents_of(self.lists, pairs[0])
        sizes = [self.occurrences(ranges) for ranges in pairs]
        rarest = min(range(len(pairs)), key=sizes.__getitem__)
        starts = self.places(pairs[rarest]) - rarest
        covered = {rarest, rarest + 1}
        for number in sorted(range(len(pairs)), key=sizes.__getitem__):
            if not {number, number + 1} <= covered:
                starts = starts[is_in(starts + number, self.places(pairs[number]))]
                covered |= {number, number + 1}
        documents = documents_at(starts)
        first = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=first[1:])
        return documents[first]

    def _pairs_of(self, firsts: Sequence[Range], seconds: Sequence[Range]) -> list[Range]:
        if len(firsts) == len(seconds) == 1 and firsts[0][1] - firsts[0][0] <= _MANY:
            return self.ranges(firsts[0], seconds[0])
        return self.ranges_between(firsts, seconds)


def places_at(documents: Integers, positions: Integers | int) -> Integers:
    """The places of these positions in these documents."""
    return documents << _POSITION_BITS | positions


def documents_at(places: Integers) -> Integers:
    """The document of each place."""
    return places >> _POSITION_BITS


def positions_at(places: Integers) -> Integers:
    """The position of each place in its document."""
    return places & ((1 << _POSITION_BITS) - 1)


def documents_of(lists: PostingLists, ranges: Sequence[Range]) -> Integers:
    """The documents, rising, of the lists of some ranges."""
    documents = lists.merged(ranges).sparse().documents
    assert documents is not None
    return documents


def per_document(columns: Columns, name: str, size: int) -> Integers:
    """A column with one value for each document. Raises `ValueError` where it has more or fewer."""
    values = columns[name].astype(np.int64)
    if len(values) != size:
        raise ValueError(f"{name} is not one for each document")
    return values


def runs(numbers: Integers) -> list[Range]:
    """Rising numbers as ranges."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    firsts, lasts = numbers[np.append(0, breaks)], numbers[np.append(breaks - 1, len(numbers) - 1)] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _joined(ranges: Array) -> list[Range]:
    """Rising ranges, rows of first and last, those that touch as one and empty ones left out."""
    rows = ranges.astype(np.int64)
    rows = rows[rows[:, 0] < rows[:, 1]]
    if not len(rows):
        return []
    apart = np.flatnonzero(rows[1:, 0] != rows[:-1, 1])
    firsts, lasts = rows[np.append(0, apart + 1), 0], rows[np.append(apart, len(rows) - 1), 1]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _is_among(documents: Integers, holding: Array) -> npt.NDArray[np.bool_]:
    """Per document: whether it is among `holding`, rising and as it is kept."""
    at = holding.searchsorted(documents.astype(holding.dtype))
    found: npt.NDArray[np.bool_] = holding[np.minimum(at, len(holding) - 1)] == documents
    return found

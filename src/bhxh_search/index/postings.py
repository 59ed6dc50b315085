"""Posting lists in columns: for each term of a segment, the documents that hold it and how often.

starts       per term: where its list begins among documents and frequencies; and the end of the last
documents    16 bits each, rising in each list
frequencies  8 bits each, those of all lists; behind them, row by row, those of dense terms
dense        the terms that a third of all documents hold: a row of frequencies, one for each document, is
             shorter than a list, and faster; 0 is a document that does not hold the term
high_at      where in frequencies stands a 255, which means: see here
high         the true one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, Columns, gaps, smallest
from bhxh_search.language.arrays import is_in

Integers = npt.NDArray[np.int64]

MAX_DOCUMENTS = 65_536
"""Of a segment, so that document numbers take 16 bits."""

_HIGH = 255
# Three bytes an entry against one a document.
_DENSE_SHARE = 3
_DENSE_FROM = 64
_NONE = np.zeros(0, np.int64)

# Lists shorter than this share of the documents are merged by sorting, longer ones by counting.
_COUNTING_SHARE = 4
_KEPT_ENTRIES = 200_000
# More ranges of terms than this are gathered at once.
_MANY = 16
# Of the rows of dense terms, those of each stream and part of a segment.
_KEPT_ROW_BYTES = 4_000_000
_ROW_BYTES = 4
"""For each document: what a row takes, and the same with document numbers."""


@dataclass(frozen=True)
class Postings:
    """The documents of a segment that hold a term, deleted ones among them."""

    numbers: Array | None
    """Document numbers, rising; None where `frequencies` has one for every document, 0 if it lacks the term."""
    frequencies: Array
    """Per posting: how often the term occurs."""

    @property
    def documents(self) -> Integers | None:
        """`numbers` as they index arrays: 64 bits each, made anew where they are kept as less."""
        return None if self.numbers is None else self.numbers.astype(np.int64, copy=False)

    @cached_property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.numbers) if self.numbers is not None else int(np.count_nonzero(self.frequencies))

    @property
    def bytes(self) -> int:
        """How much memory they take, beyond what lies in the file."""
        return sum(one.nbytes for one in (self.numbers, self.frequencies) if one is not None and one.base is None)

    def sparse(self) -> Postings:
        """The same, with document numbers."""
        return self if self.numbers is not None else self._sparse

    @cached_property
    def _sparse(self) -> Postings:
        documents = np.flatnonzero(self.frequencies)
        return Postings(documents.astype(np.uint16), self.frequencies[documents])


def places_in(firsts: Integers, lasts: Integers) -> Integers:
    """All whole numbers from each first to before its last, one range after another."""
    sizes = lasts - firsts
    places: Integers = np.repeat(firsts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    return places


def posting_columns(
    name: str, counts: Array, documents: Array, frequencies: Array, size: int
) -> Iterator[tuple[str, Array]]:
    """The columns of posting lists, in order of their terms.

    `counts`: postings per term; `documents`, `frequencies`: of all postings; `size`: documents in the segment.
    """
    dense = np.flatnonzero(counts > size // _DENSE_SHARE) if size >= _DENSE_FROM else np.zeros(0, np.int64)
    if len(dense):
        ends = np.cumsum(counts, dtype=np.int64)
        rows = np.zeros((len(dense), size), frequencies.dtype)
        for row, term in zip(rows, dense.tolist(), strict=True):
            first, last = int(ends[term]) - int(counts[term]), int(ends[term])
            row[documents[first:last]] = frequencies[first:last]
        is_dense = np.zeros(len(counts), bool)
        is_dense[dense] = True
        kept = ~np.repeat(is_dense, counts)
        documents, frequencies = documents[kept], frequencies[kept]
        frequencies = np.concatenate((frequencies, rows.reshape(-1)))
        counts = np.where(is_dense, 0, counts)
    high = np.flatnonzero(frequencies >= _HIGH)
    yield f"{name}.starts", smallest(np.concatenate(([0], np.cumsum(counts, dtype=np.int64))))
    yield f"{name}.documents", documents.astype(np.uint16, copy=False)
    capped = np.minimum(frequencies, _HIGH) if len(high) else frequencies
    yield f"{name}.frequencies", capped.astype(np.uint8, copy=False)
    yield f"{name}.dense", smallest(dense)
    yield f"{name}.high_at", smallest(high)
    yield f"{name}.high", smallest(frequencies[high])


class PostingLists:
    """The posting lists of one stream of one part of a segment's documents.

    What is out of range in them raises `ValueError` or `IndexError`: it is damage.
    """

    def __init__(self, columns: Columns, name: str, size: int) -> None:
        """`size`: documents in the segment."""
        self.size = size
        self._starts = columns[f"{name}.starts"]
        self._documents = columns[f"{name}.documents"]
        self._frequencies = columns[f"{name}.frequencies"]
        self._high_at = columns[f"{name}.high_at"]
        self._high = columns[f"{name}.high"]
        self._rows = {term: row for row, term in enumerate(columns[f"{name}.dense"].tolist())}
        self._merged: dict[tuple[tuple[int, int], ...], Postings] = {}
        self._merged_entries = 0
        self._dense: dict[int, Postings] = {}
        """Some of those asked for so far: few, and asked for again and again."""
        if len(self._frequencies) != len(self._documents) + len(self._rows) * size or not len(self._starts):
            raise ValueError(f"the columns of {name} do not fit together")

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self._starts) - 1

    def get(self, term: int) -> Postings:
        """The postings of a term."""
        return self.many([term])[0]

    def many(self, terms: Sequence[int]) -> list[Postings]:
        """The postings of each of some terms, read at once."""
        if not terms:
            return []
        numbers = np.array(terms)
        firsts, lasts = self._starts[numbers].tolist(), self._starts[numbers + 1].tolist()
        exceptions = self._exceptions.searchsorted(np.array([firsts, lasts])).T.tolist()
        lists: list[Postings] = []
        for term, first, last, (a, b) in zip(terms, firsts, lasts, exceptions, strict=True):
            if term in self._rows:
                lists.append(self._row(term))
                continue
            frequencies = self._frequencies[first:last]
            if a < b:
                frequencies = frequencies.astype(self._high.dtype)
                frequencies[self._exceptions[a:b] - first] = self._high[a:b]
            numbers = self._documents[first:last]
            if not 0 <= first <= last or len(numbers) != last - first:
                raise ValueError("a posting list out of range")
            lists.append(Postings(numbers, frequencies))
        return lists

    @cached_property
    def _exceptions(self) -> Integers:
        return self._high_at.astype(np.int64)  # few: in this type, they are searched without being copied each time

    @cached_property
    def _dense_terms(self) -> Integers:
        """Rising."""
        return np.array(sorted(self._rows), np.int64)

    def _row(self, term: int) -> Postings:
        """The postings of a dense term."""
        known = self._dense.get(term)
        if known is None:
            first = len(self._documents) + self._rows[term] * self.size
            known = Postings(None, self._true(first, first + self.size))
            if len(self._dense) * _ROW_BYTES * self.size > _KEPT_ROW_BYTES:
                self._dense = {}
            self._dense[term] = known
        return known

    def merged(self, ranges: Sequence[tuple[int, int]]) -> Postings:
        """The postings of several ranges of terms as if they were one term's."""
        if len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 1:
            return self.get(ranges[0][0])
        key = tuple(ranges)
        known = self._merged.get(key)
        if known is None:
            known = self._merge(ranges)
            # The same pairs are asked for again and again: a few are worth keeping.
            self._merged_entries += len(known.frequencies)
            if self._merged_entries > _KEPT_ENTRIES:
                self._merged, self._merged_entries = {}, len(known.frequencies)
            self._merged[key] = known
        return known

    def _merge(self, ranges: Sequence[tuple[int, int]]) -> Postings:
        if len(ranges) > _MANY:
            return self._merge_many(np.array(ranges, np.int64))
        bounds = [self._bounds(first, last) for first, last in ranges]
        sizes = [last - first for first, last in bounds]
        dense = [term for term in self._rows if any(first <= term < last for first, last in ranges)]
        if dense or sum(sizes) * _COUNTING_SHARE > self.size:
            return self._counted(*self._gathered(bounds), dense)
        longest = sizes.index(max(sizes)) if sizes else 0
        if sizes and ranges[longest][1] - ranges[longest][0] == 1 and sum(sizes) < 2 * sizes[longest]:
            return self._with_others(bounds[longest], bounds[:longest] + bounds[longest + 1 :])
        return self._summed(*self._gathered(bounds))

    def _merge_many(self, ranges: Integers) -> Postings:
        firsts, lasts = self._starts[ranges[:, 0]].astype(np.int64), self._starts[ranges[:, 1]].astype(np.int64)
        places = places_in(firsts, lasts)
        if len(places) and not 0 <= int(places[0]) <= int(places[-1]) < len(self._documents):
            raise ValueError("a posting list out of range")
        return self._counted(self._documents[places], self._true_at(places), self.dense_in(ranges))

    def dense_in(self, ranges: Integers) -> list[int]:
        """The dense terms that are in some ranges, which are rows of first and last and rise."""
        terms = self._dense_terms
        at = ranges[:, 0].searchsorted(terms, side="right") - 1
        inside = (at >= 0) & (terms < ranges[np.maximum(at, 0), 1])
        dense: list[int] = terms[inside].tolist()
        return dense

    def of_many(self, terms: Integers) -> tuple[Integers, Integers, Integers]:
        """Postings per term, documents, and frequencies of some terms, none of them dense, one after another."""
        firsts, lasts = self._starts[terms].astype(np.int64), self._starts[terms + 1].astype(np.int64)
        places = places_in(firsts, lasts)
        return lasts - firsts, self._documents[places].astype(np.int64), self._true_at(places).astype(np.int64)

    def _true_at(self, places: Integers) -> Array:
        """The frequencies at these places."""
        frequencies = self._frequencies[places]
        high = np.flatnonzero(frequencies == _HIGH)
        if len(high):
            frequencies = frequencies.astype(np.int64)
            frequencies[high] = self._high[self._exceptions.searchsorted(places[high])]
        return frequencies

    def _gathered(self, bounds: Sequence[tuple[int, int]]) -> tuple[Array, Array]:
        """Documents and frequencies of some stretches, one after another."""
        return (
            np.concatenate([self._documents[first:last] for first, last in bounds] or [_NONE]),
            np.concatenate([self._true(first, last) for first, last in bounds] or [_NONE]),
        )

    def _summed(self, documents: Array, frequencies: Array) -> Postings:
        """Postings in any order, several for a document, as one for each."""
        order = documents.argsort(kind="stable")  # numbers of 16 bits are sorted by radix
        documents = documents[order]
        differs = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=differs[1:])
        firsts = np.flatnonzero(differs)
        if len(firsts) and int(documents[-1]) >= self.size:
            raise ValueError("a document number out of range")
        sums = np.add.reduceat(frequencies[order], firsts, dtype=np.int64) if len(firsts) else _NONE
        return Postings(documents[firsts], smallest(sums))

    def _with_others(self, longest: tuple[int, int], others: Sequence[tuple[int, int]]) -> Postings:
        """One term's list, into which the shorter ones of others are put."""
        first, last = longest
        documents, frequencies = self._documents[first:last].astype(np.int64), self._true(first, last)
        more = self._summed(*self._gathered(others))
        assert more.documents is not None
        if int(documents[-1]) >= self.size:
            raise ValueError("a document number out of range")
        at = documents.searchsorted(more.documents)
        held = documents[np.minimum(at, len(documents) - 1)] == more.documents
        frequencies = frequencies.astype(np.int64)
        frequencies[at[held]] += more.frequencies[held]
        at, new = at[~held], ~held
        if len(at):
            documents = np.insert(documents, at, more.documents[new])
            frequencies = np.insert(frequencies, at, more.frequencies[new])
        return Postings(documents.astype(np.uint16), smallest(frequencies))

    def _counted(self, documents: Array, frequencies: Array, dense: Sequence[int]) -> Postings:
        """What several postings for one document add up to."""
        sums = np.bincount(documents, frequencies, self.size).astype(np.int64)
        if len(sums) != self.size:
            raise ValueError("a document number out of range")
        for term in dense:
            sums += self._row(term).frequencies
        return Postings(None, smallest(sums))

    def in_order(self, first: int, last: int) -> Iterator[tuple[Array, Array]]:
        """Documents and frequencies of a range of terms, one term's after another's, in as few pieces as it goes."""
        at = first
        for dense in [*sorted(row for row in self._rows if first <= row < last), last]:
            a, b = self._bounds(at, dense)
            if b > a:
                yield self._documents[a:b], self._true(a, b)
            if dense < last:
                row = self._row(dense).frequencies
                documents = np.flatnonzero(row)
                yield documents.astype(np.uint16), row[documents]
            at = dense + 1

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        """Where the lists of a range of terms stand."""
        a, b = int(self._starts[first]), int(self._starts[last])
        if not 0 <= a <= b <= len(self._documents):
            raise ValueError("a posting list out of range")
        return a, b

    def _true(self, first: int, last: int) -> Array:
        """The frequencies at these places."""
        frequencies = self._frequencies[first:last]
        if len(self._high_at) and last > first and int(frequencies.max()) == _HIGH:
            a, b = self._exceptions.searchsorted((first, last)).tolist()
            frequencies = frequencies.astype(self._high.dtype)
            frequencies[self._exceptions[a:b] - first] = self._high[a:b]
        return frequencies

    def documents_of(self, term: int) -> Array:
        """The documents that hold a term, rising, as they are kept: nothing is copied."""
        if term in self._rows:
            documents = self._row(term).sparse().documents
            assert documents is not None
            return documents
        first, last = self._bounds(term, term + 1)
        return self._documents[first:last]

    def stretch(self, first: int, last: int) -> tuple[Integers, Array, Array]:
        """The postings of a range of terms one after another: where each term's begin, documents, frequencies.

        Dense terms have none there; see `dense_between`.
        """
        starts = self._starts[first : last + 1].astype(np.int64)
        a, b = self._bounds(first, last)
        return starts - a, self._documents[a:b], self._true(a, b)

    def dense_between(self, first: int, last: int) -> list[int]:
        """The dense terms of a range."""
        return [term for term in self._rows if first <= term < last]

    def first_frequencies(self, term: int, many: int) -> Array:
        """How often the first so many documents that hold a term do."""
        if term in self._rows:
            frequencies = self._row(term).frequencies
            return frequencies[frequencies > 0][:many]
        first, last = self._bounds(term, term + 1)
        return self._true(first, min(last, first + many))

    def counts(self, first: int, last: int, live: npt.NDArray[np.bool_] | None = None) -> Integers:
        """Per term of a range: how many documents hold it; `live`: per document, whether it is counted."""
        starts = self._starts[first : last + 1].astype(np.int64)
        if live is None or last <= first:
            counts = starts[1:] - starts[:-1]
        else:
            a, b = self._bounds(first, last)
            before = np.concatenate(([0], np.cumsum(live[self._documents[a:b]])))
            counts = before[starts[1:] - a] - before[starts[:-1] - a]
        for term in self._rows:
            if first <= term < last:
                frequencies = self._row(term).frequencies
                counts[term - first] = np.count_nonzero(frequencies if live is None else frequencies[live])
        return counts

    def counts_of(self, terms: Integers, live: npt.NDArray[np.bool_] | None = None) -> Integers:
        """`counts` of each of some terms, in any order."""
        if live is not None:
            return np.array([int(self.counts(term, term + 1, live)[0]) for term in terms.tolist()], np.int64)
        counts = self._starts[terms + 1].astype(np.int64) - self._starts[terms].astype(np.int64)
        for place in np.flatnonzero(is_in(terms, self._dense_terms)).tolist():
            counts[place] = self._row(int(terms[place])).count
        return counts

    def table(self) -> tuple[Integers, Array, Array]:
        """All postings in order of their terms: postings per term, documents, frequencies."""
        pieces = [(np.zeros(0, np.uint16), np.zeros(0, np.uint8)), *self.in_order(0, len(self))]
        counts = gaps(self._starts)
        for term in self._rows:
            counts[term] = self._row(term).count
        documents, frequencies = zip(*pieces, strict=True)
        return counts, np.concatenate(documents), np.concatenate(frequencies)

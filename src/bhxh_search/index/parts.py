"""One part of a segment's documents (body, title, own fields): its streams as posting lists, and where terms stand.

Positions are kept once, under the pairs of exact neighbours; all else is read off them. Terms are numbered in
order of their folded form, so the exact terms of a folded one are a range, as are the pairs that begin with a term.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, Columns, gaps
from bhxh_search.index.postings import Integers, PostingLists, Postings
from bhxh_search.index.vocabulary import Texts, Vocabulary
from bhxh_search.language.analysis import Stream, is_bare
from bhxh_search.language.characters import fold

Range = tuple[int, int]
"""Term numbers, the first and the one after the last."""

NOWHERE: Range = (0, 0)

POSITION_BITS = 32
"""A place is document << 32 | position: one whole number that sorts as both."""

_COUNTED: tuple[Stream, ...] = ("words", "citations")


class PartReader:
    """The terms of one part. What is out of range in its columns raises `ValueError` or `IndexError`."""

    def __init__(self, columns: Columns, name: str, size: int) -> None:
        """`size`: documents in the segment."""
        self._columns = columns
        self.name = name
        self.size = size

    # Vocabularies

    @cached_property
    def texts(self) -> Texts:
        """The exact terms by number."""
        return Texts(self._columns, f"{self.name}.terms")

    @cached_property
    def exact_terms(self) -> Vocabulary:
        """The exact terms, in order of their texts."""
        return Vocabulary(self._columns, f"{self.name}.terms", self._columns[f"{self.name}.terms.order"])

    @cached_property
    def folded_terms(self) -> Vocabulary:
        """The folded terms."""
        return Vocabulary(self._columns, f"{self.name}.folded.terms")

    def counted_terms(self, stream: Stream) -> Vocabulary:
        """The terms of a stream without positions."""
        return self._vocabularies[stream]

    @cached_property
    def _vocabularies(self) -> dict[Stream, Vocabulary]:
        return {
            stream: Vocabulary(self._columns, f"{self.name}.{stream}.terms")
            for stream in _COUNTED
            if f"{self.name}.{stream}.terms.text" in self._columns
        }

    def has(self, stream: Stream) -> bool:
        """Whether the part has this stream."""
        return stream not in _COUNTED or stream in self._vocabularies

    def folded_texts(self) -> list[str]:
        """The folded form of each exact term, by number."""
        sizes = self.group_sizes.tolist()
        return [text for text, size in zip(self.folded_terms, sizes, strict=True) for _ in range(size)]

    @property
    def group_sizes(self) -> Integers:
        """Per folded term: how many exact ones fold to it."""
        return gaps(self._groups)

    def exact_range(self, text: str) -> Range:
        """The exact term of this text, as a range of one; `NOWHERE` when there is none."""
        number = self.exact_terms.find(text)
        return (number, number + 1) if number >= 0 else NOWHERE

    def folded_range(self, text: str) -> Range:
        """The exact terms that fold to `text`."""
        number = self.folded_terms.find(text)
        return self.group(number, number + 1) if number >= 0 else NOWHERE

    def group(self, first: int, last: int) -> Range:
        """The exact terms of a range of folded ones."""
        return int(self._groups[first]), int(self._groups[last])

    def term_range(self, stream: Stream, text: str) -> Range:
        """The exact terms of a term of the exact or the folded stream."""
        return self.exact_range(text) if stream == "exact" else self.folded_range(text)

    @cached_property
    def _groups(self) -> Integers:
        return self._columns[f"{self.name}.folded.groups"].astype(np.int64)

    def ranges_beginning(self, stream: Stream, prefix: str) -> list[Range]:
        """The exact terms of all terms of the exact or the folded stream that begin with `prefix`."""
        folded = self.folded_terms.with_prefix(prefix if stream == "folded" else fold(prefix))
        if stream == "folded":
            return [self.group(folded.start, folded.stop)] if folded else []
        # They are among those that fold to something with that beginning.
        of_texts = range(*self.group(folded.start, folded.stop)) if folded else range(0)
        return [(number, number + 1) for number in of_texts if self.texts[number].startswith(prefix)]

    # Posting lists

    @cached_property
    def exact(self) -> PostingLists:
        """Of exact terms."""
        return self._lists("exact")

    @cached_property
    def folded(self) -> PostingLists:
        """Of folded terms."""
        return self._lists("folded")

    @cached_property
    def pairs(self) -> PostingLists:
        """Of pairs of exact neighbours."""
        return self._lists("pairs")

    @cached_property
    def _counted_lists(self) -> dict[Stream, PostingLists]:
        return {stream: self._lists(stream) for stream in self._vocabularies}

    def counted(self, stream: Stream) -> PostingLists:
        """Of a stream without positions."""
        return self._counted_lists[stream]

    def _lists(self, stream: str) -> PostingLists:
        return PostingLists(self._columns, f"{self.name}.{stream}", self.size)

    def lengths(self, stream: Stream) -> Integers:
        """Per document: how many terms the stream has."""
        if stream in _COUNTED:
            if stream not in self._vocabularies:
                return np.zeros(self.size, np.int64)
            return self._of_documents(f"{self.name}.{stream}.lengths")
        lengths = self._of_documents(f"{self.name}.lengths")
        return np.maximum(lengths - 1, 0) if stream == "pairs" else lengths

    def _of_documents(self, name: str) -> Integers:
        values = self._columns[name].astype(np.int64)
        if len(values) != self.size:
            raise ValueError(f"{name} is not one for each document")
        return values

    def postings(self, stream: Stream, text: str) -> Postings | None:
        """The postings of a term of any stream; None where no document holds it."""
        return self.many_postings(stream, [text])[0]

    def many_postings(self, stream: Stream, texts: Sequence[str]) -> list[Postings | None]:
        """`postings` of each of some terms, read at once.

        A half of a pair that bears a mark stands for itself alone, though the stream is that of folded pairs.
        """
        if stream == "pairs":
            halves = [text.partition("_")[::2] for text in texts]
            wanted = [(self._half(first), self._half(second)) for first, second in halves]
            return self._of_ranges(self.many_pair_ranges(wanted))
        if stream == "exact":
            vocabulary, lists = self.exact_terms, self.exact
        elif stream == "folded":
            vocabulary, lists = self.folded_terms, self.folded
        elif stream in self._vocabularies:
            vocabulary, lists = self._vocabularies[stream], self._counted_lists[stream]
        else:
            return [None] * len(texts)
        numbers = [vocabulary.find(text) for text in texts]
        found = iter(lists.many([number for number in numbers if number >= 0]))
        return [next(found) if number >= 0 else None for number in numbers]

    def _half(self, syllable: str) -> Range:
        return self.folded_range(syllable) if is_bare(syllable) else self.exact_range(syllable)

    def _of_ranges(self, of_terms: Sequence[Sequence[Range]]) -> list[Postings | None]:
        """The postings of the pairs of some ranges, for each term: most have one pair."""
        single = [
            ranges[0][0] if len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 1 else -1 for ranges in of_terms
        ]
        found = iter(self.pairs.many([pair for pair in single if pair >= 0]))
        return [
            next(found) if pair >= 0 else self.pairs.merged(ranges) if ranges else None
            for pair, ranges in zip(single, of_terms, strict=True)
        ]

    # Pairs and positions

    @cached_property
    def pair_keys(self) -> Array:
        """The pairs of neighbours by number, rising: first term · number of terms + second."""
        return self._columns[f"{self.name}.pairs.keys"]

    def pair_ranges(self, firsts: Range, seconds: Range) -> list[Range]:
        """The pairs whose first term is of one range and whose second is of another."""
        return self.many_pair_ranges([(firsts, seconds)])[0]

    def many_pair_ranges(self, wanted: Sequence[tuple[Range, Range]]) -> list[list[Range]]:
        """`pair_ranges` of each of some ranges of first and second terms, searched for at once."""
        vocabulary = len(self.texts)
        bounds = [
            first * vocabulary + second
            for firsts, seconds in wanted
            if seconds[0] < seconds[1]
            for first in range(*firsts)
            for second in seconds
        ]
        # In the type of the keys, or numpy makes a wider copy of all of them to compare.
        found = self.pair_keys.searchsorted(np.array(bounds, self.pair_keys.dtype)).tolist()
        pairs = list(zip(found[::2], found[1::2], strict=True))
        ranges: list[list[Range]] = []
        for firsts, seconds in wanted:
            count = firsts[1] - firsts[0] if seconds[0] < seconds[1] else 0
            ranges.append([(a, b) for a, b in pairs[:count] if a < b])
            del pairs[:count]
        return ranges

    @cached_property
    def position_starts(self) -> Array:
        """Per pair: where its positions begin among all; and their number."""
        return self._columns[f"{self.name}.positions.starts"]

    def occurrences(self, ranges: Sequence[Range]) -> int:
        """How often the pairs of some ranges stand in the part."""
        return sum(int(self.position_starts[last]) - int(self.position_starts[first]) for first, last in ranges)

    def pair_places(self, ranges: Sequence[Range]) -> Integers:
        """The places, rising, of the first terms of the pairs of some ranges."""
        pieces = [self._places(first, last) for first, last in ranges]
        places = pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, np.int64), *pieces])
        if len(ranges) != 1 or ranges[0][1] - ranges[0][0] != 1:
            places.sort()
        return places

    def _places(self, first: int, last: int) -> Integers:
        start, end = int(self.position_starts[first]), int(self.position_starts[last])
        positions = self._positions(start, end)
        pieces = list(self.pairs.in_order(first, last))
        documents = np.concatenate([np.zeros(0, np.int64), *(one.documents for one in pieces)])
        frequencies = np.concatenate([np.zeros(0, np.int64), *(one.frequencies for one in pieces)])
        if int(frequencies.sum()) != len(positions):
            raise ValueError(f"the positions of {self.name} do not fit its pairs")
        return (np.repeat(documents, frequencies) << POSITION_BITS) | positions

    def places_by_pair(self, first: int, last: int) -> tuple[Integers, Integers]:
        """The places of the pairs from `first` to before `last`, pair after pair, and which pair each is, from 0."""
        counts = gaps(self.position_starts[first : last + 1])
        return self._places(first, last), np.repeat(np.arange(last - first), counts)

    @cached_property
    def last_terms(self) -> Integers:
        """Per document: its last exact term, which begins no pair; anything where there is none."""
        return self._of_documents(f"{self.name}.last")

    def _positions(self, start: int, end: int) -> Integers:
        positions = self._columns[f"{self.name}.positions"][start:end].astype(np.int64)
        high_at = self._columns[f"{self.name}.positions.high_at"]
        if len(high_at):
            a, b = bisect_left(high_at, start), bisect_left(high_at, end)
            high = self._columns[f"{self.name}.positions.high"][a:b].astype(np.int64)
            positions[high_at[a:b].astype(np.int64) - start] |= high << 16
        return positions

    def places(self, terms: Range) -> Integers:
        """The places, rising, of all terms of a range."""
        vocabulary = len(self.texts)
        kind = self.pair_keys.dtype.type
        bounds = np.array([terms[0] * vocabulary, terms[1] * vocabulary], kind)
        first, last = self.pair_keys.searchsorted(bounds).tolist()
        closing = np.flatnonzero((self.last_terms >= terms[0]) & (self.last_terms < terms[1]))
        lengths = self.lengths("exact")[closing]
        places = np.concatenate((self._places(first, last), closing << POSITION_BITS | (lengths - 1)))
        places.sort()
        return places

    def run_places(self, terms: Sequence[int], among: Integers | None = None) -> Integers:
        """The places, rising, of the last of these exact terms, two or more, where they stand in a row.

        `among`: documents, rising; those in others are left out.
        """
        vocabulary = len(self.texts)
        keys = np.array([first * vocabulary + second for first, second in pairwise(terms)], self.pair_keys.dtype)
        numbers = self.pair_keys.searchsorted(keys)
        nowhere = np.zeros(0, np.int64)
        if (numbers >= len(self.pair_keys)).any() or (self.pair_keys[numbers] != keys).any():
            return nowhere
        holding = [self.pairs.documents_of(number) for number in numbers.tolist()]
        lists = holding if among is None else [*holding, among]
        documents = min(lists, key=len).astype(np.int64)
        for one in lists:
            documents = documents[_is_among(documents, one)] if len(one) else nowhere
        if not len(documents):
            return nowhere
        ends = self._places_in(int(numbers[0]), documents, holding[0]) + 1
        for number, one in zip(numbers[1:].tolist(), holding[1:], strict=True):
            ends = ends[is_in(ends, self._places_in(number, documents, one))] + 1
        return ends

    def _places_in(self, pair: int, documents: Integers, holding: Array) -> Integers:
        """The places, rising, of a pair in some documents, one or more, of those that hold it."""
        at = holding.searchsorted(documents.astype(holding.dtype))
        frequencies = self.pairs.first_frequencies(pair, int(at[-1]) + 1).astype(np.int64)
        counts = frequencies[at]
        positions = self._runs_of_positions(
            int(self.position_starts[pair]) + np.cumsum(frequencies)[at] - counts, counts
        )
        return np.repeat(documents, counts) << POSITION_BITS | positions

    def _runs_of_positions(self, firsts: Integers, counts: Integers) -> Integers:
        """Several stretches of positions, one after another: where each begins among all, and how many it has."""
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        numbers = np.repeat(firsts, counts) + inside
        positions: Integers = self._columns[f"{self.name}.positions"][numbers].astype(np.int64)
        high_at = self._columns[f"{self.name}.positions.high_at"]
        if len(high_at):
            wanted = numbers.astype(high_at.dtype)
            place = np.minimum(high_at.searchsorted(wanted), len(high_at) - 1)
            high = self._columns[f"{self.name}.positions.high"][place].astype(np.int64)
            positions |= np.where(high_at[place] == wanted, high << 16, 0)
        return positions

    def after_run(self, places: Integers, first: int, seconds: Range) -> tuple[Integers, Integers]:
        """The exact terms of a range that stand right after some places, and in how many documents they do.

        `places`: rising, all of term `first`.
        """
        vocabulary = len(self.texts)
        bounds = np.array([first * vocabulary + second for second in seconds], self.pair_keys.dtype)
        a, b = self.pair_keys.searchsorted(bounds).tolist()
        documents = np.unique(places >> POSITION_BITS)
        chosen = np.zeros(self.size, bool)
        chosen[documents] = True
        counts = np.zeros(b - a, np.int64)
        starts, holders, frequencies = self.pairs.stretch(a, b)
        kept = np.flatnonzero(chosen[holders])
        if len(kept):
            pairs = starts.searchsorted(kept, side="right") - 1
            before = np.cumsum(frequencies, dtype=np.int64) - frequencies
            firsts = self.position_starts[a + pairs].astype(np.int64) + before[kept] - before[starts[pairs]]
            times = frequencies[kept].astype(np.int64)
            found = np.repeat(holders[kept].astype(np.int64), times) << POSITION_BITS
            found |= self._runs_of_positions(firsts, times)
            follows = np.unique(np.repeat(np.arange(len(kept)), times)[is_in(found, places)])
            counts += np.bincount(pairs[follows], minlength=b - a)
        for pair in self.pairs.dense_in(a, b):
            holding = self.pairs.documents_of(pair)
            common = documents[_is_among(documents, holding)]
            if len(common):
                found = self._places_in(pair, common, holding)
                counts[pair - a] = len(np.unique(found[is_in(found, places)] >> POSITION_BITS))
        there = np.flatnonzero(counts)
        return self.pair_keys[a + there].astype(np.int64) - first * vocabulary, counts[there]

    def phrase(self, terms: Sequence[Range]) -> Integers:
        """The documents, rising, in which terms of these ranges stand one after another."""
        if len(terms) == 1:
            documents = self.exact.merged([terms[0]]).sparse().documents
            assert documents is not None
            return documents
        pairs = [self.pair_ranges(first, second) for first, second in pairwise(terms)]
        if not all(pairs):
            return np.zeros(0, np.int64)
        if len(pairs) == 1:
            documents = self.pairs.merged(pairs[0]).sparse().documents
            assert documents is not None
            return documents
        sizes = [self.occurrences(ranges) for ranges in pairs]
        rarest = min(range(len(pairs)), key=sizes.__getitem__)
        starts = self.pair_places(pairs[rarest]) - rarest
        covered = {rarest, rarest + 1}
        for number in sorted(range(len(pairs)), key=sizes.__getitem__):
            if not {number, number + 1} <= covered:
                starts = starts[is_in(starts + number, self.pair_places(pairs[number]))]
                covered |= {number, number + 1}
        documents = starts >> POSITION_BITS
        first = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=first[1:])
        return documents[first]


def is_in(values: Integers, rising: Integers) -> npt.NDArray[np.bool_]:
    """Per value: whether it is among `rising`."""
    if not len(rising):
        return np.zeros(len(values), bool)
    at = np.searchsorted(rising, values)
    found: npt.NDArray[np.bool_] = rising[np.minimum(at, len(rising) - 1)] == values
    return found


def _is_among(documents: Integers, holding: Array) -> npt.NDArray[np.bool_]:
    """Per document: whether it is among `holding`, rising and as it is kept."""
    at = holding.searchsorted(documents.astype(holding.dtype))
    found: npt.NDArray[np.bool_] = holding[np.minimum(at, len(holding) - 1)] == documents
    return found

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
from bhxh_search.index.neighbours import within
from bhxh_search.index.postings import Integers, PostingLists, Postings, places_in
from bhxh_search.index.schema import OWN_FIELDS
from bhxh_search.index.vocabulary import Texts, Vocabulary
from bhxh_search.language.analysis import Stream, is_bare
from bhxh_search.language.arrays import distinct, is_in
from bhxh_search.language.characters import fold

Range = tuple[int, int]
"""Term numbers, the first and the one after the last."""

NOWHERE: Range = (0, 0)

POSITION_BITS = 32
"""A place is document << 32 | position: one whole number that sorts as both."""

# More ranges than this are worked on as arrays, fewer one by one.
_MANY = 16
# So many searches for pairs take less time than looking through all that begin with some term.
_SEARCHED_PAIRS = 20_000

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
        """The exact terms of all terms of the exact or the folded stream that begin with `prefix`, rising."""
        folded = self.folded_terms.with_prefix(prefix if stream == "folded" else _folded(prefix))
        if not folded:
            return []
        first, last = self.group(folded.start, folded.stop)
        if stream == "folded":
            return [(first, last)]
        # They are among those that fold to something with that beginning.
        return runs(first + np.flatnonzero(self.texts.begin_with(prefix, first, last)))

    def ranges_near(self, stream: Stream, text: str, edits: int) -> list[Range]:
        """The exact terms of all terms of the exact or the folded stream that so few edits make of `text`, rising.

        Of an own field's terms only those of the same field; what stands before a term is not edited.
        """
        field = text[: text.rindex(":") + 1] if self.name == OWN_FIELDS else ""
        # What edits make of a text, they make of its folded form.
        folded = self.folded_terms.near(_folded(text), edits)
        groups = [self.group(number, number + 1) for number in folded]
        if stream == "folded" and not field:
            return runs(np.array([number for group in groups for number in range(*group)], np.int64))
        numbers = [number for group in groups for number in range(*group)]
        texts = [self.texts[number] for number in numbers]
        # Letters of the field's name count here: those of another field are left out below.
        compared = texts if stream == "exact" else [_folded(one) for one in texts]
        close = within(text, edits, compared).tolist()
        return runs(
            np.array(
                [
                    number
                    for number, one, is_close in zip(numbers, texts, close, strict=True)
                    if is_close and one.startswith(field)
                ],
                np.int64,
            )
        )

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

    def pairs_between(self, firsts: Sequence[Range], seconds: Sequence[Range]) -> list[Range]:
        """The pairs whose first term is of some ranges and whose second is of others; both rise."""
        if not firsts or not seconds:
            return []
        vocabulary = len(self.texts)
        kind = self.pair_keys.dtype
        first_terms = places_in(*np.array(firsts, np.int64).T)
        if len(first_terms) * len(seconds) <= _SEARCHED_PAIRS:
            bounds = (first_terms[:, None, None] * vocabulary + np.array(seconds, np.int64)).astype(kind)
            found = self.pair_keys.searchsorted(bounds.reshape(-1)).reshape(-1, 2)
            return _joined(found[found[:, 0] < found[:, 1]])
        # Too many to look for one by one: all pairs that begin so are looked through.
        is_second = np.zeros(vocabulary, bool)
        is_second[places_in(*np.array(seconds, np.int64).T)] = True
        bounds = (np.array(firsts, np.int64) * vocabulary).astype(kind)
        pairs = places_in(*self.pair_keys.searchsorted(bounds).T)
        return runs(pairs[is_second[(self.pair_keys[pairs] % kind.type(vocabulary)).astype(np.int64)]])

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

    def pair_places(self, ranges: Sequence[Range]) -> Integers:
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
        pieces = list(self.pairs.in_order(first, last))
        documents = np.concatenate([np.zeros(0, np.int64), *(documents for documents, _ in pieces)])
        frequencies = np.concatenate([np.zeros(0, np.int64), *(frequencies for _, frequencies in pieces)])
        if int(frequencies.sum()) != len(positions):
            raise ValueError(f"the positions of {self.name} do not fit its pairs")
        return (np.repeat(documents, frequencies) << POSITION_BITS) | positions

    def _many_places(self, ranges: Integers) -> list[Integers]:
        """The same of very many ranges, in any order."""
        dense = self.pairs.dense_in(ranges)
        pairs = places_in(*ranges.T)
        pairs = pairs[~np.isin(pairs, np.array(dense, np.int64), assume_unique=True)]
        _, documents, frequencies = self.pairs.of_many(pairs)
        starts = self.position_starts[pairs].astype(np.int64)
        counts = self.position_starts[pairs + 1].astype(np.int64) - starts
        if int(frequencies.sum()) != int(counts.sum()):
            raise ValueError(f"the positions of {self.name} do not fit its pairs")
        positions = self._runs_of_positions(starts, counts)
        places = (np.repeat(documents, frequencies) << POSITION_BITS) | positions
        return [places, *(self._places(pair, pair + 1) for pair in dense)]

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
        return self.places_of([terms])

    def places_of(self, terms: Sequence[Range]) -> Integers:
        """The places, rising, of all terms of some ranges, which rise."""
        if not terms:
            return np.zeros(0, np.int64)
        bounds = np.array(terms, np.int64)
        edges = (bounds * len(self.texts)).astype(self.pair_keys.dtype)
        found = self.pair_keys.searchsorted(edges)
        at = np.minimum(bounds[:, 0].searchsorted(self.last_terms, side="right") - 1, len(bounds) - 1)
        closing = np.flatnonzero((at >= 0) & (self.last_terms < bounds[at, 1]))
        lengths = self.lengths("exact")[closing]
        in_pairs = self.pair_places(_joined(found))
        places = np.concatenate((in_pairs, closing << POSITION_BITS | (lengths - 1)))
        places.sort()
        return places

    def run_places(self, terms: Sequence[int], among: Integers | None = None) -> Integers:
        """The places, rising, of the last of these exact terms, two or more, where they stand in a row.

        `among`: documents, rising; those in others are left out.
        """
        vocabulary = len(self.texts)
        keys = np.array([first * vocabulary + second for first, second in pairwise(terms)], self.pair_keys.dtype)
        numbers = self.pair_keys.searchsorted(keys).tolist()
        nowhere = np.zeros(0, np.int64)
        if max(numbers) == len(self.pair_keys) or (self.pair_keys[numbers] != keys).any():
            return nowhere
        holding = [self.pairs.documents_of(number) for number in numbers]
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

    def _places_in(self, pair: int, documents: Integers, holding: Array) -> Integers:
        """The places, rising, of a pair in some documents, one or more, of those that hold it."""
        at = holding.searchsorted(documents.astype(holding.dtype))
        frequencies = self.pairs.first_frequencies(pair, int(at[-1]) + 1)
        counts = frequencies[at].astype(np.int64)
        before = frequencies.cumsum(dtype=np.int64)[at] - counts
        positions = self._runs_of_positions(int(self.position_starts[pair]) + before, counts)
        return np.repeat(documents, counts) << POSITION_BITS | positions

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
        vocabulary = len(self.texts)
        bounds = np.array([first * vocabulary + second for second in seconds], self.pair_keys.dtype)
        a, b = self.pair_keys.searchsorted(bounds).tolist()
        documents = distinct(places >> POSITION_BITS)
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
            follows = distinct(np.repeat(np.arange(len(kept)), times)[is_in(found, places)])
            counts += np.bincount(pairs[follows], minlength=b - a)
        for pair in self.pairs.dense_between(a, b):
            holding = self.pairs.documents_of(pair)
            common = documents[_is_among(documents, holding)]
            if len(common):
                found = self._places_in(pair, common, holding)
                counts[pair - a] = len(distinct(found[is_in(found, places)] >> POSITION_BITS))
        there = np.flatnonzero(counts)
        return self.pair_keys[a + there].astype(np.int64) - first * vocabulary, counts[there]

    def phrase(self, terms: Sequence[Sequence[Range]]) -> Integers:
        """The documents, rising, in which terms stand one after another, each of some ranges, which rise."""
        if not all(terms):
            return np.zeros(0, np.int64)
        if len(terms) == 1:
            return self._documents_of(self.exact, terms[0])
        pairs = [self._pairs_of(first, second) for first, second in pairwise(terms)]
        if not all(pairs):
            return np.zeros(0, np.int64)
        if len(pairs) == 1:
            return self._documents_of(self.pairs, pairs[0])
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

    def _pairs_of(self, firsts: Sequence[Range], seconds: Sequence[Range]) -> list[Range]:
        if len(firsts) == len(seconds) == 1 and firsts[0][1] - firsts[0][0] <= _MANY:
            return self.pair_ranges(firsts[0], seconds[0])
        return self.pairs_between(firsts, seconds)

    def _documents_of(self, lists: PostingLists, ranges: Sequence[Range]) -> Integers:
        documents = lists.merged(ranges).sparse().documents
        assert documents is not None
        return documents


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


def _folded(term: str) -> str:
    """The folded form of a term; what stands before a term of an own field is not folded with it."""
    field, colon, text = term.rpartition(":")
    return field + colon + fold(text)


def _is_among(documents: Integers, holding: Array) -> npt.NDArray[np.bool_]:
    """Per document: whether it is among `holding`, rising and as it is kept."""
    at = holding.searchsorted(documents.astype(holding.dtype))
    found: npt.NDArray[np.bool_] = holding[np.minimum(at, len(holding) - 1)] == documents
    return found

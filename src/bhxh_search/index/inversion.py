"""Streams of term numbers → posting lists: one sort of packed keys for each, a range of terms at a time.

What sorting takes in memory is that of the ranges that are being sorted, however large the streams are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.index.background import Background, Outcome
from bhxh_search.index.columns import Array, smallest
from bhxh_search.index.postings import posting_columns
from bhxh_search.index.vocabulary import sorted_numbers, text_columns
from bhxh_search.language.analysis import Stream

# Positions are sorted about so many at a time, each taking some forty bytes meanwhile. Sorting fewer takes no less
# time for each, and every range of terms is looked for among all positions.
_SORTED_TOGETHER = 1_500_000

_SLICE = 1 << 18

_POSITION_BITS = 16
_DOCUMENT_BITS = 16
_NONE = np.zeros(0, np.uint32)


@dataclass
class Counted:
    """A stream without positions, as it was counted: how often which term stands in which document."""

    texts: Sequence[str]
    """The terms by number."""
    terms: Array
    documents: Array
    frequencies: Array
    """Of each (term, document), which come at most once, those of one term in order of the documents."""
    lengths: Array
    """Per document: terms in all."""


@dataclass
class Running:
    """A stream with positions: the terms of all documents in order."""

    texts: Sequence[str]
    """The exact terms by number."""
    folded: Sequence[str]
    """The folded one of each."""
    terms: npt.NDArray[np.int32]
    """The numbers at all positions, document after document."""
    lengths: Array
    """Per document: positions."""


@dataclass
class PartStreams:
    """All streams of one part of a segment's documents."""

    running: Running
    counted: Mapping[Stream, Counted] = field(default_factory=dict)
    """Stream name → stream."""


class Lists(NamedTuple):
    """Posting lists, one after another in order of their terms."""

    counts: Array
    """Per term: postings."""
    documents: Array
    frequencies: Array


def part_columns(name: str, part: PartStreams, threads: Iterator[Background]) -> Iterator[tuple[str, Array]]:
    """The columns of one part of the documents, whose streams are used up; `parts.py` reads them.

    Work begins at once, on the next of `threads` and those after it.
    """
    columns = _running_columns(name, Inverting(part.running, threads))
    counted: list[Outcome[list[tuple[str, Array]]]] = [
        next(threads).start(list, _counted_columns(f"{name}.{stream}", one)) for stream, one in part.counted.items()
    ]
    return chain(columns, chain.from_iterable(one.wait() for one in counted))


def count(terms: Array, documents: Array) -> tuple[Array, Array, Array]:
    """One term and one document for each occurrence → the different (term, document), and how often each is there."""
    keys = _keys(terms, documents)
    keys.sort()
    differs = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=differs[1:])
    at = np.flatnonzero(differs)
    frequencies = _run_lengths(at, len(keys))
    keys = keys[at]
    return (
        (keys >> keys.dtype.type(_DOCUMENT_BITS)).astype(np.uint32, copy=False),
        keys.astype(np.uint16),
        frequencies,
    )


def _run_lengths(starts: Array, end: int) -> Array:
    """How far each of some rising places is from the next, and the last from `end`."""
    return smallest(np.diff(starts, append=end))


def _keys(terms: Array, documents: Array) -> Array:
    """term << 16 | document, in 32 bits where terms fit in 16."""
    kind = np.uint32 if not terms.size or int(terms.max()) < 1 << _DOCUMENT_BITS else np.uint64
    keys: npt.NDArray[np.unsignedinteger[Any]] = terms.astype(kind)
    keys <<= kind(_DOCUMENT_BITS)
    keys |= documents.astype(np.uint16, copy=False)
    return keys


def renumber(terms: Array, numbers: Array) -> None:
    """Put in place of each of `terms` its number in `numbers`, without taking as much memory again."""
    for first in range(0, len(terms), _SLICE):
        terms[first : first + _SLICE] = numbers[terms[first : first + _SLICE]]


def _ranks(order: Sequence[int]) -> npt.NDArray[np.uint32]:
    """Of some numbers in another order: which place each has there."""
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _ranges(counts: Array) -> Iterator[tuple[int, int]]:
    """Ranges that together cover all of some terms, each of about `_SORTED_TOGETHER` occurrences or one term.

    `counts`: occurrences of each. There is always one range, maybe empty.
    """
    before = np.concatenate(([0], np.cumsum(counts)))
    first = 0
    while first < len(counts) or not first:
        end = int(np.searchsorted(before, before[first] + _SORTED_TOGETHER, side="right")) - 1
        end = min(max(end, first + 1), max(len(counts), 1))
        yield first, min(end, len(counts))
        first = end


def occurrences_of(terms: Array, vocabulary: int) -> npt.NDArray[np.int64]:
    """How often each term occurs."""
    counts = np.zeros(vocabulary, np.int64)
    step = max(_SLICE, vocabulary)
    for first in range(0, len(terms), step):  # numpy counts a copy that is twice as wide
        counts += np.bincount(terms[first : first + step], minlength=vocabulary)
    return counts


def _places(terms: Array, first: int, end: int) -> npt.NDArray[np.int64]:
    """Where the terms from `first` to before `end` stand."""
    return np.flatnonzero((terms >= first) & (terms < end))


# Streams without positions


def _counted_columns(name: str, counted: Counted) -> Iterator[tuple[str, Array]]:
    order = sorted_numbers(counted.texts)
    yield from text_columns(f"{name}.terms", [counted.texts[number] for number in order])
    yield f"{name}.lengths", smallest(counted.lengths)
    yield from posting_columns(name, *_counted_lists(counted, order), len(counted.lengths))


def _counted_lists(counted: Counted, order: Sequence[int]) -> Lists:
    terms, documents, frequencies = counted.terms, counted.documents, counted.frequencies
    counted.terms = counted.documents = counted.frequencies = _NONE
    renumber(terms, _ranks(order))
    counts = occurrences_of(terms, len(order))
    lists: list[tuple[Array, Array]] = []
    for first, end in _ranges(counts):
        places = _by_term(terms, first, end)
        lists.append((documents[places], frequencies[places]))
    return Lists(counts, *map(np.concatenate, zip(*lists, strict=True)))


def _by_term(terms: Array, first: int, end: int) -> npt.NDArray[np.int64]:
    """The places of the terms from `first` to before `end`, those of each together and rising."""
    keys = _places(terms, first, end).view(np.uint64)
    keys |= terms[keys].astype(np.uint64) << np.uint64(32)
    keys.sort()
    keys &= np.uint64(0xFFFFFFFF)
    return keys.view(np.int64)


# Streams with positions


@dataclass
class Inverted:
    """A range of the terms of a stream with positions, as posting lists."""

    exact: Lists
    folded: Lists
    keys: Array
    """The pairs of neighbours whose first term is of the range, rising: first term · number of terms + second."""
    pairs: Lists
    occurrences: Array
    """Per pair: positions."""
    positions: Array
    """Of the first of two neighbours: pair after pair, and rising by document and position. The lower 16 bits."""
    high_at: Array
    high: Array
    """Which of them are higher than that, and their upper bits."""


class Inverting:
    """A stream with positions that is being inverted, a range of terms after another."""

    def __init__(self, running: Running, threads: Iterator[Background]) -> None:
        """Begin, on the next of `threads` and those after it. The stream is used up."""
        # In order of the folded form, so that the exact terms of a folded one are neighbours.
        order = sorted(range(len(running.texts)), key=lambda n: (running.folded[n], running.texts[n]))
        self.texts = [running.texts[number] for number in order]
        """The exact terms, by number."""
        self.folded: list[str] = []
        """The folded ones."""
        sizes: list[int] = []
        for text, members in groupby(order, key=running.folded.__getitem__):
            self.folded.append(text)
            sizes.append(len(list(members)))
        self.groups = np.cumsum([0, *sizes])
        """Per folded term: its first exact one; and the number of exact ones."""
        self.lengths = running.lengths
        """Per document: positions."""
        terms, running.terms = running.terms.view(np.uint32), _NONE.view(np.int32)
        renumber(terms, _ranks(order))
        self.last = np.full(len(self.lengths), len(order), np.uint32)
        """Per document: its last term, which begins no pair; the number of terms where there is none."""
        filled = self.lengths > 0
        self.last[filled] = terms[np.cumsum(self.lengths)[filled] - 1]
        stream = _Stream(terms, self.lengths, np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes))
        of_terms = np.append(occurrences_of(terms, len(order)), 0)
        occurrences = np.add.reduceat(of_terms, self.groups)[:-1]
        self._ranges = [
            next(threads).start(stream.inverted, int(self.groups[first]), int(self.groups[end]))
            for first, end in _ranges(occurrences)
        ]

    def wait(self) -> list[Inverted]:
        """The ranges in order. To be called once."""
        ranges, self._ranges = self._ranges, []
        return [one.wait() for one in ranges]


class _Stream:
    """What all ranges are made from."""

    def __init__(self, terms: Array, lengths: Array, group_of: Array) -> None:
        self.terms = terms
        self.group_of = group_of
        """Per exact term: its folded one."""
        self.documents = np.repeat(np.arange(len(lengths), dtype=np.uint16), lengths)
        """Per position."""
        self.ends = np.cumsum(lengths, dtype=np.int64)
        self.starts = self.ends - lengths
        """Per document: its first position, and the one after the last."""

    def inverted(self, first: int, end: int) -> Inverted:
        """The exact terms from `first` to before `end`, which are all of some folded ones."""
        places = _places(self.terms, first, end)
        terms, documents = self.terms[places], self.documents[places]
        exact = _lists(terms - np.uint32(first), documents, end - first)
        groups = self.group_of[first:end]
        folded_first, folded_end = (int(groups[0]), int(groups[-1]) + 1) if len(groups) else (0, 0)
        terms = self.group_of[terms]
        terms -= np.uint32(folded_first)
        folded = _lists(terms, documents, folded_end - folded_first)
        del terms
        places = places[places + 1 < self.ends[documents]]
        del documents
        return Inverted(exact, folded, *self._pairs(places))

    def _pairs(self, places: npt.NDArray[np.int64]) -> tuple[Array, Lists, Array, Array, Array, Array]:
        """Of the pairs that begin at `places`: keys, postings, occurrences, and all of positions."""
        keys, bits, table = _pair_keys(places, self.terms, len(self.group_of))
        keys.sort()
        places = (keys & keys.dtype.type((1 << bits) - 1)).view(np.int64)
        keys >>= keys.dtype.type(bits)
        new_pair = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=new_pair[1:])
        at_pairs = np.flatnonzero(new_pair)
        pairs = keys[at_pairs] if table is None else table
        del keys
        owners = self.documents[places]
        new_pair[1:] |= owners[1:] != owners[:-1]
        at_postings = np.flatnonzero(new_pair)
        places -= self.starts[owners]
        lists = Lists(
            _run_lengths(np.searchsorted(at_postings, at_pairs), len(at_postings)),
            owners[at_postings],
            _run_lengths(at_postings, len(places)),
        )
        occurrences = _run_lengths(at_pairs, len(places))
        high_at = np.flatnonzero(places >> _POSITION_BITS)
        high = places[high_at] >> _POSITION_BITS
        return pairs, lists, occurrences, places.astype(np.uint16), high_at, high


def _lists(terms: Array, documents: Array, vocabulary: int) -> Lists:
    """One term and one document for each occurrence → posting lists."""
    held, holders, frequencies = count(terms, documents)
    return Lists(np.bincount(held, minlength=vocabulary), holders, frequencies)


def _pair_keys(places: Array, terms: Array, vocabulary: int) -> tuple[Array, int, Array | None]:
    """For each of these places, each with a neighbour: its pair << bits | the place; and the bits.

    A pair is first · vocabulary + second, or, where that leaves too few bits, its number in the table given last.
    """
    bits = max(1, len(terms).bit_length())
    keys = terms[places].astype(np.uint64)
    keys *= np.uint64(vocabulary)
    keys += terms[places + 1]
    table = None
    if max(vocabulary, 1) ** 2 >= 1 << (64 - bits):
        table, which = np.unique(keys, return_inverse=True)
        keys = which.astype(np.uint64)
    keys <<= np.uint64(bits)
    keys |= places.view(np.uint64)
    return keys, bits, table


def _running_columns(name: str, inverting: Inverting) -> Iterator[tuple[str, Array]]:
    texts, size = inverting.texts, len(inverting.lengths)
    yield from text_columns(f"{name}.terms", texts)
    yield f"{name}.terms.order", smallest(np.array(sorted_numbers(texts), np.uint64))
    yield from text_columns(f"{name}.folded.terms", inverting.folded)
    yield f"{name}.folded.groups", smallest(inverting.groups)
    yield f"{name}.lengths", smallest(inverting.lengths)
    yield f"{name}.last", smallest(inverting.last)
    ranges = inverting.wait()
    yield from posting_columns(f"{name}.exact", *taken_lists(ranges, "exact"), size)
    yield from posting_columns(f"{name}.folded", *taken_lists(ranges, "folded"), size)
    before = np.cumsum([0, *(len(one.positions) for one in ranges)]).tolist()
    high_at = [one.high_at + start for one, start in zip(ranges, before, strict=False)]
    yield f"{name}.positions.high_at", smallest(np.concatenate(high_at))
    yield f"{name}.positions.high", smallest(taken(ranges, "high"))
    yield f"{name}.positions", taken(ranges, "positions")
    starts = np.concatenate(([0], np.cumsum(taken(ranges, "occurrences"), dtype=np.int64)))
    yield f"{name}.positions.starts", smallest(starts)
    del starts
    yield f"{name}.pairs.keys", smallest(taken(ranges, "keys"), max(len(texts), 1) ** 2)
    yield from posting_columns(f"{name}.pairs", *taken_lists(ranges, "pairs"), size)


def taken(ranges: Sequence[Inverted], name: str) -> Array:
    """One array of those of all ranges, which let go of them."""
    arrays = [getattr(one, name) for one in ranges]
    for one in ranges:
        setattr(one, name, None)
    return np.concatenate(arrays)


def taken_lists(ranges: Sequence[Inverted], name: str) -> Lists:
    """The posting lists of all ranges, which let go of them."""
    lists = [getattr(one, name) for one in ranges]
    for one in ranges:
        setattr(one, name, None)
    return Lists(*map(np.concatenate, zip(*lists, strict=True)))

"""Streams of term numbers, document after document → posting lists: one sort of packed keys for each stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, smallest
from bhxh_search.index.postings import posting_columns
from bhxh_search.index.vocabulary import sorted_numbers, text_columns
from bhxh_search.language.analysis import Stream

# Pairs are sorted about so many at a time, each taking eight bytes and what is read off it.
_SORTED_TOGETHER = 3_000_000

_SLICE = 1 << 18

_POSITION_BITS = 16


@dataclass
class Counted:
    """A stream without positions, as it was counted: how often which term stands in which document."""

    texts: Sequence[str]
    """The terms by number."""
    terms: Array
    documents: Array
    frequencies: Array
    """Of each (term, document), which come in any order and at most once."""
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
    """The numbers at all positions, document after document; used up when columns are made."""
    lengths: Array
    """Per document: positions."""


@dataclass
class Part:
    """All streams of one part of a segment's documents."""

    running: Running
    counted: Mapping[Stream, Counted] = field(default_factory=dict)
    """Stream name → stream."""


def part_columns(name: str, part: Part) -> list[Iterator[tuple[str, Array]]]:
    """The columns of one part of the documents, as work that may be done in any order and at once.

    `parts.py` reads them.
    """
    counted = [_counted_columns(f"{name}.{stream}", one) for stream, one in part.counted.items()]
    return [*_running_columns(name, part.running), *counted]


def count(terms: Array, documents: Array) -> tuple[Array, Array, Array]:
    """One term and one document for each occurrence → the different (term, document), and how often each is there."""
    keys = _keys(terms, documents)
    keys.sort()
    at = _firsts(keys)
    entries = keys[at]
    bits = entries.dtype.type(entries.dtype.itemsize * 4)
    frequencies = np.diff(np.append(at, len(keys)))
    return entries >> bits, entries & ((entries.dtype.type(1) << bits) - entries.dtype.type(1)), frequencies


def _firsts(keys: Array) -> Array:
    """Where in sorted keys each different one stands first."""
    differs = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=differs[1:])
    return np.flatnonzero(differs)


def _keys(terms: Array, documents: Array) -> Array:
    """term << half the bits | document, in 32 bits where both fit in 16."""
    kind = np.uint32 if not terms.size or max(int(terms.max()), int(documents.max())) < 1 << 16 else np.uint64
    keys: npt.NDArray[np.unsignedinteger[Any]] = terms.astype(kind)
    keys <<= kind(np.dtype(kind).itemsize * 4)
    keys |= documents.astype(kind)
    return keys


def _counted_columns(name: str, counted: Counted) -> Iterator[tuple[str, Array]]:
    order = sorted_numbers(counted.texts)
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    yield from text_columns(f"{name}.terms", [counted.texts[number] for number in order])
    terms = ranks[counted.terms]
    by_term = np.argsort(_keys(terms, counted.documents), kind="stable")
    counts = np.bincount(terms, minlength=len(order))
    size = len(counted.lengths)
    yield from posting_columns(name, counts, counted.documents[by_term], counted.frequencies[by_term], size)
    yield f"{name}.lengths", smallest(counted.lengths)


def _running_columns(name: str, running: Running) -> list[Iterator[tuple[str, Array]]]:
    # In order of the folded form, so that the exact terms of a folded one are neighbours.
    order = sorted(range(len(running.texts)), key=lambda n: (running.folded[n], running.texts[n]))
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    texts = [running.texts[number] for number in order]
    groups = [(folded, len(list(members))) for folded, members in groupby(order, key=running.folded.__getitem__)]
    terms = running.terms.view(np.uint32)
    for first in range(0, len(terms), _SLICE):
        terms[first : first + _SLICE] = ranks[terms[first : first + _SLICE]]  # in place: it is most of the memory
    documents = np.repeat(np.arange(len(running.lengths), dtype=np.uint16), running.lengths)
    return [
        _pair_columns(name, terms, documents, running.lengths, len(texts)),
        _term_columns(name, terms, documents, running.lengths, texts, groups),
    ]


def _term_columns(
    name: str, terms: Array, documents: Array, lengths: Array, texts: Sequence[str], groups: Sequence[tuple[str, int]]
) -> Iterator[tuple[str, Array]]:
    """The exact terms and the folded ones. `groups`: folded text and number of exact terms, in their order."""
    sizes = [size for _, size in groups]
    yield from text_columns(f"{name}.terms", texts)
    yield f"{name}.terms.order", smallest(np.array(sorted_numbers(texts), np.uint64))
    yield from text_columns(f"{name}.folded.terms", [folded for folded, _ in groups])
    yield f"{name}.folded.groups", smallest(np.cumsum([0, *sizes]))
    yield f"{name}.lengths", smallest(lengths)
    size = len(lengths)
    held, holders, frequencies = count(terms, documents)
    yield from posting_columns(f"{name}.exact", np.bincount(held, minlength=len(texts)), holders, frequencies, size)
    group = np.repeat(np.arange(len(groups), dtype=np.uint32), sizes)
    members, holders, frequencies = _summed(group[held], holders, frequencies)
    counts = np.bincount(members, minlength=len(groups))
    yield from posting_columns(f"{name}.folded", counts, holders, frequencies, size)


def _summed(terms: Array, documents: Array, frequencies: Array) -> tuple[Array, Array, Array]:
    """Entries of which several may be for one (term, document) → one for each."""
    keys = _keys(terms, documents)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    at = _firsts(keys)
    sums = np.add.reduceat(frequencies[order], at) if len(at) else frequencies
    return terms[order][at], documents[order][at], sums


@dataclass
class _Pairs:
    """The sorted pairs of some terms: what stands in the columns, in order."""

    pairs: Array
    counts: Array
    """Per pair: postings."""
    documents: Array
    frequencies: Array
    occurrences: Array
    """Per pair: positions."""
    positions: Array


def _pair_columns(
    name: str, terms: Array, documents: Array, lengths: Array, vocabulary: int
) -> Iterator[tuple[str, Array]]:
    """Each two neighbours as one term, with the position of the first; and each document's last term."""
    size = len(lengths)
    ends = np.cumsum(lengths, dtype=np.int64)
    starts = ends - lengths
    last = np.full(size, vocabulary, np.uint32)
    last[lengths > 0] = terms[ends[lengths > 0] - 1]
    yield f"{name}.last", smallest(last)

    # A range of first terms at a time, so that sorting takes little memory; there is always one, maybe empty.
    sorted_pairs = [
        _sorted_pairs(first, end, terms, documents, starts, vocabulary)
        for first, end in _ranges_of_terms(terms, vocabulary)
    ]
    yield f"{name}.pairs.keys", smallest(_all(sorted_pairs, "pairs"), max(vocabulary, 1) ** 2)
    occurrences = _all(sorted_pairs, "occurrences")
    yield f"{name}.positions.starts", smallest(np.concatenate(([0], np.cumsum(occurrences, dtype=np.int64))))
    positions = _all(sorted_pairs, "positions")
    high = np.flatnonzero(positions >> _POSITION_BITS)
    yield f"{name}.positions", positions.astype(np.uint16)
    yield f"{name}.positions.high_at", smallest(high)
    yield f"{name}.positions.high", smallest(positions[high] >> _POSITION_BITS)
    del positions, occurrences
    counts, holders = _all(sorted_pairs, "counts"), _all(sorted_pairs, "documents")
    yield from posting_columns(f"{name}.pairs", counts, holders, _all(sorted_pairs, "frequencies"), size)


def _all(sorted_pairs: Sequence[_Pairs], name: str) -> Array:
    """One array of all of them, which are let go of."""
    arrays = [getattr(pairs, name) for pairs in sorted_pairs]
    for pairs in sorted_pairs:
        setattr(pairs, name, None)
    return np.concatenate(arrays)


def _ranges_of_terms(terms: Array, vocabulary: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms that together cover all of them, each of about `_SORTED_TOGETHER` positions or one term."""
    before = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=vocabulary))))
    first = 0
    while first < vocabulary or not first:
        end = int(np.searchsorted(before, before[first] + _SORTED_TOGETHER, side="right")) - 1
        end = min(max(end, first + 1), max(vocabulary, 1))
        yield first, end
        first = end


def _sorted_pairs(first: int, end: int, terms: Array, documents: Array, starts: Array, vocabulary: int) -> _Pairs:
    """The pairs whose first term is from `first` to before `end`."""
    chosen = (terms[:-1] >= first) & (terms[:-1] < end)
    chosen &= documents[:-1] == documents[1:]
    places = np.flatnonzero(chosen)
    del chosen
    keys, bits, table = _pair_keys(places, terms, vocabulary)
    keys.sort()
    mask = keys.dtype.type((1 << bits) - 1)
    places = (keys & mask).view(np.int64)
    keys >>= keys.dtype.type(bits)
    new_pair = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=new_pair[1:])
    at_pairs = np.flatnonzero(new_pair)
    pairs = keys[at_pairs] if table is None else table
    del keys
    owners = documents[places]
    new_pair[1:] |= owners[1:] != owners[:-1]
    at_postings = np.flatnonzero(new_pair)
    places -= starts[owners]
    longest = int(places.max()) if len(places) else 0
    return _Pairs(
        pairs=pairs,
        counts=np.diff(np.append(np.searchsorted(at_postings, at_pairs), len(at_postings))),
        documents=owners[at_postings],
        frequencies=smallest(np.diff(np.append(at_postings, len(places)))),
        occurrences=np.diff(np.append(at_pairs, len(places))),
        positions=places.astype(np.uint32 if longest >> _POSITION_BITS else np.uint16),
    )


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

"""A term in the documents of a segment: which of them hold it, and how often.

Title and body are one here, an occurrence in the title counting `ranking.TITLE` times.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np

from bhxh_search.index.columns import Array, smallest
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import Booleans, LiveSegment
from bhxh_search.index.schema import Part
from bhxh_search.language.analysis import Stream
from bhxh_search.search import ranking

# Of a term that at most this share of the documents holds, the lists of titles and bodies are merged in memory. Those
# of more frequent terms would be large: they stay in the files, and only a mask is kept, one bit per document.
_RARE = 1 / 16
# Per segment.
_KEPT_BYTES = 32_000_000
_ENTRY_BYTES = 600
"""About what a term takes besides its arrays."""

Key = tuple[Stream, str, tuple[Part, ...]]
"""A term's stream and text, and the parts of documents in which it counts."""


@dataclass(frozen=True)
class Held:
    """A term in one segment, deleted documents too. At least one of its two lists is there."""

    body: Postings | None
    """Of the bodies; of a rare term, of titles and bodies merged."""
    title: Postings | None
    size: int
    """Documents in the segment."""
    live: Booleans | None
    """Per document: whether it was not deleted; None where none was."""

    @cached_property
    def frequency(self) -> int:
        """How many live documents hold the term."""
        if self.live is None and self.title is None and self.body is not None:
            return self.body.count
        mask = self.mask()
        return int(np.count_nonzero(mask if self.live is None else mask & self.live))

    def mask(self) -> Booleans:
        """Per document: whether it holds the term. An array of the caller's own."""
        if self.title is None and self.body is not None and self.body.count <= _RARE * self.size:
            return _mask(self.body, self.size)
        return np.unpackbits(self._bits, count=self.size).view(bool)

    @cached_property
    def _bits(self) -> Array:
        masks = [_mask(one, self.size) for one in (self.body, self.title) if one is not None]
        return np.packbits(masks[0] if len(masks) == 1 else masks[0] | masks[1])

    def everywhere(self) -> tuple[Integers | None, Array]:
        """The documents that hold the term and how often each does; None stands for all, some of them with 0."""
        if self.title is None:
            assert self.body is not None
            return self.body.documents, self.body.frequencies
        return None, _frequencies(self.body, self.title, self.size)

    def among(self, documents: Integers) -> Array:
        """How often each of some documents holds the term; 0 where it does not."""
        if self.title is None:
            assert self.body is not None
            return _frequencies_in(self.body, documents, self.size)
        in_titles = _frequencies_in(self.title, documents, self.size) * np.uint32(ranking.TITLE)
        return in_titles if self.body is None else in_titles + _frequencies_in(self.body, documents, self.size)


def held_in(one: LiveSegment, body: Postings | None, title: Postings | None) -> Held | None:
    """A term given its postings in the bodies and the titles of a segment; None where neither holds it."""
    if body is None and title is None:
        return None
    if title is None:
        return Held(body, None, one.size, one.live)
    if title.count + (0 if body is None else body.count) > _RARE * one.size:
        return Held(body, title, one.size, one.live)
    frequencies = _frequencies(body, title, one.size)
    numbers = (frequencies > 0).nonzero()[0]
    whole = Postings(numbers.astype(np.uint16), smallest(frequencies[numbers]))
    return Held(whole, None, one.size, one.live)


def _frequencies(body: Postings | None, title: Postings, size: int) -> Array:
    """Per document: how often it holds a term."""
    frequencies = np.zeros(size, np.uint32)
    for postings, times in ((title, np.uint32(ranking.TITLE)), (body, np.uint32(1))):
        if postings is None:
            continue
        if postings.numbers is None:
            frequencies += postings.frequencies * times
        else:
            frequencies[postings.documents] += postings.frequencies * times
    return frequencies


def _mask(postings: Postings, size: int) -> Booleans:
    if postings.numbers is None:
        return postings.frequencies > 0
    mask = np.zeros(size, bool)
    mask[postings.documents] = True
    return mask


def _frequencies_in(postings: Postings, documents: Integers, size: int) -> Array:
    if postings.numbers is None:
        return postings.frequencies[documents]
    by_document = np.zeros(size, postings.frequencies.dtype)
    by_document[postings.documents] = postings.frequencies
    return by_document[documents]


class KeptTerms:
    """The terms of one segment that were asked for last.

    Several threads may use it at once.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Held | None] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, terms: Iterable[Key]) -> Mapping[Key, Held | None]:
        """Those of some terms that are kept; None for a term that no document holds."""
        kept = self._kept
        found: dict[Key, Held | None] = {}
        with self._lock:
            for term in terms:
                if term in kept:
                    found[term] = kept[term]
                    kept.move_to_end(term)
        return found

    def keep(self, terms: Mapping[Key, Held | None]) -> None:
        """Keep some terms, in place of those that were asked for longest ago."""
        with self._lock:
            for term, held in terms.items():
                if term not in self._kept:
                    self._kept[term] = held
                    self._bytes += _bytes(held)
            while self._bytes > _KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _bytes(oldest)


def _bytes(held: Held | None) -> int:
    """About how much memory a term takes, with the mask that is made when it is asked for."""
    if held is None:
        return _ENTRY_BYTES
    lists = sum(one.bytes for one in (held.body, held.title) if one is not None)
    return _ENTRY_BYTES + lists + (0 if held.title is None else held.size // 8)

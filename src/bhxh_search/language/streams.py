"""What analysis gives: the terms of texts, for a batch as arrays, for one text as strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from bhxh_search.language.lexicon import Terms
from bhxh_search.language.tokens import Places

Span = tuple[int, int]

Stream = Literal["exact", "folded", "words", "pairs", "citations"]
STREAMS: tuple[Stream, ...] = ("exact", "folded", "words", "pairs", "citations")


@dataclass(frozen=True)
class Streams:
    """The terms of one text. `exact` and `folded` share positions, and `spans` has one entry for each of them."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    citations: tuple[str, ...]
    spans: tuple[Span, ...]
    """Per position: the characters of the text as given that it stands for."""
    citation_spans: tuple[Span, ...]
    """Per term of `citations`: its characters in the text as given."""

    def terms(self, stream: Stream) -> tuple[str, ...]:
        """The terms of the stream of this name."""
        terms: tuple[str, ...] = getattr(self, stream)
        return terms


@dataclass(frozen=True)
class Batch:
    """The terms of several texts: term n is `vocabulary[n]`, and the streams of all texts follow one another.

    Of text i, a stream holds what stands from its bounds' i-th number to the next. Offsets are in characters of
    the text as given. `exact`, `folded`, `starts` and `ends` have one entry for each position.
    """

    vocabulary: Sequence[str]
    """May grow while other texts are analysed; what it holds stays."""
    numbers: Mapping[str, int]
    """Term → its number in the vocabulary. It may hold terms that are in none of the texts."""
    exact: Terms
    folded: Terms
    bounds: Places
    words: Terms
    word_bounds: Places
    citations: Terms
    citation_bounds: Places
    defined: tuple[Mapping[str, tuple[str, ...]], ...]
    """Per text: what it says its abbreviations stand for, written form → canonical syllables; the first counts."""
    places: Callable[[], tuple[Places, Places]]
    """Returns `starts` and `ends`. Building an index never asks for them."""
    word_places: Callable[[], tuple[Places, Places]]
    citation_places: Callable[[], tuple[Places, Places]]

    @property
    def starts(self) -> Places:
        """Per position: where in its text begins what it stands for."""
        return self._offsets[0]

    @property
    def ends(self) -> Places:
        """And where that ends."""
        return self._offsets[1]

    @property
    def citation_starts(self) -> Places:
        """Per term of `citations`: where it begins in its text."""
        return self._citation_offsets[0]

    @property
    def citation_ends(self) -> Places:
        """And where it ends."""
        return self._citation_offsets[1]

    @cached_property
    def _offsets(self) -> tuple[Places, Places]:
        return self.places()

    @cached_property
    def _citation_offsets(self) -> tuple[Places, Places]:
        return self.citation_places()

    def __len__(self) -> int:
        return len(self.defined)

    def pairs(self) -> tuple[npt.NDArray[np.uint64], Places]:
        """Each two neighbours of the folded stream as first << 32 | second, and their bounds by text."""
        folded = self.folded.astype(np.uint64)
        keys = folded[:-1] << np.uint64(32) | folded[1:]
        across = self.bounds[1:-1] - 1
        across = across[(across >= 0) & (across < len(keys))]
        sizes = np.maximum(np.diff(self.bounds) - 1, 0)
        return np.delete(keys, across), np.concatenate(([0], np.cumsum(sizes)))

    def alone(self, number: int) -> Batch:
        """One of the texts by itself, without its words: in arrays of its own, with offsets of 32 bits."""
        here = slice(*self.bounds[number : number + 2].tolist())
        cited = slice(*self.citation_bounds[number : number + 2].tolist())
        spans = self.starts[here].astype(_NARROW), self.ends[here].astype(_NARROW)
        citation_spans = self.citation_starts[cited].astype(_NARROW), self.citation_ends[cited].astype(_NARROW)
        none = np.zeros(0, np.int64)
        return replace(
            self,
            exact=self.exact[here].copy(),
            folded=self.folded[here].copy(),
            bounds=np.array([0, here.stop - here.start]),
            words=self.words[:0].copy(),
            word_bounds=np.zeros(2, np.int64),
            citations=self.citations[cited].copy(),
            citation_bounds=np.array([0, cited.stop - cited.start]),
            defined=(self.defined[number],),
            places=lambda: spans,
            word_places=lambda: (none, none),
            citation_places=lambda: citation_spans,
        )

    def streams(self, number: int) -> Streams:
        """The streams of one of the texts, as strings."""
        here = slice(*self.bounds[number : number + 2].tolist())
        cited = slice(*self.citation_bounds[number : number + 2].tolist())
        words = slice(*self.word_bounds[number : number + 2].tolist())
        folded = self._strings(self.folded[here])
        return Streams(
            exact=self._strings(self.exact[here]),
            folded=folded,
            words=self._strings(self.words[words]),
            pairs=pairs_of(folded),
            citations=self._strings(self.citations[cited]),
            spans=_spans(self.starts[here], self.ends[here]),
            citation_spans=_spans(self.citation_starts[cited], self.citation_ends[cited]),
        )

    def _strings(self, terms: Terms) -> tuple[str, ...]:
        return tuple(map(self.vocabulary.__getitem__, terms.tolist()))


_NARROW = "i4"


def _spans(starts: Places, ends: Places) -> tuple[Span, ...]:
    return tuple(zip(starts.tolist(), ends.tolist(), strict=True))


def pairs_of(folded: Sequence[str]) -> tuple[str, ...]:
    """Each two neighbours of a sequence of folded syllables, joined by "_"."""
    return tuple(f"{first}_{second}" for first, second in pairwise(folded))

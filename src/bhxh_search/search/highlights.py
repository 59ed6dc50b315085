"""Words of a query × a stored text → the characters to highlight.

Where words stand is found by repeating the analyser's pass over the stored text, segmentation left out, so a
highlight and a match cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Span, Stream, Streams, analyze
from bhxh_search.search.matching import near_positions, phrase_starts
from bhxh_search.search.patterns import accepts
from bhxh_search.search.tree import Alternative, Term, Word


@dataclass(frozen=True)
class Occurrence:
    """A place where a word of the query stands."""

    start: int
    """In characters of the text."""
    end: int
    word: int
    """Which word of the query, by its place among those asked for."""


def occurrences(
    text: str,
    words: Sequence[Word],
    abbreviations: Abbreviations,
    defined: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Occurrence]:
    """Where `words` stand in `text`, in order of the text.

    `defined`: the abbreviations that the document defines, for a title; see `analyze`.
    """
    if not words or not text:
        return []
    return occurrences_in(analyze(text, abbreviations, defined=defined, segmented=False), words)


def occurrences_in(streams: Streams, words: Sequence[Word]) -> list[Occurrence]:
    """Where `words` stand in a text, given its streams, in order of the text."""
    places = _Places(streams)
    found = {
        Occurrence(start, end, number)
        for number, word in enumerate(words)
        for choice in word.alternatives
        for start, end in places.of(choice)
    }
    return sorted(found, key=lambda occurrence: (occurrence.start, occurrence.end, occurrence.word))


def joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Spans in order, those that overlap or have only white space between them as one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and (start <= result[-1][1] or text[result[-1][1] : start].isspace()):
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


_NONE = np.empty(0, np.int64)


class _Places:
    """Where each term of one text's streams stands."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self._positions: dict[Stream, dict[str, list[int]]] = {}

    def positions(self, term: Term) -> Integers:
        """The rising positions of a term in its stream."""
        if term.stream not in self._positions:
            found: dict[str, list[int]] = {}
            for position, text in enumerate(self.streams.terms(term.stream)):
                found.setdefault(text, []).append(position)
            self._positions[term.stream] = found
        known = self._positions[term.stream]
        if term.form != "whole":
            wanted = accepts(term)
            return np.array(sorted(place for text in known if wanted(text) for place in known[text]), np.int64)
        places = known.get(term.text)
        return _NONE if places is None else np.array(places, np.int64)

    def of(self, choice: Alternative) -> list[Span]:
        """The spans of all occurrences of one alternative, a phrase's split where no more than it needs."""
        if choice.terms[0].stream == "citations":
            return [self.streams.citation_spans[position] for position in self.positions(choice.terms[0])]
        found = [self.positions(term) for term in choice.terms]
        if choice.window:
            tuples: Iterable[Sequence[int]] = near_positions(found, choice.window)
        else:
            size = len(choice.terms)
            tuples = [range(start, start + size) for start in map(int, phrase_starts(found))]
            if choice.window is None and not tuples:
                # The full form stands nowhere in one piece: then its syllables, wherever they stand.
                tuples = [(int(position),) for places in found for position in places]
        return [span for positions in tuples for span in self.spans(positions)]

    def spans(self, positions: Sequence[int]) -> list[Span]:
        """The characters of some positions; a law number, date or figure that they make up is one span."""
        spans = [self.streams.spans[position] for position in positions]
        if len(spans) == 1:
            return spans
        first, last = min(spans)[0], max(spans)[1]
        inside = [(a, b) for a, b in self.streams.citation_spans if first <= a and b <= last]
        return spans + [(a, b) for a, b in inside if any(a <= start and end <= b for start, end in spans)]

"""Where the words of a query stand in a text, found plainly: term by term in the analyser's strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.language.analysis import Span, Streams, analyze
from bhxh_search.search.highlights import is_marked
from bhxh_search.search.tree import Alternative, Term, Word

Standing = tuple[Span, int, int]
"""The span of an occurrence, the word's number, and 0 or the number of the syllable that stands alone."""


def places_of(
    text: str, words: Sequence[Word], defined: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[set[Standing], set[Span]]:
    """All occurrences of `words` in `text`, and the spans to highlight."""
    streams = analyze(text, BUILT_IN, defined=defined)
    occurrences: set[Standing] = set()
    marks: set[Span] = set()
    marked = any(is_marked(word) for word in words)
    for number, word in enumerate(words):
        for choice in word.alternatives:
            for spans, part in _standing(streams, _as_typed(choice, streams) if marked else choice):
                whole = min(spans)[0], max(end for _, end in spans)
                occurrences.add((whole, number, part))
                marks.update(spans)
                if len(spans) > 1:
                    marks.update(_values(streams, spans, whole))
    return occurrences, marks


def _as_typed(choice: Alternative, streams: Streams) -> Alternative:
    """A bare word among marked ones is meant as it was typed, in a text that has it so."""
    if len(choice.terms) > 1 or choice.terms[0][::2] != ("folded", "whole"):
        return choice
    text = choice.terms[0].text
    return Alternative((Term("exact", text),)) if text in streams.exact else choice


def _standing(streams: Streams, choice: Alternative) -> Iterator[tuple[list[Span], int]]:
    terms = choice.terms
    if terms[0].stream == "citations":
        yield from (
            ([span], 0)
            for text, span in zip(streams.citations, streams.citation_spans, strict=True)
            if _is(text, terms[0])
        )
        return
    places = [
        [position for position, text in enumerate(streams.terms(term.stream)) if _is(text, term)] for term in terms
    ]
    if choice.window:
        rows: Iterable[Sequence[int]] = near(places, choice.window)
    else:
        rows = [
            range(start, start + len(terms))
            for start in places[0]
            if all(start + index in found for index, found in enumerate(places))
        ]
    yield from (([streams.spans[position] for position in row], 0) for row in rows)
    if choice.window is None and len(terms) > 1 and not rows:
        for part, found in enumerate(places, 1):
            yield from (([streams.spans[position]], part) for position in found)


def _is(text: str, term: Term) -> bool:
    return text.startswith(term.text) if term.form == "beginning" else text == term.text


def _values(streams: Streams, spans: Sequence[Span], whole: Span) -> Iterator[Span]:
    for start, end in streams.citation_spans:
        if whole[0] <= start and end <= whole[1] and any(start <= a and b <= end for a, b in spans):
            yield start, end


def near(places: Sequence[Sequence[int]], window: int) -> Iterator[tuple[int, ...]]:
    """One choice of positions from each window that holds all terms, greedy from its left edge."""
    order = sorted(range(len(places)), key=lambda term: len(places[term]))
    for left in sorted({position for found in places for position in found}):
        taken: dict[int, int] = {}
        for term in order:
            free = (p for p in places[term] if left <= p < left + window and p not in taken.values())
            choice = next(free, None)
            if choice is None:
                break
            taken[term] = choice
        else:
            if left in taken.values():
                yield tuple(taken[term] for term in range(len(places)))

"""A query's plain text → the words that it asks for: syllables, abbreviations, and values such as law numbers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.characters import canonical
from bhxh_search.language.citations import Citation, find_citations
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.tokens import token_spans

Kind = Literal["syllable", "abbreviation", "full form", "figure", "value"]


@dataclass(frozen=True)
class QueryWord:
    """One word of a query."""

    kind: Kind
    start: int
    """Where it stands in the text given."""
    end: int
    syllables: tuple[str, ...]
    """Canonical: itself; the full form of an abbreviation; the tokens that a value is written with."""
    written: str
    """Canonical, as typed: what an abbreviation is called."""
    value: str | None = None
    """The term of a figure, or of a law number or date (kind "value")."""


def query_words(text: str, abbreviations: Abbreviations = BUILT_IN) -> tuple[QueryWord, ...]:
    """The words of `text`, any string, in order.

    A law number, a date or a figure is one word, and so is the full form of an abbreviation written out; in an
    address each token is one.
    """
    normal = normalize(text)
    values = deque(find_citations(normal.text))
    tokens = token_spans(normal.text)
    longest = max(map(len, abbreviations.by_full_form), default=1)
    words: list[QueryWord] = []
    position = 0
    while position < len(tokens):
        start, _ = tokens[position]
        while values and values[0].end <= start:
            values.popleft()
        taken = 1
        inside = values[0] if values and values[0].start <= start else None
        if inside and inside.kind == "address":
            word = _syllable(normal.text, *tokens[position])
        elif inside:
            while position + taken < len(tokens) and tokens[position + taken][0] < inside.end:
                taken += 1
            word = _value_word(normal.text, inside, tokens[position : position + taken])
        else:
            taken = _full_form_size(normal.text, tokens[position : position + longest], abbreviations) or 1
            word = _word(normal.text, tokens[position : position + taken], abbreviations)
        first, last = normal.span(word.start, word.end)
        words.append(replace(word, start=first, end=last))
        position += taken
    return tuple(words)


def _value_word(text: str, citation: Citation, tokens: list[tuple[int, int]]) -> QueryWord:
    value = citation.terms[0][0]
    syllables = tuple(canonical(text[start:end]) for start, end in tokens)
    # In 844.000đ the last token runs past the figure.
    end = max(citation.end, tokens[-1][1])
    kind: Kind = "figure" if citation.kind == "figure" else "value"
    return QueryWord(kind, citation.start, end, syllables, canonical(text[citation.start : end]), value)


def _word(text: str, tokens: list[tuple[int, int]], abbreviations: Abbreviations) -> QueryWord:
    start, end = tokens[0][0], tokens[-1][1]
    written = canonical(text[start:end])
    if len(tokens) > 1:
        return QueryWord("full form", start, end, tuple(canonical(text[a:b]) for a, b in tokens), written)
    full_form = abbreviations.in_query(text[start:end])
    if full_form is None:
        return _syllable(text, start, end)
    return QueryWord("abbreviation", start, end, tuple(s for word in full_form for s in word), written)


def _syllable(text: str, start: int, end: int) -> QueryWord:
    written = canonical(text[start:end])
    return QueryWord("syllable", start, end, (written,), written)


def _full_form_size(text: str, tokens: list[tuple[int, int]], abbreviations: Abbreviations) -> int:
    """How many of the first tokens are the longest full form written out, with or without marks; 0 for none."""
    syllables = [canonical(text[start:end]) for start, end in tokens]
    for size in range(len(syllables), 1, -1):
        head = tuple(syllables[:size])
        if head in abbreviations.by_full_form or head in abbreviations.by_folded_full_form:
            return size
    return 0

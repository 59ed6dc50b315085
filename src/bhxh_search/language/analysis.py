"""The one analyser: a text → term streams, for documents, queries and highlights alike.

Five plain sequences of terms, and the characters of the stored text that each position stands for:

    text       Ðào Việt Ánh, BHXH tự nguyện
    exact      đào việt ánh bảo hiểm xã hội tự nguyện      canonical syllables; every position of an
    folded     dao viet anh bao hiem xa hoi tu nguyen      abbreviation's expansion stands for its letters
    words      đào_việt_ánh bảo_hiểm xã_hội tự_nguyện
    pairs      dao_viet viet_anh anh_bao bao_hiem …
    citations  bhxh                                        also law numbers, dates, figures
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import pairwise
from typing import Literal

from bhxh_search.language.abbreviations import (
    AMBIGUOUS,
    BUILT_IN,
    Abbreviations,
    Words,
    find_definitions,
    words_of,
)
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped, normalize
from bhxh_search.language.citations import Citation, find_citations
from bhxh_search.language.segment import respell, segment
from bhxh_search.language.tokens import token_spans

Span = tuple[int, int]

Stream = Literal["exact", "folded", "words", "pairs", "citations"]
STREAMS: tuple[Stream, ...] = ("exact", "folded", "words", "pairs", "citations")

# Raise it whenever the same text gives other terms than before: an index of another analysis asks for a rebuild.
_TABLES_VERSION = 1


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


def analysis_version(abbreviations: Abbreviations = BUILT_IN) -> str:
    """A text that differs whenever the same document could give other terms."""
    return f"{_TABLES_VERSION}/pyvi-{_pyvi_version()}/{abbreviations.digest()}"


@cache
def _pyvi_version() -> str:
    return metadata.version("pyvi")


def definitions_in(text: str) -> dict[str, tuple[str, ...]]:
    """What the text itself says its abbreviations stand for: written form → canonical syllables; the first counts."""
    normal = normalize(text).text
    found: dict[str, tuple[str, ...]] = {}
    for definition in find_definitions(normal, token_spans(normal)):
        found.setdefault(definition.written, definition.syllables)
    return found


def analyze(
    text: str,
    abbreviations: Abbreviations = BUILT_IN,
    *,
    defined: Mapping[str, tuple[str, ...]] | None = None,
    query: bool = False,
    segmented: bool = True,
) -> Streams:
    """The streams of `text`, any string.

    `defined`: the abbreviations that the document defines (`definitions_in` of its body), for its title; when
    None, those of `text` itself. `query`: unambiguous abbreviations are expanded in any case, and nothing is
    defined. `segmented=False` leaves `words` empty and pyvi unused; the other streams are the same.
    """
    normal = normalize(text)
    tokens = _tokens(normal.text, abbreviations, defined, query=query)
    positions = [(syllable, token) for token in tokens for syllable in token.syllables]
    exact = tuple(syllable for syllable, _ in positions)
    folded = tuple(fold(syllable) for syllable in exact)
    citations = sorted(_citation_terms(normal.text, tokens), key=lambda item: item[1])
    return Streams(
        exact=exact,
        folded=folded,
        words=tuple(_words(normal.text, tokens)) if segmented else (),
        pairs=pairs_of(folded),
        citations=tuple(term for term, _, _ in citations),
        spans=tuple(normal.span(token.start, token.end) for _, token in positions),
        citation_spans=tuple(normal.span(start, end) for _, start, end in citations),
    )


def pairs_of(folded: Sequence[str]) -> tuple[str, ...]:
    """Each two neighbours of a sequence of folded syllables, joined by "_"."""
    return tuple(f"{first}_{second}" for first, second in pairwise(folded))


def is_bare(term: str) -> bool:
    """Whether a canonical term has no marks and no đ, so that whoever typed it may have left them out."""
    return fold(term) == term


@dataclass(frozen=True)
class _Token:
    """A token of the normal text and what stands for it in the streams."""

    start: int
    end: int
    syllables: tuple[str, ...]
    """One for each position it takes: itself, the full form of an abbreviation, or none in a definition's bracket."""
    words: Words | None = None
    """The words of an expansion; None where pyvi is to say."""
    written: str | None = None
    """The abbreviation as written, where it is one."""


def _tokens(
    text: str, abbreviations: Abbreviations, defined: Mapping[str, tuple[str, ...]] | None, *, query: bool
) -> list[_Token]:
    spans = token_spans(text)
    brackets: set[int] = set()
    if not query:
        definitions = find_definitions(text, spans)
        # A bracket that repeats what stands before it adds no words; so too where only the table knows it.
        brackets = {definition.start for definition in definitions}
        if defined is None:
            defined = {definition.written: definition.syllables for definition in reversed(definitions)}
    defined = defined or {}
    expansions = {written: _defined_words(written, full, abbreviations) for written, full in defined.items()}
    closed = _closed_spans(find_citations(text))
    tokens: list[_Token] = []
    next_closed = 0
    for start, end in spans:
        token = text[start:end]
        while next_closed < len(closed) and closed[next_closed][1] <= start:
            next_closed += 1
        if next_closed < len(closed) and closed[next_closed][0] <= start:
            tokens.append(_Token(start, end, (canonical(token),)))
        elif start in brackets:
            tokens.append(_Token(start, end, (), (), canonical(token)))
        else:
            words = expansions.get(token)
            if words is None:
                words = abbreviations.in_query(token) if query else abbreviations.in_text(token)
            written = canonical(token) if words or _is_abbreviation(token) else None
            syllables = tuple(s for word in words for s in word) if words else (canonical(token),)
            tokens.append(_Token(start, end, syllables, words, written))
    return tokens


def _defined_words(written: str, full: tuple[str, ...], abbreviations: Abbreviations) -> Words:
    """The words of a full form that a document gives: those of the table where it says the same, else pyvi's."""
    known = abbreviations.in_text(written)
    if known and tuple(syllable for word in known for syllable in word) == full:
        return known
    return words_of(" ".join(full)) or tuple((syllable,) for syllable in full)


def _closed_spans(citations: Iterable[Citation]) -> list[Span]:
    """Where no abbreviation is expanded: 28/2026/TT-BKHCN holds no "thông tư", an address no words."""
    return [(citation.start, citation.end) for citation in citations if citation.kind in ("address", "number")]


_IN_CAPITALS = re.compile("[A-ZĐƯ][A-ZĐƯ0-9]{1,9}")


def _is_abbreviation(token: str) -> bool:
    """Whether a token is written as an abbreviation: capitals that are no word in capitals, or in the table."""
    return token in AMBIGUOUS or (_IN_CAPITALS.fullmatch(token) is not None and not is_syllable_shaped(token))


def _citation_terms(text: str, tokens: Sequence[_Token]) -> list[tuple[str, int, int]]:
    terms = [term for citation in find_citations(text) for term in citation.terms]
    terms.extend((token.written, token.start, token.end) for token in tokens if token.written)
    # Who types no marks asks for the folded term: nd-cp for NĐ-CP.
    folded = [(fold(term), start, end) for term, start, end in terms if not is_bare(term)]
    return terms + folded


def _words(text: str, tokens: Sequence[_Token]) -> list[str]:
    """The terms of the words stream: pyvi's words of two or more syllables, and those of expansions."""
    starts = [token.start for token in tokens]
    found = [
        (token.start, "_".join(word)) for token in tokens if token.words for word in token.words if len(word) > 1
    ]
    for word in segment(respell(text)):
        if len(word) < 2:
            continue
        inside = tokens[bisect_left(starts, word[0][0]) : bisect_left(starts, word[-1][1])]
        run: list[_Token] = []
        for token in [*inside, None]:
            if token is not None and token.words is None:
                run.append(token)
                continue
            if len(run) > 1:
                found.append((run[0].start, "_".join(syllable for part in run for syllable in part.syllables)))
            run = []
    found.sort(key=lambda item: item[0])
    return [term for _, term in found]

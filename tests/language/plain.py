"""The analysis written plainly, one token after the other, with pyvi called as it is: the oracle of the fast one."""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bhxh_search.language.abbreviation_table import is_abbreviation
from bhxh_search.language.abbreviations import (
    _DEFINITION,
    BUILT_IN,
    Abbreviations,
    Definition,
    Words,
    _full_form_size,
)
from bhxh_search.language.analysis import Streams, is_bare, pairs_of
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import Citation, find_citations
from bhxh_search.language.normal_form import (
    _INVISIBLE,
    _SUBSTITUTES,
    NormalizedText,
    _in_canonical_order,
    _joins_what_precedes,
    normalize,
)
from bhxh_search.language.pieces import read_pieces
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.segment import pyvi_spans
from bhxh_search.language.spelling import respell
from bhxh_search.language.tokens import token_spans
from bhxh_search.language.variants import as_indexed

Span = tuple[int, int]


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
    pieces: dict[int, Words] = {}
    for number, (start, end) in enumerate(spans):
        token = text[start:end]
        after = spans[number + 1] if number + 1 < len(spans) else (end, end)
        meant = as_indexed(token, text[slice(*after)] if text[end : after[0]].isspace() else None)
        for place, full_form in enumerate(read_pieces(text, spans[number : number + 4], query=query), start=number):
            if full_form is not None:
                pieces[place] = full_form
        while next_closed < len(closed) and closed[next_closed][1] <= start:
            next_closed += 1
        if next_closed < len(closed) and closed[next_closed][0] <= start:
            tokens.append(_Token(start, end, (meant,)))
        elif start in brackets:
            tokens.append(_Token(start, end, (), (), canonical(token)))
        else:
            words = expansions.get(token)
            if words is None:
                known = abbreviations.in_query(token) if query else abbreviations.in_text(token)
                if known and not query and not token.isupper() and _is_part_of_name(text, start, end):
                    known = None
                words = pieces.get(number, known)
            written = canonical(token) if words or is_abbreviation(token) else None
            syllables = tuple(s for word in words for s in word) if words else (meant,)
            tokens.append(_Token(start, end, syllables, words, written))
    return tokens


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(re.fullmatch(r"[^\W_][.@_-]", around[0]) or re.fullmatch(r"[.@_-][^\W_]", around[1]))


def _defined_words(written: str, full: tuple[str, ...], abbreviations: Abbreviations) -> Words:
    """The words of a full form that a document gives: those of the table where it says the same, else pyvi's."""
    known = abbreviations.in_text(written)
    if known and tuple(syllable for word in known for syllable in word) == full:
        return known
    return plain_words_of(" ".join(full)) or tuple((syllable,) for syllable in full)


def _closed_spans(citations: Iterable[Citation]) -> list[Span]:
    """Where no abbreviation is expanded: 28/2026/TT-BKHCN holds no "thông tư", an address no words."""
    return [(citation.start, citation.end) for citation in citations if citation.kind in ("address", "number")]


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
    for word in segment(respell(text, load_model().spelling)):
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


def find_definitions(text: str, tokens: Sequence[tuple[int, int]]) -> list[Definition]:
    """The definitions of `text`, which is in normal form; `tokens` are its token spans.

    The full form is the run of syllables just before the bracket whose initials are the abbreviation's letters; a
    syllable more between them is allowed (`khám bệnh, chữa bệnh (KCB)`).
    """
    definitions: list[Definition] = []
    position = 0
    for match in _DEFINITION.finditer(text):
        written = match[1]
        if not written.isupper():
            continue
        while position < len(tokens) and tokens[position][1] <= match.start():
            position += 1
        window = tokens[max(0, position - 2 * len(written)) : position]
        before = [canonical(text[start:end]) for start, end in window]
        size = _full_form_size([fold(syllable)[0] for syllable in before], fold(written).lower())
        if size:
            definitions.append(Definition(written, tuple(before[-size:]), *match.span(1)))
    return definitions


def plain_words_of(full: str) -> Words:
    """The words of a full form given as plain text, by pyvi."""
    text = normalize(full).text.lower()
    words = (tuple(canonical(text[a:b]) for a, b in _tokens_of(text, word)) for word in segment(text))
    return tuple(word for word in words if word)


def _tokens_of(text: str, word: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start + a, start + b) for start, end in word for a, b in token_spans(text[start:end])]


def segment(text: str) -> list[tuple[Span, ...]]:
    """The words of `text` as pyvi finds them, each a tuple of the spans of its tokens.

    `text` is in NFC; spans are in characters of it, and every token of pyvi is in exactly one word, in order.
    A capital-and-dot token such as `BHXH.` keeps its dot here, as in pyvi.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # pyvi's model raises on them
    spans = pyvi_spans(text)
    if not spans:
        return []
    tokens = [text[start:end] for start, end in spans]
    pyvi = _pyvi()
    [labels] = pyvi.model.predict([pyvi.sent2features(tokens, False)])
    words = [[spans[0]]]
    for number in range(1, len(tokens)):
        if labels[number] == "I_W" and _may_join(tokens[number - 1], tokens[number]):
            words[-1].append(spans[number])
        else:
            words.append([spans[number]])
    return [tuple(word) for word in words]


def _may_join(previous: str, token: str) -> bool:
    """Whether pyvi lets two tokens be of one word, whatever its model says."""
    if token in string.punctuation or previous in string.punctuation:
        return False
    if token[0].isdigit() or previous[0].isdigit():
        return False
    return previous[0].istitle() or not token[0].istitle()


@cache
def _pyvi() -> Any:
    # Imported at first use: it loads scikit-learn and a model, which takes more than a second.
    from pyvi.ViTokenizer import ViTokenizer

    return ViTokenizer


def plain_normalize(text: str) -> NormalizedText:
    """`text` in NFC with Đ for its look-alikes, plain spaces, and no invisible characters; the case stays."""
    for written, meant in _SUBSTITUTES:
        text = text.replace(written, meant)
    if unicodedata.is_normalized("NFC", text) and not set(text) & set(_INVISIBLE):
        return NormalizedText(text, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", _in_canonical_order(cluster))
        characters.append(composed)
        starts.extend([start] * len(composed))
        ends.extend([end] * len(composed))
    return NormalizedText("".join(characters), starts, ends)


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """A character with all that may compose with it, and its start and end; invisible characters are left out."""
    cluster: list[str] = []
    start = end = 0
    for offset, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        if cluster and not _joins_what_precedes(character):
            yield "".join(cluster), start, end
            cluster = []
        if not cluster:
            start = offset
        cluster.append(character)
        end = offset + 1
    if cluster:
        yield "".join(cluster), start, end

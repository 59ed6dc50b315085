"""How a text is read, token by token: for a person who wants to know why something matches."""

from __future__ import annotations

from dataclasses import dataclass

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.analysis import Stream, analyze_batch, pairs_of
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.segment import segment
from bhxh_search.language.spelling import respell
from bhxh_search.language.tokens import Places, token_spans


@dataclass(frozen=True)
class Token:
    """A run of letters and digits, and what stands for it at successive positions: nothing, itself, a full form."""

    start: int
    end: int
    text: str
    exact: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True)
class ExplainedTerm:
    """A term of another stream, or a word of pyvi's, with the characters that it stands for."""

    start: int
    end: int
    term: str


@dataclass(frozen=True)
class Explanation:
    """All that analysis makes of a text. Offsets are in characters of the text as given."""

    text: str
    tokens: tuple[Token, ...]
    segmented: tuple[ExplainedTerm, ...]
    """pyvi's words, of one and more tokens, punctuation too, as pyvi was asked for them."""
    words: tuple[ExplainedTerm, ...]
    pairs: tuple[str, ...]
    citations: tuple[ExplainedTerm, ...]

    def pieces(self, stream: Stream) -> tuple[str, ...]:
        """The terms of a stream, in order."""
        if stream == "exact":
            return tuple(term for token in self.tokens for term in token.exact)
        if stream == "folded":
            return tuple(term for token in self.tokens for term in token.folded)
        if stream == "pairs":
            return self.pairs
        return tuple(piece.term for piece in (self.words if stream == "words" else self.citations))


def explain(text: str, abbreviations: Abbreviations = BUILT_IN, *, query: bool = False) -> Explanation:
    """How `text`, any string, is read as a document, or as a query."""
    batch = analyze_batch([text], abbreviations, query=query)
    streams = batch.streams(0)
    standing: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for span, exact, folded in zip(streams.spans, streams.exact, streams.folded, strict=True):
        standing.setdefault(span, []).append((exact, folded))
    normal = normalize(text)
    # Two tokens may share a place only where marks part a letter from what composes with it.
    spans = dict.fromkeys(normal.span(start, end) for start, end in token_spans(normal.text))
    tokens = [
        Token(start, end, text[start:end], tuple(e for e, _ in terms), tuple(f for _, f in terms))
        for start, end in spans
        for terms in [standing.get((start, end), [])]
    ]
    return Explanation(
        text=text,
        tokens=tuple(tokens),
        segmented=_segmented(text),
        words=_pieces(batch.word_places(), streams.words),
        pairs=pairs_of(streams.folded),
        citations=_pieces(batch.citation_places(), streams.citations),
    )


def _pieces(places: tuple[Places, Places], terms: tuple[str, ...]) -> tuple[ExplainedTerm, ...]:
    starts, ends = places
    return tuple(ExplainedTerm(*piece) for piece in zip(starts.tolist(), ends.tolist(), terms, strict=True))


def _segmented(text: str) -> tuple[ExplainedTerm, ...]:
    normal = normalize(text)
    spelled = respell(normal.text, load_model().spelling)
    words: list[ExplainedTerm] = []
    for word in segment(spelled):
        start, end = normal.span(word[0][0], word[-1][1])
        words.append(ExplainedTerm(start, end, "_".join(spelled[a:b] for a, b in word)))
    return tuple(words)

"""BM25 over several streams of whole documents, and what each term of a query weighs. Pure formulas.

The score of a document is Σ over the query's terms, in one order, of weight · idf · saturated frequency, where one
word of a query is a term in each stream. A document is its body and, so many times over, its title: that is BM25F,
Robertson, Zaragoza & Taylor, "Simple BM25 Extension to Multiple Weighted Fields" (2004), with the idf of Lucene,
which is never negative. A title counted as a field with a score of its own was worse on both collections of law.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bhxh_search.index.schema import PARTS, Part
from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.analysis import Stream, Streams, analyze_batch, is_bare
from bhxh_search.language.query_words import query_words
from bhxh_search.language.streams import pairs_of
from bhxh_search.search.questions import definition_asked, question_positions, telling_little
from bhxh_search.search.tree import RankedText

Floats = npt.NDArray[np.float32]
"""Scores, to about seven digits: half the memory of sixteen, and so nearly twice as fast to add up."""

# Chosen on four collections together (alqac2023, vnlawqa_bench, mailong25_qa, uitreg_wiki_handcraft), each value from
# the middle of a wide plateau; docs/quality.md has the table of what each brings.
K1 = 0.7
"""How soon further occurrences of a term stop adding to the score."""
MOST = K1 + 1
"""An upper bound of what a term adds, however often a document holds it, per unit of its weight times its idf."""
B = 0.5
"""How much the length of a document counts against it."""
TITLE = 6
"""An occurrence in the title counts as so many in the body; a whole number."""

WEIGHTS: dict[Stream, float] = {"exact": 0.5, "words": 0.3, "pairs": 0.4, "citations": 1.0}
BARE_WEIGHTS: dict[Stream, float] = {"exact": 0.5, "folded": 1.0, "words": 0.3, "pairs": 0.6, "citations": 1.0}
"""For a query without any mark: its folded syllables carry what exact ones would."""
BARE_AMONG_MARKED = 0.5
"""Folded match of a bare word where others carry marks: `công an` is hardly "công ăn"."""
QUESTION = 0.2
"""The weight of a syllable that only makes a question, relative to others."""
DEFINITION = 2.0
"""The weight of the last word of `X là gì` beside *là*, relative to other pairs: the text that says *X là* is asked
for. Of 90 terms that articles define, such an article comes first for 52, among three for 65 and among ten for 88;
with 0.2, as other words of questions, for 18, 37 and 61; with 1.0 for 38, 57 and 80; with 3.0 for 56, 69 and 87."""
YEAR = 0.5
"""A year among other words, in every stream: who asks for the pension age of 2025 wants more than a law whose number
holds it. In a question, *ai vô địch World Cup 2018*, only its own syllable: there it tells what is asked for."""
ARTICLE = 2.0
"""What the title of an article adds that the query names, `Điều 54 Luật Bảo hiểm xã hội`: others may say more of that
law, and mention that article, but are not it. Any value from 1 to 8 puts first what `benchmarks.laws` asks for."""

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ARTICLE_PAIR = re.compile(r"(?:điều|dieu)_[0-9]{1,4}[a-zđ]{0,2}")


@dataclass(frozen=True)
class WeightedTerm:
    """One summand of the score."""

    stream: Stream
    term: str
    weight: float
    parts: tuple[Part, ...] = PARTS
    """In which parts of a document it counts."""

    @property
    def key(self) -> tuple[Stream, str, tuple[Part, ...]]:
        """What it is looked up by."""
        return self.stream, self.term, self.parts


def idf(documents: int, document_frequency: int) -> float:
    """How telling a term is that `document_frequency` of `documents` hold: ln(1 + (N - df + ½) / (df + ½))."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


def length_norm(length: npt.NDArray[np.number[Any]], average_length: float) -> Floats:
    """k1·(1 - b + b·len/avg), element by element: the frequency that would make half of the most a term can add.

    Lengths and frequencies are those of whole documents: of the body, and `TITLE` times of the title. avg is 1 at
    least: most documents cite nothing, and one that cites two laws is not long.
    """
    norm: Floats = (K1 * (1 - B + B * length / max(average_length, 1))).astype(np.float32)
    return norm


def saturation(frequency: npt.NDArray[np.integer[Any]], norm: Floats) -> Floats:
    """tf·(k1+1) / (tf + norm), element by element; `norm` as `length_norm` gives it."""
    values: Floats = frequency.astype(np.float32)
    sums = values + norm
    values *= np.float32(K1 + 1)
    values /= sums
    return values


def weighted_terms(
    pieces: Sequence[RankedText], abbreviations: Abbreviations = BUILT_IN, *, question: bool = False
) -> tuple[WeightedTerm, ...]:
    """The terms that score, each once, in query order, and their weights: of one that comes twice, the greater.

    `question`: whether the query asks one, of what was in a year where it has one; see `YEAR`.
    """
    if not pieces:
        return ()
    marked = any(
        word.kind != "abbreviation" and not all(map(is_bare, word.syllables))
        for piece in pieces
        for word in (query_words(piece.text, abbreviations) if piece.words is None else piece.words)
    )
    weights: dict[tuple[Stream, str], float] = {}
    batch = analyze_batch([piece.text for piece in pieces], abbreviations, query=True)
    for number, piece in enumerate(pieces):
        for stream, term, weight in _stream_terms(batch.streams(number), marked, abbreviations, question):
            weights[stream, term] = max(weight * piece.boost, weights.get((stream, term), 0.0))
    read = [word for piece in pieces for word in piece.words or ()]
    # What is read in no other way from the text: 500k, 30 tháng 4.
    for word in read:
        if word.value is not None and word.number is None:
            weights.setdefault(("citations", word.value), WEIGHTS["citations"])
    articles = {pair: None for stream, pair in weights if stream == "pairs" and _ARTICLE_PAIR.fullmatch(pair)}
    for word in read:
        # Of articles on a list, each is looked for in titles: a text that cites many of them is none.
        if word.kind == "provision":
            listed = (f"{name}_{number}" for name, number in (word.syllables, *word.spoken))
            articles.update((pair, None) for pair in listed if _ARTICLE_PAIR.fullmatch(pair))
    return (
        *(WeightedTerm(stream, term, weight) for (stream, term), weight in weights.items()),
        *(WeightedTerm("pairs", pair, ARTICLE, ("title",)) for pair in articles),
    )


def _years(syllables: Sequence[str]) -> set[int]:
    """Which of the syllables of a query are years among other words, and the *năm* before them."""
    if len(syllables) <= 2:
        return set()
    years = {place for place, one in enumerate(syllables) if _YEAR.fullmatch(one)}
    return years | {place - 1 for place in years if place and syllables[place - 1] in ("năm", "nam")}


def _stream_terms(
    streams: Streams, marked: bool, abbreviations: Abbreviations, question: bool
) -> list[tuple[Stream, str, float]]:
    questions = question_positions(streams.exact)
    defined = definition_asked(streams.exact)
    little = telling_little(streams.exact)
    weights = WEIGHTS if marked else BARE_WEIGHTS
    years = _years(streams.exact)
    dated = 1.0 if question else YEAR
    terms: list[tuple[Stream, str, float]] = []
    for position, (exact, folded) in enumerate(zip(streams.exact, streams.folded, strict=True)):
        share = QUESTION if position in little else YEAR if position in years else 1.0
        terms.append(("exact", exact, weights["exact"] * share))
        if is_bare(exact):
            terms.append(("folded", folded, share * (BARE_AMONG_MARKED if marked else weights["folded"])))
    terms += [("words", word, weights["words"]) for word in streams.words]
    # Each half of a pair as it was typed, as in matching: there are fewer lists to put together than for folded ones.
    for position, pair in enumerate(pairs_of(streams.exact)):
        is_asked = {position, position + 1} & questions
        is_dated = {position, position + 1} & years
        share = DEFINITION if position in defined else QUESTION if is_asked else dated if is_dated else 1.0
        terms.append(("pairs", pair, weights["pairs"] * share))
    # That a text writes BHXH, and not what it stands for, makes it no better an answer.
    values = (value for value in streams.citations if abbreviations.in_query(value) is None)
    texts = {streams.exact[place] for place in years}
    terms += [("citations", value, weights["citations"] * (dated if value in texts else 1.0)) for value in values]
    return terms

"""Figures and the units behind them, `500.000 đồng`, `7 ngày`, `8%`: what standing side by side adds to the score.

Round sums, and numbers of a digit or two, stand in so many documents that the two halves say nothing each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bhxh_search.index.postings import Postings
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import is_fraction
from bhxh_search.language.query_words import QueryWord
from bhxh_search.search.joined import apart
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import match
from bhxh_search.search.minimum_match import ALL_WORDS_UP_TO
from bhxh_search.search.ranking import WeightedTerm
from bhxh_search.search.tree import Clause, Group, Query
from bhxh_search.search.words import phrase

MEASURE = 1.5
IN_A_SENTENCE = 0.25
"""What one weighs, against the .4 of other pairs of words: where few words are asked for, and among more, as in the
questions of alqac2023 and vnlawqa_bench, which lose .005 and .007 of nDCG@10 with what few words need."""
SHARE = 1.5
"""What a percentage weighs more among so many words that they drown it: of *tỷ lệ đóng bhxh bắt buộc 8%* the articles
that say so came after twenty others, and are the first five."""
_MARKED = "đồng ngày tháng năm giờ phút tuần tuổi người lần tạ tấn mét lít".split()
_UNITS = frozenset([*_MARKED, *map(fold, _MARKED), *"usd kg g m m2 m3 km km2 ha cm mm ml".split()])
_BEFORE_A_NUMBER = frozenset(("tháng", "thang"))
_TIMES = 2
"""How often it is taken to stand in a document that has it."""


def measure_terms(query: Query, lookups: Sequence[Lookup], abbreviations: Abbreviations) -> tuple[WeightedTerm, ...]:
    """The terms that score for the measures of a query, in query order, each once.

    `lookups`: of all segments; they come to know the documents that hold each by a name that no term can have.
    """
    weights: dict[str, float] = {}
    words = sum(len(piece.words or ()) for piece in query.pieces)
    worth = MEASURE if words <= ALL_WORDS_UP_TO else IN_A_SENTENCE
    for piece in query.pieces:
        if piece.field or piece.words is None:
            continue
        glued = [(word, word) for word in piece.words if apart(word) and word.written[0].isdigit()]  # 8h, 6tháng
        beside = [pair for pair in pairwise(piece.words) if _is_measure(*pair)]
        for first, second in (*glued, *beside):
            text = canonical(piece.text[first.start : second.end])
            weights[text] = max(worth * piece.boost, weights.get(text, 0.0))
        if words > ALL_WORDS_UP_TO:
            for word in filter(_is_share, piece.words):
                text = canonical(piece.text[word.start : word.end])
                weights[text] = max(SHARE * piece.boost, weights.get(text, 0.0))
    return tuple(
        WeightedTerm("pairs", _look_for(text, lookups, abbreviations), weight) for text, weight in weights.items()
    )


def _is_measure(first: QueryWord, second: QueryWord) -> bool:
    if first.value is not None and is_fraction(first.value):
        return second.kind == "syllable"  # whatever it is the share of: 1/3 tổng số; else it may be a day
    if _is_number(first):
        return second.written in _UNITS
    return first.written in _BEFORE_A_NUMBER and _is_number(second)


def _is_number(word: QueryWord) -> bool:
    is_figure = word.kind == "figure" and not _is_share(word)
    return is_figure or (word.kind == "syllable" and word.written.isdigit())


def _is_share(word: QueryWord) -> bool:
    """Whether a word is a percentage."""
    return word.kind == "figure" and (word.value or "").endswith("%")


def _look_for(text: str, lookups: Sequence[Lookup], abbreviations: Abbreviations) -> str:
    """The name under which each lookup knows the documents that hold a measure, however it is written there."""
    name = f"{text} measure"
    word = phrase(text, 0, abbreviations)
    for lookup in lookups:
        if word is None:
            continue
        documents = np.flatnonzero(match(Group(((Clause("must", word),),)), (), lookup).mask)
        postings = Postings(documents, np.full(len(documents), _TIMES, np.int64))
        lookup.put(("pairs", name, PARTS), postings if len(documents) else None, None)
    return name

"""A query that finds nothing → the same without marks, where documents say so what was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.dictionary import inside_words
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.items import QUOTES
from bhxh_search.search.query_counter import QueryCounter, is_problem, with_pieces
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Query
from bhxh_search.search.word_counts import WordCounts, word_counts

TOGETHER = 0.5
"""The bare words of a query stand in a row in such a share of what they find: such words are hardly any others."""


def without_marks(query: Query, counter: QueryCounter) -> Suggestion | None:
    """The query without marks; None where no document says so what was asked for.

    The bare words stand in a row in half of what they find. Where one is a syllable of the language with the marks
    that were typed, or a word of pyvi's, it is no other one: then documents must hold it bare.
    """
    texts = {
        number: fold(normalize(piece.text).text)
        for number, piece in enumerate(query.pieces)
        if not piece.field and not is_problem(query, piece.start, piece.start + len(piece.text))
    }
    text = with_pieces(query, texts)
    if text == query.text or not _may_be_bare(query, texts, word_counts(counter.snapshot)):
        return None
    total = counter.total(text)
    in_a_row = counter.total(with_pieces(query, _in_quotes(query, texts)))
    return Suggestion(text, "accents", total) if total and in_a_row >= TOGETHER * total else None


def _may_be_bare(query: Query, texts: Mapping[int, str], counts: WordCounts) -> bool:
    return not any(_are_meant_so(query.pieces[number].text, counts) for number in texts)


def _are_meant_so(text: str, counts: WordCounts) -> bool:
    """Whether a word of pyvi's stands in a text with its marks, or a lone syllable of the language, that no document
    holds without."""
    normal = normalize(text).text
    written = [normal[start:end] for start, end in token_spans(normal)]
    words = [canonical(one) for one in written]
    if len(words) == 1:
        return not is_bare(words[0]) and words[0] in load_model().spelling and counts.find(fold(words[0])) < 0
    pairs = zip(words, words[1:], inside_words(written), strict=False)
    return any(
        in_word and not (is_bare(first) and is_bare(second)) and not _stand_bare(first, second, counts)
        for first, second, in_word in pairs
    )


def _stand_bare(first: str, second: str, counts: WordCounts) -> bool:
    """Whether some document holds two words without marks, side by side."""
    numbers = [counts.find(fold(one)) for one in (first, second)]
    return min(numbers) >= 0 and int(counts.pairs(numbers[:1], numbers[1:])[0]) > 0


def _in_quotes(query: Query, texts: Mapping[int, str]) -> dict[int, str]:
    """Texts of pieces, each of several words as a phrase."""
    quoted: dict[int, str] = {}
    for number, text in texts.items():
        start = query.pieces[number].start
        is_quoted = start > 0 and query.text[start - 1] in QUOTES
        quoted[number] = text if is_quoted or len(token_spans(text)) < 2 else f'"{text.strip()}"'
    return quoted

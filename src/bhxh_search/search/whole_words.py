"""Where the words of a query stand that are left out or kept as a whole: those of pyvi's, y tế, are no syllables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical
from bhxh_search.language.dictionary import inside_words
from bhxh_search.language.query_words import query_words
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.continuations import WORD
from bhxh_search.search.query_counter import QueryCounter
from bhxh_search.search.tree import Query
from bhxh_search.search.word_counts import WordCounts, word_counts

Span = tuple[int, int]
"""Where something begins and ends in a query's text."""


def word_spans(query: Query, abbreviations: Abbreviations) -> Iterator[Span]:
    """Where the words that a query asks for stand, those too that were not understood."""
    for piece in query.pieces:
        for word in () if piece.field else query_words(piece.text, abbreviations):
            yield piece.start + word.start, piece.start + word.end


def words_of_the_language(query: Query, counter: QueryCounter) -> list[Span]:
    """The same, syllables that are a word of pyvi's as one."""
    counts = word_counts(counter.snapshot)
    parted = {
        (piece.start + end, piece.start + start)
        for piece in query.pieces
        for end, start in _inside(piece.text, counts)
    }
    found: list[Span] = []
    for start, end in word_spans(query, counter.snapshot.abbreviations):
        if found and (found[-1][1], start) in parted:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _inside(text: str, counts: WordCounts) -> Iterator[Span]:
    """Where blanks stand inside of words of pyvi's; bare syllables are one where the index says so."""
    spans = token_spans(text)
    written = [text[start:end] for start, end in spans]
    words = [canonical(one) for one in written]
    gaps = ((end, start) for (_, end), (start, _) in pairwise(spans))
    for (end, start), in_word, pair in zip(gaps, inside_words(written), pairwise(words), strict=True):
        if text[end:start].isspace() and (in_word or (all(map(is_bare, pair)) and _is_bare_word(*pair, counts))):
            yield end, start


def _is_bare_word(first: str, second: str, counts: WordCounts) -> bool:
    """Whether two syllables without marks are mostly a word of pyvi's, or the end of one, where they stand."""
    ways = [(one, other) for one in counts.variants(first) for other in counts.variants(second)]
    if not ways:
        return False
    pairs = counts.pairs([one for one, _ in ways], [other for _, other in ways])
    return sum(counts.ending(*way) for way in ways) >= WORD * max(1, int(pairs.sum()))

"""What a query that finds nothing might have found: with other accents, or with fewer words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.law_references import PROVISIONS, is_a_kind
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.did_you_mean import MUCH_MORE, Counter, is_problem
from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Group, Query

# A longer text is no search that one word spoils.
_MAX_WORDS = 20
_MAX_FOR_ONE = 3
"""Of a query of more words, one alone says too little of what was asked."""
_UNITS = frozenset("nghìn ngàn triệu tỷ tỉ đồng usd vnđ vnd đô mẫu".split())
"""Words that count what stands before or behind them."""
_LONGEST_KIND = 5
"""Syllables: văn bản hợp nhất số."""


def near_misses(query: Query, counter: Counter) -> tuple[Suggestion, ...]:
    """Queries close to `query`, which found nothing, that find something; the closest first, at most one a reason.

    Only words that were asked for change: fields and what is excluded stay as they are. Raises `IndexDamaged`.
    """
    found: list[Suggestion] = []
    bare = _without_marks(query)
    # Of more words fewer need be there: what hardly any document holds as a whole would find nearly all.
    if bare != query.text and (every := replace(counter, all_words=True).total(bare)):
        total = counter.total(bare)
        if total <= every * MUCH_MORE:
            found.append(Suggestion(bare, "accents", total))
    fewer: Suggestion | None = None
    cites = _cites(query.text)
    for queries in _with_fewer_words(query, counter.abbreviations):
        totals = ((counter.total(query), query) for query in queries)
        # Who names a law means it, however many documents there are without it; and a day or a number says when or
        # how much, not what. Of equals the first.
        found_some = ((total, text) for total, text in totals if total)
        total, text = max(found_some, key=lambda one: (_cites(one[1]), -_values(one[1]), one[0]), default=(0, ""))
        if total and (fewer is None or _cites(text)):
            fewer = Suggestion(text, "fewer-words", total)
        if fewer is not None and (not cites or _cites(fewer.query)):
            break
    if fewer is not None:
        found.append(fewer)
    return tuple(found)


def _without_marks(query: Query) -> str:
    """The query's text with the words that it asks for bare."""
    bare, end = "", 0
    for piece in query.pieces:
        if not piece.field and not is_problem(query, piece.start, piece.start + len(piece.text)):
            bare += query.text[end : piece.start] + fold(normalize(piece.text).text)
            end = piece.start + len(piece.text)
    return bare + query.text[end:]


def _with_fewer_words(query: Query, abbreviations: Abbreviations) -> Iterator[Sequence[str]]:
    """Queries that ask for fewer words, those that ask for the most first; none for one with groups or an OR."""
    if len(query.group.branches) != 1:
        return
    if any(isinstance(clause.node, Group) and clause.occurs == "must" for clause in query.group.branches[0]):
        return
    spans = [
        (piece.start + word.start, piece.start + word.end)
        for piece in query.pieces
        if not piece.field
        for word in query_words(piece.text, abbreviations)
    ]
    spans = _kinds_with_numbers(spans, query.text)
    words = [query.text[start:end] for start, end in spans if not is_problem(query, start, end)]
    alone = [query.text[start:end] for start, end in spans if not _is_joined(query.text, start, end)]
    if len(words) > _MAX_WORDS:
        return

    def asking_for(words: Sequence[str]) -> str:
        return " ".join([*words, *query.restrictions])

    if words and len(words) < len(spans):
        yield [asking_for(words)]
    if len(words) > 2:
        others = (words[:number] + words[number + 1 :] for number in range(len(words)))
        yield [asking_for(some) for some in others if any(map(_says_something, some))]
    if 1 < len(words) <= _MAX_FOR_ONE:
        yield [asking_for([word]) for word in dict.fromkeys(words) if word in alone and _says_something(word)]


def _kinds_with_numbers(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Words, each law number as one with the kind before it: without its number a thông tư is any."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if text[start:end][:1].isdigit():
            for size in range(1, _LONGEST_KIND + 1):
                if size <= len(found) and is_a_kind(text[found[-size][0] : found[-1][1]]):
                    start = found[-size][0]
                    del found[-size:]
                    break
        found.append((start, end))
    return found


def _cites(query: str) -> bool:
    """Whether a query holds a law number."""
    return any(word.number is not None for word in query_words(query))


def _values(query: str) -> int:
    """How many numbers and days a query holds that are no law numbers."""
    words = query_words(query)
    return sum(word.number is None and (word.value is not None or word.written.isdigit()) for word in words)


def _is_joined(text: str, start: int, end: int) -> bool:
    """Whether a word is a piece of something with hyphens: `na` of U-crai-na."""
    return "-" in (text[start - 1 : start], text[end : end + 1])


def _says_something(word: str) -> bool:
    """Whether a word may be a search by itself: no lone letter, no short number, not *và*, not *điều*."""
    text = canonical(normalize(word).text)
    is_short = len(text) < 2 or (text.isdigit() and len(text) < 4)
    return not (is_short or text in SAYS_NOTHING or text in PROVISIONS or text in _UNITS or is_a_kind(text))

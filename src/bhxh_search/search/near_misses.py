"""A query that finds nothing → similar ones that find something: with other accents, or with fewer words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.law_references import PROVISIONS, is_a_kind, kind_in_full
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.doubts import LITTLE
from bhxh_search.search.items import QUOTES
from bhxh_search.search.number_in_part import with_numbers_in_part
from bhxh_search.search.query_counter import QueryCounter, is_problem
from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Group, Query
from bhxh_search.search.whole_words import word_spans, words_of_the_language
from bhxh_search.search.without_marks import without_marks

# A longer text is no search that one word spoils.
_MAX_WORDS = 20
_MAX_FOR_ONE = 3
"""Of a query of more words, one alone says too little of what was asked."""
_UNITS = frozenset("nghìn ngàn triệu tỷ tỉ đồng usd vnđ vnd đô mẫu ca người vụ số".split())
"""Words that count what stands before or behind them."""
_BEFORE_A_NUMBER = frozenset(("hon", "gan", "khoang", "so"))
"""Without marks: hơn, gần, khoảng, số."""
_ASSEMBLY = re.compile("(?:ubtv)?qh[0-9]{0,2}")
"""What numbers of laws end with."""
_PHRASE = re.compile(
    rf"[+]?[{QUOTES}](?P<inner>[^{QUOTES}]*)[{QUOTES}](?:~[0-9]{{1,9}})?(?:\^[0-9]{{1,3}}(?:\.[0-9]{{1,3}})?)?"
)
"""As `syntax` reads one, with its signs."""
_LONGEST_KIND = 5
"""Syllables: văn bản hợp nhất số."""


def near_misses(query: Query, counter: QueryCounter) -> tuple[Suggestion, ...]:
    """Queries close to `query`, which found nothing, that find something; the closest first, at most one a reason.

    Only words that were asked for change: fields and what is excluded stay as they are, and a phrase stays whole.
    Raises `IndexDamaged`.
    """
    fewer = _fewer_words(query, counter)
    bare = without_marks(query, counter)
    found: list[Suggestion] = []
    if bare is not None and (_has_unheld_marks(query, counter) or bare.total > max(LITTLE, fewer.total - 1)):
        found.append(bare)
    return (*found, fewer) if fewer.total else tuple(found)


def _has_unheld_marks(query: Query, counter: QueryCounter) -> bool:
    """Whether a word that is typed with marks is in no document: these are what is wrong.

    Where documents hold each word, or what they lack is bare (*cty nợ lương*), marks were hardly the slip: without
    them is meant only where that finds as much as fewer words do, and more than a few documents.
    """
    spans = list(islice(word_spans(query, counter.snapshot.abbreviations), _MAX_WORDS))
    words = _understood(query, spans)
    return any(fold(normalize(word).text) != normalize(word).text and not counter.total(word) for word in words)


def _fewer_words(query: Query, counter: QueryCounter) -> Suggestion:
    """The query with fewer words that is the likeliest to be meant; it finds nothing where there is none."""
    fewer = Suggestion("", "fewer-words", 0)
    if (in_part := with_numbers_in_part(query, counter)) is not None:
        return in_part
    if not _may_be_shortened(query):
        return fewer
    cites = _cites(query.text)
    words = words_of_the_language(query, counter)
    spans = _with_phrases(words, query.text)
    if len(spans) == 1 and spans != words:
        # No document holds the one phrase that is asked for: the same words, or some of them.
        text = _asking_for([_unquoted(query.text[slice(*spans[0])])], query)
        if total := counter.total(text):
            return replace(fewer, query=text, total=total)
        spans = words
    spans = _kinds_with_numbers(spans, query.text)
    for queries in _with_fewer_words(query, spans):
        totals = ((counter.total(query), query) for query in queries)
        # Who names a law means it, however many documents there are without it; and a day or a number says when or
        # how much, not what. Of equals the first.
        found_some = ((total, text) for total, text in totals if total)
        total, text = max(found_some, key=lambda one: (_cites(one[1]), -_values(one[1]), one[0]), default=(0, ""))
        if total and (not fewer.total or _cites(text)):
            fewer = replace(fewer, query=text, total=total)
        if fewer.total and (not cites or _cites(fewer.query)):
            return fewer
    total, text = _one_word(query, spans, counter)
    return replace(fewer, query=text, total=total) if total and (not fewer.total or _cites(text)) else fewer


def _may_be_shortened(query: Query) -> bool:
    """Whether a query is one list of words: it has no groups, but for what it excludes, and no OR."""
    if len(query.group.branches) != 1:
        return False
    return not any(isinstance(clause.node, Group) and clause.occurs == "must" for clause in query.group.branches[0])


def _with_phrases(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Words, those of each phrase as one with its quotes and signs."""
    phrases = [match.span() for match in _PHRASE.finditer(text)]
    found: dict[tuple[int, int], None] = {}
    for start, end in spans:
        number = bisect_right(phrases, start, key=lambda phrase: phrase[0]) - 1
        found[phrases[number] if number >= 0 and end <= phrases[number][1] else (start, end)] = None
    return list(found)


def _with_fewer_words(query: Query, spans: Sequence[tuple[int, int]]) -> Iterator[Sequence[str]]:
    """Queries that ask for fewer words, and not for one alone of several; those that ask for the most first."""
    words = _understood(query, spans)
    if len(words) > _MAX_WORDS:
        return
    if words and len(words) < len(spans):
        yield [_asking_for(words, query)]
    if len(words) > 2:
        others = (words[:number] + words[number + 1 :] for number in range(len(words)))
        telling = (some for some in others if any(map(_says_something, some)) and not _names_a_kind(" ".join(some)))
        yield [_asking_for(some, query) for some in telling]


def _one_word(query: Query, spans: Sequence[tuple[int, int]], counter: QueryCounter) -> tuple[int, str]:
    """The query with the one of its few words that tells most, and how many documents it finds; 0 where none may be
    meant by itself.

    A word of several syllables tells more than one of one. What is in many documents tells little, and nothing beside
    a rarer word. One of three is not what was asked where documents hold the others too.
    """
    words = list(dict.fromkeys(_understood(query, spans)))
    alone = {query.text[start:end] for start, end in spans if not _is_joined(query.text, start, end)}
    if not 1 < len(words) <= _MAX_FOR_ONE:
        return 0, ""
    totals = {word: counter.total(_asking_for([word], query)) for word in words}
    held = [word for word in words if totals[word] and (" " not in word or _stands_in_a_row(word, query, counter))]
    best = max(held, key=lambda word: (_cites(word), -_values(word), " " in word, -totals[word]), default="")
    are_others = any(word != best and not _values(word) for word in held) and not _cites(best)
    if best not in alone or not _says_something(best) or (len(words) > 2 and are_others):
        return 0, ""
    return totals[best], _asking_for([best], query)


def _stands_in_a_row(word: str, query: Query, counter: QueryCounter) -> bool:
    """Whether documents hold a word of several syllables in one piece: not y and tế somewhere, but y tế."""
    return bool(counter.total(_asking_for([f'"{_unquoted(word)}"'], query)))


def _understood(query: Query, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [query.text[start:end] for start, end in spans if not is_problem(query, start, end)]


def _asking_for(words: Sequence[str], query: Query) -> str:
    return " ".join([*words, *query.restrictions])


def _unquoted(text: str) -> str:
    """A phrase less its quotes and signs; other text as it is."""
    match = _PHRASE.fullmatch(text)
    return text if match is None else match["inner"].strip()


def _kinds_with_numbers(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Words, each number as one with the kind of law before it, or with *hơn* or *số*: without its number a thông tư
    is any, and so is *hơn*."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if text[start:end][:1].isdigit():
            for size in range(_LONGEST_KIND, 0, -1):
                before = text[found[-size][0] : found[-1][1]] if size <= len(found) else ""
                if _names_a_kind(before) or fold(before.lower()) in _BEFORE_A_NUMBER:
                    start = found[-size][0]
                    del found[-size:]
                    break
        found.append((start, end))
    return found


def _names_a_kind(text: str) -> bool:
    """Whether a text is a kind of legal documents and nothing else, in full or in letters: nghị định số, CV, QH15."""
    letters = fold(text.lower()).removesuffix(" so")
    return is_a_kind(text) or kind_in_full(letters) != letters or _ASSEMBLY.fullmatch(letters) is not None


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
    """Whether a word or a phrase may be a search by itself: no lone letter, no short number, not *và*, not *điều*."""
    text = canonical(normalize(_unquoted(word)).text)
    is_short = len(text) < 2 or (text.isdigit() and len(text) < 4)
    return not (is_short or text in SAYS_NOTHING or text in PROVISIONS or text in _UNITS or _names_a_kind(text))

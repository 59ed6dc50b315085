"""A query that was sent before its last word was typed to the end → the query with the whole word."""

from __future__ import annotations

from dataclasses import replace

from bhxh_search.index.reader import Snapshot
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.completion import complete
from bhxh_search.search.continuations import WORD
from bhxh_search.search.did_you_mean import MUCH_MORE
from bhxh_search.search.doubts import LITTLE
from bhxh_search.search.query_counter import QueryCounter
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Query
from bhxh_search.search.word_counts import WordCounts, word_counts

_SHORTEST = 2
"""Letters: of fewer too little is known."""
_LOOKED_AT = 3
"""Completions: the first that changes the last word alone."""


def finished(query: Query, total: int, counter: QueryCounter) -> Suggestion | None:
    """The query with its last word typed to the end; None where that word is whole, or what it begins is not there.

    It found `total` documents, a few at most; the words before the last stay. Raises `IndexDamaged`.
    """
    typed = normalize(query.text).text
    start, begun = _last_word(typed)
    if len(begun) < _SHORTEST or not begun.isalpha() or not _is_asked_for_anywhere(query):
        return None
    snapshot = counter.snapshot
    counts = word_counts(snapshot)
    number = counts.find(begun)
    if (number >= 0 and counts.counts[number] > LITTLE) or snapshot.abbreviations.in_query(begun) is not None:
        return None
    is_syllable = begun in load_model().spelling
    for text in complete(typed, _LOOKED_AT, snapshot):
        if fold(text[:start].lower()) != fold(typed[:start].lower()) or _last_word(text)[0] != start:
            continue
        if len(text) <= len(typed):
            continue  # only marks are wrong
        if is_syllable and not _ends_a_word(text, counts):
            return None
        found = counter.total(text)
        if found < max(1, total * MUCH_MORE) or not replace(counter, all_words=True).total(text):
            return None
        return Suggestion(text, "spelling", found)
    return None


def likelier(
    query: Query, whole: Suggestion | None, other: Suggestion | None, snapshot: Snapshot
) -> Suggestion | None:
    """Of two things that a query may mean the likelier: that its last word is only begun, `whole`, or another.

    Of two last words it is the one that stands more often behind the word before. Where the other changes words
    before the last, it is less likely, unless hardly any document holds what is begun.
    """
    if whole is None or other is None:
        return whole or other
    typed, meant = normalize(query.text).text, normalize(other.query).text
    start, _ = _last_word(typed)
    before, rest = typed[:start].lower(), meant[:start].lower()
    if before not in (rest, fold(rest)):
        return whole if whole.total > LITTLE else other
    if meant == whole.query:
        return other
    counts = word_counts(snapshot)
    return whole if _times(whole, counts) >= _times(other, counts) else other


def _times(suggestion: Suggestion, counts: WordCounts) -> int:
    """How many titles and bodies hold the last two words of a suggestion side by side; of one word, what it finds."""
    numbers = _last_two(suggestion.query, counts)
    if len(numbers) < 2:
        return suggestion.total
    return int(counts.pairs(numbers[:1], numbers[1:])[0]) if min(numbers) >= 0 else 0


def _last_two(text: str, counts: WordCounts) -> list[int]:
    """The last two words of a text as the index has them; -1 for one that it does not hold."""
    return [counts.find(canonical(text[start:end])) for start, end in token_spans(text)[-2:]]


def _last_word(text: str) -> tuple[int, str]:
    """Where the last word of a text begins, and the word, canonical; none where the text ends with something else."""
    spans = token_spans(text)
    if not spans or spans[-1][1] < len(text):
        return len(text), ""
    return spans[-1][0], canonical(text[slice(*spans[-1])])


def _is_asked_for_anywhere(query: Query) -> bool:
    """Whether the last words of a query are neither the value of a field nor excluded: those stay as they are."""
    last = query.pieces[-1] if query.pieces else None
    return last is not None and not last.field and last.start + len(last.text) == len(query.text)


def _ends_a_word(text: str, counts: WordCounts) -> bool:
    """Whether the last two syllables of a text are one of pyvi's words, or the end of one."""
    numbers = _last_two(text, counts)
    if len(numbers) < 2 or min(numbers) < 0:
        return False
    return counts.ending(*numbers) >= WORD * max(1, int(counts.pairs(numbers[:1], numbers[1:])[0]))

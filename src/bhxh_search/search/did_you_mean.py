"""A query that finds little or nothing → the query that was probably meant, if that one finds more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bhxh_search.index.faults import damage_reported
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import Booleans
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviation_table import AMBIGUOUS
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical
from bhxh_search.language.dictionary import inside_words
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.abbreviation_slips import with_abbreviations
from bhxh_search.search.corrections import Correction, correct, main_reason
from bhxh_search.search.doubts import LITTLE, Doubt
from bhxh_search.search.items import QUOTES
from bhxh_search.search.minimum_match import ALL_WORDS_UP_TO
from bhxh_search.search.query_counter import QueryCounter, is_problem, with_pieces
from bhxh_search.search.questions import ASKING, SAYS_NOTHING
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Query, Word, wanted
from bhxh_search.search.word_counts import WordCounts, word_counts

MUCH_MORE = 10
"""How many times as much a suggestion must find as a query that finds something; and how many times as many documents
must hold a suggested word as hold the typed one."""
SURE = 0.5
"""Missing accents are added if the query with them still finds this share of what it finds without."""
HALF_MARKED = 0.1
"""The same where some of the words have their accents already."""
MOST_WORDS = 20
"""A query of more words is not corrected: one mistyped word does not spoil it."""

_BLANKS = re.compile(rf"\s+(?=[\w{QUOTES}(])(?!(?:AND|OR|NOT)\b)")
"""Before a value that may be meant."""


def did_you_mean(
    query: Query, total: int, total_all_words: int, doubt: Doubt, counter: QueryCounter
) -> Suggestion | None:
    """The query that was probably meant by `query`; None where there is none.

    It found `total` documents, of which `total_all_words` hold each word; `doubt`: those that may be slips. Only
    words that it asks for change: its operators, fields and exclusions stay as they are. What is suggested finds
    more: much more where the query finds something; where it finds enough but for a word that hardly any document
    holds, no less. Raises `IndexDamaged`.
    """
    if not query.pieces or _words_of(query) > MOST_WORDS:
        return None
    joined = _with_values(query)
    if joined != query.text and (found := counter.total(joined)) >= max(1, total * MUCH_MORE):
        return Suggestion(joined, "spacing", found)
    if _words_of(query) <= ALL_WORDS_UP_TO:
        # bảo hiểm xã hội is one word, bão hiểm xã hội are four: of more words fewer need be there.
        counter = replace(counter, all_words=True)
    counts = word_counts(counter.snapshot)
    with damage_reported(counter.snapshot.folder):
        corrections = _corrections(query, total, counts, counter, doubt.words)
    if not corrections:
        return None
    if total and not all(_is_rare(one, counts) for one in corrections.values()):
        return None
    best = _best(query, corrections, counter)
    if doubt.by_all_words:
        if any(meant in SAYS_NOTHING for one in corrections.values() for _, meant in one.words):
            return None  # nobody looks for what all documents hold
        found, before = replace(counter, all_words=True).total(best.query), total_all_words
    else:
        found, before = best.total, total
    enough = before * MUCH_MORE if before <= LITTLE else before
    if found < max(1, enough):
        return None
    return replace(best, total=replace(counter, all_words=False).total(best.query))


def _with_values(query: Query) -> str:
    """The query's text with each field right before its value, where a blank stands between: title: park."""
    text, end = "", 0
    for problem in sorted(query.problems, key=lambda one: one.position):
        name_end = problem.position + problem.length
        blanks = _BLANKS.match(query.text, name_end)
        if end <= name_end and query.text[name_end - 1 : name_end] == ":" and blanks is not None:
            text += query.text[end:name_end]
            end = blanks.end()
    return text + query.text[end:]


def _corrections(
    query: Query, total: int, counts: WordCounts, counter: QueryCounter, doubted: frozenset[str] | None
) -> Mapping[int, Correction]:
    """What was meant by each piece of the query that needs it, by the piece's number."""
    # Where a document must hold every word, those that hold the others say which is meant.
    is_short = _words_of(query) <= ALL_WORDS_UP_TO
    found: dict[int, Correction] = {}
    for number, piece in enumerate(query.pieces):
        if piece.field or is_problem(query, piece.start, piece.start + len(piece.text)):
            continue
        is_quoted = query.text[piece.start - 1 : piece.start] in QUOTES and piece.start > 0
        evidence = _Evidence(query, number, counts, counter, total) if is_short and not is_quoted else None
        text, changed = with_abbreviations(piece.text, counts, counter.snapshot.abbreviations)
        trusted = (
            ASKING | SAYS_NOTHING | _OF_OPERATORS | _in_short(text) | _numerals(text) | _of_dictionary_words(text)
        )
        trusted |= _not_understood(query, piece.start, text)
        suspects = _Suspects(trusted, doubted)
        correction = correct(text, counts, counter.snapshot.abbreviations, suspects.__contains__, evidence)
        if changed and correction is None:
            correction = Correction(text, text, "spelling", changed)
        elif changed and correction is not None:
            correction = replace(correction, reason="spelling", words=(*changed, *correction.words))
        if correction is not None:
            found[number] = correction
    return found


@dataclass(frozen=True)
class _Suspects:
    """The words of a query that may be slips, canonical."""

    trusted: frozenset[str]
    doubted: frozenset[str] | None
    """None for all."""

    def __contains__(self, token: str) -> bool:
        return token not in self.trusted and (self.doubted is None or token in self.doubted)


def _not_understood(query: Query, start: int, text: str) -> frozenset[str]:
    """The tokens, canonical, of a text at `start` that are told as problems: the name of a field that is none."""
    spans = token_spans(text)
    return frozenset(canonical(text[a:b]) for a, b in spans if is_problem(query, start + a, start + b))


_OF_OPERATORS = frozenset(("and", "or"))
"""Small letters make them words, but none that are meant otherwise."""
_READ_IN_SEVERAL_WAYS = frozenset(canonical(one) for one in (*AMBIGUOUS, "GĐ", "TN"))
_NO_VOWEL = re.compile("[b-df-hj-np-tv-xzđ]{2,3}")


def _in_short(text: str) -> frozenset[str]:
    """The tokens of a text, canonical, that stand for words, though not in one way: hs, gđ. Other letters without a
    vowel may lack one: cn for căn."""
    words = (canonical(text[start:end]) for start, end in token_spans(text))
    return frozenset(word for word in words if word in _READ_IN_SEVERAL_WAYS and _NO_VOWEL.fullmatch(word))


_NUMBER_WORDS = frozenset("một mốt hai ba bốn tư năm lăm sáu bảy tám chín mười mươi trăm nghìn ngàn rưỡi".split())
_NUMBERED = frozenset("tháng quý thứ khóa kỳ lớp hạng".split())
"""Words that a number follows."""
_ROMAN = re.compile("[IVXLC]{1,7}")


def _numerals(text: str) -> frozenset[str]:
    """The tokens of a text, canonical, that are numbers: Roman ones in capitals, single letters, and words beside
    another or behind what is numbered: mười lăm, tháng chín."""
    written = [text[start:end] for start, end in token_spans(text)]
    words = [canonical(token) for token in written]
    found = {word for token, word in zip(written, words, strict=True) if len(token) == 1 or _ROMAN.fullmatch(token)}
    for first, second in pairwise(words):
        if second in _NUMBER_WORDS and (first in _NUMBER_WORDS or first in _NUMBERED):
            found.update((first, second))
    return frozenset(found)


def _of_dictionary_words(text: str) -> frozenset[str]:
    """The syllables of a text, canonical, that are words of pyvi's dictionary with their neighbours, not all bare:
    no slips, though the index may not hold them."""
    written = [text[start:end] for start, end in token_spans(text)]
    found: set[str] = set()
    for number, in_word in enumerate(inside_words(written)):
        pair = [canonical(one) for one in written[number : number + 2]]
        if in_word and not all(map(is_bare, pair)):
            found.update(pair)
    return frozenset(found)


def _words_of(query: Query) -> int:
    """How many words a query asks for."""
    return sum(isinstance(node, Word) for node in wanted(query.group))


@dataclass(frozen=True)
class _Evidence:
    """What the documents that hold all but one word of a query say of the one."""

    query: Query
    piece: int
    counts: WordCounts
    counter: QueryCounter
    found: int
    """How many documents the query finds."""

    def holding(self, others: str) -> tuple[int, Callable[[Integers], Integers]]:
        """How many documents hold `others`, the piece without one word; and for the numbers of some words, how many
        of their titles and bodies hold each."""
        masks = self.counter.masks(self._with(others))
        if not masks:
            return self.counter.snapshot.document_count, self._held_anywhere
        found = [
            (one.segment, mask) for one, mask in zip(self.counter.snapshot.segments, masks, strict=True) if mask.any()
        ]

        def held(numbers: Integers) -> Integers:
            texts = [self.counts.texts[number] for number in numbers.tolist()]
            sums = np.zeros(len(numbers), np.int64)
            for segment, mask in found:
                for part in PARTS:
                    sums += [_held(postings, mask) for postings in segment.parts[part].many_postings("exact", texts)]
            return sums

        return sum(int(np.count_nonzero(mask)) for mask in masks), held

    def _held_anywhere(self, numbers: Integers) -> Integers:
        return self.counts.counts[numbers]

    def total(self, text: str) -> int:
        """How many documents the query finds with `text` for the piece."""
        return self.counter.total(self._with(text))

    def _with(self, text: str) -> str:
        return with_pieces(self.query, {self.piece: text})


def _held(postings: Postings | None, mask: Booleans) -> int:
    if postings is None:
        return 0
    return int(np.count_nonzero(mask[postings.sparse().documents]))


def _is_rare(correction: Correction, counts: WordCounts) -> bool:
    """Whether what was typed is rare beside what is meant, everywhere."""

    def held(text: str) -> int:
        number = counts.find(text)
        return 0 if number < 0 else int(counts.counts[number])

    # What was joined is no word of its own that could be compared with its pieces.
    return correction.reason == "spacing" or all(
        held(typed) * MUCH_MORE <= held(meant) for typed, meant in correction.words
    )


def _best(query: Query, corrections: Mapping[int, Correction], counter: QueryCounter) -> Suggestion:
    """The corrected query, with marks that were left out if so it finds about as much."""
    text = with_pieces(query, {number: one.text for number, one in corrections.items()})
    restored = with_pieces(query, {number: one.restored for number, one in corrections.items()})
    reason = main_reason({one.reason for one in corrections.values()})
    found = counter.total(text)
    # Who types the keys of marks types none where there is no mark.
    if reason != "keyboard" and restored != text:
        # A name is one word with its marks and several without them: of more words fewer need be there.
        every = replace(counter, all_words=True)
        # One word with its marks beside bare ones would be but half of a suggestion.
        sure = SURE if is_bare(canonical(text)) else HALF_MARKED
        if every.total(restored) >= max(1, every.total(text) * sure):
            text, found = restored, counter.total(restored)
    return Suggestion(text, reason, found)

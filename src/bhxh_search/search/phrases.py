"""Words as they were typed, the last of them only begun → the phrases of the index that they may become.

How frequent a phrase is, its pairs of neighbours tell (a Markov chain), and after two words typed and more, counting
in documents. A phrase ends with a whole word: pyvi's words say where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviation_table import BEFORE_A_NAME
from bhxh_search.language.abbreviations import Abbreviations, Words, split_words
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.arrays import distinct, is_in
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.language.variants import BEFORE
from bhxh_search.search.continuations import (
    OFTEN,
    SAID_NEXT,
    WORD,
    Draft,
    continued,
    ends_word,
    goes_on,
    in_order,
    is_closed,
    is_forced,
    is_plain,
)
from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.word_counts import WordCounts

RARE = 1 / 500
"""A run with less than this share of the most frequent one is a slip in some document."""

HARDLY = 1 / 10
"""The same where no word is begun, of a run that ends with a word of one syllable: who waits there is shown what is
likely."""

ENDS = 3
"""So many times as often as it begins a word, a syllable ends one that is hardly a word of its own."""

_CONSIDERED = 50
"""Of the words that the last one may become, the most frequent."""
_ITEM = 2
"""Digits of a number that items of lists have."""
_LOOKED_INTO = 3
"""Of the words that may be half ones, the most frequent."""
_HEADS = 8
"""Of the readings of words typed without marks, so many."""


@dataclass(frozen=True)
class Typed:
    """One whole word before the last."""

    written: str
    syllables: tuple[str, ...]
    """Canonical; several for an abbreviation."""
    words: tuple[Integers, ...]
    """Per syllable: the words of the index that it may be."""


def typed_word(token: str, written: str, counts: WordCounts, abbreviations: Abbreviations) -> Typed:
    """A whole word; `written`: as it was typed, with the signs behind it: `bệnh,`, `TP.`."""
    full_form = abbreviations.in_query(token) or _before_name(token)
    if full_form is not None:
        syllables = tuple(syllable for word in full_form for syllable in word)
        return Typed(written, syllables, tuple(_known([counts.find(syllable)]) for syllable in syllables))
    word = canonical(token)
    words = [*(counts.variants(word) if is_bare(word) else [counts.find(word)])]
    if word in BEFORE:
        words.append(counts.find(BEFORE[word][0]))  # hằng tháng is indexed as hàng tháng
    return Typed(written, (word,), (_known(words),))


def _before_name(token: str) -> Words | None:
    full_form = BEFORE_A_NAME.get(token.upper())
    return None if full_form is None else split_words(full_form)


def _known(words: Sequence[int]) -> Integers:
    found = np.array(words, np.int64)
    return found[found >= 0]


def phrases(context: Sequence[Typed], beginning: str, counts: WordCounts, limit: int) -> list[Draft]:
    """The runs that the words of `context` and a word that begins so make, the most frequent first."""
    columns = [words for typed in context for words in typed.words]
    # A letter is hardly a word, but the beginning of one.
    is_word = len(beginning) > 1 or beginning.isdigit()
    whole = counts.variants(fold(canonical(beginning))) if is_word else range(0)
    completed = _completed(columns, _beginning(beginning, counts), counts)
    varying = _varying(context, beginning)
    completed = [run for run in completed if _reads_right(run, varying, counts)]
    # Who types marks may have typed all of them: `lương` is meant before `lượng`.
    typed = -1 if is_bare(beginning) else counts.find(canonical(beginning))
    completed.sort(key=lambda run: run.words[-1] != typed)
    runs: list[Draft] = []
    has_digits = any(character.isdigit() for character in beginning)
    doubted = 0
    for run in completed:
        if not beginning and not _is_worth_adding(run, counts):
            continue
        if run.words[-1] in whole:
            runs.append(run)
        elif len(runs) < limit and (has_digits or is_plain(counts.texts[run.words[-1]])):
            is_sure = is_closed(run, counts)
            if not is_sure and doubted < _LOOKED_INTO and len(run.words) > 1:
                doubted += 1
                is_sure = not is_forced(run, counts)
            if is_sure:
                runs.append(run)
    # Of more than are shown, the least frequent are not gone on with.
    least = runs[limit - 1].frequency if 0 < limit <= len(runs) else 0.0
    longer = [
        run
        for run in continued(completed, whole, least, counts)
        if _reads_right(run, varying, counts) and (beginning or _is_worth_adding(run, counts))
    ]
    runs = [run for run in runs if not goes_on(run, longer, counts)] + longer
    runs = list({run.words: run for run in runs}.values()) or completed[:1]
    most = max((run.frequency for run in runs), default=0)
    hardly = most * (RARE if beginning else HARDLY)
    runs = [
        run
        for run in runs
        if run.frequency >= (most * RARE if ends_word(run, counts) else hardly) or run.words[-1] in whole
    ]
    at = len(columns)
    runs.sort(key=in_order)
    if at == 1:
        runs.sort(key=lambda run: _begins_within_a_word(run, counts))
    runs.sort(key=lambda run: bool(beginning) and run.words[at] != typed)
    return runs[:limit]


def _is_worth_adding(run: Draft, counts: WordCounts) -> bool:
    """Whether the last word of a run is one to go on with where none is begun: neither one that any text holds (`luật
    đất đai và`) nor the number of an item that follows in texts (`người lao động 2`), unless it belongs there."""
    before, word = (counts.texts[one] for one in run.words[-2:])
    share = run.pairs[-1] / max(1, int(counts.counts[run.words[-2]]))
    if word in SAYS_NOTHING:
        return share >= SAID_NEXT
    is_item = word.isdigit() and len(word) <= _ITEM
    return not is_item or (share >= OFTEN and before not in SAYS_NOTHING)


def _begins_within_a_word(run: Draft, counts: WordCounts) -> bool:
    """Whether a run probably begins with the end of a word, which nobody types alone: lý hồ sơ, of quản lý hồ sơ."""
    first, second = run.words[:2]
    is_end = int(counts.closed[first]) >= ENDS * int(counts.begun[first])
    return is_end and counts.ending(first, second) < WORD * run.pairs[0]


def _beginning(beginning: str, counts: WordCounts) -> Integers:
    """The words that the last one may become, rising."""
    letters = beginning.lower()
    words = counts.beginning(fold(letters))
    chosen = np.arange(words.start, words.stop)
    if not is_bare(letters):
        chosen = chosen[counts.spellings.may_become(letters, words)]
    whole = canonical(letters)
    same = [counts.find(BEFORE[whole][0])] if whole in BEFORE else []
    if fold(whole) != fold(letters):
        # Written with y, a syllable stands with i among the words: ty, kỹ.
        same += counts.variants(whole) if is_bare(whole) else [counts.find(whole)]
    if not same:
        return chosen
    return distinct(np.concatenate((chosen, _known(same))))


def _completed(columns: Sequence[Integers], last: Integers, counts: WordCounts) -> list[Draft]:
    """The most frequent runs of one word of each column and one of `last`."""
    if not len(last):
        return []
    if not columns:
        frequent = np.lexsort((last, -counts.counts[last]))[:_CONSIDERED]
        return [Draft((word,), count, ()) for word, count in _with_counts(last[frequent], counts)]
    heads = [Draft((word,), count, ()) for word, count in _with_counts(columns[0], counts)]
    for column in columns[1:]:
        heads = _joined(heads, column, counts)
    within = range(int(last[0]), int(last[-1]) + 1)
    runs: list[Draft] = []
    for head in sorted(heads, key=in_order)[:_HEADS]:
        if len(runs) >= _CONSIDERED and runs[_CONSIDERED - 1].frequency > head.frequency:
            break  # a run is no more frequent than what it begins with
        is_alone = len(head.words) == 1
        if is_alone:
            words, times = counts.after(head.words[0], within)
        else:
            words, times = counts.after_run(head.words, min(head.pairs), within)
        if len(last) < len(within):
            chosen = is_in(words, last)
            words, times = words[chosen], times[chosen]
        frequent = np.lexsort((words, -times))[:_CONSIDERED]
        words, times = words[frequent], times[frequent]
        pairs = times if is_alone else counts.pairs(np.full(len(words), head.words[-1]), words)
        found = zip(words.tolist(), times.tolist(), pairs.tolist(), strict=True)
        of_head = [Draft((*head.words, word), count, (pair,)) for word, count, pair in found]
        runs = sorted([*runs, *of_head], key=in_order)[:_CONSIDERED] if runs else of_head
    return runs


def _with_counts(words: Integers, counts: WordCounts) -> Iterator[tuple[int, int]]:
    return zip(words.tolist(), counts.counts[words].tolist(), strict=True)


def _joined(heads: Sequence[Draft], column: Integers, counts: WordCounts) -> list[Draft]:
    """For each word of a column, the most frequent run that it ends."""
    if not heads or not len(column):
        return []
    lasts = np.array([head.words[-1] for head in heads])
    pairs = counts.pairs(np.repeat(lasts, len(column)), np.tile(column, len(lasts))).reshape(len(lasts), -1)
    held = counts.counts[lasts]
    shares = np.array([head.frequency for head in heads]) / held
    best = (pairs * shares[:, None]).argmax(axis=0)
    chosen = zip(
        best.tolist(), column.tolist(), pairs[best, np.arange(len(column))].tolist(), held[best].tolist(), strict=True
    )
    return [heads[head].and_then(word, pair, pair / count) for head, word, pair, count in chosen if pair]


def _varying(context: Sequence[Typed], beginning: str) -> dict[int, tuple[str, frozenset[str]]]:
    """Place among the syllables typed → what one is indexed as before certain words, and these: see `variants`."""
    syllables = [syllable for typed in context for syllable in typed.syllables]
    syllables += [canonical(beginning)] if beginning else []
    return {place: BEFORE[syllable] for place, syllable in enumerate(syllables) if syllable in BEFORE}


def _reads_right(run: Draft, varying: Mapping[int, tuple[str, frozenset[str]]], counts: WordCounts) -> bool:
    """Whether each word that was read as another, hằng as hàng, stands before one that makes it so."""
    texts = [counts.texts[word] for word in run.words]
    return all(
        texts[place] != meant or texts[place + 1] in words
        for place, (meant, words) in varying.items()
        if place + 1 < len(texts)  # what follows may be yet to come
    )


def _in_capitals_of(beginning: str, word: str) -> str:
    """A word with the capitals that it was begun with: Phạm M, BH. Of words behind it the index knows none."""
    if len(beginning) > 1 and beginning.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if beginning[0].isupper() else word


def _is_variant(typed: tuple[str, ...], indexed: tuple[str, ...]) -> bool:
    """Whether one word is indexed as another where it stands before certain ones: hằng as hàng."""
    return len(typed) == 1 == len(indexed) and typed[0] in BEFORE and BEFORE[typed[0]][0] == indexed[0]


def written(run: Draft, context: Sequence[Typed], beginning: str, counts: WordCounts) -> str:
    """A run as text: what was typed right stays as it was typed, and behind LƯƠNG what follows is in capitals too."""
    words = iter(counts.texts[word] for word in run.words)
    written: list[str] = []
    others: Callable[[str], str] = str.upper if _goes_on_in_capitals(context, beginning) else as_in_laws
    for typed in context:
        own = tuple(islice(words, len(typed.words)))
        signs = typed.written[len(typed.written.rstrip(",")) :]
        is_same = own == typed.syllables or _is_variant(typed.syllables, own)
        written.append(typed.written if is_same else " ".join(map(as_in_laws, own)) + signs)
    if beginning:
        word = next(words)
        is_same = canonical(beginning) == word or _is_variant((canonical(beginning),), (word,))
        written.append(beginning if is_same else _in_capitals_of(beginning, others(word)))
    return " ".join([*written, *map(others, words)])


def _goes_on_in_capitals(context: Sequence[Typed], beginning: str) -> bool:
    """Whether all is typed in capitals, as far as can be told: behind BHXH it cannot."""
    words = [typed.written for typed in context]
    shaped = [word for word in words if len(word) > 1 and is_syllable_shaped(word.rstrip(","))]
    return bool(shaped) and all(map(str.isupper, words)) and (not beginning or beginning.isupper())

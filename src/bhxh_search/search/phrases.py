"""Words as they were typed, the last of them only begun → the phrases of the index that they may become.

How frequent a phrase is, its pairs of neighbours tell (a Markov chain), and after two words typed and more, counting
in documents. A phrase ends with a whole word: pyvi's words say where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviation_table import BEFORE_A_NAME
from bhxh_search.language.abbreviations import Abbreviations, Words, split_words
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.arrays import distinct, is_in
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.search.continuations import Run, continued, goes_on, in_order, is_closed, is_plain
from bhxh_search.search.word_counts import WordCounts

RARE = 1 / 500
"""A run with less than this share of the most frequent one is a slip in some document."""

_CONSIDERED = 50
"""Of the words that the last one may become, the most frequent."""
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


def typed_word(written: str, counts: WordCounts, abbreviations: Abbreviations) -> Typed:
    """A whole word as it was typed, with a dot behind it if it is one that stands before names: `TP.`."""
    full_form = abbreviations.in_query(written) or _before_name(written)
    if full_form is not None:
        syllables = tuple(syllable for word in full_form for syllable in word)
        return Typed(written, syllables, tuple(_known([counts.find(syllable)]) for syllable in syllables))
    word = canonical(written)
    words = counts.variants(word) if is_bare(word) else [counts.find(word)]
    return Typed(written, (word,), (_known(words),))


def _before_name(written: str) -> Words | None:
    full_form = BEFORE_A_NAME.get(written.removesuffix(".").upper())
    return None if full_form is None else split_words(full_form)


def _known(words: Sequence[int]) -> Integers:
    found = np.array(words, np.int64)
    return found[found >= 0]


def phrases(context: Sequence[Typed], beginning: str, counts: WordCounts, limit: int) -> list[Run]:
    """The runs that the words of `context` and a word that begins so make, the most frequent first."""
    columns = [words for typed in context for words in typed.words]
    whole = counts.variants(fold(canonical(beginning))) if beginning else range(0)
    completed = _completed(columns, _beginning(beginning, counts), counts)
    # Who types marks may have typed all of them: `lương` is meant before `lượng`.
    typed = -1 if is_bare(beginning) else counts.find(canonical(beginning))
    completed.sort(key=lambda run: run.words[-1] != typed)
    runs: list[Run] = []
    has_digits = any(character.isdigit() for character in beginning)
    for run in completed:
        may_end = has_digits or is_plain(counts.texts[run.words[-1]])
        if run.words[-1] in whole or (len(runs) < limit and may_end and is_closed(run, counts)):
            runs.append(run)
    # Of more than are shown, the least frequent are not gone on with.
    least = runs[limit - 1].frequency if 0 < limit <= len(runs) else 0.0
    longer = continued(completed, whole, least, counts)
    runs = [run for run in runs if not goes_on(run, longer, counts)] + longer
    most = max((run.frequency for run in runs), default=0)
    runs = [run for run in runs if run.frequency >= most * RARE or run.words[-1] in whole]
    at = len(columns)
    runs.sort(key=in_order)
    runs.sort(key=lambda run: bool(beginning) and run.words[at] != typed)
    return runs[:limit]


def _beginning(beginning: str, counts: WordCounts) -> Integers:
    """The words that the last one may become, rising."""
    letters = beginning.lower()
    words = counts.beginning(fold(letters))
    chosen = np.arange(words.start, words.stop)
    if not is_bare(letters):
        chosen = chosen[counts.spellings.may_become(letters, words)]
    whole = canonical(letters)
    if fold(whole) == fold(letters):
        return chosen
    # Written with y, a syllable stands with i among the words: ty, kỹ.
    same = counts.variants(whole) if is_bare(whole) else [counts.find(whole)]
    return distinct(np.concatenate((chosen, _known(same))))


def _completed(columns: Sequence[Integers], last: Integers, counts: WordCounts) -> list[Run]:
    """The most frequent runs of one word of each column and one of `last`."""
    if not len(last):
        return []
    if not columns:
        frequent = np.lexsort((last, -counts.counts[last]))[:_CONSIDERED]
        return [Run((word,), count, ()) for word, count in _with_counts(last[frequent], counts)]
    heads = [Run((word,), count, ()) for word, count in _with_counts(columns[0], counts)]
    for column in columns[1:]:
        heads = _joined(heads, column, counts)
    within = range(int(last[0]), int(last[-1]) + 1)
    runs: list[Run] = []
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
        of_head = [Run((*head.words, word), count, (pair,)) for word, count, pair in found]
        runs = sorted([*runs, *of_head], key=in_order)[:_CONSIDERED] if runs else of_head
    return runs


def _with_counts(words: Integers, counts: WordCounts) -> Iterator[tuple[int, int]]:
    return zip(words.tolist(), counts.counts[words].tolist(), strict=True)


def _joined(heads: Sequence[Run], column: Integers, counts: WordCounts) -> list[Run]:
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


def written(run: Run, context: Sequence[Typed], beginning: str, counts: WordCounts) -> str:
    """A run as text: what was typed right stays as it was typed."""
    words = iter(counts.texts[word] for word in run.words)
    written: list[str] = []
    for typed in context:
        own = tuple(islice(words, len(typed.words)))
        written.append(typed.written if own == typed.syllables else " ".join(map(as_in_laws, own)))
    if beginning:
        word = next(words)
        written.append(beginning if canonical(beginning) == word else as_in_laws(word))
    return " ".join([*written, *map(as_in_laws, words)])

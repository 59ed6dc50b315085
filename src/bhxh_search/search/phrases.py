"""Words as they were typed, the last of them only begun → the phrases of the index that they may become.

How frequent a phrase is, its pairs of neighbours tell (a Markov chain), and after two words typed and more, counting
in documents. A phrase ends with a whole word: pyvi's words say where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.arrays import distinct, is_in
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.search.word_counts import WordCounts

WORD = 0.5
"""Two syllables are a word where pyvi joins them in at least this share of what holds them side by side."""
OPEN = 0.3
"""A syllable that begins words in this share of what holds it ends none, unless it ends one with that before it."""
RARE = 1 / 500
"""A run with less than this share of the most frequent one is a slip in some document."""

_CONSIDERED = 50
"""Of the words that the last one may become, the most frequent."""
_HEADS = 8
"""Of the readings of words typed without marks, so many."""
_EXTENDED = 6
_LOOKED_FOR = 3
_LONGEST_WORD = 3


@dataclass(frozen=True)
class Typed:
    """One whole word before the last."""

    written: str
    syllables: tuple[str, ...]
    """Canonical; several for an abbreviation."""
    words: tuple[Integers, ...]
    """Per syllable: the words of the index that it may be."""


class Run(NamedTuple):
    """A suggestion in the making."""

    words: tuple[int, ...]
    """One for each syllable of the context and each word added."""
    frequency: float
    """In about how many titles and bodies it stands: for three words and more, as a chain of pairs tells."""
    pairs: tuple[int, ...]
    """In how many its last two words do, and each two that were added after."""

    def and_then(self, word: int, pair: int, share: float) -> Run:
        """The run with one more word, which `pair` titles and bodies hold right after its last: this share of its."""
        return Run((*self.words, word), self.frequency * share, (*self.pairs, pair))


def typed_word(written: str, counts: WordCounts, abbreviations: Abbreviations) -> Typed:
    """A whole word as it was typed."""
    full_form = abbreviations.in_query(written)
    if full_form is not None:
        syllables = tuple(syllable for word in full_form for syllable in word)
        return Typed(written, syllables, tuple(_known([counts.find(syllable)]) for syllable in syllables))
    word = canonical(written)
    words = counts.variants(word) if is_bare(word) else [counts.find(word)]
    return Typed(written, (word,), (_known(words),))


def _known(words: Sequence[int]) -> Integers:
    found = np.array(words, np.int64)
    return found[found >= 0]


def phrases(context: Sequence[Typed], beginning: str, counts: WordCounts, limit: int) -> list[Run]:
    """The runs that the words of `context` and a word that begins so make, the most frequent first."""
    columns = [words for typed in context for words in typed.words]
    whole = counts.variants(fold(canonical(beginning))) if beginning else range(0)
    completed = _completed(columns, _beginning(beginning, counts), counts)
    runs: list[Run] = []
    for run in completed:
        if run.words[-1] in whole or (len(runs) < limit and _is_closed(run, counts)):
            runs.append(run)
    # Of more than are shown, and of more than are looked for, the least frequent are not gone on with.
    least = runs[limit - 1].frequency if 0 < limit <= len(runs) else 0.0
    likely: list[Run] = []
    for run in completed[:_EXTENDED]:
        if run.frequency >= least:
            likely = nsmallest(_LOOKED_FOR, [*likely, *_longer(run, least, counts)], key=_order)
            least = max(least, likely[-1].frequency) if len(likely) == _LOOKED_FOR else least
    # To look for a phrase takes longer than all the rest.
    runs += [run for run in likely if counts.stand(run.words[-len(run.pairs) - 1 :], min(run.pairs))]
    most = max((run.frequency for run in runs), default=0)
    runs = [run for run in runs if run.frequency >= most * RARE or run.words[-1] in whole]
    return sorted(runs, key=_order)[:limit]


def _order(run: Run) -> tuple[float, int, tuple[int, ...]]:
    return -run.frequency, len(run.words), run.words


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
    for head in sorted(heads, key=_order)[:_HEADS]:
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
        runs = sorted([*runs, *of_head], key=_order)[:_CONSIDERED] if runs else of_head
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


def _longer(run: Run, least: float, counts: WordCounts) -> list[Run]:
    """The runs that end with the next whole word: with the rest of the one that is begun, or with one more."""
    found: list[Run] = []
    begun = [run]
    first = 1 if _ends_word(run, counts) else 2
    for syllables in range(first, first + _LONGEST_WORD):
        longer: list[Run] = []
        for one in begun:
            for word, pair, share, joined in counts.following(one.words[-1]):
                if one.frequency * share >= least:
                    is_whole = syllables > 1 and joined >= WORD * pair
                    (found if is_whole else longer).append(one.and_then(word, pair, share))
        begun = longer
    return found


def _ends_word(run: Run, counts: WordCounts) -> bool:
    """Whether the last two syllables are a word, or the end of one."""
    return len(run.words) > 1 and counts.joined(*run.words[-2:]) >= WORD * run.pairs[-1]


def _is_closed(run: Run, counts: WordCounts) -> bool:
    """Whether a run may end here: `bảo hiểm xã` may not."""
    last = run.words[-1]
    begun = int(counts.begun[last])
    if begun < OPEN * int(counts.counts[last]) or _ends_word(run, counts):
        return True
    return len(run.words) > 1 and run.pairs[-1] >= begun


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

"""Whether a word stands out of place among its neighbours, where another one belongs.

Most words that an index hardly holds are right, and it lacks what is asked for: *sếp* among laws, *tín dụng đen*. A
slip that makes another word of the language shows by its neighbours alone: documents hold these side by side with
what was meant (*y tế*), and next to never with what was typed (*y tê*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.search.continuations import WORD
from bhxh_search.search.word_counts import WordCounts

BESIDE = 0.1
"""Of what holds the rarer of two words: they belong together where so much holds them side by side."""
OFTENER = 10
"""So many times as often as the word that was typed must another stand beside a neighbour."""
A_FEW = 3
"""Titles and bodies, at least, that hold a word beside its neighbours."""


@dataclass(frozen=True)
class Neighbour:
    """A word beside a place."""

    numbers: Integers
    """What it may be; empty where it is no word, or one of a kind that the index does not hold."""
    is_before: bool
    tells: bool
    """Whether it says something of its neighbours: not *và*."""


def belonging(
    changed: Integers, typed: int, neighbours: Sequence[Neighbour], counts: WordCounts, is_likely: Booleans
) -> Booleans:
    """Per word that may have been meant at a place: whether it belongs there, and what was typed does not.

    It belongs there that is a word of pyvi's with a neighbour; and of those that are likely (`is_likely`), what often
    stands beside one that tells something, and in some documents beside the other too. `typed`: the number of what
    was typed; -1 where the index lacks it.
    """
    in_word, often = np.zeros((2, len(changed)), bool)
    everywhere = np.ones(len(changed), bool)
    for neighbour in neighbours:
        if not len(neighbour.numbers) or not len(changed):
            continue
        pairs, rarer, is_word = _beside(changed, neighbour, counts)
        as_typed, _, _ = _beside(np.array([typed]), neighbour, counts)
        enough = np.maximum(1, OFTENER * as_typed.max())
        in_word |= ((pairs >= enough) & is_word).any(axis=1)
        everywhere &= (pairs >= np.maximum(A_FEW, enough)).any(axis=1)
        if neighbour.tells:
            often |= (pairs >= BESIDE * rarer).any(axis=1)
    return in_word | (often & everywhere & is_likely)


def _beside(words: Integers, neighbour: Neighbour, counts: WordCounts) -> tuple[Integers, Integers, Booleans]:
    """Words × what the neighbour may be: how many titles and bodies hold them side by side; how many hold the rarer;
    and whether the two are mostly a word of pyvi's, or the end of one."""
    shape = len(words), len(neighbour.numbers)
    ways = np.repeat(words, shape[1]), np.tile(neighbour.numbers, shape[0])
    firsts, seconds = ways[::-1] if neighbour.is_before else ways
    pairs = counts.pairs(firsts, seconds)
    held = np.append(counts.counts, 0)
    is_word = np.zeros(len(pairs), bool)
    for place in np.flatnonzero(pairs).tolist():
        is_word[place] = counts.ending(int(firsts[place]), int(seconds[place])) >= WORD * pairs[place]
    return pairs.reshape(shape), np.minimum(held[firsts], held[seconds]).reshape(shape), is_word.reshape(shape)

"""The words of pyvi's dictionary, for where running its model would take too long."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.spelling import respell

Beside = tuple[str, str, str, str]
"""The two syllables before a place and the two after it; "" for none."""


def part_words(places: Sequence[Beside]) -> list[bool]:
    """Whether a cut at each of `places` would part a word of two or three syllables that the dictionary has.

    Syllables may be in any case, spelling and normal form; what holds anything but a syllable is of no word.
    """
    if not places:
        return []
    model = load_model()
    numbers = np.array([[_syllable(one) for one in beside] for beside in places], np.uint64)
    pairs = model.pairs.find((numbers[:, :-1] << np.uint64(32) | numbers[:, 1:]).reshape(-1)).reshape(-1, 3)
    # Where no words of three begin with a pair, this is no key of any.
    prefixes = np.maximum(pairs[:, :2] >> 1, 0).astype(np.uint64)
    triples = model.triples.find((prefixes << np.uint64(32) | numbers[:, 2:]).reshape(-1)).reshape(-1, 2)
    found: list[bool] = (((pairs[:, 1] & 1 == 1) & (pairs[:, 1] > 0)) | (triples >= 0).any(axis=1)).tolist()
    return found


def inside_words(syllables: Sequence[str]) -> list[bool]:
    """Per two neighbours of some syllables in a row: whether a word of the dictionary holds both."""
    around = ["", *syllables, "", ""]
    return part_words([(around[n], around[n + 1], around[n + 2], around[n + 3]) for n in range(len(syllables) - 1)])


@lru_cache(maxsize=1 << 14)
def _syllable(written: str) -> int:
    """The number of a syllable in the dictionary; 0 where it is not in it."""
    model = load_model()
    return model.syllables.get(respell(unicodedata.normalize("NFC", written), model.spelling).lower(), 0)

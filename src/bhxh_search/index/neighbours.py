"""The texts of a vocabulary that few edits make of another, found on arrays.

An edit changes the set of a word's letters by two at the most and its length by one, so nearly all texts are ruled
out by one number for each; the rest are compared all at once. A million texts take some milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers

Signatures = npt.NDArray[np.uint32]
"""Per text: a bit for each letter that is in it, for each two digits, and the last for any other character."""

_OTHER = np.uint32(1 << 31)
# The most bytes that a character takes in UTF-8.
_WIDEST = 4


@cache
def _bits() -> Signatures:
    """Per byte: its bit."""
    bits = np.full(256, _OTHER, np.uint32)
    for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz"):
        bits[ord(letter)] = 1 << number
    for number in range(10):
        bits[ord("0") + number] = 1 << (26 + number // 2)
    return bits


@cache
def _population() -> npt.NDArray[np.uint8]:
    """Per number of 16 bits: how many of them are set."""
    pairs_of_bytes = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    population: npt.NDArray[np.uint8] = np.unpackbits(pairs_of_bytes, axis=1).sum(1, np.uint8)
    return population


def signatures(data: Array, starts: Array) -> Signatures:
    """The signatures of texts, given their UTF-8 and where each starts in it, and the end."""
    if len(starts) < 2:
        return np.zeros(0, np.uint32)
    bits: Signatures = np.append(_bits()[data], np.uint32(0))
    found: Signatures = np.bitwise_or.reduceat(bits, starts[:-1].astype(np.int64))
    found[starts[1:] == starts[:-1]] = 0
    return found


def candidates(text: str, edits: int, known: Signatures, lengths: Integers) -> Integers:
    """The numbers of the texts that may be so few edits away from `text`. `lengths`: of the texts, in bytes."""
    encoded = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    wanted = np.bitwise_or.reduce(_bits()[encoded]) if len(encoded) else np.uint32(0)
    size = len(text)
    # In bytes as in characters, but for those beyond ASCII.
    longest = np.where(known & _OTHER, _WIDEST * (size + edits), size + edits)
    numbers = np.flatnonzero((lengths >= size - edits) & (lengths <= longest))
    differing = known[numbers] ^ wanted
    population = _population()
    count = population[differing & 0xFFFF] + population[differing >> 16]
    found: Integers = numbers[count <= 2 * edits]
    return found


def within(text: str, edits: int, others: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Per text of `others`: whether so few edits make it of `text`: a letter put in, left out, replaced, or two
    neighbours swapped (optimal string alignment), all texts in step, one column of the table after another."""
    if not others or not text:
        return np.array([len(other) <= edits for other in others], bool)
    lengths = np.array(list(map(len, others)))
    width = int(lengths.max())
    if not width:
        return np.full(len(others), len(text) <= edits)
    letters = np.array(others, f"U{width}").view(np.uint32).reshape(len(others), width).T
    asked = [ord(letter) for letter in text]
    two_before: Array = np.zeros(0)
    before: Array = np.zeros(0)
    # column[i]: the distance of the text's first i letters from the first j of each other one.
    column: Array = np.repeat(np.arange(len(asked) + 1, dtype=np.int16)[:, None], len(others), axis=1)
    result = column[-1].copy()
    for j in range(width):
        two_before, before, column = before, column, np.empty_like(column)
        column[0] = j + 1
        for i, letter in enumerate(asked):
            cost = before[i] + (letters[j] != letter)
            np.minimum(cost, before[i + 1] + 1, out=cost)
            np.minimum(cost, column[i] + 1, out=cost)
            if i and j:
                swapped = (letters[j - 1] == letter) & (letters[j] == asked[i - 1])
                cost = np.where(swapped, np.minimum(cost, two_before[i - 1] + 1), cost)
            column[i + 1] = cost
        ends = lengths == j + 1
        result[ends] = column[-1][ends]
    found: npt.NDArray[np.bool_] = result <= edits
    return found

"""A hash table of arrays: many integer keys are looked up in a few vector operations.

The whole key is kept and compared, so two keys that fall into one slot are told apart: a collision costs a step
and never gives a wrong answer.
"""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Values = npt.NDArray[np.int32]

# The table is at most this full, so that most keys, and most that are missing, are settled by the first slot.
_MAX_LOAD = 0.25
# Keys that crowd together this much (no ordinary ones do) are scattered anew.
_MAX_STEPS = 48


class KeyTable:
    """Keys, integers from 1 to 2⁶⁴ − 1 → values from 0 to 2³¹ − 1.

    Open addressing with multiplicative hashing (Knuth, The Art of Computer Programming, 6.4). The multiplier is
    drawn for each table, so that nobody can write a text whose tokens collide; what is looked up does not depend
    on it.
    """

    def __init__(self, *, bits: int = 10, multiplier: int | None = None) -> None:
        """`bits`: the binary logarithm of the slots to begin with. `multiplier` is for tests of collisions."""
        self._bits = bits
        self._multiplier = np.uint64(_random_odd() if multiplier is None else multiplier)
        self._clear()

    def _clear(self) -> None:
        self._keys: Keys = np.zeros(1 << self._bits, dtype=np.uint64)
        self._values: Values = np.full(1 << self._bits, -1, dtype=np.int32)
        self._shift = np.uint64(64 - self._bits)
        self._mask = (1 << self._bits) - 1
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def find(self, keys: Keys) -> Values:
        """The value of each key, -1 where there is none."""
        slots = (keys * self._multiplier) >> self._shift
        # A slot is never out of range; "clip" only spares the check.
        values = np.take(self._values, slots.view(np.int64), mode="clip")
        found = np.take(self._keys, slots.view(np.int64), mode="clip")
        # What an empty slot has for a value says that there is none.
        other = np.flatnonzero((found != keys) & (found != 0))
        if len(other):
            values[other] = self._find_further(keys[other], slots.view(np.int64)[other])
        return values

    def _find_further(self, keys: Keys, slots: npt.NDArray[np.int64]) -> Values:
        """The values of keys whose first slots hold others."""
        values = np.full(len(keys), -1, dtype=np.int32)
        left = np.arange(len(keys))
        while len(left):
            slots = (slots + 1) & self._mask
            there = self._keys[slots]
            right = there == keys
            values[left[right]] = self._values[slots[right]]
            other = ~right & (there != 0)
            left, keys, slots = left[other], keys[other], slots[other]
        return values

    def insert(self, keys: Keys, values: Values) -> None:
        """Add keys, no two the same and none of them in the table yet."""
        if self._size + len(keys) > _MAX_LOAD * (self._mask + 1):
            keys, values = self._with_all(keys, values)
            while len(keys) > _MAX_LOAD / 2 * (1 << self._bits):
                self._bits += 1
            self._clear()
        left = self._place(keys, values)
        while len(left):
            keys, values = self._with_all(keys[left], values[left])
            self._multiplier = np.uint64(_random_odd())
            self._clear()
            left = self._place(keys, values)

    def _with_all(self, keys: Keys, values: Values) -> tuple[Keys, Values]:
        held = np.flatnonzero(self._keys)
        return np.concatenate((self._keys[held], keys)), np.concatenate((self._values[held], values))

    def _place(self, keys: Keys, values: Values) -> npt.NDArray[np.int64]:
        """Put what finds a free slot near its own into it; the numbers of the keys that are left."""
        slots = ((keys * self._multiplier) >> self._shift).view(np.int64)
        left = np.arange(len(keys))
        for _ in range(_MAX_STEPS):
            free = left[self._keys[slots[left]] == 0]
            self._keys[slots[free]] = keys[free]  # of several for one slot, one stays
            placed = self._keys[slots[left]] == keys[left]
            self._values[slots[left[placed]]] = values[left[placed]]
            self._size += int(placed.sum())
            left = left[~placed]
            if not len(left):
                break
            slots[left] = (slots[left] + 1) & self._mask
        return left


def _random_odd() -> int:
    return int.from_bytes(os.urandom(8), "little") | 1

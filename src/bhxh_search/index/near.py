"""Which of many texts are spelt like another one: edit distance over a whole vocabulary, on arrays.

The distance is that of optimal string alignment (Damerau 1964; Wagner & Fischer 1974 by rows): what was typed has a
letter too many or another one, each 1; or lacks a letter, has one twice, or two neighbours swapped, each half, for
there are few ways to do so and many letters to put in. Letters that differ only in a mark, and tones that differ,
cost less too: a syllable's tone is no part of any of its letters, so `bỏa` is one swap from `bảo`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers
from bhxh_search.language.characters import fold

LONGEST = 16
"""Longer texts are near nothing: no syllable has more than seven letters."""

_UNIT = 8
"""Distances are counted in eighths, which fit a byte: 192 at most, for 16 letters too many and 16 left out."""
_SLIP = _UNIT // 2
"""A letter left out, typed twice, or swapped with its neighbour."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng; 0 is none
_NGA, _HOI = 3, 4
_CODES = 1 << 16

Floats = npt.NDArray[np.float64]


class Spellings:
    """The letters and tones of some texts, by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts`: canonical."""
        self._lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = _codes(texts)
        letters, bases, tones = _tables()
        self._letters, self._bases = letters[codes].T.copy(), bases[codes].T.copy()
        """Per place and text: the letter without tone, and without any mark."""
        self._tones = tones[codes].max(axis=1) if len(texts) else np.zeros(0, np.int8)

    def within(self, text: str, most: float, *, mark: float = 0.5, tone: float = 0.5) -> tuple[Integers, Floats]:
        """The numbers of the texts that are at most so far from `text`, rising, and how far each is; of those that
        have at most so many letters more or less.

        `mark`: what a letter with another mark costs; `tone`: another tone, where hỏi for ngã is half of that. With
        both 0 texts are compared as they are without marks.
        """
        size = len(text)
        near = np.flatnonzero((np.abs(self._lengths - size) <= most) & (self._lengths <= LONGEST))
        if not size or size > LONGEST or not len(near):
            return near[:0], np.zeros(0)
        bound = min(LONGEST, int(size + most))
        lengths = self._lengths[near]
        distances = _distances(text, self._letters[:bound, near], self._bases[:bound, near], round(mark * _UNIT))
        found = distances[lengths, np.arange(len(near))].astype(np.int64)
        found += _tone_costs(text, round(tone * _UNIT))[self._tones[near]]
        kept = found <= most * _UNIT
        return near[kept], found[kept] / _UNIT

    def may_become(self, beginning: str, numbers: range) -> npt.NDArray[np.bool_]:
        """Per text of a range: whether `beginning` may be its first letters as they are typed.

        Its marks are meant; those that it does not have may be still to come.
        """
        letters, bases, tones = (table[_codes([beginning])[0]] for table in _tables())
        here = slice(numbers.start, numbers.stop)
        may: npt.NDArray[np.bool_] = self._lengths[here] >= len(beginning)
        for place, (letter, base) in enumerate(zip(letters, bases, strict=True)):
            if place < min(len(beginning), LONGEST):
                row = self._bases[place, here] == base if letter == base else self._letters[place, here] == letter
                may = may & row
        tone = tones.max()
        return may & (self._tones[here] == tone) if tone else may


def _distances(text: str, letters: Array, bases: Array, mark: int) -> Array:
    """Per length and text: how far its beginning of that length is from the whole of `text`, tones left out.

    `letters`, `bases`: place × text.
    """
    (own_letters,), (own_bases,) = (table[_codes([text])] for table in _tables()[:2])
    places, count = letters.shape
    rows = [np.empty((places + 1, count), np.uint8) for _ in range(3)]
    rows[0][:] = (np.arange(places + 1, dtype=np.uint8) * _SLIP)[:, None]
    same_base = [bases == base for base in own_bases[: len(text)]]
    for at in range(len(text)):
        before, now, last = rows[at % 3], rows[(at + 1) % 3], rows[(at + 2) % 3]
        # What a substitution costs: nothing, a mark, or all.
        costs = np.where(letters == own_letters[at], 0, np.where(same_base[at], mark, _UNIT)).astype(np.uint8)
        # The letter is one too many: that it is there twice is the likelier slip.
        extra = _SLIP if at and own_bases[at] == own_bases[at - 1] else _UNIT
        now[0] = before[0] + extra
        np.minimum(before[:-1] + costs, before[1:] + np.uint8(extra), out=now[1:])
        if at:
            swapped = same_base[at][:-1] & same_base[at - 1][1:]
            np.minimum(now[2:], last[:-2] + np.uint8(_SLIP), out=now[2:], where=swapped)
        for place in range(1, places + 1):
            np.minimum(now[place], now[place - 1] + np.uint8(_SLIP), out=now[place])
    return rows[len(text) % 3]


def _tone_costs(text: str, tone: int) -> Integers:
    """Per tone: what it costs to have it in place of the tone of `text`."""
    own = int(_tables()[2][_codes([text])].max())
    costs = np.full(len(_TONES) + 1, tone, np.int64)
    costs[own] = 0
    if own in (_NGA, _HOI):
        costs[_NGA + _HOI - own] = tone // 2
    return costs


def _codes(texts: Sequence[str]) -> Array:
    """text × place: code points, 0 after the end; those beyond the basic plane are all one."""
    padded = np.array([*texts, ""], f"<U{LONGEST}")[:-1]
    codes = np.frombuffer(padded.tobytes(), np.uint32).reshape(len(texts), LONGEST)
    return np.minimum(codes, _CODES - 1)


@cache
def _tables() -> tuple[Array, Array, Array]:
    """By code point: its letter without tone, its letter without marks, and its tone."""
    letters = np.arange(_CODES, dtype=np.uint16)
    bases = letters.copy()
    tones = np.zeros(_CODES, np.int8)
    for code in range(0xC0, 0x1F00):
        parts = unicodedata.normalize("NFD", chr(code))
        found = [mark for mark in parts if mark in _TONES]
        if len(parts) > 1 and len(found) <= 1 and len(composed := _without(parts, found)) == 1:
            letters[code] = ord(composed)
            tones[code] = _TONES.index(found[0]) + 1 if found else 0
        if len(base := fold(chr(code))) == 1:
            bases[code] = ord(base)
    return letters, bases, tones


def _without(parts: str, marks: Sequence[str]) -> str:
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks))

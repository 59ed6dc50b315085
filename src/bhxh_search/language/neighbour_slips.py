"""Slips of a finger: a syllable typed with the key beside the one that was meant, hiu for hưu."""

from __future__ import annotations

import unicodedata
from functools import cache

from bhxh_search.language.characters import fold

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def is_neighbour_slip(typed: str, meant: str) -> bool:
    """Whether one letter of a canonical syllable was typed with a key beside its own, whatever marks that letter has;
    the other letters and the tone are the same."""
    letters, tone = _without_tone(typed)
    others, other_tone = _without_tone(meant)
    if tone != other_tone or len(letters) != len(others):
        return False
    differing = [(a, b) for a, b in zip(letters, others, strict=True) if a != b]
    if len(differing) != 1:
        return False
    key, other = (fold(letter) for letter in differing[0])
    return other in _beside().get(key, "")


def _without_tone(syllable: str) -> tuple[str, str]:
    """The letters of a syllable, and its tone, which is no part of any of them."""
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = "".join(letter for letter in decomposed if letter in _TONES)
    return unicodedata.normalize("NFC", "".join(letter for letter in decomposed if letter not in _TONES)), tone


@cache
def _beside() -> dict[str, str]:
    """The keys that touch each key, on a keyboard whose rows are each half a key further right."""
    at = {key: (row, 2 * place + row) for row, keys in enumerate(_ROWS) for place, key in enumerate(keys)}
    return {
        key: "".join(
            other
            for other, (other_row, other_x) in at.items()
            if other != key and abs(row - other_row) <= 1 and abs(x - other_x) <= (2 if row == other_row else 1)
        )
        for key, (row, x) in at.items()
    }

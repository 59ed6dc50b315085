"""One byte for each character that Vietnamese text is written with, so that a token of eight fits one integer.

A text becomes an array of codes. Codes are ordered by what a tokeniser asks about a character, so each question is
one comparison over the array; all characters outside the alphabet share the code `ODD`.
"""

from __future__ import annotations

import codecs
import string
import unicodedata

import numpy as np
import numpy.typing as npt

from bhxh_search.language.arrays import distinct

Codes = npt.NDArray[np.uint8]

ODD, AT, UNDERSCORE, GREATER = range(4)
LAST_ALERT = GREATER
"""Codes up to this one make the blank-delimited chunk that they stand in a case for patterns, not for arrays."""
END, SPACE, NEWLINE = 4, 5, 6
"""`END` stands for no character: it closes each text of a batch."""
DOT, COMMA, COLON = 7, 8, 9
BRACKET, SQUARE_BRACKET = 10, 11
"""The opening ones."""

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + list(
    "bcdđfghjklmnpqrstvwxz"
)
# Blank to pyvi's patterns and to ours, and no line feed.
_SPACES = " \t\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_PUNCTUATION = "([" + "".join(mark for mark in string.punctuation if mark not in "@_>.,:([") + "“”‘’–—…•·°§×«»−"

LETTERS: tuple[str, ...] = (
    *("", "@", "_", ">", "", " ", "\n", ".", ",", ":"),
    *_PUNCTUATION,
    *string.digits,
    *_LOWER,
    *(letter.upper() for letter in _LOWER),
)
"""Code → the character that it stands for; of blanks, the usual one; none for `ODD` and `END`."""

FIRST_DIGIT = LETTERS.index("0")
FIRST_WORD = FIRST_DIGIT
"""Codes from this one are letters and digits."""


def _code_table() -> Codes:
    table = np.zeros(1 << 16, dtype=np.uint8)
    for code, letter in enumerate(LETTERS):
        if letter:
            table[ord(letter)] = code
    for blank in _SPACES:
        table[ord(blank)] = SPACE
    return table


_CODE_OF = _code_table()


def encode(text: str) -> Codes:
    """The code of each character of `text`, any string."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    # Beyond the table stands U+FFFF, which is no character and so has the code of odd ones. To widen the numbers
    # first saves half of the time.
    return _CODE_OF.take(points.astype(np.int64), mode="clip")


def characters_at(text: str, places: npt.NDArray[np.int64]) -> str:
    """The different characters that stand at some places of a text."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return distinct(points[places]).tobytes().decode("utf-32-le", "surrogatepass")


def code_of(character: str) -> int:
    """The code of one character."""
    point = ord(character)
    return int(_CODE_OF[point]) if point < len(_CODE_OF) else ODD


def flags_of(*groups: str) -> Codes:
    """A table over codes in which bit n is set for the characters of the n-th group."""
    table = np.zeros(256, dtype=np.uint8)
    for bit, group in enumerate(groups):
        for character in group:
            table[code_of(character)] |= 1 << bit
    return table


_DECODED = "".join(letter or "\ufffd" for letter in LETTERS)


def spell(key: int) -> str:
    """The token that a packed key stands for: up to eight codes, the first in the lowest byte."""
    written: str = codecs.charmap_decode(key.to_bytes(8, "little").rstrip(b"\0"), "strict", _DECODED)[0]
    return written

"""Letters and tone marks as Vietnamese needs them: one spelling for what is written in several ways.

The stored text is never changed; these functions give the forms that terms are made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps

_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_LATIN_MARKS = re.compile("[\u0300-\u036f]")

_SYLLABLE = re.compile(
    # Only onsets that the language has: bh is none, nor c before e and i, so bhyt and ceo are abbreviations.
    "(?P<onset>qu|gi(?=[aăâeêioôơuưy])|ngh|[cgknpt]h|ng|tr|c(?![eêiy])|[bdđghklmnprstvx]?)"
    "(?P<vowels>[aăâeêioôơuưy]{1,3})"
    "(?P<coda>ch|ng|nh|[cmnpt])?"
)
_QUALITY_VOWELS = "ăâêôơư"
_I_OR_Y = re.compile("[hklmst][iy]")
_MOST_REMEMBERED = 1 << 16
_LONGEST_REMEMBERED = 64


def _remembered(function: Callable[[str], str]) -> Callable[[str], str]:
    """`function`, remembering what it gives for short strings; long ones are hardly met again, and fill memory."""
    remembering = lru_cache(maxsize=_MOST_REMEMBERED)(function)

    @wraps(function)
    def remembered(text: str) -> str:
        return remembering(text) if len(text) <= _LONGEST_REMEMBERED else function(text)

    return remembered


@_remembered
def canonical(token: str) -> str:
    """The one form under which a token is indexed: lower case, tone mark and i/y placed by rule.

    `token`: a run of letters and digits in normal form. hoà and hòa give hòa; kỹ and kĩ give kĩ; 05 and 5 give 5;
    what is not shaped as a Vietnamese syllable is only lowered. Tone placement moves no tone between syllables that
    differ otherwise, so no two words become one by it.
    """
    if token.isascii() and token.isdigit():  # of distinct tokens, numbers are the most
        return token[1] if len(token) == 2 and token[0] == "0" else token
    return _canonical(unicodedata.normalize("NFC", token.lower()))


@_remembered
def _canonical(token: str) -> str:
    """The same of what is lowered: a syllable has several cases."""
    if token.isascii() and not _I_OR_Y.fullmatch(token) and token != "qui":
        return token  # no mark can move
    toneless, tone = _without_tone(token)
    shape = _SYLLABLE.fullmatch(toneless) if tone is not None else None
    if shape is None:
        return token
    if _I_OR_Y.fullmatch(toneless):
        toneless = toneless[0] + "i"
    elif toneless == "qui":
        toneless = "quy"
    if not tone:
        return toneless
    place = shape.end("onset") + _tone_place(shape["vowels"], shape["coda"])
    return unicodedata.normalize("NFC", toneless[: place + 1] + tone + toneless[place + 1 :])


def _without_tone(token: str) -> tuple[str, str | None]:
    """`token` without its tone mark, and the mark: "" where it has none, None where it has more than one."""
    decomposed = unicodedata.normalize("NFD", token)
    tones = [character for character in decomposed if character in _TONE_MARKS]
    if len(tones) > 1:
        return token, None
    for tone in tones:
        decomposed = decomposed.replace(tone, "")
    return unicodedata.normalize("NFC", decomposed), "".join(tones)


def _tone_place(vowels: str, coda: str | None) -> int:
    """Index in `vowels` of the letter that carries the tone, by the older school rule (hòa, thúy, của, khuỷu)."""
    of_quality = [index for index, vowel in enumerate(vowels) if vowel in _QUALITY_VOWELS]
    if of_quality:
        return of_quality[-1]
    if coda:
        return len(vowels) - 1
    return len(vowels) // 2 if len(vowels) == 3 else 0


def is_syllable_shaped(token: str) -> bool:
    """Whether `token`, in any case, has the letters of a Vietnamese syllable: NAM has, ILO and BHXH have not."""
    toneless, tone = _without_tone(token.lower())
    return tone is not None and _SYLLABLE.fullmatch(toneless) is not None


_ONSETS = frozenset("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split())


def may_begin_syllable(token: str) -> bool:
    """Whether letters, in any case, are the beginning of a Vietnamese syllable, whole ones too: ng, thu; not bh."""
    letters = fold(token.lower())
    vowel = next((place for place, letter in enumerate(letters) if letter in "aeiouy"), len(letters))
    return letters[:vowel] in _ONSETS or not vowel


@_remembered
def fold(text: str) -> str:
    """`text` without Vietnamese (and other Latin) marks: đường → duong, Đ → D. The case stays; idempotent."""
    if text.isascii():
        return text
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")

"""Unicode as Vietnamese needs it: one spelling for what is written in several ways, and where each character stood.

The stored text is never changed; these functions give the forms that terms are made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

# Letters and spaces that real files hold in place of the right ones, one for one.
# Ð (eth) and Ɖ (African D) look like Đ; a no-break space is a space; a zero-width space parts words.
_SUBSTITUTES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "\u00a0": " ", "\u202f": " ", "\u200b": " "})
# Soft hyphen, joiners and the byte order mark stand inside words and mean nothing to a reader.
_INVISIBLE = re.compile("[\u00ad\u200c\u200d\u2060\ufeff]")

_MANY_MARKS = 32

_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_LATIN_MARKS = re.compile("[\u0300-\u036f]")

_SYLLABLE = re.compile(
    # Only onsets that the language has: bh is none, so bhyt is an abbreviation.
    "(?P<onset>qu|gi(?=[aăâeêioôơuưy])|ngh|[cgknpt]h|ng|tr|[bcdđghklmnprstvx]?)"
    "(?P<vowels>[aăâeêioôơuưy]{1,3})"
    "(?P<coda>ch|ng|nh|[cmnpt])?"
)
_QUALITY_VOWELS = "ăâêôơư"
_I_OR_Y = re.compile("[hklmst][iy]")


@dataclass(frozen=True)
class NormalizedText:
    """A text in normal form, and for each of its characters the place it came from."""

    text: str
    starts: Sequence[int]
    """Per character: the offset in the source at which what it stands for begins."""
    ends: Sequence[int]
    """Per character: the offset in the source at which what it stands for ends."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the source that `text[start:end]`, which is not empty, stands for."""
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> NormalizedText:
    """`text` in NFC with Đ for its look-alikes, plain spaces, and no invisible characters; the case stays."""
    text = text.translate(_SUBSTITUTES)
    if unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text):
        return NormalizedText(text, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", _in_canonical_order(cluster))
        characters.append(composed)
        starts.extend([start] * len(composed))
        ends.extend([end] * len(composed))
    return NormalizedText("".join(characters), starts, ends)


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """A character with all that may compose with it, and its start and end; invisible characters are left out."""
    cluster: list[str] = []
    start = end = 0
    for offset, character in enumerate(text):
        if _INVISIBLE.match(character):
            continue
        if cluster and not _joins_what_precedes(character):
            yield "".join(cluster), start, end
            cluster = []
        if not cluster:
            start = offset
        cluster.append(character)
        end = offset + 1
    if cluster:
        yield "".join(cluster), start, end


def _in_canonical_order(cluster: str) -> str:
    """The same to Unicode, with a long run of marks sorted, which `unicodedata` would do in square time."""
    if len(cluster) <= _MANY_MARKS:
        return cluster
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in cluster)
    runs = groupby(decomposed, lambda character: unicodedata.combining(character) != 0)
    return "".join("".join(sorted(run, key=unicodedata.combining) if marks else run) for marks, run in runs)


def _joins_what_precedes(character: str) -> bool:
    """Whether NFC may merge or reorder `character` with what stands before it: marks, and parts of Hangul."""
    if character < "\u0300":
        return False
    return (
        unicodedata.combining(character) != 0
        or unicodedata.category(character) in ("Mn", "Mc")
        or "\u1160" <= character <= "\u11ff"
        # Kirat Rai vowel signs, the only letters (not marks) outside Hangul that compose.
        or "\U00016d63" <= character <= "\U00016d6a"
    )


@lru_cache(maxsize=1 << 16)
def canonical(token: str) -> str:
    """The one form under which a token is indexed: lower case, tone mark and i/y placed by rule.

    `token`: a run of letters and digits in normal form. hoà and hòa give hòa; kỹ and kĩ give kĩ; what is not
    shaped as a Vietnamese syllable is only lowered. Tone placement moves no tone between syllables that differ
    otherwise, so no two words become one by it.
    """
    token = unicodedata.normalize("NFC", token.lower())
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


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """`text` without Vietnamese (and other Latin) marks: đường → duong, Đ → D. The case stays; idempotent."""
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")

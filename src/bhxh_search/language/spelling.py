"""A syllable as pyvi's dictionary spells it most: hoà or hòa, công ty or công ti."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.tokens import token_spans

# An open syllable in decomposed form: letters, then a tone.
_WITH_Y = re.compile("[hklt]i[\u0300\u0301\u0303\u0309\u0323]?|mi\u0303")


def respell(text: str, spelling: Mapping[str, str]) -> str:
    """`text` with each syllable as in `spelling`, a mapping from canonical syllables.

    `text` is in NFC. The result has the same length, and the same case at each place, so offsets hold; two
    spellings of one sentence give one result. pyvi's model saw hardly any other spelling.
    """
    if text.upper() == text.lower():
        return text  # digits and signs, as most distinct tokens are
    pieces: list[str] = []
    done = 0
    for start, end in token_spans(text):
        token = text[start:end]
        key = canonical(token)
        usual = spelling.get(key, key)
        # Most are spelled so already, which is cheaper to see than whether this is a syllable.
        if len(usual) != len(token) or usual == token.lower() or not is_syllable_shaped(token):
            continue
        pieces.append(text[done:start])
        pieces.extend(
            letter.upper() if source.isupper() else letter for letter, source in zip(usual, token, strict=True)
        )
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def as_in_laws(syllable: str) -> str:
    """A canonical syllable with y where laws and newspapers write it: công ty, kỹ, lý, kỳ, tỷ, hy; but sĩ, mi.

    `canonical` writes i in all of them. Which one is usual was counted in the articles of Vietnamese laws.
    """
    if len(syllable) != 2:
        return syllable
    letters = unicodedata.normalize("NFD", syllable)
    if _WITH_Y.fullmatch(letters) is None:
        return syllable
    return unicodedata.normalize("NFC", letters[0] + "y" + letters[2:])

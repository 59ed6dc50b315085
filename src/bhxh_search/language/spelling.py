"""A syllable as pyvi's dictionary spells it most: hoà or hòa, công ty or công ti."""

from __future__ import annotations

from collections.abc import Mapping

from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.tokens import token_spans


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

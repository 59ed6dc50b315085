"""Syllables → words, by pyvi, with the character offsets that pyvi does not give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.tokens import token_spans

Span = tuple[int, int]


def segment(text: str) -> list[tuple[Span, ...]]:
    """The words of `text` as pyvi finds them, each a tuple of the spans of its tokens.

    `text` is in NFC; spans are in characters of it, and every token of pyvi is in exactly one word, in order.
    A capital-and-dot token such as `BHXH.` keeps its dot here, as in pyvi.
    """
    tokenizer = _pyvi()
    tokens: list[str] = tokenizer.sylabelize(text)[1]
    if not tokens:
        return []
    words: list[list[Span]] = []
    output = tokenizer.tokenize(text)
    offset = written = 0
    for token in tokens:
        start = text.index(token, offset)  # only white space stands between tokens
        offset = start + len(token)
        joined = written > 0 and output[written - 1] == "_"
        if not joined:
            words.append([])
        words[-1].append((start, offset))
        written += len(token) + 1  # the token, and the "_" or " " that pyvi writes after it
    return [tuple(word) for word in words]


def respell(text: str) -> str:
    """`text` with each syllable spelled as pyvi's dictionary spells it most (hoà or hòa, công ty or công ti).

    `text` is in NFC. The result has the same length, and the same case at each place, so offsets hold; two
    spellings of one sentence give one result. pyvi's model saw hardly any other spelling.
    """
    spelling = _dictionary_spelling()
    pieces: list[str] = []
    done = 0
    for start, end in token_spans(text):
        token = text[start:end]
        key = canonical(token)
        usual = spelling.get(key, key)
        if len(usual) != len(token) or usual == token or not is_syllable_shaped(token):
            continue
        pieces.append(text[done:start])
        pieces.extend(
            letter.upper() if source.isupper() else letter for letter, source in zip(usual, token, strict=True)
        )
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


@cache
def _pyvi() -> Any:
    # Imported at first use: it loads scikit-learn and a model, which takes more than a second.
    from pyvi.ViTokenizer import ViTokenizer

    return ViTokenizer


@cache
def _dictionary_spelling() -> Mapping[str, str]:
    """Canonical syllable → its most frequent spelling in pyvi's dictionary; of equals, the first by letter."""
    import pyvi

    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    words = Path(pyvi.__file__).with_name("models") / "words.txt"
    for syllable in words.read_text(encoding="utf-8").lower().split():
        counts[canonical(syllable)][syllable] += 1
    return {key: min(spellings, key=lambda s: (-spellings[s], s)) for key, spellings in counts.items()}

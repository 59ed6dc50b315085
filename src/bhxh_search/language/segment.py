"""Syllables → words, by pyvi, with the character offsets that pyvi does not give."""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.tokens import token_spans

Span = tuple[int, int]


# pyvi's pattern without e-mails, which come after `first`: tried at each character of a long line of hyphens, an
# e-mail costs the square of it.
_TOKEN = re.compile(
    r"(?P<first>[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://\S+)"
    r"|\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
)
_EMAIL = re.compile(r"[a-zA-Z0-9_.+-]+(?=(?P<host>@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+)?)")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def segment(text: str) -> list[tuple[Span, ...]]:
    """The words of `text` as pyvi finds them, each a tuple of the spans of its tokens.

    `text` is in NFC; spans are in characters of it, and every token of pyvi is in exactly one word, in order.
    A capital-and-dot token such as `BHXH.` keeps its dot here, as in pyvi.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text)  # pyvi's model raises on them
    spans = _pyvi_spans(text)
    if not spans:
        return []
    tokens = [text[start:end] for start, end in spans]
    pyvi = _pyvi()
    [labels] = pyvi.model.predict([pyvi.sent2features(tokens, False)])
    words = [[spans[0]]]
    for number in range(1, len(tokens)):
        if labels[number] == "I_W" and _may_join(tokens[number - 1], tokens[number]):
            words[-1].append(spans[number])
        else:
            words.append([spans[number]])
    return [tuple(word) for word in words]


def _pyvi_spans(text: str) -> list[Span]:
    """Where the tokens of pyvi stand: the same as its `sylabelize` finds, in time linear in the text."""
    emails = deque(
        (match.start(), match.end(), match.end("host")) for match in _EMAIL.finditer(text) if match["host"]
    )
    spans: list[Span] = []
    offset = 0
    while match := _TOKEN.search(text, offset):
        start, offset = match.span()
        while emails and emails[0][1] <= start:
            emails.popleft()
        if emails and emails[0][0] <= start and not match["first"]:
            offset = emails[0][2]
        spans.append((start, offset))
    return spans


def _may_join(previous: str, token: str) -> bool:
    """Whether pyvi lets two tokens be of one word, whatever its model says."""
    if token in string.punctuation or previous in string.punctuation:
        return False
    if token[0].isdigit() or previous[0].isdigit():
        return False
    return previous[0].istitle() or not token[0].istitle()


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

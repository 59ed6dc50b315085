"""The words of a query as one text without marks, for patterns of what people ask of laws; and back to its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bhxh_search.language.characters import fold
from bhxh_search.language.query_words import QueryWord

_MOST_WORDS = 40
_LONGEST = 400
"""Characters: what asks something of a law is shorter."""
_compiled = cache(re.compile)


@dataclass(frozen=True)
class FoldedWords:
    """Words of a query, joined by single blanks."""

    text: str
    starts: tuple[int, ...]
    """Where each word begins in it."""

    def matched(self, patterns: Sequence[str]) -> re.Match[str] | None:
        """The match of the first of some patterns that is all of the words."""
        found = (_compiled(pattern).fullmatch(self.text) for pattern in patterns)
        return next((match for match in found if match is not None), None)

    def numbers(self, span: tuple[int, int]) -> range:
        """Which words stand in a span of characters; none where it begins or ends within one."""
        start, end = span
        if start not in self.starts or not (end == len(self.text) or end + 1 in self.starts):
            return range(0)
        return range(self.starts.index(start), sum(one < end for one in self.starts))


def folded_words(words: Sequence[QueryWord]) -> FoldedWords | None:
    """The words as such a text; None where there are too many of them."""
    if len(words) > _MOST_WORDS:
        return None
    starts: list[int] = []
    text = ""
    for word in words:
        text += " " * bool(text)
        starts.append(len(text))
        text += fold(word.written)
    return FoldedWords(text, tuple(starts)) if len(text) <= _LONGEST else None

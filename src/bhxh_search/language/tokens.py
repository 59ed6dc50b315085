"""Text → tokens: the runs of letters and digits that take positions in the streams."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W_]+")


def token_spans(text: str) -> list[tuple[int, int]]:
    """Start and end, in characters, of every run of letters and digits of `text`, which is in normal form.

    Vietnamese writes a space between syllables, so a token is a syllable, a number, or a foreign word.
    Punctuation, marks that stand alone, and the underscore part tokens and are none.
    """
    return [match.span() for match in _TOKEN.finditer(text)]

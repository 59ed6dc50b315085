"""Abbreviations that are read with what stands beside them: TP.HCM, Tp. Cần Thơ, Bộ LĐ-TB&XH, bhxh tn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bhxh_search.language.abbreviation_table import BEFORE_A_NAME, BEHIND, IN_PIECES, may_begin_pieces
from bhxh_search.language.abbreviations import Words, split_words
from bhxh_search.language.characters import fold

Spans = Sequence[tuple[int, int]]

_BETWEEN_PIECES = re.compile(r"\s?[-–&.]?\s?")
_BETWEEN_TWO = re.compile(r"\s?[-–&]\s?")
_BEFORE_NAME = re.compile(r"\.?\s{0,2}")
MOST = max(map(len, IN_PIECES))
"""Of an abbreviation's tokens."""


def read_pieces(text: str, tokens: Spans, *, query: bool) -> tuple[Words | None, ...]:
    """What the first of `tokens` stand for: a full form for each, None for one that stands for itself.

    `tokens`: spans in `text`, which is in normal form, of up to `MOST` tokens. Empty: there is no such abbreviation.
    A text writes the pieces in capitals and a name with one; a query may leave out capitals and marks.
    """
    if not may_begin_pieces(text[slice(*tokens[0])], query=query):
        return ()
    written = [text[start:end] for start, end in tokens]
    gaps = [text[one[1] : other[0]] for one, other in pairwise(tokens)]
    if query and len(written) > 1 and gaps[0].isspace():
        behind = BEHIND.get(written[0].upper(), {}).get(written[1].upper())
        if behind is not None:
            return None, split_words(behind)
    for pieces in IN_PIECES:
        between = _BETWEEN_TWO if len(pieces) == 2 else _BETWEEN_PIECES
        joined = len(gaps) >= len(pieces) - 1 and all(map(between.fullmatch, gaps[: len(pieces) - 1]))
        if joined and all(_is_piece(token, piece, query) for token, (piece, _) in zip(written, pieces, strict=False)):
            return tuple(split_words(full) if "_" in full else None for _, full in pieces)
    full = BEFORE_A_NAME.get(written[0].upper())
    if full is None or len(written) < 2 or not _BEFORE_NAME.fullmatch(gaps[0]):
        return ()
    is_name: Callable[[str], bool] = str.isalpha if query else str.isupper
    return (split_words(full),) if is_name(written[1][0]) else ()


def _is_piece(token: str, piece: str, query: bool) -> bool:
    if query:
        return fold(token).upper() == fold(piece)
    return token == piece or (piece == "VÀ" and token == "và")

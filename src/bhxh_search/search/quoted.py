"""Phrases of a query that stand in quotes: they must occur, but nobody insists on them with a sign."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bhxh_search.search.items import QUOTES
from bhxh_search.search.tree import Clause, Query, RankedText, Word


def quoted_pieces(query: Query) -> list[RankedText]:
    """The pieces of a query that are whole phrases, in query order; less those after a `+`, and those of fields."""
    return [piece for piece in query.pieces if not piece.field and _is_quoted(piece, query.text)]


def piece_of(clause: Clause, quoted: Sequence[RankedText]) -> RankedText | None:
    """The one of `quoted`, in query order, that a clause was made of; None where it is no phrase that must occur."""
    word = clause.node
    if clause.occurs != "must" or not isinstance(word, Word):
        return None
    number = bisect_right(quoted, word.start, key=lambda piece: piece.start) - 1
    if number < 0 or word.start >= quoted[number].start + len(quoted[number].text):
        return None
    return quoted[number]


def _is_quoted(piece: RankedText, text: str) -> bool:
    if not piece.start:
        return False
    end = piece.start + len(piece.text)
    is_whole = text[piece.start - 1] in QUOTES and end < len(text) and text[end] in QUOTES
    return is_whole and text[max(0, piece.start - 2)] != "+"

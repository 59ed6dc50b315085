"""A law number that no text has → its kind and first part, as news says it: 16/CT-TTg, chỉ thị 16."""

from __future__ import annotations

from bhxh_search.language.law_references import kind_before, kind_in_full
from bhxh_search.language.query_words import query_words
from bhxh_search.search.query_counter import QueryCounter, is_problem, with_pieces
from bhxh_search.search.results import Suggestion
from bhxh_search.search.tree import Query


def with_numbers_in_part(query: Query, counter: QueryCounter) -> Suggestion | None:
    """The query with its law numbers as their kind and first part; None where that finds nothing, or another law.

    A text that says *nghị định 100* may mean the one that was asked for, unless a text has the number of some
    nghị định 100 in full.
    """
    texts: dict[int, str] = {}
    for number, piece in enumerate(query.pieces):
        if not piece.field and not is_problem(query, piece.start, piece.start + len(piece.text)):
            texts[number] = _in_part(piece.text, counter)
    text = with_pieces(query, texts)
    total = counter.total(text) if text != query.text else 0
    return Suggestion(text, "fewer-words", total) if total else None


def _in_part(text: str, counter: QueryCounter) -> str:
    """A text with the law numbers that no document has as it was typed but for those."""
    written, end = "", 0
    for word in query_words(text):
        first, _, letters = (*(word.number or "").split(), "", "", "")[:3]
        kind = kind_in_full(letters)
        if kind == letters:
            continue
        said = _said(kind, first)
        if counter.total(text[word.start : word.end]) or counter.total(f'cites:"{said}"'):
            continue
        # The kind may stand before the number already: chỉ thị số 16/CT-TTg.
        written += text[end : word.start] + (first if kind_before(text[: word.start]) else said)
        end = word.end
    return written + text[end:]


def _said(kind: str, first: str) -> str:
    """A kind and a number as queries read them as one: thông báo 16 are two words, thông báo số 16 are one."""
    said = f"{kind} {first}"
    return said if any(word.number for word in query_words(said)) else f"{kind} số {first}"

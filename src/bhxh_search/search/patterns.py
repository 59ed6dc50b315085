"""Terms of a query that stand for many: which texts fit a beginning, a misspelling, or a part of a law number."""

from __future__ import annotations

from collections.abc import Callable

from bhxh_search.language.law_references import fits
from bhxh_search.search.tree import Form, Term

EDITS: dict[Form, int] = {"one edit": 1, "two edits": 2}


def accepts(term: Term) -> Callable[[str], bool]:
    """Whether a text of the term's stream is one that it stands for."""
    text = term.text
    if term.form == "beginning":
        return lambda other: other.startswith(text)
    if term.form == "number":
        return lambda other: fits(text, other)
    if term.form == "whole":
        return lambda other: other == text
    edits = EDITS[term.form]
    letters = set(text)
    return lambda other: (
        abs(len(other) - len(text)) <= edits
        and len(letters.symmetric_difference(other)) <= 2 * edits
        and distance(text, other) <= edits
    )


def distance(one: str, other: str) -> int:
    """How many edits make one text of another: a letter put in, left out, or in another's place, or two swapped.

    The optimal string alignment distance (Damerau 1964, with no letter edited twice).
    """
    two_above: list[int] = []
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_above, above, row = above, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, two_above[j - 2] + 1)
            row.append(cost)
    return row[-1]

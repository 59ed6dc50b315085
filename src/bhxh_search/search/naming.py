"""A document asked for by its name: `luật bảo hiểm xã hội 2014`, `quyết định 844/QĐ-TTg`, `điều 5 luật BHXH 2024`.

Every article bears the number of its law and stands under its name, and the shortest says little besides. What was
asked for is the document whose title is that name, the head of the law, or the article that is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import fold
from bhxh_search.language.law_references import is_a_kind
from bhxh_search.language.query_words import QueryWord, query_words
from bhxh_search.search.held import Key
from bhxh_search.search.lead_words import OLD, asking_nothing, ends_with_a_number, is_article, names_a_kind
from bhxh_search.search.tree import Group, Query

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_GUIDING = {("hướng", "dẫn"), ("chi", "tiết"), ("huong", "dan"), ("chi", "tiet")}
"""Words of a document that says how a law is to be applied."""
_LONGEST_KIND = 4
_LONGEST = 40
"""Words of a name."""


class Name(NamedTuple):
    """What a query asks for by its name."""

    terms: tuple[Key, ...]
    """Those that the title must hold."""
    row: tuple[Key, ...]
    """The words of the name one after another, without years."""
    kind: int
    """How many of them are the kind of the document, which a title may part from the name by its number."""
    articles: tuple[tuple[Key, ...], ...]
    """Or chapters: of which one must stand in it too, its terms side by side; where there are any."""
    pattern: str | None
    """Of the law number that the document must bear as its own, or as that of the law that it guides."""
    guides: bool
    """Whether it is that of the law that it guides."""
    syllables: int
    """How many of a title the name would be."""
    old: bool = False
    """Whether the text before the one in force is asked for."""


def name_asked_for(query: Query, abbreviations: Abbreviations) -> Name | None:
    """The name that all of a query is, of a kind of documents or with a law number; None where it is none."""
    if any(piece.field for piece in query.pieces) or not _is_one(query.group):
        return None
    # Parentheses as in `luật BHXH (2024)` part it into pieces.
    read = (piece.words or query_words(piece.text, abbreviations, listed=True) for piece in query.pieces)
    words = tuple(word for of_piece in read for word in of_piece)
    if len(words) > _LONGEST:
        return None
    number = f"{int(words[-1].written)} *" if ends_with_a_number(words) else None
    nothing = asking_nothing(words)
    old = any(words[place].written == OLD for place in nothing)
    words = tuple(word for number, word in enumerate(words) if number not in nothing)
    articles = [
        tuple(_keys(replace(word, syllables=form)))
        for word in _asked_provisions(words)
        for form in (word.syllables, *word.spoken)
    ]
    law = [word for word in words if word.kind != "provision"]
    numbers = [word for word in law if word.number is not None]
    if len(numbers) > 1 or not (numbers or names_a_kind(law)):
        return None
    written = [word.written for word in law]
    guides = any(pair in _GUIDING for pair in pairwise(written))
    pattern = numbers[0].number if numbers else number
    if pattern is number is not None:
        law = law[:-1]
    row = [key for word in law if word.number is None and not _YEAR.fullmatch(word.written) for key in _keys(word)]
    years = [key for word in law if _YEAR.fullmatch(word.written) for key in _keys(word)]
    terms = dict.fromkeys(row if guides else [*row, *years])  # that of the law which is guided
    others = [*articles[:1], *(number.syllables for number in numbers)]
    syllables = len(terms) + sum(map(len, others))
    if guides and pattern is not None:
        # Whatever else stands in its title, what guides that very law is asked for, and nothing in a row.
        row, syllables = [], _LONGEST
    kind = next(
        (size for size in range(_LONGEST_KIND, 0, -1) if is_a_kind(" ".join(key[1] for key in row[:size]))), 0
    )
    return Name(tuple(terms), tuple(row), kind, tuple(articles), pattern, guides, syllables, old)


def _asked_provisions(words: Sequence[QueryWord]) -> list[QueryWord]:
    """The articles that are asked for; where there are none, the chapter or else the section, which the titles of its
    articles name too."""
    articles = [word for word in words if is_article(word)]
    for name in () if articles else ("chuong", "muc"):
        articles = articles or [
            word for word in words if word.kind == "provision" and fold(word.syllables[0]) == name
        ]
    return articles


def _is_one(group: Group) -> bool:
    """Whether all of a query is asked for together: one branch, and no group within it."""
    return len(group.branches) == 1 and not any(isinstance(clause.node, Group) for clause in group.branches[0])


def _keys(word: QueryWord) -> list[Key]:
    """What was typed without marks is looked for so; a full form has its marks."""
    return [
        ("folded" if is_bare(one) and word.kind != "abbreviation" else "exact", one, ("title",))
        for one in word.syllables
    ]

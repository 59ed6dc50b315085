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
from bhxh_search.search.effects import Asked, asked_of_a_law
from bhxh_search.search.held import Key
from bhxh_search.search.lead_words import (
    OLD,
    asking_nothing,
    bare_number,
    ends_with_a_number,
    is_article,
    names_a_kind,
)
from bhxh_search.search.several_laws import laws_in
from bhxh_search.search.tree import Group, Query

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_GUIDING = {("hướng", "dẫn"), ("chi", "tiết"), ("huong", "dan"), ("chi", "tiet")}
"""Words of a document that says how a law is to be applied."""
_TOKENS_OF_A_NUMBER = 3
"""41/2024/QH15."""
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
    articles: tuple[Forms, ...]
    """Of which one must stand in it too, its terms side by side; where there are any."""
    places: tuple[tuple[Forms, ...], ...]
    """A chapter and a section, each in either numerals, which must all stand in it too."""
    pattern: str | None
    """Of the law number that the document must bear as its own, or as that of the law that it guides."""
    guides: bool
    """Whether it is that of the law that it guides."""
    syllables: int
    """How many of a title the name would be."""
    old: bool = False
    """Whether the law before the one in force is asked for."""
    newest: bool = False
    """Whether of several laws whose numbers fit the newest is meant."""
    asked: Asked | None = None
    """What is asked of it."""


Forms = tuple[Key, ...]
"""Terms side by side."""


def names_asked_for(query: Query, abbreviations: Abbreviations) -> tuple[tuple[Name, ...], ...]:
    """The ways in which all of a query is names, of a kind of documents or with a law number, the likeliest first.

    Each is of one document or of several; there is none where the query is no name.
    """
    if any(piece.field for piece in query.pieces) or not _is_one(query.group):
        return ()
    # Parentheses as in `luật BHXH (2024)` part it into pieces.
    read = (piece.words or query_words(piece.text, abbreviations, listed=True) for piece in query.pieces)
    words = _with_sections([word for of_piece in read for word in of_piece])
    if len(words) > _LONGEST:
        return ()
    asked = asked_of_a_law(words)
    whole = _names(words)
    if asked is None:
        return (*whole, *_one(words)) if whole else _one(words)
    law = words[asked.law.start : asked.law.stop]
    of_law = _names(law) or _one(law)
    said = tuple(tuple(name._replace(asked=asked, articles=(), places=()) for name in names) for names in of_law)
    # Where no text says so: the title that is all of the query, or the law itself.
    return (*said, *(_one(words) if asked.relations else ()), *of_law)


def _names(words: Sequence[QueryWord]) -> tuple[tuple[Name, ...], ...]:
    """All the laws that words name, where these are several."""
    found = [_name([words[number] for number in law]) for law in laws_in(words)]
    names = tuple(name for name in found if name is not None)
    return (names,) if names and len(names) == len(found) else ()


def _one(words: Sequence[QueryWord]) -> tuple[tuple[Name, ...], ...]:
    """The document that words name; where it has no such section, its chapter."""
    name = _name(words)
    if name is None:
        return ()
    return ((name,), (name._replace(places=name.places[:1]),)) if len(name.places) > 1 else ((name,),)


def _name(words: Sequence[QueryWord]) -> Name | None:
    """The name that all of some words are; None where they are none."""
    number = f"{int(words[-1].written)} *" if ends_with_a_number(words) else None
    nothing = asking_nothing(words)
    old = any(words[place].written == OLD for place in nothing)
    words = [word for number, word in enumerate(words) if number not in nothing]
    articles = [form for word in words if is_article(word) for form in _forms(word)]
    in_it = [] if articles else [word for word in words if _is_place(word)]
    places = [tuple(_forms(word)) for word in sorted(in_it, key=lambda word: fold(word.syllables[0]))]
    law = [word for word in words if word.kind != "provision"]
    numbers = [word for word in law if word.number is not None]
    if len(numbers) > 1 or not (numbers or names_a_kind(law)):
        return None
    written = [word.written for word in law]
    guides = any(pair in _GUIDING for pair in pairwise(written))
    bare = bare_number(law)
    pattern = numbers[0].number if numbers else bare or number
    if bare or (pattern is number is not None):
        law = law[:-1]
    row = [key for word in law if word.number is None and not _YEAR.fullmatch(word.written) for key in _keys(word)]
    years = [key for word in law if _YEAR.fullmatch(word.written) for key in _keys(word)]
    terms = dict.fromkeys(row if guides else [*row, *years])  # that of the law which is guided
    others = [*(articles or [forms[0] for forms in places])[:1], *(number.syllables for number in numbers)]
    syllables = len(terms) + sum(map(len, others)) + (_TOKENS_OF_A_NUMBER if bare else 0)
    if guides and pattern is not None:
        # Whatever else stands in its title, what guides that very law is asked for, and nothing in a row.
        row, syllables = [], _LONGEST
    kind = next(
        (size for size in range(_LONGEST_KIND, 0, -1) if is_a_kind(" ".join(key[1] for key in row[:size]))), 0
    )
    provisions = tuple(articles), tuple(places)
    return Name(tuple(terms), tuple(row), kind, *provisions, pattern, guides, syllables, old, bare is not None)


def _is_place(word: QueryWord) -> bool:
    """Whether a word is a chapter or a section, which the titles of its articles name too."""
    return word.kind == "provision" and fold(word.syllables[0]) in ("chuong", "muc")


def _with_sections(words: Sequence[QueryWord]) -> list[QueryWord]:
    """The words of a query, of which *muc 3* beside a chapter is one: without its mark it may be *mức* elsewhere."""
    found: list[QueryWord] = []
    for number, word in enumerate(words):
        name = found[-1] if found else word
        beside = [*words[max(0, number - 2) : number - 1], *words[number + 1 : number + 2]]
        if name.written == "muc" and word.written.isdigit() and any(map(_is_place, beside)):
            syllables = (name.written, word.written)
            found[-1] = replace(word, kind="provision", start=name.start, syllables=syllables)
        else:
            found.append(word)
    return found


def _forms(word: QueryWord) -> list[Forms]:
    """The ways in which titles may say a provision."""
    return [tuple(_keys(replace(word, syllables=form))) for form in (word.syllables, *word.spoken)]


def _is_one(group: Group) -> bool:
    """Whether all of a query is asked for together: one branch, and no group within it."""
    return len(group.branches) == 1 and not any(isinstance(clause.node, Group) for clause in group.branches[0])


def _keys(word: QueryWord) -> list[Key]:
    """What was typed without marks is looked for so; a full form has its marks."""
    return [
        ("folded" if is_bare(one) and word.kind != "abbreviation" else "exact", one, ("title",))
        for one in word.syllables
    ]

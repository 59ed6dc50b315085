"""A document asked for by its name: `luật bảo hiểm xã hội 2014`, `quyết định 844/QĐ-TTg`, `điều 5 luật BHXH 2024`.

Every article bears the number of its law and stands under its name, and the shortest says little besides. What was
asked for is the document whose title is that name, the head of the law, or the article that is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bhxh_search.index.pairs import POSITION_BITS
from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.law_references import begins_with_a_kind
from bhxh_search.language.query_words import QueryWord, query_words
from bhxh_search.search.held import Key
from bhxh_search.search.lead_words import asking_nothing, ends_with_a_number, is_article
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.ranking import Floats
from bhxh_search.search.tree import Group, Query, Term

NAMED = 300.0
"""What a title adds that is the name asked for and nothing else; one that holds it, the share of it that the name is.
The head of a law with a title of sixty syllables must still stand before an article of few words."""
ONLY_TITLED = 0.1
"""Of that, what a title adds of a document that bears no law number: news of a law, an article without its fields."""
CITED = 0.5
"""Of that, what a title adds that names the article behind its beginning: that of Điều 16, on what Điều 21 has."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_GUIDING = {("hướng", "dẫn"), ("chi", "tiết"), ("huong", "dan"), ("chi", "tiet")}
"""Words of a document that says how a law is to be applied."""
_LONGEST = 40
"""Words of a name."""


class Name(NamedTuple):
    """What a query asks for by its name."""

    terms: tuple[Key, ...]
    """Those that the title must hold."""
    row: tuple[Key, ...]
    """The words of the name one after another, without years."""
    articles: tuple[tuple[Key, ...], ...]
    """Of which one must stand in it too, its terms side by side; where there are any."""
    pattern: str | None
    """Of the law number that the document must bear as its own, or as that of the law that it guides."""
    guides: bool
    """Whether it is that of the law that it guides."""
    syllables: int
    """How many of a title the name would be."""


def name_asked_for(query: Query, abbreviations: Abbreviations) -> Name | None:
    """The name that all of a query is, of a kind of documents or with a law number; None where it is none."""
    if any(piece.field for piece in query.pieces) or not _is_one(query.group):
        return None
    # Parentheses as in `luật BHXH (2024)` part it into pieces.
    read = (piece.words or query_words(piece.text, abbreviations) for piece in query.pieces)
    words = tuple(word for of_piece in read for word in of_piece)
    if len(words) > _LONGEST:
        return None
    number = f"{int(words[-1].written)} *" if ends_with_a_number(words) else None
    nothing = asking_nothing(words)
    words = tuple(word for number, word in enumerate(words) if number not in nothing)
    articles = [tuple(_keys(word)) for word in words if is_article(word)]
    law = [word for word in words if word.kind != "provision"]
    numbers = [word for word in law if word.number is not None]
    if len(numbers) > 1 or not (numbers or begins_with_a_kind(" ".join(word.written for word in law) + " ")):
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
    return Name(tuple(terms), tuple(row), tuple(articles), pattern, guides, syllables)


def _is_one(group: Group) -> bool:
    """Whether all of a query is asked for together: one branch, and no group within it."""
    return len(group.branches) == 1 and not any(isinstance(clause.node, Group) for clause in group.branches[0])


def _keys(word: QueryWord) -> list[Key]:
    """What was typed without marks is looked for so; a full form has its marks."""
    return [
        ("folded" if is_bare(one) and word.kind != "abbreviation" else "exact", one, ("title",))
        for one in word.syllables
    ]


def named(name: Name, lookup: Lookup) -> tuple[Integers, Floats]:
    """The documents of a segment, rising, that bear a name, and what each gets for it."""
    held = [lookup.held(*term) for term in name.terms]
    documents = np.zeros(0, np.int64)
    entitled = _entitled(name.articles, lookup) if name.articles else np.ones(lookup.size, np.float32)
    if all(one is not None for one in held):
        masks = [one.mask() for one in held if one is not None] or [np.ones(lookup.size, bool)]
        if name.pattern is not None:
            own = np.zeros(lookup.size, bool)
            found = lookup.naming("guides", name.pattern) if name.guides else lookup.own_numbers(name.pattern)
            own[found] = True
            masks.append(own)
        if name.articles:
            masks.append(entitled > 0)
        documents = np.flatnonzero(np.logical_and.reduce(masks))
    lengths = lookup.one.lengths("title", "exact")[documents]
    numbered = lookup.one.segment.keywords("number").first_numbers(documents) >= 0
    most: Floats = np.where(numbered, NAMED, NAMED * ONLY_TITLED).astype(np.float32)
    shares: Floats = np.float32(name.syllables) / np.maximum(lengths, name.syllables).astype(np.float32)
    return documents, most * shares * entitled[documents] * _in_a_row(name.row, documents, lookup)


def _in_a_row(row: Sequence[Key], documents: Integers, lookup: Lookup) -> Floats:
    """Per document: how much of a name stands in its title as it was asked for: the share of neighbours that are so,
    to the fourth power; the article of a law that only holds the words of another's name holds them apart."""
    titles = lookup.one.segment.parts["title"]
    pairs = list(dict.fromkeys(pairwise(row)))
    beside: Floats = np.zeros(len(documents), np.float32)
    for pair in pairs:
        holding = titles.phrase([lookup.ranges("title", Term(stream, text)) for stream, text, _ in pair])
        beside += np.isin(documents, holding, assume_unique=True)
    return (beside / np.float32(len(pairs))) ** 4 if pairs else np.ones(len(documents), np.float32)


def _entitled(articles: Sequence[Sequence[Key]], lookup: Lookup) -> Floats:
    """Per document: 1 where its title begins with one of some articles, `CITED` where it only holds one, else 0."""
    titles = lookup.one.segment.parts["title"]
    found: Floats = np.zeros(lookup.size, np.float32)
    for terms in articles:
        ranges = [lookup.ranges("title", Term(stream, text)) for stream, text, _ in terms]
        holding = titles.phrase(ranges)
        found[holding] = np.maximum(found[holding], CITED)
        last = titles.pairs.places_of_terms(ranges[-1])
        begun = last[last & ((1 << POSITION_BITS) - 1) == len(terms) - 1] >> POSITION_BITS
        found[begun[found[begun] > 0]] = 1.0
    return found

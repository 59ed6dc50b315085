"""The documents whose titles bear the name that a query asks for, and what each scores for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bhxh_search.index.pairs import Range, documents_at, positions_at
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.language.arrays import distinct
from bhxh_search.search.effect_articles import on_its_effect, related, with_what_ends_it
from bhxh_search.search.held import Key
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.named_order import (
    ARTICLE_NEAR_THE_BEST,
    NEAR_THE_BEST,
    Found,
    put_beside_others,
    put_in_the_order_of_laws,
    put_newest_first,
)
from bhxh_search.search.naming import Name
from bhxh_search.search.ranking import Floats
from bhxh_search.search.tree import Term

NAMED = 300.0
"""What a title adds that is the name asked for and nothing else; one that holds it, the share of it that the name is.
The head of a law with a title of sixty syllables must still stand before an article of few words."""
ONLY_TITLED = 0.1
"""Of that, what a title adds of a document that bears no law number: news of a law, an article without its fields."""
CITED = 0.5
"""Of that, what a title adds that names the article behind its beginning: that of Điều 16, on what Điều 21 has."""
GOING_ON = 0.1
"""Of that, what a title adds whose law is called so and more besides, where there is one that is only called so."""
_AFTER_A_NAME = "chương của do mục năm ngày phần số sửa theo trong về điều đối".split()
"""What may stand in a title right after the name of a law, besides numbers."""


def named(readings: Sequence[Sequence[Name]], lookups: Sequence[Lookup]) -> list[tuple[Integers, Floats]]:
    """Of each segment: the documents, rising, that bear a name, and what each gets for it.

    `readings`: ways of reading the query, as `names_asked_for` gives them; the first all of whose names documents
    bear counts, or else the first of which they bear one.
    """
    some: list[Found] = []
    for names in readings:
        each = [one for one in (_of_name(name, lookups) for name in names) if _are_any(lookups, one)]
        is_all = len(each) == len(names)
        if is_all or not some:
            some = [put_beside_others(one, lookups) for one in each] if len(names) > 1 else each
        if is_all:
            break
    nothing = [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in lookups]
    return [_together(of_segment) for of_segment in zip(nothing, *some, strict=True)]


def _of_name(name: Name, lookups: Sequence[Lookup]) -> Found:
    """The documents that bear a name, and what each gets for it."""
    if name.asked is not None and name.asked.relations:
        return related(name, name.asked, _bearing(_whole(name), lookups), lookups)
    found = _bearing(name, lookups)
    if (
        name.terms != name.row
        and not _are_any(lookups, found)
        and not _are_any(lookups, _bearing(_whole(name), lookups))
    ):
        # No title has the year: that of a text as amended has none.
        name = name._replace(terms=name.row)
        found = _bearing(name, lookups)
    if name.newest or (name.pattern is None and name.terms == name.row):
        is_part = name.articles or name.places or name.asked
        share = ARTICLE_NEAR_THE_BEST if is_part else NEAR_THE_BEST
        put_newest_first(found, lookups, share, old=name.old)
    if name.places:
        put_in_the_order_of_laws(found, lookups)
    if name.asked is not None and name.asked.ends:
        return with_what_ends_it(name, found, lookups)
    return found


def _whole(name: Name) -> Name:
    """The name of a law of which a part is asked for."""
    return name._replace(articles=(), places=(), asked=None)


def _bearing(name: Name, lookups: Sequence[Lookup]) -> Found:
    """The documents whose titles hold a name, and what each gets: little where others have no other name."""
    found = [_named(name, lookup) for lookup in lookups]
    going_on = [_goes_on(name, documents, lookup) for lookup, (documents, _) in zip(lookups, found, strict=True)]
    whole = [(documents, values * ~more) for (documents, values), more in zip(found, going_on, strict=True)]
    if _are_any(lookups, whole):
        for (_, values), more in zip(found, going_on, strict=True):
            values[more] *= np.float32(GOING_ON)
    return found


def _together(found: Sequence[tuple[Integers, Floats]]) -> tuple[Integers, Floats]:
    """The documents of one segment that bear one of several names, rising, and the most that each gets."""
    documents = distinct(np.concatenate([some for some, _ in found]))
    values = np.zeros(len(documents), np.float32)
    for some, of_some in found:
        places = documents.searchsorted(some)
        values[places] = np.maximum(values[places], of_some)
    return documents, values


def _are_any(lookups: Sequence[Lookup], found: Found) -> bool:
    """Whether a live document gets anything."""
    return any(
        (values[lookup.live_segment.all_live()[documents]] > 0).any()
        for lookup, (documents, values) in zip(lookups, found, strict=True)
    )


def _named(name: Name, lookup: Lookup) -> tuple[Integers, Floats]:
    """The documents of a segment, rising, whose titles hold a name, and what each gets for it."""
    held = [lookup.held(*term) for term in name.terms]
    documents = np.zeros(0, np.int64)
    entitled = _part_asked_for(name, lookup)
    if all(one is not None for one in held):
        masks = [one.mask() for one in held if one is not None] or [np.ones(lookup.size, bool)]
        if name.pattern is not None:
            own = np.zeros(lookup.size, bool)
            found = lookup.naming("guides", name.pattern) if name.guides else lookup.own_numbers(name.pattern)
            own[found] = True
            masks.append(own)
        masks.append(entitled > 0)
        documents = np.flatnonzero(np.logical_and.reduce(masks))
    lengths = lookup.live_segment.lengths("title", "exact")[documents]
    numbered = lookup.segment.keywords("number").first_numbers(documents) >= 0
    most: Floats = np.where(numbered, NAMED, NAMED * ONLY_TITLED).astype(np.float32)
    shares: Floats = np.float32(name.syllables) / np.maximum(lengths, name.syllables).astype(np.float32)
    return documents, most * shares * entitled[documents] * _in_a_row(name, documents, lookup)


def _in_a_row(name: Name, documents: Integers, lookup: Lookup) -> Floats:
    """Per document: how much of a name stands in its title as it was asked for: the share of neighbours that are so,
    to the fourth power; the article of a law that only holds the words of another's name holds them apart."""
    titles = lookup.segment.parts["title"]
    pairs = list(dict.fromkeys(pairwise(name.row)))
    beside: Floats = np.zeros(len(documents), np.float32)
    for pair in pairs:
        is_beside = np.isin(documents, titles.phrase(_ranges(pair, lookup)), assume_unique=True)
        if pair == name.row[name.kind - 1 : name.kind + 1]:
            is_beside |= np.isin(documents, _with_number(name, lookup), assume_unique=True)
        beside += is_beside
    return (beside / np.float32(len(pairs))) ** 4 if pairs else np.ones(len(documents), np.float32)


def _goes_on(name: Name, documents: Integers, lookup: Lookup) -> Booleans:
    """Per document: whether its title nowhere has a name as the whole of one: Luật Đầu tư công has Luật Đầu tư only
    as a beginning, others are on articles of it, and others have its words apart."""
    if len(name.row) < 2 or not len(documents):
        return np.zeros(len(documents), bool)
    titles = lookup.segment.parts["title"]
    ends = _ends(name.row, lookup)
    of_it = lookup.segment.parts["title"].pairs.places(_after_of(name.row[0], lookup)) + len(name.row)
    ends = ends[~np.isin(ends, of_it)]
    if 0 < name.kind < len(name.row) - 1:
        of_name = _ends(name.row[name.kind :], lookup)
        ends = np.union1d(ends, of_name[np.isin(documents_at(of_name), _with_number(name, lookup))])
    ends = ends[np.isin(documents_at(ends), documents)]
    words = [lookup.ranges("title", Term("exact", word)) for word in _AFTER_A_NAME]
    allowed = sorted({one for ranges in (*words, lookup.ranges_of_numbers("title")) for one in ranges})
    closed = titles.pairs.places(titles.pairs.ranges_between(_ranges(name.row[-1:], lookup)[0], allowed))
    lengths = lookup.live_segment.lengths("title", "exact")[documents_at(ends)]
    is_last = positions_at(ends) == lengths - 1
    whole = documents_at(ends[is_last | np.isin(ends, closed, assume_unique=True)])
    return ~np.isin(documents, whole)


def _after_of(word: Key, lookup: Lookup) -> list[Range]:
    """The pairs of *của* and a word in titles: một số điều của Luật Bảo hiểm y tế is in the name of another text."""
    of = lookup.ranges("title", Term("exact", "của"))
    return lookup.segment.parts["title"].pairs.ranges_between(of, _ranges([word], lookup)[0])


def _ends(row: Sequence[Key], lookup: Lookup) -> Integers:
    """The places, rising, of the last of two or more words where they stand in a row in titles."""
    pairs = lookup.segment.parts["title"].pairs
    ends: Integers | None = None
    for number, (first, second) in enumerate(pairwise(_ranges(row, lookup))):
        places = pairs.places(pairs.ranges_between(first, second)) + (len(row) - 1 - number)
        ends = places if ends is None else ends[np.isin(ends, places, assume_unique=True)]
    return np.zeros(0, np.int64) if ends is None else ends


def _with_number(name: Name, lookup: Lookup) -> Integers:
    """The documents, rising, in whose titles a number stands behind the kind: Luật 41/2024/QH15 BẢO HIỂM XÃ HỘI."""
    kind = _ranges(name.row[: name.kind][-1:], lookup)
    return (
        lookup.segment.parts["title"].phrase([*kind, lookup.ranges_of_numbers("title")])
        if kind
        else np.zeros(0, np.int64)
    )


def _ranges(row: Sequence[Key], lookup: Lookup) -> list[list[Range]]:
    return [lookup.ranges("title", Term(stream, text)) for stream, text, _ in row]


def _part_asked_for(name: Name, lookup: Lookup) -> Floats:
    """Per document: how much it is the part of the law that is asked for; 1 where that is all of it."""
    if name.asked is not None:
        return on_its_effect(lookup)
    if name.articles:
        return _entitled(name.articles, lookup)
    held = [_entitled(forms, lookup) > 0 for forms in name.places]
    every: Floats = np.logical_and.reduce([np.ones(lookup.size, bool), *held]).astype(np.float32)
    return every


def _entitled(articles: Sequence[Sequence[Key]], lookup: Lookup) -> Floats:
    """Per document: 1 where its title begins with one of some articles, `CITED` where it only holds one, else 0."""
    titles = lookup.segment.parts["title"]
    found: Floats = np.zeros(lookup.size, np.float32)
    for terms in articles:
        ranges = [lookup.ranges("title", Term(stream, text)) for stream, text, _ in terms]
        holding = titles.phrase(ranges)
        found[holding] = np.maximum(found[holding], CITED)
        last = titles.pairs.places_of_terms(ranges[-1])
        begun = documents_at(last[positions_at(last) == len(terms) - 1])
        found[begun[found[begun] > 0]] = 1.0
    return found

"""The documents whose titles bear the name that a query asks for, and what each scores for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bhxh_search.index.pairs import Range, documents_at, positions_at
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.search.held import Key
from bhxh_search.search.lookup import Lookup
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
NEAR_THE_BEST = 0.78
ARTICLE_NEAR_THE_BEST = 0.65
"""Who names a law without its year or number means the one in force: documents that get at least this share of what
the best gets, as the same law of other years and as amended do, stand by their dates, the newest first. Of articles
their headings make it differ more."""
_YEARS_APART = 6.0
"""What stands between two of them: more than else tells them apart."""


def named(name: Name, lookups: Sequence[Lookup]) -> list[tuple[Integers, Floats]]:
    """Of each segment: the documents, rising, that bear a name, and what each gets for it."""
    found = [_named(name, lookup) for lookup in lookups]
    if name.terms != name.row and not any(_are_any(lookup, *one) for lookup, one in zip(lookups, found, strict=True)):
        # No title has the year: that of a text as amended has none.
        name = name._replace(terms=name.row)
        found = [_named(name, lookup) for lookup in lookups]
    going_on = [_goes_on(name, documents, lookup) for lookup, (documents, _) in zip(lookups, found, strict=True)]
    whole = ((documents, values * ~more) for (documents, values), more in zip(found, going_on, strict=True))
    if any(_are_any(lookup, *one) for lookup, one in zip(lookups, whole, strict=True)):
        for (_, values), more in zip(found, going_on, strict=True):
            values[more] *= np.float32(GOING_ON)
    if name.pattern is None and name.terms == name.row:
        share = ARTICLE_NEAR_THE_BEST if name.articles else NEAR_THE_BEST
        _put_newest_first(found, lookups, share, but_one=name.old)
    return found


def _put_newest_first(
    found: Sequence[tuple[Integers, Floats]], lookups: Sequence[Lookup], share: float, *, but_one: bool
) -> None:
    """Change what the documents get that get at least this share of the most, by their dates.

    `but_one`: whether the newest of all come last, for those before them are asked for.
    """
    live = [lookup.live_segment.all_live()[documents] for lookup, (documents, _) in zip(lookups, found, strict=True)]
    best = max((values[alive].max(initial=0) for (_, values), alive in zip(found, live, strict=True)), default=0)
    near = [(values >= share * best) & alive for (_, values), alive in zip(found, live, strict=True)]
    dates = [lookup.segment.dates[documents] for lookup, (documents, _) in zip(lookups, found, strict=True)]
    known = np.unique(
        np.concatenate([np.zeros(0, np.int64), *(of[one] for of, one in zip(dates, near, strict=True))])
    )
    if len(known) < 2 or not best:
        return
    for (_, values), one, of in zip(found, near, dates, strict=True):
        newer = len(known) - 1 - known.searchsorted(of[one])
        if but_one:
            newer = (newer - 1) % len(known)
        by_date = np.maximum(best - _YEARS_APART * newer, share * best)
        values[one] = by_date - (best - values[one]) / 50


def _are_any(lookup: Lookup, documents: Integers, values: Floats) -> bool:
    """Whether a live document gets anything."""
    live = lookup.live_segment.live
    return bool((values > 0).any() if live is None else (values[live[documents]] > 0).any())


def _named(name: Name, lookup: Lookup) -> tuple[Integers, Floats]:
    """The documents of a segment, rising, whose titles hold a name, and what each gets for it."""
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
    as a beginning, and others have its words apart."""
    if len(name.row) < 2 or not len(documents):
        return np.zeros(len(documents), bool)
    titles = lookup.segment.parts["title"]
    ends = _ends(name.row, lookup)
    if 0 < name.kind < len(name.row) - 1:
        of_name = _ends(name.row[name.kind :], lookup)
        ends = np.union1d(ends, of_name[np.isin(documents_at(of_name), _with_number(name, lookup))])
    ends = ends[np.isin(documents_at(ends), documents)]
    words = [lookup.ranges("title", Term("exact", word)) for word in _AFTER_A_NAME]
    allowed = sorted({one for ranges in (*words, _digits(lookup)) for one in ranges})
    closed = titles.pairs.places(titles.pairs.ranges_between(_ranges(name.row[-1:], lookup)[0], allowed))
    lengths = lookup.live_segment.lengths("title", "exact")[documents_at(ends)]
    is_last = positions_at(ends) == lengths - 1
    whole = documents_at(ends[is_last | np.isin(ends, closed, assume_unique=True)])
    return ~np.isin(documents, whole)


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
    return lookup.segment.parts["title"].phrase([*kind, _digits(lookup)]) if kind else np.zeros(0, np.int64)


def _ranges(row: Sequence[Key], lookup: Lookup) -> list[list[Range]]:
    return [lookup.ranges("title", Term(stream, text)) for stream, text, _ in row]


def _digits(lookup: Lookup) -> list[Range]:
    """The terms of titles that begin with a digit."""
    found = {one for digit in "0123456789" for one in lookup.ranges("title", Term("exact", digit, "beginning"))}
    return sorted(found)


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

"""The order of the documents that bear a name: by the dates of laws, by their articles, of several laws together."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from bhxh_search.index.pairs import documents_at, positions_at
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.index.segment import year_of
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.ranking import Floats
from bhxh_search.search.tree import Term

Found = list[tuple[Integers, Floats]]
"""Of each segment: documents, rising, and what each gets."""

NEAR_THE_BEST = 0.78
ARTICLE_NEAR_THE_BEST = 0.65
"""Who names a law without its year or number means the one in force: documents that get at least this share of what
the best gets, as the same law of other years and as amended do, stand by their dates, the newest first. Of articles
their headings make it differ more."""
APART = 6.0
"""What stands between two of them: more than else tells them apart."""
_MOST = 2_000
"""Articles of a chapter, in the texts of a law."""
_BESIDE = 300.0
"""What the best document gets of each of several laws, whose titles may differ much in length."""
_NUMBER = re.compile("[0-9]{1,5}")
_YEAR = re.compile(r"/((?:19|20)[0-9]{2})(?![0-9])")


def put_newest_first(found: Found, lookups: Sequence[Lookup], share: float, *, old: bool = False) -> None:
    """Change what the documents get that get at least this share of the most, by their dates.

    `old`: whether the newest law, in all of its texts, comes last, for the one before it is asked for.
    """
    near = _near(found, lookups, share)
    some = [documents[one] for (documents, _), one in zip(found, near, strict=True)]
    dates = [lookup.segment.dates[documents] for lookup, documents in zip(lookups, some, strict=True)]
    keys: list[list[tuple[int, ...]]] = [[(-date,) for date in of_segment.tolist()] for of_segment in dates]
    if old:
        keys = _newest_law_last([_law(*one) for one in zip(some, dates, lookups, strict=True)], keys)
    ranks = {key: rank for rank, key in enumerate(sorted({key for of_segment in keys for key in of_segment}))}
    if len(ranks) < 2:
        return
    best = max(values[one].max(initial=0) for (_, values), one in zip(found, near, strict=True))
    for (_, values), one, of_segment in zip(found, near, keys, strict=True):
        by_date = np.maximum(best - APART * np.array([ranks[key] for key in of_segment], np.float32), share * best)
        values[one] = by_date - (best - values[one]) / 50


def _near(found: Found, lookups: Sequence[Lookup], share: float) -> list[Booleans]:
    """Of each segment: which documents are live and get at least this share of the most, if anything."""
    live = [lookup.live_segment.all_live()[documents] for lookup, (documents, _) in zip(lookups, found, strict=True)]
    best = max((values[alive].max(initial=0) for (_, values), alive in zip(found, live, strict=True)), default=0)
    return [(values >= share * best) & (values > 0) & alive for (_, values), alive in zip(found, live, strict=True)]


def _law(documents: Integers, dates: Integers, lookup: Lookup) -> list[tuple[int, bool]]:
    """Per document: the year of the law that it is a text of, and whether it is one that puts amendments into it.

    The year is that of its own number. Texts as amended have none, and name the law and those that amended it.
    """
    numbers, fields = lookup.segment.keywords("number"), lookup.segment.keywords("field")
    found: list[tuple[int, bool]] = []
    for document, date in zip(documents.tolist(), dates.tolist(), strict=True):
        own = _YEAR.search(numbers.first_of(document) or "")
        put_together = [value for value in fields.of(document) if value.startswith("consolidates:")]
        years = [int(year[1]) for value in put_together if (year := _YEAR.search(value))]
        found.append((int(own[1]) if own else min(years, default=year_of(date)), own is None))
    return found


def _newest_law_last(
    laws: Sequence[Sequence[tuple[int, bool]]], dates: Sequence[Sequence[tuple[int, ...]]]
) -> list[list[tuple[int, ...]]]:
    """What to put texts in order by: of each of several laws the text that was passed first, then those as amended.

    Of a single law, the text before the newest.
    """
    years = {year for of_segment in laws for year, _ in of_segment}
    if len(years) < 2:
        newest = min((key for of_segment in dates for key in of_segment), default=())
        return [[(key == newest, *key) for key in of_segment] for of_segment in dates]
    return [
        [(year == max(years), -year, amended, *key) for (year, amended), key in zip(*of_segment, strict=True)]
        for of_segment in zip(laws, dates, strict=True)
    ]


def put_in_the_order_of_laws(found: Found, lookups: Sequence[Lookup]) -> None:
    """Change what the articles of a chapter get: law by law, that of the best first, in each by their numbers."""
    near = _near(found, lookups, 0)
    if sum(int(one.sum()) for one in near) > _MOST:
        return  # `chương I luật` names no law
    laws: dict[str, float] = {}
    keys: list[list[tuple[str, int]]] = []
    for (documents, values), one, lookup in zip(found, near, lookups, strict=True):
        of_laws = [name_of_law(document, lookup) for document in documents[one].tolist()]
        for law, value in zip(of_laws, values[one].tolist(), strict=True):
            laws[law] = max(value, laws.get(law, 0.0))
        keys.append(list(zip(of_laws, _articles(documents[one], lookup), strict=True)))
    places = {(-laws[law], law, article) for of_segment in keys for law, article in of_segment}
    if not places:
        return
    ranks = {place[1:]: rank for rank, place in enumerate(sorted(places))}
    for (_, values), one, of_segment in zip(found, near, keys, strict=True):
        values[one] = max(laws.values()) + APART * np.array([len(ranks) - ranks[key] for key in of_segment])


def name_of_law(document: int, lookup: Lookup) -> str:
    """What tells the law that an article is of from others: its number, or else the whole that it is a part of."""
    named = (lookup.segment.keywords(name).first_of(document) for name in ("number", "group"))
    return next((name for name in named if name), "")


def _articles(documents: Integers, lookup: Lookup) -> list[int]:
    """Per document: the number of the first article that its title names; 0 for none."""
    titles = lookup.segment.parts["title"]
    found = dict.fromkeys(documents.tolist(), (-1, 0))
    for term in (term for bounds in lookup.ranges("title", Term("exact", "điều")) for term in range(*bounds)):
        vocabulary = titles.pairs.keys.dtype.type(len(titles.texts))
        first, last = titles.pairs.keys.searchsorted(
            np.array([term, term + 1], vocabulary.dtype) * vocabulary
        ).tolist()
        places, pairs = titles.pairs.places_by_pair(first, last)
        among = np.isin(documents_at(places), documents)
        for place, pair in zip(places[among].tolist(), (pairs[among] + first).tolist(), strict=True):
            number = _NUMBER.match(titles.texts[int(titles.pairs.keys[pair]) % int(vocabulary)])
            document, position = int(documents_at(place)), int(positions_at(place))
            if number and (found[document][0] < 0 or position < found[document][0]):
                found[document] = (position, int(number[0]))
    return [found[document][1] for document in documents.tolist()]


def put_beside_others(found: Found, lookups: Sequence[Lookup]) -> Found:
    """What the documents get that bear one of several names: the best of each the same, and all others less."""
    best = max(values[one].max(initial=0) for (_, values), one in zip(found, _near(found, lookups, 0), strict=True))
    return [
        (documents, np.where(values >= best, _BESIDE, values * (_BESIDE / 2 / best)).astype(np.float32))
        for documents, values in found
    ]

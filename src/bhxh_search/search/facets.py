"""How many of the documents found have each value of a field: exact counts, on arrays."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from bhxh_search.errors import InvalidRequest
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans, Snapshot
from bhxh_search.index.segment import Segment, ordinals
from bhxh_search.search.filters import FIELDS, field_named
from bhxh_search.search.results import FacetValue

WHOLE = ("path", "number", "group")
"""Fields that are kept as whole values under their own name."""
NOT_COUNTED = ("id", "title", "cites", "abbr")
"""Fields of queries that are words of a document, or tell it from all others."""

_EPOCH = dt.date(1970, 1, 1).toordinal()


def check_facets(names: Sequence[str]) -> None:
    """Raises `InvalidRequest` for a name that nothing can be counted by."""
    are_names = isinstance(names, Collection) and not isinstance(names, str)
    if not are_names or not all(isinstance(name, str) for name in names):
        raise InvalidRequest(f"facets is {names!r}; give names of fields, such as ['year', 'source']")
    for name in names:
        if field_named(name) in NOT_COUNTED:
            raise InvalidRequest(
                f"facets: documents are not counted by {name}; count by year, date, {', '.join(WHOLE)}, kind, "
                "issuer, source, author or another field of theirs"
            )


def count_facets(
    names: Sequence[str], found: Sequence[tuple[Segment, Booleans]]
) -> Mapping[str, tuple[FacetValue, ...]]:
    """For each of some fields, its values among `found` with how many documents have them, the most first.

    `names`: as for filters; the counts stand under the names that were given. `found`: per segment, for each document
    whether it was found. `year` and `date` are those of the document's date. A value of more than 100 characters is a
    text, and is not counted. What is out of range in a segment raises any exception.
    """
    documents = [(segment, np.flatnonzero(mask)) for segment, mask in found] if names else []
    return {name: _counted(field_named(name), documents) for name in names}


def unknown_facets(names: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Those of `names` that are fields of no document."""
    known = (*FIELDS, "year", *WHOLE)
    return [name for name in names if field_named(name) not in known and not snapshot.has_field(name)]


def _counted(name: str, found: Sequence[tuple[Segment, Integers]]) -> tuple[FacetValue, ...]:
    total: Counter[str] = Counter()
    for segment, documents in found:
        total.update(dict(_of_segment(name, segment, documents)))
    ordered = sorted(total.items(), key=lambda value: (-value[1], value[0]))
    return tuple(FacetValue(value, count) for value, count in ordered)


def _of_segment(name: str, segment: Segment, documents: Integers) -> Iterator[tuple[str, int]]:
    if name == "year":
        yield from _years(segment.dates[documents])
    elif name == "date":
        yield from _days(segment.dates[documents])
    elif name in WHOLE:
        yield from segment.keywords(name).counts(documents)
    else:
        for value, count in segment.keywords("field").counts(documents, f"{name}:"):
            yield value[len(name) + 1 :], count


def _years(dates: Integers) -> Iterator[tuple[str, int]]:
    days = ordinals(dates[dates > 0]) - _EPOCH
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    for year, count in zip(*np.unique(years, return_counts=True), strict=True):
        yield f"{year:04}", int(count)


def _days(dates: Integers) -> Iterator[tuple[str, int]]:
    for day, count in zip(*np.unique(ordinals(dates[dates > 0]), return_counts=True), strict=True):
        yield dt.date.fromordinal(int(day)).isoformat(), int(count)

"""Matching documents and their scores → the ones to show, best first; ties go by id."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import LiveSegment
from bhxh_search.search.ranking import Floats

Sort = Literal["relevance", "date", "-date"]

# The best k are among the blocks with the k highest maxima: of so many documents each.
_BLOCK = 256


@dataclass(frozen=True)
class Found:
    """The matching documents of one segment."""

    one: LiveSegment
    documents: Integers
    """Their numbers in the segment, rising."""
    scores: Floats
    """Of each."""


@dataclass(frozen=True)
class Ranked:
    """A document in its place among all."""

    one: LiveSegment
    number: int
    """In its segment."""
    score: float

    @property
    def id(self) -> str:
        """Its id."""
        return self.one.segment.ids[self.number]


def in_order(found: Sequence[Found], sort: Sort, count: int | None = None) -> Iterator[Ranked]:
    """The documents, the first `count` of them, in the order asked for; by date, those without one come last."""
    runs = [_of_segment(one, sort, count) for one in found if len(one.documents)]
    ordered = (one for _, one in heapq.merge(*runs, key=lambda keyed: keyed[0]))
    return islice(ordered, count)


def _of_segment(found: Found, sort: Sort, count: int | None) -> Iterator[tuple[tuple[Any, ...], Ranked]]:
    """The documents of one segment in order, each with what it is put in order by among those of others."""
    one, documents, scores = found.one, found.documents, found.scores
    dates = one.segment.dates[documents] if sort != "relevance" else None
    if dates is None:
        chosen = places_of_best(scores, count)
        documents, scores = documents[chosen], scores[chosen]
    keys: list[Any] = [one.segment.id_ranks[documents], -scores]
    by_date: list[Any] = [()] * len(documents)
    if dates is not None:
        by_time = -dates if sort == "date" else dates
        keys += [by_time, dates == 0]
        by_date = list(zip((dates == 0).tolist(), by_time.tolist(), strict=True))
    for place in np.lexsort(keys)[:count].tolist():
        ranked = Ranked(one, int(documents[place]), float(scores[place]))
        yield (*by_date[place], -ranked.score, ranked.id), ranked


def places_of_best(scores: Floats, count: int | None) -> Integers:
    """The places of the `count` highest scores, of all that equal the lowest of them, and maybe of some others."""
    blocks = len(scores) // _BLOCK
    if count is None or blocks <= count:
        return np.arange(len(scores))
    if not count:
        return np.zeros(0, np.int64)
    highest = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    threshold = np.partition(highest, blocks - count)[blocks - count]
    return np.flatnonzero(scores >= threshold)

"""Documents that match, with their scores → those to show, in the order asked for; ties go by id."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans, LiveSegment
from bhxh_search.search.ranking import Floats
from bhxh_search.search.sort import Sort

# The best k are among the blocks with the k highest maxima: of so many documents each.
_BLOCK = 256


UNMATCHED = -np.inf
"""The score of a document that does not match."""
_BITS = np.float32(UNMATCHED).view(np.int32)


def unscored(mask: Booleans) -> Floats:
    """Scores to begin with: 0 where a document matches. By its bits, in a third of the time of `numpy.where`."""
    scores: Floats = ((mask.view(np.int8) - np.int8(1)).astype(np.int32) & _BITS).view(np.float32)
    return scores


@dataclass(frozen=True)
class SegmentHits:
    """What a query found in one segment."""

    live_segment: LiveSegment
    scores: Floats
    """Per document; `UNMATCHED` where it does not match."""


class Ranked(NamedTuple):
    """A document in its place among all."""

    live_segment: LiveSegment
    number: int
    """In its segment."""
    score: float

    @property
    def id(self) -> str:
        """Its id."""
        return self.live_segment.segment.ids[self.number]


def in_order(found: Sequence[SegmentHits], sort: Sort, count: int | None = None) -> Iterator[Ranked]:
    """The documents, the first `count` of them, in the order asked for; by date, those without one come last."""
    runs = [_of_segment(hits, sort, count) for hits in found]
    ordered = runs[0] if len(runs) == 1 else heapq.merge(*runs, key=lambda keyed: keyed[0])
    return islice((ranked for _, ranked in ordered), count)


def _of_segment(found: SegmentHits, sort: Sort, count: int | None) -> Iterator[tuple[tuple[Any, ...], Ranked]]:
    """The documents of one segment in order, each with what it is put in order by among those of others."""
    segment = found.live_segment.segment
    documents = (
        np.flatnonzero(found.scores > UNMATCHED) if sort != "relevance" else places_of_best(found.scores, count)
    )
    scores = found.scores[documents]
    keys: list[Any] = [segment.id_ranks[documents], -scores]
    by_date: list[Any] = [()] * len(documents)
    if sort != "relevance":
        dates = segment.dates[documents]
        by_time = -dates if sort == "date" else dates
        keys += [by_time, dates == 0]
        by_date = list(zip((dates == 0).tolist(), by_time.tolist(), strict=True))
    for place in np.lexsort(keys)[:count].tolist():
        ranked = Ranked(found.live_segment, int(documents[place]), float(scores[place]))
        yield (*by_date[place], -ranked.score, ranked.id), ranked


def places_of_best(scores: Floats, count: int | None) -> Integers:
    """The documents of the `count` highest scores, of all that equal the lowest of them, and maybe of some others.

    `count`: at least 1; None for all.
    """
    floor = UNMATCHED if count is None else floor_of_best([scores], count)
    return np.flatnonzero(scores >= floor if floor > UNMATCHED else scores > UNMATCHED)


def floor_of_best(scores: Sequence[Floats], count: int) -> float:
    """What the `count`-th highest score of all segments is at least; `UNMATCHED` where there are fewer."""
    highest = np.concatenate([_highest_of_blocks(one) for one in scores])
    if len(highest) < count:
        highest = np.concatenate(scores)
    return (
        float(np.partition(highest, len(highest) - count)[len(highest) - count])
        if len(highest) >= count
        else UNMATCHED
    )


def _highest_of_blocks(scores: Floats) -> Floats:
    highest: Floats = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    return highest

"""Documents found → groups: the parts of one whole stand together, in the order of the best part of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bhxh_search.index.reader import Booleans
from bhxh_search.language.arrays import distinct
from bhxh_search.search.order import UNMATCHED, Ranked, SegmentHits, in_order
from bhxh_search.search.sort import Sort

_FIRST_LOOK = 8
"""How many documents are looked at first for each group of the page; then four times as many, and so on."""


class Member(NamedTuple):
    """A document of a page, in its group; one of no group is a group by itself."""

    rank: int
    """Of the group, from 1."""
    ranked: Ranked
    group_total: int
    """How many documents of the group were found."""


def grouped(
    found: Sequence[SegmentHits], sort: Sort, first: int, last: int, size: int | None
) -> tuple[list[Member], int]:
    """The documents of the groups from `first` to `last`, up to `size` of each; and how many groups there are."""
    order, whole = _best_groups(found, sort, last)
    page = order[first:last]
    members: dict[str, list[Ranked]] = {key: [] for key in page}
    for ranked in in_order([_only(hits, members) for hits in found], sort):
        members[_key(ranked)].append(ranked)
    shown = [
        Member(rank, ranked, len(members[key]))
        for rank, key in enumerate(page, first + 1)
        for ranked in members[key][:size]
    ]
    return shown, len(order) if whole else _count(found)


def _key(ranked: Ranked) -> str:
    """What names the group of a document: its group, or else its id."""
    group = ranked.live_segment.segment.keywords("group").first_of(ranked.number)
    return ranked.id if group is None else group


def _best_groups(found: Sequence[SegmentHits], sort: Sort, count: int) -> tuple[list[str], bool]:
    """The first `count` groups, and whether these are all that there are."""
    looked_at = _FIRST_LOOK * max(count, 1)
    while True:
        order: dict[str, None] = {}
        seen = 0
        for ranked in in_order(found, sort, looked_at):
            seen += 1
            order.setdefault(_key(ranked))
        if seen < looked_at or len(order) >= count:
            return list(order), seen < looked_at
        looked_at *= 4


def _count(found: Sequence[SegmentHits]) -> int:
    """How many groups were found, and documents of none that no group is named after."""
    names: set[str] = set()
    alone = 0
    for hits in found:
        groups = hits.live_segment.segment.keywords("group")
        numbers = groups.first_numbers(np.flatnonzero(hits.scores > UNMATCHED))
        names.update(groups.terms[number] for number in distinct(numbers[numbers >= 0]).tolist())
        alone += int(np.count_nonzero(numbers < 0))
    # Where each document is of a group, none has the name of one, and the many names need not be looked up.
    named = sum(len(_alone(hits, name)) for hits in found for name in names) if alone else 0
    return len(names) + alone - named


def _alone(found: SegmentHits, id: str) -> list[int]:
    """The found document of this id, if it is of no group."""
    segment = found.live_segment.segment
    return [
        number
        for number in segment.ids.every(id)
        if found.scores[number] > UNMATCHED and segment.keywords("group").first_of(number) is None
    ]


def _only(found: SegmentHits, wanted: Collection[str]) -> SegmentHits:
    """What was found of these groups alone."""
    return _where(found, _of_groups(found, wanted))


def in_other_groups(found: Sequence[SegmentHits], matched: Sequence[SegmentHits]) -> list[SegmentHits]:
    """What was found of groups of which `matched`, in the same segments, has no document."""
    names = {_key(ranked) for ranked in in_order(matched, "relevance")}
    return [_where(hits, ~_of_groups(hits, names)) for hits in found]


def _of_groups(found: SegmentHits, names: Collection[str]) -> Booleans:
    """Per document: whether it is of one of these groups, or found and alone under such a name."""
    segment = found.live_segment.segment
    groups = segment.keywords("group")
    of_document = groups.first_numbers(np.arange(len(found.scores)))
    numbers = [number for number in map(groups.terms.find, names) if number >= 0]
    chosen: Booleans = (of_document >= 0) & np.isin(of_document, numbers)
    chosen[[number for name in names for number in _alone(found, name)]] = True
    return chosen


def _where(found: SegmentHits, chosen: Booleans) -> SegmentHits:
    return replace(found, scores=np.where(chosen, found.scores, UNMATCHED).astype(found.scores.dtype))

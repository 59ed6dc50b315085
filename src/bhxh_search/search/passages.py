"""Where the words of a query stand in a text → the windows of it that hold most of what was asked for.

A window is worth the weights of the different words that it holds, and something more for each two neighbours of
the query that stand side by side in it. No window of the same length is worth more than the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.analysis import Span
from bhxh_search.search.highlights import Occurrences

SIDE_BY_SIDE = 0.3
"""What two neighbours of the query that stand side by side add, as a share of the lighter one's weight."""
SHOWN_ALREADY = 0.4
"""What an earlier snippet shows counts this much in a later one."""
WORTH_SHOWING = 0.3
"""A further snippet must be worth at least this share of the first."""

# Weights become whole numbers, so that equal windows are equal whatever the order in which they were added up.
_UNIT = 1000
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class _Feature:
    """A word, or two neighbours side by side, and where it stands."""

    places: Integers
    """The number of each of its occurrences among those of all words, rising."""
    ends: Integers
    """Where the first of its occurrences from this one on to end does so; one too long is taken as cut."""
    weight: int


class Passages:
    """The windows of one text."""

    def __init__(self, found: Occurrences, weights: Sequence[float], length: int) -> None:
        """`weights`: how telling each word of the query is; `length`: of a window, in characters."""
        self.starts = found.starts
        self.length = length
        ends = np.minimum(found.ends, found.starts + length)
        self.features: list[_Feature] = []
        before: tuple[int, int, Integers, int] | None = None
        for word, part, places, share in _units(found):
            weight = max(1, round(weights[word] * _UNIT * share))
            self.features.append(_feature(places, ends[places], weight))
            if before and (word, part) in ((before[0] + 1, part), (before[0], before[1] + 1)):
                at, end = _side_by_side(found.starts, ends, before[2], places)
                fits = end <= found.starts[at] + length
                if fits.any():
                    self.features.append(_feature(at[fits], end[fits], round(SIDE_BY_SIDE * min(weight, before[3]))))
            before = word, part, places, weight
        self.shown = [False] * len(self.features)

    def best(self, taken: Sequence[Span]) -> tuple[int, list[Span]]:
        """What the best windows apart from `taken` are worth; and of each, the part from its first word to its last.

        The shortest come first, and of these the first in the text. 0 and none where nothing is left.
        """
        if not len(self.starts):
            return 0, []
        limits = self._limits(taken)
        worth = np.zeros(len(self.starts), np.int64)
        for feature, weight in zip(self.features, self._weights(), strict=True):
            worth += weight * (_next_ends(feature, len(worth)) <= limits)
        most = int(worth.max())
        if not most:
            return 0, []
        chosen = np.flatnonzero(worth == most)
        last = np.zeros(len(chosen), np.int64)
        for feature in self.features:
            ends = np.append(feature.ends, _NEVER)[np.searchsorted(feature.places, chosen)]
            np.maximum(last, np.where(ends <= limits[chosen], ends, 0), out=last)
        first = self.starts[chosen]
        order = np.argsort(last - first, kind="stable")
        return most, list(zip(first[order].tolist(), last[order].tolist(), strict=True))

    def show(self, start: int, end: int) -> None:
        """Let what stands between two places count less from now on."""
        first, stop = np.searchsorted(self.starts, (start, end)).tolist()
        for number, feature in enumerate(self.features):
            at = int(np.searchsorted(feature.places, first))
            if at < len(feature.places) and feature.places[at] < stop and feature.ends[at] <= end:
                self.shown[number] = True

    def _weights(self) -> list[int]:
        return [
            round(feature.weight * SHOWN_ALREADY) if shown else feature.weight
            for feature, shown in zip(self.features, self.shown, strict=True)
        ]

    def _limits(self, taken: Sequence[Span]) -> Integers:
        """Where the window that begins at each occurrence ends; at once where `taken` holds its beginning."""
        limits = self.starts + self.length
        for start, end in taken:
            np.minimum(limits, np.where(self.starts < start, start, limits), out=limits)
            limits[(self.starts >= start) & (self.starts < end)] = -1
        return limits


def _units(found: Occurrences) -> Iterator[tuple[int, int, Integers, float]]:
    """Every word of the query that the text holds, or each syllable of one that it holds nowhere in one piece.

    Gives the word, the part of it, the places of its occurrences, and its share of the word's weight.
    """
    width = int(found.parts.max(initial=0)) + 1
    units = found.words * width + found.parts
    for unit in np.flatnonzero(np.bincount(units)).tolist():
        word, part = divmod(unit, width)
        yield word, part, np.flatnonzero(units == unit), 1 / found.sizes[word] if part else 1.0


def _feature(places: Integers, ends: Integers, weight: int) -> _Feature:
    return _Feature(places, np.minimum.accumulate(ends[::-1])[::-1], weight)


def _side_by_side(starts: Integers, ends: Integers, one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """Of the occurrences `one`, those that another of `other` follows, and where that ends.

    It follows with at most one character between; or both stand for the same characters, of an abbreviation.
    """
    if not len(one) or not len(other):
        return one[:0], one[:0]
    following = np.searchsorted(starts[other], ends[one])
    at = other[np.minimum(following, len(other) - 1)]
    beside = (starts[at] >= ends[one]) & (starts[at] <= ends[one] + 1)
    same = np.searchsorted(starts[other], starts[one])
    same_at = other[np.minimum(same, len(other) - 1)]
    together = (starts[same_at] == starts[one]) & (ends[same_at] == ends[one])
    end = np.where(together, ends[one], ends[at])
    holds = beside | together
    return one[holds], end[holds]


def _next_ends(feature: _Feature, count: int) -> Integers:
    """For each of all occurrences: where the first one of the feature that begins there or later ends."""
    edges = np.concatenate(([-1], feature.places, [count - 1]))
    return np.repeat(np.append(feature.ends, _NEVER), np.diff(edges))

"""Where the words of a query stand in a text → the windows of it that hold most of what was asked for.

A window is worth the weights of the different words that it holds, and something more for each two neighbours of
the query that stand side by side in it. No window of the same length is worth more than the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
_NEVER = np.iinfo(np.int32).max
# Of a query longer than any that is typed, so many words and neighbours count, the heaviest: memory is bounded.
_MOST_FEATURES = 200


@dataclass(frozen=True)
class _Feature:
    """A word, or two neighbours side by side, and where it stands."""

    places: Integers
    """The number of each of its occurrences among those of all words."""
    ends: Integers
    """Where each ends."""
    weight: int


class Passages:
    """The windows of one text."""

    def __init__(self, found: Occurrences, weights: Sequence[float], length: int) -> None:
        """`weights`: how telling each word of the query is; `length`: of a window, in characters."""
        self.starts = found.starts
        self.length = length
        # What is longer than a window is shown from its beginning.
        ends = np.minimum(found.ends, found.starts + length)
        features = list(_features(found, ends, weights, length))
        if len(features) > _MOST_FEATURES:
            features = sorted(features, key=lambda feature: -feature.weight)[:_MOST_FEATURES]
        self.weights = np.array([feature.weight for feature in features], np.float64)
        self._later = np.round(self.weights * SHOWN_ALREADY)
        # Per feature and place: where the first of its occurrences from there on to end does so.
        self.ends: npt.NDArray[np.int32] = np.full((len(features), len(self.starts)), _NEVER, np.int32)
        for row, feature in zip(self.ends, features, strict=True):
            row[feature.places] = feature.ends
        np.minimum.accumulate(self.ends[:, ::-1], axis=1, out=self.ends[:, ::-1])

    def best(self, taken: Sequence[Span], most: int) -> tuple[float, list[Span]]:
        """What the best windows apart from `taken` are worth; and of each, the part from its first word to its last.

        At most `most` of them: the shortest, and of these the first in the text. None where nothing is left.
        """
        if not len(self.starts):
            return 0, []
        limits = self._limits(taken)
        # Sums of whole numbers are exact in any order.
        worth = self.weights @ (self.ends <= limits).astype(np.float64)
        highest = float(worth.max())
        if not highest:
            return 0, []
        chosen = np.flatnonzero(worth == highest)
        ends = self.ends[:, chosen]
        last = np.where(ends <= limits[chosen], ends, 0).max(axis=0)
        first = self.starts[chosen]
        order = np.argsort(last - first, kind="stable")[:most]
        return highest, list(zip(first[order].tolist(), last[order].tolist(), strict=True))

    def show(self, start: int, end: int) -> None:
        """Let what stands between two places count less from now on."""
        at = int(np.searchsorted(self.starts, start))
        if at < len(self.starts):
            shown = self.ends[:, at] <= end
            self.weights[shown] = np.minimum(self.weights[shown], self._later[shown])

    def _limits(self, taken: Sequence[Span]) -> Integers:
        """Where the window that begins at each occurrence ends; at once where `taken` holds its beginning."""
        limits = self.starts + self.length
        for start, end in taken:
            np.minimum(limits, np.where(self.starts < start, start, limits), out=limits)
            limits[(self.starts >= start) & (self.starts < end)] = -1
        return limits


def _features(found: Occurrences, ends: Integers, weights: Sequence[float], length: int) -> Iterator[_Feature]:
    """The words of the query that the text holds, and its neighbours that stand side by side in it."""
    width = int(found.parts.max(initial=0)) + 1
    units = found.words * width + found.parts
    before: tuple[int, int, Integers, int] | None = None
    for unit in np.flatnonzero(np.bincount(units)).tolist():
        word, part = divmod(unit, width)
        places = np.flatnonzero(units == unit)
        weight = max(1, round(weights[word] * _UNIT / (found.sizes[word] if part else 1)))
        yield _Feature(places, ends[places], weight)
        if before and (word, part) in ((before[0] + 1, part), (before[0], before[1] + 1)):
            at, end = _side_by_side(found.starts, ends, before[2], places)
            fits = end <= found.starts[at] + length
            if fits.any():
                yield _Feature(at[fits], end[fits], round(SIDE_BY_SIDE * min(weight, before[3])))
        before = word, part, places, weight


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

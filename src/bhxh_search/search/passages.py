"""Where the words of a query stand in texts → the windows of each that hold most of what was asked for.

A window is worth the weights of the different words that it holds, and something more for each two neighbours of
the query that stand side by side in it. No window of the same length is worth more than the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.analysis import Span
from bhxh_search.search.occurrences import Occurrences

SIDE_BY_SIDE = 0.3
"""What two neighbours of the query that stand side by side add, as a share of the lighter one's weight."""
SHOWN_ALREADY = 0.4
"""What an earlier snippet shows counts this much in a later one."""
WORTH_SHOWING = 0.3
"""A further snippet must be worth at least this share of the first."""

# Weights become whole numbers, so that equal windows are equal whatever the order in which they were added up.
_UNIT = 1000
_NEVER = np.iinfo(np.int64).max
# Of a query longer than any that is typed, so many words count, the heaviest: memory is bounded.
_MOST_WORDS = 100


@dataclass(frozen=True)
class _Feature:
    """A word, or two neighbours side by side, and where it stands."""

    places: Integers
    """The number of each of its occurrences among those of all words."""
    ends: Integers
    """Where each ends."""
    weight: int


class Passages:
    """The windows of some texts, looked at all at once; a text's are the same whatever others stand beside it."""

    def __init__(self, found: Occurrences, weights: Sequence[float], length: int) -> None:
        """`weights`: how telling each word of the query is; `length`: of a window, in characters."""
        texts = np.arange(len(found))
        self._owners = texts.repeat(found.bounds[1:] - found.bounds[:-1])
        self._bounds = found.bounds
        # The texts stand one after the other, so far apart that no window reaches from one into the next.
        self._bases = texts * (int(found.ends.max(initial=0)) + length + 2)
        bases = self._bases[self._owners]
        self._starts = found.starts + bases
        # What is longer than a window is shown from its beginning.
        ends = np.minimum(found.ends, found.starts + length) + bases
        self._limits = self._starts + length
        """Where the window that begins at each occurrence ends; before it where there is none."""
        features = list(_features(found, self._starts, ends, weights, length))
        of_each = np.array([feature.weight for feature in features], np.float64)
        self._weights = of_each[:, None].repeat(len(texts), axis=1)
        """Per feature and text."""
        self._later = np.round(of_each * SHOWN_ALREADY)
        # Per feature and place: where the first of its occurrences from there on to end does so.
        self._ends = np.full((len(features), len(self._starts)), _NEVER, np.int64)
        for row, feature in zip(self._ends, features, strict=True):
            row[feature.places] = feature.ends
        np.minimum.accumulate(self._ends[:, ::-1], axis=1, out=self._ends[:, ::-1])

    def best(self, most: int) -> list[tuple[float, list[Span]]]:
        """Per text: what its best windows are worth; and of each, the part from its first word to its last.

        At most `most` of them: the shortest, and of these the first in the text. None where nothing is left.
        """
        spans: list[list[Span]] = [[] for _ in self._bases]
        highest = np.zeros(len(self._bases))
        if len(self._starts):
            # Sums of whole numbers are exact in any order.
            worth = ((self._ends <= self._limits) * self._weights[:, self._owners]).sum(axis=0)
            held = (self._bounds[1:] > self._bounds[:-1]).nonzero()[0]
            highest[held] = np.maximum.reduceat(worth, self._bounds[held])
            chosen = ((worth == highest[self._owners]) & (worth > 0)).nonzero()[0]
            ends, first, owners = self._ends[:, chosen], self._starts[chosen], self._owners[chosen]
            last = np.where(ends <= self._limits[chosen], ends, 0).max(axis=0, initial=0)
            order = np.lexsort((last - first, owners))
            order = order[np.arange(len(order)) < owners.searchsorted(owners) + most]
            owners = owners[order]
            first, last = first[order] - self._bases[owners], last[order] - self._bases[owners]
            for text, start, end in zip(owners.tolist(), first.tolist(), last.tolist(), strict=True):
                spans[text].append((start, end))
        return list(zip(highest.tolist(), spans, strict=True))

    def take(self, taken: Mapping[int, Span]) -> None:
        """Let what stands between two places of some texts count less from now on, and no window reach in between.

        With the texts that are not named it is over.
        """
        texts = np.array(list(taken))
        over = np.ones(len(self._bases), dtype=bool)
        over[texts] = False
        self._limits[over[self._owners]] = -1
        starts, ends = (np.array(list(taken.values())) + self._bases[texts, None]).T
        first, last = self._starts.searchsorted(starts), self._starts.searchsorted(ends)
        # What is shown of a text in which nothing stands from there on would be that of the next.
        shown = (self._ends.take(first, axis=1, mode="clip") <= ends) & (first < self._bounds[texts + 1])
        weights = self._weights[:, texts]
        self._weights[:, texts] = np.where(shown, np.minimum(weights, self._later[:, None]), weights)
        for text, start, low, high in zip(
            texts.tolist(), starts.tolist(), first.tolist(), last.tolist(), strict=True
        ):
            before = self._limits[int(self._bounds[text]) : low]
            np.minimum(before, start, out=before)
            self._limits[low:high] = -1


def _features(
    found: Occurrences, starts: Integers, ends: Integers, weights: Sequence[float], length: int
) -> Iterator[_Feature]:
    """The words of the query that the texts hold, and its neighbours that stand side by side in them."""
    width = max(found.sizes, default=0) + 1
    units = found.words * width + found.parts
    counted = _heaviest(weights)
    before: tuple[int, int, Integers, int] | None = None
    for unit in np.bincount(units).nonzero()[0].tolist():
        word, part = divmod(unit, width)
        if word not in counted:
            continue
        places = (units == unit).nonzero()[0]
        weight = max(1, round(weights[word] * _UNIT / (found.sizes[word] if part else 1)))
        yield _Feature(places, ends[places], weight)
        if before and (word, part) in ((before[0] + 1, part), (before[0], before[1] + 1)):
            at, end = _side_by_side(starts, ends, before[2], places)
            fits = end <= starts[at] + length
            if fits.any():
                yield _Feature(at[fits], end[fits], round(SIDE_BY_SIDE * min(weight, before[3])))
        before = word, part, places, weight


def _heaviest(weights: Sequence[float]) -> Container[int]:
    """The words that count."""
    if len(weights) <= _MOST_WORDS:
        return range(len(weights))
    return set(sorted(range(len(weights)), key=lambda word: -weights[word])[:_MOST_WORDS])


def _side_by_side(starts: Integers, ends: Integers, one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """Of the occurrences `one`, those that another of `other` follows, and where that ends.

    It follows with at most one character between; or both stand for the same characters, of an abbreviation.
    """
    if not len(one) or not len(other):
        return one[:0], one[:0]
    following = starts[other].searchsorted(ends[one])
    at = other[np.minimum(following, len(other) - 1)]
    beside = (starts[at] >= ends[one]) & (starts[at] <= ends[one] + 1)
    same = starts[other].searchsorted(starts[one])
    same_at = other[np.minimum(same, len(other) - 1)]
    together = (starts[same_at] == starts[one]) & (ends[same_at] == ends[one])
    end = np.where(together, ends[one], ends[at])
    holds = beside | together
    return one[holds], end[holds]

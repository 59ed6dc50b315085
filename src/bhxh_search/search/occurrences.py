"""Where the words of a query stand in some texts: arrays that snippets are chosen by, and the characters to mark."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.analysis import Span

NONE: Integers = np.empty(0, np.int64)


@dataclass(frozen=True)
class Occurrences:
    """Where the words of a query stand in some texts, in characters of each; text by text in single arrays."""

    starts: Integers
    """Per occurrence of a word or phrase, in order of texts, starts, ends, and words: where it starts."""
    ends: Integers
    words: Integers
    """Which word of the query it is, by its place among those asked for."""
    parts: Integers
    """0 for the whole word; n for the n-th syllable of a full form that the text nowhere holds in one piece."""
    bounds: Integers
    """Where the occurrences of each text begin, and where those of one more would."""
    sizes: tuple[int, ...]
    """Per word of the query: of how many such parts it is made."""
    mark_starts: Integers
    """Of what is highlighted, in order of texts, starts, and ends: each token of a phrase is one mark."""
    mark_ends: Integers
    mark_bounds: Integers

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.bounds) - 1

    def of(self, first: int, last: int) -> Occurrences:
        """Those in the texts from `first` to before `last`."""
        here = slice(self.bounds[first], self.bounds[last])
        marks = slice(self.mark_bounds[first], self.mark_bounds[last])
        return Occurrences(
            self.starts[here],
            self.ends[here],
            self.words[here],
            self.parts[here],
            self.bounds[first : last + 1] - self.bounds[first],
            self.sizes,
            self.mark_starts[marks],
            self.mark_ends[marks],
            self.mark_bounds[first : last + 1] - self.mark_bounds[first],
        )

    def marks(self, number: int, start: int, end: int, text: str) -> tuple[Span, ...]:
        """What to highlight between two places of `text`, which is the one of this number.

        Marks with only white space between them are one.
        """
        starts, ends, bounds = self._marks
        # Marks that begin before the first place may reach past it.
        first = bisect_left(starts, start - self._longest, bounds[number], bounds[number + 1])
        last = bisect_left(starts, end, first, bounds[number + 1])
        spans = (
            (max(starts[mark], start), min(ends[mark], end)) for mark in range(first, last) if ends[mark] > start
        )
        return joined(spans, text)

    @cached_property
    def _marks(self) -> tuple[list[int], list[int], list[int]]:
        """Starts, ends, and bounds of marks; a page asks for so few that arrays would be slower."""
        return self.mark_starts.tolist(), self.mark_ends.tolist(), self.mark_bounds.tolist()

    @cached_property
    def _longest(self) -> int:
        """Characters of the longest mark."""
        return int((self.mark_ends - self.mark_starts).max(initial=0))


def joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Spans in order, those that overlap or have only white space between them as one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and (start <= result[-1][1] or text[result[-1][1] : start].isspace()):
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def one_after_another(found: Sequence[Occurrences], sizes: tuple[int, ...]) -> Occurrences:
    """The texts of several batches as those of one. `sizes`: those of the words, as all have them."""

    def bounds(some: Sequence[Integers]) -> Integers:
        counts = np.concatenate([np.diff(one) for one in some]) if some else NONE
        return np.append(np.zeros(1, np.int64), counts.cumsum())

    def every(some: Iterable[Integers]) -> Integers:
        return np.concatenate([NONE, *some])

    return Occurrences(
        every(one.starts for one in found),
        every(one.ends for one in found),
        every(one.words for one in found),
        every(one.parts for one in found),
        bounds([one.bounds for one in found]),
        sizes,
        every(one.mark_starts for one in found),
        every(one.mark_ends for one in found),
        bounds([one.mark_bounds for one in found]),
    )


def with_known(others: Occurrences, known: Mapping[int, Occurrences]) -> Occurrences:
    """Occurrences in all texts, given those in some by their numbers, and in the others in order."""
    if not known:
        return others
    pieces: list[Occurrences] = []
    number = done = 0  # of all texts, and of the others
    for next_known in [*sorted(known), len(known) + len(others)]:
        pieces.append(others.of(done, done + next_known - number))
        done += next_known - number
        if next_known in known:
            pieces.append(known[next_known])
        number = next_known + 1
    return one_after_another(pieces, others.sizes)

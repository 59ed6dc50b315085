"""A text too long for one page → the portions in which it is read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CHARACTERS = 500_000
MATCHES = 10_000
"""What a portion holds at most; few texts are longer. A browser draws so much in about a second."""


@dataclass(frozen=True)
class Portion:
    """A part of a text that is drawn at once. Places are characters of the text."""

    number: int
    """From 1."""
    start: int
    end: int
    before: int
    """Matches in the portions before it."""
    matches: int
    """Matches that begin in it."""


def portions_of(text: str, matches: Sequence[tuple[int, int]]) -> Iterator[Portion]:
    """The portions of a text, in order; one where all of it fits. `matches` are in order and apart.

    They end with a line where lines are not too long, or else with a word.
    """
    starts = [start for start, _ in matches]
    start = before = number = 0
    while start < len(text) or not number:
        most = starts[before + MATCHES] if before + MATCHES < len(starts) else len(text)
        end = _cut(text, start, min(start + CHARACTERS, most))
        after = bisect_left(starts, end) if end < len(text) else len(starts)
        number += 1
        yield Portion(number, start, end, before, after - before)
        start, before = end, after


def _cut(text: str, start: int, end: int) -> int:
    """Where a portion ends that may reach up to `end`: at least half of that is in it."""
    if end == len(text):
        return end
    middle = start + (end - start) // 2
    return text.rfind("\n", middle, end) + 1 or text.rfind(" ", middle, end) + 1 or end


def portion_with(portions: Sequence[Portion], match: int | None, at: int) -> Portion:
    """The portion that holds the match of this number, or else the character `at`; the first where none does."""
    for portion in portions:
        if portion.before < match <= portion.before + portion.matches if match else portion.start <= at < portion.end:
            return portion
    return portions[0]

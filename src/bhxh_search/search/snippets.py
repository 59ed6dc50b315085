"""Stored texts + where the query's words stand → the pieces of them that say most about the query.

A snippet is a range of the text and ranges inside it; markup, ellipsis and tidy white space are left to the faces.
It is made of whole sentences where they fit, and cut between words where they do not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bhxh_search.language.analysis import Span
from bhxh_search.search.cutting import Cut, settle
from bhxh_search.search.occurrences import Occurrences
from bhxh_search.search.passages import WORTH_SHOWING, Passages
from bhxh_search.search.results import Snippet
from bhxh_search.search.sentences import EdgesOf, is_heading

LENGTH = 240
"""Characters of a snippet at most, where nothing else is asked for."""
SHORTEST = 20
"""The least that may be asked for."""

# Of windows that are worth the same, so many are tried for one that fits into whole sentences.
_TRIED = 8
# Pieces that only repeat what is shown already are passed over: this many at most.
_REPEATED = 5
# So many occurrences of words are looked at together, unless one text has more.
_TOGETHER = 20_000
# This share of a snippet, one in so many, should stand before and after what was found.
_BESIDE = 8
# A heading at the end is followed by the beginning of what it stands over, if there is room for this many characters.
_UNDER_HEADING = 60


class _Plan(NamedTuple):
    """A snippet whose ends are not settled where it must be cut."""

    start: int
    """Where it starts, or may start at the earliest."""
    end: int
    """Where it ends, or may end at the latest."""
    cut_start: int | None = None
    """Where it must start at the latest; None where it starts with a sentence."""
    cut_end: int | None = None
    """Where it must end at the earliest; None where it ends with a sentence."""

    @property
    def span(self) -> Span:
        """All that it may come to hold."""
        return self.start, self.end


def make_snippets(
    texts: Sequence[str],
    found: Occurrences,
    weights: Sequence[float],
    *,
    count: int,
    pages: Sequence[Sequence[int]] = (),
    length: int = LENGTH,
) -> list[tuple[Snippet, ...]]:
    """Up to `count` snippets of each of `texts`, in order of the text, of at most `length` characters.

    `found`: where the query's words stand in the texts; `weights`: how telling each word is; `pages`: for each
    text, where its pages start. A text without any of the words gives its beginning, a blank one nothing. The same
    arguments give the same snippets, and a text the same ones whatever others stand beside it.
    """
    if count < 1:
        return [()] * len(texts)
    planned: list[list[_Plan]] = []
    for first, last in _together(found):
        planned += _plans(texts[first:last], found.of(first, last), weights, count, length)
    cuts = [cut for text, plans in zip(texts, planned, strict=True) for plan in plans for cut in _cuts(text, plan)]
    settled = iter(settle(cuts))
    return [
        tuple(_snippet(text, plan, settled, found, number, pages[number] if pages else ()) for plan in plans)
        for number, (text, plans) in enumerate(zip(texts, planned, strict=True))
    ]


def _together(found: Occurrences) -> Iterator[tuple[int, int]]:
    """The texts that are looked at all at once, as ranges of their numbers: with bounded memory."""
    first = 0
    for number in range(1, len(found) + 1):
        if number == len(found) or found.bounds[number + 1] - found.bounds[first] > _TOGETHER:
            yield first, number
            first = number


def _plans(
    texts: Sequence[str], found: Occurrences, weights: Sequence[float], count: int, length: int
) -> list[list[_Plan]]:
    """The snippets of each text, in order of the text."""
    passages = Passages(found, weights, length)
    plans: list[list[_Plan]] = [[] for _ in texts]
    taken: list[list[Span]] = [[] for _ in texts]
    said: list[list[str]] = [[] for _ in texts]
    first_worth: dict[int, float] = {}
    going_on = [number for number, text in enumerate(texts) if text and not text.isspace()]
    shown = list(going_on)
    edges = {number: EdgesOf(texts[number]) for number in shown}
    while going_on:
        best, new = passages.best(_TRIED), {}
        for number in going_on:
            worth, cores = best[number]
            if cores and worth >= first_worth.setdefault(number, worth) * WORTH_SHOWING:
                plan = _best_plan(edges[number], cores, length, taken[number])
                taken[number].append(plan.span)
                new[number] = plan.span
                says = " ".join(texts[number][plan.start : plan.end].split())
                if not any(says in other or other in says for other in said[number]):
                    plans[number].append(plan)
                    said[number].append(says)
        going_on = [n for n in new if len(plans[n]) < count and len(taken[n]) < count + _REPEATED]
        if going_on:
            passages.take({number: new[number] for number in going_on})
    for number in shown:
        if not plans[number]:
            text = texts[number]
            beginning = len(text) - len(text.lstrip())
            plans[number].append(_around(edges[number], beginning, beginning + 1, length, []))
    return [sorted(of_text, key=lambda plan: plan.span) for of_text in plans]


def _best_plan(edges: EdgesOf, cores: Sequence[Span], length: int, taken: Sequence[Span]) -> _Plan:
    """The first of whole sentences; or the first that begins with one; or the first."""
    plans: list[_Plan] = []
    for start, end in cores:
        plan = _around(edges, start, end, length, taken)
        if plan.cut_start is None and plan.cut_end is None:
            return plan
        plans.append(plan)
    return next((plan for plan in plans if plan.cut_start is None), plans[0])


def _around(edges: EdgesOf, start: int, end: int, length: int, taken: Sequence[Span]) -> _Plan:
    """What to show about a part of the text that must be shown, without touching `taken`."""
    text = edges.text
    lowest = max((b for _, b in taken if b <= start), default=0)
    highest = min((a for a, _ in taken if a >= end), default=len(text))
    first, last = max(lowest, end - length), min(highest, start + length)
    near = edges.between(first, last)
    left, right = near.last_start(first, start), near.first_end(end, last)
    if left is not None and right is not None and right - left <= length:
        # What is left is filled with the sentences that follow, then with those before.
        right = near.last_end(min(left + length, highest))
        if is_heading(text, right) and right + _UNDER_HEADING <= min(left + length, highest):
            return _Plan(left, min(left + length, highest), cut_end=right)
        return _Plan(near.first_start(max(right - length, lowest)), right)
    # A match at the edge says little: where it comes to stand there, the piece is cut on both sides.
    beside = length // _BESIDE
    if left is not None and end + beside <= left + length:
        return _Plan(left, min(left + length, highest), cut_end=end)
    if right is not None and right - length <= start - beside:
        return _Plan(max(right - length, lowest), right, cut_start=start)
    earliest = max(start - (length - (end - start)) // 2, lowest)
    return _Plan(earliest, min(earliest + length, highest), cut_start=start, cut_end=end)


def _cuts(text: str, plan: _Plan) -> Iterator[Cut]:
    """What has to be settled of a plan, its start first."""
    if plan.cut_start is not None:
        yield Cut(text, plan.start, plan.cut_start, opens=True)
    if plan.cut_end is not None:
        yield Cut(text, plan.cut_end, plan.end, opens=False)


def _snippet(
    text: str, plan: _Plan, settled: Iterator[int], found: Occurrences, number: int, pages: Sequence[int]
) -> Snippet:
    start = plan.start if plan.cut_start is None else next(settled)
    end = plan.end if plan.cut_end is None else next(settled)
    marks = found.marks(number, start, end, text)
    return Snippet(
        text=text[start:end],
        start=start,
        # What stands before the first page is on it.
        page=max(1, bisect_right(pages, marks[0][0] if marks else start)) if pages else None,
        cut_before=plan.cut_start is not None,
        cut_after=plan.cut_end is not None,
        highlights=tuple((a - start, b - start) for a, b in marks),
    )

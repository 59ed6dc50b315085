"""Stored text + where the query's words stand → the pieces of it that say most about the query.

A snippet is a range of the text and ranges inside it; markup, ellipsis and tidy white space are left to the faces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bhxh_search.language.analysis import Span
from bhxh_search.search.highlights import Occurrence, joined
from bhxh_search.search.results import Snippet

MAX_LENGTH = 240
"""Characters of a snippet at most."""

# A word that an earlier snippet shows counts this much in a later one.
_SHOWN_ALREADY = 0.4
# A further snippet must say at least this share of what the first says.
_WORTH_SHOWING = 0.3
# What one more occurrence in the same window adds, and what words standing side by side add.
_REPEATED, _ADJACENT = 0.02, 0.3

_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*\s+(?=[^\W\d_a-zà-ỹ]|[\"“‘«(\[\d-])|\n\s*")


def make_snippets(
    text: str,
    found: Sequence[Occurrence],
    weights: Sequence[float],
    *,
    count: int,
    pages: Sequence[int] = (),
    max_length: int = MAX_LENGTH,
) -> tuple[Snippet, ...]:
    """Up to `count` snippets of `text`, in order of the text.

    `found`: where the query's words stand, in order; `weights`: how telling each word is. A text without any
    gives its beginning. The same arguments give the same snippets.
    """
    if count < 1 or not text.strip():
        return ()
    edges = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    if not found:
        return (_snippet(text, 0, 0, (), edges, pages, max_length),)
    highlights = joined(((o.start, o.end) for o in found), text)
    chosen: list[Span] = []
    shown: set[int] = set()
    best_score = 0.0
    for _ in range(count):
        window = _best_window(text, found, weights, shown, chosen, max_length)
        if window is None:
            break
        score, start, end = window
        best_score = best_score or score
        if score < best_score * _WORTH_SHOWING:
            break
        cut = _widen(text, start, end, edges, max_length, chosen)
        chosen.append(cut)
        shown.update(o.word for o in found if cut[0] <= o.start and o.end <= cut[1])
    return tuple(_snippet(text, start, end, highlights, edges, pages, max_length) for start, end in sorted(chosen))


def _best_window(
    text: str,
    found: Sequence[Occurrence],
    weights: Sequence[float],
    shown: set[int],
    taken: Sequence[Span],
    max_length: int,
) -> tuple[float, int, int] | None:
    """Score, start and end of the best run of occurrences that fits a snippet and touches none of `taken`.

    The window slides: each occurrence is added once and dropped once. Of equals the first wins.
    """
    value = [weight * (_SHOWN_ALREADY if word in shown else 1.0) for word, weight in enumerate(weights)]
    free = [o for o in found if not any(start < o.end and o.start < end for start, end in taken)]
    inside: dict[int, int] = {}
    adjacent = [
        _ADJACENT if a.word != b.word and (b.start <= a.end or text[a.end : b.start].isspace()) else 0.0
        for a, b in pairwise(free)
    ]
    best: tuple[float, int, int] | None = None
    score = 0.0
    first = 0
    for last, occurrence in enumerate(free):
        score += value[occurrence.word] * (_REPEATED if inside.get(occurrence.word) else 1.0)
        inside[occurrence.word] = inside.get(occurrence.word, 0) + 1
        if last > first:
            score += adjacent[last - 1] * min(value[occurrence.word], value[free[last - 1].word])
        while first < last and not _fits(free[first], occurrence, taken, max_length):
            dropped = free[first]
            inside[dropped.word] -= 1
            score -= value[dropped.word] * (_REPEATED if inside[dropped.word] else 1.0)
            score -= adjacent[first] * min(value[dropped.word], value[free[first + 1].word])
            first += 1
        if best is None or score > best[0] + 1e-9:
            best = (score, first, last)
    if best is None:
        return None
    score, first, last = best
    first, last = _core(free, adjacent, first, last)
    return score, free[first].start, max(occurrence.end for occurrence in free[first : last + 1])


def _core(free: Sequence[Occurrence], adjacent: Sequence[float], first: int, last: int) -> tuple[int, int]:
    """A window less the lone repetitions at its ends, so that its middle is what it was chosen for."""
    inside = Counter(occurrence.word for occurrence in free[first : last + 1])
    while first < last and inside[free[first].word] > 1 and not adjacent[first]:
        inside[free[first].word] -= 1
        first += 1
    while first < last and inside[free[last].word] > 1 and not adjacent[last - 1]:
        inside[free[last].word] -= 1
        last -= 1
    return first, last


def _fits(first: Occurrence, last: Occurrence, taken: Sequence[Span], max_length: int) -> bool:
    apart = any(first.start < start and end <= last.end for start, end in taken)
    return last.end - first.start <= max_length and not apart


def _widen(text: str, start: int, end: int, edges: Sequence[int], max_length: int, taken: Sequence[Span]) -> Span:
    """Grow a run of occurrences to whole sentences, or as near as `max_length` lets it, without touching `taken`."""
    lowest = max([0, *(e for s, e in taken if e <= start)])
    highest = min([len(text), *(s for s, e in taken if s >= end)])
    end = min(end, start + max_length)
    sentence_start = max(edges[bisect_right(edges, start) - 1], lowest)
    sentence_end = min(edges[bisect_left(edges, end)], highest)
    spare = max_length - (end - start)
    before = min(start - sentence_start, spare)
    after = min(sentence_end - end, spare - min(before, spare // 2))
    before = min(before, spare - after)
    left = _word_start(text, start - before, start) if before < start - sentence_start else sentence_start
    right = _word_end(text, end + after, end) if after < sentence_end - end else sentence_end
    # What is left is filled with the sentences that follow, then with those before.
    while right < highest and (following := edges[bisect_right(edges, right)]) <= min(left + max_length, highest):
        right = following
        if right == edges[-1]:
            break
    while left > lowest and (previous := edges[bisect_left(edges, left) - 1]) >= max(right - max_length, lowest):
        left = previous
        if left == 0:
            break
    return _trimmed(text, left, right)


def _word_start(text: str, left: int, limit: int) -> int:
    """The first place from `left` on, at most `limit`, where no word is cut."""
    while left < limit and left > 0 and _in_word(text, left):
        left += 1
    return left


def _word_end(text: str, right: int, limit: int) -> int:
    """The last place up to `right`, at least `limit`, where no word is cut."""
    while right > limit and right < len(text) and _in_word(text, right):
        right -= 1
    return right


def _in_word(text: str, offset: int) -> bool:
    return not text[offset - 1].isspace() and not text[offset].isspace()


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _snippet(
    text: str,
    start: int,
    end: int,
    highlights: Sequence[Span],
    edges: Sequence[int],
    pages: Sequence[int],
    max_length: int,
) -> Snippet:
    if start == end:  # nothing to show but where the text begins
        start = len(text) - len(text.lstrip())
        limit = min(len(text), start + max_length)
        within = [edge for edge in edges if start < edge <= limit]
        end = within[-1] if within else _word_end(text, limit, start)
        start, end = _trimmed(text, start, end if end > start else limit)
    inside = tuple((max(a, start) - start, min(b, end) - start) for a, b in highlights if a < end and b > start)
    return Snippet(
        text=text[start:end],
        start=start,
        page=bisect_right(pages, start) if pages else None,
        cut_before=not _is_edge(text, start, edges),
        cut_after=not _is_edge(text, end, edges),
        highlights=inside,
    )


def _is_edge(text: str, offset: int, edges: Sequence[int]) -> bool:
    """Whether a sentence begins or ends here, white space aside."""
    following = bisect_left(edges, offset)
    after = edges[min(following, len(edges) - 1)]
    before = edges[max(bisect_right(edges, offset) - 1, 0)]
    return not text[offset:after].strip() or not text[before:offset].strip()

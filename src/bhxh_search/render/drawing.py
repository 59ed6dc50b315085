"""What text and HTML share: results as they are drawn, before any markup.

Documents are strangers' texts. Whatever could steer a terminal or turn the reading order around (control
characters, bidirectional overrides) is replaced before it is drawn.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import PurePath

from bhxh_search.search.results import Hit, Ranges, Results, Snippet, pieces

_SPACES = re.compile(r"\s+")
_BLANK = re.compile(r"[^\S ]")
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def highlighted(
    text: str,
    ranges: Iterable[tuple[int, int]],
    mark: Callable[[str], str],
    other: Callable[[str], str] = str,
) -> str:
    """`text` with `mark` applied to each part inside a range and `other` to each part outside."""
    return "".join(mark(piece) if is_match else other(piece) for piece, is_match in pieces(text, ranges))


def by_rank(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    """Hits that stand under one rank together: those of one group when results are grouped, otherwise each alone."""
    return (list(of_rank) for _, of_rank in groupby(hits, key=lambda hit: hit.rank))


def ranks_of(results: Results) -> dict[str | None, int]:
    """The rank of each hit, by its id."""
    return {hit.id: hit.rank for hit in (*results, *results.partial)}


def new_snippets(hit: Hit, ranks: Mapping[str | None, int]) -> tuple[Snippet, ...]:
    """The snippets to draw: of a text that stands above already, only the best."""
    return hit.snippets[:1] if hit.repeats in ranks else hit.snippets


def displayed(text: str, ranges: Ranges = ()) -> tuple[str, Ranges]:
    """`text` and its ranges as they are drawn: white space collapsed, unsafe characters as U+FFFD."""
    drawn = ""
    moved: list[tuple[int, int]] = []
    for piece, is_match in pieces(text, ranges):
        start = len(drawn)
        collapsed = _SPACES.sub(" ", piece)
        if not drawn or drawn.endswith(" "):  # white space that runs across the border of a highlight
            collapsed = collapsed.lstrip(" ")
        drawn += UNSAFE.sub("\ufffd", collapsed)
        if is_match:
            moved.append((start, len(drawn)))
    drawn = drawn.rstrip(" ")
    return drawn, tuple((start, min(end, len(drawn))) for start, end in moved if start < len(drawn))


def shown_characters(text: str) -> str:
    """`text` as it is drawn where blanks are kept: each of them a space, unsafe characters as U+FFFD."""
    return UNSAFE.sub("\ufffd", _BLANK.sub(" ", text))


def shown(text: str) -> str:
    """`text` as it is drawn."""
    return displayed(text)[0]


def title_of(hit: Hit) -> tuple[str, Ranges]:
    """What stands for the hit in its first line, as drawn: its title, or its id when it has none."""
    return displayed(hit.title, hit.title_highlights) if hit.title.strip() else displayed(hit.id)


def place_of(hit: Hit, base: PurePath | str | None) -> list[str]:
    """Where the document is, as drawn: path, id where that tells more, and the page unless a snippet tells it."""
    place = []
    if hit.path:
        place.append(shown(_relative(hit.path, base)))
    # A path tells which document it is, but for a file of many.
    if hit.title.strip() and (not hit.path or hit.path.lower().endswith(".jsonl")):
        place.append(shown(hit.id))
    if hit.page is not None and all(snippet.page is None for snippet in hit.snippets):
        place.append(page_name(hit.page))
    return place


def _relative(path: str, base: PurePath | str | None) -> str:
    if base is None or not PurePath(path).is_relative_to(base):
        return path
    return str(PurePath(path).relative_to(base))


def page_name(page: int) -> str:
    """How a page is told, in Vietnamese."""
    return f"tr. {page}"


def date_name(date: dt.date) -> str:
    """A date in Vietnamese order, with hours and minutes where it has them: 18/12/2020 19:19."""
    day = f"{date.day:02}/{date.month:02}/{date.year:04}"
    return f"{day} {date:%H:%M}" if isinstance(date, dt.datetime) else day


def headings_of(hit: Hit) -> str:
    """What the hit stands in, as drawn."""
    return " › ".join(shown(heading) for heading in hit.headings)


def snippet_drawn(snippet: Snippet) -> tuple[str, Ranges]:
    """The snippet as drawn, with its page before it and an ellipsis where it was cut."""
    text, ranges = displayed(snippet.text, snippet.highlights)
    before = "" if snippet.page is None else f"{page_name(snippet.page)}: "
    before += "…" if snippet.cut_before else ""
    after = "…" if snippet.cut_after else ""
    moved = tuple((start + len(before), end + len(before)) for start, end in ranges)
    return before + text + after, moved

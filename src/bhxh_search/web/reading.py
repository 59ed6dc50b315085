"""A document's text → the blocks that a page draws: lines, each cut into runs that are marked, linked or neither.

Nothing here is markup: the template puts it in, and escapes every piece of text by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bhxh_search.render.drawing import displayed, shown_characters
from bhxh_search.search.results import Ranges, pieces

LineKind = Literal["heading", "clause", "point", "item", "line", "page"]

_DIVISION = r"(?:Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+)?\w{1,6}"
_HEADING = re.compile(rf"(?i:{_DIVISION})(?P<name>(?!\w).*)|Đ(?:iều|IỀU) [0-9]{{1,4}}[a-zđ]?[.:].*")
_SHAPES: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    ("clause", re.compile(r"[0-9]{1,3}[a-zđ]?(?:\.[0-9]{1,3})*[.)]\s")),
    ("point", re.compile(r"[a-zđ]{1,2}(?:\.[0-9]{1,2})*[.)]\s")),
    ("item", re.compile(r"[-–+•*]\s")),
)
"""What a line is by its beginning: a clause (khoản), a point (điểm), an item of a list."""
_LONGEST_HEADING = 200
_FIRST_LINES, _LONGEST_LEAD = 10, 5_000
"""A title is looked for in so many lines, and after at most so many characters, at the beginning of a text."""


@dataclass(frozen=True)
class StyledRun:
    """A piece of a line, drawn in one way."""

    text: str
    match: int | None = None
    """The number of the match that it is part of, from 1."""
    is_first: bool = False
    """Whether the match begins here: the piece that the address of a match leads to."""
    link: str | None = None


@dataclass(frozen=True)
class Block:
    """A line of the text; or, with `page`, the beginning of a page."""

    kind: LineKind
    runs: tuple[StyledRun, ...] = ()
    page: int = 0
    after_blank: bool = False
    """Whether an empty line stands above it."""


@dataclass(frozen=True)
class Link:
    """A part of a text that leads to another document."""

    start: int
    end: int
    address: str


def marked_pieces(text: str, ranges: Ranges) -> list[tuple[str, bool]]:
    """`text` cut for a template that marks what is in a range: (piece, whether it is)."""
    return list(pieces(*displayed(text, ranges)))


class Reader:
    """Cuts one text into runs. Places are characters of the text."""

    def __init__(self, text: str, matches: Sequence[tuple[int, int]], links: Sequence[Link], first: int = 1) -> None:
        """`matches` and `links` are each in order and apart; `first` is the number of the first match."""
        self._text = text
        self._matches = matches
        self._links = links
        self._first = first
        self._match_starts = [start for start, _ in matches]
        self._link_starts = [link.start for link in links]
        edges = {edge for start, end in matches for edge in (start, end)}
        edges |= {edge for link in links for edge in (link.start, link.end)}
        self._edges = sorted(edges)

    def runs(self, start: int, end: int) -> tuple[StyledRun, ...]:
        """The runs of a part of the text, without those that are empty."""
        first, last = bisect_right(self._edges, start), bisect_right(self._edges, end - 1)
        edges = [start, *self._edges[first:last], end]
        return tuple(self._run(a, b) for a, b in pairwise(edges) if a < b)

    def _run(self, start: int, end: int) -> StyledRun:
        match = bisect_right(self._match_starts, start) - 1
        link = bisect_right(self._link_starts, start) - 1
        is_match = match >= 0 and start < self._matches[match][1]
        is_link = link >= 0 and start < self._links[link].end
        return StyledRun(
            shown_characters(self._text[start:end]),
            self._first + match if is_match else None,
            is_match and start == self._matches[match][0],
            self._links[link].address if is_link else None,
        )


def read_blocks(
    text: str, reader: Reader, pages: Sequence[int], start: int = 0, stop: int | None = None, *, after: int = 1
) -> Iterator[Block]:
    """The lines of `text` from `start` to `stop`, none empty, and where its pages begin.

    `pages`: as of a document. Only those after page `after` are told, which a reader knows to be on.
    """
    text = text[:stop]
    starts = sorted(pages)
    page = bisect_right(starts, start)
    if page > after:
        yield Block("page", page=page)
    after_blank = False
    while start < len(text):
        line_end = text.find("\n", start)
        end = len(text) if line_end < 0 else line_end
        # A page may begin inside of a line.
        cut = min(starts[page], end) if page < len(starts) else end
        line = text[start:cut]
        if line.strip():
            first = start + len(line) - len(line.lstrip())
            yield Block(_kind(line.strip()), reader.runs(first, start + len(line.rstrip())), after_blank=after_blank)
        after_blank = not line.strip() and cut == end
        start = cut if cut < end else end + 1
        begun = bisect_right(starts, start)
        if begun > page and start < len(text):
            page = begun
            if page > after:
                yield Block("page", page=page)


def _kind(line: str) -> LineKind:
    if len(line) <= _LONGEST_HEADING and _is_heading(line):
        return "heading"
    return next((kind for kind, pattern in _SHAPES if pattern.match(line)), "line")


def _is_heading(line: str) -> bool:
    """Whether a line is that of a division or an article, or all in capitals."""
    match = _HEADING.fullmatch(line)
    if match:
        name = match["name"]
        return not name or not name.strip(" .:-") or name.isupper()
    return line.isupper() and len(line) > 3


@dataclass(frozen=True)
class Beginning:
    """The first lines of a text, where they are its title, and maybe before it the headings that it stands in."""

    title_start: int
    title_end: int
    """Where the text goes on; 0 where the title is not in it."""


def beginning_of(text: str, title: str, headings: Sequence[str] = (), *, under_any: bool = False) -> Beginning:
    """Where the title stands in the first lines of a text. Lines are compared by their words alone.

    Above it may stand `headings`, or with `under_any` whatever lines are headings.
    """
    wanted = _words_of(title)
    above = {_words_of(" ".join(headings[place:])) for place in range(len(headings))} | {""}
    lines = _first_lines(text)
    longest = 2 * len(title) + 200  # characters that so many words may take
    for first, (start, _) in enumerate(lines):
        if start > _LONGEST_LEAD:
            break
        if _words_of(text[:start]) not in above and not (under_any and _are_headings(text[:start])):
            continue
        for _, end in lines[first : first + 4]:
            if wanted and end - start <= longest and _words_of(text[start:end]) == wanted:
                return Beginning(start, min(end + 1, len(text)))
        if _ARTICLE.match(title) and (found := _spaced(title).match(text, start)):
            return Beginning(start, found.end())
    return Beginning(0, 0)


def _are_headings(text: str) -> bool:
    return all(_is_heading(line.strip()) for line in text.split("\n") if line.strip())


_ARTICLE = re.compile("Điều [0-9]+")
"""What is named so may go on in the line of its name."""


def _words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _spaced(wanted: str) -> re.Pattern[str]:
    """These words with any blanks between them, and one after them."""
    return re.compile(r"\s*" + r"\s+".join(map(re.escape, wanted.split())) + r"\s")


def _first_lines(text: str) -> list[tuple[int, int]]:
    """Start and end of the first lines that are not empty."""
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text) and len(lines) < _FIRST_LINES:
        line_end = text.find("\n", start)
        end = len(text) if line_end < 0 else line_end
        if text[start:end].strip():
            lines.append((start, end))
        start = end + 1
    return lines


def title_runs(text: str, title: str, beginning: Beginning, reader: Reader) -> tuple[StyledRun, ...]:
    """The title as runs, with what is marked in it where it stands in the text."""
    if not beginning.title_end:
        return (StyledRun(shown_characters(title)),)
    start, end = beginning.title_start, beginning.title_end
    written = text[start:end]
    return reader.runs(start + len(written) - len(written.lstrip()), start + len(written.rstrip()))


def safe_link(value: str) -> str | None:
    """An address that a page may lead to: http or https, without anything that is no part of one."""
    return value if re.fullmatch(r"https?://[^\s\"'<>\\^`{|}\x00-\x20]+", value, re.IGNORECASE) else None

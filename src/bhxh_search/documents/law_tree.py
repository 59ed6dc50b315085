"""The tree of a legal document: phần, chương, mục, tiểu mục and điều, its annexes, and where each part of it starts.

What stands at the beginning of a line may be an article, or a mention of one that was wrapped there, or an article of
another law that is quoted. Articles are therefore those that make up the longest rising series of numbers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bhxh_search.documents.law_annexes import annex_name, annexes_of
from bhxh_search.documents.law_closing import closing_of, is_nothing_but_names
from bhxh_search.documents.law_headings import Division, article_heading, beginning, division_at, division_heading
from bhxh_search.documents.law_lines import Line

StretchKind = Literal["head", "article", "closing", "annex"]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text; it ends where the next one starts."""

    kind: StretchKind
    start: int
    """In characters of the text."""
    label: str
    """What it is called: `Điều 54`, `Phụ lục II`; "" for the head and the closing."""
    heading: str
    """What it says of itself after that; "" when it says nothing."""
    above: tuple[str, ...] = ()
    """The divisions that it stands in, outermost first: `Chương III BẢO HIỂM XÃ HỘI BẮT BUỘC`."""


LETTERS = "abcdđefghiklmnopqrstuvxyz"
"""The letters of points and of inserted articles, in their order."""


@dataclass(frozen=True)
class _Article:
    line: int
    """Its number among the lines."""
    number: int
    letter: str
    weight: int

    @property
    def order(self) -> tuple[int, list[int]]:
        """What it is sorted by."""
        return self.number, [LETTERS.find(letter) for letter in self.letter]


_ARTICLE = re.compile(r"(?:ĐIỀU|Điều) ([0-9]{1,4})([a-zđ]{0,2}) ?(?:([.:])|([-–])|$)")
_FARTHEST = 5
"""By how much the last article may be beyond the one before it; consolidated texts leave repealed ones out."""


def read_tree(lines: Sequence[Line]) -> list[Stretch]:
    """The parts of a legal document in order, the first at its start: one at least, and all of the text together.

    Takes n·log n for n lines.
    """
    annexes = annexes_of(lines, _first_article(lines))
    bounds = [*annexes, len(lines)]
    parts = list(_of_section(lines, 0, bounds[0], annex=None)) or [Stretch("head", 0, "", "")]
    parts[0] = Stretch("head", 0, "", "") if parts[0].kind == "head" else parts[0]
    for first, last in zip(annexes, bounds[1:], strict=True):
        label, heading = annex_name(lines[first:last])
        parts += _of_section(lines, first, last, annex=(label, heading))
    return parts


def with_signature_in_article(lines: Sequence[Line], parts: Sequence[Stretch]) -> list[Stretch]:
    """The parts to be found: a closing that holds nothing but names is the end of the article before it."""
    bounds = [*(part.start for part in parts[1:]), None]
    return [
        part
        for part, end in zip(parts, bounds, strict=True)
        if part.kind != "closing"
        or not is_nothing_but_names(
            [one for one in lines if part.start <= one.start and (end is None or one.start < end)]
        )
    ]


def _first_article(lines: Sequence[Line]) -> int:
    """The line number of the first thing that looks like an article; that of the end when there is none."""
    return next((n for n, line in enumerate(lines) if not line.quoted and _ARTICLE.match(line.text)), len(lines))


def _of_section(lines: Sequence[Line], first: int, last: int, annex: tuple[str, str] | None) -> Iterator[Stretch]:
    """The parts of the document itself, or of one annex."""
    articles = _articles(lines, first, last)
    if annex is not None and (len(articles) < 2 or articles[0].number != 1):
        articles = []
    above: list[Division] = []
    around: tuple[str, ...] = ()
    start = first
    if annex is not None:
        yield Stretch("annex", lines[first].start, *annex)
        around = (" ".join(filter(None, annex)),)
    elif first < last:
        yield Stretch("head", 0, "", "")
    ends = [*(article.line for article in articles[1:]), last]
    for article, end in zip(articles, ends, strict=False):
        found = _divisions(lines, start, article.line, above)
        begins = min((number for number, _ in found), default=article.line)
        for _, division in found:
            above = [*(one for one in above if one.rank < division.rank), division]
        label = f"Điều {article.number}{article.letter}"
        heading = article_heading([line.text for line in lines[article.line : min(end, article.line + 8)]], label)
        yield Stretch("article", lines[begins].start, label, heading, (*around, *(one.name for one in above)))
        start = article.line + 1
    closing = closing_of(lines, start, last) if articles or annex is None else None
    if closing is not None and annex is None:
        yield Stretch("closing", lines[closing].start, "", beginning(lines[closing].text))


def _articles(lines: Sequence[Line], first: int, last: int) -> list[_Article]:
    """The articles among these lines: of all that look like one, the heaviest series of rising numbers."""
    found: list[_Article] = []
    quoted: list[_Article] = []
    for number in range(first, last):
        line = lines[number]
        if match := _ARTICLE.match(line.text):
            article = _Article(number, int(match[1]), match[2], _weight(line, match))
            (quoted if line.quoted else found).append(article)
    chosen = _heaviest_rising(found)
    while len(chosen) > 1 and chosen[-1].number - chosen[-2].number > _FARTHEST:
        chosen.pop()
    return _with_gaps_filled(chosen, quoted)


def _with_gaps_filled(chosen: Sequence[_Article], quoted: Sequence[_Article]) -> list[_Article]:
    """The articles, and where numbers are missing those that a forgotten quotation mark made look quoted."""
    filled: list[_Article] = []
    previous = _Article(-1, 0, "", 0)
    rest = deque(quoted)
    for article in chosen:
        missing: list[_Article] = []
        while rest and rest[0].line < article.line:
            one = rest.popleft()
            fits = previous.line < one.line and previous.order < one.order < article.order
            if fits and one.weight >= _STOPPED:
                missing.append(one)
        filled += [*_heaviest_rising(missing), article]
        previous = article
    return filled


def _weight(line: Line, match: re.Match[str]) -> int:
    """How much speaks for an article. A mention that was wrapped to here has no full stop, or begins no sentence."""
    return (_STOPPED if match[3] else 1) + (3 if line.ended else 0)


_STOPPED = 3


def _heaviest_rising(found: Sequence[_Article]) -> list[_Article]:
    """The subsequence of rising numbers whose weights have the greatest sum; of equals, the one that ends first."""
    keys = sorted({(one.number, one.letter): one for one in found}.values(), key=lambda one: one.order)
    place = {(one.number, one.letter): number for number, one in enumerate(keys, start=1)}
    # A Fenwick tree of the best sum, and where it ends, over all keys below one.
    best: list[tuple[int, int]] = [(0, -1)] * (len(keys) + 1)
    before: list[int] = []
    top = (0, -1)
    for number, one in enumerate(found):
        node = place[one.number, one.letter]
        total, previous = _best_below(best, node - 1)
        before.append(previous)
        entry = (total + one.weight, number)
        if entry[0] > top[0]:
            top = entry
        while node < len(best):
            if entry[0] > best[node][0]:
                best[node] = entry
            node += node & -node
    chosen: list[_Article] = []
    at = top[1]
    while at >= 0:
        chosen.append(found[at])
        at = before[at]
    return chosen[::-1]


def _best_below(best: Sequence[tuple[int, int]], node: int) -> tuple[int, int]:
    found = (0, -1)
    while node > 0:
        if best[node][0] > found[0]:
            found = best[node]
        node -= node & -node
    return found


def _divisions(lines: Sequence[Line], first: int, last: int, above: Sequence[Division]) -> list[tuple[int, Division]]:
    """The headings of chapters and the like among lines before an article, each with its line's number.

    Only those count whose number follows on the last of their rank: others are mentions.
    """
    found: list[tuple[int, Division]] = []
    current = list(above)
    for number in range(first, last):
        line = lines[number]
        if line.quoted or (division := division_at(line.text)) is None:
            continue
        same = next((one for one in current if one.rank == division.rank), None)
        expected = 1 if same is None else same.number + 1
        # A collection of excerpts, or an issue of the gazette that goes on, begins with any chapter.
        if division.number not in (1, expected) and not (same is None and not above and not found):
            continue
        if not line.ended and not division.heading.isupper() and division.heading:
            continue
        heading = division_heading([one.text for one in lines[number : min(last, number + 8)]])
        division = Division(division.rank, division.label, division.number, heading)
        current = [*(one for one in current if one.rank < division.rank), division]
        found.append((number, division))
    return found

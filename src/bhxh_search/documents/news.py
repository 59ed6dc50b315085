"""News articles saved from a newspaper's page: what they are about, when, where and by whom, and the body.

Everything that is not known to be page furniture stays in the body, character for character.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bhxh_search.documents.dates import parse_day_first
from bhxh_search.documents.lines import is_heading, plain, spelled_alike, split_lines
from bhxh_search.documents.names import is_name
from bhxh_search.documents.places import place_of_report

FURNITURE = frozenset(
    {
        "bình luận",
        "chia sẻ",
        "chia sẻ bài viết",
        "gửi bài viết",
        "gửi bình luận",
        "in bài viết",
        "lưu bài viết",
        "quay lại",
        "trang chủ",
        "từ khóa",
        "về đầu trang",
        "về trang chủ",
        "xem thêm",
    }
)
"""Lines of the page around an article, `spelled_alike`. They are taken out only where it starts and ends."""

NEAR_TOP = 5  # lines that are not blank, furniture left out; the date stands in them
TITLE_WORDS = 4  # a shorter line above the date may be the name of a section
LONGEST_FURNITURE = 40  # characters
LONGEST_AUTHOR = 60  # characters
SHORTEST_CAPTION = 20  # characters; shorter lines may be cells of a table, which repeat

_SOURCE = re.compile(r"\(([^()\r\n]{2,12})\)\s*[-–—]\s*")
_CREDIT = re.compile(r"(?:tin|bài|tác giả)(?:(?: ?[,/–-] ?| và )(?:tin|bài|ảnh|clip|video))* ?: ?", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r" [-–—] | ?[,;&/] ?| và ")


@dataclass(frozen=True)
class News:
    """A news article, taken apart."""

    title: str
    date: dt.date | dt.datetime
    """A `datetime` when the article gives the time too."""
    author: str | None
    place: str | None
    """Where the report comes from."""
    source: str | None
    """The newspaper's mark before the first paragraph: CT, TTXVN."""
    body: str


@dataclass(frozen=True)
class _Head:
    title: int
    """The number of its line, from 0."""
    date_line: int
    date: dt.date | dt.datetime


def parse_news(text: str) -> News | None:
    """The article that `text` is, or None when it does not look like one.

    An article has a date on a line of its own among its first lines, a title beside it, and a body. Title,
    author, source and furniture are taken out of the body, and so is a caption that repeats the line before.
    """
    lines = split_lines(text)
    head = _find_head(lines)
    if head is None:
        return None
    title = lines[head.title].strip()
    start = max(head.title, head.date_line) + 1
    above = _above_the_body(lines[:start], head)
    below = _without_repeats(_without_furniture(lines[start:]), plain(title))
    below, author = _take_author(below)
    report, source = _take_source("".join(below).strip())
    body = ("".join(above) + report).strip()
    if not body:
        return None
    place = place_of_report(split_lines(report)[0]) if report else None
    return News(title, head.date, author, place, source, body)


def is_furniture(line: str) -> bool:
    """Whether `line` belongs to the page and not to the article."""
    bare = line.strip()
    return len(bare) <= LONGEST_FURNITURE and spelled_alike(bare).rstrip(" :.…") in FURNITURE


def _find_head(lines: list[str]) -> _Head | None:
    top: list[tuple[int, str]] = []  # number and plain text of each line that may be part of the head
    for number, line in enumerate(lines):
        if (compared := plain(line)) and not is_furniture(line):
            top.append((number, compared))
            if len(top) > NEAR_TOP:
                break
    dates = [parse_day_first(line) for _, line in top]
    where = next((i for i, date in enumerate(dates[:NEAR_TOP]) if date is not None), None)
    if where is None:
        return None
    title = _choose_title(top[:where], top[where + 1 : where + 2])
    date = dates[where]
    return None if title is None or date is None else _Head(title, top[where][0], date)


def _choose_title(above: list[tuple[int, str]], next_below: list[tuple[int, str]]) -> int | None:
    """The number of the title's line: the longest heading above the date, or else the line below it."""
    by_length = sorted(above, key=lambda numbered: len(numbered[1]), reverse=True)
    headings = [
        (number, line)
        for number, line in by_length + next_below
        if is_heading(line) and parse_day_first(line) is None
    ]
    long_enough = [number for number, line in headings if len(line.split()) >= TITLE_WORDS]
    return next(iter(long_enough + [number for number, _ in headings]), None)


def _above_the_body(lines: list[str], head: _Head) -> list[str]:
    """What of the first lines is neither title nor date nor furniture: a summary, the name of a section.

    The blank lines below a line stay or go with it.
    """
    title = plain(lines[head.title])
    kept: list[str] = []
    keeps = False
    for number, line in enumerate(lines):
        compared = plain(line)
        if compared:
            keeps = number != head.date_line and compared != title and not is_furniture(line)
        if keeps:
            kept.append(line)
    return kept


def _without_repeats(lines: Iterable[str], previous: str) -> list[str]:
    """`lines` without those that say again what the line before says, `previous` before the first."""
    kept: list[str] = []
    blank: list[str] = []  # blank lines since the last one kept; they go with a repeated line
    for line in lines:
        compared = plain(line)
        if not compared:
            blank.append(line)
        elif compared == previous and len(compared) >= SHORTEST_CAPTION:
            blank.clear()
        else:
            kept += [*blank, line]
            blank.clear()
            previous = compared
    return kept


def _without_furniture(lines: list[str]) -> list[str]:
    """`lines` without furniture and blank lines at both ends."""
    article = [number for number, line in enumerate(lines) if plain(line) and not is_furniture(line)]
    return lines[article[0] : article[-1] + 1] if article else []


def _take_author(lines: list[str]) -> tuple[list[str], str | None]:
    """`lines` without a last one that names the author, and the author. One line alone is the body."""
    if not any(plain(line) for line in lines[:-1]):
        return lines, None
    author = author_of(lines[-1])
    return (lines, None) if author is None else (lines[:-1], author)


def _take_source(report: str) -> tuple[str, str | None]:
    mark = _SOURCE.match(report)
    if mark is None:
        return report, None
    source = plain(mark[1])
    if not (source.isalpha() and source.isupper() and 2 <= len(source) <= 6):
        return report, None
    return report[mark.end() :], source


def author_of(line: str) -> str | None:
    """The author that `line` under an article names, `plain`, or None when it is something else.

    Names in capitals or as names are written, with or without a credit: `CHẤN HƯNG`, `Lan Anh - Minh Đức`,
    `Bài, ảnh: H.T`, `(Theo TTXVN)`.
    """
    signed = plain(line)
    if signed.startswith("(") and signed.endswith(")"):
        signed = signed[1:-1].strip()
    if len(signed) > LONGEST_AUTHOR:
        return None
    if signed.startswith("Theo "):
        origin = signed.removeprefix("Theo ")
        is_origin = origin[0].isupper() and not re.search(r"[0-9]|[.,;:?!…]$", origin)
        return origin if is_origin else None
    names = _CREDIT.sub("", signed, count=1) if _CREDIT.match(signed) else signed
    return names if all(is_name(name) for name in _BETWEEN_NAMES.split(names)) else None

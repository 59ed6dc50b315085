"""News articles saved from a newspaper's page: what they are about, when, where and by whom, and the body.

Everything that is not known to be page furniture stays in the body, character for character.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.lines import is_heading, plain, split_lines
from bhxh_search.documents.news_lines import (
    author_of,
    captions_of,
    credited_author,
    is_furniture,
    origin_of,
    tags_of,
)
from bhxh_search.documents.places import place_of_report

NEAR_TOP = 5  # lines that are not blank, furniture left out; the date stands in them
TITLE_WORDS = 4  # a shorter line above the date may be the name of a section
SHORTEST_CAPTION = 20  # characters; shorter lines may be cells of a table, which repeat
SHORTEST_LEAD, LONGEST_LEAD = 40, 700  # characters

_NEWSPAPERS = frozenset(
    "CAND|Dân trí|HNM|Lao Động|LĐO|NDO|NLĐ|NLĐO|Người Lao Động|Nhân Dân|PLO|QĐND|SGGP|SGGPO|Thanh Niên|Tiền Phong|TNO"
    "|TPO|TTO|TTXVN|Tuổi Trẻ|VOV|VTV".split("|")
)
"""How newspapers mark the beginning of a report; in brackets other letters are a mark too."""
_SOURCE = re.compile(rf"(?:\(([^()\r\n]{{2,20}})\)\s*|({'|'.join(sorted(_NEWSPAPERS))}) )[-–—]\s*")
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org)", re.ASCII)


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
    """The newspaper's mark before the first paragraph, CT or TTXVN, or what is named as the source below the last."""
    lead: str | None
    """The summary above the body, or its first paragraph; it stands in the body too."""
    captions: tuple[str, ...]
    """Of pictures; they stand in the body too, each once."""
    tags: tuple[str, ...]
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
    return _article(title, head.date, _above_the_body(lines[:start], head), lines[start:])


def parse_article(text: str, title: str, date: dt.date | dt.datetime) -> News | None:
    """The same of a text whose title and date its format gives; None when it has no body."""
    lines = split_lines(text)
    first = next((number for number, line in enumerate(lines) if plain(line)), len(lines))
    if first < len(lines) and plain(lines[first]) == plain(title):
        lines = lines[first + 1 :]
    return _article(title, date, [], lines)


def _article(title: str, date: dt.date | dt.datetime, above: list[str], lines: list[str]) -> News | None:
    """An article, given what stands above its body and what stands below its title and date."""
    below, repeated = _without_repeats(_without_furniture(lines), plain(title))
    below, signed = _take_author(below)
    report, source = _take_source("".join(below).strip())
    body = ("".join(above) + report).strip()
    if not body:
        return None
    opening = [line for line in split_lines(report) if plain(line)][:2]  # the second follows a summary
    credited = next((name for line in [*above, *below[:NEAR_TOP]] if (name := credited_author(line))), None)
    last = [line for line in below if plain(line)][-NEAR_TOP:]
    return News(
        title,
        date,
        author=signed or credited,
        place=next((place for line in opening if (place := place_of_report(_take_source(line)[0]))), None),
        source=source
        or next((mark for line in opening if (mark := _take_source(line)[1])), None)
        or next((origin for line in reversed(last) if (origin := origin_of(line))), None),
        lead=_lead(above, report),
        captions=tuple(dict.fromkeys([*repeated, *captions_of(below)])),
        tags=next((tags for line in reversed(last) if (tags := tags_of(line))), ()),
        body=body,
    )


def _find_head(lines: list[str]) -> _Head | None:
    top: list[tuple[int, str]] = []  # number and plain text of each line that may be part of the head
    for number, line in enumerate(lines):
        if (compared := plain(line)) and not is_furniture(line):
            top.append((number, compared))
            if len(top) > NEAR_TOP:
                break
    dates = [parse_date(line) for _, line in top]
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
        (number, line) for number, line in by_length + next_below if is_heading(line) and parse_date(line) is None
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


def _without_repeats(lines: Sequence[str], previous: str) -> tuple[list[str], list[str]]:
    """`lines` without those that say again what the line before says, `previous` before the first; and those."""
    kept: list[str] = []
    repeated: list[str] = []
    blank: list[str] = []  # blank lines since the last one kept; they go with a repeated line
    for line in lines:
        compared = plain(line)
        if not compared:
            blank.append(line)
        elif compared == previous and len(compared) >= SHORTEST_CAPTION:
            blank.clear()
            repeated += [compared] if kept else []
        else:
            kept += [*blank, line]
            blank.clear()
            previous = compared
    return kept, repeated


def _without_furniture(lines: list[str]) -> list[str]:
    """`lines` without furniture and blank lines at both ends."""
    article = [number for number, line in enumerate(lines) if plain(line) and not is_furniture(line)]
    return lines[article[0] : article[-1] + 1] if article else []


def _take_author(lines: list[str]) -> tuple[list[str], str | None]:
    """`lines` without the last one, tags and source left out, when it names the author; and the author.

    One line alone is the body.
    """
    last = len(lines)
    while last and (not plain(lines[last - 1]) or tags_of(lines[last - 1]) or origin_of(lines[last - 1])):
        last -= 1
    if not any(plain(line) for line in lines[: last - 1]):
        return lines, None
    author = author_of(lines[last - 1])
    return (lines, None) if author is None else ([*lines[: last - 1], *lines[last:]], author)


def _take_source(report: str) -> tuple[str, str | None]:
    mark = _SOURCE.match(report)
    if mark is None:
        return report, None
    source = plain(mark[1] or mark[2])
    is_mark = source.isalpha() and source.isupper() and 2 <= len(source) <= 6
    if not (is_mark or source in _NEWSPAPERS or _SITE.fullmatch(source)):
        return report, None
    return report[mark.end() :], source


def _lead(above: Sequence[str], report: str) -> str | None:
    """The summary above the body, or else the body's first paragraph where there is more below."""
    paragraphs = [line for line in map(plain, split_lines(report)) if line]
    candidates = [*map(plain, above), *(paragraphs[:1] if len(paragraphs) > 1 else [])]
    return next((line for line in candidates if SHORTEST_LEAD <= len(line) <= LONGEST_LEAD), None)

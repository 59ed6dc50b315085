"""Values as people type them in queries and documents hardly write them: 1 tháng 7 năm 2025 without the word for day,
30 tháng 4, 18-12, 10 phần trăm, 500k, 2,5tr."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from bhxh_search.language.citations import NO_DAY, Citation, find_citations, is_day, is_fraction


class TypedValue(NamedTuple):
    """A value that begins at a place of a text."""

    end: int
    """Where it ends, in characters."""
    value: str | None
    """Its term; None for what may be a range, 9-12 tuổi, as well as a day."""
    spoken: tuple[tuple[str, ...], ...]
    """Other ways of saying it, each as canonical tokens side by side."""
    as_typed: bool = False
    """Whether documents may also have it as it is typed, and no value for it."""
    is_figure: bool = False


def value_at(text: str, start: int, end: int, following: Citation | None) -> TypedValue | None:
    """The value that begins with the token from `start` to `end`; None where none does.

    `following`: the next citation of the text.
    """
    if not text[start].isdigit():
        return None
    day = _day(text, start, end, following) or _day_and_month(text, start)
    return day or _percentage(text, start) or _scaled(text, start)


def is_a_day(citation: Citation) -> bool:
    """Whether a citation is a date, or a fraction that is a day too: 30/4."""
    value = citation.terms[0][0] if citation.terms else ""
    return _DATE_VALUE.fullmatch(value) is not None or (is_fraction(value) and is_day(value))


def in_words(value: str) -> tuple[tuple[str, ...], ...]:
    """How a day without its year is said in words: 2 tháng 9; none for another value."""
    if not (is_fraction(value) and is_day(value)):
        return ()
    day, month = value.split("/")
    return ((day, "tháng", month),)


def _day(text: str, start: int, end: int, following: Citation | None) -> TypedValue | None:
    """1 tháng 7 năm 2025, whose month is the citation that follows."""
    if following is None or following.kind != "date" or not text[end : following.start].isspace():
        return None
    value, written = following.terms[0][0], text[start:end]
    if not (_MONTH_VALUE.fullmatch(value) and _DAY.fullmatch(written)):
        return None
    try:
        date = dt.date.fromisoformat(f"{value}-{int(written):02}")
    except ValueError:
        return None
    # Documents too may leave out the word, and then hold no value but the month.
    spoken = (str(date.day), "tháng", str(date.month), "năm", value[:4])
    return TypedValue(following.end, date.isoformat(), (spoken,), as_typed=True)


def _day_and_month(text: str, start: int) -> TypedValue | None:
    """The day of any year, otherwise than as a fraction: 30 tháng 4, 18-12."""
    if text[start - 1 : start] in ("/", ".", ","):
        return None
    match = _DAY_IN_WORDS.match(text, start)
    spoken: tuple[tuple[str, ...], ...] = ()
    if match is None:
        match = _day_or_range().match(text, start)
        if match is None:
            return None
        # 9-12 may be a range too, and stands in texts as it is typed.
        spoken = ((match[1].lstrip("0"), match[2].lstrip("0")),)
    value = f"{int(match[1])}/{int(match[2])}"
    if not is_day(value):
        return None
    if spoken and not _BEFORE_A_DAY.search(text, max(0, start - _BACK), start):
        return TypedValue(match.end(), None, spoken)
    return TypedValue(match.end(), value, (*spoken, *in_words(value)))


def _percentage(text: str, start: int) -> TypedValue | None:
    """10 phần trăm."""
    match = _PERCENT_IN_WORDS.match(text, start)
    if match is None:
        return None
    return TypedValue(match.end(), _term(f"{match[1]}%"), (), as_typed=True, is_figure=True)


def _scaled(text: str, start: int) -> TypedValue | None:
    """500k, 2tr, 1,5tr."""
    match = _SHORT_SCALE.match(text, start)
    if match is None:
        return None
    scale = "nghìn" if match[2].lower() == "k" else "triệu"
    spoken = (*re.findall("[0-9]+", match[1]), scale)
    return TypedValue(match.end(), _term(f"{match[1]} {scale}"), (spoken,), as_typed=True, is_figure=True)


def _term(text: str) -> str:
    return next(iter(find_citations(text))).terms[0][0]


_DATE_VALUE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_VALUE = re.compile("[0-9]{4}-[0-9]{2}")
_DAY = re.compile("[0-9]{1,2}")
_DAY_IN_WORDS = re.compile(
    r"([0-9]{1,2})\s(?:tháng|thang)\s([0-9]{1,2})(?![\w/-]|[.,][0-9]|\s(?:năm|nam)\b)", re.IGNORECASE
)


@cache
def _day_or_range() -> re.Pattern[str]:
    """18-12, as newspapers write a day; what a unit follows is a range. Made when first asked for, for it is long."""
    bare = r"(?!\s(?:thang|tuoi|nam|ngay|nguoi)\b)"
    return re.compile(rf"([0-9]{{1,2}})-([0-9]{{1,2}}){NO_DAY}{bare}", re.IGNORECASE)


_BEFORE_A_DAY = re.compile(
    r"\b(?:ngày|ngay|từ|tu|đến|den|trước|truoc|sau|hôm|hom|sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem)\s+\Z",
    re.IGNORECASE,
)
_BACK = 16
"""How far back such a word is looked for, in characters: it stands right before."""
_PERCENT_IN_WORDS = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s+(?:phần trăm|phan tram)\b", re.IGNORECASE)
_SHORT_SCALE = re.compile(r"([0-9]{2,3}(?=k)|[0-9]{1,4}(?:,[0-9])?(?=tr))(k|tr)(?!\w)", re.IGNORECASE)

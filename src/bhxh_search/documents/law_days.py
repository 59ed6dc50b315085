"""The days that a legal document names: of its signing, of its passing, and from which it is in force."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from bhxh_search.documents.law_lines import Line

DATE = r"ngày ([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})"
"""A date in words, as a pattern with three groups."""
_IN_FIGURES = r"ngày ([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{4})"
_ANY_DATE = rf"(?:{DATE}|{_IN_FIGURES})"
_PLACED_DATE = re.compile(rf"[^\W\d_][,.] ?{_ANY_DATE}(?![0-9])|^{_ANY_DATE}$", re.MULTILINE)
"""`Hà Nội, ngày 25 tháng 6 năm 2025`."""
_PASSED_DATE = re.compile(rf"thông qua (?:vào )?{_ANY_DATE}(?![0-9])")


def placed_day(text: str) -> dt.date | None:
    """The first day that stands in `text` with a place before it, or alone on its line."""
    return _search(_PLACED_DATE, text)


def passed_day(text: str) -> dt.date | None:
    """The day on which the document was passed, as `text` tells it."""
    return _search(_PASSED_DATE, text)


def _search(pattern: re.Pattern[str], text: str) -> dt.date | None:
    match = pattern.search(text)
    return None if match is None else day_of(*filter(None, match.groups()))


def day_of(day: str, month: str, year: str) -> dt.date | None:
    """The day of this day, month and year; None when there is none such."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


_THIS = (
    r"(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị) này"
)
_FROM_DAY = re.compile(
    rf"{_THIS},? (?:được áp dụng|có hiệu lực)(?: thi hành)? (?:kể )?từ (?:ngày )?"
    rf"(?:{DATE}|ngày ([0-9]{{1,2}})[/-]([0-9]{{1,2}})[/-]([0-9]{{4}}))"
)
_FROM_SIGNING = re.compile(
    rf"{_THIS},? có hiệu lực(?: thi hành)? (?:kể )?từ ngày (?:ký|ban hành|(?:được )?(?:Quốc hội )?thông qua)"
)
_AFTER_SIGNING = re.compile(
    rf"{_THIS},? có hiệu lực(?: thi hành)? sau ([0-9]{{1,3}})(?: \([^)]{{1,40}}\))? ngày,? (?:kể )?từ ngày"
    r" (?:ký|ban hành|đăng|được)"
)


def effective_day(lines: Iterable[Line], date: dt.date | None) -> dt.date | None:
    """The day from which a document is in force, by what its own articles say: the first that they name.

    `date`: the day of signing, from which some of them count.
    """
    text = " ".join(line.text for line in lines if not line.quoted)
    match = _FROM_DAY.search(text)
    if match is not None:
        day, month, year = (
            first or second for first, second in zip(match.groups()[:3], match.groups()[3:], strict=True)
        )
        return day_of(day, month, year)
    if date is None:
        return None
    if _FROM_SIGNING.search(text):
        return date
    after = _AFTER_SIGNING.search(text)
    if after is None or date.year == dt.MAXYEAR:
        return None
    return date + dt.timedelta(days=int(after[1]))

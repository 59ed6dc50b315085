"""Dates as documents write them. A text is a date as a whole or not at all: nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re

from bhxh_search.documents.document import vietnam_time
from bhxh_search.documents.lines import plain

LONGEST_DATE = 80  # characters; a longer line is prose

_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DAY_FIRST = re.compile(
    r"(?<![0-9])(?P<day>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2})"
    r" ?(?P=mark) ?(?P<year>[0-9]{4})(?![0-9])"
)
_IN_WORDS = re.compile(
    r"(?<![0-9])(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2})(?:,? năm |, ?| )(?P<year>[0-9]{4})(?![0-9])"
)
_TIME = re.compile(
    r"(?<![0-9])(?P<hour>[0-9]{1,2}) ?(?::|h|g|giờ) ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9])"
    r"(?: ?(?:phút|p|[’'])(?!\w))?(?: ?(?P<half>am|pm|sa|ch|sáng|chiều|tối)(?!\w))?"
)
_AFTERNOON = frozenset({"pm", "ch", "chiều", "tối"})
_ZONE = re.compile(r"(?:gmt|utc) ?\+ ?0?7(?::?00)?(?![0-9])")  # Vietnam's own, so it changes nothing
_AROUND = re.compile(
    r"(?:cập nhật|đăng|xuất bản|ngày|thời gian|lúc|vào"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|[ ,:|•·()–—-])*"
)
"""What may stand around a date and a time on their line."""


def parse_date(text: str) -> dt.date | dt.datetime | None:
    """The date, or date and time, that `text` is: ISO 8601 or with the day first; None when it is neither.

    A time with a zone is turned into that of Vietnam.
    """
    iso = _ISO.fullmatch(text.strip())
    if iso is None:
        return parse_day_first(text)
    try:
        return _from_iso(iso)
    except (ValueError, OverflowError):  # no such day, or out of the calendar once in Vietnam's time
        return None


def parse_day_first(text: str) -> dt.date | dt.datetime | None:
    """The date of a line such as `18/12/2020 - 19:19`, `19h19, 18.12.2020 (GMT+7)`, `ngày 18 tháng 12 năm 2020`.

    None when the line holds anything else, or there is no such day.
    """
    if len(text) > LONGEST_DATE:
        return None
    line = _ZONE.sub(" ", plain(text).casefold())
    day = _DAY_FIRST.search(line) or _IN_WORDS.search(line)
    if day is None:
        return None
    rest = line[: day.start()] + " " + line[day.end() :]
    time = _TIME.search(rest)
    if time is not None:
        rest = rest[: time.start()] + " " + rest[time.end() :]
    if not _AROUND.fullmatch(rest):
        return None
    try:
        date = dt.date(int(day["year"]), int(day["month"]), int(day["day"]))
        if time is None:
            return date
        return dt.datetime.combine(date, dt.time(_hour(time), int(time["minute"]), int(time["second"] or 0)))
    except ValueError:
        return None


def _hour(time: re.Match[str]) -> int:
    """The hour of 24, where one of 12 says which half of the day it is of."""
    hour = int(time["hour"])
    if time["half"] is None or hour > 12:  # 19:19 PM is written too
        return hour
    return hour % 12 + (12 if time["half"] in _AFTERNOON else 0)


def _from_iso(match: re.Match[str]) -> dt.date | dt.datetime:
    date = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return date
    microsecond = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    time = dt.time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), microsecond)
    moment = dt.datetime.combine(date, time)
    if match["zone"] is None:
        return moment
    return vietnam_time(moment.replace(tzinfo=_zone(match["zone"])))


def _zone(text: str) -> dt.timezone:
    if text in ("Z", "z"):
        return dt.timezone.utc
    offset = dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)

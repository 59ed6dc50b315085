"""Numbers and days as people write them in Vietnam, in queries and in the fields of documents."""

from __future__ import annotations

import datetime as dt
import re

_NUMBER = re.compile(r"([+-]?)([0-9]{1,300})(?:[.,]([0-9]{1,300}))?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_WITH_EXPONENT = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?e[+-]?[0-9]{1,3}", re.IGNORECASE)
_LONGEST = 610
"""Characters of what is read as a number."""
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?=[T ]|\Z)")
_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?=[T ,]|\Z)")


def number_in(text: str) -> int | float | None:
    """The number that all of `text` is: 1000, 1.000, 1.234.567, -2, 2,5, 2.5 or 1e9; None for anything else.

    Points between groups of three digits part them, as the law on accounting has it (88/2015/QH13, điều 11).
    """
    if len(text) > _LONGEST:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return float(text) if _WITH_EXPONENT.fullmatch(text) else None
    return float(f"{match[1]}{match[2]}.{match[3]}") if match[3] else int(text)


def written_number(number: int | float) -> str:
    """A number as Python writes it, and so that `number_in` reads it as the same: 1.234 with one digit more."""
    text = str(number)
    return f"{text}0" if _GROUPED.fullmatch(text) else text


def day_in(text: str) -> str | None:
    """The day that `text` begins with, alone or before a time, as an ISO date: of 2025-07-01, 1/7/2025. Else None."""
    iso, written = _ISO_DAY.match(text), _DAY.match(text)
    if iso is not None:
        year, month, day = iso.groups()
    elif written is not None:
        day, _, month, year = written.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None

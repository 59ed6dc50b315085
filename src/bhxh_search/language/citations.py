"""Law numbers, dates, fractions and figures: what is one value to a reader, whatever way it is written.

    28-NQ/TW, 28-nq/tw                              → 28-nq/tw
    1/7/2025, 01-07-2025, ngày 1 tháng 7 năm 2025   → 2025-07-01 and 1/7
    2/9, 02/09, ngày 2 tháng 9; 24/24               → 2/9; 24/24
    844.000, 844000                                 → 844000
    2,4 triệu                                       → 2,4 and 2400000
    89,6%                                           → 89,6% and 89,6

In figures the comma is the decimal sign, and dots between groups of three digits are no sign at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

CitationKind = Literal["address", "number", "date", "fraction", "figure"]
"""A fraction is two numbers with a slash between, and a day without its year."""


class Citation(NamedTuple):
    """One value in a text. `start` and `end` are characters of the text given."""

    start: int
    end: int
    kind: CitationKind
    terms: tuple[tuple[str, int, int], ...]
    """Every term that it is found by, widest first, with the span that each covers; none for an address."""


# An address starts only where a run of its characters does: tried at each letter, a long run would cost its
# square.
_ADDRESS = r"(?P<address>(?<!\w)\w{1,20}://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"

_HYPHEN = "[-\u2010\u2011\u2013]"
_LETTERS = r"[A-ZĐƯ]{1,16}[0-9]{0,2}"
# A lone group of letters after the number counts only where it names one that issued such numbers.
_LONE_ISSUER = r"(?:CP|TTg|HĐBT|HDBT|HĐNN|HDNN|QH[0-9]{1,2}|UBTVQH[0-9]{1,2})"
# Narrow columns break a number after one of its signs.
_SIGN = rf"(?:/|{_HYPHEN})(?:\s{{0,2}}\n\s?)?"
_NUMBER = (
    r"(?P<number>(?<![\w/-])(?<![0-9][.,])[0-9]{1,5}[A-ZĐ]?"
    rf"(?:/[0-9]{{4}}(?:{_SIGN}{_LETTERS})+"
    rf"|(?: ?/|{_SIGN}){_LETTERS}(?:{_SIGN}{_LETTERS})+"
    rf"|{_SIGN}{_LONE_ISSUER}))(?!\w)"
)

# What ends a range does not stand in a longer one: 8/10-22/10/2021, 25 -29/10.
_NOT_IN_A_LONGER_ONE = r"(?:(?<![\w/.,-])|(?<=[0-9]-)|(?<=[0-9]\s-))"
_DATE = (
    rf"(?P<date>(?<!\w)ng[àa]y\s+(?P<d1>[0-9]{{1,2}})\s+th[áa]ng\s+(?P<m1>[0-9]{{1,2}}),?\s+n[ăa]m\s+(?P<y1>[0-9]{{4}})(?!\w)"
    rf"|{_NOT_IN_A_LONGER_ONE}(?P<d2>[0-9]{{1,2}})(?P<mark>[/.-])(?P<m2>[0-9]{{1,2}})(?P=mark)(?P<y2>[0-9]{{4}})(?![\w]|[/.-]\w)"
    rf"|{_NOT_IN_A_LONGER_ONE}(?P<y3>[0-9]{{4}})-(?P<m3>[0-9]{{2}})-(?P<d3>[0-9]{{2}})(?![0-9]|[/.-]\w)"
    r"|(?<!\w)th[áa]ng\s+(?P<m4>[0-9]{1,2})(?:\s+n[ăa]m\s+|\s?[-/.]\s?)(?P<y4>[0-9]{4})(?!\w))"
)

# Newspapers write a day so too, 18-12 or 4.10: where one of these stands before it, and no unit behind.
_DAY_WORDS = "ngày hôm nay sáng trưa chiều tối đêm từ đến trước sau".split()
_BEFORE_A_DAY = "|".join(rf"(?<=\b{word}[ \xa0])" for word in _DAY_WORDS)
_UNIT = (
    "bàn|bài|buổi|bữa|ca|cái|con|cốc|điểm|độ|đồng|giây|giờ|kg|km|lần|lít|ly|lượt|m|mét|nghìn|ngàn|ngày|người|phần|phút|"
    "suất|tạ|tấn|tháng|tiếng|trăm|trận|triệu|tuần|tuổi|tỉ|tỷ|usd|viên|năm"
)
NO_DAY = rf"(?![\w/%-]|[.,][0-9]|\s*%|\s+(?:{_UNIT})(?!\w))"
"""What does not stand behind a day that is written like a range or a figure."""
_FRACTION = (
    r"(?P<fraction>(?<!\w)ng[àa]y\s+[0-9]{1,2}\s+th[áa]ng\s+[0-9]{1,2}"
    r"(?![\w/%-]|[.,][0-9]|\s+(?:n[ăa]m|th[áa]ng)(?!\w))"
    rf"|(?:{_BEFORE_A_DAY})[0-9]{{1,2}}[.-][0-9]{{1,2}}{NO_DAY}"
    # 24/24h too
    rf"|{_NOT_IN_A_LONGER_ONE}[0-9]{{1,3}}/[0-9]{{1,3}}(?!(?!h\b)[\w/%]|[.,][0-9]|-[^\W\d_]))"
)

_SCALES = {
    "nghìn": 3,
    "ngàn": 3,
    "triệu": 6,
    "tỷ": 9,
    "tỉ": 9,
    "nghin": 3,
    "ngan": 3,
    "trieu": 6,
    "ty": 9,
    "ti": 9,
}
# Blanks between a figure and its unit: at most two, so that a page of them costs no search. The cases of a unit
# are written out, for a pattern that ignores case takes ı and İ for i.
_SCALE = "|".join(form for word in _SCALES for form in (word, word.upper(), word.capitalize()))
SCALE_WORD = re.compile(_SCALE)
"""What a figure may be followed by: nghìn, triệu, tỷ."""
CALENDAR_WORD = re.compile("ng[àa]y|th[áa]ng", re.IGNORECASE)
"""What a date in words begins with."""
YEAR_WORD = re.compile("n[ăa]m", re.IGNORECASE)
"""What may stand before the year of a date."""
_FIGURE = (
    r"(?P<figure>(?<!\w)(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?![0-9])"
    rf"(?:\s?(?P<percent>%)|(?P<scale>(?-i:\s{{1,2}}(?:{_SCALE})(?!\w)){{1,3}}))?)"
)

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_WITH_POINT = re.compile(r"[0-9]+\.[0-9]{1,2}")
"""A decimal as English has it; without a sign or a word behind it, it may be the number of a section."""


def written_forms(value: str) -> tuple[tuple[str, ...], ...]:
    """Ways of writing a value, each as the canonical tokens that it is written with: 844000 → 844 000, 2/9 → 2 9.

    `value`: the term of a date, a fraction or a whole number; there is none for others.
    """
    if is_fraction(value):
        return (tuple(value.split("/")),)
    if value.isdigit() and len(value) > 3 and not value.startswith("0"):
        return ((value,), tuple(f"{int(value):,}".split(",")) if len(value) < 30 else (value,))
    parts = value.split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        year, month, day = (part.lstrip("0") for part in parts)
        return ((day, month, year), (day, "tháng", month, "năm", year), (year, month, day))
    return ()


# Patterns are made when first asked for: each takes a millisecond or two, and a query needs few of them.


@cache
def _values(addresses: bool) -> re.Pattern[str]:
    """The pattern of all values, and of addresses where there may be some."""
    kinds = (_NUMBER, _DATE, _FRACTION, _FIGURE)
    return re.compile("|".join((_ADDRESS, *kinds) if addresses else kinds), re.IGNORECASE)


@cache
def _alone(kind: str) -> re.Pattern[str]:
    """The pattern of a date or a figure."""
    return re.compile({"date": _DATE, "figure": _FIGURE}[kind], re.IGNORECASE)


# Where an address may begin, or anything else that is looked for.
_BEGINNING = re.compile(r"(?<![\w.+-])[\w.+-]|(?<!\w)\w|(?=www\.)", re.IGNORECASE)
_VALUE_BEGINNING = re.compile(r"(?<!\w)(?:[0-9]|ng[àa]y|th[áa]ng)", re.IGNORECASE)
# Every address holds one of these.
_ADDRESS_SIGN = re.compile(r"@|://|www\.", re.IGNORECASE)


Value = tuple[int, int, CitationKind, tuple[tuple[str, int, int], ...]]
"""A citation while there are very many: start, end, kind, and its terms with their places after the start."""


def find_citations(text: str) -> Iterator[Citation]:
    """Addresses, law numbers, dates, fractions and figures of `text`, which is in normal form.

    They come in order, none in another.

    Whole numbers below 1000 have only one way of being written and are left to the other streams.
    """
    addresses = _ADDRESS_SIGN.search(text) is not None
    places = beginnings(text) if addresses else [match.start() for match in _VALUE_BEGINNING.finditer(text)]
    for start, end, kind, terms in citations_at(text, places, addresses=addresses):
        yield Citation(start, end, kind, tuple((term, start + a, start + b) for term, a, b in terms))


def citations_at(text: str, places: Iterable[int], *, addresses: bool) -> Iterator[Value]:
    """The same for a text in which they can begin at `places` only, which rise.

    `addresses`: whether there may be addresses among them, which take longer to rule out.
    """
    matches = _values(addresses).match
    done = 0
    for place in places:
        match = matches(text, place) if place >= done else None
        if match:
            value = _read(match)
            done = value[1]
            if value[3] or value[2] == "address":
                yield value


def beginnings(text: str) -> list[int]:
    """Every place of `text` where a citation or an address could begin."""
    return [match.start() for match in _BEGINNING.finditer(text)]


def _read(match: re.Match[str]) -> Value:
    """What was matched, with no terms where it is none."""
    # The outermost group of an alternative closes last.
    kind: CitationKind = match.lastgroup  # type: ignore[assignment]
    if kind == "address":
        return (*match.span(), kind, ())
    written = match[0]
    terms = (_terms if len(written) <= _MOST_KEPT else _terms.__wrapped__)(kind, written)
    if kind in ("date", "fraction") and not terms:  # 31/2/2020 is no day: only the figures that it is made of
        match = _alone("figure").search(match.string, match.start()) or match
        return (*match.span(), "figure", _terms.__wrapped__("figure", match[0]))
    return (*match.span(), kind, terms)


_MOST_KEPT = 64


@lru_cache(maxsize=1 << 14)
def _terms(kind: CitationKind, written: str) -> tuple[tuple[str, int, int], ...]:
    """The terms of a value written so, with their places in it; none where it has none."""
    if kind == "number":
        return ((law_number(written), 0, len(written)),)
    if kind == "fraction":
        value = _fraction(written)
        if value is None:
            return ()
        # With a point it is found as the figure that it looks like, too.
        return tuple((form, 0, len(written)) for form in ((value, written) if "." in written else (value,)))
    match = _alone(kind).fullmatch(written)
    if not match:
        return ()
    if kind == "figure":
        return _figure_terms(match)
    value = _date(match)
    if value is None:
        return ()
    _, month, *day = map(int, value.split("-"))
    # A day of any year is found as one without its year.
    return ((value, 0, len(written)), *((f"{one}/{month}", 0, len(written)) for one in day))


def law_number(written: str) -> str:
    """One form of a law number: lower case, plain hyphens, no blanks or leading zeros (1/2022/tt-btc)."""
    return re.sub(_HYPHEN, "-", "".join(written.split())).lower().lstrip("0")


def _date(match: re.Match[str]) -> str | None:
    """ISO form of the day or month that was matched; None when there is no such day."""
    day, month, year = (
        next((match[f"{part}{form}"] for form in "1234" if match.groupdict().get(f"{part}{form}")), None)
        for part in "dmy"
    )
    try:
        value = dt.date(int(year or 0), int(month or 0), int(day or 1))
    except ValueError:
        return None
    return value.isoformat() if day else value.isoformat()[:7]


def _fraction(written: str) -> str | None:
    """One form of a fraction or a day without its year; None where it must be a day, and there is no such one."""
    first, second = re.findall("[0-9]+", written)
    value = f"{int(first)}/{int(second)}"
    return value if "/" in written or is_day(value) else None


def is_fraction(value: str) -> bool:
    """Whether the term of a value is that of a fraction, or of a day without its year."""
    return _IS_FRACTION.fullmatch(value) is not None


_IS_FRACTION = re.compile("[0-9]{1,3}/[0-9]{1,3}")


def is_day(fraction: str) -> bool:
    """Whether a fraction is a day of some year: 30/4, 29/2."""
    day, month = map(int, fraction.split("/"))
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _figure_terms(match: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    digits, span = match["digits"], match.span("digits")
    if (match["percent"] or match["scale"]) and _WITH_POINT.fullmatch(digits):
        digits = digits.replace(".", ",")
    value = _value(digits)
    written = value or digits
    terms: list[tuple[str, int, int]] = []
    if match["percent"]:
        terms.append((f"{written}%", *match.span()))
    elif match["scale"] and value:
        power = sum(_SCALES[word] for word in match["scale"].lower().split())
        terms.append((_times_ten_to(power, value), *match.span()))
    if len(written) > 3 or not written.isdigit():
        terms.append((written, *span))
    return tuple(terms)


def _value(digits: str) -> str | None:
    """844.000 → 844000; 89,60 → 89,6; None where dots are no thousands signs (a section 3.5.1)."""
    if _GROUPED.fullmatch(digits):
        return _plain(digits.replace(".", ""))
    return _plain(digits) if _PLAIN.fullmatch(digits) else None


def _times_ten_to(power: int, value: str) -> str:
    """2,4 and 6 → 2400000. On the digits themselves, for there may be more than any number type keeps exactly."""
    whole, _, fraction = value.partition(",")
    whole = (whole + fraction[:power].ljust(power, "0")).lstrip("0") or "0"
    return f"{whole},{fraction[power:]}" if fraction[power:] else whole


def _plain(value: str) -> str:
    """A decimal with a comma, less the zeros that end its fraction."""
    return value.rstrip("0").rstrip(",") if "," in value else value

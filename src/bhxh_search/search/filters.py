"""`name:value` → a filter. The same names and values serve in queries and in the library's `filters`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from bhxh_search.documents.document import RELATIONS, TEXT_FIELDS
from bhxh_search.errors import InvalidRequest
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import canonical
from bhxh_search.language.citations import find_citations, law_number
from bhxh_search.language.law_references import issuer_in_full, kind_in_full
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.language.written_values import number_in
from bhxh_search.search.tree import (
    DateRange,
    FieldValue,
    FieldWord,
    Filter,
    Interval,
    Term,
    TitleWord,
    ValueRange,
    WholeValue,
)
from bhxh_search.search.words import marked, marked_term, phrase, plain_words, syllable_term

FIELDS = (
    "title",
    "author",
    "source",
    "path",
    "date",
    "number",
    "cites",
    "kind",
    "issuer",
    "signer",
    "tags",
    *RELATIONS,
    "abbr",
    "id",
    "group",
    "year",
)
"""The fields of queries."""
WORD_FIELDS = ("title", *TEXT_FIELDS)
"""Those that are searched for words; the others for whole values, of which each word of a group is one."""

_YEAR, _MONTH, _DAY = r"(?P<y>[0-9]{4})", r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"
_DATES = tuple(
    re.compile(form)
    for form in (
        _YEAR,
        rf"{_YEAR}-{_MONTH}",
        rf"{_YEAR}-{_MONTH}-{_DAY}",
        rf"{_MONTH}[/-]{_YEAR}",
        rf"{_DAY}[./-]{_MONTH}[./-]{_YEAR}",
    )
)


Filters = Mapping[str, str | Collection[str]]
"""Field name → its value, or values of which one must be there."""


class BadValue(InvalidRequest):
    """A value that its field cannot have."""


def field_named(name: str) -> str:
    """A field by a name that was given: one of `FIELDS` in any case, or a document's own as it is written."""
    return name.lower() if name.lower() in FIELDS else name


def make_filter(name: str, value: str, abbreviations: Abbreviations) -> Filter:
    """The filter that `name:value` asks for. `name`: one of `FIELDS` in any case, or a document's own field.

    Raises `BadValue`, with a message for the user, when the value has no meaning for that field.
    """
    name = field_named(name)
    whole = _whole_value(name, value)
    if whole is not None:
        return whole
    value = value.strip()
    if not value:
        raise BadValue(f"{name}: needs a value right after the colon")
    if _LUCENE_RANGE.fullmatch(value) and name in FIELDS and name not in ("date", "year"):
        raise BadValue(f"{name}: has no ranges, only dates and numbers have")
    if name == "id":
        return FieldValue("id", value)
    if name == "path":
        return FieldValue("path", value)
    if name == "group":
        return FieldValue("group", value)
    if name in ("date", "year"):
        return _date_range(name, value)
    if name == "number":
        return _law_number("number", value)
    if name == "cites":
        return _law_number("cites", value)
    if name == "abbr":
        return FieldValue("abbr", canonical(normalize(value).text))
    if name == "title":
        word = phrase(value, 0, abbreviations)
        if word is None:
            raise BadValue("title: holds no word")
        return TitleWord(word)
    if name in RELATIONS:
        return replace(_field_word(name, value, abbreviations), pattern=_pattern(normalize(value).text))
    if name not in FIELDS:
        found = own_range(name, value, abbreviations)
        if found is not None:
            return found
    return _field_word(name, value, abbreviations)


def _whole_value(name: str, value: str) -> WholeValue | ValueRange | None:
    """What `=` and a value asks for: a field that is just that, or the same number otherwise written; else None."""
    written = value[1:]
    if not value.startswith("=") or not written.strip() or name == "title":
        return None
    if name in FIELDS:
        return WholeValue(name, written) if name in (*WORD_FIELDS, *RELATIONS) else None
    whole, number = WholeValue(name, written), number_in(written.strip())
    return whole if number is None else ValueRange(name, Interval(number, number), None, whole)


def word_filters(name: str, text: str, abbreviations: Abbreviations) -> list[tuple[Filter, int, int]]:
    """For each word of `text`, the filter that asks for it in a field of words, and its place in `text`.

    Raises `BadValue` where there is none.
    """
    if name == "title":
        words = plain_words(text, 0, abbreviations)
        if not words:
            raise BadValue("title: holds no word")
        return [(TitleWord(word), word.start, word.end) for _, word in words]
    found: list[tuple[Filter, int, int]] = []
    for word in query_words(text, abbreviations):
        written = text[word.start : word.end]
        in_range = None if name in FIELDS else own_range(name, written, abbreviations)
        found.append((in_range or _field_word(name, written, abbreviations), word.start, word.end))
    if not found:
        raise BadValue(f"{name}: holds no word")
    return found


_IN_FULL: Mapping[str, Callable[[str], str]] = {"kind": kind_in_full, "issuer": issuer_in_full}
"""Fields whose values are also given by the letters that law numbers have for them."""


def _field_word(name: str, value: str, abbreviations: Abbreviations) -> FieldWord:
    in_full = _IN_FULL.get(name, str)(value.strip())
    texts = [value] if in_full == value.strip() else [in_full, value]
    first, *others = dict.fromkeys(terms for text in texts for terms in _written(text, abbreviations)) or [()]
    if not first:
        raise BadValue(f"{name}: holds no word")
    return FieldWord(name, first, tuple(others))


def _written(text: str, abbreviations: Abbreviations) -> Iterator[tuple[Term, ...]]:
    """The ways in which a field may hold a text: with its abbreviations in full, and as it is."""
    found = marked(text.split()[-1]) if text.split() else None
    whole = text if found is None else text[: text.rindex(text.split()[-1])] + found.base
    terms = [syllable_term(syllable) for word in query_words(whole, abbreviations) for syllable in word.syllables]
    if not terms:
        return
    if found is not None:
        terms[-1] = marked_term(terms[-1], found)
    yield tuple(terms)
    word = phrase(text, 0, abbreviations)
    for choice in word.alternatives if word is not None else ():
        if choice.window == 0 and all(term.stream != "citations" for term in choice.terms):
            yield choice.terms


def _law_number(name: Literal["number", "cites"], value: str) -> FieldValue:
    """A law number, whole or in part; in a text also another value. `41/2024/*` is the part before the mark."""
    text = normalize(value).text
    if "*" in text and _LIKE_A_NUMBER.fullmatch(text):  # a document may bear anything for its number
        text = text.rstrip("*")
        if "*" in text or text[-1:].isdigit() or _pattern(text) is None:
            raise BadValue(f"{name}: {value!r} is no law number; write a part of one, such as 41/2024/")
    named = next((word for word in query_words(text) if word.number is not None), None)
    if named is not None:
        return FieldValue(name, law_number(text) if named.kind == "number" else named.value or "", named.number)
    cited = [term for citation in find_citations(text) for term, _, _ in citation.terms]
    return FieldValue(name, cited[0] if cited and name == "cites" else law_number(text), _pattern(text))


_LIKE_A_NUMBER = re.compile(r"[\w/*.-]+")


def _pattern(text: str) -> str | None:
    """The pattern of the law number that `text` holds, whole or in part, or of a number alone."""
    alone = _NUMBER_ALONE.fullmatch(text)
    if alone:
        return f"{alone[1]} *"
    return next((word.number for word in query_words(text) if word.number is not None), None)


_NUMBER_ALONE = re.compile("0*([0-9]{1,5})/?")


def make_filters(filters: Filters | None, abbreviations: Abbreviations) -> list[list[Filter]]:
    """For each name of `filters`, its values as filters of which one must pass. Raises `BadValue`."""
    made: list[list[Filter]] = []
    for name, values in (filters or {}).items():
        choices = [values] if isinstance(values, str) else values
        made.append([make_filter(name, value, abbreviations) for value in choices])
    return made


_OPERATOR = re.compile(r"(>=|<=|>|<|=)\s*(.*)", re.DOTALL)
_LUCENE_RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])")
"""As other engines write a range; square brackets have both ends in it, and * is an open end."""
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
_EMPTY = DateRange(_LAST_DAY, _FIRST_DAY)

Days = tuple[str, str]
"""The first and the last day of a year, month or day, as ISO dates."""


def _ends(value: str) -> tuple[str, str, str] | None:
    """What a range is made of: its operator, or `..`, its first end and its last; None where it is none."""
    compared = _OPERATOR.fullmatch(value)
    if compared:
        return compared[1], compared[2].strip(), ""
    lucene = _LUCENE_RANGE.fullmatch(value)
    if lucene and lucene[1] + lucene[4] == "[]":
        return "..", "" if lucene[2] == "*" else lucene[2], "" if lucene[3] == "*" else lucene[3]
    first, dots, last = value.partition("..")
    return ("..", first.strip(), last.strip()) if dots else None


def _date_range(name: str, value: str) -> DateRange:
    refused = BadValue(f"{name}: {value!r} is no date; write 2020, 2020-12, 2020-12-18 or 2018..2020")
    ends = _ends(value)
    if ends is None:
        days = _date_bounds(value) or _date_in_words(value)
        if days is None:
            raise refused
        if days[0] == days[1] and not _is_day(days[0]):
            raise BadValue(f"{name}: {value!r} is no day of the calendar")
        return DateRange(*days)
    sign, first, last = ends
    found = _days(sign, first, last)
    if found is None:
        raise refused
    if sign == ".." and first and last and found.first > found.last:
        raise BadValue(f"{name}: {value!r} ends before it begins; write {last}..{first}")
    return found


def _is_day(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _days(sign: str, first: str, last: str) -> DateRange | None:
    """The days of a range; None where an end is no date."""
    start = _date_bounds(first) if first else (_FIRST_DAY, _FIRST_DAY)
    end = _date_bounds(last) if last else (_LAST_DAY, _LAST_DAY)
    if start is None or end is None or not (first or last):
        return None
    if sign == "..":
        return DateRange(start[0], end[1])
    if sign == ">=":
        return DateRange(start[0], _LAST_DAY)
    if sign == "<=":
        return DateRange(_FIRST_DAY, start[1])
    if sign == ">":
        after = _neighbour(start[1], 1)
        return _EMPTY if after is None else DateRange(after, _LAST_DAY)
    if sign == "<":
        before = _neighbour(start[0], -1)
        return _EMPTY if before is None else DateRange(_FIRST_DAY, before)
    return DateRange(*start)


def _neighbour(day: str, step: int) -> str | None:
    """The day after or before one that need not exist; None outside the calendar."""
    from calendar import monthrange  # which few queries need

    year, month, number = map(int, day.split("-"))
    if not 1 <= year <= 9999:
        return _FIRST_DAY if year < 1 <= step else None
    last = monthrange(year, month)[1]
    extra = 1 if step < 0 and number > last else 0  # the day before 31 February is its last
    try:
        return (dt.date(year, month, min(number, last)) + dt.timedelta(step + extra)).isoformat()
    except OverflowError:
        return None


def _date_in_words(value: str) -> Days | None:
    """Of ngày 1 tháng 7 năm 2025, tháng 7 năm 2025, năm 2025 and ngày 1/7/2025, where nothing else is there."""
    text = normalize(value).text
    if said := _AFTER_ITS_WORD.fullmatch(text):
        return _date_bounds(said[1] or said[2])
    dates = [citation for citation in find_citations(text) if citation.kind == "date"]
    if len(dates) != 1 or (dates[0].start, dates[0].end) != (0, len(text)):
        return None
    return _date_bounds(dates[0].terms[0][0])


_AFTER_ITS_WORD = re.compile(r"n[ăa]m\s+([0-9]{4})|ng[àa]y\s+([0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4})", re.IGNORECASE)


def _date_bounds(text: str) -> Days | None:
    """The first and the last day of a year, month or day, as ISO dates; None for anything else."""
    match = next((match for form in _DATES if (match := form.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month, day = int(parts.get("m") or 0), int(parts.get("d") or 0)
    if ("m" in parts and not 1 <= month <= 12) or ("d" in parts and not 1 <= day <= 31):
        return None
    # The last day of a month need not exist: dates are compared as text.
    return f"{parts['y']}-{month or 1:02}-{day or 1:02}", f"{parts['y']}-{month or 12:02}-{day or 31:02}"


# Ranges in own fields


def own_range(name: str, value: str, abbreviations: Abbreviations) -> ValueRange | None:
    """The range of numbers or dates that `name:value` asks for in a document's own field; None for words.

    A value that is itself a number is the range of that number; one that is a year, a month or a day, that of its
    days. Raises `BadValue`.
    """
    ends = _ends(value)
    if ends is None and _LUCENE_RANGE.fullmatch(value):
        raise BadValue(f"{name}: {value!r} is no range; write {name}:10..20, both ends of which are in it")
    if ends is None:
        number, bounds = number_in(value), _date_bounds(value)
        if number is None and bounds is None:
            return None
        words = None if value[0] in "+-" else _field_word(name, value, abbreviations)
        interval = None if number is None else Interval(number, number)
        return ValueRange(name, interval, None if bounds is None else DateRange(*bounds), words)
    sign, first, last = ends
    numbers, days = _interval(sign, first, last), _days(sign, first, last)
    if numbers is None and days is None:
        if sign == ".." and (first or last):
            return None  # two words with dots between
        raise BadValue(f"{name}: {value!r} is no range; write {name}:>=10, {name}:10..20 or {name}:2018..2020")
    backwards = (
        numbers is not None and numbers.low is not None and numbers.high is not None and numbers.low > numbers.high
    ) or (days is not None and days != _EMPTY and days.first > days.last)
    if backwards:
        raise BadValue(f"{name}: {value!r} ends before it begins; write {last}..{first}")
    return ValueRange(name, numbers, days)


def _interval(sign: str, first: str, last: str) -> Interval | None:
    low, high = number_in(first), number_in(last)
    if (first and low is None) or (last and high is None) or not (first or last):
        return None
    if sign == "..":
        return Interval(low, high)
    if sign == "=":
        return Interval(low, low)
    if sign[0] == ">":
        return Interval(low, None, above_low=sign == ">")
    return Interval(None, low, below_high=sign == "<")

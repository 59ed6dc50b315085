"""`name:value` → a filter. The same names and values serve in queries and in the library's `filters`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from bhxh_search.errors import InvalidRequest
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import canonical
from bhxh_search.language.citations import find_citations, law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.tree import DateRange, FieldValue, FieldWord, Filter, TitleWord
from bhxh_search.search.words import phrase, syllable_term

RELATIONS = ("amends", "replaces", "repeals", "guides", "consolidates")
"""The fields that name what a law does to others, by their numbers."""
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
    "year",
)
"""The fields of queries."""

_YEAR, _MONTH, _DAY = r"(?P<y>[0-9]{4})", r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"
_DATES = tuple(
    re.compile(form)
    for form in (
        _YEAR,
        rf"{_YEAR}-{_MONTH}",
        rf"{_YEAR}-{_MONTH}-{_DAY}",
        rf"{_MONTH}[/-]{_YEAR}",
        rf"{_DAY}[/-]{_MONTH}[/-]{_YEAR}",
    )
)


Filters = Mapping[str, str | Collection[str]]
"""Field name → its value, or values of which one must be there."""


class BadValue(InvalidRequest):
    """A value that its field cannot have."""


def make_filter(name: str, value: str, abbreviations: Abbreviations) -> Filter:
    """The filter that `name:value` asks for. `name`: one of `FIELDS` in any case, or a document's own field.

    Raises `BadValue`, with a message for the user, when the value has no meaning for that field.
    """
    name = name.lower() if name.lower() in FIELDS else name
    value = value.strip()
    if not value:
        raise BadValue(f"{name}: needs a value right after the colon")
    if name == "id":
        return FieldValue("id", value)
    if name == "path":
        return FieldValue("path", value)
    if name in ("date", "year"):
        return _date_range(value)
    if name == "number":
        return FieldValue("number", law_number(normalize(value).text))
    if name == "cites":
        text = normalize(value).text
        cited = [term for citation in find_citations(text) for term, _, _ in citation.terms]
        return FieldValue("cites", cited[0] if cited else law_number(text))
    if name == "abbr":
        return FieldValue("abbr", canonical(normalize(value).text))
    if name == "title":
        word = phrase(value, 0, abbreviations)
        if word is None:
            raise BadValue("title: holds no word")
        return TitleWord(word)
    terms = [syllable_term(syllable) for word in query_words(value, abbreviations) for syllable in word.syllables]
    if not terms:
        raise BadValue(f"{name}: holds no word")
    return FieldWord(name, tuple(terms))


def make_filters(filters: Filters | None, abbreviations: Abbreviations) -> list[list[Filter]]:
    """For each name of `filters`, its values as filters of which one must pass. Raises `BadValue`."""
    made: list[list[Filter]] = []
    for name, values in (filters or {}).items():
        choices = [values] if isinstance(values, str) else values
        made.append([make_filter(name, value, abbreviations) for value in choices])
    return made


def _date_range(value: str) -> DateRange:
    first, dots, last = value.partition("..")
    start = _date_bounds(first.strip())
    end = _date_bounds(last.strip()) if dots else start
    if start is None or end is None:
        raise BadValue(f"date: {value!r} is no date; write 2020, 2020-12, 2020-12-18 or 2018..2020")
    if start[0] > end[1]:
        raise BadValue(f"date: {value!r} ends before it begins; write {last.strip()}..{first.strip()}")
    return DateRange(start[0], end[1])


def _date_bounds(text: str) -> tuple[str, str] | None:
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

"""The document: the one thing that readers give and everything downstream takes."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bhxh_search.errors import InvalidDocument

FieldValue = str | int | float | dt.date | tuple[str, ...]
"""What a document's own field may hold. A `datetime` is a `date` too."""

TEXT_FIELDS = ("author", "source", "kind", "issuer", "signer", "tags")
"""Fields of texts, which any collection may have."""
Relation = Literal["amends", "replaces", "repeals", "guides", "consolidates"]
RELATIONS: tuple[Relation, ...] = ("amends", "replaces", "repeals", "guides", "consolidates")
"""The fields that name what a law does to others, by their numbers."""

_KNOWN = frozenset((*TEXT_FIELDS, *RELATIONS, "number"))
# Longer numbers are none that anybody counts with, and Python writes none of more than some thousand digits.
_DIGITS = 300
_TOO_LARGE = 10**_DIGITS
_MOST_CHARACTERS = 2**31
_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # all of Unicode's category Cc
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """`text` with every lone surrogate, which no encoding can hold, turned into U+FFFD."""
    try:
        text.encode("utf-16-le")  # faster than to UTF-8, and many times faster than looking for them
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("�", text)
    return text


@dataclass(frozen=True)
class Document:
    """One text to be found, with what is known of it. Offsets anywhere count code points of `text`.

    `headings`, `pages` and fields of several texts may be given as lists, and are tuples then.

    Raises `InvalidDocument` when the id is empty or holds a control character, or a value has a wrong type.
    """

    id: str
    """Unique in an index; any printable text."""
    text: str
    """The body. Line ends are kept as they are."""
    title: str = ""
    path: str | None = None
    """The file that it was read from."""
    date: dt.date | dt.datetime | None = None
    """When it was published or issued: without zone, in the time of Vietnam."""
    group: str | None = None
    """Id of the whole that this is a part of."""
    headings: tuple[str, ...] = ()
    """Its place inside the whole, outermost first."""
    pages: tuple[int, ...] = ()
    """Offset in `text` at which each page starts, from page 1 on; 0 for pages that are over where a part begins."""
    fields: Mapping[str, FieldValue] = field(default_factory=dict, hash=False)
    """Whatever else is known: author, source, number, url, …; times as in `date`. Names that queries know are kept
    in small letters: `Source` is `source`."""

    def __post_init__(self) -> None:
        for name in ("id", "text", "title", "path", "group"):
            value = getattr(self, name)
            if value is None and name in ("path", "group"):
                continue
            if not isinstance(value, str):
                raise InvalidDocument(f"{name} of document {self.id!r} is {type(value).__name__}, not text")
            clean = without_surrogates(value)
            if clean is not value:
                self._set(name, clean)
        if not self.id or _CONTROL.search(self.id):
            raise InvalidDocument(f"document id {self.id!r} is empty or holds a control character")
        if isinstance(self.date, dt.datetime) and self.date.tzinfo is not None:
            self._set("date", self._in_vietnam("date", self.date))
        elif self.date is not None and not isinstance(self.date, dt.date):
            raise InvalidDocument(f"date of document {self.id!r} is {type(self.date).__name__}, not a date")
        for name in ("headings", "pages"):
            if isinstance(getattr(self, name), (str, bytes)) or not isinstance(getattr(self, name), Iterable):
                raise InvalidDocument(f"{name} of document {self.id!r} are {self._kind(name)}, not a tuple")
            self._set(name, tuple(getattr(self, name)))  # they are gone through more than once
        if not isinstance(self.fields, Mapping):
            raise InvalidDocument(
                f"fields of document {self.id!r} are {self._kind('fields')}, not a mapping of names"
            )
        if not all(isinstance(heading, str) for heading in self.headings):
            raise InvalidDocument(f"headings of document {self.id!r} are not a tuple of texts")
        self._set("headings", tuple(without_surrogates(heading) for heading in self.headings))
        are_offsets = all(type(page) is int and 0 <= page < _MOST_CHARACTERS for page in self.pages)  # no bool
        if not are_offsets or list(self.pages) != sorted(self.pages):
            raise InvalidDocument(f"pages of document {self.id!r} are not a tuple of rising offsets from 0")
        if not all(isinstance(name, str) for name in self.fields):
            raise InvalidDocument(f"a field of document {self.id!r} has a name that is not text")
        fields: dict[str, FieldValue] = {}
        for name, value in self.fields.items():
            known = name.lower()
            is_known = known in _KNOWN and known not in self.fields and known not in fields
            fields[known if is_known else without_surrogates(name)] = self._field(name, value)
        self._set("fields", fields)

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON types, with every key; dates are ISO 8601 without zone."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "path": self.path,
            "date": None if self.date is None else iso_date(self.date),
            "group": self.group,
            "headings": list(self.headings),
            "pages": list(self.pages),
            "fields": {name: plain_value(value) for name, value in self.fields.items()},
        }

    def _kind(self, name: str) -> str:
        return type(getattr(self, name)).__name__

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _in_vietnam(self, name: str, moment: dt.datetime) -> dt.datetime:
        try:
            return vietnam_time(moment)
        except OverflowError:
            raise InvalidDocument(
                f"{name} of document {self.id!r}, {moment}, is out of the calendar in Vietnam's time"
            ) from None

    def _field(self, name: str, value: object) -> FieldValue:
        if isinstance(value, str):
            return without_surrogates(value)
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            return tuple(without_surrogates(item) for item in value)
        if isinstance(value, int) and abs(value) >= _TOO_LARGE:
            raise InvalidDocument(f"field {name!r} of document {self.id!r} is a number of more than {_DIGITS} digits")
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return self._in_vietnam(f"field {name!r}", value)
        if isinstance(value, (int, float, dt.date)):
            return value
        raise InvalidDocument(
            f"field {name!r} of document {self.id!r} is {type(value).__name__}; "
            "a field holds text, a number, a date, or a tuple of texts"
        )


def plain_value(value: FieldValue) -> str | int | float | list[str] | None:
    """A field's value as a JSON type. JSON has no NaN and no infinity: they become null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date):
        return iso_date(value)
    return list(value) if isinstance(value, tuple) else value


def iso_date(date: dt.date) -> str:
    """ISO 8601 without zone. A time with a zone is told in Vietnam's, as a document's own date is."""
    if isinstance(date, dt.datetime) and date.tzinfo is not None:
        date = vietnam_time(date)
    return date.isoformat()


def vietnam_time(moment: dt.datetime) -> dt.datetime:
    """A time with a zone, in the time of Vietnam (UTC+7 since 1975) and without one.

    The days of Vietnamese documents are those of Vietnam, whatever the machine is set to that indexes them. Raises
    `OverflowError` out of the calendar.
    """
    return moment.astimezone(_VIETNAM).replace(tzinfo=None)


MAX_FILE_SIZE = 100_000_000
"""Bytes of the largest file that is read, unless another limit is given."""

EMPTY = "empty"
"""The reason for passing over a file without text: unlike others, it says that there is nothing to keep."""


@dataclass(frozen=True)
class Skipped:
    """Something that could not be read, and why. Everything else of the run goes on."""

    path: str
    reason: str
    """What is wrong, as a clause without a full stop: "not UTF-8 or UTF-16 text"."""
    line: int | None = None
    """The line of a JSONL file, from 1; None when the whole file was skipped."""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"

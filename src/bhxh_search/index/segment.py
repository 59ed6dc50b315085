"""One segment, open for reading: documents numbered from 0, and all that is known of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from bhxh_search.documents.document import Document
from bhxh_search.index.columns import Array, Columns
from bhxh_search.index.keywords import Keywords
from bhxh_search.index.parts import PartReader
from bhxh_search.index.postings import MAX_DOCUMENTS, Integers
from bhxh_search.index.records import DocumentHead, head_from_json
from bhxh_search.index.schema import SEARCHED_PARTS
from bhxh_search.index.stored import Stored
from bhxh_search.index.vocabulary import Vocabulary

KEYWORDS = ("path", "number", "group", "root", "file", "field")
"""What is kept of each document as whole values; `field`: the values of its own fields, as `author:Chấn Hưng`."""

NO_NUMBER = -1
"""Stands for a size or a time that is not known."""

# A date is kept as one number: days since year 1, times one more than there are microseconds in a day. What is
# left is 0 for a day, and for a moment 1 + its microseconds, so that a day comes before its first moment.
_DAY = 86_400_000_000 + 1


def new_segment_name() -> str:
    """A name that no other segment has: 16 random letters and digits."""
    import secrets  # which only writing needs
    import string

    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(16))


def date_key(date: dt.date | dt.datetime | None) -> int:
    """A date as a number, in the order of time; 0 for none."""
    if date is None:
        return 0
    if not isinstance(date, dt.datetime):
        return date.toordinal() * _DAY
    since = date - dt.datetime.combine(date.date(), dt.time())
    return date.toordinal() * _DAY + 1 + since // dt.timedelta(microseconds=1)


def day_bounds(first: str, last: str) -> tuple[int, int]:
    """The keys from the beginning of one day to the end of another, which is not in it; ISO, need not exist."""
    return _days_until(first) * _DAY, _days_until(last, end=True) * _DAY


def year_of(date: int) -> int:
    """The year of a date as a segment keeps it; 0 where it has none."""
    return dt.date.fromordinal(date // _DAY).year if date >= _DAY else 0


def _days_until(day: str, *, end: bool = False) -> int:
    """How many days there are from year 1 to the beginning or the end of a day, and one more."""
    from calendar import monthrange  # which few queries need

    year, month, number = map(int, day.split("-"))
    if year < 1:
        return 0
    first = dt.date(year, month, 1).toordinal()
    length = monthrange(year, month)[1]
    return first + (min(number, length) if end else min(number - 1, length))


def ordinals(keys: Integers) -> Integers:
    """The days of some keys, none 0, as `date.toordinal` counts them."""
    days: Integers = keys // _DAY
    return days


def iso_date(key: int) -> str | None:
    """The date of a key, as in ISO 8601."""
    if not key:
        return None
    day, rest = divmod(key, _DAY)
    date = dt.date.fromordinal(day)
    if not rest:
        return date.isoformat()
    return (dt.datetime.combine(date, dt.time()) + dt.timedelta(microseconds=rest - 1)).isoformat()


class Segment:
    """An open segment. What is out of range in it raises `ValueError`, `IndexError` or the like: it is damage."""

    def __init__(self, path: Path) -> None:
        """Map its file and read the directory. Raises `OSError`, `ValueError`."""
        self.columns = Columns(path)
        self.size = int(self.columns.about["documents"])
        """Documents in it, deleted ones too."""
        if not 0 < self.size <= MAX_DOCUMENTS:
            raise ValueError(f"a segment of {self.size} documents")

    @cached_property
    def parts(self) -> Mapping[str, PartReader]:
        """The parts of its documents by name."""
        return {part: PartReader(self.columns, part, self.size) for part in SEARCHED_PARTS}

    # Of documents

    @cached_property
    def ids(self) -> Vocabulary:
        """The ids, by document number; and in order."""
        return Vocabulary(self.columns, "ids", self.columns["ids.order"])

    @cached_property
    def id_ranks(self) -> Integers:
        """Per document: how many ids of the segment come before its own."""
        ranks = np.empty(self.size, np.int64)
        ranks[self.columns["ids.order"]] = np.arange(self.size)
        return ranks

    @cached_property
    def hashes(self) -> Array:
        """Per document: 16 bytes; see `records.document_hash`."""
        return self.columns["hashes"]

    @cached_property
    def dates(self) -> Integers:
        """Per document: its date as `date_key` gives it."""
        dates = self.columns["dates"]
        if len(dates) != self.size:
            raise ValueError("dates are not one for each document")
        return dates

    def keywords(self, name: str) -> Keywords:
        """The values of one of `KEYWORDS`."""
        return self._keywords[name]

    @cached_property
    def _keywords(self) -> Mapping[str, Keywords]:
        return {name: Keywords(self.columns, name) for name in KEYWORDS}

    def file_state(self, document: int) -> tuple[int | None, int | None]:
        """Size and time of change of the file that a document came from."""
        size, modified = self.columns["file.states"][document].tolist()
        return (None if size == NO_NUMBER else size), (None if modified == NO_NUMBER else modified)

    @cached_property
    def heads(self) -> Stored:
        """Per document: all of it but its text; see `records.head_from_json`."""
        return Stored(self.columns, "heads")

    @cached_property
    def texts(self) -> Stored:
        """Per document: its text."""
        return Stored(self.columns, "texts")

    def head(self, number: int) -> DocumentHead:
        """What is kept of a document apart from its text."""
        return head_from_json(self.heads[number])

    def document(self, number: int) -> Document:
        """The whole document."""
        return self.head(number).with_text(self.texts[number])

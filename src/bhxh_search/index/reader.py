"""An opened index: one committed state, its statistics, its postings and its stored documents.

Of Whoosh only the segment readers serve here. Lengths, document frequencies and averages are this module's own,
counted over live documents: Whoosh rounds lengths to a byte and counts deleted documents too.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from bhxh_search.documents.document import Document
from bhxh_search.errors import (
    BhxhSearchError,
    IndexDamaged,
    IndexInaccessible,
    IndexNotFound,
    InvalidAbbreviations,
    InvalidDocument,
)
from bhxh_search.index.generation import (
    INDEX_NAME,
    Generation,
    check_sizes,
    latest_generation,
    load_generation,
)
from bhxh_search.index.records import Record, document_from_json
from bhxh_search.index.schema import FIELDS_EXACT, STREAM_FIELDS
from bhxh_search.language.abbreviations import Abbreviations, with_user_abbreviations

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

# How often to look again when a writer replaces the newest state while it is being opened.
_OPEN_ATTEMPTS = 20


@dataclass(frozen=True)
class Postings:
    """The live documents that hold a term."""

    documents: Integers
    """Document numbers, rising."""
    frequencies: Integers
    """Per document: how often the term occurs in it."""


_NO_POSTINGS = Postings(np.empty(0, np.int64), np.empty(0, np.int64))


def open_snapshot(folder: Path) -> Snapshot:
    """The newest committed state of the index in `folder`.

    Raises `IndexNotFound`, `IndexInaccessible`, `IndexDamaged` or `IndexOutdated`.
    """
    for attempt in range(_OPEN_ATTEMPTS):
        with access_reported(folder):
            number = latest_generation(folder) if folder.is_dir() else None
        if number is None:
            raise IndexNotFound(f"{folder}: no index here yet; make one with `bhxh-search index PATH`")
        try:
            with access_reported(folder):
                generation = load_generation(folder, number)
                check_sizes(folder, generation)
            return Snapshot(folder, generation)
        except BhxhSearchError:
            # Not damage if a writer committed a newer state meanwhile and removed the files of this one.
            if attempt == _OPEN_ATTEMPTS - 1 or latest_generation(folder) == number:
                raise
    raise AssertionError("unreachable")


class Snapshot:
    """One generation, open. Not for several threads at once: whoever shares it serialises the calls.

    Document numbers run from 0 over all segments; those of deleted documents stay unused.
    """

    def __init__(self, folder: Path, generation: Generation) -> None:
        """Open the files of `generation`, whose sizes were checked. Raises `IndexDamaged`."""
        self.folder = folder
        self.generation = generation
        self._segments: list[tuple[Any, int]] = []
        """Segment readers, each with the number of its first document."""
        storage = FileStorage(str(folder))
        records: list[Record | None] = []
        none = (0,) * len(STREAM_FIELDS)
        try:
            with damage_reported(folder):
                toc = TOC.read(storage, INDEX_NAME, gen=generation.number)
                for segment in toc.segments:
                    reader = SegmentReader(storage, toc.schema, segment, generation=generation.number)
                    self._segments.append((reader, len(records)))
                    records.extend(_records(reader))
                lengths = [none if record is None else record.lengths for record in records]
                self._lengths: Integers = np.array(lengths, np.int64).reshape(len(records), len(STREAM_FIELDS))
                """Per document number and stream: how many terms there are."""
        except BaseException:
            self.close()
            raise
        self.records: tuple[Record | None, ...] = tuple(records)
        """Per document number; None where it was deleted."""

    def close(self) -> None:
        """Let go of the files."""
        for reader, _ in self._segments:
            if not reader.is_closed:
                reader.close()

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """The built-in table and the user's own. Raises `IndexDamaged`."""
        with damage_reported(self.folder):
            try:
                return with_user_abbreviations(self.generation.abbreviations)
            except InvalidAbbreviations as error:  # no writer stores one
                raise ValueError(str(error)) from error

    @cached_property
    def live(self) -> Booleans:
        """Per document number: whether the document was not deleted."""
        return np.array([record is not None for record in self.records], dtype=bool)

    @cached_property
    def document_count(self) -> int:
        """How many live documents there are."""
        return int(self.live.sum())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Document id → document number, of live documents."""
        return {record.id: number for number, record in enumerate(self.records) if record is not None}

    def lengths(self, field: str) -> Integers:
        """Per document number: how many terms `field`, one of `STREAM_FIELDS`, has; 0 for deleted documents."""
        return self._lengths[:, STREAM_FIELDS.index(field)]

    def average_length(self, field: str) -> float:
        """The mean of `lengths` over live documents; 0.0 when there are none."""
        return float(self.lengths(field).sum()) / max(1, self.document_count)

    def postings(self, field: str, term: str) -> Postings:
        """The live documents whose `field` holds `term`. Raises `IndexDamaged`."""
        documents: list[int] = []
        frequencies: list[int] = []
        for matcher, base in self._matchers(field, term):
            with damage_reported(self.folder):
                while matcher.is_active():
                    documents.append(base + matcher.id())
                    frequencies.append(matcher.value_as("frequency"))
                    matcher.next()
        if not documents:
            return _NO_POSTINGS
        with damage_reported(self.folder):
            postings = Postings(np.array(documents, np.int64), np.array(frequencies, np.int64))
            self._check(postings, field)
        return postings

    def _check(self, postings: Postings, field: str) -> None:
        """Raise `ValueError` for postings that no writer wrote."""
        numbers, frequencies = postings.documents, postings.frequencies
        self._check_numbers(numbers)
        if frequencies.min() < 1:
            raise ValueError("a term that occurs less than once")
        if field in STREAM_FIELDS and (frequencies > self.lengths(field)[numbers]).any():
            raise ValueError("a term that occurs more often than its field has terms")

    def _check_numbers(self, numbers: Integers) -> None:
        if numbers[0] < 0 or numbers[-1] >= len(self.records) or (np.diff(numbers) <= 0).any():
            raise ValueError("document numbers out of order or range")
        if not self.live[numbers].all():
            raise ValueError("a posting of a deleted document")

    def positions(self, field: str, term: str) -> dict[int, Integers]:
        """Document number → the rising positions of `term` in `field`, a field that keeps them."""
        found: dict[int, Integers] = {}
        for matcher, base in self._matchers(field, term):
            with damage_reported(self.folder):
                while matcher.is_active():
                    found[base + matcher.id()] = np.array(matcher.value_as("positions"), np.int64)
                    matcher.next()
        if found:
            with damage_reported(self.folder):
                self._check_numbers(np.array(list(found), np.int64))
        return found

    def _matchers(self, field: str, term: str) -> Iterator[tuple[Any, int]]:
        for reader, base in self._segments:
            with damage_reported(self.folder):
                try:
                    matcher = reader.postings(field, term)
                except TermNotFound:
                    continue
            yield matcher, base

    def has_field(self, name: str) -> bool:
        """Whether a live document has a field of its own called `name`."""
        return any(matcher.is_active() for matcher, _ in self._matchers(FIELDS_EXACT, f"{name}:"))

    def terms(self, field: str) -> Iterator[str]:
        """The terms of `field` in order within each segment, those of deleted documents and repeats among them."""
        for reader, _ in self._segments:
            with damage_reported(self.folder):
                if field in reader.indexed_field_names():
                    yield from (term.decode("utf-8") for term in reader.lexicon(field))

    def document(self, number: int) -> Document:
        """The stored document of this number. Raises `IndexDamaged`."""
        for reader, base in reversed(self._segments):
            if number >= base:
                with damage_reported(self.folder):
                    try:
                        return document_from_json(reader.stored_fields(number - base)["document"])
                    except InvalidDocument as error:  # no writer stores one
                        raise ValueError(str(error)) from error
        raise LookupError(f"no document number {number}")


def _records(reader: Any) -> list[Record | None]:
    column = reader.column_reader("record", translate=False)
    return [
        None if reader.is_deleted(number) else Record.from_bytes(column[number])
        for number in range(reader.doc_count_all())
    ]


@contextmanager
def damage_reported(folder: Path) -> Iterator[None]:
    """Turn whatever Whoosh raises over files that are not what was written into `IndexDamaged`."""
    with access_reported(folder):
        try:
            yield
        except (BhxhSearchError, OSError):
            raise
        except Exception as error:  # Whoosh reads by unpickling: damage may raise anything
            reason = f"{type(error).__name__}: {error}"
            raise IndexDamaged(
                f"{folder}: a file of the index is damaged ({reason}); remove the index and index again"
            ) from error


@contextmanager
def access_reported(folder: Path) -> Iterator[None]:
    """Turn an error of the operating system into `IndexInaccessible`, or `IndexDamaged` for a missing file."""
    try:
        yield
    except BhxhSearchError:
        raise
    except FileNotFoundError as error:
        raise IndexDamaged(
            f"{error.filename or folder} is missing; remove the index and index the documents again"
        ) from error
    except OSError as error:
        place = error.filename or folder
        remedy = {
            errno.ENOSPC: "; free some space and run it again",
            errno.EACCES: "; change its permissions, or give another folder with --index",
        }
        message = f"{place}: {error.strerror or error}{remedy.get(error.errno or 0, '')}"
        raise IndexInaccessible(error.errno, message) from error

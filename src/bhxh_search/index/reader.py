"""An open index: one committed state, its segments, and the statistics over all of them."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bhxh_search.documents.document import Document
from bhxh_search.errors import BhxhSearchError, InvalidAbbreviations, InvalidDocument
from bhxh_search.index.faults import access_reported, damage_reported, no_index
from bhxh_search.index.generation import (
    Generation,
    SegmentState,
    check_sizes,
    latest_generation,
    load_generation,
)
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.records import Record
from bhxh_search.index.schema import OWN_FIELDS, SEARCHED_PARTS
from bhxh_search.index.segment import Segment
from bhxh_search.ingest.roots import Origin
from bhxh_search.language.abbreviations import Abbreviations, with_user_abbreviations
from bhxh_search.language.analysis import STREAMS, Stream

Booleans = npt.NDArray[np.bool_]
Made = TypeVar("Made")

# How often to look again when a writer replaces the newest state while it is being opened.
_OPEN_ATTEMPTS = 20


def open_snapshot(folder: Path, before: Snapshot | None = None) -> Snapshot:
    """The newest committed state of the index in `folder`.

    `before`: an older state of it; segments that both have are opened once. Raises `IndexNotFound`,
    `IndexInaccessible`, `IndexDamaged` or `IndexOutdated`.
    """
    for attempt in range(_OPEN_ATTEMPTS):
        with access_reported(folder):
            number = latest_generation(folder) if folder.is_dir() else None
        if number is None:
            raise no_index(folder)
        try:
            with access_reported(folder):
                generation = load_generation(folder, number)
                check_sizes(folder, generation)
            return Snapshot(folder, generation, before)
        except BhxhSearchError:
            # Not damage if a writer committed a newer state meanwhile and removed the files of this one.
            if attempt == _OPEN_ATTEMPTS - 1 or latest_generation(folder) == number:
                raise
    raise AssertionError("unreachable")


class Keeping:
    """Something that keeps what was computed from it for as long as it lives."""

    def __init__(self) -> None:
        self._made: dict[object, object] = {}

    def kept(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` returns, made once for each key: for what every query needs again."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]


class LiveSegment(Keeping):
    """A segment as one generation has it: with its deleted documents, and its place among the other segments.

    It knows nothing else of other segments, so the next generation uses the same object if neither has changed.
    """

    def __init__(self, segment: Segment, state: SegmentState, base: int) -> None:
        """`base`: the number, among all documents, of its first."""
        super().__init__()
        self.segment = segment
        self.state = state
        self.base = base
        self.size = segment.size
        if state.documents != segment.size:
            raise ValueError(f"{state.file_name} has {segment.size} documents, not {state.documents}")
        self.live: Booleans | None = None
        """Per document: whether it was not deleted; None where none was."""
        if state.deleted:
            self.live = np.ones(self.size, bool)
            for first, last in state.deleted:
                if not 0 <= first <= last < self.size:
                    raise ValueError("a document that does not exist is marked as deleted")
                self.live[first : last + 1] = False
        self.live_count = self.size if self.live is None else int(np.count_nonzero(self.live))

    def all_live(self) -> Booleans:
        """Per document: whether it was not deleted; an array of the caller's own."""
        return np.ones(self.size, bool) if self.live is None else self.live.copy()

    def lengths(self, part: str, stream: Stream) -> Integers:
        """Per document: how many terms the stream has; 0 for deleted ones."""
        lengths = self.segment.parts[part].lengths(stream)
        return lengths if self.live is None else np.where(self.live, lengths, 0)

    def total_length(self, part: str, stream: Stream) -> int:
        """The sum of `lengths`."""
        return self.kept(("total", part, stream), lambda: int(self.lengths(part, stream).sum()))

    def document_frequency(self, postings: Postings) -> int:
        """How many live documents are among `postings`."""
        if self.live is None:
            return postings.count
        if postings.documents is not None:
            return int(np.count_nonzero(self.live[postings.documents]))
        return int(np.count_nonzero(self.live[postings.frequencies > 0]))

    def number(self, id: str) -> int | None:
        """The number, in the segment, of the live document of this id."""
        number = self.segment.ids.find(id)
        if number < 0 or self.live is None or self.live[number]:
            return number if number >= 0 else None
        # A document that came twice before a commit is there twice, and one of them deleted.
        return next((number for number in self.segment.ids.every(id) if self.live[number]), None)

    def record(self, number: int) -> Record:
        """What is known of a document by its number in the segment."""
        segment = self.segment
        size, modified = segment.file_state(number)
        root, file = segment.keywords("root").first_of(number), segment.keywords("file").first_of(number)
        return Record(
            id=segment.ids[number],
            hash=segment.hashes[number].tobytes(),
            group=segment.keywords("group").first_of(number),
            origin=Origin(root, file, size, modified),
        )


class Snapshot(Keeping):
    """One generation, open. Several threads may read it at once.

    Document numbers run from 0 over all segments; those of deleted documents stay unused.
    """

    def __init__(self, folder: Path, generation: Generation, before: Snapshot | None = None) -> None:
        """Open the files of `generation`, whose sizes were checked. Raises `IndexDamaged`."""
        super().__init__()
        self.folder = folder
        self.generation = generation
        opened = {} if before is None else {one.state.name: one for one in before.segments}
        segments: list[LiveSegment] = []
        base = 0
        with damage_reported(folder):
            for state in generation.segments:
                known = opened.get(state.name)
                if known is not None and (known.state, known.base) == (state, base):
                    segments.append(known)  # with all that it keeps
                else:
                    segment = Segment(folder / state.file_name) if known is None else known.segment
                    segments.append(LiveSegment(segment, state, base))
                base += segments[-1].size
        self.segments: tuple[LiveSegment, ...] = tuple(segments)
        self.size = base
        """How many document numbers there are."""
        self.document_count = sum(one.live_count for one in segments)
        """How many live documents there are."""

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """The built-in table and the user's own. Raises `IndexDamaged`."""
        with damage_reported(self.folder):
            try:
                return with_user_abbreviations(self.generation.abbreviations)
            except InvalidAbbreviations as error:  # no writer stores one
                raise ValueError(str(error)) from error

    def average_length(self, part: str, stream: Stream) -> float:
        """The mean number of terms of a stream over live documents; 0.0 when there are none."""
        total = sum(one.total_length(part, stream) for one in self.segments)
        return total / max(1, self.document_count)

    def has_field(self, name: str) -> bool:
        """Whether a live document has a field of its own called `name`. Raises `IndexDamaged`."""
        with damage_reported(self.folder):
            for one in self.segments:
                postings = one.segment.parts[OWN_FIELDS].postings("exact", f"{name}:")
                if postings is not None and one.document_frequency(postings):
                    return True
        return False

    def field_names(self) -> list[str]:
        """The names of the fields of their own that live documents have, in order. Raises `IndexDamaged`."""
        names: set[str] = set()
        with damage_reported(self.folder):
            for one in self.segments:
                terms = one.segment.parts[OWN_FIELDS].exact_terms
                place = 0
                while (number := terms.number_at(place)) >= 0:
                    name = terms[number].partition(":")[0]
                    names.add(name)
                    place = terms.with_prefix(f"{name}:").stop  # one step for a name, not for a word
        return sorted(name for name in names if self.has_field(name))

    # Documents

    def segment_of(self, number: int) -> tuple[LiveSegment, int]:
        """The segment of a document, and the document's number in it."""
        for one in reversed(self.segments):
            if number >= one.base:
                return one, number - one.base
        raise LookupError(f"no document number {number}")

    def number(self, id: str) -> int | None:
        """The number of the live document of this id; None where there is none. Raises `IndexDamaged`."""
        if not self.segments:
            return None  # the first run asks for every document, and more than once
        with damage_reported(self.folder):
            for one in self.segments:
                number = one.number(id)
                if number is not None:
                    return one.base + number
        return None

    def ids(self) -> Iterator[str]:
        """The ids of all live documents, in order. Raises `IndexDamaged`."""
        with damage_reported(self.folder):
            yield from heapq.merge(*(_sorted_ids(one) for one in self.segments))

    def records(self) -> Iterator[tuple[int, Record]]:
        """Number and record of each live document. Raises `IndexDamaged`."""
        with damage_reported(self.folder):
            for one in self.segments:
                for number in np.flatnonzero(one.all_live()).tolist():
                    yield one.base + number, one.record(number)

    def record(self, number: int) -> Record:
        """The record of a document. Raises `IndexDamaged`."""
        one, inside = self.segment_of(number)
        with damage_reported(self.folder):
            return one.record(inside)

    def document(self, number: int) -> Document:
        """The stored document of this number. Raises `IndexDamaged`."""
        one, inside = self.segment_of(number)
        with damage_reported(self.folder):
            try:
                return one.segment.document(inside)
            except InvalidDocument as error:  # no writer stores one
                raise ValueError(str(error)) from error


def old_encodings(snapshot: Snapshot) -> dict[str, int]:
    """Old encoding → how many documents were in it, by the field that the readers leave."""
    found: Counter[str] = Counter()
    for one in snapshot.segments:
        live = np.flatnonzero(one.all_live())
        for value, count in one.segment.keywords("field").counts(live, "encoding:"):
            found[value.partition(":")[2]] += count
    return dict(sorted(found.items()))


def sizes(snapshot: Snapshot) -> dict[str, int]:
    """What is kept → how many bytes it takes in all segments, the most first."""
    found: Counter[str] = Counter()
    for one in snapshot.segments:
        columns = one.segment.columns
        for name in columns:
            part, _, rest = name.partition(".")
            kind = rest.partition(".")[0]
            if part not in SEARCHED_PARTS:
                kept = "documents" if part in ("heads", "texts") else "values of documents"
            elif kind in (*STREAMS, "positions"):
                kept = f"{part} {kind}"
            else:
                kept = f"{part} terms"
            found[kept] += columns.bytes_of(name)
    return dict(found.most_common())


def _sorted_ids(one: LiveSegment) -> Iterator[str]:
    ids = list(one.segment.ids)
    order = one.segment.columns["ids.order"]
    return (ids[number] for number in order.tolist() if one.live is None or one.live[number])

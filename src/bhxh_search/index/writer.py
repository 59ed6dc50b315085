"""Writing: documents are gathered into a segment, and committed together with the removal of what they replace."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bhxh_search.documents.document import Document
from bhxh_search.errors import IndexExists, IndexLocked, InvalidRequest
from bhxh_search.index.builder import Entry, SegmentBuilder
from bhxh_search.index.faults import access_reported, damage_reported, no_index
from bhxh_search.index.generation import (
    Generation,
    SegmentState,
    check_sizes,
    foreign_files,
    has_index,
    remove_index,
    remove_leftovers,
    segment_file_name,
)
from bhxh_search.index.memory import give_back
from bhxh_search.index.merging import due_for_merging, fitting, merge
from bhxh_search.index.pending import Pending, Records
from bhxh_search.index.reader import LiveSegment, open_snapshot
from bhxh_search.index.records import Record, document_hash, head_to_json
from bhxh_search.index.schema import FORMAT_VERSION
from bhxh_search.index.segment import Segment, new_segment_name
from bhxh_search.index.storage import WriteLock, commit_generation
from bhxh_search.ingest.roots import Origin, Root
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import analysis_version

BUILD_BYTES = 512_000_000
"""How much memory pending documents may take before they are committed: about ten seconds of work can be lost."""

# The parts of one whole are committed together. When they take more than this share of the memory for building, a
# segment is written before the commit.
_OVERFULL = 1.25


def create(folder: Path, abbreviations: Abbreviations, *, unfinished: Iterable[str] = ()) -> None:
    """Make an empty index in `folder`, which is made too where it is missing.

    `unfinished`: the paths of the run that it is the beginning of. Raises `IndexExists` when one is there or the
    folder holds something else, `IndexLocked`, `IndexInaccessible`.
    """
    with access_reported(folder):
        check_free(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lock = WriteLock(folder)
        try:
            if has_index(folder):
                raise IndexExists(f"{folder}: an index is already there")
            paths = tuple(unfinished)
            state = Generation(0, FORMAT_VERSION, analysis_version(abbreviations), not paths, paths)
            state = replace(state, abbreviations=dict(abbreviations.user))
            commit_generation(folder, state, {})
        finally:
            lock.release()


def check_free(folder: Path) -> None:
    """Raise `IndexExists` where no index can be made: for a file, and for a folder with other things in it."""
    if folder.exists() and not folder.is_dir():
        raise IndexExists(f"{folder} is a file; give a folder for the index with --index")
    foreign = foreign_files(folder) if folder.is_dir() else ()
    if foreign:
        raise IndexExists(f"{folder} holds other files ({foreign[0]}, …); give a new or empty folder with --index")


def discard(folder: Path) -> None:
    """Remove the index in `folder`, unless somebody has put documents into it. Raises as `Writer` does."""
    writer = Writer(folder)
    try:
        if not writer.records:
            with access_reported(folder):
                remove_index(folder)
    finally:
        writer.close()


class Writer:
    """The only writer of an index: it holds the index's lock until `close`.

    Changes are pending until `commit`, which the caller must call whenever the writer is `full`.
    """

    def __init__(self, folder: Path, *, build_bytes: int = BUILD_BYTES) -> None:
        """Take the lock and see what the index holds. `build_bytes`: memory for building, in bytes.

        Raises `IndexNotFound`, `IndexLocked`, `IndexInaccessible`, `IndexDamaged`, `IndexOutdated`.
        """
        self.folder = folder
        self._build_bytes = build_bytes
        self._is_closed = False
        with access_reported(folder):
            if not has_index(folder):
                raise no_index(folder)
            self._lock = WriteLock(folder)
        try:
            self.rollback()
        except BaseException:
            self._lock.release()
            raise

    def check_ours(self) -> None:
        """Raise `IndexLocked` in a process that was forked from the writer's: two that write damage the index."""
        if not self._lock.is_ours:
            raise IndexLocked(f"{self.folder}: the process that this one was forked from writes to this index")

    def rollback(self) -> None:
        """Drop everything that is pending and go back to the last commit."""
        self._snapshot = open_snapshot(self.folder)
        self._rebuilding = False
        self._use(self._snapshot.abbreviations)
        self._start()
        # What killed or failed writers left may be large, and the disk full because of it.
        remove_leftovers(self.folder, self.state)

    @property
    def state(self) -> Generation:
        """The last commit."""
        return self._snapshot.generation

    def _use(self, abbreviations: Abbreviations) -> None:
        self._abbreviations = abbreviations
        self._analysis = analysis_version(abbreviations)

    def _start(self) -> None:
        """Begin with nothing pending."""
        self.records = Records(None if self._rebuilding else self._snapshot)
        self._segments: list[Pending] = []
        """Those already written, which no generation names yet."""
        self._rebuilt_state: Generation | None = None
        self._start_segment()

    def _start_segment(self) -> None:
        self._builder = SegmentBuilder(self._abbreviations)
        self._current = Pending(new_segment_name())

    def close(self) -> None:
        """Drop everything that is pending and release the lock."""
        if self._lock.is_ours:
            with suppress(OSError):
                remove_leftovers(self.folder, self.state)
        self._lock.release()
        self._is_closed = True

    def _check_open(self) -> None:
        """Raise `InvalidRequest` after `close`: another writer may have the lock."""
        if self._is_closed:
            raise InvalidRequest(f"{self.folder}: this index was closed; open it again")

    @property
    def full(self) -> bool:
        """Whether so much is pending that `commit` is due."""
        return self._builder.is_full or self._builder.bytes >= self._build_bytes

    def is_current(self, document: Document, root: str | None) -> bool:
        """Whether this very document, from this root, is in the index or pending."""
        if document.id not in self.records:
            return False
        known = self.records[document.id]
        return known.origin.root == root and known.hash == self._content(document)[2]

    def _content(self, document: Document) -> tuple[bytes, bytes, bytes]:
        """All of a document but its text as JSON, its text in UTF-8, and the hash of both."""
        head, text = head_to_json(document), document.text.encode()
        return head, text, document_hash(head, text, self._analysis)

    def add(self, document: Document, origin: Origin) -> None:
        """Add `document`, replacing the one with its id. Like all changes, raises `InvalidRequest` after `close`."""
        self._check_open()
        head, text, hash = self._content(document)
        if self._builder.is_full or self._builder.bytes >= self._build_bytes * _OVERFULL:
            with access_reported(self.folder):
                self._write_segment()
        number = self._builder.add(Entry(document, origin, hash, head, text))
        self.records.add(Record(document.id, hash, document.group, origin), self._current, number)

    def remove(self, ids: Iterable[str]) -> int:
        """Remove the documents of these ids, ignoring ids that are not in the index; return how many were removed."""
        self._check_open()
        return sum(self.records.remove(id) for id in ids)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The paths of runs that did not reach their end."""
        return self.state.unfinished

    def commit(self, *, roots: tuple[Root, ...] | None = None, unfinished: Iterable[str] | None = None) -> None:
        """Write all that is pending as one new generation; None leaves the roots or the unfinished runs as they are.

        Of a rebuild only `finish_rebuild` is a commit: until then what is pending is written, and nothing names it.
        Raises `IndexInaccessible`, and then nothing changed, unless its message says that it was committed.
        """
        self._check_open()
        before = self._rebuilt_state or self.state
        left = before.unfinished if unfinished is None else tuple(unfinished)
        state = replace(before, roots=before.roots if roots is None else roots, unfinished=left, complete=not left)
        with access_reported(self.folder):
            self._write_segment()
            if self._rebuilding:
                self._rebuilt_state = state
                return
            segments = [*self.records.kept_segments(), *self._pending_segments()]
            if state == self.state and segments == list(self.state.segments):
                return
            self._commit(replace(state, segments=tuple(self._merged(segments))))

    def optimize(self) -> None:
        """Commit, with as few segments as may be and none of them with deleted documents."""
        self._check_open()
        with access_reported(self.folder):
            self._write_segment()
            segments = [*self.records.kept_segments(), *self._pending_segments()]
            left, packed = segments, list[SegmentState]()
            while left:
                together = list(fitting(left))
                packed.append(self._merge(together) if len(together) > 1 or together[0].deleted else together[0])
                left = left[len(together) :]
            if packed != list(self.state.segments):
                self._commit(replace(self.state, segments=tuple(packed)))

    def start_rebuild(self, abbreviations: Abbreviations | None = None) -> None:
        """Begin anew: the documents added from now on become the whole index, with other abbreviations if given."""
        self._use(abbreviations or self._abbreviations)
        self._rebuilding = True
        self._start()

    def finish_rebuild(self) -> None:
        """Commit the new segments as the whole of the next generation. Raises `IndexInaccessible`."""
        self._check_open()
        state = replace(
            self._rebuilt_state or self.state,
            analysis=self._analysis,
            abbreviations=dict(self._abbreviations.user),
        )
        with access_reported(self.folder):
            self._write_segment()
            self._rebuilding = False
            self._commit(replace(state, segments=tuple(self._merged(self._pending_segments()))))

    def _commit(self, state: Generation) -> None:
        check_sizes(self.folder, self.state)  # another program may have been at the files
        commit_generation(self.folder, replace(state, number=self.state.number + 1), dict(self.state.files))
        self._snapshot = open_snapshot(self.folder, self._snapshot)
        self._start()

    def _write_segment(self) -> None:
        """Write the documents that were gathered, if there are any that were not removed again."""
        builder, current = self._builder, self._current
        self._start_segment()
        if len(builder) > len(current.deleted):
            path = self.folder / segment_file_name(current.name)
            current.documents, current.positions = len(builder), builder.write(path)
            self._segments.append(current)
            del builder
            give_back()

    def _pending_segments(self) -> list[SegmentState]:
        states = [one.state() for one in self._segments]
        return [one for one in states if one.live_documents]

    def _merged(self, segments: list[SegmentState]) -> list[SegmentState]:
        """The segments, merged where there are too many of one size."""
        while together := due_for_merging(segments):
            place = segments.index(together[0])
            rest = [one for one in segments if one not in together]
            segments = [*rest[:place], self._merge(together), *rest[place:]]
        return segments

    def _merge(self, states: list[SegmentState]) -> SegmentState:
        name = new_segment_name()
        with damage_reported(self.folder):
            opened = [LiveSegment(Segment(self.folder / state.file_name), state, 0) for state in states]
        documents, positions = merge(self.folder / segment_file_name(name), opened)
        give_back()
        return SegmentState(name, documents, positions)

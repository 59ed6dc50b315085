"""Writing: documents are analysed, gathered in chunks, and committed whole, an old version with its replacement."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.index import TOC, FileIndex
from whoosh.writing import CLEAR

from bhxh_search.documents.document import Document
from bhxh_search.errors import IndexExists, IndexNotFound
from bhxh_search.index.entries import Entry, make_entry
from bhxh_search.index.generation import (
    INDEX_NAME,
    Generation,
    check_sizes,
    foreign_files,
    latest_generation,
    load_generation,
    remove_index,
    remove_leftovers,
    remove_scratch,
)
from bhxh_search.index.reader import access_reported, damage_reported, open_snapshot
from bhxh_search.index.records import Record, document_hash
from bhxh_search.index.schema import FORMAT_VERSION, whoosh_schema
from bhxh_search.index.storage import CommitStorage, CommitWriter, WriteLock
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import analysis_version
from bhxh_search.roots import Origin, Root

# A chunk is committed when its texts reach this many characters: about twenty seconds of work to lose.
CHUNK_CHARACTERS = 2_000_000


def create(folder: Path, abbreviations: Abbreviations, *, unfinished: Iterable[str] = ()) -> None:
    """Make an empty index in `folder`, which is made too where it is missing.

    `unfinished`: the paths of the run that it is the beginning of. Raises `IndexExists` when one is there or the
    folder holds something else, `IndexLocked`, `IndexInaccessible`.
    """
    with access_reported(folder):
        if folder.exists() and not folder.is_dir():
            raise IndexExists(f"{folder} is a file; give a folder for the index with --index")
        folder.mkdir(parents=True, exist_ok=True)
        foreign = foreign_files(folder)
        if foreign:
            raise IndexExists(
                f"{folder} holds other files ({foreign[0]}, …); give a new or empty folder with --index"
            )
        lock = WriteLock(folder)
        try:
            if latest_generation(folder) is not None:
                raise IndexExists(f"{folder}: an index is already there")
            paths = tuple(unfinished)
            state = Generation(0, FORMAT_VERSION, analysis_version(abbreviations), not paths, paths)
            state = replace(state, abbreviations=dict(abbreviations.user))
            TOC.create(CommitStorage(folder, state), whoosh_schema(), INDEX_NAME)
        finally:
            lock.release()


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
    """The one writer of an index: holds its lock from opening to closing.

    Changes are pending until `commit`, which happens by itself whenever a chunk is full.
    """

    def __init__(self, folder: Path, *, chunk_characters: int = CHUNK_CHARACTERS) -> None:
        """Take the lock and read what the index holds.

        Raises `IndexNotFound`, `IndexLocked`, `IndexInaccessible`, `IndexDamaged`, `IndexOutdated`.
        """
        self.folder = folder
        self._chunk_characters = chunk_characters
        self._rebuilding: Any = None
        self._rebuilt_roots: tuple[Root, ...] = ()
        self._rebuilt_unfinished: tuple[str, ...] = ()
        with access_reported(folder):
            if not folder.is_dir() or latest_generation(folder) is None:
                raise IndexNotFound(f"{folder}: no index here yet; make one with `bhxh-search index PATH`")
            self._lock = WriteLock(folder)
        try:
            self.rollback()
        except BaseException:
            self._lock.release()
            raise

    def rollback(self) -> None:
        """Forget all that is pending: back to the last commit."""
        snapshot = open_snapshot(self.folder)
        try:
            self.state = snapshot.generation
            self.records: dict[str, Record] = {record.id: record for record in snapshot.records if record}
            self._use(snapshot.abbreviations)
        finally:
            snapshot.close()
        self._start_chunk()
        self._abandon_rebuild()
        self._clean_up()

    def _use(self, abbreviations: Abbreviations) -> None:
        self._abbreviations = abbreviations
        self._analysis = analysis_version(abbreviations)

    def _start_chunk(self) -> None:
        self._added: dict[str, Entry] = {}
        self._removed: set[str] = set()
        """Ids whose committed version goes."""
        self._characters = 0

    def close(self) -> None:
        """Drop what is pending and let others write."""
        self._abandon_rebuild()
        self._lock.release()

    def _clean_up(self) -> None:
        """Remove what killed or failed writers left: it may be large, and the disk full because of it."""
        remove_leftovers(self.folder, self.state)
        remove_scratch(self.folder)

    @property
    def full(self) -> bool:
        """Whether the chunk has reached its size, so that `commit` is due."""
        return self._characters >= self._chunk_characters

    def is_current(self, document: Document, root: str | None) -> bool:
        """Whether this very document, from this root, is in the index or pending."""
        known = self.records.get(document.id)
        return (
            known is not None and known.origin.root == root and known.hash == document_hash(document, self._analysis)
        )

    def add(self, document: Document, origin: Origin) -> None:
        """Analyse `document` and have it replace what has its id."""
        entry = make_entry(document, origin, self._abbreviations, self._analysis)
        self.records[document.id] = entry.record
        self._removed.add(document.id)
        self._added[document.id] = entry
        self._characters += len(document.text) + len(document.title) + 100  # a document costs even without text

    def remove(self, ids: Iterable[str]) -> int:
        """Have the documents of these ids removed; those not in the index are passed over. Gives how many went."""
        known = [id for id in dict.fromkeys(ids) if self.records.pop(id, None)]
        for id in known:
            self._added.pop(id, None)
        self._removed.update(known)
        return len(known)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The paths of runs that did not reach their end."""
        return self.state.unfinished

    def commit(self, *, roots: tuple[Root, ...] | None = None, unfinished: Iterable[str] | None = None) -> None:
        """Write all that is pending as one new generation; None leaves the roots or the unfinished runs as they are.

        Of a rebuild only `finish_rebuild` is a commit: until then what is pending is put into its segment. Raises
        `IndexInaccessible`, and then nothing changed.
        """
        if self._rebuilding is not None:
            self._rebuilt_roots = self._rebuilt_roots if roots is None else roots
            self._rebuilt_unfinished = self._rebuilt_unfinished if unfinished is None else tuple(unfinished)
            with damage_reported(self.folder):
                self._write_rebuilt()
            self._start_chunk()
            return
        left = self.state.unfinished if unfinished is None else tuple(unfinished)
        state = replace(
            self.state,
            roots=self.state.roots if roots is None else roots,
            unfinished=left,
            complete=not left,
        )
        if not self._added and not self._removed and state == self.state:
            return
        with damage_reported(self.folder):
            self._commit_chunk(state)
            self.state = load_generation(self.folder, state.number + 1)
        self._start_chunk()

    def _commit_chunk(self, state: Generation) -> None:
        writer = self._whoosh_writer(state)
        try:
            self._delete_committed(writer)
            self._write(writer)
            writer.commit()
        except BaseException:
            _cancel(writer)
            raise

    def _whoosh_writer(self, state: Generation) -> Any:
        # Whoosh is about to unpickle the table of contents.
        check_sizes(self.folder, self.state)
        storage = CommitStorage(self.folder, state)
        return CommitWriter(FileIndex(storage, indexname=INDEX_NAME), _lk=False)

    def _delete_committed(self, writer: Any) -> None:
        reader = writer.reader()
        try:
            for id in sorted(self._removed):
                if ("id", id) not in reader:
                    continue
                matcher = reader.postings("id", id)
                while matcher.is_active():
                    writer.delete_document(matcher.id())
                    matcher.next()
        finally:
            reader.close()

    def _write(self, writer: Any) -> None:
        for entry in self._added.values():
            writer.add_document(**entry.fields)

    # A rebuild writes one new segment beside the old ones; nothing names it until the commit.

    def start_rebuild(self, abbreviations: Abbreviations | None = None) -> None:
        """From now on the documents added are the whole index; other abbreviations may be given for it."""
        self._use(abbreviations or self._abbreviations)
        self.records = {}
        self._start_chunk()
        with damage_reported(self.folder):
            self._rebuilding = self._whoosh_writer(self.state)
        self._rebuilt: dict[str, int] = {}
        """Id → its document number in the new segment."""
        self._rebuilt_roots = self.state.roots
        self._rebuilt_unfinished = self.state.unfinished

    def finish_rebuild(self) -> None:
        """Make the new segment the whole of the next generation, at once. Raises `IndexInaccessible`."""
        state = replace(
            self.state,
            analysis=self._analysis,
            abbreviations=dict(self._abbreviations.user),
            roots=self._rebuilt_roots,
            unfinished=self._rebuilt_unfinished,
            complete=not self._rebuilt_unfinished,
        )
        with damage_reported(self.folder):
            try:
                self._write_rebuilt()
                self._rebuilding.storage.next = state
                self._rebuilding.commit(mergetype=CLEAR)
                self._rebuilding = None
            finally:
                self._abandon_rebuild()
            self.state = load_generation(self.folder, state.number + 1)
        self._start_chunk()

    def _write_rebuilt(self) -> None:
        """Write the chunk into the new segment, in which an earlier chunk may have put other versions."""
        for id in sorted(self._removed & self._rebuilt.keys()):
            self._rebuilding.newsegment.delete_document(self._rebuilt.pop(id))
        for number, id in enumerate(self._added, self._rebuilding.docnum):
            self._rebuilt[id] = number
        self._write(self._rebuilding)

    def _abandon_rebuild(self) -> None:
        if self._rebuilding is not None:
            _cancel(self._rebuilding)
            self._rebuilding = None
            self._clean_up()


def _cancel(writer: Any) -> None:
    """Let go of a Whoosh writer after a failure, which counts, and not what Whoosh says of its half-written files."""
    if not writer.is_closed:
        with suppress(Exception):
            writer.cancel()

"""The state of an open index: the snapshot that readers see, the writer, and the locks that threads share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bhxh_search.arguments import check_build_bytes
from bhxh_search.errors import BhxhSearchError, IndexDamaged, IndexOutdated, InvalidRequest, ReadOnlyIndex
from bhxh_search.index.faults import access_reported
from bhxh_search.index.generation import latest_generation, load_generation
from bhxh_search.index.reader import Snapshot, open_snapshot
from bhxh_search.language.analysis import analysis_version

if TYPE_CHECKING:
    from bhxh_search.index.writer import Writer


def open_writer(folder: Path, build_bytes: int | None) -> Writer:
    """The writer of the index in `folder`; `build_bytes` as in `open_index`. Raises `InvalidRequest`, as `Writer`."""
    from bhxh_search.index.writer import Writer  # loading it takes longer than a query

    check_build_bytes(build_bytes)
    return Writer(folder) if build_bytes is None else Writer(folder, build_bytes=build_bytes)


def check_analysis(snapshot: Snapshot) -> None:
    """Raise `IndexOutdated` if this version of the package would analyse the documents of an index differently."""
    made, now = snapshot.generation.analysis, analysis_version(snapshot.abbreviations)
    if made != now:
        raise IndexOutdated(
            f"{snapshot.folder}: the index was made by analysis {made}, and this version has {now}; "
            f"run `bhxh-search index --rebuild --index {snapshot.folder}`, which reads again what it was made of"
        )


class _Locks:
    """The locks of one process. They are reentrant: a generator given to `add` may itself commit."""

    def __init__(self) -> None:
        self.writing = threading.RLock()
        self.refreshing = threading.RLock()
        self.changes = 0
        """How many changes are going on, each nested in the one before. Guarded by `writing`."""


class Handle:
    """An open index as several threads may share it. Readers never wait; those who change it wait for one another."""

    def __init__(self, snapshot: Snapshot, writer: Writer | None) -> None:
        """`writer`: None for an index that is open for reading only."""
        self.folder = snapshot.folder
        self._snapshot: Snapshot | None = snapshot
        """None once the index is closed."""
        self._writer = writer
        self._locks_by_process: dict[int, _Locks] = {}

    @property
    def writes(self) -> bool:
        """Whether the index is open for writing."""
        return self._writer is not None

    def snapshot(self) -> Snapshot:
        """The state that is seen now; whoever holds it keeps it through a `refresh`.

        Raises `InvalidRequest` if the index was closed.
        """
        snapshot = self._snapshot
        if snapshot is None:
            raise InvalidRequest(f"{self.folder}: this index was closed; open it again")
        return snapshot

    def refresh(self) -> bool:
        """See the newest committed state; return whether it is a new one. See `Index.refresh`."""
        # One thread at a time, or an older state might replace a newer one.
        with self._locks().refreshing:
            seen = self.snapshot()
            with access_reported(seen.folder):
                newest = latest_generation(seen.folder)
            if newest == seen.generation.number and _is_unchanged(seen):
                return False
            snapshot = open_snapshot(seen.folder, seen)
            check_analysis(snapshot)
            self._snapshot = snapshot
            return True

    def close(self) -> None:
        """Release the files and the write lock; see `Index.close`."""
        locks = self._locks()
        with locks.writing, locks.refreshing:
            if locks.changes:
                raise InvalidRequest(f"{self.folder}: a change of this index is going on; close it afterwards")
            writer, self._writer, self._snapshot = self._writer, None, None
            if writer is not None:
                writer.close()

    @contextmanager
    def alone(self) -> Iterator[Writer]:
        """The writer, for one thread at a time. Raises `InvalidRequest`, `ReadOnlyIndex`."""
        self._own_writer()
        with self._locks().writing:
            yield self._own_writer()

    @contextmanager
    def changing(self) -> Iterator[Writer]:
        """The writer, for one thread at a time, for a change that is undone if anything is raised inside the block.

        Afterwards the index sees what the block committed. Raises `InvalidRequest`, `ReadOnlyIndex`.
        """
        with self.alone() as writer:
            locks = self._locks()
            locks.changes += 1
            try:
                yield writer
            except BaseException:
                self._roll_back()
                with suppress(BhxhSearchError):
                    self._see_own_commits(writer)
                raise
            finally:
                locks.changes -= 1
            self._see_own_commits(writer)

    def _locks(self) -> _Locks:
        """The locks of this process. After a fork, the threads that held those of its parent do not exist in it."""
        return self._locks_by_process.setdefault(os.getpid(), _Locks())

    def _own_writer(self) -> Writer:
        self.snapshot()
        if self._writer is None:
            raise ReadOnlyIndex(f"{self.folder}: opened for reading; open it with write=True")
        self._writer.check_ours()
        return self._writer

    def _see_own_commits(self, writer: Writer) -> None:
        seen = self._snapshot
        if seen is not None and seen.generation.number != writer.state.number:
            self.refresh()

    def _roll_back(self) -> None:
        if self._writer is None:
            return
        try:
            self._writer.rollback()
        except BaseException:
            # What is pending must never be committed, so from now on the index is open for reading only.
            self._writer.close()
            self._writer = None
            raise


def _is_unchanged(seen: Snapshot) -> bool:
    """Whether the generation of this number is still the one that was seen.

    An index that was deleted and made anew counts its generations from the beginning.
    """
    try:
        return load_generation(seen.folder, seen.generation.number) == seen.generation
    except (IndexDamaged, IndexOutdated):
        return False  # opening it will tell what is wrong, unless a newer generation has replaced it

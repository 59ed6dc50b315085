"""Committing: making a generation the newest one of a folder, and the lock that lets only one process do it."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bhxh_search.errors import IndexDamaged, IndexLocked
from bhxh_search.index.codec import ColumnSegment
from bhxh_search.index.generation import (
    INDEX_NAME,
    FileState,
    Generation,
    remove_leftovers,
    save_generation,
    states_of,
    toc_name,
    toc_number,
)
from bhxh_search.index.quiet import quiet
from bhxh_search.index.schema import whoosh_schema

with quiet():
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC


def commit_generation(folder: Path, generation: Generation, known: dict[str, FileState]) -> Generation:
    """Make `generation`, all but its `files`, the newest of `folder`; return it with them.

    Its segments' files are there and lasting. `known`: files whose state is known. The rename of Whoosh's table of
    contents is the commit: until then nothing has changed. Raises `OSError`; where the folder cannot be made lasting
    after the rename, it says that the commit stands.
    """
    segments = [ColumnSegment(INDEX_NAME, segment) for segment in generation.segments]
    storage = _CommitStorage(folder, generation, known)
    # Whoosh writes its table of contents under another name and has the storage rename it.
    TOC(whoosh_schema(), segments, generation.number).write(storage, INDEX_NAME)
    remove_leftovers(folder, storage.generation)
    return storage.generation


class _CommitStorage(FileStorage):  # type: ignore[misc]
    """A folder in which renaming a table of contents into place is a commit: all else is lasting before."""

    def __init__(self, folder: Path, generation: Generation, known: dict[str, FileState]) -> None:
        super().__init__(str(folder))
        self.generation = generation
        self._known = known

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; see above."""
        folder = Path(self.folder)
        assert toc_number(newname) == self.generation.number
        _make_lasting(folder / oldname)
        names = [segment.file_name for segment in self.generation.segments]
        files = states_of(folder, names, self._known)
        files[toc_name(self.generation.number)] = states_of(folder, [oldname], {})[oldname]
        self.generation = replace(self.generation, files=files)
        save_generation(folder, self.generation)
        _make_lasting(folder)
        (folder / oldname).replace(folder / newname)
        try:
            _make_lasting(folder)
        except OSError as error:
            message = f"committed, but a power failure might undo it ({error.strerror})"
            raise OSError(error.errno, message, str(folder)) from error


def _make_lasting(path: Path) -> None:
    """Have a file, or the names in a folder, reach the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps names by itself, and opens no folders
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class WriteLock:
    """Whoosh's own write lock, held by this process until released or ended; it keeps Whoosh's writers out too."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, or raise `IndexLocked` naming who holds it. Raises `OSError`."""
        path = folder / f"{INDEX_NAME}_WRITELOCK"
        if path.is_symlink():  # a stranger's, maybe: what it leads to would be overwritten
            raise IndexDamaged(f"{path} is a link; remove it")
        self._lock = FileStorage(str(folder)).lock(path.name)
        if not self._lock.acquire():
            raise IndexLocked(f"{folder}: {_holder(path)} is writing to this index; wait for it to end")
        # For the message above only: the lock itself is the operating system's and ends with the process.
        self._holder = os.getpid()
        since = datetime.now().isoformat(" ", "seconds")
        holder = {"pid": self._holder, "host": socket.gethostname(), "since": since}
        os.ftruncate(self._lock.fd, 0)
        os.write(self._lock.fd, json.dumps(holder).encode())

    @property
    def is_ours(self) -> bool:
        """Whether this process took the lock: one that was forked from it has but a copy."""
        return os.getpid() == self._holder

    def release(self) -> None:
        """Let others write. Releasing twice does nothing, nor does a process that was forked from the writer's."""
        if self._lock.fd is None:
            return
        if self.is_ours:
            self._lock.release()
        else:
            os.close(self._lock.fd)
            self._lock.fd = None


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']} (since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"

"""The folder as Whoosh writes to it, with our generation's JSON put down just before each commit; and the lock."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.writing import SegmentWriter

from bhxh_search.errors import IndexLocked
from bhxh_search.index.generation import (
    INDEX_NAME,
    Generation,
    remove_leftovers,
    save_generation,
    states_of,
    toc_name,
    toc_number,
)


class CommitStorage(FileStorage):  # type: ignore[misc]
    """A folder whose commits carry a generation's JSON.

    `next` holds what the coming commit is to say of itself; its number and files are filled in here.
    """

    def __init__(self, folder: Path, state: Generation) -> None:
        """`state`: the newest generation, or for a new index what its first is to say."""
        super().__init__(str(folder))
        self.next = state
        self._known = state.files
        self._segment_ids: tuple[str, ...] = ()

    def commits(self, segments: Iterable[Any]) -> None:
        """Tell which segments the coming commit is made of."""
        self._segment_ids = tuple(segment.segment_id() for segment in segments)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; where that commits a generation, its JSON is in place before and older ones are gone after."""
        number = toc_number(newname)
        if number is None:
            super().rename_file(oldname, newname, safe=safe)
            return
        folder = Path(self.folder)
        segments = tuple(f"{segment}." for segment in self._segment_ids)
        names = [name for name in self.list() if name.startswith(segments)] if segments else []
        files = states_of(folder, names, self._known)
        files[toc_name(number)] = next(iter(states_of(folder, [oldname], {}).values()))
        generation = replace(self.next, number=number, files=files)
        save_generation(folder, generation)
        super().rename_file(oldname, newname, safe=safe)
        self._known = {name: files[name] for name in names}
        remove_leftovers(folder, generation)


class CommitWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, telling a `CommitStorage` what it is about to commit."""

    def _commit_toc(self, segments: list[Any]) -> None:
        self.storage.commits(segments)
        super()._commit_toc(segments)


class WriteLock:
    """Whoosh's own write lock, held by this process until released or ended; it keeps Whoosh's writers out too."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, or raise `IndexLocked` naming who holds it. Raises `OSError`."""
        path = folder / f"{INDEX_NAME}_WRITELOCK"
        self._lock = FileStorage(str(folder)).lock(path.name)
        if not self._lock.acquire():
            raise IndexLocked(f"{folder}: {_holder(path)} is writing to this index; wait for it to end")
        # For the message above only: the lock itself is the operating system's and ends with the process.
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now().isoformat(" ", "seconds")}
        os.ftruncate(self._lock.fd, 0)
        os.write(self._lock.fd, json.dumps(holder).encode())

    def release(self) -> None:
        """Let others write. Releasing twice does nothing."""
        if self._lock.fd is not None:
            self._lock.release()


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']} (since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"

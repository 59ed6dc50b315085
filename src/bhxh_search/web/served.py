"""An open index that keeps up with its folder."""

from __future__ import annotations

import copy
import hashlib
import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import bhxh_search
from bhxh_search.backend import Info
from bhxh_search.errors import BhxhSearchError, IndexNotFound
from bhxh_search.index.generation import latest_generation, toc_name
from bhxh_search.library import Index, open_index

log = logging.getLogger("bhxh_search.web")

CHECK_SECONDS = 0.2
"""How long after a commit it may at most not be seen."""

RETRY_SECONDS = 2.0
"""How soon a state that could not be opened is tried again."""

Mark = tuple[int, int, int]


@dataclass(frozen=True)
class State:
    """One committed state of the folder, open. Whoever holds it sees this state only, for as long as it is held."""

    index: Index
    generation: str
    """Names the state: 16 hex digits, the same in every process, another for every commit and every new index."""

    @cached_property
    def info(self) -> Info:
        """What the index is and holds."""
        return self.index.info()


class Served:
    """The newest committed state of the index in a folder, for many threads.

    It is looked for when somebody asks and the last look was `CHECK_SECONDS` ago. A state that cannot be opened, or
    a folder that has gone, leaves the one before in place; `problem` says so, and the log once.
    """

    def __init__(self, folder: Path) -> None:
        """Raises what `open_index` raises."""
        self.folder = folder
        self._looking = threading.Lock()
        self._mark = _mark(folder)
        """Read before the state is: a commit in between is found at the next look."""
        self._state = State(open_index(folder), _name(self._mark))
        self._next_look = time.monotonic() + CHECK_SECONDS
        self._problem: str | None = None

    @property
    def state(self) -> State:
        """The newest state. Use one for all of a request, so that its parts belong together."""
        if time.monotonic() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._state

    @property
    def index(self) -> Index:
        """The index in its newest state; it does not change while it is held."""
        return self.state.index

    @property
    def generation(self) -> str:
        """The name of the newest state, for an ETag."""
        return self.state.generation

    @property
    def problem(self) -> str | None:
        """Why a newer state is not shown; None when all is well."""
        return self._problem

    def _look(self) -> None:
        """Open what is newer. Only for who holds the lock."""
        wait = CHECK_SECONDS
        try:
            mark = _mark(self.folder)
            if mark is None:
                raise IndexNotFound(f"{self.folder}: there is no index here any more")
            if mark != self._mark:
                self._state = State(self._open_newer(), _name(mark))
                self._mark = mark
            self._is_now(None)
        except (BhxhSearchError, OSError, MemoryError) as error:
            self._is_now(str(error) or type(error).__name__)
            wait = RETRY_SECONDS
        self._next_look = time.monotonic() + wait

    def _is_now(self, problem: str | None) -> None:
        """Note what is wrong, or that nothing is, and tell the log where that has changed."""
        if problem is not None and problem != self._problem:
            log.error("%s; what was opened before is served on", problem)
        elif problem is None and self._problem is not None:
            log.info("%s: the newest state is served again", self.folder)
        self._problem = problem

    def _open_newer(self) -> Index:
        # A copy is refreshed: it shares the segments that have not changed, and those who search are not disturbed.
        newer = copy.copy(self._state.index)
        # An index that was removed and made anew may have come to the same number.
        return newer if newer.refresh() else open_index(self.folder)


def _mark(folder: Path) -> Mark | None:
    """What is another for every commit: the number of the newest, and which file its table of contents is.

    None where there is no index that can be read.
    """
    try:
        while (number := latest_generation(folder)) is not None:
            with suppress(FileNotFoundError):  # a newer one has taken its place
                found = (folder / toc_name(number)).stat()
                return number, found.st_ino, found.st_mtime_ns
    except OSError:
        pass
    return None


def _name(mark: Mark | None) -> str:
    # Another version of the program may answer otherwise from the same state.
    return hashlib.blake2b(repr((bhxh_search.__version__, mark)).encode(), digest_size=8).hexdigest()

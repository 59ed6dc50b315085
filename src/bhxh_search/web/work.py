"""Searches run in a few threads, with a bound on how many wait and how long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from bhxh_search.web.limits import Limits

Given = TypeVar("Given")


class TooSlow(Exception):
    """The answer was not there in time."""


class TooBusy(Exception):
    """Too many requests wait already."""


class Work:
    """Threads that do what takes long, while the event loop goes on.

    A thread cannot be stopped in the midst of a search: one that takes too long keeps its thread until it ends,
    and only who waits for it is told sooner. What has not begun by then never does. What a search may cost is bounded
    by the other limits.
    """

    def __init__(self, limits: Limits) -> None:
        """The threads are started when they are needed."""
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="search")
        self._room = threading.BoundedSemaphore(limits.threads + limits.waiting)
        self._seconds = limits.seconds

    async def run(self, call: Callable[[], Given]) -> Given:
        """What `call` gives, and raises. Raises `TooSlow` and `TooBusy` too."""
        if not self._room.acquire(blocking=False):
            raise TooBusy("too many searches wait at this moment; try again")
        future = self._threads.submit(call)
        future.add_done_callback(self._made_room)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except asyncio.TimeoutError:  # which is another class up to Python 3.10
            raise TooSlow(f"no answer within {self._seconds:g} seconds; ask for fewer words or results") from None

    def _made_room(self, _: Future[Given]) -> None:
        self._room.release()

    def close(self) -> None:
        """Begin nothing more; what is under way runs to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

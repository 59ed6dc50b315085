"""Work for another thread: numpy and Zstandard release Python's lock, so what they do there delays nothing here.

An executor of `concurrent.futures` is not used: interrupted while it starts a thread, it forgets to end it, and the
process waits for that thread for ever. These threads keep no process from ending.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
_Calls = SimpleQueue[Any]


class Outcome(Generic[Value]):
    """What a call will give."""

    def __init__(self) -> None:
        self._ended: SimpleQueue[tuple[Value | None, BaseException | None]] = SimpleQueue()

    def wait(self) -> Value:
        """What the call gave, once it has ended; raises what it raised. To be called once."""
        value, error = self._ended.get()
        if error is not None:
            raise error
        return value  # type: ignore[return-value]

    def _end(self, value: Value | None, error: BaseException | None) -> None:
        self._ended.put((value, error))


class Background:
    """A thread that does calls one after another; it ends when nobody holds this any more."""

    def __init__(self) -> None:
        self._calls: _Calls | None = None

    def start(self, function: Callable[..., Value], *arguments: object) -> Outcome[Value]:
        """Have a call done after those that were started before. Raises `MemoryError`."""
        if self._calls is None:
            calls: _Calls = SimpleQueue()
            try:
                threading.Thread(target=_work, args=(calls,), daemon=True).start()
            except RuntimeError as error:  # there is no room for its stack
                raise MemoryError(str(error)) from error
            self._calls = calls
            weakref.finalize(self, self._calls.put, None)
        outcome: Outcome[Value] = Outcome()
        self._calls.put((outcome, function, arguments))
        return outcome


def _work(calls: _Calls) -> None:
    while (call := calls.get()) is not None:
        outcome, function, arguments = call
        try:
            outcome._end(function(*arguments), None)
        except BaseException as error:
            outcome._end(None, error)
        del call, outcome, function, arguments  # or the last of them stays until the next comes

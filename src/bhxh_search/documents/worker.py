"""A separate process for formats other than plain text: a hostile file may crash it, but never the run.

Parent and child speak over pipes: a line of JSON, then as many bytes as it says. Nothing is pickled, so a child
that a file has taken over can give wrong text, and no more.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import math
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any

from bhxh_search.documents.extracted import Extracted, Unreadable
from bhxh_search.documents.formats import extract

SECONDS = 60.0
"""Of work for one file, at most."""

_PATIENCE = 5
"""Times as long by the clock: on a busy machine a second of work takes several."""

MEMORY = 1_500_000_000
"""Bytes of address space of the child, the interpreter's own 100 million among them."""

LARGEST_ANSWER = 300_000_000
"""Bytes; more text no file of a sensible size has."""

_BLOCK = 1 << 16  # bytes written or read at once


class Worker:
    """The child, started when it is first needed and anew after trouble. Use it as a context manager."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """`seconds`: of work for one file, at most; `memory`: bytes of the child's address space."""
        self.seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def extract(self, data: bytes, suffix: str, encoding: str | None = None) -> Extracted:
        """As `formats.extract`, in the child. Raises `Unreadable` also when that crashed or took too long."""
        process = self._started()
        request = json.dumps({"suffix": suffix, "encoding": encoding, "size": len(data)}).encode() + b"\n"
        try:
            answer = json.loads(self._ask(process, request, data))
            if "error" in answer:
                raise Unreadable(str(answer["error"]))
            return _extracted(answer)
        except _Trouble as trouble:
            self.close()
            raise Unreadable(str(trouble)) from None
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, Unreadable):
                raise
            self.close()
            raise Unreadable("the reader gave no sensible answer") from None
        except BaseException:
            self.close()  # an answer on its way would be taken for that to the next question
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self._memory), str(math.ceil(self.seconds))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], request: bytes, data: bytes) -> bytes:
        """The answer's bytes, after the line that says how many there are. Raises `_Trouble`."""
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + self.seconds * _PATIENCE
        to_write = [memoryview(request), memoryview(data)]
        received = bytearray()
        wanted: int | None = None
        os.set_blocking(process.stdin.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stdin, selectors.EVENT_WRITE)
            while wanted is None or len(received) < wanted:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise _Trouble(self._too_long())
                for key, _ in ready:
                    if key.fileobj is process.stdin:
                        if not _write(process.stdin, to_write):
                            selector.unregister(process.stdin)
                        continue
                    block = os.read(process.stdout.fileno(), _BLOCK)
                    if not block:
                        raise _Trouble(self._how_it_ended(process))
                    received += block
                    if wanted is None and b"\n" in received:
                        head, _, rest = bytes(received).partition(b"\n")
                        wanted, received = _size(head), bytearray(rest)
                    if len(received) > LARGEST_ANSWER:
                        raise _Trouble("holds more text than is sensible")
        return bytes(received)

    def _too_long(self) -> str:
        return f"takes more than {self.seconds:g} s to read"

    def _how_it_ended(self, process: subprocess.Popen[bytes]) -> str:
        try:
            status = process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "the reader stopped answering"
        if status == -signal.SIGXCPU:
            return self._too_long()
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"crashes its reader ({signal.Signals(-status).name})"
        return f"ends its reader (status {status})"


class _Trouble(Exception):
    """The child is of no more use. The message is a clause."""


def _write(pipe: IO[bytes], to_write: list[memoryview]) -> bool:
    """Write what fits; whether there is more to write."""
    while to_write and not to_write[0]:
        del to_write[0]
    if not to_write:
        return False
    try:
        written = os.write(pipe.fileno(), to_write[0][:_BLOCK])
    except BlockingIOError:
        return True
    except OSError:  # it ended; reading from it will tell
        return False
    to_write[0] = to_write[0][written:]
    return True


def _size(head: bytes) -> int:
    size = int(head)
    if not 0 <= size <= LARGEST_ANSWER:
        raise _Trouble("holds more text than is sensible")
    return size


def _extracted(answer: dict[str, Any]) -> Extracted:
    date = answer["date"]
    fields = {
        str(name): tuple(value) if isinstance(value, list) else value for name, value in answer["fields"].items()
    }
    text = answer["text"]
    if not isinstance(text, str) or not isinstance(answer["title"], str):
        raise TypeError("no text")
    return Extracted(
        text,
        answer["title"],
        tuple(int(page) for page in answer["pages"]),
        fields,
        None if date is None else dt.datetime.fromisoformat(date) if "T" in date else dt.date.fromisoformat(date),
    )


def _answer(extracted: Extracted) -> dict[str, Any]:
    return {
        "text": extracted.text,
        "title": extracted.title,
        "pages": extracted.pages,
        "fields": dict(extracted.fields),
        "date": None if extracted.date is None else extracted.date.isoformat(),
    }


def _limit(memory: int) -> None:
    """Bound what this process may do. What a system does not know of is left out."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _limit_time(seconds: int) -> None:
    """So many seconds of work from now on: whoever started this process may be gone and not end it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


def _serve(source: IO[bytes], target: IO[bytes], new_file: Callable[[], None]) -> None:
    while line := source.readline():
        new_file()
        request = json.loads(line)
        data = source.read(request["size"])
        try:
            answer = _answer(extract(data, request["suffix"], request["encoding"]))
        except Unreadable as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "takes more memory than it may"}
        except Exception as error:  # a library's own, of any kind: its file is at fault
            answer = {"error": f"damaged ({type(error).__name__})"}
        del data
        body = json.dumps(answer).encode("ascii")
        target.write(b"%d\n" % len(body))
        target.write(body)
        target.flush()


def main() -> None:
    """Serve the process that started this one, until it closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the parent, which ends this process
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    sys.stdin = io.StringIO()
    _limit(memory)
    _serve(source, target, lambda: _limit_time(seconds))


if __name__ == "__main__":
    main()

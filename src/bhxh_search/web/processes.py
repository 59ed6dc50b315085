"""A server in several processes, for Python lets only one thread of a process compute at a time.

Each process answers for itself, with threads and kept answers of its own, from the same files. The system deals the
connections out among the sockets at which they listen, which share an address (SO_REUSEPORT of Linux).
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bhxh_search.errors import InvalidRequest
from bhxh_search.web import server
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits

log = logging.getLogger("bhxh_search.web")

RETRY_SECONDS = 2.0
"""How soon a process that ended is replaced."""
_GRACE_SECONDS = 10
"""How long a process may take to end when it is told to."""


@dataclass(frozen=True)
class Member:
    """What a process of the server is to do."""

    folder: str
    host: str
    port: int
    limits: Limits
    names: Sequence[str] | None
    """As `hosts` of `create_app`."""
    origins: Sequence[str]
    log_requests: bool


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets whose address other processes may share; port 0 takes a free one.

    Raises what `server.listen` raises, also where another program listens there; `InvalidRequest` where the system
    deals out no connections.
    """
    if not sys.platform.startswith("linux"):
        raise InvalidRequest("--processes needs Linux; leave it out, or start a server for each of several ports")
    alone = server.listen(host, port)  # shared from the beginning, it would not tell that the address is taken
    port = alone[0].getsockname()[1]
    for one in alone:
        one.close()
    return server.listen(host, port, shared=True)


@contextmanager
def beside(count: int, member: Member) -> Iterator[None]:
    """While the block lasts, `count` more processes answer at the same address; one that ends is replaced."""
    closing_down = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(member, closing_down), daemon=True) for _ in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        closing_down.set()
        for keeper in keepers:
            keeper.join()


def _keep(member: Member, closing_down: threading.Event) -> None:
    """Have one process answer until all are to end."""
    while not closing_down.is_set():
        with _started(member) as process:
            while process.poll() is None and not closing_down.wait(0.1):
                pass
        if not closing_down.is_set():
            log.error("a process of the server ended with status %s; another takes its place", process.returncode)
            closing_down.wait(RETRY_SECONDS)


@contextmanager
def _started(member: Member) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told to end when the block does. It ends with this one, however that ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,  # Ctrl-C is for the first one
    )
    assert process.stdin is not None
    try:
        with suppress(OSError):  # it ended already
            process.stdin.write(json.dumps(asdict(member)).encode() + b"\n")
            process.stdin.flush()
        yield process
    finally:
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Be one more process: read from standard input what to do, and do it until that is closed."""
    given = json.loads(sys.stdin.readline())
    member = Member(**{**given, "limits": Limits(**given["limits"])})
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    app = create_app(Path(member.folder), limits=member.limits, hosts=member.names, origins=member.origins)
    sockets = server.listen(member.host, member.port, shared=True)
    with suppress(KeyboardInterrupt):
        server.run(app, sockets, log_requests=member.log_requests)


def _end_with_standard_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()

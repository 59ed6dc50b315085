"""Commands run in a terminal: a pair of pseudo-terminals, one end of which is the command's."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SCRIPT = str(Path(sys.executable).with_name("bhxh-search"))


class Terminal:
    """A command in a terminal of 80 columns and 24 lines."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **variables}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.seen = b""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.ours, text.encode())

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Read until `text` is seen."""
        end = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < end, self.seen
            if not self._read():
                raise AssertionError(self.seen)

    def output(self) -> tuple[int, str]:
        """The exit status and all that was printed, line ends as the command wrote them."""
        while self._read():
            pass
        os.close(self.ours)
        return self.process.wait(timeout=60), self.seen.decode().replace("\r\n", "\n")

    def _read(self) -> bool:
        if not select.select([self.ours], [], [], 60)[0]:
            return False
        try:
            piece = os.read(self.ours, 65536)
        except OSError:  # the other end was closed
            return False
        self.seen += piece
        return bool(piece)


def in_terminal(*arguments: str, **variables: str) -> tuple[int, str]:
    """Exit status and output of a command of ours."""
    return Terminal([sys.executable, "-m", "bhxh_search", *arguments], variables).output()

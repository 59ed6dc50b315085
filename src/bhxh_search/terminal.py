"""What a terminal can do, and text that is longer than its screen."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ESCAPES = re.compile("\x1b\\[[0-9;]*m|\x1b\\]8;;[^\x1b]*\x1b\\\\")
_PAGERS = ("less", "more")
_NOT_STARTED = (126, 127)  # what a shell ends with when there is no such command, or it may not be run

# Programs that draw OSC 8 as a link tell themselves so; those that do not know it may print it as rubbish.
_LINKING_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed", "WarpTerminal")
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour")
_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_FIRST_VTE = 5000  # 0.50: GNOME Terminal and its kin


def wants_color(choice: str) -> bool:
    """Whether output gets colours, where `--color` says `choice`."""
    if choice == "auto":
        return _is_able() and not os.environ.get("NO_COLOR")
    return choice == "always"


def wants_links(choice: str) -> bool:
    """Whether paths become links, where `--hyperlinks` says `choice`."""
    if choice != "auto":
        return choice == "always"
    forced = os.environ.get("FORCE_HYPERLINK")
    if not _is_able():
        return False
    return forced != "0" if forced else _knows_links()


def _is_able() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _knows_links() -> bool:
    vte = os.environ.get("VTE_VERSION", "")
    return (
        os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or os.environ.get("TERM") in _LINKING_TERMS
        or any(name in os.environ for name in _LINKING_VARIABLES)
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE)
    )


def width() -> int:
    """How many columns text for people may take."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 80


def show(text: str, *, pager: bool = True) -> None:
    """Print text for people, with a line end: through a pager where it is longer than the screen of a terminal.

    The pager is what `BHXH_SEARCH_PAGER` or `PAGER` says, else less, and works as git's does: an empty one, or `cat`,
    is none, and `LESS` is `FRX` unless it is set. With `pager` false there is none. Raises `BrokenPipeError` when
    nobody reads the output.
    """
    command = _pager() if pager and _is_able() and not _fits(text) else None
    if command is None or not _paged(text, command):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _paged(text: str, command: str) -> bool:
    """Whether the pager that a line of a shell starts has taken `text`."""
    import subprocess  # which most runs do without

    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    with _interrupts_are_for_the_pager():
        paging = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environment)
        # It may be left before it has read all.
        with suppress(BrokenPipeError):
            paging.communicate((text + "\n").encode(errors="replace"))
    return paging.returncode not in _NOT_STARTED


def _pager() -> str | None:
    for name in ("BHXH_SEARCH_PAGER", "PAGER"):
        if name in os.environ:
            command = os.environ[name].strip()
            return None if command in ("", "cat") else command
    return next((name for name in _PAGERS if shutil.which(name)), None)


def _fits(text: str) -> bool:
    """Whether all of `text` is seen at once, with a line left for what is typed next."""
    columns, lines = shutil.get_terminal_size()
    rows = 0
    for line in _ESCAPES.sub("", text).split("\n"):
        rows += max(1, -(-len(line) // columns))
        if rows >= lines:
            return False
    return True


@contextmanager
def _interrupts_are_for_the_pager() -> Iterator[None]:
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""The pager, links and colours, in a real terminal."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.terminals import Terminal, in_terminal

LONG = ("query", "lương hưu", "-n", "20", "--color", "never")
SHORT = ("query", "lương hưu", "-n", "1", "--color", "never")
PREFIX = "sed s/^/PAGED:/"


@pytest.mark.parametrize(
    ("arguments", "variables", "paged"),
    [
        (LONG, {"BHXH_SEARCH_PAGER": PREFIX, "PAGER": "false"}, True),
        (LONG, {"PAGER": PREFIX}, True),
        (SHORT, {"PAGER": PREFIX}, False),
        ((*LONG, "--no-pager"), {"PAGER": PREFIX}, False),
        (LONG, {"BHXH_SEARCH_PAGER": "", "PAGER": PREFIX}, False),
        (LONG, {"BHXH_SEARCH_PAGER": "cat", "PAGER": PREFIX}, False),
        (LONG, {"PAGER": PREFIX, "TERM": "dumb"}, False),
        ((*LONG, "--format", "json"), {"PAGER": PREFIX}, False),
    ],
)
def test_what_is_longer_than_the_screen_is_paged(
    indexed: Path, arguments: tuple[str, ...], variables: dict[str, str], paged: bool
) -> None:
    status, output = in_terminal(*arguments, **variables)
    assert status == 0
    lines = output.splitlines()
    assert all(line.startswith("PAGED:") == paged for line in lines)
    assert any("Điều 3. Lương hưu" in line for line in lines)


def test_nothing_is_paged_into_a_pipe(indexed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bhxh_search", *LONG],
        env={**__import__("os").environ, "PAGER": "false"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert len(done.stdout.splitlines()) > 24


def test_less_is_told_what_git_tells_it_unless_it_was_told_something_else(indexed: Path) -> None:
    pager = "cat > /dev/null; echo LESS=$LESS"
    assert in_terminal(*LONG, PAGER=pager) == (0, "LESS=FRX\n")
    assert in_terminal(*LONG, PAGER=pager, LESS="R") == (0, "LESS=R\n")


def test_a_pager_that_stops_reading_is_no_error(indexed: Path) -> None:
    status, output = in_terminal(*LONG, PAGER="head -1")
    assert (status, output.count("\n")) == (0, 1)
    assert in_terminal(*LONG, PAGER="true") == (0, "")


def test_without_the_pager_that_was_asked_for_the_output_is_printed(indexed: Path) -> None:
    status, output = in_terminal(*LONG, PAGER="no-such-pager-here")
    assert status == 0
    assert "not found" in output
    assert "Điều 3. Lương hưu" in output


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_shows_a_screen_and_is_left_with_q_and_survives_an_interrupt(indexed: Path) -> None:
    terminal = Terminal([sys.executable, "-m", "bhxh_search", *LONG], {})
    terminal.wait_for("\n:")
    assert b"12. " not in terminal.seen
    terminal.type("\x03")  # what a terminal sends for Ctrl-C
    terminal.type("q")
    status, output = terminal.output()
    assert status == 0
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("more", "variables", "linked"),
    [
        ([], {"VTE_VERSION": "7200"}, True),
        ([], {"VTE_VERSION": "4999"}, False),
        ([], {"TERM_PROGRAM": "iTerm.app"}, True),
        ([], {"TERM": "xterm-kitty"}, True),
        ([], {"FORCE_HYPERLINK": "1"}, True),
        ([], {}, False),
        ([], {"VTE_VERSION": "7200", "FORCE_HYPERLINK": "0"}, False),
        ([], {"VTE_VERSION": "7200", "TERM": "dumb"}, False),
        (["--hyperlinks", "never"], {"VTE_VERSION": "7200"}, False),
        (["--hyperlinks", "always"], {"TERM": "dumb"}, True),
    ],
)
def test_paths_are_links_where_the_terminal_knows_them(
    indexed: Path, more: list[str], variables: dict[str, str], linked: bool
) -> None:
    check_links(["query", "thai sản", *more], variables, linked)


@pytest.mark.parametrize("command", ["show", "similar"])
def test_paths_are_links_in_every_command_that_shows_documents(indexed: Path, command: str) -> None:
    check_links([command, "luat-41.txt#dieu-1"], {"VTE_VERSION": "7200"}, linked=True)


def check_links(command: list[str], variables: dict[str, str], linked: bool) -> None:
    status, output = in_terminal(*command, "--color", "never", **variables)
    assert status == 0
    link = f"\x1b]8;;file://{socket.gethostname()}/docs/luat-41.txt\x1b\\/docs/luat-41.txt\x1b]8;;\x1b\\"
    assert (link in output) == linked
    assert ("\x1b" in output) == linked


def test_colour_is_for_terminals_that_have_it(indexed: Path) -> None:
    assert "\x1b[1;31m" in in_terminal("query", "thai sản")[1]
    assert "\x1b" not in in_terminal("query", "thai sản", NO_COLOR="1")[1]
    assert "\x1b" not in in_terminal("query", "thai sản", TERM="dumb")[1]


def test_a_link_has_no_sign_that_ends_it(indexed: Path) -> None:
    from bhxh_search.render.text import to_text
    from bhxh_search.search.results import Hit, Results

    hit = Hit(1, 1.0, "x", path="/a b/\x1b\\Điều#1?.pdf", title="t")
    text = to_text(Results("", 1, True, 1, None, 0.0, hits=(hit,)), color=False, links=True)
    assert f"file://{socket.gethostname()}/a%20b/%1B%5C%C4%90i%E1%BB%81u%231%3F.pdf\x1b\\" in text

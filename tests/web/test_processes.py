"""`serve --processes`: several processes at one address, that live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import serving
from tests.web.test_serve import check_error, run

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux deals out connections")


def children_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def listens(process: int, port: int) -> bool:
    """Whether a process listens at a port of 127.0.0.1, as the system's tables say."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}
    try:
        return any(
            f"socket:[{inode}]" == str(one.readlink())
            for one in Path(f"/proc/{process}/fd").iterdir()
            for inode in inodes
        )
    except OSError:
        return False


def is_there(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2][:4]
    except OSError:
        return False


def ready(first: int, port: int, others: int) -> list[int]:
    """The other processes of the server, once all of them listen."""
    until(lambda: sum(listens(child, port) for child in children_of(first)) == others)
    return children_of(first)


def check_answers(address: str) -> None:
    for _ in range(20):  # each on a connection of its own
        answer = httpx.get(f"{address}/api/v1/search?q=bao+hiem", timeout=30)
        assert answer.status_code == 200
        assert answer.json()["total"] > 0


def test_all_processes_answer_alike(folder: Path) -> None:
    with serving("--index", str(folder), "--processes", "3", "--log-requests", errors=subprocess.PIPE) as (
        address,
        process,
    ):
        port = int(address.rpartition(":")[2])
        others = ready(process.pid, port, 2)
        assert len(others) == 2
        tags = {httpx.get(f"{address}/api/v1/search?q=bao+hiem", timeout=30).headers["etag"] for _ in range(40)}
        assert len(tags) == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert not any(map(is_there, others))
        assert process.stderr is not None
        assert process.stderr.read().count("GET /api/v1/search") == 40


def test_a_process_that_ends_is_replaced(folder: Path) -> None:
    with serving("--index", str(folder), "--processes", "2", errors=subprocess.PIPE) as (address, process):
        port = int(address.rpartition(":")[2])
        (other,) = ready(process.pid, port, 1)
        os.kill(other, signal.SIGKILL)
        until(lambda: other not in children_of(process.pid))
        check_answers(address)
        (another,) = ready(process.pid, port, 1)
        assert another != other
        check_answers(address)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert "ended with status -9" in process.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_all_processes_end_with_the_first(folder: Path, number: signal.Signals) -> None:
    with serving("--index", str(folder), "--processes", "2") as (address, process):
        others = ready(process.pid, int(address.rpartition(":")[2]), 1)
        process.send_signal(number)
        assert process.wait(timeout=30) == -number
        until(lambda: not any(map(is_there, others)))


def test_an_address_that_is_taken_is_told_whoever_has_it(folder: Path) -> None:
    with serving("--index", str(folder), "--processes", "2") as (address, _):
        port = address.rpartition(":")[2]
        for processes in ("1", "2"):
            result = run("--index", str(folder), "--port", port, "--processes", processes)
            check_error(result, f"127.0.0.1:{port}", "in use", "--port")

"""A server under load: `bhxh-search serve` in a process, wrk that asks it, and a process that writes meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.measure import NOT_KNOWN

CONNECTIONS = 8
COMMIT_SECONDS = 30
"""Within them the first commit is made, and the last one is seen."""
# Prints the number of each commit.
WRITER = """
import sys, time
from bhxh_search import Document, open_index
number = 0
while True:
    with open_index(sys.argv[1], write=True) as index:
        index.add([Document(f"new {number} {n}", f"trợ cấp thất nghiệp lần {number}") for n in range(100)])
        index.remove([f"new {number - 3} {n}" for n in range(100)])
    print(number, flush=True)
    number += 1
    time.sleep(0.5)
"""
# Gives wrk one request after another, looks how each answer begins, and prints what was measured as JSON.
SCRIPT = """
local requests, number, threads = {}, 0, {}
local start
others = 0
function setup(thread)
   threads[#threads + 1] = thread
end
function init(arguments)
   for path in io.lines(arguments[1]) do requests[#requests + 1] = wrk.format("GET", path) end
   start = arguments[2]
end
function response(status, headers, body)
   if status == 200 and body:sub(1, #start):lower() ~= start then others = others + 1 end
end
function request()
   number = number % #requests + 1
   return requests[number]
end
function done(summary, latency)
   local wrong, others = summary.errors, 0
   for _, thread in ipairs(threads) do others = others + thread:get("others") end
   io.write(string.format('JSON {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "most": %f, "errors": %d}\\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, others + wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
"""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: str
    process: int


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Server]:
    """A server over the index in `folder`, at a port that was free."""
    command = [sys.executable, "-W", "ignore", "-m", "bhxh_search", "serve", "--port", "0", *options]
    with subprocess.Popen([*command, "--index", str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if " at http://" not in line:
            raise SystemExit("the server did not start")
        try:
            yield Server(line.split(" at ")[1].split()[0].rstrip("/"), process.pid)
        finally:
            process.terminate()


def ask(
    server: Server, paths: Sequence[str], seconds: float, place: Path, start: str = '{"version":1,"query":'
) -> dict[str, float]:
    """What wrk measures when it asks for these paths, in order and from the beginning again, for so long.

    `start`: how an answer begins, in lower case; another counts as an error.
    """
    script, listed = place / "ask.lua", place / "paths"
    script.write_text(SCRIPT, encoding="utf-8")
    listed.write_text("\n".join(paths), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--timeout", "20s", "-s", str(script)]
    before = processor_seconds(server.process)
    done = subprocess.run(
        [*command, server.address, "--", str(listed), start], capture_output=True, text=True, check=True
    )
    [line] = [line for line in done.stdout.splitlines() if line.startswith("JSON ")]
    measured: dict[str, float] = json.loads(line.removeprefix("JSON "))
    return {**measured, "processor": processor_seconds(server.process) - before}


def processor_seconds(process: int) -> float:
    """What a process and those it started have taken of the processors so far; not known where there is no /proc."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return NOT_KNOWN
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(processor_seconds, children(process)))


def children(process: int) -> list[int]:
    """The processes that a process started; none where there is no /proc."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for path in listed for child in path.read_text(encoding="utf-8").split()]


def paths(endpoint: str, asked: Sequence[str]) -> list[str]:
    """The paths that ask an endpoint for each of some queries."""
    return [f"{endpoint}?q={quote(text)}" for text in asked]


def answer(server: Server, path: str) -> dict[str, Any]:
    """What the server answers to one request."""
    with urlopen(server.address + path, timeout=60) as response:
        answered: dict[str, Any] = json.load(response)
    return answered


class Writer:
    """A process that adds and removes documents, and commits about twice a second."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log

    def commits(self) -> int:
        """How many it has made. Raises `SystemExit` where it has ended."""
        if self.process.poll() is not None:
            raise SystemExit(
                f"the writer ended with status {self.process.returncode}: nothing was measured beside it"
            )
        return self._log.read_text(encoding="ascii").count("\n")

    def wait_for(self, happened: Callable[[], bool], what: str) -> None:
        """Wait until something has happened. Raises `SystemExit` where it does not in `COMMIT_SECONDS`."""
        end = time.monotonic() + COMMIT_SECONDS
        while not happened():
            if time.monotonic() > end:
                raise SystemExit(f"{what} in {COMMIT_SECONDS} seconds")
            time.sleep(0.1)


@contextmanager
def writing(folder: Path, place: Path) -> Iterator[Writer]:
    """A writer that has made its first commit, and lives at the end."""
    log = place / "commits"
    with log.open("w", encoding="ascii") as output:
        command = [sys.executable, "-W", "ignore", "-c", WRITER, str(folder)]
        with subprocess.Popen(command, stdout=output, text=True) as process:
            try:
                writer = Writer(process, log)
                writer.wait_for(lambda: writer.commits() > 0, "the writer made no commit")
                yield writer
                writer.commits()
            finally:
                process.kill()


def check_newest(server: Server, writer: Writer) -> None:
    """See that the server finds what was committed last. Raises `SystemExit` where it does not."""

    def seen() -> bool:
        try:
            answer(server, f"/api/v1/document?id={quote(f'new {writer.commits() - 1} 0')}")
        except HTTPError:
            return False
        return True

    writer.wait_for(seen, "the server did not see a commit")

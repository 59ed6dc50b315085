"""How many requests `bhxh-search serve` answers in a second, how fast, and where the time goes.

    BHXH_SEARCH_DATA=… python -m benchmarks.serve [--seconds N] [--minutes N] [--index FOLDER] [--threads N]

One server process over the articles of `legal_articles`, asked by wrk over 8 connections. Queries are beginnings of
titles and pieces of sentences, drawn with a fixed seed, with marks and without; where it does not say otherwise, no
query is asked twice. The searches are those of a page: ten hits, up to three snippets each. Processor time is that of
the server for one request: its threads take turns, so it bounds the rate, and a busy machine changes it little.
`--minutes` watches the memory of the server under searches for so long. wrk is needed, and takes a share too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.index import build
from benchmarks.measure import NOT_KNOWN, memory
from benchmarks.peers import OURS
from benchmarks.scale import ARTICLES, SEED, write_corpus
from bhxh_search import Document, Index, open_index
from bhxh_search.language.characters import fold

QUERIES = 40_000
OFTEN = 200
"""Queries that are asked again and again."""
ALONE = 300
"""Queries that are asked of the library, without a server."""
CONNECTIONS = 8
WARM_UP_SECONDS = 3
WRITER = """
import sys, time
from bhxh_search import Document, open_index
number = 0
while True:
    with open_index(sys.argv[1], write=True) as index:
        index.add([Document(f"new {number} {n}", f"trợ cấp thất nghiệp lần {number}") for n in range(100)])
        index.remove([f"new {number - 3} {n}" for n in range(100)])
    number += 1
    time.sleep(0.5)
"""
# Gives wrk one request after another, and prints what it measured as JSON.
SCRIPT = """
local requests, number = {}, 0
function init(arguments)
   for path in io.lines(arguments[1]) do requests[#requests + 1] = wrk.format("GET", path) end
end
function request()
   number = number % #requests + 1
   return requests[number]
end
function done(summary, latency)
   local wrong = summary.errors
   io.write(string.format('JSON {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "most": %f, "errors": %d}\\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
"""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: str
    process: int


def queries(documents: Sequence[Document], many: int) -> list[str]:
    """Different queries: beginnings of titles and pieces of texts, every second one without marks."""
    draw = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < many:
        document = draw.choice(documents)
        words = (document.title if len(found) % 4 < 2 else document.text).split()
        first = 0 if len(found) % 4 < 2 else draw.randrange(max(1, len(words) - 8))
        piece = " ".join(words[first : first + draw.randint(3, 8)])
        found.setdefault(fold(piece) if len(found) % 2 else piece)
    return list(found)


def beginnings(texts: Sequence[str]) -> list[str]:
    """Different beginnings of queries, as they stand after some key."""
    draw = random.Random(SEED)
    return list(dict.fromkeys(text[: draw.randint(2, max(2, min(len(text), 24)))] for text in texts))


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Server]:
    """A server over the index in `folder`, at a port that was free."""
    command = [sys.executable, "-W", "ignore", "-m", "bhxh_search.cli", "serve", "--port", "0", *options]
    with subprocess.Popen([*command, "--index", str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if " at http://" not in line:
            raise SystemExit("the server did not start")
        try:
            yield Server(line.split(" at ")[1].split()[0].rstrip("/"), process.pid)
        finally:
            process.terminate()


def ask(server: Server, paths: Sequence[str], seconds: float, place: Path) -> dict[str, float]:
    """What wrk measures when it asks for these paths, in order and from the beginning again, for so long."""
    script, listed = place / "ask.lua", place / "paths"
    script.write_text(SCRIPT, encoding="utf-8")
    listed.write_text("\n".join(paths), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--timeout", "20s", "-s", str(script)]
    before = processor_seconds(server.process)
    done = subprocess.run([*command, server.address, "--", str(listed)], capture_output=True, text=True, check=True)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("JSON ")]
    measured: dict[str, float] = json.loads(line.removeprefix("JSON "))
    return {**measured, "processor": processor_seconds(server.process) - before}


def processor_seconds(process: int) -> float:
    """What a process has taken of the processors so far; not known where there is no /proc."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return NOT_KNOWN
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paths(endpoint: str, asked: Sequence[str]) -> list[str]:
    """The paths that ask an endpoint for each of some queries."""
    return [f"{endpoint}?q={quote(text)}" for text in asked]


def report(name: str, measured: dict[str, float]) -> None:
    """Print one line."""
    rate = measured["requests"] / measured["seconds"]
    figures = "".join(f"{measured[key]:9.2f}" for key in ("p50", "p99", "most"))
    processor = measured["processor"] / measured["requests"] * 1e3
    print(f"{name:52}{rate:10.0f}{figures}{processor:11.2f}{measured['errors']:8.0f}", flush=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """A process that adds and removes documents, and commits about twice a second."""
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", WRITER, str(folder)]) as process:
        try:
            yield
        finally:
            process.kill()


def measure(folder: Path, place: Path, seconds: float, threads: Sequence[str]) -> None:
    """Print what one server can do."""
    with open_index(folder) as index:
        documents = [document for id in index.ids() if (document := index.get(id)) is not None]
        asked = queries(documents, QUERIES)
    searches, completions = paths("/api/v1/search", asked), paths("/api/v1/suggest", beginnings(asked))
    print(f"{len(documents)} documents, {CONNECTIONS} connections; milliseconds")
    print(f"{'':52}{'a second':>10}{'p50':>9}{'p99':>9}{'most':>9}{'processor':>11}{'errors':>8}")
    with served(folder, "--no-cache", *threads) as server:
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        report("searches, each asked once, nothing kept", ask(server, searches, seconds, place))
        report("completions, each asked once, nothing kept", ask(server, completions, seconds, place))
        report("pages of results, each asked once", ask(server, paths("/search", asked), seconds, place))
        report("health: the server itself", ask(server, ["/api/v1/health"], seconds, place))
    with served(folder, *threads) as server:
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        before = memory(server.process).dirty
        report("searches, each asked once", ask(server, searches, seconds, place))
        report(f"searches, {OFTEN} again and again", ask(server, searches[:OFTEN], seconds, place))
        report("completions, each asked once", ask(server, completions, seconds, place))
        typed = paths(
            "/api/v1/suggest", [text[:end] for text in asked[:OFTEN] for end in range(2, min(len(text), 24))]
        )
        report(f"completions at each key of {OFTEN} queries, repeated", ask(server, typed, seconds, place))
        copy = place / "changing"
        shutil.copytree(folder, copy)
        print(f"memory of the server's own: {before:.0f} MB, then {memory(server.process).dirty:.0f} MB")
    with served(copy, *threads) as server, writing(copy):
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        report("searches, while a process commits twice a second", ask(server, searches, seconds, place))
    with open_index(folder) as index:
        report_alone(index, asked)


def report_alone(index: Index, asked: Sequence[str]) -> None:
    """Print what the library takes for the same in one thread: no server can be faster."""

    def mean(action: Callable[[str], object], texts: Sequence[str]) -> float:
        for text in texts[:ALONE]:
            action(text)
        start = time.perf_counter()
        for text in texts[ALONE : 2 * ALONE]:
            action(text)
        return (time.perf_counter() - start) * 1e3 / ALONE

    ranked = mean(lambda text: index.search(text, snippets=0), asked)
    whole = mean(lambda text: index.search(text), asked)
    as_json = mean(lambda text: json.dumps(index.search(text).to_dict(), ensure_ascii=False).encode(), asked)
    completed = mean(index.suggest, beginnings(asked))
    print(
        f"the library alone, mean: {ranked:.2f} to find, {whole - ranked:.2f} for snippets, "
        f"{as_json - whole:.2f} for JSON; {completed:.2f} for a completion"
    )


def watch(folder: Path, place: Path, minutes: float, threads: Sequence[str]) -> None:
    """Print the memory of a server under searches, minute by minute."""
    with open_index(folder) as index:
        asked = queries([document for id in index.ids() if (document := index.get(id)) is not None], QUERIES)
    with served(folder, *threads) as server:
        for minute in range(round(minutes)):
            some = paths("/api/v1/search", asked[minute * 5000 % QUERIES :] + asked[: minute * 5000 % QUERIES])
            measured = ask(server, some, 60, place)
            print(
                f"minute {minute + 1}: {memory(server.process).dirty:.0f} MB, {measured['errors']:.0f} errors",
                flush=True,
            )


def main() -> None:
    """Make an index where none is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="for each line")
    parser.add_argument("--minutes", type=float, default=0, help="only watch the memory, for so long")
    parser.add_argument("--index", type=Path, help="an index that is there already")
    parser.add_argument("--threads", type=int, help="of the server")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian: apt-get install wrk")
    threads = [] if given.threads is None else ["--threads", str(given.threads)]
    with tempfile.TemporaryDirectory(prefix="bhxh-search-") as made:
        place = Path(made)
        folder = given.index
        if folder is None:
            folder = place / "index"
            build(OURS, write_corpus(place, ARTICLES), folder, folded=True)
        os.environ.pop("BHXH_SEARCH_INDEX", None)
        if given.minutes:
            watch(folder, place, given.minutes, threads)
        else:
            measure(folder, place, given.seconds, threads)


if __name__ == "__main__":
    main()

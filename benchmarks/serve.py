"""How many requests `bhxh-search serve` answers in a second, how fast, and where the time goes.

    BHXH_SEARCH_DATA=… python -m benchmarks.serve [--seconds N] [--minutes N] [--index FOLDER] [--processes N]

A server over the articles of `legal_articles`, one process if not told otherwise, asked by wrk over 8 connections.
Queries are beginnings of titles and pieces of sentences, drawn with a fixed seed, with marks and without; where it
does not say otherwise, no query is asked twice. The searches are those of a page: ten hits, up to three snippets
each. Processor time is that of the server for one request: its threads take turns, so it bounds the rate, and a busy
machine changes it little.
wrk is needed, and takes a share too. Beside a rate stands its goal: 300 searches a second with a p99 under 50 ms,
1,000 completions a second. An answer that does not begin as one of its kind counts as an error, and some are compared
with those of the library. `--minutes` watches the memory of the server for so long, under searches and beside a
writer; no query comes again before all others were asked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.index import build
from benchmarks.measure import memory
from benchmarks.peers import OURS
from benchmarks.scale import ARTICLES, SEED, write_corpus
from benchmarks.serving import CONNECTIONS, Server, answer, ask, check_newest, paths, served, writing
from bhxh_search import Document, Index, open_index
from bhxh_search.language.characters import fold

QUERIES = 40_000
OFTEN = 200
"""Queries that are asked again and again."""
ALONE = 300
"""Queries that are asked of the library, without a server."""
COMPARED = 100
"""Queries whose answers are compared with those of the library."""
WARM_UP_SECONDS = 3


@dataclass(frozen=True)
class Goal:
    """What a row is to reach."""

    rate: float
    """Requests a second, at least."""
    p99: float
    """Milliseconds, less than that."""

    def verdict(self, rate: float, p99: float) -> str:
        """The goal in words, and whether it is reached."""
        wanted = f"{self.rate:.0f}" + (f", p99 < {self.p99:.0f}" if self.p99 < float("inf") else "")
        return f"goal {wanted}: {'reached' if rate >= self.rate and p99 < self.p99 else 'missed'}"


SEARCHES = Goal(300, 50)
COMPLETIONS = Goal(1000, float("inf"))


def queries(documents: Sequence[Document], many: int) -> list[str]:
    """Different queries: beginnings of titles and pieces of texts, every second one without marks.

    Raises `SystemExit` where the documents are too few for so many.
    """
    draw = random.Random(SEED)
    found: dict[str, None] = {}
    drawn = 0
    while len(found) < many:
        drawn += 1
        if drawn > 20 * many or not documents:
            raise SystemExit(f"{len(documents)} documents are too few for {many} different queries")
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


def as_people_ask(asked: Sequence[str]) -> list[str]:
    """As many, of which the n-th is asked n times less often than the first: Zipf's law, as in logs of queries."""
    draw = random.Random(SEED)
    return draw.choices(asked, [1 / rank for rank in range(1, len(asked) + 1)], k=len(asked))


def compare(server: Server, index: Index, asked: Sequence[str]) -> None:
    """Ask some queries one by one. Raises `SystemExit` where an answer is not that of the library."""
    some = random.Random(SEED).sample(asked, min(COMPARED, len(asked)))
    for text in some:
        [search] = paths("/api/v1/search", [text])
        [suggest] = paths("/api/v1/suggest", [text])
        expected = {**index.search(text).to_dict(), "took_ms": None}
        if {**answer(server, search), "took_ms": None} != expected:
            raise SystemExit(f"the server answers otherwise than the library: {search}")
        if answer(server, suggest)["suggestions"] != list(index.suggest(text)):
            raise SystemExit(f"the server answers otherwise than the library: {suggest}")
    print(f"{len(some)} searches and completions answered as the library answers them")


def report(name: str, measured: dict[str, float], goal: Goal | None = None) -> None:
    """Print one line."""
    rate = measured["requests"] / measured["seconds"]
    figures = "".join(f"{measured[key]:9.2f}" for key in ("p50", "p99", "most"))
    processor = measured["processor"] / measured["requests"] * 1e3
    verdict = "" if goal is None else "  " + goal.verdict(rate, measured["p99"])
    print(f"{name:52}{rate:10.0f}{figures}{processor:11.2f}{measured['errors']:8.0f}{verdict}", flush=True)


def measure(folder: Path, place: Path, seconds: float, options: Sequence[str]) -> None:
    """Print what one server can do."""
    with open_index(folder) as index:
        documents = [document for id in index.ids() if (document := index.get(id)) is not None]
        asked = queries(documents, QUERIES)
    searches, completions = paths("/api/v1/search", asked), paths("/api/v1/suggest", beginnings(asked))
    print(f"{len(documents)} documents, {CONNECTIONS} connections; milliseconds")
    print(f"{'':52}{'a second':>10}{'p50':>9}{'p99':>9}{'most':>9}{'processor':>11}{'errors':>8}")
    with served(folder, "--no-cache", *options) as server:
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        report("searches, each asked once, nothing kept", ask(server, searches, seconds, place), SEARCHES)
        report("completions, each asked once, nothing kept", ask(server, completions, seconds, place), COMPLETIONS)
        pages = ask(server, paths("/search", asked), seconds, place, start="<!doctype html>")
        report("pages of results, each asked once", pages)
        health = ask(server, ["/api/v1/health"], seconds, place, start='{"status":"ok"')
        report("health: the server itself", health)
    with served(folder, *options) as server:
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        before = memory(server.process).dirty
        report("searches, each asked once", ask(server, searches, seconds, place), SEARCHES)
        report("searches, some asked again (Zipf)", ask(server, as_people_ask(searches), seconds, place), SEARCHES)
        report(f"searches, {OFTEN} again and again", ask(server, searches[:OFTEN], seconds, place), SEARCHES)
        report("completions, each asked once", ask(server, completions, seconds, place), COMPLETIONS)
        typed = paths(
            "/api/v1/suggest", [text[:end] for text in asked[:OFTEN] for end in range(2, min(len(text), 24))]
        )
        report(f"completions at each key of {OFTEN} queries", ask(server, typed, seconds, place), COMPLETIONS)
        copy = place / "changing"
        shutil.copytree(folder, copy)
        print(f"memory of the server's own: {before:.0f} MB, then {memory(server.process).dirty:.0f} MB")
    with served(copy, *options) as server, writing(copy, place) as writer:
        ask(server, searches[-2000:], WARM_UP_SECONDS, place)
        first = writer.commits()
        measured = ask(server, searches, seconds, place)
        report(f"searches, while a process commits ({writer.commits() - first} times)", measured, SEARCHES)
        check_newest(server, writer)
    with open_index(folder) as index:
        report_alone(index, asked)
        with served(folder, *options) as server:
            compare(server, index, asked)


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


def watch(folder: Path, place: Path, minutes: float, options: Sequence[str]) -> None:
    """Print the memory of a server under searches and beside a writer, minute by minute."""
    with open_index(folder) as index:
        asked = queries([document for id in index.ids() if (document := index.get(id)) is not None], QUERIES)
    searches, following = paths("/api/v1/search", asked), 0
    copy = place / "changing"
    shutil.copytree(folder, copy)
    with served(copy, *options) as server, writing(copy, place) as writer:
        for minute in range(1, round(minutes) + 1):
            first = writer.commits()
            measured = ask(server, searches[following:] + searches[:following], 60, place)
            following = (following + round(measured["requests"])) % len(searches)
            print(
                f"minute {minute}: {memory(server.process).dirty:.0f} MB, {measured['requests']:.0f} searches, "
                f"{writer.commits() - first} commits, {measured['errors']:.0f} errors",
                flush=True,
            )
        check_newest(server, writer)


def main() -> None:
    """Make an index where none is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="for each line")
    parser.add_argument("--minutes", type=float, default=0, help="only watch the memory, for so long")
    parser.add_argument("--index", type=Path, help="an index that is there already")
    parser.add_argument("--threads", type=int, help="of each process of the server")
    parser.add_argument("--processes", type=int, help="of the server")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian: apt-get install wrk")
    options = [
        part
        for name in ("threads", "processes")
        if (value := getattr(given, name)) is not None
        for part in (f"--{name}", str(value))
    ]
    with tempfile.TemporaryDirectory(prefix="bhxh-search-") as made:
        place = Path(made)
        folder = given.index
        if folder is None:
            folder = place / "index"
            build(OURS, write_corpus(place, ARTICLES), folder, folded=True)
        os.environ.pop("BHXH_SEARCH_INDEX", None)
        if given.minutes:
            watch(folder, place, given.minutes, options)
        else:
            measure(folder, place, given.seconds, options)


if __name__ == "__main__":
    main()

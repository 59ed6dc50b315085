"""How fast queries are answered, beside other engines.

    BHXH_SEARCH_DATA=… python -m benchmarks.query [--quick] [--large]

The ten best without snippets, with and without counting all that match, for queries drawn with a fixed seed from the
documents themselves; see `benchmarks.scale` for them and `benchmarks.peers` for how each engine is asked. Every
engine answers in processes of its own, in turns, after some queries that are not measured; no query is asked twice
in one process. A query's time is its median over the rounds. `--large` measures at ten times the documents too.
Peers with pyvi are given the words of a query; what pyvi takes to find them is not counted. A query is left out of
an engine's figures when those before it have used up the engine's time for its kind.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from statistics import median

from benchmarks.index import SLOW, build
from benchmarks.measure import in_process, memory, percentile
from benchmarks.peers import ANOTHER_LOOK, ENGINES, OURS, WITH_PYVI, Engine, installed, make
from benchmarks.scale import ARTICLES, Corpus, Kind, Query, draw_queries, write_corpus

WARM_UP = 5
"""Queries of each kind that are asked before those that are measured."""
LARGE = 10 * ARTICLES
PERCENTS = (50, 95, 99)
IMPORTS = "import numpy, click, whoosh.index"
"""What a cold start is compared with: the libraries that any command on an index needs."""
COLD_ROUNDS = 15


@dataclass(frozen=True)
class Size:
    """How much is asked."""

    queries: int
    """Of each kind."""
    rounds: int
    seconds: float
    """The most that one engine may take for one kind in one round; at least one query is always asked."""


@dataclass(frozen=True)
class Answers:
    """What one process measured."""

    milliseconds: dict[Kind, list[float]]
    opened: float
    """Private memory in MB that opening the index added, mapped pages of files included."""
    dirty: float
    """Of that, what is not of files."""
    asked: float
    """The same once all queries were answered."""


# Asking, in a process of its own


def work(name: str, folder: Path, queries: Path, count: bool, seconds: float) -> None:
    """Ask an engine all queries of a file and print what was measured as JSON."""
    engine = make(name)
    before = memory()
    engine.open(folder)
    opened = memory()
    asked = read_queries(queries)
    times = {
        kind.name: ask(engine, name, [query for query in asked if query.kind is kind], count, seconds)
        for kind in Kind
    }
    after = memory()
    print(
        json.dumps(
            {
                "times": times,
                "opened": opened.private - before.private,
                "dirty": opened.dirty - before.dirty,
                "asked": after.dirty - before.dirty,
            }
        )
    )


def ask(engine: Engine, name: str, queries: Sequence[Query], count: bool, seconds: float) -> list[float]:
    """The milliseconds that each query took, in order, but for the first few; those of other kinds take none."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    for number, query in enumerate(queries):
        if query.kind not in engine.kinds:
            break
        if times and time.perf_counter() > end:
            break
        words = query.words if name in WITH_PYVI else query.syllables
        start = time.perf_counter()
        engine.query(query.kind, words, count=count)
        taken = time.perf_counter() - start
        if number >= WARM_UP:
            times.append(taken * 1e3)
    return times


def write_queries(queries: Sequence[Query], path: Path) -> None:
    """Write queries to a file, for `read_queries`."""
    rows = [[query.kind.name, query.syllables, query.words] for query in queries]
    path.write_text(json.dumps(rows), encoding="utf-8")


def read_queries(path: Path) -> list[Query]:
    """The queries of a file."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Query(Kind[kind], tuple(syllables), tuple(words)) for kind, syllables, words in rows]


# Measuring


def measure(names: Sequence[str], corpus: Corpus, place: Path, size: Size) -> None:
    """Have the engines index a corpus, ask them all, and print tables."""
    folders = {name: place / f"{name}-{corpus.documents}" for name in names}
    for name, folder in folders.items():
        build(name, corpus, folder, folded=True)
    for name, (engine, _) in ANOTHER_LOOK.items():
        if engine in folders:
            folders[name] = folders[engine]
    queries = place / "queries.json"
    write_queries(draw_queries(corpus, size.queries + WARM_UP), queries)
    measured: dict[tuple[str, bool], list[Answers]] = {}
    for _ in range(size.rounds):
        for name, folder in folders.items():
            for count in sorted(make(name).counting):
                measured.setdefault((name, count), []).append(answers(name, folder, queries, count, size.seconds))
    print(f"\n{corpus.documents} documents; milliseconds, and by how much ours is faster at the median")
    for count in (False, True):
        report_times(measured, count)
    report_memory(measured)
    report_cold(folders[OURS], read_queries(queries))


def answers(name: str, folder: Path, queries: Path, count: bool, seconds: float) -> Answers:
    """What an engine takes for the queries of a file, asked in a process of its own."""
    arguments = ("--work", name, str(folder), str(queries), str(int(count)), str(seconds))
    result, _ = in_process("benchmarks.query", *arguments)
    times = {kind: result["times"][kind.name] for kind in Kind}
    return Answers(times, result["opened"], result["dirty"], result["asked"])


def of_queries(rounds: Sequence[Answers], kind: Kind) -> list[float]:
    """The median over the rounds of each query of a kind."""
    return [
        median(taken for taken in of_one if taken is not None)
        for of_one in zip_longest(*(answered.milliseconds[kind] for answered in rounds))
    ]


def report_times(measured: dict[tuple[str, bool], list[Answers]], count: bool) -> None:
    """Print a table: an engine a row, for each kind, with the ratio to ours."""
    title = "ten best, all counted" if count else "ten best"
    print(f"\n{title:34}" + "".join(f"{f'p{percent}':>9}" for percent in PERCENTS) + f"{'ours is':>10}{'queries':>9}")
    # Ours cannot always leave counting out; then it is compared as it is.
    of_ours = measured.get((OURS, count)) or measured[OURS, not count]
    names = [OURS] + [name for name, counted in measured if counted is count and name != OURS]
    for kind in Kind:
        ours = percentile(of_queries(of_ours, kind), 50)
        for name in names:
            times = of_queries(of_ours if name == OURS else measured[name, count], kind)
            if not times:
                continue
            shown = f"{name} (counts)" if name == OURS and (OURS, count) not in measured else name
            figures = "".join(f"{percentile(times, percent):9.3f}" for percent in PERCENTS)
            print(f"{kind.value:17}{shown:17}{figures}{percentile(times, 50) / ours:9.2f}x{len(times):9}")


def report_memory(measured: dict[tuple[str, bool], list[Answers]]) -> None:
    """Print a table: what opening an index adds to the memory of a process."""
    print(f"\n{'private memory added, MB':34}{'opening':>9}{'no files':>9}{'after queries, no files':>25}")
    for (name, count), rounds in measured.items():
        if name in ENGINES and (count or (name, True) not in measured):
            opened, dirty, asked = (
                max(values) for values in zip(*((one.opened, one.dirty, one.asked) for one in rounds), strict=True)
            )
            print(f"{name:34}{opened:9.1f}{dirty:9.1f}{asked:25.1f}")


# A cold start


def report_cold(folder: Path, queries: Sequence[Query]) -> None:
    """Print what a whole process takes to answer a question, another in each round, and to import what it must."""
    questions = [" ".join(query.syllables) for query in queries if query.kind is Kind.QUESTION][:COLD_ROUNDS]
    script = Path(sys.executable).with_name("bhxh-search")
    ours, imports = "bhxh-search query", f'python -c "{IMPORTS}"'
    of_imports = [sys.executable, "-W", "ignore", "-c", IMPORTS]
    taken: dict[str, list[float]] = {ours: [], imports: []}
    for question in questions:
        of_question = [str(script), "query", question, "--index", str(folder)]
        for name, command in ((ours, of_question), (imports, of_imports)):
            run(command)  # from now on the files are in memory
            taken[name].append(timed(lambda command=command: run(command)))  # type: ignore[misc]
    print(f"\n{'cold process to first answer':48}{'ms':>8}{'times':>8}")
    for name, seconds in taken.items():
        print(f"{name:48}{median(seconds) * 1e3:8.0f}{median(seconds) / median(taken[imports]):8.2f}")


def run(command: Sequence[str]) -> None:
    """Run a command to its end; 0 and 1 mean that it went well, with an answer or without.

    The bytecode of modules is kept, as it is of any package that was installed.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: ended with status {done.returncode}")


def timed(action: Callable[[], None]) -> float:
    """How many seconds something takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents and queries, one round")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE} documents, made of lines of the articles")
    parser.add_argument(
        "--work", nargs=5, metavar=("ENGINE", "FOLDER", "QUERIES", "COUNT", "SECONDS"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.work:
        name, folder, queries, count, seconds = options.work
        work(name, Path(folder), Path(queries), count == "1", float(seconds))
        return
    names = installed()
    size = Size(50, 1, 1.0) if options.quick else Size(200, 3, 4.0)
    sizes = [3000 if options.quick else ARTICLES] + ([LARGE] if options.large else [])
    for documents in sizes:
        able = [name for name in names if documents != LARGE or name != SLOW]
        with tempfile.TemporaryDirectory() as place:
            measure(able, write_corpus(Path(place), documents), Path(place), size)


if __name__ == "__main__":
    main()

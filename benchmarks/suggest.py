"""How fast suggestions come: completion at every key, and what a search pays for "did you mean".

    BHXH_SEARCH_DATA=… python -m benchmarks.suggest [--large] [--index FOLDER]

Completion is asked for beginnings of titles, as they are typed, with marks and without, each only once; the searches
are the titles' first words as they are, and with a letter too many in each, which find nothing. `--large` measures
at 285,150 documents too, whose index takes minutes to build; `--index` at an index that is there already.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.index import build
from benchmarks.measure import percentile
from benchmarks.peers import OURS
from benchmarks.query import LARGE
from benchmarks.scale import ARTICLES, SEED, write_corpus
from bhxh_search import Index, open_index
from bhxh_search.language.characters import fold
from bhxh_search.search import did_you_mean

QUERIES = 400
WARM_UP = 50
"""Queries of each kind that are asked before those that are measured."""
ROUNDS = 5
"""For what is cached nowhere, the fastest of so many counts."""


def beginnings(titles: Sequence[str], draw: random.Random) -> Iterator[str]:
    """Titles as they stand after some key: two to five words, the last of them begun."""
    for title in titles:
        words = title.split()
        first = draw.randrange(max(1, len(words) - 4))
        typed = words[first : first + draw.randint(1, 5)]
        yield " ".join([*typed[:-1], typed[-1][: draw.randint(1, 3)]])


def milliseconds(action: Callable[[str], object], texts: Sequence[str], rounds: int) -> list[float]:
    """What each of the texts takes, but for the first few; the fastest of some rounds."""
    times: list[list[float]] = []
    for _ in range(rounds):
        for number, text in enumerate(texts):
            start = time.perf_counter()
            action(text)
            taken = (time.perf_counter() - start) * 1e3
            if len(times) <= number:
                times.append([])
            times[number].append(taken)
    return [min(of_one) for of_one in times[WARM_UP:]]


def report(name: str, times: Sequence[float]) -> None:
    """Print one line."""
    print(
        f"{name:42}"
        + "".join(f"{percentile(times, percent):9.2f}" for percent in (50, 95, 99))
        + f"{max(times):9.2f}"
    )


def titles_of(index: Index, many: int, draw: random.Random) -> list[str]:
    """The titles of so many documents."""
    found = (index.get(id) for id in draw.sample(list(index.ids()), many))
    return [document.title for document in found if document is not None and len(document.title.split()) > 1]


def measure(folder: Path) -> None:
    """Print what suggestions take in the index in `folder`."""
    draw = random.Random(SEED)
    with open_index(folder) as index:
        titles = titles_of(index, QUERIES + WARM_UP, draw)
        print(f"\n{index.info().documents} documents; milliseconds{'p50':>21}{'p95':>9}{'p99':>9}{'most':>9}")
        start = time.perf_counter()
        index.suggest("b")
        print(f"{'the first completion':42}{(time.perf_counter() - start) * 1e3:9.2f}")
        typed = list(beginnings(titles, draw))
        report("completion, each asked once", milliseconds(index.suggest, typed, 1))
        report("completion, asked again", milliseconds(index.suggest, typed, 1))
        bare = [fold(text) for text in beginnings(titles, draw)]
        report("without marks, each asked once", milliseconds(index.suggest, bare, 1))
        plain = [" ".join(title.split()[:4]) for title in titles]
        wrong = [" ".join(word + "q" for word in text.split()) for text in plain]

        def search(text: str) -> object:
            return index.search(text, snippets=0)

        report("a search of 4 words", milliseconds(search, plain, ROUNDS))
        report("one that finds nothing, with its suggestion", milliseconds(search, wrong, ROUNDS))
        suggesting = did_you_mean.did_you_mean
        try:
            did_you_mean.did_you_mean = lambda *arguments: None
            report("a search of 4 words, suggesting nothing", milliseconds(search, plain, ROUNDS))
        finally:
            did_you_mean.did_you_mean = suggesting


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--large", action="store_true", help=f"also at {LARGE} documents")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="an index of titled documents; builds none")
    options = parser.parse_args()
    if options.index:
        measure(options.index)
        return
    for documents in [ARTICLES] + ([LARGE] if options.large else []):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "index"
            build(OURS, write_corpus(Path(place), documents), folder, folded=True)
            measure(folder)


if __name__ == "__main__":
    main()

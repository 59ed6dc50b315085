"""How good the answers are: nDCG@10 and recall on real questions, with accents and with accents stripped.

    BHXH_SEARCH_DATA=… python -m benchmarks.quality [COLLECTION…]

`--set` tries another value of a constant of `ranking` or `matching`; of a table of weights, for one stream:
`--set ranking.TITLE=0 --set ranking.WEIGHTS.words=0`.

nDCG with binary relevance after Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.collections import Collection, load
from bhxh_search import Index, create_index
from bhxh_search.language.characters import fold
from bhxh_search.search import matching, ranking

DEPTH = 100


def ndcg(ranked: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Normalised discounted cumulated gain of the first `depth` of `ranked`: 0.0 to 1.0."""
    gain = sum(1 / math.log2(rank + 1) for rank, id in enumerate(ranked[:depth], 1) if id in relevant)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(depth, len(relevant)) + 1))
    return gain / best if best else 0.0


def recall(ranked: Sequence[str], relevant: frozenset[str], depth: int = DEPTH) -> float:
    """The share of the relevant documents that are among the first `depth`."""
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def mean(values: Iterable[float]) -> float:
    """The mean of some numbers; 0.0 of none."""
    listed = list(values)
    return sum(listed) / max(1, len(listed))


def evaluate(index: Index, collection: Collection, change: Callable[[str], str]) -> tuple[float, float]:
    """nDCG@10 and recall@100 over the questions of a collection, each passed through `change`."""
    ranked = {
        id: [hit.id for hit in index.search(change(text), limit=DEPTH, snippets=0)]
        for id, text in collection.questions.items()
        if id in collection.relevant
    }
    judged = [(ranked[id], collection.relevant[id]) for id in ranked]
    return mean(ndcg(*pair) for pair in judged), mean(recall(*pair) for pair in judged)


def try_value(setting: str) -> None:
    """Give a named constant of the ranking or the matching another value, such as `ranking.TITLE=0.3`."""
    path, _, value = setting.partition("=")
    module, name, *stream = path.split(".")
    owner = {"ranking": ranking, "matching": matching}[module]
    if stream:
        getattr(owner, name)[stream[0]] = float(value)
    else:
        setattr(owner, name, float(value))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: a collection a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="*", default=["alqac2023"], metavar="COLLECTION")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    options = parser.parse_args(arguments)
    for setting in options.settings:
        try_value(setting)
    print(f"{'':24}{'questions':>10}{'nDCG@10':>10}{'recall@100':>12}{'bare nDCG':>11}{'bare recall':>13}")
    for name in options.collections:
        collection = load(name)
        with tempfile.TemporaryDirectory() as folder, create_index(Path(folder) / "index") as index:
            index.add(collection.documents)
            index.commit()
            marked = evaluate(index, collection, str)
            bare = evaluate(index, collection, fold)
        print(
            f"{name:24}{len(collection.relevant):>10}"
            f"{marked[0]:>10.4f}{marked[1]:>12.4f}{bare[0]:>11.4f}{bare[1]:>13.4f}"
        )


if __name__ == "__main__":
    main()

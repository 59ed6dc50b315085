"""How fast texts are segmented and analysed, how much memory it takes, and whether the words are pyvi's.

    BHXH_SEARCH_DATA=… python -m benchmarks.analysis [--quick]

Every contender runs in a process of its own, in turns, on the same articles of `legal_articles`; pyvi and underthesea
on the first of them. A token is one of pyvi's, punctuation included. Peak memory is of the whole process; what
importing it takes is in it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from statistics import median

from benchmarks.collections import data_folder
from bhxh_search.language.analysis import analyze_batch
from bhxh_search.language.segment import segment_batch
from bhxh_search.language.tokens import join

BATCH_CHARACTERS = 500_000
CONTENDERS = ("segmentation", "analysis", "pyvi", "underthesea")
COLLECTIONS = ("alqac2023", "vnlawqa_bench", "danes_headlines")


def batches(texts: Iterable[str], characters: int = BATCH_CHARACTERS) -> Iterator[list[str]]:
    """`texts` in lists of about so many characters."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def articles(many: int | None) -> list[str]:
    """The texts of the first articles of `legal_articles`, composed."""
    with lzma.open(data_folder() / "legal_articles.jsonl.xz", "rt", encoding="utf-8") as file:
        return [unicodedata.normalize("NFC", json.loads(line)["text"]) for line in islice(file, many)]


def corpus(name: str) -> list[str]:
    """The titles and texts of a collection, composed."""
    with (data_folder() / name / "corpus.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [unicodedata.normalize("NFC", row[field]) for row in rows for field in ("title", "text") if row.get(field)]


def sentences(ending: str) -> list[str]:
    """All sentences of `wordseg_ud_vtb`, `raw` or `seg`."""
    folder = data_folder() / "wordseg_ud_vtb"
    return [
        line for path in sorted(folder.glob(f"*.{ending}")) for line in path.read_text(encoding="utf-8").splitlines()
    ]


def segmented(texts: Sequence[str]) -> list[str]:
    """Each text as pyvi writes it: tokens parted by spaces, those of one word joined by "_"."""
    found: list[str] = []
    for some in batches(texts):
        batch = join(some)
        words = segment_batch(batch)
        pieces: list[str] = []
        columns = (words.starts, words.ends, words.joined, words.types)
        for start, end, joined, kind in zip(*(column.tolist() for column in columns), strict=True):
            if kind:
                pieces += ("_" if joined else " " if pieces else "", batch.text[start:end])
            else:
                found.append("".join(pieces))
                pieces = []
    return found


def run(contender: str, texts: Sequence[str]) -> None:
    """Have a contender do its work on `texts`."""
    if contender == "segmentation":
        for some in batches(texts):
            segment_batch(join(some))
    elif contender == "analysis":
        for some in batches(texts):
            analyze_batch(some)
    elif contender == "pyvi":
        from pyvi import ViTokenizer

        for text in texts:
            ViTokenizer.tokenize(text)
    else:
        from underthesea import word_tokenize

        for text in texts:
            word_tokenize(text)


def work(contender: str, many: int) -> None:
    """Measure one contender and print what was measured as JSON."""
    texts = articles(many)
    tokens = sum(len(segment_batch(join(some)).starts) - len(some) for some in batches(texts))
    run(contender, texts[:20])  # loads its model
    start = time.perf_counter()
    run(contender, texts)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, KiB on Linux
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(json.dumps({"tokens": tokens, "seconds": seconds, "peak": peak}))


def measure(contender: str, many: int) -> tuple[float, float]:
    """Tokens a second, and peak memory in MB, of one contender in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.analysis", "--work", contender, str(many)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    return result["tokens"] / result["seconds"], result["peak"]


def speed(many: int, few: int, rounds: int) -> None:
    """Print how fast each contender is, over rounds in turns, and the ratio to pyvi."""
    contenders = [name for name in CONTENDERS if name != "underthesea" or find_spec("underthesea")]
    if "underthesea" not in contenders:
        print("underthesea is not installed and left out")
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name in contenders:
            measured[name].append(measure(name, many if name in ("segmentation", "analysis") else few))
    of_pyvi = median(rate for rate, _ in measured["pyvi"])
    print(f"{'':14}{'M tokens/s':>12}{'times pyvi':>12}{'peak MB':>10}")
    for name in contenders:
        rate = median(rate for rate, _ in measured[name])
        print(f"{name:14}{rate / 1e6:12.3f}{rate / of_pyvi:12.1f}{max(peak for _, peak in measured[name]):10.0f}")


def sameness(legal: int) -> bool:
    """Print how many texts of each collection have the words of pyvi; whether all have."""
    from pyvi import ViTokenizer

    sources: dict[str, Callable[[], list[str]]] = {
        **{name: (lambda name=name: corpus(name)) for name in COLLECTIONS},  # type: ignore[misc]
        "wordseg_ud_vtb": lambda: sentences("raw"),
        "legal_articles": lambda: articles(legal),
    }
    total = different = 0
    for name, read in sources.items():
        texts = [text for text in read() if text.strip()]
        ours = segmented(texts)
        tokens = sum(text.count(" ") + text.count("_") + 1 for text in ours)
        unlike = sum(one != ViTokenizer.tokenize(text) for text, one in zip(texts, ours, strict=True))
        print(f"{name}: {len(texts)} texts, {tokens} tokens, {unlike} texts with other words than pyvi's")
        total, different = total + tokens, different + unlike
    print(f"all: {total} tokens, {different} texts different")
    return different == 0


def word_spans(sentence: str) -> set[tuple[int, int]]:
    """The words of a segmented sentence, as places among its letters."""
    spans: set[tuple[int, int]] = set()
    place = 0
    for word in sentence.split():
        size = len(word.replace("_", "")) or 1
        spans.add((place, place + size))
        place += size
    return spans


def f1(found: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of word segmentation: the harmonic mean of precision and recall of words."""
    pairs = [(word_spans(one), word_spans(other)) for one, other in zip(found, gold, strict=True)]
    right = sum(len(one & other) for one, other in pairs)
    return 2 * right / sum(len(one) + len(other) for one, other in pairs)


def quality() -> None:
    """Print F1 on `wordseg_ud_vtb`."""
    from pyvi import ViTokenizer

    raw, gold = sentences("raw"), sentences("seg")
    ours, pyvi = f1(segmented(raw), gold), f1([ViTokenizer.tokenize(line) for line in raw], gold)
    print(f"F1 on wordseg_ud_vtb: ours {ours:.6f}, pyvi {pyvi:.6f}")


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer texts, one round")
    parser.add_argument("--work", nargs=2, metavar=("CONTENDER", "ARTICLES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work[0], int(options.work[1]))
        return
    quick = options.quick
    speed(4000 if quick else 28_515, 300 if quick else 1000, 1 if quick else 3)
    quality()
    if not sameness(300 if quick else 8000):
        raise SystemExit(1)


if __name__ == "__main__":
    main()

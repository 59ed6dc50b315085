"""How fast documents are indexed, how much memory it takes, and how large the index is, beside other engines.

    BHXH_SEARCH_DATA=… python -m benchmarks.index [--quick]

End to end: read a file of JSON lines, analyse, invert, store, commit. Every build runs in a process of its own, in
turns; see `benchmarks.peers` for how each engine is set up. Peers with pyvi are
given the words of pyvi, and the time that pyvi itself would take, measured on the first articles, is added: their
speed without it is shown beside. A syllable is a run of letters and digits. `private` is the peak of memory that no
other process shares, sampled, less what was there once the packages were imported; `resident` is the exact peak,
pages of files included.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.analysis import articles
from benchmarks.measure import bytes_in, in_process, memory, reset_resident_peak, resident_peak
from benchmarks.peers import OURS, WITH_PYVI, installed, make
from benchmarks.scale import ARTICLES, Corpus, extent, syllables_of, write_corpus

WARM_UP = 20
SLOW = "Whoosh + pyvi"
"""It is measured once at the full size, and in every round at a smaller one."""


@dataclass(frozen=True)
class Build:
    """What one build took."""

    seconds: float
    cores: float
    """Processor time over time."""
    private: float
    resident: float
    """Peaks in MB, over what there was before."""
    bytes: int


@dataclass(frozen=True)
class Job:
    """One engine, and how many documents it is to index."""

    engine: str
    documents: int
    once: bool = False
    """And not in every round."""


def work(name: str, source: Path, folder: Path, folded: bool) -> None:
    """Build an index in `folder` and print what it took as JSON."""
    engine = make(name)
    before = memory().private
    reset_resident_peak()
    resident_before = resident_peak()
    with tempfile.TemporaryDirectory() as place:  # loads models and whatever else is loaded but once
        few = Path(place) / "few.jsonl"
        with source.open(encoding="utf-8") as file:
            few.write_text("".join(islice(file, WARM_UP)), encoding="utf-8")
        engine.build(few, Path(place) / "index", folded=folded)
    start, processor = time.perf_counter(), time.process_time()
    engine.build(source, folder, folded=folded)
    seconds = time.perf_counter() - start
    cores = (time.process_time() - processor) / seconds
    resident = resident_peak() - resident_before
    print(json.dumps({"seconds": seconds, "cores": cores, "before": before, "resident": resident}))


def build(name: str, corpus: Corpus, folder: Path, *, folded: bool = False) -> Build:
    """Have an engine index a corpus in a process of its own, and leave the index in `folder`."""
    source = corpus.segmented if name in WITH_PYVI else corpus.plain
    arguments = ("--work", name, str(source), str(folder), *(["--folded"] if folded else []))
    result, peak = in_process("benchmarks.index", *arguments)
    private = peak - result["before"]
    return Build(result["seconds"], result["cores"], private, result["resident"], bytes_in(folder))


def work_pyvi(many: int) -> None:
    """Have pyvi find the words of the first articles, and print its seconds and their syllables as JSON."""
    from pyvi import ViTokenizer

    texts = articles(many)
    for text in texts[:WARM_UP]:
        ViTokenizer.tokenize(text)
    start = time.perf_counter()
    for text in texts:
        ViTokenizer.tokenize(text)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "syllables": sum(map(syllables_of, texts))}))


def pyvi_seconds(many: int) -> float:
    """How long pyvi takes for a syllable."""
    result, _ = in_process("benchmarks.index", "--pyvi", str(many))
    return float(result["seconds"] / result["syllables"])


def measure(jobs: Sequence[Job], corpora: dict[int, Corpus], rounds: int, place: Path) -> dict[Job, list[Build]]:
    """Do every job, in turns, so many times."""
    measured: dict[Job, list[Build]] = {job: [] for job in jobs}
    for number in range(rounds):
        for job in jobs:
            if number and job.once:
                continue
            folder = place / "index"
            measured[job].append(build(job.engine, corpora[job.documents], folder))
            shutil.rmtree(folder)
    return measured


def report(measured: dict[Job, list[Build]], corpora: dict[int, Corpus], pyvi: float) -> None:
    """Print a table: an engine a row, at each size."""
    columns = (
        f"{'M syll./s':>11}{'no pyvi':>9}{'ours is':>9}{'cores':>7}{'private MB':>12}{'resident MB':>13}{'size':>7}"
    )
    for documents, corpus in corpora.items():
        syllables, size = extent(corpus.plain)
        print(f"\n{documents} documents, {syllables / 1e6:.2f} M syllables, {size / 1e6:.1f} MB of text")
        print(f"{'':16}{columns}")
        rows = {job.engine: builds for job, builds in measured.items() if job.documents == documents}
        rates = {name: syllables / median(one.seconds for one in builds) for name, builds in rows.items()}
        added = {name: pyvi if name in WITH_PYVI else 0.0 for name in rows}  # seconds a syllable
        whole = {name: 1 / (1 / rate + added[name]) for name, rate in rates.items()}
        for name, builds in rows.items():
            cores = median(one.cores for one in builds)
            private, resident = max(one.private for one in builds), max(one.resident for one in builds)
            print(
                f"{name:16}{whole[name] / 1e6:11.3f}{rates[name] / 1e6:9.3f}{whole[OURS] / whole[name]:8.2f}x"
                f"{cores:7.2f}{private:12.0f}{resident:13.0f}{builds[-1].bytes / size:7.2f}"
            )


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents, one round")
    parser.add_argument("--work", nargs=3, metavar=("ENGINE", "SOURCE", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--folded", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pyvi", type=int, metavar="ARTICLES", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        name, source, folder = options.work
        work(name, Path(source), Path(folder), options.folded)
        return
    if options.pyvi:
        work_pyvi(options.pyvi)
        return
    quick = options.quick
    many, few = (3000, 2000) if quick else (ARTICLES, 5000)
    names = installed()
    jobs = [Job(name, many, once=name == SLOW) for name in names if not (quick and name == SLOW)]
    jobs += [Job(OURS, few), Job(SLOW, few)]
    pyvi = pyvi_seconds(300 if quick else 1000)
    print(f"pyvi alone: {1 / pyvi / 1e6:.3f} M syllables/s")
    with tempfile.TemporaryDirectory() as place:
        corpora = {documents: write_corpus(Path(place), documents) for documents in (many, few)}
        measured = measure(jobs, corpora, 1 if quick else 3, Path(place))
        report(measured, corpora, pyvi)


if __name__ == "__main__":
    main()

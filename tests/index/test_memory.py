"""How much memory of their own writing, merging, verifying and searching take: RssAnon, which no file backs."""

from __future__ import annotations

import json
import lzma
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bhxh_search import Document, create_index, index_paths, open_index
from bhxh_search.index.builder import _BYTES_PER_POSITION

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

# Begins every script: `memory` is what the process has to itself now, `peak` all that was seen of it since it was
# last emptied.
WATCH = r"""
import re, sys, threading, time
from pathlib import Path
import numpy as np

def memory():
    return int(re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024

def watch():
    while True:
        peak.append(memory())
        time.sleep(0.005)

peak = []
threading.Thread(target=watch, daemon=True).start()
"""
MB = 1_000_000
BUILD_BYTES = 512 * MB
OVER = 300 * MB
"""What a build may take beyond its setting: the interpreter, pyvi's model, the arrays of a batch."""


def run(script: str, *arguments: object) -> int:
    """What a script prints: a number of bytes."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCH + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


INVERT = r"""
from bhxh_search.index import inversion
from bhxh_search.index.contents import SegmentContents, write_segment
from bhxh_search.index.inversion import PartStreams, Running
from bhxh_search.ingest.roots import Origin

inversion._SORTED_TOGETHER = 300_000  # what sorting takes does not grow with the positions
count, size, vocabulary = 6_000_000, 20_000, 20_000
contents = SegmentContents()
for number in range(size):
    contents.add(str(number), bytes(16), 0, Origin())
    for name in ("path", "number", "group", "field"):
        contents.keywords[name].append(())
draw = np.random.default_rng(1)
# As in a text, the words of a document are few, and most stand among the same others.
topics = np.repeat(draw.integers(0, vocabulary, (size, 1)), count // size // 10, axis=0)
phrases = topics + draw.integers(0, 60, (count // 10, 1)) + np.arange(10)
terms = (phrases % vocabulary).astype(np.int32).reshape(-1)
del phrases
lengths = np.full(size, count // size)
texts = [f"t{number}" for number in range(vocabulary)]
before = memory()
peak.clear()
running = Running(texts, texts, terms, lengths)
del terms
write_segment(Path(sys.argv[1]) / "x", contents, {"body": PartStreams(running)})
print((max(peak) - before) // count)
"""


def test_writing_takes_so_many_bytes_for_each_position_as_the_builder_reckons_with(tmp_path: Path) -> None:
    # Those 4 that are taken before, for the terms themselves, come on top.
    assert run(INVERT, tmp_path) + 4 < _BYTES_PER_POSITION


OUT_OF_MEMORY = r"""
import resource
from bhxh_search import cli
from bhxh_search.index import builder, writer

write, merge = builder.SegmentBuilder.write, writer.merge

def limited(function):
    def call(*arguments):
        size = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size + 1_000_000, -1))
        try:
            return function(*arguments)
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    return call

if sys.argv[1] == "optimize":
    writer.merge = limited(merge)
else:
    builder.SegmentBuilder.write = limited(write)
cli.main(sys.argv[1:])
"""


@pytest.mark.parametrize("command", ["index", "optimize"])
def test_too_little_memory_is_told_as_that_and_loses_nothing(tmp_path: Path, command: str) -> None:
    index, docs = tmp_path / "index", tmp_path / "docs.jsonl"
    chance = random.Random(1)
    lines = (
        json.dumps({"id": str(number), "text": " ".join(f"x{chance.randrange(5000)}" for _ in range(500))})
        for number in range(2000)
    )
    docs.write_text("\n".join(lines), "utf-8")
    if command == "optimize":
        index_paths(index, [docs])
    with create_index(index, exist_ok=True) as opened:
        opened.add([Document("other", "x1 x2")])
    with open_index(index) as opened:
        before = list(opened.ids())
    arguments = [docs] if command == "index" else []
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCH + OUT_OF_MEMORY, command, *arguments, "--index", index],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr == "Error: not enough memory\n"
    with open_index(index, verify=True) as opened:
        assert list(opened.ids()) == before


SEARCH = r"""
from bhxh_search import open_index
from bhxh_search.index import postings

postings._KEPT_ROW_BYTES = 200_000
with open_index(sys.argv[1]) as index:
    snapshot = index._handle.snapshot()
    index.search("x0")
    before = memory()
    for one in snapshot.segments:
        lists = one.segment.parts["body"].exact
        for term in range(len(lists)):
            lists.get(term).sparse()
    print(memory() - before)
"""


def test_rows_of_dense_terms_are_not_all_kept(tmp_path: Path) -> None:
    words = " ".join(f"x{number}" for number in range(300))
    lines = (json.dumps({"id": str(number), "text": f"{words} " + "x0 " * 260}) for number in range(4000))
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), "utf-8")
    index_paths(tmp_path / "index", [tmp_path / "docs.jsonl"])
    assert run(SEARCH, tmp_path / "index") < 4 * MB


BUILD = r"""
import bhxh_search

assert not bhxh_search.index_paths(sys.argv[1], [sys.argv[2]]).skipped
print(max(peak))
"""
OPTIMIZE = r"""
import bhxh_search

with bhxh_search.open_index(sys.argv[1], write=True) as index:
    index.optimize()
print(max(peak))
"""
VERIFY = r"""
import bhxh_search

with bhxh_search.open_index(sys.argv[1]) as index:
    assert index.verify() == ()
print(max(peak))
"""


@pytest.mark.slow
def test_building_optimizing_and_verifying_stay_within_what_is_promised(tmp_path: Path, data: Path) -> None:
    with lzma.open(data / "legal_articles.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = list(map(json.loads, file))
    (tmp_path / "docs").mkdir()
    for name in ("first", "second"):
        with (tmp_path / "docs" / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            for row in rows:
                print(json.dumps({**row, "id": f"{name} {row['id']}"}, ensure_ascii=False), file=out)
    assert run(BUILD, tmp_path / "index", tmp_path / "docs") < BUILD_BYTES + OVER
    with open_index(tmp_path / "index") as index:
        assert index.info().documents == 2 * len(rows)
    assert run(VERIFY, tmp_path / "index") < BUILD_BYTES + OVER
    assert run(OPTIMIZE, tmp_path / "index") < BUILD_BYTES + OVER

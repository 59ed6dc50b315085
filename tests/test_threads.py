"""Readers, in threads and in other processes, while another process writes: they see whole states and no errors.

The writer replaces, in each commit, all documents by their next version, so whoever sees two versions at once, or
too few documents, has seen half a commit.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index, open_index

DOCUMENTS = 30

# Arguments: the index. Writes until it is killed.
WRITER = """
import sys
from bhxh_search import Document, open_index
from tests.test_threads import DOCUMENTS
for version in range(1, 10**6):
    with open_index(sys.argv[1], write=True) as index:
        index.add([Document(f"{n:02}", f"bảo hiểm bản{version} lương hưu " * (n % 5 + 1)) for n in range(DOCUMENTS)])
        index.remove([f"extra {version - 1}"])
        index.add([Document(f"extra {version}", "thai sản")])
        if version % 7 == 0:
            index.optimize()
    print(version, flush=True)
"""

# Arguments: the index, for how many seconds. Prints what it saw that should not be.
READER = """
import sys, time
from tests.test_threads import look
from bhxh_search import open_index
until, looks = time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < until:
    with open_index(sys.argv[1]) as index:
        for _ in range(5):
            look(index)
            looks += 1
            index.refresh()
print(looks)
"""


def look(index: Index) -> None:
    """One look at an index that the writer is changing."""
    found = index.search('"bảo hiểm"', limit=DOCUMENTS + 5, snippets=0)
    assert found.total == len(found.hits) == DOCUMENTS, found.total
    assert index.search("thai sản").total == 1
    assert sorted(hit.id for hit in found) == [f"{number:02}" for number in range(DOCUMENTS)]


def look_at_versions(index: Index) -> None:
    """All documents of one answer are of one version."""
    found = index.search("lương hưu", limit=DOCUMENTS, snippets=1)
    versions = {hit.snippets[0].text.split()[2] for hit in found}
    assert len(versions) == 1, versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as index:
        index.add([Document(f"{n:02}", "bảo hiểm bản0 lương hưu " * (n % 5 + 1)) for n in range(DOCUMENTS)])
        index.add([Document("extra 0", "thai sản")])
    return tmp_path / "index"


@pytest.fixture
def writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        yield process
        assert process.poll() is None, "the writer ended by itself"
        process.kill()


SECONDS = pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.slow)])


@SECONDS
@pytest.mark.usefixtures("writer")
def test_eight_threads_search_one_index_while_a_process_writes(folder: Path, seconds: int) -> None:
    until = time.monotonic() + seconds
    with open_index(folder) as index:

        def work(number: int) -> tuple[int, set[int]]:
            looks, generations = 0, set()
            while time.monotonic() < until:
                look(index)
                look_at_versions(index)
                looks += 1
                generations.add(index.info().generation)
                if number == 0:
                    index.refresh()
            return looks, generations

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(work, range(8)))
    assert all(looks > 3 for looks, _ in results)
    assert len(set().union(*(generations for _, generations in results))) > 3


@SECONDS
@pytest.mark.usefixtures("writer")
def test_other_processes_see_whole_states(folder: Path, seconds: int) -> None:
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, folder, str(seconds)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for reader in readers:
        output, _ = reader.communicate(timeout=seconds + 60)
        assert reader.returncode == 0
        assert int(output) > 5
    with open_index(folder) as index:
        assert index.info().generation > 4


def test_a_snapshot_stays_what_it_was(folder: Path) -> None:
    with open_index(folder) as index:
        before = [(hit.id, hit.score, hit.snippets) for hit in index.search("lương hưu", limit=50)]
        for version in range(5):
            with open_index(folder, write=True) as other:
                other.remove([f"{version:02}"])
                other.optimize()
        assert [(hit.id, hit.score, hit.snippets) for hit in index.search("lương hưu", limit=50)] == before
        assert index.refresh()
        assert index.search("lương hưu").total == DOCUMENTS - 5

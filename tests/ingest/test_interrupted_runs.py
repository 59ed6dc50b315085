"""Runs that do not reach their end: what was committed stays, and the next run does the rest."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from bhxh_search import Document, Root, index_paths, open_index
from bhxh_search.documents.document import Skipped
from bhxh_search.index import writer as writing
from bhxh_search.ingest import run as running
from tests.ingest.place import Place, counts


@pytest.mark.usefixtures("small_chunks")
def test_a_run_that_fails_between_chunks_keeps_what_is_committed_and_removes_nothing(place: Place) -> None:
    place.write(a="1", d="4", gone="5")
    place.run()
    place.write(a="1 mới", b="2", c="3")
    (place.docs / "gone.txt").unlink()

    def fail(files: int, documents: int) -> None:
        if files == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), open_index(place.folder, write=True) as index:
        index.add_paths([place.docs], progress=fail)
    with open_index(place.folder) as index:
        assert (index.info().complete, index.info().unfinished) == (False, (str(place.docs),))
        assert list(index.ids()) == ["a.txt", "b.txt", "d.txt", "gone.txt"]
    assert counts(place.run()) == (1, 0, 1, 3)
    assert place.roots() == (Root(str(place.docs)),)
    assert place.texts() == {"a.txt": "1 mới", "b.txt": "2", "c.txt": "3", "d.txt": "4"}


@pytest.mark.usefixtures("small_chunks")
def test_a_run_over_one_part_does_not_finish_the_run_over_the_whole(place: Place) -> None:
    place.write(a="1", b="2", c="3", sub__d="4")

    def stop(files: int, documents: int) -> None:
        if files == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        index_paths(place.folder, [place.docs], progress=stop)
    place.run(place.docs / "sub")
    with open_index(place.folder) as index:
        assert index.info().unfinished == (str(place.docs),)
    place.run()
    assert len(place.ids()) == 4
    assert place.roots() == (Root(str(place.docs)),)


def test_a_file_of_which_only_a_part_was_committed_is_read_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that was copied with its time, when the run that read it was killed between two chunks."""
    place.write(a="1")
    os.utime(place.docs / "a.txt", (1, 1))
    place.run()
    path = place.jsonl("b.jsonl", [{"id": f"{n}", "text": f"văn bản {n}"} for n in range(9)])
    os.utime(path, (1, 1))
    commit, commits = writing.Writer.commit, 0

    def commit_once(writer: writing.Writer, **states: Any) -> None:
        nonlocal commits
        commits += 1
        if commits > 1:
            raise KeyboardInterrupt
        commit(writer, **states)

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
        patched.setattr(writing.Writer, "commit", commit_once)
        with pytest.raises(KeyboardInterrupt):
            place.run()
    with open_index(place.folder) as index:
        assert 1 < len(list(index.ids())) < 10
    assert place.run().added > 0
    assert len(place.ids()) == 10
    assert place.run().not_read == 2


def test_a_file_that_broke_off_is_read_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"văn bản {n}"} for n in range(9)])
    os.utime(path, (1, 1))

    def broken(*arguments: Any, **options: Any) -> Iterator[Any]:
        yield Document("0", "văn bản 0")
        yield Skipped(str(path), "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(running, "read_file", broken)
        assert len(place.run().skipped) == 1
    assert place.run().added == 8
    assert place.run().not_read == 1

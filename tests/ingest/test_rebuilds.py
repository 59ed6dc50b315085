"""A rebuild reads each root as it was read last."""

from __future__ import annotations

from typing import Any

import pytest

from bhxh_search import FileOptions, Root, index_paths, rebuild_index
from bhxh_search.ingest import run as running
from tests.ingest.place import Place


def test_a_rebuild_reads_each_root_as_it_was_read_last(place: Place) -> None:
    place.write(a="1", b="2")
    (place.docs / "nháp").mkdir()
    (place.docs / "nháp" / "c.txt").write_text("3")
    options = FileOptions(exclude=("nháp/",), max_file_size=1000)
    index_paths(place.folder, [place.docs], options=options)
    assert place.roots() == (Root(str(place.docs), options=options),)
    rebuild_index(place.folder)
    assert place.ids() == ["a.txt", "b.txt"]
    assert place.roots() == (Root(str(place.docs), options=options),)
    index_paths(place.folder, [place.docs / "a.txt"], options=FileOptions(exclude=("b.txt",)))
    assert place.roots() == (Root(str(place.docs), options=options),), "a part of a root says nothing of it all"
    rebuild_index(place.folder, options=FileOptions())
    assert place.ids() == ["a.txt", "b.txt", "nháp/c.txt"]
    assert place.roots() == (Root(str(place.docs)),)


def test_a_rebuild_reads_each_root_within_the_seconds_that_it_was_read_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(a="1")
    place.run(options=FileOptions(seconds=5))
    seen: list[float] = []
    read = running.Run._reading

    def reading(run: running.Run, root: Root) -> Any:
        found = read(run, root)
        seen.append(run.worker.seconds)
        return found

    monkeypatch.setattr(running.Run, "_reading", reading)
    rebuild_index(place.folder)
    assert seen == [5]

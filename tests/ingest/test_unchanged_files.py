"""Files that have not changed since the last run: they are not read, and nothing is committed."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from bhxh_search import FileOptions, index_paths, look_at_paths, open_index, rebuild_index
from bhxh_search.index import generation
from bhxh_search.ingest import wholes
from tests.ingest.place import Place, age, counts, law, put


def test_a_file_of_the_same_size_and_time_is_not_read(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", sub__b="2")
    place.jsonl("c.jsonl", [{"text": "3"}, {"text": "4"}])
    age(place)
    assert place.run().not_read == 0
    opened_files.clear()
    report = place.run()
    assert (opened_files, report.not_read, report.files) == ([], 3, 3)
    assert counts(report) == (0, 0, 0, 4)


def test_a_file_of_another_size_or_time_is_read(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2", c="3")
    age(place)
    place.run()
    opened_files.clear()
    before = (place.docs / "a.txt").stat()
    place.write(a="12")
    os.utime(place.docs / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    place.write(b="3")
    os.utime(place.docs / "b.txt", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert counts(place.run()) == (0, 2, 0, 1)
    assert opened_files == ["a.txt", "b.txt"]


def test_a_file_changed_about_when_the_last_run_began_is_read_again(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2")
    place.run()
    old = time.time() - 10
    os.utime(place.docs / "b.txt", (old, old))
    place.run()
    opened_files.clear()
    assert counts(place.run()) == (0, 0, 0, 2)
    assert opened_files == ["a.txt"]


def test_a_version_that_is_put_back_with_its_time_is_read(place: Place) -> None:
    january, june = law(3, "của tháng Giêng"), law(3, "của tháng Sáu")
    january = january.replace("Giêng của điều 1", "Sáu của điều 1").replace("Giêng của điều 3", "Sáu của điều 3")
    for text, month in ((june, 6), (january, 1), (june, 6), (january, 1)):
        put(place.docs / "luật.txt", text, month * 1000)
        assert look_at_paths(place.folder, [place.docs]).not_read == 0
        place.run()
        assert place.texts()["luật.txt#dieu-2"].count("Sáu") == (text == june)
        report = place.run()
        assert (report.not_read, counts(report)[:3]) == (1, (0, 0, 0))


def test_a_version_that_is_put_back_brings_back_what_the_one_between_lacked(place: Place) -> None:
    path = place.docs / "a.jsonl"
    one, two = (json.dumps({"id": id, "text": id}) + "\n" for id in "xy")
    for text, modified in ((one + two, 2000), (one, 1000), (one + two, 2000)):
        put(path, text, modified)
        place.run()
        assert place.run().not_read == 1
    assert place.ids() == ["x", "y"]


def test_a_file_whose_documents_are_the_same_is_unchanged_though_it_was_touched(place: Place) -> None:
    place.write(a="1")
    place.run()
    os.utime(place.docs / "a.txt", (1, 1))
    assert counts(place.run()) == (0, 0, 0, 1)


def test_a_file_that_was_only_touched_is_read_once(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2", sub__c="3")
    age(place)
    place.run()
    age(place, 20)
    opened_files.clear()
    assert counts(place.run()) == (0, 0, 0, 3)
    assert opened_files == ["a.txt", "b.txt", "c.txt"]
    opened_files.clear()
    place.run(place.docs / "sub")
    assert [place.run().not_read for _ in range(2)] == [3, 3]
    assert opened_files == []
    for root in (place.docs / "a.txt", place.docs / "sub"):
        shutil.rmtree(root, ignore_errors=True) if root.is_dir() else root.unlink()
    place.run()
    with open_index(place.folder) as index:
        assert [Path(file).name for file, *_ in index.info().roots[0].states] == ["b.txt"]
    rebuild_index(place.folder)
    with open_index(place.folder) as index:
        assert index.info().roots[0].states == (), "its document tells it now"
    assert place.run().not_read == 1


def test_a_file_of_which_a_line_has_changed_is_read_once(place: Place) -> None:
    lines = [{"id": id, "text": id} for id in "xyz"]
    os.utime(place.jsonl("a.jsonl", lines), (1, 1))
    place.run()
    os.utime(place.jsonl("a.jsonl", [*lines[:2], {"id": "z", "text": "mới"}]), (2, 2))
    assert [place.run().not_read for _ in range(3)] == [0, 1, 1]


def test_of_very_many_touched_files_the_documents_tell_their_state(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept of each beside its documents would slow down every search."""
    monkeypatch.setattr(wholes, "MOST_STATES", 2)
    place.write(a="1", b="2", c="3", d="4")
    age(place)
    place.run()
    age(place, 20)
    assert counts(place.run()) == (0, 0, 0, 4)
    with open_index(place.folder) as index:
        assert len(index.info().roots[0].states) == 2
    assert (counts(place.run()), place.run().not_read) == ((0, 0, 0, 4), 4)
    assert place.texts() == {"a.txt": "1", "b.txt": "2", "c.txt": "3", "d.txt": "4"}


def test_an_index_without_states_of_files_is_read_as_before(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    (path,) = place.folder.glob("bhxh_*.json")
    values = json.loads(path.read_text("utf-8"))
    del values["roots"][0]["states"], values["checksum"]
    values["checksum"] = generation._checksum_of(values)
    path.write_text(json.dumps(values), "utf-8")
    assert place.run().not_read == 1


def test_content_is_checked_where_that_is_asked_for(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    before = (place.docs / "a.txt").stat()
    place.write(a="2")
    os.utime(place.docs / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(place.run()) == (0, 0, 0, 1)
    assert counts(index_paths(place.folder, [place.docs], options=FileOptions(check_content=True))) == (0, 1, 0, 0)


def test_a_run_without_anything_new_commits_nothing(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    with open_index(place.folder) as index:
        before = index.info().generation
    place.run()
    with open_index(place.folder) as index:
        assert index.info().generation == before

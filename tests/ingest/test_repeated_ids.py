"""Ids that one file or several files of a root give more than once: the last counts."""

from __future__ import annotations

import os
import time

import pytest

from bhxh_search import FileOptions, Root, index_paths
from tests.ingest.place import Place, counts


def test_an_id_that_comes_twice_is_reported_and_the_last_wins(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "2"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "3"}])
    report = place.run()
    assert (report.repeated, counts(report)) == (("x",), (2, 0, 0, 0))
    assert place.texts() == {"x": "3", "y": "2"}


def test_documents_may_move_between_the_files_of_a_root(place: Place) -> None:
    lines = [{"id": name, "text": name} for name in "xyz"]
    place.jsonl("a.jsonl", lines)
    place.run()
    (place.docs / "a.jsonl").rename(place.docs / "b.jsonl")
    assert counts(place.run()) == (0, 3, 0, 0)
    place.jsonl("a.jsonl", lines[:1])
    place.jsonl("b.jsonl", lines[1:])
    place.run()
    assert place.texts() == {"x": "x", "y": "y", "z": "z"}


def test_of_an_id_in_two_files_the_last_files_document_counts_in_every_run(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "2"}])
    first, *later = [place.run() for _ in range(4)]
    both = (str(place.docs / "a.jsonl"), str(place.docs / "b.jsonl"))
    assert counts(first) == (1, 0, 0, 0)
    assert {counts(report) for report in later} == {(0, 0, 0, 1)}
    assert all(report.repeated_in == {"x": both} for report in (first, *later))
    assert place.texts() == {"x": "2"}


def test_the_last_file_counts_whichever_is_read_alone(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "1"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "2"}])
    for names in (["a.jsonl"], ["b.jsonl"], ["a.jsonl"], ["b.jsonl", "a.jsonl"]):
        place.run()
        place.run(*(place.docs / name for name in names))
        assert place.texts() == {"x": "2", "y": "1"}


@pytest.mark.parametrize("how", ["removed", "emptied", "excluded"])
def test_a_document_counts_again_when_that_of_a_later_file_is_gone(place: Place, how: str) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "1"}])
    later = place.jsonl("b.jsonl", [{"id": "x", "text": "2"}, {"id": "z", "text": "2"}])
    place.run()
    old = time.time() - 3600
    for name in ("a.jsonl", "b.jsonl"):  # long before the next run: by its time neither is to be read again
        os.utime(place.docs / name, (old, old))
    assert counts(place.run()) == (0, 0, 0, 3)
    if how == "removed":
        later.unlink()
    elif how == "emptied":
        later.write_text('{"id": "z", "text": "2"}\n')
    exclude = ("b.jsonl",) if how == "excluded" else ()
    report = index_paths(place.folder, [place.docs], options=FileOptions(exclude=exclude))
    left = {"z": "2"} if how == "emptied" else {}
    assert place.texts() == {"x": "1", "y": "1", **left}
    assert (report.repeated, report.updated, report.removed) == ((), 1, 1 - len(left))
    assert place.roots() == (Root(str(place.docs), options=FileOptions(exclude=exclude)),)
    assert place.run(place.docs / "a.jsonl").repeated == ()


def test_an_id_with_a_group_and_one_without_are_the_same_id(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "e", "text": "cũ", "group": "G"}, {"id": "f", "text": "f", "group": "G"}])
    later = place.jsonl("b.jsonl", [{"id": "e", "text": "mới"}])
    assert place.run().repeated == ("e",)
    place.jsonl("a.jsonl", [{"id": "e", "text": "anders", "group": "G"}])
    place.run()
    assert place.texts() == {"e": "mới"}
    later.unlink()
    place.run()
    assert place.texts() == {"e": "anders"}

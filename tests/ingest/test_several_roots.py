"""Several roots, and documents that a program added: a run changes only what is its own."""

from __future__ import annotations

import os

import pytest

from bhxh_search import Document, InvalidRoot, index_paths, open_index, rebuild_index
from tests.ingest.place import BINARY, Place, counts

# Whose a document is


def test_a_run_removes_only_from_its_own_roots(two: Place) -> None:
    two.write(a__three="3")
    (two.docs / "a" / "one.txt").unlink()
    (two.docs / "b" / "two.txt").unlink()
    assert counts(two.run(two.docs / "a")) == (1, 0, 1, 0)
    assert two.ids() == ["three", "three.txt", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "a"), str(two.docs / "b")]


def test_a_file_inside_a_known_root_belongs_to_it_and_removes_nothing_else(two: Place) -> None:
    two.write(a__sub__four="4", a__five="5")
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run(two.docs / "a" / "sub" / "four.txt")) == (1, 0, 0, 0)
    assert two.ids() == ["one.txt", "sub/four.txt", "three", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "a"), str(two.docs / "b")]


def test_a_folder_inside_a_known_root_removes_only_what_is_gone_from_it(two: Place) -> None:
    two.write(a__sub__four="4", a__sub__five="5")
    two.run(two.docs / "a")
    (two.docs / "a" / "sub" / "four.txt").unlink()
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run(two.docs / "a" / "sub")) == (0, 0, 1, 1)
    assert two.ids() == ["one.txt", "sub/five.txt", "three", "two.txt"]


def test_a_file_given_by_name_stays_when_its_folder_passes_over_such_files(two: Place) -> None:
    for name in (".hidden.txt", "notes.log"):
        (two.docs / "a" / name).write_text("4")
        two.run(two.docs / "a" / name)
    assert counts(two.run(two.docs / "a")) == (0, 0, 0, 3)
    (two.docs / "a" / "notes.log").write_text("5")
    assert counts(two.run(two.docs / "a")) == (0, 1, 0, 2)
    rebuild_index(two.folder)
    assert two.ids() == [".hidden.txt", "notes.log", "one.txt", "three", "two.txt"]
    (two.docs / "a" / "notes.log").unlink()
    assert counts(two.run(two.docs / "a")) == (0, 0, 1, 2)


def test_what_a_program_added_is_never_removed_by_a_run(two: Place) -> None:
    two.run(two.docs / "a", two.docs / "b")
    rebuild_index(two.folder)
    assert two.ids() == ["one.txt", "three", "two.txt"]


def test_an_id_of_another_root_is_refused_and_both_paths_are_reported(two: Place) -> None:
    two.write(b__one="nữa")
    report = two.run(two.docs / "b")
    assert two.texts()["one.txt"] == "1"
    (refused,) = report.refused
    assert refused.path == str(two.docs / "b" / "one.txt")
    assert str(two.docs / "a" / "one.txt") in refused.reason
    assert counts(report) == (0, 0, 0, 1)


def test_an_id_that_a_program_gave_is_refused(two: Place) -> None:
    (two.docs / "a" / "three").mkdir()
    two.jsonl("a/x.jsonl", [{"id": "three", "text": "nữa"}])
    report = two.run(two.docs / "a")
    assert "added without a root" in report.refused[0].reason
    assert two.texts()["three"] == "3"


def test_a_document_whose_id_was_anothers_comes_once_the_id_is_free(place: Place) -> None:
    for name, ids in (("one", "x"), ("two", "xy")):
        (place.docs / name).mkdir()
        os.utime(place.jsonl(f"{name}/a.jsonl", [{"id": id, "text": name} for id in ids]), (1, 1))
    place.run(place.docs / "one")
    for _ in range(3):
        assert len(place.run(place.docs / "two").refused) == 1
    with open_index(place.folder, write=True) as index:
        index.forget(place.docs / "one")
    assert place.run(place.docs / "two").added == 1
    assert place.texts() == {"x": "two", "y": "two"}


def test_a_program_may_replace_a_document_of_a_root_which_is_then_its_own(two: Place) -> None:
    with open_index(two.folder, write=True) as index:
        assert index.add([Document("one.txt", "của tôi")]).updated == 1
    assert len(two.run(two.docs / "a").refused) == 1
    (two.docs / "a" / "one.txt").unlink()
    two.run(two.docs / "a")
    assert two.texts()["one.txt"] == "của tôi"


def test_standard_input_replaces_only_what_has_no_root(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "-", "text": "1"}])
    place.run()
    report = index_paths(place.folder, [], loose=[Document("-", "2")])
    assert len(report.refused) == 1
    assert place.texts() == {"-": "1"}


def test_standard_input_alone_makes_an_index_that_is_complete(place: Place) -> None:
    index_paths(place.folder, [], loose=[Document("-", "1")])
    index_paths(place.folder, [], loose=[Document("-", "2")])
    assert place.roots() == ()
    assert place.texts() == {"-": "2"}


# Forgetting


def test_forgetting_a_root_removes_its_documents_and_no_others(two: Place) -> None:
    with open_index(two.folder, write=True) as index:
        assert index.forget(two.docs / "a").removed == 1
        assert list(index.ids()) == ["three", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "b")]


def test_a_root_that_does_not_exist_any_more_can_be_forgotten(two: Place) -> None:
    two.docs.rename(two.top / "elsewhere")
    with open_index(two.folder, write=True) as index:
        index.forget(two.docs / "a")
    assert two.ids() == ["three", "two.txt"]


def test_a_root_that_is_not_known_cannot_be_forgotten(two: Place) -> None:
    with (
        open_index(two.folder, write=True) as index,
        pytest.raises(InvalidRoot, match=f"its roots: {two.docs / 'a'}, {two.docs / 'b'}"),
    ):
        index.forget(two.docs)
    assert two.ids() == ["one.txt", "three", "two.txt"]


def test_forgetting_a_root_forgets_what_it_took_over_and_could_not_read(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    place.run()
    with open_index(place.folder, write=True) as index:
        index.forget(place.docs)
    assert place.ids() == []

"""A root around known roots takes them over, with their documents."""

from __future__ import annotations

import pytest

from bhxh_search import Root, index_paths, open_index, rebuild_index
from bhxh_search.ingest.roots import is_inside
from tests.ingest.place import BINARY, Place, counts


def test_a_folder_around_known_roots_takes_them_over(two: Place) -> None:
    two.write(four="4")
    two.run()
    assert two.texts() == {"a/one.txt": "1", "b/two.txt": "2", "four.txt": "4", "three": "3"}
    assert two.roots() == (Root(str(two.docs)),)
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run()) == (0, 0, 1, 2)


def test_documents_with_ids_of_their_own_keep_them_when_their_root_is_taken_over(place: Place) -> None:
    (place.docs / "a").mkdir()
    place.jsonl("a/x.jsonl", [{"id": "x", "text": "x"}])
    place.run(place.docs / "a")
    report = place.run()
    assert (report.refused, place.texts()) == ((), {"x": "x"})


def test_a_root_that_is_taken_over_in_a_rebuild_leaves_nothing_behind(two: Place) -> None:
    rebuild_index(two.folder, [two.docs])
    assert two.ids() == ["a/one.txt", "b/two.txt", "three"]
    assert two.roots() == (Root(str(two.docs)),)


def test_a_hidden_root_that_is_taken_over_keeps_its_documents(place: Place) -> None:
    place.write(**{".hidden__a": "1", "b": "2"})
    place.run(place.docs / ".hidden")
    place.run()
    assert place.ids() == [".hidden/a.txt", "b.txt"]


def test_what_cannot_be_read_while_its_root_is_taken_over_is_replaced_when_it_can(place: Place) -> None:
    place.write(a__one="1")
    (place.docs / "a").mkdir(exist_ok=True)
    own = place.jsonl("a/x.jsonl", [{"id": "x", "text": "cũ"}])
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    own.write_bytes(BINARY)
    assert len(place.run().skipped) == 2
    assert place.texts() == {"one.txt": "1", "x": "cũ"}
    assert place.roots() == (Root(str(place.docs)),)
    place.write(a__one="2")
    place.jsonl("a/x.jsonl", [{"id": "x", "text": "mới"}])
    assert place.run().refused == ()
    assert place.texts() == {"a/one.txt": "2", "x": "mới"}


def test_what_could_not_be_read_while_its_root_was_taken_over_goes_with_the_file(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    place.run()
    assert place.ids() == ["one.txt", "two.txt"]
    (place.docs / "a" / "one.txt").unlink()
    place.run()
    assert place.ids() == ["two.txt"]


@pytest.mark.usefixtures("small_chunks")
def test_a_take_over_that_was_interrupted_is_finished_by_the_next_run(two: Place) -> None:
    def stop(files: int, documents: int) -> None:
        if files == 2:
            raise KeyboardInterrupt

    two.write(c__five="5")
    with pytest.raises(KeyboardInterrupt):
        index_paths(two.folder, [two.docs], progress=stop)
    with open_index(two.folder) as index:
        assert index.info().unfinished == (str(two.docs),)
        assert list(index.ids()) == ["a/one.txt", "three", "two.txt"]
    report = two.run(two.docs / "b")  # belongs to the greater root now
    assert report.refused == ()
    assert two_ids(two) == ["a/one.txt", "b/two.txt", "three"]
    two.run()
    assert two.ids() == ["a/one.txt", "b/two.txt", "c/five.txt", "three"]
    assert two.roots() == (Root(str(two.docs)),)


def two_ids(place: Place) -> list[str]:
    with open_index(place.folder) as index:
        return list(index.ids())


def test_paths_inside_each_other_are_one_root(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a", place.docs, place.docs / "two.txt")
    assert place.roots() == (Root(str(place.docs)),)
    assert place.ids() == ["a/one.txt", "two.txt"]


@pytest.mark.parametrize(
    ("path", "folder", "inside"),
    [("/a", "/a", True), ("/a/b", "/a", True), ("/ab", "/a", False), ("/a", "/a/b", False), ("/a", "/", True)],
)
def test_inside_means_below_by_whole_names(path: str, folder: str, inside: bool) -> None:
    assert is_inside(path, folder) is inside

"""Prefixes: what stands before the ids of a root."""

from __future__ import annotations

import pytest

from bhxh_search import InvalidRoot, Root, open_index
from tests.ingest.place import Place, age, counts, parts


def test_a_prefix_stands_before_the_ids_and_is_remembered(place: Place) -> None:
    place.write(a="1", sub__b="2")
    place.jsonl("c.jsonl", parts("luật", "1"))
    place.run(prefix="bhxh")
    assert place.ids() == ["bhxh/a.txt", "bhxh/luật#1", "bhxh/sub/b.txt"]
    assert counts(place.run()) == (0, 0, 0, 3)
    place.write(d="4")
    place.run(place.docs / "d.txt")
    assert "bhxh/d.txt" in place.ids()
    assert place.roots() == (Root(str(place.docs), "bhxh"),)
    with open_index(place.folder) as index:
        document = index.get("bhxh/luật#1")
    assert document is not None and document.group == "bhxh/luật"


def test_another_prefix_replaces_the_ids(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    assert counts(place.run(prefix="x")) == (2, 0, 2, 0)
    place.run(prefix="y")
    assert place.ids() == ["y/a.txt", "y/b.txt"]


def test_a_new_prefix_has_all_files_read(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    assert place.run(place.docs, prefix="p").not_read == 0
    assert place.ids() == ["p/a.txt"]


def test_a_prefix_lets_two_roots_hold_the_same_ids(two: Place) -> None:
    two.write(b__one="nữa")
    assert two.run(two.docs / "b", prefix="b").refused == ()
    assert two.ids() == ["b/one.txt", "b/two.txt", "one.txt", "three"]


@pytest.mark.parametrize("prefix", ["", "/", "a\nb"])
def test_a_prefix_that_cannot_be_one_is_refused(two: Place, prefix: str) -> None:
    with pytest.raises(InvalidRoot):
        two.run(two.docs / "a", prefix=prefix)


def test_a_prefix_is_for_one_path_and_for_a_whole_root(two: Place) -> None:
    with pytest.raises(InvalidRoot, match="one PATH"):
        two.run(two.docs / "a", two.docs / "b", prefix="x")
    with pytest.raises(InvalidRoot, match="belongs to the root"):
        two.run(two.docs / "a" / "one.txt", prefix="x")
    assert two.ids() == ["one.txt", "three", "two.txt"]

"""Roots that are not there, or of which nothing is left: an error or a word of it, and no document goes."""

from __future__ import annotations

import os
import shutil

import pytest

from bhxh_search import InvalidRoot, look_at_paths, rebuild_index
from tests.ingest.place import Place, counts


@pytest.mark.parametrize("name", ["none", "none/below"])
def test_a_root_that_is_not_there_is_an_error_and_makes_no_index(place: Place, name: str) -> None:
    place.write(a="1")
    with pytest.raises(InvalidRoot, match="no such file or folder"):
        place.run(place.docs, place.docs / name)
    assert not place.folder.exists()


def test_a_root_that_has_gone_is_an_error_and_removes_nothing(place: Place) -> None:
    place.write(a="1")
    place.run()
    place.docs.rename(place.top / "elsewhere")
    with pytest.raises(InvalidRoot):
        place.run()
    with pytest.raises(InvalidRoot):
        rebuild_index(place.folder)
    assert place.ids() == ["a.txt"]


def test_a_file_root_that_is_gone_is_an_error(two: Place) -> None:
    (two.docs / "a" / "one.txt").unlink()
    with pytest.raises(InvalidRoot):
        two.run(two.docs / "a" / "one.txt")
    assert two.ids() == ["one.txt", "three", "two.txt"]


@pytest.mark.parametrize("name", ["a\0b", "loop", os.fsdecode(b"\xff")])
def test_a_path_that_cannot_be_a_root_is_an_error(place: Place, name: str) -> None:
    (place.docs / "loop").symlink_to(place.docs / "loop")
    if "\0" not in name and name != "loop":
        try:
            (place.docs / name).mkdir()
        except OSError:
            pytest.skip("this file system takes only names in UTF-8")
    with pytest.raises(InvalidRoot):
        place.run(place.docs / name)
    assert not place.folder.exists()


def test_of_a_folder_of_which_nothing_is_left_the_documents_stay_and_it_is_told(place: Place) -> None:
    place.write(a="1", sub__b="2", sub__c="3")
    place.run()
    shutil.rmtree(place.docs)  # as where a disk is not mounted
    place.docs.mkdir()
    for report in (look_at_paths(place.folder, [place.docs]), place.run()):
        [skipped] = report.skipped
        assert (skipped.path, report.removed) == (str(place.docs), 0)
        assert "nothing is left in it of its 3 files" in skipped.reason
    assert place.ids() == ["a.txt", "sub/b.txt", "sub/c.txt"]
    place.write(d="4")
    assert counts(place.run())[::2] == (1, 3)


def test_what_is_left_of_a_disk_that_is_not_mounted_may_be_a_file_of_no_kind(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    for path in place.docs.iterdir():
        path.unlink()
    (place.docs / "NOT_MOUNTED").write_text("", "utf-8")
    [skipped] = place.run().skipped
    assert "nothing is left in it of its 2 files" in skipped.reason
    assert place.ids() == ["a.txt", "b.txt"]


def test_a_rebuild_keeps_what_was_in_an_empty_folder_too(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    for path in place.docs.iterdir():
        path.unlink()
    [skipped] = rebuild_index(place.folder).skipped
    assert "nothing is left in it of its 2 files" in skipped.reason
    assert place.ids() == ["a.txt", "b.txt"]

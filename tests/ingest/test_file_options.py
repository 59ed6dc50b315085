"""Which files of a root are read, and how: globs, ignore files, sizes, encodings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bhxh_search import FileOptions, InvalidRequest, index_paths
from tests.ingest.place import Place


def test_globs_choose_files_and_what_they_pass_over_goes(place: Place) -> None:
    place.write(a="1", nháp__b="2", sub__c="3")
    place.run()
    report = index_paths(place.folder, [place.docs], options=FileOptions(exclude=("nháp/",)))
    assert (place.ids(), report.removed, report.passed_over) == (["a.txt", "sub/c.txt"], 1, 1)
    index_paths(place.folder, [place.docs], options=FileOptions(include=("c.*",)))
    assert place.ids() == ["sub/c.txt"]


def test_an_ignore_file_holds_in_its_folder_and_below(place: Place) -> None:
    place.write(a="1", sub__a="2", sub__b="3", sub__deep__b="4", c="5")
    (place.docs / ".bhxhignore").write_text("# chung\nc.txt\n", "utf-8")
    (place.docs / "sub" / ".bhxhignore").write_text("b.txt\n!deep/b.txt\n", "utf-8")
    place.run()
    assert place.ids() == ["a.txt", "sub/a.txt", "sub/deep/b.txt"]
    place.run(place.docs / "sub")
    assert place.ids() == ["a.txt", "sub/a.txt", "sub/deep/b.txt"]


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (a_folder, "is no regular file"),
        (os.mkfifo, "is no regular file"),
        (lambda path: path.write_text("#" * 1_000_001), "has 1,000,001 bytes, more than 1,000,000"),
        (lambda path: path.write_bytes("b.txt\nbảng".encode("cp1258", "replace") + b"\xe1"), "is not UTF-8"),
        (lambda path: path.write_bytes(b"b.txt\n\0"), "is not text"),
    ],
    ids=["folder", "pipe", "large", "another encoding", "binary"],
)
def test_a_folder_whose_ignore_file_cannot_be_followed_stays_as_it_is(
    place: Place, make: Callable[[Path], object], why: str
) -> None:
    """What was to stay out of sight must not come up for an accident."""
    place.write(a="1", sub__b="2", sub__deep__c="3")
    ignoring = place.docs / "sub" / ".bhxhignore"
    ignoring.write_text("b.txt\n", "utf-8")
    place.run()
    ignoring.unlink()
    make(ignoring)
    place.write(a="new", sub__d="4", sub__deep__e="5")
    for path in (place.docs, place.docs / "sub" / "deep"):
        report = place.run(path)
        assert place.ids() == ["a.txt", "sub/deep/c.txt"]
        (skipped,) = report.skipped
        assert why in skipped.reason
        assert ".bhxhignore" in skipped.reason


def test_an_ignore_file_may_be_in_utf_16(place: Place) -> None:
    place.write(a="1", b="2")
    (place.docs / ".bhxhignore").write_text("b.txt\r\n", "utf-16")
    place.run()
    assert place.ids() == ["a.txt"]


def test_a_folder_that_is_included_is_all_that_is_in_it(place: Place) -> None:
    place.write(a="1", sub__b="2", sub__deep__c="3")
    for glob in ("sub/", "sub", "./sub/", "/sub"):
        place.run(options=FileOptions(include=(glob,)))
        assert place.ids() == ["sub/b.txt", "sub/deep/c.txt"], glob
    place.run(options=FileOptions(include=("deep/", "a.*")))
    assert place.ids() == ["a.txt", "sub/deep/c.txt"]


def test_a_slip_in_a_glob_does_not_empty_an_index(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    with pytest.raises(InvalidRequest, match=r"nope\.\* matches no file; nothing was changed"):
        place.run(options=FileOptions(include=("nope.*",)))
    assert place.ids() == ["a.txt", "b.txt"]


def test_who_excludes_all_files_means_it(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    assert place.run(options=FileOptions(exclude=("*",))).removed == 2


def test_a_file_given_by_name_is_read_whatever_is_ignored(place: Place) -> None:
    place.write(a="1")
    (place.docs / ".bhxhignore").write_text("*\n")
    place.run(place.docs / "a.txt")
    assert place.ids() == ["a.txt"]


def test_a_file_that_is_too_large_is_reported_with_its_size(place: Place) -> None:
    place.write(a="1", b="x" * 2_000_000)
    report = index_paths(place.folder, [place.docs], options=FileOptions(max_file_size=1_000_000))
    assert [skipped.reason for skipped in report.skipped] == [
        "2 MB, larger than the limit of 1 MB; see --max-file-size"
    ]
    assert place.ids() == ["a.txt"]


def test_an_encoding_that_is_given_is_used_for_all(place: Place) -> None:
    (place.docs / "a.txt").write_bytes("déjà".encode("latin-1"))
    assert place.run().documents == 0
    index_paths(place.folder, [place.docs], options=FileOptions(encoding="latin-1"))
    assert place.texts() == {"a.txt": "déjà"}

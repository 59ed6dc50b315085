"""Which roots a path lies in."""

from __future__ import annotations

import os

import pytest

from bhxh_search.ingest.roots import around, nearest


@pytest.mark.parametrize(
    ("path", "folders"),
    [("/a/bc/d.txt", ["/a/bc/d.txt", "/a/bc", "/a", "/"]), ("/a", ["/a", "/"]), ("/", ["/"])],
)
def test_a_path_lies_in_itself_and_in_each_folder_above(path: str, folders: list[str]) -> None:
    named = [folder.replace("/", os.sep) for folder in folders]
    assert list(around(path.replace("/", os.sep))) == named
    for folder in named:
        assert nearest(named[0], {folder, "elsewhere"}) == folder
    assert nearest(named[0], set(named)) == named[0]
    assert nearest(named[0], {"elsewhere"}) is None

"""What the tests of runs share: a folder of documents, two roots, small chunks, which files are opened."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from bhxh_search import Document, open_index
from bhxh_search.documents import readers
from bhxh_search.index import writer as writing
from tests.ingest.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document is a chunk of its own."""
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})


@pytest.fixture
def two(place: Place) -> Place:
    """Two roots, docs/a and docs/b, with a document each; and a document that a program added."""
    place.write(a__one="1", b__two="2")
    place.run(place.docs / "a", place.docs / "b")
    with open_index(place.folder, write=True) as index:
        index.add([Document("three", "3")])
    return place


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that the readers open from now on."""
    opened: list[str] = []
    plain = readers._open

    def watched(path: Path) -> BinaryIO:
        opened.append(path.name)
        return plain(path)

    monkeypatch.setattr(readers, "_open", watched)
    return opened

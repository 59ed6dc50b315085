"""What the tests of the library share: an index of three documents, and one of files and a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxh_search import create_index, index_paths, open_index
from tests.library.samples import documents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the documents a, b and c."""
    with create_index(tmp_path / "index") as index:
        index.add(documents("a", "b", "c"))
    return tmp_path / "index"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """An index of a folder's two files, and of one document that a program added."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.txt").write_text("lương hưu hằng tháng", "utf-8")
    (docs / "two.txt").write_text("trợ cấp thai sản", "utf-8")
    index_paths(tmp_path / "index", [docs])
    with open_index(tmp_path / "index", write=True) as index:
        index.add(documents("by a program"))
    return tmp_path / "index"

"""What a writer leaves behind, what is too much for a segment, and what is told where there is no index."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxh_search import Document, IndexNotFound, create_index, open_index
from bhxh_search.index.postings import MAX_DOCUMENTS
from bhxh_search.index.writer import Writer
from bhxh_search.ingest.roots import Origin


def test_what_was_written_and_not_committed_is_removed_when_a_writer_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    create_index(folder).close()
    before = {path.name for path in folder.iterdir()}
    writer = Writer(folder, build_bytes=1)
    for number in range(3):
        writer.add(Document(f"{number}", "lương hưu"), Origin())
    assert {path.name for path in folder.iterdir()} > before, "the memory was full, and a segment was written"
    writer.close()
    assert {path.name for path in folder.iterdir()} == before
    with open_index(folder) as index:
        assert list(index.ids()) == []


def test_a_whole_of_more_parts_than_a_segment_holds_is_in_several(tmp_path: Path) -> None:
    parts, folder = MAX_DOCUMENTS + 10, tmp_path / "index"
    create_index(folder).close()
    writer = Writer(folder)
    for number in range(parts):
        writer.add(Document(f"{number}", "a", group="g"), Origin())
    writer.commit()
    writer.close()
    with open_index(folder) as index:
        assert (index.info().documents, index.info().segments) == (parts, 2)
        assert index.search("a", limit=0).total == parts


def test_a_writer_of_no_index_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("none", "empty", "file"):
        with pytest.raises(IndexNotFound):
            Writer(tmp_path / name)

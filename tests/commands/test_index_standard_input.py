"""`index -`: a document from standard input."""

from __future__ import annotations

import json
from pathlib import Path

from bhxh_search import open_index
from tests.commands.running import run
from tests.conftest import PROJECT


def test_standard_input_is_one_document(here: Path) -> None:
    result = run("index", "-", input="Bảo hiểm xã hội tự nguyện.".encode())
    assert result.exit_code == 0
    found = json.loads(run("query", "tự nguyện", "--format", "json").stdout)
    assert [hit["id"] for hit in found["hits"]] == ["-"]


def test_a_law_from_standard_input_is_its_articles_and_the_next_text_replaces_them_all(here: Path) -> None:
    law = (PROJECT / "tests" / "golden" / "law" / "law.txt").read_bytes()
    assert "1 file, 6 documents (6 added" in run("index", "-", input=law).stdout
    assert json.loads(run("query", "id:-#dieu-3", "--format", "json").stdout)["total"] == 1
    assert "1 file, 1 document (1 added, 0 updated, 6 removed" in run("index", "-", input=b"one").stdout
    assert "1 file, 6 documents (6 added, 0 updated, 1 removed" in run("index", "-", input=law).stdout


def test_standard_input_may_be_indexed_again(here: Path) -> None:
    run("index", "-", input=b"one")
    assert "(0 added, 1 updated" in run("index", "-", input=b"two").stdout


def test_standard_input_in_an_old_encoding(here: Path) -> None:
    data = "B¶o hiÓm x· héi tù nguyÖn".encode("windows-1252")
    assert run("index", "-", input=data).exit_code == 0
    assert "Bảo hiểm xã hội tự nguyện" in run("query", "tự nguyện").stdout


def test_a_rebuild_with_standard_input_reads_roots_as_they_were_read(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "b.md").write_text("hai", "utf-8")
    assert run("index", "docs", "--exclude", "*.md").exit_code == 0
    assert run("index", "--rebuild", "-", input=b"ba").exit_code == 0
    with open_index(here / "index") as index:
        assert list(index.ids()) == ["-", "a.txt"]

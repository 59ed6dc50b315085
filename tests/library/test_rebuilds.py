"""Rebuilding: for another analysis or other abbreviations, in one commit, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxh_search import IndexNotFound, IndexOutdated, handle, open_index, rebuild_index
from bhxh_search.index import writer as writing
from tests.library.samples import ids


def test_another_analysis_asks_for_a_rebuild_which_loses_nothing(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_index(mixed) as index:
        before = [index.get(id) for id in index.ids()]

    def newer(_: object) -> str:
        return "newer"

    for module in (handle, writing):
        monkeypatch.setattr(module, "analysis_version", newer)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_index(mixed)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_index(mixed, write=True)
    (mixed.parent / "docs" / "three.txt").write_text("tử tuất", "utf-8")
    rebuild_index(mixed)
    with open_index(mixed, verify=True) as index:
        assert list(index.ids()) == ["by a program", "one.txt", "three.txt", "two.txt"]
        assert [index.get(id) for id in index.ids() if id != "three.txt"] == before
        assert index.info().analysis == "newer"
        assert index.search("lương hưu").total == 1


def test_a_refresh_to_another_analysis_is_refused_and_the_old_state_kept(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_index(mixed) as index:
        with open_index(mixed, write=True) as writer:
            writer.remove(["one.txt"])
        monkeypatch.setattr(handle, "analysis_version", lambda _: "newer")
        with pytest.raises(IndexOutdated):
            index.refresh()
        assert index.search("lương hưu").total == 1


def test_a_rebuild_may_change_the_abbreviations(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").write_text("Công nhân KCN Thăng Long", "utf-8")
    rebuild_index(mixed, abbreviations={"KCN": "khu công nghiệp"})
    with open_index(mixed) as index:
        assert index.search('"khu công nghiệp"').total == 1
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}
    rebuild_index(mixed)
    with open_index(mixed) as index:
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}


def test_a_rebuild_is_one_commit(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
    with open_index(mixed) as reader:
        before = reader.info().generation
        report = rebuild_index(mixed)
        assert (report.files, report.documents) == (2, 2)
        assert {hit.id for hit in reader.search("")} == {"by a program", "one.txt", "two.txt"}
        reader.refresh()
        assert reader.info().generation == before + 1
        assert {hit.id for hit in reader.search("")} == {"by a program", "one.txt", "two.txt"}
        assert reader.verify() == ()


def test_a_rebuild_keeps_what_cannot_be_read_any_more(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").write_bytes(b"\0\1\2\xff")
    report = rebuild_index(mixed)
    assert [Path(skipped.path).name for skipped in report.skipped] == ["one.txt"]
    with open_index(mixed) as index:
        assert index.search("lương hưu").total == 1


def test_a_rebuild_leaves_out_files_that_are_gone(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").unlink()
    rebuild_index(mixed)
    assert ids(mixed) == ["by a program", "two.txt"]


def test_a_rebuild_of_an_index_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        rebuild_index(tmp_path / "index", [tmp_path])
    assert list(tmp_path.iterdir()) == []

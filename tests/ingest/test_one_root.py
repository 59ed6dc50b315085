"""A run over one root: the documents that it makes of files, adds, updates and removes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bhxh_search import Root, create_index, open_index
from bhxh_search.ingest import run as running
from bhxh_search.ingest import walking
from tests.documents import samples
from tests.ingest.place import Place, counts


def test_a_run_adds_updates_and_removes(place: Place) -> None:
    place.write(one="1", two="2", three="3")
    assert counts(place.run()) == (3, 0, 0, 0)
    place.write(two="2 mới", four="4")
    (place.docs / "three.txt").unlink()
    assert counts(place.run()) == (1, 1, 1, 1)
    assert place.texts() == {"four.txt": "4", "one.txt": "1", "two.txt": "2 mới"}
    assert counts(place.run()) == (0, 0, 0, 3)


def test_ids_are_paths_inside_the_root(place: Place) -> None:
    place.write(a="1", sub__b="2")
    place.run()
    assert place.ids() == ["a.txt", "sub/b.txt"]
    assert place.roots() == (Root(str(place.docs)),)


def test_a_root_is_the_same_however_it_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place.write(a="1")
    place.run()
    (tmp_path / "link").symlink_to(place.docs)
    monkeypatch.chdir(tmp_path)
    for path in (Path("docs"), Path("docs/../docs/"), Path("link")):
        assert counts(place.run(path)) == (0, 0, 0, 1)
    assert place.roots() == (Root(str(place.docs)),)


def test_a_root_may_be_a_file(place: Place) -> None:
    place.write(a="1", b="2")
    place.run(place.docs / "a.txt")
    assert place.ids() == ["a.txt"]
    assert place.roots() == (Root(str(place.docs / "a.txt")),)


def test_hidden_files_and_other_kinds_are_passed_over(place: Place) -> None:
    place.write(a="1", **{".hidden__b": "2"})
    (place.docs / "c.doc").write_bytes(b"%PDF")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert report.ignored == {".doc": 1}
    assert report.skipped == ()


def test_the_index_inside_its_root_is_not_indexed(place: Place) -> None:
    place.write(a="1")
    place.folder = place.docs / "index"
    place.run()
    (place.folder / "notes.txt").write_text("x")
    assert counts(place.run()) == (0, 0, 0, 1)
    assert place.ids() == ["a.txt"]


def test_a_root_inside_the_index_folder_is_indexed(place: Place) -> None:
    create_index(place.folder).close()
    inside = place.folder / ".docs"
    inside.mkdir()
    (inside / "a.txt").write_text("1")
    place.run(inside)
    place.run(inside)
    assert place.ids() == ["a.txt"]


def test_links_inside_a_folder_are_reported_and_not_followed(place: Place, tmp_path: Path) -> None:
    place.write(a="1")
    (place.docs / "loop").symlink_to(tmp_path)
    (place.docs / "b.txt").symlink_to(place.docs / "a.txt")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert sorted(Path(skipped.path).name for skipped in report.skipped) == ["b.txt", "loop"]


def test_odd_file_names_make_ids(place: Place) -> None:
    names = ["a b.txt", "ẩn.txt", "100%.txt", "#.txt", "'\".txt", "-x.txt", "e\u0301.txt", "é.txt"]
    for name in names:
        (place.docs / name).write_text(name, "utf-8")
    place.run()
    assert place.ids() == sorted(names)
    assert counts(place.run()) == (0, 0, 0, len(names))


def test_a_file_name_with_a_line_end_is_reported(place: Place) -> None:
    place.write(a="1")
    (place.docs / "b\nc.txt").write_text("2")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert "control character" in report.skipped[0].reason


def test_file_names_that_are_not_text_are_told_and_skipped(place: Place) -> None:
    place.write(a="1")
    try:
        for name in (b"b\xff.txt", b"b\xfe.txt"):  # they would be one id
            (place.docs / os.fsdecode(name)).write_text("2")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    for added in (1, 0):
        report = place.run()
        assert (report.added, report.unchanged) == (added, 1 - added)
        assert ["rename it" in skipped.reason for skipped in report.skipped] == [True, True]
    assert place.ids() == ["a.txt"]


def test_a_hit_in_a_pdf_tells_its_page(place: Place) -> None:
    pages = [[(50, 700, "Lương hưu và trợ cấp.")], [(50, 700, "Bảo hiểm thất nghiệp.")]]
    (place.docs / "a.pdf").write_bytes(samples.pdf(pages))
    place.run()
    with open_index(place.folder) as index:
        (hit,) = index.search("thất nghiệp").hits
    assert (hit.page, hit.snippets[0].page) == (2, 2)


def test_many_paths_take_no_more_than_linear_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write(**{f"f{n}": f"{n}" for n in range(60)})
    files = sorted(place.docs.iterdir())
    place.run(*files)
    steps = 0
    inside = walking.is_inside

    def counted(path: str, folder: str) -> bool:
        nonlocal steps
        steps += 1
        return inside(path, folder)

    for module in (walking, running):
        monkeypatch.setattr(module, "is_inside", counted)
    assert counts(place.run(*files)) == (0, 0, 0, 60)
    assert 0 < steps < 10 * len(files)

"""What a run tells of its files, and one that only looks."""

from __future__ import annotations

import json
from pathlib import Path

from bhxh_search import FileOutcome, index_paths, look_at_paths, open_index
from bhxh_search.ingest.walking import count_files
from tests.ingest.place import Place, age


def test_files_counted_for_a_progress_bar_are_those_that_are_read(place: Place) -> None:
    place.write(a="1", sub__b="2")
    (place.docs / "c.doc").write_bytes(b"%PDF")
    assert count_files([place.docs]) == place.run().files == 2
    assert count_files([place.docs / "none"]) == 0


def test_a_look_changes_nothing_and_reads_nothing(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2")
    told: list[FileOutcome] = []
    report = look_at_paths(place.folder, [place.docs], tell=told.append)
    assert [(Path(one.path).name, one.outcome) for one in told] == [("a.txt", "to read"), ("b.txt", "to read")]
    assert (report.files, opened_files, place.folder.exists()) == (2, [], False)
    age(place)
    place.run()
    (place.docs / "a.txt").unlink()
    opened_files.clear()
    told.clear()
    report = look_at_paths(place.folder, [place.docs], tell=told.append)
    assert sorted((Path(one.path).name, one.outcome) for one in told) == [
        ("a.txt", "removed"),
        ("b.txt", "unchanged"),
    ]
    assert (report.removed, report.not_read, opened_files, place.ids()) == (1, 1, [], ["a.txt", "b.txt"])


def test_a_run_that_only_looks_counts_no_document_of_a_file_that_is_there(place: Place) -> None:
    place.write(a="1", b="2", c="3")
    place.run()
    (place.docs / "c.txt").unlink()
    place.write(a="1 mới")
    report = look_at_paths(place.folder, [place.docs])
    assert (report.files, report.removed) == (2, 1)


def test_what_became_of_each_file_is_told(place: Place) -> None:
    place.write(a="1", b=" ", d="4")
    place.jsonl("c.jsonl", [{"text": "3"}, "{"])
    (place.docs / "e.xyz").write_text("x")
    (place.docs / "f.txt").write_bytes("B¶o hiÓm x· héi tù nguyÖn".encode("windows-1252"))
    place.run()
    (place.docs / "d.txt").unlink()
    told: list[FileOutcome] = []
    report = index_paths(place.folder, [place.docs], tell=told.append)
    outcomes = {Path(one.path).name: (one.outcome, one.documents, len(one.reasons), one.encoding) for one in told}
    assert outcomes == {
        "a.txt": ("unchanged", 1, 0, None),
        "b.txt": ("skipped", 0, 1, None),
        "c.jsonl": ("unchanged", 1, 1, None),
        "d.txt": ("removed", 0, 0, None),
        "e.xyz": ("passed over", 0, 0, None),
        "f.txt": ("unchanged", 1, 0, "tcvn3"),
    }
    assert report.encodings == {"tcvn3": 1}


def test_a_date_that_is_no_day_is_told(place: Place) -> None:
    rows = [
        {"id": "year", "text": "lương hưu", "date": "2024"},
        {"id": "month", "text": "lương hưu", "date": "06/2024"},
        {"id": "day", "text": "lương hưu", "date": "28/6/2024"},
        {"id": "none", "text": "lương hưu"},
    ]
    (place.docs / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    age(place)
    assert place.run().undated == ("year", "month")
    assert place.run().undated == (), "the file was not read"
    with open_index(place.folder) as index:
        assert [hit.id for hit in index.search("date:2024")] == ["day"]


def test_a_long_text_under_an_unknown_name_beside_a_title_is_told(place: Place) -> None:
    place.jsonl(
        "rows.jsonl",
        [
            {"id": "a", "title": "Tin A", "mo_ta": "trợ cấp thất nghiệp mới " * 20, "url": "https://example.org/a"},
            {"id": "b", "title": "Tin B", "mo_ta": "ngắn thôi"},
            {"id": "c", "title": "Tin C", "text": "c", "mo_ta": "trợ cấp thất nghiệp mới " * 20},
        ],
    )
    assert place.run().textless == {"mo_ta": ("a",)}

"""`index`: what is read, skipped and counted, and what becomes of an index that was there."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.running import run
from tests.documents import samples


def test_indexing_ends_with_a_line_that_counts(here: Path, seeds: Path) -> None:
    result = run("index", str(seeds))
    assert result.exit_code == 0
    assert result.stdout.startswith("1 file, 1 document (1 added, 0 updated, 0 removed, 0 unchanged, 0 skipped), ")
    assert (here / "index").is_dir()


def test_indexing_again_changes_nothing(here: Path, seeds: Path) -> None:
    run("index", str(seeds))
    before = sorted(path.name for path in (here / "index").iterdir())
    assert "(0 added, 0 updated, 0 removed, 1 unchanged, 0 skipped)" in run("index", str(seeds)).stdout
    assert sorted(path.name for path in (here / "index").iterdir()) == before


def test_a_changed_and_a_vanished_file_are_brought_up_to_date(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("lương hưu", encoding="utf-8")
    (docs / "b.txt").write_text("trợ cấp", encoding="utf-8")
    run("index", "docs")
    (docs / "a.txt").write_text("tử tuất", encoding="utf-8")
    (docs / "b.txt").unlink()
    assert "(0 added, 1 updated, 1 removed, 0 unchanged, 0 skipped)" in run("index", "docs").stdout
    assert run("query", "lương").exit_code == 1
    assert run("query", "tuất").exit_code == 0


def test_what_cannot_be_read_is_named_and_the_rest_is_indexed(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "good.txt").write_text("bảo hiểm", encoding="utf-8")
    (docs / "empty.txt").write_bytes(b"")
    (docs / "binary.txt").write_bytes(b"\x00\x01\x02")
    (docs / "latin.txt").write_bytes("bảo hiểm à".encode()[:-1])
    (docs / "lines.jsonl").write_text('{"id": "one", "text": "bảo hiểm một"}\n[1]\n', encoding="utf-8")
    (docs / "photo.png").write_bytes(b"\x89PNG")
    (docs / ".hidden.txt").write_text("bảo hiểm ẩn", encoding="utf-8")
    result = run("index", "docs")
    assert result.exit_code == 0
    assert "2 documents (2 added" in result.stdout
    assert "4 skipped" in result.stdout
    for name in ("empty.txt: empty", "binary.txt: binary", "latin.txt: in no known encoding", "lines.jsonl:2: "):
        assert name in result.stderr
    assert "1 file of other kinds (.png 1)" in result.stderr
    assert "hidden" not in result.stderr


def test_what_was_skipped_is_an_error_where_that_is_asked_for(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    assert run("index", "docs", "--strict").exit_code == 0
    (here / "docs" / "a\nb.txt").write_text("hai", "utf-8")
    done, strict = run("index", "docs"), run("index", "docs", "--strict")
    assert (done.exit_code, strict.exit_code) == (0, 2)
    for told in (done.stderr, strict.stderr):
        assert "a\\nb.txt: the name holds a control character, which an id cannot; rename it" in told
    assert run("query", "một").exit_code == 0


def test_a_document_that_a_later_one_replaced_is_an_error_where_that_is_asked_for(here: Path) -> None:
    (here / "docs").mkdir()
    for name in ("a.csv", "b.csv"):
        (here / "docs" / name).write_text(f"id,text\n1,{name} một\n", "utf-8")
    for _ in range(2):  # the second run reads neither file's document anew
        done, strict = run("index", "docs"), run("index", "docs", "--strict")
        assert (done.exit_code, strict.exit_code) == (0, 2)
        assert "b.csv: the same id (1); what the last has counts" in strict.stderr
    (here / "docs" / "a.csv").write_text("id,text\n2,hai\n", "utf-8")
    assert run("index", "docs", "--strict").exit_code == 0


def test_lines_that_lack_the_same_are_told_together(here: Path) -> None:
    (here / "a.jsonl").write_text('{"text": "một"}\n' + "{}\n" * 9, "utf-8")
    done = run("index", "a.jsonl")
    assert done.stderr.count("no text and no title") == 1
    assert "(lines 2, 3, 4, …: 9)" in done.stderr
    assert "9 skipped" in done.stdout


def test_a_title_alone_beside_a_long_text_of_another_name_is_told(here: Path) -> None:
    (here / "a.jsonl").write_text('{"id": "a", "title": "Tin", "mo_ta": "' + "trợ cấp mới " * 20 + '"}\n', "utf-8")
    done = run("index", "a.jsonl")
    assert "no text in 1 document (a), only a title: if 'mo_ta' holds it, name it 'text'" in done.stderr
    assert done.exit_code == 0


def test_a_file_over_the_limit_is_skipped(here: Path) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    (here / "b.txt").write_text("hai " * 1000, "utf-8")
    done = run("index", "a.txt", "b.txt", "--max-file-size", "1kB")
    assert done.exit_code == 0
    assert "b.txt: 4,000 bytes, larger than the limit of 1,000 bytes" in done.stderr
    assert "1 skipped" in done.stdout


def test_old_encodings_are_told_by_the_run_by_info_and_by_a_field(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_bytes("Ng\xadêi lao ®éng ®ãng b¶o hiÓm x· héi".encode("windows-1252"))
    (here / "docs" / "b.txt").write_text("Bảo hiểm xã hội", "utf-8")
    done = run("index", "docs")
    assert done.exit_code == 0
    assert "old encodings: tcvn3 1 file" in done.stderr
    assert "tcvn3 1 document" in run("info").stdout
    assert json.loads(run("info", "--format", "json").stdout)["encodings"] == {"tcvn3": 1}
    found = run("query", "encoding:tcvn3 người lao động", "--format", "json")
    assert [hit["id"] for hit in json.loads(found.stdout)["hits"]] == ["a.txt"]


def test_dates_that_are_no_days_are_told(here: Path) -> None:
    (here / "rows.csv").write_text("id,text,date\na,lương hưu,năm 2024\nb,lương hưu,2024-06-28\n", "utf-8")
    done = run("index", "rows.csv")
    assert done.exit_code == 0
    assert "no day is the date of 1 document (a): write one as 2024-06-28 or 28/6/2024" in done.stderr


def test_an_id_that_comes_twice_is_one_document(here: Path) -> None:
    (here / "a.jsonl").write_text('{"id": "x", "text": "một"}\n{"id": "x", "text": "hai"}\n', encoding="utf-8")
    assert "1 file, 1 document (1 added, 0 updated, 0 removed, 0 unchanged" in run("index", "a.jsonl").stdout


def test_a_hit_in_a_pdf_shows_its_page(here: Path) -> None:
    pages = [[(50, 700, "Lương hưu.")], [(50, 700, "Trợ cấp.")], [(50, 700, "Bảo hiểm thất nghiệp.")]]
    (here / "a.pdf").write_bytes(samples.pdf(pages))
    assert run("index", "a.pdf").exit_code == 0
    assert "tr. 3" in run("query", '"bảo hiểm thất nghiệp"').stdout


def test_a_run_that_can_read_nothing_leaves_no_new_index(here: Path) -> None:
    (here / "empty.txt").write_bytes(b"")
    result = run("index", "empty.txt", "--index", "new")
    assert result.exit_code == 2
    assert "empty.txt: empty" in result.stderr
    assert not (here / "new").exists()


def test_a_folder_of_something_else_is_left_alone(here: Path) -> None:
    (here / "index").mkdir()
    (here / "index" / "letter.doc").write_text("mine", encoding="utf-8")
    (here / "a.txt").write_text("a", encoding="utf-8")
    result = run("index", "a.txt")
    assert result.exit_code == 2
    assert "letter.doc" in result.stderr
    assert [path.name for path in (here / "index").iterdir()] == ["letter.doc"]


def test_a_file_where_the_index_should_be(here: Path) -> None:
    (here / "index").write_text("mine", encoding="utf-8")
    (here / "a.txt").write_text("a", encoding="utf-8")
    result = run("index", "a.txt")
    assert result.exit_code == 2
    assert "is a file" in result.stderr
    assert (here / "index").read_text(encoding="utf-8") == "mine"


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "a\x1b[31m.txt").write_bytes(b"")
    result = run("index", "docs")
    assert "a\\x1b[31m.txt: " in result.stderr
    assert "\x1b" not in result.stderr + result.stdout

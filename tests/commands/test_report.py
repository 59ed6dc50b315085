"""`index --report`: what became of each file, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.commands.running import run


def test_a_report_tells_of_each_file_in_json(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "b.pdf").write_bytes(b"%PDF")
    done = run("index", "docs", "--report", "r.json")
    assert done.exit_code == 0
    report = json.loads((here / "r.json").read_text("utf-8"))
    told = {Path(file["path"]).name: file for file in report["files"]}
    assert (told["a.txt"]["outcome"], told["a.txt"]["documents"]) == ("indexed", 1)
    assert told["b.pdf"]["outcome"] == "skipped"
    assert told["b.pdf"]["reasons"] == [{"reason": "not a PDF, or damaged", "line": None}]
    assert (report["version"], report["summary"]["documents"]) == (1, 1)
    assert [path.name for path in here.iterdir() if path.name.startswith("r.json")] == ["r.json"]


def test_a_report_is_written_where_it_is_to_go(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "real.json").write_text("old")
    (here / "link.json").symlink_to("real.json")
    (here / "link.json.new").write_text("mine")
    assert run("index", "docs", "--report", "link.json").exit_code == 0
    assert (here / "link.json").is_symlink()
    assert json.loads((here / "real.json").read_text("utf-8"))["summary"]["documents"] == 1
    assert (here / "link.json.new").read_text() == "mine"
    shown = run("index", "docs", "--report", "/dev/stdout").stdout
    assert json.JSONDecoder().raw_decode(shown)[0]["summary"]["files"] == 1
    [columns] = (here / "index").glob("*.columns")
    for name in ("docs/a.txt", "docs/r.txt", "-", str(columns), "index/new.json"):
        assert run("index", "docs", "--report", name).exit_code == 2
    assert (here / "docs" / "a.txt").read_text("utf-8") == "một"
    assert run("verify").exit_code == 0


def test_a_report_through_a_pipe(here: Path) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    os.mkfifo(here / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE)
    assert run("index", "a.txt", "--report", "pipe").exit_code == 0
    assert json.loads(reader.communicate(timeout=20)[0])["summary"]["added"] == 1
    assert (here / "pipe").is_fifo()


def test_what_another_root_has_is_told_as_skipped(here: Path) -> None:
    for name in ("one", "two"):
        (here / name).mkdir()
        (here / name / "a.txt").write_text(name, "utf-8")
    run("index", "one")
    assert run("index", "two", "--report", "r.json").exit_code == 2
    (told,) = json.loads((here / "r.json").read_text("utf-8"))["files"]
    assert (told["outcome"], told["documents"]) == ("skipped", 0)
    assert "its id 'a.txt' is already that of" in told["reasons"][0]["reason"]


def test_an_empty_folder_gives_a_report_too(here: Path) -> None:
    (here / "docs").mkdir()
    run("index", "docs", "--report", "r.json")
    assert json.loads((here / "r.json").read_text("utf-8"))["files"] == []

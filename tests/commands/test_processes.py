"""The program as a process: interrupts, another writer, closed pipes, full disks, locales."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bhxh_search import open_index
from tests.commands.running import in_shell, process, run


def test_interrupting_leaves_the_last_state_and_no_traceback(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    lock = here / "index" / "MAIN_WRITELOCK"
    (here / "many").mkdir()
    for number in range(6000):
        (here / "many" / f"{number}.txt").write_text(
            f"tài liệu số {number} về bảo hiểm xã hội " * 20, encoding="utf-8"
        )
    child = process("index", "many")
    while child.poll() is None and f'"pid": {child.pid}' not in lock.read_text(encoding="utf-8"):
        time.sleep(0.01)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert b"Traceback" not in errors
    with open_index(here / "index") as index:
        assert "a.txt" in set(index.ids())


def test_a_second_writer_is_told_who_is_writing(here: Path) -> None:
    (here / "a.txt").write_text("a", encoding="utf-8")
    run("index", "a.txt")
    with open_index(here / "index", write=True):
        child = process("index", "a.txt")
        output, errors = child.communicate(timeout=60)
    assert child.returncode == 2
    assert output == b""
    assert f"process {os.getpid()}".encode() in errors


def test_a_closed_pipe_is_quiet(seed_index: Path) -> None:
    child = process("query", "--index", str(seed_index), "bảo hiểm", "--format", "json")
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    errors = child.stderr.read()
    child.stderr.close()
    child.wait(timeout=60)
    assert errors == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", ["info", "query bao", "query bao --format json", "--help"])
def test_a_full_disk_is_told_in_one_line(seed_index: Path, command: str) -> None:
    result = in_shell(seed_index, f"bhxh {command} >/dev/full")
    assert result.returncode == 2
    assert result.stderr == b"Error: the output could not be written: No space left on device\n"
    assert in_shell(seed_index, f"bhxh {command} >/dev/full 2>&1").returncode == 2


def test_a_summary_that_cannot_be_written_loses_no_document(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    result = in_shell(here / "index", "bhxh index a.txt >&-")
    assert result.returncode == 2
    assert result.stderr.startswith(b"Error: the output could not be written: ")
    assert run("query", "lương").exit_code == 0


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("info >&-", 2),
        ("info 2>&-", 0),
        ("info >&- 2>&-", 2),
        ("query bao >&-", 2),
        ("query zzzz >&-", 1),
        ("query zzzz 2>&-", 1),
        ("query zzzz >&- 2>&-", 1),
        ("index missing >&- 2>&-", 2),
        ("index - <&-", 2),
    ],
)
def test_a_closed_stream_is_no_traceback(seed_index: Path, command: str, status: int) -> None:
    result = in_shell(seed_index, f"bhxh {command}")
    assert result.returncode == status
    assert b"Traceback" not in result.stderr
    assert result.stderr.count(b"\n") <= 1


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_json_is_utf_8_in_every_locale(seed_index: Path, variables: dict[str, str]) -> None:
    with open_index(seed_index) as index:
        stored = index.get(next(index.ids()))
    assert stored is not None
    found = json.loads(in_shell(seed_index, "bhxh query bao --format json", **variables).stdout.decode("utf-8"))
    lines = in_shell(seed_index, "bhxh query bao --format jsonl", **variables).stdout.decode("utf-8").split("\n")
    snippets = found["hits"][0]["snippets"]
    assert snippets == json.loads(lines[0])["snippets"]
    for snippet in snippets:
        assert stored.text[snippet["start"] :].startswith(snippet["text"])
    assert json.loads(in_shell(seed_index, "bhxh info --format json", **variables).stdout.decode("utf-8"))
    for command in ("query bao", "info"):
        assert in_shell(seed_index, f"bhxh {command}", **variables).returncode == 0


def test_without_compiled_code_of_whoosh_nothing_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("lương hưu", "utf-8")
    for command in (["index", "a.txt"], ["optimize"]):
        fresh = ["-W", "always::SyntaxWarning", "-W", "always:invalid escape:DeprecationWarning"]
        done = subprocess.run(
            [
                sys.executable,
                *fresh,
                "-X",
                f"pycache_prefix={tmp_path / f'cache of {command[0]}'}",
                "-m",
                "bhxh_search",
                *command,
            ],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")

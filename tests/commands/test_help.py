"""The help names every command; that of each ends with examples, and these work."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from bhxh_search.cli import main
from tests.commands.running import run
from tests.commands.terminals import SCRIPT
from tests.conftest import PROJECT

COMMANDS = main.list_commands(None)  # type: ignore[arg-type]
RUN_ON = ("serve", "mcp")
"""Commands that do not end by themselves: other tests start them."""


def examples(command: str) -> list[str]:
    text = run(command, "--help").stdout
    return [line.strip() for line in text.partition("Examples:\n")[2].splitlines()]


def test_help_lists_only_commands_that_exist() -> None:
    result = run("--help")
    assert result.exit_code == 0
    listed = result.stdout.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == [
        "analyze",
        "completion",
        "evaluate",
        "index",
        "info",
        "mcp",
        "optimize",
        "query",
        "serve",
        "show",
        "similar",
        "suggest",
        "verify",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_examples(command: str) -> None:
    assert examples(command)
    assert all(f"bhxh-search {command}" in line for line in examples(command))
    assert all(len(line) <= 100 for line in examples(command))


def test_every_example_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are run one after another in a folder that has the files that they name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BHXH_SEARCH_INDEX", raising=False)
    (tmp_path / "docs").mkdir()
    law = (PROJECT / "tests" / "golden" / "law" / "law.txt").read_text("utf-8")
    (tmp_path / "luat.txt").write_text(law, "utf-8")
    (tmp_path / "docs" / "a.md").write_text("# Tin\n\nLương hưu, bảo hiểm xã hội tự nguyện, nghỉ thai sản", "utf-8")
    (tmp_path / "laws.jsonl").write_text('{"id": "1", "text": "Luật 41/2024/QH15, lương hưu"}\n', "utf-8")
    (tmp_path / "queries.txt").write_text("lương hưu\n", "utf-8")
    (tmp_path / "queries.tsv").write_text("q\tlương hưu\n", "utf-8")
    (tmp_path / "qrels.tsv").write_text("q\t0\tlaws/1\t1\n", "utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
    }
    for folder in (".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"):
        (tmp_path / folder).mkdir(parents=True)
    environment.pop("BHXH_SEARCH_INDEX", None)

    def ends(line: str) -> tuple[int, str]:
        if not set(line) & set("|>&"):  # nothing that takes a shell, and a process
            result = run(*shlex.split(line)[1:])
            return result.exit_code, result.stderr
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        return done.returncode, done.stderr

    assert ends("bhxh-search index docs luat.txt && bhxh-search index laws.jsonl --index laws")[0] == 0
    order = ["index", *(command for command in COMMANDS if command not in ("index", *RUN_ON))]
    for command in order:
        for line in examples(command):
            status, errors = ends(line)
            # Some find nothing in so small an index.
            assert status in ((0, 1) if command in ("query", "suggest", "similar", "show") else (0,)), (line, errors)
            assert not re.search("Error|Traceback", errors), (line, errors)

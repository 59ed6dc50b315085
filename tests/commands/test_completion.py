"""What shells complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bhxh_search import Document, open_index
from tests.commands.running import run
from tests.commands.terminals import SCRIPT, Terminal

PATH = f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}"
COMPLETIONS = [
    ("inf", ["info"]),
    ("show luat-41.txt#dieu-", ["luat-41.txt#dieu-1", "luat-41.txt#dieu-2"]),
    ("similar news1", ["news1", "news10", "news11"]),
    ("query --facet k", ["kind"]),
    ("query --facet y", ["year"]),
    ("query lương --sort d", ["date"]),
    ("query lương --so", ["--sort"]),
    ("query --filter sou", ["source="]),
    ("show --index none lu", []),
    ("completion f", ["fish"]),
]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_command_prints_what_the_shell_reads(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_BHXH_SEARCH_COMPLETE={shell}_complete" in result.stdout
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=result.stdout.encode(), check=False, timeout=60)
        assert done.returncode == 0


def test_completion_is_offered_for_the_shell() -> None:
    environment = {**os.environ, "_BHXH_SEARCH_COMPLETE": "bash_source"}
    script = Path(sys.executable).with_name("bhxh-search")
    result = subprocess.run([script], env=environment, capture_output=True, timeout=60, check=False)
    assert b"_bhxh_search_completion" in result.stdout


@pytest.mark.parametrize(("typed", "completed"), COMPLETIONS)
def test_bash_completes(indexed: Path, typed: str, completed: list[str]) -> None:
    words = ["bhxh-search", *typed.split()]
    program = f"""
        eval "$(bhxh-search completion bash)"
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
        _bhxh_search_completion bhxh-search; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", program],
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.split() == completed


@pytest.mark.parametrize(("typed", "completed"), COMPLETIONS)
def test_fish_and_zsh_complete_by_the_protocol_of_click(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, typed: str, completed: list[str]
) -> None:
    words = ["bhxh-search", *typed.split()]
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))  # zsh; fish says the word itself
    for shell, word in (("zsh", str(len(words) - 1)), ("fish", words[-1])):
        monkeypatch.setenv("COMP_CWORD", word)
        done = subprocess.run(
            [SCRIPT],
            env={**os.environ, "_BHXH_SEARCH_COMPLETE": f"{shell}_complete"},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        if shell == "zsh":
            assert done.stdout.splitlines()[1::3] == completed
        else:
            values = [line.partition(",")[2].partition("\t")[0] for line in done.stdout.splitlines()]
            assert [value for value in values if value] == completed or done.stdout.split("\n")[1::3] == completed


STRANGE = ("x/y%2Fz?q=1&b=2", "xuân hạ thu", "email@x:y;z", "tiền$(id)`id`!1", "'q\"uote\\*[a]{b}", "~nhà#1^a|<b>")


def in_bash(keys: str, waits_for: str) -> None:
    """Press keys at the prompt of a bash that completes, and wait for what must be seen then."""
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], {"PATH": PATH, "PS1": "$ ", "HISTFILE": ""})
    terminal.type('eval "$(bhxh-search completion bash)"; echo rea""dy\n')
    terminal.wait_for("ready")
    terminal.type(keys)
    terminal.wait_for(waits_for)
    terminal.type("\x15exit\n")  # what stands at the prompt is not run
    terminal.output()


@pytest.mark.parametrize("id", STRANGE)
def test_signs_in_an_id_are_escaped_for_bash(indexed: Path, id: str) -> None:
    with open_index("index", write=True) as index:
        index.add([Document(one, "a") for one in STRANGE])
    typed = {"'": "\\'q", "~": "\\~"}.get(id[0], id[:2])
    in_bash(f"bhxh-search show {typed}\t\n", f"id: {id}")


@pytest.mark.parametrize(
    ("typed", "seen"), [("--filter ki\tluat", "--filter kind=luat"), ("--facet ye\tlương", "--facet year lương")]
)
def test_in_bash_the_value_of_a_filter_follows_its_name(indexed: Path, typed: str, seen: str) -> None:
    in_bash(f"bhxh-search query {typed}", seen)


def test_an_index_that_is_damaged_completes_nothing_and_says_nothing(indexed: Path) -> None:
    for file in (indexed / "index").glob("bhxh_*.json"):
        file.write_text("{", "utf-8")
    done = subprocess.run(
        [SCRIPT],
        env={
            **os.environ,
            "_BHXH_SEARCH_COMPLETE": "bash_complete",
            "COMP_WORDS": "bhxh-search show lu",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == (b"", b"")

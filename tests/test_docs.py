"""The documentation says what is so: every command in it is run, and prints what it shows."""

from __future__ import annotations

import doctest
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bhxh_search

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def console_commands() -> Iterator[tuple[str, str]]:
    """Each command of the README's console blocks and the output shown below it."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def test_every_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}
    environment.pop("BHXH_SEARCH_INDEX", None)
    commands = list(console_commands())
    assert len(commands) >= 12
    for command, shown in commands:
        result = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False
        )
        assert result.stderr == b"", command
        printed = result.stdout.decode()
        options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        assert doctest.OutputChecker().check_output(shown, printed, options), f"{command}\n{printed}"


def test_every_python_block_runs(tmp_path: Path) -> None:
    for block in blocks("python"):
        result = subprocess.run(
            [sys.executable, "-W", "error", "-c", block], cwd=tmp_path, capture_output=True, timeout=120, check=False
        )
        assert result.stderr == b""
        assert "Người lao động" in result.stdout.decode()


def test_the_two_set_up_commands_are_targets_and_the_check_runs_one() -> None:
    assert blocks("sh") == ["make demo\n", "make test\n"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo:" in makefile
    assert "\ntest:" in makefile
    assert "\nmake test" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_demo_works_in_a_fresh_copy(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "Makefile", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for name in ("src", "seeds"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "VENV", "MAKEFLAGS")
    }
    result = subprocess.run(
        ["make", "demo"], cwd=copy, env=environment, capture_output=True, timeout=550, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
    assert "BHXH tự nguyện" in " ".join(result.stdout.decode().split())


def test_the_completion_line_offers_the_commands(tmp_path: Path) -> None:
    assert "_BHXH_SEARCH_COMPLETE=bash_source" in README
    environment = {
        **os.environ,
        "_BHXH_SEARCH_COMPLETE": "bash_complete",
        "COMP_WORDS": "bhxh-search ",
        "COMP_CWORD": "1",
    }
    script = Path(sys.executable).with_name("bhxh-search")
    result = subprocess.run([script], env=environment, capture_output=True, timeout=60, check=False)
    assert b"plain,query" in result.stdout


@pytest.mark.parametrize("name", bhxh_search.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    thing = getattr(bhxh_search, name)
    if name in ("FieldValue", "Ranges", "Sort", "SuggestionReason"):
        return  # names of other types: documented where they are defined
    assert inspect.getdoc(thing)
    if inspect.isclass(thing) and thing.__module__.startswith("bhxh_search"):
        for member, value in vars(thing).items():
            if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{member}"


def test_the_architecture_names_every_module() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in (PROJECT / "src" / "bhxh_search").rglob("*.py"):
        if path.name != "__init__.py" and path.parent.name != "documents":
            assert path.name in text, path


def test_the_types_are_shipped() -> None:
    assert (Path(bhxh_search.__file__).parent / "py.typed").exists()

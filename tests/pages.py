"""Pages of documentation, run as one who follows them does: block after block, in a folder of the page's own.

Of a `console` block, each command is run in a shell and must print what is shown, and nothing on standard error; a
`pycon` block is a doctest; a `python` block is a program that must end well. Blocks of other languages are only read.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import PROJECT

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_BEGINNING = re.compile(r"^copy=.*$|rm -f index/\*", re.MULTILINE)
_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: language and text."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block and the output shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def prepare(folder: Path) -> None:
    """What a clone has and pages name."""
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    if (PROJECT / "docs" / "samples").exists():
        shutil.copytree(PROJECT / "docs" / "samples", folder / "docs" / "samples")


def begin(page: Path, clone: Path) -> Path:
    """Do what a page says to begin with, in a clone that has the index of another page. Gives where to go on."""
    check_command("bhxh-search index docs/samples/cu > /dev/null 2>&1", "", clone)
    said = _BEGINNING.search(page.read_text(encoding="utf-8"))
    if said is None:
        return clone
    environment = {**os.environ, "TMPDIR": str(clone)}
    done = subprocess.run(f"{said[0]}\npwd", shell=True, cwd=clone, env=environment, capture_output=True, check=True)
    return Path(done.stdout.decode().strip())


def run_page(page: Path, folder: Path) -> int:
    """Run the blocks of a page in `folder`, which is the current one; gives how many were run."""
    known: dict[str, object] = {}
    ran = 0
    for language, text in blocks(page):
        if language == "console":
            for command, shown in commands(text):
                check_command(command, shown, folder)
        elif language == "pycon":
            check_session(text, page, known)
        elif language == "python":
            done = subprocess.run(
                [sys.executable, "-W", "error", "-c", text], cwd=folder, capture_output=True, timeout=120, check=False
            )
            assert (done.returncode, done.stderr) == (0, b""), f"{page.name}: {done.stderr.decode()}"
        ran += language in ("console", "pycon", "python")
    return ran


def check_command(command: str, shown: str, folder: Path) -> None:
    """Run a command as in a terminal of 80 columns, and compare."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}
    environment.pop("BHXH_SEARCH_INDEX", None)
    result = subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, timeout=120, check=False
    )
    assert result.stderr == b"", f"{command}\n{result.stderr.decode()}"
    printed = result.stdout.decode()
    assert doctest.OutputChecker().check_output(shown, printed, _OPTIONS), f"{command}\n{printed}"


def check_session(text: str, page: Path, known: dict[str, object]) -> None:
    """Run a session of Python; `known`: the names that earlier ones of the page have left."""
    test = doctest.DocTestParser().get_doctest(text, known, page.name, str(page), 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=_OPTIONS).run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)
    known.update(test.globs)

"""Commands run in this process, in one of their own, and by a shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from bhxh_search.cli import main


def run(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input)


def query(folder: Path, *arguments: str) -> Result:
    return run("query", "--index", str(folder), *arguments)


def process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bhxh_search", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def in_shell(folder: Path, command: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """`command`, with its redirections, as a shell runs it; `bhxh` is this program."""
    bhxh = f"{shlex.quote(sys.executable)} -m bhxh_search"
    return subprocess.run(
        command.replace("bhxh ", f"{bhxh} ", 1),
        shell=True,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "BHXH_SEARCH_INDEX": str(folder), **variables},
    )

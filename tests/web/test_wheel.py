"""What is installed holds all that the page is made of."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.slow
def test_templates_and_static_files_are_in_the_wheel(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(PROJECT),
    ]
    subprocess.run(command, check=True, timeout=300)
    [wheel] = tmp_path.glob("*.whl")
    web = PROJECT / "src" / "bhxh_search" / "web"
    needed = {
        str(path.relative_to(PROJECT / "src")) for kind in ("templates", "static") for path in (web / kind).iterdir()
    }
    assert len(needed) >= 14
    with zipfile.ZipFile(wheel) as packed:
        assert needed <= set(packed.namelist())

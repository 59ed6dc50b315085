"""What the benchmarks of indexing and of queries share: processes of their own, their memory, and percentiles."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLE_SECONDS = 0.05
"""Between two looks at the memory of a process: walking its pages must stay cheap beside its work."""
NOT_KNOWN = math.nan
"""Where the system does not tell: it is printed as nan."""
_FIGURE = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Memory:
    """Memory that no other process shares, in MB."""

    private: float
    """All of it, the pages of mapped files that only this process looks at included."""
    dirty: float
    """What cannot simply be dropped and read again: the process's own."""


def memory(process: int | str = "self") -> Memory:
    """The private memory of a process now; not known where there is no /proc, or the process has just ended."""
    try:
        figures = dict(_FIGURE.findall(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")))
    except OSError:
        return Memory(NOT_KNOWN, NOT_KNOWN)
    if "Private_Dirty" not in figures:  # a process that has ended and is not yet waited for
        return Memory(NOT_KNOWN, NOT_KNOWN)
    dirty = int(figures["Private_Dirty"]) * 1024 / 1e6
    return Memory(dirty + int(figures["Private_Clean"]) * 1024 / 1e6, dirty)


def reset_resident_peak() -> None:
    """Let `resident_peak` begin anew from what is resident now."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return  # then the peak is of the whole process, which is never too little


def resident_peak() -> float:
    """The most memory that was ever resident in this process, files and shared pages included, in MB."""
    try:
        figures = dict(_FIGURE.findall(Path("/proc/self/status").read_text(encoding="utf-8")))
    except OSError:
        return NOT_KNOWN
    return int(figures["VmHWM"]) * 1024 / 1e6


def in_process(module: str, *arguments: str) -> tuple[dict[str, Any], float]:
    """What `python -m module arguments` prints as JSON, and the peak of its private memory in MB.

    The memory is watched from here, so that the watching takes no time of the watched process's interpreter.
    """
    # Whoosh and pyvi were written before Python warned of '\.' in a plain string.
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    seen: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while True:
            try:
                printed, _ = process.communicate(timeout=SAMPLE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                seen.append(memory(process.pid).private)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: ended with status {process.returncode}")
    result: dict[str, Any] = json.loads(printed)
    return result, max((private for private in seen if not math.isnan(private)), default=NOT_KNOWN)


def bytes_in(folder: Path) -> int:
    """The size of all files in a folder and below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of `values` that at least so many per cent of them do not exceed; not known of none."""
    if not values:
        return NOT_KNOWN
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]

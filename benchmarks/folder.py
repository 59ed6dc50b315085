"""A large folder: indexed for the first time, again without a change, and again with one file changed.

`python -m benchmarks.folder`: files of some hundred words, made with a fixed seed. Shown: seconds, the largest memory
of the process in MB, and how many files were read, each run in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "bảo hiểm xã hội tự nguyện người lao động đóng hưởng chế độ lương hưu trợ cấp thất nghiệp luật điều khoản".split()
)

_RUN = """
import json, resource, sys, time
from bhxh_search import index_paths
started = time.perf_counter()
report = index_paths(sys.argv[1], [sys.argv[2]])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([time.perf_counter() - started, peak / 1e3, report.files - report.not_read, report.documents]))
"""


def make_files(folder: Path, number: int, words: int) -> None:
    """`number` files in folders of a hundred, as old as an hour."""
    chosen = random.Random(8)
    for i in range(number):
        path = folder / f"{i // 100:04}" / f"{i:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Văn bản {i}. " + " ".join(chosen.choices(WORDS, k=words)), encoding="utf-8")
        os.utime(path, (time.time() - 3600, time.time() - 3600))


def run(index: Path, folder: Path) -> tuple[float, float, int, int]:
    """Seconds, megabytes, files read and documents of a run in a new process."""
    done = subprocess.run([sys.executable, "-c", _RUN, index, folder], capture_output=True, check=True, text=True)
    seconds, megabytes, read, documents = json.loads(done.stdout)
    return seconds, megabytes, read, documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=300, help="of each file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        index, folder = Path(temporary) / "index", Path(temporary) / "files"
        make_files(folder, options.files, options.words)
        print(f"{'':22}{'seconds':>9}{'MB':>7}{'read':>8}{'documents':>11}")
        first = run(index, folder)
        again = min((run(index, folder) for _ in range(3)), key=lambda one: one[0])
        (folder / "0000" / "000000.txt").write_text("Văn bản mới", encoding="utf-8")
        changed = run(index, folder)
        for name, one in (("first", first), ("again, unchanged", again), ("again, one changed", changed)):
            print(f"{name:22}{one[0]:9.2f}{one[1]:7.0f}{one[2]:8}{one[3]:11}")
    print(f"unchanged takes {again[0] / first[0]:.3f} of the first time")
    if again[2] or again[0] > first[0] / 10:
        sys.exit(1)


if __name__ == "__main__":
    main()

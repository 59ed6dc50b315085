"""A folder of documents with an index beside it, and what is written into it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bhxh_search import FileOptions, Report, Root, index_paths, open_index
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS

BINARY = b"\0\1\2\xff\xfe"


class Place:
    """A folder of documents, `docs`, and an index beside it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.docs = top / "docs"
        self.docs.mkdir()
        self.folder = top / "index"

    def write(self, **texts: str) -> None:
        """`a__b="x"` writes x to a/b.txt."""
        for name, text in texts.items():
            path = self.docs / (name.replace("__", "/") + ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def jsonl(self, name: str, lines: Iterable[object]) -> Path:
        path = self.docs / name
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
        return path

    def run(self, *paths: Path, prefix: str | None = None, options: FileOptions = DEFAULT_OPTIONS) -> Report:
        return index_paths(self.folder, paths or [self.docs], prefix=prefix, options=options)

    def texts(self) -> dict[str, str]:
        """Id → text, of all documents."""
        with open_index(self.folder) as index:
            found = {id: index.get(id) for id in index.ids()}
            assert {hit.id for hit in index.search("", limit=1000, snippets=0)} == set(found)
        return {id: document.text for id, document in found.items() if document is not None}

    def ids(self) -> list[str]:
        return list(self.texts())

    def roots(self) -> tuple[Root, ...]:
        with open_index(self.folder) as index:
            assert index.info().complete
            return tuple(replace(root, read=None, again=(), states=()) for root in index.info().roots)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def age(place: Place, seconds: float = 10) -> None:
    """Have all files be older than the clock of any file system can confuse."""
    now = time.time()
    for path in place.docs.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (now - seconds, now - seconds))


def put(path: Path, text: str, modified: float) -> None:
    """Write a file as `cp -p` does, with its time."""
    path.write_text(text, "utf-8")
    os.utime(path, (modified, modified))


def parts(group: str, *names: str) -> list[object]:
    return [{"id": f"{group}#{name}", "text": f"{group} {name}", "group": group} for name in names]


def law(articles: int, said: str) -> str:
    """The text of a law of so many articles."""
    head = "QUỐC HỘI\nLuật số: 41/2024/QH15\nHà Nội, ngày 1 tháng 7 năm 2024\nLUẬT\nTHỬ NGHIỆM\n\n"
    return head + "".join(f"Điều {n}. Mục {n}\nQuy định {said} của điều {n}.\n\n" for n in range(1, articles + 1))

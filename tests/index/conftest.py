"""What tests of files share: an index on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, create_index

TEXTS = {
    "a": "Bảo hiểm xã hội tự nguyện theo Nghị quyết số 28-NQ/TW.",
    "b": "Bảo hiểm y tế (BHYT) của người lao động; lương hưu 1/7/2025.",
    "c": "Trợ cấp tử tuất, trợ cấp thai sản. " * 40,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two segments, with a deleted document, a group and fields."""
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(id, text, title=f"Tiêu đề {id}", group="g", fields={"author": "Chấn Hưng"})
            for id, text in TEXTS.items()
        )
        index.commit()
        index.remove(["b"])
        index.add([Document("d", TEXTS["b"], title="BHYT")])
    return tmp_path / "index"


def generation(folder: Path) -> dict[str, Any]:
    (path,) = folder.glob("bhxh_*.json")
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return values


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

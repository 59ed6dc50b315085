"""What `verify` finds in files whose checksums are all right: a writer's mistake, not a disk's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bhxh_search import Document, create_index, open_index
from bhxh_search.index.columns import Columns, write_columns
from bhxh_search.index.generation import _checksum_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(id, text, title=f"Tiêu đề {id}", path=f"{id}.txt", fields={"author": "Chấn Hưng"})
            for id, text in {
                "a": "Bảo hiểm xã hội tự nguyện theo Nghị quyết số 28-NQ/TW.",
                "b": "Bảo hiểm y tế và bảo hiểm xã hội",
                "c": "Trợ cấp tử tuất, trợ cấp thai sản",
            }.items()
        )
    return tmp_path / "index"


def forge(folder: Path, change: Callable[[dict[str, np.ndarray[Any, Any]]], None]) -> None:
    """Write the segment again with something changed, and have all checksums agree with it."""
    (path,) = folder.glob("*.columns")
    columns = Columns(path)
    arrays = {name: columns[name].copy() for name in columns}
    change(arrays)
    write_columns(path, arrays.items(), columns.about)
    (listing,) = folder.glob("bhxh_*.json")
    values = json.loads(listing.read_text("utf-8"))
    data = path.read_bytes()
    values["files"][path.name] = {
        "size": len(data),
        "checksum": hashlib.blake2b(data, digest_size=16).hexdigest(),
    }
    del values["checksum"]
    listing.write_text(json.dumps({**values, "checksum": _checksum_of(values)}), "utf-8")


def swap(name: str, first: int, second: int) -> Callable[[dict[str, np.ndarray[Any, Any]]], None]:
    def change(arrays: dict[str, np.ndarray[Any, Any]]) -> None:
        values = arrays[name]
        values[[first, second]] = values[[second, first]]

    return change


def put(name: str, at: int, value: int) -> Callable[[dict[str, np.ndarray[Any, Any]]], None]:
    def change(arrays: dict[str, np.ndarray[Any, Any]]) -> None:
        arrays[name][at] = value

    return change


def test_an_index_as_it_was_written_is_well(folder: Path) -> None:
    forge(folder, lambda arrays: None)
    with open_index(folder, verify=True) as index:
        assert index.verify() == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("body.exact.documents", 0, 9), ""),
        (put("body.exact.documents", 0, 2), "body exact"),
        (put("body.exact.frequencies", 0, 2), "body exact"),
        (put("body.folded.frequencies", 0, 7), "body folded"),
        (put("body.positions", 1, 9), "body"),
        (put("body.positions", 1, 999), ""),
        (put("body.lengths", 0, 11), "body"),
        (put("body.words.lengths", 0, 50), "body words"),
        (put("body.words.frequencies", 0, 0), "body words"),
        (put("title.last", 0, 1), "title"),
        (swap("body.pairs.keys", 0, 5), "body"),
        (swap("ids.order", 0, 1), "ids"),
        (swap("body.terms.order", 0, 1), "terms of body"),
        (put("path.codes", 0, 9), ""),
        (put("dates", 0, 2**62), ""),
        (put("heads.ends", 0, 3), ""),
        (put("body.terms.text", 0, 0xFF), ""),
        (put("ids.text", 0, ord("x")), "ids"),
    ],
)
def test_what_does_not_fit_together_is_found(folder: Path, change: Any, message: str) -> None:
    forge(folder, change)
    with open_index(folder, verify=True) as index:
        problems = index.verify()
    assert problems
    assert all(problem.path.endswith(".columns") for problem in problems)
    assert any(message in problem.message for problem in problems)

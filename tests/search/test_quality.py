"""The answers to real questions stay as good as they were measured to be."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bhxh_search import create_index
from bhxh_search.language.characters import fold


@pytest.mark.slow
def test_questions_of_law_are_answered_with_and_without_accents(data: Path, tmp_path: Path) -> None:
    quality = importlib.import_module("benchmarks.quality")
    collection = importlib.import_module("benchmarks.collections").load("alqac2023")
    assert data.is_dir()
    with create_index(tmp_path / "index") as index:
        index.add(collection.documents)
        index.commit()
        marked, _ = quality.evaluate(index, collection, str)
        bare, _ = quality.evaluate(index, collection, fold)
    assert marked >= 0.86
    assert bare >= 0.84

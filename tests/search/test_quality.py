"""The answers to real questions stay as good as they were measured to be."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bhxh_search.language.characters import fold


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least", "least_bare"),
    [("alqac2023", 0.895, 0.885), ("vnlawqa_bench", 0.84, 0.835), ("mailong25_qa", 0.715, 0.705)],
)
def test_questions_are_answered_with_and_without_accents(
    data: Path, name: str, least: float, least_bare: float
) -> None:
    quality = importlib.import_module("benchmarks.quality")
    collection = importlib.import_module("benchmarks.collections").load(name)
    assert data.is_dir()
    with quality.built(collection) as index:
        marked, _ = quality.evaluate(quality.ask(index, collection, str), collection)
        bare, _ = quality.evaluate(quality.ask(index, collection, fold), collection)
    assert marked >= least
    assert bare >= least_bare

"""Documents are found again by what is known of them, mistyped or not."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

FLOORS = {
    ("title", "as it is"): 0.98,
    ("title", "without accents"): 0.98,
    ("title", "misspelled"): 0.98,
    ("title", "Telex keys"): 0.97,
    ("3 rare words", "as it is"): 0.98,
    ("3 rare words", "without accents"): 0.98,
    ("3 rare words", "misspelled"): 0.97,
    ("3 rare words", "Telex keys"): 0.97,
    ("3 rare syllables", "as it is"): 0.98,
    ("3 rare syllables", "without accents"): 0.97,
    ("3 rare syllables", "misspelled"): 0.95,
    ("3 rare syllables", "Telex keys"): 0.97,
}
"""success@10, the suggestion followed."""


@pytest.mark.slow
def test_headlines_are_found_again(data: Path) -> None:
    assert data.is_dir()
    table = importlib.import_module("benchmarks.known_items").measure("danes_headlines", 500)
    assert table.keys() == FLOORS.keys()
    assert {kind for kind, success in table.items() if success.ten < FLOORS[kind]} == set()

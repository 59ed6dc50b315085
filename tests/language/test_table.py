from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.table import KeyTable
from tests.language.strategies import QUICK

KEYS = st.integers(1, 2**64 - 1) | st.integers(1, 40) | st.integers(1, 40).map(lambda number: number << 56)


@QUICK
@given(st.lists(st.lists(KEYS, max_size=200), max_size=5), st.lists(KEYS), st.sampled_from([None, 1, 2**63, 2**40]))
def test_a_table_is_a_dictionary(batches: list[list[int]], asked: list[int], multiplier: int | None):
    table, oracle = KeyTable(bits=2, multiplier=multiplier), dict[int, int]()
    for batch in batches:
        new = [key for key in dict.fromkeys(batch) if key not in oracle]
        values = range(len(oracle), len(oracle) + len(new))
        table.insert(np.array(new, dtype=np.uint64), np.array(values, dtype=np.int32))
        oracle.update(zip(new, values, strict=True))
    every = [*oracle, *asked]
    assert table.find(np.array(every, dtype=np.uint64)).tolist() == [oracle.get(key, -1) for key in every]
    assert len(table) == len(oracle)


@pytest.mark.parametrize("count", [20, 45, 5000])
def test_keys_that_all_fall_into_one_slot_are_told_apart(count: int):
    """With this multiplier small keys have no bits left to choose a slot by."""
    table = KeyTable(multiplier=1)
    keys = np.arange(1, count + 1, dtype=np.uint64)
    table.insert(keys, np.arange(count, dtype=np.int32))
    assert table.find(keys).tolist() == list(range(count))
    assert (table.find(keys + np.uint64(count)) == -1).all()


def test_a_crowd_is_scattered_so_that_no_text_can_make_it_slow():
    table = KeyTable(multiplier=1)
    keys = np.arange(1, 100_001, dtype=np.uint64)
    table.insert(keys, keys.astype(np.int32))
    places = np.flatnonzero(table._keys)
    home = ((table._keys[places] * table._multiplier) >> table._shift).astype(np.int64)
    assert ((places - home) & table._mask).max() < 48

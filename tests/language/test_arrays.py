from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.arrays import distinct, is_in, numbered

VALUES = st.lists(st.integers(0, 20) | st.integers(-(2**62), 2**62))
TYPES = pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.int32])


@TYPES
@given(values=VALUES)
def test_values_are_those_of_numpy_with_their_first_places_and_numbers(values: list[int], dtype: type):
    array = np.array(values, np.int64).astype(dtype)
    found, first, which = np.unique(array, return_index=True, return_inverse=True)
    assert distinct(array).tolist() == found.tolist()
    assert distinct(array).dtype == array.dtype
    assert [one.tolist() for one in numbered(array)] == [found.tolist(), first.tolist(), which.tolist()]


@given(values=VALUES, among=VALUES)
def test_whether_values_are_among_others_is_what_a_set_says(values: list[int], among: list[int]):
    rising = distinct(np.array(among, np.int64))
    assert is_in(np.array(values, np.int64), rising).tolist() == [value in set(among) for value in values]

"""Distinct values of arrays: faster than `numpy.unique` where they are few, and without the modules it loads."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

_Number = TypeVar("_Number", bound=np.generic)
Places = npt.NDArray[np.int64]


def distinct(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """The different ones of `values`, rising."""
    ordered = np.sort(values)
    return ordered[_changes(ordered)]


def numbered(values: npt.NDArray[_Number]) -> tuple[npt.NDArray[_Number], Places, Places]:
    """The different ones of `values`, rising; where each first stands; and of each value, its number among them."""
    order = values.argsort(kind="stable")
    ordered = values[order]
    new = _changes(ordered)
    which = np.empty(len(values), np.int64)
    which[order] = np.cumsum(new) - 1
    return ordered[new], order[new], which


def is_in(values: npt.NDArray[Any], rising: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Per value: whether it is among `rising`."""
    if not len(rising):
        return np.zeros(len(values), bool)
    at = rising.searchsorted(values)
    found: npt.NDArray[np.bool_] = rising[np.minimum(at, len(rising) - 1)] == values
    return found


def _changes(ordered: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Per value: whether it differs from the one before."""
    new = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new

"""Values of documents that are whole, not text to be searched in: paths, numbers, groups, roots, own fields.

terms    the different values, sorted
starts   per document: where its values begin among codes; missing where each document has at most one
codes    numbers of values; where starts is missing one for each document, 0 for none and else one more
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, Columns, gaps, smallest
from bhxh_search.index.postings import Integers
from bhxh_search.index.vocabulary import Vocabulary, text_columns
from bhxh_search.language.arrays import distinct
from bhxh_search.language.written_values import day_in, number_in


def keyword_columns(name: str, values: Sequence[Sequence[str]]) -> Iterator[tuple[str, Array]]:
    """The columns of some values for each document."""
    texts = sorted({value for some in values for value in some})
    codes = {text: code for code, text in enumerate(texts)}
    yield from text_columns(f"{name}.terms", texts)
    if all(len(some) <= 1 for some in values):
        yield f"{name}.codes", smallest(np.array([codes[some[0]] + 1 if some else 0 for some in values], np.uint64))
    else:
        yield f"{name}.starts", smallest(np.cumsum([0, *map(len, values)]))
        yield f"{name}.codes", smallest(np.array([codes[value] for some in values for value in some], np.uint64))


Bounds = tuple[float | None, float | None, bool, bool]
"""Numbers from one to another, None for no end, and whether the one and the other are left out of it."""


class _Scale(NamedTuple):
    """The numbers and the dates among the values of one field, rising, each with its code."""

    numbers: list[int | float]
    number_codes: list[int]
    days: list[str]
    day_codes: list[int]

    def codes_between(self, low: float | None, high: float | None, above_low: bool, below_high: bool) -> list[int]:
        """The codes of the numbers in an interval."""
        first, last = 0, len(self.numbers)
        if low is not None:
            first = (bisect_right if above_low else bisect_left)(self.numbers, low)
        if high is not None:
            last = (bisect_left if below_high else bisect_right)(self.numbers, high)
        return self.number_codes[first:last]


class Keywords:
    """The values of one kind."""

    def __init__(self, columns: Columns, name: str) -> None:
        self.terms = Vocabulary(columns, f"{name}.terms")
        self._columns = columns
        self._name = name

    @cached_property
    def _starts(self) -> Array | None:
        name = f"{self._name}.starts"
        return self._columns[name] if name in self._columns else None  # noqa: SIM401  (columns are no mapping)

    @cached_property
    def _codes(self) -> Array:
        return self._columns[f"{self._name}.codes"]

    def of(self, document: int) -> tuple[str, ...]:
        """The values of a document."""
        if self._starts is None:
            code = int(self._codes[document])
            return (self.terms[code - 1],) if code else ()
        first, last = int(self._starts[document]), int(self._starts[document + 1])
        return tuple(self.terms[code] for code in self._codes[first:last].tolist())

    def first_of(self, document: int) -> str | None:
        """The only or first value of a document."""
        return next(iter(self.of(document)), None)

    def first_numbers(self, documents: Integers) -> Integers:
        """Per document: the number among `terms` of its only or first value; -1 where it has none."""
        if self._starts is None:
            return self._codes[documents].astype(np.int64) - 1
        first, end = (self._starts[documents + step].astype(np.int64) for step in (0, 1))
        numbers = np.full(len(documents), -1, np.int64)
        numbers[first < end] = self._codes[first[first < end]]
        return numbers

    def documents(self, value: str) -> Integers:
        """The documents that have this value, rising."""
        code = self.terms.find(value)
        return self._with_codes([code]) if code >= 0 else np.zeros(0, np.int64)

    def documents_where(self, wanted: Callable[[str], bool]) -> Integers:
        """The documents with a value that is `wanted`, which is asked once for each different value."""
        return self._with_codes([code for code, text in enumerate(self.terms) if wanted(text)])

    def documents_named(self, name: str, wanted: Callable[[str], bool]) -> Integers:
        """The documents, rising, whose field of this name has a value that is `wanted`, of values `name:value`."""
        prefix = f"{name}:"
        codes = self.terms.with_prefix(prefix)
        return self._with_codes([code for code in codes if wanted(self.terms[code][len(prefix) :])])

    def counts(self, documents: Integers, beginning: str = "") -> Iterator[tuple[str, int]]:
        """Each value of some documents that begins so, and how many of them have it. `documents`: rising."""
        codes = self.terms.with_prefix(beginning)
        if not codes or not len(documents):
            return
        if self._starts is None:
            values = self._codes[documents].astype(np.int64) - 1
        else:
            values = self._values_of(documents, codes)
        inside = values[(values >= codes.start) & (values < codes.stop)] - codes.start
        counts = np.bincount(inside, minlength=len(codes))
        for place in np.flatnonzero(counts).tolist():
            yield self.terms[codes.start + place], int(counts[place])

    def _values_of(self, documents: Integers, codes: range) -> Integers:
        """The values from `codes` of some documents that may have several, each once for a document."""
        assert self._starts is not None
        chosen: npt.NDArray[np.bool_] = np.zeros(len(self._starts) - 1, bool)
        chosen[documents] = True
        owners = np.repeat(np.arange(len(chosen)), gaps(self._starts))
        kept = np.flatnonzero(chosen[owners] & (self._codes >= codes.start) & (self._codes < codes.stop))
        owners, values = owners[kept], self._codes[kept].astype(np.int64)
        if len(owners) and int(np.bincount(owners).max()) > 1:  # one may have the same value twice
            values = distinct(owners * len(self.terms) + values) % len(self.terms)
        return values

    def documents_between(self, name: str, numbers: Bounds | None, days: tuple[str, str] | None) -> Integers:
        """The documents, rising, with a value of a field that is a number in an interval, or a date in a range.

        The values of the field called `name` are those after `name:`; days are ISO dates, and both in the range.
        """
        if name not in self._scales:
            self._scales[name] = self._scale(name)
        scale = self._scales[name]
        codes = [] if numbers is None else scale.codes_between(*numbers)
        if days is not None:
            first = bisect_left(scale.days, days[0])
            codes = codes + scale.day_codes[first : bisect_right(scale.days, days[1])]
        return self._with_codes(codes) if codes else np.zeros(0, np.int64)

    @cached_property
    def _scales(self) -> dict[str, _Scale]:
        return {}

    def _scale(self, name: str) -> _Scale:
        prefix = f"{name}:"
        numbers: list[tuple[int | float, int]] = []
        days: list[tuple[str, int]] = []
        for code in self.terms.with_prefix(prefix):
            value = self.terms[code][len(prefix) :]
            number, day = number_in(value), day_in(value)
            if number is not None:
                numbers.append((number, code))
            elif day is not None:
                days.append((day, code))
        numbers.sort()
        days.sort()
        return _Scale(
            [number for number, _ in numbers],
            [code for _, code in numbers],
            [day for day, _ in days],
            [code for _, code in days],
        )

    def _with_codes(self, codes: Sequence[int]) -> Integers:
        if not codes:
            return np.zeros(0, np.int64)
        wanted: npt.NDArray[np.bool_] = np.zeros(len(self.terms) + 1, bool)
        if self._starts is None:
            wanted[np.array(codes, np.int64) + 1] = True
            return np.flatnonzero(wanted[self._codes])
        wanted[np.array(codes, np.int64)] = True
        owners = np.repeat(np.arange(len(self._starts) - 1), gaps(self._starts))
        return distinct(owners[wanted[self._codes]])

from __future__ import annotations

import pytest

from bhxh_search.language.written_values import day_in, number_in, written_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", 1000),
        ("1.000", 1000),
        ("1.234.567", 1234567),
        ("-2", -2),
        ("+2", 2),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("-1.000,5", -1000.5),
        ("0.125", 0.125),
        ("1.0000", 1.0),
        ("1e9", 1e9),
        ("-1.5E-3", -0.0015),
        ("9" * 300, int("9" * 300)),
        ("9" * 301, None),
        ("", None),
        ("-", None),
        ("12a", None),
        ("1.2.3", None),
        ("2,5,1", None),
        ("1e", None),
        (" 1", None),
        ("٣", None),
    ],
)
def test_the_number_that_a_text_is(text: str, number: float | None) -> None:
    found = number_in(text)
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize("number", [0, -7, 1000, 1.5, 1.234, 123.456, 0.5, 1e22, 1.234e-7])
def test_a_number_is_written_so_that_it_is_read_as_the_same(number: float) -> None:
    assert number_in(written_number(number)) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01T08:30:00", "2025-07-01"),
        ("2025-07-01 08:30", "2025-07-01"),
        ("1/7/2025", "2025-07-01"),
        ("01-07-2025", "2025-07-01"),
        ("1.7.2025, Hà Nội", "2025-07-01"),
        ("1/7/2025 8:30", "2025-07-01"),
        ("1/7-2025", None),
        ("1/7/20255", None),
        ("2025-07-011", None),
        ("2025-13-01", None),
        ("31/2/2025", None),
        ("ngày 1/7/2025", None),
        ("2025", None),
        ("", None),
    ],
)
def test_the_day_that_a_text_begins_with(text: str, day: str | None) -> None:
    assert day_in(text) == day

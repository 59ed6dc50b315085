from __future__ import annotations

import pytest

from bhxh_search.language.article_lists import read_lists

UNITS = "ngày tháng năm tuần tuổi giờ lần người đồng triệu nghìn phần".split()
BARE = "ngay thang nam tuan tuoi gio lan nguoi dong trieu".split()


def articles(text: str) -> list[int]:
    """The articles that a text lists, but for the first of each list."""
    return [int(number) for listed in read_lists(text)[1].values() for _, number in listed]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("điều 20, 21 và 25", [21, 25]),
        ("Điều 20; 21 hoặc điều 25", [21, 25]),
        ("dieu 20,21 va 25 hoac 30", [21, 25, 30]),
        ("điều 4 - 7", [7, 5, 6]),
        ("điều 4-7", [7, 5, 6]),
        ("từ điều 4 đến điều 7", [7, 5, 6]),
        ("tu dieu 4 den 7", [7, 5, 6]),
        ("điều 4 tới 7", [7, 5, 6]),
        ("dieu 4 toi 7", [7, 5, 6]),
        ("điều 1 đến 31", [31, *range(2, 31)]),
        ("điều 1 đến 32", [32]),
        ("điều 7 đến 4", [4]),
        ("điều 5", []),
        ("điều 5, 9%", []),
        ("điều 5, 9/2020", []),
        ("điều 5, 9.5", []),
        ("điều 5-9-2020", []),
        ("điều 5, 1000", []),
        ("điều 5 9", []),
        ("khoản 5, 9", []),
        ("điều kiện 5, 9", []),
    ],
)
def test_which_articles_a_list_names(text: str, numbers: list[int]) -> None:
    assert articles(text) == numbers


@pytest.mark.parametrize("unit", [*UNITS, *BARE])
def test_a_number_before_a_unit_is_no_article(unit: str) -> None:
    assert articles(f"điều 5, 9 {unit}") == []
    assert articles(f"điều 5, 9 {unit}x") == [9]


@pytest.mark.parametrize("text", ["điều 20, 21;22 và 25", "điều 4 - 7", "Điều 5"])
def test_signs_between_articles_become_blanks(text: str) -> None:
    read, _ = read_lists(text)
    assert len(read) == len(text)
    assert read.split() == text.replace(",", " ").replace(";", " ").replace("-", " ").split()

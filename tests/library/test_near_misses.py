"""Near misses: queries close to one that finds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Index]:
    """An index of two documents about insurance, of 2019 and 2020, and one that only holds figures."""
    with create_index(tmp_path / "dated") as index:
        index.add(
            [
                Document("old", "Thẻ bảo hiểm y tế.", date=dt.date(2019, 5, 1)),
                Document("new", "Bảo hiểm xã hội.", date=dt.date(2020, 5, 1)),
                Document("figures", "Năm 2018 và năm 2020."),
            ]
        )
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("bào hiểm", [("bao hiem", 2), ("hiểm", 2)]),
        ("bào hiểm date:2019", [("bao hiem date:2019", 1), ("hiểm date:2019", 1)]),
        ("bào hiểm date:2011", []),
        ("bào hiểm -xã", [("bao hiem -xã", 1), ("hiểm -xã", 1)]),
        ("bào hiểm -(xã hội)", [("bao hiem -(xã hội)", 1), ("hiểm -(xã hội)", 1)]),
        ('bào hiểm -"xã hội" -(y', []),
        ("hiẽm OR bẵo", [("hiem OR bao", 2)]),
        ("bống OR bào", []),  # each is a word of the language
        ("bóng OR bỏng", []),
        ("+(bóng OR bỏng) hiểm", []),
        ("bảo OR", [("bảo", 2)]),
        ("loai:bảo hiểm", [("bảo hiểm", 2)]),
        ("-(bảo hiểm) -năm", []),
        ("-bảo -năm", []),
        ("date:2020..2018", []),
        ("date:2020-13", []),
        ("date:2020-13 bảo", [("bảo", 2)]),
        ('title:"năm 2020"', []),
        ('author:"Năm"', []),
    ],
)
def test_near_misses_change_only_words_that_are_asked_for(
    dated: Index, text: str, suggested: list[tuple[str, int]]
) -> None:
    assert dated.search(text).total == 0
    found = [(miss.query, miss.total) for miss in dated.near_misses(text)]
    assert found == suggested
    assert all(dated.search(query).total == total for query, total in found)


def test_near_misses_pass_the_filters(dated: Index) -> None:
    def suggested(filters: dict[str, str]) -> list[tuple[str, int]]:
        return [(miss.query, miss.total) for miss in dated.near_misses("bào hiểm", filters=filters)]

    assert suggested({}) == [("bao hiem", 2), ("hiểm", 2)]
    assert suggested({"date": "2019"}) == [("bao hiem", 1), ("hiểm", 1)]
    assert suggested({"date": "2011"}) == []

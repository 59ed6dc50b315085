"""Slips that find some documents by chance: words that stand beside none of their neighbours in any of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("apart") / "index") as made:
        made.add(Document(f"meant{n}", "Đóng bảo hiểm xã hội theo chế độ thai sản.") for n in range(200))
        made.add(
            Document(f"chance{n}", "Xã hội có hiểm họa; thuốc tự bào chế. Gạch lát sàn và lương thai kỳ, chế độ.")
            for n in range(6)
        )
        made.commit()
        yield made


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("bào hiểm", "bảo hiểm", 6),
        ("bào hiểm xã hội", "bảo hiểm xã hội", 6),
        ("thai sàn", "thai sản", 6),
        ("chế độ thai sàn", "chế độ thai sản", 6),
    ],
)
def test_a_slip_that_documents_hold_apart_from_its_neighbours_is_told(
    index: Index, typed: str, meant: str, found: int
) -> None:
    results = index.search(typed)
    assert results.total == results.total_all_words == found
    assert results.suggestion is not None
    assert (results.suggestion.query, results.suggestion.total) == (meant, index.search(meant).total)
    assert results.suggestion.total >= 200


@pytest.mark.parametrize(
    "typed", ["hiểm thuốc", "lương xã hội", "gạch thai kỳ", "thuốc bào chế", "bào +hiểm", '"lát sàn" thai', "sàn"]
)
def test_right_words_that_documents_hold_apart_are_left_alone(index: Index, typed: str) -> None:
    results = index.search(typed)
    assert results.total == 6
    assert results.suggestion is None

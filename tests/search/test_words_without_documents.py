"""Words of the language that the index lacks: they are right, and only the index has no document for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

TEXTS = [
    "Quỹ bảo hiểm xã hội nộp thuế.",
    "Lương hưu hằng tháng của người tham gia bảo hiểm xã hội về địa phương.",
    "Chế độ thai sản và chế độ ốm đau khi nghỉ việc.",
    "Hội nghị xếp lương cho 9 người trong 9 tháng.",
    "Bị ốm trong tuổi lao động; mua thẻ bảo hiểm y tế.",
]


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("laws") / "index") as made:
        made.add(Document(f"{copy}/{n}", text) for copy in range(10) for n, text in enumerate(TEXTS))
        made.commit()
        yield made


@pytest.mark.parametrize(
    "typed", ["bhxh huế", "sếp", "sếp nghỉ việc", "hỏi về lương hưu", "bị đuổi việc", "mưa ốm đau", "thuê bảo hiểm"]
)
def test_a_syllable_of_the_language_becomes_no_other_that_does_not_belong_there(laws: Index, typed: str) -> None:
    results = laws.search(typed)
    assert results.total == 0
    assert results.suggestion is None or results.suggestion.reason in ("fewer-words", "accents")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nương hưu", "lương hưu"),
        ("bão hiểm xã hội", "bảo hiểm xã hội"),
        ("chế độ thai sàn", "chế độ thai sản"),
        ("nghĩ việc", "nghỉ việc"),
    ],
)
def test_a_slip_that_makes_a_syllable_of_the_language_is_seen_by_its_neighbour(
    laws: Index, typed: str, meant: str
) -> None:
    results = laws.search(typed)
    assert results.total == 0
    assert results.suggestion is not None
    assert results.suggestion.query == meant


@pytest.mark.parametrize(("typed", "meant"), [("chín tháng", "9 tháng"), ("chín người", "9 người")])
def test_a_number_word_is_suggested_as_the_figure_that_documents_hold(laws: Index, typed: str, meant: str) -> None:
    suggestion = laws.search(typed).suggestion
    assert suggestion is not None
    assert (suggestion.query, suggestion.total) == (meant, 10)


def test_a_slip_is_seen_by_the_documents_that_hold_the_words_far_from_it(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        # Many: of few documents, one may hold a word by chance.
        made.add(Document(f"{n}", "Lương hưu hằng tháng.") for n in range(900))
        made.add([Document("meant", "Sáp ong và keo; lưới đánh cá. Họ giảng bài.")])
        made.commit()
        suggestion = made.search("sáp lưới giạng").suggestion
    assert suggestion is not None
    assert suggestion.query == "sáp lưới giảng"

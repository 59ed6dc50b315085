"""Queries that were sent before their last word was typed to the end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index

TEXTS = [
    "Trợ cấp thất nghiệp của người lao động.",
    "Bảo lưu thời gian đóng bảo hiểm xã hội.",
    "Giám định y khoa; giảm đi một nửa.",
    "Mức đóng bảo hiểm xã hội bắt buộc.",
    "Giảm đi, giảm đi, rồi nghị quyết.",
    "Thời tiết và thời điểm.",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("begun") / "index") as made:
        made.add(Document(f"{copy}/{n}", text) for copy in range(10) for n, text in enumerate(TEXTS))
        made.commit()
        yield made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trợ cấp thất ngh", "trợ cấp thất nghiệp"),
        ("tro cap that ngh", "trợ cấp thất nghiệp"),
        ("bảo lưu thời gi", "bảo lưu thời gian"),
        ("giám đị", "giám định"),
        ("mức đóng bhx", "mức đóng BHXH"),
        ("bảo hi", "bảo hiểm"),
        (unicodedata.normalize("NFD", "trợ cấp thất ngh"), "trợ cấp thất nghiệp"),
        ("trợ cấp thất ngh -tuất", None),  # the last word is another
    ],
)
def test_a_last_word_that_is_only_begun_is_suggested_whole(index: Index, typed: str, meant: str | None) -> None:
    results = index.search(typed)
    assert results.total == 0
    suggestion = results.suggestion
    if meant is None:
        assert suggestion is None or "nghiệp" not in suggestion.query
        return
    assert suggestion is not None
    assert (suggestion.query, suggestion.total) == (meant, index.search(meant).total)


@pytest.mark.parametrize(
    "typed",
    [
        "bảo lưu ngh ",  # a blank ends it
        "bảo lưu giả",  # a word of the language, which with its neighbour begins none
        "thời t",  # one letter
    ],
)
def test_a_last_word_that_is_whole_is_not_gone_on_with(index: Index, typed: str) -> None:
    suggestion = index.search(typed).suggestion
    assert suggestion is None or not suggestion.query.startswith(typed.rstrip())

"""Hits whose text is nearly that of one before them, against a comparison of every pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search import Document, Index, create_index
from bhxh_search.search.repeats import ALIKE, LONGEST, repeated

ARTICLE = (
    "Người lao động khi nghỉ việc được hưởng trợ cấp một lần nếu đã đóng bảo hiểm đủ một năm trở lên và sau mười hai "
    "tháng mà không tiếp tục đóng, hoặc ra nước ngoài để định cư, hoặc đang mắc bệnh nguy hiểm đến tính mạng."
)
TEXTS = st.lists(
    st.lists(st.sampled_from("một hai ba bốn năm sáu bảy tám".split()), max_size=14).map(" ".join), max_size=7
)


def share(one: str, other: str) -> float:
    """How many of the words of both are in both."""
    words, others = set(one.split()), set(other.split())
    return len(words & others) / max(1, len(words | others))


def as_long(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= ALIKE * max(len(one), len(other))


@given(TEXTS)
def test_each_text_repeats_the_first_one_that_is_like_it_and_repeats_none(texts: list[str]) -> None:
    told = repeated(texts)
    for number, place in enumerate(told):
        like = [
            one
            for one in range(number)
            if told[one] is None and as_long(texts[number], texts[one]) and share(texts[number], texts[one]) >= ALIKE
        ]
        assert place == next(iter(like), None)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with create_index(tmp_path / "index") as made:
        yield made


def repeats(index: Index, text: str, **options: int) -> dict[str, str | None]:
    return {hit.id: hit.repeats for hit in index.search(text, **options)}


def test_an_article_and_the_same_in_a_consolidated_text(index: Index) -> None:
    index.add(
        [
            Document("a", ARTICLE, "Điều 8. Trợ cấp một lần"),
            Document("b", ARTICLE.replace("mười hai", "12"), "Văn bản hợp nhất - Điều 8. Trợ cấp một lần"),
            Document("c", f"Trợ cấp một lần thì khác. {ARTICLE[::-1]}"),
        ]
    )
    index.commit()
    found = repeats(index, "trợ cấp một lần")
    assert set(found) == {"a", "b", "c"}
    first, second = (id for id in found if id != "c")
    assert found[first] is None
    assert found[second] == first
    assert found["c"] is None


def test_it_is_told_of_the_hits_that_are_shown(index: Index) -> None:
    index.add(Document(id, ARTICLE) for id in "abc")
    index.commit()
    assert repeats(index, "trợ cấp") == {"a": None, "b": "a", "c": "a"}
    assert repeats(index, "trợ cấp", offset=1) == {"b": None, "c": "b"}
    assert repeats(index, "trợ cấp", snippets=0) == {"a": None, "b": None, "c": None}


def test_documents_without_a_text_and_whole_laws_repeat_nothing(index: Index) -> None:
    law = " ".join(f"Điều {number} {ARTICLE}" for number in range(LONGEST // len(ARTICLE) + 1))
    index.add([Document("a", "", "trợ cấp"), Document("b", "", "trợ cấp"), Document("c", law), Document("d", law)])
    index.commit()
    assert set(repeats(index, "trợ cấp").values()) == {None}


def test_what_holds_only_a_part_may_repeat_a_match(index: Index) -> None:
    index.add([Document("a", f"{ARTICLE} tuất"), Document("b", ARTICLE)])
    index.commit()
    results = index.search("trợ cấp tuất")
    assert [hit.repeats for hit in results] == [None]
    assert [hit.repeats for hit in results.partial] == ["a"]

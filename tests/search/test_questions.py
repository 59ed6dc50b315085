"""Of whose words fewer must occur: who asks describes what is looked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index
from bhxh_search.search.questions import question_positions

TEXTS = {
    "dreamspark": "Tài khoản Dreamspark do Microsoft cấp.",
    "website": "Website của trường.",
    "portal": "Website và cổng thông tin.",
    "both": "Dreamspark có website riêng; Dreamspark là của Microsoft.",
}


@pytest.fixture(scope="module", params=[1, 4], ids=["one segment", "four segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("asked") / "index") as made:
        for number, (id, text) in enumerate(TEXTS.items()):
            made.add([Document(id, text)])
            if request.param > 1 or number == len(TEXTS) - 1:
                made.commit()
        made.add([Document("gone", "cổng thông tin")])
        made.commit()
        made.remove(["gone"])
        made.commit()
        yield made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("website dreamspark", {"both"}),
        ("website cổng là gì?", {"portal"}),
        ("cong website la gi", {"portal"}),
        ("website cổng là gì -thông", set()),
        ("website website của là gì?", {"website", "both"}),
        ('"website dreamspark" là gì?', set()),
        ("+website +dreamspark là gì?", {"both"}),
        ("website zzz là gì?", {"website", "portal", "both"}),
        ("zzz yyy là gì?", set()),
        ("là gì?", set()),
    ],
)
def test_of_two_words_of_a_question_the_more_telling_one_must_occur(
    index: Index, query: str, found: set[str]
) -> None:
    assert {hit.id for hit in index.search(query)} == found


def test_those_that_hold_every_word_are_counted_apart(index: Index) -> None:
    results = index.search("website microsoft là gì?")
    assert (results.total, results.total_all_words) == (2, 1)
    assert results.hits[0].id == "both"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("lương hưu là gì vậy", {2, 3, 4}),
        ("luong huu la gi vay", {2, 3, 4}),
        ("lương hưu là gì vay", {2, 3}),
        ("lương hưu là gì thế ạ", {2, 3, 4, 5}),
        ("là gì vậy lương hưu", {0, 1}),
        ("vậy lương hưu", set()),
    ],
)
def test_what_only_ends_a_question_is_part_of_it(text: str, places: set[int]) -> None:
    assert question_positions(text.split()) == places

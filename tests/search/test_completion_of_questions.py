"""A question is completed too, though documents do not ask; and where no word is begun, only what tells something."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

TEXTS = (
    "Mức hưởng là số tiền được trả. Mức hưởng và thời gian hưởng theo quy định của Luật Đất đai.",
    "Mức hưởng lương hưu của người lao động. 2. Người lao động và người sử dụng lao động.",
    "Mức hưởng lương hưu hằng tháng đối với người lao động.",
    "Luật Đất đai và các luật khác. Luật Đất đai năm 2024. Trường hợp này không được hưởng.",
    "Chế độ ưu đãi đối với thương binh. Điều 2 của Luật Đất đai.",
    *(f"Người lao động làm việc ở nơi {letter}." for letter in "ABCDEFGHIK"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("asked") / "index") as index:
        index.add(Document(str(number), text) for number, text in enumerate(TEXTS))
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("mức hưởng là b", "mức hưởng là bao nhiêu"),
        ("muc huong la g", "muc huong là gì"),
        ("mức hưởng như th", "mức hưởng như thế nào"),
        ("mức hưởng là như thế n", "mức hưởng là như thế nào"),
        ("đất đai ở đ", "đất đai ở đâu"),
        ("nghỉ bao l", "nghỉ bao lâu"),  # no document says nghỉ
        ("bao n", "bao nhiêu"),
    ],
)
def test_a_question_is_among_the_first_two_once_its_next_word_is_begun(
    index: Index, typed: str, question: str
) -> None:
    assert question in index.suggest(typed, limit=2)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("mức hưởng là ", "mức hưởng là gì"),
        ("trường hợp nà", "trường hợp nào"),
        ("mức hưởng ba", "mức hưởng bao nhiêu"),
    ],
)
def test_what_documents_say_comes_before_a_question_that_is_only_likely(
    index: Index, typed: str, question: str
) -> None:
    suggested = index.suggest(typed, limit=20)
    assert question in suggested
    said = ("mức hưởng là số", "trường hợp này")
    assert all(suggested.index(one) < suggested.index(question) for one in said if one in suggested)


@pytest.mark.parametrize("typed", ["nà", "ba", "g", "mức hưởng g", "mức hưởng lương hưu "])
def test_what_begins_no_question_gets_none(index: Index, typed: str) -> None:
    suggested = index.suggest(typed, limit=50)
    assert not [one for one in suggested if one.endswith(("nào", "gì", "bao nhiêu", "bao lâu"))]


@pytest.mark.parametrize(
    ("typed", "shown", "never"),
    [
        ("luật đất đai ", "luật đất đai năm", "luật đất đai và"),
        ("mức hưởng ", "mức hưởng lương hưu", "mức hưởng và"),
        ("người lao động ", None, "người lao động 2"),  # that is the number of the next item
        ("đối ", "đối với", None),  # here the two belong together
        ("điều ", "điều 2", None),
    ],
)
def test_where_no_word_is_begun_only_what_tells_something_is_suggested(
    index: Index, typed: str, shown: str | None, never: str | None
) -> None:
    suggested = index.suggest(typed, limit=50)
    assert shown is None or shown in suggested
    assert never not in suggested


def test_what_is_begun_may_be_what_any_text_holds(index: Index) -> None:
    assert "luật đất đai và" in index.suggest("luật đất đai v")


@pytest.mark.slow
def test_completion_spares_keys(data: Path) -> None:
    assert data.is_dir()
    measured = importlib.import_module("benchmarks.completion").measure("alqac2023", 40)
    for spared in measured.values():
        assert spared.keys < 0.58 * spared.characters
        assert spared.foreseen > 0.82 * spared.words

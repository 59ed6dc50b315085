"""Words near each other in so many documents that not all places are compared: a scan finds the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index

COMMON = "ba bốn sáu bảy tám chín".split()


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """Of 700 documents, words that stand in all of them and two that stand in few."""
    draw = random.Random(1)
    return {f"{n}": draw.choices([*COMMON, "hiếm", "quý"], [9] * 6 + [0.5, 2], k=50) for n in range(700)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, list[str]]) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("near") / "index") as made:
        made.add(Document(id, " ".join(words)) for id, words in texts.items())
        made.commit()
        yield made


@pytest.mark.parametrize("between", [0, 1, 3, 8])
@pytest.mark.parametrize("words", ["hiếm ba", "ba hiếm bốn", "hiếm quý sáu", "hiếm hiếm ba", "bảy bảy bảy quý"])
def test_words_near_each_other_in_many_documents_are_found_where_they_are(
    index: Index, texts: dict[str, list[str]], words: str, between: int
) -> None:
    wanted = Counter(words.split())
    window = wanted.total() + between

    def holds(text: list[str]) -> bool:
        return any(wanted <= Counter(text[at : at + window]) for at in range(len(text)))

    near = {id for id, text in texts.items() if holds(text)}
    assert 0 < len(near) < len(texts)
    assert {hit.id for hit in index.search(f'"{words}"~{between}', limit=1000, snippets=0)} == near

"""The order of hits: the best first, or by date; ties by score and then by id."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from bhxh_search import Document, Index, create_index

DATES = {
    "b": dt.date(2020, 5, 1),
    "c": dt.datetime(2020, 5, 1, 8, 30),
    "a": dt.date(2020, 5, 1),
    "old": dt.date(1999, 12, 31),
    "new": dt.date(2025, 7, 1),
    "x": None,
    "w": None,
}
BEST = "b"


@pytest.fixture(scope="module", params=[1, 3, 7], ids="documents in a segment: {}".format)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    documents = [
        Document(id, "lương " * (3 if id == BEST else 1) + "và những gì thuộc về nó", date=date)
        for id, date in DATES.items()
    ]
    with create_index(tmp_path_factory.mktemp("order") / "index") as made:
        for first in range(0, len(documents), request.param):
            made.add(documents[first : first + request.param])
            made.commit()
        yield made


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("date", ["new", "c", "b", "a", "old", "w", "x"]),
        ("-date", ["old", "b", "a", "c", "new", "w", "x"]),
        ("relevance", ["b", "a", "c", "new", "old", "w", "x"]),
    ],
)
def test_hits_stand_in_the_order_asked_for(
    index: Index, sort: Literal["date", "-date", "relevance"], order: list[str]
) -> None:
    """Of one time the best comes first, and of equals the first id; what has no date comes last."""
    assert [hit.id for hit in index.search("lương", sort=sort)] == order
    for first in range(len(order)):
        for count in range(len(order)):
            page = index.search("lương", sort=sort, offset=first, limit=count)
            assert [hit.id for hit in page] == order[first : first + count]
            assert page.total == len(order)


def test_the_best_are_the_head_of_all_whatever_each_word_weighs(tmp_path: Path) -> None:
    """Words that many documents hold are counted only for those that may be among the best."""
    draw = random.Random(1)
    common, often, seldom = "ba bốn sáu".split(), "bảy tám chín".split(), ["hiếm", "quý"]
    vocabulary, shares = [*common, *often, *seldom], [9] * 3 + [3] * 3 + [1] * 2
    with create_index(tmp_path / "index") as index:
        for segment in range(2):
            texts = (draw.choices(vocabulary, shares, k=draw.choice((1, 2, 3, 40))) for _ in range(500))
            index.add(Document(f"{segment} {number}", " ".join(text)) for number, text in enumerate(texts))
            index.commit()
        for _ in range(100):
            words = draw.sample(vocabulary, draw.randint(2, 4))
            query = " OR ".join(f"{word}^{draw.choice((1, 10, 99))}" for word in words)
            every = index.search(query, limit=1000, snippets=0).hits
            for limit in (1, 3, 20):
                assert index.search(query, limit=limit, snippets=0).hits == every[:limit], query

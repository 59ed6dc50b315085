"""Parts of one whole together, against grouping the ungrouped results by hand."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, Hit, Index, InvalidRequest, create_index


def documents(seed: int = 3) -> list[Document]:
    draw = random.Random(seed)
    words = "lương hưu trợ cấp thất nghiệp thai sản".split()
    made = [
        Document(
            f"d{number}",
            " ".join(draw.choices(words, k=draw.randint(1, 30))),
            group=draw.choice([None, "g1", "g2", "d7", f"g{draw.randint(3, 40)}"]),
            date=draw.choice([None, dt.date(2020, 1, draw.randint(1, 28))]),
            fields={"kind": draw.choice(["luật", "bộ luật", "nghị định"]), "pages": draw.randint(1, 3)},
        )
        for number in range(400)
    ]
    return [*made, Document("d7", "lương", group=None)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with create_index(tmp_path_factory.mktemp("grouping") / "index") as made:
        for start in range(0, 500, 150):  # several segments
            made.add(documents()[start : start + 150])
            made.commit()
        made.remove([f"d{number}" for number in range(0, 400, 13)])
        made.commit()
        yield made


def by_hand(index: Index, query: str, sort: Any) -> list[list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in index.search(query, limit=1000, snippets=0, sort=sort).hits:
        groups.setdefault(hit.id if hit.group is None else hit.group, []).append(hit)
    return list(groups.values())


@pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
@pytest.mark.parametrize("query", ["lương", "thai sản -hưu", "", "không có gì"])
@pytest.mark.parametrize("size", [None, 1, 3])
def test_a_page_of_groups_is_what_grouping_all_hits_gives(
    index: Index, query: str, sort: Any, size: int | None
) -> None:
    expected = by_hand(index, query, sort)
    for limit, offset in ((1, 0), (5, 0), (10, 7), (3, 40), (0, 0), (1000, 0)):
        results = index.search(query, limit=limit, offset=offset, snippets=0, sort=sort, group=True, group_size=size)
        shown = [
            (rank, hit.id, len(group))
            for rank, group in enumerate(expected[offset : offset + limit], offset + 1)
            for hit in group[:size]
        ]
        assert [(hit.rank, hit.id, hit.group_total) for hit in results] == shown
        assert results.groups == len(expected)
        assert results.total == sum(map(len, expected))


def test_a_hit_knows_no_total_of_its_group_where_none_was_asked_for(index: Index) -> None:
    assert {hit.group_total for hit in index.search("lương")} == {None}


@pytest.mark.parametrize("size", [0, -1, 1.5, "3"])
def test_a_size_without_meaning_is_refused(index: Index, size: Any) -> None:
    with pytest.raises(InvalidRequest, match="group_size is"):
        index.search("lương", group=True, group_size=size)


def test_the_parts_of_one_whole_are_found_by_its_name(index: Index) -> None:
    found = {hit.id for hit in index.search("", filters={"group": "g1"}, limit=1000)}
    live = [document for number, document in enumerate(documents()) if number % 13 and number != 7]
    assert found == {document.id for document in live if document.group == "g1"}
    assert {hit.id for hit in index.search("group:g1", limit=1000)} == found
    assert not index.search("", filters={"group": "g"}).hits


def test_a_filter_by_a_whole_value_finds_what_its_facet_counts(index: Index) -> None:
    for name in ("kind", "pages"):
        counted = index.search("lương", facets=[name], limit=0).facets[name]
        assert len(counted) == 3
        for value in counted:
            assert index.search("lương", filters={name: f"={value.value}"}, limit=0).total == value.count
    by_word = index.search("", filters={"kind": "luật"}, limit=0).total
    assert by_word > index.search("kind:=luật", limit=0).total > 0


def test_a_whole_value_is_asked_for_exactly(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(
            [Document("a", "x", fields={"source": " VTV  24 "}), Document("b", "x", fields={"source": "VTV 24"})]
        )
        made.commit()
        assert [hit.id for hit in made.search("", filters={"source": "= VTV  24 "})] == ["a"]
        assert [hit.id for hit in made.search("", filters={"source": ["=VTV 24", "=none"]})] == ["b"]
        assert made.search("", filters={"source": "=vtv 24"}).total == 0
        assert made.search("", filters={"other": "=x"}).problems

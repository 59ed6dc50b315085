"""Counts of field values over what was found, against counting by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, Index, InvalidRequest, create_index


def documents() -> list[Document]:
    draw = random.Random(7)
    made = []
    for number in range(300):
        year = draw.choice([None, 1999, 2019, 2020, 2020, 2021])
        date: dt.date | None = None if year is None else dt.date(year, draw.randint(1, 12), draw.randint(1, 28))
        if date is not None and number % 3 == 0:
            date = dt.datetime.combine(date, dt.time(23, 59))
        fields: dict[str, Any] = {}
        if number % 7:
            fields["source"] = draw.choice(["VTV", "Báo Mới", "VTV Digital"])
        if number % 5 == 0:
            fields["tag"] = tuple(draw.choices(["lương", "hưu", "thai sản"], k=draw.randint(0, 4)))
        made.append(
            Document(
                f"d{number}",
                draw.choice(["lương hưu", "trợ cấp thất nghiệp", "lương tối thiểu"]),
                date=date,
                fields=fields,
                group=draw.choice([None, "g1", "g2"]),
                path=f"news/{number % 4}.jsonl",
            )
        )
    return made


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with create_index(tmp_path_factory.mktemp("facets") / "index") as made:
        for start in range(0, 300, 100):  # three segments
            made.add(documents()[start : start + 100])
            made.commit()
        made.remove([f"d{number}" for number in range(0, 300, 11)])
        made.commit()
        yield made


def by_hand(query: str, values_of: Any) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for number, document in enumerate(documents()):
        if number % 11 and query in document.text:
            counted.update(set(values_of(document)))
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


VALUES = {
    "year": lambda document: [] if document.date is None else [f"{document.date.year:04}"],
    "date": lambda document: [] if document.date is None else [document.date.isoformat()[:10]],
    "source": lambda document: [document.fields["source"]] if "source" in document.fields else [],
    "tag": lambda document: document.fields.get("tag", ()),
    "group": lambda document: [] if document.group is None else [document.group],
    "path": lambda document: [document.path],
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("query", ["lương", "thất nghiệp", ""])
def test_a_facet_counts_every_document_found(index: Index, name: str, query: str) -> None:
    facets = index.search(query, limit=3, snippets=0, facets=[name]).facets
    assert [(value.value, value.count) for value in facets[name]] == by_hand(query, VALUES[name])


def test_a_facet_counts_what_passes_the_filters(index: Index) -> None:
    facets = index.search("lương", filters={"year": "2020"}, facets=["year", "source"]).facets
    assert [value.value for value in facets["year"]] == ["2020"]
    assert sum(value.count for value in facets["source"]) < facets["year"][0].count


def test_a_year_of_a_facet_is_a_filter_that_finds_as_many(index: Index) -> None:
    for value in index.search("lương", facets=["year"]).facets["year"]:
        assert index.search("lương", filters={"year": value.value}).total == value.count
        assert index.search(f"lương year:{value.value}").total == value.count


def test_what_nothing_has_is_counted_as_nothing_and_told(index: Index) -> None:
    results = index.search("lương", facets=["kind", "nope"])
    assert dict(results.facets) == {"kind": (), "nope": ()}
    assert [problem.message for problem in results.problems] == [
        "there is no field nope in this index, so nothing is counted by it"
    ]
    assert dict(index.search("?!", facets=["year"]).facets) == {"year": ()}


@pytest.mark.parametrize("facets", ["year", [1], ["title"], ["id"], ["year", "cites"]])
def test_what_cannot_be_counted_by_is_refused(index: Index, facets: Any) -> None:
    with pytest.raises(InvalidRequest, match="facets"):
        index.search("lương", facets=facets)


def test_a_text_is_no_value(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("a", "lương", fields={"note": "x" * 101, "kind": "luật"})])
        made.commit()
        assert dict(made.search("lương", facets=["note"]).facets) == {"note": ()}

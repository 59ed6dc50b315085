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


@pytest.mark.parametrize("name", ["Source", "YEAR", "Path"])
def test_a_facet_takes_the_names_that_filters_take_and_keeps_them(index: Index, name: str) -> None:
    results = index.search("lương", filters={name: "none" if name != "YEAR" else "2020"}, facets=[name])
    assert results.problems == ()
    facets = index.search("lương", facets=[name, name.lower()]).facets
    assert list(facets) == [name, name.lower()]
    assert facets[name] == facets[name.lower()] != ()


def test_a_field_that_is_not_counted_is_none_in_any_case(index: Index) -> None:
    with pytest.raises(InvalidRequest, match="not counted by Title"):
        index.search("lương", facets=["Title"])


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


OWN: dict[str, list[Any]] = {
    "ngay": ["01/07/2025", "2025-07-01", "1/7/2025 10:30", "12/2024", "2025", dt.date(2025, 7, 1), ""],
    "gia": ["1.500", "2.000", "2,5", "1.234.567", 1.5, 1.234, 1234, 2, 2.0, "  "],
    "issuer": ["Bảo hiểm xã hội (BHXH) Việt Nam", "bhxh", "BHXH", "ubnd xã", "UBND xã", 'Sở "Y tế"'],
    "kind": ["NĐ", "Nghị định", "nghị định", "QĐ-TTg"],
    "Source": ["VnExpress", "vnexpress"],
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with create_index(tmp_path_factory.mktemp("own") / "index") as made:
        made.add(
            Document(f"{name}{number}", "lương", fields={name: value})
            for name, values in OWN.items()
            for number, value in enumerate(values)
        )
        made.commit()
        yield made


@pytest.mark.parametrize("name", OWN)
def test_a_value_is_found_by_what_is_written_and_a_facet_counts_it_so(own: Index, name: str) -> None:
    counted = own.search("lương", facets=[name.lower()], limit=0).facets[name.lower()]
    assert sum(one.count for one in counted) == sum(str(value).strip() != "" for value in OWN[name])
    for one in counted:
        exactly = own.search("lương", filters={name: f"={one.value}"})
        same_number = {"2": "2.0", "2.0": "2"}.get(one.value, one.value)
        assert {str(own.get(hit.id).fields[name.lower()]) for hit in exactly} <= {one.value, same_number, "1.234"}  # type: ignore[union-attr]
        assert exactly.total >= one.count
        assert exactly.total == one.count or one.value != same_number
        if '"' not in one.value:
            assert own.search(f'{name}:"{one.value}"').total >= one.count, one.value


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ngay:2025-07", {"ngay0", "ngay1", "ngay2", "ngay5"}),
        ("ngay:=01/07/2025", {"ngay0"}),
        ("ngay:2024..2026", {"ngay0", "ngay1", "ngay2", "ngay4", "ngay5"}),
        ("gia:>=1600", {"gia1", "gia3"}),
        ("gia:1500", {"gia0"}),
        ("gia:2,5", {"gia2"}),
        ("gia:<1,3", {"gia5"}),
        ("gia:1.234", {"gia3", "gia5", "gia6"}),
        ("gia:1..2", {"gia4", "gia5", "gia7", "gia8"}),
        ("issuer:bhxh", {"issuer0", "issuer1", "issuer2"}),
        ('issuer:"ubnd xã"', {"issuer3", "issuer4"}),
        ('issuer:"Bảo hiểm xã hội (BHXH) Việt Nam"', {"issuer0"}),
        ('issuer:"bảo hiểm xã hội"', {"issuer0", "issuer1", "issuer2"}),
        ("kind:NĐ", {"kind0", "kind1", "kind2"}),
        ("source:vnexpress", {"Source0", "Source1"}),
        ("Source:=VnExpress", {"Source0"}),
    ],
)
def test_own_fields_are_asked_for_as_people_write(own: Index, query: str, found: set[str]) -> None:
    assert {hit.id for hit in own.search(query)} == found

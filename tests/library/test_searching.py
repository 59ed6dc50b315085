"""Searching: snippets, filters and facets as they are asked for, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Backend, Document, Index, InvalidRequest, create_index, open_index


def test_the_index_is_a_backend(folder: Path) -> None:
    def total(backend: Backend) -> int:
        return backend.search("tự nguyện").total

    index: Index
    with open_index(folder) as index:
        assert total(index) == 3


def test_an_empty_text_asks_for_all_documents(folder: Path) -> None:
    with open_index(folder) as index:
        assert index.search("").total == 3
        assert index.search("", filters={"id": "b"}).total == 1


def test_snippets_are_as_many_and_as_long_as_is_asked_for(tmp_path: Path) -> None:
    years = range(1990, 2026)
    text = " ".join(f"Năm {year}, mức lương hưu được điều chỉnh theo nghị định của Chính phủ." for year in years)
    with create_index(tmp_path / "long") as index:
        index.add([Document("a", text), Document("b", "Lương hưu.")])
    with open_index(tmp_path / "long") as index:
        for length in (40, 100, 240, 500):
            for count in (0, 1, 3):
                hits = index.search("lương hưu", snippets=count, snippet_length=length)
                assert len(hits) == 2
                for hit in hits:
                    assert len(hit.snippets) == (count if hit.id == "a" else min(count, 1))
                    assert all(len(snippet.text) <= length for snippet in hit.snippets)
        [whole] = index.search("id:a lương", snippets=1, snippet_length=100_000).hits[0].snippets
        assert whole.text == text


def test_of_a_hundred_words_the_lightest_alone_are_shown_too(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "của")])
        index.commit()
        [hit] = index.search("của OR " + " OR ".join(f"q{number}" for number in range(100))).hits
    assert [snippet.text for snippet in hit.snippets] == ["của"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"limit": -1},
        {"offset": -1},
        {"snippets": -1},
        {"snippet_length": 19},
        {"snippet_length": -240},
        {"snippet_length": 100.5},
        {"snippet_length": "240"},
        {"sort": "size"},
        {"group": "false"},
        {"group": -1},
        {"filters": "x"},
        {"filters": {"date": 3}},
        {"filters": {"date": ["2020", 3]}},
        {"filters": {3: "2020"}},
        {"filters": {"date": b"2020"}},
        {"filters": {"date": "2020..2018"}},
    ],
)
def test_a_search_without_meaning_is_refused(folder: Path, arguments: dict[str, Any]) -> None:
    with open_index(folder) as index, pytest.raises(InvalidRequest):
        index.search("tự nguyện", **arguments)


@pytest.mark.parametrize("options", [{"limit": 10**20}, {"offset": 2**63}, {"snippet_length": 10**20}, {"facets": 1}])
def test_numbers_that_nothing_has_are_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    with create_index(tmp_path / "index") as index, pytest.raises(InvalidRequest, match=next(iter(options))):
        index.search("a", **options)


@pytest.mark.parametrize("text", [None, b"a", 3, ["a"]])
def test_a_query_that_is_no_text_is_refused(folder: Path, text: Any) -> None:
    with open_index(folder) as index:
        for use in (index.search, index.suggest, index.near_misses, lambda text: index.matches("a", text)):
            with pytest.raises(InvalidRequest, match="give text"):
                use(text)


def test_a_filter_by_a_field_that_no_document_has_is_told(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add([Document("d", "tự nguyện", fields={"reviewer": "An", "empty": ()})])
        index.commit()
        assert index.search("tự nguyện", filters={"reviewer": "Bình"}).problems == ()
        results = index.search("tự nguyện", filters={"nope": ["x", "y"], "author": "An"})
        assert [(p.position, p.length) for p in results.problems] == [(0, 0)]
        assert "there is no field nope" in results.problems[0].message
        index.remove(["d"])
        index.commit()
        assert "there is no field reviewer" in index.search("", filters={"reviewer": "An"}).problems[0].message


def test_times_in_fields_are_filtered_counted_and_told_by_one_clock(tmp_path: Path) -> None:
    """Half past eleven at night in London is the next morning in Vietnam."""
    moment = dt.datetime(2024, 1, 1, 23, 30, tzinfo=dt.timezone.utc)
    with create_index(tmp_path) as index:
        index.add([Document("a", "tin", date=moment, fields={"seen": moment})])
        index.commit()
        assert [index.search(f"seen:{day}").total for day in ("2024-01-01", "2024-01-02", "2024-01", "2023")] == [
            0,
            1,
            1,
            0,
        ]
        found = index.search("tin", facets=["seen"])
    told = found.to_dict()["hits"][0]
    assert told["date"] == told["fields"]["seen"] == found.facets["seen"][0].value == "2024-01-02T06:30:00"


def test_facets_may_come_one_by_one(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "a", fields={"kind": "Luật"})])
        index.commit()
        facets: Any = (name for name in ["kind"])
        assert [value.value for value in index.search("a", facets=facets).facets["kind"]] == ["Luật"]

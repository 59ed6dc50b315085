from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bhxh_search.documents.document import FieldValue
from bhxh_search.search.results import (
    FacetValue,
    Hit,
    QueryProblem,
    Ranges,
    Results,
    Snippet,
    Suggestion,
)
from tests.conftest import SCHEMA

# Letters of the language, and what is hard to draw: white space of all kinds, controls, bidirectional
# overrides, markup, combining marks, wide characters.
TEXT = st.text(
    st.one_of(
        st.sampled_from("bảo hiểm xã hội ĐẶNG"),
        st.sampled_from(" \t\n\r\x0b\x1c\x85\xa0\u2028\u3000"),
        st.sampled_from("\x00\x07\x1b\x7f\x9b\u202e\u2066[31m"),
        st.sampled_from("<>&\"'/\\\u0301\u4e2d\U0001f600"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
# What a document's id may be: printable.
ID = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
COUNT = st.integers(0, 10**6)
PAGE = st.none() | st.integers(1, 500)
DATE = st.none() | st.dates() | st.datetimes()


@st.composite
def ranges_in(draw: st.DrawFn, text: str) -> Ranges:
    """Some ranges of `text`, in order, none empty and none overlapping another."""
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return tuple(zip(borders[0::2], borders[1::2], strict=False))


@st.composite
def snippets(draw: st.DrawFn) -> Snippet:
    text = draw(TEXT)
    return Snippet(
        text=text,
        start=draw(COUNT),
        page=draw(PAGE),
        cut_before=draw(st.booleans()),
        cut_after=draw(st.booleans()),
        highlights=draw(ranges_in(text)),
    )


def field_values() -> st.SearchStrategy[FieldValue]:
    dates = st.dates() | st.datetimes()
    return st.one_of(TEXT, st.integers(), st.floats(), dates, st.lists(TEXT, max_size=3).map(tuple))


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    title = draw(TEXT)
    return Hit(
        rank=draw(st.integers(1, 12)),
        score=draw(st.floats(0, 1000)),
        id=draw(ID),
        group=draw(st.none() | ID),
        group_total=draw(st.none() | st.integers(1, 12)),
        headings=tuple(draw(st.lists(TEXT, max_size=3))),
        path=draw(st.none() | TEXT),
        page=draw(PAGE),
        title=title,
        title_highlights=draw(ranges_in(title)),
        date=draw(DATE),
        fields=draw(st.dictionaries(TEXT, field_values(), max_size=3)),
        snippets=tuple(draw(st.lists(snippets(), max_size=2))),
        missing=tuple(draw(st.lists(TEXT, max_size=2))),
        repeats=draw(st.none() | ID),
    )


@st.composite
def random_results(draw: st.DrawFn) -> Results:
    """Results of every form, of documents that do not look like any that a reader would give."""
    reasons = st.sampled_from(["accents", "spelling", "keyboard", "spacing", "fewer-words"])
    facet = st.lists(st.builds(FacetValue, TEXT, COUNT), max_size=3).map(tuple)
    return Results(
        query=draw(TEXT),
        total=draw(COUNT),
        total_exact=draw(st.booleans()),
        total_all_words=draw(COUNT),
        groups=draw(st.none() | COUNT),
        took_ms=draw(st.floats(0, 1000)),
        offset=draw(COUNT),
        hits=tuple(draw(st.lists(hits(), max_size=3))),
        facets=draw(st.dictionaries(TEXT, facet, max_size=2)),
        suggestion=draw(st.none() | st.builds(Suggestion, TEXT, reasons, COUNT)),
        problems=tuple(draw(st.lists(st.builds(QueryProblem, COUNT, COUNT, TEXT), max_size=2))),
        partial=tuple(draw(st.lists(hits(), max_size=2))),
    )


def results_of(*hits: Hit, **changes: Any) -> Results:
    """Results of a plain search that holds `hits`, for tests that look at one thing only."""
    plain: dict[str, Any] = {
        "query": "lương hưu",
        "total": len(hits),
        "total_exact": True,
        "total_all_words": len(hits),
        "groups": None,
        "took_ms": 0.5,
    }
    return Results(**(plain | changes), hits=hits)


FULL = Results(
    query='"lương hưu',
    total=12,
    total_exact=False,
    total_all_words=3,
    groups=2,
    took_ms=0.75,
    offset=1,
    hits=(
        Hit(
            rank=2,
            score=4.5,
            id="luat.txt#d3",
            group="luat.txt",
            group_total=5,
            headings=("Chương V", "Mục 1"),
            path="/laws/luat.txt",
            page=7,
            title="Lương hưu",
            title_highlights=((0, 9),),
            date=dt.datetime(2020, 12, 18, 19, 19),
            fields={
                "source": "VTV",
                "views": 12,
                "ratio": 0.25,
                "seen": dt.date(2024, 6, 29),
                "tags": ("bảo hiểm", "hưu trí"),
            },
            snippets=(Snippet("mức\nlương  hưu", 40, 7, True, True, ((4, 14),)),),
        ),
    ),
    facets={"source": (FacetValue("VTV", 8), FacetValue("Báo", 4))},
    suggestion=Suggestion("lương", "fewer-words", 40),
    problems=(QueryProblem(0, 1, "the quotation mark is not closed"),),
    partial=(Hit(rank=3, score=6.0, id="tin", missing=("lương",), repeats="luat.txt#d3"),),
)


def test_a_result_has_this_json_form() -> None:
    assert json.dumps(FULL.to_dict(), ensure_ascii=False, allow_nan=False) == (
        '{"version": 1, "query": "\\"lương hưu", "total": 12, "total_exact": false, "total_all_words": 3, '
        '"groups": 2, "took_ms": 0.75, "offset": 1, "hits": [{"rank": 2, "score": 4.5, "id": "luat.txt#d3", '
        '"group": "luat.txt", "group_total": 5, "headings": ["Chương V", "Mục 1"], '
        '"path": "/laws/luat.txt", "page": 7, '
        '"title": "Lương hưu", "title_highlights": [[0, 9]], "date": "2020-12-18T19:19:00", '
        '"fields": {"source": "VTV", "views": 12, "ratio": 0.25, "seen": "2024-06-29", '
        '"tags": ["bảo hiểm", "hưu trí"]}, "snippets": [{"text": "mức\\nlương  hưu", "start": 40, "page": 7, '
        '"cut_before": true, "cut_after": true, "highlights": [[4, 14]]}], "missing": [], "repeats": null}], '
        '"facets": {"source": [{"value": "VTV", "count": 8}, {"value": "Báo", "count": 4}]}, '
        '"suggestion": {"query": "lương", "reason": "fewer-words", "total": 40}, '
        '"problems": [{"position": 0, "length": 1, "message": "the quotation mark is not closed"}], '
        '"partial": [{"rank": 3, "score": 6.0, "id": "tin", "group": null, "group_total": null, "headings": [], '
        '"path": null, "page": null, "title": "", "title_highlights": [], "date": null, "fields": {}, '
        '"snippets": [], "missing": ["lương"], "repeats": "luat.txt#d3"}]}'
    )


def test_every_key_is_there_when_nothing_is_known() -> None:
    assert results_of(Hit(rank=1, score=1.0, id="a")).to_dict() == {
        "version": 1,
        "query": "lương hưu",
        "total": 1,
        "total_exact": True,
        "total_all_words": 1,
        "groups": None,
        "took_ms": 0.5,
        "offset": 0,
        "hits": [
            {
                "rank": 1,
                "score": 1.0,
                "id": "a",
                "group": None,
                "group_total": None,
                "headings": [],
                "path": None,
                "page": None,
                "title": "",
                "title_highlights": [],
                "date": None,
                "fields": {},
                "snippets": [],
                "missing": [],
                "repeats": None,
            }
        ],
        "facets": {},
        "suggestion": None,
        "problems": [],
        "partial": [],
    }


def test_a_day_is_written_without_a_time() -> None:
    hit = Hit(rank=1, score=1.0, id="a", date=dt.date(2020, 12, 18))
    assert hit.to_dict()["date"] == "2020-12-18"


def test_midnight_is_a_time() -> None:
    hit = Hit(rank=1, score=1.0, id="a", date=dt.datetime(2020, 12, 18))
    assert hit.to_dict()["date"] == "2020-12-18T00:00:00"


def test_a_time_with_a_zone_is_written_in_that_of_vietnam_without_it() -> None:
    moment = dt.datetime(2020, 12, 18, 19, 19, tzinfo=dt.timezone.utc)
    hit = Hit(rank=1, score=1.0, id="a", fields={"seen": moment})
    assert hit.to_dict()["fields"] == {"seen": "2020-12-19T02:19:00"}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_know_is_null(number: float) -> None:
    hit = Hit(rank=1, score=1.0, id="a", fields={"ratio": number})
    assert hit.to_dict()["fields"] == {"ratio": None}


def test_results_are_their_hits() -> None:
    first, second = Hit(rank=1, score=2.0, id="a"), Hit(rank=2, score=1.0, id="b")
    results = results_of(first, second, total=40)
    assert list(results) == [first, second]
    assert len(results) == 2


def test_results_can_be_kept_in_a_set() -> None:
    assert len({FULL, FULL}) == 1


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_requires_every_key_that_it_describes() -> None:
    described = [definition for definition in SCHEMA["$defs"].values() if "required" in definition]
    assert [list(definition["properties"]) for definition in described] == [
        definition["required"] for definition in described
    ]
    assert SCHEMA["required"] == ["hits"]


@given(random_results())
def test_any_result_is_valid_by_the_schema(results: Results) -> None:
    Draft202012Validator(SCHEMA).validate(results.to_dict())


@given(random_results())
def test_any_result_can_be_written_as_strict_json_and_read_back(results: Results) -> None:
    data = results.to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


WRONG: list[tuple[str, list[str | int], object]] = [
    ("a total that is text", ["total"], "12"),
    ("a negative offset", ["offset"], -1),
    ("a reason that is not in the list", ["suggestion", "reason"], "guess"),
    ("a date in Vietnamese order", ["hits", 0, "date"], "18/12/2020"),
    ("a date with a zone", ["hits", 0, "date"], "2020-12-18T19:19:00Z"),
    ("a range with one end", ["hits", 0, "title_highlights"], [[0]]),
    ("a range between characters", ["hits", 0, "title_highlights"], [[0, 1.5]]),
    ("a null title", ["hits", 0, "title"], None),
    ("page 0", ["hits", 0, "page"], 0),
    ("a field that is an object", ["hits", 0, "fields", "source"], {}),
    ("a truth value that is a number", ["hits", 0, "snippets", 0, "cut_before"], 1),
    ("an unknown version", ["version"], 2),
]


@pytest.mark.parametrize(("place", "value"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_the_schema_refuses(place: list[str | int], value: object) -> None:
    data: Any = FULL.to_dict()
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    assert [list(error.absolute_path)[: len(place)] for error in Draft202012Validator(SCHEMA).iter_errors(data)] == [
        place
    ]


@pytest.mark.parametrize("key", list(FULL.to_dict()))
def test_the_schema_misses_a_key_that_is_not_there(key: str) -> None:
    data = FULL.to_dict()
    del data[key]
    assert not Draft202012Validator(SCHEMA).is_valid(data)


def test_the_schema_allows_keys_that_later_releases_add() -> None:
    Draft202012Validator(SCHEMA).validate(FULL.to_dict() | {"later": True})

"""Documents come back as they were."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bhxh_search import Document, create_index, open_index
from tests.library.samples import documents

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
WORDS = st.lists(st.sampled_from("bảo hiểm BHXH (BHXH) 28-NQ/TW 1/7/2025 , . \n".split(" ")), max_size=12).map(
    " ".join
)
DATES = st.one_of(st.dates(), st.datetimes())
VALUES = st.one_of(
    TEXT, st.integers(), st.floats(allow_nan=False), DATES, st.booleans(), st.lists(TEXT, max_size=3).map(tuple)
)
NAMES = st.one_of(TEXT, st.sampled_from(["number", "so_hieu", "author", "id", "date"]))
DOCUMENTS = st.builds(
    Document,
    id=st.text(st.characters(exclude_categories=["Cc"]), min_size=1, max_size=40),
    text=st.one_of(TEXT, WORDS, st.text(max_size=20)),
    title=st.one_of(TEXT, WORDS),
    path=st.none() | TEXT,
    date=st.none() | DATES,
    group=st.none() | TEXT,
    headings=st.lists(TEXT, max_size=3).map(tuple),
    pages=st.lists(st.integers(0, 10**6), max_size=3).map(sorted).map(tuple),
    fields=st.dictionaries(NAMES, VALUES, max_size=3),
)


def round_trips(tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]) -> None:
    folder = tmp_path_factory.mktemp("index")
    with create_index(folder) as index:
        index.add(given_documents)
    with open_index(folder) as index:
        last = {document.id: document for document in given_documents}
        assert list(index.ids()) == sorted(last)
        for id, document in last.items():
            assert index.get(id) == document
        assert index.search("", limit=100, snippets=0).total == len(last)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=4))
def test_any_document_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]
) -> None:
    round_trips(tmp_path_factory, given_documents)


@pytest.mark.slow
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=6))
def test_any_document_comes_back_equal_at_length(
    tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]
) -> None:
    round_trips(tmp_path_factory, given_documents)


def test_an_id_may_be_any_printable_text(tmp_path: Path) -> None:
    odd = [
        "a b",
        "../x",
        "ẩn#1",
        "*",
        "id:x",
        '"',
        "\u2028",
        "x" * 70_000,
        "😀",
        "e\u0301",
        "é",
        "\ufeff",
        "#",
        "'\\",
    ]
    with create_index(tmp_path) as index:
        index.add(documents(*odd))
    with open_index(tmp_path, write=True) as index:
        assert list(index.ids()) == sorted(odd)
        assert index.add([Document(id, "tử tuất") for id in odd]).updated == len(odd)
        index.commit()
        assert list(index.ids()) == sorted(odd)
        assert index.remove(odd).removed == len(odd)
        index.commit()
        assert list(index.ids()) == []


def test_dates_of_every_kind_come_back_as_they_were(tmp_path: Path) -> None:
    moment = dt.datetime(2020, 4, 21, 7, 0, tzinfo=dt.timezone.utc)
    document = Document("a", "x", date=moment, fields={"at": moment, "on": moment.date(), "text": "2020-04-21"})
    assert document.fields["at"] == document.date
    with create_index(tmp_path) as index:
        index.add([document])
        index.commit()
        found = index.get("a")
    assert found == document
    assert found is not None and isinstance(found.date, dt.datetime) and found.date.tzinfo is None
    assert type(found.fields["on"]) is dt.date

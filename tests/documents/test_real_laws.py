"""Real laws: every article with its number and heading, and what each document says of itself."""

from __future__ import annotations

import datetime as dt
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from bhxh_search.documents.document import Document
from bhxh_search.documents.encodings import decoded
from bhxh_search.documents.formats import extract
from bhxh_search.documents.readers import is_supported, read_file


@pytest.fixture(scope="module")
def tables(data: Path) -> Any:
    return importlib.import_module("benchmarks.laws")


@pytest.fixture(scope="module")
def laws(tables: Any, data: Path) -> dict[str, Any]:
    return {law.id: law for law in tables.whole_laws(data)}


def test_nothing_of_a_law_is_lost(laws: dict[str, Any]):
    assert len(laws) == 54
    assert [law.id for law in laws.values() if not law.is_lossless] == []


def test_nothing_of_a_file_is_lost(data: Path):
    files = [path for path in sorted((data / "files").iterdir()) if path.suffix in (".pdf", ".docx", ".txt")]
    assert len(files) >= 42
    for path in files:
        if path.suffix == ".txt":
            text = decoded(path.read_bytes()).text
        else:
            text = extract(path.read_bytes(), path.suffix).text
        parts = [item.text for item in read_file(path, path.name) if isinstance(item, Document)]
        assert "".join(parts) == text, path.name


def test_no_annex_is_left_in_a_signature(laws: dict[str, Any]):
    for law in laws.values():
        for part in law.parts:
            if part.id.endswith("#ket-thuc"):
                assert not re.search(r"\(.{0,10}kèm theo|^Phụ lục|^Mẫu", part.text, re.IGNORECASE | re.MULTILINE), (
                    law.id
                )


def test_no_part_holds_nothing_but_names(laws: dict[str, Any]):
    endings = [part.text for law in laws.values() for part in law.parts if part.id.endswith("#ket-thuc")]
    assert len(endings) >= 7
    assert [text for text in endings if not re.search("thông qua|hiệu lực thi hành", text)] == []


def test_annexes_bear_names_of_their_own(laws: dict[str, Any]):
    annexes = [part for law in laws.values() for part in law.parts if re.search("#(phu-luc|mau)[^#]*$", part.id)]
    assert len(annexes) >= 40
    # Above the tables of Decree 188/2025 no name stands.
    assert [part.id for part in annexes if "." not in part.title and "188-2025" not in part.id] == []


def test_every_article_has_its_number(tables: Any, laws: dict[str, Any]):
    for id, count in tables.KNOWN_ARTICLES.items():
        assert list(laws[id].articles) == [f"dieu-{number}" for number in range(1, count + 1)], id


def test_two_sources_give_the_same_articles(tables: Any, laws: dict[str, Any], data: Path):
    for id, other in tables.OTHER_SOURCES.items():
        articles = laws[other].articles if other in laws else tables.articles_of(data / "files" / other)
        if articles is not None:
            assert list(articles) == list(laws[id].articles)
            assert tables.same_headings(laws[id].articles, articles) == len(articles)


def test_a_word_file_of_another_law_gives_all_its_articles(tables: Any, data: Path):
    path = data / "files" / "74_2025_VL.docx"
    if is_supported(path):
        assert list(tables.articles_of(path)) == [f"dieu-{number}" for number in range(1, 56)]


def test_the_numbers_agree_where_they_are_stated(laws: dict[str, Any]):
    stating = [law for law in laws.values() if law.states_number]
    assert len(stating) >= 48
    assert [law.id for law in stating if not law.number_agrees] == []


def test_kind_number_and_year_are_those_of_the_address(tables: Any, data: Path):
    found = {name: tables.agreement(known, document) for name, known, document in tables.gazette(data)}
    assert len(found) >= 20
    assert {name: agrees for name, agrees in found.items() if not all(agrees.values())} == {}


def test_consolidated_texts_are_in_force_from_the_day_of_their_own_article(laws: dict[str, Any]):
    """The law on health insurance is in force from 1 July 2009, whatever the notes of its later texts quote."""
    texts = {id: law.parts[0] for id, law in laws.items() if re.search("so-(22|28|40|47)-vbhn-vpqh", id)}
    assert {id: one.fields["effective"] for id, one in texts.items()} == dict.fromkeys(texts, dt.date(2009, 7, 1))
    assert len(texts) == 4


@pytest.mark.slow
def test_a_query_that_names_an_article_finds_it_first(tables: Any, laws: dict[str, Any], tmp_path: Path):
    parts = [part for law in laws.values() for part in law.parts]
    assert [query for query, rank in tables.ranks(tmp_path, parts) if rank != 1] == []

"""The commands `suggest` and `similar`, facets and groups, and what `query` says of a query that finds nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, create_index
from tests.commands.running import run


@pytest.fixture(autouse=True)
def articles_and_news(here: Path) -> None:
    """In the current folder, an index of some articles of two laws and some news."""
    articles = [
        ("41#1", "Điều 1. Chế độ thai sản", "Lao động nữ sinh con hưởng bảo hiểm xã hội.", "41"),
        ("41#2", "Điều 2. Thời gian nghỉ thai sản", "Lao động nữ sinh con được nghỉ thai sản.", "41"),
        ("58#1", "Điều 3. Lương hưu", "Lương hưu của bảo hiểm xã hội.", "58"),
    ]
    with create_index("index") as index:
        index.add(Document(id, text, title=title, group=group) for id, title, text, group in articles)
        index.add(
            Document(f"news{n}", "Tin về lương hưu và bảo hiểm xã hội.", fields={"source": f"S{n:02}"})
            for n in range(12)
        )


def test_suggest_prints_what_a_beginning_may_become() -> None:
    result = run("suggest", "bao", "hi")
    assert (result.exit_code, result.output) == (0, "bảo hiểm\nbảo hiểm xã hội\n")
    assert run("suggest", "bao hi", "-n", "1").output == "bảo hiểm\n"
    assert json.loads(run("suggest", "bao hi", "--format", "json").output) == ["bảo hiểm", "bảo hiểm xã hội"]


def test_suggest_ends_with_1_when_nothing_begins_so() -> None:
    result = run("suggest", "qqq")
    assert (result.exit_code, result.output) == (1, "")
    assert json.loads(run("suggest", "qqq", "--format", "json").output) == []


def test_similar_shows_documents_like_one() -> None:
    result = run("similar", "41#1")
    assert result.exit_code == 0
    assert "Thời gian nghỉ thai sản" in result.output
    assert "Chế độ thai sản" not in result.output
    values = json.loads(run("similar", "41#1", "--format", "json", "-n", "1").output)
    assert [hit["id"] for hit in values["hits"]] == ["41#2"]
    assert run("similar", "41#1", "--format", "jsonl").output.count('"summary"') == 1


def test_similar_says_that_there_is_no_such_document() -> None:
    result = run("similar", "nope")
    assert result.exit_code == 2
    assert "there is no document 'nope' in this index" in result.stderr
    assert not result.stdout


def test_query_asks_whether_something_else_was_meant() -> None:
    result = run("query", "thai xản")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "did you mean 'thai sản'? It would find 2 documents" in result.stderr
    values = json.loads(run("query", "thai xản", "--format", "json").stdout)
    assert values["suggestion"] == {"query": "thai sản", "reason": "spelling", "total": 2}


def test_query_counts_by_fields() -> None:
    result = run("query", "lương hưu", "-n", "1", "--snippets", "0", "--facet", "source", "--facet", "year")
    assert "source:\n  1  S00\n" in result.output
    assert "  and 2 values more\n\nyear: none\n" in result.output
    facets = json.loads(run("query", "lương hưu", "--facet", "source", "--format", "json").output)["facets"]
    assert facets == {"source": [{"value": f"S{n:02}", "count": 1} for n in range(12)]}


def test_query_says_what_cannot_be_counted_by() -> None:
    result = run("query", "lương", "--facet", "title")
    assert result.exit_code == 2
    assert "documents are not counted by title" in result.stderr
    assert "there is no field nope in this index" in run("query", "lương", "--facet", "nope").stderr


def test_parts_of_a_whole_stand_under_one_rank() -> None:
    values: dict[str, Any] = json.loads(
        run("query", "thai sản OR bảo hiểm", "--group", "-n", "20", "--format", "json").output
    )
    ranks = {hit["id"]: hit["rank"] for hit in values["hits"]}
    assert ranks["41#1"] == ranks["41#2"] != ranks["58#1"]
    assert values["total"] == 15
    assert values["groups"] == 14
    shown = run("query", "thai sản", "--group", "--snippets", "0").output
    assert shown.startswith("2 documents in 1 group\n")
    assert shown.count("\n1. ") == 1
    assert "2. " not in shown.replace("Điều 2. ", "")

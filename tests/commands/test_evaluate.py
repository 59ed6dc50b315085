"""`evaluate`: how well an index answers queries that are judged."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from ir_measures import AP, P, SetF, nDCG

from benchmarks import quality
from benchmarks.collections import load
from bhxh_search import InvalidRequest, open_index
from bhxh_search.evaluation import evaluate, parse_measures, read_judgements
from tests.commands.running import run

QRELS = "query-id\tdoc-id\trelevance\nq1\tluat-41.txt#dieu-2\t1\nq1\tluat-41.txt#dieu-1\t0\nq2\tluat 58@2014\t2\n"


@pytest.fixture
def files(indexed: Path) -> Path:
    (indexed / "queries.tsv").write_text("q1\tthai sản\nq2\tlương hưu\nq4\tnghỉ\n", "utf-8")
    (indexed / "qrels.tsv").write_text(QRELS, "utf-8")
    return indexed


def test_the_measures_are_those_that_a_count_by_hand_gives(files: Path) -> None:
    output = json.loads(run("evaluate", "queries.tsv", "qrels.tsv", "--per-query", "--format", "json").stdout)
    assert (output["version"], output["queries"]) == (1, 2)
    places = {}
    with open_index("index") as index:
        for id, text, document in (("q1", "thai sản", "luat-41.txt#dieu-2"), ("q2", "lương hưu", "luat 58@2014")):
            places[id] = [hit.id for hit in index.search(text, limit=100)].index(document) + 1
    for row in output["per_query"]:
        place = places[row["id"]]
        assert row["measures"]["RR"] == pytest.approx(1 / place)
        assert row["measures"]["nDCG@10"] == pytest.approx(1 / math.log2(place + 1))
        assert row["measures"]["P@5"] == (0.2 if place <= 5 else 0)
        assert row["measures"]["R@100"] == 1
    mean = sum(1 / place for place in places.values()) / 2
    assert output["measures"]["RR"] == pytest.approx(mean)


def test_text_gives_each_query_and_the_means(files: Path) -> None:
    result = run("evaluate", "queries.tsv", "qrels.tsv", "-m", "Success@10", "-m", "R@100", "--per-query")
    assert result.exit_code == 0
    assert result.stdout.split("\n\n") == [
        "query\tSuccess@10\tR@100\nq1\t1.0000\t1.0000\nq2\t1.0000\t1.0000",
        "2 queries\nSuccess@10  1.0000\nR@100       1.0000\n",
    ]
    assert "1 query is left out: no document is judged to answer" in result.stderr


def test_what_does_not_belong_together_is_told(files: Path) -> None:
    (files / "qrels.tsv").write_text(QRELS + "q9\tnews1\t1\nq1\tnowhere\t1\n", "utf-8")
    errors = run("evaluate", "queries.tsv", "qrels.tsv").stderr
    assert "1 query is judged and not among the queries" in errors
    assert "1 of 4 judged documents not in the index: nowhere" in errors


def test_a_query_that_finds_nothing_counts_0(files: Path) -> None:
    (files / "queries.tsv").write_text("q1\tqqq\nq2\tlương hưu mức\n", "utf-8")
    output = json.loads(run("evaluate", "queries.tsv", "qrels.tsv", "-m", "RR", "--format", "json").stdout)
    assert output["measures"]["RR"] == 0.5


@pytest.mark.parametrize(
    ("queries", "qrels", "more", "says"),
    [
        ("q1\tx\n{\n", QRELS, [], "queries.tsv:2: not JSON"),
        ("q1\tx\n", "q1 0 a 1\nq1 a\n", [], "qrels.tsv:2: 2 columns; write query, 0, document, relevance"),
        ("q1\tx\n", "q1 0 a 1\nq1 0 b x\n", [], "qrels.tsv:2: the relevance 'x' is no whole number"),
        ("q1\tx\n", "q1 0 a 1\nq1 0 a 0\n", [], "qrels.tsv:2: 'a' is judged otherwise for 'q1' before"),
        ("1\tx\n", QRELS, [], "do their ids agree?"),
        ("q1\tx\n", QRELS, ["-m", "nonsense"], "'nonsense' is no measure that can be computed here"),
        ("q1\tx\n", QRELS, ["-m", "P"], "'P' is no measure"),
        ("q1\tx\n", QRELS, ["--index", "none"], "no index here yet"),
    ],
)
def test_what_cannot_be_measured_is_one_message(
    files: Path, queries: str, qrels: str, more: list[str], says: str
) -> None:
    (files / "queries.tsv").write_text(queries, "utf-8")
    (files / "qrels.tsv").write_text(qrels, "utf-8")
    result = run("evaluate", "queries.tsv", "qrels.tsv", *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_only_one_of_the_files_may_be_standard_input(files: Path) -> None:
    assert "cannot both be standard input" in run("evaluate", "-", "-").stderr
    assert run("evaluate", "-", "qrels.tsv", input="q1\tthai sản\n".encode()).exit_code == 0


def test_judgements_are_read_in_both_forms() -> None:
    expected = {"q": {"a b": 1, "c": 0}}
    assert read_judgements([b"query\tdoc\trelevance\n", b"q\ta b\t1\r\n", b"\n", b"q\tc\t0"], "f") == expected
    assert read_judgements([b"q\t0\ta b\t1\n", b"q 0 c 0\n"], "f") == expected


NO_MEASURES = (
    "",
    "P@x",
    "R@0",
    "P@-1",
    "P@'x'",
    "P@1@2",
    "P(1)@2",
    "nDCG(x=1)@3",
    "__import__('os')",
    "P@1.5",
    "RR@",
)


def test_a_measure_is_read_by_its_name_its_values_and_its_cutoff() -> None:
    names = ["AP", "nDCG@10", "P(rel=2)@5", "nDCG(dcg='exp-log2')@10", "SetF(beta=0.5)"]
    expected = [AP, nDCG @ 10, P(rel=2) @ 5, nDCG(dcg="exp-log2") @ 10, SetF(beta=0.5)]
    assert parse_measures(names) == expected


@pytest.mark.parametrize("name", [*NO_MEASURES, "α_nDCG@10"])
def test_what_is_no_measure_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_measures([name])


def test_without_ir_measures_the_message_names_the_extra(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ir_measures", None)
    result = run("evaluate", "queries.tsv", "qrels.tsv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'bhxh-search[evaluate]'" in result.stderr


def test_real_questions_give_what_the_benchmark_gives(data: Path) -> None:
    collection = load("alqac2023")
    folder = data / "alqac2023"
    with quality.built(collection) as index:
        expected = quality.evaluate(quality.ask(index, collection, str), collection)
        made = index.info().path
        files = (str(folder / "queries.jsonl"), str(folder / "qrels.tsv"))
        result = run("evaluate", *files, "--index", made, "--format", "json")
    measures = json.loads(result.stdout)["measures"]
    assert (measures["nDCG@10"], measures["R@100"]) == pytest.approx(expected)
    assert measures["nDCG@10"] > 0.89


def test_a_measure_that_looks_further_is_given_more_documents(indexed: Path) -> None:
    judgements = {"q": {f"news{n}": 1 for n in range(12)}}
    with open_index("index") as index:
        found = evaluate(index, {"q": "tin lương hưu"}, judgements, ["R@12", "R@3"], depth=3)
    assert found.means == {"R@12": 1, "R@3": 0.25}

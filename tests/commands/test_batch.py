"""`query --batch`: the lines of a file, each answered, as JSON or as a run of TREC."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import ir_measures
import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search import open_index
from bhxh_search.batch import BadLine, BatchQuery, read_queries
from bhxh_search.render.trec import to_trec, trec_id
from bhxh_search.search.results import Hit, Results
from tests.commands.running import run
from tests.conftest import SCHEMA

QUERIES = 'thai sản\n\nq2\tlương hưu\n{"id": "q3", "text": "không có gì ở đây xyz"}\n{"text": "nghỉ", "note": 1}\n'


def asked(text: str) -> list[BatchQuery | BadLine]:
    return list(read_queries(text.encode().splitlines(keepends=True)))


def test_a_line_is_a_query_or_an_id_and_a_query_or_json() -> None:
    assert asked(QUERIES) == [
        BatchQuery("1", "thai sản", 1),
        BatchQuery("q2", "lương hưu", 3),
        BatchQuery("q3", "không có gì ở đây xyz", 4),
        BatchQuery("5", "nghỉ", 5),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes"),
        ('{"a":' * 100_000, "not JSON: nested too deeply"),
        ('{"id": "x"}', 'no "text", which is to be the query'),
        ('{"text": " "}', 'no "text", which is to be the query'),
        ('{"text": 5}', 'no "text", which is to be the query'),
        ('{"text": "a", "id": true}', 'an "id" that is no text and no whole number'),
        ('{"text": "a", "id": null}', 'an "id" that is no text and no whole number'),
        ("\ttext", "no id; write id, tab, text"),
        ("id\t", "no text; write id, tab, text"),
        ("1", None),
        ("a\tb\tc", None),
    ],
)
def test_a_line_that_holds_no_query_is_told(line: str, reason: str | None) -> None:
    [read] = asked(line)
    assert (read.reason if isinstance(read, BadLine) else None) == reason


def test_an_id_that_came_before_is_told_with_its_line() -> None:
    assert asked('a\tx\n2\n{"id": 2, "text": "y"}\na\tz\n') == [
        BatchQuery("a", "x", 1),
        BatchQuery("2", "2", 2),
        BadLine(3, "the id '2' came in line 2 already"),
        BadLine(4, "the id 'a' came in line 1 already"),
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_a_query() -> None:
    assert list(read_queries([b"\xef\xbb\xbfa\r\n", b"b\xff\r\n"])) == [
        BatchQuery("1", "a", 1),
        BadLine(2, "not UTF-8"),
    ]


@given(st.lists(st.binary()))
def test_any_lines_are_read(lines: list[bytes]) -> None:
    read = list(read_queries(lines))
    assert [one.line for one in read] == sorted({one.line for one in read})
    ids = [one.id for one in read if isinstance(one, BatchQuery)]
    assert len(ids) == len(set(ids))


def test_each_answer_is_a_line_of_json_in_the_order_of_the_queries(indexed: Path) -> None:
    (indexed / "queries.txt").write_text(QUERIES, "utf-8")
    result = run("query", "--batch", "queries.txt", "-n", "2", "--facet", "kind")
    assert (result.exit_code, result.stderr) == (0, "")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["1", "q2", "q3", "5"]
    with open_index("index") as index:
        for answer in answers:
            jsonschema.validate(answer, SCHEMA)
            alone = index.search(answer["query"], limit=2, facets=["kind"]).to_dict()
            del answer["id"], answer["took_ms"], alone["took_ms"]
            assert answer == json.loads(json.dumps(alone))


def test_standard_input_is_answered_as_it_comes(indexed: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "bhxh_search", "query", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    for line in ("thai sản\n", "lương\n"):
        child.stdin.write(line.encode())
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["query"] == line.strip()
    child.stdin.close()
    child.stdout.close()
    assert child.wait(timeout=60) == 0


def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(indexed: Path) -> None:
    (indexed / "queries.txt").write_text("{oops\nlương\n", "utf-8")
    result = run("query", "--batch", "queries.txt")
    assert result.exit_code == 2
    assert "queries.txt:1: not JSON" in result.stderr
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["2"]


def test_nothing_found_by_any_query_is_status_1(indexed: Path) -> None:
    assert run("query", "--batch", "-", input=b"qqq\nxxx\n").exit_code == 1
    assert run("query", "--batch", "-", input=b"").exit_code == 1


def test_a_batch_without_queries_is_told(seed_index: Path) -> None:
    done = run("query", "--index", str(seed_index), "--batch", "-", input=b"")
    assert (done.exit_code, "no query in it" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x", "--batch", "news.txt"], "give TEXT or --batch FILE, not both"),
        (["--batch", "none.txt"], "none.txt: No such file"),
        (["--batch", "."], "is a directory"),
        (["--batch", "news.txt", "--format", "text"], "--batch answers in jsonl or trec, not in text"),
        (["--batch", "news.txt", "--format", "trec", "--group"], "leave --group out"),
        (["--batch", "news.txt", "--format", "trec", "--run-name", "a b"], "--run-name: blanks part the columns"),
        (["lương", "--format", "trec"], "--format trec is for --batch"),
        (["--batch", "news.txt", "--filter", "date=x"], "is no date"),
    ],
)
def test_options_that_do_not_go_together_are_told(indexed: Path, arguments: list[str], says: str) -> None:
    result = run("query", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_run_says_what_a_search_finds_and_trec_readers_read_it(indexed: Path) -> None:
    (indexed / "queries.txt").write_text(QUERIES, "utf-8")
    result = run("query", "--batch", "queries.txt", "--format", "trec", "--run-name", "mine", "-n", "20")
    assert result.exit_code == 0
    (indexed / "run.txt").write_text(result.stdout, "utf-8")
    read: dict[str, list[tuple[float, str]]] = {}
    for scored in ir_measures.read_trec_run("run.txt"):
        read.setdefault(scored.query_id, []).append((-scored.score, scored.doc_id))
    with open_index("index") as index:
        for id, text in {"1": "thai sản", "q2": "lương hưu", "5": "nghỉ"}.items():
            # trec_eval orders by score, and equal ones by id, the last first.
            assert [doc for _, doc in sorted(read[id])] == [trec_id(hit.id) for hit in index.search(text, limit=20)]
    assert set(read) == {"1", "q2", "5"}
    assert all(line.split()[1] == "Q0" and line.split()[5] == "mine" for line in result.stdout.splitlines())


def test_white_space_in_an_id_is_written_as_in_an_address() -> None:
    assert trec_id("Luật BHXH@32 100%\u00a0a") == "Luật%20BHXH@32%20100%25%C2%A0a"


def test_scores_of_a_run_fall_strictly_in_single_precision() -> None:
    hits = tuple(Hit(rank, score, f"d{rank}") for rank, score in enumerate((2.0, 2.0, 2.0, 1.0, 3.0), 1))
    lines = to_trec("q", Results("", 5, True, 5, None, 0.0, hits=hits), "r").splitlines()
    scores = [np.float32(line.split()[4]) for line in lines]
    assert scores[0] == 2
    assert scores[3] == 1
    assert all(after < before for before, after in pairwise(scores))


def test_what_was_not_understood_is_told_beside_a_run(indexed: Path) -> None:
    result = run("query", "--batch", "-", "--format", "trec", input="(lương\n".encode())
    assert "standard input:1: this parenthesis is not closed" in result.stderr


def test_a_reader_that_has_seen_enough_ends_the_batch_quietly(indexed: Path) -> None:
    (indexed / "many.txt").write_text("lương hưu\n" * 2000, "utf-8")
    command = f"{sys.executable} -m bhxh_search query --batch many.txt"
    done = subprocess.run(f"{command} | head -1", shell=True, capture_output=True, timeout=60, check=False)
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")

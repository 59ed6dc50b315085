"""`query`: its text, filters and output, and what it says where little is found."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.commands.running import query, run
from tests.commands.terminals import in_terminal
from tests.conftest import SCHEMA


def test_the_demo_shows_the_match_in_one_piece(seed_index: Path) -> None:
    result = query(seed_index, "bảo hiểm tự nguyện", "--color", "always")
    assert result.exit_code == 0
    assert "\x1b[1;31mBHXH tự nguyện\x1b[0m" in result.stdout


def test_output_that_is_no_terminal_has_no_colour(seed_index: Path) -> None:
    assert "\x1b" not in query(seed_index, "bảo hiểm tự nguyện").stdout


@pytest.mark.parametrize("words", [["bảo", "hiểm", "tự", "nguyện"], ["bảo hiểm", "tự nguyện"]])
def test_several_texts_are_one_query(seed_index: Path, words: list[str]) -> None:
    assert json.loads(query(seed_index, *words, "--format", "json").stdout)["query"] == "bảo hiểm tự nguyện"


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["-BHXH", "bảo hiểm"], "-BHXH bảo hiểm"),
        (["tự", "-nhà"], "tự -nhà"),
        (["-n5", "tự"], "-n5 tự"),
        (["tự", "--", "--limit", "-n"], "tự --limit -n"),
        (["tự", "-n", "1"], "tự"),
        (["--limit=1", "tự"], "tự"),
    ],
)
def test_only_an_exact_option_is_one(seed_index: Path, arguments: list[str], asked: str) -> None:
    folder = str(seed_index)
    result = run("query", "--index", folder, "--format", "json", *arguments)
    assert json.loads(result.stdout)["query"] == asked


def test_every_json_output_keeps_to_the_schema(seed_index: Path) -> None:
    for text in ("bảo hiểm", "không có gì ở đây xyz", '( "', "date:2020", "-BHXH"):
        output = json.loads(query(seed_index, text, "--format", "json").stdout)
        jsonschema.validate(output, SCHEMA)


def test_json_lines_are_hits_and_a_summary(seed_index: Path) -> None:
    lines = [json.loads(line) for line in query(seed_index, "bảo hiểm", "--format", "jsonl").stdout.splitlines()]
    jsonschema.validate(lines[0], {"$ref": "#/$defs/hit", "$defs": SCHEMA["$defs"]})
    jsonschema.validate(lines[1], {"$ref": "#/$defs/summary", "$defs": SCHEMA["$defs"]})
    assert len(lines) == 2


def test_snippets_are_as_long_as_is_asked_for(seed_index: Path) -> None:
    for length in (20, 80, 500):
        found = query(seed_index, "tự nguyện", "--snippet-length", str(length), "--format", "json")
        snippets = json.loads(found.stdout)["hits"][0]["snippets"]
        assert max(len(snippet["text"]) for snippet in snippets) in range(length // 2, length + 1)
    refused = query(seed_index, "tự nguyện", "--snippet-length", "5")
    assert refused.exit_code == 2
    assert "--snippet-length" in refused.stderr


def test_nothing_found_is_status_1_and_still_json(seed_index: Path) -> None:
    result = query(seed_index, "bào hiểm", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["total"] == 0


def test_nothing_found_says_what_would_be(seed_index: Path) -> None:
    result = query(seed_index, "bào hiểm")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "did you mean 'bảo hiểm'? It would find 1 document" in result.stderr
    assert "'hiểm' would find 1 document" in result.stderr


def test_a_page_of_text_is_a_query_too(seed_index: Path) -> None:
    result = query(seed_index, "xe buýt đường dài " * 2000)
    assert result.exit_code == 1
    assert len(result.stderr) < 300


def test_a_filter_narrows(seed_index: Path) -> None:
    assert query(seed_index, "bảo hiểm", "--filter", "date=2020-12").exit_code == 0
    assert query(seed_index, "bảo hiểm", "--filter", "date=2019").exit_code == 1
    assert query(seed_index, "bảo hiểm", "--filter", "date=2019", "--filter", "date=2020").exit_code == 0


def test_what_would_be_found_passes_the_filters(seed_index: Path) -> None:
    for given, code in {"date>=2020": 0, "date>2020": 1, "date<=2019": 1, "date<2021": 0, "date=>=2020": 0}.items():
        assert query(seed_index, "bảo hiểm", "--filter", given).exit_code == code, given
    for given in ("date", ">=2020", "=2020", "", "date>="):
        assert query(seed_index, "bảo hiểm", "--filter", given).exit_code == 2, given
    assert "would find 1 document" in query(seed_index, "bào hiểm", "--filter", "date=2020").stderr
    assert "would find" not in query(seed_index, "bào hiểm", "--filter", "date=2019").stderr


def test_a_filter_without_meaning_is_an_error(seed_index: Path) -> None:
    for value in ("date", "date=gestern", "=x"):
        result = query(seed_index, "bảo", "--filter", value)
        assert result.exit_code == 2
        assert result.stdout == ""


def test_a_filter_by_a_field_that_is_none_is_told(seed_index: Path) -> None:
    result = query(seed_index, "bảo hiểm", "--filter", "nope=x")
    assert result.exit_code == 1
    assert "bhxh-search: there is no field nope in this index" in result.stderr
    output = json.loads(query(seed_index, "bảo hiểm", "--filter", "nope=x", "--format", "json").stdout)
    jsonschema.validate(output, SCHEMA)
    assert [problem["length"] for problem in output["problems"]] == [0]


def test_of_a_large_group_people_see_the_best_and_how_many_there_are(here: Path) -> None:
    lines = (json.dumps({"id": f"luat#{n}", "group": "luat", "text": "lương hưu " * n}) for n in range(1, 8))
    (here / "luat.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("index", "luat.jsonl")
    shown = run("query", "lương hưu", "--group").stdout
    assert (shown.count("luat#"), "and 4 more documents of it" in shown) == (3, True)
    assert run("query", "lương hưu", "--group", "--group-size", "7").stdout.count("luat#") == 7
    assert len(json.loads(run("query", "lương hưu", "--group", "--format", "json").stdout)["hits"]) == 7


def test_what_was_not_understood_is_told(seed_index: Path) -> None:
    result = query(seed_index, "(bảo hiểm")
    assert result.exit_code == 0
    assert "this parenthesis is not closed" in result.stderr


def test_a_query_is_answered_in_a_folder_that_was_removed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.txt").write_text("bảo hiểm", "utf-8")
    assert run("index", "a.txt").exit_code == 0
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    for command in (["query", "bảo"], ["show", "a.txt"]):
        done = run(*command, "--index", str(here / "index"))
        assert (done.exit_code, done.stderr) == (0, "")
    monkeypatch.chdir(here)


def test_where_nothing_matches_a_terminal_shows_documents_with_a_part_of_the_query(seed_index: Path) -> None:
    text = "bảo hiểm phi thuyền"
    status, shown = in_terminal("query", text, "--index", str(seed_index), "--color", "never", PAGER="cat")
    assert status == 1
    assert f"nothing found for '{text}'" in shown
    assert "With only a part of what was asked for:" in shown and "missing: phi thuyền" in shown
    status, shown = in_terminal("query", text, "--index", str(seed_index), "--no-partial", PAGER="cat")
    assert status == 1 and "missing" not in shown
    assert query(seed_index, text).stdout == ""  # nor is anything found for a program
    [summary] = map(json.loads, query(seed_index, text, "--format", "jsonl").stdout.splitlines())
    assert [hit["missing"] for hit in summary["summary"]["partial"]] == [["phi thuyền"]]

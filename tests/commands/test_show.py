"""`show`: a whole document, with the words of a query marked in it."""

from __future__ import annotations

import json
from pathlib import Path

from bhxh_search import Document, open_index
from tests.commands.running import run


def test_a_document_is_shown_whole_in_its_own_lines(here: Path) -> None:
    result = run("show", "luat 58@2014")
    assert result.exit_code == 0
    head, body = result.stdout.split("\n\n", 1)
    assert head.splitlines() == [
        "Điều 3. Lương hưu",
        "/docs/luat-58.txt",
        "id: luat 58@2014",
        "kind: luật",
    ]
    assert body == "Lương hưu của bảo hiểm xã hội.\n\nMức lương hưu.\n"


def test_the_words_of_a_query_are_marked(here: Path) -> None:
    result = run("show", "luat 58@2014", "--query", "luong huu", "--color", "always")
    assert result.stdout.endswith(
        "\x1b[1;31mLương hưu\x1b[0m của bảo hiểm xã hội.\n\nMức \x1b[1;31mlương hưu\x1b[0m.\n"
    )


def test_json_gives_the_document_and_ranges_of_its_text(here: Path) -> None:
    shown = json.loads(run("show", "luat 58@2014", "--query", "lương hưu", "--format", "json").stdout)
    with open_index("index") as index:
        document = index.get("luat 58@2014")
    assert document is not None
    assert shown["text"] == document.text
    assert [document.text[start:end] for start, end in shown["matches"]] == ["Lương hưu", "lương hưu"]
    assert set(shown) == {
        *("version", "id", "title", "text", "path", "date", "group", "headings", "pages", "fields", "matches")
    }


def test_a_query_that_marks_nothing_is_status_1_and_the_document_is_shown(here: Path) -> None:
    result = run("show", "news1", "--query", "thai sản")
    assert result.exit_code == 1
    assert "Tin về lương hưu" in result.stdout
    assert "nothing of the query stands in the text" in result.stderr


def test_an_id_that_there_is_not_is_one_message(here: Path) -> None:
    result = run("show", "nope\x1b[31m")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no document 'nope" in result.stderr
    assert "\x1b" not in result.stderr


def test_nothing_of_a_document_steers_the_terminal(here: Path) -> None:
    with open_index("index", write=True) as index:
        text = "một\x1b]0;x\x07\r\nhai\x9b31m\u202e\tba"
        index.add([Document("bad", text, title="\x1b[2J", path="/a\x1b]8;;x", fields={"k": "\x1b[1m"})])
    for more in ([], ["--query", "hai", "--color", "always", "--hyperlinks", "always"]):
        shown = run("show", "bad", *more).stdout
        for ours in ("\x1b[1;31m", "\x1b[1m", "\x1b[35m", "\x1b[0m", "\x1b]8;;file://", "\x1b]8;;\x1b\\", "\x1b\\"):
            shown = shown.replace(ours, "")
        assert not {c for c in shown if not c.isprintable()} - {"\n", "\t"}
    assert "một\ufffd]0;x\ufffd\nhai\ufffd31m\ufffd\tba" in run("show", "bad").stdout

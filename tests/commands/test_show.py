"""`show`: a whole document, with the words of a query marked in it."""

from __future__ import annotations

import json
from pathlib import Path

from bhxh_search import Document, open_index
from tests.commands.running import run
from tests.conftest import PROJECT


def test_a_document_is_shown_whole_in_its_own_lines(indexed: Path) -> None:
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


def test_an_id_of_nothing_is_told_as_such(indexed: Path) -> None:
    result = run("show", "")
    assert (result.exit_code, "there is no document ''" in result.stderr) == (2, True)


def test_the_words_of_a_query_are_marked(indexed: Path) -> None:
    result = run("show", "luat 58@2014", "--query", "luong huu", "--color", "always")
    assert result.stdout.endswith(
        "\x1b[1;31mLương hưu\x1b[0m của bảo hiểm xã hội.\n\nMức \x1b[1;31mlương hưu\x1b[0m.\n"
    )


def test_json_gives_the_document_and_ranges_of_its_text(indexed: Path) -> None:
    shown = json.loads(run("show", "luat 58@2014", "--query", "lương hưu", "--format", "json").stdout)
    with open_index("index") as index:
        document = index.get("luat 58@2014")
    assert document is not None
    assert shown["text"] == document.text
    assert [document.text[start:end] for start, end in shown["matches"]] == ["Lương hưu", "lương hưu"]
    assert set(shown) == {
        *("version", "id", "title", "text", "path", "date", "group", "headings", "pages", "fields", "matches")
    }


def test_a_query_that_marks_nothing_is_status_1_and_the_document_is_shown(indexed: Path) -> None:
    result = run("show", "news1", "--query", "thai sản")
    assert result.exit_code == 1
    assert "Tin về lương hưu" in result.stdout
    assert "nothing of the query stands in the text" in result.stderr


def test_a_law_is_shown_by_its_table_of_contents(indexed: Path) -> None:
    law = (PROJECT / "tests" / "golden" / "law" / "law.txt").read_bytes()
    (indexed / "luat.txt").write_bytes(law)
    assert run("index", "luat.txt").exit_code == 0
    shown = run("show", "luat.txt").stdout.splitlines()
    assert shown[-1].endswith("[luat.txt#ket-thuc]")
    assert shown[:-1] == [
        "Luật Bảo hiểm xã hội 58/2014/QH13",
        "  Luật Bảo hiểm xã hội 58/2014/QH13  [luat.txt#mo-dau]",
        "  Chương I NHỮNG QUY ĐỊNH CHUNG",
        "    Điều 1. Phạm vi điều chỉnh  [luat.txt#dieu-1]",
        "    Điều 2. Đối tượng áp dụng  [luat.txt#dieu-2]",
        "  Chương II BẢO HIỂM XÃ HỘI BẮT BUỘC",
        "    Mục 1 CHẾ ĐỘ ỐM ĐAU",
        "      Điều 3. Điều kiện hưởng chế độ ốm đau  [luat.txt#dieu-3]",
        "    Mục 2 CHẾ ĐỘ HƯU TRÍ",
        "      Điều 4. Hiệu lực thi hành  [luat.txt#dieu-4]",
    ]
    contents = json.loads(run("show", "luat.txt", "--format", "json").stdout)
    assert (contents["id"], contents["parts"][1]["id"]) == ("luat.txt", "luat.txt#dieu-1")
    refused = run("show", "luat.txt", "--query", "x")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_of_each_whole_only_so_many_parts_are_shown_and_the_others_counted(indexed: Path) -> None:
    result = run("query", "thai sản", "--group", "--group-size", "1", "--snippets", "0")
    assert result.stdout.splitlines()[0] == "2 documents in 1 group"
    assert result.stdout.splitlines()[-1] == "   and 1 more document of it"
    assert result.stdout.count("Điều ") == 1
    refused = run("query", "thai sản", "--group-size", "1")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_an_id_that_there_is_not_is_one_message(indexed: Path) -> None:
    result = run("show", "nope\x1b[31m")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no document 'nope" in result.stderr
    assert "\x1b" not in result.stderr


def test_nothing_of_a_document_steers_the_terminal(indexed: Path) -> None:
    with open_index("index", write=True) as index:
        text = "một\x1b]0;x\x07\r\nhai\x9b31m\u202e\tba"
        index.add([Document("bad", text, title="\x1b[2J", path="/a\x1b]8;;x", fields={"k": "\x1b[1m"})])
    for more in ([], ["--query", "hai", "--color", "always", "--hyperlinks", "always"]):
        shown = run("show", "bad", *more).stdout
        for ours in ("\x1b[1;31m", "\x1b[1m", "\x1b[35m", "\x1b[0m", "\x1b]8;;file://", "\x1b]8;;\x1b\\", "\x1b\\"):
            shown = shown.replace(ours, "")
        assert not {c for c in shown if not c.isprintable()} - {"\n", "\t"}
    assert "một\ufffd]0;x\ufffd\nhai\ufffd31m\ufffd\tba" in run("show", "bad").stdout

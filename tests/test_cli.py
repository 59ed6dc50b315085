"""The commands, as a person types them: what they print, where, and the exit status."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from bhxh_search import open_index
from bhxh_search.cli import main
from tests.conftest import PROJECT
from tests.documents import samples

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "result.schema.json").read_text(encoding="utf-8"))


def run(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input)


def process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bhxh_search", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BHXH_SEARCH_INDEX", raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def seed_index(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("seed") / "index"
    assert run("index", str(seeds), "--index", str(folder)).exit_code == 0
    yield folder


def query(folder: Path, *arguments: str) -> Result:
    return run("query", "--index", str(folder), *arguments)


# index


def test_indexing_ends_with_a_line_that_counts(here: Path, seeds: Path) -> None:
    result = run("index", str(seeds))
    assert result.exit_code == 0
    assert result.stdout.startswith("1 file, 1 document (1 added, 0 updated, 0 removed, 0 unchanged, 0 skipped), ")
    assert (here / "index").is_dir()


@pytest.mark.parametrize("size", ["10000000", "20000KB", "10 MiB", "2gb"])
def test_the_memory_for_indexing_may_be_given(here: Path, size: str) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    for more in ([], ["--rebuild"]):
        result = run("index", "a.txt", "--memory", size, *more)
        assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("size", ["", "0", "-5", "MB", "512 MX", "1.5GB", "lots"])
def test_a_size_of_memory_that_is_none_is_refused(here: Path, size: str) -> None:
    result = run("index", ".", "--memory", size)
    assert result.exit_code == 2
    assert "give one such as 512MB or 2GB" in result.stderr
    assert not (here / "index").exists()


def test_so_little_memory_that_indexing_takes_many_times_as_long_is_refused(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    result = run("index", "a.txt", "--memory", "1kB")
    assert result.exit_code == 2
    assert "less than 10MB is too little" in result.stderr
    assert not (here / "index").exists()


@pytest.mark.parametrize("more", [["--dry-run"], []])
def test_a_glob_that_excludes_nothing_is_told(here: Path, more: list[str]) -> None:
    (here / "d").mkdir()
    for name in ("a.txt", "secret.txt", "b.tmp", ".hidden.txt"):
        (here / "d" / name).write_text("lương hưu", encoding="utf-8")
    globs = ["d/secret.txt", "*.tmp", "!a.txt", ".git/", "nháp/"]
    result = run("index", "d", *more, *(f"--exclude={glob}" for glob in globs))
    assert result.exit_code == 0
    told = [line for line in result.stderr.splitlines() if "exclude: " in line]
    assert [line.split("exclude: ")[1].split(" excluded nothing")[0] for line in told] == [
        globs[0],
        globs[4],
    ]
    assert "exclude: " not in run("index", "d", *more, "--exclude", "secret.txt").stderr
    assert "exclude: " not in run("index", "--rebuild", "d").stderr


@pytest.mark.parametrize(
    ("paths", "globs"),
    [
        (["."], ["index", "d/old"]),
        (["."], ["index/*.columns", "d/old"]),
        (["d"], ["old", "old/secret.txt"]),
        (["d"], ["old", "secret.txt"]),
        (["d/new"], ["old", "secret.txt"]),
        (["d/new/a.txt"], ["b.txt"]),
        (["e.txt"], ["b.txt"]),
        (["d", "e.txt"], ["b.txt"]),
    ],
)
def test_a_glob_is_no_slip_where_what_it_names_is_passed_over_anyway_or_elsewhere(
    here: Path, paths: list[str], globs: list[str]
) -> None:
    for name in ("d/new/a.txt", "d/old/secret.txt", "e.txt"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("lương hưu", encoding="utf-8")
    run("index", "d", "--exclude", "old")
    result = run("index", *paths, *(f"--exclude={glob}" for glob in globs))
    assert result.exit_code == 0
    assert "exclude: " not in result.stderr


def test_indexing_again_changes_nothing(here: Path, seeds: Path) -> None:
    run("index", str(seeds))
    before = sorted(path.name for path in (here / "index").iterdir())
    assert "(0 added, 0 updated, 0 removed, 1 unchanged, 0 skipped)" in run("index", str(seeds)).stdout
    assert sorted(path.name for path in (here / "index").iterdir()) == before


def test_a_changed_and_a_vanished_file_are_brought_up_to_date(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("lương hưu", encoding="utf-8")
    (docs / "b.txt").write_text("trợ cấp", encoding="utf-8")
    run("index", "docs")
    (docs / "a.txt").write_text("tử tuất", encoding="utf-8")
    (docs / "b.txt").unlink()
    assert "(0 added, 1 updated, 1 removed, 0 unchanged, 0 skipped)" in run("index", "docs").stdout
    assert run("query", "lương").exit_code == 1
    assert run("query", "tuất").exit_code == 0


def test_what_cannot_be_read_is_named_and_the_rest_is_indexed(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "good.txt").write_text("bảo hiểm", encoding="utf-8")
    (docs / "empty.txt").write_bytes(b"")
    (docs / "binary.txt").write_bytes(b"\x00\x01\x02")
    (docs / "latin.txt").write_bytes("bảo hiểm à".encode()[:-1])
    (docs / "lines.jsonl").write_text('{"id": "one", "text": "bảo hiểm một"}\n[1]\n', encoding="utf-8")
    (docs / "photo.png").write_bytes(b"\x89PNG")
    (docs / ".hidden.txt").write_text("bảo hiểm ẩn", encoding="utf-8")
    result = run("index", "docs")
    assert result.exit_code == 0
    assert "2 documents (2 added" in result.stdout
    assert "4 skipped" in result.stdout
    for name in ("empty.txt: empty", "binary.txt: binary", "latin.txt: in no known encoding", "lines.jsonl:2: "):
        assert name in result.stderr
    assert "1 file of other kinds (.png 1)" in result.stderr
    assert "hidden" not in result.stderr


def test_standard_input_is_one_document(here: Path) -> None:
    result = run("index", "-", input="Bảo hiểm xã hội tự nguyện.".encode())
    assert result.exit_code == 0
    found = json.loads(run("query", "tự nguyện", "--format", "json").stdout)
    assert [hit["id"] for hit in found["hits"]] == ["-"]


def test_a_law_from_standard_input_is_its_articles_and_the_next_text_replaces_them_all(here: Path) -> None:
    law = (PROJECT / "tests" / "golden" / "law" / "law.txt").read_bytes()
    assert "1 file, 6 documents (6 added" in run("index", "-", input=law).stdout
    assert json.loads(run("query", "id:-#dieu-3", "--format", "json").stdout)["total"] == 1
    assert "1 file, 1 document (1 added, 0 updated, 6 removed" in run("index", "-", input=b"one").stdout
    assert "1 file, 6 documents (6 added, 0 updated, 1 removed" in run("index", "-", input=law).stdout


def test_standard_input_may_be_indexed_again(here: Path) -> None:
    run("index", "-", input=b"one")
    assert "(0 added, 1 updated" in run("index", "-", input=b"two").stdout


def test_an_id_that_comes_twice_is_one_document(here: Path) -> None:
    (here / "a.jsonl").write_text('{"id": "x", "text": "một"}\n{"id": "x", "text": "hai"}\n', encoding="utf-8")
    assert "1 file, 1 document (1 added, 0 updated, 0 removed, 0 unchanged" in run("index", "a.jsonl").stdout


def test_a_run_that_can_read_nothing_leaves_no_new_index(here: Path) -> None:
    (here / "empty.txt").write_bytes(b"")
    result = run("index", "empty.txt", "--index", "new")
    assert result.exit_code == 2
    assert "empty.txt: empty" in result.stderr
    assert not (here / "new").exists()


def test_your_own_abbreviations_are_kept(here: Path) -> None:
    (here / "a.txt").write_text("Công nhân trong KCN Tân Tạo", encoding="utf-8")
    (here / "own.abbr").write_text("# ghi chú\nKCN = khu công nghiệp\n", encoding="utf-8")
    assert run("index", "a.txt", "--abbreviations", "own.abbr").exit_code == 0
    assert run("query", '"khu công nghiệp tân tạo"').exit_code == 0
    assert "KCN = khu công nghiệp" in run("info").stdout


def test_other_abbreviations_ask_for_a_rebuild_and_get_it(here: Path) -> None:
    (here / "a.txt").write_text("Công nhân trong KCN Tân Tạo", encoding="utf-8")
    (here / "own.abbr").write_text("KCN = khu công nghiệp\n", encoding="utf-8")
    run("index", "a.txt")
    result = run("index", "a.txt", "--abbreviations", "own.abbr")
    assert result.exit_code == 2
    assert "--rebuild" in result.stderr
    assert run("index", "--rebuild", "--abbreviations", "own.abbr").exit_code == 0
    assert run("query", '"khu công nghiệp"').exit_code == 0


@pytest.mark.parametrize("bad", ["ABC", "KCN = kho chứa nước", "kcn = khu công nghệ", "A B = x y", "X = một chữ"])
def test_a_bad_abbreviation_line_is_named(here: Path, bad: str) -> None:
    (here / "own.abbr").write_text(f"KCN = khu công nghiệp\n{bad}\n", encoding="utf-8")
    (here / "a.txt").write_text("a", encoding="utf-8")
    result = run("index", "a.txt", "--abbreviations", "own.abbr")
    assert result.exit_code == 2
    assert "own.abbr:2" in result.stderr
    assert not (here / "index").exists()


def test_a_root_can_be_forgotten(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    assert run("index", "--forget", "a.txt").stdout == "1 document removed\n"
    assert run("query", "lương").exit_code == 1


def test_forgetting_what_is_no_root_names_the_roots(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    result = run("index", "--forget", "b.txt")
    assert result.exit_code == 2
    assert str(here / "a.txt") in result.stderr


def test_two_roots_with_one_id_are_an_error_and_a_prefix_mends_it(here: Path) -> None:
    for folder, text in (("x", "lương hưu"), ("y", "tử tuất")):
        (here / folder).mkdir()
        (here / folder / "same.txt").write_text(text, encoding="utf-8")
    run("index", "x")
    result = run("index", "y")
    assert result.exit_code == 2
    assert str(here / "x" / "same.txt") in result.stderr
    assert str(here / "y" / "same.txt") in result.stderr
    assert run("index", "y", "--prefix", "y").exit_code == 0
    found = json.loads(run("query", "tuất", "--format", "json").stdout)
    assert [hit["id"] for hit in found["hits"]] == ["y/same.txt"]


# query


def test_the_demo_shows_the_match_in_one_piece(seed_index: Path) -> None:
    result = query(seed_index, "bảo hiểm tự nguyện", "--color", "always")
    assert result.exit_code == 0
    assert "\x1b[1;31mBHXH tự nguyện\x1b[0m" in result.stdout


def test_without_compiled_code_of_whoosh_nothing_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("lương hưu", "utf-8")
    for command in (["index", "a.txt"], ["optimize"]):
        fresh = ["-W", "always::SyntaxWarning", "-W", "always:invalid escape:DeprecationWarning"]
        done = subprocess.run(
            [
                sys.executable,
                *fresh,
                "-X",
                f"pycache_prefix={tmp_path / f'cache of {command[0]}'}",
                "-m",
                "bhxh_search",
                *command,
            ],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")


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


# Bad input: one message on standard error, status 2, nothing on standard output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "x"], "no index here yet"),
        (["info"], "no index here yet"),
        (["index", "missing"], "missing: no such file or folder"),
        (["index", ""], "a PATH is empty; write . for the current folder"),
        (["index", "--rebuild", ""], "a PATH is empty"),
        (["index"], "give a PATH"),
        (["index", "--rebuild"], "no index here yet"),
        (["query", ""], "the query is empty"),
        (["query", "  "], "the query is empty"),
        (["query"], "Missing argument"),
        (["query", "x", "-n", "0"], "0 is not in the range"),
        (["query", "x", "-n", "-1"], "-1 is not in the range"),
        (["query", "x", "-n", "many"], "not a valid integer"),
        (["query", "x", "--no-such"], "No such option"),
        (["index", "a", "b", "--prefix", "x"], "a prefix is a name for the ids of one path"),
        (["nonsense"], "No such command"),
        (["quer", "x"], "No such command 'quer'. Did you mean 'query'?"),
    ],
)
def test_a_mistake_is_told_on_standard_error(here: Path, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert not (here / "index").exists()


def test_a_filter_without_meaning_is_an_error(seed_index: Path) -> None:
    for value in ("date", "date=gestern", "=x"):
        result = query(seed_index, "bảo", "--filter", value)
        assert result.exit_code == 2
        assert result.stdout == ""


def test_a_folder_of_something_else_is_left_alone(here: Path) -> None:
    (here / "index").mkdir()
    (here / "index" / "letter.doc").write_text("mine", encoding="utf-8")
    (here / "a.txt").write_text("a", encoding="utf-8")
    result = run("index", "a.txt")
    assert result.exit_code == 2
    assert "letter.doc" in result.stderr
    assert [path.name for path in (here / "index").iterdir()] == ["letter.doc"]


def test_a_folder_of_another_format_is_refused(here: Path) -> None:
    (here / "a.txt").write_text("a", encoding="utf-8")
    run("index", "a.txt")
    newest = next((here / "index").glob("bhxh_*.json"))
    newest.write_text(newest.read_text(encoding="utf-8").replace('"format": 5', '"format": 99'), encoding="utf-8")
    result = run("query", "a")
    assert result.exit_code == 2
    assert "format 99" in result.stderr


def test_a_file_where_the_index_should_be(here: Path) -> None:
    (here / "index").write_text("mine", encoding="utf-8")
    (here / "a.txt").write_text("a", encoding="utf-8")
    result = run("index", "a.txt")
    assert result.exit_code == 2
    assert "is a file" in result.stderr
    assert (here / "index").read_text(encoding="utf-8") == "mine"


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(here: Path) -> None:
    docs = here / "docs"
    docs.mkdir()
    (docs / "a\x1b[31m.txt").write_bytes(b"")
    result = run("index", "docs")
    assert "\x1b" not in result.stderr + result.stdout


def test_help_lists_only_commands_that_exist() -> None:
    result = run("--help")
    assert result.exit_code == 0
    listed = result.stdout.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == [
        "analyze",
        "completion",
        "evaluate",
        "index",
        "info",
        "mcp",
        "optimize",
        "query",
        "serve",
        "show",
        "similar",
        "suggest",
        "verify",
    ]


# Processes


def test_interrupting_leaves_the_last_state_and_no_traceback(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    run("index", "a.txt")
    lock = here / "index" / "MAIN_WRITELOCK"
    (here / "many").mkdir()
    for number in range(6000):
        (here / "many" / f"{number}.txt").write_text(
            f"tài liệu số {number} về bảo hiểm xã hội " * 20, encoding="utf-8"
        )
    child = process("index", "many")
    while child.poll() is None and f'"pid": {child.pid}' not in lock.read_text(encoding="utf-8"):
        time.sleep(0.01)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert b"Traceback" not in errors
    with open_index(here / "index") as index:
        assert "a.txt" in set(index.ids())


def test_a_second_writer_is_told_who_is_writing(here: Path) -> None:
    (here / "a.txt").write_text("a", encoding="utf-8")
    run("index", "a.txt")
    with open_index(here / "index", write=True):
        child = process("index", "a.txt")
        output, errors = child.communicate(timeout=60)
    assert child.returncode == 2
    assert output == b""
    assert f"process {os.getpid()}".encode() in errors


def test_a_closed_pipe_is_quiet(seed_index: Path) -> None:
    child = process("query", "--index", str(seed_index), "bảo hiểm", "--format", "json")
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    errors = child.stderr.read()
    child.stderr.close()
    child.wait(timeout=60)
    assert errors == b""


def in_shell(folder: Path, command: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """`command`, with its redirections, as a shell runs it; `bhxh` is this program."""
    bhxh = f"{shlex.quote(sys.executable)} -m bhxh_search"
    return subprocess.run(
        command.replace("bhxh ", f"{bhxh} ", 1),
        shell=True,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "BHXH_SEARCH_INDEX": str(folder), **variables},
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", ["info", "query bao", "query bao --format json", "--help"])
def test_a_full_disk_is_told_in_one_line(seed_index: Path, command: str) -> None:
    result = in_shell(seed_index, f"bhxh {command} >/dev/full")
    assert result.returncode == 2
    assert result.stderr == b"Error: the output could not be written: No space left on device\n"
    assert in_shell(seed_index, f"bhxh {command} >/dev/full 2>&1").returncode == 2


def test_a_summary_that_cannot_be_written_loses_no_document(here: Path) -> None:
    (here / "a.txt").write_text("lương hưu", encoding="utf-8")
    result = in_shell(here / "index", "bhxh index a.txt >&-")
    assert result.returncode == 2
    assert result.stderr.startswith(b"Error: the output could not be written: ")
    assert run("query", "lương").exit_code == 0


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("info >&-", 2),
        ("info 2>&-", 0),
        ("info >&- 2>&-", 2),
        ("query bao >&-", 2),
        ("query zzzz >&-", 1),
        ("query zzzz 2>&-", 1),
        ("query zzzz >&- 2>&-", 1),
        ("index missing >&- 2>&-", 2),
        ("index - <&-", 2),
    ],
)
def test_a_closed_stream_is_no_traceback(seed_index: Path, command: str, status: int) -> None:
    result = in_shell(seed_index, f"bhxh {command}")
    assert result.returncode == status
    assert b"Traceback" not in result.stderr
    assert result.stderr.count(b"\n") <= 1


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_json_is_utf_8_in_every_locale(seed_index: Path, variables: dict[str, str]) -> None:
    with open_index(seed_index) as index:
        stored = index.get(next(index.ids()))
    assert stored is not None
    found = json.loads(in_shell(seed_index, "bhxh query bao --format json", **variables).stdout.decode("utf-8"))
    lines = in_shell(seed_index, "bhxh query bao --format jsonl", **variables).stdout.decode("utf-8").split("\n")
    snippets = found["hits"][0]["snippets"]
    assert snippets == json.loads(lines[0])["snippets"]
    for snippet in snippets:
        assert stored.text[snippet["start"] :].startswith(snippet["text"])
    assert json.loads(in_shell(seed_index, "bhxh info --format json", **variables).stdout.decode("utf-8"))
    for command in ("query bao", "info"):
        assert in_shell(seed_index, f"bhxh {command}", **variables).returncode == 0


def test_completion_is_offered_for_the_shell() -> None:
    environment = {**os.environ, "_BHXH_SEARCH_COMPLETE": "bash_source"}
    script = Path(sys.executable).with_name("bhxh-search")
    result = subprocess.run([script], env=environment, capture_output=True, timeout=60, check=False)
    assert b"_bhxh_search_completion" in result.stdout


# analyze


def test_analyze_explains_the_hard_places_of_the_seed() -> None:
    text = "Ðào Việt Ánh, 28-NQ/TW, HÐND thu BHXH. 844.000"
    lines = run("analyze", text).stdout.splitlines()
    rows = {line.split()[1]: line.split()[2:] for line in lines[1 : lines.index("")]}
    assert rows["Ðào"] == ["đào", "dao"]
    assert rows["HÐND"] == "hội đồng nhân dân hoi dong nhan dan".split()
    assert rows["BHXH"] == "bảo hiểm xã hội bao hiem xa hoi".split()
    streams = {line.split()[0]: line for line in lines[lines.index("") + 1 :]}
    assert "đào_việt_ánh (0-12)" in streams["words"]
    for term in ("28-nq/tw (14-22)", "hđnd (24-28)", "bhxh (33-37)", "844000 (39-46)"):
        assert term in streams["citations"]
    assert " BHXH. 844.000" in streams["pyvi"]  # pyvi's token keeps the dot


def test_analyze_as_json() -> None:
    explained = json.loads(run("analyze", "--format", "json", "thu", "BHXH").stdout)
    assert list(explained) == ["version", "text", "tokens", "segmented", "words", "pairs", "citations"]
    assert explained["text"] == "thu BHXH"
    assert explained["tokens"][1] == {
        "start": 4,
        "end": 8,
        "text": "BHXH",
        "exact": ["bảo", "hiểm", "xã", "hội"],
        "folded": ["bao", "hiem", "xa", "hoi"],
    }
    assert explained["citations"] == [{"start": 4, "end": 8, "term": "bhxh"}]


def test_analyze_reads_a_query_as_a_query_does() -> None:
    assert "bảo hiểm xã hội" not in run("analyze", "bhxh").stdout
    assert "bảo hiểm xã hội" in run("analyze", "--query", "bhxh").stdout


def test_analyze_knows_the_abbreviations_of_an_index(here: Path) -> None:
    (here / "own.txt").write_text("KCN = khu công nghiệp", encoding="utf-8")
    (here / "a.txt").write_text("KCN", encoding="utf-8")
    assert run("index", "a.txt", "--abbreviations", "own.txt").exit_code == 0
    assert "khu công nghiệp" in run("analyze", "KCN", "--index", "index").stdout
    assert "khu công nghiệp" not in run("analyze", "KCN").stdout


@pytest.mark.parametrize("text", ["", " ", "-", "…", "--", "\x1b[31m", "-5%", "😀"])
def test_analyze_takes_any_text(text: str) -> None:
    result = run("analyze", "--", text)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert json.loads(run("analyze", "--format", "json", "--", text).stdout)["text"] == text


def test_analyze_without_an_index_there_is_an_error(here: Path) -> None:
    result = run("analyze", "KCN", "--index", "none")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no index here yet" in result.stderr


# Files


def test_old_encodings_are_told_by_the_run_by_info_and_by_a_field(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_bytes("Ng\xadêi lao ®éng ®ãng b¶o hiÓm x· héi".encode("windows-1252"))
    (here / "docs" / "b.txt").write_text("Bảo hiểm xã hội", "utf-8")
    done = run("index", "docs")
    assert done.exit_code == 0
    assert "old encodings: tcvn3 1 file" in done.stderr
    assert "tcvn3 1 document" in run("info").stdout
    assert json.loads(run("info", "--format", "json").stdout)["encodings"] == {"tcvn3": 1}
    found = run("query", "encoding:tcvn3 người lao động", "--format", "json")
    assert [hit["id"] for hit in json.loads(found.stdout)["hits"]] == ["a.txt"]


def test_a_hit_in_a_pdf_shows_its_page(here: Path) -> None:
    pages = [[(50, 700, "Lương hưu.")], [(50, 700, "Trợ cấp.")], [(50, 700, "Bảo hiểm thất nghiệp.")]]
    (here / "a.pdf").write_bytes(samples.pdf(pages))
    assert run("index", "a.pdf").exit_code == 0
    assert "tr. 3" in run("query", '"bảo hiểm thất nghiệp"').stdout


def test_a_dry_run_says_what_would_be_done_and_does_nothing(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "b.txt").write_text("hai", "utf-8")
    done = run("index", "docs", "--dry-run", "--exclude", "b.*")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[:2]] == ["read", "pass"]
    assert done.stdout.endswith(
        "1 file to read, 0 unchanged, 0 to skip, 0 documents to remove; nothing was changed\n"
    )
    assert not (here / "index").exists()


def test_a_dry_run_refuses_the_abbreviations_that_a_run_would_refuse(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "own.txt").write_text("KĐ = kiểm định\n", "utf-8")
    (here / "wrong.txt").write_text("KĐ\n", "utf-8")
    wrong, new = ["index", "docs", "--abbreviations", "wrong.txt"], ["index", "docs", "--abbreviations", "own.txt"]
    assert run(*wrong, "--dry-run").stderr == run(*wrong).stderr != ""
    assert run(*new, "--dry-run").exit_code == 0
    assert run("index", "docs").exit_code == 0
    dry, real = run(*new, "--dry-run"), run(*new)
    assert (dry.exit_code, dry.stderr) == (real.exit_code, real.stderr)
    assert "other abbreviations" in dry.stderr
    assert run("index", "docs", "--rebuild", "--abbreviations", "own.txt").exit_code == 0
    assert run(*new, "--dry-run").exit_code == run(*new).exit_code == 0


def test_what_was_skipped_is_an_error_where_that_is_asked_for(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    assert run("index", "docs", "--strict").exit_code == 0
    (here / "docs" / "a\nb.txt").write_text("hai", "utf-8")
    done, strict = run("index", "docs"), run("index", "docs", "--strict")
    assert (done.exit_code, strict.exit_code) == (0, 2)
    for told in (done.stderr, strict.stderr):
        assert "a\\nb.txt: the name holds a control character, which an id cannot; rename it" in told
    assert run("query", "một").exit_code == 0


def test_a_report_tells_of_each_file_in_json(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "b.pdf").write_bytes(b"%PDF")
    done = run("index", "docs", "--report", "r.json")
    assert done.exit_code == 0
    report = json.loads((here / "r.json").read_text("utf-8"))
    told = {Path(file["path"]).name: file for file in report["files"]}
    assert (told["a.txt"]["outcome"], told["a.txt"]["documents"]) == ("indexed", 1)
    assert told["b.pdf"]["outcome"] == "skipped"
    assert told["b.pdf"]["reasons"] == [{"reason": "not a PDF, or damaged", "line": None}]
    assert (report["version"], report["summary"]["documents"]) == (1, 1)
    assert [path.name for path in here.iterdir() if path.name.startswith("r.json")] == ["r.json"]


def test_a_report_is_written_where_it_is_to_go(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "real.json").write_text("old")
    (here / "link.json").symlink_to("real.json")
    (here / "link.json.new").write_text("mine")
    assert run("index", "docs", "--report", "link.json").exit_code == 0
    assert (here / "link.json").is_symlink()
    assert json.loads((here / "real.json").read_text("utf-8"))["summary"]["documents"] == 1
    assert (here / "link.json.new").read_text() == "mine"
    shown = run("index", "docs", "--report", "/dev/stdout").stdout
    assert json.JSONDecoder().raw_decode(shown)[0]["summary"]["files"] == 1
    [columns] = (here / "index").glob("*.columns")
    for name in ("docs/a.txt", "docs/r.txt", "-", str(columns), "index/new.json"):
        assert run("index", "docs", "--report", name).exit_code == 2
    assert (here / "docs" / "a.txt").read_text("utf-8") == "một"
    assert run("verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["query", "bảo hiểm", "--facet"], "Option '--facet' requires an argument."),
        (["query", "-nhà bảo", "--index"], "Option '--index' requires an argument."),
        (["suggest", "bao", "--format"], "Option '--format' requires an argument."),
        (["query", "bảo", "--index", ""], "it is empty"),
        (["query", "bảo", "--run-name", "mine"], "--run-name is for --batch"),
        (["query", "bảo", "--index", "a.txt"], "a.txt is a file; an index is a folder"),
    ],
)
def test_what_an_option_lacks_is_told(here: Path, arguments: list[str], told: str) -> None:
    (here / "a.txt").write_text("bảo hiểm", "utf-8")
    assert run("index", "a.txt").exit_code == 0
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


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


def test_a_dry_run_counts_the_files_that_would_be_read(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "link.txt").symlink_to("a.txt")
    assert "\n1 file to read, 0 unchanged, 1 to skip," in run("index", "docs", "--dry-run").stdout
    assert run("index", "docs").exit_code == 0
    for name in ("a.txt", "link.txt"):
        (here / "docs" / name).unlink()
    assert "\n0 files to read, 0 unchanged, 1 to skip," in run("index", "docs", "--dry-run").stdout


def test_a_rebuild_with_standard_input_reads_roots_as_they_were_read(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "b.md").write_text("hai", "utf-8")
    assert run("index", "docs", "--exclude", "*.md").exit_code == 0
    assert run("index", "--rebuild", "-", input=b"ba").exit_code == 0
    with open_index(here / "index") as index:
        assert list(index.ids()) == ["-", "a.txt"]


def test_a_dry_run_refuses_the_index_that_a_run_would_refuse(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "file").write_text("")
    for place in ("file", "docs"):
        dry, real = run("index", "docs", "--index", place, "--dry-run"), run("index", "docs", "--index", place)
        assert (dry.exit_code, dry.stderr) == (real.exit_code, real.stderr) == (2, real.stderr)


def test_a_report_through_a_pipe(here: Path) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    os.mkfifo(here / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE)
    assert run("index", "a.txt", "--report", "pipe").exit_code == 0
    assert json.loads(reader.communicate(timeout=20)[0])["summary"]["added"] == 1
    assert (here / "pipe").is_fifo()


@pytest.mark.parametrize(
    "more",
    [["--dry-run"], ["--report", "r.json"], ["--exclude", "a"], ["--check-content"], ["--max-file-size", "1MB"]],
)
def test_forgetting_goes_alone(here: Path, more: list[str]) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    run("index", "a.txt")
    assert run("index", "--forget", "a.txt", *more).exit_code == 2
    assert run("index", "--forget", "").exit_code == 2
    assert run("query", "một").exit_code == 0


def test_a_root_that_was_renamed_is_told_with_the_way_out(here: Path) -> None:
    (here / "old").mkdir()
    for number in range(15):
        (here / "old" / f"{number}.txt").write_text("một", "utf-8")
    run("index", "old")
    (here / "old").rename(here / "new")
    done = run("index", "new")
    assert (done.exit_code, done.stderr.count("not indexed:")) == (2, 11)
    assert "… and 5 more documents" in done.stderr
    assert "--forget the one that is gone" in done.stderr
    done = run("index", "--rebuild")
    assert (done.exit_code, "old was indexed and is gone" in done.stderr) == (2, True)
    run("index", "--forget", "old")
    assert run("index", "new").exit_code == 0


def test_a_batch_without_queries_is_told(seed_index: Path) -> None:
    done = run("query", "--index", str(seed_index), "--batch", "-", input=b"")
    assert (done.exit_code, "no query in it" in done.stderr) == (1, True)


def test_what_another_root_has_is_told_as_skipped(here: Path) -> None:
    for name in ("one", "two"):
        (here / name).mkdir()
        (here / name / "a.txt").write_text(name, "utf-8")
    run("index", "one")
    assert run("index", "two", "--report", "r.json").exit_code == 2
    (told,) = json.loads((here / "r.json").read_text("utf-8"))["files"]
    assert (told["outcome"], told["documents"]) == ("skipped", 0)
    assert "its id 'a.txt' is already that of" in told["reasons"][0]["reason"]


def test_an_empty_folder_gives_a_report_too(here: Path) -> None:
    (here / "docs").mkdir()
    run("index", "docs", "--report", "r.json")
    assert json.loads((here / "r.json").read_text("utf-8"))["files"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--encoding", "nothing"], "'nothing' is no encoding; give tcvn3"),
        (["--max-file-size", "much"], "is no size; give one such as"),
        (["--include", "[a"], "include: '[a' is no glob: its [ has no ]"),
        (["--exclude", "a/["], "exclude: 'a/[' is no glob"),
        (["--exclude", "[z-a]*"], "exclude: '[z-a]*' is no glob"),
        (["--exclude", ""], "exclude: '' is no glob: it is empty"),
        (["--dry-run", "--exclude", "["], "exclude: '[' is no glob"),
        (["--dry-run", "--rebuild"], "--dry-run looks at files and folders only"),
        (["--report", "none/r.json"], "No such file or directory"),
    ],
)
def test_options_without_sense_are_told_and_nothing_is_made(here: Path, arguments: list[str], message: str) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    done = run("index", "a.txt", *arguments)
    assert (done.exit_code, (here / "index").exists()) == (2, False)
    assert message in done.stderr


def test_a_file_over_the_limit_is_skipped(here: Path) -> None:
    (here / "a.txt").write_text("một", "utf-8")
    (here / "b.txt").write_text("hai " * 1000, "utf-8")
    done = run("index", "a.txt", "b.txt", "--max-file-size", "1kB")
    assert done.exit_code == 0
    assert "b.txt: 4,000 bytes, larger than the limit of 1,000 bytes" in done.stderr
    assert "1 skipped" in done.stdout


def test_lines_that_lack_the_same_are_told_together(here: Path) -> None:
    (here / "a.jsonl").write_text('{"text": "một"}\n' + "{}\n" * 9, "utf-8")
    done = run("index", "a.jsonl")
    assert done.stderr.count("no text and no title") == 1
    assert "(lines 2, 3, 4, …: 9)" in done.stderr
    assert "9 skipped" in done.stdout


def test_standard_input_in_an_old_encoding(here: Path) -> None:
    data = "B¶o hiÓm x· héi tù nguyÖn".encode("windows-1252")
    assert run("index", "-", input=data).exit_code == 0
    assert "Bảo hiểm xã hội tự nguyện" in run("query", "tự nguyện").stdout


def test_dates_that_are_no_days_are_told(here: Path) -> None:
    (here / "rows.csv").write_text("id,text,date\na,lương hưu,năm 2024\nb,lương hưu,2024-06-28\n", "utf-8")
    done = run("index", "rows.csv")
    assert done.exit_code == 0
    assert "no day is the date of 1 document (a): write one as 2024-06-28 or 28/6/2024" in done.stderr

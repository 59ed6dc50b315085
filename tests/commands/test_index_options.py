"""Options of `index`: memory, globs, abbreviations, and what has no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import run

# --memory


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


# --exclude


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


# --abbreviations


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


# What has no sense


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

"""`index --dry-run`: what would be done, and that nothing is."""

from __future__ import annotations

from pathlib import Path

from tests.commands.running import run


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


def test_a_dry_run_counts_the_files_that_would_be_read(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "docs" / "link.txt").symlink_to("a.txt")
    assert "\n1 file to read, 0 unchanged, 1 to skip," in run("index", "docs", "--dry-run").stdout
    assert run("index", "docs").exit_code == 0
    for name in ("a.txt", "link.txt"):
        (here / "docs" / name).unlink()
    assert "\n0 files to read, 0 unchanged, 1 to skip," in run("index", "docs", "--dry-run").stdout


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


def test_a_dry_run_refuses_the_index_that_a_run_would_refuse(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.txt").write_text("một", "utf-8")
    (here / "file").write_text("")
    for place in ("file", "docs"):
        dry, real = run("index", "docs", "--index", place, "--dry-run"), run("index", "docs", "--index", place)
        assert (dry.exit_code, dry.stderr) == (real.exit_code, real.stderr) == (2, real.stderr)

"""Globs and ignore files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.ingest.selection import Selection, parse_pattern, parse_patterns


def says(pattern: str, path: str, is_folder: bool = False) -> bool:
    parsed = parse_pattern(pattern)
    assert parsed is not None
    return parsed.matches(path, is_folder)


@pytest.mark.parametrize(
    ("pattern", "path", "is_folder"),
    [
        ("*.txt", "a.txt", False),
        ("*.txt", "x/y/a.txt", False),
        ("/a.txt", "a.txt", False),
        ("x/*.txt", "x/a.txt", False),
        ("x/**", "x/y/a.txt", False),
        ("**/y", "x/y", True),
        ("**/y", "y", True),
        ("x/**/a", "x/a", False),
        ("x/**/a", "x/b/c/a", False),
        ("nháp/", "x/nháp", True),
        ("a?c", "abc", False),
        ("[a-c].txt", "b.txt", False),
        ("[!a].txt", "b.txt", False),
        (r"\#a", "#a", False),
        ("a b  ", "a b", False),
        ("a[", "a[", False),
    ],
)
def test_patterns_that_match(pattern: str, path: str, is_folder: bool) -> None:
    assert says(pattern, path, is_folder)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("*.txt", "a.txt.gz"), ("/a.txt", "x/a.txt"), ("x/*.txt", "x/y/a.txt"), ("nháp/", "nháp"), ("[!a]", "a")],
)
def test_patterns_that_do_not_match(pattern: str, path: str) -> None:
    assert not says(pattern, path)


def test_blank_lines_and_comments_are_no_patterns() -> None:
    assert parse_patterns("\n# chú thích\n  \n") == ()


def test_the_last_pattern_decides_and_that_of_the_folder_nearest() -> None:
    above, below = parse_patterns("*.txt\n!keep.txt"), parse_patterns("keep.txt\n!b.txt")
    everything = Selection()
    assert everything.passes_over("x/a.txt", False, [("", above), ("x", below)])
    assert not everything.passes_over("keep.txt", False, [("", above)])
    assert everything.passes_over("x/keep.txt", False, [("", above), ("x", below)])
    assert not everything.passes_over("x/b.txt", False, [("", above), ("x", below)])


def test_included_files_and_excluded_folders() -> None:
    chosen = Selection(include=("*.pdf", "luat/*"), exclude=("cũ/",))
    assert not chosen.passes_over("a/b.pdf", False)
    assert not chosen.passes_over("luat/x.txt", False)
    assert chosen.passes_over("a/x.txt", False)
    assert not chosen.passes_over("a", True)
    assert chosen.passes_over("a/cũ", True)


PATHS = st.lists(st.sampled_from("a b ab a.txt b.md x".split()), min_size=1, max_size=3).map("/".join)


@given(st.text("ab*?[]!^-\\/.", min_size=1), PATHS)
def test_any_pattern_can_be_asked(pattern: str, path: str) -> None:
    parsed = parse_pattern(pattern)
    assert parsed is None or parsed.matches(path, False) in (True, False)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_patterns_are_those_of_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    names = ["a", "b", "ab", "a.txt", "x/a", "x/ab.txt", "x/y/a", "x/y/b.txt", "y/x/a", "x/y/x/b"]
    for pattern in [
        "a",
        "*.txt",
        "/a",
        "x/*",
        "x/**",
        "**/a",
        "x/**/b",
        "?",
        "[ab]*",
        "y/",
        "x/y",
        "*/a",
        "!a",
        "**",
    ]:
        (tmp_path / ".gitignore").write_text(pattern + "\n")
        done = subprocess.run(
            ["git", "check-ignore", "--no-index", "--stdin"],
            input="\n".join(names),
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        patterns = parse_patterns(pattern)
        ours = [
            name
            for name in names
            if any(
                Selection().passes_over(part, part != name, [("", patterns)])
                for part in ["/".join(name.split("/")[:end]) for end in range(1, name.count("/") + 2)]
            )
        ]
        assert ours == done.stdout.split(), pattern


def matches_plainly(glob: str, path: str) -> bool:
    """The same by trying every way: of a glob with a slash, so that it is about the whole path."""
    if not glob:
        return not path
    if glob.startswith("**"):
        rest = glob.lstrip("*")
        return any(matches_plainly(rest, path[n:]) for n in range(len(path) + 1))
    if glob[0] == "*":
        ends = range(len(path.partition("/")[0]) + 1)
        return any(matches_plainly(glob[1:], path[n:]) for n in ends)
    return (
        bool(path)
        and (glob[0] == path[0] or (glob[0] == "?" and path[0] != "/"))
        and matches_plainly(glob[1:], path[1:])
    )


@given(
    # A slash before two stars makes them mean folders, which is tested above.
    st.text("ab/*?", min_size=1, max_size=9).filter(
        lambda glob: "/**" not in glob and not glob.startswith(("/", "**/"))
    ),
    st.text("ab/", min_size=1, max_size=9),
)
def test_globs_match_what_trying_every_way_matches(glob: str, path: str) -> None:
    glob = f"x/{glob.rstrip('/')}c"
    assert says(glob, f"x/{path}c") == matches_plainly(glob, f"x/{path}c")


@pytest.mark.parametrize("glob", ["*a" * 20 + "b", "**a" * 20 + "b", "x/" + "*a?" * 20 + "b"])
def test_a_glob_of_many_stars_takes_no_exponential_time(glob: str) -> None:
    assert not says(glob, "x/" + "a" * 200)

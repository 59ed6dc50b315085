"""Every row of docs/queries.md is put to real documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bhxh_search import Index
from tests.behaviour.test_behaviour import alias, article, whole, whole_index

__all__ = ["article", "whole", "whole_index"]

PAGE = Path(__file__).parent.parent / "docs" / "queries.md"


def rows() -> list[tuple[int, str, str, str]]:
    r"""Line, query, meaning and what is found of each row; `\|` stands for a stroke, as Markdown has it in tables."""
    found: list[tuple[int, str, str, str]] = []
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("| `"):
            query, meaning, finds = (
                cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))
            )
            found.append((number, query.strip("`"), meaning, finds))
    return found


ROWS = rows()


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(("line", "query", "meaning", "finds"), ROWS, ids=[f"line {row[0]}" for row in ROWS])
def test_a_row_finds_what_it_says(
    line: int, query: str, meaning: str, finds: str, whole_index: Index, article: Path
) -> None:
    results = whole_index.search(query, limit=1000)
    problems = re.findall("`(.*?)`", finds)
    assert [problem.message for problem in results.problems] == problems
    if problems:
        return
    ids = {alias(hit.id, article) for hit in results}
    named = set(finds.replace("…", " ").replace(",", " ").split())
    assert named <= ids if finds.startswith("…") else named == ids


def test_the_grammar_is_there() -> None:
    assert "```ebnf" in PAGE.read_text(encoding="utf-8")

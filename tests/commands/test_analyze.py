"""`analyze`: what the analyser makes of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.running import run


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
    assert "không" not in run("analyze", "ko").stdout
    assert "không" in run("analyze", "--query", "ko").stdout


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

from __future__ import annotations

import pytest

from bhxh_search.language.law_references import fits, is_of_kind, kind_before, kind_in_full, pattern_of
from bhxh_search.language.query_words import query_words

LETTERS = {
    "nghị định": "nd",
    "nghị quyết": "nq|qh|ubtvqh",
    "thông tư liên tịch": "ttlt",
    "thông tư": "tt",
    "quyết định": "qd",
    "pháp lệnh": "pl|ubtvqh",
    "chỉ thị": "ct",
    "công văn": "",
    "bộ luật": "qh",
    "luật": "qh",
    "kết luận": "kl",
    "thông báo": "tb",
    "hướng dẫn": "hd",
    "văn bản hợp nhất": "vbhn",
    "nđ": "nd",
    "nq": "nq|qh|ubtvqh",
    "ttlt": "ttlt",
    "tt": "tt",
    "qđ": "qd",
    "vbhn": "vbhn",
    "ct": "ct",
    "cv": "",
    "kl": "kl",
    "tb": "tb",
    "hd": "hd",
    "pl": "pl|ubtvqh",
}
IN_FULL = {
    "nđ": "nghị định",
    "nq": "nghị quyết",
    "ttlt": "thông tư liên tịch",
    "tt": "thông tư",
    "qđ": "quyết định",
    "vbhn": "văn bản hợp nhất",
    "ct": "chỉ thị",
    "cv": "công văn",
    "kl": "kết luận",
    "tb": "thông báo",
    "hd": "hướng dẫn",
    "pl": "pháp lệnh",
}


@pytest.mark.parametrize(("kind", "letters"), LETTERS.items())
def test_a_kind_and_a_number_are_a_law_number_in_part(kind: str, letters: str) -> None:
    for text in (f"{kind} số 115", f"{kind.upper()} 115/2015", f"{kind} số 0115 năm 2015"):
        [word] = query_words(text)
        year = "2015" if "2015" in text else "*"
        assert word.number == f"115 {year} {letters}".strip(), text


@pytest.mark.parametrize(("kind", "letters"), LETTERS.items())
def test_which_kind_a_text_ends_with(kind: str, letters: str) -> None:
    assert kind_before(f"theo {kind} số ") == kind_before(kind.upper()) == letters
    assert kind_before(f"{kind} theo") == ""


@pytest.mark.parametrize(("letters", "name"), IN_FULL.items())
def test_the_letters_of_a_kind_stand_for_its_name(letters: str, name: str) -> None:
    assert kind_in_full(letters) == kind_in_full(f"{letters.upper()}-CP") == name


@pytest.mark.parametrize(
    ("kind", "is_sure"),
    [("nghị định", True), ("tt", True), ("luật", False), ("thông báo", False), ("cv", False), ("hướng dẫn", False)],
)
def test_of_some_kinds_a_bare_number_says_too_little(kind: str, is_sure: bool) -> None:
    assert (query_words(f"{kind} 115")[0].number is not None) == is_sure
    assert query_words(f"{kind} 2015")[0].number is None


@pytest.mark.parametrize(
    ("number", "pattern"),
    [
        ("28-nq/tw", "28 - nq tw"),
        ("41/2024/qh15", "41 2024 qh15"),
        ("8/88/qđ-ub", "8 - 88 qd ub"),
        ("15/byt-kh", "15 - byt kh"),
    ],
)
def test_the_pattern_of_a_whole_number(number: str, pattern: str) -> None:
    assert pattern_of(number) == pattern


@pytest.mark.parametrize(
    ("pattern", "number", "does"),
    [
        ("115 * nd", "115/2015/nđ-cp", True),
        ("115 2015", "115/2015/nđ-cp", True),
        ("115 2016", "115/2015/nđ-cp", False),
        ("11 *", "115/2015/nđ-cp", False),
        ("28 - nq t", "28-nq/tw", True),
        ("28 - nq x", "28-nq/tw", False),
        ("28 - n tw", "28-nq/tw", False),
        ("28 * nq tw cp", "28-nq/tw", False),
        ("28 * ndcp", "28/nđ-cp", True),
        ("41 * nq|qh|ubtvqh", "41/2024/qh15", True),
        ("41 * nq|ubtvqh", "41/2024/qh15", False),
        ("1 *", "1/2025", False),
        ("2025 * 7", "2025-07-01", False),
    ],
)
def test_which_numbers_a_pattern_asks_for(pattern: str, number: str, does: bool) -> None:
    assert fits(pattern, number) == does


@pytest.mark.parametrize(
    ("number", "letters", "is_one"),
    [
        ("41/2024/QH15", "qh", True),
        ("41/2024/QH15", "nq|qh|ubtvqh", True),
        ("115/2015/NĐ-CP", "nd", True),
        ("115/2015/NĐ-CP", "qd", False),
        ("2025", "", True),
    ],
)
def test_which_numbers_are_of_a_kind(number: str, letters: str, is_one: bool) -> None:
    assert is_of_kind(number, letters) == is_one

"""Edit distances over a vocabulary, against the textbook's table for two texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.index.near import Spellings
from bhxh_search.language.characters import canonical, fold

TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = "abdghiornchaăâđeêoôơuưyáàảãạấềểỗợữỹ"
SYLLABLES = st.text(LETTERS, max_size=8).map(canonical)


def without_tone(text: str) -> tuple[str, str]:
    """The letters of a text and its tone, the last of the alphabet where it has several."""
    parts = unicodedata.normalize("NFD", text)
    letters = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    return letters, max((part for part in parts if part in TONES), key=TONES.index, default="")


def plain_distance(one: str, other: str, mark: float, tone: float) -> float:
    """Optimal string alignment by the table that every textbook has, with some slips cheaper; `one` is typed."""
    (a, tone_a), (b, tone_b) = without_tone(one), without_tone(other)
    table = [[j / 2 for j in range(len(b) + 1)] for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        extra = 0.5 if fold(a[i - 1]) == fold(a[i - 2 : i - 1]) else 1.0
        table[i][0] = table[i - 1][0] + extra
        for j in range(1, len(b) + 1):
            change = 0.0 if a[i - 1] == b[j - 1] else mark if fold(a[i - 1]) == fold(b[j - 1]) else 1.0
            table[i][j] = min(table[i - 1][j] + extra, table[i][j - 1] + 0.5, table[i - 1][j - 1] + change)
            if i > 1 and j > 1 and fold(a[i - 2 : i]) == fold(b[j - 1] + b[j - 2]):
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 0.5)
    if tone_a != tone_b:
        table[-1][-1] += tone / 2 if {tone_a, tone_b} == {"\u0303", "\u0309"} else tone
    return table[-1][-1]


@pytest.mark.parametrize(
    ("text", "other", "distance"),
    [
        ("bảo", "bảo", 0),
        ("bỏa", "bảo", 0.5),
        ("hiẻm", "hiểm", 0.5),
        ("hiễm", "hiểm", 0.25),
        ("hiêm", "hiểm", 0.5),
        ("dong", "đông", 1),
        ("trợ", "tợ", 1),
        ("tợ", "trợ", 0.5),
        ("trrợ", "trợ", 0.5),
        ("trự", "trợ", 1),
        ("chợ", "trợ", 2),
    ],
)
def test_a_slip_costs_what_it_is(text: str, other: str, distance: float) -> None:
    numbers, distances = Spellings(["nghiêng", other]).within(text, 2)
    assert numbers.tolist() == [1]
    assert distances.tolist() == [distance]


@given(
    st.lists(SYLLABLES, max_size=12),
    SYLLABLES.filter(bool),
    st.sampled_from([0, 1, 2, 3]),
    st.sampled_from([0, 0.5, 1]),
)
def test_the_distances_are_those_of_the_textbook(texts: list[str], text: str, most: int, mark: float) -> None:
    numbers, distances = Spellings(texts).within(text, most, mark=mark, tone=mark)
    as_long = {n: other for n, other in enumerate(texts) if abs(len(other) - len(text)) <= most}
    expected = {n: d for n, other in as_long.items() if (d := plain_distance(text, other, mark, mark)) <= most}
    assert dict(zip(numbers.tolist(), distances.tolist(), strict=True)) == expected


def test_without_marks_nothing_but_letters_counts() -> None:
    texts = ["bảo", "báo", "bao", "đào"]
    numbers, distances = Spellings(texts).within("bao", 0, mark=0, tone=0)
    assert numbers.tolist() == [0, 1, 2]
    assert distances.tolist() == [0, 0, 0]


def test_what_is_longer_than_any_word_is_near_nothing() -> None:
    spellings = Spellings(["a" * 16, "a" * 17, "\U0001f600"])
    assert spellings.within("a" * 17, 2)[0].tolist() == []
    assert spellings.within("a" * 16, 2)[0].tolist() == [0]
    assert spellings.within("", 2)[0].tolist() == []

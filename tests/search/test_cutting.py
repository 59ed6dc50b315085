"""Where snippets are cut: between sentences, items and words, never inside of a word, a name or a value."""

from __future__ import annotations

import re
import unicodedata

import pytest

from bhxh_search.language.dictionary import part_words
from tests.search.test_snippets import snippets_of


@pytest.mark.parametrize(
    ("first", "second", "is_parted"),
    [
        ("bảo", "hiểm", True),
        ("BẢO", "HIỂM", True),
        ("hoà", "bình", True),
        (unicodedata.normalize("NFD", "thuỷ"), unicodedata.normalize("NFD", "lợi"), True),
        ("hiểm", "tham", False),
        ("hiểm,", "xã", False),
        ("", "hiểm", False),
    ],
)
def test_words_of_two_syllables_are_those_of_the_dictionary(first: str, second: str, is_parted: bool) -> None:
    assert part_words([("", first, second, "")]) == [is_parted]


def test_words_of_three_syllables_are_parted_at_both_places() -> None:
    assert (
        part_words([("", "hợp", "tác", "xã"), ("hợp", "tác", "xã", ""), ("tác", "xã", "mua", "bán")])[:2]
        == [True] * 2
    )


def test_a_cut_parts_no_name() -> None:
    text = f"Lương hưu {'được trả cho bà Quàng Thị Bống và cho ông ' * 20}"
    for length in range(60, 120):
        (snippet,) = snippets_of(text, "lương hưu", count=1, length=length)
        assert not snippet.text.endswith((" Quàng", " Thị", " Quàng Thị"))


def test_a_cut_parts_no_word_of_two_syllables() -> None:
    text = "doanh nghiệp thanh toán hợp đồng " * 20 + "thai sản " + "tổ chức quản lý tài chính " * 20
    words = ("doanh nghiệp", "thanh toán", "hợp đồng", "thai sản", "tổ chức", "quản lý", "tài chính")
    for length in range(60, 160):
        (snippet,) = snippets_of(text, "thai sản", count=1, length=length)
        assert re.sub("|".join(words), "", snippet.text).split() == []


@pytest.mark.parametrize("value", ["2,4 triệu", "ngày 18 tháng 12 năm 2020", "ngày 1 tháng 7, năm 2025", "28-NQ/TW"])
def test_a_cut_parts_no_value(value: str) -> None:
    text = f"Lương hưu được trả cho {value} rồi {value} rồi {value} rồi {value} rồi {value} rồi {value} rồi {value}"
    for length in range(40, 120):
        (snippet,) = snippets_of(text, "lương hưu", count=1, length=length)
        left = snippet.text.replace(value, "").replace("Lương hưu được trả cho", "").replace("rồi", "")
        assert left.split() == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1. Lương hưu hằng tháng. 2. Người lao động nghỉ việc.", "1. Lương hưu hằng tháng."),
        ("a) Lương hưu hằng tháng; b) trợ cấp một lần.", "a) Lương hưu hằng tháng;"),
        ("Điều 5. Lương hưu hằng tháng.\nĐiều 6. Trợ cấp một lần.", "Điều 5. Lương hưu hằng tháng."),
        ("Ông Nguyễn V. A nhận lương hưu. Bà Trần B. nhận trợ cấp.", "Ông Nguyễn V. A nhận lương hưu."),
        ("Tại TP. Cần Thơ lương hưu tăng. Đồng chí nói.", "Tại TP. Cần Thơ lương hưu tăng."),
        ("Lương hưu tăng từ tháng 12. Ông Nam nói.", "Lương hưu tăng từ tháng 12."),
        ("Lương hưu (theo luật). Đồng chí nói.", "Lương hưu (theo luật)."),
        ("lương hưu của người\nlao động nghỉ việc.\n\nĐồng chí nói.", "lương hưu của người\nlao động nghỉ việc."),
        ("Lương hưu tăng 844.000 đồng… Đồng chí nói.", "Lương hưu tăng 844.000 đồng…"),
    ],
)
def test_sentences_and_items_end_where_a_reader_ends_them(text: str, first: str) -> None:
    (snippet,) = snippets_of(text, "lương hưu", count=1, length=len(first) + 4)
    assert snippet.text == first
    assert not snippet.cut_before
    assert not snippet.cut_after


@pytest.mark.parametrize("label", ["2.", "b)", "1.2.", "-", "(", "“"])
def test_a_piece_does_not_end_with_what_begins_the_next(label: str) -> None:
    text = f"Mức lương hưu hằng tháng của người lao động; {label} Người nghỉ việc hưởng trợ cấp một lần theo luật"
    for length in range(40, 60):
        (snippet,) = snippets_of(text, "lương", count=1, length=length)
        assert not snippet.text.endswith(label)

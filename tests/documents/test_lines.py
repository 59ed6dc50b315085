import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.lines import is_heading, plain, spelled_alike, split_lines


def test_a_line_ends_at_lf_crlf_or_cr_and_keeps_its_end():
    assert split_lines("a\nb\r\nc\rd") == ["a\n", "b\r\n", "c\r", "d"]


def test_a_page_break_ends_no_line():
    assert split_lines("a\x0cb\u2028c") == ["a\x0cb\u2028c"]


@given(st.text())
def test_the_lines_of_a_text_are_the_text(text: str):
    assert "".join(split_lines(text)) == text


def test_a_plain_line_is_composed_and_has_single_spaces():
    assert plain("\u00a0Ðo\u0302\u0300ng  chí\u00a0 A \r\n") == "Đồng chí A"


def test_lines_that_say_the_same_are_spelled_alike():
    assert spelled_alike("TỪ KHOÁ") == spelled_alike("Từ khóa")


@pytest.mark.parametrize("line", ["CHƯƠNG I", "Vì sao phải đóng?", "Còn tiếp…"])
def test_a_short_line_with_letters_is_a_heading(line: str):
    assert is_heading(line)


@pytest.mark.parametrize("line", ["", "106", "Đã họp.", "Gồm có:", "chữ " * 60])
def test_a_sentence_a_number_or_a_paragraph_is_no_heading(line: str):
    assert not is_heading(line)

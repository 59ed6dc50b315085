import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.encodings import Undecodable, decode

TEXT = "Bảo hiểm xã hội"
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


def reason(data: bytes) -> str:
    with pytest.raises(Undecodable) as caught:
        decode(data)
    return str(caught.value)


def test_utf8_is_read():
    assert decode(TEXT.encode("utf-8")) == TEXT


def test_a_utf8_byte_order_mark_is_taken_off():
    assert decode(b"\xef\xbb\xbf" + TEXT.encode("utf-8")) == TEXT


@pytest.mark.parametrize(("mark", "codec"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf16_with_a_byte_order_mark_is_read(mark: bytes, codec: str):
    assert decode(mark + TEXT.encode(codec)) == TEXT


def test_line_ends_are_kept():
    assert decode(b"a\r\nb\rc\n\n") == "a\r\nb\rc\n\n"


def test_decomposed_letters_and_no_break_spaces_are_kept():
    assert decode("hô\u0323i\u00a0".encode()) == "hô\u0323i\u00a0"


def test_no_bytes_are_an_empty_text():
    assert decode(b"") == ""


def test_bytes_with_nul_are_binary():
    assert reason(b"PK\x03\x04\x00\x00") == "binary, not text"


def test_utf16_without_a_mark_is_binary():
    assert reason("xã hội".encode("utf-16-le")) == "binary, not text"


def test_utf32_is_binary():
    assert reason(codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le")) == "binary, not text"


def test_the_byte_that_is_not_utf8_is_named_with_its_place():
    assert reason(b"caf\xe9 ") == "not UTF-8 or UTF-16 text (byte 0xE9 at 3)"


def test_the_place_of_a_bad_byte_counts_the_mark():
    assert reason(b"\xef\xbb\xbfa\xe9") == "not UTF-8 or UTF-16 text (byte 0xE9 at 4)"


def test_utf16_cut_in_the_middle_of_a_character_is_refused():
    assert reason(codecs.BOM_UTF16_LE + b"a\x00b") == "not UTF-16 text (byte 0x62 at 4)"


@given(ANY_TEXT)
def test_any_text_comes_back_from_utf8_with_a_mark(text: str):
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8")) == text


@given(ANY_TEXT)
def test_any_text_comes_back_from_utf16(text: str):
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes):
    try:
        assert isinstance(decode(data), str)
    except Undecodable as error:
        assert str(error)

import codecs
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.encodings import encode, load_tables, outcome, pieces, shown
from bhxh_search.documents.charsets import CHARSETS, decode_charset
from bhxh_search.documents.encodings import TWICE, Decoded, Undecodable, check_encoding, decode, decoded, wrongly_read

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


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read(codec: str):
    assert decoded(TEXT.encode(codec)) == Decoded(TEXT, "utf-16")


def test_numbers_of_a_binary_file_are_not_utf16():
    assert reason(bytes([1, 0, 7, 0, 2, 0])) == "binary, not text"


def test_utf32_is_binary():
    assert reason(codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le")) == "binary, not text"


def test_the_byte_that_is_not_utf8_is_named_with_its_place():
    assert "byte 0xE9 at 3 is not UTF-8" in reason(b"caf\xe9 ")


def test_the_place_of_a_bad_byte_counts_the_mark():
    assert "byte 0xE9 at 4 is not UTF-8" in reason(b"\xef\xbb\xbfa\xe9")


def test_utf16_cut_in_the_middle_of_a_character_is_refused():
    assert reason(codecs.BOM_UTF16_LE + b"a\x00b") == "not utf-16-le text (byte 0x62 at 4)"


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


# Old encodings

OLD = {
    "tcvn3": "B\xb6o hi\xd3m x\xb7 h\xe9i t\xf9 nguy\xd6n",
    "vni": "Ba\xfbo hie\xe5m xa\xf5 ho\xe4i t\xf6\xef nguye\xe4n",
    "viscii": "B\xe4o hi\xacm x\xe3 h\xb5i t\xf1 nguy\xaen",
    "windows-1258": "Ba\xd2o hi\xea\xd2m xa\xde h\xf4\xf2i t\xfd\xf2 nguy\xea\xf2n",
}
"""The same words in each, byte for byte, as Latin-1 shows them."""
WORDS = "Bảo hiểm xã hội tự nguyện"


@pytest.mark.parametrize("charset", CHARSETS)
def test_an_old_encoding_is_found_by_what_it_gives(charset: str):
    data = OLD[charset].encode("latin-1")
    assert decoded(data) == Decoded(WORDS, charset)
    assert decoded(data, charset.upper()) == Decoded(WORDS, charset)


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_text_that_was_taken_for_latin_1_is_read_again(charset: str):
    assert decoded(OLD[charset].encode()) == Decoded(WORDS, charset)


def test_a_text_that_was_put_into_utf8_twice_is_read_again():
    assert decoded(shown(WORDS.encode()).encode()) == Decoded(WORDS, TWICE)


def test_lines_that_are_right_stay_beside_lines_that_are_read_again():
    right = "Công báo số 347, ngày 25 tháng 02 năm 2025\n" * 3
    wrong = "Ng\xadêi lao ®éng ®ãng b¶o hiÓm x· héi th× ®\xadîc h\xadëng l\xad¬ng h\xadu vµ trî cÊp\n"
    read = "Người lao động đóng bảo hiểm xã hội thì được hưởng lương hưu và trợ cấp\n"
    assert decode((right + wrong).encode()) == right + read


def test_a_name_given_is_taken_at_its_word():
    assert decode(b"caf\xe9", "latin-1") == "café"
    assert decode(OLD["tcvn3"].encode(), "utf-8") == OLD["tcvn3"]
    with pytest.raises(Undecodable, match=r"not utf-8 text \(byte 0xE9 at 3\)"):
        decode(b"caf\xe9", "utf-8")


@pytest.mark.parametrize(("name", "known"), [("TCVN3", "tcvn3"), ("UTF8", "utf-8"), ("latin-1", "iso8859-1")])
def test_an_encoding_is_known_by_its_names(name: str, known: str):
    assert check_encoding(name) == known


@pytest.mark.parametrize("name", ["nothing", "base64", "", "a\0b"])
def test_what_is_no_encoding_is_refused_with_those_there_are(name: str):
    with pytest.raises(ValueError, match="tcvn3, vni, viscii, windows-1258, utf-8"):
        check_encoding(name)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("C\xe9NG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("Bµ TrÇn ë Hµ Néi", "Bà Trần ở Hà Nội"),
        ("LUËT B¶O HIÓM Y TÕ Vµ VIÖC LµM", "LUẬT BẢO HIỂM Y TẾ VÀ VIỆC LÀM"),
        ("¤ng A, bµ B", "Ông A, bà B"),
    ],
)
def test_capitals_of_a_font_of_capitals_are_restored(written: str, text: str):
    assert decode_charset(written.encode("windows-1252"), "tcvn3") == text


FOREIGN = (
    "Les élèves étaient déjà là où l’hôtel était fermé ; ça coûte très cher, peut-être à Noël. «\u00a0Même ?\u00a0» "
    "Le thé glacé du café Molière, près de la forêt, fut gâté par la grêle d’août.",
    "Die Straße führt über größere Höhen; natürlich müßten wir früh genug zurück sein.",
    "El niño comió piñas en la montaña. ¿Qué pasó después? Según él, todavía llovía más.",
    "The naïve café owner’s résumé — “façade” and all — cost £5.50, 20\u00a0°C, ½ cup, § 7, © 2024.",
    "Æblegrød på Ærø, smørrebrød og øl; blåbær får man også.",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_are_left_alone(text: str):
    assert decoded(text.encode()) == Decoded(text, "utf-8")
    assert all(wrongly_read(line) is None for line in textwrap.wrap(text, 40))


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_in_old_bytes_are_not_taken_for_vietnamese(text: str):
    with pytest.raises(Undecodable, match="give one with --encoding"):
        decoded(text.encode("windows-1252"))


@pytest.mark.parametrize("charset", ["tcvn3", "vni", "viscii"])
def test_the_tables_are_those_that_others_wrote(data: Path, charset: str):
    table = load_tables(data / "lexical" / "legacy_charsets")[charset]
    wrong = {
        letter: got for letter, got in ((one, decode_charset(table[one], charset)) for one in table) if got != letter
    }
    if charset == "tcvn3":
        wrong = {letter: got for letter, got in wrong.items() if got != letter.lower()}
    assert len(table) > 120
    assert wrong == {}


@pytest.mark.parametrize("size", [200, 2_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_pieces_of_real_texts_are_read_right_in_every_encoding(data: Path, size: int):
    tables = load_tables(data / "lexical" / "legacy_charsets")
    outcomes = []
    for piece in pieces(data, size, 25):
        assert decoded(piece.encode()) == Decoded(piece, "utf-8")
        for charset in CHARSETS:
            written = encode(piece, charset, tables)
            if written is not None and not piece.isascii():
                outcomes.append(outcome(written, piece, charset))
    assert len(outcomes) > 30
    assert sum(outcomes) >= 0.995 * len(outcomes)


@given(st.binary(), st.sampled_from(CHARSETS))
def test_any_bytes_are_text_in_an_old_encoding(data: bytes, charset: str):
    assert isinstance(decode_charset(data, charset), str)


@pytest.mark.parametrize(
    "data", [b"\0\x01", b"\0a", b"\x005", b"\x01\0\x02\0\x03\0" * 20, bytes(range(32)) + b"\0\0"]
)
def test_a_few_bytes_of_a_binary_are_not_utf16_without_its_mark(data: bytes) -> None:
    assert reason(data) == "binary, not text"

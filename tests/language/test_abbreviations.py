from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.errors import InvalidAbbreviations
from bhxh_search.language.abbreviation_table import AMBIGUOUS
from bhxh_search.language.abbreviations import BUILT_IN, parse_abbreviations, with_user_abbreviations, words_of
from bhxh_search.language.analysis import analyze, definitions_in
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.tokens import token_spans
from tests.language import plain
from tests.language.strategies import QUICK, TEXT


def full_form(words: tuple[tuple[str, ...], ...] | None) -> str | None:
    return None if words is None else " ".join("_".join(word) for word in words)


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("BHXH", "bảo_hiểm xã_hội"),
        ("BHYT", "bảo_hiểm y_tế"),
        ("BHTN", "bảo_hiểm thất_nghiệp"),
        ("UBND", "ủy_ban nhân_dân"),
        ("HĐND", "hội_đồng nhân_dân"),
        ("NLĐ", "người lao_động"),
        ("NSDLĐ", "người sử_dụng lao_động"),
        ("HĐLĐ", "hợp_đồng lao_động"),
        ("TAND", "tòa_án nhân_dân"),
        ("KCB", "khám bệnh chữa bệnh"),
        ("TPHCM", "thành_phố hồ_chí_minh"),
    ],
)
def test_what_abbreviations_stand_for(written: str, full: str):
    assert full_form(BUILT_IN.in_text(written)) == full


def test_every_full_form_is_canonical():
    syllables = [s for words in BUILT_IN.full_forms.values() for word in words for s in word]
    assert syllables == [canonical(syllable) for syllable in syllables]


def test_every_abbreviation_is_one_token_that_no_syllable_looks_like():
    for written in BUILT_IN.full_forms:
        assert token_spans(written) == [(0, len(written))]
        assert not is_syllable_shaped(written), written


def test_no_abbreviation_and_no_full_form_is_there_twice():
    assert len(BUILT_IN.by_full_form) == len(BUILT_IN.full_forms)
    assert len({fold(written) for written in BUILT_IN.full_forms}) == len(BUILT_IN.full_forms)
    assert not AMBIGUOUS & set(BUILT_IN.full_forms)


@pytest.mark.parametrize("written", ["bhXH", "TT", "CP", "TP", "NQ", "tt", "Cp"])
def test_a_text_expands_only_what_is_unambiguous_and_written_as_abbreviations_are(written: str):
    assert BUILT_IN.in_text(written) is None


@pytest.mark.parametrize("written", ["bhxh", "Bhxh", "cty", "ubnd", "hđnd", "ceo"])
def test_a_text_written_in_haste_has_abbreviations_in_small_letters(written: str):
    assert BUILT_IN.in_text(written) == BUILT_IN.in_text(written.upper()) is not None


def test_what_users_add_is_expanded_in_capitals_only_for_small_letters_may_be_a_word():
    own = with_user_abbreviations({"APP": "ứng dụng", "bhyt": "bảo hiểm y tế"})
    assert [own.in_text(written) is not None for written in ("APP", "app", "App", "BHYT", "bhyt", "bhxh")] == [
        True, False, False, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("bhxh", "bảo_hiểm xã_hội"),
        ("Bhxh", "bảo_hiểm xã_hội"),
        ("bhyt", "bảo_hiểm y_tế"),
        ("hdnd", "hội_đồng nhân_dân"),
        ("hđnd", "hội_đồng nhân_dân"),
        ("HDLD", "hợp_đồng lao_động"),
        ("nsdld", "người sử_dụng lao_động"),
        ("tt", None),
        ("bảo", None),
    ],
)
def test_a_query_expands_any_case_with_or_without_marks(typed: str, full: str | None):
    assert full_form(BUILT_IN.in_query(typed)) == full


def test_a_user_abbreviation_that_looks_like_a_syllable_is_expanded_only_in_capitals():
    mine = with_user_abbreviations({"CAN": "công an nhân dân"})
    assert full_form(mine.in_query("CAN")) == full_form(mine.in_text("CAN")) == "công_an nhân_dân"
    assert mine.in_query("can") is None
    assert mine.in_text("can") is None


def test_a_user_abbreviation_wins_over_the_table():
    mine = with_user_abbreviations({"BHXH": "bảo hành xe hơi"})
    assert full_form(mine.in_text("BHXH")) == "bảo_hành xe_hơi"
    assert full_form(mine.in_text("BHYT")) == "bảo_hiểm y_tế"


def test_a_user_abbreviation_may_be_given_in_small_letters_and_decomposed():
    mine = with_user_abbreviations({" sđ\u00adt ": "so\u0302\u0301 \u0111ie\u0302\u0323n thoa\u0323i"})
    assert full_form(mine.in_text("SĐT")) == "số điện_thoại"


@pytest.mark.parametrize("written", ["", "A", "12", "A B", "A-B", "A.", "_"])
def test_what_is_not_one_run_of_letters_is_no_abbreviation(written: str):
    with pytest.raises(InvalidAbbreviations, match="is no abbreviation"):
        with_user_abbreviations({written: "một hai"})


@pytest.mark.parametrize("full", ["", " ", "…"])
def test_a_full_form_has_words(full: str):
    with pytest.raises(InvalidAbbreviations, match="has no full form"):
        with_user_abbreviations({"AB": full})


def test_the_digest_changes_with_an_entry_and_not_with_their_order():
    one = with_user_abbreviations({"AB": "án bộ", "CDE": "cơ đồ em"})
    other = with_user_abbreviations({"CDE": "cơ đồ em", "AB": "án bộ"})
    assert one.digest == other.digest != BUILT_IN.digest
    assert with_user_abbreviations({}).digest == BUILT_IN.digest


def test_a_file_holds_one_abbreviation_a_line():
    text = "\ufeff# của cơ quan\n\n  QLRR = quản lý rủi ro \r\nGĐ=giám định\n"
    assert parse_abbreviations(text, "mine.txt") == {"QLRR": "quản lý rủi ro", "GĐ": "giám định"}


@pytest.mark.parametrize("line", ["QLRR quản lý", "= quản lý", "QLRR =", "="])
def test_a_bad_line_is_named_with_its_file_and_number(line: str):
    with pytest.raises(InvalidAbbreviations, match=r"^mine\.txt:3: expected .* found "):
        parse_abbreviations(f"# one\nAB = cd\n{line}\n", "mine.txt")


@QUICK
@given(TEXT | st.text())
def test_any_file_is_read_or_refused(text: str):
    try:
        with_user_abbreviations(parse_abbreviations(text, "mine.txt"))
    except InvalidAbbreviations as error:
        assert str(error)


def test_words_of_a_full_form():
    assert words_of("Quỹ Bảo hiểm xã hội, Uỷ ban") == (("quỹ",), ("bảo", "hiểm"), ("xã", "hội"), ("ủy", "ban"))


def definitions(text: str) -> list[tuple[str, str]]:
    return [(written, " ".join(syllables)) for written, syllables in definitions_in(text).items()]


@pytest.mark.parametrize(
    ("text", "written", "full"),
    [
        ("Luật Bảo hiểm xã hội (BHXH) quy định", "BHXH", "bảo hiểm xã hội"),
        ("khám bệnh, chữa bệnh (sau đây gọi tắt là KCB)", "KCB", "khám bệnh chữa bệnh"),
        ("bảo hiểm xã hội (sau đây viết tắt là “BHXH”)", "BHXH", "bảo hiểm xã hội"),
        ("người lao động (sau đây gọi chung là NLĐ)", "NLĐ", "người lao động"),
        ("người lao động (dưới đây gọi là: NLĐ)", "NLĐ", "người lao động"),
        ("Hội đồng nhân dân (sau đây được gọi là HĐND)", "HĐND", "hội đồng nhân dân"),
        ("Uỷ ban nhân dân [UBND]", "UBND", "ủy ban nhân dân"),
        ("Bộ Tài chính ( BTC )", "BTC", "bộ tài chính"),
        ("Bộ Nông\nnghiệp (BNN)", "BNN", "bộ nông nghiệp"),
        ("ÐƯỜNG SẮT (ĐS)", "ĐS", "đường sắt"),
    ],
)
def test_a_definition(text: str, written: str, full: str):
    assert definitions(text) == [(written, full)]


def test_definitions_come_in_order():
    text = "công nghệ thông tin (CNTT), an sinh xã hội (ASXH)"
    assert [written for written, _ in definitions(text)] == ["CNTT", "ASXH"]


@pytest.mark.parametrize(
    "text",
    [
        "năm 2020 (COVID)",
        "bảo hiểm xã hội (bhxh)",
        "xã hội (BHXH)",
        "Bảo hiểm xã hội (BHYT)",
        "điểm a (I)",
        "(BHXH)",
        "bảo hiểm xã hội BHXH",
        "bảo hiểm xã hội (BHXH",
        "bảo hiểm xã hội (BHXH, BHYT)",
        "Tổ chức Lao động quốc tế (ILO)",
        "bảo vệ hiến pháp và xã hội học của hội (BHXX)",
    ],
)
def test_what_defines_nothing(text: str):
    assert definitions(text) == []


PIECES = st.sampled_from(
    ["(", "(", "[", ")", "]", " ", " ", '"', "“", "”", "1", "_", "…", "中"]
    + ["sau đây gọi là", "sau đây viết tắt là:", "được gọi tắt là", "gọi là", "Sau đây", "ſau đây gọi là ", "gọİ là "]
    + ["BHXH", "bhxh", "KCB", "KCB2", "CNTT", "\u212aCB", "B"]
    + [" bảo hiểm xã hội ", " khám bệnh, chữa bệnh ", " công nghệ thông tin ", " Kinh tế "]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_definitions_are_found_where_the_pattern_alone_finds_them(text: str):
    assert definitions_in(text) == plain.definitions_in(text)


def analyzed(text: str, *, query: bool = False) -> str:
    return " ".join(analyze(text, query=query, segmented=False).exact)


@pytest.mark.parametrize(
    "written", ["TP.HCM", "TP HCM", "Tp. HCM", "TP.Hồ Chí Minh", "tp. Hồ Chí Minh", "TP\nHồ Chí Minh", "TPHCM"]
)
def test_a_city_is_one_thing_however_it_is_written(written: str):
    assert analyzed(f"ở {written}.") == "ở thành phố hồ chí minh"
    assert analyzed(written.lower(), query=True) == "thành phố hồ chí minh"


@pytest.mark.parametrize("text", ["an toàn TP", "TP 5", "TP, Hà Nội", "tp nào", "TP: Hà Nội", "TP và Hà Nội"])
def test_tp_before_no_name_is_only_itself(text: str):
    assert "thành phố" not in analyzed(text)


@pytest.mark.parametrize(
    "written", ["LĐ-TB&XH", "LĐTB&XH", "LĐTB và XH", "LĐ - TB & XH", "LĐ-TB-XH", "LĐ–TB và XH", "LĐTBXH"]
)
def test_a_ministry_is_one_thing_however_it_is_written(written: str):
    full = "bộ lao động thương binh và xã hội"
    assert analyzed(f"Bộ {written}") == full == analyzed("Bộ Lao động - Thương binh và Xã hội")
    bare = "".join({"Đ": "D", "đ": "d"}.get(letter, letter) for letter in written).lower()
    assert analyzed(f"bộ {bare}", query=True) == full


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("GD&ĐT", "giáo dục và đào tạo"),
        ("GD-ĐT", "giáo dục và đào tạo"),
        ("KH&ĐT", "kế hoạch và đầu tư"),
        ("KH-CN", "khoa học và công nghệ"),
        ("NN&PTNT", "nông nghiệp và phát triển nông thôn"),
        ("TN-MT", "tài nguyên và môi trường"),
        ("TT&TT", "thông tin và truyền thông"),
        ("VH-TT&DL", "văn hóa thể thao và du lịch"),
        ("TT TT", "tt tt"),
        ("KH CN", "kh cn"),
    ],
)
def test_ministries_in_pieces(written: str, full: str):
    assert analyzed(f"Bộ {written}") == f"bộ {full}"


@pytest.mark.parametrize("text", ["LĐ, TB, XH", "TB&XH", "LĐ-XH", "lđ-tb&xh"])
def test_pieces_apart_and_pieces_that_lack_one_are_only_themselves(text: str):
    assert "lao động" not in analyzed(text)
    assert "xã hội" not in analyzed(text)


def test_a_document_that_says_what_tp_is_means_that():
    text = "an toàn thực phẩm (TP), kiểm tra TP Hà Nội"
    assert analyzed(text) == "an toàn thực phẩm kiểm tra thực phẩm hà nội"

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from bhxh_search.language.abbreviations import with_user_abbreviations
from bhxh_search.language.query_words import query_words
from tests.language.strategies import QUICK, TEXT, sentences_twice

MONTH = ("value", "tháng 6 năm 2025", "tháng 6 năm 2025", "2025-06")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("… -- !", []),
        ("lương hưu", [("syllable", "lương", "lương", None), ("syllable", "hưu", "hưu", None)]),
        ("Hoà", [("syllable", "Hoà", "hòa", None)]),
        ("Ðào", [("syllable", "Ðào", "đào", None)]),
        ("bhxh", [("abbreviation", "bhxh", "bảo hiểm xã hội", None)]),
        ("BHYT", [("abbreviation", "BHYT", "bảo hiểm y tế", None)]),
        ("bhyt", [("abbreviation", "bhyt", "bảo hiểm y tế", None)]),
        ("nsdld", [("abbreviation", "nsdld", "người sử dụng lao động", None)]),
        ("TT", [("syllable", "TT", "tt", None)]),
        ("hằng tháng", [("syllable", "hằng", "hàng", None), ("syllable", "tháng", "tháng", None)]),
        ("sẩy thai", [("syllable", "sẩy", "sảy", None), ("syllable", "thai", "thai", None)]),
        ("sẩy chân", [("syllable", "sẩy", "sẩy", None), ("syllable", "chân", "chân", None)]),
        ("chị Hằng", [("syllable", "chị", "chị", None), ("syllable", "Hằng", "hằng", None)]),
        ("1 lần", [("syllable", "1", "một", None), ("syllable", "lần", "lần", None)]),
        ("05 ngày", [("syllable", "05", "5", None), ("syllable", "ngày", "ngày", None)]),
        *((city, [("abbreviation", city, "thành phố hồ chí minh", None)]) for city in ("tp.hcm", "TP. Hồ Chí Minh")),
        ("tp ho chi minh", [("abbreviation", "tp ho chi minh", "thành phố hồ chí minh", None)]),
        ("tp cần", [("abbreviation", "tp", "thành phố", None), ("syllable", "cần", "cần", None)]),
        ("LĐ-TB&XH", [("abbreviation", "LĐ-TB&XH", "lao động thương binh và xã hội", None)]),
        ("tp 5", [("syllable", "tp", "tp", None), ("syllable", "5", "5", None)]),
        ("Bảo hiểm xã hội", [("full form", "Bảo hiểm xã hội", "bảo hiểm xã hội", None)]),
        ("bao hiem xa hoi", [("full form", "bao hiem xa hoi", "bao hiem xa hoi", None)]),
        ("bảo hiem xã hội", [("syllable", w, w, None) for w in "bảo hiem xã hội".split()]),
        ("bảo hiểm y", [("syllable", w, w, None) for w in "bảo hiểm y".split()]),
        ("844.000đ", [("figure", "844.000đ", "844 000đ", "844000")]),
        ("2,4 triệu đồng", [("figure", "2,4 triệu", "2 4 triệu", "2400000"), ("syllable", "đồng", "đồng", None)]),
        ("89,6%", [("figure", "89,6%", "89 6", "89,6%")]),
        ("89,6 phần trăm", [("figure", "89,6 phần trăm", "89 6 phần trăm", "89,6%")]),
        ("5 phan tram a", [("figure", "5 phan tram", "5 phan tram", "5%"), ("syllable", "a", "a", None)]),
        ("2020", [("figure", "2020", "2020", "2020")]),
        ("24/7", [("value", "24/7", "24 7", "24/7")]),
        ("30/4-1/5", [("value", "30/4", "30 4", "30/4"), ("value", "1/5", "1 5", "1/5")]),
        ("30 tháng 04", [("value", "30 tháng 04", "30 tháng 4", "30/4")]),
        ("31 tháng 2", [("syllable", one, one, None) for one in ("31", "tháng", "2")]),
        ("ngày 18-12", [("value", "ngày 18-12", "ngày 18 12", "18/12")]),
        ("18-12", [("value", "18-12", "18 12", None)]),
        ("9-12 tuổi", [("syllable", one, one, None) for one in ("9", "12", "tuổi")]),
        ("9-12 tuoi", [("syllable", one, one, None) for one in ("9", "12", "tuoi")]),
        ("32-12", [("syllable", one, one, None) for one in ("32", "12")]),
        ("Đ64 luật", [("provision", "Đ64", "điều 64", None), ("syllable", "luật", "luật", None)]),
        (
            "k.1 đ. 64 Luật",
            [
                ("provision", "k.1", "khoản 1", None),
                ("provision", "đ. 64", "điều 64", None),
                ("syllable", "Luật", "luật", None),
            ],
        ),
        ("đ 64 nghìn", [("syllable", "đ", "đ", None), ("figure", "64 nghìn", "64 nghìn", "64000")]),
        ("Đ64", [("syllable", "Đ64", "đ64", None)]),
        ("500kg", [("syllable", "500kg", "500kg", None)]),
        ("500k", [("figure", "500k", "500k", "500000")]),
        ("ngày www.vss.vn", [("syllable", "ngày", "ngày", None), ("address", "vss.vn", "vss vn", None)]),
        ("31/2", [("value", "31/2", "31 2", "31/2")]),
        ("1/3/5/7", [("syllable", one, one, None) for one in "1357"]),
        ("41 / 2024 / QH15", [("value", "41 / 2024 / ", "41 2024 qh15", "41/2024/qh15")]),
        ("01/2022/NÐ-CP", [("value", "01/2022/NÐ-CP", "1 2022 nđ cp", "1/2022/nđ-cp")]),
        ("ngày 1 tháng 7 năm 2025", [("value", "ngày 1 tháng 7 năm 2025", "ngày 1 tháng 7 năm 2025", "2025-07-01")]),
        ("01 tháng 7 năm 2025", [("value", "01 tháng 7 năm 2025", "1 tháng 7 năm 2025", "2025-07-01")]),
        ("5 tháng 7/2025", [("value", "5 tháng 7/2025", "5 tháng 7 2025", "2025-07-05")]),
        ("31 tháng 6 năm 2025", [("syllable", "31", "31", None), MONTH]),
        ("từ tháng 6 năm 2025", [("syllable", "từ", "từ", None), MONTH]),
        ("1.5 triệu", [("figure", "1.5 triệu", "1 5 triệu", "1500000")]),
        ("1.5.2 triệu", [("figure", "1.5.2", "1 5 2", "1.5.2"), ("syllable", "triệu", "triệu", None)]),
        (
            "31/2/2020",
            [("syllable", "31", "31", None), ("syllable", "2", "2", None), ("figure", "2020", "2020", "2020")],
        ),
        ("www.vss.vn/2020", [("address", "vss.vn/2020", "vss vn 2020", None)]),
        ("vss.gov.vn", [("address", "vss.gov.vn", "vss gov vn", None)]),
        ("an.binh@vss.vn", [("address", "an.binh@vss.vn", "an binh vss vn", None)]),
        ("http://", [("syllable", "http", "http", None)]),
        ("lương.Hưu", [("syllable", "lương", "lương", None), ("syllable", "Hưu", "hưu", None)]),
        ("79/2010/", [("number", "79/2010", "79 2010", None)]),
        ("9/2020", [("number", "9/2020", "9 2020", "2020-09")]),
        ("khoản 2 Điều 54", [("provision", w, w.lower(), None) for w in ("khoản 2", "Điều 54")]),
        ("dieu 5a", [("provision", "dieu 5a", "dieu 5a", None)]),
        ("điểm đ, chương III", [("provision", w, w.lower(), None) for w in ("điểm đ", "chương III")]),
        ("Mẫu số: 05-HSB", [("form", "Mẫu số: 05", "mẫu số 5", None), ("syllable", "HSB", "hsb", None)]),
        ("phu luc iv", [("form", "phu luc iv", "phu luc iv", None)]),
        ("mẫu, 5", [("syllable", one, one, None) for one in ("mẫu", "5")]),
        (
            "mẫu 1.5 ha",
            [("syllable", "mẫu", "mẫu", None), ("figure", "1.5", "1 5", "1.5"), ("syllable", "ha", "ha", None)],
        ),
        ("mau 3", [("syllable", one, one, None) for one in ("mau", "3")]),
        ("điều 2 triệu", [("syllable", "điều", "điều", None), ("figure", "2 triệu", "2 triệu", "2000000")]),
        ("điểm 10", [("syllable", "điểm", "điểm", None), ("syllable", "10", "10", None)]),
    ],
)
def test_the_words_of_a_query(text: str, words: list[tuple[str, str, str, str | None]]):
    found = [(w.kind, text[w.start : w.end], " ".join(w.syllables), w.value) for w in query_words(text)]
    assert found == words


def test_a_full_form_of_the_user_is_one_word():
    mine = with_user_abbreviations({"QLRR": "quản lý rủi ro"})
    assert [word.kind for word in query_words("quản lí rủi ro qlrr", mine)] == ["full form", "abbreviation"]


def test_the_longest_full_form_counts():
    [word] = query_words("ủy ban thường vụ quốc hội")
    assert (word.kind, word.start, word.end) == ("full form", 0, 25)


def test_spans_are_of_the_text_as_given():
    [first, second] = query_words("B\u00adHXH e\u0302\u0301")
    assert (first.start, first.end, second.start, second.end) == (0, 5, 6, 9)


@QUICK
@given(TEXT)
def test_any_text_has_words_in_order_and_inside_it(text: str):
    words = query_words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.syllables for word in words)
    # Two words may stand for one place: parts of Hangul compose with what they follow, and are letters.
    assert all(before.start <= after.start for before, after in pairwise(words))


@QUICK
@given(sentences_twice())
def test_both_spellings_ask_for_the_same(pair: tuple[str, str]):
    one, other = ([(w.kind, w.syllables, w.value) for w in query_words(text)] for text in pair)
    assert one == other


def test_days_of_a_long_query_are_read_by_what_stands_right_before_each():
    words = query_words("ngày 1-2 " + "1-2 " * 5_000)
    assert [word.spoken for word in words[:2]] == [(("ngày", "1", "2"), ("1", "tháng", "2")), (("1", "2"),)]
    assert len(words) == 1 + 5_000

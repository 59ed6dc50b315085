from __future__ import annotations

import datetime as dt
import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.characters import fold
from bhxh_search.language.citations import find_citations, law_number, written_forms
from bhxh_search.language.normal_form import normalize
from tests.language.strategies import QUICK, TEXT, data_file


def terms_of(text: str) -> list[str]:
    return [term for citation in find_citations(normalize(text).text) for term, _, _ in citation.terms]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Nghị quyết 28-NQ/TW", ["28-nq/tw"]),
        ("28-nq/tw", ["28-nq/tw"]),
        ("28\u2011NQ/TW", ["28-nq/tw"]),
        ("28–NQ/TW", ["28-nq/tw"]),
        ("số 01/2022/TT-BTC,", ["1/2022/tt-btc"]),
        ("115/2015/NÐ-CP", ["115/2015/nđ-cp"]),
        ("Luật 58/2014/QH13.", ["58/2014/qh13"]),
        ("25/2022/UBTVQH15", ["25/2022/ubtvqh15"]),
        ("595/QĐ-BHXH", ["595/qđ-bhxh"]),
        ("01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH", ["1/2022/ttlt-vksndtc-tandtc-bca-bqp-blđtbxh"]),
        ("64-CP và 92/HĐBT", ["64-cp", "92/hđbt"]),
        ("12A/2020/NĐ-CP", ["12a/2020/nđ-cp"]),
        ("463/VBHN-BLĐTBXH", ["463/vbhn-blđtbxh"]),
        ("12/2024/TT-\nBLĐTBXH", ["12/2024/tt-blđtbxh"]),
        ("05/2024/ \nTT-BLĐTBXH", ["5/2024/tt-blđtbxh"]),
        ("Số:  372 /QĐ-BTC", ["372/qđ-btc"]),
        ("Luật 41/2024/QH15-\nĐiều 2", ["41/2024/qh15"]),
        ("x28-NQ/TW", []),
        ("12/HĐLĐ", []),
    ],
)
def test_law_numbers(text: str, terms: list[str]):
    assert terms_of(text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "1/7/2025",
        "01/07/2025",
        "1-7-2025",
        "01-07-2025",
        "1.7.2025",
        "01.07.2025",
        "2025-07-01",
        "2025-07-01T10:00",
        "ngày 1 tháng 7 năm 2025",
        "Ngày 01 tháng 07 năm 2025",
        "ngày 1 tháng 7, năm 2025",
        "ngay 1 thang 7 nam 2025",
        "NGÀY 1\nTHÁNG 7 NĂM 2025",
        "(1/7/2025).",
    ],
)
def test_dates(text: str):
    assert terms_of(text) == ["2025-07-01", "1/7"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("2/9, 02/09", ["2/9", "2/9"]),
        ("ngày 2 tháng 9; Ngay 02 thang 09", ["2/9", "2/9"]),
        ("sáng 18-12, ngày 4.10.", ["18/12", "4/10", "4.10"]),
        ("24/24 giờ, 24/24h", ["24/24", "24/24"]),
        ("25 -29/10", ["29/10"]),
        ("mỗi ngày 2.5 triệu", ["2500000", "2,5"]),
        ("một ngày 8.5 giờ", ["8.5"]),
        ("nay\n5.3. Vốn", ["5.3"]),
        ("ngày 2-3 lần, đêm 10-12 độ", []),
        ("2/3 tổng số", ["2/3"]),
        ("8/10-22/10/2021", ["8/10", "2021-10-22", "22/10"]),
        ("30/4-1/5", ["30/4", "1/5"]),
    ],
)
def test_fractions_and_days_without_their_years(text: str, terms: list[str]):
    assert terms_of(text) == terms


@pytest.mark.parametrize(
    "text", ["tháng 7 năm 2025", "tháng 07/2025", "Tháng 7-2025", "thang 7 nam 2025", "tháng 7 / 2025"]
)
def test_months(text: str):
    assert terms_of(text) == ["2025-07"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("31/2/2020", ["2020"]),
        ("0/1/2020", ["2020"]),
        ("1/13/2020", ["2020"]),
        ("ngày 31 tháng 2 năm 2020", ["2020-02"]),
        ("tháng 13 năm 2020", ["2020"]),
        ("1/7-2025", ["1/7", "2025"]),
        ("1/7/2025/3", ["2025"]),
        ("2014-2020", ["2014", "2020"]),
        ("ngày 31 tháng 2", []),
        ("ngày 1-5 tháng 7", []),
        ("từ 5-7 năm", []),
        ("1.2/3", ["1.2"]),
        ("2/9%", ["9%"]),
        ("1/2/3/4", []),
        ("COVID-19", []),
        ("hằngtháng 7 năm 2025", ["2025"]),
    ],
)
def test_what_is_no_date(text: str, terms: list[str]):
    assert terms_of(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("844.000", ["844000"]),
        ("844000", ["844000"]),
        ("844.000đ", ["844000"]),
        ("1.234.567,50", ["1234567,5"]),
        ("89,6%", ["89,6%", "89,6"]),
        ("89,60 %", ["89,6%", "89,6"]),
        ("89.6%", ["89,6%", "89,6"]),
        ("20.50 %", ["20,5%", "20,5"]),
        ("100%", ["100%"]),
        ("1.5 triệu", ["1500000", "1,5"]),
        ("1.500 triệu", ["1500000000", "1500"]),
        ("mục 1.5", ["1.5"]),
        ("2,4 triệu", ["2400000", "2,4"]),
        ("2,4 TRIỆU", ["2400000", "2,4"]),
        ("3 tỷ", ["3000000000"]),
        ("3 tỉ", ["3000000000"]),
        ("5 nghìn tỷ", ["5000000000000"]),
        ("1.500 ngàn", ["1500000", "1500"]),
        ("0,5 triệu", ["500000", "0,5"]),
        ("2,4567891 triệu", ["2456789,1", "2,4567891"]),
        ("2,4 trieu", ["2400000", "2,4"]),
        ("5 tı, 5 tİ", []),
        ("999", []),
        ("2020", ["2020"]),
        ("mục 3.5.1", ["3.5.1"]),
        ("phiên bản 2.0", ["2.0"]),
        ("v2.0", []),
        ("0912345678", ["0912345678"]),
        ("0912.345.678", ["0912.345.678"]),
        ("1.500.000-2.000.000", ["1500000", "2000000"]),
        ("x_2020", []),
        ("", []),
    ],
)
def test_figures(text: str, terms: list[str]):
    assert terms_of(text) == terms


def test_a_scale_is_exact_for_any_number_of_digits():
    digits = "123456789" * 5
    assert terms_of(f"{digits} triệu") == [digits + "000000", digits]


@pytest.mark.parametrize("text", ["https://a.vn/28-NQ/TW?d=1/7/2025", "www.bhxh.vn/2020", "a.2020@bhxh.gov.vn"])
def test_an_address_holds_no_values(text: str):
    [citation] = find_citations(text)
    assert (citation.start, citation.end, citation.kind, citation.terms) == (0, len(text), "address", ())


def test_spans_are_those_of_what_each_term_stands_for():
    [citation] = find_citations("hơn 2,4 triệu đồng")
    assert (citation.start, citation.end) == (4, 13)
    assert citation.terms == (("2400000", 4, 13), ("2,4", 4, 7))


@QUICK
@given(st.dates())
def test_all_forms_of_a_day_give_one_term(day: dt.date):
    d, m, y = day.day, day.month, f"{day.year:04}"
    forms = [
        f"{d}/{m}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d}-{m}-{y}",
        f"{d}.{m}.{y}",
        f"{d:02}.{m:02}.{y}",
        f"{y}-{m:02}-{d:02}",
    ]
    forms += [f"ngày {d} tháng {m} năm {y}", f"ngày {d:02} tháng {m:02} năm {y}", f"Ngay {d} thang {m}, nam {y}"]
    assert {tuple(terms_of(form)) for form in forms} == {(day.isoformat(), f"{d}/{m}")}


@QUICK
@given(st.integers(1000, 10**15))
def test_all_forms_of_a_whole_number_give_one_term(number: int):
    dotted = f"{number:,}".replace(",", ".")
    forms = [str(number), dotted, f"{dotted}đ", f"({dotted})", f"{number},0"]
    assert {tuple(terms_of(form)) for form in forms} == {(str(number),)}


SCALES = [
    *(("nghìn", 3), ("ngàn", 3), ("triệu", 6), ("tỷ", 9), ("tỉ", 9), ("nghìn tỷ", 12)),
    *(("nghin", 3), ("ngan", 3), ("trieu", 6), ("ty", 9), ("ti", 9), ("nghin ty", 12), ("TỶ", 9), ("Triệu", 6)),
]


@QUICK
@given(st.integers(1, 10**6), st.sampled_from(SCALES))
def test_a_scaled_figure_has_the_term_of_the_number_written_out(number: int, scale: tuple[str, int]):
    word, power = scale
    written_out = str(number * 10**power)
    assert terms_of(f"{number} {word}")[0] == terms_of(written_out)[0] == written_out
    tenths = f"{number // 10},{number % 10} {word}"
    assert terms_of(tenths)[0] == str(number * 10 ** (power - 1))


LETTER_GROUPS = st.lists(st.text("ABCĐHNQTUX", min_size=1, max_size=8), min_size=2, max_size=5)


@QUICK
@given(st.integers(1, 99999), st.integers(1945, 2030), LETTER_GROUPS)
def test_all_forms_of_a_law_number_give_one_term(number: int, year: int, groups: list[str]):
    written = f"{number}/{year}/{'-'.join(groups)}"
    forms = [
        written,
        written.lower(),
        written.replace("-", "\u2011"),
        written.replace("Đ", "Ð"),
        written.replace("-", "-\n", 1),
    ]
    forms += ["0" * (5 - len(str(number))) + written]
    assert {tuple(terms_of(form)) for form in forms} == {(written.lower(),)}


@QUICK
@given(TEXT)
def test_citations_of_any_text_stand_in_order_and_apart(text: str):
    text = normalize(text).text
    citations = list(find_citations(text))
    assert all(0 <= c.start < c.end <= len(text) for c in citations)
    assert all(before.end <= after.start for before, after in pairwise(citations))
    for citation in citations:
        assert all(citation.start <= start < end <= citation.end for _, start, end in citation.terms)


@QUICK
@given(TEXT)
def test_terms_hold_no_blanks_or_capitals(text: str):
    for term in terms_of(text):
        assert term == term.lower() == "".join(term.split())


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1.",
        "1,",
        "1/",
        "1-",
        "1/1/",
        "A",
        "a-",
        "a.",
        "a@",
        "@",
        "1-A",
        "1/A-",
        "/A",
        "ngày ",
        "ngày 1 ",
        " ",
        "1 ",
        " tỷ",
    ]
    + ["1 tỷ", "tháng 1 ", "http", "www", "://", "-\n", "1/2020/A-\n", "_", "1_"],
)
def test_very_long_lines_are_read_through(unit: str):
    text = unit * (200_000 // len(unit))
    assert sum(1 for _ in find_citations(text)) <= len(text)
    assert sum(1 for _ in find_citations("1" + text + "x")) <= len(text)


@pytest.mark.parametrize(
    ("written", "form"),
    [("01/2022/TT-BTC", "1/2022/tt-btc"), ("28\u2010NQ/TW", "28-nq/tw"), ("372 /QĐ-BTC", "372/qđ-btc"), ("", "")],
)
def test_one_form_of_a_law_number(written: str, form: str):
    assert law_number(written) == form


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("844000", (("844000",), ("844", "000"))),
        ("1234567", (("1234567",), ("1", "234", "567"))),
        ("999", ()),
        ("0912345678", ()),
        ("2,4", ()),
        ("2025-07", ()),
        ("28-nq/tw", ()),
        ("30/4", (("30", "4"),)),
        (
            "2025-07-01",
            (("1", "7", "2025"), ("1", "tháng", "7", "năm", "2025"), ("2025", "7", "1")),
        ),
    ],
)
def test_ways_of_writing_a_value(value: str, forms: tuple[tuple[str, ...], ...]):
    assert written_forms(value) == forms


def test_the_gazette_texts_hold_their_own_numbers():
    metadata = data_file("files/metadata.jsonl")
    missing, read = [], 0
    for line in metadata.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        reference = metadata.with_name(entry["file"]).with_suffix(".txt")
        if not reference.exists():
            continue
        read += 1
        # The number is given as in a web address: without marks, hyphens for slashes.
        found = {re.sub("/", "-", fold(term)) for term in terms_of(reference.read_text(encoding="utf-8"))}
        if entry["number"].lstrip("0") not in found:
            missing.append(entry["number"])
    assert (missing, read >= 15) == ([], True)


@pytest.mark.parametrize(("month", "last"), [*enumerate([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], start=1)])
def test_a_day_without_its_year_is_one_of_some_year(month: int, last: int):
    for day, is_one in ((0, False), (1, True), (last, True), (last + 1, False)):
        found = [term for one in find_citations(f"sáng {day:02}-{month:02} tại") for term, _, _ in one.terms]
        assert (f"{day}/{month}" in found) == is_one

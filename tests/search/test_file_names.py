from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.search.file_names import addresses_in, in_words

NAMES = st.lists(
    st.sampled_from(
        ["luat", "số", "-", "_", "41", "2024", "qh15", "nd-cp", "nđ", ".pdf", ".", "/", "a.vn", "://", " "]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nghi-dinh-so-158-2025-nd-cp-45240", "nghi dinh 158/2025/nd-cp"),
        ("luat_so_41_2024_qh15.docx", "luat 41/2024/qh15"),
        ("158_2025_NĐ-CP.doc", "158/2025/NĐ-CP"),
        ("11-2024-ttlt-bca-bqp.pdf", "11/2024/ttlt-bca-bqp"),
        ("158-2025-nd-cp-quy-dinh-chi-tiet.pdf", "158/2025/nd-cp quy dinh chi tiet"),
        ("844-QD-TTg.pdf", "844/QD-TTg"),
        ("Bao-cao_01_07_2025.xlsx", "Bao cao 01-07-2025"),
        ("Luat%20viec%20lam.pdf", "Luat viec lam"),
        ("bảo hiểm.PDF, hưu.txt", "bảo hiểm , hưu"),
        ("COVID-19", "COVID-19"),
        ("Park Hang-seo", "Park Hang-seo"),
        ("28-NQ/TW", "28-NQ/TW"),
        (".pdf", ".pdf"),
        ("a.pdfs", "a.pdfs"),
        ("ho.tro@luat.md", "ho.tro@luat.md"),
        ("https://a.vn/luat-viec-lam-moi.html", "https://a.vn/luat-viec-lam-moi.html"),
        ("a.vn/luat-viec-lam-moi.html", "a.vn/luat-viec-lam-moi.html"),
        ("file:///luat-viec-lam-moi.html", "file:///luat-viec-lam-moi.html"),
    ],
)
def test_the_name_of_a_file_is_read_as_the_words_that_it_is_made_of(written: str, meant: str):
    assert " ".join(in_words(written).split()) == meant


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("https://a.gov.vn/van-ban/luat-so-41-2024-qh15-42576.htm", "luat 41/2024/qh15"),
        ("xem www.a.vn/tin/luong-huu-tang-4512345.html?x=1#top nhé", "luong huu tang"),
        ("a.vn/Luat-Bao-hiem-2024/", "Luat Bao hiem 2024"),
        ("https://a.vn/bao-hiem/luat-bao-hiem-xa-hoi-2024-347560-d1.html", "luat bao hiem xa hoi 2024"),
        ("https://b.vn/xa-hoi/tang-luong-huu-tu-1-7-1234567.ldo", "tang luong huu tu 1-7"),
        ("b.vn/tang-luong-huu-som-post123456.antd", "tang luong huu som"),
        ("b.vn/mau.tk1", "mau.tk1"),
    ],
)
def test_an_address_ends_with_words(text: str, end: str):
    [address] = addresses_in(text)
    assert " ".join(address.in_words.split()) == end


@pytest.mark.parametrize("text", ["https://a.vn/", "https://a.vn/2024/123456", "41/2024/QH15", "và/hoặc", "ho@a.vn"])
def test_what_ends_with_no_words_is_no_such_address(text: str):
    assert list(addresses_in(text)) == []


@given(NAMES)
def test_what_is_left_out_of_a_name_leaves_the_rest_in_its_place(text: str):
    assert len(in_words(text)) == len(text)
    for address in addresses_in(text):
        assert len(address.in_words) == address.end - address.start
        start = address.start + len(address.in_words) - len(address.in_words.lstrip())
        assert address.in_words.strip()[:1] == text[start : start + 1]


def test_numbers_that_run_into_each_other_stay_as_long_as_they_were() -> None:
    text = "1-2024-nd-cp1-2024-nd-cp"
    assert len(in_words(text)) == len(text)

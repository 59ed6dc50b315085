"""Texts that are hard on the language functions, and real syllables in both their spellings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

QUICK = settings(deadline=None, max_examples=150)

# Letters of the language, and all that real files and hostile queries hold besides.
_PIECES = st.one_of(
    st.sampled_from("aàảãáạăâđĐÐeêioôơuưyỳbcghknpqt AĂÂNQYỲ"),
    st.sampled_from("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u00ad\u200b\u200c\u200d\ufeff\u00a0"),
    st.sampled_from("0123456789.,/-–%_()[]\"'“”:+~*@#…\n\r\t"),
    st.sampled_from("\x00\x1c\x85\ud800\udfff\u1100\u1161\u11a8각\u09c7\u09be中😀\U0001d400ßİıſΣς\U00016d63"),
    st.sampled_from(
        [" bảo hiểm xã hội ", " BHXH ", "BHXH.", " (BHXH) ", "NĐ-CP", "01/2022/", "ngày 1 tháng 7 năm 2025", " tỷ "]
        + [
            " triệu",
            "https://",
            "a@b.vn",
            "Tp.",
            "TP",
            "HCM",
            " LĐ-TB&XH",
            "LĐTB",
            " bhxh ",
            "bhxh",
            "Cty",
            " hằng ",
            " sẩy thai ",
            "1 ",
            "lần",
            "tháng",
            "05",
            " và ",
            "ThS.",
            "...",
            "->",
            "==>",
            ">>",
            "www.",
            "844.000",
            "2,4",
            "31/2/2020",
        ]
    ),
    st.characters(),
)
TEXT = st.lists(_PIECES, max_size=40).map("".join)

SYLLABLES = (
    "a ai anh bà bảo biển bộ cá của cứu chế chính chị công cơ dân dưới đã đào điều độ đồng được em ghi gì giá giàu "
    "giếng giỏi giữa gửi hà hạn hiểm hội hợp huyện hưu khám kinh khuỷu khuyến lao lĩnh luật lương mẹ mười năm nghị "
    "ngoài nguyện người nhà nhân nước ông phường quan quốc quyền quỳnh rượu sinh sổ tai tế thất thuế thương tiền "
    "trách trợ tuổi tự ủy ưu vẽ việc xã xuân ý yêu toán hoàn thuyền thy thảo"
).split()

# The older spelling, and another that is as common in real texts.
RESPELLED = {
    "hòa": "hoà",
    "hóa": "hoá",
    "tòa": "toà",
    "xóa": "xoá",
    "khóa": "khoá",
    "thỏa": "thoả",
    "tọa": "toạ",
    "lõa": "loã",
    "khỏe": "khoẻ",
    "lòe": "loè",
    "tóe": "toé",
    "họe": "hoẹ",
    "thúy": "thuý",
    "thủy": "thuỷ",
    "tùy": "tuỳ",
    "ủy": "uỷ",
    "hủy": "huỷ",
    "lũy": "luỹ",
    "ngụy": "nguỵ",
    "úy": "uý",
    "kĩ": "kỹ",
    "kí": "ký",
    "kì": "kỳ",
    "kỉ": "kỷ",
    "kị": "kỵ",
    "lí": "lý",
    "li": "ly",
    "mĩ": "mỹ",
    "mí": "mý",
    "sĩ": "sỹ",
    "ti": "ty",
    "tỉ": "tỷ",
    "hi": "hy",
    "quỹ": "quĩ",
    "quý": "quí",
    "quy": "qui",
    "quỳ": "quì",
}


@st.composite
def sentences_twice(draw: st.DrawFn) -> tuple[str, str]:
    """One sentence of real syllables in both spellings."""
    syllables = draw(st.lists(st.sampled_from([*SYLLABLES, *RESPELLED, "BHXH", "2020", ","]), max_size=14))
    case = draw(st.sampled_from([str.lower, str.title, lambda text: text]))
    first = " ".join(syllables)
    second = " ".join(RESPELLED.get(syllable, syllable) for syllable in syllables)
    return case(first), case(second)


def data_file(path: str) -> Path:
    """A file of the data that is too large for the project; the test is skipped where there is none of it."""
    root = os.environ.get("BHXH_SEARCH_DATA")
    if not root:
        pytest.skip("BHXH_SEARCH_DATA is not set")
    found = Path(root) / path
    assert found.exists(), f"BHXH_SEARCH_DATA is set, and {found} is missing"
    return found

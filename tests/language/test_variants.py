from __future__ import annotations

import pytest

from bhxh_search.language.variants import as_indexed

WHEN = "đêm dem giờ gio năm nam ngày ngay quý quy tháng thang tối toi tuần tuan".split()


@pytest.mark.parametrize(
    ("written", "meant", "before"),
    [("hằng", "hàng", WHEN), ("sẩy", "sảy", ["thai"]), ("1", "một", "lần lan cửa cua".split())],
)
def test_the_next_word_decides_what_some_spellings_are(written: str, meant: str, before: list[str]) -> None:
    for following in before:
        assert as_indexed(written, following) == as_indexed(written.upper(), following.upper()) == meant
    for following in ("người", "", None):
        assert as_indexed(written, following) == written


def test_other_words_are_what_they_are() -> None:
    assert as_indexed("Hoà", "tháng") == "hòa"
    assert as_indexed("hang", "thang") == "hang"
    assert as_indexed("01", "lần") == "một"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.characters import canonical
from bhxh_search.language.slips import sounding_alike
from bhxh_search.language.spelling import as_in_laws


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("xản", "sản"),
        ("chợ", "trợ"),
        ("trế", "chế"),
        ("dành", "giành"),
        ("giao", "dao"),
        ("nương", "lương"),
        ("ngỉ", "nghỉ"),
        ("gì", "ghì"),
        ("lươn", "lương"),
        ("mặc", "mặt"),
        ("kông", "công"),
        ("hái", "háy"),
    ],
)
def test_a_syllable_may_be_meant_for_one_that_sounds_alike(written: str, meant: str) -> None:
    assert meant in sounding_alike(written)


@given(st.text(st.sampled_from("bcdđghiklmnpqrstvxaăâeêioôơuưyáạ123_-"), max_size=8))
def test_nothing_sounds_like_itself(text: str) -> None:
    assert text not in sounding_alike(text)


@pytest.mark.parametrize(
    "written",
    ["công ty", "kỹ", "lý", "kỳ", "tỷ", "mỹ", "ký", "sĩ", "mi", "hy", "quý", "quỹ", "thi", "bị", "tỉnh", "ty"],
)
def test_laws_write_y_where_it_is_usual(written: str) -> None:
    assert " ".join(as_in_laws(canonical(word)) for word in written.split()) == written


@given(st.text(st.sampled_from("hklmstiyíìỉĩịaáb"), max_size=4).map(canonical))
def test_how_laws_write_a_syllable_is_the_same_syllable(syllable: str) -> None:
    assert canonical(as_in_laws(syllable)) == syllable

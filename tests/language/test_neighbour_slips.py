from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.neighbour_slips import is_neighbour_slip
from bhxh_search.language.pyvi_model import load_model

BESIDE = {"s": "awedxz", "g": "tyfhvb", "p": "ol", "q": "wa", "m": "njk", "u": "yihj"}
"""Read off a keyboard."""


@pytest.mark.parametrize(
    ("typed", "meant"), [("hiu", "hưu"), ("vảo", "bảo"), ("nao", "mao"), ("trợ", "yrợ"), ("xã", "zã"), ("cáp", "cấp")]
)
def test_one_key_beside_the_right_one(typed: str, meant: str) -> None:
    assert is_neighbour_slip(typed, meant) == (typed != "cáp"), "a mark is no other key"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hưu", "hưu"), ("hội", "hối"), ("bảo", "vào"), ("vái", "bảo"), ("bo", "bao"), ("mảo", "bảo"), ("", "a")],
)
def test_more_or_other_than_that(typed: str, meant: str) -> None:
    assert not is_neighbour_slip(typed, meant)


@given(st.sampled_from(sorted(load_model().spelling)), st.data())
def test_any_syllable_of_the_language_may_be_typed_so(syllable: str, data: st.DataObject) -> None:
    places = [place for place, letter in enumerate(syllable) if letter in BESIDE]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted("abcdefghijklmnopqrstuvwxyz")))
    typed = syllable[:place] + key + syllable[place + 1 :]
    assert is_neighbour_slip(typed, syllable) == (key in BESIDE[syllable[place]])
    assert is_neighbour_slip(typed, syllable) == is_neighbour_slip(syllable, typed)

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.segment import segment
from bhxh_search.language.spelling import respell as respell_with
from tests.language.strategies import QUICK, RESPELLED, SYLLABLES, TEXT, sentences_twice

# Everything that pyvi's own patterns look at.
PYVI_PIECES = st.one_of(
    st.sampled_from([*SYLLABLES, *RESPELLED, "Hà", "Nội", "Đào", "Việt", "BHXH", "UBND", "tiên", "tiến"]),
    st.sampled_from(
        ["BHXH.", "Tp.", "TP.", "Mr.", "ThS.", "Đ.", "ĐA.B.", "A.b", "dr.", "...", "->", "==>", ">>", "\n"]
    ),
    st.sampled_from(
        ["http://a.vn/x?y", "đ://x", "_://", "a@b.vn", "đa@b.c", "b.c@d.e", "A.a@b.c.", "@", "a@b", "...a@b.c"]
    ),
    st.sampled_from(
        ["1.000", "1,5_3", "12", "1_1a", "0.9.", "-", "_", "--", ".", ",", "(", ")", "/", "%", "+", "a_b", "_x"]
    ),
    st.sampled_from(["中文", "😀", "e\u0329", "Москва", "²", "\x1c", "\x85", "\u2028", "\x00"]),
)
PYVI_TEXT = st.lists(
    st.tuples(PYVI_PIECES, st.sampled_from([" ", " ", "", "  ", "\n"])).map("".join), max_size=25
).map("".join)


def respell(text: str) -> str:
    return respell_with(text, load_model().spelling)


def pyvi(text: str) -> str:
    from pyvi import ViTokenizer

    return ViTokenizer.tokenize(text)


def joined(text: str) -> str:
    return " ".join("_".join(text[start:end] for start, end in word) for word in segment(text))


@QUICK
@given(PYVI_TEXT | TEXT)
@example("đa@b.c@d.e")
@example("...a@b.c@d.e")
@example("A.a@b.c Tp.x@y.z http://a@b.c")
@example("1.5@x.vn 1_1@x.vn")
def test_words_are_those_of_pyvi(text: str):
    text = unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode()
    if segment(text):  # pyvi gives a text without tokens back as it is
        assert joined(text) == pyvi(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bảo hiểm xã hội Việt Nam", "Bảo_hiểm xã_hội Việt_Nam"),
        ("thu BHXH.", "thu BHXH."),
        ("liên hệ a.b@vss.gov.vn nhé", "liên_hệ a.b@vss.gov.vn nhé"),
        ("giảm 1.000 đồng", "giảm 1.000 đồng"),
        ("", ""),
        (" \t ", ""),
    ],
)
def test_words(text: str, words: str):
    assert joined(text) == words


@QUICK
@given(TEXT)
def test_spans_cover_all_but_white_space_in_order(text: str):
    text = normalize(text).text
    spans = [span for word in segment(text) for span in word]
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert all(start < end for start, end in spans)
    assert "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip() == ""


def test_lone_surrogates_are_segmented_as_odd_characters():
    assert segment("bảo \ud800 hiểm") == segment("bảo \ufffd hiểm")


@pytest.mark.parametrize("unit", ["-", "a.", "1_a-", "A", "_", "+@"])
def test_a_long_line_without_blanks_ends(unit: str):
    text = unit * (30_000 // len(unit))
    assert segment(text)[-1][-1][1] == len(text)


@QUICK
@given(TEXT)
def test_respelling_changes_no_length(text: str):
    text = normalize(text).text
    assert len(respell(text)) == len(text)


@QUICK
@given(sentences_twice())
def test_both_spellings_of_a_sentence_are_respelled_alike(pair: tuple[str, str]):
    assert respell(pair[0]) == respell(pair[1])


@QUICK
@given(TEXT)
def test_respelling_again_changes_nothing(text: str):
    once = respell(normalize(text).text)
    assert respell(once) == once


def test_respelling_keeps_capitals_and_takes_the_usual_spelling():
    assert respell("HÒA BÌNH, Công ty Kĩ thuật") == "HOÀ BÌNH, Công ti Kỹ thuật"

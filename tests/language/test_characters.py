from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.normal_form import normalize
from tests.language.strategies import QUICK, RESPELLED, SYLLABLES, TEXT, data_file

INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"


def cleaned(text: str) -> str:
    """What `normalize` promises to replace and leave out, before composition."""
    for look_alike, letter in ("ÐĐ", "ĐĐ", "ƉĐ", "ðđ", "ɖđ", "\u00a0 ", "\u202f ", "\u200b "):
        text = text.replace(look_alike, letter)
    return re.sub(f"[{INVISIBLE}]", "", text)


@QUICK
@given(TEXT | st.text())
def test_normal_text_is_nfc_of_the_text_after_the_substitutions(text: str):
    assert normalize(text).text == unicodedata.normalize("NFC", cleaned(text))


@QUICK
@given(TEXT | st.text())
def test_composed_and_decomposed_text_have_one_normal_form(text: str):
    assert normalize(unicodedata.normalize("NFD", text)).text == normalize(unicodedata.normalize("NFC", text)).text


@QUICK
@given(TEXT)
def test_every_normal_character_stands_for_a_range_of_the_source(text: str):
    normal = normalize(text)
    assert len(normal.starts) == len(normal.ends) == len(normal.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))


@QUICK
@given(TEXT)
def test_offsets_never_go_back(text: str):
    normal = normalize(text)
    assert list(normal.starts) == sorted(normal.starts)
    assert list(normal.ends) == sorted(normal.ends)


@QUICK
@given(TEXT)
def test_the_source_of_a_character_normalizes_to_it_and_its_neighbours(text: str):
    normal = normalize(text)
    for index in range(len(normal.text)):
        start, end = normal.span(index, index + 1)
        same_source = [i for i in range(len(normal.text)) if normal.starts[i] == start]
        assert normalize(text[start:end]).text == "".join(normal.text[i] for i in same_source)


@QUICK
@given(TEXT)
def test_normal_text_is_left_as_it_is(text: str):
    once = normalize(text).text
    assert normalize(once).text == once


def test_every_pair_that_unicode_composes_is_composed():
    pairs = [
        unicodedata.normalize("NFD", chr(code))
        for code in range(sys.maxunicode + 1)
        if unicodedata.decomposition(chr(code)) and not unicodedata.decomposition(chr(code)).startswith("<")
    ]
    assert len(pairs) > 1000
    # The soft hyphen sends each through the slow way.
    wrong = [pair for pair in pairs if normalize("\u00ad" + pair).text != unicodedata.normalize("NFC", pair)]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "normal", "source_of_last"),
    [
        ("Ho\u0300a", "Hòa", (3, 4)),
        ("e\u0302\u0301", "ế", (0, 3)),
        ("e\u0301\u0323", "ẹ\u0301", (0, 3)),
        ("bảo\u00adhiểm", "bảohiểm", (7, 8)),
        ("\u1112\u1161\u11ab", "한", (0, 3)),
        ("가\u11a8", "각", (0, 2)),
        ("a\u00a0b", "a b", (2, 3)),
        ("Ðào", "Đào", (2, 3)),
        ("a\ud800", "a\ud800", (1, 2)),
        ("a\x00", "a\x00", (1, 2)),
        ("\U0001f600\u0301", "\U0001f600\u0301", (1, 2)),
        ("\U0001d15e\u00ad", "\U0001d157\U0001d165", (0, 1)),
    ],
)
def test_hard_characters(text: str, normal: str, source_of_last: tuple[int, int]):
    normalized = normalize(text)
    assert normalized.text == normal
    assert normalized.span(len(normal) - 1, len(normal)) == source_of_last


def test_a_very_long_run_of_marks_is_sorted_as_unicode_asks():
    assert normalize("a" + "\u0323\u0301" * 100).text == unicodedata.normalize("NFC", "a" + "\u0323\u0301" * 100)
    assert len(normalize("a" + "\u0301\u0323" * 100_000).text) == 200_000


PLACEMENT = """
hoà hòa | hoá hóa | hoả hỏa | hoã hõa | hoạ họa | toà tòa | khoá khóa | xoá xóa
thoả thỏa | loã lõa | doạ dọa | oà òa
khoẻ khỏe | loè lòe | hoè hòe | toé tóe | choẹ chọe | oẻ ỏe | xoè xòe | nhoé nhóe | thuý thúy | thuỷ thủy | tuỳ tùy
uỷ ủy | huỷ hủy | luỹ lũy | nguỵ ngụy | uý úy | truỵ trụy | thuỵ thụy | gìa già | gỉa giả | qùa quà
quả quả | quạ quạ | qúy quý | qũy quỹ | khủyu khuỷu | khuỷu khuỷu | hòai hoài | ngọăt ngoặt | cuả của | muà mùa
tiế tiế | nghiã nghĩa | kiạ kịa | thuở thuở | thủơ thuở | mừơi mười | rựơu rượu | ngừơi người | tòan toàn
lọet loẹt | hùynh huỳnh | ngúyên nguyến | nguỹên nguyễn | tuỳên tuyền | chuỷên chuyển | khuyên khuyên | gì gì
giếng giếng | gịêng giệng | gìn gìn | cứu cứu | đuợc đuợc | oái oái | oải oải | ngoèo ngoèo | khúyu khuýu
"""


@pytest.mark.parametrize(("written", "expected"), [entry.split() for entry in re.split(r"[|\n]+", PLACEMENT.strip())])
def test_the_tone_mark_has_one_place(written: str, expected: str):
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("kỹ", "kĩ"),
        ("kĩ", "kĩ"),
        ("ký", "kí"),
        ("lý", "lí"),
        ("mỹ", "mĩ"),
        ("mý", "mí"),
        ("sỹ", "sĩ"),
        ("ty", "ti"),
        ("tỷ", "tỉ"),
        ("hy", "hi"),
        ("quỹ", "quỹ"),
        ("quĩ", "quỹ"),
        ("qui", "quy"),
        ("quí", "quý"),
        ("TY", "ti"),
        ("quì", "quỳ"),
    ],
)
def test_i_and_y_are_one_letter_after_h_k_l_m_s_t_and_qu(written: str, expected: str):
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("thy", "thi"), ("y", "i"), ("khý", "khí"), ("vy", "vi"), ("tay", "tai"), ("kýt", "kít"), ("quýt", "quít")]
    + [("thúy", "thúi"), ("nhy", "nhi"), ("lưy", "lưi"), ("quỳnh", "quình"), ("ủy", "ủi")],
)
def test_i_and_y_differ_elsewhere(one: str, other: str):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "word", ["quỳnh", "thy", "yêu", "ý", "y", "huy", "nguyễn", "bhxh", "covid", "2020", "é́", "中"]
)
def test_what_the_rules_do_not_name_is_left(word: str):
    assert canonical(word) == word


def test_capitals_are_lowered_and_decomposed_text_composed():
    assert canonical("HOÀ") == canonical("HÒA") == canonical("hoa\u0300") == "hòa"


@QUICK
@given(TEXT | st.text() | st.sampled_from([*SYLLABLES, *RESPELLED, *RESPELLED.values()]))
def test_canonical_is_idempotent(text: str):
    assert canonical(canonical(text)) == canonical(text)


@QUICK
@given(TEXT | st.text())
def test_fold_is_idempotent(text: str):
    assert fold(fold(text)) == fold(text)


@QUICK
@given(TEXT | st.text())
def test_composed_and_decomposed_text_fold_alike(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Đường", "Duong"), ("Nguyễn Ỷ", "Nguyen Y"), ("ưỡn", "uon"), ("café naïve", "cafe naive"), ("ß 中", "ß 中")],
)
def test_fold_takes_marks_and_the_bar_of_d_away(text: str, bare: str):
    assert fold(text) == bare


@pytest.mark.parametrize(
    ("token", "shaped"), [("NAM", True), ("Quỳnh", True), ("BHXH", False), ("ILO", False), ("CEO", False)]
)
def test_what_could_be_a_syllable(token: str, shaped: bool):
    assert is_syllable_shaped(token) is shaped


def the_syllables() -> list[str]:
    lines = data_file("lexical/syllables_uts_syllables_v1_2022.txt").read_text(encoding="utf-8").split("\n")
    # Two entries of the list are notes, not syllables.
    return [line.strip() for line in lines if line.strip() and not re.search(r"[ (]", line.strip())]


def without_tone_place(syllable: str) -> tuple[str, str]:
    """The letters of a syllable, i for y where the rule says so, and its tone, wherever it stood."""
    decomposed = unicodedata.normalize("NFD", syllable)
    letters = "".join(c for c in decomposed if c not in "\u0300\u0301\u0303\u0309\u0323")
    tone = "".join(c for c in decomposed if c in "\u0300\u0301\u0303\u0309\u0323")
    return re.sub(r"^([hklmst]|qu)y$", r"\1i", letters), tone


def test_real_syllables_become_one_only_by_the_place_of_the_tone_or_by_i_and_y():
    groups = defaultdict(set)
    for syllable in the_syllables():
        groups[canonical(syllable)].add(without_tone_place(syllable))
    assert len(groups) > 6800
    assert {key: group for key, group in groups.items() if len(group) > 1} == {}


def test_a_real_syllable_folds_to_what_its_bare_spelling_becomes():
    assert [s for s in the_syllables() if fold(canonical(s)) != canonical(fold(s))] == []


def test_every_real_syllable_is_shaped_as_one():
    assert [s for s in the_syllables() if not is_syllable_shaped(s)] == []

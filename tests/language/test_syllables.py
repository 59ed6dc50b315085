from pathlib import Path

import pytest

from bhxh_search.language.syllables import is_syllable


@pytest.mark.parametrize(
    "word", "hoà hòa HÒA nghiêng quyển giữ gìn gì kỹ kĩ khuya yêu ương Thuý ẵm quạ quốc huỳnh hô\u0323i".split()
)
def test_syllables_in_any_case_and_spelling(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["http", "kông", "ghà", "bàc", "hồà", "quua", "yêm2", "", "thàt", "né'", "Straße", "çà"]
)
def test_what_the_orthography_does_not_allow(word: str):
    assert not is_syllable(word)


def test_nearly_all_of_a_list_of_syllables_are(data: Path):
    listed = (data / "lexical" / "syllables_uts_syllables_v1_2022.txt").read_text("utf-8").split("\n")
    assert sum(map(is_syllable, listed)) > 0.997 * len(listed)

from __future__ import annotations

import re
import unicodedata

import pytest

from bhxh_search.language import alphabet
from bhxh_search.language.alphabet import END, FIRST_WORD, LETTERS, NEWLINE, ODD, SPACE, code_of, encode, spell

BMP = "".join(chr(point) for point in range(0x10000))


def test_a_character_outside_the_alphabet_is_odd_and_no_other_is():
    codes = encode(BMP + "\U0001d400")
    assert codes[-1] == codes[0xFFFF] == ODD
    letters = {letter for letter in LETTERS if letter}
    for character, code in zip(BMP, codes.tolist(), strict=False):
        assert (code == ODD) == (character not in letters and re.fullmatch(r"\s", character) is None), character


def test_codes_say_of_a_character_what_pythons_patterns_say():
    for character, code in zip(BMP, encode(BMP).tolist(), strict=True):
        if code == ODD:
            continue
        assert (code >= FIRST_WORD) == (re.fullmatch(r"[^\W_]", character) is not None)
        assert (code in (SPACE, NEWLINE)) == (re.fullmatch(r"\s", character) is not None)
        assert (code == NEWLINE) == (character == "\n")
        assert code != END


def test_every_blank_of_python_is_in_it():
    blanks = [character for character in BMP if re.fullmatch(r"\s", character)]
    assert all(code_of(blank) in (SPACE, NEWLINE) for blank in blanks)


def test_letters_are_in_normal_form_and_have_one_code_each():
    letters = [letter for letter in LETTERS if letter]
    assert len(letters) == len(set(letters)) and len(LETTERS) <= 256
    assert all(unicodedata.is_normalized("NFC", letter) for letter in letters)


@pytest.mark.parametrize("token", ["a", "nghiêng", "NGHIÊNG1", "844", "…", "đ"])
def test_a_packed_token_is_spelled_again(token: str):
    key = sum(code_of(letter) << 8 * place for place, letter in enumerate(token))
    assert spell(key) == token


def test_the_alphabet_has_every_letter_of_the_language():
    assert len(alphabet._LOWER) == 93
    assert {"ặ", "ỵ", "đ", "ữ", "w"} <= set(alphabet._LOWER)

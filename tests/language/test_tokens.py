from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from bhxh_search.language.tokens import token_spans
from tests.language.strategies import QUICK, TEXT


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Bảo hiểm xã hội", ["Bảo", "hiểm", "xã", "hội"]),
        ("28-NQ/TW", ["28", "NQ", "TW"]),
        ("844.000đ", ["844", "000đ"]),
        ("a_b", ["a", "b"]),
        ("…, “” — 😀", []),
        ("中文", ["中文"]),
        ("x\u0301y", ["x", "y"]),
        ("", []),
    ],
)
def test_runs_of_letters_and_digits_are_tokens(text: str, tokens: list[str]):
    assert [text[start:end] for start, end in token_spans(text)] == tokens


@QUICK
@given(TEXT)
def test_tokens_are_exactly_the_letters_and_digits(text: str):
    covered = {index for start, end in token_spans(text) for index in range(start, end)}
    assert covered == {index for index, character in enumerate(text) if character.isalnum()}


@QUICK
@given(TEXT)
def test_tokens_stand_in_order_and_apart(text: str):
    spans = token_spans(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))

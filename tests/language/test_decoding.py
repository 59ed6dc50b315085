"""What decides for nearly every token, and what decides where two labellings nearly tie, give pyvi's labels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from bhxh_search.language import segment as segmenting
from bhxh_search.language.decoding import decode_exactly
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.segment import pyvi_spans, segment_batch
from bhxh_search.language.tokens import join
from tests.language.plain import _pyvi
from tests.language.strategies import QUICK
from tests.language.test_segment import PYVI_TEXT


@QUICK
@given(PYVI_TEXT)
def test_the_exact_decoder_is_crfsuite(text: str):
    tokens = [text[start:end] for start, end in pyvi_spans(text)]
    if tokens:
        pyvi = _pyvi()
        [labels] = pyvi.model.predict([pyvi.sent2features(tokens, False)])
        assert decode_exactly(tokens, load_model()) == [label == "I_W" for label in labels]


@pytest.mark.parametrize("close", [0.0, 1e-6, 0.5, 100.0])
def test_however_much_is_decided_again_the_words_are_the_same(close: float, monkeypatch: pytest.MonkeyPatch):
    text = join(["Bảo hiểm xã hội Việt Nam, thu BHXH. " * 20, "", "Thủ tướng Chính phủ 2,4 triệu", "a", " "])
    usual = segment_batch(text)
    monkeypatch.setattr(segmenting, "_CLOSE", close)
    again = segment_batch(text)
    assert np.array_equal(usual.joined, again.joined)


def test_nothing_to_decode():
    assert segment_batch(join([])).starts.tolist() == []
    assert segment_batch(join(["", "", " "])).types.tolist() == [0, 0, 0]

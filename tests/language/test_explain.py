from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.analysis import analyze
from bhxh_search.language.characters import canonical
from bhxh_search.language.explain import explain
from bhxh_search.language.normal_form import normalize
from bhxh_search.render.analysis import analysis_to_json, analysis_to_text
from tests.language.strategies import QUICK
from tests.language.test_analysis import ORDINARY
from tests.language.test_oracle import ANY


@QUICK
@given(ORDINARY, st.booleans())
def test_an_explanation_has_the_terms_of_the_streams(text: str, query: bool):
    explanation, streams = explain(text, query=query), analyze(text, query=query)
    for stream in ("exact", "folded", "words", "pairs", "citations"):
        assert explanation.pieces(stream) == streams.terms(stream)


@QUICK
@given(ORDINARY)
def test_a_word_stands_where_it_says(text: str):
    for piece in explain(text).words:
        written = normalize(text[piece.start : piece.end]).text
        [word] = [analyze(written, segmented=False).exact]
        joined = "_".join(word)
        # An abbreviation is one place for several words.
        assert piece.term == joined or f"_{piece.term}_" in f"_{joined}_" or canonical(written) in joined


@QUICK
@given(ANY)
def test_any_text_is_explained(text: str):
    explanation = explain(text)
    assert "\x1b" not in analysis_to_text(explanation)
    analysis_to_json(explanation).encode("utf-8")

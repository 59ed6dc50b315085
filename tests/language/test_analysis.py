from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.abbreviations import BUILT_IN, with_user_abbreviations
from bhxh_search.language.analysis import analysis_version, analyze, definitions_in, is_bare, pairs_of
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.variants import BEFORE
from tests.language.strategies import QUICK, SYLLABLES, TEXT, sentences_twice


def exact(text: str) -> str:
    return " ".join(analyze(text, segmented=False).exact)


def test_the_streams_of_a_sentence():
    streams = analyze("Ðào Việt Ánh, BHXH tự nguyện")
    assert streams.exact == ("đào", "việt", "ánh", "bảo", "hiểm", "xã", "hội", "tự", "nguyện")
    assert streams.folded == ("dao", "viet", "anh", "bao", "hiem", "xa", "hoi", "tu", "nguyen")
    assert streams.words == ("đào_việt_ánh", "bảo_hiểm", "xã_hội", "tự_nguyện")
    assert streams.pairs == tuple("dao_viet viet_anh anh_bao bao_hiem hiem_xa xa_hoi hoi_tu tu_nguyen".split())
    assert streams.citations == ("bhxh",)
    assert streams.spans == ((0, 3), (4, 8), (9, 12), *[(14, 18)] * 4, (19, 21), (22, 28))
    assert streams.citation_spans == ((14, 18),)


def test_a_text_without_tokens_has_empty_streams():
    for text in ("", " \n", "… -- 😀", "\u0301"):
        streams = analyze(text)
        assert (streams.exact, streams.words, streams.pairs, streams.citations, streams.spans) == ((),) * 5


def test_a_definitions_bracket_takes_no_position_and_counts_as_written():
    streams = analyze("Bảo hiểm xã hội (BHXH) là BHXH")
    assert " ".join(streams.exact) == "bảo hiểm xã hội là bảo hiểm xã hội"
    assert streams.citations == ("bhxh", "bhxh")
    assert streams.citation_spans == ((17, 21), (26, 30))
    assert streams.words == ("bảo_hiểm", "xã_hội", "bảo_hiểm", "xã_hội")


def test_an_ambiguous_abbreviation_is_expanded_where_the_text_defines_it():
    assert exact("Bộ Nông nghiệp (BNN). BNN nói") == "bộ nông nghiệp bộ nông nghiệp nói"
    assert exact("BNN nói") == "bnn nói"


def test_an_abbreviation_is_expanded_before_its_definition_too():
    assert exact("BNN: Bộ Nông nghiệp (BNN)") == "bộ nông nghiệp bộ nông nghiệp"


def test_the_first_definition_counts():
    text = "Bộ Công an (BCA), Ban Chỉ ánh (BCA). BCA"
    assert definitions_in(text) == {"BCA": ("bộ", "công", "an")}
    assert exact(text).endswith("ánh bộ công an")


def test_a_title_is_read_with_the_definitions_of_its_body():
    defined = definitions_in("Bộ Nông nghiệp (BNN)")
    assert analyze("BNN họp", defined=defined).exact == ("bộ", "nông", "nghiệp", "họp")


def test_a_query_defines_nothing_and_expands_any_case():
    streams = analyze("bảo hiểm xã hội (bhxh) hdnd", query=True)
    assert " ".join(streams.exact) == "bảo hiểm xã hội bảo hiểm xã hội hội đồng nhân dân"


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("28/2026/TT-BHXH", "28 2026 tt bhxh"),
        ("https://bhxh.vn/BHXH", "https bhxh vn bhxh"),
        ("www.a.vn/BHXH", "www a vn bhxh"),
        ("BHXH@vss.gov.vn", "bhxh vss gov vn"),
        ("bhxh và Bhxh", "bảo hiểm xã hội và bảo hiểm xã hội"),
        ("bhXH, #bhyt", "bhxh bảo hiểm y tế"),
        ("bhxh.gov.vn", "bhxh gov vn"),
        ("BHXH_BHYT", "bảo hiểm xã hội bảo hiểm y tế"),
        ("BHXH2", "bhxh2"),
    ],
)
def test_where_abbreviations_are_expanded(text: str, syllables: str):
    assert exact(text) == syllables


def test_expansions_keep_the_place_of_the_abbreviation():
    streams = analyze("thu BHYT mới")
    assert streams.exact == ("thu", "bảo", "hiểm", "y", "tế", "mới")
    assert streams.spans[1:5] == ((4, 8),) * 4
    assert "bảo_hiểm" in streams.words and "y_tế" in streams.words


def test_citations_are_sorted_by_place_with_folded_forms_beside_them():
    streams = analyze("844.000đ từ 1/7/2025 theo 595/QĐ-BHXH, HĐND", segmented=False)
    assert streams.citations == ("844000", "2025-07-01", "1/7", "595/qđ-bhxh", "595/qd-bhxh", "hđnd", "hdnd")


def test_pairs_are_neighbours_across_punctuation_and_lines():
    assert analyze("hưu trí,\ntử tuất", segmented=False).pairs == ("huu_tri", "tri_tu", "tu_tuat")
    assert pairs_of([]) == pairs_of(["a"]) == ()


@pytest.mark.parametrize(("term", "bare"), [("luong", True), ("lương", False), ("đ", False), ("2020", True)])
def test_a_bare_term_has_no_marks(term: str, bare: bool):
    assert is_bare(term) is bare


def test_the_version_tells_abbreviations_apart():
    mine = with_user_abbreviations({"QLRR": "quản lý rủi ro"})
    assert analysis_version() == analysis_version(BUILT_IN) != analysis_version(mine)


def assert_well_formed(text: str, *, query: bool) -> None:
    streams = analyze(text, query=query)
    assert len(streams.exact) == len(streams.folded) == len(streams.spans)
    assert streams.folded == tuple(fold(term) for term in streams.exact)
    assert streams.pairs == pairs_of(streams.folded)
    assert len(streams.citations) == len(streams.citation_spans)
    for spans in (streams.spans, streams.citation_spans):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert all("_" in word for word in streams.words)


@QUICK
@given(TEXT | st.text(), st.booleans())
def test_any_text_is_analyzed(text: str, query: bool):
    assert_well_formed(text, query=query)


def without_loose_marks(text: str) -> str:
    """`text` composed, less marks and parts of letters that stand alone: they share a neighbour's place."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub("[\u1100-\u11ff\U00016d63-\U00016d6a]", "", "".join(filter(is_no_mark, composed)))


def is_no_mark(character: str) -> bool:
    return not unicodedata.category(character).startswith("M")


ORDINARY = TEXT.map(without_loose_marks)


@QUICK
@given(ORDINARY)
def test_what_stands_at_a_span_is_its_term_or_an_abbreviation(text: str):
    streams = analyze(text, segmented=False)
    for term, (start, end) in zip(streams.exact, streams.spans, strict=True):
        if streams.spans.count((start, end)) == 1:
            written = canonical(normalize(text[start:end]).text)
            assert term in (written, BEFORE.get(written, ("",))[0])


@QUICK
@given(TEXT, st.booleans())
def test_without_segmentation_the_other_streams_are_the_same(text: str, query: bool):
    assert analyze(text, query=query, segmented=False) == replace(analyze(text, query=query), words=())


@QUICK
@given(ORDINARY)
def test_composed_and_decomposed_text_have_equal_streams_over_the_same_characters(text: str):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    one, other = analyze(composed), analyze(decomposed)
    assert replace(one, spans=(), citation_spans=()) == replace(other, spans=(), citation_spans=())
    for (a, b), (c, d) in zip(one.spans + one.citation_spans, other.spans + other.citation_spans, strict=True):
        assert normalize(composed[a:b]).text == normalize(decomposed[c:d]).text


@QUICK
@given(sentences_twice())
def test_both_spellings_of_a_sentence_have_equal_streams(pair: tuple[str, str]):
    one, other = (replace(analyze(text), spans=(), citation_spans=()) for text in pair)
    assert one == other


@QUICK
@given(st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join))
def test_an_unaccented_sentence_folds_to_the_same(sentence: str):
    assert analyze(fold(sentence), segmented=False).folded == analyze(sentence, segmented=False).folded


def test_hash_seeds_change_nothing():
    program = (
        "from bhxh_search.language.analysis import analyze, analysis_version\n"
        "text = 'Công ti BHXH, hoà bình 1/7/2025; Bộ Nông nghiệp (BNN) 595/QĐ-BHXH, 2,4 triệu HĐND BNN'\n"
        "print(ascii(analyze(text)), ascii(analyze(text, query=True)), analysis_version())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1

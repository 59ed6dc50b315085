"""The formulas, with figures computed by hand, and what each term of a query weighs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bhxh_search.search.ranking import contributions, idf, length_norm, weighted_terms
from bhxh_search.search.syntax import parse


def weights(text: str) -> dict[tuple[str, str, str], float]:
    return {(t.part, t.stream, t.term): t.weight for t in weighted_terms(parse(text).pieces)}


def test_idf_of_one_document_in_ten() -> None:
    # ln(1 + (10 - 1 + 0.5) / (1 + 0.5)) = ln(7.3333…)
    assert idf(10, 1) == pytest.approx(1.992430164690206)


def test_idf_of_a_term_in_every_document_is_small_and_positive() -> None:
    assert idf(1000, 1000) == pytest.approx(math.log(1 + 0.5 / 1000.5))


def test_saturation_of_a_document_of_average_length() -> None:
    # 3 · 2.2 / (3 + 1.2)
    assert contributions(np.array([3]), length_norm(np.array([100.0]), 100.0, 0.75), 1.0)[0] == pytest.approx(
        1.5714285714285714
    )


def test_saturation_falls_with_length() -> None:
    # 1 · 2.2 / (1 + 1.2 · (0.25 + 0.75 · 2))
    assert contributions(np.array([1]), length_norm(np.array([200.0]), 100.0, 0.75), 1.0)[0] == pytest.approx(
        0.7096774193548387
    )


def test_a_marked_word_scores_on_the_exact_stream_only() -> None:
    assert weights("hiểm") == {("body", "exact", "hiểm"): 0.5, ("title", "exact", "hiểm"): 0.3}


def test_a_bare_query_scores_on_the_folded_stream_and_on_the_exact_besides() -> None:
    found = weights("hiem")
    assert found["body", "folded", "hiem"] == 1.0
    assert found["body", "exact", "hiem"] == 0.5


def test_a_bare_word_among_marked_ones_weighs_less() -> None:
    assert weights("công an")["body", "folded", "an"] == 0.3


def test_pairs_of_neighbours_weigh_more_in_a_bare_query() -> None:
    assert weights("bảo hiểm")["body", "pairs", "bao_hiem"] == 0.6
    assert weights("bao hiem")["body", "pairs", "bao_hiem"] == 0.7


def test_an_abbreviation_scores_as_its_full_form_and_as_itself() -> None:
    found = weights("BHYT")
    assert found["body", "exact", "bảo"] == 0.5
    assert found["body", "words", "bảo_hiểm"] == 0.5
    assert found["body", "citations", "bhyt"] == 1.0


def test_an_abbreviation_makes_no_query_bare_or_marked() -> None:
    assert weights("BHXH luong")["body", "folded", "luong"] == 1.0


def test_question_words_count_little() -> None:
    found = weights("tiền lương là gì")
    assert found["body", "exact", "gì"] == pytest.approx(0.1)
    assert found["body", "exact", "lương"] == 0.5


def test_excluded_words_and_fields_do_not_score() -> None:
    assert weights("-bóng author:Hưng date:2020") == {}


def test_a_repeated_word_counts_once() -> None:
    assert weights("lương lương")["body", "exact", "lương"] == weights("lương")["body", "exact", "lương"]

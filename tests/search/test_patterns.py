"""Beginnings, misspellings and law numbers in part, against plain ways of saying the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhxh_search.index.columns import Columns, write_columns
from bhxh_search.index.neighbours import within
from bhxh_search.index.vocabulary import Vocabulary, text_columns
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.law_references import fits, pattern_of
from bhxh_search.search.patterns import accepts, distance
from bhxh_search.search.tree import Term
from tests.search.scan import edited

QUICK = settings(deadline=None, max_examples=150)
SHORT = st.text("abđếể1", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("hiểm", "hiểm", 0), ("hiẻm", "hiểm", 1), ("hiem", "heim", 1), ("ca", "abc", 3), ("", "ab", 2)],
)
def test_distances_worked_out_by_hand(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == distance(other, one) == edits


@QUICK
@given(SHORT, SHORT)
def test_one_edit_is_what_one_change_of_the_text_makes(one: str, other: str) -> None:
    assert (distance(one, other) <= 1) == (other in {one, *edited(one, other)})


@QUICK
@given(SHORT, st.lists(SHORT, max_size=12))
def test_all_texts_at_once_are_compared_as_each_alone(text: str, others: list[str]) -> None:
    for edits in (1, 2):
        expected = [distance(text, other) <= edits for other in others]
        assert within(text, edits, others).tolist() == expected


@QUICK
@given(st.text(max_size=8), st.text(max_size=8))
def test_what_edits_make_of_a_term_they_make_of_its_folded_form(one: str, other: str) -> None:
    one, other = canonical(one.replace("\x00", "")), canonical(other.replace("\x00", ""))
    for edits in (1, 2):
        if distance(one, other) <= edits:
            assert distance(fold(one), fold(other)) <= edits


@QUICK
@given(st.sets(st.text("aăbc1ж", min_size=1, max_size=7), max_size=30), st.text("aăbc1ж", min_size=1, max_size=6))
def test_a_vocabulary_gives_the_texts_near_another(
    tmp_path_factory: pytest.TempPathFactory, texts: set[str], text: str
) -> None:
    path = tmp_path_factory.mktemp("vocabulary") / "x"
    ordered = sorted(texts)
    write_columns(path, text_columns("t", ordered), {})
    vocabulary = Vocabulary(Columns(path), "t")
    for edits in (1, 2):
        assert vocabulary.near(text, edits) == [n for n, one in enumerate(ordered) if distance(text, one) <= edits]
    for first in range(len(ordered) + 1):
        expected = [one.startswith(text[:2]) for one in ordered[first:]]
        if first < len(ordered):
            assert vocabulary.begin_with(text[:2], first, len(ordered)).tolist() == expected


def test_a_million_texts_are_compared_only_where_they_may_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(1)
    letters = draw.integers(ord("a"), ord("z") + 1, (200_000, 7), dtype=np.uint8)
    texts = sorted({row.tobytes().decode() for row in letters} | {"bảohiem", "hiểm"})
    write_columns(tmp_path / "x", text_columns("t", texts), {})
    vocabulary = Vocabulary(Columns(tmp_path / "x"), "t")
    read: list[int] = []
    original = Vocabulary.encoded
    monkeypatch.setattr(Vocabulary, "encoded", lambda self, n: read.append(n) or original(self, n))  # type: ignore[func-returns-value]
    assert [texts[n] for n in vocabulary.near("bảohiem", 1)] == ["bảohiem"]
    assert len(read) < 100


@pytest.mark.parametrize(
    ("term", "accepted", "refused"),
    [
        (Term("exact", "hi", "beginning"), ["hi", "hiểm"], ["h", "ahi"]),
        (Term("folded", "hiem", "one edit"), ["hiem", "hie", "heim", "him", "hiemm"], ["hi", "hei"]),
        (Term("folded", "hiem", "two edits"), ["hi", "hiemmm", "meim"], ["h", "abcem"]),
        (Term("exact", "hi"), ["hi"], ["hí"]),
        (Term("citations", "28 * nq tw", "number"), ["28-nq/tw", "28/2018/nq-tw", "28-nq/tw1"], ["28-nq/cp", "28"]),
    ],
)
def test_which_texts_a_term_stands_for(term: Term, accepted: list[str], refused: list[str]) -> None:
    assert [text for text in [*accepted, *refused] if accepts(term)(text)] == accepted


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("79 2010", ["79/2010/nđ-cp", "79/2010/qh12"], ["179/2010/nđ-cp", "79/2011/nđ-cp", "79-nq/tw", "2010-07-09"]),
        ("115 * nd", ["115/2015/nđ-cp", "115/nđ-cp"], ["115/2015/tt-btc", "1155/2015/nđ-cp"]),
        ("28 - nq", ["28-nq/tw", "28/nq-cp"], ["28/2018/nq-cp"]),
        ("93 * nq|qh", ["93/2015/qh13", "93/nq-cp"], ["93/2015/nđ-cp"]),
        ("41 2024 qh", ["41/2024/qh15"], ["41/2024/ubtvqh15"]),
        ("595 *", ["595/qđ-bhxh", "595-qd/tw"], ["595", "2020-01-01", "595%"]),
    ],
)
def test_law_numbers_that_fit_a_pattern(pattern: str, fitting: list[str], others: list[str]) -> None:
    assert [number for number in [*fitting, *others] if fits(pattern, number)] == fitting


@pytest.mark.parametrize("number", ["28-nq/tw", "115/2015/nđ-cp", "41/2024/qh15", "1/2022/tt-btc", "595/qđ-bhxh"])
def test_a_whole_number_fits_its_own_pattern_and_its_bare_form_too(number: str) -> None:
    assert fits(pattern_of(number), number)
    assert fits(pattern_of(fold(number)), number)

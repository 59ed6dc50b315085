"""Snippets: exact pieces of the stored text, cut where a reader would cut, that show why a document was found."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.search.engine import body_words
from bhxh_search.search.highlights import joined, occurrences
from bhxh_search.search.results import Snippet
from bhxh_search.search.snippets import MAX_LENGTH, make_snippets
from bhxh_search.search.syntax import parse

FILLER = "Cơ quan tổ chức hội nghị trực tuyến với các địa phương trong cả nước. "


def snippets_of(text: str, query: str, count: int = 3, max_length: int = MAX_LENGTH) -> tuple[Snippet, ...]:
    words = body_words(parse(query))
    found = occurrences(text, words, BUILT_IN)
    return make_snippets(text, found, [1.0] * len(words), count=count, max_length=max_length)


def highlighted(snippets: tuple[Snippet, ...]) -> list[str]:
    return [snippet.text[start:end] for snippet in snippets for start, end in snippet.highlights]


def test_a_short_text_is_shown_whole() -> None:
    (snippet,) = snippets_of("Mức lương hưu năm 2025.", "lương hưu")
    assert (snippet.text, snippet.start) == ("Mức lương hưu năm 2025.", 0)
    assert not snippet.cut_before
    assert not snippet.cut_after
    assert highlighted((snippet,)) == ["lương hưu"]


def test_a_match_is_shown_however_deep_it_stands() -> None:
    text = FILLER * 3000 + "Chế độ thai sản áp dụng từ ngày 1/7. " + FILLER * 3000
    (snippet,) = snippets_of(text, "thai sản")
    assert highlighted((snippet,)) == ["thai sản"]
    assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text


def test_a_snippet_starts_and_ends_with_whole_sentences_where_they_fit() -> None:
    text = FILLER * 5 + "Chế độ thai sản áp dụng cho cả nam và nữ. " + FILLER * 5
    (snippet,) = snippets_of(text, "thai sản")
    assert not snippet.cut_before
    assert not snippet.cut_after
    assert snippet.text.endswith(".")


def test_a_sentence_longer_than_a_snippet_is_cut_between_words() -> None:
    text = "tháng năm ngày giờ " * 30 + "thai sản " + "tuần quý kỳ mùa " * 30
    (snippet,) = snippets_of(text, "thai sản")
    assert snippet.cut_before
    assert snippet.cut_after
    assert set(snippet.text.split()) <= set(text.split())


def test_the_place_with_all_words_wins_over_places_with_some() -> None:
    text = "Lương tối thiểu. " + FILLER * 6 + "Lương hưu hằng tháng. " + FILLER * 6 + "Sổ hưu trí."
    snippet = snippets_of(text, "lương hưu", count=1)[0]
    assert highlighted((snippet,)) == ["Lương hưu"]


def test_several_places_are_shown_in_order_of_the_text_and_do_not_overlap() -> None:
    text = ("Lương hưu hằng tháng được điều chỉnh. " + FILLER * 8) * 4
    found = snippets_of(text, "lương hưu")
    assert len(found) == 3
    for one, next_one in pairwise(found):
        assert one.start + len(one.text) <= next_one.start


def test_without_a_match_the_beginning_is_shown() -> None:
    (snippet,) = make_snippets("\n\n Mở đầu. " + FILLER * 9, [], [], count=3)
    assert snippet.text.startswith("Mở đầu.")
    assert snippet.highlights == ()


def test_no_snippet_of_a_text_without_words() -> None:
    assert make_snippets(" \n ", [], [], count=3) == ()


def test_none_when_none_is_asked_for() -> None:
    assert snippets_of("lương hưu", "lương", count=0) == ()


def test_a_word_longer_than_a_snippet_is_cut_and_still_marked() -> None:
    (snippet,) = snippets_of("x" * 1000, "x" * 1000, count=1)
    assert len(snippet.text) == MAX_LENGTH
    assert snippet.highlights == ((0, MAX_LENGTH),)


def test_the_abbreviation_is_marked_where_the_full_form_was_asked_for() -> None:
    assert highlighted(snippets_of("Người dân tham gia BHXH tự nguyện.", "bảo hiểm xã hội tự nguyện")) == [
        "BHXH tự nguyện"
    ]


def test_the_full_form_is_marked_where_the_abbreviation_was_asked_for() -> None:
    assert highlighted(snippets_of("Luật Bảo hiểm xã hội quy định.", "BHXH")) == ["Bảo hiểm xã hội"]


def test_lone_syllables_of_a_full_form_are_not_marked_where_it_stands_whole() -> None:
    assert highlighted(snippets_of("Hội nghị về bảo hiểm xã hội.", "bảo hiểm xã hội")) == ["bảo hiểm xã hội"]


def test_a_phrase_is_marked_across_a_line_break() -> None:
    assert highlighted(snippets_of("về lương\nhưu.", '"lương hưu"')) == ["lương\nhưu"]


def test_a_law_number_in_a_phrase_is_marked_whole() -> None:
    text = "Thực hiện Nghị quyết 28-NQ/TW của Trung ương."
    assert highlighted(snippets_of(text, '"nghị quyết 28-NQ/TW"')) == ["Nghị quyết 28-NQ/TW"]


def test_decomposed_text_is_marked_at_its_own_characters() -> None:
    text = unicodedata.normalize("NFD", "chế độ thai sản")
    (mark,) = highlighted(snippets_of(text, "thai sản"))
    assert mark == unicodedata.normalize("NFD", "thai sản")


def test_question_words_are_not_marked() -> None:
    assert highlighted(snippets_of("Lương hưu là gì và là bao nhiêu.", "lương hưu là gì")) == ["Lương hưu"]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 2), (3, 5)], ((0, 5),)),
        ([(3, 5), (0, 2)], ((0, 5),)),
        ([(0, 2), (6, 8)], ((0, 2), (6, 8))),
        ([(0, 5), (1, 3)], ((0, 5),)),
        ([], ()),
    ],
)
def test_spans_are_joined_over_white_space_only(
    spans: list[tuple[int, int]], expected: tuple[tuple[int, int], ...]
) -> None:
    assert joined(spans, "ab cd,ef") == expected


WORDS = st.sampled_from(["lương", "hưu", "BHXH", "bảo", "hiểm", "xã", "hội", "28-NQ/TW", "844.000", "a", "Ð", "hoà"])
MARKS = st.sampled_from([" ", "\n", ". ", ", ", "\u00a0", "\n\n", "! ", "… "])
TEXTS = st.lists(st.tuples(WORDS, MARKS), max_size=200).map(
    lambda parts: "".join(word + mark for word, mark in parts)
)
QUERIES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)


@given(st.one_of(TEXTS, st.text(max_size=400)), QUERIES, st.integers(1, 4), st.integers(10, 300))
def test_any_snippet_is_a_piece_of_the_text_with_its_marks_inside(
    text: str, query: str, count: int, max_length: int
) -> None:
    words = body_words(parse(query))
    found = occurrences(text, words, BUILT_IN)
    snippets = make_snippets(text, found, [1.0] * len(words), count=count, max_length=max_length)
    assert len(snippets) <= count
    covered = {offset for o in found for offset in range(o.start, o.end)}
    end_of_last = 0
    for snippet in snippets:
        end = snippet.start + len(snippet.text)
        assert 0 < len(snippet.text) <= max_length
        assert text[snippet.start : end] == snippet.text
        assert snippet.start >= end_of_last
        end_of_last = end
        for start, stop in snippet.highlights:
            assert 0 <= start < stop <= len(snippet.text)
            marked = range(snippet.start + start, snippet.start + stop)
            assert all(offset in covered or text[offset].isspace() for offset in marked)
            assert marked[0] in covered
            assert marked[-1] in covered
    if found:
        assert any(snippet.highlights for snippet in snippets)


@given(TEXTS, QUERIES)
def test_snippets_are_the_same_on_every_run(text: str, query: str) -> None:
    assert snippets_of(text, query) == snippets_of(text, query)

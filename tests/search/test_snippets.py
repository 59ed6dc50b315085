"""Snippets: exact pieces of the stored text, cut where a reader would cut, that show why a document was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bhxh_search import Document, create_index
from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.search.highlights import find_words
from bhxh_search.search.long_texts import LongText, LongTexts
from bhxh_search.search.occurrences import joined
from bhxh_search.search.passages import SIDE_BY_SIDE
from bhxh_search.search.proximity import near_positions
from bhxh_search.search.results import Snippet
from bhxh_search.search.shown import body_words
from bhxh_search.search.snippets import LENGTH, make_snippets
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import Alternative, Term, Word
from tests.search.plain_places import Standing, near, places_of

FILLER = "Cơ quan tổ chức hội nghị trực tuyến với các địa phương trong cả nước. "


def snippets_of(text: str, query: str, count: int = 3, length: int = LENGTH) -> tuple[Snippet, ...]:
    words = body_words(parse(query))
    found = find_words([text], words, BUILT_IN)
    return make_snippets([text], found, [1.0] * len(words), count=count, length=length)[0]


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
    text = "".join(f"Lương hưu năm {year} được điều chỉnh. " + FILLER * 8 for year in range(2020, 2024))
    found = snippets_of(text, "lương hưu")
    assert len(found) == 3
    for one, next_one in pairwise(found):
        assert one.start + len(one.text) <= next_one.start


def test_without_a_match_the_beginning_is_shown() -> None:
    (snippet,) = snippets_of("\n\n Mở đầu. " + FILLER * 9, "")
    assert snippet.text.startswith("Mở đầu.")
    assert snippet.highlights == ()


def test_no_snippet_of_a_text_without_words() -> None:
    assert snippets_of(" \n ", "lương") == ()


def test_none_when_none_is_asked_for() -> None:
    assert snippets_of("lương hưu", "lương", count=0) == ()


def test_a_word_longer_than_a_snippet_is_cut_and_still_marked() -> None:
    (snippet,) = snippets_of("x" * 1000, "x" * 1000, count=1)
    assert len(snippet.text) == LENGTH
    assert snippet.highlights == ((0, LENGTH),)


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


def test_a_heading_is_shown_with_the_beginning_of_what_it_stands_over() -> None:
    text = FILLER * 4 + "\nĐiều 54. Điều kiện hưởng lương hưu\n1. Người lao động " + "khi nghỉ việc có đủ tuổi " * 20
    (snippet,) = snippets_of(text, '"điều kiện hưởng lương hưu"', count=1)
    assert snippet.text.startswith("Điều 54. Điều kiện hưởng lương hưu\n1. Người lao động khi nghỉ việc")
    assert not snippet.cut_before
    assert snippet.cut_after


def test_a_piece_that_only_repeats_another_is_not_shown() -> None:
    caption = "Đồng chí phát biểu về lương hưu tại hội nghị.\n"
    text = caption + FILLER * 5 + caption + FILLER * 5 + "Lương hưu tăng thêm một phần tư trong năm nay.\n"
    texts = [snippet.text for snippet in snippets_of(text, "lương hưu", length=60)]
    assert texts == [caption.strip(), "Lương hưu tăng thêm một phần tư trong năm nay."]


def test_a_rare_word_outweighs_common_ones() -> None:
    text = "Lương hưu của người lao động. " + FILLER * 5 + "Chế độ tử tuất. " + FILLER * 5
    words = body_words(parse("lương hưu tuất"))
    found = find_words([text], words, BUILT_IN)
    (snippet,) = make_snippets([text], found, [1.0, 1.0, 5.0], count=1, length=60)[0]
    assert highlighted((snippet,)) == ["tuất"]


def test_a_syllable_of_a_full_form_is_only_a_part_of_it() -> None:
    # Nowhere does "trợ cấp thất nghiệp" stand in one piece.
    text = "Có sự hỗ trợ của Nhà nước. " + FILLER * 5 + "Trả trợ cấp khi thất nghiệp. " + FILLER * 5
    (snippet,) = snippets_of(text, "trợ cấp thất nghiệp", count=1, length=60)
    assert highlighted((snippet,)) == ["trợ cấp", "thất nghiệp"]


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
# Abbreviations stand inside of law numbers and addresses, where they are not expanded, and beside them.
NUMBERED = st.lists(
    st.tuples(
        st.sampled_from(["HĐND", "UBND", "12/2020/NQ", "7", "nhân dân", "hội", "QĐ", "www.x", "a@b.vn", "\u2011"]),
        st.sampled_from([" ", "-", "/", "-\n", "/ \n ", "\n", ". ", "\u2010", " /"]),
    ),
    max_size=30,
).map(lambda parts: "".join(word + mark for word, mark in parts))
QUERIES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)


@given(st.one_of(TEXTS, st.text(max_size=400)), QUERIES, st.integers(1, 4), st.integers(20, 300))
def test_any_snippet_is_a_piece_of_the_text_with_its_marks_inside(
    text: str, query: str, count: int, length: int
) -> None:
    words = body_words(parse(query))
    _, marks = places_of(text, words)
    snippets = snippets_of(text, query, count, length)
    assert len(snippets) <= count
    covered = {offset for start, end in marks for offset in range(start, end)}
    end_of_last = 0
    for snippet in snippets:
        end = snippet.start + len(snippet.text)
        assert 0 < len(snippet.text) <= length
        assert text[snippet.start : end] == snippet.text
        assert snippet.start >= end_of_last
        end_of_last = end
        for start, stop in snippet.highlights:
            assert 0 <= start < stop <= len(snippet.text)
            marked = range(snippet.start + start, snippet.start + stop)
            assert all(offset in covered or text[offset].isspace() for offset in marked)
            assert marked[0] in covered
            assert marked[-1] in covered
        assert all(one[1] < other[0] for one, other in pairwise(snippet.highlights))
        shown = covered & set(range(snippet.start, end))
        assert shown == {snippet.start + place for a, b in snippet.highlights for place in range(a, b)} & covered
        assert not snippet.text[0].isspace()
        assert not snippet.text[-1].isspace()
        if len(max(re.split(r"\W+", text), key=len)) < length:
            assert not is_in_word(text, snippet.start)
            assert not is_in_word(text, end)
    if marks:
        assert any(snippet.highlights for snippet in snippets)


def is_in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


@given(st.lists(TEXTS, min_size=1, max_size=4), QUERIES)
def test_snippets_are_the_same_on_every_run_and_whatever_else_is_on_the_page(texts: list[str], query: str) -> None:
    words = body_words(parse(query))
    found = find_words(texts, words, BUILT_IN)
    together = make_snippets(texts, found, [1.0] * len(words), count=3)
    assert together == [snippets_of(text, query) for text in texts]


# Against a plain search of all windows


def worth_of(
    window: tuple[int, int], standing: set[Standing], sizes: Sequence[int], weights: Sequence[float]
) -> float:
    """What a window is worth: the words that it holds, and the neighbours of the query that stand side by side."""
    inside = [(span, word, part) for span, word, part in standing if window[0] <= span[0] and span[1] <= window[1]]
    values = {(word, part): weights[word] / (sizes[word] if part else 1) for _, word, part in standing}
    worth = sum(values[unit] for unit in {(word, part) for _, word, part in inside})
    for one, other in pairwise(sorted(values)):
        if other not in ((one[0] + 1, other[1]), (one[0], one[1] + 1)):
            continue
        of_one, of_other = ([span for span, *unit in inside if tuple(unit) == which] for which in (one, other))
        if any(a == b or 0 <= b[0] - a[1] <= 1 for a in of_one for b in of_other):
            worth += SIDE_BY_SIDE * min(values[one], values[other])
    return worth


@given(
    TEXTS, st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.lists(st.integers(1, 9), min_size=20), st.data()
)
def test_no_window_of_the_length_of_a_snippet_is_worth_more_than_the_one_that_is_shown(
    text: str, query: str, weights: list[int], data: st.DataObject
) -> None:
    length = data.draw(st.integers(20, 120))
    words = body_words(parse(query))
    found = find_words([text], words, BUILT_IN)
    given_weights = [float(weight) for weight in weights[: len(words)]]
    standing, _ = places_of(text, words)
    if not standing:
        return
    (snippet,) = make_snippets([text], found, given_weights, count=1, length=length)[0]
    shown = (snippet.start, snippet.start + len(snippet.text))
    sizes = found.sizes
    best = max(worth_of((start, start + length), standing, sizes, given_weights) for start in range(len(text)))
    assert worth_of(shown, standing, sizes, given_weights) >= best - 0.02


@given(st.one_of(TEXTS, st.text(max_size=300)), st.one_of(QUERIES, st.text(max_size=40)))
def test_words_are_found_where_a_plain_search_finds_them(text: str, query: str) -> None:
    words = body_words(parse(query))
    check_places([text], words)


@example("Nghị quyết 12/2020/NQ-HĐND", "hội đồng nhân dân")
@example("Nghị quyết 12/2020/NQ-\n HĐND", "hội đồng nhân dân")
@example("Nghị quyết 12/2020/NQ-HĐND của QĐ", "abbr:NQ abbr:QĐ")
@given(
    NUMBERED,
    st.sampled_from(["hội đồng nhân dân", "dân", '"dân hội"', "HĐND", '"hội nhân"~3', '"nq hdnd"']),
)
def test_abbreviations_are_found_where_a_plain_search_finds_them(text: str, query: str) -> None:
    check_places([text], body_words(parse(query)))


@given(st.lists(TEXTS, min_size=2, max_size=4), st.lists(QUERIES, min_size=1, max_size=2))
def test_words_are_found_in_each_text_of_a_page_alone(texts: list[str], queries: list[str]) -> None:
    check_places(texts, body_words(parse(" ".join(queries))))


FORMS = st.sampled_from(["whole", "beginning"])
TERMS = st.one_of(
    st.builds(Term, st.just("exact"), st.sampled_from(["lương", "luong", "bảo", "ba", "h", "a"]), FORMS),
    st.builds(Term, st.just("folded"), st.sampled_from(["luong", "ba", "h", "a"]), FORMS),
)
ALTERNATIVES = st.builds(
    Alternative,
    st.lists(TERMS, min_size=1, max_size=3).map(tuple),
    st.sampled_from([0, 0, None, 3, 4, 6]),
)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(ALTERNATIVES, min_size=1, max_size=3).map(tuple))
def test_prefixes_and_windows_are_found_where_a_plain_search_finds_them(
    texts: list[str], alternatives: tuple[Alternative, ...]
) -> None:
    check_places(texts, [Word(0, 0, (choice,)) for choice in alternatives] + [Word(0, 0, alternatives)])


@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(ALTERNATIVES, min_size=2, max_size=5), st.data())
def test_in_a_text_that_was_kept_words_are_found_where_they_are_found_in_one_that_is_read(
    texts: list[str], alternatives: list[Alternative], data: st.DataObject
) -> None:
    kept = LongTexts()
    long = {n: LongText(kept, n) for n in data.draw(st.sets(st.integers(0, len(texts) - 1)))}
    for choice in alternatives:  # read for the first, if any is kept
        check_places(texts, [Word(0, 0, (choice,))], long)


def check_places(texts: list[str], words: list[Word], long: Mapping[int, LongText] | None = None) -> None:
    every = find_words(texts, words, BUILT_IN, long=long)
    assert len(every) == len(texts)
    for number, text in enumerate(texts):
        found = every.of(number, number + 1)
        standing, marks = places_of(text, words)
        columns = (found.starts, found.ends, found.words, found.parts)
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        assert {((start, end), word, part) for start, end, word, part in rows} == standing
        assert len(rows) == len(standing)
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        assert list(zip(found.mark_starts.tolist(), found.mark_ends.tolist(), strict=True)) == sorted(marks)
        assert found.marks(0, 0, len(text), text) == joined(marks, text)


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=1).map(set).map(sorted), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_windows_are_those_of_a_plain_greedy_search(places: list[list[int]], asked: list[int], window: int) -> None:
    arrays = [np.array(found, np.int64) for found in places]
    # A term that is asked for several times comes as the same array.
    terms = [which % len(places) for which in asked]
    found = near_positions([arrays[term] for term in terms], window)
    assert [tuple(row) for row in found.tolist()] == list(near([places[term] for term in terms], window))


def test_what_stands_before_the_first_page_is_on_it(tmp_path: Path) -> None:
    text = "Lương hưu.\n\nTrợ cấp tuất."
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", text, pages=(4, text.index("Trợ")))])
        index.commit()
        assert [index.search(query).hits[0].page for query in ("lương", "hưu", "tuất")] == [1, 1, 2]

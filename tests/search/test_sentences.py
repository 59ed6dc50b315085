"""The edges of sentences: what is asked of them one by one agrees, whatever part of the text is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.search.sentences import Edges, EdgesOf

WORDS = st.sampled_from(["Lương", "hưu", "TP", "12", "2.", "b)", "Điều 5", "ông A", "IV", "-"])
MARKS = st.sampled_from([" ", ". ", "; ", ": ", "\n", ".\n", " \n\n", "… ", '." ', ", ", "!) "])
TEXTS = st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=60).map(
    lambda parts: "".join(word + mark for word, mark in parts)
)


def all_edges(text: str) -> tuple[list[int], list[int]]:
    """Every place where a sentence begins, and every one where one ends, asked for place by place."""
    edges = Edges(text, 0, len(text))
    places = range(len(text) + 1)
    starts = [place for place in places if edges.last_start(place, place) is not None]
    ends = [place for place in places[1:] if edges.first_end(place, place) is not None]
    return starts, ends


@given(TEXTS, st.data())
def test_of_all_edges_those_next_to_a_place_are_found(text: str, data: st.DataObject) -> None:
    starts, ends = all_edges(text)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    edges = Edges(text, first, last)
    assert edges.last_start(first, last) == max((place for place in starts if first <= place <= last), default=None)
    if first:
        assert edges.first_end(first, last) == min((place for place in ends if first <= place <= last), default=None)
    if any(first <= place <= last for place in starts):
        assert edges.first_start(first) == min(place for place in starts if place >= first)
    if any(first < place <= last for place in ends):
        assert edges.last_end(last) == max(place for place in ends if place <= last)


def test_white_space_is_of_no_sentence() -> None:
    text = "\n Lương hưu tăng.  \n Ông Nam nói."
    starts, ends = all_edges(text)
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == ["Lương hưu tăng.", "Ông Nam nói."]


def test_a_long_text_is_read_in_parts_with_the_same_edges() -> None:
    sentence = "Người lao động hưởng lương hưu hằng tháng. "
    text = sentence * 200
    part = EdgesOf(text).between(4_000, 4_400)
    whole = Edges(text, 0, len(text))
    assert part.first_end(4_100, 4_300) == whole.first_end(4_100, 4_300)
    assert part.last_start(4_000, 4_200) == whole.last_start(4_000, 4_200)

"""Streams in columns against a plain count: posting lists, pairs, positions, phrases, windows."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.index import inversion
from bhxh_search.index.background import Background
from bhxh_search.index.columns import Columns, write_columns
from bhxh_search.index.inversion import Counted, PartStreams, Running, count, part_columns
from bhxh_search.index.merging import running_terms
from bhxh_search.index.parts import PartReader
from bhxh_search.search.proximity import near_documents

# Folded form, and the exact terms that fold to it.
WORDS = {"a": ["a", "á", "à"], "b": ["b"], "bo": ["bo", "bó"], "9": ["9"], "𠮷": ["𠮷"]}
FOLDED = {exact: folded for folded, members in WORDS.items() for exact in members}
documents_of = st.lists(st.lists(st.sampled_from(sorted(FOLDED)), max_size=12), min_size=1, max_size=8)


def part_of(documents: Sequence[Sequence[str]], path: Path) -> PartReader:
    """The documents as the body of a segment, with their terms as words too."""
    texts = sorted({term for document in documents for term in document}, key=lambda term: term[::-1])
    numbers = np.array([texts.index(term) for document in documents for term in document], np.int32)
    lengths = np.array([len(document) for document in documents], np.int64)
    counted = Counted(texts, *count(numbers, np.repeat(np.arange(len(documents)), lengths)), lengths)
    running = Running(texts, [FOLDED.get(text, text) for text in texts], numbers, lengths)
    write_columns(path, part_columns("body", PartStreams(running, {"words": counted}), cycle([Background()])), {})
    return PartReader(Columns(path), "body", len(documents))


def holders(part: PartReader, stream: str, text: str) -> dict[int, int]:
    """Document → frequency."""
    postings = part.postings(stream, text)  # type: ignore[arg-type]
    if postings is None:
        return {}
    postings = postings.sparse()
    assert postings.documents is not None
    return dict(zip(postings.documents.tolist(), map(int, postings.frequencies.tolist()), strict=True))


def counted(documents: Sequence[Sequence[str]], text: str) -> dict[int, int]:
    return {number: document.count(text) for number, document in enumerate(documents) if text in document}


def pairs_of(document: Sequence[str]) -> list[str]:
    folded = [FOLDED.get(term, term) for term in document]
    return [f"{first}_{second}" for first, second in pairwise(folded)]


def fits(term: str, wanted: tuple[str, str]) -> bool:
    stream, text = wanted
    return (term if stream == "exact" else FOLDED.get(term, term)) == text


def check(documents: Sequence[Sequence[str]], part: PartReader) -> None:
    folded = [[FOLDED.get(term, term) for term in document] for document in documents]
    pairs = [pairs_of(document) for document in documents]
    for text in FOLDED:
        assert holders(part, "exact", text) == counted(documents, text)
        assert holders(part, "words", text) == counted(documents, text)
        expected = [
            (n << 32) + at for n, document in enumerate(documents) for at, t in enumerate(document) if t == text
        ]
        assert part.pairs.places_of_term(part.exact_range(text)).tolist() == expected
    for text in WORDS:
        assert holders(part, "folded", text) == counted(folded, text)
    for first in WORDS:
        for second in WORDS:
            assert holders(part, "pairs", f"{first}_{second}") == counted(pairs, f"{first}_{second}")
    terms = running_terms(part).tolist()
    assert [part.texts[term] for term in terms] == [term for document in documents for term in document]
    assert part.lengths("exact").tolist() == list(map(len, documents))
    assert part.lengths("pairs").tolist() == list(map(len, pairs))


@given(documents_of)
def test_everything_is_what_a_count_says(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[str]]
) -> None:
    check(documents, part_of(documents, tmp_path_factory.mktemp("part") / "x"))


@given(
    documents_of,
    st.lists(
        st.one_of(
            st.tuples(st.just("exact"), st.sampled_from(sorted(FOLDED))),
            st.tuples(st.just("folded"), st.sampled_from(sorted(WORDS))),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 6),
)
def test_phrases_and_windows_are_where_a_scan_finds_them(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[list[str]],
    wanted: list[tuple[str, str]],
    window: int,
) -> None:
    part = part_of(documents, tmp_path_factory.mktemp("part") / "x")
    ranges = [part.term_range(stream, text) for stream, text in wanted]  # type: ignore[arg-type]
    if any(first == last for first, last in ranges):
        return

    def stands(document: Sequence[str], at: int) -> bool:
        here = document[at : at + len(wanted)]
        return len(here) == len(wanted) and all(map(fits, here, wanted))

    phrase = [n for n, document in enumerate(documents) if any(stands(document, at) for at in range(len(document)))]
    assert part.phrase([[one] for one in ranges]).tolist() == phrase

    def is_near(document: Sequence[str]) -> bool:
        return any(
            all(fits(document[at], one) for at, one in zip(chosen, wanted, strict=True))
            for left in range(len(document))
            for chosen in permutations(range(left, min(left + window, len(document))), len(wanted))
        )

    near = [number for number, document in enumerate(documents) if is_near(document)]
    assert near_documents([part.pairs.places_of_term(one) for one in ranges], window).tolist() == near


def test_many_documents_with_dense_terms_and_pairs(tmp_path: Path) -> None:
    draw = random.Random(1)
    documents = [draw.choices(["a", "á", "b", "bo", "9"], [9, 3, 9, 2, 1], k=draw.randrange(9)) for _ in range(300)]
    part = part_of(documents, tmp_path / "x")
    assert part._columns["body.exact.dense"].size
    assert part._columns["body.pairs.dense"].size
    check(documents, part)


@pytest.mark.parametrize("times", [254, 255, 256, 70_000])
def test_a_term_may_stand_often_and_far_behind(tmp_path: Path, times: int) -> None:
    documents = [["b"], ["a", "b"] * times + ["á"], [], ["á", "b"]]
    part = part_of(documents, tmp_path / "x")
    check(documents, part)
    assert part.phrase([[part.exact_range("b")], [part.exact_range("á")]]).tolist() == [1]
    assert holders(part, "pairs", "a_b") == {1: times, 3: 1}
    assert holders(part, "folded", "a") == {1: times + 1, 3: 1}


def test_more_terms_than_a_key_has_bits_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [["a", "b", "a"], ["b", "á", "b", "á"], ["9"]]
    original = inversion._pair_keys
    # As if there were two to the power of 31 terms.
    monkeypatch.setattr(inversion, "_pair_keys", lambda places, terms, _: original(places, terms, 1 << 31))
    texts = sorted({term for document in documents for term in document})
    terms = np.array([texts.index(term) for document in documents for term in document], np.uint32)
    stream = inversion._Stream(terms, np.array([3, 4, 1]), np.arange(len(texts), dtype=np.uint32))
    found = stream.inverted(0, len(texts))
    named = [f"{texts[pair >> 31]}_{texts[pair & (1 << 31) - 1]}" for pair in found.keys.tolist()]
    expected = Counter(f"{a}_{b}" for document in documents for a, b in pairwise(document))
    assert dict(zip(named, found.occurrences.tolist(), strict=True)) == expected
    assert named == sorted(named)


def test_sorting_in_many_ranges_gives_the_same_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(2)
    documents = [draw.choices(sorted(FOLDED), k=draw.randrange(30)) for _ in range(50)]
    part_of(documents, tmp_path / "one")
    monkeypatch.setattr(inversion, "_SORTED_TOGETHER", 7)
    part_of(documents, tmp_path / "many")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "many").read_bytes()

"""How many documents hold words, and what stands behind them, against counting in the documents."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bhxh_search import Document, create_index, open_index
from bhxh_search.index.postings import Integers
from bhxh_search.language.analysis import analyze, definitions_in
from bhxh_search.language.characters import fold
from bhxh_search.search import word_counts as module
from bhxh_search.search.word_counts import WordCounts, word_counts

WORDS = "bảo báo bao hiểm hiệu hiếm xã hội y tế thất nghiệp lao động người của và luật 41 2024".split()


def random_documents(count: int, seed: int) -> list[Document]:
    draw = random.Random(seed)
    return [
        Document(
            f"d{number:03}",
            " ".join(draw.choices(WORDS, k=draw.randint(0, 30))),
            title=" ".join(draw.choices(WORDS, k=draw.randint(0, 5))),
        )
        for number in range(count)
    ]


def in_segments(folder: Path, documents: list[Document], size: int, removed: list[str]) -> WordCounts:
    with create_index(folder) as index:
        for start in range(0, len(documents), size):
            index.add(documents[start : start + size])
            index.commit()
        index.remove(removed)
    with open_index(folder) as index:
        return word_counts(index._handle.snapshot())


def texts_of(documents: list[Document]) -> list[tuple[str, ...]]:
    bodies = [analyze(document.text).exact for document in documents]
    titles = [analyze(one.title, defined=definitions_in(one.text)).exact for one in documents]
    return bodies + titles


def runs_in(text: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[WordCounts, list[tuple[str, ...]]]:
    """The counts of an index of four segments with deletions, and the texts that are left."""
    documents = random_documents(120, 1)
    removed = [document.id for document in documents[::5]]
    counts = in_segments(tmp_path_factory.mktemp("counted") / "index", documents, 35, removed)
    return counts, texts_of([document for document in documents if document.id not in removed])


def test_words_are_counted_in_titles_and_texts(counted: tuple[WordCounts, list[tuple[str, ...]]]) -> None:
    counts, texts = counted
    expected = Counter(word for text in texts for word in set(text))
    assert dict(zip(counts.texts, counts.counts.tolist(), strict=True)) == expected
    assert list(counts.folded) == sorted(map(fold, expected))


def test_pairs_are_counted(counted: tuple[WordCounts, list[tuple[str, ...]]]) -> None:
    counts, texts = counted
    expected = Counter(pair for text in texts for pair in set(pairwise(text)))
    every = [(first, second) for first in range(len(counts.texts)) for second in range(len(counts.texts))]
    found = counts.pairs([first for first, _ in every], [second for _, second in every])
    for (first, second), count in zip(every, found.tolist(), strict=True):
        assert count == expected[counts.texts[first], counts.texts[second]]
    assert counts.pairs([-1, 0], [0, -1]).tolist() == [0, 0]


@pytest.mark.parametrize("beginning", ["", "h", "b", "bao", "x", "q"])
def test_what_stands_after_a_word_is_counted(
    counted: tuple[WordCounts, list[tuple[str, ...]]], beginning: str
) -> None:
    counts, texts = counted
    for first, word in enumerate(counts.texts):
        expected = Counter(
            b for text in texts for a, b in set(pairwise(text)) if a == word and fold(b).startswith(beginning)
        )
        words, found = counts.after(first, counts.beginning(beginning))
        assert {counts.texts[w]: c for w, c in zip(words.tolist(), found.tolist(), strict=True)} == expected


def after_run(counts: WordCounts, words: list[int]) -> tuple[Integers, Integers]:
    return counts.after_run(words, int(counts.pairs(words[:-1], words[1:]).min()), range(len(counts.texts)))


@pytest.mark.parametrize("size", [2, 3])
def test_what_stands_after_a_run_is_counted(counted: tuple[WordCounts, list[tuple[str, ...]]], size: int) -> None:
    counts, texts = counted
    runs = Counter(run for text in texts for run in runs_in(text, size + 1))
    draw = random.Random(3)
    for run in draw.sample(sorted(runs), 60) + [("bảo",) * (size + 1)]:
        expected = {longer[-1]: count for longer, count in runs.items() if longer[:-1] == run[:-1]}
        words, found = after_run(counts, [counts.find(word) for word in run[:-1]])
        assert {counts.texts[w]: c for w, c in zip(words.tolist(), found.tolist(), strict=True)} == expected


def test_a_run_is_held_by_the_documents_in_which_it_stands(
    counted: tuple[WordCounts, list[tuple[str, ...]]],
) -> None:
    counts, texts = counted
    there = Counter(run for text in texts for run in runs_in(text, 3))
    draw = random.Random(4)
    for _ in range(300):
        run = tuple(draw.choices(WORDS, k=3))
        words = [counts.find(word) for word in run]
        assert counts.held(words, int(counts.pairs(words[:-1], words[1:]).min())) == there[run]


def test_what_follows_a_run_most_often_is_known_with_its_shares(
    counted: tuple[WordCounts, list[tuple[str, ...]]],
) -> None:
    counts, texts = counted
    pairs = Counter(pair for text in texts for pair in set(pairwise(text)))
    for first, second in random.Random(5).sample(sorted(pairs), 20):
        words = [counts.find(first), counts.find(second)]
        expected = Counter(run[2] for text in texts for run in runs_in(text, 3) if run[:2] == (first, second))
        found = counts.following_run(words, pairs[first, second])
        shares = {counts.texts[one.word]: pytest.approx(one.share) for one in found}
        most = sorted(expected.values(), reverse=True)[: len(found)]
        assert {word: expected[word] / pairs[first, second] for word in shares} == shares
        assert [round(one.share * pairs[first, second]) for one in found] == most
        assert all(one.pair == pairs[second, counts.texts[one.word]] for one in found)


def test_a_sample_is_the_same_in_any_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNTED_IN", 20)
    documents = random_documents(150, 2)
    one = in_segments(tmp_path / "one", documents, 1000, [])
    several = in_segments(tmp_path / "several", documents, 40, [])
    words = [one.find("bảo"), one.find("hiểm")]
    assert [values.tolist() for values in after_run(one, words)] == [
        values.tolist() for values in after_run(several, words)
    ]
    assert int(after_run(one, words)[1].sum()) > 0


# Suggestions

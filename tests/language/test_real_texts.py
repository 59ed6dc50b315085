"""Real texts: the words are pyvi's, and the fast analysis is the plain one. The benchmark takes all of them."""

from __future__ import annotations

import json
import lzma
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bhxh_search.language.analysis import analyze_batch
from bhxh_search.language.segment import segment
from tests.language import plain
from tests.language.strategies import data_file
from tests.language.test_segment import pyvi

SOURCES = {
    "alqac2023/corpus.jsonl": 250,
    "vnlawqa_bench/corpus.jsonl": 150,
    "danes_headlines/corpus.jsonl": 600,
    "legal_articles.jsonl.xz": 250,
    "bhxh_law_documents.jsonl.xz": 2,
    "wordseg_ud_vtb/test.raw": 800,
}


def lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from file


def texts(source: str, many: int) -> list[str]:
    taken = islice(lines(data_file(source)), many)
    return [line.rstrip("\n") if source.endswith(".raw") else json.loads(line)["text"] for line in taken]


@pytest.mark.parametrize("source", SOURCES)
def test_words_of_real_texts_are_those_of_pyvi(source: str):
    for text in texts(source, SOURCES[source]):
        text = unicodedata.normalize("NFC", text)
        found = " ".join("_".join(text[start:end] for start, end in word) for word in segment(text))
        assert found == pyvi(text)


@pytest.mark.parametrize("source", SOURCES)
def test_streams_of_real_texts_are_those_of_the_plain_analysis(source: str):
    some = texts(source, max(2, SOURCES[source] // 2))
    some += [unicodedata.normalize("NFD", text) for text in some[:5]]
    batch = analyze_batch(some)
    assert [batch.streams(number) for number in range(len(some))] == [plain.analyze(text) for text in some]


def test_streams_do_not_depend_on_the_batch():
    some = texts("alqac2023/corpus.jsonl", 200)
    whole = analyze_batch(some)
    reverse = analyze_batch(some[::-1])
    for number, text in enumerate(some):
        alone = analyze_batch([text]).streams(0)
        assert alone == whole.streams(number) == reverse.streams(len(some) - 1 - number)

"""The worst that a text can be: the result is exact, and the work no more than the text is long."""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections.abc import Callable
from itertools import islice, product

import numpy as np
import pytest

from bhxh_search.language.analysis import analyze, analyze_batch
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.lexicon import Lexicon
from tests.language import plain


def definitions(n: int) -> str:
    """About `n` characters of definitions, no two the same: bo co do (BCD), …"""
    abbreviations = islice(product("BCDGHKLMN", repeat=5), n // 24)
    return ", ".join(f"{' '.join(f'{letter.lower()}o' for letter in one)} ({''.join(one)})" for one in abbreviations)


WORST = {
    "one token": lambda n: "a" * n,
    "one token of another script": lambda n: "д" * n,
    "one token in capitals": lambda n: "A" * n,
    "digits": lambda n: "1" * n,
    "figures": lambda n: "1." * (n // 2),
    "numbers": lambda n: "1/" * (n // 2),
    "hyphens": lambda n: "-" * n,
    "underscores": lambda n: "_" * n,
    "addresses": lambda n: "a@" * (n // 2),
    "half an address": lambda n: "a" * (n // 2) + "@" + "b." * (n // 4),
    "schemes": lambda n: "a://" * (n // 4),
    "www": lambda n: "www." * (n // 4),
    "brackets": lambda n: "(" * n,
    "open definitions": lambda n: "(sau đây " * (n // 9),
    "definitions, all different": definitions,
    "blanks": lambda n: "ngày" + " " * n + "1",
    "dates": lambda n: "ngày 1 tháng " * (n // 13),
    "marks": lambda n: "a" + "\u0301" * n,
    "invisible": lambda n: "a\u00ad" * (n // 2),
    "dots": lambda n: "." * n,
    "capitals and dots": lambda n: "A." * (n // 2),
    "undecided words": lambda n: "xã hội " * (n // 7),
    "scales": lambda n: "1 triệu " * (n // 8),
    "NUL": lambda n: "\0" * n,
    "surrogates": lambda n: "\ud800" * n,
    "line ends": lambda n: "\n" * n,
}


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_texts_are_analysed_exactly(kind: str):
    text = WORST[kind](600)
    assert analyze(text) == plain.analyze(text)


def steps(text: str) -> int:
    """How many calls of functions, in Python and in C, the analysis of `text` takes."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        analyze_batch([text])
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", WORST)
def test_twice_the_text_is_at_most_twice_the_work(kind: str):
    make: Callable[[int], str] = WORST[kind]
    analyze_batch([make(4000), make(8000)])  # what is found out once for each type is not counted
    assert steps(make(8000)) <= 2.2 * steps(make(4000)) + 100


@pytest.mark.parametrize("kind", WORST)
def test_a_very_long_text_ends(kind: str):
    text = WORST[kind](300_000)
    batch = analyze_batch([text])
    assert len(batch.exact) == len(batch.starts) == batch.bounds[-1]


def elements(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many elements numpy compares, moves, and searches for while `text` is analysed."""
    count = 0

    def counted(name: str) -> Callable[..., object]:
        real: Callable[..., object] = getattr(np, name)

        def counting(*arguments: object, **named: object) -> object:
            nonlocal count
            # What is looked up costs, and hardly what it is looked up in.
            count += np.size(arguments[name in ("searchsorted", "take")])  # type: ignore[arg-type]
            return real(*arguments, **named)

        return counting

    with monkeypatch.context() as patch:
        for name in ("flatnonzero", "searchsorted", "take", "unique", "argsort"):
            patch.setattr(np, name, counted(name))
        analyze_batch([text])
    return count


def test_twice_the_definitions_are_at_most_twice_the_elements(monkeypatch: pytest.MonkeyPatch):
    small, large = definitions(20_000), definitions(40_000)
    analyze_batch([small, large])
    assert elements(large, monkeypatch) <= 2.2 * elements(small, monkeypatch)


def test_a_line_of_ten_million_characters():
    line = "bảo hiểm xã hội tự nguyện 2020 " * (10_000_000 // 31)
    batch = analyze_batch([line])
    assert len(batch.exact) == 7 * (10_000_000 // 31)
    assert batch.streams(0).exact[-7:] == tuple("bảo hiểm xã hội tự nguyện 2020".split())


def test_many_distinct_tokens():
    random.seed(5)
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ"
    tokens = ["".join(random.choices(letters, k=random.randint(1, 11))) for _ in range(60_000)]
    streams = analyze(" ".join(tokens), segmented=False)
    assert len(streams.exact) == 60_000
    assert streams.exact == plain.analyze(" ".join(tokens), segmented=False).exact


def test_an_empty_text_in_the_middle_of_a_batch():
    texts = ["bảo hiểm", "", "a", "", "", "\0", " ", "xã hội (XH)", "\ud800", "😀", "xã"]
    batch = analyze_batch(texts)
    assert [batch.streams(number) for number in range(len(texts))] == [plain.analyze(text) for text in texts]


def test_every_character_by_itself():
    texts = [chr(point) for point in [*range(0x3000), *range(0xD7F0, 0xE010), 0xFEFF, 0xFFFF, 0x1D400, 0x10FFFF]]
    batch = analyze_batch(texts)
    for number, text in enumerate(texts):
        assert batch.streams(number) == plain.analyze(text), hex(ord(text))


def test_a_full_lexicon_is_left_for_a_new_one(monkeypatch: pytest.MonkeyPatch):
    from bhxh_search.language import lexicon

    before = analyze("bảo hiểm xã hội BHXH 1.000")
    old = analyze_batch(["bảo hiểm xã hội BHXH 1.000"])
    monkeypatch.setattr(lexicon, "_MAX_TYPES", 0)
    first, second = lexicon.current_lexicon(), lexicon.current_lexicon()
    assert isinstance(first, Lexicon) and first is not second
    assert analyze("bảo hiểm xã hội BHXH 1.000") == before == old.streams(0)


@pytest.mark.parametrize("function", [canonical, fold])
def test_long_tokens_are_not_remembered(function: Callable[[str], str]):
    tracemalloc.start()
    try:
        for number in range(20):
            function(chr(0x416 + number) * 200_000 + "ộ")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 1_000_000


def test_the_tokens_of_chunks_are_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch):
    from bhxh_search.language import lexicon

    monkeypatch.setattr(lexicon, "_MAX_CHUNK_TOKENS", 1000)
    for number in range(20):
        text = " ".join(f"_{'!#' * 25}{number}.{other}" for other in range(40))
        assert analyze(text) == plain.analyze(text)
        kept = lexicon.current_lexicon().chunks.values()
        assert 0 < sum(map(len, kept)) < 1200

"""Stored texts come back as they were put in, whatever they were compressed with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zstandard import ZstdError

from bhxh_search.index.columns import Array
from bhxh_search.index.stored import Stored, StoredBuilder

SENTENCE = "Người lao động tham gia bảo hiểm xã hội tự nguyện được hưởng chế độ hưu trí. ".encode()
MANY = [f"Điều {number}. ".encode() + SENTENCE * (1 + number % 40) for number in range(3_000)]


def stored(texts: list[bytes], block_bytes: int = 4_096) -> tuple[Stored, dict[str, Array]]:
    builder = StoredBuilder(block_bytes, 32_768)
    for text in texts:
        builder.add(text)
    columns = dict(builder.columns("texts"))
    return Stored(columns, "texts"), columns  # type: ignore[arg-type]


@given(texts=st.lists(st.binary(max_size=300)), block_bytes=st.integers(1, 500))
def test_few_texts_come_back_one_by_one_and_in_order(texts: list[bytes], block_bytes: int):
    found, columns = stored(texts, block_bytes)
    assert list(found) == texts
    assert [found[number] for number in range(len(texts))] == texts
    assert not len(columns["texts.dictionary"])


@settings(max_examples=10)
@given(odd=st.lists(st.tuples(st.integers(0, 2_999), st.binary(max_size=3_000)), max_size=20))
def test_many_texts_share_a_dictionary_and_come_back(odd: list[tuple[int, bytes]]):
    texts = list(MANY)
    for number, text in odd:
        texts[number] = text
    found, columns = stored(texts)
    assert 0 < len(columns["texts.dictionary"]) <= 32_768
    assert list(found) == texts
    assert [found[number] for number in range(0, len(texts), 97)] == texts[::97]


def test_a_block_that_breaks_off_is_an_error():
    _, columns = stored(MANY)
    starts = columns["texts.block_starts"].copy()
    starts[1] -= 5
    with pytest.raises((ValueError, ZstdError)):
        Stored({**columns, "texts.block_starts": starts}, "texts")[0]  # type: ignore[arg-type]


def test_a_block_that_was_changed_is_an_error():
    _, columns = stored(MANY)
    blocks = columns["texts.blocks"].copy()
    blocks[40] ^= 1
    with pytest.raises((ValueError, ZstdError)):
        Stored({**columns, "texts.blocks": blocks}, "texts")[0]  # type: ignore[arg-type]


def test_several_threads_read_the_same_texts_at_once():
    found, _ = stored(MANY)
    numbers = [number * 7 % len(MANY) for number in range(2_000)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(found.__getitem__, numbers)) == [MANY[number] for number in numbers]

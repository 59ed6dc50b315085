"""The file of arrays: what is written is read, and whatever is changed is refused, found, or without effect."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.index.columns import Columns, smallest, write_columns
from bhxh_search.index.vocabulary import Vocabulary, sorted_numbers, text_columns


def write(path: Path) -> None:
    columns = [
        ("bytes", np.arange(200, dtype=np.uint8)),
        ("empty", np.zeros(0, np.uint32)),
        ("table", np.arange(12, dtype=np.int64).reshape(3, 4)),
        ("wide", np.array([2**64 - 1], np.uint64)),
        ("swapped", np.array([1, 2, 3], ">u2")),
    ]
    write_columns(path, columns, {"documents": 3, "tên": "ố"})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write(tmp_path / "x")
    columns = Columns(tmp_path / "x")
    assert columns.about == {"documents": 3, "tên": "ố"}
    assert list(columns) == ["bytes", "empty", "table", "wide", "swapped"]
    assert columns["bytes"].tolist() == list(range(200))
    assert columns["empty"].tolist() == []
    assert columns["table"].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert columns["wide"].tolist() == [2**64 - 1]
    assert columns["swapped"].tolist() == [1, 2, 3]
    assert list(columns.damaged()) == []
    with pytest.raises(ValueError, match="no column other"):
        columns["other"]
    with pytest.raises(ValueError, match="read-only"):
        columns["bytes"][0] = 1


def test_every_changed_byte_is_refused_found_or_without_effect(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write(path)
    data = path.read_bytes()
    original = {name: Columns(path)[name].tolist() for name in Columns(path)}
    found = 0
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        try:
            columns = Columns(path)
        except ValueError:
            found += 1
            continue
        damaged = list(columns.damaged())
        found += bool(damaged)
        assert all(columns[name].tolist() == original[name] for name in columns if name not in damaged), at
    assert found > 200 + 12 * 8 + 40


@pytest.mark.parametrize("left", [0, 1, 39, 40, 100, -1])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, left: int) -> None:
    write(tmp_path / "x")
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:left])
    with pytest.raises(ValueError, match="x"):
        Columns(tmp_path / "x")


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_the_smallest_type_holds_the_same_numbers(values: list[int]) -> None:
    small = smallest(np.array(values, np.uint64))
    assert small.tolist() == values
    assert small.dtype.itemsize == next(size for size in (1, 2, 4, 8) if max(values, default=0) < 256**size)


TEXTS = st.lists(st.text(max_size=4).filter(lambda text: text.isprintable() or not text), unique=True, max_size=90)


@given(TEXTS, st.lists(st.text(max_size=4), max_size=5), st.randoms())
def test_texts_are_found_where_a_sorted_list_has_them(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], others: list[str], draw: object
) -> None:
    path = tmp_path_factory.mktemp("texts") / "x"
    order = np.array(sorted_numbers(texts), np.uint16)
    write_columns(path, text_columns("t", texts), {})
    vocabulary = Vocabulary(Columns(path), "t", order)
    assert list(vocabulary) == texts
    in_order = sorted(texts)
    for _ in range(3):  # more searches than are done without signposts
        for text in [*texts, *others, *(text[:1] for text in texts)]:
            known = text in texts
            assert vocabulary.find(text) == (texts.index(text) if known else -1)
            assert vocabulary.every(text) == ([texts.index(text)] if known else [])
            assert vocabulary.place(text) == sum(other < text for other in texts)
            expected = [other for other in in_order if other.startswith(text)]
            assert [vocabulary[vocabulary.number_at(place)] for place in vocabulary.with_prefix(text)] == expected
        vocabulary._known.clear()
        vocabulary._searches += 50

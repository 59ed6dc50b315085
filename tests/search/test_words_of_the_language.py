"""Suggestions and words of the language: slips lead to them, and who types them means them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search import Document, Index, create_index
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.dictionary import inside_words
from bhxh_search.language.pyvi_model import load_model

WHOLE_WORDS = (
    "bảo hiểm",
    "thất nghiệp",
    "lao động",
    "hợp đồng",
    "y tế",
    "chế độ",
    "nguyên tắc",
    "trợ cấp",
    "quy tắc",
)
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def slips_of(syllable: str) -> Iterator[str]:
    """A syllable with another tone, without a letter, with one twice, and with two swapped."""
    decomposed = unicodedata.normalize("NFD", syllable)
    place = next((n for n, letter in enumerate(decomposed) if letter in TONES[1:]), None)
    if place is not None:
        yield from (decomposed[:place] + tone + decomposed[place + 1 :] for tone in TONES)
    for n, letter in enumerate(syllable):
        yield syllable[:n] + syllable[n + 1 :]
        yield syllable[:n] + letter + syllable[n:]
        yield syllable[:n] + syllable[n : n + 2][::-1] + syllable[n + 2 :]


@pytest.fixture(scope="module")
def whole_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Words of pyvi's in many documents, and their syllables with other tones beside other words."""
    others = ["bão lũ hiếm có", "độc tố đồng ruộng", "nghiệm thu", "cập nhật lão luyện", "tê liệt", "tắt quỹ"]
    with create_index(tmp_path_factory.mktemp("words") / "index") as made:
        made.add(Document(f"{word} {n}", f"Về {word}, lần {n}.") for word in WHOLE_WORDS for n in range(30))
        made.add(Document(f"{other} {n}", other) for other in others for n in range(2))
        made.commit()
        yield made


@given(st.sampled_from(WHOLE_WORDS), st.data())
def test_a_slip_in_a_word_of_the_language_leads_to_it(whole_words: Index, word: str, data: st.DataObject) -> None:
    """Unless it makes another word of the language, or no syllable at all."""
    syllables = word.split()
    place = data.draw(st.integers(0, len(syllables) - 1))
    slip = unicodedata.normalize("NFC", data.draw(st.sampled_from(sorted(slips_of(syllables[place])))))
    typed = [*syllables[:place], slip, *syllables[place + 1 :]]
    results = whole_words.search(" ".join(typed))
    if results.total or len(slip) < 2 or not is_syllable_shaped(slip) or any(inside_words(typed)):
        return
    assert results.suggestion is not None
    assert canonical(fold(results.suggestion.query)) == canonical(fold(word))


@given(st.lists(st.sampled_from(sorted(load_model().spelling.values())), min_size=2, max_size=3))
def test_syllables_of_the_language_become_only_what_stands_beside_the_others(
    whole_words: Index, syllables: list[str]
) -> None:
    """However near other words of the index are: what is changed stands beside a neighbour in some document."""
    typed = " ".join(syllables)
    suggestion = whole_words.search(typed).suggestion
    if suggestion is None or suggestion.reason in ("fewer-words", "spacing") or typed == fold(typed):
        return
    words = suggestion.query.split()
    assert any(whole_words.search(f'"{first} {second}"').total for first, second in pairwise(words))


def test_a_slip_that_some_document_has_too_is_mended(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"d{n}", f"thẻ bảo hiểm y tế, lần {n}") for n in range(40))
        index.add([Document("slip", "thẻ bảo hiểm y tê"), Document("word", "tê tay vì bảo hiểm xe máy của hãng Y")])
        index.commit()
        for typed in ("y tê", "bảo hiểm y tê", "thẻ y tê"):
            results = index.search(typed)
            assert results.total > 0
            assert results.suggestion is not None
            assert results.suggestion.query == typed.replace("tê", "tế")
            assert results.suggestion.total == 40


@pytest.mark.parametrize(
    "typed",
    ["nuôi chó", "tín dụng đen", "mất sổ", "sổ đỏ", "vé số", "chốt sổ", "lương ròng", "hàng nhái", "nghỉ đẻ", "sếp"],
)
def test_phrases_of_every_day_are_not_changed_into_what_is_spelt_like_them(tmp_path: Path, typed: str) -> None:
    """Words that many documents hold, and that stand in some of them together."""
    texts = [
        "nuôi con, cho con bú",
        "tín dụng, dụng cụ đến nay",
        "mất một số tiền, so sánh",
        "vẽ sơ đồ, chốt mọi số",
    ]
    texts += [
        "lương trong tháng, rong biển",
        "hàng nhà nước, nhài",
        "nghỉ làm để chăm con",
        "nghĩ cho người, xếp hàng",
    ]
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"{number} {n}", text) for number, text in enumerate(texts) for n in range(10))
        index.commit()
        results = index.search(typed)
        suggestion = results.suggestion
        assert results.total == 0
        assert suggestion is None or set(suggestion.query.split()) < set(typed.split())

"""Queries that find nothing, and what they might have found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

TEXTS = {
    "Mức hưởng trợ cấp thất nghiệp của người lao động": 6,
    "Công ty nợ lương": 5,
    "cty no luong, [ĐK] huong tro cap that nghiep": 1,
    "Hội nghị thường niên": 8,
    "họp hội đồng; nghỉ trưa; nghi thức": 3,
    "Tổng thống Pháp đến thăm": 3,
    "Bộ trưởng Y tế trả lời": 5,
    "phía sau không còn ai để bị lại": 4,
    "công văn CV, TTLT và QH15": 4,
    "hơn một ca trong 5 ngày": 4,
    "sự căm giận": 2,
    "pu là chữ": 3,
    "chia sẻ": 9,
    "Đắk Nông, Đăk Lăk": 2,
    "dak to": 5,
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("missed") / "index") as made:
        made.add(Document(f"{text} {n}", text) for text, count in TEXTS.items() for n in range(count))
        made.commit()
        yield made


def missed(index: Index, typed: str) -> list[tuple[str, str, int]]:
    assert index.search(typed).total == 0
    return [(one.query, one.reason, one.total) for one in index.near_misses(typed)]


@pytest.mark.parametrize(
    ("typed", "fewer"), [("cq nợ lương", "nợ lương"), ("đv hưởng trợ cấp thất nghiệp", "hưởng trợ cấp thất nghiệp")]
)
def test_marks_stay_where_they_are_not_what_is_wrong(index: Index, typed: str, fewer: str) -> None:
    assert [one[:2] for one in missed(index, typed)] == [(fewer, "fewer-words")]


def test_marks_are_left_out_where_so_as_much_is_found_as_with_fewer_words(index: Index) -> None:
    assert missed(index, "hội nghí")[0] == ("hoi nghi", "accents", 11)


def test_marks_are_left_out_where_no_document_holds_a_word_with_them(index: Index) -> None:
    assert missed(index, "đẫk to")[0] == ("dak to", "accents", 5)


def test_a_phrase_is_dropped_or_kept_whole_and_in_its_quotes(index: Index) -> None:
    assert missed(index, '"tổng thống pháp" "bộ trưởng y tế"') == [('"tổng thống pháp"', "fewer-words", 3)]
    assert missed(index, '"bộ trưởng y tế" zzzz -"tổng thống"') == [
        ('"bộ trưởng y tế" -"tổng thống"', "fewer-words", 5)
    ]


def test_of_one_phrase_the_same_words_are_meant_without_quotes(index: Index) -> None:
    assert missed(index, '"không còn ai phía sau" -lương') == [("không còn ai phía sau -lương", "fewer-words", 4)]


@pytest.mark.parametrize(
    "typed",
    [
        "CV 5086/TCHQ-GSQL",
        "CV số 1234/BHXH-CSXH",
        "TTLT 32/2007/TTLT-BCA-BTP",
        "41.2024.QH15",
        "hơn 5.000 ca",
        "công văn zzzz",
    ],
)
def test_what_is_left_without_the_number_that_was_asked_for_is_not_suggested(index: Index, typed: str) -> None:
    assert missed(index, typed) == []


def test_one_word_is_meant_only_where_it_tells_most(index: Index) -> None:
    assert missed(index, "căm pu chia") == []
    assert missed(index, "pu chia") == [("pu", "fewer-words", 3)]


def test_a_name_of_one_word_is_left_of_three(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("t", "thế vận hội Tokyo"), Document("y", "năm 2020")])
        made.commit()
        assert missed(made, "Tokyo 2020 zzzz") == [("Tokyo", "fewer-words", 1)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("title: park", "title:park"),
        ("kind:  tin title: park", "kind:tin title:park"),
        ('title: "park hang" -"thái lan"', 'title:"park hang" -"thái lan"'),
        ("title: (park OR seo)", "title:(park OR seo)"),
        ("title: OR park", None),
        ("title: zzzz", None),
        ("nope: park", None),
    ],
)
def test_a_field_is_meant_though_a_blank_stands_before_its_value(
    tmp_path: Path, typed: str, meant: str | None
) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(Document(f"{n}", "…", title="Park Hang-seo", fields={"kind": "tin"}) for n in range(3))
        made.commit()
        suggestion = made.search(typed).suggestion
        if meant is None:
            assert suggestion is None or suggestion.reason != "spacing"
        else:
            assert suggestion is not None
            assert (suggestion.query, suggestion.reason, suggestion.total) == (meant, "spacing", 3)
            assert made.search(meant).total == 3


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Texts without some words of every day, and some that are written without marks."""
    texts = {
        "Có bao nhiêu số liệu đó do ai sở hữu": 3,
        "Cơ sở y học; kinh tế": 4,
        "Thị trường": 2,
        "Chính sách bảo hiểm": 5,
        "chinh sach bao hiem cho nguoi co so do": 3,
        "Ngày nghỉ lễ": 2,
    }
    with create_index(tmp_path_factory.mktemp("everyday") / "index") as made:
        made.add(Document(f"{text} {n}", text) for text, count in texts.items() for n in range(count))
        made.commit()
        yield made


@pytest.mark.parametrize("typed", ["vé số", "nghĩ lễ phép", "sếp", "bể sở", "lễ nghì"])
def test_what_is_right_with_its_marks_is_not_meant_without(everyday: Index, typed: str) -> None:
    """Words of pyvi's, syllables of the language, and words that without marks stand nowhere in a row."""
    assert "accents" not in [reason for _, reason, _ in missed(everyday, typed)]


def test_marks_are_left_out_of_words_of_the_language_where_documents_hold_them_bare(everyday: Index) -> None:
    assert missed(everyday, "sổ đỏ") == [("so do", "accents", 6)]


@pytest.mark.parametrize(
    ("typed", "fewer"),
    [
        ("bảo hiểm y tế", None),
        ("chính sách y tế", "chính sách"),
        ("cơ thị trường", "thị trường"),
        ("chinh sach kinh te", "kinh te"),
        ("y tế thị trường", "thị trường"),
        ("thị trường chứng khoán bảo hiểm", "bảo hiểm"),
    ],
)
def test_words_of_several_syllables_are_dropped_or_kept_whole(everyday: Index, typed: str, fewer: str | None) -> None:
    found = [query for query, reason, _ in missed(everyday, typed) if reason == "fewer-words"]
    assert found == ([] if fewer is None else [fewer])


@pytest.mark.parametrize(
    ("typed", "meant", "total"),
    [
        ("16/CT-TTg", "chỉ thị 16", 3),
        ("chỉ thị 16/CT-TTg", "chỉ thị 16", 3),
        ("chỉ thị số 16/CT-TTg", "chỉ thị số 16", 3),
        ('"16/CT-TTg"', '"chỉ thị 16"', 3),
        ("100/2019/NĐ-CP", "nghị định 100", 1),
        # A text says in full which one it means.
        ("15/2020/NĐ-CP", None, 0),
        ("title:16/CT-TTg", None, 0),
        ("17/CT-TTg", None, 0),
    ],
)
def test_a_law_number_is_meant_by_its_kind_and_first_part(
    tmp_path: Path, typed: str, meant: str | None, total: int
) -> None:
    texts = ["giãn cách theo Chỉ thị 16", "giãn cách, chỉ thị số 16", "Chỉ thị 16 của Thủ tướng"]
    texts += ["phạt theo Nghị định 100", "Nghị định 15", "Nghị định 15/2021/NĐ-CP", "thủ tục 17 bước"]
    with create_index(tmp_path / "index") as made:
        made.add(Document(text, text) for text in texts)
        made.commit()
        found = missed(made, typed)
        assert found == ([] if meant is None else [(meant, "fewer-words", total)])
        assert meant is None or made.search(meant).total == total

"""What the next word decides, hằng and sẩy and 1, is found by whatever part of a text is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

TEXT = """Người lao động hưởng lương hưu hằng
tháng, trợ cấp tuất hằng  tháng và phụ cấp hằng năm; chị Hằng được trả 1
lần khi sẩy thai, 1 người sẩy chân nhận 1 cửa."""
WORDS = [word.strip(",;.") for word in TEXT.split()]
VARYING = ("hằng", "sẩy", "1")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("spellings") / "index") as index:
        index.add([Document("whole", TEXT), Document("other", "Chợ đông.")])
        index.commit()
        yield index


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_a_phrase_of_the_text_is_found_wherever_it_ends(index: Index, size: int) -> None:
    asked = [" ".join(WORDS[first : first + size]) for first in range(len(WORDS) - size + 1)]
    missed = [phrase for phrase in asked if [hit.id for hit in index.search(f'"{phrase}"')][:1] != ["whole"]]
    assert missed == []


@pytest.mark.parametrize("joined", ["{} {}", "+{} +{}", "{} AND {}", '{} "{}"', "{}^2 ({})", "title:x OR ({} {})"])
def test_words_are_found_beside_each_other_and_apart(index: Index, joined: str) -> None:
    for word in VARYING[:2]:
        for other in ("tháng", "thai", "lương"):
            for query in (joined.format(word, other), joined.format(other, word)):
                assert [hit.id for hit in index.search(query)] == ["whole"], query


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("hằng", ["hằng\ntháng", "hằng  tháng", "hằng năm", "Hằng"]),
        ('"hằng th*"', ["hằng\ntháng", "hằng  tháng"]),
        ("hằng*", ["hằng", "hằng", "hằng", "Hằng"]),
        ('"tháng hằng"~2', ["hằng\ntháng", "hằng  tháng"]),
        ("sẩy", ["sẩy thai", "sẩy"]),
        ("hưu hằng\ntháng", ["hưu hằng\ntháng", "hằng  tháng", "hằng"]),
    ],
)
def test_what_is_found_is_marked(index: Index, query: str, marked: list[str]) -> None:
    assert [TEXT[start:end] for start, end in index.matches("whole", query)] == marked


def test_a_name_is_no_other_word(tmp_path: Path) -> None:
    """Before tháng, hằng is indexed as hàng; that is no other hàng."""
    with create_index(tmp_path / "index") as index:
        texts = {"name": "Bà Hằng nói", "shop": "Lê Hoàng bán hàng online", "each": "Trả hằng tháng"}
        index.add(Document(id, text) for id, text in texts.items())
        index.commit()
        assert {hit.id for hit in index.search("hằng")} == {"name", "each"}
        assert index.search("Lê Hằng").total == 0


VALUES = {
    "dot": "Sáng nay 20.10 trao quà.",
    "hyphen": "Nộp trước 15-10 và từ 1-10.",
    "two": "Từ 2/3 đến 3/4 số phiếu.",
    "decimal": "Từ 2/3 đến 3,4 số phiếu.",
    "scattered": "2/3 phiếu, nêu lại từ 2,3 đến 3,4.",
    "range": "Uống mỗi ngày 2-3 lần, tốn 2.5 triệu.",
    "tail": "Phạt 8.500.000 đồng.",
    "whole": "Phạt 500.000 đồng.",
    "slash": "Hiệu lực từ ngày 01/7/2025.",
    "words": "Hiệu lực từ ngày 1 tháng 7 năm 2025.",
}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("values") / "index") as index:
        index.add(Document(id, text) for id, text in VALUES.items())
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("20.10", {"dot"}),
        ("20/10", {"dot"}),
        ('"trước 15-10"', {"hyphen"}),
        ('"từ 1-10"', {"hyphen"}),
        ("15/10", {"hyphen"}),
        ('"từ 2/3 đến 3/4"', {"two"}),
        ("2/3", {"two", "decimal", "scattered"}),
        ("2,5 triệu", {"range"}),
        ('"500.000 đồng"', {"whole"}),
        ('"từ ngày 1/7/2025"', {"slash", "words"}),
        ('"từ ngày 01 tháng 7 năm 2025"', {"slash", "words"}),
        ("1/7", {"slash", "words"}),
    ],
)
def test_values_are_found_however_they_are_written_and_nothing_else(
    values: Index, query: str, found: set[str]
) -> None:
    assert {hit.id for hit in values.search(query).hits} == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("quý 3", "quarter"),
        ("khóa 13", "term"),
        ('"khoá 13"', "term"),
        ('"trong quý 3"', "quarter"),
        ("quý III", "quarter"),
        ("khoa 13", "term"),
        ("vung 1", "region"),
        ("vùng I", "region"),
        ("đô thị loại 1", "city"),
        ("công trình cấp 2", "house"),
        ("khu vực 1", "area"),
    ],
)
def test_what_is_numbered_has_either_numerals(tmp_path: Path, query: str, found: str) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("quarter", "GDP trong quý III tăng"), Document("term", "Quốc hội khóa XIII")])
        index.add([Document("region", "Lương tối thiểu vùng I"), Document("city", "Đô thị loại I có trung tâm")])
        index.add([Document("house", "Công trình cấp II"), Document("area", "Xã của khu vực I")])
        index.add([Document("three", "3 quý khách")])
        index.commit()
        assert index.search(query).hits[0].id == found


@pytest.mark.parametrize("query", ["quý 3/2021", "quy 3/2021", "quý 3 năm 2021", "quí 3-2021"])
def test_a_quarter_is_no_month(tmp_path: Path, query: str) -> None:
    texts = {
        "words": "Quý III năm 2021, GDP giảm",
        "short": "GDP quý 3/2021 giảm",
        "month": "GDP tháng 3/2021 giảm",
        "other": "Quý IV năm 2021",
    }
    with create_index(tmp_path / "index") as index:
        index.add(Document(id, text) for id, text in texts.items())
        index.commit()
        assert {hit.id for hit in index.search(query, partial=False).hits} == {"words", "short"}


@pytest.mark.parametrize(
    ("queries", "found"),
    [
        (("mẫu 05", "mẫu số 5", "mau so 05", '"Mẫu số: 05"'), {"form", "short"}),
        (("phụ lục 2", "phụ lục số 2", "phụ lục II", "phu luc so ii"), {"annex", "roman"}),
    ],
)
def test_a_form_is_found_however_its_number_is_written_and_nothing_else(
    tmp_path: Path, queries: tuple[str, ...], found: set[str]
) -> None:
    texts = {
        "form": "Tờ khai theo Mẫu số 05 ban hành kèm theo",
        "short": "Tờ khai theo mẫu 5",
        "apart": "Theo mẫu đã nộp trong số 5 ngày",
        "annex": "Theo Phụ lục số 2",
        "roman": "Theo Phụ lục II",
        "other": "Theo Phụ lục I, 2 bản",
    }
    with create_index(tmp_path / "index") as index:
        index.add(Document(id, text) for id, text in texts.items())
        index.commit()
        for query in queries:
            assert {hit.id for hit in index.search(query, partial=False).hits} == found, query

"""What is asked of a law that a query names: its effect, what replaces it, several laws, the order of a chapter."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, Index, create_index
from bhxh_search.language.query_words import query_words
from bhxh_search.search.effects import asked_of_a_law
from bhxh_search.search.several_laws import laws_in

OLD, NEW, TEXT = "58/2014/QH13", "41/2024/QH15", "19/VBHN-VPQH"
NAMES = {OLD: "Luật Bảo hiểm xã hội", NEW: "Luật Bảo hiểm xã hội", TEXT: "Văn bản hợp nhất Luật Bảo hiểm xã hội"}
DATES = {OLD: dt.date(2014, 11, 20), NEW: dt.date(2024, 6, 29), TEXT: dt.date(2026, 2, 12)}
ENDS = {
    OLD: {"repeals": ("71/2006/QH11",)},
    NEW: {"repeals": (OLD,)},
    TEXT: {},
}


def law(number: str) -> Iterator[Document]:
    """A head and articles, of which the last ends another law; each of its text as amended says what it is one of."""
    name = f"{NAMES[number]} {number}"
    fields = {"number": number, **({"consolidates": (NEW, "73/2025/QH15")} if number == TEXT else {})}
    yield Document(
        f"{number}#dau",
        f"Quốc hội ban hành luật, {NEW if number == TEXT else number}. " * 20,
        name,
        date=DATES[number],
        fields=fields,
    )
    for article in range(1, 13):
        chapter = ("Chương I CHUNG",) if article < 4 else ("Chương II CHẾ ĐỘ", f"Mục {1 + (article > 8)} TRỢ CẤP")
        title = f"Điều {article}. " + ("Hiệu lực thi hành" if article == 12 else "Hưởng " * (1 + article % 3))
        text = "Trước ngày Luật này có hiệu lực được hưởng khi hợp đồng có hiệu lực. "
        if article == 12:
            ended = " ".join(ENDS[number].get("repeals", ()))
            text = f"Luật này có hiệu lực thi hành từ ngày 01 tháng 7. Luật Bảo hiểm xã hội số {ended} hết hiệu lực."
        own = {**fields, **(ENDS[number] if article == 12 else {})}
        yield Document(f"{number}#{article}", text, title, headings=(name, *chapter), date=DATES[number], fields=own)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("asked") / "index") as index:
        for number in (NEW, OLD, TEXT):
            index.add(law(number))
            index.commit()
        amending = {"amends": ("115/2015/NĐ-CP",), "number": "88/2020/NĐ-CP"}
        replacing = {"replaces": ("115/2015/NĐ-CP",), "guides": (NEW,), "number": "158/2025/NĐ-CP"}
        index.add(
            [
                Document("sua", "Sửa đổi Nghị định 115/2015/NĐ-CP.", "Điều 1. Sửa đổi", fields=amending),
                Document(
                    "thay",
                    f"Nghị định số 115/2015/NĐ-CP hết hiệu lực. Luật Bảo hiểm xã hội {NEW}.",
                    "Điều 9. Hiệu lực",
                    fields=replacing,
                ),
                Document("cu", "Theo Nghị định 115/2015/NĐ-CP bị bãi bỏ, được thay thế bởi nghị định. " * 5, "Tin"),
                Document("luat-khac", "Luật Việc làm nói về hiệu lực.", "Luật Việc làm 74/2025/QH15 có hiệu lực"),
            ]
        )
        index.commit()
        yield index


def first(index: Index, query: str, count: int = 1) -> list[str]:
    return [hit.id for hit in index.search(query, limit=count)]


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("luật bhxh 2024 có hiệu lực từ khi nào", f"{NEW}#12"),
        ("luat bhxh 2024 co hieu luc tu khi nao", f"{NEW}#12"),
        ("luật bhxh 2024 ngày có hiệu lực", f"{NEW}#12"),
        ("ngày có hiệu lực của luật bhxh 2014", f"{OLD}#12"),
        ("khi nào luật bhxh 2014 hết hiệu lực", f"{OLD}#12"),
        ("luật bhxh 2014 còn hiệu lực không", f"{OLD}#12"),
        ("luật 41 áp dụng từ ngày nào", f"{NEW}#12"),
        ("điều 5 luật bhxh 2024 có hiệu lực khi nào", f"{NEW}#12"),
        ("luật bhxh có hiệu lực từ 1/7/2025", f"{TEXT}#12"),
        ("luật bhxh còn hiệu lực", f"{NEW}#dau"),
        ("luật bhxh 2014 đang có hiệu lực", f"{OLD}#dau"),
    ],
)
def test_who_asks_when_a_law_takes_effect_finds_its_own_article_on_that(index: Index, query: str, id: str) -> None:
    assert first(index, query) == [id]


def test_after_its_own_article_comes_that_of_the_law_that_ends_it(index: Index) -> None:
    assert first(index, "khi nào luật bhxh 2014 hết hiệu lực", 2) == [f"{OLD}#12", f"{NEW}#12"]


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("luật nào thay thế luật bhxh 2014", f"{NEW}#12"),
        ("luật bhxh 2014 bị thay thế bởi luật nào", f"{NEW}#12"),
        ("luật bhxh 2014 bị luật nào thay thế", f"{NEW}#12"),
        ("luat bhxh 2014 duoc thay the boi", f"{NEW}#12"),
        ("luật nào thay thế luật bhxh 2006", f"{OLD}#12"),
        ("luật bhxh 2024 thay thế luật nào", f"{NEW}#12"),
        ("luật bhxh 2014 thay thế luật nào", f"{OLD}#12"),
        ("luật nào bị thay thế bởi luật bhxh 2014", f"{OLD}#12"),
        ("nghị định 115/2015 bị bãi bỏ", "thay"),
        ("nghị định 115/2015 được thay thế bởi", "thay"),
        ("văn bản thay thế nghị định 115/2015/NĐ-CP", "thay"),
        ("nghị định 115/2015 đã được sửa đổi, bổ sung chưa", "sua"),
        ("nghị định nào sửa đổi nghị định 115/2015", "sua"),
        ("luật bhxh 2024 được hướng dẫn bởi nghị định nào", "thay"),
        ("văn bản hợp nhất luật bhxh 2024", f"{TEXT}#dau"),
    ],
)
def test_who_asks_what_replaces_a_law_finds_the_text_that_says_so(index: Index, query: str, id: str) -> None:
    assert first(index, query) == [id]


def test_where_no_text_says_so_the_law_itself_is_found(index: Index) -> None:
    assert first(index, "luật bhxh 2024 bị thay thế bởi luật nào") == [f"{NEW}#dau"]


@pytest.mark.parametrize(
    "query",
    [
        "hợp đồng lao động có hiệu lực khi nào",
        "luật có hiệu lực khi nào",
        "trình tự sửa đổi, bổ sung luật bhxh gồm những gì",
        "luật sửa đổi, bổ sung một số điều của luật bhyt",
        "nghị định hướng dẫn luật bhxh 2024",
        "người lao động được thay thế sổ bhxh theo luật nào",
        "luật bhxh còn hiệu lực",
    ],
)
def test_other_queries_with_the_same_words_ask_nothing_of_a_law(query: str) -> None:
    assert asked_of_a_law(query_words(query)) is None


def test_the_old_law_is_the_one_before_and_no_text_of_the_one_in_force(index: Index) -> None:
    for query in ("điều 5 luật bhxh cũ", "luật bhxh cũ điều 5", "khoản 1 điều 5 của luật bảo hiểm xã hội cũ"):
        assert first(index, query, 3) == [f"{OLD}#5", f"{NEW}#5", f"{TEXT}#5"], query
    assert first(index, "luật bhxh cũ") == [f"{OLD}#dau"]
    assert first(index, "điều 5 luật bhxh") == [f"{TEXT}#5"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("so sánh luật bhxh 2014 và 2024", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("luật bhxh 2014, 2024", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("khac nhau giua luat bhxh 2014 va luat bhxh 2024", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("luật bhxh 2024 có gì mới so với luật bhxh 2014", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("luật bhxh 2014 và 2024 khác nhau như thế nào", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("luật 58 và luật 41", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("so sánh luật 58/2014/QH13 với luật 41/2024/QH15", {f"{OLD}#dau", f"{NEW}#dau"}),
        ("điều 4 luật bhxh 2014 và điều 6 luật bhxh 2024", {f"{OLD}#4", f"{NEW}#6"}),
        ("điều 4 luật bhxh 2014 và 2024", {f"{OLD}#4", f"{NEW}#4"}),
        ("luật bhxh 2014 và 2024 có hiệu lực khi nào", {f"{OLD}#12", f"{NEW}#12"}),
    ],
)
def test_of_two_laws_both_come_first(index: Index, query: str, ids: set[str]) -> None:
    assert set(first(index, query, 2)) == ids


def test_of_two_laws_one_that_is_missing_leaves_the_other(index: Index) -> None:
    assert first(index, "so sánh luật bhxh 2014 và nghị định 999/2015") == [f"{OLD}#dau"]


@pytest.mark.parametrize(
    ("query", "laws"),
    [
        (
            "luật hôn nhân và gia đình 2000 và 2014",
            ["luật hôn nhân và gia đình 2000", "luật hôn nhân và gia đình 2014"],
        ),
        ("luật hôn nhân và gia đình 2014", []),
        ("luật thuế xuất khẩu, thuế nhập khẩu", []),
        ("luật bhxh cũ và mới", ["luật bhxh cũ", "luật bhxh mới"]),
        ("bộ luật dân sự và bộ luật hình sự", ["bộ luật dân sự", "bộ luật hình sự"]),
        ("điều 5 và 6 luật bhxh 2014 và 2024", ["điều 5 và 6 luật bhxh 2014", "điều 5 và 6 luật bhxh 2024"]),
        ("luật sửa đổi luật đầu tư và luật đấu thầu", []),
        ("luật lao động và luật bhxh quy định nghỉ thai sản bao lâu", []),
        ("58/2014/QH13 và 41/2024/QH15", []),
        ("so sánh lương hưu 2014 và 2024", []),
    ],
)
def test_several_laws_are_told_from_one_whose_name_has_the_same_words(query: str, laws: list[str]) -> None:
    words = query_words(query, listed=True)
    assert [" ".join(words[number].written for number in one) for one in laws_in(words)] == laws


@pytest.mark.parametrize(
    "query",
    [
        "mục 2 chương II luật bhxh 2024",
        "chương II mục 2 luật bhxh 2024",
        "luật 41 chương 2 mục 2",
        "muc 2 chuong II luat bhxh 2024",
    ],
)
def test_the_articles_of_a_section_come_first_in_the_order_of_the_law(index: Index, query: str) -> None:
    assert first(index, query, 4) == [f"{NEW}#{article}" for article in range(9, 13)]


def test_the_articles_of_a_chapter_come_in_the_order_of_each_law(index: Index) -> None:
    chapter = [f"{number}#{article}" for number in (TEXT, NEW, OLD) for article in range(4, 13)]
    assert first(index, "chương II luật bhxh", len(chapter)) == chapter


def test_of_a_section_that_is_not_there_the_chapter_is_found(index: Index) -> None:
    assert first(index, "mục 7 chương II luật bhxh 2024") == [f"{NEW}#4"]


def test_the_first_part_of_its_number_is_enough_for_a_law(index: Index) -> None:
    assert first(index, "luật 41") == [f"{NEW}#dau"]
    assert first(index, "điều 6 luật 58") == [f"{OLD}#6"]


def test_what_is_deleted_answers_nothing(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        for number in (OLD, NEW):
            index.add(law(number))
            index.commit()
        query = "luật bhxh 2014 bị thay thế bởi luật nào"
        assert first(index, query) == [f"{NEW}#12"]
        index.remove([f"{NEW}#12"])
        index.commit()
        assert first(index, query) == [f"{OLD}#dau"]


REAL = {
    "luật bhxh 2024 có hiệu lực từ khi nào": ("41/2024/QH15#dieu-140",),
    "luật 51/2024/QH15 có hiệu lực khi nào": ("51/2024/QH15#dieu-3",),
    "thông tư 01/2025/TT-BLĐTBXH có hiệu lực từ ngày nào": ("01/2025/TT-BLĐTBXH#dieu-4",),
    "bộ luật lao động 2019 có hiệu lực từ ngày nào": ("45/2019/QH14#dieu-220",),
    "luật nào thay thế luật bhxh 2014": ("41/2024/QH15#dieu-140",),
    "luật bhxh 2006 bị thay thế bởi": ("58/2014/QH13#dieu-124",),
    "luật bhxh 2014 được sửa đổi bởi": ("45/2019/QH14#dieu-219",),
    "nghị định 115/2015 bị bãi bỏ": ("158/2025/NĐ-CP#dieu-44",),
    "nghị định 158/2025 bãi bỏ những nghị định nào": ("158/2025/NĐ-CP#dieu-44",),
    "điều 54 luật bhxh cũ": ("58/2014/QH13#dieu-54",),
    "so sánh luật bhxh 2014 và 2024": ("41/2024/QH15#mo-dau", "58/2014/QH13#mo-dau"),
    "điều 54 luật bhxh 2014 và điều 64 luật bhxh 2024": ("41/2024/QH15#dieu-64", "58/2014/QH13#dieu-54"),
    "chương V mục 4 luật bhxh 2024": tuple(f"41/2024/QH15#dieu-{article}" for article in range(84, 92)),
    "luật 41": ("41/2024/QH15#mo-dau",),
}
"""Queries, and the articles that come first; of a law that the collection has from two sources both count as one."""


def test_real_laws_answer_what_is_asked_of_them(data: Path, tmp_path: Path) -> None:
    tables: Any = importlib.import_module("benchmarks.laws")
    with create_index(tmp_path / "index") as index:
        index.add(part for whole in tables.whole_laws(data) for part in whole.parts)
        index.commit()
        for query, expected in REAL.items():
            hits = index.search(query, limit=2 * len(expected), snippets=0)
            found = dict.fromkeys(f"{hit.fields['number']}#{hit.id.rpartition('#')[2]}" for hit in hits)
            assert tuple(found)[: len(expected)] == expected, query

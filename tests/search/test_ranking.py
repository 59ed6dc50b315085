"""The formulas, with figures computed by hand, and what each term of a query weighs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bhxh_search import Document, Index, create_index
from bhxh_search.search.ranking import idf, length_norm, saturation, weighted_terms
from bhxh_search.search.syntax import parse


def weights(text: str) -> dict[tuple[str, str], float]:
    return {(t.stream, t.term): t.weight for t in weighted_terms(parse(text).pieces)}


def test_idf_of_one_document_in_ten() -> None:
    # ln(1 + (10 - 1 + 0.5) / (1 + 0.5)) = ln(7.3333…)
    assert idf(10, 1) == pytest.approx(1.992430164690206)


def test_idf_of_a_term_in_every_document_is_small_and_positive() -> None:
    assert idf(1000, 1000) == pytest.approx(math.log(1 + 0.5 / 1000.5))


def test_saturation_of_a_document_of_average_length() -> None:
    # 3 · 1.7 / (3 + 0.7)
    assert saturation(np.array([3]), length_norm(np.array([100.0]), 100.0))[0] == pytest.approx(1.3783783783783783)


def test_saturation_falls_with_length() -> None:
    # 1 · 1.7 / (1 + 0.7 · (0.5 + 0.5 · 2))
    assert saturation(np.array([1]), length_norm(np.array([200.0]), 100.0))[0] == pytest.approx(0.8292682926829268)


def test_a_marked_word_scores_on_the_exact_stream_only() -> None:
    assert weights("hiểm") == {("exact", "hiểm"): 0.5}


def test_a_bare_query_scores_on_the_folded_stream_and_on_the_exact_besides() -> None:
    found = weights("hiem")
    assert found["folded", "hiem"] == 1.0
    assert found["exact", "hiem"] == 0.5


def test_a_bare_word_among_marked_ones_weighs_less() -> None:
    assert weights("công an")["folded", "an"] == 0.5


def test_pairs_of_neighbours_weigh_more_in_a_bare_query() -> None:
    assert weights("bảo hiểm")["pairs", "bảo_hiểm"] == 0.4
    assert weights("bao hiem")["pairs", "bao_hiem"] == 0.6


def test_an_abbreviation_scores_as_its_full_form() -> None:
    found = weights("BHYT")
    assert found["exact", "bảo"] == 0.5
    assert found["words", "bảo_hiểm"] == 0.3
    assert ("citations", "bhyt") not in found


def test_an_abbreviation_makes_no_query_bare_or_marked() -> None:
    assert weights("BHXH luong")["folded", "luong"] == 1.0


def test_question_words_count_little() -> None:
    found = weights("tiền lương là gì")
    assert found["exact", "gì"] == pytest.approx(0.1)
    assert found["exact", "lương"] == 0.5


def test_a_pair_with_a_word_that_only_makes_a_question_counts_little() -> None:
    found = weights("được nghỉ việc không")
    assert found["pairs", "được_nghỉ"] == found["pairs", "nghỉ_việc"] == 0.4
    assert found["pairs", "việc_không"] == pytest.approx(0.08)


def test_each_article_on_a_list_is_looked_for_in_titles(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        for number in range(1, 10):
            index.add([Document(f"d{number}", "Mức hưởng theo luật này.", f"Điều {number}. Mức hưởng")])
        cited = "Mức hưởng của điều 5, điều 6, điều 7, điều 8 và điều 9 theo luật. "
        index.add([Document("cites", cited * 3, "Mức hưởng"), Document("luat", "Bộ luật", "Mức hưởng")])
        index.commit()
        for query in ("mức hưởng điều 5 và 9 luật", "mức hưởng điều 5, 9 luật", "muc huong dieu 5, 9 luat"):
            assert {hit.id for hit in index.search(query, limit=2)} == {"d5", "d9"}
        assert {hit.id for hit in index.search("mức hưởng điều 5 đến 8 luật", limit=4)} == {"d5", "d6", "d7", "d8"}


def test_a_year_among_other_words_counts_less() -> None:
    assert weights("mức đóng bảo hiểm 2025")["exact", "2025"] == 0.25
    assert weights("năm 2025")["exact", "2025"] == 0.5
    assert weights("mức đóng bảo hiểm 1200")["exact", "1200"] == 0.5
    of_a_year = weights("mức đóng năm 2025")
    assert of_a_year["citations", "2025"] == 0.5 < weights("mức đóng 1200")["citations", "1200"]
    assert of_a_year["pairs", "năm_2025"] == 0.2 < of_a_year["pairs", "mức_đóng"]


def test_a_year_counts_fully_in_values_and_pairs_of_a_question() -> None:
    asked = parse("ai vô địch cúp 2018?")
    assert asked.question
    terms = {(t.stream, t.term): t.weight for t in weighted_terms(asked.pieces, question=True)}
    assert terms["citations", "2018"] == 1.0
    assert terms["pairs", "cúp_2018"] == 0.4


def test_excluded_words_and_fields_do_not_score() -> None:
    assert weights("-bóng author:Hưng date:2020") == {}


def test_a_repeated_word_counts_once() -> None:
    assert weights("lương lương")["exact", "lương"] == weights("lương")["exact", "lương"]


def test_single_words_that_ask_count_little_in_a_question() -> None:
    found = weights("ai được hưởng lương hưu")
    assert found["exact", "ai"] == pytest.approx(0.1)
    assert found["exact", "hưởng"] == 0.5
    assert weights("thế hệ trẻ")["exact", "thế"] == 0.5


def test_an_abbreviation_weighs_what_its_full_form_does() -> None:
    assert weights("sổ BHXH") == weights("sổ bảo hiểm xã hội")
    assert ("citations", "kcn") in weights("KCN Tân Tạo"), "what only documents define is looked for as written"


def test_that_a_text_is_written_without_marks_makes_it_no_better_for_who_types_none(tmp_path: Path) -> None:
    """Few texts are: their words must not pass for rare ones."""
    with create_index(tmp_path / "index") as index:
        texts = ["Mức đóng bảo hiểm tự nguyện hằng tháng.", "Người dân mua bảo hiểm, tự nguyện đóng góp."] * 10
        index.add(Document(str(number), text) for number, text in enumerate(texts))
        index.add([Document("bare", "Tra cứu tại bao-hiem-tu-nguyen.html" + ", trang sau" * 30)])
        index.commit()
        best, *others = index.search("bao hiem tu nguyen", limit=30)
        assert best.id != "bare"
        assert "bare" in [hit.id for hit in others]


def test_a_day_is_rather_a_day_than_two_numbers_of_a_table(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(str(number), text)
            for number, text in enumerate(
                ["30 4 12 7", "30\n\n4 30\n\n4", "Nghỉ lễ ngày 30 tháng 4.", "Ngày 30/4 nghỉ"]
            )
        )
        index.add(Document(f"other{number}", f"mục {number} số 4 ngày 30") for number in range(20))
        index.commit()
        for query in ("30/4", "30 tháng 4", "ngày 30/4"):
            assert index.search(query, limit=1).hits[0].id == "2", query


def test_what_is_written_apart_or_as_one_scores_too(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(str(n), text) for n, text in enumerate(["mua Iphone 13", "mua iphone13", "covid19", "sách"])
        )
        index.commit()
        for query in ("Iphone13", "iphone 13", "covid 19", "COVID-19"):
            found = index.search(query)
            assert found.total == (1 if "ovid" in query.lower() else 2)
            assert all(hit.score > 0.5 for hit in found), query


@pytest.mark.parametrize("commits", [1, 4])
def test_a_figure_stands_beside_its_unit(tmp_path: Path, commits: int) -> None:
    texts = {
        "sum": "Phạt tiền 500.000 đồng khi đi muộn và những việc khác của năm nay.",
        "apart": "Đào 500.000 mét khối đất, 500.000 khối đá, trả 90.000 đồng.",
        "days": "Nghỉ tối đa là 7 ngày làm việc trong cả năm, theo lịch của cơ quan.",
        "seven": "7 người 7 lần, ngày nghỉ, ngày làm, ngày lễ.",
        "share": "Khi có ít nhất 1/3 tổng số thành viên của hội đồng đề nghị họp bất thường.",
        "day": "Ngày 01/3/2024 tổng kết, số liệu thành viên ngày 1/3.",
    }
    documents = [Document(id, text) for id, text in texts.items()]
    documents += [Document(f"o{n}", f"Ngày {n} tháng 5, thu 3.000 đồng của tổng số {n} người.") for n in range(9)]
    with create_index(tmp_path / "index") as index:
        for first in range(commits):
            index.add(documents[first::commits])
            index.commit()
        for query, id in {
            "500.000 đồng": "sum",
            "phạt 500k đồng": "sum",
            "7 ngày": "days",
            "nghỉ 7ngày": "days",
            "1/3 tổng số": "share",
        }.items():
            assert index.search(query, limit=1).hits[0].id == id, query


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Each of some words beside each other in as many documents as any other."""
    texts = ["7 ngày", "7 bạn", "nghỉ ngày", "nghỉ bạn", "tháng nghỉ", "bạn nghỉ", "60% ngày", "tháng 7", "20 kg"]
    with create_index(tmp_path_factory.mktemp("measured") / "index") as made:
        made.add(Document(text, text) for text in texts)
        made.commit()
        yield made


def best(index: Index, query: str) -> float:
    return index.search(query, limit=1).hits[0].score


def test_only_a_number_and_its_unit_are_a_measure(measured: Index) -> None:
    assert best(measured, "7 ngày") > best(measured, "7 bạn") + 1
    assert best(measured, "tháng 7") > best(measured, "7 bạn") + 1
    assert best(measured, "7 ngay") > best(measured, "7 ban") + 1
    assert best(measured, "nghỉ ngày") == pytest.approx(best(measured, "nghỉ bạn"))
    assert best(measured, "tháng nghỉ") == pytest.approx(best(measured, "bạn nghỉ"), rel=0.2)
    assert best(measured, "60% ngày") < best(measured, "60%") + best(measured, "ngày") + 1


def test_what_a_measure_weighs_is_less_in_a_sentence_and_more_with_a_weight(measured: Index) -> None:
    assert best(measured, "(7 ngày)^3") == pytest.approx(3 * best(measured, "7 ngày"), rel=0.01)
    few = best(measured, "7 ngày") - best(measured, "7 bạn")
    many = best(measured, "7 ngày zz yy xx ww") - best(measured, "7 bạn zz yy xx ww")
    assert many < few - 1


def test_values_score_however_they_are_typed(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            [Document("a", "Phạt 2.000.000 đồng."), Document("b", "Nghỉ ngày 2 tháng 9."), Document("c", "10%")]
        )
        index.add(Document(f"o{n}", f"Phạt, nghỉ {n}.") for n in range(9))
        index.commit()
        for typed, usual in {"2tr": "2 triệu", "2 tháng 9": "2/9", "10 phần trăm": "10%"}.items():
            [one], [other] = index.search(typed), index.search(usual)
            assert one.score >= 0.6 * other.score > 0.5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ko đóng", {"ko"}),
        ("có đc nghỉ ko", {"ko", "rest"}),
        ("nghỉ ntn", {"rest"}),
        ("tiền bn", {"money"}),
        ("tiền là j", {"money"}),
        ("nv lái", {"staff"}),
        ("xe vs lái", {"staff"}),
        ("bh xe", {"staff"}),
        ("NV lái", set()),
        ("luật lđ", {"labour"}),
        ("luat ld", {"labour"}),
        ("bhxh tn", {"both"}),
        ("BHXH bb", {"both"}),
        ("tn bhxh", set()),
        ("KO", set()),
    ],
)
def test_what_people_write_in_chats_stands_for_its_words(tmp_path: Path, query: str, found: set[str]) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            [
                Document("ko", "Không đóng thì có được gì"),
                Document("rest", "Được nghỉ"),
                Document("money", "Tiền"),
                Document("staff", "Nhân viên lái xe với bảo hiểm"),
                Document("labour", "Luật lao động"),
                Document("both", "Bảo hiểm xã hội bắt buộc và bảo hiểm xã hội tự nguyện"),
            ]
        )
        index.commit()
        results = index.search(query)
        assert {hit.id for hit in results} == found
        assert results.suggestion is None or not found


def test_letters_before_a_full_stop_are_no_name(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("gas", "Khí O2 trong bình"), Document("home", "Quản lý nhà ở. 2. Bảo trì")])
        index.commit()
        assert [hit.id for hit in index.search("o2")] == ["gas"]


def test_what_an_abbreviation_finds_in_codes_makes_no_text_better(tmp_path: Path) -> None:
    """What stands for its words is indexed as them: as it is written only codes hold it, and they are few."""
    texts = [f"Ủy ban nhân dân xã có trách nhiệm {number}." for number in range(30)]
    mine = {"CAN": "công an nhân dân"}
    with create_index(tmp_path / "index", abbreviations=mine) as index:
        index.add(Document(f"o{number}", text) for number, text in enumerate(texts))
        index.add(
            [
                Document("duty", "Trách nhiệm của ủy ban nhân dân và của công an nhân dân: được quản lý đất đai."),
                Document("code", "Trách nhiệm của người dân được nêu tại Quyết định 435/QĐ-UBND, 3068/CAN-DC."),
            ]
        )
        index.commit()
        for query in (
            "trách nhiệm của ubnd",
            "trách nhiệm của UBND",
            "trach nhiem cua ubnd",
            "trách nhiệm của CAN",
            "trach nhiem dc quan ly",
        ):
            assert index.search(query, limit=1).hits[0].id != "code", query


def test_what_a_word_means_is_told_by_the_text_that_defines_it(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        text = "Trong luật này: 1. Lao động là việc làm. 2. Thân nhân là con đẻ, vợ hoặc chồng, cha đẻ, mẹ đẻ của họ."
        index.add([Document("meaning", text)])
        index.add(Document(f"o{n}", f"Thân nhân hưởng tuất, số thân nhân {n}.") for n in range(9))
        index.add(Document(f"p{n}", f"Thông báo số {n}.") for n in range(9))
        index.commit()
        for query in ("thân nhân là gì", "than nhan la gi", "Thân nhân là gì vậy?"):
            assert index.search(query, limit=1).hits[0].id == "meaning", query


def test_that_something_is_explained_makes_no_text_a_definition_of_what_is_asked_for() -> None:
    assert weights("lương hưu nghĩa là gì")["pairs", "nghĩa_là"] < weights("lương hưu là gì")["pairs", "hưu_là"]


def test_a_percentage_is_not_drowned_by_many_other_words(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("rate", "Hằng tháng người lao động đóng bắt buộc 8% mức lương, và những việc khác.")])
        index.add(Document(f"o{n}", f"Tỷ lệ bắt buộc, tỷ lệ đóng: đóng bắt buộc {n}.") for n in range(3))
        index.add(Document(f"p{n}", f"Thông báo {n}, tăng {n + 20}%.") for n in range(9))
        index.commit()
        for query in ("tỷ lệ đóng bắt buộc 8%", "ty le dong bat buoc 8%", "tỷ lệ đóng bắt buộc 8 phần trăm"):
            assert index.search(query, limit=1).hits[0].id == "rate", query

"""A document asked for by its name or number: its head comes first, and what it says of others does not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

SHORT = "Luật này có hiệu lực."
LONG = "Căn cứ Hiến pháp, Quốc hội ban hành Luật Bảo hiểm xã hội và giao các bộ thi hành trong năm. " * 20


def law(id: str, name: str, number: str, chapter: str = "Chương I QUY ĐỊNH CHUNG") -> Iterator[Document]:
    """A head, which is long, and articles that say little besides the name of their law."""
    fields = {"number": number}
    yield Document(f"{id}#mo-dau", LONG, name, group=id, fields=fields)
    for article in range(1, 12):
        title = f"Điều {article}. Hiệu lực"
        yield Document(f"{id}#dieu-{article}", SHORT, title, group=id, headings=(name, chapter), fields=fields)


LAWS = {
    "cu": ("Luật Bảo hiểm xã hội 58/2014/QH13", "58/2014/QH13"),
    "moi": ("Luật Bảo hiểm xã hội 41/2024/QH15", "41/2024/QH15"),
    "lao-dong": ("Bộ luật Lao động 45/2019/QH14", "45/2019/QH14"),
    "nghi-dinh": (
        "Nghị định 158/2025/NĐ-CP Quy định chi tiết và hướng dẫn thi hành một số điều của Luật Bảo hiểm xã hội về "
        "bảo hiểm xã hội bắt buộc đối với người lao động và người sử dụng lao động làm việc theo hợp đồng",
        "158/2025/NĐ-CP",
    ),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("named") / "index") as index:
        for id, (name, number) in LAWS.items():
            index.add(law(id, name, number))
        index.add([Document("tin", "Luật bảo hiểm xã hội 2014 có gì mới", "Luật bảo hiểm xã hội 2014")])
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("luật bảo hiểm xã hội 2014", "cu"),
        ("luat bao hiem xa hoi 2014", "cu"),
        ("Luật BHXH năm 2024", "moi"),
        ("luat bhxh nam 2024", "moi"),
        ("luật số 41/2024/QH15", "moi"),
        ("41/2024/QH15", "moi"),
        ("luật lao động 2019", "lao-dong"),
        ("bộ luật lao động", "lao-dong"),
        ("BLLĐ", "lao-dong"),
        ("xem blld 2019", "lao-dong"),
        ("nghị định 158/2025/NĐ-CP", "nghi-dinh"),
        ("nghị định số 158/2025", "nghi-dinh"),
        ("ND 158/2025", "nghi-dinh"),
        ("158/2025/NĐ-CP", "nghi-dinh"),
        ("nghị định 158 về bảo hiểm xã hội bắt buộc", "nghi-dinh"),
        ("NĐ158", "nghi-dinh"),
        ("nghị định 158/2025/nđcp", "nghi-dinh"),
        ("41-2024-QH15", "moi"),
        ("luật bảo hiểm xã hội năm 2014", "cu"),
        ("xem luật bảo hiểm xã hội 2014", "cu"),
        ("toan van luat bao hiem xa hoi nam 2014", "cu"),
        ("luật bhxh 2024 mới nhất", "moi"),
        ("luật bhxh (2024)", "moi"),
        ("luật bhxh số 58", "cu"),
        ("luat bao hiem xa hoi so 41", "moi"),
        ("nghị định hướng dẫn luật bhxh 2024", "nghi-dinh"),
        ("nghi dinh quy dinh chi tiet luat bhxh 2024", "nghi-dinh"),
        ("luat bhxh(2014)", "cu"),
        ('"luật bảo hiểm xã hội" 2024', "moi"),
        ("Luật số 41/2024/QH15 ngày 29/6/2024", "moi"),
        ("nghị định 158/2025/NĐ-CP ngày 25 tháng 6 năm 2025", "nghi-dinh"),
    ],
)
def test_what_bears_the_name_asked_for_opens_at_its_head(index: Index, query: str, head: str) -> None:
    ids = [hit.id for hit in index.search(query, limit=3) if hit.group]
    assert ids[0] == f"{head}#mo-dau"


def test_an_article_of_a_law_is_still_first_where_it_is_asked_for(index: Index) -> None:
    for query, id in {
        "Điều 5 Luật 41/2024/QH15": "moi#dieu-5",
        "Điều 5 nghị định 158/2025/NĐ-CP": "nghi-dinh#dieu-5",
        "luật bhxh 2014 điều 5": "cu#dieu-5",
        "điều 5 luật bảo hiểm xã hội năm 2014": "cu#dieu-5",
        "khoản 2 điều 11 luật bhxh 2024": "moi#dieu-11",
        "dieu 11 luat bhxh nam 2024": "moi#dieu-11",
        "Điều 3 của Luật Bảo hiểm xã hội năm 2024": "moi#dieu-3",
        "theo quy định tại khoản 1 Điều 3 của Luật BHXH 2014": "cu#dieu-3",
        "noi dung dieu 7 cua luat bhxh 2024": "moi#dieu-7",
        "căn cứ điểm a khoản 2 Điều 9 Nghị định số 158/2025/NĐ-CP": "nghi-dinh#dieu-9",
        "Điều 10 bộ luật lao động": "lao-dong#dieu-10",
        "điều 10 blld": "lao-dong#dieu-10",
        "xem điều 7 BLLĐ 2019": "lao-dong#dieu-7",
    }.items():
        assert index.search(query, limit=1).hits[0].id == id


@pytest.mark.parametrize(
    "query",
    [
        "Điều 5 Điều 9 Luật 41/2024/QH15",
        "Điều 9 và Điều 5 của Luật BHXH năm 2024",
        "các điều 5, 9 Luật BHXH năm 2024",
        "điều 5,9 luật 41/2024/QH15",
        "dieu 5 va 9 luat bhxh 2024",
        "Điều 5; 9 Luật 41/2024/QH15",
    ],
)
def test_of_two_articles_of_a_law_both_are_found(index: Index, query: str) -> None:
    assert {hit.id for hit in index.search(query, limit=2)} == {"moi#dieu-5", "moi#dieu-9"}


@pytest.mark.parametrize(
    "query", ["từ điều 4 đến điều 7 luật bhxh 2024", "điều 4 - 7 luật bhxh 2024", "dieu 4-7 luat 41/2024/QH15"]
)
def test_of_a_range_of_articles_all_are_found(index: Index, query: str) -> None:
    assert {hit.id for hit in index.search(query, limit=4)} == {f"moi#dieu-{number}" for number in range(4, 8)}


def test_a_list_of_articles_in_a_phrase_is_what_it_says(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "Theo điều 5, 9 của luật này"), Document("b", "Theo điều 5, điều 9 của luật này")])
        index.commit()
        assert [hit.id for hit in index.search('"điều 5, 9 của luật"')] == ["a"]


def test_a_law_whose_name_goes_on_is_another_one(tmp_path: Path) -> None:
    heads = {"dau-tu": "Luật Đầu tư 61/2020/QH14", "cong": "Luật Đầu tư công 39/2019/QH14"}
    with create_index(tmp_path / "index") as index:
        for id, head in heads.items():
            title = "Điều 10. Dự án" + " và những gì thuộc về nó" * (id == "dau-tu")
            fields = {"number": head.split()[-1]}
            index.add([Document(id, SHORT, title, headings=(head,), fields=fields)])
        index.commit()
        assert [hit.id for hit in index.search("điều 10 luật đầu tư")] == ["dau-tu", "cong"]
        assert index.search("điều 10 luật đầu tư công").hits[0].id == "cong"
        index.remove(["dau-tu"])
        index.commit()
        [only] = index.search("điều 10 luật đầu tư")
        assert only.score > 30, "where no other is called so, it is the one that is meant"


def test_a_number_may_stand_between_the_kind_and_the_name(tmp_path: Path) -> None:
    """As some collections without fields call their articles."""
    with create_index(tmp_path / "index") as index:
        names = {"apart": "Luật 41/2024/QH15 BẢO HIỂM XÃ HỘI", "usual": "Luật Bảo hiểm xã hội 41/2024/QH15"}
        index.add(Document(id, SHORT, f"{name} - Điều 1. Hiệu lực") for id, name in names.items())
        index.commit()
        for query in ("luật bảo hiểm xã hội 2024", "luat bhxh 2024"):
            scores = {hit.id: hit.score for hit in index.search(query)}
            assert scores["apart"] > 0.9 * scores["usual"]


def test_an_article_that_ends_with_the_words_of_a_name_is_not_called_so(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        head = ("Luật Công an nhân dân 37/2018/QH14", "37/2018/QH14")
        index.add([Document("dau", LONG, head[0], fields={"number": head[1]})])
        title = "Điều 40. Công nhân công an"
        index.add([Document("d40", SHORT, title, headings=(head[0], "Chương V"), fields={"number": head[1]})])
        index.commit()
        for query in ("luật công an", "luat cong an"):
            assert index.search(query).hits[0].id == "dau"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("điều 5 và 9 ngày luật bhxh 2024", "moi#dieu-5"),
        ("luật bhxh 2024 điều 5, 9 tuổi", "moi#dieu-5"),
        ("luật bhxh 2024 điều 5, 9-3-2020", "moi#dieu-5"),
    ],
)
def test_what_a_unit_follows_is_no_article(index: Index, query: str, first: str) -> None:
    assert index.search(query).hits[0].id == first


@pytest.mark.parametrize("query", ["luật bhxh 2024 điều 5 đến 7", "luật bhxh 2024 điều 5, 6 và 7"])
def test_a_list_may_stand_behind_the_law(index: Index, query: str) -> None:
    assert {hit.id for hit in index.search(query, limit=3)} == {"moi#dieu-5", "moi#dieu-6", "moi#dieu-7"}


def test_of_one_law_the_newest_text_comes_first(tmp_path: Path) -> None:
    dates = {"cu": dt.date(2014, 11, 20), "moi": dt.date(2024, 6, 29), "hop-nhat": dt.date(2026, 2, 12)}
    names = {"hop-nhat": ("Văn bản hợp nhất 19/VBHN-VPQH Luật Bảo hiểm xã hội", "19/VBHN-VPQH"), **LAWS}
    headings = {"cu": "Hưởng", "moi": "Dưỡng sức, phục hồi", "hop-nhat": "Dưỡng sức"}
    with create_index(tmp_path / "index") as index:
        for id, date in dates.items():
            name, number = names[id]
            title = f"Điều 60. {headings[id]}"
            index.add([Document(id, SHORT, title, date=date, headings=(name,), fields={"number": number})])
            index.commit()
        for said in ("", " hiện hành", " còn hiệu lực", " mới nhất"):
            query = f"điều 60 luật bảo hiểm xã hội{said}"
            assert [hit.id for hit in index.search(query)] == ["hop-nhat", "moi", "cu"], query
        assert index.search("điều 60 luật bảo hiểm xã hội 2014").hits[0].id == "cu"
        index.remove(["hop-nhat"])
        index.commit()
        assert [hit.id for hit in index.search("dieu 60 luat bhxh")] == ["moi", "cu"]
        assert [hit.id for hit in index.search("dieu 60 luat bhxh hien hanh")] == ["moi", "cu"]
        assert [hit.id for hit in index.search("điều 60 luật bhxh cũ")] == ["cu", "moi"]


def test_of_the_texts_before_the_one_in_force_the_newest_is_the_old_law(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        for year in (2006, 2014, 2024):
            index.add([Document(f"l{year}", LONG, "Luật Bảo hiểm xã hội", date=dt.date(year, 6, 29))])
        index.add([Document("dan-cu", SHORT, "Luật Dân cư", date=dt.date(2025, 1, 1))])
        index.commit()
        assert [hit.id for hit in index.search("luật bhxh cũ")] == ["l2014", "l2006", "l2024"]
        assert [hit.id for hit in index.search("luật bhxh hiện nay")] == ["l2024", "l2014", "l2006"]
        assert [hit.id for hit in index.search("luat dan cu")] == ["dan-cu"]


def test_the_year_of_a_law_may_be_asked_of_its_text_as_amended(tmp_path: Path) -> None:
    name = "Văn bản hợp nhất 58/VBHN-VPQH Luật Bảo hiểm xã hội"
    with create_index(tmp_path / "index") as index:
        index.add([Document("dau", LONG + "Luật này của năm 2024.", name, fields={"number": "58/VBHN-VPQH"})])
        index.add([Document("khac", "Văn bản hợp nhất Luật Bảo hiểm xã hội 2024. " * 9, "Phụ lục")])
        index.commit()
        assert index.search("văn bản hợp nhất luật bảo hiểm xã hội 2024").hits[0].id == "dau"


def test_what_guides_a_law_is_asked_for_by_its_number_too(tmp_path: Path) -> None:
    name, number = LAWS["nghi-dinh"]
    with create_index(tmp_path / "index") as index:
        index.add(law("moi", *LAWS["moi"]))
        fields = {"number": number, "guides": ("41/2024/QH15",)}
        index.add([Document("nghi-dinh", LONG, name, fields=fields), Document("khac", LONG, name)])
        index.add([Document("tin", "Nghị định hướng dẫn luật 41/2024/QH15. " * 3, "Nghị định hướng dẫn luật")])
        index.commit()
        for query in ("nghị định hướng dẫn 41/2024/QH15", "nghi dinh huong dan luat 41/2024/QH15"):
            assert index.search(query).hits[0].id == "nghi-dinh"
        assert index.search("41/2024/QH15").hits[0].id == "moi#mo-dau"


def test_an_article_that_names_another_comes_after_it(tmp_path: Path) -> None:
    name, number = LAWS["moi"]
    with create_index(tmp_path / "index") as index:
        for article, title in {
            4: "Điều 4. Trừ điểm c khoản 2 Điều 9",
            9: "Điều 9. Quy định chuyển tiếp về thời gian đóng",
        }.items():
            fields = {"number": number}
            index.add([Document(f"d{article}", SHORT, title, group="g", headings=(name,), fields=fields)])
        index.commit()
        assert [hit.id for hit in index.search("Điều 9 của Luật BHXH 2024")] == ["d9", "d4"]


def test_an_article_is_not_the_number_of_its_law(tmp_path: Path) -> None:
    name = "Văn bản hợp nhất 22/VBHN-VPQH Luật Bảo hiểm y tế"
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(f"d{article}", SHORT, title, group="g", headings=(name,), fields={"number": "22/VBHN-VPQH"})
            for article, title in {
                22: "Điều 22. Mức hưởng bảo hiểm y tế của người tham gia",
                50: "Điều 50. Hết",
            }.items()
        )
        index.commit()
        assert index.search("Điều 22 luật bảo hiểm y tế").hits[0].id == "d22"


def test_what_only_holds_the_words_of_a_name_does_not_bear_it(tmp_path: Path) -> None:
    titles = {
        "hinh-su": ("Điều 1. Phạm vi điều chỉnh của pháp luật này và trách nhiệm", "Bộ luật Hình sự 100/2015/QH13"),
        "dan-su": ("Điều 345. Hình thức", "Bộ luật Dân sự 91/2015/QH13"),
        "mo-dau": ("Bộ luật Hình sự 100/2015/QH13", "Phần thứ nhất"),
    }
    with create_index(tmp_path / "index") as index:
        index.add(Document(id, SHORT, title, headings=(heading,)) for id, (title, heading) in titles.items())
        index.commit()
        assert [hit.id for hit in index.search("bộ luật hình sự 2015")] == ["mo-dau", "hinh-su", "dan-su"]


def test_of_two_names_none_is_the_one_asked_for(index: Index) -> None:
    either = index.search("luật bảo hiểm xã hội 2014 OR luật bảo hiểm xã hội 2024", limit=1).hits[0]
    assert either.score < index.search("luật bảo hiểm xã hội 2014", limit=1).hits[0].score / 3


def test_of_two_law_numbers_both_are_asked_for(index: Index) -> None:
    both = "58/2014/QH13, 41/2024/QH15"
    assert index.search(both).total == 0, "no document bears both"
    assert index.search(both.replace(", ", " OR ")).total == 24


def test_the_scores_of_a_name_do_not_hang_by_how_it_was_indexed(tmp_path: Path, index: Index) -> None:
    documents = [one for id, (name, number) in LAWS.items() for one in law(id, name, number)]
    with create_index(tmp_path / "index") as other:
        for one in documents:
            other.add([one])
            other.commit()
        other.add([Document("tin", "Luật bảo hiểm xã hội 2014 có gì mới", "Luật bảo hiểm xã hội 2014")])
        other.commit()
        for query in ("luật bảo hiểm xã hội 2014", "158/2025/NĐ-CP"):
            expected = [(hit.id, pytest.approx(hit.score)) for hit in index.search(query, limit=20)]
            assert [(hit.id, hit.score) for hit in other.search(query, limit=20)] == expected


def test_what_is_no_name_scores_by_its_words_alone(index: Index) -> None:
    asked = index.search("bảo hiểm xã hội 2014", limit=100)
    assert asked.total and max(hit.score for hit in asked) < 20


@pytest.mark.parametrize(
    "query", ["CV 3224/BHXH-BCĐ", "cv số 3224/BHXH-BCĐ", "văn bản 3224/bhxh-bcđ", "van ban so 3224/bhxh-bcđ"]
)
def test_the_kind_in_letters_before_a_whole_number_need_not_occur(tmp_path: Path, query: str) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            [Document("asked", "Công văn 3224/BHXH-BCĐ năm 2021"), Document("other", "CV 3225/BHXH-BCĐ, văn bản")]
        )
        index.commit()
        assert [hit.id for hit in index.search(query, partial=False)] == ["asked"]


@pytest.mark.parametrize(
    "query", ["chương III luật bảo hiểm xã hội", "chuong 3 luat bhxh", "mục 2 chương III luật BHXH"]
)
def test_the_articles_of_a_chapter_come_before_those_that_only_cite_it(tmp_path: Path, query: str) -> None:
    name = "Luật Bảo hiểm xã hội 58/2014/QH13"
    fields = {"number": "58/2014/QH13"}
    held, others = (name, "Chương III TRỢ CẤP", "Mục 2. ỐM ĐAU"), (name, "Chương V QUỸ", "Mục 2. CHI")
    with create_index(tmp_path / "index") as index:
        for number in range(21, 24):
            index.add([Document(f"{number}", LONG, f"Điều {number}. Hưởng trợ cấp", headings=held, fields=fields)])
        text = "Chi theo mục 2 chương III, mục 2 và chương III của Luật Bảo hiểm xã hội này. " * 2
        index.add([Document("84", text, "Điều 84. Sử dụng quỹ", headings=others, fields=fields)])
        index.commit()
        ids = [hit.id for hit in index.search(query)]
        assert set(ids[:3]) == {"21", "22", "23"}


def first_of(tmp_path: Path, query: str, documents: list[Document]) -> str:
    with create_index(tmp_path / "index") as index:
        index.add(documents)
        index.commit()
        return index.search(query).hits[0].id


def test_a_law_number_in_part_is_that_of_the_fields_though_no_title_has_it(tmp_path: Path) -> None:
    numbers = {"cu": "58/2014/QH13", "moi": "41/2024/QH15"}
    documents = [
        Document(id, f"{one} {LONG}", "Luật Bảo hiểm xã hội", fields={"number": one}) for id, one in numbers.items()
    ]
    documents.append(Document("bang", "Luật bảo hiểm xã hội số 58. " * 3, "Bảng 58"))
    assert first_of(tmp_path, "luật bhxh số 58", documents) == "cu"


def test_who_names_the_year_of_a_law_does_not_mean_the_newest_text(tmp_path: Path) -> None:
    documents = [
        Document(
            "luat", SHORT, "Luật Đầu tư 67/2014/QH13", date=dt.date(2014, 11, 26), fields={"number": "67/2014/QH13"}
        ),
        Document(
            "sau", SHORT, "Luật Đầu tư 2014 9/VBHN-VPQH", date=dt.date(2019, 1, 4), fields={"number": "9/VBHN-VPQH"}
        ),
        Document(
            "khac", SHORT, "Luật Đầu tư 61/2020/QH14", date=dt.date(2020, 6, 17), fields={"number": "61/2020/QH14"}
        ),
    ]
    assert first_of(tmp_path, "luật đầu tư 2014", documents) == "luat"


@pytest.mark.parametrize("word", "chương của do mục năm ngày phần số sửa theo trong về điều đối".split())
def test_words_that_may_stand_behind_the_name_of_a_law_are_no_part_of_it(tmp_path: Path, word: str) -> None:
    names = {"kho": "Luật Đầu tư kho", "nay": f"Luật Đầu tư {word} Quốc hội", "chi": "Luật Đầu tư"}
    with create_index(tmp_path / "index") as index:
        index.add(Document(id, SHORT, name, fields={"number": "61/2020/QH14"}) for id, name in names.items())
        index.commit()
        scores = {hit.id: hit.score for hit in index.search("luật đầu tư")}
        assert scores["kho"] < 30 < scores["nay"] < scores["chi"]


def test_the_words_of_a_name_must_stand_in_a_row_in_a_title(tmp_path: Path) -> None:
    head = Document("dau", LONG, "Luật Công an nhân dân 37/2018/QH14", fields={"number": "37/2018/QH14"})
    apart = Document("xa", SHORT, "Điều 4. Công an", headings=("Luật Cư trú",), fields={"number": "68/2020/QH14"})
    assert first_of(tmp_path, "luật công an", [head, apart]) == "dau"


def test_a_law_that_cites_a_number_is_not_the_one_that_bears_it(tmp_path: Path) -> None:
    bears = Document("moi", LONG, LAWS["moi"][0], fields={"number": "41/2024/QH15"})
    cites = Document("cites", "Xem 41/2024/QH15. " * 3, "Luật Việc làm", fields={"number": "74/2025/QH15"})
    assert first_of(tmp_path, "luật 41/2024/QH15", [bears, cites]) == "moi"


def test_a_title_that_lacks_a_word_of_a_name_does_not_bear_it(tmp_path: Path) -> None:
    law = Document(
        "luat", "Luật này nói về đầu tư xanh.", "Luật Đầu tư 61/2020/QH14", fields={"number": "61/2020/QH14"}
    )
    news = Document("tin", "Luật đầu tư xanh là luật đầu tư nào? Luật đầu tư xanh!", "Tin")
    assert first_of(tmp_path, "luật đầu tư xanh", [law, news]) == "tin"


def test_a_name_is_asked_of_an_empty_index(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        for query in ("luật bảo hiểm xã hội", "điều 5 luật 41/2024/QH15", "nghị định hướng dẫn luật bhxh 2024"):
            assert index.search(query).total == 0

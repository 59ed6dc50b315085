"""Whole legal documents → their parts. Heads and references have tests of their own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.law import Law, parse_law
from bhxh_search.documents.law_lines import read_lines
from bhxh_search.documents.law_tree import read_tree
from bhxh_search.documents.structure import structure

HEAD = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/2020/NĐ-CP
Hà Nội, ngày 18 tháng 12 năm 2020
NGHỊ ĐỊNH
Quy định về trợ cấp
Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;
"""
SIGNED = "Nơi nhận:\n- Như trên.\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Văn An\n"


def parse(text: str) -> Law:
    law = parse_law(text)
    assert law is not None
    return law


def parts_of(body: str) -> dict[str, str]:
    """Slug and text of each part of a decree with this body."""
    text = HEAD + body
    return {section.slug: text[section.start : section.end] for section in parse(text).sections}


def titles_of(body: str) -> list[str]:
    return [section.title for section in parse(HEAD + body).sections if section.slug.startswith("dieu-")]


def documents_of(extracted: Extracted) -> list[Document]:
    return list(structure(extracted, "nghi-dinh", "nghi-dinh.pdf"))


def test_a_decree_is_its_head_its_articles_and_its_signature():
    parts = parts_of(f"Điều 1. Phạm vi\nNghị định này.\nĐiều 2. Hiệu lực\nNgay.\n{SIGNED}")
    assert list(parts) == ["mo-dau", "dieu-1", "dieu-2"]
    assert parts["mo-dau"] == HEAD
    assert parts["dieu-1"] == "Điều 1. Phạm vi\nNghị định này.\n"
    # Names alone are nothing to be looked for, and no part of their own.
    assert parts["dieu-2"] == f"Điều 2. Hiệu lực\nNgay.\n{SIGNED}"


@pytest.mark.parametrize(
    "closing",
    [
        "Nghị quyết này được Quốc hội khóa XV thông qua ngày 17 tháng 5 năm 2025.\nCHỦ TỊCH\nTrần Thanh Mẫn\n",
        "XÁC THỰC VĂN BẢN HỢP NHẤT\nBỘ TRƯỞNG\nĐào Ngọc Dung\n"
        "1. Thông tư này có hiệu lực thi hành kể từ ngày 29 tháng 12 năm 2024, và thay thế thông tư khác.\n",
    ],
)
def test_how_a_law_was_passed_and_notes_behind_the_signature_are_a_part(closing: str):
    parts = parts_of(f"Điều 1. Phạm vi\nNghị định này.\nĐiều 2. Hiệu lực\nNgay.\n{closing}PHỤ LỤC I\nMỘT\n")
    assert list(parts) == ["mo-dau", "dieu-1", "dieu-2", "ket-thuc", "phu-luc-i"]
    assert parts["ket-thuc"] == closing


def test_a_list_of_those_who_receive_a_document_is_nothing_but_names():
    receivers = (
        "Nơi nhận:\n- Ban Bí thư Trung ương Đảng, Thủ tướng, các Phó Thủ tướng Chính phủ và Văn phòng Quốc hội;\n"
    )
    parts = parts_of(f"Điều 1. Một\nA.\nĐiều 2. Hai\nBa.\n{receivers}- Lưu: VT.\nTHỦ TƯỚNG\nNguyễn Văn An\n")
    assert list(parts) == ["mo-dau", "dieu-1", "dieu-2"]


def test_a_mention_that_was_wrapped_to_the_beginning_of_a_line_is_no_article():
    body = "Điều 1. Phạm vi\nTheo khoản 2\nĐiều 2 của Luật và theo\nĐiều 3. Nói thêm.\nĐiều 2. Đối tượng\nNgười.\n"
    assert titles_of(body) == ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]


def test_articles_that_are_quoted_are_none_of_this_law():
    body = (
        "Điều 1. Sửa đổi một số điều\n1. Sửa đổi, bổ sung Điều 2 như sau:\n"
        "“Điều 2. Mới\nMột.\nĐiều 2a. Mới nữa\nHai.”.\n"
        "Điều 2. Hiệu lực\nNgay.\n"
    )
    assert titles_of(body) == ["Điều 1. Sửa đổi một số điều", "Điều 2. Hiệu lực"]


def test_articles_between_straight_quotation_marks_are_quoted_too():
    body = 'Điều 1. Sửa đổi\n1. Sửa đổi Điều 2 như sau:\n"Điều 2. Mới\nMột."\nĐiều 2. Hiệu lực\nNgay.\n'
    assert titles_of(body) == ["Điều 1. Sửa đổi", "Điều 2. Hiệu lực"]


def test_a_quotation_mark_that_is_never_closed_hides_no_articles():
    body = "Điều 1. Một\nCâu “mở mãi:\nĐiều 2. Hai\nHai.\nĐiều 3. Ba\nBa.\nĐiều 4. Bốn\nBốn.\nĐiều 5. Năm\nNăm.\n"
    assert len(titles_of(body)) == 5


def test_an_article_seems_quoted_but_its_number_is_missing():
    body = "“Mở đầu câu trích\nĐiều 1. Một\nMột.\nĐiều 2. Hai”\nHai.\nĐiều 3. Ba\nBa.\nĐiều 4. Bốn\nBốn.\n"
    assert [title[:6] for title in titles_of(body)] == ["Điều 1", "Điều 2", "Điều 3", "Điều 4"]


def test_inserted_articles_stand_after_their_number():
    body = "Điều 7. Bảy\nA.\nĐiều 7a. Bảy a\nB.\nĐiều 7b. Bảy b\nC.\nĐiều 8. Tám\nD.\n"
    assert list(parts_of(body)) == ["mo-dau", "dieu-7", "dieu-7a", "dieu-7b", "dieu-8"]


def test_an_article_stands_in_its_chapter_section_and_sub_section():
    body = (
        "Phần thứ nhất\nNHỮNG QUY ĐỊNH CHUNG\nChương I\nMỘT\nMục 1. A\nĐiều 1. Một\nA.\n"
        "Tiểu mục 1\nB\nĐiều 2. Hai\nB.\n"
        "Chương II. HAI\nĐiều 3. Ba\nC.\n"
    )
    above = [section.above for section in parse(HEAD + body).sections[1:]]
    assert above == [
        ("Phần thứ nhất NHỮNG QUY ĐỊNH CHUNG", "Chương I MỘT", "Mục 1 A"),
        ("Phần thứ nhất NHỮNG QUY ĐỊNH CHUNG", "Chương I MỘT", "Mục 1 A", "Tiểu mục 1 B"),
        ("Phần thứ nhất NHỮNG QUY ĐỊNH CHUNG", "Chương II HAI"),
    ]


def test_a_mention_of_a_chapter_is_no_heading():
    body = "Chương I\nMỘT\nĐiều 1. Một\nTheo quy định tại\nChương III và Chương IV của Luật này.\nĐiều 2. Hai\nB.\n"
    assert [section.above for section in parse(HEAD + body).sections[1:]] == [("Chương I MỘT",), ("Chương I MỘT",)]


@pytest.mark.parametrize(
    ("article", "title"),
    [
        ("Điều 1. Phạm vi điều chỉnh\nA.", "Điều 1. Phạm vi điều chỉnh"),
        ("Điều 1: Phạm vi điều chỉnh\nA.", "Điều 1. Phạm vi điều chỉnh"),
        ("ĐIỀU 1. PHẠM VI\nA.", "Điều 1. PHẠM VI"),
        ("Điều 1.\nPhạm vi điều chỉnh\nA.", "Điều 1. Phạm vi điều chỉnh"),
        ("Ðiều 1.\u00a0Phạm vi\nA.", "Điều 1. Phạm vi"),
        ("Điều 1. Phạm vi điều chỉnh Nghị định này quy định về trợ cấp.", "Điều 1. Phạm vi điều chỉnh"),
        ("Điều 1. Mức trợ cấp Mức trợ cấp bằng lương cơ sở.", "Điều 1. Mức trợ cấp"),
        ("Điều 1. Trách nhiệm của Bộ trưởng Bộ Y tế\nA.", "Điều 1. Trách nhiệm của Bộ trưởng Bộ Y tế"),
        ("Điều 1. Mức trợ cấp của các\nđối tượng\nA.", "Điều 1. Mức trợ cấp của các đối tượng"),
        ("Điều 1. Hiệu lực thi hành12\nA.", "Điều 1. Hiệu lực thi hành"),
        ("Điều 1. Phạm vi2 2 Khoản này được sửa đổi theo quy định tại Điều 3.", "Điều 1. Phạm vi"),
        ("Điều 1. Giao Bộ Y tế thực hiện.", "Điều 1. Giao Bộ Y tế thực hiện."),
    ],
)
def test_the_title_of_an_article_is_its_number_and_heading(article: str, title: str):
    assert titles_of(f"{article}\nĐiều 2. Hai\nB.\n")[0] == title


def test_annexes_are_parts_and_their_articles_are_their_own():
    body = (
        f"Điều 1. Một\nTheo Phụ lục 1\nban hành kèm theo.\nĐiều 2. Hai\nB.\n{SIGNED}"
        "QUY CHẾ\nCHI TRẢ\n(Ban hành kèm theo Nghị định số 12/2020/NĐ-CP)\nĐiều 1. Một\nC.\nĐiều 2. Hai\nD.\n"
        "PHỤ LỤC II\nBIỂU MẪU\n(Kèm theo Nghị định số 12/2020/NĐ-CP)\nMẫu.\n"
    )
    sections = {section.slug: section for section in parse(HEAD + body).sections}
    assert list(sections) == [
        *("mo-dau", "dieu-1", "dieu-2"),
        *("quy-che", "quy-che-dieu-1", "quy-che-dieu-2", "phu-luc-ii"),
    ]
    assert sections["quy-che-dieu-1"].above == ("QUY CHẾ CHI TRẢ",)
    assert sections["phu-luc-ii"].title == "Phụ lục II. BIỂU MẪU"


def test_annexes_begin_below_the_name_of_who_signed_and_may_be_short():
    body = "Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n" + SIGNED
    parts = parts_of(f"{body}PHỤ LỤC I\nDANH MỤC\n1. Một.\nPHỤ LỤC II\nMẪU ĐƠN\nPHỤ LỤC III\nMẪU SỔ\nHai.\n")
    annexes = {slug: text for slug, text in parts.items() if slug.startswith("phu-luc")}
    assert annexes == {
        "phu-luc-i": "PHỤ LỤC I\nDANH MỤC\n1. Một.\n",
        "phu-luc-ii": "PHỤ LỤC II\nMẪU ĐƠN\n",
        "phu-luc-iii": "PHỤ LỤC III\nMẪU SỔ\nHai.\n",
    }
    assert parts["dieu-2"].endswith("Nguyễn Văn An\n")


NUMBERED = "(Ban hành kèm theo Thông tư số 1/2020/TT-BYT ngày 1 tháng 2 năm 2020 của Bộ trưởng)"


@pytest.mark.parametrize(
    ("annex", "slug", "title"),
    [
        (f"Phụ lục {NUMBERED}\nSTT\nTên mẫu\n", "phu-luc", "Phụ lục"),
        (f"Phụ lục\nDANH MỤC THUỐC {NUMBERED}\nStt\nTên\n", "phu-luc", "Phụ lục. DANH MỤC THUỐC"),
        (f"Phụ lục 01 Danh mục vật tư y tế {NUMBERED}\nTT\n", "phu-luc-01", "Phụ lục 01. Danh mục vật tư y tế"),
        (f"PHỤ LỤC I\nTuổi nghỉ hưu thấp nhất {NUMBERED} Nam\n", "phu-luc-i", "Phụ lục I. Tuổi nghỉ hưu thấp nhất"),
        (f"Phụ lục II {NUMBERED}\nPHIẾU GHI\nSTT\n", "phu-luc-ii", "Phụ lục II. PHIẾU GHI"),
        (f"Mẫu 01 {NUMBERED} Tên đơn vị……\nTỔNG HỢP THU, CHI\nTT\n", "mau-01", "Mẫu 01. TỔNG HỢP THU, CHI"),
        (f"Mẫu số 2\n{NUMBERED}\nCỘNG HÒA XÃ HỘI\nĐộc lập - Tự do\nĐƠN\nKính gửi\n", "mau-2", "Mẫu 2. ĐƠN"),
        (f"Phụ lục\nQUỸ ĐẦU TƯ ĐỊA PHƯƠNG6\n{NUMBERED}\nA\n", "phu-luc", "Phụ lục. QUỸ ĐẦU TƯ ĐỊA PHƯƠNG"),
        (f"PHỤ LỤC\nĐO KHÍ CO2\n{NUMBERED}\nA\n", "phu-luc", "Phụ lục. ĐO KHÍ CO2"),
        (
            "CHÍNH PHỦ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
            f"KẾ HOẠCH\nThực hiện Chỉ thị số 52-CT/TW {NUMBERED} ____\nI. MỤC TIÊU\n",
            "ke-hoach",
            "KẾ HOẠCH Thực hiện Chỉ thị số 52-CT/TW",
        ),
    ],
)
def test_an_annex_behind_the_signature_has_a_name_of_its_own(annex: str, slug: str, title: str):
    text = f"{HEAD}Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n{SIGNED}{annex}"
    last = parse(text).sections[-1]
    assert (last.slug, last.title) == (slug, title)
    assert text[last.start : last.end] == annex


def test_a_form_is_found_where_the_line_break_above_it_was_lost():
    forms = f"Nguyễn Văn An Mẫu 01 {NUMBERED}\nTHU\nghi ở Mẫu 02 {NUMBERED}\nCHI\n"
    parts = parts_of(f"Điều 1. Một\nA.\nĐiều 2. Hai\nB.\nBỘ TRƯỞNG\n{forms}")
    assert [text.split(" (")[0] for slug, text in parts.items() if slug.startswith("mau")] == ["Mẫu 01", "Mẫu 02"]
    assert parts["mau-01"].endswith("ghi ở ")


@pytest.mark.parametrize(
    "line",
    [
        f"Thực hiện theo Phụ lục 01 {NUMBERED}.",
        f"Phụ lục 01 {NUMBERED} và Phụ lục 02.",
        f"Phụ lục 01 {NUMBERED}, trong đó:",
        "Phụ lục 01 (ban hành kèm theo Thông tư này)",
        f"I. MỤC TIÊU\nThực hiện Chiến lược {NUMBERED}",
    ],
)
def test_a_sentence_about_an_annex_begins_none(line: str):
    slugs = parts_of(f"Điều 1. Một\n{line}\nĐiều 2. Hai\nB.\n{SIGNED}{line}\nC.\n")
    assert not [slug for slug in slugs if slug not in ("mo-dau", "dieu-1", "dieu-2", "ket-thuc")]


@pytest.mark.parametrize("signature", ["KT. BỘ TRƯỞNG THỨ TRƯỞNG Nguyễn Văn Hồi\n", "BỘ TRƯỞNG Đào Ngọc Dung\n"])
def test_office_and_name_may_stand_on_one_line(signature: str):
    lines = read_lines(f"{HEAD}Điều 1. Một\nA.\nĐiều 2. Hai\nBa.\n{signature}PHỤ LỤC I\nMỘT\n")
    assert [part.kind for part in read_tree(lines)] == ["head", "article", "article", "closing", "annex"]


def test_a_consolidated_text_is_signed_whatever_quotation_is_not_closed():
    signed = "BỘ Y TẾ XÁC THỰC VĂN BẢN HỢP NHẤT\nBỘ TRƯỞNG\nĐào Ngọc Dung\n"
    text = f"{HEAD}Điều 1. Một\nA.\nĐiều 2. Hai\n“Ba.\nbốn.\n{signed}"
    closing = read_tree(read_lines(text))[-1]
    assert (closing.kind, text[closing.start :]) == ("closing", signed)


def test_a_list_of_annexes_is_none_of_them():
    listed = "PHỤ LỤC I DANH MỤC\nPHỤ LỤC II MẪU ĐƠN\nPHỤ LỤC III MẪU SỔ\n"
    slugs = parts_of(f"Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n{SIGNED}{listed}")
    assert "phu-luc-ii" not in slugs


def test_two_annexes_of_one_name_have_ids_of_their_own():
    annex = "PHỤ LỤC\nMỘT\n(Kèm theo Nghị định số 12/2020/NĐ-CP)\nA.\nB.\nC.\nD.\n"
    parts = parts_of(f"Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n{annex}{annex}")
    assert list(parts)[-2:] == ["phu-luc", "phu-luc-2"]


def test_one_article_of_a_law_is_no_law():
    assert parse_law("Điều 5. Nguyên tắc\n1. Theo Điều 1.\nĐiều 1 nói thế.") is None


def test_a_form_with_the_motto_is_no_law():
    form = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐƠN ĐỀ NGHỊ\nKính gửi: …\n"
    assert parse_law(form) is None


def test_an_article_of_a_newspaper_about_a_law_is_no_law():
    news = "18/12/2020\n\nQuốc hội thông qua Luật số 41/2024/QH15\n\nĐiều 1. Phạm vi\nĐiều 2. Đối tượng\nHết.\n"
    assert parse_law(news) is None


def test_a_title_with_a_number_serves_where_the_motto_was_left_out():
    law = parse("Luật Bảo hiểm xã hội số 41/2024/QH15\n\nĐiều 1. Một\nA.\nĐiều 2. Hai\nB.\nĐiều 3. Ba\nC.\n")
    assert (law.head.name, len(law.sections)) == ("Luật Bảo hiểm xã hội 41/2024/QH15", 4)


def test_a_document_without_articles_stays_whole_with_what_is_known_of_it():
    (document,) = documents_of(Extracted(HEAD + "1. Một.\n2. Hai.\n"))
    assert (document.id, document.group, document.fields["number"]) == ("nghi-dinh", None, "12/2020/NĐ-CP")
    assert document.title == "Nghị định 12/2020/NĐ-CP Quy định về trợ cấp"


def test_parts_are_one_group_and_keep_the_numbers_of_pages():
    first = HEAD + "Điều 1. Một\nTrang một\n"
    second = "và trang hai.\nĐiều 2. Hai\nTrang hai\n"
    text = f"{first}{second}cũng trang ba.\n"
    pages = (0, len(first), len(first) + len(second))
    head, one, two = documents_of(Extracted(text, pages=pages))
    assert {document.group for document in (head, one, two)} == {"nghi-dinh"}
    assert (head.pages, one.pages) == ((0,), (0, one.text.index("và")))
    # Two pages have started where the part begins; the third starts in it.
    assert two.pages == (0, 0, two.text.index("cũng"))


def test_what_the_format_says_comes_before_what_the_text_says():
    body = "Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n"
    first = documents_of(Extracted(HEAD + body, fields={"kind": "khác", "url": "u"}))[0]
    assert (first.fields["kind"], first.fields["url"], first.fields["issuer"]) == ("khác", "u", "Chính phủ")


LINES = st.sampled_from(
    [
        *(
            "Điều 1. Một",
            "Điều 2. Hai",
            "Điều 2a. Hai a",
            "Điều 3. Ba",
            "Điều 3 của Luật",
            "Điều 12.",
            "“Điều 4. Bốn",
        ),
        *(
            "Hai.”.",
            "như sau:",
            "1. Sửa đổi, bổ sung Điều 2 như sau:",
            "Chương I",
            "CHƯƠNG II HAI",
            "Mục 1",
            "BA",
            "",
        ),
        *(
            "PHỤ LỤC",
            "PHỤ LỤC I",
            "(Kèm theo Nghị định này)",
            "TM. CHÍNH PHỦ",
            "Nguyễn Văn An",
            "Nơi nhận:",
            '"',
            "68",
        ),
        *(
            "\u00a0",
            "Số: 1/2020/NĐ-CP",
            "Căn cứ",
            "QUY CHẾ",
            "Phần thứ nhất",
            "Tiểu mục 1",
            "Điê\u0300u 4. Bô\u0301n",
            "\f",
        ),
    ]
)


@given(st.lists(LINES, max_size=30), st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
def test_the_parts_together_are_the_whole_text(lines: list[str], end: str, with_head: bool):
    text = (HEAD if with_head else "Luật số 1/2020/QH14\nĐiều 1. A\nĐiều 2. B\nĐiều 3. C\n") + end.join(lines)
    documents = list(structure(Extracted(text), "id", None))
    if len(documents) > 1:
        assert "".join(document.text for document in documents) == text
        assert all(document.text.strip() for document in documents)
    assert len({document.id for document in documents}) == len(documents)


@given(st.text(), st.sampled_from(["", HEAD]))
def test_any_text_is_a_law_or_not(text: str, head: str):
    law = parse_law(head + text)
    assert law is None or not law.sections or law.sections[-1].end == len(head + text)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "1",
            " ",
            "Điều ",
            "Điều 1.\n",
            "Điều 1. A\nĐiều 2. B\n",
            "“",
            "”",
            '"\n',
            "Luật số ",
            "bãi bỏ :\n",
            "Chương I\n",
        ),
        *(
            "Luật này hết hiệu lực ",
            "sửa đổi, bổ sung Luật ",
            "Luật số 1/2020/NĐ-CP, ",
            "PHỤ LỤC I\n",
            "A B\n",
            "Căn cứ ",
        ),
        *(
            "(Kèm theo Nghị định\n",
            "Số: ",
            "TM. A\nNguyễn Văn A\n",
            "ban hành Luật ",
            "Luật này có hiệu lực từ ngày ",
            "\r",
        ),
    ],
)
def test_long_repetitions_come_to_an_end(unit: str):
    repeated = unit * (100_000 // len(unit))
    for text in (repeated, HEAD + repeated, f"{HEAD}Điều 1. {repeated}\nĐiều 2. B\n"):
        law = parse_law(text)
        assert law is None or not law.sections or law.sections[-1].end == len(text)


def test_a_law_in_a_file_is_read_article_by_article(tmp_path: Path):
    from bhxh_search.documents.readers import read_file

    path = tmp_path / "luat.txt"
    path.write_text(HEAD + "Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n", "utf-8")
    items = list(read_file(path, "luat.txt"))
    assert [item.id for item in items if isinstance(item, Document)] == [
        *("luat.txt#mo-dau", "luat.txt#dieu-1", "luat.txt#dieu-2"),
    ]

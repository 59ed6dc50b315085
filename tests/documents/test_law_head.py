import datetime as dt

import pytest

from bhxh_search.documents.law import parse_law
from bhxh_search.documents.law_head import LawHead
from bhxh_search.documents.law_relations import guided, relations

ARTICLES = "Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n"


def head_of(text: str, below: str = ARTICLES) -> LawHead:
    law = parse_law(f"{text}\n{below}")
    assert law is not None
    return law.head


def test_the_head_of_a_law():
    head = head_of(
        "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nLuật số: 41/2024/QH15\n"
        "LUẬT\nBẢO HIỂM XÃ HỘI\nCăn cứ Hiến pháp;\nQuốc hội ban hành Luật Bảo hiểm xã hội.",
        f"{ARTICLES}Luật này được Quốc hội khóa XV\nthông qua ngày 29 tháng 6 năm 2024.\n"
        "CHỦ TỊCH QUỐC HỘI\nTrần Thanh Mẫn",
    )
    assert head == LawHead(
        kind="luật",
        number="41/2024/QH15",
        issuers=("Quốc hội",),
        date=dt.date(2024, 6, 29),
        subject="Bảo hiểm xã hội",
        signers=("Trần Thanh Mẫn",),
    )
    assert head.name == "Luật Bảo hiểm xã hội 41/2024/QH15"


def test_columns_that_run_into_one_another_are_read():
    head = head_of(
        "BỘ TÀI CHÍNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc Số: 116/2025/TT-BTC Hà Nội, ngày 15 tháng 12 năm 2025\n"
        "THÔNG TƯ\nHướng dẫn cơ chế tài chính Căn cứ Luật Kế toán số 88/2015/QH13;"
    )
    assert (head.kind, head.number, head.date) == ("thông tư", "116/2025/TT-BTC", dt.date(2025, 12, 15))
    assert (head.issuers, head.subject) == (("Bộ Tài chính",), "Hướng dẫn cơ chế tài chính")


@pytest.mark.parametrize(
    "number",
    [
        "Số: 01/2022/TTLT-VKSNDTC-\nTANDTC-BCA\nHà Nội, ngày 18 tháng 02 năm 2022",
        "Số: 01/2022/TTLT-VKSNDTC- Hà Nội, ngày 18 tháng 02 năm 2022\nTANDTC-BCA",
        "Số: 01 /2022/TTLT-VKSNDTC–TANDTC-BCA",
    ],
)
def test_a_number_that_a_column_broke_is_one(number: str):
    head = head_of(f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{number}\nTHÔNG TƯ LIÊN TỊCH\nQuy định về phối hợp")
    assert (head.kind, head.number) == ("thông tư liên tịch", "01/2022/TTLT-VKSNDTC-TANDTC-BCA")
    assert head.issuers == ("Viện kiểm sát nhân dân tối cao", "Tòa án nhân dân tối cao", "Bộ Công an")


def test_a_date_left_open_is_none():
    head = head_of(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố:  372 /QĐ-BTC\nHà Nội, ngày       tháng      năm 2026\n"
        "QUYẾT ĐỊNH\nVề việc đính chính Thông tư số 95/2020/TT-BTC\nngày 16 tháng 11 năm 2020"
    )
    assert (head.number, head.date) == ("372/QĐ-BTC", None)


@pytest.mark.parametrize("letterhead", ["BỘ Y TẾ\nSố: 04/VBHN-BYT", "BỘ Y TẾ Số: 04/VBHN-BYT"])
def test_a_consolidated_text_gives_its_number_where_it_is_signed(letterhead: str):
    head = head_of(
        "VĂN BẢN HỢP NHẤT - BỘ Y TẾ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTHÔNG TƯ\nBan hành Danh mục thuốc",
        f"{ARTICLES}{letterhead}\nXÁC THỰC VĂN BẢN HỢP NHẤT\nHà Nội, ngày 13 tháng 4 năm 2018\n"
        "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nPhạm Lê Tuấn",
    )
    assert (head.kind, head.number, head.date) == ("văn bản hợp nhất", "04/VBHN-BYT", dt.date(2018, 4, 13))
    assert head.name == "Văn bản hợp nhất 04/VBHN-BYT Thông tư Ban hành Danh mục thuốc"


def test_an_issue_of_the_gazette_may_go_on_with_a_document():
    law = parse_law(
        "Thông tư số 102/2018/TT-BTC ngày 14 tháng 11 năm 2018 hướng dẫn kế toán (Tiếp theo Công báo số 201)\n"
        "Phụ lục số 04\n"
    )
    assert law is not None
    assert (law.head.name, law.head.date) == ("Thông tư 102/2018/TT-BTC Hướng dẫn kế toán", dt.date(2018, 11, 14))


def test_a_resolution_of_the_party_is_one():
    law = parse_law(
        "BAN CHẤP HÀNH TRUNG ƯƠNG\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 28-NQ/TW\nHà Nội, ngày 23 tháng 5 năm 2018\n"
        "NGHỊ QUYẾT\nVề cải cách chính sách bảo hiểm xã hội\nI- TÌNH HÌNH\n"
    )
    assert law is not None
    assert (law.head.kind, law.head.number, law.head.issuers) == (
        "nghị quyết",
        "28-NQ/TW",
        ("Ban Chấp hành Trung ương",),
    )


@pytest.mark.parametrize(
    ("sentence", "effective"),
    [
        ("Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.", dt.date(2025, 7, 1)),
        ("Nghị định này có hiệu lực thi hành kể từ ngày 01/7/2025.", dt.date(2025, 7, 1)),
        ("Nghị định này có hiệu lực kể từ ngày ký ban hành.", dt.date(2025, 6, 25)),
        ("Nghị định này có hiệu lực thi hành sau 45 ngày kể từ ngày ký.", dt.date(2025, 8, 9)),
        ("Nghị định này có hiệu lực từ ngày 31 tháng 02 năm 2025.", None),
        ("“Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.”", None),
    ],
)
def test_the_day_from_which_it_is_in_force(sentence: str, effective: dt.date | None):
    head = head_of(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 158/2025/NĐ-CP\nHà Nội, ngày 25 tháng 6 năm 2025\n"
        "NGHỊ ĐỊNH\nQuy định",
        f"Điều 1. Một\nA.\nĐiều 2. Hiệu lực\n{sentence}\n",
    )
    assert head.effective == effective


OF_2025 = "1. Luật này có hiệu lực từ ngày 01 tháng 7 năm 2025."
NOTES = {
    "closed": f"1 Luật số 51/2024/QH15 quy định như sau:\n“Điều 2\n{OF_2025}”.\n",
    "without marks": f"1 Luật số 51/2024/QH15 quy định như sau:\n{OF_2025}\n",
    "none": "",
}


@pytest.mark.parametrize("notes", NOTES)
def test_a_consolidated_text_is_in_force_from_the_day_of_its_own_article(notes: str):
    head = head_of(
        "VĂN BẢN HỢP NHẤT - VĂN PHÒNG QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLUẬT\nBẢO HIỂM Y TẾ",
        f"Điều 1. Phạm vi\nA.\nĐiều 2. Chuyển tiếp\nB.\n{NOTES[notes]}"
        "Điều 3. Hiệu lực thi hành\n1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2009.\n"
        "Hà Nội, ngày 13 tháng 4 năm 2024\nXÁC THỰC VĂN BẢN HỢP NHẤT\nSố: 28/VBHN-VPQH",
    )
    assert head.kind == "văn bản hợp nhất"
    assert head.effective == dt.date(2009, 7, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sửa đổi, bổ sung khoản 1 Điều 5 của Nghị định số 70/2015/NĐ-CP như sau", {"amends": ("70/2015/NĐ-CP",)}),
        ("a) Bổ sung cụm từ “X” vào Điều 3 Thông tư số 1/2020/TT-BTC", {"amends": ("1/2020/TT-BTC",)}),
        (
            "1. Bãi bỏ Thông tư số 1/2020/TT- BTC và Thông tư số 2/2020/TT-BTC.",
            {"repeals": ("1/2020/TT-BTC", "2/2020/TT-BTC")},
        ),
        (
            "Bãi bỏ các văn bản sau đây:\n1. Thông tư số 1/2020/TT-BTC;\n2. Quyết định số 2/QĐ-BTC.",
            {"repeals": ("1/2020/TT-BTC", "2/QĐ-BTC")},
        ),
        (
            "Thông tư này có hiệu lực từ ngày ký và thay thế Thông tư số 1/2020/TT-BTC.",
            {"replaces": ("1/2020/TT-BTC",)},
        ),
        (
            "Luật Bảo hiểm xã hội số 58/2014/QH13 đã được sửa đổi theo Luật số 84/2015/QH13 hết hiệu lực"
            " kể từ ngày Luật này có hiệu lực.",
            {"repeals": ("58/2014/QH13",)},
        ),
        ("Hướng dẫn thực hiện một số điều của Nghị định số 20/2021/NĐ-CP", {"guides": ("20/2021/NĐ-CP",)}),
        ("Thông tư này quy định chi tiết khoản 2 Điều 5 Luật số 41/2024/QH15.", {"guides": ("41/2024/QH15",)}),
        ("Nghị định số 2/2020/NĐ-CP sửa đổi, bổ sung Nghị định số 1/2019/NĐ-CP.", {}),
        ("Luật Bảo hiểm xã hội được sửa đổi, bổ sung theo Luật số 1/2020/QH14.", {}),
        ("Theo khoản 2 Điều 54 của Luật số 58/2014/QH13.", {}),
        ("Sửa đổi, bổ sung Luật Bảo hiểm xã hội như sau:", {}),
    ],
)
def test_what_a_law_does_to_others_is_what_it_says_of_itself(text: str, found: dict[str, tuple[str, ...]]):
    assert relations(text) == found


GUIDING = "Quy định chi tiết và hướng dẫn thi hành một số điều của Luật Bảo hiểm xã hội về bảo hiểm xã hội bắt buộc"
BASED = "Căn cứ Luật Bảo hiểm xã hội ngày 29 tháng 6 năm 2024;\n"
OLD = "theo Điều 122 của Luật Bảo hiểm xã hội số 58/2014/QH13.\n"
NEW = "theo Điều 40 của Luật Bảo hiểm xã hội số 41/2024/QH15.\n"


@pytest.mark.parametrize(
    ("subject", "text", "numbers"),
    [
        (GUIDING, BASED + OLD + NEW, ("41/2024/QH15",)),
        (GUIDING, NEW, ("41/2024/QH15",)),
        (GUIDING, BASED + OLD, ()),
        (GUIDING, OLD + NEW, ()),
        (GUIDING, BASED + "theo Luật Việc làm số 38/2013/QH13", ()),
        ("Quy định mức đóng theo Luật Bảo hiểm xã hội", BASED + NEW, ()),
        (
            "Hướng dẫn Luật Đầu tư công",
            "Luật Đầu tư số 61/2020/QH14, Luật Đầu tư công số 39/2019/QH14",
            ("39/2019/QH14",),
        ),
    ],
)
def test_a_law_that_is_guided_by_its_name_is_the_one_that_the_document_is_based_on(
    subject: str, text: str, numbers: tuple[str, ...]
):
    assert guided(subject, text) == numbers


def test_who_asks_for_what_guides_a_law_by_its_number_finds_it_by_its_name():
    text = (
        "CHÍNH PHỦ\nSố: 158/2025/NĐ-CP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Hà Nội, ngày 25 tháng 6 năm 2025\n\nNGHỊ ĐỊNH\n"
        f"{GUIDING}\n\n{BASED}Điều 1. Phạm vi\nNghị định này quy định về bảo hiểm.\n"
        f"Điều 2. Đối tượng\nNgười lao động {NEW}Điều 3. Hiệu lực\nNghị định này có hiệu lực từ ngày ký.\n"
    )
    law = parse_law(text)
    assert law is not None
    assert [part.relations.get("guides") for part in law.sections] == [("41/2024/QH15",), *[None] * 3]


@pytest.mark.parametrize(
    ("letterhead", "issuer"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH CÀ MAU Số: 12/2024/QĐ-UBND", "ỦY BAN NHÂN DÂN TỈNH CÀ MAU"),
        ("UBND TỈNH CÀ MAU\nSố: 12/2024/QĐ-UBND", "ỦY BAN NHÂN DÂN TỈNH CÀ MAU"),
        ("HĐND THÀNH PHỐ HỒ CHÍ MINH Số: 12/NQ-HĐND", "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"),
    ],
)
@pytest.mark.parametrize("day", ["02/01/2024", "2-1-2024", "02 tháng 01 năm 2024"])
def test_an_issuer_is_what_stands_in_capitals_and_a_day_may_be_in_figures(letterhead: str, issuer: str, day: str):
    head = head_of(
        f"{letterhead}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nCà Mau, ngày {day}\nQUYẾT ĐỊNH\nVề trợ cấp",
        f"{ARTICLES}Điều 3. Thi hành\nQuyết định này có hiệu lực kể từ ngày ký.\n",
    )
    assert (head.issuers, head.date, head.effective) == ((issuer,), dt.date(2024, 1, 2), dt.date(2024, 1, 2))


@pytest.mark.parametrize(
    ("letterhead", "issuers"),
    [
        ("UBND -------", ()),
        ("VỤ TỔ CHỨC CÁN BỘ -------", ()),
        ("LIÊN BỘ -", ()),
        ("SỞ ,", ()),
        ("LIÊN BỘ - BỘ MỚI LẬP", ("BỘ MỚI LẬP",)),
        ("HỘI ĐỒNG NHÂN DÂN -------", ("HỘI ĐỒNG NHÂN DÂN",)),
    ],
)
def test_a_letterhead_that_leaves_the_name_out_names_no_issuer(letterhead: str, issuers: tuple[str, ...]):
    head = head_of(
        f"{letterhead}\nSố: 12/QĐ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nQUYẾT ĐỊNH\nVề trợ cấp",
        f"{ARTICLES}Điều 3. Thi hành\nQuyết định này có hiệu lực kể từ ngày ký.\n",
    )
    assert (head.number, head.issuers) == ("12/QĐ", issuers)


def test_who_signed_another_document_of_the_file_signed_not_the_first():
    top = "CHÍNH PHỦ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: {}/2024/NĐ-CP\nNGHỊ ĐỊNH\nQuy định về trợ cấp\n"
    signed = "TM. CHÍNH PHỦ\nTHỦ TƯỚNG\nPhạm Minh {}\n"
    below = f"{ARTICLES}{signed.format('An')}{top.format(2)}{ARTICLES}{signed.format('Bình')}"
    head = head_of(top.format(1), below)
    assert (head.number, head.signers) == ("1/2024/NĐ-CP", ("Phạm Minh An",))

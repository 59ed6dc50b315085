import pytest

from bhxh_search.documents.places import PROVINCES, place_of_report


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("Ngày 18-12, tại TP Cần Thơ, Ban Tuyên giáo họp.", "TP Cần Thơ"),
        ("Chiều 18-12, tại TP.HCM, BHXH Việt Nam họp.", "TP.HCM"),
        ("Sáng nay, tại tỉnh Sóc Trăng, hội nghị khai mạc.", "tỉnh Sóc Trăng"),
        ("Tại quận 1, hội nghị khai mạc.", "quận 1"),
        ("Tại Ninh Kiều, hội nghị khai mạc.", "Ninh Kiều"),
        ("Tại Hội trường lớn tại Thanh Hoá, hội nghị khai mạc.", "Thanh Hoá"),
        ("Hà Nội - Ngày 18-12, hội nghị khai mạc.", "Hà Nội"),
        ("Hà Nội, ngày 18/12 – Hội nghị khai mạc.", "Hà Nội"),
        ("(Hà Nội) Hội nghị khai mạc.", "Hà Nội"),
        ("Tại TP\u00a0Ca\u0302\u0300n Tho\u031b, hội nghị khai mạc.", "TP Cần Thơ"),
    ],
)
def test_the_place_is_read_from_the_opening(paragraph: str, place: str):
    assert place_of_report(paragraph) == place


@pytest.mark.parametrize(
    "paragraph",
    [
        "Hội nghị khai mạc tại hội trường, có 300 người.",
        "Tại Quốc hội, các đại biểu thảo luận.",
        "(Thanh Niên) - Hội nghị khai mạc.",
        "Việt Nam - Nhật Bản ký hiệp định.",
        "Hội nghị khai mạc. " * 20 + "Tại TP Cần Thơ, có 300 người.",
        "",
    ],
)
def test_what_may_not_be_the_place_is_left_alone(paragraph: str):
    assert place_of_report(paragraph) is None


def test_there_are_63_provinces():
    assert len(PROVINCES) == 63

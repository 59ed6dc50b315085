"""The place a news report comes from, as its first paragraph names it."""

from __future__ import annotations

import re

from bhxh_search.documents.lines import plain, spelled_alike

OPENING = 250  # characters; a place named later is what the report is about, not where it was made

PROVINCES = frozenset(
    """
    An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước
    |Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai
    |Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hồ Chí Minh|Hưng Yên|Khánh Hòa
    |Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận
    |Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh
    |Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc
    |Yên Bái
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
"""The 63 provinces and cities of 2008 to 2025. The 34 that followed bear their names, Huế a shorter one."""

_PROVINCES_SPELLED_ALIKE = frozenset(map(spelled_alike, PROVINCES | {"Huế", "HCM"}))
_UNIT = re.compile(r"(?:TP\.? ?|(?:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|xã|phường) )", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()]{2,40})\)")
_DATELINE = re.compile(r"(.{2,40}?)(?:, ngày [0-9 /.-]{3,12})? ?[-–—] ")
_AT = re.compile(r"\b[Tt]ại (?=([^,;:()]{2,40})[,;(])")  # looks ahead, so that one inside another is seen


def place_of_report(paragraph: str) -> str | None:
    """Where the report that starts with `paragraph` was made, or None when it does not say.

    Read are a dateline, `Hà Nội - …` or `(Hà Nội) …`, and `tại TP Cần Thơ, …`. A dateline must name a
    province, because newspapers sign in the same way: `(Thanh Niên) - …`. The answer is `plain`.
    """
    opening = plain(paragraph)[:OPENING]
    for dateline in (_BRACKETED.match(opening), _DATELINE.match(opening)):
        if dateline is not None and _is_province(dateline[1]):
            return dateline[1]
    return next((found[1] for found in _AT.finditer(opening) if _is_place(found[1])), None)


def _is_province(name: str) -> bool:
    bare = _without_unit(name)
    return bare[:1].isupper() and spelled_alike(bare) in _PROVINCES_SPELLED_ALIKE


def _is_place(name: str) -> bool:
    """Whether `name` is a province, a unit with its name or number, or two words or more with capitals."""
    if _is_province(name):
        return True
    bare = _without_unit(name)
    words = bare.split()
    proper = all(word.isalpha() and word[0].isupper() and word[1:] == word[1:].lower() for word in words)
    if bare == name:
        return proper and len(words) >= 2
    return bool(words) and (proper or bare.isdecimal())


def _without_unit(name: str) -> str:
    unit = _UNIT.match(name)
    return name if unit is None else name[unit.end() :]

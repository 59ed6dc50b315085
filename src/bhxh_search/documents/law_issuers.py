"""Who issued a legal document, by the letters of its number: TT-BTC is by the Bộ Tài chính."""

from __future__ import annotations

import re

ISSUERS = {
    "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "HĐNN": "Hội đồng Nhà nước",
    "CTN": "Chủ tịch nước",
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "HĐBT": "Hội đồng Bộ trưởng",
    "TW": "Ban Chấp hành Trung ương",
    "VPQH": "Văn phòng Quốc hội",
    "VPCP": "Văn phòng Chính phủ",
    "BBCVT": "Bộ Bưu chính, Viễn thông",
    "BCA": "Bộ Công an",
    "BCN": "Bộ Công nghiệp",
    "BCT": "Bộ Công Thương",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNG": "Bộ Ngoại giao",
    "BNN": "Bộ Nông nghiệp",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNV": "Bộ Nội vụ",
    "BQP": "Bộ Quốc phòng",
    "BTC": "Bộ Tài chính",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "UBDT": "Ủy ban Dân tộc",
    "KTNN": "Kiểm toán nhà nước",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "TANDTC": "Tòa án nhân dân tối cao",
    "BHXH": "Bảo hiểm xã hội Việt Nam",
    "TLĐ": "Tổng Liên đoàn Lao động Việt Nam",
    "MTTW": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
}
"""Letters in numbers → the body, as the decrees on each of them write its name."""

_CAPITALS = "".join(filter(str.isupper, map(chr, [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)])))
"""Those of Vietnamese beyond ASCII; ranges of them have small letters between."""
_LETTERHEAD = re.compile(
    r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|BẢO HIỂM XÃ HỘI|TỔNG CỤC|ỦY BAN"
    # One word alone names nobody: a rule of dashes may stand behind it, and it may end another (CÁN BỘ).
    rf"|(?:UBND|HĐND|BỘ|SỞ|CỤC)(?= [A-Z{_CAPITALS}]))"
    rf"(?: (?!CỘNG HÒA|CỘNG HOÀ|VĂN BẢN)[A-Z{_CAPITALS},-]+(?!\w)){{1,12}}"
)
_SHORT = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}


def issuers_of(number: str, letterhead: str) -> tuple[str, ...]:
    """The bodies that the letters of `number` stand for; where they name none, the one that `letterhead` names."""
    codes = re.findall(r"[A-ZĐƯ]+[a-z]?", number)
    found = tuple(ISSUERS[code] for code in codes if code in ISSUERS)
    if found:
        return found
    match = _LETTERHEAD.search(letterhead)
    if match is None:
        return ()
    first, rest = match[0].strip(" -,").split(" ", 1)
    return (f"{_SHORT.get(first, first)} {rest}",)

"""The abbreviations that the language of administration uses, and how one is told from a word in capitals."""

from __future__ import annotations

import re

from bhxh_search.language.characters import fold, is_syllable_shaped

# Usual in administration, law and the press, and read in one way only. Words of a full form are parted by
# spaces, the syllables of a word by "_". Source: usage in the documents of the social insurance agency.
UNAMBIGUOUS = """
ASXH an_sinh xã_hội            ATGT an_toàn giao_thông        ATTP an_toàn thực_phẩm
ATVSLĐ an_toàn vệ_sinh lao_động                               BĐS bất_động_sản               BHNT bảo_hiểm nhân_thọ
BHTN bảo_hiểm thất_nghiệp      BHXH bảo_hiểm xã_hội           BHYT bảo_hiểm y_tế             BLDS bộ_luật dân_sự
BLHS bộ_luật hình_sự           BLLĐ bộ_luật lao_động          BLTTDS bộ_luật tố_tụng dân_sự
BLTTHS bộ_luật tố_tụng hình_sự BTXH bảo_trợ xã_hội            BVHTTDL bộ văn_hóa thể_thao và du_lịch
BVMT bảo_vệ môi_trường         CBCCVC cán_bộ công_chức viên_chức                             CCCD căn_cước công_dân
CEO tổng_giám_đốc điều_hành    CHXHCN cộng_hòa xã_hội chủ_nghĩa                              CMND chứng_minh nhân_dân
CNTT công_nghệ thông_tin       CNXH chủ_nghĩa xã_hội          CSGT cảnh_sát giao_thông       CTCP công_ty cổ_phần
CTY công_ty                    ĐBQH đại_biểu quốc_hội         DNNN doanh_nghiệp nhà_nước     DNTN doanh_nghiệp tư_nhân
ĐTNN đầu_tư nước_ngoài         GCNQSDĐ giấy chứng_nhận quyền sử_dụng đất                     GDĐT giáo_dục và đào_tạo
GPLX giấy_phép lái_xe          GTĐB giao_thông đường_bộ       GTGT giá_trị gia_tăng          GTVT giao_thông vận_tải
HCM hồ_chí_minh                HĐLĐ hợp_đồng lao_động         HĐLV hợp_đồng làm_việc         HĐND hội_đồng nhân_dân
HĐQT hội_đồng quản_trị         HNGĐ hôn_nhân và gia_đình      HSSV học_sinh sinh_viên        HTX hợp_tác_xã
KBNN kho_bạc nhà_nước          KCB khám bệnh chữa bệnh        KCX khu chế_xuất               KTXH kinh_tế xã_hội
LĐLĐ liên_đoàn lao_động        LĐTBXH lao_động thương_binh và xã_hội                         LLVT lực_lượng vũ_trang
MTTQ mặt_trận tổ_quốc          NHNN ngân_hàng nhà_nước        NHTM ngân_hàng thương_mại      NLĐ người lao_động
NNPTNT nông_nghiệp và phát_triển nông_thôn                    NSDLĐ người sử_dụng lao_động   NSNN ngân_sách nhà_nước
PCCC phòng_cháy chữa_cháy      QPPL quy_phạm pháp_luật        QSDĐ quyền sử_dụng đất         SXKD sản_xuất kinh_doanh
TAND tòa_án nhân_dân           TCTD tổ_chức tín_dụng          TCTN trợ_cấp thất_nghiệp       TGXH trợ_giúp xã_hội
THCS trung_học cơ_sở           THPT trung_học phổ_thông       TNCN thu_nhập cá_nhân
TNDN thu_nhập doanh_nghiệp     TNGT tai_nạn giao_thông        TNHH trách_nhiệm hữu_hạn       TNLĐ tai_nạn lao_động
TNMT tài_nguyên và môi_trường  TPHCM thành_phố hồ_chí_minh    TTATXH trật_tự an_toàn xã_hội
TTCK thị_trường chứng_khoán    TTHC thủ_tục hành_chính        UBMTTQ ủy_ban mặt_trận tổ_quốc UBND ủy_ban nhân_dân
UBTVQH ủy_ban thường_vụ quốc_hội                              VBQPPL văn_bản quy_phạm pháp_luật
VHTTDL văn_hóa thể_thao và du_lịch                            VKSND viện kiểm_sát nhân_dân   VPHC vi_phạm hành_chính
VSATTP vệ_sinh an_toàn thực_phẩm                              XHCN xã_hội chủ_nghĩa          XKLĐ xuất_khẩu lao_động
"""

# As people write in chats and type into search boxes, in small letters; never texts of law or news.
CHAT = {
    "bh": "bảo_hiểm",
    "bn": "bao_nhiêu",
    "dc": "được",
    "đc": "được",
    "đk": "điều_kiện",
    "hok": "không",
    "j": "gì",
    "ko": "không",
    "ld": "lao_động",
    "lđ": "lao_động",
    "ng": "người",
    "ntn": "như thế_nào",
    "nv": "nhân_viên",
    "sđt": "số điện_thoại",
    "tgian": "thời_gian",
    "trc": "trước",
    "vs": "với",
}

# Read in several ways (TT: thông tư, thị trấn, thứ tự…): expanded only where the document says how.
AMBIGUOUS = frozenset(
    "BCĐ BCH BNN BTC BYT CBCC CĐ CNH CP CQ CT ĐB ĐT ĐV DN GCN HĐ HD HS KH KL KT LĐ NĐ NĐD NQ NSD "
    "PL QĐ QH SĐ TB TC TK TP TT TTg TTLT TU TW TƯ UB VB VBHN VN VP XH YT".split()
)

IN_PIECES = (
    (("LĐ", "lao_động"), ("TB", "thương_binh và"), ("XH", "xã_hội")),
    (("LĐTB", "lao_động thương_binh và"), ("XH", "xã_hội")),
    (("LĐ", "lao_động"), ("TB", "thương_binh"), ("VÀ", "và"), ("XH", "xã_hội")),
    (("LĐTB", "lao_động thương_binh"), ("VÀ", "và"), ("XH", "xã_hội")),
    (("GD", "giáo_dục và"), ("ĐT", "đào_tạo")),
    (("KH", "kế_hoạch và"), ("ĐT", "đầu_tư")),
    (("KH", "khoa_học và"), ("CN", "công_nghệ")),
    (("NN", "nông_nghiệp và"), ("PTNT", "phát_triển nông_thôn")),
    (("TN", "tài_nguyên và"), ("MT", "môi_trường")),
    (("TT", "thông_tin và"), ("TT", "truyền_thông")),
    (("VH", "văn_hóa"), ("TT", "thể_thao và"), ("DL", "du_lịch")),
    (("TNLĐ", "tai_nạn lao_động"), ("BNN", "bệnh nghề_nghiệp")),
)
"""Abbreviations written in pieces, LĐ-TB&XH, each with its part of the full form. Between two there is a sign."""

BEFORE_A_NAME = {"TP": "thành_phố"}
"""Read so where a name follows: TP.HCM, Tp. Cần Thơ."""

BEHIND = {"BHXH": {"TN": "tự_nguyện", "BB": "bắt_buộc"}}
"""Read so in queries right behind another abbreviation: bhxh tn."""

_FIRST_PIECES = frozenset(map(fold, [*(pieces[0][0] for pieces in IN_PIECES), *BEFORE_A_NAME]))
_IN_CAPITALS = re.compile("[A-ZĐƯ][A-ZĐƯ0-9]{1,9}")


def is_abbreviation(token: str) -> bool:
    """Whether a token is written as an abbreviation: capitals that are no word in capitals, or in the table."""
    return token in AMBIGUOUS or (
        token.isupper() and _IN_CAPITALS.fullmatch(token) is not None and not is_syllable_shaped(token)
    )


def may_begin_pieces(token: str, *, query: bool = False) -> bool:
    """Whether a token may be read with what follows it, as `IN_PIECES` and `BEFORE_A_NAME` say, and `BEHIND` in a
    query; in any case."""
    return fold(token).upper() in _FIRST_PIECES or (query and token.upper() in BEHIND)


CAPITALS = "A-ZĐĂÂÊÔƠƯ"
"""The letters of abbreviations that documents define, as a class of a pattern."""
_LONGEST_BEGINNING = 4
_BEGINNING = re.compile("sau|dưới|được|gọi|viết", re.IGNORECASE)
_DEFINED = re.compile(f"[{CAPITALS}][{CAPITALS}0-9]{{1,9}}", re.IGNORECASE)


def may_begin_definition(token: str) -> bool:
    """Whether a token may be the first after the bracket of a definition, `(BHXH)` or `(sau đây gọi là BHXH)`."""
    if token.isupper():
        return _DEFINED.fullmatch(token) is not None or _BEGINNING.fullmatch(token) is not None
    return len(token) <= _LONGEST_BEGINNING and _BEGINNING.fullmatch(token) is not None

"""Who signed a legal document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from bhxh_search.documents.law_lines import Line
from bhxh_search.documents.names import is_name

_OFFICE = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\.|(?:PHÓ |THỨ )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG|TỔNG GIÁM ĐỐC|VIỆN TRƯỞNG"
    r"|CHÁNH ÁN|CHỦ NHIỆM|THỐNG ĐỐC|GIÁM ĐỐC|TỔNG KIỂM TOÁN|BÍ THƯ|TỔNG BÍ THƯ)\b"
)
_RANK = re.compile(r"(?:(?:Đại|Thượng|Trung|Thiếu) tướng|Đô đốc|GS\.?|PGS\.?|TS\.?|BS\.?|[-,] ?)+ ")
_AROUND_NAME = re.compile(r"^(?:\(Đã ký\)|[^\w(]+)|(?: (?:Ký bởi|Người ký|Nơi nhận) ?:.*)$")


def signers_of(closing: Sequence[Line]) -> tuple[str, ...]:
    """Who signed: the names below the offices at the end of a document."""
    found: list[str] = []
    waiting = False
    for line in closing:
        text = _AROUND_NAME.sub("", line.text)
        if _OFFICE.match(text):
            waiting = True
            if text.isupper():
                continue
            text = " ".join(dropwhile(str.isupper, text.split()))
        if not waiting or text.isupper() or not text:
            continue
        rank = _RANK.match(text)
        name = text[rank.end() :] if rank else text
        if is_name(name) and len(name.split()) >= 2:
            found.append(name)
            waiting = False
        elif len(text) > 60:
            waiting = False
    return tuple(dict.fromkeys(found))

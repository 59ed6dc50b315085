"""Where the articles of a legal document end, and it is passed and signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from bhxh_search.documents.law_lines import Line
from bhxh_search.documents.names import is_name

_SIGNATURE = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\. ?[A-ZĐ]"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|TỔNG GIÁM ĐỐC|VIỆN TRƯỞNG|CHÁNH ÁN|CHỦ NHIỆM)\b"
    r"|Nơi nhận ?:|XÁC THỰC VĂN BẢN HỢP NHẤT"
)
_PASSED = re.compile(r"(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh|Hiến pháp) này (?:đã )?(?:được|đuợc) .{0,200}thông qua")


def closing_of(lines: Sequence[Line], first: int, last: int) -> int | None:
    """The line at which the last article is over, and the passing and signing of the document begin."""
    for number in range(first, last):
        line = lines[number]
        if line.quoted:
            continue
        if _is_passing(lines[number : min(number + 2, last)]):
            return number
        if is_signature(line.text):
            return _letterhead(lines, number, first)
    return None


def _is_passing(lines: Sequence[Line]) -> bool:
    """Whether the first two lines of a closing tell who passed the document, and when."""
    return _PASSED.match(" ".join(line.text for line in lines[:2])) is not None


def is_signature(text: str) -> bool:
    """Whether a line begins a signature: an office in capitals, and on the same line perhaps the name."""
    if _SIGNATURE.match(text) is None:
        return False
    if text.isupper() or text.startswith("Nơi nhận"):
        return True
    return is_name(" ".join(dropwhile(str.isupper, text.split())))


_LONGEST_NAME = 60
_LONGEST_SIGNATURE = 3_000  # characters
_LIST_OF_RECEIVERS = re.compile(r"Nơi nhận ?:|[-–+] ")
_STAMP = re.compile(r" (?:Ký bởi|Người ký) ?:.*")


def is_nothing_but_names(lines: Sequence[Line]) -> bool:
    """Whether a closing says only who signed the document, where, and who receives it: nothing to be looked for.

    How and when a law was passed is, and so are notes that follow the signature of a consolidated text.
    """
    if _is_passing(lines) or sum(len(line.text) for line in lines) > _LONGEST_SIGNATURE:
        return False
    texts = (_STAMP.sub("", line.text) for line in lines)
    return all(len(text) <= _LONGEST_NAME or text.isupper() or _LIST_OF_RECEIVERS.match(text) for text in texts)


_PLACE_AND_DAY = re.compile(r".{0,30}, ngày [0-9]")


def _letterhead(lines: Sequence[Line], number: int, first: int) -> int:
    """Where the name of the body that signs begins: `VĂN PHÒNG QUỐC HỘI`, `Số: 19/VBHN-VPQH` above the signature."""
    while number - 1 >= first and _is_letterhead(lines[number - 1].text):
        number -= 1
    return number


def _is_letterhead(text: str) -> bool:
    number = re.search(r"Số ?:", text)
    before = text[: number.start()].strip() if number else text  # both may stand on one line
    return (
        (number is not None and (not before or before.isupper()))
        or text.isupper()
        or _PLACE_AND_DAY.match(text) is not None
    )

"""Where the articles of a legal document end: the place where it is passed and signed, and its annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bhxh_search.documents.law_lines import Line

_KEPT_WITH = re.compile(r"\((?:Ban hành )?[Kk]èm theo\b")
_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?: (?:(?:số|SỐ) ?)?(?P<number>[IVXL]{1,7}|[0-9]{1,3})(?P<letter>[A-Za-zĐđ]?))?\b"
    r" ?(?P<rest>.*)"
)
_TOP_OF_ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|Mẫu số|MẪU SỐ|Biểu số)\b")
_HIGHEST_TOP = 8
"""Lines that the name of an annex may have above `(Ban hành kèm theo …)`."""


def annexes_of(lines: Sequence[Line], begun: int) -> list[int]:
    """The line numbers at which annexes begin; all of them below line `begun`, where the first article is."""
    found: list[int] = []
    for number in range(begun + 1, len(lines)):
        line = lines[number]
        if line.quoted:
            continue
        if _KEPT_WITH.match(line.text):
            top = _top_of_annex(lines, number, found[-1] if found else begun)
            if top is not None:
                found.append(top)
        elif _is_annex_alone(line):
            found.append(number)
    return _without_neighbours(lines, sorted(set(found)))


def _top_of_annex(lines: Sequence[Line], number: int, after: int) -> int | None:
    """Where the capitals above `(Ban hành kèm theo …)` begin; None when no name stands above it."""
    top = number
    while top - 1 > after and number - top < _HIGHEST_TOP:
        above = lines[top - 1].text
        if not (above.isupper() or _TOP_OF_ANNEX.match(above)) or len(above) > 300:
            break
        top -= 1
        if _ANNEX.match(above):
            return top
    return top if top < number else None


def _is_annex_alone(line: Line) -> bool:
    match = _ANNEX.fullmatch(line.text)
    if match is None:
        return False
    if line.text.isupper() and match["number"] is not None:
        return True  # the line before may be the name of who signed, which ends no sentence
    return line.ended and match["rest"] in ("", ".", ":")


def _without_neighbours(lines: Sequence[Line], found: Sequence[int]) -> list[int]:
    """One annex, not two, where its number and its name were both taken for the beginning of one."""
    return [
        number
        for place, number in enumerate(found)
        if not place or number - found[place - 1] > 3 or _is_next(lines, found[place - 1], number)
    ]


def _is_next(lines: Sequence[Line], number: int, other: int) -> bool:
    """Whether two lines name annexes of different numbers, and something stands between, as in no list of them."""
    numbers = [match["number"] for line in (number, other) if (match := _ANNEX.match(lines[line].text))]
    return other - number > 1 and None not in numbers and len(set(numbers)) == 2


def annex_name(lines: Sequence[Line]) -> tuple[str, str]:
    """What an annex is called, and its heading."""
    first = lines[0].text
    match = _ANNEX.match(first)
    capitals: list[str] = []
    for line in lines[0 if match is None else 1 : _HIGHEST_TOP]:
        if not line.text.isupper():
            break
        capitals.append(line.text)
    heading = " ".join(capitals)
    if match is None:
        return "", heading
    number = f" {match['number']}{match['letter']}" if match["number"] else ""
    return f"Phụ lục{number}", (match["rest"].strip(" .:-–") + " " + heading).strip()


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
        together = line.text
        if number + 1 < last:
            together = f"{line.text} {lines[number + 1].text}"
        if _PASSED.match(together):
            return number
        if _SIGNATURE.match(line.text) and (line.text.isupper() or line.text.startswith("Nơi nhận")):
            return _letterhead(lines, number, first)
    return None


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

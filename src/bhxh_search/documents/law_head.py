"""What a legal document says of itself, in its head and where it is signed: its number, kind, issuer, name, …"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bhxh_search.documents.law_days import DATE, day_of, passed_day, placed_day
from bhxh_search.documents.law_issuers import issuers_of
from bhxh_search.documents.law_lines import Line
from bhxh_search.documents.law_signers import signers_of

KINDS = (
    "văn bản hợp nhất",
    "hiến pháp",
    "bộ luật",
    "luật",
    "pháp lệnh",
    "nghị quyết liên tịch",
    "nghị quyết",
    "nghị định",
    "thông tư liên tịch",
    "thông tư liên bộ",
    "thông tư",
    "quyết định",
    "chỉ thị",
    "lệnh",
    "kết luận",
    "hướng dẫn",
    "thông báo",
    "kế hoạch",
)
"""The kinds of documents, longer names first."""
NAMED_BY_SUBJECT = frozenset({"hiến pháp", "bộ luật", "luật", "pháp lệnh"})
"""Kinds that are called by what they are about: Luật Bảo hiểm xã hội, but Nghị định 158/2025/NĐ-CP."""
LONGEST_NAME = 300
_HEAD_LINES, _TITLE_LINES = 60, 10
_ABOVE_MOTTO = 3
"""Lines of a letterhead, such as the number, that may stand above the motto."""
"""How many of the first lines may belong to the head, and hold a title."""
CONSOLIDATION = "văn bản hợp nhất"
"""The kind of a text that puts a law and its amendments together; it makes no law itself."""


@dataclass(frozen=True)
class LawHead:
    """What is known of a legal document. Empty where the document does not say it."""

    kind: str
    """One of `KINDS`."""
    number: str = ""
    """As it is written, without blanks: 41/2024/QH15."""
    issuers: tuple[str, ...] = ()
    date: dt.date | None = None
    """The day it was signed or passed."""
    effective: dt.date | None = None
    subject: str = ""
    """What it is about (trích yếu): `Bảo hiểm xã hội`, `Quy định chi tiết …`."""
    signers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called: `Luật Bảo hiểm xã hội 58/2014/QH13`, `Nghị định 158/2025/NĐ-CP Quy định …`."""
        kind = self.kind[:1].upper() + self.kind[1:]
        parts = (
            (kind, self.subject, self.number) if self.kind in NAMED_BY_SUBJECT else (kind, self.number, self.subject)
        )
        name = " ".join(filter(None, parts))
        return name if len(name) <= LONGEST_NAME else name[: name.rfind(" ", 0, LONGEST_NAME)] + "…"


_NUMBER = r"[0-9]{1,5}[a-zA-Z]? ?(?:/ ?[0-9]{4} ?)?(?: ?[/–-] ?[A-ZĐƯ]{1,12}[a-z]?[A-Z]?[0-9]{0,2}){1,8}(?!\w)"
_STATED = re.compile(rf"\b[Ss]ố ?: ?({_NUMBER})|^Số ({_NUMBER})", re.MULTILINE)
_CONSOLIDATED = re.compile(r"\b[Ss]ố ?: ?([0-9]{1,5} ?/ ?VBHN ?[-–] ?[A-ZĐƯ]{2,12})")
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập ?[-–] ?Tự do ?[-–] ?Hạnh phúc|ĐẢNG CỘNG SẢN VIỆT NAM"
)
_KIND_UPPER = "|".join(kind.upper() for kind in KINDS)
_TITLE = re.compile(rf"({_KIND_UPPER})(?![^\W\d_])(?! ?:|,| SỐ\b| KHÁC\b)(?:\(?[0-9]{{1,2}}\)?(?= |$))? ?[*]?(.*)")
_KIND_ANY = "|".join(f"{kind.capitalize()}" for kind in KINDS)
_CONTINUED = re.compile(rf"({_KIND_ANY}) số ({_NUMBER}) {DATE} (.{{0,300}}?) ?\(Tiếp theo Công báo")
"""How an issue of the gazette goes on with a document of the one before."""


def read_head(before: Sequence[Line], after: Sequence[Line]) -> LawHead | None:
    """What the lines before a document's first article, and those after its last, say; None when it is no document.

    A legal document states the motto of the country or the party and, on a line in capitals, its kind.
    """
    top = before[:_HEAD_LINES]
    text = "\n".join(line.text for line in top)
    continued = _CONTINUED.search(" ".join(line.text for line in top[:8]))
    if continued is not None:
        kind, number, day, month, year, subject = continued.groups()
        number = _compact(number)
        return LawHead(
            kind.lower(), number, issuers_of(number, ""), day_of(day, month, year), None, _sentence(subject)
        )
    title = next((n for n, line in enumerate(top) if not line.quoted and is_titled(line.text)), None)
    if title is None or not _MOTTO.search(text):
        return None
    kind = _kind_of_title(top[title].text)
    letterhead = "\n".join(line.text for line in top[:title])
    bottom = "\n".join(line.text for line in after)
    if CONSOLIDATION.upper() in text or _base_pattern(kind).search(" ".join(text.split("\n"))):
        stated = _CONSOLIDATED.search(text) or _CONSOLIDATED.search(bottom)
        date = placed_day(bottom)
        subject = f"{kind.capitalize()} {_subject(top, title, kind, is_consolidated=True)}".strip()
        kind = CONSOLIDATION
    else:
        stated = _STATED.search(_rejoined(top))
        date = placed_day(letterhead) or passed_day(bottom.replace("\n", " "))
        subject = _subject(top, title, kind, is_consolidated=False)
    number = _compact(next(filter(None, stated.groups()))) if stated else ""
    issuers = issuers_of(number, letterhead.replace("\n", " "))
    return LawHead(kind, number, issuers, date, None, subject, signers_of(_before_another(after)))


def _before_another(after: Sequence[Line]) -> Sequence[Line]:
    """The lines after a document's articles, without those of another document, or of a form for one, below them."""
    for number, line in enumerate(after):
        if _MOTTO.search(line.text):
            top = after[max(number - _ABOVE_MOTTO, 0) : number + _HEAD_LINES // 2]
            has_number = any(_STATED.search(one.text) for one in top)
            if has_number and any(is_titled(one.text) for one in top):
                return after[:number]
    return after


_TITLE_BY_NUMBER = re.compile(
    rf"({_KIND_ANY})(?P<before> .{{0,200}}?)?(?: số:?)? (?P<number>{_NUMBER})(?P<after>[ ,:].{{0,300}})?"
)


def head_of_title(lines: Sequence[Line]) -> LawHead | None:
    """What a title says where there is no motto: `Luật Bảo hiểm xã hội số 41/2024/QH15`, or a kind in capitals."""
    top = lines[:_TITLE_LINES]
    for number, line in enumerate(top):
        match = _TITLE_BY_NUMBER.fullmatch(line.text)
        if match is not None:
            subject = (match["before"] or match["after"] or "").strip(" ,:")
            stated = _compact(match["number"])
            return LawHead(match[1].lower(), stated, issuers_of(stated, ""), None, None, _sentence(subject))
        if is_titled(line.text):
            kind = _kind_of_title(line.text)
            found = _STATED.search("\n".join(line.text for line in top))
            stated = _compact(next(filter(None, found.groups()))) if found else ""
            subject = _subject(lines[:_HEAD_LINES], number, kind, is_consolidated=False)
            return LawHead(kind, stated, issuers_of(stated, ""), None, None, subject)
    return None


def is_titled(line: str) -> bool:
    """Whether a line, `plain`, is the title of a legal document: its kind in capitals."""
    return not line.startswith(CONSOLIDATION.upper()) and _TITLE.fullmatch(line) is not None


def _kind_of_title(line: str) -> str:
    match = _TITLE.fullmatch(line)
    return match[1].lower() if match else ""


def _compact(number: str) -> str:
    return re.sub("[–—]", "-", "".join(number.split()))


def _rejoined(lines: Iterable[Line]) -> str:
    """The lines of the head as a text, a number that a narrow column broke after its hyphen in one piece."""
    text = "\n".join(line.text for line in lines)
    # Columns that run into one another put the place and the date between the halves of the number.
    text = re.sub(rf"(\bSố ?: ?[0-9A-ZĐ/-]{{3,60}}[-/]) (.{{2,30}}?, ?{DATE})\n([A-ZĐ][A-ZĐ-]+)", r"\1\6 \2", text)
    return re.sub(r"(\bSố ?: ?[0-9A-ZĐ/-]{3,60}[-/])\n([A-ZĐ])", r"\1\2", text)


_BASIS = re.compile(
    r"(?:^| )(?:Căn cứ (?=[A-ZĐ]|[a-z])|Theo đề nghị của|Xét đề nghị|Thực hiện (?=Nghị quyết|Kết luận))"
)
_ISSUING = re.compile(
    r"(?:BỘ TRƯỞNG|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|ỦY BAN|UỶ BAN|HỘI ĐỒNG|CHỦ TỊCH|TỔNG GIÁM ĐỐC|TỔNG KIỂM TOÁN|CHÁNH ÁN"
    r"|VIỆN TRƯỞNG|THỐNG ĐỐC|GIÁM ĐỐC|BAN BÍ THƯ|BỘ CHÍNH TRỊ)\b.*"
)
_ENDS_SUBJECT = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT) ?:|(?:Chương|Điều) [0-9IVX]|[0-9]{1,2} Văn bản này")


def _subject(lines: Sequence[Line], title: int, kind: str, *, is_consolidated: bool) -> str:
    """What the document is about: what follows its kind, up to what it is based on or by whom it is issued."""
    match = _TITLE.fullmatch(lines[title].text)
    ends = [_BASIS, _ENDS_SUBJECT, *([_base_pattern(kind)] if is_consolidated else [])]
    found = [match[2].strip()] if match and match[2].strip() else []
    for line in lines[title + 1 :]:
        text = line.text
        if any(pattern.match(text) for pattern in ends):
            break
        if _ISSUING.fullmatch(text) and text.isupper() and (found or kind not in NAMED_BY_SUBJECT):
            break
        found.append(text)
        if sum(map(len, found)) > 3 * LONGEST_NAME:
            break
    subject = " ".join(found)
    for pattern in ends:
        if (cut := pattern.search(subject)) is not None:
            subject = subject[: cut.start()]
    subject = re.sub(r"(?<=[^\W\d_])[0-9]{1,2}$", "", subject.strip(" *"))
    below = " ".join(line.text for line in lines[title + 1 :])
    return _cased(subject, below)


def _base_pattern(kind: str) -> re.Pattern[str]:
    """How a consolidated text begins to tell what it consolidates: `Luật Bảo hiểm xã hội số 58/2014/QH13 ngày …`."""
    return re.compile(
        rf"(?:^| ){kind.capitalize()} (?:[^;:]{{0,150}}? )?số [0-9]{{1,4}}/[0-9]{{4}}/[^ ]{{2,20}} ngày"
        r"(?=[^;:]{10,900}? được sửa đổi, bổ sung(?: một số điều)? (?:bởi|theo) ?:)"
    )


def _cased(subject: str, below: str) -> str:
    """A subject in capitals as a sentence: as it is written in the text below, or else in lower case."""
    if not subject.isupper():
        return subject
    place = below.lower().rfind(subject.lower()) if len(below.lower()) == len(below) else -1
    written = below[place : place + len(subject)] if place >= 0 else ""
    if not written or written.isupper():
        written = subject.lower()
    return _sentence(written)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The lines of a legal document, as its structure is read from them: where each stands, and whether it is quoted.

A law that amends another one quotes its new articles between “ and ”. They look like articles and are none of this
law's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bhxh_search.documents.lines import plain, split_lines

LONGEST_READ = 2_000
"""Characters of a line that are looked at; what makes the structure stands at a line's beginning or end."""

_OPENING, _CLOSING = "“«„", "”»"
_STRAIGHT = '"'
_LONGEST_IN_A_SENTENCE = 3
"""Lines over which a quotation that begins inside a sentence may be wrapped."""
_UNQUOTED = re.compile(r"(?:[0-9]{1,3}[.)]|[a-zđ]\)) ?(?:Sửa đổi|Bổ sung)\b|.{0,100}XÁC THỰC VĂN BẢN HỢP NHẤT$")
"""How a clause of an amending law begins, and what stands above the signature of a consolidated text. They stand in
no quotation, whatever the marks before say."""
_ANNOUNCING = re.compile(r"như sau ?:$")

# What stands at the edges of the pages of the official gazette, and where its files were signed.
FURNITURE = re.compile(
    r"(?:[0-9]{1,4} )?C?ÔNG BÁO ?/ ?Số [0-9 +]{1,20}/ ?Ngày [0-9-]{6,10}(?: [0-9]{1,4})?"
    r"|[0-9]{1,4}"
    r"|(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký): ?.{0,200}"
    r"|[-_–—*=.]{1,200}"
)

_LOST_BREAK = re.compile(
    r"(?<![,;(])\s(?<!\btheo\s)(?<!\btại\s)(?<!\bcủa\s)(?<!\bvà\s)(?<!\bvới\s)(?<!\blà\s)"
    r"(?=(?:Mẫu|Biểu|Phụ lục|PHỤ LỤC)(?: số)? ?[0-9IVX]{1,4}[a-z]? \((?:Ban hành )?[Kk]èm theo [^()]{0,60} số )"
)
"""What parts a form or an annex from the line before it, where the line break was lost. No sentence leads to it."""


@dataclass(frozen=True)
class Line:
    """One line of a text that is not blank."""

    start: int
    """Where it starts in the text."""
    text: str
    """What is read of it: `plain`, and at most `LONGEST_READ` characters."""
    quoted: bool
    """Whether it stands in a quotation of several lines, or begins one."""
    ended: bool
    """Whether the line before it, furniture left out, ends a sentence or is a heading; this one then begins anew."""


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are neither blank nor furniture. Takes time in proportion to the text."""
    lines: list[Line] = []
    quotation = _Quotation()
    previous = ""
    for start, line in _with_starts(text):
        quoted = quotation.read(line)
        lines.append(Line(start, line[:LONGEST_READ], quoted, _is_ended(previous)))
        previous = line
    return lines


def _with_starts(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in split_lines(text):
        for piece in _pieces(line):
            bare = plain(piece)
            if bare and not FURNITURE.fullmatch(bare):
                yield start, bare
            start += len(piece)


def _pieces(line: str) -> Iterator[str]:
    """A line, or those that it was before the line breaks above its annexes were lost."""
    start = 0
    if "kèm theo" in line or "Kèm theo" in line:
        for lost in _LOST_BREAK.finditer(line):
            yield line[start : lost.end()]
            start = lost.end()
    yield line[start:]


def _is_ended(line: str) -> bool:
    if not line:
        return True
    last = line[-1]
    goes_on = last.isalnum() or last in ",-–/("
    return not goes_on or line[-40:].isupper()


_MARK = re.compile(r"[“«„”»]")


class _Quotation:
    """Follows quotation marks from line to line."""

    def __init__(self) -> None:
        self.depth = 0
        self.spare = 0
        """Lines that a quotation begun inside a sentence may still go on for."""
        self.is_straight = False
        self.announced = False

    def read(self, line: str) -> bool:
        """Take the next line; return whether it is quoted."""
        begins = line[0] in _OPENING or line[0] == _STRAIGHT
        if _UNQUOTED.match(line) or (begins and self.announced) or (self.depth and not self.spare):
            # A mark was forgotten: what is quoted cannot hold this line.
            self.depth, self.is_straight = 0, False
        quoted = begins or self.depth > 0 or self.is_straight
        self.spare -= 1
        for mark in _MARK.finditer(line):
            if mark[0] in _CLOSING:
                self.depth = max(self.depth - 1, 0)
                continue
            if not self.depth:
                whole = not line[: mark.start()].strip() or line[: mark.start()].rstrip().endswith(":")
                self.spare = -1 if whole else _LONGEST_IN_A_SENTENCE
            self.depth += 1
        if line.count(_STRAIGHT) % 2 and (self.is_straight or line[0] == _STRAIGHT):
            self.is_straight = not self.is_straight
        self.announced = _ANNOUNCING.search(line[-20:]) is not None
        return quoted

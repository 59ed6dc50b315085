"""The headings of a legal document: what a chapter or an article is called, and where that ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_HEADING = 300
"""Characters; what is longer is no heading but the article itself."""
_SHOWN = 100
"""Characters of its text that an article without a heading is shown by."""


@dataclass(frozen=True)
class Division:
    """A chapter or the like."""

    rank: int
    """0 for phần, 1 for chương, 2 for mục, 3 for tiểu mục."""
    label: str
    """`Chương IV`, `Mục 2`."""
    number: int
    heading: str

    @property
    def name(self) -> str:
        """Label and heading."""
        return f"{self.label} {self.heading}".strip()


_RANKS = {"phần": 0, "chương": 1, "mục": 2, "tiểu mục": 3}
_DIVISION = re.compile(
    r"(phần|chương|mục|tiểu mục)"
    r" (?:(?:thứ )?(nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|([ivxl]{1,8})|([0-9]{1,3}))"
    r"(?![^\W_])[.: –-]*",
    re.IGNORECASE,
)
_WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def division_at(line: str) -> Division | None:
    """The chapter or the like that `line` begins, with what stands on that line of its heading."""
    match = _DIVISION.match(line)
    if match is None or not line[0].isupper():
        return None
    rest = line[match.end() :].strip()
    if rest and (len(rest) > LONGEST_HEADING or not rest[0].isupper() or rest[-1] in ".;:,"):
        return None
    kind = match[1].lower()
    if match[2]:
        word = match[2].lower()
        number = 4 if word == "bốn" else _WORDS.index(word) + 1
    else:
        number = _roman(match[3].lower()) if match[3] else int(match[4])
    label = " ".join((match[1].capitalize(), line[match.end(1) : match.end()].strip(" .:–-")))
    return Division(_RANKS[kind], label, number, rest)


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-v if v < max(values[place:]) else v for place, v in enumerate(values))


def division_heading(lines: Sequence[str]) -> str:
    """The heading of the division that the first of `lines` begins, from that line and those below it."""
    first = division_at(lines[0])
    heading = [first.heading] if first and first.heading else []
    for line in lines[1:]:
        stops = re.match(r"Điều [0-9]", line) or division_at(line) is not None
        if stops or not (line.isupper() or not heading) or len(line) > LONGEST_HEADING:
            break
        if not line.isupper() and line[-1] in ".;:":
            break
        heading.append(line)
        if not line.isupper():
            break
    return _without_footnote(" ".join(heading))


def article_heading(lines: Sequence[str], label: str) -> str:
    """The heading of the article whose lines, from its first on, are `lines`; "" when it has none.

    Articles are given in lines or run together: the heading may go on in the next line, and where the line breaks
    were lost it is followed by the text of the article itself.
    """
    match = re.match(r"(?:ĐIỀU|Điều) [0-9]+[a-zđ]{0,2} ?[.:–-]?(?:[0-9]{1,3}(?= ))? ?", lines[0])
    heading = lines[0][match.end() :] if match else ""
    below = list(lines[1:])
    if not heading and below and not _CLAUSE.match(below[0]):
        heading = below.pop(0)
    for line in below:
        if not _goes_on(heading, line):
            break
        heading = f"{heading} {line}"
    this = _THIS_LAW.search(heading)
    if this and not _NAMING.search(heading, 0, this.start()):
        heading = heading[: this.start()]
    elif len(heading) > LONGEST_HEADING or (heading and heading[-1] in ".;:!?…"):
        split = _end_of_heading(heading)
        short = len(heading[:split].split()) < _FEWEST_WORDS
        heading = beginning(heading) if short else heading[:split]
    return _without_footnote(heading.strip())


_THIS_LAW = re.compile(
    r"(?<=[^\W\d_])"
    r" (?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Quy chế) này "
)
"""What a heading does not say, and the text of an article often begins with."""
_FEWEST_WORDS = 3
"""Of a heading that is cut off from the text it runs into."""
_CLAUSE = re.compile(r"[0-9]{1,3}[.)]|[a-zđ]\)|[-–+•]")
_NAMING = re.compile(
    r"\b(?:của|và|với|tại|ở|cho|do|về|theo|trong|từ|đến|các|hoặc|hay|khi|để|giữa|là|cơ quan|số|trưởng|tướng|tịch"
    r"|đại biểu|sung|bỏ|thế|trên|thuộc|những|vào|qua|ngày|tháng|năm|khoản|điểm)$"
)
"""Words after which capitals are a name and no new sentence."""


def _goes_on(heading: str, line: str) -> bool:
    """Whether `line` is more of a heading that was wrapped."""
    if not heading or heading[-1] in ".;:!?" or _CLAUSE.match(line) or len(heading) + len(line) > LONGEST_HEADING:
        return False
    return line[0].islower() or _NAMING.search(heading) is not None or heading[-1] in ",-–"


_WORD = re.compile(r"\S+")
_BEGINS_TEXT = re.compile(r"1\.(?: |$)|[0-9]{1,3} [A-ZĐ“]")
"""A first clause, or a footnote."""


def _end_of_heading(text: str) -> int:
    """Where a heading ends and the text of its article begins with a capital; 0 when that cannot be told."""
    opening = " ".join(text.split()[:_FEWEST_WORDS])
    previous = ""
    for match in _WORD.finditer(text[: LONGEST_HEADING + 1]):
        word = match[0]
        starts = word[0].isupper() or _BEGINS_TEXT.match(text, match.start())
        if match.start() and starts and previous[-1].isalnum() and previous[0].islower():
            before = text[: match.start()].rstrip()
            if text.startswith(opening, match.start()):  # a definition begins with what the heading names
                return match.start()
            if not _NAMING.search(before) and not text.startswith("Việt Nam", match.start()):
                return match.start()
        previous = word
    return 0


def beginning(text: str) -> str:
    """The first words of a text, to show it by."""
    if len(text) <= _SHOWN:
        return text
    return text[: text.rfind(" ", 0, _SHOWN) if " " in text[:_SHOWN] else _SHOWN].rstrip(" ,;:-–") + "…"


_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\]?[0-9]{1,3}(?= |$)")


def _without_footnote(heading: str) -> str:
    """A heading up to the number of a footnote, which stands right after a letter."""
    match = _FOOTNOTE.search(heading)
    is_one = match is not None and not heading[: match.start()].split()[-1].isupper()
    return heading[: match.start()] if match is not None and (is_one or heading.isupper()) else heading

"""Markdown → Extracted. Markup stays in the text: it is what the reader wrote and what snippets show.

Front matter is read without a library for YAML: of what people write there much is none, such as `title: Hỏi: đáp`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.document import FieldValue
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.field_names import chosen_names
from bhxh_search.documents.lines import split_lines

_KEY = re.compile(r"([\w-]+(?: [\w-]+){0,4}):(?:\s+(.*))?")
_QUOTED = re.compile(r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^']|'')*)')\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_BLOCK = re.compile(r"([>|])[-+0-9]{0,2}(?:\s+#.*)?")
"""A value that stands in the lines below, which begin with blanks: joined by blanks, or kept as lines."""
_OF_DOCUMENTS = ("id", "text")
"""What a column of a table may be for, and no key of a front matter."""
_MARKS = re.compile(r"^ {0,3}#{1,6}(?=[ \t])|\*\*|__", re.MULTILINE)
"""Of headings, and of what is bold."""
_CONTINUED = re.compile(r"\s|#|-\s|$")  # nested, a comment, an item of a list, a blank line
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX_TITLE = re.compile(r" {0,3}#[ \t](.*)")
_SETEXT_RULE = re.compile(r" {0,3}=+[ \t]*")


def read_markdown(text: str) -> Extracted:
    """What the Markdown `text` holds.

    Of a YAML front matter block the lines `key: value` are read, those in which a text stands below its key, and no
    others: `title` and `date` are the document's, the rest its fields, as text. Names are known as those of a table's
    columns are. The title is else the first level-1 heading. The text is what follows the front matter.
    """
    lines = split_lines(text)
    length = _front_matter_length(lines)
    front = _front_matter(lines[1 : length - 1])
    body = lines[length:]
    date = parse_date(front.get("date", ""))
    fields: dict[str, FieldValue] = {
        key: value for key, value in front.items() if key != "title" and (key != "date" or date is None)
    }
    title = " ".join(front.get("title", "").split()) or first_heading(body)
    text = "".join(body)
    return Extracted(text, title, (), fields, date, _MARKS.sub(lambda mark: " " * len(mark[0]), text))


def first_heading(lines: Sequence[str]) -> str:
    """The first level-1 heading among `lines`, either `# …` or underlined with `=`; "" when there is none."""
    fence = ""  # the marks that opened the code block we are in
    previous = ""
    for line in (line.rstrip("\r\n") for line in lines):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark:
            fence = mark[1]
        elif (atx := _ATX_TITLE.fullmatch(line)) and (heading := _without_closing_marks(atx[1].strip())):
            return heading
        elif _SETEXT_RULE.fullmatch(line) and previous.strip():
            return previous.strip()
        previous = line
    return ""


def _without_closing_marks(heading: str) -> str:
    """`# Title ##` is closed by its last marks; in `# C#` they belong to the word."""
    bare = heading.rstrip("#")
    return heading if bare and not bare[-1].isspace() else bare.rstrip()


def _front_matter_length(lines: Sequence[str]) -> int:
    """How many of the first `lines` are front matter, its two rules included; 0 when there is none.

    A rule may also be just a rule, so every line up to the next one must look like front matter.
    """
    if not lines or lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return number + 1 if any(_KEY.fullmatch(key.rstrip()) for key in lines[1:number]) else 0
        if not _KEY.fullmatch(line.rstrip()) and not _CONTINUED.match(line):
            return 0
    return 0


def _front_matter(lines: Sequence[str]) -> dict[str, str]:
    """Name and value of every key; one without a value, or with a nested one, is left out."""
    values: dict[str, str] = {}
    for number, line in enumerate(lines):
        pair = _KEY.fullmatch(line.rstrip())
        if pair is None or not pair[2]:
            continue
        block = _BLOCK.fullmatch(pair[2])
        value = _value(pair[2]) if block is None else _below(lines[number + 1 :], " " if block[1] == ">" else "\n")
        if value:
            values[pair[1]] = value
    chosen = {key: name for key, name in chosen_names(values).items() if name not in _OF_DOCUMENTS}
    return {chosen.get(key, key): value for key, value in values.items()}


def _value(written: str) -> str:
    """A value without the marks around it, and without the comment behind it."""
    quoted = _QUOTED.fullmatch(written.strip())
    if quoted is None:
        return _COMMENT.sub("", written).strip()
    return (quoted["double"] or (quoted["single"] or "").replace("''", "'")).strip()


def _below(lines: Sequence[str], between: str) -> str:
    """The text of the first lines that begin with blanks."""
    end = next((number for number, line in enumerate(lines) if line.strip() and not line[0].isspace()), len(lines))
    return between.join(line.strip() for line in lines[:end]).strip()

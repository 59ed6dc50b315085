"""Markdown → Document. Markup stays in the text: it is what the reader wrote and what snippets show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.documents.lines import split_lines

_KEY = re.compile(r"([\w-]+):(?:\s+(.*))?")
_CONTINUED = re.compile(r"\s|#|-\s|$")  # nested, a comment, an item of a list, a blank line
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX_TITLE = re.compile(r" {0,3}#[ \t](.*)")
_SETEXT_RULE = re.compile(r" {0,3}=+[ \t]*")


def read_markdown(text: str, id: str, path: str | None) -> Document:
    """The document that the Markdown `text` is.

    Of a YAML front matter block the lines `key: value` are read, and no others: `title` and `date` are the
    document's, the rest its fields, as text. The title is else the first level-1 heading. The document's text
    is what follows the front matter. Raises `InvalidDocument` when `id` cannot be one.
    """
    lines = split_lines(text)
    length = _front_matter_length(lines)
    front = _front_matter(lines[1 : length - 1])
    body = lines[length:]
    date = parse_date(front.get("date", ""))
    fields: dict[str, FieldValue] = {
        key: value for key, value in front.items() if key != "title" and (key != "date" or date is None)
    }
    title = front.get("title") or first_heading(body)
    return Document(id=id, text="".join(body), title=title, path=path, date=date, fields=fields)


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
    """Key and value of every simple line; a key without a value, or with a nested one, is left out."""
    pairs = (_KEY.fullmatch(line.rstrip()) for line in lines)
    values = {pair[1]: _unquoted(pair[2]) for pair in pairs if pair and pair[2]}
    return {key: value for key, value in values.items() if value}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value.strip()

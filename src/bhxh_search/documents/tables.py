"""Tables in .csv and .tsv → Documents: a row each, under the names that the first row gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bhxh_search.documents.document import EMPTY, Document, Skipped
from bhxh_search.documents.encodings import Decoded
from bhxh_search.documents.jsonl import Unusable, document_of
from bhxh_search.errors import InvalidDocument
from bhxh_search.language.characters import fold

NAMES = {
    "id": ("id",),
    "text": ("text", "content", "body", "noi dung", "van ban"),
    "title": ("title", "headline", "tieu de", "ten", "trich yeu"),
    "date": ("date", "ngay", "ngay dang", "ngay ban hanh"),
    "author": ("author", "tac gia"),
    "source": ("source", "nguon"),
}
"""What a column is for → the names that it is known by, folded, "_" and "-" as spaces; others are fields."""

_LONGEST_CELL = 2**31 - 1  # characters; the size of the file is limited before
_DELIMITERS = ",;\t|"


def read_table(read: Decoded, suffix: str, id: str, path: str) -> Iterator[Document | Skipped]:
    """A document for every row below the first; or what is wrong with the row, or with the whole.

    There must be a column for the text or for the title; see `NAMES`. A row without an id gets `id#line`, the line
    it ends at.
    """
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(read.text, newline=""), delimiter=_delimiter(read.text, suffix))
    try:
        names = [_name(cell) for cell in next(rows, [])]
        if not {"text", "title"} & set(names):
            columns = " or ".join(f"{purpose!r}" for purpose in ("text", "title"))
            yield Skipped(path, f"no column for a text: name one {columns} in the first line")
            return
        empty = True
        for row in rows:
            if any(cell.strip() for cell in row):
                empty = False
                yield _document(names, row, read.encoding, f"{id}#{rows.line_num}", path, rows.line_num)
        if empty:
            yield Skipped(path, EMPTY)
    except csv.Error as error:
        yield Skipped(path, f"not a table ({error})", line=rows.line_num)


def _document(names: list[str], row: list[str], encoding: str, id: str, path: str, line: int) -> Document | Skipped:
    record: dict[str, object] = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
    if encoding not in ("utf-8", "utf-16"):
        record["encoding"] = encoding
    try:
        return document_of(record, id, path)
    except (Unusable, InvalidDocument) as error:
        return Skipped(path, str(error), line=line)


def _name(cell: str) -> str:
    """The name of a column's field: one of ours where it is known, else as it is written."""
    cell = cell.strip().lstrip("\ufeff")
    known = " ".join(fold(cell.replace("_", " ").replace("-", " ").lower()).split())
    return next((purpose for purpose, names in NAMES.items() if known in names), cell)


def _delimiter(text: str, suffix: str) -> str:
    """Tab in .tsv; in .csv what parts the names in the first line: Excel writes a semicolon in many countries."""
    if suffix == ".tsv":
        return "\t"
    first = text.lstrip().split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)

"""Tables in .csv and .tsv → Documents: a row each, under the names that the first row gives."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, count

from bhxh_search.documents.document import EMPTY, Document, Skipped
from bhxh_search.documents.encodings import Decoded
from bhxh_search.documents.field_names import chosen_names
from bhxh_search.documents.jsonl import Unusable, document_of
from bhxh_search.errors import InvalidDocument

_LONGEST_CELL = 2**31 - 1  # characters; the size of the file is limited before
_DELIMITERS = ",;\t|"
_QUOTED = re.compile('"(?:[^"]|"")*"')
_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?[ ,;\t]*[\r\n]*', re.IGNORECASE)
"""The first line of a table, by which Excel is told what parts its cells."""


def read_table(read: Decoded, suffix: str, id: str, path: str) -> Iterator[Document | Skipped]:
    """A document for every row below the first; or what is wrong with the row, or with the whole.

    There must be a column for the text or for the title; see `field_names`. A row without an id gets `id#line`, the
    line it ends at.
    """
    lines = list(io.StringIO(read.text, newline=""))
    told = _TOLD.fullmatch(lines[0]) if lines else None
    delimiter = _delimiter(read.text, suffix) if told is None else told[1]
    rows = _rows(lines, delimiter, first_line=0 if told is None else 1)
    names = _names(next(rows, ([], 0))[0])
    if not {"text", "title"} & set(names):
        columns = " or ".join(f"{purpose!r}" for purpose in ("text", "title"))
        yield Skipped(path, f"no column for a text: name one {columns} in the first line")
        return
    empty = True
    for row, line in rows:
        if any(cell.strip() for cell in row):
            empty = False
            yield _document(names, _fitted(row, names, delimiter), read.encoding, f"{id}#{line}", path, line)
    if empty:
        yield Skipped(path, EMPTY)


def _rows(lines: Sequence[str], delimiter: str, first_line: int) -> Iterator[tuple[list[str], int]]:
    """The cells of each row, the first at the line `first_line` from 0, and the line that it ends at, from 1 on.

    A cell may go over several lines between two quotation marks, as RFC 4180 has it. A mark that is not closed, or is
    closed in the midst of a cell of a later line, is one that somebody wrote: else it would swallow all rows between.
    """
    csv.field_size_limit(_LONGEST_CELL)
    start = first_line  # of the row
    while start < len(lines):
        first = start
        rows = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter)
        for row in rows:
            end = first + rows.line_num
            if (end - start > 1 or end == len(lines)) and _has_stray_mark("".join(lines[start:end]), delimiter):
                yield list(_cells_as_written(lines[start].rstrip("\r\n"), delimiter)), start + 1
                start += 1
                break
            yield row, end
            start = end


def _has_stray_mark(row: str, delimiter: str) -> bool:
    """Whether a mark that opens a cell is not closed, or is in the midst of a cell of a later line."""
    place = 0
    while place < len(row):
        quoted = _QUOTED.match(row, place)
        if row.startswith('"', place) and quoted is None:
            return True
        if quoted is not None and "\n" in quoted[0] and not _ends(row, quoted, delimiter):
            return True
        place = _next(row, place if quoted is None else quoted.end(), delimiter)
    return False


def _cells_as_written(line: str, delimiter: str) -> Iterator[str]:
    """The cells of a line with a mark that nothing closes: that mark is part of its cell."""
    place = 0
    while place <= len(line):
        quoted = _QUOTED.match(line, place)
        is_whole = quoted is not None and _ends(line, quoted, delimiter)
        following = _next(line, quoted.end() if quoted is not None and is_whole else place, delimiter)
        cell = line[place : following - 1]
        yield cell.strip()[1:-1].replace('""', '"') if is_whole else cell
        place = following


def _ends(row: str, quoted: re.Match[str], delimiter: str) -> bool:
    """Whether a cell ends where its mark is closed; blanks may follow."""
    rest = row[quoted.end() : _next(row, quoted.end(), delimiter) - 1]
    return not rest.strip(" \t\r\n")


def _next(row: str, place: int, delimiter: str) -> int:
    """Where the cell after the one that `place` is in begins."""
    found = row.find(delimiter, place)
    return (len(row) if found < 0 else found) + 1


def _fitted(row: list[str], names: list[str], delimiter: str) -> list[str]:
    """A row with no more cells than there are names, if it may be so: commas of a text at its end are that text's."""
    more = len(row)
    while more > len(names) and not row[more - 1].strip():
        more -= 1
    if more > len(names) and names[-1] == "text":
        return [*row[: len(names) - 1], delimiter.join(row[len(names) - 1 : more])]
    return row[:more]


def _document(names: list[str], row: list[str], encoding: str, id: str, path: str, line: int) -> Document | Skipped:
    if len(row) > len(names):
        told = f"{len(row)} cells, and the first line names {len(names)}"
        return Skipped(path, f"{told}; a text that holds what parts cells needs quotation marks around it", line=line)
    record: dict[str, object] = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
    if encoding not in ("utf-8", "utf-16"):
        record["encoding"] = encoding
    try:
        return document_of(record, id, path)
    except (Unusable, InvalidDocument) as error:
        return Skipped(path, str(error), line=line)


def _names(cells: Sequence[str]) -> list[str]:
    """The names of the columns, no two alike."""
    written = [cell.strip().lstrip("\ufeff").strip() for cell in cells]
    chosen = chosen_names(written)
    names: list[str] = []
    given: set[str] = set()
    for cell in written:
        choices = chain((chosen.get(cell, cell), cell), (f"{cell} {number}" for number in count(2)))
        name = next(name for name in choices if name not in given or not name)
        given.add(name)
        names.append(name)
    while names and not names[-1]:
        names.pop()
    return names


def _delimiter(text: str, suffix: str) -> str:
    """Tab in .tsv; in .csv what parts the names in the first line: Excel writes a semicolon in many countries."""
    if suffix == ".tsv":
        return "\t"
    first = text.lstrip().split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)

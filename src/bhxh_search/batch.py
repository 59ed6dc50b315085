"""A file of queries, one a line, for programs that ask many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bhxh_search.documents.document import without_surrogates


@dataclass(frozen=True)
class BatchQuery:
    """A query of the file."""

    id: str
    """Its own, or the number of its line."""
    text: str
    line: int
    """From 1."""


@dataclass(frozen=True)
class BadLine:
    """A line that holds no query."""

    line: int
    """From 1."""
    reason: str
    """What is wrong, as a clause without a full stop."""


def read_queries(lines: Iterable[bytes]) -> Iterator[BatchQuery | BadLine]:
    """The queries of a file in UTF-8, as its lines come; blank lines are passed over.

    A line that begins with `{` is a JSON object with `text`, and perhaps `id`; one with a tab is an id and, after
    the first tab, a text; any other is a text, whose id is the number of its line. An id that has come before is
    wrong, for whoever reads the answers could not tell them apart.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        read = _read(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, number)
        if isinstance(read, BatchQuery):
            if read.id in seen:
                read = BadLine(number, f"the id {read.id!r} came in line {seen[read.id]} already")
            else:
                seen[read.id] = number
        if read is not None:
            yield read


def _read(line: bytes, number: int) -> BatchQuery | BadLine | None:
    try:
        text = line.decode("utf-8").strip("\r\n")
    except UnicodeDecodeError:
        return BadLine(number, "not UTF-8")
    if not text.strip():
        return None
    if text.lstrip().startswith("{"):
        return _read_json(text, number)
    id, tab, rest = text.partition("\t")
    if not tab:
        return BatchQuery(str(number), text.strip(), number)
    if not id.strip() or not rest.strip():
        return BadLine(number, f"no {'text' if id.strip() else 'id'}; write id, tab, text")
    return BatchQuery(id.strip(), rest.strip(), number)


def _read_json(text: str, number: int) -> BatchQuery | BadLine:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"not JSON: {getattr(error, 'msg', 'nested too deeply')}")
    asked, id = row.get("text"), row.get("id", number)
    if not isinstance(asked, str) or not asked.strip():
        return BadLine(number, 'no "text", which is to be the query')
    if not isinstance(id, str | int) or isinstance(id, bool) or not str(id).strip():
        return BadLine(number, 'an "id" that is no text and no whole number')
    return BatchQuery(without_surrogates(str(id)), asked, number)

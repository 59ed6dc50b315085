"""Results, and whole documents, as JSON or JSON lines.

Control characters that JSON lets through are escaped. No form ends with a line end; whoever prints it adds one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bhxh_search.documents.document import Document
from bhxh_search.search.results import RESULT_VERSION, Ranges, Results

if TYPE_CHECKING:
    from bhxh_search.outline import Entry

# What is below U+0020 is escaped already. U+0085, U+2028 and U+2029 end a line for some readers and would cut a line
# of JSON lines in two.
_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(results: Results) -> str:
    """The results as one indented JSON object; control characters that JSON lets through are escaped."""
    return _json(results.to_dict(), indent=2)


def to_jsonl(results: Results) -> str:
    """A hit a line, and a last line `{"summary": …}` with all that is not a hit."""
    summary = results.to_dict()
    hits = summary.pop("hits")
    return "\n".join(_json(line) for line in [*hits, {"summary": summary}])


def to_line(results: Results, id: str) -> str:
    """The results of one of many queries as one line of JSON, after the `id` of the query."""
    return _json({"id": id, **results.to_dict()})


def document_to_json(document: Document, matches: Ranges) -> str:
    """One document as an indented JSON object. `matches`: ranges of its text, under the key of that name."""
    return _json({"version": RESULT_VERSION, **document.to_dict(), "matches": [list(match) for match in matches]}, 2)


def contents_to_json(parts: Sequence[Entry], group: str, name: str) -> str:
    """The same as an indented JSON object, without nesting."""
    listed = [{"id": part.id, "title": part.title, "headings": list(part.headings)} for part in parts]
    return _json({"version": RESULT_VERSION, "id": group, "title": name, "parts": listed}, 2)


def _json(value: Mapping[str, Any], indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    escaped = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    # A query from a command line may hold bytes that are no text. UTF-8 cannot carry them.
    return _LONE_SURROGATE.sub("\ufffd", escaped)

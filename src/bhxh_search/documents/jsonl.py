"""JSONL → Documents: one object a line, each a document or, when it cannot be one, a line to report."""

from __future__ import annotations

import io
import itertools
import json
import math
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

from bhxh_search.documents.charsets import CHARSETS
from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.document import EMPTY, Document, FieldValue, Skipped
from bhxh_search.documents.encodings import UTF16_MARKS, Undecodable, decode, decoded, detect
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.field_names import chosen_names, longest_text, purpose_of
from bhxh_search.documents.fragments import plain_text
from bhxh_search.documents.law import parse_law
from bhxh_search.documents.structure import law_documents
from bhxh_search.errors import InvalidDocument

_T = TypeVar("_T")

_HEAD = 250_000  # bytes, of the lines by which an old encoding is told


class Unusable(ValueError):
    """A line that cannot become a document. The message is a clause."""


def read_jsonl(file: BinaryIO, id: str, path: str, encoding: str | None = None) -> Iterator[Document | Skipped]:
    """A document, or what is wrong, for every line of `file` that is not blank; or one `Skipped` for it all.

    `id` is the file's: a line without an id of its own gets `id#number`. Lines are read one at a time, except
    in UTF-16, where a line end is not one byte. `encoding`: None to find it out. Raises `OSError` when `file` cannot
    be read.
    """
    head = list(itertools.islice(file, 1))
    try:
        if encoding is None and head and not _is_utf8(head[0]):
            head += file.readlines(_HEAD)
            encoding = _encoding_of(head)
        if encoding is not None and encoding.startswith("utf-16"):
            text = decode(b"".join(head) + file.read(), encoding)
            head, file, encoding = [], io.BytesIO(text.encode("utf-8", "replace")), None
    except Undecodable as error:
        yield Skipped(path, str(error))
        return
    empty = True
    for number, line in enumerate(itertools.chain(head, file), start=1):
        for item in _read_line(line, encoding, number, id, path):
            empty = False
            yield item
    if empty:
        yield Skipped(path, EMPTY)


def _is_utf8(line: bytes) -> bool:
    try:
        return "\0" not in line.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _encoding_of(head: list[bytes]) -> str | None:
    """The encoding of a file that begins with these lines, if it is not UTF-8. Raises `Undecodable` for a binary.

    With NUL in its first line all of it is binary, as archives and databases are, and not each of its "lines".
    """
    if head[0][:2] in UTF16_MARKS or b"\0" in head[0]:
        return detect(b"".join(head))
    try:
        found = detect(b"".join(head))
    except Undecodable:  # each line for itself
        return None
    return found if found in CHARSETS else None


def _read_line(data: bytes, encoding: str | None, number: int, id: str, path: str) -> Iterator[Document | Skipped]:
    """What one line gives; nothing when it is blank."""
    try:
        read = decoded(data, encoding)
        line = read.text.strip()
        if not line:
            return
        record = _parse(line)
        if read.encoding not in ("utf-8", "utf-16"):
            record.setdefault("encoding", read.encoding)
        yield from _parts(document_of(_under_our_names(record), f"{id}#{number}", path))
    except (Unusable, Undecodable, InvalidDocument) as error:
        yield Skipped(path, str(error), line=number)
    except RecursionError:
        yield Skipped(path, "JSON nested too deeply", line=number)


def _parts(document: Document) -> Iterator[Document]:
    """The parts of a document that is a whole law, if it is not said to be a part itself; or just the document."""
    is_part = document.group is not None or document.headings
    law = None if is_part else parse_law(document.text)
    if law is None:
        yield document
        return
    extracted = Extracted(document.text, document.title, document.pages, document.fields, document.date)
    yield from law_documents(law, extracted, document.id, document.path)


def _parse(line: str) -> dict[str, object]:
    try:
        value = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise Unusable(f"not valid JSON ({error.msg} at character {error.pos + 1})") from None
    if not isinstance(value, dict):
        raise Unusable(f"{_kind(value)}, not a JSON object")
    return value


def _under_our_names(record: dict[str, object]) -> dict[str, object]:
    """The record, what it has under other known names under ours; ours come first where they hold anything."""
    chosen = chosen_names(name for name, value in record.items() if _may_be_known(name, value))
    taken = set(chosen.values())
    return {chosen.get(name, name): value for name, value in record.items() if name in chosen or name not in taken}


def _may_be_known(name: str, value: object) -> bool:
    """Whether a key's value may be what its name says; of our own names any but none, for another a fitting one."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return False
    purpose = purpose_of(name)
    if purpose == name or purpose not in _FITTING:
        return True
    return isinstance(value, _FITTING[purpose]) and not isinstance(value, bool)


_FITTING: dict[str | None, type | tuple[type, ...]] = {
    "id": (str, int),
    "text": str,
    "title": (str, int, float),
    "date": str,
}


def document_of(record: dict[str, object], default_id: str, path: str) -> Document:
    """The document that `record` describes, its text as plain text.

    A value that is not of its attribute's type stays a field.
    """
    rest = {name: value for name, value in record.items() if value is not None}
    id = _id(rest.pop("id", default_id))
    text = rest.pop("text", "")
    if not isinstance(text, str):
        raise Unusable(f"text is {_kind(text)}, not a string")
    plain = plain_text(text)
    title = _take(rest, "title", _string) or ""
    if not plain.strip() and not title.strip():
        name = longest_text(rest, shortest=1)
        hint = "" if name is None else f"; if {name!r} holds one, name it 'text'"
        raise Unusable(f"no text and no title{hint}")
    date = _take(rest, "date", lambda value: parse_date(value) if isinstance(value, str) else None)
    if "date" in rest:
        rest["date"] = _text_of(rest["date"])
    return Document(
        id=id,
        text=plain,
        title=title,
        path=path,
        date=date,
        group=_take(rest, "group", _string),
        headings=_take(rest, "headings", _strings) or (),
        # Offsets that are given are of the text that is given.
        pages=(_take(rest, "pages", lambda value: _offsets(value, len(text))) or ()) if plain is text else (),
        fields={name: _field(value) for name, value in rest.items()},
    )


def _id(value: object) -> str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise Unusable(f"id is {_kind(value)}, not a string or an integer")


def _take(rest: dict[str, object], name: str, convert: Callable[[object], _T | None]) -> _T | None:
    """The value of `name` converted, and out of `rest`; None, and still there, when `convert` refuses it."""
    value = convert(rest.get(name))
    if value is not None:
        del rest[name]
    return value


def _string(value: object) -> str | None:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    return None


def _strings(value: object) -> tuple[str, ...] | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _offsets(value: object, length: int) -> tuple[int, ...] | None:
    """`value` as offsets into a text of `length` characters: integers in it, in order."""
    if not isinstance(value, list) or not all(type(item) is int and 0 <= item <= length for item in value):
        return None
    return tuple(value) if value == sorted(value) else None


def _field(value: object) -> FieldValue:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, list):
        return tuple(_text_of(item) for item in value if item is not None)
    return _text_of(value)


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _kind(value: object) -> str:
    """What JSON calls `value`."""
    if isinstance(value, bool):
        return "a boolean"
    kinds = {str: "a string", int: "a number", float: "a number", list: "an array", dict: "an object"}
    return kinds.get(type(value), "null")


def _finite(digits: str) -> float | str:
    """The number, or its text where it is too large for one: JSON that we give out must be JSON."""
    number = float(digits)
    return number if math.isfinite(number) else digits


def _integer(digits: str) -> int | str:
    """The integer, or its text where Python refuses to read so many digits."""
    try:
        return int(digits)
    except ValueError:
        return digits


# NaN and Infinity are no JSON, but written by many programs: they are kept as these words.
_DECODER = json.JSONDecoder(parse_constant=str, parse_float=_finite, parse_int=_integer)

"""What an index keeps of a document: the document itself, and a short record that is read without it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.roots import Origin

# No text is as long; sums of such lengths stay within 64 bits.
_LENGTH_LIMIT = 2**40


@dataclass(frozen=True)
class Record:
    """One document's line in the index's books."""

    id: str
    hash: str
    lengths: tuple[int, ...]
    """Terms of each stream, in the order of `schema.STREAM_FIELDS`."""
    date: str | None = None
    group: str | None = None
    origin: Origin = field(default_factory=Origin)

    def to_bytes(self) -> bytes:
        """JSON in UTF-8."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Record:
        """The record that `to_bytes` wrote. Raises `ValueError`, `KeyError` or `TypeError` for anything else."""
        values = json.loads(data)
        values["lengths"] = tuple(values["lengths"])
        values["origin"] = Origin(**values["origin"])
        record = cls(**values)
        if not all(type(length) is int and 0 <= length < _LENGTH_LIMIT for length in record.lengths):
            raise ValueError(f"lengths {record.lengths}")
        texts = (record.date, record.group, record.origin.root, record.origin.file)
        if not isinstance(record.id, str) or not all(text is None or isinstance(text, str) for text in texts):
            raise TypeError("a number where a text should be")
        return record


def document_hash(document: Document, analysis: str) -> str:
    """A digest of all that indexing a document depends on: its content and metadata, and the analysis version."""
    content = f"{analysis}\n{document_to_json(document)}"
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def document_to_json(document: Document) -> str:
    """The document as JSON that `document_from_json` reads back to an equal document."""
    values = {
        "id": document.id,
        "text": document.text,
        "title": document.title,
        "path": document.path,
        "date": _date_to_json(document.date),
        "group": document.group,
        "headings": document.headings,
        "pages": document.pages,
        "fields": {name: _field_to_json(value) for name, value in sorted(document.fields.items())},
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def document_from_json(content: str) -> Document:
    """The document that `document_to_json` wrote."""
    values: dict[str, Any] = json.loads(content)
    values["date"] = _date_from_json(values["date"])
    values["headings"] = tuple(values["headings"])
    values["pages"] = tuple(values["pages"])
    values["fields"] = {name: _field_from_json(value) for name, value in values["fields"].items()}
    return Document(**values)


def _field_to_json(value: FieldValue) -> object:
    return _date_to_json(value) if isinstance(value, dt.date) else value


def _field_from_json(value: Any) -> FieldValue:
    if isinstance(value, Mapping):
        return _date_from_json(value) or ""
    return tuple(value) if isinstance(value, list) else value


def _date_to_json(value: dt.date | None) -> dict[str, str] | None:
    """A date apart from a text that looks like one, and from a moment."""
    if value is None:
        return None
    return {"datetime" if isinstance(value, dt.datetime) else "date": value.isoformat()}


def _date_from_json(value: Mapping[str, str] | None) -> dt.date | None:
    if value is None:
        return None
    if "datetime" in value:
        return dt.datetime.fromisoformat(value["datetime"])
    return dt.date.fromisoformat(value["date"])

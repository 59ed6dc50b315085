"""What an index knows of a document without reading it, and the document as JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.roots import Origin


@dataclass(frozen=True)
class Record:
    """One document's line in the index's books."""

    id: str
    hash: bytes
    """See `document_hash`."""
    group: str | None = None
    origin: Origin = field(default_factory=Origin)


def document_hash(content: bytes, analysis: str) -> bytes:
    """A digest, 16 bytes, of all that indexing a document depends on.

    `content`: the document as JSON, metadata too; `analysis`: the analysis version.
    """
    digest = hashlib.blake2b(analysis.encode(), digest_size=16)
    digest.update(b"\n")
    digest.update(content)
    return digest.digest()


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


def document_from_json(content: str | bytes) -> Document:
    """The document that `document_to_json` wrote. Raises `ValueError`, `KeyError` or `TypeError` for another text."""
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

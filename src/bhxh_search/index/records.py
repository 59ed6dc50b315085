"""What an index knows of a document without reading it; and the document itself, as it is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.errors import InvalidDocument
from bhxh_search.ingest.roots import Origin

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DEFINED = b'"defined"'


class Record(NamedTuple):
    """One document's line in the index's books."""

    id: str
    hash: bytes
    """See `document_hash`."""
    group: str | None = None
    origin: Origin = Origin()


def document_hash(head: bytes, text: bytes, analysis: str) -> bytes:
    """A digest, 16 bytes, of all that indexing a document depends on.

    `head`: as `head_to_json` gives it; `text`: the document's, in UTF-8; `analysis`: the analysis version.
    """
    digest = hashlib.blake2b(f"{analysis}\n{len(head)}\n".encode(), digest_size=16)
    digest.update(head)
    digest.update(text)
    return digest.digest()


def title_part(document: Document) -> str:
    """What is searched as a document's title: the title, and below it what it stands in."""
    return "\n".join((document.title, *document.headings))


def head_to_json(document: Document) -> bytes:
    """All of a document but its text, as JSON.

    Raises `InvalidDocument` where its fields are no longer what they were when it was made: a mapping can be changed.
    """
    try:
        return _ENCODER.encode(_head(document)).encode()
    except (TypeError, ValueError) as error:
        raise InvalidDocument(
            f"the fields of document {document.id!r} were changed to what none can have ({error}); make it anew"
        ) from error


def _head(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "path": document.path,
        "date": _date_to_json(document.date),
        "group": document.group,
        "headings": document.headings,
        "pages": document.pages,
        "fields": {_text(name): _field_to_json(value) for name, value in sorted(document.fields.items())},
    }


def _text(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the name {name!r:.40}")
    return name


def with_definitions(head: bytes, defined: Mapping[str, tuple[str, ...]]) -> bytes:
    """A head with what the document's text says its abbreviations stand for: its title is read with them."""
    if not defined:
        return head
    return b"%s,%s:%s}" % (head[:-1], _DEFINED, _ENCODER.encode(defined).encode())


class DocumentHead(NamedTuple):
    """What is kept of a document apart from its text."""

    document: Document
    """Without its text."""
    defined: Mapping[str, tuple[str, ...]]
    """See `with_definitions`."""

    def with_text(self, text: bytes) -> Document:
        """The whole document."""
        return replace(self.document, text=text.decode())


def head_from_json(head: bytes) -> DocumentHead:
    """What `head_to_json` wrote, `with_definitions` or not.

    Raises `ValueError`, `KeyError` or `TypeError` for anything else.
    """
    values: dict[str, Any] = json.loads(head.decode())
    # A document's values were looked at when it was added: to do so again takes a third of the time of reading them.
    texts = [values["id"], values["title"], values["path"] or "", values["group"] or "", *values["headings"]]
    if not all(type(text) is str for text in texts) or not all(type(page) is int for page in values["pages"]):
        raise ValueError("the head of a document holds what no document does")
    document = object.__new__(Document)
    document.__dict__.update(
        id=values["id"],
        text="",
        title=values["title"],
        path=values["path"],
        date=_date_from_json(values["date"]),
        group=values["group"],
        headings=tuple(values["headings"]),
        pages=tuple(values["pages"]),
        fields={name: _field_from_json(value) for name, value in values["fields"].items()},
    )
    defined = {written: tuple(syllables) for written, syllables in values.get("defined", {}).items()}
    return DocumentHead(document, defined)


def _field_to_json(value: FieldValue) -> object:
    if isinstance(value, dt.date):
        return _date_to_json(value)
    if isinstance(value, (str, int, float)) or (
        isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    ):
        return value
    raise TypeError(f"{type(value).__name__} {value!r:.40}")


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

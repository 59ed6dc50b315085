"""A document → what Whoosh is given to index: its streams as fields, its record, and the document itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.index.records import Record, document_hash, document_to_json
from bhxh_search.index.schema import FIELDS_EXACT, FIELDS_FOLDED, STREAM_FIELDS, Part, field_name
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import STREAMS, Streams, analyze, analyze_batch
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.roots import Origin

# Under which of their fields documents give their own law number.
_NUMBER_FIELDS = ("number", "so_hieu")


@dataclass(frozen=True)
class Entry:
    """A document analysed and ready to be written."""

    record: Record
    fields: dict[str, object]
    """Whoosh field name → terms or stored value."""


def make_entry(document: Document, origin: Origin, abbreviations: Abbreviations, analysis: str) -> Entry:
    """Analyse `document`. This is where indexing spends its time and where it may fail; nothing is written.

    `analysis`: the version of the analysis, which is slow to find out.
    """
    batch = analyze_batch([document.text], abbreviations)
    body = batch.streams(0)
    title = analyze(document.title, abbreviations, defined=batch.defined[0])
    terms = {**_stream_terms("body", body), **_stream_terms("title", title)}
    exact, folded = _field_terms(document, abbreviations)
    date = document.date.isoformat() if document.date else None
    record = Record(
        id=document.id,
        hash=document_hash(document, analysis),
        lengths=tuple(len(terms[name]) for name in STREAM_FIELDS),
        date=date,
        group=document.group,
        origin=origin,
    )
    fields: dict[str, object] = {
        **terms,
        "id": [document.id],
        "path": [document.path] if document.path else [],
        "date": [date[:10]] if date else [],
        "number": [
            law_number(normalize(str(document.fields[name])).text)
            for name in _NUMBER_FIELDS
            if name in document.fields
        ],
        FIELDS_EXACT: exact,
        FIELDS_FOLDED: folded,
        "document": document_to_json(document),
        "record": record.to_bytes(),
    }
    return Entry(record, fields)


def _stream_terms(part: Part, streams: Streams) -> dict[str, list[str]]:
    return {field_name(part, stream): list(streams.terms(stream)) for stream in STREAMS}


def _field_terms(document: Document, abbreviations: Abbreviations) -> tuple[list[str], list[str]]:
    """The terms of the document's own fields, each after its field's name: `author:chấn`, exact and folded."""
    exact: list[str] = []
    folded: list[str] = []
    for name, value in sorted(document.fields.items()):
        for text in _texts(value):
            streams = analyze(text, abbreviations, segmented=False)
            # The name alone parts one value from the next, so that no phrase crosses them.
            exact += [f"{name}:", *(f"{name}:{term}" for term in streams.exact)]
            folded += [f"{name}:", *(f"{name}:{term}" for term in streams.folded)]
    return exact, folded


def _texts(value: FieldValue) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, dt.date):
        yield value.isoformat()
    else:
        yield str(value)

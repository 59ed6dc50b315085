"""The Whoosh schema: the streams as fields, and what is kept beside each document."""

from __future__ import annotations

from typing import Any, Literal

from whoosh import fields
from whoosh.analysis import SpaceSeparatedTokenizer

from bhxh_search.language.analysis import STREAMS, Stream

FORMAT_VERSION = 1
"""Raise it whenever an index written before could not be read: such an index asks for a rebuild."""

Part = Literal["body", "title"]
PARTS: tuple[Part, ...] = ("body", "title")

# Phrases are looked for in these; in the others only how often a term occurs is kept.
_WITH_POSITIONS = ("exact", "folded")


def field_name(part: Part, stream: Stream) -> str:
    """The Whoosh field that holds this stream of this part of the documents: `body_exact`."""
    return f"{part}_{stream}"


STREAM_FIELDS = tuple(field_name(part, stream) for part in PARTS for stream in STREAMS)
"""The fields that scores are made of, in the order in which a record keeps their lengths."""

# Terms of the documents' own fields, as `author:chấn`: one Whoosh field holds all of them.
FIELDS_EXACT, FIELDS_FOLDED = "fields_exact", "fields_folded"


def whoosh_schema() -> Any:
    """The schema, of Whoosh's own field types only, so that Whoosh opens the index without this package."""
    schema = fields.Schema(
        id=_keywords(),
        path=_keywords(),
        date=_keywords(),
        number=_keywords(),
        document=fields.STORED(),
        record=fields.COLUMN(),
    )
    for part in PARTS:
        for stream in STREAMS:
            schema.add(field_name(part, stream), _terms(positions=stream in _WITH_POSITIONS))
    schema.add(FIELDS_EXACT, _terms(positions=True))
    schema.add(FIELDS_FOLDED, _terms(positions=True))
    return schema


def _terms(*, positions: bool) -> Any:
    """A field that is given lists of terms. Its analyser serves only those who query it through Whoosh."""
    return fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=positions)


def _keywords() -> Any:
    """A field of whole values, each one term."""
    return fields.KEYWORD(analyzer=SpaceSeparatedTokenizer())

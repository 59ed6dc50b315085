"""The names under which an index stores things, and the schema that tells them to Whoosh."""

from __future__ import annotations

from typing import Any, Literal

from bhxh_search.language.analysis import STREAMS, Stream

FORMAT_VERSION = 5
"""Raise it whenever an index written before could not be read, or holds other terms of the same documents: such an
index asks for a rebuild."""

Part = Literal["body", "title"]
PARTS: tuple[Part, ...] = ("body", "title")

OWN_FIELDS = "fields"
"""The part that holds the terms of the documents' own fields, each after its field's name: `author:chấn`."""
SEARCHED_PARTS = (*PARTS, OWN_FIELDS)

FIELDS_EXACT, FIELDS_FOLDED = f"{OWN_FIELDS}_exact", f"{OWN_FIELDS}_folded"

WHOLE_VALUES = ("id", "path", "date", "number")
"""Fields of which each value is one term."""

# Phrases are looked for in these; in the others only how often a term occurs is kept.
WITH_POSITIONS = ("exact", "folded")


def field_name(part: str, stream: Stream) -> str:
    """The Whoosh field that holds this stream of this part of the documents: `body_exact`."""
    return f"{part}_{stream}"


def whoosh_schema() -> Any:
    """The schema. Its analysers serve only those who query the index through Whoosh."""
    from bhxh_search.index.quiet import quiet  # not for those who only search

    with quiet():
        from whoosh import fields
        from whoosh.analysis import SpaceSeparatedTokenizer

    def terms(*, positions: bool) -> Any:
        return fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=positions)

    schema = fields.Schema(document=fields.STORED())
    for name in WHOLE_VALUES:
        schema.add(name, fields.KEYWORD(analyzer=SpaceSeparatedTokenizer()))
    for part in PARTS:
        for stream in STREAMS:
            schema.add(field_name(part, stream), terms(positions=stream in WITH_POSITIONS))
    schema.add(FIELDS_EXACT, terms(positions=True))
    schema.add(FIELDS_FOLDED, terms(positions=True))
    return schema

"""The fields of a segment as Whoosh knows them: the terms of each, and the documents and places that hold a term.

They are read for Whoosh alone, one term at a time; the package's own searching goes to the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bhxh_search.index.parts import PartReader
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.schema import WHOLE_VALUES, WITH_POSITIONS, field_name
from bhxh_search.index.segment import Segment, iso_date
from bhxh_search.language.analysis import STREAMS, Stream


class Field:
    """One field of Whoosh's."""

    terms: Sequence[bytes]
    """All its terms, in order."""
    lengths: Integers | None = None
    """Per document: how many terms; None where Whoosh need not know."""

    def postings(self, text: bytes) -> Postings | None:
        """The documents that hold a term, by number; None where none does."""
        raise NotImplementedError

    def places(self, text: bytes) -> Integers:
        """Where a term stands, as `pairs` has places; nowhere in a field that keeps none."""
        return np.zeros(0, np.int64)


class _StreamField(Field):
    """A stream of one part of the documents."""

    def __init__(self, part: PartReader, stream: Stream) -> None:
        self._part = part
        self._stream = stream

    @cached_property
    def lengths(self) -> Integers:  # type: ignore[override]
        return self._part.lengths(self._stream)

    @cached_property
    def terms(self) -> Sequence[bytes]:  # type: ignore[override]
        part = self._part
        if self._stream == "exact":
            return sorted(text.encode() for text in part.texts)
        if self._stream == "folded":
            return [text.encode() for text in part.folded_terms]
        if self._stream == "pairs":
            folded = [text.encode() for text in part.folded_texts()]
            pairs = set(zip(*(half.tolist() for half in np.divmod(part.pairs.keys, len(part.texts))), strict=True))
            return sorted({folded[first] + b"_" + folded[second] for first, second in pairs})
        return [text.encode() for text in part.counted_terms(self._stream)]

    def postings(self, text: bytes) -> Postings | None:
        postings = self._part.postings(self._stream, text.decode())
        found = None if postings is None else postings.sparse()
        return found if found is not None and len(found.frequencies) else None

    def places(self, text: bytes) -> Integers:
        if self._stream not in WITH_POSITIONS:
            return super().places(text)
        return self._part.pairs.places_of_term(self._part.term_range(self._stream, text.decode()))


class _WholeValues(Field):
    """Values of the documents that are one term each: ids, paths, dates, numbers."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._segment = segment
        self._name = name

    @cached_property
    def _values(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        for number in range(self._segment.size):
            for value in self._of(number):
                found.setdefault(value.encode(), []).append(number)
        return found

    def _of(self, number: int) -> Sequence[str]:
        if self._name == "id":
            return (self._segment.ids[number],)
        if self._name == "date":
            date = iso_date(int(self._segment.dates[number]))
            return (date[:10],) if date else ()
        return self._segment.keywords(self._name).of(number)

    @cached_property
    def terms(self) -> Sequence[bytes]:  # type: ignore[override]
        return sorted(self._values)

    def postings(self, text: bytes) -> Postings | None:
        documents = np.array(sorted(set(self._values.get(text, ()))), np.int64)
        return Postings(documents, np.ones(len(documents), np.int64)) if len(documents) else None


def fields_of(segment: Segment) -> dict[str, Field]:
    """The fields of a segment by Whoosh's names for them; see `schema.whoosh_schema`."""
    fields: dict[str, Field] = {name: _WholeValues(segment, name) for name in WHOLE_VALUES}
    for name, part in segment.parts.items():
        for stream in STREAMS:
            if part.has(stream):
                fields[field_name(name, stream)] = _StreamField(part, stream)
    return fields

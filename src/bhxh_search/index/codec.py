"""A segment's columns as a Whoosh codec, for reading: what Whoosh's own searcher asks of an index.

Nothing of the package reads through it. It is there for those who search an index by Whoosh, and for tests, whose
second opinion Whoosh is. Terms are read one at a time, as Whoosh asks for them: it is right, not fast.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bhxh_search.index.generation import SegmentState
from bhxh_search.index.pairs import places_at, positions_at
from bhxh_search.index.postings import Integers
from bhxh_search.index.quiet import quiet
from bhxh_search.index.schema import SEARCHED_PARTS
from bhxh_search.index.segment import Segment
from bhxh_search.index.whoosh_fields import Field, fields_of

with quiet():
    from whoosh.codec import base
    from whoosh.matching import ListMatcher, ReadTooFar
    from whoosh.reading import TermInfo, TermNotFound


class ColumnSegment(base.Segment):  # type: ignore[misc]
    """What stands in Whoosh's table of contents for one of our segments."""

    def __init__(self, index_name: str, state: SegmentState) -> None:
        self.indexname = index_name
        self.segid = state.name
        self.compound = False
        self.documents = state.documents
        self.deleted = state.deleted

    def codec(self) -> ColumnCodec:
        """The codec of our segments."""
        return ColumnCodec()

    def doc_count_all(self) -> int:
        """Documents in it, deleted ones too."""
        return self.documents

    def deleted_count(self) -> int:
        """How many are deleted."""
        return sum(last - first + 1 for first, last in self.deleted)

    def deleted_docs(self) -> set[int]:
        """The numbers of deleted documents."""
        return {number for first, last in self.deleted for number in range(first, last + 1)}

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return any(first <= docnum <= last for first, last in self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Refused: only this package's writer changes an index."""
        raise NotImplementedError(_READ_ONLY)

    def set_doc_count(self, doccount: int) -> None:
        """Refused."""
        raise NotImplementedError(_READ_ONLY)


_READ_ONLY = "Whoosh only reads this index; change it with bhxh_search.open_index(…, write=True)"


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """The reading half of a codec."""

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> DocumentReader:
        """Lengths, stored fields and deletions."""
        return DocumentReader(_open(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> TermsReader:
        """Terms and postings."""
        return TermsReader(_open(storage, segment))

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        """Refused."""
        raise NotImplementedError(_READ_ONLY)

    field_writer = per_document_writer
    new_segment = per_document_writer

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """Refused."""
        raise NotImplementedError(_READ_ONLY)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Refused: postings come from `TermsReader.matcher`."""
        raise NotImplementedError(_READ_ONLY)


def _open(storage: Any, segment: ColumnSegment) -> Segment:
    return Segment(Path(storage.folder) / segment.make_filename(".columns"))


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """What Whoosh asks of documents by number."""

    def __init__(self, segment: Segment, state: ColumnSegment) -> None:
        self._segment = segment
        self._state = state
        self._deleted = state.deleted_docs()

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self._segment.size - len(self._deleted)

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones too."""
        return self._segment.size

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return docnum in self._deleted

    def deleted_docs(self) -> set[int]:
        """All that are."""
        return self._deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many terms a field of a document has."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """How many terms a field has in all documents."""
        return self._summary(fieldname, np.sum)

    def min_field_length(self, fieldname: str) -> int:
        """The fewest terms that a field has."""
        return self._summary(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """The most terms that a field has."""
        return self._summary(fieldname, np.max)

    def _summary(self, fieldname: str, summary: Callable[[Integers], Any]) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(summary(lengths))

    def _lengths(self, fieldname: str) -> Integers | None:
        part, _, stream = fieldname.rpartition("_")
        return self._segment.parts[part].lengths(stream) if part in SEARCHED_PARTS else None  # type: ignore[arg-type]

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The document as JSON: what `records.head_to_json` writes, and its text."""
        head = json.loads(self._segment.heads[docnum])
        return {"document": json.dumps({**head, "text": self._segment.texts[docnum].decode()}, ensure_ascii=False)}


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """What Whoosh asks of terms: fields of streams, and fields of whole values."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return sorted(self._fields)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._fields[field].postings(text) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, in order."""
        return ((name, text) for name in self.indexed_field_names() for text in self._fields[name].terms)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from `prefix` on, in order."""
        terms = self._field(fieldname).terms
        return ((fieldname, text) for text in terms[bisect_left(terms, prefix) :])

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """All terms and what is known of each."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """The terms of a field from `prefix` on, and what is known of each."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """The statistics of a term, over deleted documents too."""
        documents, frequencies = self._postings(fieldname, text)
        lengths = self._field(fieldname).lengths
        held = lengths[documents] if lengths is not None else np.ones(1, np.int64)
        return TermInfo(
            weight=float(frequencies.sum()),
            df=len(documents),
            minlength=int(held.min()),
            maxlength=int(held.max()),
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term occurs in all."""
        return float(self._postings(fieldname, text)[1].sum()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents hold a term."""
        return len(self._postings(fieldname, text)[0]) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnMatcher:
        """The postings of a term, one after another."""
        documents, frequencies = self._postings(fieldname, text)
        field = self._field(fieldname)
        info = self.term_info(fieldname, text)
        return ColumnMatcher(
            documents.tolist(),
            frequencies.tolist(),
            format_,
            scorer,
            (fieldname, text),
            info,
            lambda: field.places(text),
        )

    def _postings(self, fieldname: str, text: bytes) -> tuple[Integers, Integers]:
        postings = self._field(fieldname).postings(text)
        if postings is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        assert postings.documents is not None
        return postings.documents, postings.frequencies.astype(np.int64)

    def _field(self, fieldname: str) -> Field:
        if fieldname not in self._fields:
            raise TermNotFound(f"No field {fieldname!r}")
        return self._fields[fieldname]

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return fields_of(self._segment)


class ColumnMatcher(ListMatcher):  # type: ignore[misc]
    """One term's postings. Its positions are looked up when the first of them is asked for."""

    def __init__(
        self,
        ids: Sequence[int],
        weights: Sequence[float],
        format_: Any,
        scorer: Any,
        term: tuple[str, bytes],
        info: Any,
        places: Callable[[], Integers],
        position: int = 0,
    ) -> None:
        super().__init__(
            ids, weights=weights, format=format_, scorer=scorer, position=position, term=term, terminfo=info
        )
        self._find_places = places
        self._i: int = position

    @cached_property
    def _places(self) -> Integers:
        return self._find_places()

    def copy(self) -> ColumnMatcher:
        """Another, at the same place."""
        return ColumnMatcher(
            self._ids,
            self._weights,
            self._format,
            self._scorer,
            self._term,
            self._terminfo,
            lambda: self._places,
            self._i,
        )

    def skip_to(self, id: int) -> None:
        """Go to the first posting of a document from `id` on."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def supports(self, astype: str) -> bool:
        """Whether `value_as` knows this kind of value."""
        return astype in ("frequency", "weight") or (astype == "positions" and self._format.supports(astype))

    def value_as(self, astype: str) -> Any:
        """What is known of the posting: `frequency`, `weight` or `positions`."""
        if astype == "positions":
            bounds = places_at(np.array([self.id(), self.id() + 1]), 0)
            first, last = np.searchsorted(self._places, bounds)
            return positions_at(self._places[first:last]).tolist()
        if astype == "frequency":
            return int(self.weight())
        return self.weight()

    def value(self) -> Any:
        """The positions as Whoosh writes them; empty where the field has none."""
        if not self.supports("positions"):
            return b""
        return self._format.encode(self.value_as("positions"))

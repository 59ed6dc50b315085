"""Documents → one segment's columns: analysed in batches, kept as numbers until there are enough of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.index.columns import Array, gaps
from bhxh_search.index.contents import SegmentContents, write_segment
from bhxh_search.index.inversion import Counted, PartStreams, Running, count
from bhxh_search.index.postings import MAX_DOCUMENTS
from bhxh_search.index.records import title_part, with_definitions
from bhxh_search.index.schema import OWN_FIELDS, PARTS
from bhxh_search.index.segment import date_key
from bhxh_search.ingest.roots import Origin
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Batch, Stream, analyze_batch
from bhxh_search.language.characters import fold
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.written_values import written_number

# Analysis is fastest on about so many characters at a time.
_BATCH_CHARACTERS = 500_000

# What writing takes at its peak. For each position: its number (4 bytes), its document (2), its share of postings and
# pairs until they are in the file (9), and half as much again for what the C library keeps of freed memory. Measured
# as the peak of RssAnon: 12.9 M positions of 28,515 articles of law took 400 MiB, 21.4 M of 50,408 documents of their
# lines 742 MiB, of which some 200 are the interpreter, the model, and the arrays of one batch and of sorting, however
# much there is. For each document: its values as Python's objects. For each different term: its text and its folded
# one, in tables and in lists.
_BYTES_PER_POSITION = 24
_BYTES_PER_DOCUMENT = 2_000
_BYTES_PER_TERM = 500
_BYTES_PER_CHARACTER = 30
"""Of texts that wait for their batch."""

# Under which of their fields documents give their own law number.
_NUMBER_FIELDS = ("number", "so_hieu")
# Longer values of own fields are texts, which nobody counts documents by.
_LONGEST_VALUE = 100


@dataclass(frozen=True)
class Entry:
    """A document that is to be written."""

    document: Document
    origin: Origin
    hash: bytes
    """16 bytes; see `records.document_hash`."""
    head: bytes
    """See `records.head_to_json`."""
    text: bytes
    """The document's text in UTF-8."""


class SegmentBuilder:
    """Takes documents and writes them as one segment."""

    def __init__(self, abbreviations: Abbreviations) -> None:
        self._abbreviations = abbreviations
        self._contents = SegmentContents()
        self._parts = {name: _PartBuilder() for name in (*PARTS, OWN_FIELDS)}
        self._waiting: list[Entry] = []
        self._waiting_characters = 0
        self._analyzed_bytes = 0
        """Memory of the documents analysed so far; it is summed once per batch, not per document, to save time."""

    def __len__(self) -> int:
        """How many documents it has taken."""
        return len(self._contents.ids)

    @property
    def bytes(self) -> int:
        """How much memory it takes, at most, to write what it has."""
        waiting = len(self._waiting) * _BYTES_PER_DOCUMENT + self._waiting_characters * _BYTES_PER_CHARACTER
        return self._analyzed_bytes + waiting

    @property
    def is_full(self) -> bool:
        """Whether it can take no more documents, whatever the memory."""
        return len(self) == MAX_DOCUMENTS

    def add(self, entry: Entry) -> int:
        """Take a document; return its number in the segment."""
        document, contents = entry.document, self._contents
        contents.add(document.id, entry.hash, date_key(document.date), entry.origin)
        contents.keywords["path"].append((document.path,) if document.path else ())
        contents.keywords["group"].append(() if document.group is None else (document.group,))
        contents.keywords["number"].append(tuple(_law_numbers(document)))
        contents.keywords["field"].append(tuple(_field_values(document)))
        self._waiting.append(entry)
        self._waiting_characters += len(document.text) + len(document.title) + sum(map(len, document.headings))
        if self._waiting_characters >= _BATCH_CHARACTERS:
            self._analyze()
        return len(self) - 1

    def write(self, path: Path) -> int:
        """Write all documents as a segment's file and make it lasting; to be called once. Raises `OSError`.

        Returns the number of positions in all parts.
        """
        self._analyze()
        return write_segment(path, self._contents, {name: part.finish() for name, part in self._parts.items()})

    def _analyze(self) -> None:
        entries, self._waiting, self._waiting_characters = self._waiting, [], 0
        if not entries:
            return
        documents = [entry.document for entry in entries]
        bodies = analyze_batch([document.text for document in documents], self._abbreviations)
        self._parts["body"].add(bodies)
        # A title uses the abbreviations that its document defines.
        titles = [title_part(document) for document in documents]
        self._parts["title"].add(analyze_batch(titles, self._abbreviations, defined=bodies.defined))
        self._add_fields(documents)
        for entry, defined in zip(entries, bodies.defined, strict=True):
            self._contents.heads.add(with_definitions(entry.head, defined))
            self._contents.texts.add(entry.text)
        self._analyzed_bytes = (
            sum(part.positions for part in self._parts.values()) * _BYTES_PER_POSITION
            + sum(part.terms for part in self._parts.values()) * _BYTES_PER_TERM
            + len(self) * _BYTES_PER_DOCUMENT
            + self._contents.heads.bytes
            + self._contents.texts.bytes
        )

    def _add_fields(self, documents: Sequence[Document]) -> None:
        """The terms of the documents' own fields, each after its field's name: `author:chấn`."""
        owned = [(owner, *value) for owner, document in enumerate(documents) for value in _field_texts(document)]
        terms = analyze_batch([text for _, _, text in owned], self._abbreviations, segmented=False)
        numbers = self._parts[OWN_FIELDS].exact
        owners = np.array([owner for owner, _, _ in owned], np.int64)
        names = [name for _, name, _ in owned]
        distinct = sorted(set(names))
        place = {name: number for number, name in enumerate(distinct)}
        of_value = np.array([place[name] for name in names], np.int64)
        of_name = np.array([numbers.number("", f"{name}:") for name in distinct], np.int32)[of_value]
        sizes = gaps(terms.bounds)
        running = np.empty(len(terms.exact), np.int32)
        for number, name in enumerate(distinct):
            of_this = np.repeat(of_value == number, sizes)
            running[of_this] = numbers.of(terms.exact[of_this], terms.vocabulary, f"{name}:")
        # The name alone parts one value from the next, so that no phrase crosses them.
        running = np.insert(running, terms.bounds[:-1], of_name)
        lengths = np.bincount(owners, sizes + 1, len(documents)).astype(np.int64)
        self._parts[OWN_FIELDS].add_positions(running, lengths)


class TermNumbers:
    """Numbers for the terms of one stream of a segment, given as they are met in batches of any vocabulary."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        """The terms by number."""
        self.folded: list[str] = []
        """The folded form of each; what stands before a term of an own field is not folded with it."""
        self._numbers: dict[str, int] = {}
        self._vocabulary: Sequence[str] | None = None
        self._tables: dict[str, npt.NDArray[np.int32]] = {}
        """By prefix: term of the vocabulary → number; -1 for one not met."""

    def of(self, terms: Array, vocabulary: Sequence[str], prefix: str = "") -> npt.NDArray[np.int32]:
        """The numbers of `terms`, which are places in `vocabulary`, each with `prefix` before its text."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._tables = vocabulary, {}
        table = self._tables.get(prefix, np.zeros(0, np.int32))
        if len(terms) and (top := int(terms.max())) >= len(table):
            table = np.concatenate((table, np.full(top * 3 // 2 + 1 - len(table), -1, np.int32)))
            self._tables[prefix] = table
        numbers = table[terms]
        if len(numbers) and numbers.min() < 0:
            unmet = np.unique(terms[numbers < 0])
            table[unmet] = [self.number(vocabulary[term], prefix) for term in unmet.tolist()]
            numbers = table[terms]
        return numbers

    def number(self, text: str, prefix: str = "") -> int:
        """The number of one term."""
        number = self._numbers.setdefault(prefix + text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(prefix + text)
            self.folded.append(prefix + fold(text))
        return number


class _PartBuilder:
    """Gathers the streams of one part of the documents."""

    def __init__(self) -> None:
        self.exact = TermNumbers()
        self._terms = bytearray()
        """The numbers at all positions, 32 bits each: what grows in one place leaves no gaps behind in memory."""
        self._lengths: list[Array] = []
        self._documents = 0
        self._counted: dict[Stream, _CountedBuilder] = {"words": _CountedBuilder(), "citations": _CountedBuilder()}

    @property
    def positions(self) -> int:
        """How many there are so far."""
        return len(self._terms) // 4

    @property
    def terms(self) -> int:
        """How many different ones there are in all streams."""
        counted = sum(len(builder.numbers.texts) for builder in self._counted.values())
        return len(self.exact.texts) + counted

    def add(self, batch: Batch) -> None:
        """Add the streams of the next documents."""
        self._terms += self.exact.of(batch.exact, batch.vocabulary).data
        self._lengths.append(np.diff(batch.bounds))
        self._counted["words"].add(batch.words, batch.word_bounds, batch.vocabulary, self._documents)
        self._counted["citations"].add(batch.citations, batch.citation_bounds, batch.vocabulary, self._documents)
        self._documents += len(batch)

    def add_positions(self, terms: npt.NDArray[np.int32], lengths: Array) -> None:
        """Add the next documents, by the numbers of their terms, in the only stream that they have."""
        self._terms += terms.data
        self._lengths.append(lengths)
        self._documents += len(lengths)

    def finish(self) -> PartStreams:
        """All streams. Nothing can be added after."""
        terms, self._terms = np.frombuffer(self._terms, np.int32), bytearray()
        lengths = np.concatenate([np.zeros(0, np.int64), *self._lengths])
        counted = {stream: builder.finish() for stream, builder in self._counted.items() if len(builder.lengths)}
        return PartStreams(Running(self.exact.texts, self.exact.folded, terms, lengths), counted)


class _CountedBuilder:
    """Gathers a stream without positions."""

    def __init__(self) -> None:
        self.numbers = TermNumbers()
        self.lengths: list[Array] = []
        self._entries: list[tuple[Array, Array, Array]] = []

    def add(self, terms: Array, bounds: Array, vocabulary: Sequence[str], first_document: int) -> None:
        """Count the terms of the next documents."""
        lengths = np.diff(bounds)
        documents = np.repeat(np.arange(first_document, first_document + len(lengths)), lengths)
        self.lengths.append(lengths)
        self._entries.append(count(self.numbers.of(terms, vocabulary), documents))

    def finish(self) -> Counted:
        entries, self._entries = self._entries, []
        terms, documents, frequencies = map(np.concatenate, zip(*entries, strict=True))
        return Counted(self.numbers.texts, terms, documents, frequencies, np.concatenate(self.lengths))


def _law_numbers(document: Document) -> Iterator[str]:
    for name in _NUMBER_FIELDS:
        if name in document.fields:
            number = law_number(normalize(str(document.fields[name])).text)
            if number:
                yield number


def _field_texts(document: Document) -> Iterator[tuple[str, str]]:
    """Name and text of each value of the document's own fields."""
    for name, value in sorted(document.fields.items()):
        for text in _texts(value):
            yield name, text


def _field_values(document: Document) -> Iterator[str]:
    for name, value in sorted(document.fields.items()):
        texts = [written_number(value)] if isinstance(value, (int, float)) else _texts(value)
        for text in texts:
            if len(text) <= _LONGEST_VALUE and text.strip():
                yield f"{name}:{text}"


def _texts(value: FieldValue) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, dt.date):
        yield value.isoformat()
    else:
        yield str(value)

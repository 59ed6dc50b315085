"""One part of a segment's documents (body, title, own fields): its terms, and its streams as posting lists.

Terms are numbered in order of their folded form, so the exact terms of a folded one are a range, as are the pairs
that begin with a term.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bhxh_search.index.columns import Columns, gaps
from bhxh_search.index.neighbours import within
from bhxh_search.index.pairs import PairReader, Range, documents_of, per_document, runs
from bhxh_search.index.postings import Integers, PostingLists, Postings
from bhxh_search.index.schema import OWN_FIELDS
from bhxh_search.index.vocabulary import Texts, Vocabulary
from bhxh_search.language.analysis import Stream, is_bare
from bhxh_search.language.characters import fold

NOWHERE: Range = (0, 0)

_COUNTED: tuple[Stream, ...] = ("words", "citations")


class PartReader:
    """The terms of one part. What is out of range in its columns raises `ValueError` or `IndexError`."""

    def __init__(self, columns: Columns, name: str, size: int) -> None:
        """`size`: documents in the segment."""
        self._columns = columns
        self.name = name
        self.size = size

    # Vocabularies

    @cached_property
    def texts(self) -> Texts:
        """The exact terms by number."""
        return Texts(self._columns, f"{self.name}.terms")

    @cached_property
    def exact_terms(self) -> Vocabulary:
        """The exact terms, in order of their texts."""
        return Vocabulary(self._columns, f"{self.name}.terms", self._columns[f"{self.name}.terms.order"])

    @cached_property
    def folded_terms(self) -> Vocabulary:
        """The folded terms."""
        return Vocabulary(self._columns, f"{self.name}.folded.terms")

    def counted_terms(self, stream: Stream) -> Vocabulary:
        """The terms of a stream without positions."""
        return self._vocabularies[stream]

    @cached_property
    def _vocabularies(self) -> dict[Stream, Vocabulary]:
        return {
            stream: Vocabulary(self._columns, f"{self.name}.{stream}.terms")
            for stream in _COUNTED
            if f"{self.name}.{stream}.terms.text" in self._columns
        }

    def has(self, stream: Stream) -> bool:
        """Whether the part has this stream."""
        return stream not in _COUNTED or stream in self._vocabularies

    def folded_texts(self) -> list[str]:
        """The folded form of each exact term, by number."""
        sizes = self.group_sizes.tolist()
        return [text for text, size in zip(self.folded_terms, sizes, strict=True) for _ in range(size)]

    @property
    def group_sizes(self) -> Integers:
        """Per folded term: how many exact ones fold to it."""
        return gaps(self._groups)

    def exact_range(self, text: str) -> Range:
        """The exact term of this text, as a range of one; `NOWHERE` when there is none."""
        number = self.exact_terms.find(text)
        return (number, number + 1) if number >= 0 else NOWHERE

    def folded_range(self, text: str) -> Range:
        """The exact terms that fold to `text`."""
        number = self.folded_terms.find(text)
        return self.group(number, number + 1) if number >= 0 else NOWHERE

    def group(self, first: int, last: int) -> Range:
        """The exact terms of a range of folded ones."""
        return int(self._groups[first]), int(self._groups[last])

    def term_range(self, stream: Stream, text: str) -> Range:
        """The exact terms of a term of the exact or the folded stream."""
        return self.exact_range(text) if stream == "exact" else self.folded_range(text)

    @cached_property
    def _groups(self) -> Integers:
        return self._columns[f"{self.name}.folded.groups"].astype(np.int64)

    def ranges_beginning(self, stream: Stream, prefix: str) -> list[Range]:
        """The exact terms of all terms of the exact or the folded stream that begin with `prefix`, rising."""
        folded = self.folded_terms.with_prefix(prefix if stream == "folded" else _folded(prefix))
        if not folded:
            return []
        first, last = self.group(folded.start, folded.stop)
        if stream == "folded":
            return [(first, last)]
        # They are among those that fold to something with that beginning.
        return runs(first + np.flatnonzero(self.texts.begin_with(prefix, first, last)))

    def ranges_near(self, stream: Stream, text: str, edits: int) -> list[Range]:
        """The exact terms of all terms of the exact or the folded stream that so few edits make of `text`, rising.

        Of an own field's terms only those of the same field; what stands before a term is not edited.
        """
        field = text[: text.rindex(":") + 1] if self.name == OWN_FIELDS else ""
        # What edits make of a text, they make of its folded form.
        folded = self.folded_terms.near(_folded(text), edits)
        groups = [self.group(number, number + 1) for number in folded]
        if stream == "folded" and not field:
            return runs(np.array([number for group in groups for number in range(*group)], np.int64))
        numbers = [number for group in groups for number in range(*group)]
        texts = [self.texts[number] for number in numbers]
        # Letters of the field's name count here: those of another field are left out below.
        compared = texts if stream == "exact" else [_folded(one) for one in texts]
        close = within(text, edits, compared).tolist()
        return runs(
            np.array(
                [
                    number
                    for number, one, is_close in zip(numbers, texts, close, strict=True)
                    if is_close and one.startswith(field)
                ],
                np.int64,
            )
        )

    # Posting lists

    @cached_property
    def exact(self) -> PostingLists:
        """Of exact terms."""
        return self._lists("exact")

    @cached_property
    def folded(self) -> PostingLists:
        """Of folded terms."""
        return self._lists("folded")

    @cached_property
    def pairs(self) -> PairReader:
        """The pairs of exact neighbours, and where they stand."""
        return PairReader(self._columns, self.name, self.size, len(self.texts))

    @cached_property
    def _counted_lists(self) -> dict[Stream, PostingLists]:
        return {stream: self._lists(stream) for stream in self._vocabularies}

    def counted(self, stream: Stream) -> PostingLists:
        """Of a stream without positions."""
        return self._counted_lists[stream]

    def _lists(self, stream: str) -> PostingLists:
        return PostingLists(self._columns, f"{self.name}.{stream}", self.size)

    def lengths(self, stream: Stream) -> Integers:
        """Per document: how many terms the stream has."""
        if stream in _COUNTED:
            if stream not in self._vocabularies:
                return np.zeros(self.size, np.int64)
            return per_document(self._columns, f"{self.name}.{stream}.lengths", self.size)
        lengths = per_document(self._columns, f"{self.name}.lengths", self.size)
        return np.maximum(lengths - 1, 0) if stream == "pairs" else lengths

    def postings(self, stream: Stream, text: str) -> Postings | None:
        """The postings of a term of any stream; None where no document holds it."""
        return self.many_postings(stream, [text])[0]

    def many_postings(self, stream: Stream, texts: Sequence[str]) -> list[Postings | None]:
        """`postings` of each of some terms, read at once.

        A half of a pair that bears a mark stands for itself alone, though the stream is that of folded pairs.
        """
        if stream == "pairs":
            halves = [text.partition("_")[::2] for text in texts]
            wanted = [(self._half(first), self._half(second)) for first, second in halves]
            return self._of_ranges(self.pairs.many_ranges(wanted))
        if stream == "exact":
            vocabulary, lists = self.exact_terms, self.exact
        elif stream == "folded":
            vocabulary, lists = self.folded_terms, self.folded
        elif stream in self._vocabularies:
            vocabulary, lists = self._vocabularies[stream], self._counted_lists[stream]
        else:
            return [None] * len(texts)
        numbers = [vocabulary.find(text) for text in texts]
        found = iter(lists.many([number for number in numbers if number >= 0]))
        return [next(found) if number >= 0 else None for number in numbers]

    def _half(self, syllable: str) -> Range:
        return self.folded_range(syllable) if is_bare(syllable) else self.exact_range(syllable)

    def _of_ranges(self, of_terms: Sequence[Sequence[Range]]) -> list[Postings | None]:
        """The postings of the pairs of some ranges, for each term: most have one pair."""
        single = [
            ranges[0][0] if len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 1 else -1 for ranges in of_terms
        ]
        found = iter(self.pairs.lists.many([pair for pair in single if pair >= 0]))
        return [
            next(found) if pair >= 0 else self.pairs.lists.merged(ranges) if ranges else None
            for pair, ranges in zip(single, of_terms, strict=True)
        ]

    def phrase(self, terms: Sequence[Sequence[Range]]) -> Integers:
        """The documents, rising, in which terms stand one after another, each of some ranges, which rise."""
        if not all(terms):
            return np.zeros(0, np.int64)
        return documents_of(self.exact, terms[0]) if len(terms) == 1 else self.pairs.phrase(terms)


def _folded(term: str) -> str:
    """The folded form of a term; what stands before a term of an own field is not folded with it."""
    field, colon, text = term.rpartition(":")
    return field + colon + fold(text)

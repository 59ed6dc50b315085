"""The terms of one query in one segment: each is looked up once, and those asked for often stay in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bhxh_search.index.pairs import Range, runs
from bhxh_search.index.parts import NOWHERE
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import LiveSegment
from bhxh_search.index.schema import PARTS, Part
from bhxh_search.language.analysis import Stream
from bhxh_search.language.arrays import distinct
from bhxh_search.language.citations import law_number
from bhxh_search.language.law_references import beginnings, fits
from bhxh_search.search.held import Held, KeptTerms, Key, held_in
from bhxh_search.search.patterns import EDITS, accepts
from bhxh_search.search.tree import Term


class Lookup:
    """The terms of one query in one segment. Those that other queries asked for lately are not read again."""

    def __init__(self, live_segment: LiveSegment) -> None:
        self.live_segment = live_segment
        self.segment = live_segment.segment
        self.size = live_segment.size
        self._known: dict[Key, Held | None] = {}
        self._kept = live_segment.kept("terms", KeptTerms)
        self._ranges: dict[tuple[str, Term], list[Range]] = {}

    def held(self, stream: Stream, text: str, parts: tuple[Part, ...] = PARTS) -> Held | None:
        """A term in some parts of the documents; None where none holds it there."""
        key = (stream, text, parts)
        if key not in self._known:
            self.read([key])
        return self._known[key]

    def read(self, terms: Iterable[Key]) -> None:
        """Look up many terms at once, which is faster than one by one."""
        new = [key for key in dict.fromkeys(terms) if key not in self._known]
        kept = self._kept.get(new)
        self._known.update(kept)
        if len(kept) < len(new):
            found = self._read([key for key in new if key not in kept])
            self._known.update(found)
            self._kept.keep(found)

    def _read(self, terms: Sequence[Key]) -> dict[Key, Held | None]:
        texts: dict[tuple[Part, Stream], dict[str, None]] = {}
        for stream, text, parts in terms:
            for part in parts:
                texts.setdefault((part, stream), {})[text] = None
        found: dict[tuple[Part, Stream, str], Postings | None] = {}
        for (part, stream), some in texts.items():
            of_part = self.segment.parts[part].many_postings(stream, list(some))
            found.update({(part, stream, text): one for text, one in zip(some, of_part, strict=True)})
        return {
            (stream, text, parts): held_in(
                self.live_segment, *(found[part, stream, text] if part in parts else None for part in PARTS)
            )
            for stream, text, parts in terms
        }

    def put(self, key: Key, body: Postings | None, title: Postings | None) -> None:
        """Keep postings under a name that is not a term: those of several terms, merged."""
        self._known[key] = held_in(self.live_segment, body, title)

    def ranges(self, part: str, term: Term) -> list[Range]:
        """The terms of a part that `term` stands for, in rising ranges of their numbers.

        For the exact and the folded stream these are numbers of exact terms, else of terms of its own stream.
        """
        key = (part, term)
        if key not in self._ranges:
            self._ranges[key] = self._find_ranges(part, term)
        return self._ranges[key]

    def _find_ranges(self, part: str, term: Term) -> list[Range]:
        reader = self.segment.parts[part]
        stream, text, form = term
        if stream in ("exact", "folded"):
            if form == "whole":
                found = reader.term_range(stream, text)
                return [] if found == NOWHERE else [found]
            if form == "beginning":
                return reader.ranges_beginning(stream, text)
            return reader.ranges_near(stream, text, EDITS[form])
        if not reader.has(stream):
            return []
        vocabulary = reader.counted_terms(stream)
        if form == "beginning":
            places = vocabulary.with_prefix(text)
            return [(places.start, places.stop)] if places else []
        if form == "number":
            wanted = accepts(term)
            begun = [number for start in sorted(beginnings(text)) for number in vocabulary.with_prefix(start)]
            return runs(np.array([number for number in begun if wanted(vocabulary[number])], np.int64))
        number = vocabulary.find(text)
        edits = EDITS.get(form)
        numbers = vocabulary.near(text, edits) if edits else [number] if number >= 0 else []
        return runs(np.array(numbers, np.int64))

    def ranges_of_numbers(self, part: str) -> list[Range]:
        """The exact terms of a part that begin with a digit, in rising ranges of their numbers."""
        return sorted({one for digit in "0123456789" for one in self.ranges(part, Term("exact", digit, "beginning"))})

    def together(self, part: str, term: Term) -> Postings:
        """The postings of all terms that `term` stands for, as if they were one."""
        reader = self.segment.parts[part]
        if term.stream in ("exact", "folded"):
            lists = reader.exact
        elif reader.has(term.stream):
            lists = reader.counted(term.stream)
        else:
            return Postings(np.zeros(0, np.int64), np.zeros(0, np.int64))
        return lists.merged(self.ranges(part, term))

    def own_numbers(self, pattern: str) -> Integers:
        """The documents, rising, whose own law number fits a pattern; deleted ones too."""
        values = self.segment.keywords("number")
        begun = [code for start in beginnings(pattern) for code in values.terms.with_prefix(start)]
        wanted = [values.terms[code] for code in begun if fits(pattern, values.terms[code])]
        found = [values.documents(value) for value in wanted]
        return distinct(np.concatenate([np.zeros(0, np.int64), *found]))

    def naming(self, field: str, pattern: str) -> Integers:
        """The documents, rising, that name in a field a law whose number fits a pattern."""
        values = self.segment.keywords("field")
        return values.documents_named(field, lambda number: fits(pattern, law_number(number)))

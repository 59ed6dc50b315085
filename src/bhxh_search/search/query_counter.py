"""How many documents a query finds, and a query with other texts for some of its pieces: what suggestions try."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.index.faults import damage_reported
from bhxh_search.index.reader import Booleans, Snapshot
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import match
from bhxh_search.search.reading import read_query
from bhxh_search.search.tree import Filter, Query


@dataclass(frozen=True)
class QueryCounter:
    """Counts what queries find among the documents that pass some filters."""

    filters: Sequence[Sequence[Filter]]
    snapshot: Snapshot
    all_words: bool = False
    """Whether a document must hold every word, however many there are."""

    def total(self, text: str) -> int:
        """How many documents the query `text` finds; 0 for one without words."""
        return sum(int(np.count_nonzero(mask)) for mask in self.masks(text))

    def masks(self, text: str) -> list[Booleans]:
        """The documents of each segment that the query `text` finds; empty for one without words."""
        query = read_query(text, self.snapshot)
        if not query.group.branches:
            return []
        with damage_reported(self.snapshot.folder):
            found = [
                match(query.group, self.filters, Lookup(one), question=query.question)
                for one in self.snapshot.segments
            ]
        return [one.all_words if self.all_words else one.mask for one in found]


def with_pieces(query: Query, texts: Mapping[int, str]) -> str:
    """The query's text with other texts for some of its pieces."""
    written, end = "", 0
    for number, piece in enumerate(query.pieces):
        written += query.text[end : piece.start] + texts.get(number, piece.text)
        end = piece.start + len(piece.text)
    # Blanks stand for what was left out of an address or the name of a file.
    return re.sub(" {2,}", " ", written + query.text[end:]).strip(" ")


def is_problem(query: Query, start: int, end: int) -> bool:
    """Whether this part of the query was not understood: a field's bad value, the name of a field that is none."""
    return any(p.position <= start and end <= p.position + p.length for p in query.problems if not p.is_text)

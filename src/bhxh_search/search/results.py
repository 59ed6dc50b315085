"""What a search gives: frozen dataclasses, and the JSON form that all faces share.

Offsets and lengths count Unicode code points of the text they belong to. Highlights say where, never how:
markup is put in by whoever draws the results.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload

from bhxh_search.documents.document import FieldValue, iso_date, plain_value

RESULT_VERSION = 1
"""Version of the JSON form. Keys may be added to it; none is removed or changes its meaning."""

Ranges = tuple[tuple[int, int], ...]
"""Start and end (exclusive) of parts of a text, in order, none overlapping another."""

SuggestionReason = Literal["accents", "spelling", "keyboard", "spacing", "fewer-words"]
"""What a suggested query changes in the one that was asked."""


def pieces(text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut `text` at the borders of `ranges`: (piece, whether it is inside a range), no piece empty.

    The pieces put together are `text`, whatever the ranges: they may come in any order, and what overlaps an
    earlier range or lies outside the text is dropped.
    """
    position = 0
    for range_start, range_end in sorted(ranges):
        start = max(range_start, position)
        end = min(range_end, len(text))
        if start >= end:
            continue
        if position < start:
            yield text[position:start], False
        yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False


@dataclass(frozen=True)
class Snippet:
    """A fragment of a document's stored text, exactly as it stands there."""

    text: str
    start: int
    """Where the fragment starts in the document's text."""
    page: int | None = None
    """The page of its first match, or that it starts on, from 1; None for a text without pages."""
    cut_before: bool = False
    """Whether the passage goes on before the fragment, so that a face draws an ellipsis there."""
    cut_after: bool = False
    highlights: Ranges = ()
    """What matched, in offsets of the snippet's own `text`."""

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text cut at the borders of what matched: each piece, and whether it is a match.

        To draw it, escape each piece by itself and put the markup around it.
        """
        return pieces(self.text, self.highlights)

    def to_dict(self) -> dict[str, Any]:
        """The snippet as plain JSON types, with every key."""
        return {
            "text": self.text,
            "start": self.start,
            "page": self.page,
            "cut_before": self.cut_before,
            "cut_after": self.cut_after,
            "highlights": _pairs(self.highlights),
        }


@dataclass(frozen=True)
class Hit:
    """One document found, with what is needed to show it."""

    rank: int
    """Place among all results, from 1. The hits of one group share a rank when groups were asked for."""
    score: float
    """Comparable within one result only."""
    id: str
    group: str | None = None
    """Id of the whole that the document is a part of."""
    group_total: int | None = None
    """How many documents of its group match, where groups were asked for, 1 for one of no group; None otherwise."""
    headings: tuple[str, ...] = ()
    """The document's place inside the whole, outermost first."""
    path: str | None = None
    page: int | None = None
    """The page of the first match in the text, from 1; None for a text without pages."""
    title: str = ""
    title_highlights: Ranges = ()
    date: dt.date | dt.datetime | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict, hash=False)
    snippets: tuple[Snippet, ...] = ()
    missing: tuple[str, ...] = ()
    """Words and phrases of the query that it does not hold, as they were typed; told of `Results.partial` only."""
    repeats: str | None = None
    """Id of the first hit before it in the same results whose text is nearly its own; told where snippets are."""

    def title_pieces(self) -> Iterator[tuple[str, bool]]:
        """The title cut at the borders of what matched, as `Snippet.pieces` cuts a snippet."""
        return pieces(self.title, self.title_highlights)

    def to_dict(self) -> dict[str, Any]:
        """The hit as plain JSON types, with every key."""
        return {
            "rank": self.rank,
            "score": self.score,
            "id": self.id,
            "group": self.group,
            "group_total": self.group_total,
            "headings": list(self.headings),
            "path": self.path,
            "page": self.page,
            "title": self.title,
            "title_highlights": _pairs(self.title_highlights),
            "date": None if self.date is None else iso_date(self.date),
            "fields": {name: plain_value(value) for name, value in self.fields.items()},
            "snippets": [snippet.to_dict() for snippet in self.snippets],
            "missing": list(self.missing),
            "repeats": self.repeats,
        }


@dataclass(frozen=True)
class FacetValue:
    """One value of a field, and how many of the documents found have it."""

    value: str
    count: int


@dataclass(frozen=True)
class Suggestion:
    """Another query that finds more, and how many documents it finds."""

    query: str
    reason: SuggestionReason
    total: int


@dataclass(frozen=True)
class QueryProblem:
    """A place in the query text that could not be taken as it was written. The rest was searched for."""

    position: int
    """Where it starts in the query text."""
    length: int
    """0 for what is no place in the text: a filter by a field that no document has."""
    message: str


@dataclass(frozen=True)
class Results(Sequence[Hit]):
    """What one search found: a sequence of its hits. `len` is the number of hits here, not `total`.

    So results without a hit are false, though `total` may be more than 0 where `offset` lies past the end.
    """

    query: str
    """The query text as it was given."""
    total: int
    """How many documents match."""
    total_exact: bool
    """Whether `total` is the number; a lower bound otherwise."""
    total_all_words: int
    """How many of them hold every word of the query."""
    groups: int | None
    """How many groups match; None when documents were not grouped."""
    took_ms: float
    offset: int = 0
    """How many results come before the first hit: groups when grouped, documents otherwise."""
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict, hash=False)
    """For each field asked for, its values and their counts, in the order to show."""
    suggestion: Suggestion | None = None
    problems: tuple[QueryProblem, ...] = ()
    partial: tuple[Hit, ...] = ()
    """What follows where the matches do not fill the page: documents that hold only a part of what was asked for,
    each with what is `missing`. They do not match and are counted nowhere. The best come first; ranks go on."""

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[place]

    def to_dict(self) -> dict[str, Any]:
        """The results as plain JSON types, with every key; `docs/result.schema.json` describes them."""
        return {
            "version": RESULT_VERSION,
            "query": self.query,
            "total": self.total,
            "total_exact": self.total_exact,
            "total_all_words": self.total_all_words,
            "groups": self.groups,
            "took_ms": self.took_ms,
            "offset": self.offset,
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {
                name: [{"value": value.value, "count": value.count} for value in values]
                for name, values in self.facets.items()
            },
            "suggestion": None if self.suggestion is None else _suggestion(self.suggestion),
            "problems": [
                {"position": problem.position, "length": problem.length, "message": problem.message}
                for problem in self.problems
            ],
            "partial": [hit.to_dict() for hit in self.partial],
        }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {"query": suggestion.query, "reason": suggestion.reason, "total": suggestion.total}


def _pairs(ranges: Ranges) -> list[list[int]]:
    return [[start, end] for start, end in ranges]

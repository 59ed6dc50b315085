"""A query and an open index → Results: syntax, matching, ranking, snippets, one after another."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bhxh_search.arguments import check_flag
from bhxh_search.documents.document import Document, without_surrogates
from bhxh_search.errors import InvalidRequest
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.reader import Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.search.doubts import Doubt, doubts_of
from bhxh_search.search.expansion import other_spellings, pattern_terms
from bhxh_search.search.facets import check_facets, count_facets, unknown_facets
from bhxh_search.search.filters import FIELDS, Filters, make_filters
from bhxh_search.search.grouping import Member, grouped
from bhxh_search.search.held import Key
from bhxh_search.search.highlights import find_words
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import match
from bhxh_search.search.measures import measure_terms
from bhxh_search.search.naming import name_asked_for
from bhxh_search.search.order import SegmentHits, in_order
from bhxh_search.search.ranking import weighted_terms
from bhxh_search.search.reading import read_query
from bhxh_search.search.results import QueryProblem, Results, Suggestion
from bhxh_search.search.scoring import scores
from bhxh_search.search.shown import Shown, body_words
from bhxh_search.search.snippets import LENGTH, SHORTEST
from bhxh_search.search.sort import SORTS, Sort
from bhxh_search.search.titles import named
from bhxh_search.search.tree import (
    FieldWord,
    Filter,
    Group,
    Query,
    ValueRange,
    WholeValue,
    Word,
    wanted,
)

_MOST = 2**31 - 1
"""Documents, snippets, or characters, that may be asked for: sums of two fit what the system counts with."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of an index, besides the text."""

    limit: int = 10
    offset: int = 0
    filters: Filters | None = None
    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    snippets: int = 3
    group: bool = False
    group_size: int | None = None
    snippet_length: int = LENGTH

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "snippets"):
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 <= value <= _MOST:
                raise InvalidRequest(f"{name} is {value!r:.40}; give a whole number from 0 to {_MOST}")
        length = self.snippet_length
        if not isinstance(length, int) or not SHORTEST <= length <= _MOST:
            raise InvalidRequest(
                f"snippet_length is {length!r:.40}; give a whole number of characters from {SHORTEST} to {_MOST}"
            )
        check_flag("group", self.group)
        if self.sort not in SORTS:
            raise InvalidRequest(f"sort is {self.sort!r}; give relevance, date or -date")
        if self.filters is not None and not _are_filters(self.filters):
            raise InvalidRequest(
                f"filters is {self.filters!r}; give names, each with a text or texts, such as {{'date': '2020'}}"
            )
        if self.group_size is not None and (not isinstance(self.group_size, int) or self.group_size < 1):
            raise InvalidRequest(f"group_size is {self.group_size!r}; give a whole number from 1, or None for all")
        if isinstance(self.facets, Iterable) and not isinstance(self.facets, str):
            object.__setattr__(self, "facets", tuple(self.facets))  # they are gone through more than once
        check_facets(self.facets)


def _are_filters(filters: object) -> bool:
    return isinstance(filters, Mapping) and all(
        isinstance(name, str) and isinstance(values, Collection) and all(isinstance(value, str) for value in values)
        for name, values in filters.items()
    )


def search(text: str, request: Request, snapshot: Snapshot) -> Results:
    """The documents of `snapshot` that answer `text`. Raises `InvalidRequest` for a filter without meaning."""
    started = time.perf_counter()
    text = without_surrogates(text)
    abbreviations = snapshot.abbreviations
    query = read_query(text, snapshot)
    filters = make_filters(request.filters, abbreviations)
    terms = weighted_terms(query.pieces, abbreviations)
    terms += other_spellings(query.group, terms)
    asks_nothing = bool(text.strip()) and not query.group.branches  # there is no word in it
    lookups = [] if asks_nothing else [Lookup(one) for one in snapshot.segments]
    with damage_reported(snapshot.folder):
        matched = list(_terms_of(query.group))
        name = name_asked_for(query, abbreviations)
        for lookup in lookups:
            lookup.read([*(term.key for term in terms), *matched, *(name.terms if name else ())])
        terms = (*terms, *pattern_terms(query.group, lookups), *measure_terms(query, lookups, abbreviations))
        matches = [match(query.group, filters, lookup, question=query.question) for lookup in lookups]
        given = named(name, lookups) if name else None
        scored = scores(terms, snapshot, lookups, [one.mask for one in matches], _best(request), given)
        found = [SegmentHits(lookup.live_segment, of_one) for lookup, of_one in zip(lookups, scored, strict=True)]
        page, groups = _page(found, request)
        total = sum(int(np.count_nonzero(one.mask)) for one in matches)
        total_all_words = sum(int(np.count_nonzero(one.all_words)) for one in matches)
        facets = count_facets(
            request.facets,
            [(lookup.segment, matching.mask) for lookup, matching in zip(lookups, matches, strict=True)],
        )
    with damage_reported(snapshot.folder):
        doubts = doubts_of(query, total, total_all_words, matches, lookups, snapshot.document_count)
    suggestion = _suggestion(query, filters, total, total_all_words, doubts, snapshot)
    shown = Shown(query, matches, snapshot)
    return Results(
        query=text,
        total=total,
        total_exact=True,
        total_all_words=total_all_words,
        groups=groups,
        hits=shown.hits(page, request.snippets, request.snippet_length, grouped=request.group),
        offset=request.offset,
        facets=facets,
        suggestion=suggestion,
        problems=_problems(query, filters, request.facets, snapshot),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _suggestion(
    query: Query,
    filters: Sequence[Sequence[Filter]],
    total: int,
    total_all_words: int,
    doubts: Sequence[Doubt],
    snapshot: Snapshot,
) -> Suggestion | None:
    """A query that finds more, for one that found little or holds a word that may be a slip; see `doubts_of`."""
    if not doubts:
        return None
    # Few queries come here; all start sooner without loading what they do not need.
    from bhxh_search.search.did_you_mean import QueryCounter, did_you_mean

    counter = QueryCounter(filters, snapshot)
    tried = (did_you_mean(query, total, total_all_words, doubt, counter) for doubt in doubts)
    suggestion = next((one for one in tried if one is not None), None)
    if suggestion is None and not total:
        from bhxh_search.search.near_misses import near_misses

        suggestion = next(iter(near_misses(query, counter)), None)
    return suggestion


def missed(text: str, filters: Filters | None, snapshot: Snapshot) -> tuple[Suggestion, ...]:
    """What the query `text`, which found nothing, might have found. Raises `InvalidRequest` for a bad filter."""
    from bhxh_search.search.did_you_mean import QueryCounter
    from bhxh_search.search.near_misses import near_misses

    counter = QueryCounter(make_filters(filters, snapshot.abbreviations), snapshot)
    return near_misses(read_query(without_surrogates(text), snapshot), counter)


def _terms_of(group: Group) -> Iterator[Key]:
    """The terms that matching will look up by themselves, not as part of a phrase."""
    for node in wanted(group):
        if isinstance(node, Word):
            for choice in node.alternatives:
                if choice.window is None or len(choice.terms) == 1:
                    yield from ((term.stream, term.text, PARTS) for term in choice.terms if term.form == "whole")


def matches_in(document: Document, text: str, snapshot: Snapshot) -> tuple[tuple[int, int], ...]:
    """Where the words of the query `text` stand in the document's text: ranges of characters, in order."""
    query = read_query(without_surrogates(text), snapshot)
    found = find_words([document.text], body_words(query), snapshot.abbreviations)
    return found.marks(0, 0, len(document.text), document.text)


def _problems(
    query: Query, filters: Sequence[Sequence[Filter]], facets: Sequence[str], snapshot: Snapshot
) -> tuple[QueryProblem, ...]:
    """What could not be understood in the query, and names of filters and facets that no document has as a field."""
    problems = [QueryProblem(p.position, p.length, p.message) for p in query.problems]
    names = dict.fromkeys(
        node.name for choices in filters for node in choices if isinstance(node, FieldWord | ValueRange | WholeValue)
    )
    problems += [
        QueryProblem(0, 0, f"there is no field {name} in this index, so nothing passes a filter by it")
        for name in names
        if name not in FIELDS and not snapshot.has_field(name)
    ]
    problems += [
        QueryProblem(0, 0, f"there is no field {name} in this index, so nothing is counted by it")
        for name in unknown_facets(facets, snapshot)
    ]
    return tuple(problems)


def _best(request: Request) -> int | None:
    """How many of the best documents are wanted; None where others are too."""
    return None if request.group or request.sort != "relevance" else request.offset + request.limit


def _page(found: Sequence[SegmentHits], request: Request) -> tuple[list[Member], int | None]:
    """The hits of the page asked for; and, of a grouped search, how many groups."""
    first, last = request.offset, request.offset + request.limit
    if request.group:
        return grouped(found, request.sort, first, last, request.group_size)
    ordered = in_order(found, request.sort, last)
    return [(rank, ranked, 1) for rank, ranked in enumerate(islice(ordered, first, last), first + 1)], None

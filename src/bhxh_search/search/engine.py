"""A query and a snapshot of an index → Results: reading, matching, scoring and showing, one after another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from bhxh_search.documents.document import Document, without_surrogates
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.search.doubts import Doubt, doubts_of
from bhxh_search.search.facets import count_facets, unknown_facets
from bhxh_search.search.filters import FIELDS, Filters, make_filters
from bhxh_search.search.grouping import Member, grouped, in_other_groups
from bhxh_search.search.held import Key
from bhxh_search.search.highlights import find_words
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import Matches, match
from bhxh_search.search.measures import measure_terms
from bhxh_search.search.named_documents import named
from bhxh_search.search.naming import names_asked_for
from bhxh_search.search.order import SegmentHits, in_order
from bhxh_search.search.partial import in_part
from bhxh_search.search.pattern_scores import other_spellings, pattern_terms
from bhxh_search.search.ranking import Floats, WeightedTerm, weighted_terms
from bhxh_search.search.reading import read_query
from bhxh_search.search.request import Request
from bhxh_search.search.results import QueryProblem, Results, Suggestion
from bhxh_search.search.scoring import scores
from bhxh_search.search.shown import Shown, body_words
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


def search(text: str, request: Request, snapshot: Snapshot) -> Results:
    """The documents of `snapshot` that answer `text`. Raises `InvalidRequest` for a filter without meaning."""
    started = time.perf_counter()
    text = without_surrogates(text)
    query = read_query(text, snapshot)
    filters = make_filters(request.filters, snapshot.abbreviations)
    found = _find(query, filters, request.best, snapshot)
    with damage_reported(snapshot.folder):
        page, groups = _page(found.hits, request)
        count = found.total if groups is None else groups
        rest, missing = _partial(query, filters, found, request.rest(count), snapshot)
        facets = count_facets(
            request.facets,
            [(lookup.segment, matches.mask) for lookup, matches in zip(found.lookups, found.matches, strict=True)],
        )
        doubts = doubts_of(
            query, found.total, found.total_all_words, found.matches, found.lookups, snapshot.document_count
        )
    suggestion = _suggestion(query, filters, found, doubts, snapshot)
    shown = Shown(query, found.matches, snapshot)
    hits = shown.hits([*page, *rest], request.snippets, request.snippet_length, grouped=request.group)
    return Results(
        query=text,
        total=found.total,
        total_exact=True,
        total_all_words=found.total_all_words,
        groups=groups,
        hits=hits[: len(page)],
        offset=request.offset,
        facets=facets,
        suggestion=suggestion,
        problems=_problems(query, filters, request.facets, snapshot),
        partial=tuple(
            replace(hit, rank=count + hit.rank, missing=lacked)
            for hit, lacked in zip(hits[len(page) :], missing, strict=True)
        ),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


@dataclass(frozen=True)
class _Found:
    """What a query found: of each segment its terms, the documents that match, and their scores."""

    terms: Sequence[WeightedTerm]
    """What documents are scored by."""
    given: Sequence[tuple[Integers, Floats]] | None
    """See `scores`."""
    lookups: Sequence[Lookup]
    matches: Sequence[Matches]
    hits: Sequence[SegmentHits]
    total: int
    """How many documents match."""
    total_all_words: int
    """How many of them hold every word."""


def _find(query: Query, filters: Sequence[Sequence[Filter]], best: int | None, snapshot: Snapshot) -> _Found:
    """Match and score the documents of every segment. `best`: see `scores`."""
    abbreviations = snapshot.abbreviations
    terms = weighted_terms(query.pieces, abbreviations, question=query.question)
    terms += other_spellings(query.group, terms, abbreviations)
    readings = names_asked_for(query, abbreviations)
    in_titles = [term for names in readings for name in names for term in name.terms]
    has_no_word = bool(query.text.strip()) and not query.group.branches  # such a text finds nothing, an empty one all
    lookups = [] if has_no_word else [Lookup(one) for one in snapshot.segments]
    with damage_reported(snapshot.folder):
        matched = list(_terms_of(query.group))
        for lookup in lookups:
            lookup.read([*(term.key for term in terms), *matched, *in_titles])
        terms = (*terms, *pattern_terms(query.group, lookups), *measure_terms(query, lookups, abbreviations))
        matches = [match(query.group, filters, lookup, question=query.question) for lookup in lookups]
        given = named(readings, lookups) if readings else None
        scored = scores(terms, snapshot, lookups, [one.mask for one in matches], best, given)
    return _Found(
        terms,
        given,
        lookups,
        matches,
        _hits_of(lookups, scored),
        total=sum(int(np.count_nonzero(one.mask)) for one in matches),
        total_all_words=sum(int(np.count_nonzero(one.all_words)) for one in matches),
    )


def _partial(
    query: Query, filters: Sequence[Sequence[Filter]], found: _Found, rest: Request | None, snapshot: Snapshot
) -> tuple[list[Member], list[tuple[str, ...]]]:
    """The documents for the rest of a page that hold only a part of what was asked for, and what each lacks."""
    asked = in_part(query) if rest is not None else None
    if rest is None or asked is None:
        return [], []
    some = [match(asked.group, filters, lookup) for lookup in found.lookups]
    others = [of_some.mask & ~whole.mask for of_some, whole in zip(some, found.matches, strict=True)]
    scored = scores(found.terms, snapshot, found.lookups, others, rest.best, found.given)
    hits = _hits_of(found.lookups, scored)
    # The page shows the groups of what matches already.
    page, _ = _page(in_other_groups(hits, found.hits) if rest.group else hits, rest)
    by_segment = {lookup.live_segment: whole for lookup, whole in zip(found.lookups, found.matches, strict=True)}
    return page, [asked.missing(by_segment[one.ranked.live_segment], one.ranked.number) for one in page]


def _hits_of(lookups: Sequence[Lookup], scored: Sequence[Floats]) -> list[SegmentHits]:
    return [SegmentHits(lookup.live_segment, of_one) for lookup, of_one in zip(lookups, scored, strict=True)]


def _suggestion(
    query: Query,
    filters: Sequence[Sequence[Filter]],
    found: _Found,
    doubts: Sequence[Doubt],
    snapshot: Snapshot,
) -> Suggestion | None:
    """A query that finds more, for one that found little or holds a word that may be a slip; see `doubts_of`."""
    if not doubts:
        return None
    # Few queries come here; all start sooner without loading what they do not need.
    from bhxh_search.search.did_you_mean import did_you_mean
    from bhxh_search.search.query_counter import QueryCounter

    counter = QueryCounter(filters, snapshot)
    tried = (did_you_mean(query, found.total, found.total_all_words, doubt, counter) for doubt in doubts)
    suggestion = next((one for one in tried if one is not None), None)
    if doubts[0].words is None:
        from bhxh_search.search.unfinished import finished, likelier

        suggestion = likelier(query, finished(query, found.total, counter), suggestion, snapshot)
    if suggestion is None and not found.total:
        from bhxh_search.search.near_misses import near_misses

        suggestion = next(iter(near_misses(query, counter)), None)
    return suggestion


def missed(text: str, filters: Filters | None, snapshot: Snapshot) -> tuple[Suggestion, ...]:
    """What the query `text`, which found nothing, might have found. Raises `InvalidRequest` for a bad filter."""
    from bhxh_search.search.near_misses import near_misses
    from bhxh_search.search.query_counter import QueryCounter

    counter = QueryCounter(make_filters(filters, snapshot.abbreviations), snapshot)
    return near_misses(read_query(without_surrogates(text), snapshot), counter)


def _terms_of(group: Group) -> Iterator[Key]:
    """The terms that matching will look up one by one, not as parts of a phrase; reading them at once is faster."""
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
    """What could not be understood in the query, and the filters and facets that name a field of no document."""
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


def _page(found: Sequence[SegmentHits], request: Request) -> tuple[list[Member], int | None]:
    """The hits of the page asked for; and, of a grouped search, how many groups."""
    first, last = request.offset, request.offset + request.limit
    if request.group:
        return grouped(found, request.sort, first, last, request.group_size)
    ordered = in_order(found, request.sort, last)
    return [Member(rank, ranked, 1) for rank, ranked in enumerate(islice(ordered, first, last), first + 1)], None

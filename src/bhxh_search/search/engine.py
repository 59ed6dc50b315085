"""A query and an open index → Results: syntax, matching, ranking, snippets, one after another."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bhxh_search.documents.document import Document, without_surrogates
from bhxh_search.errors import InvalidRequest
from bhxh_search.index.reader import Snapshot, damage_reported
from bhxh_search.index.records import Head
from bhxh_search.index.schema import PARTS, Part
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Span, Stream, analyze_batch
from bhxh_search.search.expansion import pattern_terms
from bhxh_search.search.filters import FIELDS, Filters, make_filters
from bhxh_search.search.highlights import joined, occurrences, occurrences_in
from bhxh_search.search.matching import Lookup, Matches, match
from bhxh_search.search.order import Found, Ranked, Sort, in_order
from bhxh_search.search.ranking import idf, weighted_terms
from bhxh_search.search.results import Hit, QueryProblem, Results, Snippet
from bhxh_search.search.scoring import scores, to_be_read
from bhxh_search.search.snippets import make_snippets
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import (
    Alternative,
    FieldValue,
    FieldWord,
    Filter,
    Group,
    Query,
    Term,
    TitleWord,
    ValueRange,
    Word,
    wanted,
)


@dataclass(frozen=True)
class Request:
    """What is asked of an index, besides the text."""

    limit: int = 10
    offset: int = 0
    filters: Filters | None = None
    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    snippets: int = 3
    group: bool = False

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "snippets"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 0:
                raise InvalidRequest(f"{name} is {value!r}; give a whole number from 0")
        if self.sort not in ("relevance", "date", "-date"):
            raise InvalidRequest(f"sort is {self.sort!r}; give relevance, date or -date")
        if self.filters is not None and not _are_filters(self.filters):
            raise InvalidRequest(
                f"filters is {self.filters!r}; give names, each with a text or texts, such as {{'date': '2020'}}"
            )


def _are_filters(filters: object) -> bool:
    return isinstance(filters, Mapping) and all(
        isinstance(name, str) and isinstance(values, Collection) and all(isinstance(value, str) for value in values)
        for name, values in filters.items()
    )


def search(text: str, request: Request, snapshot: Snapshot, abbreviations: Abbreviations) -> Results:
    """The documents of `snapshot` that answer `text`. Raises `InvalidRequest` for a filter without meaning."""
    started = time.perf_counter()
    text = without_surrogates(text)
    query = parse(text, abbreviations, snapshot.has_field)
    filters = make_filters(request.filters, abbreviations)
    terms = weighted_terms(query.pieces, abbreviations)
    asks_nothing = bool(text.strip()) and not query.group.branches  # there is no word in it
    lookups = [] if asks_nothing else [Lookup(one) for one in snapshot.segments]
    with damage_reported(snapshot.folder):
        matched = list(_terms_of(query.group))
        for lookup in lookups:
            lookup.read([*to_be_read(terms, lookup), *matched])
        terms = (*terms, *pattern_terms(query.group, lookups))
        matches = [match(query.group, filters, lookup, question=query.question) for lookup in lookups]
        scored = scores(terms, snapshot, lookups, [one.mask for one in matches])
        found = [Found(lookup.one, of_one) for lookup, of_one in zip(lookups, scored, strict=True)]
        page, groups = _page(found, request)
        total = sum(int(np.count_nonzero(one.mask)) for one in matches)
        total_all_words = sum(int(np.count_nonzero(one.all_words)) for one in matches)
    shown = _Shown(query, matches, snapshot, abbreviations)
    return Results(
        query=text,
        total=total,
        total_exact=True,
        total_all_words=total_all_words,
        groups=groups,
        hits=shown.hits(page, request.snippets),
        offset=request.offset,
        facets=dict.fromkeys(request.facets, ()),
        suggestion=None,
        problems=_problems(query, filters, snapshot),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _terms_of(group: Group) -> Iterator[tuple[Part, Stream, str]]:
    """The terms that matching will look up by themselves, not as part of a phrase."""
    for node in wanted(group):
        if isinstance(node, Word):
            for choice in node.alternatives:
                if choice.window is None or len(choice.terms) == 1:
                    yield from (
                        (part, term.stream, term.text)
                        for term in choice.terms
                        if term.form == "whole"
                        for part in PARTS
                    )


def matches_in(document: Document, text: str, snapshot: Snapshot) -> tuple[tuple[int, int], ...]:
    """Where the words of the query `text` stand in the document's text: ranges of characters, in order."""
    abbreviations = snapshot.abbreviations
    query = parse(without_surrogates(text), abbreviations, snapshot.has_field)
    found = occurrences(document.text, body_words(query), abbreviations)
    return joined(((o.start, o.end) for o in found), document.text)


def body_words(query: Query) -> list[Word]:
    """The words that are highlighted in a document's text: those asked for, less what only makes a question."""
    words: list[Word] = []
    for node in wanted(query.group):
        if isinstance(node, Word) and not node.question:
            words.append(node)
        elif isinstance(node, FieldValue) and node.name in ("cites", "abbr"):
            cited = [Term("citations", node.value)]
            if node.pattern is not None:
                cited.append(Term("citations", node.pattern, "number"))
            words.append(Word(0, 0, tuple(Alternative((term,)) for term in cited)))
    return words


def _problems(query: Query, filters: Sequence[Sequence[Filter]], snapshot: Snapshot) -> tuple[QueryProblem, ...]:
    """What could not be understood in the query, and the filters' names that no document has as a field."""
    problems = [QueryProblem(p.position, p.length, p.message) for p in query.problems]
    names = dict.fromkeys(
        node.name for choices in filters for node in choices if isinstance(node, FieldWord | ValueRange)
    )
    problems += [
        QueryProblem(0, 0, f"there is no field {name} in this index, so nothing passes a filter by it")
        for name in names
        if name not in FIELDS and not snapshot.has_field(name)
    ]
    return tuple(problems)


def _page(found: Sequence[Found], request: Request) -> tuple[list[tuple[int, Ranked]], int | None]:
    """Rank and document of the hits of the page asked for; and, of a grouped search, how many groups."""
    first, last = request.offset, request.offset + request.limit
    if not request.group:
        ordered = in_order(found, request.sort, last)
        return list(enumerate(islice(ordered, first, last), first + 1)), None
    groups: dict[str, list[Ranked]] = {}
    for ranked in in_order(found, request.sort):
        group = ranked.one.segment.keywords("group").first_of(ranked.number)
        groups.setdefault(ranked.id if group is None else group, []).append(ranked)
    page = enumerate(islice(groups.values(), first, last), first + 1)
    return [(rank, ranked) for rank, members in page for ranked in members], len(groups)


class _Shown:
    """How the hits of one query are shown."""

    def __init__(
        self, query: Query, matches: Sequence[Matches], snapshot: Snapshot, abbreviations: Abbreviations
    ) -> None:
        self.snapshot = snapshot
        self.abbreviations = abbreviations
        self.words = body_words(query)
        title_only = [node.word for node in wanted(query.group) if isinstance(node, TitleWord)]
        self.title_words = [*self.words, *title_only]
        self.weights = [
            idf(snapshot.document_count, sum(one.word_documents.get(word.alternatives, 0) for one in matches))
            for word in self.words
        ]

    def hits(self, page: Sequence[tuple[int, Ranked]], snippet_count: int) -> tuple[Hit, ...]:
        """The hits of a page, given the rank of each."""
        with damage_reported(self.snapshot.folder):
            heads = [ranked.one.segment.head(ranked.number) for _, ranked in page]
        titles = self.title_highlights(heads)
        return tuple(
            self.hit(rank, ranked, head.document, title, snippet_count)
            for (rank, ranked), head, title in zip(page, heads, titles, strict=True)
        )

    def title_highlights(self, heads: Sequence[Head]) -> list[tuple[Span, ...]]:
        """For each document, the ranges of its title in which words of the query stand; read all at once."""
        titles = [head.document.title for head in heads]
        if not self.title_words or not any(titles):
            return [()] * len(heads)
        batch = analyze_batch(titles, self.abbreviations, defined=[head.defined for head in heads], segmented=False)
        found = (occurrences_in(batch.streams(number), self.title_words) for number in range(len(titles)))
        return [joined(((o.start, o.end) for o in one), title) for one, title in zip(found, titles, strict=True)]

    def hit(
        self, rank: int, ranked: Ranked, document: Document, title_highlights: tuple[Span, ...], snippet_count: int
    ) -> Hit:
        """One hit. `document`: without its text, which is read for snippets only."""
        snippets: tuple[Snippet, ...] = ()
        if snippet_count:
            with damage_reported(self.snapshot.folder):
                text = ranked.one.segment.texts[ranked.number].decode()
            found = occurrences(text, self.words, self.abbreviations)
            snippets = make_snippets(text, found, self.weights, count=snippet_count, pages=document.pages)
        return Hit(
            rank=rank,
            score=ranked.score,
            id=document.id,
            group=document.group,
            headings=document.headings,
            path=document.path,
            page=snippets[0].page if snippets else None,
            title=document.title,
            title_highlights=title_highlights,
            date=document.date,
            fields=document.fields,
            snippets=snippets,
        )

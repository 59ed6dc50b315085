"""A query and an open index → Results: syntax, matching, ranking, snippets, one after another."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bhxh_search.documents.document import Document, without_surrogates
from bhxh_search.errors import InvalidRequest
from bhxh_search.index.reader import Integers, Snapshot
from bhxh_search.index.schema import field_name
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import definitions_in
from bhxh_search.search.filters import FIELDS, Filters, make_filters
from bhxh_search.search.highlights import joined, occurrences
from bhxh_search.search.matching import Matches, match
from bhxh_search.search.ranking import B, Floats, WeightedTerm, idf, saturated, weighted_terms
from bhxh_search.search.results import Hit, QueryProblem, Results
from bhxh_search.search.snippets import make_snippets
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import (
    Alternative,
    FieldValue,
    FieldWord,
    Filter,
    Query,
    Term,
    TitleWord,
    Word,
    wanted,
)

Sort = Literal["relevance", "date", "-date"]


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
    query = parse(text, abbreviations)
    filters = make_filters(request.filters, abbreviations)
    matches = match(query.group, filters, snapshot)
    if text.strip() and not query.group.branches:
        matches = Matches(matches.mask & False, matches.all_words & False, {})  # a query without a word asks nothing
    score = scores(weighted_terms(query.pieces, abbreviations), snapshot)
    numbers = _in_order(np.flatnonzero(matches.mask), score, request.sort, snapshot)
    page, groups = _page(numbers, request, snapshot)
    shown = _Shown(query, matches, snapshot, abbreviations)
    return Results(
        query=text,
        total=len(numbers),
        total_exact=True,
        total_all_words=int(matches.all_words.sum()),
        groups=groups,
        hits=tuple(shown.hit(number, rank, float(score[number]), request.snippets) for rank, number in page),
        offset=request.offset,
        facets=dict.fromkeys(request.facets, ()),
        suggestion=None,
        problems=_problems(query, filters, snapshot),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def matches_in(document: Document, text: str, abbreviations: Abbreviations) -> tuple[tuple[int, int], ...]:
    """Where the words of the query `text` stand in the document's text: ranges of characters, in order."""
    query = parse(without_surrogates(text), abbreviations)
    found = occurrences(document.text, body_words(query), abbreviations)
    return joined(((o.start, o.end) for o in found), document.text)


def scores(terms: Sequence[WeightedTerm], snapshot: Snapshot) -> Floats:
    """Per document number: the sum over `terms`, in their order, of what each adds; see `ranking`."""
    total = np.zeros(len(snapshot.records))
    known: dict[tuple[str, str], tuple[Integers, Floats]] = {}
    for term in terms:
        field = field_name(term.part, term.stream)
        if (field, term.term) not in known:
            known[field, term.term] = _contribution(field, term.term, B[term.part], snapshot)
        documents, values = known[field, term.term]
        total[documents] += term.weight * values
    return total


def _contribution(field: str, term: str, b: float, snapshot: Snapshot) -> tuple[Integers, Floats]:
    """The documents that hold a term, and what it adds to the score of each at weight 1."""
    postings = snapshot.postings(field, term)
    documents = postings.documents
    if not len(documents):
        return documents, np.empty(0)
    frequencies = postings.frequencies.astype(np.float64)
    lengths = snapshot.lengths(field)[documents].astype(np.float64)
    telling = idf(snapshot.document_count, len(documents))
    return documents, telling * saturated(frequencies, lengths, snapshot.average_length(field), b)


def body_words(query: Query) -> list[Word]:
    """The words that are highlighted in a document's text: those asked for, less what only makes a question."""
    words: list[Word] = []
    for node in wanted(query.group):
        if isinstance(node, Word) and not node.question:
            words.append(node)
        elif isinstance(node, FieldValue) and node.name in ("cites", "abbr"):
            words.append(Word(0, 0, (Alternative((Term("citations", node.value),)),)))
    return words


def _problems(query: Query, filters: Sequence[Sequence[Filter]], snapshot: Snapshot) -> tuple[QueryProblem, ...]:
    """What could not be understood in the query, and the filters' names that no document has as a field."""
    problems = [QueryProblem(p.position, p.length, p.message) for p in query.problems]
    names = dict.fromkeys(node.name for choices in filters for node in choices if isinstance(node, FieldWord))
    problems += [
        QueryProblem(0, 0, f"there is no field {name} in this index, so nothing passes a filter by it")
        for name in names
        if name not in FIELDS and not snapshot.has_field(name)
    ]
    return tuple(problems)


def _in_order(numbers: Integers, score: Floats, sort: Sort, snapshot: Snapshot) -> list[int]:
    """Document numbers, the best first; by date, those without one last. Ties go by score, then by id."""
    records = {int(number): record for number in numbers if (record := snapshot.records[number])}
    ranked = sorted(records, key=lambda number: (-score[number], records[number].id))
    if sort == "relevance":
        return ranked
    dated = [number for number in ranked if records[number].date]
    dated.sort(key=lambda number: records[number].date or "", reverse=sort == "date")
    return dated + [number for number in ranked if not records[number].date]


def _page(numbers: Sequence[int], request: Request, snapshot: Snapshot) -> tuple[list[tuple[int, int]], int | None]:
    """Rank and document number of the hits of the page asked for; and, of a grouped search, how many groups."""
    first, last = request.offset, request.offset + request.limit
    if not request.group:
        return list(enumerate(numbers[first:last], first + 1)), None
    groups: dict[str, list[int]] = {}
    for number in numbers:
        record = snapshot.records[number]
        if record is not None:
            groups.setdefault(record.group if record.group is not None else record.id, []).append(number)
    page = enumerate(list(groups.values())[first:last], first + 1)
    return [(rank, number) for rank, members in page for number in members], len(groups)


class _Shown:
    """How the hits of one query are shown."""

    def __init__(self, query: Query, matches: Matches, snapshot: Snapshot, abbreviations: Abbreviations) -> None:
        self.snapshot = snapshot
        self.abbreviations = abbreviations
        self.words = body_words(query)
        title_only = [node.word for node in wanted(query.group) if isinstance(node, TitleWord)]
        self.title_words = [*self.words, *title_only]
        self.weights = [
            idf(snapshot.document_count, matches.word_documents.get(word.alternatives, 0)) for word in self.words
        ]

    def hit(self, number: int, rank: int, score: float, snippet_count: int) -> Hit:
        document = self.snapshot.document(number)
        defined = definitions_in(document.text) if document.title else {}
        in_title = occurrences(document.title, self.title_words, self.abbreviations, defined)
        found = occurrences(document.text, self.words, self.abbreviations) if snippet_count else []
        snippets = make_snippets(document.text, found, self.weights, count=snippet_count, pages=document.pages)
        return Hit(
            rank=rank,
            score=score,
            id=document.id,
            group=document.group,
            headings=document.headings,
            path=document.path,
            page=snippets[0].page if snippets else None,
            title=document.title,
            title_highlights=joined(((o.start, o.end) for o in in_title), document.title),
            date=document.date,
            fields=document.fields,
            snippets=snippets,
        )

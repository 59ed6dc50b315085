"""What a query that finds nothing might have found: with other accents, or with fewer words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bhxh_search.documents.document import without_surrogates
from bhxh_search.index.reader import Snapshot, damage_reported
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import fold
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.filters import Filters, make_filters
from bhxh_search.search.matching import Lookup, match
from bhxh_search.search.results import Suggestion
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import Filter, Group, Query

# A longer text is no search that one word spoils.
_MAX_WORDS = 20


def near_misses(
    text: str, filters: Filters | None, snapshot: Snapshot, abbreviations: Abbreviations
) -> tuple[Suggestion, ...]:
    """Queries close to `text`, which found nothing, that find something; the closest first, at most one a reason.

    Only words that were asked for change: fields and what is excluded stay as they are, and `filters` hold.
    Raises `InvalidRequest` for a filter without meaning.
    """
    search = _Search(make_filters(filters, abbreviations), snapshot, abbreviations)
    query = parse(without_surrogates(text), abbreviations, snapshot.has_field)
    found: list[Suggestion] = []
    bare = _without_marks(query)
    if bare != query.text and (total := search.total(bare)):
        found.append(Suggestion(bare, "accents", total))
    for queries in _with_fewer_words(query, abbreviations):
        total, fewer = search.best(queries)
        if total:
            found.append(Suggestion(fewer, "fewer-words", total))
            break
    return tuple(found)


@dataclass(frozen=True)
class _Search:
    """What queries find among the documents that pass some filters."""

    filters: Sequence[Sequence[Filter]]
    snapshot: Snapshot
    abbreviations: Abbreviations

    def total(self, text: str) -> int:
        query = parse(text, self.abbreviations, self.snapshot.has_field)
        group = query.group
        if not group.branches:
            return 0
        with damage_reported(self.snapshot.folder):
            matches = (
                match(group, self.filters, Lookup(one), question=query.question) for one in self.snapshot.segments
            )
            return sum(int(np.count_nonzero(one.mask)) for one in matches)

    def best(self, queries: Sequence[str]) -> tuple[int, str]:
        """The query that finds most, after how much it finds; of equals the first."""
        return max(((self.total(query), query) for query in queries), key=lambda found: found[0])


def _without_marks(query: Query) -> str:
    """The query's text with the words that it asks for bare."""
    bare, end = "", 0
    for piece in query.pieces:
        if not piece.field and not _is_problem(query, piece.start, piece.start + len(piece.text)):
            bare += query.text[end : piece.start] + fold(normalize(piece.text).text)
            end = piece.start + len(piece.text)
    return bare + query.text[end:]


def _with_fewer_words(query: Query, abbreviations: Abbreviations) -> Iterator[Sequence[str]]:
    """Queries that ask for fewer words, those that ask for the most first; none for one with groups or an OR."""
    if len(query.group.branches) != 1:
        return
    if any(isinstance(clause.node, Group) and clause.occurs == "must" for clause in query.group.branches[0]):
        return
    spans = [
        (piece.start + word.start, piece.start + word.end)
        for piece in query.pieces
        if not piece.field
        for word in query_words(piece.text, abbreviations)
    ]
    words = [query.text[start:end] for start, end in spans if not _is_problem(query, start, end)]
    if len(words) > _MAX_WORDS:
        return

    def asking_for(words: Sequence[str]) -> str:
        return " ".join([*words, *query.restrictions])

    if words and len(words) < len(spans):
        yield [asking_for(words)]
    if len(words) > 1:
        yield [asking_for(words[:number] + words[number + 1 :]) for number in range(len(words))]
        yield [asking_for([word]) for word in dict.fromkeys(words)]


def _is_problem(query: Query, start: int, end: int) -> bool:
    """Whether this part of the query was not understood: a field's bad value, the name of a field that is none."""
    return any(p.position <= start and end <= p.position + p.length for p in query.problems)

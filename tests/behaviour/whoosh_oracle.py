"""A second opinion: which documents of an index Whoosh's own searcher finds for a query of ours.

The tree that `syntax.parse` makes is said again in Whoosh's queries. What Whoosh has no query for (a phrase over
two fields, words near each other, "enough of these words") is looked up or counted here, and goes into the
query as the ids of the documents. Nothing of the package's own matching or reading serves here.

Of Whoosh only And, Or, Not, Term, Prefix, Phrase and Every are used, and no limit: its AndNot, its Require and its
limited searches give wrong answers.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from whoosh.index import open_dir
from whoosh.query import And, Every, Not, NullQuery, Or, Phrase, Prefix
from whoosh.query import Term as WhooshTerm

from bhxh_search.documents.document import Document
from bhxh_search.index.reader import open_snapshot
from bhxh_search.index.records import head_from_json, title_part
from bhxh_search.index.schema import FIELDS_EXACT, FIELDS_FOLDED, PARTS, Part, field_name
from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.analysis import Streams, analyze, definitions_in
from bhxh_search.language.characters import fold
from bhxh_search.language.citations import law_number
from bhxh_search.search.reading import read_query
from bhxh_search.search.tree import (
    Alternative,
    Clause,
    DateRange,
    FieldValue,
    FieldWord,
    Filter,
    Group,
    Term,
    TitleWord,
    ValueRange,
    WholeValue,
    Word,
)


def matching_ids(folder: Path, query_text: str, abbreviations: Abbreviations = BUILT_IN) -> set[str]:
    """The ids of the documents of the index in `folder` that Whoosh finds for `query_text`."""
    index = open_dir(str(folder))
    try:
        with index.searcher() as searcher:
            oracle = _Oracle(searcher, abbreviations)
            query = read_query(query_text, open_snapshot(folder))
            oracle.question, group = query.question, query.group
            oracle.asks_of_a_law = _ASKED_OF_A_LAW.search(fold(query_text.lower())) is not None
            if not group.branches and query_text.strip():
                return set()  # a query without a word asks nothing
            return oracle.ids(oracle.group(group))
    finally:
        index.close()


_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LAWS = ("luật", "luat", "nghị", "nghi")
"""Of the laws that rows ask for by name, the first word: the year behind it is a part of the name."""


_ASKED_OF_A_LAW = re.compile(r"^(?:bo luat|luat|nghi dinh|quyet dinh|van ban)\b.*\b(?:hieu luc|thay the|bai bo)\b")
"""Rows that ask so say nothing else, and begin so."""
_SAID_OF_LAWS = frozenset("khi nao ngay co het hieu luc tu thay the bi duoc bai bo boi".split())


def _fewest_terms(word: Word) -> int:
    return min(len(choice.terms) for choice in word.alternatives)


def _names(*units: str) -> Callable[[Word], bool]:
    """Whether a word is a unit of a law and its number: `khoản 1`."""

    def is_one(word: Word) -> bool:
        terms = word.alternatives[0].terms
        return len(terms) == 2 and terms[0].text in units and bool(re.match("[0-9]|[a-zđ]$", terms[1].text))

    return is_one


def _enough(words: int, *, question: bool) -> int:
    """How many of so many plain words a document must hold: all of four or fewer (of a question, of two or fewer), a
    quarter of more."""
    return words if words <= (2 if question else 4) else (words + 3) // 4


def _any(queries: Iterable[Any]) -> Any:
    choices = list(queries)
    return Or(choices) if choices else NullQuery


class _Oracle:
    """A tree → Whoosh queries, over one searcher."""

    def __init__(self, searcher: Any, abbreviations: Abbreviations) -> None:
        self.searcher = searcher
        self.abbreviations = abbreviations
        self.question = False
        """Whether the query asks a question."""
        self.asks_of_a_law = False
        """Whether it asks what was done to a law, or what the law did, or when it takes effect."""

    def has_field(self, name: str) -> bool:
        return any(name in document.fields for document in self.documents(Every()))

    def documents(self, query: Any) -> Iterator[Document]:
        for hit in self.searcher.search(query, limit=None):
            values = json.loads(hit["document"])
            text = values.pop("text")
            yield head_from_json(json.dumps(values).encode()).with_text(text.encode())

    def ids(self, query: Any) -> set[str]:
        return {document.id for document in self.documents(query)}

    def with_ids(self, ids: Iterable[str]) -> Any:
        return _any(WhooshTerm("id", id) for id in sorted(ids))

    def group(self, group: Group) -> Any:
        return _any(self.branch(branch) for branch in group.branches) if group.branches else Every()

    def branch(self, clauses: Sequence[Clause]) -> Any:
        plain = [clause.node for clause in clauses if clause.occurs == "plain" and isinstance(clause.node, Word)]
        must = [clause.node for clause in clauses if clause.occurs != "must not" and clause.node not in plain]
        must_not = [clause.node for clause in clauses if clause.occurs == "must not"]
        asked = [word for word in plain if not word.question]
        if not asked and not must:
            asked = plain  # nothing but a question: its words are all there is to ask for
        if any(word.number is not None for word in asked) and any(map(_names("điều", "dieu"), asked)):
            # An article of a law does not say `khoản 1` of its first clause.
            is_clause = _names("khoản", "khoan", "điểm", "diem")
            asked = [word for word in asked if not is_clause(word)]
        if self.asks_of_a_law:
            asked = [word for word in asked if fold(word.alternatives[0].terms[0].text) not in _SAID_OF_LAWS]
        queries = [self.node(node) for node in must]
        if asked:
            sure = [word for word in must if isinstance(word, Word)]
            queries.append(self.enough_of(asked, sum(map(_fewest_terms, sure))))
        query = And([Every(), *queries])
        return And([query, Not(_any(map(self.node, must_not)))]) if must_not else query

    def enough_of(self, words: Sequence[Word], sure: int) -> Any:
        """Enough of some words; of a question, `sure` others are in every document that is found."""
        distinct = {word.alternatives: word for word in words}
        if not self.question and 2 <= len(distinct) <= 4:
            distinct = {choices: word for choices, word in distinct.items() if choices[0].terms[0].text != "của"}
        years = {choices for choices in distinct if _YEAR.fullmatch(choices[0].terms[0].text)}
        others = [choices[0].terms for choices in distinct if choices not in years]
        says_a_law = any(terms[0].text in _LAWS for terms in others) or any(word.number for word in words)
        if not self.question and sum(map(len, others)) > 1 and not says_a_law:
            distinct = {choices: word for choices, word in distinct.items() if choices not in years}
        holders = [self.ids(self.word(word)) for word in distinct.values()]
        if self.question and len(holders) == 2 and len(holders[0]) != len(holders[1]):
            # The word that fewer documents hold, if any does, is enough.
            holders = [min(holders, key=lambda ids: (not ids, len(ids)))]
        required = _enough(len(holders), question=self.question)
        if self.question and required < len(holders):
            required = _enough(len(holders) + sure, question=True) - sure
        if required <= 0:
            return Every()
        candidates = set().union(*holders)
        return self.with_ids(id for id in candidates if sum(id in ids for ids in holders) >= required)

    def node(self, node: Word | Filter | Group) -> Any:
        if isinstance(node, Group):
            return self.group(node)
        if isinstance(node, Word):
            return self.word(node)
        if isinstance(node, TitleWord):
            return self.word(node.word, ("title",))
        if isinstance(node, FieldWord):
            return self.field_word(node)
        if isinstance(node, DateRange):
            return self.values("date", lambda day: node.first <= day <= node.last)
        if isinstance(node, ValueRange):
            return self.value_range(node)
        if isinstance(node, WholeValue):
            return self.whole_value(node)
        return self.field_value(node)

    def word(self, word: Word, parts: Sequence[Part] = PARTS) -> Any:
        queries = [self.alternative(choice, parts) for choice in word.alternatives]
        patterns = {term.text for choice in word.alternatives for term in choice.terms if term.form == "number"}
        for pattern in sorted(patterns) if word.number is not None and tuple(parts) == PARTS else ():
            queries.append(self.values("number", lambda number, pattern=pattern: _number_fits(pattern, number)))
            everything = self.documents(Every())
            queries.append(
                self.with_ids(
                    document.id
                    for document in everything
                    if any(_number_fits(pattern, number.lower()) for number in _values_of(document, "consolidates"))
                )
            )
        return _any(queries)

    def term(self, field: str, term: Term) -> Any:
        """One term, or all of a field that it stands for."""
        if term.form == "whole":
            return WhooshTerm(field, term.text)
        if term.form == "beginning":
            return Prefix(field, term.text)
        return self.values(field, lambda text: _is_like(term, text))

    def in_parts(self, term: Term, parts: Sequence[Part]) -> Any:
        return _any(self.term(field_name(part, term.stream), term) for part in parts)

    def alternative(self, choice: Alternative, parts: Sequence[Part]) -> Any:
        if choice.window is None or len(choice.terms) == 1:
            return And(
                [_any(self.term(field_name(part, term.stream), term) for part in parts) for term in choice.terms]
            )
        found = _any(self.together(choice, part) for part in parts)
        cited = [self.in_parts(Term("citations", one), PARTS) for one in choice.cited]
        return And([found, *cited]) if cited else found

    def together(self, choice: Alternative, part: Part) -> Any:
        """Documents whose `part` holds the terms side by side, or all within the window."""
        streams = {term.stream for term in choice.terms}
        if choice.window == 0 and len(streams) == 1 and all(term.form == "whole" for term in choice.terms):
            return Phrase(field_name(part, streams.pop()), [term.text for term in choice.terms])
        holders = self.documents(And([self.term(field_name(part, term.stream), term) for term in choice.terms]))
        return self.with_ids(
            document.id
            for document in holders
            if _stand_together(self.streams(document, part), choice.terms, choice.window or 0)
        )

    def streams(self, document: Document, part: Part) -> Streams:
        if part == "body":
            return analyze(document.text, self.abbreviations, segmented=False)
        defined = definitions_in(document.text)
        return analyze(title_part(document), self.abbreviations, defined=defined, segmented=False)

    def field_word(self, node: FieldWord) -> Any:
        found = Or([self.words_of_field(node.name, terms) for terms in (node.terms, *node.others)])
        if node.pattern is None:
            return found
        pattern = node.pattern
        naming = (
            document.id
            for document in self.documents(Every())
            if any(_number_fits(pattern, law_number(value)) for value in _values_of(document, node.name))
        )
        return Or([found, self.with_ids(naming)])

    def words_of_field(self, name: str, asked: Sequence[Term]) -> Any:
        streams = {term.stream for term in asked}
        terms = [term._replace(text=f"{name}:{term.text}") for term in asked]
        fields = [FIELDS_EXACT if term.stream == "exact" else FIELDS_FOLDED for term in asked]
        if len(terms) == 1:
            return self.term(fields[0], terms[0])
        if len(streams) == 1 and all(term.form == "whole" for term in terms):
            return Phrase(fields[0], [term.text for term in terms])
        holders = self.documents(And(list(map(self.term, fields, terms))))
        return self.with_ids(
            document.id
            for document in holders
            for value in _values_of(document, name)
            if _stand_together(analyze(value, self.abbreviations, segmented=False), asked, 0)
        )

    def value_range(self, node: ValueRange) -> Any:
        def fits(value: str) -> bool:
            try:
                number = float(value)
            except ValueError:
                days = node.days
                day, _, rest = value.partition("/")
                if rest:  # 1/7/2025
                    value = f"{rest[-4:]}-{rest[:-5]:0>2}-{day:0>2}"
                return (
                    days is not None
                    and bool(re.match(r"\d{4}-\d\d-\d\d", value))
                    and (days.first <= value[:10] <= days.last)
                )
            asked = node.numbers
            if asked is None:
                return False
            above = asked.low is None or (number > asked.low if asked.above_low else number >= asked.low)
            below = asked.high is None or (number < asked.high if asked.below_high else number <= asked.high)
            return above and below

        everything = self.documents(Every())
        ids = self.with_ids(d.id for d in everything if any(map(fits, _values_of(d, node.name))))
        if node.words is None:
            return ids
        others = self.field_word if isinstance(node.words, FieldWord) else self.whole_value
        return Or([ids, others(node.words)])

    def whole_value(self, node: WholeValue) -> Any:
        return self.with_ids(d.id for d in self.documents(Every()) if node.value in _values_of(d, node.name))

    def field_value(self, node: FieldValue) -> Any:
        if node.name in ("cites", "abbr"):
            terms = [Term("citations", node.value)]
            if node.pattern is not None:
                terms.append(Term("citations", node.pattern, "number"))
            in_body, in_title = (
                _any(self.term(field_name(part, "citations"), term) for term in terms) for part in ("body", "title")
            )
            if node.pattern is None:
                return Or([in_body, in_title])
            own = self.field_value(replace(node, name="number"))
            return Or([in_body, And([in_title, Not(own)])])
        if node.pattern is not None:
            pattern, value = node.pattern, node.value
            return self.values("number", lambda number: number == value or _number_fits(pattern, number))
        if node.name == "path":
            return self.values("path", lambda path: _path_fits(node.value, path))
        if node.name == "group":  # no field of Whoosh's schema
            return self.with_ids(one.id for one in self.documents(Every()) if one.group == node.value)
        return WhooshTerm(node.name, node.value)

    def values(self, field: str, wanted: Callable[[str], bool]) -> Any:
        """Documents with a wanted value in a field of whole values."""
        values = [value.decode() for value in self.searcher.reader().lexicon(field)]
        return _any(WhooshTerm(field, value) for value in values if wanted(value))


def _is_like(term: Term, text: str) -> bool:
    if term.form == "beginning":
        return text.startswith(term.text)
    if term.form == "number":
        return _number_fits(term.text, text)
    if term.form == "whole":
        return text == term.text
    field, _, _ = term.text.rpartition(":")
    edits = 1 if term.form == "one edit" else 2
    return (
        abs(len(text) - len(term.text)) <= edits
        and text.startswith(field)
        and edits_between(term.text, text) <= edits
    )


@lru_cache(maxsize=1 << 16)
def edits_between(one: str, other: str) -> int:
    """The optimal string alignment distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    costs = [
        edits_between(one[:-1], other) + 1,
        edits_between(one, other[:-1]) + 1,
        edits_between(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 and len(other) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        costs.append(edits_between(one[:-2], other[:-2]) + 1)
    return min(costs)


def _number_fits(pattern: str, value: str) -> bool:
    """Whether a law number is one of a pattern: its number, its year, and the letters that follow."""
    match = re.fullmatch(r"(\d+[a-z]?)(?:/(\d{4}))?((?:[/-][a-z][a-z0-9]*)+)", fold(value))
    number, year, *letters = pattern.split(" ")
    if not match or match[1] != number or (year != "*" and year.replace("-", "") != (match[2] or "")):
        return False
    held = re.findall("[a-z0-9]+", match[3])
    if len(held) < len(letters):
        return False
    last = len(letters) - 1
    return all(
        any(one.startswith(choice) if place == last else one == choice for choice in choices.split("|"))
        for place, (choices, one) in enumerate(zip(letters, held, strict=False))
    )


def _stand_together(streams: Streams, terms: Sequence[Term], window: int) -> bool:
    """Whether the terms stand at successive positions in order, or with `window` all within it, each on its own."""
    places = [
        [position for position, text in enumerate(streams.terms(term.stream)) if _is_like(term, text)]
        for term in terms
    ]
    if not window:
        return any(all(start + n in found for n, found in enumerate(places)) for start in places[0])
    return any(max(choice) - min(choice) < window and len(set(choice)) == len(choice) for choice in product(*places))


def _values_of(document: Document, name: str) -> Iterator[str]:
    value = document.fields.get(name, ())
    if isinstance(value, dt.date):
        yield value.isoformat()
    else:
        yield from value if isinstance(value, tuple) else (str(value),)


def _path_fits(pattern: str, path: str) -> bool:
    """Whether the path, or what follows one of its slashes, starts with the pattern or is matched by it as a glob."""
    folders = path.split("/")
    tails = ["/".join(folders[number:]) for number in range(len(folders))]
    glob = pattern if set(pattern) & set("*?[") else None
    return any(fnmatchcase(tail, glob) if glob else tail.startswith(pattern) for tail in tails)

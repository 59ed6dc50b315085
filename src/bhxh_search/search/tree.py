"""A query as a tree of frozen dataclasses: what `syntax` makes, and what matching, ranking and snippets walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bhxh_search.language.analysis import Stream
from bhxh_search.language.query_words import QueryWord

Form = Literal["whole", "beginning", "one edit", "two edits", "number"]
"""Which terms a text stands for: itself; those that begin with it; those that so few edits make of it; the law
numbers that fit it, a pattern of them."""


class Term(NamedTuple):
    """One term of one stream, or all of its terms that are like a text: see `patterns`."""

    stream: Stream
    text: str
    form: Form = "whole"


class Alternative(NamedTuple):
    """One way in which a document may hold a word."""

    terms: tuple[Term, ...]
    window: int | None = 0
    """0: the terms at successive positions, in order. n > 0: all within n positions, in any order. None: anywhere."""
    cited: tuple[str, ...] = ()
    """Abbreviations and values, such as percentages, that the document must contain as well."""


@dataclass(frozen=True)
class Word:
    """What a document holds or does not hold: a syllable, an abbreviation, a value, or a phrase."""

    start: int
    """Where it stands in the query, in characters."""
    end: int
    alternatives: tuple[Alternative, ...]
    question: bool = False
    """Whether it only makes a question (là gì, bao nhiêu): it ranks results, and need not occur."""
    number: str | None = None
    """A pattern of law numbers: a document whose own number fits it matches too, without holding the word."""
    boost: float = 1.0
    """How much it weighs against the others."""
    spare: bool = False
    """Whether it may be missing though it is one of few: the less telling word of a question, *của*, or a year."""


@dataclass(frozen=True)
class TitleWord:
    """`title:…`: a word that stands in the title. Its place is counted from the field's value."""

    word: Word


@dataclass(frozen=True)
class FieldWord:
    """`author:…`: a word or phrase in one of the document's own fields."""

    name: str
    terms: tuple[Term, ...]
    """Of the exact or the folded stream, at successive positions."""
    others: tuple[tuple[Term, ...], ...] = ()
    """Other ways of writing the same, of which one passes too."""
    pattern: str | None = None
    """Of a field that names laws: a value that is a law number that fits it passes too."""


@dataclass(frozen=True)
class FieldValue:
    """`id:`, `path:`, `group:`, `number:`, `cites:`, `abbr:`: a whole value; a path may be a prefix or a glob."""

    name: Literal["id", "path", "group", "number", "cites", "abbr"]
    value: str
    pattern: str | None = None
    """Of a law number: whatever fits it passes too."""


@dataclass(frozen=True)
class WholeValue:
    """`kind:=luật`: all that one of the document's own fields holds, as it is written."""

    name: str
    value: str


@dataclass(frozen=True)
class DateRange:
    """`date:…`: a range of days, both ends in it, as ISO dates."""

    first: str
    last: str


class Interval(NamedTuple):
    """Numbers from one to another; None for no end."""

    low: int | float | None
    high: int | float | None
    above_low: bool = False
    """Whether `low` itself is not in it."""
    below_high: bool = False


@dataclass(frozen=True)
class ValueRange:
    """`pages:10..20`: a number or a date in one of the document's own fields."""

    name: str
    numbers: Interval | None
    """What of it are numbers; None where the bounds are none."""
    days: DateRange | None
    """What of it are dates."""
    words: FieldWord | WholeValue | None = None
    """A document with these words, or this whole value, in the field passes too."""


Filter = TitleWord | FieldWord | FieldValue | WholeValue | DateRange | ValueRange


@dataclass(frozen=True)
class Clause:
    """A part of a query and how it must occur. Of the plain words of a branch, enough must."""

    occurs: Literal["plain", "must", "must not"]
    node: Word | Filter | Group


@dataclass(frozen=True)
class Group:
    """Branches of which one must match; each branch is its clauses together. A query is a group."""

    branches: tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True)
class RankedText:
    """A run of the query's text that documents are ranked by: plain words, or a phrase."""

    start: int
    text: str
    boost: float = 1.0
    """How much it weighs against the others."""
    field: str = ""
    """The field that it stands in, which restricts; empty for what is searched everywhere."""
    words: tuple[QueryWord, ...] | None = None
    """Its words, where they were read already."""


@dataclass(frozen=True)
class ParseProblem:
    """What could not be understood in a query, and was searched as words or left out."""

    position: int
    length: int
    message: str
    is_text: bool = False
    """Whether it was meant as text that documents hold, and so may be mistyped."""


@dataclass(frozen=True)
class Query:
    """A parsed query."""

    text: str
    group: Group
    pieces: tuple[RankedText, ...]
    problems: tuple[ParseProblem, ...]
    question: bool = False
    """Whether it asks a question, so that fewer of its words must occur."""
    restrictions: tuple[str, ...] = ()
    """Those parts of its text that only narrow the results: fields, and what is excluded."""


def every_node(group: Group) -> Iterator[Word | Filter]:
    """The words and filters of a query in query order, what it excludes too."""
    for branch in group.branches:
        for clause in branch:
            if isinstance(clause.node, Group):
                yield from every_node(clause.node)
            else:
                yield clause.node


def wanted(group: Group) -> Iterator[Word | Filter]:
    """The words and filters of a query in query order, less what it excludes."""
    for branch in group.branches:
        for clause in branch:
            if clause.occurs == "must not":
                continue
            if isinstance(clause.node, Group):
                yield from wanted(clause.node)
            else:
                yield clause.node

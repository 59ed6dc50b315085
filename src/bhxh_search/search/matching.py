"""Tree × segment → the documents that match, as a mask over document numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import reduce
from typing import NamedTuple

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.index.schema import OWN_FIELDS, PARTS, Part
from bhxh_search.index.segment import day_bounds
from bhxh_search.language.arrays import distinct
from bhxh_search.search.held import held_in
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.minimum_match import ALL_WORDS_UP_TO, Demand, required_words
from bhxh_search.search.proximity import near_documents
from bhxh_search.search.tree import (
    Alternative,
    Clause,
    DateRange,
    FieldValue,
    FieldWord,
    Filter,
    Group,
    Interval,
    Term,
    TitleWord,
    ValueRange,
    WholeValue,
    Word,
)


class Matches(NamedTuple):
    """Which documents of a segment match a query."""

    mask: Booleans
    """Per document."""
    all_words: Booleans
    """Per document: whether it would match if every plain word were required."""
    word_documents: Mapping[tuple[Alternative, ...], int]
    """For each word that was looked for: how many live documents hold it."""
    words: Mapping[tuple[Alternative, ...], Booleans]
    """For each of these words, per document, deleted ones too: whether it holds it."""


def match(group: Group, filters: Iterable[Iterable[Filter]], lookup: Lookup, *, question: bool = False) -> Matches:
    """The live documents of a segment that match `group` and of each of `filters` at least one.

    `question`: whether the query asks a question, so that fewer of its words must occur. A group without branches
    matches every document. A damaged segment may raise any exception.
    """
    demand: Demand = "enough of a question" if question else "enough"
    matcher = _Matcher(lookup, demand)
    mask = passing = matcher.passing(filters)
    if group.branches:
        mask = passing & matcher.group(group, demand)
    all_words = mask if _asks_for_all(group) and not question else passing & matcher.group(group, "all")
    live = lookup.live_segment.live
    held = {word: found if live is None else found & live for word, found in matcher.words.items()}
    counts = {word: int(np.count_nonzero(found)) for word, found in held.items()}
    return Matches(mask, all_words, counts, matcher.words)


def _asks_for_all(group: Group) -> bool:
    """Whether every plain word is required anyway: no branch has one that may be missing, or too many to need all."""
    return all(
        sum(clause.occurs == "plain" for clause in branch) <= ALL_WORDS_UP_TO
        and not any(isinstance(clause.node, Word) and clause.node.spare for clause in branch)
        and all(_asks_for_all(clause.node) for clause in branch if isinstance(clause.node, Group))
        for branch in group.branches
    )


class _Matcher:
    """Makes the masks of one query over one segment, and keeps those that may be needed twice."""

    def __init__(self, lookup: Lookup, demand: Demand) -> None:
        """`demand`: how many words of what the query excludes a document must hold to be excluded."""
        self.lookup = lookup
        self.segment = lookup.segment
        self._demand = demand
        self.words: dict[tuple[Alternative, ...], Booleans] = {}
        self._filters: dict[Filter, Booleans] = {}
        self._held: dict[tuple[tuple[Alternative, ...], ...], Array] = {}

    def none(self) -> Booleans:
        return np.zeros(self.lookup.size, dtype=bool)

    def of(self, documents: Integers) -> Booleans:
        mask = self.none()
        mask[documents] = True
        return mask

    def any(self, masks: Iterable[Booleans]) -> Booleans:
        return reduce(np.logical_or, masks, self.none())

    def passing(self, filters: Iterable[Iterable[Filter]]) -> Booleans:
        """The live documents that pass all of `filters`."""
        mask = self.lookup.live_segment.all_live()
        for choices in filters:
            mask &= self.any(self.filter(choice) for choice in choices)
        return mask

    def group(self, group: Group, demand: Demand) -> Booleans:
        if len(group.branches) == 1:
            return self.branch(group.branches[0], demand)
        return self.any(self.branch(branch, demand) for branch in group.branches)

    def branch(self, clauses: tuple[Clause, ...], demand: Demand) -> Booleans:
        mask = self.lookup.live_segment.all_live()
        plain: dict[tuple[Alternative, ...], Word] = {}
        questions: dict[tuple[Alternative, ...], Word] = {}
        asks = False
        sure = 0
        for clause in clauses:
            node = clause.node
            if clause.occurs == "plain" and isinstance(node, Word):
                spared = node.question or (node.spare and demand != "all")
                (questions if spared else plain)[node.alternatives] = node
            elif clause.occurs == "must not":
                # Always by the query's own demand. Were all words required here too, less would be excluded, and
                # more documents would hold "all words" than match at all.
                mask &= ~self.node(node, self._demand)
            else:
                mask &= self.node(node, demand)
                asks = True
                sure += _words_in(node) if isinstance(node, Word) else 0
        # Words that only make a question are required only where the branch has no others.
        words = list((plain or ({} if asks else questions)).values())
        enough = required_words(len(words), demand)
        if sure and enough < len(words) and demand == "enough of a question":
            # Words that must occur are words of the question too, and every match holds them.
            enough = max(0, required_words(len(words) + sure, demand) - sure)
        if enough == len(words) and len(words) <= ALL_WORDS_UP_TO:
            for word in words:
                mask &= self.word(word, PARTS)
        else:
            mask &= self.held(words) >= enough
        return mask

    def held(self, words: Sequence[Word]) -> Array:
        """Per document: how many of `words` it holds."""
        key = tuple(word.alternatives for word in words)
        if key not in self._held:
            counts: Array = np.zeros(self.lookup.size, np.uint8 if len(words) < 256 else np.uint32)
            for word in words:
                counts += self.word(word, PARTS).view(np.uint8)
            self._held[key] = counts
        return self._held[key]

    def node(self, node: Word | Filter | Group, demand: Demand) -> Booleans:
        if isinstance(node, Group):
            return self.group(node, demand)
        if isinstance(node, Word):
            return self.word(node, PARTS)
        return self.filter(node)

    def word(self, word: Word, parts: Sequence[Part]) -> Booleans:
        """The documents that hold `word` in one of `parts`."""
        if tuple(parts) != PARTS:
            return self.any(self.alternative(choice, parts) for choice in word.alternatives)
        if word.alternatives not in self.words:
            is_single = [len(choice.terms) == 1 for choice in word.alternatives]
            single = [choice.terms[0] for choice, alone in zip(word.alternatives, is_single, strict=True) if alone]
            mask = self.holding(single, parts)
            for choice, alone in zip(word.alternatives, is_single, strict=True):
                if not alone:
                    mask |= self.alternative(choice, parts)
            for pattern in numbers_of(word):
                mask[self.lookup.own_numbers(pattern)] = True
                for relation in ("consolidates", "guides"):
                    mask[self.lookup.naming(relation, pattern)] = True
            self.words[word.alternatives] = mask
        return self.words[word.alternatives]

    def holding(self, terms: Iterable[Term], parts: Sequence[Part]) -> Booleans:
        """The documents that hold one of `terms` in one of `parts`."""
        masks = [mask for term in terms for mask in self.masks(term, parts)]
        return masks[0] if len(masks) == 1 else self.any(masks)

    def masks(self, term: Term, parts: Sequence[Part]) -> Iterator[Booleans]:
        """Masks, the caller's own, of the documents that hold a term in one of `parts`."""
        if term.form == "whole":
            held = self.lookup.held(term.stream, term.text, tuple(parts))
        else:
            in_parts = [self.lookup.together(part, term) if part in parts else None for part in PARTS]
            held = held_in(self.lookup.live_segment, *in_parts)
        if held is not None:
            yield held.mask()

    def alternative(self, choice: Alternative, parts: Sequence[Part]) -> Booleans:
        if choice.window is None or len(choice.terms) == 1:
            # Anywhere: one syllable may stand in the title and another in the body.
            return reduce(np.logical_and, (self.holding([term], parts) for term in choice.terms))
        found = self.any(self.of(self.near(part, choice.terms, choice.window)) for part in parts)
        return reduce(np.logical_and, (self.holding([Term("citations", one)], PARTS) for one in choice.cited), found)

    def near(self, part: str, terms: Sequence[Term], window: int) -> Integers:
        """Documents in which `terms` stand at successive positions, or for a window, all within it."""
        reader = self.segment.parts[part]
        ranges = [self.lookup.ranges(part, term) for term in terms]
        if not all(ranges):
            return np.zeros(0, np.int64)
        if not window:
            return reader.phrase(ranges)
        places = {term: reader.pairs.places_of_terms(of_term) for term, of_term in zip(terms, ranges, strict=True)}
        return near_documents([places[term] for term in terms], window)

    def filter(self, node: Filter) -> Booleans:
        if node not in self._filters:
            self._filters[node] = self._filter(node)
        return self._filters[node]

    def _filter(self, node: Filter) -> Booleans:
        if isinstance(node, TitleWord):
            return self.word(node.word, ("title",))
        if isinstance(node, FieldWord):
            mask = self.none()
            for terms in (node.terms, *node.others):
                of_field = [term._replace(text=f"{node.name}:{term.text}") for term in terms]
                mask[self.near(OWN_FIELDS, of_field, 0)] = True
            if node.pattern is not None:
                mask[self.lookup.naming(node.name, node.pattern)] = True
            return mask
        if isinstance(node, DateRange):
            first, end = day_bounds(node.first, node.last)
            dates = self.segment.dates
            return (dates >= max(first, 1)) & (dates < end)
        if isinstance(node, ValueRange):
            return self.in_range(node)
        if isinstance(node, WholeValue):
            return self.of(self.segment.keywords("field").documents(f"{node.name}:{node.value}"))
        return self.value(node)

    def in_range(self, node: ValueRange) -> Booleans:
        days = None if node.days is None else (node.days.first, node.days.last)
        found = self.segment.keywords("field").documents_between(node.name, _bounds(node.numbers), days)
        mask = self.of(found)
        return mask if node.words is None else mask | self.filter(node.words)

    def value(self, node: FieldValue) -> Booleans:
        if node.name in ("cites", "abbr"):
            terms = [Term("citations", node.value)]
            if node.pattern is None:
                return self.holding(terms, PARTS)
            terms.append(Term("citations", node.pattern, "number"))
            cited = self.holding(terms, PARTS)
            own = self.lookup.own_numbers(node.pattern)
            # The title of an article names the law that it is of: that is no citation.
            cited[own] &= self.holding(terms, ("body",))[own]
            return cited
        if node.name == "number" and node.pattern is not None:
            documents = self.segment.keywords("number").documents(node.value)
            return self.of(distinct(np.concatenate((documents, self.lookup.own_numbers(node.pattern)))))
        if node.name == "id":
            return self.of(np.array(self.segment.ids.every(node.value), np.int64))
        values = self.segment.keywords(node.name)
        if node.name == "path":
            return self.of(values.documents_where(lambda path: path_matches(node.value, path)))
        return self.of(values.documents(node.value))


def numbers_of(word: Word) -> list[str]:
    """The patterns of law numbers that a word stands for: one, or of several laws named together each's."""
    patterns = (term.text for choice in word.alternatives for term in choice.terms if term.form == "number")
    return list(dict.fromkeys(patterns)) if word.number is not None else []


def _words_in(word: Word) -> int:
    """How many words a phrase has at least, however it may be written."""
    return min(len(choice.terms) for choice in word.alternatives)


def _bounds(numbers: Interval | None) -> tuple[float | None, float | None, bool, bool] | None:
    return None if numbers is None else (numbers.low, numbers.high, numbers.above_low, numbers.below_high)


def path_matches(pattern: str, path: str) -> bool:
    """Whether `path`, or what stands in it after some folder, begins with `pattern` or is matched by it as a glob."""
    is_glob = any(mark in pattern for mark in "*?[")
    tails = [path, *(path[index + 1 :] for index, letter in enumerate(path) if letter == "/")]
    if is_glob:
        return any(fnmatchcase(tail, pattern) for tail in tails)
    return any(tail.startswith(pattern) for tail in tails)

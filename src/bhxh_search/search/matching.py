"""Tree × segment → the documents that match, as a mask over document numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import reduce
from typing import NamedTuple

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.pairs import documents_at, places_at
from bhxh_search.index.postings import Integers, places_in
from bhxh_search.index.reader import Booleans
from bhxh_search.index.schema import OWN_FIELDS, PARTS, Part
from bhxh_search.index.segment import day_bounds
from bhxh_search.language.arrays import distinct
from bhxh_search.search.held import held_in
from bhxh_search.search.lookup import Lookup
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

# Of up to this many plain words all must occur; of more, and of those of a question, at least this share. Who asks in
# sentences uses words of their own: documents relevant to the questions of alqac2023 hold every word of them in
# 2-16 % of cases, a third of the words in 99-100 %, and with a quarter hardly one is lost on any of four collections:
# with a fifth one less of 2,133 questions, which find 16-47 % more documents.
ALL_WORDS_UP_TO = 4
ALL_WORDS_OF_QUESTIONS_UP_TO = 2
SHARE_OF_WORDS = 1 / 4
# Of up to so many places, all are compared at once.
_FEW_PLACES = 10_000

# Past every position.
_NO_POSITION = np.iinfo(np.int64).max


def required_words(distinct: int) -> int:
    """How many of `distinct` plain words a document must hold."""
    return _required(distinct, ALL_WORDS_UP_TO)


def required_of_question(distinct: int) -> int:
    """The same where they ask a question."""
    return _required(distinct, ALL_WORDS_OF_QUESTIONS_UP_TO)


def every(distinct: int) -> int:
    """The same where all are wanted."""
    return distinct


def _required(distinct: int, all_up_to: int) -> int:
    return distinct if distinct <= all_up_to else math.ceil(distinct * SHARE_OF_WORDS)


class Matches(NamedTuple):
    """Which documents of a segment match a query."""

    mask: Booleans
    """Per document."""
    all_words: Booleans
    """Per document: whether it would match if every plain word were required."""
    word_documents: Mapping[tuple[Alternative, ...], int]
    """For each word that was looked for: how many live documents hold it."""


def match(group: Group, filters: Iterable[Iterable[Filter]], lookup: Lookup, *, question: bool = False) -> Matches:
    """The live documents of a segment that match `group` and of each of `filters` at least one.

    `question`: whether the query asks a question, of whose words fewer must occur. A group without branches matches
    every document. What is out of range in the segment raises any exception.
    """
    required = required_of_question if question else required_words
    matcher = _Matcher(lookup, required)
    mask = passing = matcher.passing(filters)
    if group.branches:
        mask = passing & matcher.group(group, required)
    all_words = mask if _asks_for_all(group) and not question else passing & matcher.group(group, every)
    live = lookup.live_segment.live
    held = {word: found if live is None else found & live for word, found in matcher.words.items()}
    return Matches(mask, all_words, {word: int(np.count_nonzero(found)) for word, found in held.items()})


def _asks_for_all(group: Group) -> bool:
    """Whether no branch has a plain word that may be missing, nor so many that some may."""
    return all(
        sum(clause.occurs == "plain" for clause in branch) <= ALL_WORDS_UP_TO
        and not any(isinstance(clause.node, Word) and clause.node.spare for clause in branch)
        and all(_asks_for_all(clause.node) for clause in branch if isinstance(clause.node, Group))
        for branch in group.branches
    )


class _Matcher:
    """The masks of one query over one segment; those that may be asked for twice are kept."""

    def __init__(self, lookup: Lookup, required: Callable[[int], int]) -> None:
        """`required`: of how many words what the query excludes must hold how many."""
        self.lookup = lookup
        self.segment = lookup.segment
        self._required = required
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

    def group(self, group: Group, required: Callable[[int], int]) -> Booleans:
        if not group.branches:
            return self.lookup.live_segment.all_live()
        if len(group.branches) == 1:
            return self.branch(group.branches[0], required)
        return self.any(self.branch(branch, required) for branch in group.branches)

    def branch(self, clauses: tuple[Clause, ...], required: Callable[[int], int]) -> Booleans:
        mask = self.lookup.live_segment.all_live()
        plain: dict[tuple[Alternative, ...], Word] = {}
        questions: dict[tuple[Alternative, ...], Word] = {}
        asks = False
        sure = 0
        for clause in clauses:
            node = clause.node
            if clause.occurs == "plain" and isinstance(node, Word):
                spared = node.question or (node.spare and required is not every)
                (questions if spared else plain)[node.alternatives] = node
            elif clause.occurs == "must not":
                # The same whatever is asked for besides: else with all words more would be found than with fewer.
                mask &= ~self.node(node, self._required)
            else:
                mask &= self.node(node, required)
                asks = True
                sure += _words_in(node) if isinstance(node, Word) else 0
        # Words that only make a question are asked for where nothing else is.
        words = list((plain or ({} if asks else questions)).values())
        enough = required(len(words))
        if sure and enough < len(words) and required is required_of_question:
            # What must occur is words of the question too, and of a phrase a document holds them all.
            enough = max(0, required(len(words) + sure) - sure)
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

    def node(self, node: Word | Filter | Group, required: Callable[[int], int]) -> Booleans:
        if isinstance(node, Group):
            return self.group(node, required)
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
            if word.number is not None:
                mask[self.lookup.own_numbers(word.number)] = True
                for relation in ("consolidates", "guides"):
                    mask[self.lookup.naming(relation, word.number)] = True
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
            if node.pattern is not None:
                terms.append(Term("citations", node.pattern, "number"))
            return self.holding(terms, PARTS)
        if node.name == "number" and node.pattern is not None:
            documents = self.segment.keywords("number").documents(node.value)
            return self.of(distinct(np.concatenate((documents, self.lookup.own_numbers(node.pattern)))))
        if node.name == "id":
            return self.of(np.array(self.segment.ids.every(node.value), np.int64))
        values = self.segment.keywords(node.name)
        if node.name == "path":
            return self.of(values.documents_where(lambda path: path_matches(node.value, path)))
        return self.of(values.documents(node.value))


def _words_in(word: Word) -> int:
    """How many words a phrase has at least, however it may be written."""
    return min(len(choice.terms) for choice in word.alternatives)


def _bounds(numbers: Interval | None) -> tuple[float | None, float | None, bool, bool] | None:
    return None if numbers is None else (numbers.low, numbers.high, numbers.above_low, numbers.below_high)


def near_documents(places: Sequence[Integers], window: int) -> Integers:
    """The documents in which places of all terms, one each and no two the same, lie within `window` positions.

    `places`: of each term, rising, as document << 32 | position; of a term that is asked for several times, the same
    array.
    """
    rarest = min(places, key=len)
    if not len(rarest):
        return rarest
    times = Counter(map(id, places))
    each = list({id(found): found for found in places}.values())
    if sum(map(len, each)) > _FEW_PLACES:
        # Whatever window holds all terms holds the rarest.
        near = [found if found is rarest else _around(rarest, found, window) for found in each]
    else:
        near = each
    lefts: Integers = distinct(np.concatenate(near))
    for found, once in zip(near, each, strict=True):
        # The place of the last one that is needed, if all lie in the window.
        at = np.searchsorted(found, lefts) + (times[id(once)] - 1)
        lefts, at = lefts[at < len(found)], at[at < len(found)]
        # A window does not reach the next document: positions take far less than their 32 bits.
        lefts = lefts[found[at] < lefts + window]
    documents: Integers = distinct(documents_at(lefts))
    if len(distinct(np.concatenate(near))) == sum(map(len, near)):
        return documents
    # Some place is that of two terms, one with and one without marks.
    inside = {id(once): _by_document(found, documents) for found, once in zip(near, each, strict=True)}
    fits = [is_near([inside[id(found)][number] for found in places], window) for number in range(len(documents))]
    fitting: Integers = documents[np.array(fits, bool)]
    return fitting


def _around(rarest: Integers, found: Integers, window: int) -> Integers:
    """Those places of `found` that one window may hold together with one of `rarest`; both rise."""
    firsts = found.searchsorted(rarest - window, side="right")
    lasts = found.searchsorted(rarest + window)
    firsts[1:] = np.maximum(firsts[1:], lasts[:-1])
    return found[places_in(firsts, np.maximum(firsts, lasts))]


def _by_document(places: Integers, documents: Integers) -> list[Integers]:
    """The places that are in each of `documents`."""
    first = np.searchsorted(places, places_at(documents, 0)).tolist()
    last = np.searchsorted(places, places_at(documents + 1, 0)).tolist()
    return [places[a:b] for a, b in zip(first, last, strict=True)]


def is_near(positions: Sequence[Integers], window: int) -> bool:
    """Whether positions of all terms, one each and no two the same, lie within `window` successive ones."""
    return len(near_positions(positions, window)) > 0


def near_positions(positions: Sequence[Integers], window: int) -> Integers:
    """From each window that holds all terms, positions of them, one for each and no two the same: a row.

    `positions`: of each term, rising; of a term that is asked for several times, the same array. Greedy from the left
    edge of the window: a term takes its first free position in it, rarest terms first.
    """
    lefts = distinct(np.concatenate(positions))
    taken = np.empty((len(lefts), len(positions)), np.int64)
    done: list[int] = []
    latest: dict[int, Integers] = {}
    for term in sorted(range(len(positions)), key=lambda term: len(positions[term])):
        one = positions[term]
        found = np.append(one, _NO_POSITION)
        # Whatever comes before the place that the same term took last was not free then, nor is it now.
        at = np.minimum(latest[id(one)] + 1, len(one)) if id(one) in latest else np.searchsorted(found, lefts)
        others = [other for other in done if positions[other] is not one]
        while True:
            clash = (taken[:, others] == found[at][:, None]).any(axis=1) & (at < len(one))
            if not clash.any():
                break
            at += clash
        taken[:, term] = found[at]
        latest[id(one)] = at
        done.append(term)
    fits = (taken < (lefts + window)[:, None]).all(axis=1) & (taken == lefts[:, None]).any(axis=1)
    rows: Integers = taken[fits]
    return rows


def path_matches(pattern: str, path: str) -> bool:
    """Whether `path`, or what stands in it after some folder, begins with `pattern` or is matched by it as a glob."""
    is_glob = any(mark in pattern for mark in "*?[")
    tails = [path, *(path[index + 1 :] for index, letter in enumerate(path) if letter == "/")]
    if is_glob:
        return any(fnmatchcase(tail, pattern) for tail in tails)
    return any(tail.startswith(pattern) for tail in tails)

"""Tree × index → the documents that match, as a mask over document numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import reduce

import numpy as np

from bhxh_search.index.reader import Booleans, Integers, Snapshot
from bhxh_search.index.schema import FIELDS_EXACT, FIELDS_FOLDED, PARTS, Part, field_name
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
    Word,
)

# Of up to this many plain words all must occur; of more, at least this share. Documents relevant to the questions
# of alqac2023 hold every word of them in 2-16 % of cases, a third of the words in 99-100 %.
ALL_WORDS_UP_TO = 4
SHARE_OF_WORDS = 1 / 3


def required_words(distinct: int) -> int:
    """How many of `distinct` plain words a document must hold."""
    return distinct if distinct <= ALL_WORDS_UP_TO else -int(-distinct * SHARE_OF_WORDS // 1)


@dataclass(frozen=True)
class Matches:
    """Which documents match a query."""

    mask: Booleans
    """Per document number."""
    all_words: Booleans
    """Per document number: whether it would match if every plain word were required."""
    word_documents: Mapping[tuple[Alternative, ...], int]
    """For each word that was looked for: how many live documents hold it."""


def match(group: Group, filters: Iterable[Iterable[Filter]], snapshot: Snapshot) -> Matches:
    """The live documents that match `group` and of each of `filters` at least one.

    A group without branches matches every document.
    """
    matcher = _Matcher(snapshot)
    passing = snapshot.live.copy()
    for choices in filters:
        passing &= _any((matcher.filter(choice) for choice in choices), matcher.none)
    return Matches(
        passing & matcher.group(group, required_words),
        passing & matcher.group(group, lambda distinct: distinct),
        {word: int(mask.sum()) for word, mask in matcher.words.items()},
    )


def _any(masks: Iterable[Booleans], none: Callable[[], Booleans]) -> Booleans:
    return reduce(np.logical_or, masks, none())


class _Matcher:
    """The masks of one query over one snapshot; those of words are kept, for they are asked twice."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.words: dict[tuple[Alternative, ...], Booleans] = {}

    def none(self) -> Booleans:
        return np.zeros(len(self.snapshot.records), dtype=bool)

    def of(self, documents: Integers | Sequence[int]) -> Booleans:
        mask = self.none()
        mask[np.asarray(documents, dtype=np.int64)] = True
        return mask

    def group(self, group: Group, required: Callable[[int], int]) -> Booleans:
        if not group.branches:
            return self.snapshot.live.copy()
        return _any((self.branch(branch, required) for branch in group.branches), self.none)

    def branch(self, clauses: tuple[Clause, ...], required: Callable[[int], int]) -> Booleans:
        mask = self.snapshot.live.copy()
        plain: dict[tuple[Alternative, ...], Word] = {}
        questions: dict[tuple[Alternative, ...], Word] = {}
        asks = False
        for clause in clauses:
            node = clause.node
            if clause.occurs == "plain" and isinstance(node, Word):
                (questions if node.question else plain)[node.alternatives] = node
            elif clause.occurs == "must not":
                mask &= ~self.node(node, required)
            else:
                mask &= self.node(node, required)
                asks = True
        # Words that only make a question are asked for where nothing else is.
        words = list((plain or ({} if asks else questions)).values())
        if words:
            held = np.sum([self.word(word, PARTS) for word in words], axis=0)
            mask &= held >= required(len(words))
        return mask

    def node(self, node: Word | Filter | Group, required: Callable[[int], int]) -> Booleans:
        if isinstance(node, Group):
            return self.group(node, required)
        if isinstance(node, Word):
            return self.word(node, PARTS)
        return self.filter(node)

    def word(self, word: Word, parts: Sequence[Part]) -> Booleans:
        """The documents that hold `word` in one of `parts`."""
        if tuple(parts) != PARTS:
            return _any((self.alternative(choice, parts) for choice in word.alternatives), self.none)
        if word.alternatives not in self.words:
            masks = (self.alternative(choice, parts) for choice in word.alternatives)
            self.words[word.alternatives] = _any(masks, self.none)
        return self.words[word.alternatives]

    def alternative(self, choice: Alternative, parts: Sequence[Part]) -> Booleans:
        if choice.window is None or len(choice.terms) == 1:
            # Anywhere: one syllable may stand in the title and another in the body.
            masks = [_any((self.term(part, term) for part in parts), self.none) for term in choice.terms]
            return reduce(np.logical_and, masks)
        fields = [[field_name(part, term.stream) for term in choice.terms] for part in parts]
        texts = [term.text for term in choice.terms]
        return _any((self.of(self.near(names, texts, choice.window)) for names in fields), self.none)

    def term(self, part: Part, term: Term) -> Booleans:
        return self.of(self.snapshot.postings(field_name(part, term.stream), term.text).documents)

    def near(self, fields: Sequence[str], terms: Sequence[str], window: int) -> list[int]:
        """Documents in which `terms`, each in its field, stand at successive positions, or within `window`."""
        lists = [self.snapshot.positions(field, term) for field, term in zip(fields, terms, strict=True)]
        common = sorted(set.intersection(*(set(documents) for documents in lists)))
        if window == 0:
            return [document for document in common if len(phrase_starts([found[document] for found in lists]))]
        return [document for document in common if is_near([found[document] for found in lists], window)]

    def filter(self, node: Filter) -> Booleans:
        if isinstance(node, TitleWord):
            return self.word(node.word, ("title",))
        if isinstance(node, FieldWord):
            fields = [FIELDS_EXACT if term.stream == "exact" else FIELDS_FOLDED for term in node.terms]
            return self.of(self.near(fields, [f"{node.name}:{term.text}" for term in node.terms], 0))
        if isinstance(node, DateRange):
            return self.values("date", lambda day: node.first <= day <= node.last)
        return self.value(node)

    def value(self, node: FieldValue) -> Booleans:
        if node.name == "path":
            return self.values("path", lambda path: path_matches(node.value, path))
        if node.name in ("cites", "abbr"):
            term = Term("citations", node.value)
            return _any((self.term(part, term) for part in PARTS), self.none)
        return self.of(self.snapshot.postings(node.name, node.value).documents)

    def values(self, field: str, wanted: Callable[[str], bool]) -> Booleans:
        """Documents whose value of `field` is `wanted`."""
        values = {value for value in self.snapshot.terms(field) if wanted(value)}
        return _any((self.of(self.snapshot.postings(field, value).documents) for value in values), self.none)


def phrase_starts(positions: Sequence[Integers]) -> Integers:
    """Where a phrase starts, given the rising positions of each of its terms in order."""
    starts = positions[0]
    for distance, found in enumerate(positions[1:], 1):
        starts = starts[np.isin(starts, found - distance, assume_unique=True)]
    return starts


def is_near(positions: Sequence[Integers], window: int) -> bool:
    """Whether positions of all terms, one each and no two the same, lie within `window` successive ones."""
    return any(True for _ in near_positions(positions, window))


def near_positions(positions: Sequence[Integers], window: int) -> Iterable[tuple[int, ...]]:
    """One choice of positions, one for each term and no two the same, from each window that holds all terms.

    Greedy from the left edge: a term takes its first free position in the window, rarest terms first.
    """
    order = sorted(range(len(positions)), key=lambda term: len(positions[term]))
    for left in sorted({int(position) for found in positions for position in found}):
        taken: dict[int, int] = {}
        for term in order:
            found = positions[term]
            first = int(np.searchsorted(found, left))
            free = (int(p) for p in found[first:] if p < left + window and int(p) not in taken.values())
            choice = next(free, None)
            if choice is None:
                break
            taken[term] = choice
        else:
            if left in taken.values():
                yield tuple(taken[term] for term in range(len(positions)))


def path_matches(pattern: str, path: str) -> bool:
    """Whether `path`, or what stands in it after some folder, begins with `pattern` or is matched by it as a glob."""
    is_glob = any(mark in pattern for mark in "*?[")
    tails = [path, *(path[index + 1 :] for index, letter in enumerate(path) if letter == "/")]
    if is_glob:
        return any(fnmatchcase(tail, pattern) for tail in tails)
    return any(tail.startswith(pattern) for tail in tails)

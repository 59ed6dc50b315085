"""A query's text → its tree, as an index reads it: its fields, what documents define, which words of it tell most.

A phrase must be in a document. Where none has it, a question or a sentence that quotes it (Ai viết "thép đã tôi thế
đó"?) is answered by its words, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bhxh_search.index.faults import damage_reported
from bhxh_search.index.reader import Snapshot
from bhxh_search.search.builder import MAX_PROBLEMS
from bhxh_search.search.definitions import with_full_forms
from bhxh_search.search.file_names import Address, addresses_in
from bhxh_search.search.lead_words import years_besides
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import match
from bhxh_search.search.minimum_match import ALL_WORDS_UP_TO
from bhxh_search.search.quoted import piece_of, quoted_pieces
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import (
    Alternative,
    Clause,
    Group,
    ParseProblem,
    Query,
    RankedText,
    Term,
    Word,
)
from bhxh_search.search.words import plain_words

_OF = (Term("exact", "của"),)
_NO_SUCH_PHRASE = "no document holds this phrase; its words were looked for instead"
_NO_SUCH_ADDRESS = "no document holds this address; the words that it ends with were looked for instead"


def read_query(text: str, snapshot: Snapshot) -> Query:
    """The query that `text` asks of an index; see `parse`. Raises `IndexDamaged`."""
    query = _without_addresses(parse(text, snapshot.abbreviations, snapshot.has_field), snapshot)
    with damage_reported(snapshot.folder):
        group = with_full_forms(query.group, query.text, snapshot)
        problems: list[ParseProblem] = []
        if quoted := quoted_pieces(query):
            unquoted = _Unquoted(quoted, query.question, snapshot, problems)
            group = Group(tuple(map(unquoted.of_branch, group.branches)))
        if query.question:
            group = Group(tuple(_sparing(branch, snapshot) for branch in group.branches))
        else:
            years = _years_besides(query)
            group = Group(tuple(_without_years(_without_of(branch), years) for branch in group.branches))
    if group is query.group or group == query.group:
        return query
    return replace(query, group=group, problems=(*query.problems, *problems)[:MAX_PROBLEMS])


def _without_addresses(query: Query, snapshot: Snapshot) -> Query:
    """A query with the words that an address ends with in place of it, where no document holds it; its text too."""
    addresses = [one for one in addresses_in(query.text) if _is_missing(one, query, snapshot)]
    if not addresses:
        return query
    text = query.text
    for one in addresses:
        text = text[: one.start] + one.in_words + text[one.end :]
    told = (ParseProblem(one.start, one.end - one.start, _NO_SUCH_ADDRESS, is_text=True) for one in addresses)
    read = parse(text, snapshot.abbreviations, snapshot.has_field)
    return replace(read, problems=(*read.problems, *told)[:MAX_PROBLEMS])


def _is_missing(address: Address, query: Query, snapshot: Snapshot) -> bool:
    """Whether an address is plain words of a query, which no document holds together."""
    words = [
        clause.node
        for branch in query.group.branches
        for clause in branch
        if clause.occurs == "plain"
        and isinstance(clause.node, Word)
        and address.start <= clause.node.start < address.end
    ]
    return bool(words) and not _documents_with(words, snapshot)


@dataclass
class _Unquoted:
    """Reads phrases that no document holds as their words."""

    quoted: Sequence[RankedText]
    question: bool
    snapshot: Snapshot
    problems: list[ParseProblem]
    _held: dict[tuple[Alternative, ...], bool] = field(default_factory=dict)
    """Phrases that were looked for: one that is quoted again and again takes long to look for."""

    def of_branch(self, branch: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """A branch; where it has words of its own besides, and asks a question or in a sentence, without them."""
        if len(_asked_for(branch)) <= (0 if self.question else ALL_WORDS_UP_TO):
            return branch
        return tuple(read for clause in branch for read in self.of_clause(clause))

    def of_clause(self, clause: Clause) -> Iterator[Clause]:
        piece = piece_of(clause, self.quoted)
        if piece is None or not isinstance(clause.node, Word) or self.is_held(clause.node):
            yield clause
            return
        self.problems.append(ParseProblem(piece.start - 1, len(piece.text) + 2, _NO_SUCH_PHRASE, is_text=True))
        for _, word in plain_words(piece.text, piece.start, self.snapshot.abbreviations):
            yield Clause("plain", replace(word, boost=clause.node.boost))

    def is_held(self, phrase: Word) -> bool:
        """Whether any live document holds a phrase."""
        if phrase.alternatives not in self._held:
            self._held[phrase.alternatives] = _documents_with([phrase], self.snapshot) > 0
        return self._held[phrase.alternatives]


def _sparing(branch: tuple[Clause, ...], snapshot: Snapshot) -> tuple[Clause, ...]:
    """A branch of a question, where of two plain words the less telling one may be missing.

    Who asks "Website Dreamspark là gì?" describes what is looked for, and a page on Dreamspark need not say website.
    """
    asked = _asked_for(branch)
    if len(asked) != 2:
        return branch
    # A word that no document holds tells nothing either.
    telling = {word: (held > 0, -held) for word in asked.values() for held in (_documents_with([word], snapshot),)}
    if len(set(telling.values())) == 1:
        return branch
    return _with_spare(branch, min(asked.values(), key=telling.__getitem__).alternatives)


def _without_of(branch: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """A branch of few words, where *của* (of) may be missing: who asks for con gái của Thanos finds con gái Thanos.

    Of many words some may be missing anyway. Typed bare it may be cửa, a door.
    """
    asked = _asked_for(branch)
    of = next((word for word in asked if word[0].terms == _OF), None)
    return _with_spare(branch, of) if of is not None and 1 < len(asked) <= ALL_WORDS_UP_TO else branch


def _years_besides(query: Query) -> set[int]:
    """Where years stand in a query that may be missing; see `years_besides`."""
    return {
        piece.start + piece.words[number].start
        for piece in query.pieces
        if piece.words and not piece.field
        for number in years_besides(piece.words)
    }


def _without_years(branch: tuple[Clause, ...], years: set[int]) -> tuple[Clause, ...]:
    """A branch in which the years that stand at these places may be missing."""
    for clause in branch if years else ():
        if clause.occurs == "plain" and isinstance(clause.node, Word) and clause.node.start in years:
            branch = _with_spare(branch, clause.node.alternatives)
    return branch


def _asked_for(branch: tuple[Clause, ...]) -> dict[tuple[Alternative, ...], Word]:
    """The different plain words of a branch, less those that only make a question."""
    return {
        clause.node.alternatives: clause.node
        for clause in branch
        if clause.occurs == "plain" and isinstance(clause.node, Word) and not clause.node.question
    }


def _with_spare(branch: tuple[Clause, ...], word: tuple[Alternative, ...]) -> tuple[Clause, ...]:
    """A branch in which a plain word may be missing."""
    return tuple(
        replace(clause, node=replace(clause.node, spare=True))
        if clause.occurs == "plain" and isinstance(clause.node, Word) and clause.node.alternatives == word
        else clause
        for clause in branch
    )


def _documents_with(words: Sequence[Word], snapshot: Snapshot) -> int:
    """How many live documents hold all of some words."""
    group = Group((tuple(Clause("must", word) for word in words),))
    return sum(int(np.count_nonzero(match(group, (), Lookup(one)).mask)) for one in snapshot.segments)

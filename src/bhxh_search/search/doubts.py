"""Which words of a query may be mistyped, judged by what the query found. Every query is asked this.

What was meant instead is found by `did_you_mean`, which few queries need.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bhxh_search.language.characters import canonical
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import Matches
from bhxh_search.search.tree import Query, Term, Word, wanted

LITTLE = 3
"""A query that finds more documents than this has few mistyped words: only those that hardly any document holds, or
hardly any beside their neighbours."""
SELDOM = 1 / 100
"""Share of all documents: where more of them hold each word of a query, and some hold them all, no word is mistyped.
The same goes for the words of a phrase."""
DOUBTED = 1 / 10_000
"""Share of all documents, `LITTLE` at most, that may hold a doubted word: a small index lacks many correct ones."""
RARE = 1 / 1_000
"""The same for a word that is doubted only because hardly any document holds all words of the query."""


ALL_BY_CHANCE = 1 / 20
"""Share of all documents: a query that finds no more may find them by chance, all of them with the words apart."""


class Doubt(NamedTuple):
    """Words of a query that may be mistyped, and what evidence it takes to suggest others in their place."""

    words: frozenset[str] | None
    """Canonical; None for any of the query."""
    by_all_words: bool = False
    """Whether documents must hold all words of what is suggested, as hardly any holds all words that were typed."""


def doubts_of(
    query: Query,
    total: int,
    total_all_words: int,
    matches: Sequence[Matches],
    lookups: Sequence[Lookup],
    documents: int,
) -> tuple[Doubt, ...]:
    """Which words of `query` may be mistyped, the likeliest first.

    `total`: how many of all `documents` it found; `total_all_words`: those that hold each word. Of each segment,
    `matches`: what was found; `lookups`: its terms.
    """
    held = {
        canonical(query.text[node.start : node.end]): (
            node,
            [one.word_documents.get(node.alternatives) for one in matches],
        )
        for node in wanted(query.group)
        if isinstance(node, Word) and not node.question
    }
    counts = {
        word: sum(count or 0 for count in of_word) for word, (_, of_word) in held.items() if None not in of_word
    }
    if total <= LITTLE:
        seldom = max(LITTLE, int(SELDOM * documents))
        good = (
            count > seldom or (count and (_has_digit(word) or _is_of_known_words(held[word][0], lookups, seldom)))
            for word, count in counts.items()
        )
        return () if total and len(counts) == len(held) and all(good) else (Doubt(None),)
    few = min(LITTLE, int(DOUBTED * documents))
    spelling = load_model().spelling
    found = [Doubt(frozenset(word for word, count in counts.items() if count <= few and word not in spelling))]
    if total <= ALL_BY_CHANCE * documents:
        found.append(Doubt(_alone(query, lookups, few)))
    if total_all_words <= LITTLE:
        rare = RARE * documents
        found.append(Doubt(frozenset(word for word, count in counts.items() if count <= rare), by_all_words=True))
    return tuple(doubt for doubt in found if doubt.words)


def _alone(query: Query, lookups: Sequence[Lookup], few: int) -> frozenset[str]:
    """The plain words that stand beside each of their neighbours in `few` documents at most: *bào* in *bào hiểm*.

    What stands beside a sign, an abbreviation or a number may be right.
    """
    nodes = [node for node in wanted(query.group) if isinstance(node, Word)]
    if len(nodes) < 2:
        return frozenset()
    words = [canonical(query.text[node.start : node.end]) for node in nodes]
    plain = [
        word.isalpha() and all(len(choice.terms) == 1 for choice in node.alternatives)
        for node, word in zip(nodes, words, strict=True)
    ]
    apart = [
        plain[at]
        and plain[at + 1]
        and query.text[nodes[at].end : nodes[at + 1].start].isspace()
        and _held_by(Term("pairs", f"{words[at]}_{words[at + 1]}"), lookups) <= few
        for at in range(len(nodes) - 1)
    ]
    return frozenset(
        word
        for node, word, before, after in zip(nodes, words, [True, *apart], [*apart, True], strict=True)
        if before and after and not node.question
    )


def _is_of_known_words(phrase: Word, lookups: Sequence[Lookup], seldom: int) -> bool:
    """Whether more than `seldom` documents hold each word of a phrase, in one way of saying it."""
    return any(
        len(choice.terms) > 1 and all(_held_by(term, lookups) > seldom for term in choice.terms)
        for choice in phrase.alternatives
    )


def _held_by(term: Term, lookups: Sequence[Lookup]) -> int:
    """How many live documents hold a term; none where it stands for several."""
    if term.form != "whole":
        return 0
    found = (lookup.held(term.stream, term.text) for lookup in lookups)
    return sum(held.frequency for held in found if held is not None)


def _has_digit(word: str) -> bool:
    """Whether it is a figure or of a law number, of which each is rare."""
    return any(character.isdigit() for character in word)

"""What words that stand for many add to the score: `hi*`, `hiẻm~`, a law number in part.

All the terms that such a word stands for score together as if they were one: how often any of them occurs, in how
many documents. So a word of a thousand forms weighs no more than another, whichever of them are rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from bhxh_search.index.postings import Postings
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.ranking import BARE_WEIGHTS, WEIGHTS, WeightedTerm
from bhxh_search.search.tree import Filter, Group, Term, TitleWord, Word, wanted

OWN_NUMBER = 2.0
"""What a document is worth that bears the law number asked for, against one that cites it very often."""
_WITHOUT_END = 10_000
"""A frequency that makes the most of a term, whatever the document's length."""


def pattern_terms(group: Group, lookups: Sequence[Lookup]) -> tuple[WeightedTerm, ...]:
    """The terms that score for the words of a query that stand for many, in query order, each once.

    `lookups`: of all segments; they come to know the postings of what stands for many by a name of its own, which
    no term can have.
    """
    weights: dict[tuple[str, Term], float] = {}
    numbers: dict[str, float] = {}
    for word in _words(wanted(group)):
        whole = any(term.stream == "citations" and term.form == "whole" for term in _terms(word))
        for term in _terms(word):
            # A law number in full scores as a value already.
            if term.form == "whole" or (term.form == "number" and whole and term.text.split()[1] != "*"):
                continue
            weight = word.boost * (BARE_WEIGHTS if term.stream == "folded" else WEIGHTS)[term.stream]
            weights[_name(term), term] = max(weight, weights.get((_name(term), term), 0.0))
        if word.number is not None:
            numbers[word.number] = max(word.boost, numbers.get(word.number, 0.0))
    found: list[WeightedTerm] = []
    for (name, term), weight in weights.items():
        for lookup in lookups:
            body, title = (lookup.together(part, term) for part in PARTS)
            lookup.put((term.stream, name, PARTS), body if body.count else None, title if title.count else None)
        found.append(WeightedTerm(term.stream, name, weight))
    for pattern, boost in numbers.items():
        name = f"{pattern} own"
        for lookup in lookups:
            documents = lookup.own_numbers(pattern)
            postings = Postings(documents, np.full(len(documents), _WITHOUT_END, np.int64))
            lookup.put(("exact", name, PARTS), postings if len(documents) else None, None)
        found.append(WeightedTerm("exact", name, OWN_NUMBER * boost))
    return tuple(found)


def other_spellings(
    group: Group, known: Sequence[WeightedTerm], abbreviations: Abbreviations
) -> tuple[WeightedTerm, ...]:
    """The terms of words as documents may write them and the query, whose terms are `known`, does not.

    `iphone` and `13` for Iphone13, `covid19` for covid 19: without them such documents would be found and score 0.

    Not abbreviations: what stands for its words is indexed as them. What is left is of codes, 435/QĐ-UBND, where it
    is so rare that it would outweigh all else. Of 80 queries of articles, 75 have the same first hit with the
    abbreviation as with its words (71 where it scores), of those without marks 30 of 40 (26).
    """
    texts = {term.term for term in known}
    weights: dict[Term, float] = {}
    for word in _words(wanted(group)):
        if word.number is not None or word.question:
            continue  # the ways of saying a law number, which scores as a value
        for choice in word.alternatives:
            spelled = [term for term in choice.terms if term.form == "whole" and term.stream in ("exact", "folded")]
            if choice.window == 0:
                spelled += [Term("pairs", f"{one.text}_{other.text}") for one, other in pairwise(spelled)]
            for term in spelled:
                if term.text not in texts and not _is_short(term.text, abbreviations):
                    weight = word.boost * (BARE_WEIGHTS if term.stream == "folded" else WEIGHTS)[term.stream]
                    weights[term] = max(weight, weights.get(term, 0.0))
    return tuple(WeightedTerm(term.stream, term.text, weight) for term, weight in weights.items())


def _is_short(text: str, abbreviations: Abbreviations) -> bool:
    """Whether a canonical text is an abbreviation, one for capitals only too."""
    return any(abbreviations.in_query(one) is not None for one in (text, text.upper()))


def _words(nodes: Iterator[Word | Filter]) -> Iterator[Word]:
    for node in nodes:
        if isinstance(node, Word):
            yield node
        elif isinstance(node, TitleWord):
            yield node.word


def _terms(word: Word) -> list[Term]:
    return [term for choice in word.alternatives for term in choice.terms]


def _name(term: Term) -> str:
    """Terms hold no blank."""
    return f"{term.text} {term.form}"

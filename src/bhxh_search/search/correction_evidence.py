"""What was probably meant, judged by the documents that hold the other words of a short query.

Where a document must hold every word, the documents that hold all but one of them tell what the one may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from bhxh_search.index.near import Floats
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.search.candidates import Edge, TypedToken
from bhxh_search.search.out_of_place import OFTENER
from bhxh_search.search.typed_text import Path, TypedText, with_words
from bhxh_search.search.word_counts import WordCounts

TELLING = 0.3
"""To what power it counts against a word that many documents hold it: between 0 and 0.3 the queries of
`benchmarks.known_items` find the same, with 0.5 less."""
LEFT_OVER = 10.0
"""What it costs that a word of the index is one too many, as slips do: more than one letter, less than two."""
TOGETHER = 5.0
"""What speaks for a correction that it stands side by side with a neighbour in many documents: more than a wrong mark
costs, so that *bho hiểm* is *bảo hiểm*, though *cho* is nearer."""
OFTEN = 0.01
"""Of what holds the rarer of two words."""
SELDOM = 0.001
"""Of all documents: the share that may hold a word which is itself a slip."""
KNOWN = 0.01
"""Of all documents: the share that holds a word which is hardly a slip; of the documents that hold the words beside
it, `AGREED` must then hold the one that is meant."""
AGREED = 0.4
PECULIAR = 5
"""So many times the share that holds a word among all documents must hold it among those with the others."""
BY_CHANCE = 0.01
"""So many candidates at most may be expected in one of the documents by chance."""
_A_FEW = 3
"""Documents, at least."""
_AT_ONCE = 16
"""Candidates that are counted at once."""


class Evidence(Protocol):
    """What the documents say of a text, of which each must hold every word."""

    @property
    def found(self) -> int:
        """How many documents the text as it was typed finds."""

    def holding(self, others: str) -> tuple[int, Callable[[Integers], Integers]]:
        """How many documents hold `others`; and for the numbers of some words, how many of their titles and bodies
        hold each."""

    def total(self, text: str) -> int:
        """How many documents `text` finds."""


def by_documents(path: Path, edges: Sequence[Edge], typed: TypedText, counts: WordCounts, evidence: Evidence) -> Path:
    """`path`, or a way that differs from what was typed in one word: whichever is likeliest by what it finds.

    Who searches has a document in mind, and takes telling words from it: so a text is as likely to be meant as there
    are documents that it finds, and more so the fewer hold each of its words. What was typed is no slip where it is
    likelier that one of its words is left over.
    """

    # What finds documents as it was typed has no word that only slips are.
    slips = 0 if evidence.found else max(_A_FEW, int(SELDOM * counts.documents))

    def odds(path: Path, less: int = -1) -> float:
        each = (
            float(_odds(edge, counts)[choice] - _together(path, number, counts, slips)[choice])
            for number, (edge, choice) in enumerate(path)
            if number != less
        )
        return sum(each)

    apart = _word_by_word(path, edges, typed.tokens)
    found = evidence.total(with_words(typed, path, counts))
    best, best_score = path, float(_logarithm(found)) - odds(path)
    if evidence.found and (as_typed := float(_logarithm(evidence.found)) - odds(apart)) > best_score:
        best, best_score = apart, as_typed
    for place, (edge, chosen) in enumerate(apart):
        others = [*apart[:place], *apart[place + 1 :]]
        beside = odds(apart, less=place)
        is_known = all(other.reasons[choice] is None for other, choice in others)
        found, holding = evidence.holding(with_words(typed, apart, counts, less=place))
        if is_known and edge.reasons[chosen] is None and len(apart) > 1:
            left_out = float(_logarithm(found)) - LEFT_OVER - beside
            if left_out > best_score:
                best, best_score = apart, left_out
        together = _together(apart, place, counts, slips)
        score, choice = _likeliest(edge, counts, holding, best_score + beside, together, only_changes=is_known)
        if choice >= 0 and _is_agreed(apart, place, choice, counts, found, holding):
            best, best_score = [*apart[:place], (edge, choice), *apart[place + 1 :]], score - beside
    return best


def _is_agreed(
    apart: Path, place: int, choice: int, counts: WordCounts, found: int, holding: Callable[[Integers], Integers]
) -> bool:
    """Whether a candidate may take the place of a word: not where that would say a neighbour twice, and in place of a
    word that many documents hold only if most of the `found` documents that hold the others hold it."""
    edge, chosen = apart[place]
    meant, typed = int(edge.numbers[choice]), int(edge.numbers[chosen])
    neighbours = (*apart[max(0, place - 1) : place], *apart[place + 1 : place + 2])
    if edge.reasons[choice] is None:
        return True
    if meant in (int(other.numbers[at]) for other, at in neighbours):
        return False
    is_well_known = edge.reasons[chosen] is None and typed >= 0 and counts.counts[typed] > KNOWN * counts.documents
    return not is_well_known or int(holding(np.array([meant]))[0]) >= AGREED * found


def agreed(
    text: str, counts: WordCounts, evidence: Evidence | None, token: TypedToken, numbers: Integers, costs: Floats
) -> Booleans:
    """Per word, at its cost in place of a token of `text`: whether so many documents hold it of those that hold the
    other words that it belongs to these.

    What is in most documents belongs to none; and of many candidates some is in a few documents by chance. So it is
    asked how many candidates as good as this one would be in one of those documents if none belonged there.
    """
    if evidence is None or not len(numbers):
        return np.zeros(len(numbers), bool)
    found, holding = evidence.holding(text[: token.start] + text[token.end :])
    frequencies = np.append(counts.counts, 0)[numbers]
    everywhere = frequencies / max(1, counts.documents)
    order = np.argsort(costs + TELLING * np.log(np.maximum(frequencies, 1)), kind="stable")
    by_chance = np.zeros(len(numbers))
    by_chance[order] = np.cumsum(np.minimum(1.0, everywhere[order] * found))
    belongs = by_chance <= BY_CHANCE
    if not belongs.any():
        return belongs
    shares = np.zeros(len(numbers))
    shares[belongs] = holding(numbers[belongs]) / max(1, found)
    return belongs & (shares >= AGREED) & (shares >= PECULIAR * everywhere)


def _likeliest(
    edge: Edge,
    counts: WordCounts,
    holding: Callable[[Integers], Integers],
    least: float,
    together: Floats,
    *,
    only_changes: bool,
) -> tuple[float, int]:
    """How likely the likeliest candidate of an edge is, as a logarithm, and its place; -1 for none above `least`.

    `together`: per candidate, what speaks for it that it stands beside its neighbours elsewhere.
    """
    most = _logarithm(_frequencies(edge, counts)) - _odds(edge, counts) + together
    if only_changes:
        most[[reason is None for reason in edge.reasons]] = -np.inf
    # Those that may be the likeliest come first: few of the others can be as likely as the best of them is.
    order = np.argsort(-most, kind="stable")
    best, chosen = least, -1
    for some in np.array_split(order, range(_AT_ONCE, len(order), _AT_ONCE)):
        some = some[most[some] > best]
        if not len(some):
            break
        scores = _logarithm(holding(edge.numbers[some])) - _odds(edge, counts)[some] + together[some]
        if scores.max() > best:
            best, chosen = float(scores.max()), int(some[scores.argmax()])
    return best, chosen


def _together(path: Path, place: int, counts: WordCounts, slips: int) -> Floats:
    """Per candidate at a place: what speaks for it that it stands beside its neighbours as words do that belong
    together. Where what was typed is a word of the index, it must stand beside the same neighbour far oftener.

    `slips`: in how many documents a word may stand that is itself a slip.
    """
    edge, _ = path[place]
    gain = np.zeros(len(edge.numbers))
    held = np.append(counts.counts, 0)
    as_typed = np.array([reason is None for reason in edge.reasons]) & (held[edge.numbers] > slips)
    for at in (place - 1, place + 1):
        if 0 <= at < len(path):
            neighbour = np.full(len(edge.numbers), path[at][0].numbers[path[at][1]])
            firsts, seconds = (neighbour, edge.numbers) if at < place else (edge.numbers, neighbour)
            rarer = np.minimum(held[firsts], held[seconds])
            pairs = counts.pairs(firsts, seconds)
            enough = max(_A_FEW, OFTENER * int(pairs[as_typed].max())) if as_typed.any() else _A_FEW
            gain += TOGETHER * (pairs >= np.maximum(enough, OFTEN * rarer))
    return gain


def _frequencies(edge: Edge, counts: WordCounts) -> Integers:
    """Per candidate: how many titles and bodies hold it, 0 for none."""
    frequencies: Integers = np.append(counts.counts, 0)[edge.numbers]
    return frequencies


def _odds(edge: Edge, counts: WordCounts) -> Floats:
    """Per candidate: minus the logarithm of how likely it is to be asked for, and typed as it was."""
    odds: Floats = edge.costs + TELLING * np.log(np.maximum(_frequencies(edge, counts), 1))
    return odds


def _logarithm(found: Integers | int) -> Floats:
    with np.errstate(divide="ignore"):
        values: Floats = np.log(np.asarray(found, float))
    return values


def _word_by_word(path: Path, edges: Sequence[Edge], tokens: Sequence[TypedToken]) -> Path:
    """The words as they were typed; those that the index does not hold, as `path` has them or most likely alone."""
    chosen = {(edge.start, edge.end): choice for edge, choice in path}
    whole = {(token.place, token.place + len(token.written)) for token in tokens}
    apart: list[tuple[Edge, int]] = []
    for edge in edges:
        if (edge.start, edge.end) in whole:
            alone = int((np.log(edge.shares) - edge.costs).argmax())
            apart.append((edge, _as_typed(edge, chosen.get((edge.start, edge.end), alone))))
    return apart


def _as_typed(edge: Edge, choice: int) -> int:
    """The candidate that was typed, where the index holds it; else `choice`."""
    if edge.reasons[choice] is None:
        return choice
    typed = (place for place, reason in enumerate(edge.reasons) if reason is None and edge.numbers[place] >= 0)
    return next(typed, choice)

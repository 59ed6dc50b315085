"""A run of words as it was typed → as it was probably meant, after the words and pairs of an index.

A noisy channel (Kernighan, Church & Gale, "A Spelling Correction Program Based on a Noisy Channel Model", 1990): what
was meant is the sequence of words that makes the product of two probabilities highest: that these words stand in a
row, by how many documents hold each pair of neighbours, and that who means them types what was typed. Words may
have been run together or torn apart, so the candidates are edges between places of the text, and the best way
through them is found by Viterbi's algorithm.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from bhxh_search.index.near import Floats
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.search.candidates import Candidates, Edge, tokens_of
from bhxh_search.search.correction_evidence import Evidence, agreed, by_documents
from bhxh_search.search.results import SuggestionReason
from bhxh_search.search.typed_text import Path, TypedText, with_words
from bhxh_search.search.word_counts import WordCounts

FROM_NEIGHBOUR = 0.8
"""How much of a word's probability comes from the word before it; the rest comes from its own frequency."""
_MOST_TOKENS = 100
"""A text of more, such as a list of figures, is no search that a slip spoils."""


@dataclass(frozen=True)
class Correction:
    """What was probably meant."""

    text: str
    """With the words that were typed bare as they were typed."""
    restored: str
    """With the marks of those words too."""
    reason: SuggestionReason
    words: tuple[tuple[str, str], ...]
    """What was typed and what is meant instead, wherever they differ in more than marks left out."""


def correct(
    text: str,
    counts: WordCounts,
    abbreviations: Abbreviations,
    suspect: Callable[[str], bool] = lambda token: True,
    evidence: Evidence | None = None,
) -> Correction | None:
    """What `text`, plain words, was probably meant to be; None where that is what it is.

    `suspect`: whether a canonical token may be mistyped; others stay as they are, but for marks left out.
    `evidence`: how probable words are in a document that holds the others.
    """
    tokens = tokens_of(text, abbreviations)
    if not tokens or len(tokens) > _MOST_TOKENS:
        return None
    typed = TypedText(text, tokens)
    finds_some = evidence is not None and evidence.found > 0
    belonging = partial(agreed, text, counts, evidence)
    edges = list(Candidates(counts, typed.is_marked, suspect, belonging, finds_some=finds_some).of(tokens))
    path: Path = _best_path(edges, counts)
    if evidence is not None:
        path = by_documents(path, edges, typed, counts, evidence)
    reasons = {reason for edge, choice in path if (reason := edge.reasons[choice]) is not None}
    if not reasons or _is_far_fetched(path, typed, counts):
        return None
    return Correction(
        with_words(typed, path, counts),
        with_words(typed, path, counts, restore=True),
        main_reason(reasons),
        tuple(
            (typed.word(edge), counts.texts[edge.numbers[choice]])
            for edge, choice in path
            if edge.reasons[choice] is not None
        ),
    )


def main_reason(reasons: Collection[SuggestionReason]) -> SuggestionReason:
    """The one of several reasons for a correction that explains most."""
    order: tuple[SuggestionReason, ...] = ("keyboard", "spacing", "spelling", "accents")
    return next(reason for reason in order if reason in reasons)


def _is_far_fetched(path: Path, typed: TypedText, counts: WordCounts) -> bool:
    """Whether a word that was typed with marks is changed into a rarer one that stands beside none of its neighbours
    anywhere: `bóng đá nữ` into `lữ`."""
    for place, (edge, choice) in enumerate(path):
        word = counts.find(typed.word(edge))
        meant = int(edge.numbers[choice])
        if edge.reasons[choice] != "spelling" or word < 0 or meant < 0 or is_bare(counts.texts[word]):
            continue
        if counts.counts[meant] < counts.counts[word]:
            beside = [int(other.numbers[at]) for other, at in path[max(0, place - 1) : place + 2]]
            pairs = [*pairwise(beside)]
            known = [pair for pair in pairs if min(pair) >= 0]
            if known and not counts.pairs(*zip(*known, strict=True)).any():
                return True
    return False


def _best_path(edges: Sequence[Edge], counts: WordCounts) -> list[tuple[Edge, int]]:
    """The edges of the most probable way from the first place to the last, each with its candidate."""
    arriving: dict[int, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.start, edge.end)):
        before = arriving.get(edge.start, [])
        if edge.start and not before:
            continue  # no way leads here
        if before:
            scores = np.concatenate([one.scores for one in before])[:, None] + _log_of_pairs(before, edge, counts)
            edge.before = scores.argmax(axis=0)
            edge.scores = scores.max(axis=0) - edge.costs
        else:
            edge.scores = np.log(edge.shares) - edge.costs
        arriving.setdefault(edge.end, []).append(edge)
    at = max(edge.end for edge in edges)
    choice = int(np.concatenate([edge.scores for edge in arriving[at]]).argmax())
    path: list[tuple[Edge, int]] = []
    while True:
        edge, choice = _which(arriving[at], choice)
        path.append((edge, choice))
        if not edge.start:
            return path[::-1]
        at, choice = edge.start, int(edge.before[choice])


def _which(edges: Iterable[Edge], choice: int) -> tuple[Edge, int]:
    """The edge of a candidate that is given by its number among those of several, and its number there."""
    for edge in edges:
        if choice < len(edge.numbers):
            return edge, choice
        choice -= len(edge.numbers)
    raise AssertionError("a candidate of none")


def _log_of_pairs(before: Sequence[Edge], edge: Edge, counts: WordCounts) -> Floats:
    """Candidates before × candidates: how probable each is after each."""
    firsts = np.concatenate([one.numbers for one in before])
    pairs = counts.pairs(np.repeat(firsts, len(edge.numbers)), np.tile(edge.numbers, len(firsts)))
    frequencies = np.maximum(np.append(counts.counts, 0)[firsts], 1)
    after = pairs.reshape(len(firsts), -1) / frequencies[:, None]
    values: Floats = np.log(FROM_NEIGHBOUR * after + (1 - FROM_NEIGHBOUR) * edge.shares)
    return values

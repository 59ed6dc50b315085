"""A run of words as it was typed → as it was probably meant, after the words and pairs of an index.

A noisy channel (Kernighan, Church & Gale, "A Spelling Correction Program Based on a Noisy Channel Model", 1990): what
was meant is the sequence of words that makes the product of two probabilities highest: that these words stand in a
row, by how many documents hold each pair of neighbours, and that who means them types what was typed. Words may
have been run together or torn apart, so the candidates are edges between places of the text, and the best way
through them is found by Viterbi's algorithm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bhxh_search.index.near import Floats
from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.keyboard import from_telex, from_vni
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.language.slips import sounding_alike
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.results import SuggestionReason
from bhxh_search.search.word_counts import WordCounts

# What a slip costs: minus the logarithm of how probable it is beside typing what is meant. Tried on the queries of
# `benchmarks.known_items`.
EDIT = 9.0
"""One letter too many, too few, other, or two swapped; another mark costs half of it, and so does another tone."""
SOUND = 5.0
"""A syllable that sounds alike."""
KEYS = 2.0
"""Keystrokes of Telex or VNI that no input method read."""
MISSING_SPACE = 2.0
EXTRA_SPACE = 4.0
UNKNOWN = 8.0
"""A word that the index does not hold: who searches does not mean it."""
UNSHAPED = 9.0
"""A word that has not the letters of a syllable, and is too long for an abbreviation: addresses hold such."""
LEFT_OUT = 1.0
"""A word typed bare that has marks, where other words were typed with theirs."""

DAMPED = 0.5
"""To what power frequencies are raised: a query asks for telling words more often than texts hold them."""

# How much of a word's probability comes from the word before it, and how much from its own frequency.
_FROM_NEIGHBOUR = 0.8
_UNSEEN = 0.5
"""For how many documents an unknown word counts."""

_CANDIDATES = 150
"""Of one place at most."""
_LONGEST_PIECE = 7
_LONGEST_ABBREVIATION = 4
_MOST_PIECES_OF = 40
"""Letters of a token that is still taken apart."""


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


Evidence = Callable[[str, Integers], Floats]
"""The other words of a text, and candidates → how probable each is where those others are."""


@dataclass
class _Edge:
    """What may be meant by the letters from one place to another."""

    start: int
    end: int
    numbers: Integers
    """Per candidate: the word; -1 for one that the index does not hold, or that is no word."""
    costs: Floats
    reasons: list[SuggestionReason | None]
    """Per candidate: what was mistyped; None where nothing was."""
    shares: Floats
    """Per candidate: how probable the word is, whatever stands before it."""
    before: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    """Per candidate, once the best way to it is known: the one before, among all that end where this begins."""
    scores: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class _Token:
    start: int
    """In the text."""
    end: int
    place: int
    """Where it starts among the letters of all tokens."""
    written: str
    """As in the text, in normal form."""
    is_word: bool
    """Not a law number, a figure, or an abbreviation."""

    @property
    def text(self) -> str:
        return canonical(self.written)


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
    tokens = _tokens(text, abbreviations)
    if not tokens:
        return None
    is_marked = any(not is_bare(token.text) for token in tokens if token.is_word)
    edges = list(_Edges(counts, is_marked, suspect).of(tokens))
    path = _best_path(edges, counts)
    if evidence is not None and len(path) > 1:
        # Other words are taken as they were typed where they are words at all.
        likely = [(edge, _as_typed(edge, choice)) for edge, choice in path]
        for place, (edge, _) in enumerate(path):
            others = _written(text, tokens, likely, counts, restore=False, less=place)
            edge.shares = np.maximum(edge.shares, evidence(others, edge.numbers))
        path = _best_path(edges, counts)
    reasons = [edge.reasons[choice] for edge, choice in path]
    changes = [reason for reason in reasons if reason is not None]
    if not changes:
        return None
    order: tuple[SuggestionReason, ...] = ("keyboard", "spacing", "spelling", "accents")
    reason = next(reason for reason in order if reason in changes)
    typed = _typed(tokens)
    return Correction(
        _written(text, tokens, path, counts, restore=False),
        _written(text, tokens, path, counts, restore=True),
        reason,
        tuple(
            (canonical(typed[edge.start : edge.end]), counts.texts[edge.numbers[choice]])
            for edge, choice in path
            if edge.reasons[choice] is not None
        ),
    )


def _typed(tokens: Sequence[_Token]) -> str:
    return "".join(token.written for token in tokens)


def _tokens(text: str, abbreviations: Abbreviations) -> list[_Token]:
    normal = normalize(text)
    others = [(w.start, w.end) for w in query_words(text, abbreviations) if w.kind not in ("syllable", "full form")]
    tokens: list[_Token] = []
    place = 0
    for first, last in token_spans(normal.text):
        start, end = normal.span(first, last)
        is_word = not any(a < end and start < b for a, b in others)
        tokens.append(_Token(start, end, place, normal.text[first:last], is_word))
        place += last - first
    return tokens


class _Edges:
    """Finds the candidates of each place."""

    def __init__(self, counts: WordCounts, is_marked: bool, suspect: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_marked = is_marked
        self._suspect = suspect

    def of(self, tokens: Sequence[_Token]) -> Iterator[_Edge]:
        """The edges of all tokens, of two that may be one, and of the pieces of one that may be several."""
        for number, token in enumerate(tokens):
            end = token.place + len(token.written)
            if not token.is_word:
                yield _Edge(token.place, end, np.array([-1]), np.zeros(1), [None], np.ones(1))
                continue
            yield self._edge(token.place, end, self._of_token(token))
            following = tokens[number + 1] if number + 1 < len(tokens) else None
            if following is not None and following.is_word:
                joined = token.written + following.written
                if self._suspect(token.text) or self._suspect(following.text):
                    of_joined = self._as_is(canonical(joined), EXTRA_SPACE, "spacing")
                    if of_joined and is_syllable_shaped(joined):
                        yield self._edge(token.place, token.place + len(joined), of_joined)
            if self._suspect(token.text):
                yield from self._pieces(token)

    def _edge(self, start: int, end: int, found: dict[int, tuple[float, SuggestionReason | None]]) -> _Edge:
        numbers = np.array(list(found), np.int64)
        costs = np.array([cost for cost, _ in found.values()])
        reasons = [reason for _, reason in found.values()]
        shares = _shares(numbers, self._counts)
        if len(numbers) > _CANDIDATES:
            # Rare words that are near enough are kept as well: documents may speak for them.
            worth = np.where(costs <= EDIT, 0, np.log(shares)) - costs
            kept = np.sort(np.argsort(-worth, kind="stable")[:_CANDIDATES])
            numbers, costs, shares = numbers[kept], costs[kept], shares[kept]
            reasons = [reasons[place] for place in kept.tolist()]
        return _Edge(start, end, numbers, costs, reasons, shares)

    def _of_token(self, token: _Token) -> dict[int, tuple[float, SuggestionReason | None]]:
        text = token.text
        is_plain = len(text) <= _LONGEST_ABBREVIATION or is_syllable_shaped(text) or text.isdigit()
        found = self._as_is(text, 0.0 if is_plain else UNSHAPED, None)
        if not found:
            found[-1] = (UNKNOWN, None)
        if not self._suspect(text):
            return found
        for written in {canonical(from_telex(token.written)), canonical(from_vni(token.written))} - {text}:
            _add(found, self._as_is(written, KEYS, "keyboard"))
        if not text.isalpha():
            return found  # H5N1 is not a slip of anything
        for alike in sounding_alike(text):
            _add(found, self._as_is(alike, SOUND, "spelling"))
        # Without marks anywhere none is a mistake. Two slips in a word of three letters make any other.
        free = not self._is_marked
        most = 1.0 if len(text) <= 3 else 1.5 if len(text) <= 4 else 2.0
        near, distances = self._counts.spellings.within(text, most, mark=0 if free else 0.5, tone=0 if free else 0.5)
        folded = fold(text)
        for number, distance in zip(near.tolist(), distances.tolist(), strict=True):
            same = self._counts.folded[number] == folded
            _add(found, {number: (distance * EDIT, "accents" if same else "spelling")})
        return found

    def _as_is(
        self, text: str, cost: float, reason: SuggestionReason | None
    ) -> dict[int, tuple[float, SuggestionReason | None]]:
        """The words that `text` is when nothing else is wrong with it: itself, or with marks that were left out."""
        number = self._counts.find(text)
        found: dict[int, tuple[float, SuggestionReason | None]] = {} if number < 0 else {number: (cost, reason)}
        if is_bare(text):
            extra = LEFT_OUT if self._is_marked else 0.0
            _add(found, dict.fromkeys(self._counts.variants(text), (cost + extra, reason)))
        return found

    def _pieces(self, token: _Token) -> Iterator[_Edge]:
        """What parts of a token are that is several words run together."""
        size = len(token.written)
        if not 3 <= size <= _MOST_PIECES_OF:
            return
        if is_syllable_shaped(token.written) and self._counts.variants(fold(token.text)):
            return
        for first in range(size):
            for last in range(first + 1, min(size, first + _LONGEST_PIECE) + 1):
                piece = token.written[first:last].lower()
                if last - first == size or not is_syllable_shaped(piece):
                    continue
                # Each end inside the token is half of a missing space.
                cost = MISSING_SPACE / 2 * ((first > 0) + (last < size))
                found = self._as_is(canonical(piece), cost, "spacing")
                if found:
                    yield self._edge(token.place + first, token.place + last, found)


def _add(
    found: dict[int, tuple[float, SuggestionReason | None]], more: dict[int, tuple[float, SuggestionReason | None]]
) -> None:
    """Put in what is not there yet or was dearer."""
    for number, (cost, reason) in more.items():
        if number not in found or cost < found[number][0]:
            found[number] = (cost, reason)


def _best_path(edges: Sequence[_Edge], counts: WordCounts) -> list[tuple[_Edge, int]]:
    """The edges of the most probable way from the first place to the last, each with its candidate."""
    arriving: dict[int, list[_Edge]] = {}
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
    path: list[tuple[_Edge, int]] = []
    while True:
        edge, choice = _which(arriving[at], choice)
        path.append((edge, choice))
        if not edge.start:
            return path[::-1]
        at, choice = edge.start, int(edge.before[choice])


def _as_typed(edge: _Edge, choice: int) -> int:
    """The candidate that was typed, where the index holds it; else `choice`."""
    if edge.reasons[choice] is None:
        return choice
    typed = (place for place, reason in enumerate(edge.reasons) if reason is None and edge.numbers[place] >= 0)
    return next(typed, choice)


def _which(edges: Iterable[_Edge], choice: int) -> tuple[_Edge, int]:
    """The edge of a candidate that is given by its number among those of several, and its number there."""
    for edge in edges:
        if choice < len(edge.numbers):
            return edge, choice
        choice -= len(edge.numbers)
    raise AssertionError("a candidate of none")


def _shares(numbers: Integers, counts: WordCounts) -> Floats:
    """How probable each word is by itself."""
    frequencies = np.append(counts.counts, 0)[numbers]
    shares: Floats = np.maximum(frequencies, _UNSEEN) ** DAMPED / counts.damped(DAMPED)
    return shares


def _log_of_pairs(before: Sequence[_Edge], edge: _Edge, counts: WordCounts) -> Floats:
    """Candidates before × candidates: how probable each is after each."""
    firsts = np.concatenate([one.numbers for one in before])
    pairs = counts.pairs(np.repeat(firsts, len(edge.numbers)), np.tile(edge.numbers, len(firsts)))
    frequencies = np.maximum(np.append(counts.counts, 0)[firsts], 1)
    after = pairs.reshape(len(firsts), -1) / frequencies[:, None]
    values: Floats = np.log(_FROM_NEIGHBOUR * after + (1 - _FROM_NEIGHBOUR) * edge.shares)
    return values


def _written(
    text: str,
    tokens: Sequence[_Token],
    path: Sequence[tuple[_Edge, int]],
    counts: WordCounts,
    *,
    restore: bool,
    less: int | None = None,
) -> str:
    """`text` with the words of a path. `restore`: also the marks that were left out. `less`: a word to leave out."""
    starts = {token.place: token for token in tokens}
    ends = {token.place + len(token.written): token for token in tokens}
    typed = _typed(tokens)
    written, at = "", 0
    for place, (edge, choice) in enumerate(path):
        start = starts[edge.start].start if edge.start in starts else at
        end = ends[edge.end].end if edge.end in ends else at
        gap = text[at:start] if edge.start in starts else " "
        as_typed = edge.reasons[choice] is None
        bare = typed[edge.start : edge.end]
        number = int(edge.numbers[choice])
        if place == less:
            word = ""
        elif number < 0 or (as_typed and (not restore or canonical(bare) == counts.texts[number])):
            word = text[start:end]
        elif restore or edge.reasons[choice] == "keyboard" or not is_bare(canonical(bare)):
            word = as_in_laws(counts.texts[number])
        else:
            word = fold(as_in_laws(counts.texts[number]))
        if bare[:1].isupper() and word:
            word = word[0].upper() + word[1:]
        written += gap + word
        at = max(at, end)
    return written + text[at:]

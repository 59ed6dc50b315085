"""What may be meant by a run of words: candidates for each word, for two that may be one, for parts of one.

Each has a cost, by how it differs from what was typed: in marks, in letters, in sound, in keystrokes, in spaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from bhxh_search.index.near import Floats
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Booleans
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.keyboard import from_telex, from_vni
from bhxh_search.language.neighbour_slips import is_neighbour_slip
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.language.query_words import query_words
from bhxh_search.language.slips import sounding_alike
from bhxh_search.language.tokens import token_spans
from bhxh_search.language.variants import as_indexed
from bhxh_search.search.out_of_place import Neighbour, belonging
from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.results import SuggestionReason
from bhxh_search.search.word_counts import WordCounts

# What a slip costs: minus the logarithm of how probable it is beside typing what is meant. Tried on the queries of
# `benchmarks.known_items`.
EDIT = 9.0
"""Another letter, or one too many; half of it for another mark, another tone, a letter too few, one that is there
twice, and two that are swapped: each of these can happen to a word in few ways."""
SOUND = 4.0
"""A syllable that sounds alike."""
KEYS = 2.0
"""Keystrokes of Telex or VNI that no input method read."""
MISSING_SPACE = 2.0
EXTRA_SPACE = 4.0
UNKNOWN = 8.0
"""A word that the index does not hold: who searches does not mean it."""
UNSHAPED = 9.0
"""A word that has not the letters of a syllable, and is too long for an abbreviation: addresses hold such."""
FOREIGN = 3.0
"""What has not the letters of a syllable, meant by what is spelt otherwise."""
LEFT_OUT = 1.0
"""A word typed bare that has marks, where other words were typed with theirs."""

DAMPED = 0.5
"""To what power frequencies are raised: a query asks for telling words more often than texts hold them."""

FIGURES = {word: str(figure) for figure, word in enumerate("một hai ba bốn".split(), start=1)}
FIGURES |= {word: str(figure) for figure, word in enumerate("sáu bảy tám chín mười".split(), start=6)}
"""Number words, with what documents may hold instead; *năm* is a year more often than five."""

_UNSEEN = 0.5
"""For how many documents an unknown word counts."""

_CANDIDATES = 150
"""Of one place at most."""
_LONGEST_PIECE = 7
_LONGEST_ABBREVIATION = 4
LIKELY = EDIT / 2
"""A slip that makes another word of the language of the one that was meant hardly costs more, but for a key beside
the right one."""
SEVERAL = 5
"""In so many titles and bodies a name must stand that is put together of two words."""
HALVES = 10
"""So many times as often two words must stand side by side as they are written as one."""
_SHORTEST_HALF = 2
"""Letters."""
_MOST_PIECES_OF = 40
"""Letters of a token that is still taken apart."""

_Found = dict[int, tuple[float, SuggestionReason | None]]
"""A word's number → its cost, and what was mistyped if it is meant."""


@dataclass(frozen=True)
class TypedToken:
    """A word or a value of the text."""

    start: int
    """In the text."""
    end: int
    place: int
    """Where it starts among the letters of all tokens."""
    written: str
    """As in the text, in normal form."""
    is_word: bool
    """Not a law number, a figure, or an abbreviation."""
    text: str
    """Canonical, as it is indexed."""


@dataclass
class Edge:
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


def tokens_of(text: str, abbreviations: Abbreviations) -> list[TypedToken]:
    """The words of a text."""
    normal = normalize(text)
    others = [(w.start, w.end) for w in query_words(text, abbreviations) if w.kind not in ("syllable", "full form")]
    tokens: list[TypedToken] = []
    place = 0
    spans = token_spans(normal.text)
    for (first, last), (following, end_of_it) in zip(spans, [*spans[1:], (0, 0)], strict=False):
        start, end = normal.span(first, last)
        is_word = not any(a < end and start < b for a, b in others)
        written = normal.text[first:last]
        after = normal.text[following:end_of_it] if normal.text[last:following].isspace() else None
        tokens.append(TypedToken(start, end, place, written, is_word, as_indexed(written, after)))
        place += last - first
    return tokens


class Candidates:
    """Finds the candidates of each place."""

    def __init__(
        self,
        counts: WordCounts,
        is_marked: bool,
        suspect: Callable[[str], bool],
        agreed: Callable[[TypedToken, Integers, Floats], Booleans],
        *,
        finds_some: bool = False,
    ) -> None:
        self._counts = counts
        self._is_marked = is_marked
        self._suspect = suspect
        self._agreed = agreed
        """Of some words, each at its cost, in place of a token: whether so many documents that hold the others hold
        each that it is no chance."""
        self._finds_some = finds_some
        """Whether some document holds all that was typed."""

    def of(self, tokens: Sequence[TypedToken]) -> Iterator[Edge]:
        """The edges of all tokens, of two that may be one, and of the pieces of one that may be several."""
        found_by_token = [self._of_token(token) if token.is_word else {} for token in tokens]
        for number, token in enumerate(tokens):
            end = token.place + len(token.written)
            if not token.is_word:
                yield Edge(token.place, end, np.array([-1]), np.zeros(1), [None], np.ones(1))
                continue
            found = found_by_token[number]
            is_right = self._is_a_syllable(token.text)
            if is_right and self._suspect(token.text):
                found = self._fitting(tokens, found_by_token, number)
            yield self._edge(token.place, end, found)
            following = tokens[number + 1] if number + 1 < len(tokens) else None
            if following is not None and following.is_word:
                joined = token.written + following.written
                if self._suspect(token.text) or self._suspect(following.text):
                    of_joined = self._as_is(canonical(joined), EXTRA_SPACE, "spacing")
                    if of_joined and (is_syllable_shaped(joined) or self._is_a_name(token, following, joined)):
                        yield self._edge(token.place, token.place + len(joined), of_joined)
            if self._suspect(token.text) and not is_right:
                yield from self._pieces(token)
                yield from self._halves(token)

    def _is_a_name(self, first: TypedToken, second: TypedToken, joined: str) -> bool:
        """Whether two tokens may be the halves of a name: one the index does not hold alone, viet jet; or several
        documents hold the name, face book."""
        halves = (first.text, second.text)
        if not all(map(str.isalpha, halves)):
            return False
        whole = self._counts.find(canonical(joined))
        is_known = whole >= 0 and int(self._counts.counts[whole]) >= SEVERAL
        return is_known or -1 in map(self._counts.find, halves)

    def _edge(self, start: int, end: int, found: _Found) -> Edge:
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
        return Edge(start, end, numbers, costs, reasons, shares)

    def _of_token(self, token: TypedToken) -> _Found:
        text = token.text
        is_plain = len(text) <= _LONGEST_ABBREVIATION or is_syllable_shaped(text) or text.isdigit()
        found = self._as_is(text, 0.0 if is_plain else UNSHAPED, None)
        if not found:
            found[-1] = (UNKNOWN, None)
        if not self._suspect(text):
            return found
        for written in {canonical(typed) for typed in _keystrokes(token.written)} - {text}:
            _add(found, self._as_is(written, KEYS, "keyboard"))
        if not text.isalpha():
            return found  # H5N1 is not a slip of anything
        if text in FIGURES:
            _add(found, self._as_is(FIGURES[text], SOUND, "spelling"))
        for alike in sounding_alike(text):
            _add(found, self._as_is(alike, SOUND, "spelling"))
        # Without marks anywhere none is a mistake. Two slips in a word of three letters make any other; but of what
        # is no syllable, one letter in place of another has taken the tone with it.
        free = not self._is_marked
        is_syllable = self._counts.find(text) >= 0 or text in load_model().spelling
        most = (1.0 if is_syllable else 1.5) if len(text) <= 3 else 1.5 if len(text) <= 4 else 2.0
        near, distances = self._counts.spellings.within(text, most, mark=0 if free else 0.5, tone=0 if free else 0.5)
        folded = fold(text)
        for number, distance in zip(near.tolist(), distances.tolist(), strict=True):
            reason: SuggestionReason | None = "accents" if self._counts.folded[number] == folded else "spelling"
            odd = 0.0 if is_syllable_shaped(self._counts.texts[number]) else FOREIGN
            _add(found, {number: (distance * EDIT + odd, None if self._counts.texts[number] == text else reason)})
        return found

    def _is_a_syllable(self, text: str) -> bool:
        """Whether a word is a syllable of the language as it was typed, and marks were typed."""
        return self._is_marked and text in load_model().spelling

    def _fitting(self, tokens: Sequence[TypedToken], found_by_token: Sequence[_Found], number: int) -> _Found:
        """Of the candidates for a word, those that are the word itself, or belong where it stands out of place, or
        are what the documents hold that hold the other words."""
        found = found_by_token[number]
        words = [(word, cost) for word, (cost, reason) in found.items() if reason is not None and cost <= EDIT]
        changed = np.array([word for word, _ in words], np.int64)
        costs = np.array([cost for _, cost in words])
        neighbours = [
            self._neighbour(tokens[at], found_by_token[at], is_before=at < number)
            for at in (number - 1, number + 1)
            if 0 <= at < len(tokens)
        ]
        typed = self._counts.find(tokens[number].text)
        is_likely = np.array([self._is_likely(tokens[number].text, word, cost) for word, cost in words], bool)
        fits = belonging(changed, typed, neighbours, self._counts, is_likely)
        fits |= self._agreed(tokens[number], changed, costs)
        kept = {*changed[fits].tolist(), typed}
        return {word: one for word, one in found.items() if one[1] is None or word in kept}

    def _neighbour(self, token: TypedToken, found: _Found, *, is_before: bool) -> Neighbour:
        """What stands beside a word: itself where it is a word of the language or of the index, or what it may be."""
        as_it_is = self._as_is(token.text, 0.0, None) if token.is_word else {}
        may_be = [word for word, (cost, _) in found.items() if word >= 0 and cost <= EDIT]
        numbers = list(as_it_is) if as_it_is or token.text in load_model().spelling else may_be
        return Neighbour(np.array(numbers, np.int64), is_before, token.text not in SAYS_NOTHING)

    def _is_likely(self, typed: str, word: int, cost: float) -> bool:
        """Whether a word, at its cost, may have become another one of the language; not where that is asked for
        already: a query that finds something is rather right."""
        meant = self._counts.texts[word]
        if self._finds_some or meant in SAYS_NOTHING:
            return False
        return cost <= LIKELY or is_neighbour_slip(typed, meant)

    def _as_is(self, text: str, cost: float, reason: SuggestionReason | None) -> _Found:
        """The words that `text` is when nothing else is wrong with it: itself, or with marks that were left out."""
        number = self._counts.find(text)
        found: _Found = {} if number < 0 else {number: (cost, reason)}
        if is_bare(text):
            extra = LEFT_OUT if self._is_marked else 0.0
            _add(found, dict.fromkeys(self._counts.variants(text), (cost + extra, reason)))
        return found

    def _pieces(self, token: TypedToken) -> Iterator[Edge]:
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

    def _halves(self, token: TypedToken) -> Iterator[Edge]:
        """The two words, of which one is no syllable, that a token is where many more documents hold them side by
        side than hold the token: vn index."""
        text = token.text
        if not (text.isalpha() and 2 * _SHORTEST_HALF <= len(text) == len(token.written) <= _MOST_PIECES_OF):
            return
        whole = self._counts.find(text)
        enough = max(SEVERAL, HALVES * int(self._counts.counts[whole]) if whole >= 0 else 0)
        for cut in range(_SHORTEST_HALF, len(text) - _SHORTEST_HALF + 1):
            halves = text[:cut], text[cut:]
            numbers = [self._counts.find(half) for half in halves]
            if all(map(is_syllable_shaped, halves)) or min(numbers) < 0:
                continue
            if int(self._counts.pairs(numbers[:1], numbers[1:])[0]) >= enough:
                places = (token.place, token.place + cut, token.place + len(text))
                for (start, end), number in zip(pairwise(places), numbers, strict=True):
                    yield self._edge(start, end, {number: (MISSING_SPACE / 2, "spacing")})


def _keystrokes(written: str) -> Iterator[str]:
    """What comes of a token when its letters are keys of Telex or of VNI."""
    yield from_telex(written)
    if not (written[0].isupper() and written[1:].isdigit()):  # U23 is a name
        yield from_vni(written)


def _add(found: _Found, more: _Found) -> None:
    """Put in what is not there yet or was dearer."""
    for number, (cost, reason) in more.items():
        if number not in found or cost < found[number][0]:
            found[number] = (cost, reason)


def _shares(numbers: Integers, counts: WordCounts) -> Floats:
    """How probable each word is by itself."""
    frequencies = np.append(counts.counts, 0)[numbers]
    shares: Floats = np.maximum(frequencies, _UNSEEN) ** DAMPED / counts.damped(DAMPED)
    return shares

"""Abbreviations in a batch of texts: which tokens are replaced by the words that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.language.abbreviation_table import may_begin_pieces
from bhxh_search.language.abbreviations import (
    NAME_SIGNS,
    Abbreviations,
    Definition,
    Words,
    read_definition,
    words_of_each,
)
from bhxh_search.language.alphabet import BRACKET, SQUARE_BRACKET
from bhxh_search.language.characters import fold
from bhxh_search.language.citation_places import covered
from bhxh_search.language.lexicon import BEGINS_PIECES, CAPITALS, DEFINES, Lexicon, Terms, Types
from bhxh_search.language.pieces import MOST, read_pieces
from bhxh_search.language.tokens import BatchText, Places, numbers_in

# How many characters there may be between the bracket of a definition and its first token.
_GAP = 2

Defined = Mapping[str, tuple[str, ...]]


class Expansion(NamedTuple):
    """What stands for one abbreviation."""

    exact: Terms
    folded: Terms
    words: Terms
    """Its words of two or more syllables."""


@dataclass(frozen=True)
class Expansions:
    """The tokens that are written as abbreviations, and what stands for them."""

    tokens: Places
    """Their numbers, rising."""
    which: npt.NDArray[np.int64]
    """Per such token: its place in `full_forms`; -1 for one that stands for itself; or `BRACKETED`."""
    full_forms: Sequence[Expansion]

    def outside(self, starts: Places, closed: tuple[Places, Places]) -> Expansions:
        """Those that are in none of `closed` spans, law numbers and addresses. `starts`: of all tokens."""
        if not len(self.tokens):
            return self
        free = ~covered(starts[self.tokens], *closed)
        return Expansions(self.tokens[free], self.which[free], self.full_forms)

    @cached_property
    def replaced(self) -> tuple[Places, Places, list[Expansion]]:
        """The tokens that do not stand for themselves, what stands for each by its place in a list, and that list."""
        if not len(self.tokens):
            return self.tokens, self.which, []
        replaced = self.which != -1
        used, place = _places_among(self.which[replaced] - BRACKETED)
        full_forms = (self.full_forms[number + BRACKETED] if number else _NOTHING for number in used.tolist())
        return self.tokens[replaced], place, list(full_forms)


BRACKETED = -2
"""The abbreviation in a definition's bracket: it repeats what stands before it."""
_NOTHING = Expansion(*(np.zeros(0, dtype=np.int32) for _ in range(3)))


def _places_among(numbers: Places) -> tuple[Places, Places]:
    """The different ones of small numbers, rising, and the place of each number among them."""
    used = np.bincount(numbers) > 0
    return used.nonzero()[0], (used.cumsum() - 1)[numbers]


def spread(sizes: Places, chosen: Places) -> Places:
    """Of things of some sizes laid one after the other: where the parts of each that is chosen lie."""
    ends = sizes.cumsum()
    return numbers_in((ends - sizes)[chosen], ends[chosen])


def find_definitions(
    batch: BatchText, texts: Sequence[str], spans: tuple[Places, Places], types: Types, lexicon: Lexicon
) -> list[tuple[int, Definition]]:
    """The definitions of each text, in order, each with the text's number; offsets are the text's own."""
    starts, ends = spans
    shown = batch.codes[: len(batch.text)]
    brackets = ((shown - np.uint8(BRACKET)) <= SQUARE_BRACKET - BRACKET).nonzero()[0]
    # A blank and a quotation mark may stand between the bracket and its first token.
    first = starts.searchsorted(brackets)
    brackets, first = brackets[first < len(starts)], first[first < len(starts)]
    defines = (lexicon.flags[types[first]] & DEFINES) != 0
    brackets = brackets[defines & (starts[first] <= brackets + _GAP + 1)]
    found: list[tuple[int, Definition]] = []
    owners = (batch.bounds.searchsorted(brackets, side="right") - 1).tolist()
    for bracket, owner in zip(brackets.tolist(), owners, strict=True):
        base = int(batch.bounds[owner])

        def syllables_before(count: int, base: int = base, bracket: int = bracket) -> list[str]:
            last = int(ends.searchsorted(bracket, side="right"))
            first = max(int(starts.searchsorted(base)), last - count)
            return [lexicon.terms[term] for term in lexicon.exact[types[first:last]].tolist()]

        definition = read_definition(texts[owner], bracket - base, syllables_before)
        if definition:
            found.append((owner, definition))
    return found


def find_expansions(
    batch: BatchText,
    spans: tuple[Places, Places],
    types: Types,
    flags: npt.NDArray[np.uint16],
    abbreviations: Abbreviations,
    lexicon: Lexicon,
    *,
    definitions: Sequence[tuple[int, Definition]] = (),
    defined: Sequence[Defined] = (),
    query: bool = False,
    segmented: bool = True,
) -> Expansions:
    """The abbreviations of a batch, those too that are parts of law numbers and addresses.

    `defined`: per text, the abbreviations that are read so in it; none, or one for each text. `segmented=False`:
    nobody asks for the words of their full forms.
    """
    starts, _ = spans
    table = _query_table(types, abbreviations, lexicon) if query else _text_table(abbreviations, lexicon)
    which = table.numbers.take(types, mode="clip")
    if not query:
        which[_parts_of_names(batch, spans, (which >= 0) & ((flags & CAPITALS) == 0))] = -1
    pieces = _in_pieces(batch, spans, types, lexicon, query)
    which[list(pieces)] = np.arange(len(pieces)) + len(table.full_forms)
    listed = (flags & CAPITALS) != 0
    listed |= which >= 0
    edges = starts.searchsorted(batch.bounds).tolist() if any(defined) else []
    own: list[tuple[str, tuple[str, ...]]] = []
    for number, entries in enumerate(defined):
        if not entries:
            continue
        here = slice(edges[number], edges[number + 1])
        places, entry = _written(types[here], flags[here], lexicon.types_of(list(entries)), lexicon)
        used, place = _places_among(entry)
        which[places + here.start] = len(table.full_forms) + len(pieces) + len(own) + place
        listed[places + here.start] = True
        full_forms = list(entries.items())
        own.extend(full_forms[index] for index in used.tolist())
    words = _defined_words(own, abbreviations) if segmented else [(syllables,) for _, syllables in own]
    expansions = [*table.full_forms, *(_expansion(full_form, lexicon) for full_form in (*pieces.values(), *words))]
    if definitions:
        brackets = np.array([int(batch.bounds[owner]) + definition.start for owner, definition in definitions])
        places = starts.searchsorted(brackets)
        places = places[starts.take(places, mode="clip") == brackets]
        which[places] = BRACKETED
        listed[places] = True
    tokens = listed.nonzero()[0]
    return Expansions(tokens, which[tokens].astype(np.int64), expansions)


def _parts_of_names(batch: BatchText, spans: tuple[Places, Places], small: npt.NDArray[np.bool_]) -> Places:
    """Which of the tokens in `small` letters are parts of hosts and names of files: bhxh.gov.vn, mau_bhxh-1.pdf."""
    starts, ends = spans
    places: Places = small.nonzero()[0]
    text = batch.text
    inside = [
        (text[end] in NAME_SIGNS and text[end + 1].isalnum())
        or (start > 1 and text[start - 1] in NAME_SIGNS and text[start - 2].isalnum())
        for start, end in zip(starts[places].tolist(), ends[places].tolist(), strict=True)
    ]
    found: Places = places[np.array(inside, dtype=bool)]
    return found


def _written(types: Types, flags: npt.NDArray[np.uint16], kinds: Types, lexicon: Lexicon) -> tuple[Places, Places]:
    """Where one of different `kinds` stands among `types`, and which of them it is."""
    # Few tokens have all that the kinds have in common, which are capitals as a rule.
    common = np.bitwise_and.reduce(lexicon.flags[kinds])
    places = ((flags & common) == common).nonzero()[0]
    order = np.argsort(kinds)
    nearest = order.take(kinds.searchsorted(types[places], sorter=order), mode="clip")
    found = kinds[nearest] == types[places]
    return places[found], nearest[found]


def _in_pieces(
    batch: BatchText, spans: tuple[Places, Places], types: Types, lexicon: Lexicon, query: bool
) -> dict[int, Words]:
    """By its number, what each token stands for that is read with those that follow it."""
    if query:  # of which more may be in pieces
        beginning = [n for n, kind in enumerate(types.tolist()) if may_begin_pieces(lexicon.texts[kind], query=True)]
    else:
        beginning = (lexicon.flags[types] & BEGINS_PIECES).nonzero()[0].tolist()
    found: dict[int, Words] = {}
    for number in beginning:
        last = int(batch.bounds[batch.bounds.searchsorted(spans[0][number], side="right")])
        near = slice(number, number + MOST)
        tokens = [(a, b) for a, b in zip(spans[0][near].tolist(), spans[1][near].tolist(), strict=True) if a < last]
        for place, words in enumerate(read_pieces(batch.text, tokens, query=query), number):
            if words is not None:
                found[place] = words
    return found


class _Table(NamedTuple):
    numbers: npt.NDArray[np.int32]
    """Type → place in `full_forms`, -1 for none; types past its end have its last value, which is -1."""
    full_forms: Sequence[Expansion]


def _text_table(abbreviations: Abbreviations, lexicon: Lexicon) -> _Table:
    """What is expanded in any text; made once for a lexicon."""
    table = lexicon.tables.get(abbreviations.digest)
    if not isinstance(table, _Table):
        types = lexicon.types_of(list(abbreviations.as_written))
        table = _table(types, list(abbreviations.as_written.values()), lexicon)
        lexicon.tables[abbreviations.digest] = table
    return table


def _query_table(types: Types, abbreviations: Abbreviations, lexicon: Lexicon) -> _Table:
    """What is expanded in a query: its tokens in any case."""
    full_forms = {kind: abbreviations.in_query(lexicon.texts[kind]) for kind in set(types.tolist())}
    known = {kind: words for kind, words in full_forms.items() if words}
    return _table(np.array(list(known), dtype=np.int64), list(known.values()), lexicon)


def _table(types: Types, full_forms: Sequence[Words], lexicon: Lexicon) -> _Table:
    numbers = np.full(int(types.max(initial=-1)) + 2, -1, dtype=np.int32)
    numbers[types] = np.arange(len(types))
    return _Table(numbers, [_expansion(words, lexicon) for words in full_forms])


def _expansion(words: Words, lexicon: Lexicon) -> Expansion:
    syllables = [syllable for word in words for syllable in word]
    return Expansion(
        lexicon.terms_of(syllables),
        lexicon.terms_of(map(fold, syllables)),
        lexicon.terms_of("_".join(word) for word in words if len(word) > 1),
    )


def _defined_words(defined: Sequence[tuple[str, tuple[str, ...]]], abbreviations: Abbreviations) -> list[Words]:
    """The words of full forms that documents give: those of the table where it says the same, else pyvi's."""
    words = {(written, full): abbreviations.in_text(written) or () for written, full in defined}
    others = [key for key, known in words.items() if tuple(s for word in known for s in word) != key[1]]
    if others:
        found = words_of_each([" ".join(full) for _, full in others])
        for key, by_pyvi in zip(others, found, strict=True):
            words[key] = by_pyvi or tuple((syllable,) for syllable in key[1])
    return [words[key] for key in defined]

"""What a caller will look for in texts, so that citations that cannot matter to it need not be read."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bhxh_search.language.expansion import Expansions
from bhxh_search.language.lexicon import DIGIT_FIRST, Lexicon, Types
from bhxh_search.language.tokens import Booleans


@dataclass(frozen=True)
class Wanted:
    """The terms that will be looked for: of the citations stream, and of phrases, which may hold a citation.

    What stands by itself in the exact or the folded stream is found without being named here.
    """

    terms: frozenset[str]
    near: bool = False
    """Whether some will be looked for that stand near each other: a date that holds one of them may stand there."""
    abbreviations: bool = False
    """Whether all abbreviations are wanted, as they are written."""

    @property
    def needs_values(self) -> bool:
        """Whether a law number, date or figure may make a difference: one with a digit among them."""
        return self.near or bool(self._values)

    @cached_property
    def _values(self) -> Sequence[str]:
        """Those that may be law numbers, dates or figures: these begin with a digit."""
        return [term for term in self.terms if term[:1].isdigit()]

    def may_hold(self, number: str) -> bool:
        """Whether a law number, date or figure that is looked for may be written with the token `number`.

        What begins with the number of a law or the year of a date holds that number as a whole, less its zeros, and
        so does a figure of up to three digits, which nobody parts: 17. Any other begins with the first digits of what
        is written: 844.000, 2,4 triệu.
        """
        digits = number[: len(number) - len(number.lstrip(string.digits))]
        return any(_begins(term, digits) or _begins(term, digits.lstrip("0")) for term in self._values)


def _begins(term: str, digits: str) -> bool:
    following = term[len(digits) : len(digits) + 1]
    if not term.startswith(digits):
        return False
    if not following.isdigit():
        return True
    rest = term.lstrip(string.digits)
    return (len(term) - len(rest) > 3 or not digits) and not rest[:1].isalpha() and rest[:1] not in ("/", "-")


def wanted_tokens(
    wanted: Wanted, types: Types, flags: npt.NDArray[np.uint16], expansions: Expansions, lexicon: Lexicon
) -> Booleans:
    """Per token: whether it makes a difference to what is asked if it is part of a citation."""
    is_asked = np.zeros(len(lexicon.terms), dtype=bool)
    is_asked[[lexicon.numbers[term] for term in wanted.terms if term in lexicon.numbers]] = True
    # An abbreviation in a law number is none. What it stands for, or it as it is written, may be asked for.
    kinds = types[expansions.tokens]
    counts = (expansions.which != -1) | is_asked[lexicon.exact[kinds]] | is_asked[lexicon.folded[kinds]]
    abbreviations = expansions.tokens if wanted.abbreviations else expansions.tokens[counts]
    chosen: Booleans = np.zeros(len(types), dtype=bool)
    chosen[abbreviations] = True
    if not wanted.needs_values:
        return chosen
    chosen |= is_asked[lexicon.exact[types]]
    chosen |= is_asked[lexicon.folded[types]]
    # Once for each distinct number.
    numbers = types[(flags & DIGIT_FIRST) != 0]
    of_type = np.zeros(len(lexicon.texts), dtype=bool)
    for kind in np.bincount(numbers).nonzero()[0].tolist():
        of_type[kind] = wanted.may_hold(lexicon.texts[kind])
    return chosen | of_type[types]

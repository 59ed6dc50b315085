"""Where in a batch law numbers, dates, figures and addresses may stand, found on arrays.

Patterns are slow, and hardly one token in a hundred is part of a citation: they are tried only at the places found
here. Plain figures such as 2020, with nothing about them that a pattern asks for, need none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.language.alphabet import NEWLINE, SPACE, UNDERSCORE, flags_of
from bhxh_search.language.citations import Value, beginnings, citations_at
from bhxh_search.language.lexicon import CALENDAR, DIGIT_FIRST, LONG_NUMBER, OTHER_NUMBER, SCALE, SHORT_NUMBER, YEAR
from bhxh_search.language.tokens import BatchText, Chunks, Places, Tokens, numbers_in

_DATE_OR_NUMBER = DIGIT_FIRST | CALENDAR | YEAR
_NUMBER = SHORT_NUMBER | LONG_NUMBER | OTHER_NUMBER

_SEPARATOR, _BLANK, _DIGIT, _JOINT, _SAFE = (1 << bit for bit in range(5))
_AFTER = flags_of(".,", " \n", "0123456789", "%/")
# Right after a number, any other character of the alphabet than these ends it for good.
_AFTER |= np.uint8(_SAFE)
_AFTER[flags_of(".,-/–% \n_") != 0] &= np.uint8(0xFF ^ _SAFE)
_AFTER[0] = 0


class BatchCitations(NamedTuple):
    """The citations of a batch; places are the batch's."""

    terms: Sequence[str]
    """Of those that patterns found, in order."""
    starts: Places
    ends: Places
    closed: tuple[Places, Places]
    """Starts and ends of law numbers and addresses."""
    figures: Places
    """The numbers of the tokens that are figures by themselves."""


_NONE = np.zeros(0, dtype=np.int64)
_NOTHING = BatchCitations((), _NONE, _NONE, (_NONE, _NONE), _NONE)


def find_in_batch(
    batch: BatchText,
    texts: Sequence[str],
    tokens: Tokens,
    chunks: Chunks,
    spans: tuple[Places, Places],
    flags: npt.NDArray[np.uint16],
    wanted: npt.NDArray[np.bool_] | None = None,
) -> BatchCitations:
    """The same as `find_citations` finds in each of `texts`.

    `tokens` and `chunks` are the batch's; `spans` and `flags` those of its letters-and-digits tokens. `wanted`:
    which of these must be known for part of a citation or not; those that hold none of them may then be missing.
    """
    if wanted is not None and not wanted.any():
        return _NOTHING
    places, figures = _places(batch, spans, flags)
    starts, _ = spans
    if wanted is not None:
        places = places[_near(places, batch, tokens, chunks, spans, flags, wanted)]
        figures = figures[wanted[figures]]
    addresses = chunks.address.nonzero()[0]
    if not len(places) and not len(addresses):
        return BatchCitations((), _NONE, _NONE, (_NONE, _NONE), figures)
    places = starts[places]
    first = tokens.starts[chunks.firsts[addresses]].tolist()
    last = tokens.ends[chunks.lasts[addresses] - 1].tolist()
    terms: list[str] = []
    # Starts and ends, one after another: so many pairs would be so much for the garbage collector to look through.
    of_terms: list[int] = []
    taken: list[int] = []
    closed: list[int] = []
    for base, (begin, end, kind, found) in _match(batch, texts, places, list(zip(first, last, strict=True))):
        begin += base
        taken += begin, base + end
        if kind in ("number", "address"):
            closed += begin, base + end
        for term, a, b in found:
            terms.append(term)
            of_terms += begin + a, begin + b
    free = ~covered(starts[figures], *_columns(taken))
    return BatchCitations(terms, *_columns(of_terms), _columns(closed), figures[free])


def _columns(edges: Sequence[int]) -> tuple[Places, Places]:
    table = np.array(edges, dtype=np.int64)
    return table[::2], table[1::2]


def covered(places: Places, starts: Places, ends: Places) -> npt.NDArray[np.bool_]:
    """Per place: whether one of some spans, which are in order and apart, holds it."""
    if not len(starts):
        return np.zeros(len(places), dtype=bool)
    span = starts.searchsorted(places, side="right") - 1
    inside: npt.NDArray[np.bool_] = (span >= 0) & (places < ends[span])
    return inside


def _near(
    places: Places,
    batch: BatchText,
    tokens: Tokens,
    chunks: Chunks,
    spans: tuple[Places, Places],
    flags: npt.NDArray[np.uint16],
    wanted: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Per token of `places`: whether a citation that begins there may reach a wanted one, or an address.

    None reaches over one blank, but for those of dates and before words such as triệu: in a law number a sign stands
    before every group of letters, and figures are told apart by blanks.
    """
    starts, ends = spans
    blank = batch.codes[ends[:-1]]
    parted = (starts[1:] == ends[:-1] + 1) & ((blank == SPACE) | (blank == NEWLINE))
    before, after = flags[:-1], flags[1:]
    # Only of dates (ngày 1, 7 năm, năm 2025) and of figures with scales (2 triệu, nghìn tỷ) may the two be.
    goes_on = ((before & _DATE_OR_NUMBER) != 0) & ((after & _DATE_OR_NUMBER) != 0)
    goes_on &= ((before | after) & (CALENDAR | YEAR)) != 0
    goes_on |= ((after & SCALE) != 0) & ((before & (DIGIT_FIRST | SCALE)) != 0)
    parted &= ~goes_on
    run = np.zeros(len(starts), dtype=np.int64)  # per token: the number of the run of tokens without such a place
    parted.cumsum(out=run[1:])
    near = np.zeros(len(starts) + 1, dtype=bool)  # per run
    near[run[wanted]] = True
    first = starts.searchsorted(tokens.starts[chunks.firsts[chunks.address]])
    last = starts.searchsorted(tokens.ends[chunks.lasts[chunks.address] - 1])
    near[run[numbers_in(first, last)]] = True
    return near[run[places]]


def _places(batch: BatchText, spans: tuple[Places, Places], flags: npt.NDArray[np.uint16]) -> tuple[Places, Places]:
    """The tokens at which a pattern is to be tried (addresses apart), and those that are figures without one."""
    starts, ends = spans
    numbers = (flags & (_NUMBER | CALENDAR)).nonzero()[0]
    if not len(numbers):
        return numbers, numbers
    kind = flags[numbers]
    following = flags.take(numbers + 1, mode="clip")
    end = ends[numbers]
    after = _AFTER[batch.codes[end]]
    then = _AFTER[batch.codes[end + 1]]
    is_plain = (
        ((after & _SAFE) != 0)
        | (((after & _SEPARATOR) != 0) & ((then & _DIGIT) == 0))
        | (((after & _BLANK) != 0) & ((then & _JOINT) == 0) & ((following & SCALE) == 0))
    )
    is_plain &= (kind & (SHORT_NUMBER | LONG_NUMBER)) != 0
    is_plain &= batch.codes[starts[numbers] - 1] != UNDERSCORE
    tried = np.where((kind & CALENDAR) != 0, (following & _NUMBER) != 0, ~is_plain)
    return numbers[tried], numbers[is_plain & ((kind & LONG_NUMBER) != 0)]


def _match(
    batch: BatchText, texts: Sequence[str], places: Places, addresses: list[tuple[int, int]]
) -> Iterator[tuple[int, Value]]:
    """Try the patterns, text by text."""
    edges = places.searchsorted(batch.bounds).tolist()
    bounds = batch.bounds.tolist()
    listed = places.tolist()
    next_address = 0
    for number, text in enumerate(texts):
        if edges[number] == edges[number + 1] and next_address == len(addresses):
            continue
        base, end = bounds[number], bounds[number + 1]
        here = [place - base for place in listed[edges[number] : edges[number + 1]]]
        extra: list[int] = []
        while next_address < len(addresses) and addresses[next_address][0] < end:
            first, last = addresses[next_address]
            # Inside the chunk anything may begin; what stands before it is a blank.
            extra.extend(first - base + place for place in beginnings(batch.text[first:last]))
            next_address += 1
        if extra:
            here = sorted({*here, *extra})
        for value in citations_at(text, here, addresses=bool(extra)):
            yield base, value

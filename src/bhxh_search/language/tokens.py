"""Text → tokens: the runs of letters and digits that take positions in the streams.

For many texts at once, see `Tokens`: a batch of texts is one array of codes, and its tokens are arrays of places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.language.alphabet import (
    AT,
    COLON,
    DOT,
    END,
    FIRST_WORD,
    LAST_ALERT,
    NEWLINE,
    ODD,
    SPACE,
    Codes,
    encode,
    flags_of,
)
from bhxh_search.language.arrays import distinct, is_in

Places = npt.NDArray[np.int64]
"""Offsets into a batch, or numbers of tokens."""
Booleans = npt.NDArray[np.bool_]

_TOKEN = re.compile(r"[^\W_]+")
MAX_PACKED = 8
"""A token of so many characters of the alphabet is packed into one integer."""


def token_spans(text: str) -> list[tuple[int, int]]:
    """Start and end, in characters, of every run of letters and digits of `text`, which is in normal form.

    Vietnamese writes a space between syllables, so a token is a syllable, a number, or a foreign word.
    Punctuation, marks that stand alone, and the underscore part tokens and are none.
    """
    return [match.span() for match in _TOKEN.finditer(text)]


class BatchText(NamedTuple):
    """A batch of texts as one: each is followed by one character that closes it."""

    text: str
    codes: Codes
    """Per character of `text`; eight more follow."""
    bounds: Places
    """Where each text starts, and where one more would."""


def join(texts: Sequence[str]) -> BatchText:
    """One batch of `texts`."""
    bounds = np.array([0, *accumulate(len(text) + 1 for text in texts)], dtype=np.int64)
    text = " ".join([*texts, ""])
    codes = np.full(len(text) + MAX_PACKED, SPACE, dtype=np.uint8)
    codes[: len(text)] = encode(text)
    codes[bounds[1:] - 1] = END
    return BatchText(text, codes, bounds)


class Tokens(NamedTuple):
    """The runs of letters and digits of a batch, and all its other characters but blanks, each by itself."""

    starts: Places
    ends: Places
    keys: npt.NDArray[np.uint64]
    """The codes of a token, the first in the lowest byte; right for tokens of up to eight characters."""

    @property
    def first_codes(self) -> Codes:
        """The code of the first character of each."""
        return self.keys.astype(np.uint8)


def find_tokens(codes: Codes) -> Tokens:
    """The tokens of a batch. A character outside the alphabet is a token here, whatever it is."""
    shown = codes[:-MAX_PACKED]
    word = shown >= FIRST_WORD
    not_blank = shown != SPACE
    inside = word[1:] & word[:-1]
    first = not_blank.copy()
    first[1:] &= ~inside
    last = not_blank
    last[:-1] &= ~inside
    starts = first.nonzero()[0]
    ends = last.nonzero()[0]
    ends += 1
    eight = np.ndarray((len(shown),), dtype="<u8", buffer=codes.data, strides=(1,))
    keys = eight.take(starts)
    unused = np.maximum(MAX_PACKED - (ends - starts), 0).view(np.uint64)
    unused *= np.uint64(8)  # in bits
    keys <<= unused
    keys >>= unused
    return Tokens(starts, ends, keys)


# The chunks between blanks or ends of lines that patterns, and not arrays, must look at.

_DIGIT, _CAPITAL, _DOT_BEFORE, _P, _RS, _W = (1 << bit for bit in range(6))
_BEFORE = flags_of("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ", ".", "p", "rsS", "wW")
_SLASH = 2
_AFTER = flags_of("0123456789", "/")


class Chunks(NamedTuple):
    """Runs of tokens without blanks and ends of lines between them that hold something unusual."""

    firsts: Places
    """The number of the first token of each."""
    lasts: Places
    """And of the first token after it."""
    odd: Booleans
    """Whether characters outside the alphabet are in it."""
    address: Booleans
    """Whether an address may be in it."""


_NO_CHUNKS = Chunks(*(np.zeros(0, dtype=np.int64),) * 2, *(np.zeros(0, dtype=bool),) * 2)


def find_chunks(codes: Codes, tokens: Tokens, *, segmented: bool = True) -> Chunks:
    """Every chunk in which pyvi's tokens may be others than those of `find_tokens`, or which may hold an address.

    It is one that holds a character outside the alphabet, "_", "@" or ">", or one of these, of which all that is
    longer is some case: `1.5`, `1,5`, a capital or `Tp`, `Mr`, `Mrs`, `Ms`, `Dr`, `ThS` before a full stop, `..`,
    `:/`, `www.`. `segmented=False`: only those with characters outside the alphabet or an address.
    """
    shown = codes[:-MAX_PACKED]
    alerts = (shown <= LAST_ALERT).nonzero()[0]
    marks = ((shown - np.uint8(DOT)) <= COLON - DOT).nonzero()[0]
    if not len(alerts) and not len(marks):
        return _NO_CHUNKS
    before, after = _BEFORE[codes[marks - 1]], _AFTER[codes[marks + 1]]
    mark = codes[marks]
    dot = mark == DOT
    scheme = (mark == COLON) & (after & _SLASH).astype(bool)
    www = dot & (before & _W).astype(bool)
    of_address = marks[scheme | www]
    if segmented:
        digits = (before & after & _DIGIT).astype(bool) & (mark != COLON)
        stop = dot & ((before & (_CAPITAL | _DOT_BEFORE | _RS)).astype(bool))
        tp = dot & (before & _P).astype(bool)
        tp[tp] = (_BEFORE[codes[marks[tp] - 2]] & _CAPITAL).astype(bool)
        unusual = np.concatenate((alerts, marks[digits | stop | tp], of_address))
    else:
        alerts = alerts[(shown[alerts] == ODD) | (shown[alerts] == AT)]
        unusual = np.concatenate((alerts, of_address))
    if not len(unusual):
        return _NO_CHUNKS
    codes_of_alerts = shown[alerts]
    # A chunk begins where a blank stands before a token, or the end of a line or of another text: no pattern that
    # is tried on chunks goes over the end of a line, and what ends one line and begins the next is hardly met again.
    begins = np.empty(len(tokens.starts) + 1, dtype=bool)
    begins[0] = begins[-1] = True
    np.not_equal(tokens.starts[1:], tokens.ends[:-1], out=begins[1:-1])
    ended = ((tokens.keys == END) | (tokens.keys == NEWLINE)).nonzero()[0]
    begins[ended] = True
    begins[ended + 1] = True
    edges = begins.nonzero()[0]

    def chunk_of(places: Places) -> Places:
        token = tokens.starts.searchsorted(places, side="right") - 1
        return edges.searchsorted(token, side="right") - 1

    chunks = distinct(chunk_of(unusual))
    odd = is_in(chunks, distinct(chunk_of(alerts[codes_of_alerts == ODD])))
    at = alerts[codes_of_alerts == AT]
    address = is_in(chunks, distinct(chunk_of(np.concatenate((of_address, at)))))
    return Chunks(edges[chunks], edges[chunks + 1], odd, address)


def numbers_in(firsts: Places, lasts: Places) -> Places:
    """All numbers of some ranges, one after the other."""
    sizes = lasts - firsts
    bases: Places = (firsts - sizes.cumsum() + sizes).repeat(sizes)
    return bases + np.arange(len(bases))

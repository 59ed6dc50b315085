"""Syllables → words, exactly as pyvi finds them, over a batch of texts at once.

pyvi's model gives each token a score for standing inside a word, and what it decides for one depends on the next and
the one before. With D = V(inside) − V(begin), the difference of the best scores of all labellings that end so,
Viterbi's algorithm is Dₜ = xₜ + g(Dₜ₋₁): x is a sum of table look-ups, and g lies between two constants so close
together that xₜ alone decides for nearly every token. Only the few others are walked through.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bhxh_search.language.arrays import distinct
from bhxh_search.language.decoding import decode_exactly
from bhxh_search.language.lexicon import DIGIT_FIRST, MARK, TITLE, Lexicon, Types, learning
from bhxh_search.language.pyvi_model import Floats
from bhxh_search.language.spelling import respell
from bhxh_search.language.tokens import (
    BatchText,
    Booleans,
    Chunks,
    Places,
    Tokens,
    find_chunks,
    find_tokens,
    join,
    numbers_in,
)

Span = tuple[int, int]

# pyvi's pattern without e-mails, which come after `first`: tried at each character of a long line of hyphens, an
# e-mail costs the square of it.
_TOKEN = re.compile(
    r"(?P<first>[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://\S+)"
    r"|\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
)
_EMAIL = re.compile(r"[a-zA-Z0-9_.+-]+(?=(?P<host>@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+)?)")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

# Scores are sums of up to fifteen weights; CRFsuite adds them up over a whole text, where rounding may come to
# this much. A decision that is closer is made again in CRFsuite's own order.
_CLOSE = 1e-6


class SegmentedTokens(NamedTuple):
    """pyvi's tokens of a batch, and which of them belong together."""

    starts: Places
    ends: Places
    types: Types
    """0 for the character that closes a text."""
    joined: Booleans
    """Per token: whether it is of one word with the token before."""
    places: Places
    """Per token of `find_tokens`: its number here, or for one that pyvi takes otherwise, some number near."""


def segment(text: str) -> list[tuple[Span, ...]]:
    """The words of `text` as pyvi finds them, each a tuple of the spans of its tokens.

    `text` is in NFC; spans are in characters of it, and every token of pyvi is in exactly one word, in order.
    A capital-and-dot token such as `BHXH.` keeps its dot here, as in pyvi.
    """
    return segment_each([text])[0]


def segment_each(texts: Sequence[str]) -> list[list[tuple[Span, ...]]]:
    """The words of each of `texts`, as `segment` gives them; many short texts cost little more than one."""
    batch = join(texts)
    words = segment_batch(batch)
    bases = batch.bounds[:-1].repeat(np.diff(words.starts.searchsorted(batch.bounds)))
    found: list[list[list[Span]]] = [[]]
    columns = (words.starts - bases, words.ends - bases, words.joined, words.types)
    for start, end, joined, kind in zip(*(column.tolist() for column in columns), strict=True):
        if not kind:
            found.append([])
        elif joined:
            found[-1][-1].append((start, end))
        else:
            found[-1].append([(start, end)])
    return [[tuple(word) for word in words_of_text] for words_of_text in found[:-1]]


def segment_batch(batch: BatchText) -> SegmentedTokens:
    """pyvi's words of each of the texts, which are in NFC."""
    tokens = find_tokens(batch.codes)
    with learning() as lexicon:
        types = lexicon.types_of_tokens(batch, tokens)
        return find_words(batch, tokens, types, find_chunks(batch.codes, tokens), lexicon, respelled=False)


def find_words(
    batch: BatchText, tokens: Tokens, types: Types, chunks: Chunks, lexicon: Lexicon, *, respelled: bool
) -> SegmentedTokens:
    """The words of a batch, given its tokens. `respelled`: pyvi is asked for the text in its usual spelling.

    The caller holds the lexicon's lock.
    """
    if respelled:
        lexicon.weigh(types)
        types = lexicon.respelled[types]
    starts, ends, places = tokens.starts, tokens.ends, np.arange(len(types))
    if len(chunks.firsts):
        starts, ends, types, places = _replace_chunks(batch, tokens, types, chunks, lexicon, respelled=respelled)
    lexicon.weigh(types)
    joined = np.zeros(len(types), dtype=bool)
    joined[1:] = _inside(types, lexicon)[1:] & _may_join(lexicon.flags[types])
    closing = (types == 0).nonzero()[0]
    joined[closing] = False
    joined[closing[:-1] + 1] = False
    return SegmentedTokens(starts, ends, types, joined, places)


def _may_join(flags: npt.NDArray[np.uint16]) -> Booleans:
    """Per token after the first: whether pyvi lets it be of one word with the last, whatever its model says."""
    never = (flags & (MARK | DIGIT_FIRST)) != 0
    title = (flags & TITLE) != 0
    may: Booleans = ~(never[1:] | never[:-1] | (title[1:] & ~title[:-1]))
    return may


# pyvi's tokens where they are not simply runs of letters.


def _replace_chunks(
    batch: BatchText, tokens: Tokens, types: Types, chunks: Chunks, lexicon: Lexicon, *, respelled: bool
) -> tuple[Places, Places, Types, Places]:
    """The tokens, those of unusual chunks being what pyvi's patterns find; and `SegmentedTokens.places`."""
    first_starts = tokens.starts[chunks.firsts]
    last_ends = tokens.ends[chunks.lasts - 1]
    spans = zip(first_starts.tolist(), last_ends.tolist(), strict=True)
    written = [batch.text[start:end] for start, end in spans]
    # Tables repeat their figures: each chunk is looked at once.
    distinct = {chunk: number for number, chunk in enumerate(dict.fromkeys(written))}
    which = np.array([distinct[chunk] for chunk in written], dtype=np.int64)
    read = _tokens_of_chunks(list(distinct), lexicon, respelled=respelled)
    counts = np.array([len(rows) for rows in read], dtype=np.int64)
    firsts = counts.cumsum() - counts
    new, sizes = counts[which], chunks.lasts - chunks.firsts
    begin, end, kinds = np.concatenate(read)[numbers_in(firsts[which], firsts[which] + new)].T
    bases = first_starts.repeat(new)
    # A chunk's tokens go, and its new ones come in their place.
    kept = np.ones(len(types), dtype=bool)
    kept[numbers_in(chunks.firsts, chunks.lasts)] = False
    at = (chunks.firsts - sizes.cumsum() + sizes).repeat(new)
    shift = np.zeros(len(types) + 1, dtype=np.int64)
    shift[chunks.lasts] = new - sizes
    places = np.arange(len(types)) + shift[:-1].cumsum()
    return (
        np.insert(tokens.starts[kept], at, begin + bases),
        np.insert(tokens.ends[kept], at, end + bases),
        np.insert(types[kept], at, kinds),
        places,
    )


def _tokens_of_chunks(chunks: Sequence[str], lexicon: Lexicon, *, respelled: bool) -> list[Places]:
    """pyvi's tokens of each of different chunks, see `Lexicon.chunks`; what is met again, as 1.000 is, is known."""
    kept = ((chunk, lexicon.chunks.get((chunk, respelled))) for chunk in chunks)
    read = {chunk: tokens for chunk, tokens in kept if tokens is not None}
    unknown = [chunk for chunk in chunks if chunk not in read]
    spans: list[Span] = []
    written: list[str] = []
    bounds = [0]
    for chunk in unknown:
        text = _LONE_SURROGATE.sub("\ufffd", chunk)  # pyvi's model raises on them
        if respelled:
            text = respell(text, lexicon.model.spelling)
        spans += pyvi_spans(text)
        written.extend(text[start:end] for start, end in spans[bounds[-1] :])
        bounds.append(len(spans))
    # The types of all are asked for at once: the lexicon learns in arrays.
    table: Places = np.column_stack((np.array(spans, dtype=np.int64).reshape(-1, 2), lexicon.types_of(written)))
    for chunk, (first, last) in zip(unknown, pairwise(bounds), strict=True):
        read[chunk] = table[first:last].copy()  # or the table would be kept with one of its rows
        lexicon.keep_chunk((chunk, respelled), read[chunk])
    return [read[chunk] for chunk in chunks]


def pyvi_spans(text: str) -> list[Span]:
    """Where the tokens of pyvi stand: the same as its `sylabelize` finds, in time linear in the text."""
    emails: deque[tuple[int, int, int]] = deque()
    if "@" in text:
        emails.extend(
            (match.start(), match.end(), match.end("host")) for match in _EMAIL.finditer(text) if match["host"]
        )
    if not emails:
        return [match.span() for match in _TOKEN.finditer(text)]
    spans: list[Span] = []
    offset = 0
    while match := _TOKEN.search(text, offset):
        start, offset = match.span()
        while emails and emails[0][1] <= start:
            emails.popleft()
        if emails and emails[0][0] <= start and not match["first"]:
            offset = emails[0][2]
        spans.append((start, offset))
    return spans


# The model's decisions.


def _inside(types: Types, lexicon: Lexicon) -> Booleans:
    """Per token: whether the model labels it as inside a word. Type 0 ends a sequence."""
    scores = _scores(types, lexicon)
    (bb, bi), (ib, ii) = lexicon.model.transitions.tolist()
    # The best path to "inside" comes from "inside" where D is above the first of these, to "begin" the second.
    to_inside, to_begin = bi - ii, bb - ib
    low, high = sorted((to_inside, to_begin))
    gain_low, gain_high = bi - bb, ii - ib  # g(D) where D is low, and where it is high
    least, most = sorted((gain_low, gain_high))
    inside: Booleans = scores > high - least + _CLOSE
    open_ = (scores >= low - most - _CLOSE) & ~inside
    ends = (types == 0).nonzero()[0]
    after = ends[:-1] + 1
    open_[after], open_[ends - 1] = True, True
    open_[:1] = True
    open_[ends] = False
    walked = open_.nonzero()[0]
    first = np.zeros(len(types) + 1, dtype=bool)
    first[0] = True
    first[ends + 1] = True
    last = np.zeros(len(types) + 1, dtype=bool)
    last[ends - 1] = True
    gains = np.where(inside[walked - 1], gain_high, gain_low).tolist()
    differences: list[float] = []
    numbers = walked.tolist()
    is_first, is_last = first[walked].tolist(), last[walked].tolist()
    previous, gain = -2, 0.0
    for place, (number, score) in enumerate(zip(numbers, scores[walked].tolist(), strict=True)):
        difference = score
        if not is_first[place]:
            difference += gain if previous == number - 1 else gains[place]
        differences.append(difference)
        gain = max(difference + ii, bi) - max(difference + ib, bb)
        previous = number
    labels = inside[walked + 1].tolist()  # of the tokens after; those walked through are known by then
    next_number, label = -1, False
    for place in range(len(numbers) - 1, -1, -1):
        number, difference = numbers[place], differences[place]
        if is_last[place]:
            label = difference > 0
        else:
            following = label if next_number == number + 1 else labels[place]
            label = difference > (to_inside if following else to_begin)
        labels[place] = label
        next_number = number
    inside[walked] = labels
    found = np.array(differences, dtype=np.float64)
    doubtful = (np.abs(found - to_inside) < _CLOSE) | (np.abs(found - to_begin) < _CLOSE)
    doubtful |= (np.abs(found) < _CLOSE) & last[walked]
    for end in distinct(ends.searchsorted(walked[doubtful])).tolist():
        begin = int(ends[end - 1]) + 1 if end else 0
        tokens = [lexicon.texts[kind] for kind in types[begin : ends[end]].tolist()]
        inside[begin : ends[end]] = decode_exactly(tokens, lexicon.model)
    return inside


def _scores(types: Types, lexicon: Lexicon) -> Floats:
    """Per token, x: its state score for "inside" less that for "begin"."""
    model = lexicon.model
    weight = model.inside
    scores: Floats = lexicon.own[types]
    scores[1:] += lexicon.before[types[:-1]]
    scores[:-1] += lexicon.after[types[1:]]
    syllables = lexicon.syllable[types]
    pairs = model.pairs.find(syllables[:-1] << np.uint64(32) | syllables[1:])
    known = (pairs >= 0).nonzero()[0]
    values = pairs[known]
    words = known[(values & 1) == 1]
    scores[words + 1] += weight["-1:word.bi_gram()"]
    scores[words] += weight["+1:word.bi_gram()"]
    prefixes = known[values > 1]
    prefixes = prefixes[prefixes < len(types) - 2]
    if not len(prefixes):
        return scores
    keys = (pairs[prefixes] >> 1).astype(np.uint64) << np.uint64(32) | syllables[prefixes + 2]
    triples = prefixes[model.triples.find(keys) >= 0]
    scores[triples + 2] += weight["-2:word.tri_gram()"]
    scores[triples] += weight["+2:word.tri_gram()"]
    return scores

"""The one analyser: texts → term streams, for documents, queries and highlights alike.

Five plain sequences of terms, and the characters of the stored text that each position stands for:

    text       Ðào Việt Ánh, BHXH tự nguyện
    exact      đào việt ánh bảo hiểm xã hội tự nguyện      canonical syllables; every position of an
    folded     dao viet anh bao hiem xa hoi tu nguyen      abbreviation's expansion stands for its letters
    words      đào_việt_ánh bảo_hiểm xã_hội tự_nguyện
    pairs      dao_viet viet_anh anh_bao bao_hiem …
    citations  bhxh                                        also law numbers, dates, figures

A batch of texts is one array of characters, and its tokens are numbers: no code here runs once for a token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.alphabet import END, FIRST_WORD, ODD, characters_at
from bhxh_search.language.arrays import distinct
from bhxh_search.language.characters import fold
from bhxh_search.language.citation_places import BatchCitations, find_in_batch
from bhxh_search.language.expansion import (
    Defined,
    Expansions,
    find_definitions,
    find_expansions,
    spread,
)
from bhxh_search.language.lexicon import DECIDES, VARIES, Lexicon, Terms, Types, learning
from bhxh_search.language.normal_form import OTHER_BLANKS, NormalizedText, is_normal, normalize
from bhxh_search.language.pyvi_model import pyvi_version
from bhxh_search.language.segment import find_words
from bhxh_search.language.streams import STREAMS, Batch, Span, Stream, Streams, pairs_of
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
    token_spans,
)
from bhxh_search.language.variants import as_indexed
from bhxh_search.language.wanted import Wanted, wanted_tokens

__all__ = [
    "STREAMS",
    "Batch",
    "Span",
    "Stream",
    "Streams",
    "Wanted",
    "analysis_version",
    "analyze",
    "analyze_batch",
    "definitions_in",
    "is_bare",
    "pairs_of",
]

# Raise it whenever the same text gives other terms than before: an index of another analysis asks for a rebuild.
_TABLES_VERSION = 7

# A word of more tokens than this (none is in any dictionary) is put together by itself.
_LONGEST_WORD = 8


def analysis_version(abbreviations: Abbreviations = BUILT_IN) -> str:
    """A text that differs whenever the same document could give other terms."""
    return f"{_TABLES_VERSION}/pyvi-{pyvi_version()}/{abbreviations.digest}"


def definitions_in(text: str) -> Mapping[str, tuple[str, ...]]:
    """What the text itself says its abbreviations stand for: written form → canonical syllables; the first counts."""
    return analyze_batch([text], segmented=False).defined[0]


def analyze(
    text: str,
    abbreviations: Abbreviations = BUILT_IN,
    *,
    defined: Defined | None = None,
    query: bool = False,
    segmented: bool = True,
) -> Streams:
    """The streams of one text, any string; see `analyze_batch`."""
    given = None if defined is None else [defined]
    return analyze_batch([text], abbreviations, defined=given, query=query, segmented=segmented).streams(0)


def analyze_batch(
    texts: Sequence[str],
    abbreviations: Abbreviations = BUILT_IN,
    *,
    defined: Sequence[Defined] | None = None,
    query: bool = False,
    segmented: bool = True,
    wanted: Wanted | None = None,
) -> Batch:
    """The streams of each of `texts`, any strings; they are the same in whatever batch a text stands.

    Half a million characters at a time are fastest. `defined`: for each text, the abbreviations that are read so
    in it, as for a title those that its document defines; when None, those that the text itself defines. `query`:
    unambiguous abbreviations are expanded in any case, and nothing is defined. `segmented=False` leaves `words`
    empty and pyvi's model unused; the other streams are the same. `wanted`: what will be looked for; of `citations`
    all that it may find is there, and other terms may be missing.
    """
    batch, plain, moved = _normal_batch(texts)
    tokens = find_tokens(batch.codes)
    chunks = find_chunks(batch.codes, tokens, segmented=segmented)
    with learning() as lexicon:
        token_types = lexicon.types_of_tokens(batch, tokens)
        syllables = _syllables(batch, tokens, chunks, token_types, lexicon)
        spans, types = (syllables.starts, syllables.ends), _as_indexed(batch, syllables, lexicon)
        flags = lexicon.flags[types]
        definitions = [] if query else find_definitions(batch, plain, spans, types, lexicon)
        own: list[dict[str, tuple[str, ...]]] = [{} for _ in texts]
        for owner, definition in definitions:
            own[owner].setdefault(definition.written, definition.syllables)
        expansions = find_expansions(
            batch,
            spans,
            types,
            flags,
            abbreviations,
            lexicon,
            definitions=definitions,
            defined=own if defined is None else defined,
            query=query,
            segmented=segmented,
        )
        of_tokens = None if wanted is None else wanted_tokens(wanted, types, flags, expansions, lexicon)
        found = find_in_batch(batch, plain, tokens, chunks, spans, flags, of_tokens)
        expansions = expansions.outside(spans[0], found.closed)
        bounds = spans[0].searchsorted(batch.bounds)
        exact, folded, index, bounds_of_positions = _positions(types, bounds, expansions, lexicon)
        cited = _citations(found, spans, types, expansions, lexicon, of_tokens)
        words, first, last = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        if segmented:
            found_words = find_words(batch, tokens, token_types, chunks, lexicon, respelled=True)
            groups = _words_of_tokens(syllables, found_words.starts, found_words.joined, found_words.places)
            words, first, last = _words(groups, types, expansions, lexicon)
    citation_bounds = cited.starts.searchsorted(batch.bounds)
    word_bounds = first.searchsorted(bounds)
    given = partial(_given_offsets, moved, batch.bounds)
    return Batch(
        vocabulary=lexicon.terms,
        numbers=lexicon.numbers,
        exact=exact,
        folded=folded,
        bounds=bounds_of_positions,
        words=words,
        word_bounds=word_bounds,
        citations=cited.terms,
        citation_bounds=citation_bounds,
        defined=tuple(own),
        places=lambda: given(spans[0][index], spans[1][index], bounds_of_positions),
        word_places=lambda: given(spans[0][first], spans[1][last], word_bounds),
        citation_places=lambda: given(cited.starts, cited.ends, citation_bounds),
    )


def _normal_batch(texts: Sequence[str]) -> tuple[BatchText, Sequence[str], Mapping[int, NormalizedText]]:
    """`texts` in normal form, joined and apart, and by number those in which characters changed their places."""
    batch = join(texts)
    # Letters and marks of the alphabet are in normal form; only its blanks have others that stand for them.
    odd = (batch.codes == ODD).nonzero()[0]
    suspects: set[int] = set()
    if len(odd) and not all(is_normal(character) for character in characters_at(batch.text, odd)):
        suspects.update(distinct(batch.bounds.searchsorted(odd, side="right") - 1).tolist())
    for blank in OTHER_BLANKS:
        if blank in batch.text:
            suspects.update(number for number, text in enumerate(texts) if blank in text)
    if not suspects:
        return batch, texts, {}
    plain = list(texts)
    moved: dict[int, NormalizedText] = {}
    for number in suspects:
        normal = normalize(texts[number])
        plain[number] = normal.text
        if normal.changed_places:
            moved[number] = normal
    changed = any(plain[number] != texts[number] for number in suspects)
    return (join(plain) if changed else batch), plain, moved


def is_bare(term: str) -> bool:
    """Whether a canonical term has no marks and no đ, so that whoever typed it may have left them out."""
    return fold(term) == term


class _Syllables(NamedTuple):
    """The runs of letters and digits of a batch."""

    starts: Places
    ends: Places
    types: Types
    places: Places
    """Per run: its number among all tokens, and -1 where that does not say which word of pyvi's holds it."""


def _syllables(batch: BatchText, tokens: Tokens, chunks: Chunks, types: Types, lexicon: Lexicon) -> _Syllables:
    is_word = tokens.first_codes >= FIRST_WORD
    unusual = numbers_in(chunks.firsts, chunks.lasts)
    places = np.arange(len(types))
    places[unusual] = -1
    is_word[numbers_in(chunks.firsts[chunks.odd], chunks.lasts[chunks.odd])] = False
    numbers = is_word.nonzero()[0]
    starts, ends, kinds = tokens.starts[numbers], tokens.ends[numbers], types[numbers]
    places = places[numbers]
    if not chunks.odd.any():
        return _Syllables(starts, ends, kinds, places)
    # In chunks with characters outside the alphabet, Python says what letters are.
    spans: list[Span] = []
    first = tokens.starts[chunks.firsts[chunks.odd]].tolist()
    last = tokens.ends[chunks.lasts[chunks.odd] - 1].tolist()
    for start, end in zip(first, last, strict=True):
        spans.extend((start + a, start + b) for a, b in token_spans(batch.text[start:end]))
    more = np.array(spans, dtype=np.int64).reshape(-1, 2)
    at = starts.searchsorted(more[:, 0])
    return _Syllables(
        np.insert(starts, at, more[:, 0]),
        np.insert(ends, at, more[:, 1]),
        np.insert(kinds, at, lexicon.types_of([batch.text[a:b] for a, b in spans])),
        np.insert(places, at, -1),
    )


def _as_indexed(batch: BatchText, syllables: _Syllables, lexicon: Lexicon) -> Types:
    """The type of each syllable, as what follows it decides; see `variants`."""
    flags = lexicon.flags[syllables.types]
    varying = ((flags[:-1] & VARIES).astype(bool) & (flags[1:] & DECIDES).astype(bool)).nonzero()[0]
    if not len(varying):
        return syllables.types
    types = syllables.types.copy()
    gaps = zip(syllables.ends[varying].tolist(), syllables.starts[varying + 1].tolist(), strict=True)
    for number, (end, start) in zip(varying.tolist(), gaps, strict=True):
        # A line may end between the two, a text may not.
        if batch.text[end:start].isspace() and END not in batch.codes[end:start]:
            token, following = (lexicon.texts[kind] for kind in syllables.types[number : number + 2].tolist())
            types[number] = lexicon.types_of([as_indexed(token, following)])[0]
    return types


def _positions(
    types: Types, bounds: Places, expansions: Expansions, lexicon: Lexicon
) -> tuple[Terms, Terms, Places, Places]:
    """The exact and folded streams, the token that each position comes from, and the bounds of the texts."""
    tokens, place, full_forms = expansions.replaced
    if not len(tokens):
        return lexicon.exact[types], lexicon.folded[types], np.arange(len(types)), bounds
    counts = np.ones(len(types) + 1, dtype=np.int64)
    sizes = np.array([len(full_form.exact) for full_form in full_forms])
    counts[tokens] = sizes[place]
    firsts = counts.cumsum() - counts
    index = np.arange(len(types)).repeat(counts[:-1])
    exact, folded = lexicon.exact[types[index]], lexicon.folded[types[index]]
    positions = numbers_in(firsts[tokens], firsts[tokens + 1])
    parts = spread(sizes, place)
    exact[positions] = np.concatenate([full_form.exact for full_form in full_forms])[parts]
    folded[positions] = np.concatenate([full_form.folded for full_form in full_forms])[parts]
    return exact, folded, index, firsts[bounds]


class _Cited(NamedTuple):
    terms: Terms
    starts: Places
    ends: Places


_NOTHING_CITED = _Cited(np.zeros(0, dtype=np.int32), *(np.zeros(0, dtype=np.int64),) * 2)


def _citations(
    found: BatchCitations,
    spans: tuple[Places, Places],
    types: Types,
    expansions: Expansions,
    lexicon: Lexicon,
    wanted: Booleans | None,
) -> _Cited:
    """The citations stream of all texts, by start; at one place wider ones first, then abbreviations as written."""
    if not len(found.terms) and not len(found.figures) and not len(expansions.tokens):
        return _NOTHING_CITED
    tokens = np.concatenate((found.figures, expansions.tokens))
    if wanted is not None:
        tokens = tokens[wanted[tokens]]
    starts = np.concatenate((found.starts, spans[0][tokens]))
    ends = np.concatenate((found.ends, spans[1][tokens]))
    terms = np.concatenate((lexicon.terms_of(found.terms), lexicon.exact[types[tokens]]))
    folded = np.concatenate((lexicon.terms_of(map(fold, found.terms)), lexicon.folded[types[tokens]]))
    # Who types no marks asks for the folded term: nd-cp for NĐ-CP.
    marked = (folded != terms).nonzero()[0]
    starts, ends = np.concatenate((starts, starts[marked])), np.concatenate((ends, ends[marked]))
    terms = np.concatenate((terms, folded[marked]))
    order = np.argsort(starts, kind="stable")
    return _Cited(terms[order], starts[order], ends[order])


def _words_of_tokens(syllables: _Syllables, starts: Places, joined: Booleans, places: Places) -> Places:
    """Per run of letters and digits: the number of the word of pyvi's in which it begins."""
    word: Places = (~joined).cumsum()
    own = syllables.places
    elsewhere = (own < 0).nonzero()[0]
    numbers = word[places[own]]
    if len(elsewhere):
        token = starts.searchsorted(syllables.starts[elsewhere], side="right") - 1
        # One token of pyvi's, such as 844.000, makes no word of its parts.
        alone = ~joined[token] & ~joined[token + 1]
        numbers[elsewhere] = np.where(alone, -1 - elsewhere, word[token])
    return numbers


def _words(groups: Places, types: Types, expansions: Expansions, lexicon: Lexicon) -> tuple[Terms, Places, Places]:
    """The words stream, and for each of its terms the first and the last token that it stands for.

    `groups`: per token, a number that it shares with its neighbours of one word.
    """
    same = np.zeros(len(types) + 1, dtype=bool)
    same[1:-1] = groups[1:] == groups[:-1]
    tokens, place, full_forms = expansions.replaced
    same[tokens] = same[tokens + 1] = False
    firsts = (~same[:-1] & same[1:]).nonzero()[0]
    sizes = (same[:-1] & ~same[1:]).nonzero()[0] - firsts + 1
    terms = _joined(firsts, sizes, lexicon.exact[types], lexicon)
    if not len(tokens):
        return terms, firsts, firsts + sizes - 1
    words = [full_form.words for full_form in full_forms]
    many = np.array([len(some) for some in words])
    places = tokens.repeat(many[place])
    every = np.concatenate((firsts, places))
    order = np.argsort(every, kind="stable")
    ends = np.concatenate((firsts + sizes - 1, places))
    terms = np.concatenate((terms, np.concatenate(words)[spread(many, place)]))
    return terms[order], every[order], ends[order]


def _joined(firsts: Places, sizes: Places, exact: Terms, lexicon: Lexicon) -> Terms:
    """The terms of words of two or more tokens, from the terms of the tokens."""
    if not len(firsts):
        return np.zeros(0, dtype=np.int32)
    words = lexicon.joined(exact[firsts], exact[firsts + 1])
    for size in range(3, min(_LONGEST_WORD, int(sizes.max())) + 1):
        longer = (sizes >= size).nonzero()[0]
        words[longer] = lexicon.joined(words[longer], exact[firsts[longer] + size - 1])
    very_long = (sizes > _LONGEST_WORD).nonzero()[0].tolist()
    if very_long:
        runs = (exact[firsts[word] : firsts[word] + sizes[word]].tolist() for word in very_long)
        words[very_long] = lexicon.terms_of("_".join(lexicon.terms[term] for term in run) for run in runs)
    return words


def _given_offsets(
    moved: Mapping[int, NormalizedText], texts: Places, starts: Places, ends: Places, bounds: Places
) -> tuple[Places, Places]:
    """Places in the batch → characters of each text as it was given. `texts`: where each text starts."""
    if len(texts) > 2:
        bases = texts[:-1].repeat(bounds[1:] - bounds[:-1])
        starts, ends = starts - bases, ends - bases
    elif moved:
        starts, ends = starts.copy(), ends.copy()
    for number, normal in moved.items():
        here = slice(bounds[number], bounds[number + 1])
        starts[here] = np.asarray(normal.starts)[starts[here]]
        ends[here] = np.asarray(normal.ends)[ends[here] - 1]
    return starts, ends

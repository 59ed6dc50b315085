"""Where the words of a query stand in stored texts.

The analyser reads the texts again, as it read them for the index but without segmentation, so a highlight and a match
cannot disagree. All texts of a page are read in one batch, and the query's terms are looked for in all of them at
once: no code here runs once for a token or for a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Batch, Stream, Wanted, analyze_batch, is_bare
from bhxh_search.language.law_references import beginnings
from bhxh_search.language.lexicon import Terms
from bhxh_search.language.tokens import Booleans
from bhxh_search.search.long_texts import LongText
from bhxh_search.search.occurrences import NONE, Occurrences, one_after_another, with_known
from bhxh_search.search.patterns import accepts
from bhxh_search.search.proximity import near_positions
from bhxh_search.search.tree import Alternative, Term, Word

# So many characters are analysed at a time: more would leave the processor's cache.
_BATCH = 500_000


def find_words(
    texts: Sequence[str],
    words: Sequence[Word],
    abbreviations: Abbreviations,
    defined: Sequence[Mapping[str, tuple[str, ...]]] | None = None,
    long: Mapping[int, LongText] | None = None,
) -> Occurrences:
    """Where `words` stand in each of `texts`.

    `defined`: for each text, the abbreviations that its document defines; see `analyze_batch`. `long`: by their
    numbers, those of the texts that are worth keeping as they were read.
    """
    if not words:
        none = np.zeros(len(texts) + 1, np.int64)
        return Occurrences(NONE, NONE, NONE, NONE, none, (), NONE, NONE, none)
    wanted, long = _wanted(words), long or {}
    kept = {number: terms for number, text in long.items() if (terms := text.terms) is not None}
    # Not all values are in what is kept: they are read for those that ask for them.
    known = {} if wanted is None or wanted.needs_values else kept
    found: list[Occurrences] = []
    for numbers in _batches([number for number in range(len(texts)) if number not in known], texts):
        given = None if defined is None else [defined[number] for number in numbers]
        chosen = [texts[number] for number in numbers]
        new = [place for place, number in enumerate(numbers) if number in long and number not in kept]
        of_batch = replace(wanted, abbreviations=True) if wanted is not None and new else wanted
        batch = analyze_batch(chosen, abbreviations, defined=given, segmented=False, wanted=of_batch)
        for place in new:
            long[numbers[place]].keep(batch, place)
        found.append(_Places(batch, words).of_words(words))
    every = found[0] if len(found) == 1 else one_after_another(found, _sizes(words))
    return with_known(every, {number: _Places(known[number], words).of_words(words) for number in known})


def _wanted(words: Sequence[Word]) -> Wanted | None:
    """What of the words may be part of a citation, or hold one; None where that cannot be told beforehand."""
    terms: set[str] = set()
    for choice in (choice for word in words for choice in word.alternatives):
        if len(choice.terms) > 1 or choice.terms[0].stream == "citations":
            for term in choice.terms:
                if term.form == "number":
                    terms.update(beginnings(term.text))
                elif term.form == "whole":
                    terms.add(term.text)
                else:
                    return None
    return Wanted(frozenset(terms), near=any(choice.window for word in words for choice in word.alternatives))


def _batches(numbers: Sequence[int], texts: Sequence[str]) -> Iterator[Sequence[int]]:
    """The texts of each batch, of those of some numbers."""
    first = size = 0
    for place, number in enumerate(numbers):
        if size and size + len(texts[number]) > _BATCH:
            yield numbers[first:place]
            first, size = place, 0
        size += len(texts[number])
    if first < len(numbers):
        yield numbers[first:]


# Both of a span in one integer, so that spans are sorted and compared at once. A text has less than 2³¹ characters.
_BITS = 31
_MASK = (1 << _BITS) - 1


@dataclass(frozen=True)
class _Spans:
    """Spans of characters, each with the number of the text that it is of."""

    owners: Integers
    keys: Integers
    """start << 31 | end."""


@dataclass(frozen=True)
class _Alone:
    """Where single terms stand: the positions of an alternative that is one term, or of one syllable of it."""

    positions: Integers
    part: int = 0

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True)
class _Together:
    """Where terms stand together that are one alternative, or a value does."""

    spans: _Spans
    marks: tuple[_Spans, ...]
    part: int = 0

    def __len__(self) -> int:
        return len(self.spans.keys)


class _Places:
    """Where terms stand in the texts of a batch."""

    def __init__(self, batch: Batch, words: Sequence[Word]) -> None:
        """`words`: those that will be asked about."""
        self.batch = batch
        self._positions: dict[Term, Integers] = {}
        texts = {term.text for word in words for choice in word.alternatives for term in choice.terms}
        numbers = [batch.numbers[text] for text in texts if text in batch.numbers]
        is_asked = np.zeros(len(batch.vocabulary), dtype=bool)
        is_asked[numbers] = True
        # Few positions hold a term that is asked for, and each term is looked for among them.
        self._asked: Integers = (is_asked[batch.exact] | is_asked[batch.folded]).nonzero()[0]
        self._exact, self._folded = batch.exact[self._asked], batch.folded[self._asked]
        self._is_marked = any(map(is_marked, words))

    def of_words(self, words: Sequence[Word]) -> Occurrences:
        """Where `words` stand in each text."""
        alone: list[tuple[int, _Alone]] = []
        together: list[tuple[int, _Together]] = []
        for number, choice in ((number, choice) for number, word in enumerate(words) for choice in word.alternatives):
            for standing in self._of(choice):
                unit = number << _BITS | standing.part
                if isinstance(standing, _Alone):
                    alone.append((unit, standing))
                else:
                    together.append((unit, standing))
        singles = self._single(np.concatenate([NONE, *(one.positions for _, one in alone)]))
        owners, keys = _all([singles, *(one.spans for _, one in together)])
        found: list[tuple[int, _Alone | _Together]] = [*alone, *together]
        units = np.array([unit for unit, _ in found], np.int64).repeat([len(one) for _, one in found])
        order = np.lexsort((units, keys, owners))
        owners, keys, units = owners[order], keys[order], units[order]
        new = _changes(owners, keys, units)
        owners, keys, units = owners[new], keys[new], units[new]
        mark_owners, mark_keys = _all([singles, *(mark for _, one in together for mark in one.marks)])
        order = np.lexsort((mark_keys, mark_owners))
        mark_owners, mark_keys = mark_owners[order], mark_keys[order]
        new = _changes(mark_owners, mark_keys)
        mark_owners, mark_keys = mark_owners[new], mark_keys[new]
        texts = np.arange(len(self.batch) + 1)
        return Occurrences(
            keys >> _BITS,
            keys & _MASK,
            units >> _BITS,
            units & _MASK,
            owners.searchsorted(texts),
            _sizes(words),
            mark_keys >> _BITS,
            mark_keys & _MASK,
            mark_owners.searchsorted(texts),
        )

    def _of(self, choice: Alternative) -> Iterator[_Alone | _Together]:
        """Where one alternative stands."""
        batch = self.batch
        if choice.terms[0].stream == "citations":
            at = self._where(choice.terms[0])
            if not len(at):  # nearly always: a word is seldom an abbreviation too
                return
            keys = _keys(batch.citation_starts[at], batch.citation_ends[at])
            spans = _Spans(_owners(batch.citation_bounds, at), keys)
            yield _Together(spans, (spans,))
            return
        places = [self._where(term) for term in choice.terms]
        if choice.window is not None and not all(map(len, places)):
            return
        if len(places) == 1:
            yield _Alone(self._as_typed(choice.terms[0], places[0]))
            return
        whole = self._near(places, choice.window) if choice.window else self._phrases(places)
        yield self._together(whole)
        if choice.window is None:
            # In a text where the full form stands nowhere in one piece: its syllables, wherever they stand.
            having = np.zeros(len(batch), dtype=bool)
            having[_owners(batch.bounds, whole[:, 0])] = True
            for number, of_term in enumerate(places, 1):
                yield _Alone(of_term[~having[_owners(batch.bounds, of_term)]], number)

    def _as_typed(self, term: Term, places: Integers) -> Integers:
        """Of the places of a bare word among marked ones, those where it stands as it was typed, in a text that has
        such: who types *lao động nam* means *nam*; *năm* is marked where the text does not say *nam*."""
        if not self._is_marked or term.stream != "folded" or term.form != "whole":
            return places
        typed = self._where(Term("exact", term.text))
        having = np.zeros(len(self.batch), dtype=bool)
        having[_owners(self.batch.bounds, typed)] = True
        others = places[~having[_owners(self.batch.bounds, places)]]
        return np.sort(np.concatenate((typed, others)))

    def _single(self, positions: Integers) -> _Spans:
        keys = _keys(self.batch.starts[positions], self.batch.ends[positions])
        return _Spans(_owners(self.batch.bounds, positions), keys)

    def _together(self, positions: Integers) -> _Together:
        """Several terms that stand together, a row for each time."""
        owners = _owners(self.batch.bounds, positions[:, 0])
        starts, ends = self.batch.starts[positions], self.batch.ends[positions]
        first, last = starts.min(axis=1), ends.max(axis=1)
        tokens = _Spans(owners.repeat(positions.shape[1]), _keys(starts.ravel(), ends.ravel()))
        values = self._values(owners, starts, ends, first, last)
        return _Together(_Spans(owners, _keys(first, last)), (tokens, values))

    def _phrases(self, found: Sequence[Integers]) -> Integers:
        """Where terms stand side by side in one text, given the places of each."""
        starts = found[0]
        for distance, places in enumerate(found[1:], 1):
            at = places.searchsorted(starts + distance)
            found_there = np.append(places, -1)[at] == starts + distance
            starts = starts[found_there]
        last = starts + len(found) - 1
        starts = starts[_owners(self.batch.bounds, starts) == _owners(self.batch.bounds, last)]
        rows: Integers = starts[:, None] + np.arange(len(found))
        return rows

    def _near(self, found: Sequence[Integers], window: int) -> Integers:
        """The positions of terms within a window, text by text."""
        bounds = self.batch.bounds
        rows = [np.empty((0, len(found)), np.int64)]
        for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            inside = {id(places): places[slice(*places.searchsorted((start, end)))] for places in found}
            if all(map(len, inside.values())):
                rows.append(near_positions([inside[id(places)] for places in found], window))
        return np.concatenate(rows)

    def _where(self, term: Term) -> Integers:
        """The rising places of a term in its stream, or of all terms that it stands for."""
        if term not in self._positions:
            self._positions[term] = self._look_up(term)
        return self._positions[term]

    def _look_up(self, term: Term) -> Integers:
        if term.form == "whole":
            number = self.batch.numbers.get(term.text)
            if number is None:
                return NONE
            places: Integers
            if term.stream == "citations":
                places = (self.batch.citations == number).nonzero()[0]
            else:
                places = self._asked[(self._exact if term.stream == "exact" else self._folded) == number]
            return places
        stream = self._stream(term.stream)
        # Once for each distinct term of the texts.
        present = np.bincount(stream).nonzero()[0].tolist()
        vocabulary, is_one = self.batch.vocabulary, accepts(term)
        wanted = np.zeros(int(stream.max(initial=-1)) + 1, dtype=bool)
        wanted[[number for number in present if is_one(vocabulary[number])]] = True
        return wanted[stream].nonzero()[0]

    def _stream(self, stream: Stream) -> Terms:
        terms: Terms = getattr(self.batch, stream)
        return terms

    def _values(self, owners: Integers, starts: Integers, ends: Integers, first: Integers, last: Integers) -> _Spans:
        """Law numbers, dates and figures that lie between `first` and `last` of an occurrence and hold a token of it.

        `starts` and `ends`: of its tokens, a row for each occurrence.
        """
        batch = self.batch
        of_texts = np.arange(len(batch)).repeat(np.diff(batch.citation_bounds))
        places = of_texts << _BITS | batch.citation_starts
        lowest = places.searchsorted(owners << _BITS | first)
        highest = places.searchsorted(owners << _BITS | last)
        counts = np.maximum(highest - lowest, 0)
        row = np.arange(len(owners)).repeat(counts)
        cited = np.arange(len(row)) - (counts.cumsum() - counts).repeat(counts) + lowest[row]
        inside = batch.citation_ends[cited] <= last[row]
        row, cited = row[inside], cited[inside]
        start, end = batch.citation_starts[cited], batch.citation_ends[cited]
        holds = ((start[:, None] <= starts[row]) & (ends[row] <= end[:, None])).any(axis=1)
        return _Spans(owners[row[holds]], _keys(start[holds], end[holds]))


def is_marked(word: Word) -> bool:
    """Whether a word of a query was typed as one syllable with a mark."""
    terms = word.alternatives[0].terms
    return len(terms) == 1 and terms[0].stream == "exact" and terms[0].form == "whole" and not is_bare(terms[0].text)


def _sizes(words: Sequence[Word]) -> tuple[int, ...]:
    """Per word: of how many parts it is made."""
    return tuple(
        max((len(choice.terms) for choice in word.alternatives if choice.window is None), default=1) for word in words
    )


def _changes(*columns: Integers) -> Booleans:
    """Per row of some columns: whether it differs from the row before."""
    new = np.zeros(len(columns[0]), dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def _all(spans: Iterable[_Spans]) -> tuple[Integers, Integers]:
    """The texts and the keys of all spans, one after the other."""
    every = list(spans)
    return np.concatenate([NONE, *(one.owners for one in every)]), np.concatenate(
        [NONE, *(one.keys for one in every)]
    )


def _keys(starts: Integers, ends: Integers) -> Integers:
    return starts.astype(np.int64, copy=False) << _BITS | ends


def _owners(bounds: Integers, places: Integers) -> Integers:
    """The text that each place of a stream is of."""
    return bounds.searchsorted(places, side="right") - 1

"""How many documents hold a word, or two words side by side: the statistics that suggestions are made from.

A segment numbers its terms by itself; here those of all segments and of titles and bodies are one vocabulary. A
document that holds something in its title and in its body counts twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.near import Spellings
from bhxh_search.index.pairs import documents_at
from bhxh_search.index.parts import PartReader
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.language.arrays import distinct, numbered
from bhxh_search.language.characters import fold

SHARE = 0.05
"""A run goes on with a word that follows its last syllable in at least this share of what holds it."""
_FOLLOWING = 4
"""So many words after another are worth going on with."""
SHARE_OF_RUN = 0.02
"""The same after two words and more, where it is counted what follows all of them."""
_FOLLOWING_RUN = 12
COUNTED_IN = 512
"""About in so many documents at least is counted what stands after a run of words; where fewer hold it, in all."""
LOOKED_AT = 64
"""About in so many documents at least is looked for a phrase: one that is in none of them is hardly one."""
_REMEMBERED = 50_000
_REMEMBERED_RUNS = 1_000

_NO_COUNTS = np.zeros(0, np.int64)


class Following(NamedTuple):
    """A word that stands after another."""

    word: int
    pair: int
    """How many titles and bodies hold the two side by side."""
    share: float
    """Of those that hold the first."""
    ending: int
    """How often they are a word of pyvi's, or the end of one."""


@dataclass(frozen=True)
class _OfPart:
    """The terms of one part of one segment."""

    part: PartReader
    live_segment: LiveSegment
    numbers: Array
    """Per word: its number there, -1 where it is not."""
    words: Array
    """Per number there: the word."""


class WordCounts:
    """The words of an index in order of their folded form, and how many live documents hold each.

    What is out of range in a segment raises any exception.
    """

    def __init__(self, segments: Iterable[LiveSegment]) -> None:
        segments = tuple(segments)
        self.documents = sum(one.live_count for one in segments)
        """How many live documents there are."""
        parts = [(one, one.segment.parts[name]) for one in segments for name in PARTS]
        counted = [(list(part.texts), part.exact.counts(0, len(part.exact), one.live)) for one, part in parts]
        live: dict[str, int] = {}
        for texts, counts in counted:
            for text, count in zip(texts, counts.tolist(), strict=True):
                if count:
                    live[text] = live.get(text, 0) + count
        folded = fold("\n".join(live)).split("\n") if live else []
        ordered = sorted(zip(folded, live, strict=True))
        self.texts: Sequence[str] = [text for _, text in ordered]
        """The words, canonical."""
        self.folded: Sequence[str] = [folded for folded, _ in ordered]
        """Each without marks."""
        self.counts: Integers = np.array([live[text] for text in self.texts], np.int64)
        """Titles and bodies that hold it."""
        self._numbers = {text: number for number, text in enumerate(self.texts)}
        self._ending: dict[str, int] = {}
        self.begun: Integers = np.zeros(len(self.texts), np.int64)
        """Per word: how often it begins a word of pyvi's that has more syllables, counted as they are."""
        self.closed: Integers = np.zeros(len(self.texts), np.int64)
        """Per word: how often it ends one."""
        for one, part in parts:
            lists = part.counted("words")
            counts = lists.counts(0, len(lists), one.live).tolist()
            for text, count in zip(part.counted_terms("words"), counts, strict=True):
                if count:
                    self.begun[self._numbers[text.partition("_")[0]]] += count
                    self.closed[self._numbers[text.rpartition("_")[2]]] += count
                    last = text if text.count("_") == 1 else "_".join(text.rsplit("_", 2)[1:])
                    self._ending[last] = self._ending.get(last, 0) + count
        self._following: dict[int, list[Following]] = {}
        self._damped: dict[float, float] = {}
        self._runs: dict[tuple[int, ...], tuple[int, list[Integers]]] = {}
        self._held: dict[tuple[int, ...], int] = {}
        self._lately: dict[tuple[int, ...], list[Integers]] = {}
        """What `_all_places` found lately: most of what is looked for is that and one word more."""
        self._following_runs: dict[tuple[int, ...], list[Following]] = {}
        self._parts = [
            self._of_part(part, one, texts)
            for (one, part), (texts, _) in zip(parts, counted, strict=True)
            if len(texts)
        ]

    def _of_part(self, part: PartReader, one: LiveSegment, texts: Sequence[str]) -> _OfPart:
        words = np.array([self._numbers.get(text, -1) for text in texts], np.int64)
        numbers = np.full(len(self.texts) + 1, -1, np.int64)  # the last is that of no word
        numbers[words] = np.arange(len(words))
        numbers[-1] = -1
        return _OfPart(part, one, numbers, words)

    @cached_property
    def spellings(self) -> Spellings:
        """How the words are spelt; with a digit in them, as nothing that a slip of the hand gives."""
        return Spellings([text if text.isalpha() else "" for text in self.texts])

    def find(self, text: str) -> int:
        """The number of a word; -1 where no live document holds it."""
        return self._numbers.get(text, -1)

    def beginning(self, folded: str) -> range:
        """The words whose folded form begins with `folded`."""
        return range(bisect_left(self.folded, folded), bisect_left(self.folded, folded + "\U0010ffff"))

    def variants(self, folded: str) -> range:
        """The words that are `folded` without their marks."""
        return range(bisect_left(self.folded, folded), bisect_left(self.folded, folded + "\0"))

    def damped(self, power: float) -> float:
        """The sum of all counts, each raised to a power; 1 at least."""
        if power not in self._damped:
            self._damped[power] = max(1.0, float((self.counts**power).sum()))
        return self._damped[power]

    def pairs(self, firsts: Sequence[int] | Integers, seconds: Sequence[int] | Integers) -> Integers:
        """How many titles and bodies hold word `firsts[i]` right before `seconds[i]`, for each i."""
        first, second = np.asarray(firsts, np.int64), np.asarray(seconds, np.int64)
        total = np.zeros(len(first), np.int64)
        for one in self._parts:
            at_first, at_second = one.numbers[first], one.numbers[second]
            keys = one.part.pairs.keys
            if not len(keys):
                continue
            wanted = (at_first * len(one.words) + at_second).astype(keys.dtype)
            at = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
            there = np.flatnonzero((keys[at] == wanted) & (at_first >= 0) & (at_second >= 0))
            if len(there):
                total[there] += one.part.pairs.lists.counts_of(at[there], one.live_segment.live)
        return total

    def after(self, first: int, seconds: range) -> tuple[Integers, Integers]:
        """The words of a range that stand right after word `first`, rising, and in how many titles and bodies."""
        found: list[Integers] = []
        counted: list[Integers] = []
        for one in self._parts:
            at = int(one.numbers[first])
            if at < 0:
                continue
            keys, size = one.part.pairs.keys, len(one.words)
            bounds = np.array([at * size, (at + 1) * size], keys.dtype)
            a, b = keys.searchsorted(bounds).tolist()
            found.append(one.words[keys[a:b].astype(np.int64) - at * size])
            counted.append(one.part.pairs.lists.counts(a, b, one.live_segment.live))
        return _summed(found, counted, seconds)

    def ending(self, first: int, second: int) -> int:
        """How often two words are one of pyvi's, or the end of one: `động_sản`, `bất_động_sản`."""
        return self._ending.get(f"{self.texts[first]}_{self.texts[second]}", 0)

    def following(self, word: int) -> list[Following]:
        """The few words that stand after a word most often, the most frequent first."""
        if word not in self._following:
            words, pairs = self.after(word, range(len(self.texts)))
            held = int(self.counts[word])
            often = np.flatnonzero(pairs >= SHARE * held)
            most = often[np.argsort(-pairs[often], kind="stable")][:_FOLLOWING]
            self._following[word] = [
                Following(after, pair, pair / held, self.ending(word, after))
                for after, pair in zip(words[most].tolist(), pairs[most].tolist(), strict=True)
            ]
        return self._following[word]

    def following_run(self, words: Sequence[int], rarest: int) -> list[Following]:
        """The same after two words or more in a row, counted as `after_run` does, in shares of `rarest`."""
        key = tuple(words)
        if key not in self._following_runs:
            if len(self._following_runs) >= _REMEMBERED:
                self._following_runs.clear()
            after, times = self.after_run(words, rarest, range(len(self.texts)))
            often = np.flatnonzero(times >= SHARE_OF_RUN * rarest)
            most = often[np.argsort(-times[often], kind="stable")][:_FOLLOWING_RUN]
            pairs = self.pairs(np.full(len(most), words[-1]), after[most])
            self._following_runs[key] = [
                Following(word, pair, min(1.0, count / rarest), self.ending(words[-1], word))
                for word, pair, count in zip(after[most].tolist(), pairs.tolist(), times[most].tolist(), strict=True)
            ]
        return self._following_runs[key]

    def held(self, words: Sequence[int], rarest: int) -> int:
        """About how many titles and bodies hold these words in a row; `rarest`: how many hold their rarest pair.

        Where each two of them stand side by side in very many documents, some of those are looked at, chosen by
        their contents: the answer is the same however the documents came into the index.
        """
        if len(words) < 2 or not rarest:
            return rarest
        one_of = _one_of(rarest, LOOKED_AT)
        key = (one_of, *words)
        if key not in self._held:
            if len(self._held) >= _REMEMBERED:
                self._held.clear()
            places = self._all_places(key)
            self._held[key] = one_of * sum(len(distinct(documents_at(of_part))) for of_part in places)
        return min(self._held[key], rarest)

    def _all_places(self, key: tuple[int, ...]) -> list[Integers]:
        """The places of the last of some words in a row, part by part, in one of so many documents.

        `key`: of how many documents one is looked at, and the words.
        """
        one_of, *words = key
        before = self._lately.get(key[:-1])
        if before is None:
            found = [self._places(one, words, one_of) for one in self._parts]
        else:
            numbers = ((int(one.numbers[words[-2]]), int(one.numbers[words[-1]])) for one in self._parts)
            found = [
                one.part.pairs.gone_on(places, *pair) if min(pair) >= 0 else _NO_COUNTS
                for one, places, pair in zip(self._parts, before, numbers, strict=True)
            ]
        if len(self._lately) >= _REMEMBERED_RUNS:
            self._lately.clear()
        self._lately[key] = found
        return found

    def _places(self, one: _OfPart, words: Sequence[int], one_of: int) -> Integers:
        numbers = one.numbers[np.array(words)]
        if (numbers < 0).any():
            return _NO_COUNTS
        return one.part.pairs.run_places(numbers.tolist(), _sample(one.live_segment, one_of))

    def after_run(self, words: Sequence[int], rarest: int, seconds: range) -> tuple[Integers, Integers]:
        """The words of a range that stand right after some words in a row, two or more, rising; and in how many
        titles and bodies. Of very frequent ones that is told from some documents, as `held` chooses them.
        """
        key = tuple(words)
        if key not in self._runs:
            if len(self._runs) >= _REMEMBERED_RUNS:
                self._runs.clear()
            one_of = _one_of(rarest, COUNTED_IN)
            self._runs[key] = one_of, [self._places(one, words, one_of) for one in self._parts]
        one_of, places_by_part = self._runs[key]
        found: list[Integers] = []
        counted: list[Integers] = []
        for one, places in zip(self._parts, places_by_part, strict=True):
            numbers = one.numbers[seconds.start : seconds.stop]
            numbers = numbers[numbers >= 0]
            if len(places) and len(numbers):
                within = int(numbers.min()), int(numbers.max()) + 1
                terms, counts = one.part.pairs.after_run(places, int(one.numbers[words[-1]]), within)
                found.append(one.words[terms])
                counted.append(counts * one_of)
        return _summed(found, counted, seconds)


def _one_of(many: int, wanted: int) -> int:
    """Of how many documents to look at one, a power of two, so that about `wanted` of so `many` are."""
    return 1 << (many // wanted).bit_length()


def _summed(found: Sequence[Integers], counted: Sequence[Integers], within: range) -> tuple[Integers, Integers]:
    """Words of several parts, those of a range, rising and each once, with their counts added up."""
    if not found:
        return _NO_COUNTS, _NO_COUNTS
    words, counts = np.concatenate(found), np.concatenate(counted)
    inside = (words >= within.start) & (words < within.stop) & (counts > 0)
    words, _, which = numbered(words[inside])
    return words, np.bincount(which, counts[inside], len(words)).astype(np.int64)


def _sample(one: LiveSegment, one_of: int) -> Integers | None:
    """About one in so many (a power of two) of the live documents of a segment; None for all."""
    if one_of == 1 and one.live is None:
        return None

    def make() -> Integers:
        leading = np.ascontiguousarray(one.segment.hashes[:, :4]).view(np.uint32)[:, 0]
        return np.flatnonzero(one.all_live() & (leading & np.uint32(one_of - 1) == 0))

    return one.kept(("sample", one_of), make)


def word_counts(snapshot: Snapshot) -> WordCounts:
    """Those of `snapshot`, made when they are first asked for. Raises `IndexDamaged`."""
    with damage_reported(snapshot.folder):
        return snapshot.kept(WordCounts, lambda: WordCounts(snapshot.segments))

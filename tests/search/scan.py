"""The slow truth: documents found and scored by reading the streams of every document, one after another.

Nothing here uses the index, the matching or the ranking of the package, only its analyser.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bhxh_search import Document
from bhxh_search.index.records import title_part
from bhxh_search.language.analysis import Streams, analyze, definitions_in
from bhxh_search.search.ranking import WeightedTerm

K1, B, TITLE = 0.7, 0.5, 6
TIMES = {"body": 1, "title": TITLE}
INDEXED_AS = {"1": "một", "hằng": "hàng", "sẩy": "sảy"}
"""How a syllable is indexed before some: 1 lần as một lần. In a window, any may follow it."""


@dataclass(frozen=True)
class Scanned:
    """A document and its streams."""

    id: str
    body: Streams
    title: Streams

    def part(self, name: str) -> Streams:
        return self.body if name == "body" else self.title

    def holds(self, syllable: str) -> bool:
        """Whether a word of a query is in the body or the title."""
        return any(
            syllable in part.citations or syllable in (part.folded if is_bare(syllable) else part.exact)
            for part in (self.body, self.title)
        )

    def holds_phrase(self, syllables: Sequence[str]) -> bool:
        """Whether the words stand side by side in the body or the title."""
        return any(
            all(
                syllable == (part.folded if is_bare(syllable) else part.exact)[start + distance]
                for distance, syllable in enumerate(syllables)
            )
            for part in (self.body, self.title)
            for start in range(len(part.exact) - len(syllables) + 1)
        )

    def holds_near(self, syllables: Sequence[str], window: int) -> bool:
        """Whether the words stand within so many positions of the body or the title, in any order."""
        return any(
            is_near([_positions(part, one) + _positions(part, INDEXED_AS.get(one, "")) for one in syllables], window)
            for part in (self.body, self.title)
        )

    def holds_beginning(self, stream: str, text: str, after_cua: bool) -> bool:
        """Whether a term of the stream begins with `text`; where it is asked, after the word "của"."""
        return any(
            term.startswith(text) and (not after_cua or (position > 0 and part.exact[position - 1] == "của"))
            for part in (self.body, self.title)
            for position, term in enumerate(part.terms(stream))  # type: ignore[arg-type]
        )

    def holds_like(self, fits: Callable[[str], bool], stream: str) -> bool:
        """Whether a term of the stream is as asked."""
        return any(map(fits, {*self.body.terms(stream), *self.title.terms(stream)}))  # type: ignore[arg-type]

    def holds_in_order(self, asked: Sequence[tuple[str, Callable[[str], bool]]]) -> bool:
        """Whether terms stand side by side, each of its stream and as asked."""
        return any(
            all(fits(part.terms(stream)[start + n]) for n, (stream, fits) in enumerate(asked))  # type: ignore[arg-type]
            for part in (self.body, self.title)
            for start in range(len(part.exact) - len(asked) + 1)
        )


def edited(text: str, towards: str) -> Iterable[str]:
    """All that one edit makes of `text`: a letter of another text put in, left out, replaced, or swapped."""
    letters = set(towards)
    for n in range(len(text) + 1):
        yield from (text[:n] + letter + text[n:] for letter in letters)
    for n in range(len(text)):
        yield text[:n] + text[n + 1 :]
        yield from (text[:n] + letter + text[n + 1 :] for letter in letters)
    for n in range(len(text) - 1):
        yield text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def _positions(part: Streams, syllable: str) -> list[int]:
    terms = part.folded if is_bare(syllable) else part.exact
    return [position for position, term in enumerate(terms) if term == syllable]


def is_near(places: Sequence[Sequence[int]], window: int) -> bool:
    """Whether a place of each, no two the same, lie within so many positions."""
    if not all(places):
        return False
    for left in sorted({place for some in places for place in some}):
        inside = [[place for place in some if left <= place < left + window] for some in places]
        if all(inside) and any(len(set(chosen)) == len(chosen) for chosen in product(*inside)):
            return True
    return False


def is_bare(syllable: str) -> bool:
    return syllable.isascii()


def scan(documents: Iterable[Document]) -> list[Scanned]:
    return [
        Scanned(
            document.id,
            analyze(document.text),
            analyze(title_part(document), defined=definitions_in(document.text)),
        )
        for document in documents
    ]


def scan_scores(documents: Sequence[Scanned], terms: Sequence[WeightedTerm]) -> dict[str, float]:
    """Document id → Σ weight · ln(1 + (N-df+½)/(df+½)) · tf·(k1+1) / (tf + k1·(1-b+b·len/avg)).

    tf and len are those of the body, and six times those of the title; avg is 1 at least; df that of the
    folded term where one of the same text scores besides.
    """
    scores = {document.id: 0.0 for document in documents}
    counts_of = {
        term: [
            sum(times * _count(document.part(part), term) for part, times in TIMES.items() if part in term.parts)
            for document in documents
        ]
        for term in terms
    }
    folded = {term.term: counts for term, counts in counts_of.items() if term.stream == "folded"}
    for term, counts in counts_of.items():
        lengths = [
            len(document.body.terms(term.stream)) + TITLE * len(document.title.terms(term.stream))
            for document in documents
        ]
        df = sum(1 for count in (folded.get(term.term, counts) if term.stream == "exact" else counts) if count)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        average = max(sum(lengths) / len(documents), 1)
        for document, tf, length in zip(documents, counts, lengths, strict=True):
            if tf:
                norm = 1 - B + B * length / average
                scores[document.id] += term.weight * idf * tf * (K1 + 1) / (tf + K1 * norm)
    return scores


def _count(part: Streams, term: WeightedTerm) -> int:
    if term.term.endswith("*"):  # all that begin so, as one
        return sum(one.startswith(term.term[:-1]) for one in part.terms(term.stream))
    if term.stream != "pairs":
        return part.terms(term.stream).count(term.term)
    # A half that bears a mark stands for itself alone, a bare one for all that it may be.
    halves = term.term.split("_")
    places = (set(_positions(part, half)) for half in halves)
    firsts, seconds = places
    return sum(1 for place in firsts if place + 1 in seconds)

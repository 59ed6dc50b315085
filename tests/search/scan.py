"""The slow truth: documents found and scored by reading the streams of every document, one after another.

Nothing here uses the index, the matching or the ranking of the package, only its analyser.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bhxh_search import Document
from bhxh_search.language.analysis import Streams, analyze, definitions_in
from bhxh_search.search.ranking import WeightedTerm

K1, B = 1.2, {"body": 0.75, "title": 0.3}


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
            is_near([_positions(part, syllable) for syllable in syllables], window)
            for part in (self.body, self.title)
        )

    def holds_beginning(self, stream: str, text: str, after_cua: bool) -> bool:
        """Whether a term of the stream begins with `text`; where it is asked, after the word "của"."""
        return any(
            term.startswith(text) and (not after_cua or (position > 0 and part.exact[position - 1] == "của"))
            for part in (self.body, self.title)
            for position, term in enumerate(part.terms(stream))  # type: ignore[arg-type]
        )


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
            analyze(document.title, defined=definitions_in(document.text)),
        )
        for document in documents
    ]


def scan_scores(documents: Sequence[Scanned], terms: Sequence[WeightedTerm]) -> dict[str, float]:
    """Document id → Σ weight · ln(1 + (N-df+½)/(df+½)) · tf·(k1+1) / (tf + k1·(1-b+b·len/avg))."""
    scores = {document.id: 0.0 for document in documents}
    averages = {
        (part, stream): sum(len(document.part(part).terms(stream)) for document in documents) / len(documents)
        for part, stream in {(term.part, term.stream) for term in terms}
    }
    for term in terms:
        counts = {document.id: document.part(term.part).terms(term.stream).count(term.term) for document in documents}
        df = sum(1 for count in counts.values() if count)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        b = B[term.part]
        for document in documents:
            tf = counts[document.id]
            if tf:
                length = len(document.part(term.part).terms(term.stream))
                norm = 1 - b + b * length / averages[term.part, term.stream]
                scores[document.id] += term.weight * idf * tf * (K1 + 1) / (tf + K1 * norm)
    return scores

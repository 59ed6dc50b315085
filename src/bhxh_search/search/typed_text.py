"""Words as they were typed, and the same text with other words in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.search.candidates import Edge, TypedToken
from bhxh_search.search.word_counts import WordCounts

Path = Sequence[tuple[Edge, int]]
"""Edges from the first place to the last, each with its candidate."""


@dataclass(frozen=True)
class TypedText:
    """Plain words of a query, and their tokens."""

    text: str
    tokens: Sequence[TypedToken]

    @cached_property
    def letters(self) -> str:
        """The tokens without anything between them: the places of edges are places in this."""
        return "".join(token.written for token in self.tokens)

    @cached_property
    def is_marked(self) -> bool:
        """Whether a word was typed with marks."""
        return any(not is_bare(token.text) for token in self.tokens if token.is_word)

    def word(self, edge: Edge) -> str:
        """What was typed where an edge stands, canonical."""
        return canonical(self.letters[edge.start : edge.end])


def with_words(
    typed: TypedText, path: Path, counts: WordCounts, *, restore: bool = False, less: int | None = None
) -> str:
    """The text with the words of a path in place of those typed.

    `restore`: also with the marks that were left out. `less`: the number of a word of the path to leave out.
    """
    text, tokens, letters = typed.text, typed.tokens, typed.letters
    starts = {token.place: token for token in tokens}
    ends = {token.place + len(token.written): token for token in tokens}
    # Who types marks, or the keys of marks, means them.
    marks = restore or any(edge.reasons[choice] == "keyboard" for edge, choice in path)
    written, at = "", 0
    for place, (edge, choice) in enumerate(path):
        start = starts[edge.start].start if edge.start in starts else at
        end = ends[edge.end].end if edge.end in ends else at
        gap = text[at:start] if edge.start in starts else " "
        as_typed = edge.reasons[choice] is None
        bare = letters[edge.start : edge.end]
        number = int(edge.numbers[choice])
        if place == less:
            word = ""
        elif number < 0 or (as_typed and not (restore and is_bare(canonical(bare)))):
            word = text[start:end]
        elif marks or not is_bare(canonical(bare)) or (typed.is_marked and not as_typed):
            word = as_in_laws(counts.texts[number])
        else:
            word = fold(as_in_laws(counts.texts[number]))
        if len(bare) > 1 and bare.isupper():
            word = word.upper()
        elif bare[:1].isupper() and word:
            word = word[0].upper() + word[1:]
        written += gap + word
        at = max(at, end)
    return written + text[at:]

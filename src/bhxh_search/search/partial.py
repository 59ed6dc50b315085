"""What a query may also be answered by where few documents match: those that hold only a part of what it asks for.

Of *Thủ tướng Úc* one document holds all words; others say Thủ tướng and Australia. They are no matches, are not
counted, and come after them, each with what it lacks.
"""

from __future__ import annotations

from typing import NamedTuple

from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.normal_form import normalize
from bhxh_search.search.matching import Matches
from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.quoted import piece_of, quoted_pieces
from bhxh_search.search.tree import Alternative, Clause, Group, Query, Word

_SAYS_NOTHING = SAYS_NOTHING | frozenset(map(fold, SAYS_NOTHING))


class Part(NamedTuple):
    """A word or a phrase of a query that a document may lack."""

    start: int
    """Where it stands in the query, in characters; a phrase without its quotes."""
    end: int
    word: Word


class InPart(NamedTuple):
    """A query as it is asked of documents that hold only a part of it."""

    text: str
    """Of the query."""
    group: Group
    parts: tuple[Part, ...]
    """In query order."""

    def missing(self, matches: Matches, document: int) -> tuple[str, ...]:
        """What a document lacks, as it is typed; words side by side as one. `matches`: of its segment."""
        runs: list[list[int]] = []
        for part in self.parts:
            if matches.words[part.word.alternatives][document]:
                continue
            if runs and self.text[runs[-1][1] : part.start].isspace():
                runs[-1][1] = part.end
            else:
                runs.append([part.start, part.end])
        return tuple(self.text[start:end] for start, end in runs)


def in_part(query: Query) -> InPart | None:
    """The query asking for one or more of its plain words and quoted phrases; None where there are no two of them.

    What it insists on stays: words with a sign, fields, what is excluded, law numbers. What any text holds (và, của)
    is nothing to go on by itself. A query with OR or AND says itself how its words go together.
    """
    if len(query.group.branches) != 1:
        return None
    (branch,) = query.group.branches
    quoted = quoted_pieces(query)
    kept: list[Clause] = []
    parts: dict[tuple[Alternative, ...], Part] = {}
    for clause in branch:
        word = clause.node
        if isinstance(word, Group) and clause.occurs != "must not":
            return None
        phrase = piece_of(clause, quoted)
        if not isinstance(word, Word) or word.number is not None or (clause.occurs != "plain" and phrase is None):
            kept.append(clause)
        elif not word.question:
            start, end = (word.start, word.end) if phrase is None else (phrase.start, phrase.start + len(phrase.text))
            parts.setdefault(word.alternatives, Part(start, end, word))
    telling = tuple(
        part
        for part in parts.values()
        if canonical(normalize(query.text[part.start : part.end]).text) not in _SAYS_NOTHING
    )
    if len(parts) < 2 or not telling:
        return None
    some = Group(tuple((Clause("must", part.word),) for part in telling))
    return InPart(query.text, Group(((*kept, Clause("must", some)),)), tuple(parts.values()))

"""A query while it is being read: its open groups, what documents are ranked by, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bhxh_search.language.query_words import QueryWord
from bhxh_search.search.frames import Frame, Occurs
from bhxh_search.search.tree import Clause, Filter, Group, ParseProblem, Query, RankedText, Word

# A text that is no query at all may hold thousands: nobody reads more than the first.
MAX_PROBLEMS = 50


class QueryBuilder:
    """Takes the clauses of a query in their order, and gives its tree."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._frames = [Frame(0)]
        self._pieces: list[RankedText] = []
        self._problems: list[ParseProblem] = []
        self._restrictions: list[str] = []

    def build(self, *, question: bool) -> Query:
        """The whole query, once all its groups are closed. `question`: whether it asks a question."""
        group = Group(self.frame.filled())
        if self._text.strip() and not group.branches and not self._problems:
            self.problem(0, len(self._text), "there is no word in this query")
        return Query(
            self._text, group, tuple(self._pieces), tuple(self._problems), question, tuple(self._restrictions)
        )

    @property
    def frame(self) -> Frame:
        """The innermost open group, or the query itself."""
        return self._frames[-1]

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._frames) - 1

    def open(self, start: int, occurs: Occurs | None, field: str, sign_start: int) -> None:
        """Begin a group; see `Frame`."""
        self._frames.append(Frame(start, occurs, field, sign_start, len(self._pieces)))

    def close(self, end: int) -> None:
        """End the innermost group, which stands in the text up to `end`."""
        frame = self._frames.pop()
        if frame.occurs == "must not":
            self.restrict(frame.sign_start, end)
        branches = frame.filled()
        if len(branches) == 1 and frame.occurs is None:
            # Only punctuation, as in prose: the words belong to what is around.
            self.frame.branches[-1].extend(branches[0])
        elif branches:
            self.add(frame.occurs or "must", Group(branches))
        if branches and frame.field and not self.frame.field and frame.occurs != "must not":
            self.restrict(frame.sign_start, end)

    def weigh(self, boost: float) -> None:
        """Let all that stands in the innermost group weigh so many times as much."""
        if boost != 1:
            first = self.frame.pieces
            self._pieces[first:] = [replace(piece, boost=piece.boost * boost) for piece in self._pieces[first:]]
            self.frame.weigh(boost)

    def add(self, occurs: Occurs, node: Word | Filter | Group) -> None:
        """Add a clause to the innermost group."""
        self.frame.branches[-1].append(Clause(occurs, node))

    def rank_by(
        self,
        start: int,
        text: str,
        boost: float = 1.0,
        field: str = "",
        words: Sequence[tuple[QueryWord, Word]] | None = None,
    ) -> None:
        """Let documents be ranked by a text too, unless it is excluded; see `RankedText`."""
        if not self._is_excluding:
            read = None if words is None else tuple(word for word, _ in words)
            self._pieces.append(RankedText(start, text, boost, field, read))

    def restrict(self, start: int, end: int) -> None:
        """Take note of a stretch of the text that only narrows the query; see `Query.restrictions`."""
        if not self._is_excluding:  # else it is a part of what is excluded
            self._restrictions.append(self._text[start:end])

    def problem(self, position: int, length: int, message: str) -> None:
        """Take note of what could not be understood."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(ParseProblem(position, length, message))

    @property
    def _is_excluding(self) -> bool:
        return any(frame.occurs == "must not" for frame in self._frames)

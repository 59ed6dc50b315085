"""A group of a query while it is being read: the clauses between two parentheses, in branches that an OR parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as made_by
from typing import Literal

from bhxh_search.search.tree import Clause, Group, Word

Occurs = Literal["plain", "must", "must not"]


@dataclass
class Frame:
    """An open parenthesis, or the query itself."""

    start: int
    occurs: Occurs | None = None
    """What the sign before it says; None without one."""
    field: str = ""
    """The field whose values stand in it."""
    sign_start: int = 0
    """Where its sign stands, or the NOT before it."""
    pieces: int = 0
    """How many pieces there were before it."""
    branches: list[list[Clause]] = made_by(default_factory=lambda: [[]])
    together: set[int] = made_by(default_factory=set)
    """The branches in which an AND stands."""

    @property
    def holds_something(self) -> bool:
        """Whether there is a clause in the last branch."""
        return bool(self.branches[-1])

    def begin_branch(self) -> None:
        """Begin another branch: an OR stands here."""
        self.branches.append([])

    def ask_for_all(self) -> None:
        """Ask for every word of the last branch: an AND stands in it."""
        self.together.add(len(self.branches) - 1)

    def filled(self) -> tuple[tuple[Clause, ...], ...]:
        """The branches that hold something. Where an AND stands, every word must occur."""
        branches = [
            [replace(clause, occurs="must") if _is_plain(clause) else clause for clause in branch]
            if number in self.together
            else branch
            for number, branch in enumerate(self.branches)
        ]
        return tuple(tuple(branch) for branch in branches if branch)

    def weigh(self, boost: float) -> None:
        """Let its words weigh more or less."""
        self.branches = [[_weighed(clause, boost) for clause in branch] for branch in self.branches]


def _is_plain(clause: Clause) -> bool:
    return clause.occurs == "plain" and not (isinstance(clause.node, Word) and clause.node.question)


def _weighed(clause: Clause, boost: float) -> Clause:
    if isinstance(clause.node, Word):
        return replace(clause, node=replace(clause.node, boost=clause.node.boost * boost))
    if isinstance(clause.node, Group):
        branches = tuple(tuple(_weighed(one, boost) for one in branch) for branch in clause.node.branches)
        return replace(clause, node=Group(branches))
    return clause

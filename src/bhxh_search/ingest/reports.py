"""Reports: what became of the files and documents that were given to an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bhxh_search.documents.document import Skipped

Outcome = Literal["indexed", "unchanged", "skipped", "passed over", "removed", "to read"]


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file."""

    path: str
    outcome: Outcome
    """`unchanged`: not even read, or nothing in it is new; `skipped`: nothing of it could be read; `to read`: what a
    run would read that only looks."""
    documents: int = 0
    """Of the file that are in the index once it was read. A later file may replace some: see `Report.repeated_in`."""
    reasons: tuple[Skipped, ...] = ()
    """Why it, or lines of it, were not indexed."""
    encoding: str | None = None
    """The old encoding that it was in; None if it was in none."""


@dataclass(frozen=True)
class Report:
    """The outcome of a change to an index. `added`, `updated`, `removed` and `unchanged` count documents."""

    files: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    """Files, lines and documents that were not indexed, and why."""
    repeated: tuple[str, ...] = ()
    """Ids that came more than once; the last one counts."""
    repeated_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Of `repeated`, those that came from files: the files, in order; the document of the last counts. A law is named
    by its own id, and not by those of its parts."""
    refused: tuple[Skipped, ...] = ()
    """Documents whose id belongs to another root, and so to another document; they are not in the index."""
    ignored: Mapping[str, int] = field(default_factory=dict, hash=False)
    """File name ending → how many files of a kind that is not read were passed over in folders."""
    passed_over: int = 0
    """How many files, and whole folders, globs and ignore files excluded."""
    unmatched: tuple[str, ...] = ()
    """Globs given to `exclude` that excluded nothing; most are mistyped."""
    undated: tuple[str, ...] = ()
    """Ids of documents that were read now and have for their date what is no day, 2024 or a month: it is a field of
    theirs, `date`, and they stand among those without one."""
    textless: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Field → ids of documents that were read now and have a title, no text, and in that field of theirs, which only
    queries that name it look into, something as long as a text."""
    not_read: int = 0
    """How many of `files` were not read, as their size and modification time are those of the last run."""
    encodings: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Old encoding → how many files were in it. UTF-8 and UTF-16 are not counted."""
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """How many of the documents given are in the index, those of unchanged files included."""
        return self.added + self.updated + self.unchanged


Change = Literal["added", "updated", "unchanged"]


class Tally:
    """What became of each document that was given; one whose id comes again is still one document."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        """By id."""
        self.repeated: dict[str, None] = {}
        """Ids that came more than once, in order."""

    def count(self, id: str, change: Change) -> None:
        """Take note of a change against what was there, which may be this id's last of several."""
        if id in self.changes:
            self.repeated[id] = None
        if self.changes.get(id, "unchanged") == "unchanged":
            self.changes[id] = change

    def take_back(self, id: str) -> bool:
        """Forget a document that was removed again; return whether it was there before the run."""
        return self.changes.pop(id, None) != "added"

    def number(self, change: Change) -> int:
        """How many documents had this change."""
        return sum(one == change for one in self.changes.values())

"""Ids that several files of a root give: of these documents the one of the last file counts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from bhxh_search.walking import Scope, SourceFile


@dataclass
class Contest:
    """Which files of a run give ids that other files of the same root give too.

    What counts is the order of the files and not the order in which they are read: a run that reads one of them
    leaves the index as a run that reads all.
    """

    contested: set[str] = field(default_factory=set)
    """Resolved files with a document that does not count, as far as is known."""
    losers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id → the file whose document does not count, and the one whose document does."""
    waiting: dict[str, list[tuple[Scope, SourceFile, str]]] = field(default_factory=dict)
    """Id → files that gave it, when a later file that had given it once was still to be read."""

    def wait(self, id: str, scope: Scope, source: SourceFile, owner: str) -> None:
        """Take note of a document that does not count if the file `owner` still gives its id."""
        self.waiting.setdefault(id, []).append((scope, source, owner))

    def lose(self, id: str, file: str, to: str) -> None:
        """Take note that the document of `file` does not count, for that of the file `to` does."""
        self.losers[id] = (file, to)
        if file != to:
            self.contested.add(file)

    def settle(self, standing: Iterable[str]) -> Iterator[tuple[Scope, SourceFile, set[str]]]:
        """Files to be read again, and for which ids: all that waited, less those of which a document stands now."""
        again: dict[str, tuple[Scope, SourceFile, set[str]]] = {}
        standing = set(standing)
        for id, files in self.waiting.items():
            for scope, source, owner in files:
                if id in standing:
                    self.lose(id, str(source.path), owner)
                else:
                    again.setdefault(str(source.path), (scope, source, set()))[2].add(id)
        self.waiting = {}
        yield from (again[path] for path in sorted(again, key=place_of))


def place_of(file: str) -> tuple[tuple[bool, str], ...]:
    """The place of a file among those of its folder and below, as `walking.files_of` goes: files before folders."""
    *folders, name = PurePath(file).parts
    return (*((True, folder) for folder in folders), (False, name))


def comes_later(file: str, other: str) -> bool:
    """Whether the file `file` is there, and is met after the file `other`."""
    return place_of(file) > place_of(other) and os.path.isfile(file)  # noqa: PTH113  (Path.is_file raises where a folder cannot be read)

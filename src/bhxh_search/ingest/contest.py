"""Wholes that several files of a root give, or one file twice: the last one counts.

A whole is a document that is no part of one, or a law with all its parts. What counts is the order of the files and
not the order in which they are read: a run that reads one of them leaves the index as a run that reads all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from bhxh_search.documents.document import Document
from bhxh_search.ingest.walking import Scope, SourceFile


@dataclass
class Whole:
    """A whole that is being read."""

    key: str = ""
    """See `key_of`; empty for none."""
    loses: bool = False
    """Whether, as far as is known, another file's whole of this key counts."""
    ids: set[str] = field(default_factory=set)
    """Of the documents that it gave so far."""

    def goes_on(self, document: Document) -> bool:
        """Whether a document is one more part of it."""
        is_part = document.id != self.key and key_of(document.id, document.group) == self.key
        return is_part and document.id not in self.ids


def key_of(id: str, group: str | None) -> str:
    """What a document's whole is known by: its group, where it is a part of what stood there as one; else its id.

    Whoever gives documents a group of their own, such as a column of a table, means no whole that is replaced.
    """
    return group if group and id.startswith(f"{group}#") else id


Waiting = tuple[Scope, SourceFile]


@dataclass
class Contest:
    """Which files of a run gave which wholes."""

    given: dict[str, str] = field(default_factory=dict)
    """Key → the resolved file that gave the whole that counts, of those that were read."""
    waiting: dict[str, list[Waiting]] = field(default_factory=dict)
    """Key → files that gave it, when a later file that had it once was still to be read."""
    repeated: dict[str, dict[str, None]] = field(default_factory=dict)
    """Key → the files that gave it, where it came more than once."""
    losers: set[str] = field(default_factory=set)
    """Files that gave a whole that does not count."""

    def give(self, key: str, file: str) -> None:
        """Take note that the whole of a file counts."""
        if key in self.given:
            self._repeat(key, self.given[key], file)
        self.given[key] = file

    @property
    def undecided(self) -> set[str]:
        """The files that wait."""
        return {str(source.path) for files in self.waiting.values() for _, source in files}

    def settle(self, standing: Callable[[str], str | None]) -> Iterator[tuple[Scope, SourceFile, set[str]]]:
        """Of all that waited: the files to be read again, and for which keys.

        `standing`: the file of the whole that is in the index and stays, if there is one.
        """
        again: dict[str, tuple[Scope, SourceFile, set[str]]] = {}
        for key, files in self.waiting.items():
            *others, last = sorted(files, key=lambda one: place_of(str(one[1].path)))
            file, stays = str(last[1].path), standing(key)
            names = [str(source.path) for _, source in others]
            if stays is not None and place_of(stays) > place_of(file):
                self._repeat(key, *names, file, stays)
            else:
                self._repeat(key, *names, *([stays] if stays else []), file)
                again.setdefault(file, (*last, set()))[2].add(key)
        self.waiting = {}
        yield from (again[file] for file in sorted(again, key=place_of))

    def _repeat(self, key: str, *files: str) -> None:
        if len(files) > 1:
            self.repeated.setdefault(key, {}).update(dict.fromkeys(files))
            self.losers.update(file for file in files if file != files[-1])

    def report(self) -> dict[str, tuple[str, ...]]:
        """Key → the files that gave it, in order, the last of them for the whole that counts."""
        return {
            key: tuple(sorted(files, key=place_of)) if len(files) > 1 else (*files, *files)
            for key, files in self.repeated.items()
        }


def place_of(file: str) -> tuple[tuple[bool, str], ...]:
    """The place of a file among those of its folder and below, as `walking.files_of` goes: files before folders."""
    *folders, name = PurePath(file).parts or ("",)
    return (*((True, folder) for folder in folders), (False, name))


def comes_later(file: str, other: str) -> bool:
    """Whether the file `file` is there, and is met after the file `other`."""
    return place_of(file) > place_of(other) and is_file(file)


def is_file(file: str) -> bool:
    """Whether there is such a file; where a folder cannot be read, as far as is known there is none."""
    return os.path.isfile(file)  # noqa: PTH113  (Path.is_file raises there)

"""Roots, the folders and files that were given to be indexed; and from which of them each document came."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions


@dataclass(frozen=True)
class Root:
    """A folder or file that was given to be indexed."""

    path: str
    """Resolved: absolute, without links."""
    prefix: str | None = None
    """Stands, with "/", before the ids of its documents."""
    read: int | None = None
    """When the last run began that went through all of it and read something, in nanoseconds since 1970."""
    options: FileOptions = DEFAULT_OPTIONS
    """Of the last run that went through all of it: what a rebuild reads it with."""
    again: tuple[str, ...] = ()
    """Its files that the next run reads, though they have the size and time of the last: those that were not read to
    their end, and those with documents that are not in the index, for their ids are others'."""
    states: tuple[tuple[str, int, int], ...] = ()
    """Of its files whose documents do not tell it: path, modification time and size when the file was last read. A
    document that has not changed tells those of the version that it came with."""


class Origin(NamedTuple):
    """Where a document came from, so that a later run knows what is its own."""

    root: str | None = None
    """The path of its root; None for what the library or standard input added."""
    file: str | None = None
    """The resolved file."""
    size: int | None = None
    """Bytes of the file when it was read."""
    modified: int | None = None
    """Its modification time when it was read, in nanoseconds since 1970."""


def around(path: str) -> Iterator[str]:
    """A resolved path and each folder that it lies in, the nearest first."""
    yield path
    while len(path) > 1:
        path = path[: path.rfind(os.sep)] or os.sep
        yield path
        if os.sep not in path:
            return  # the letter of a disk


def nearest(path: str, folders: Container[str]) -> str | None:
    """The one of some resolved paths that a path is or lies in, the nearest; however many there are of them."""
    return next((folder for folder in around(path) if folder in folders), None)


def is_inside(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it; both resolved."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)

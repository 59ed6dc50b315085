"""Where a run puts its changes: all that ingest knows of an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from bhxh_search.documents.document import Document
from bhxh_search.ingest.roots import Origin, Root
from bhxh_search.ingest.walking import Known


class Target(Protocol):
    """Where a run puts its changes. Nothing is lasting before `commit`."""

    @property
    def records(self) -> Mapping[str, Known]:
        """Document id → what is known of it, pending changes among them."""

    @property
    def full(self) -> bool:
        """Whether so much is pending that it should be committed."""

    def is_current(self, document: Document, root: str | None) -> bool:
        """Whether this very document, from this root, is there already."""

    def add(self, document: Document, origin: Origin) -> None:
        """Add the document, in place of one with its id."""

    def remove(self, ids: Iterable[str]) -> int:
        """Remove these documents; return how many there were."""

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The paths of runs that did not reach their end."""

    def commit(self, *, roots: tuple[Root, ...] | None = None, unfinished: Iterable[str] | None = None) -> None:
        """Make all pending changes lasting, at once, with these roots and unfinished runs; None leaves them."""

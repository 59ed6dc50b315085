"""The contract with callers: what any index, this package's or another engine's, must answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bhxh_search.documents.document import Document
from bhxh_search.ingest.roots import Root
from bhxh_search.search.results import Results
from bhxh_search.search.snippets import LENGTH
from bhxh_search.search.sort import Sort


@dataclass(frozen=True)
class Info:
    """What an index is and what it holds."""

    path: str
    documents: int
    generation: int
    """How many commits there were since the index was created; a rebuild counts as one."""
    complete: bool
    """Whether every indexing run finished."""
    unfinished: tuple[str, ...]
    """The paths whose run did not finish; index them again."""
    format: int
    analysis: str
    roots: tuple[Root, ...]
    abbreviations: Mapping[str, str] = field(hash=False)
    """The user's own, not the built-in ones."""
    bytes: int
    """On disk."""
    segments: int = 0
    deleted: int = 0
    """Deleted documents that still take space, until their segment is merged."""
    encodings: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Old encoding → how many documents were read from it. UTF-8 and UTF-16 are not listed."""
    sizes: Mapping[str, int] = field(default_factory=dict, hash=False)
    """What is stored → its bytes: `body pairs`, `body positions`, `documents`, …"""


@dataclass(frozen=True)
class Problem:
    """Something that `verify` found wrong."""

    path: str
    message: str


class Backend(Protocol):
    """What can be searched: this package's index on disk, or another engine behind the same methods."""

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        snippets: int = 3,
        snippet_length: int = LENGTH,
        group: bool = False,
        group_size: int | None = None,
        partial: bool = True,
    ) -> Results:
        """See `Index.search`."""

    def get(self, id: str) -> Document | None:
        """See `Index.get`."""

    def similar(self, id: str, *, limit: int = 10) -> Results:
        """See `Index.similar`."""

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """See `Index.suggest`."""

    def matches(self, id: str, text: str) -> tuple[tuple[int, int], ...]:
        """See `Index.matches`."""

    def ids(self) -> Iterator[str]:
        """See `Index.ids`."""

    def fields(self) -> tuple[str, ...]:
        """See `Index.fields`."""

    def info(self) -> Info:
        """See `Index.info`."""

    def verify(self) -> tuple[Problem, ...]:
        """See `Index.verify`."""

    def refresh(self) -> bool:
        """See `Index.refresh`."""

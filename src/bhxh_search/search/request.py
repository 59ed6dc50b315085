"""What is asked of an index besides the text of a query, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bhxh_search.arguments import check_flag
from bhxh_search.errors import InvalidRequest
from bhxh_search.search.facets import check_facets
from bhxh_search.search.filters import Filters
from bhxh_search.search.snippets import LENGTH, SHORTEST
from bhxh_search.search.sort import SORTS, Sort

_MOST = 2**31 - 1
"""Documents, snippets, or characters, that may be asked for: sums of two fit what the system counts with."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The arguments of a search, as `Index.search` takes them. One without meaning raises `InvalidRequest`."""

    limit: int = 10
    offset: int = 0
    filters: Filters | None = None
    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    snippets: int = 3
    group: bool = False
    group_size: int | None = None
    snippet_length: int = LENGTH
    partial: bool = True

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "snippets"):
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 <= value <= _MOST:
                raise InvalidRequest(f"{name} is {value!r:.40}; give a whole number from 0 to {_MOST}")
        length = self.snippet_length
        if not isinstance(length, int) or not SHORTEST <= length <= _MOST:
            raise InvalidRequest(
                f"snippet_length is {length!r:.40}; give a whole number of characters from {SHORTEST} to {_MOST}"
            )
        check_flag("group", self.group)
        check_flag("partial", self.partial)
        if self.sort not in SORTS:
            raise InvalidRequest(f"sort is {self.sort!r}; give relevance, date or -date")
        if self.filters is not None and not _are_filters(self.filters):
            raise InvalidRequest(
                f"filters is {self.filters!r}; give names, each with a text or texts, such as {{'date': '2020'}}"
            )
        if self.group_size is not None and (not isinstance(self.group_size, int) or self.group_size < 1):
            raise InvalidRequest(f"group_size is {self.group_size!r}; give a whole number from 1, or None for all")
        if isinstance(self.facets, Iterable) and not isinstance(self.facets, str):
            object.__setattr__(self, "facets", tuple(self.facets))  # they are gone through more than once
        check_facets(self.facets)

    @property
    def best(self) -> int | None:
        """How many documents with the highest scores are enough for the page; None where all are needed."""
        return None if self.group or self.sort != "relevance" else self.offset + self.limit

    def rest(self, count: int) -> Request | None:
        """What is left of the page for partial matches behind `count` others, or groups of them; None for nothing.

        A page behind the last match has none, nor has one in the order of dates, where they would stand among the
        matches.
        """
        room = self.limit - max(0, count - self.offset)
        is_behind = 0 < self.offset >= count
        if not self.partial or self.sort != "relevance" or is_behind or room < 1:
            return None
        return replace(self, offset=0, limit=room)


def _are_filters(filters: object) -> bool:
    return isinstance(filters, Mapping) and all(
        isinstance(name, str) and isinstance(values, Collection) and all(isinstance(value, str) for value in values)
        for name, values in filters.items()
    )

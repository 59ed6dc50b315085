"""Limits: the most that a stranger may ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of requests; what lies outside of them is refused, never cut off silently."""

    query_characters: int = 1_000
    """Of the text of a query."""
    id_characters: int = 2_000
    """Of the id of a document."""
    address_bytes: int = 40_000
    """Of path and query string as they are sent: a letter may take twelve. The longest id and query fit."""
    page_size: int = 100
    """Hits, or groups, in one answer."""
    group_size: int = 10
    """Parts of one whole, in an answer that groups them: its hits are at most so many times `page_size`."""
    page_depth: int = 10_000
    """`offset` + `limit`: how far down the results may be read. Each page costs as much as all before it."""
    snippets: int = 10
    """For each hit."""
    snippet_characters: int = 1_000
    """Of each snippet; at least 20."""
    facets: int = 10
    """Fields that are counted in one answer."""
    facet_values: int = 1_000
    """Of each of them, the most frequent."""
    filters: int = 50
    """Values that documents are filtered by in one request."""
    filter_characters: int = 200
    """Of the name and the value of a filter together."""
    suggestions: int = 50
    """Completions in one answer."""
    seconds: float = 10.0
    """An answer that takes longer becomes an error. The search itself runs to its end, in its thread."""
    threads: int = 1
    """Searches that run at once. They share one interpreter, and two that take turns take longer than one after the
    other. What is answered sooner, such as completion, has as many threads of its own."""
    waiting: int = 64
    """Requests that wait for a thread; one more is told to come again later."""
    cached_bytes: int = 32_000_000
    """Answers kept in memory, for requests that come again before the index changes."""

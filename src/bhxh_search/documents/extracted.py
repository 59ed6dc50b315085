"""What a reader takes out of a file, before anything is known of what the text is: a law, a news article, neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bhxh_search.documents.document import FieldValue


@dataclass(frozen=True)
class Extracted:
    """The plain text of one file, and what the file's format says of it apart from the text."""

    text: str
    """The body: paragraphs as lines, none of them wrapped by hand where the reader could tell; no page furniture."""
    title: str = ""
    """As the format gives it (a page's `<title>`, a heading); "" where it gives none, or none to be trusted."""
    pages: tuple[int, ...] = ()
    """Offset in `text` at which each page starts, from page 1 on; empty for formats without pages."""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    """Metadata under the names that documents use: author, source, url, description, …"""
    date: dt.date | dt.datetime | None = None
    """When it was published, where the format says so; not when the file was made."""
    unmarked: str = ""
    """Where `text` holds markup: the same with blanks in the place of the marks, for all that is read from lines."""


class Unreadable(ValueError):
    """A file from which no text can be had. The message is a clause: "encrypted: needs a password"."""

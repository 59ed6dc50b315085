"""What an assistant gets: dataclasses, which become the schemas of the tools, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bhxh_search.documents.document import Document
from bhxh_search.search.results import Hit, Snippet

DEEPEST = 1_000
"""How many hits may be passed over: nobody reads on that far."""


@dataclass(frozen=True)
class FoundDocument:
    """A document that a search found."""

    id: str
    """For `read_document`."""
    title: str
    date: str | None
    law: str | None
    """The id of the whole that it is a part of."""
    headings: list[str]
    """Its place inside the whole, outermost first."""
    fields: dict[str, Any]
    """What is known of it: number, kind, issuer, source, …"""
    snippets: list[str]
    missing: list[str]
    """Words and phrases of the query that it does not hold."""
    repeats: str | None
    """The id of a hit before it whose text is nearly its own: another version of the same."""


@dataclass(frozen=True)
class SearchAnswer:
    """What a search found."""

    total: int
    """How many documents answer in all."""
    hits: list[FoundDocument]
    partial: list[FoundDocument]
    """Where few answer: others that hold only a part of what was asked for."""
    next_offset: int | None
    """Ask with this `offset` for those that follow; None at the end."""
    note: str | None
    """Why there is no `next_offset` although more were found."""
    did_you_mean: str | None
    not_understood: list[str]


@dataclass(frozen=True)
class PartOfText:
    """A document, with a piece of its text."""

    id: str
    title: str
    date: str | None
    law: str | None
    headings: list[str]
    path: str | None
    fields: dict[str, Any]
    text: str
    start: int
    """Where the piece starts, in characters from 0."""
    total_characters: int
    next_start: int | None
    """Ask with this `start` for what follows; None at the end of the text."""


@dataclass(frozen=True)
class LawInfo:
    """A law, decree, circular or decision of the index."""

    id: str
    name: str
    number: str | None
    kind: str | None
    issuer: str | None
    date: str | None
    effective: str | None
    parts: int
    """How many articles and other parts of it answer."""


@dataclass(frozen=True)
class Laws:
    """Laws, the best first, or by their ids without a query."""

    total: int
    laws: list[LawInfo]
    next_offset: int | None
    note: str | None
    """Why there is no `next_offset` although more were found."""


@dataclass(frozen=True)
class PartOfLaw:
    """An article, the preamble, the signature or an annex."""

    id: str
    """For `read_document`."""
    title: str
    chapter: list[str]
    """What it stands in, outermost first."""


@dataclass(frozen=True)
class LawContents:
    """What a law is made of."""

    id: str
    name: str
    parts: list[PartOfLaw]


def part_of(document: Document, start: int, length: int) -> PartOfText:
    """Up to `length` characters of the text from `start`, which end at a line or a word where they can."""
    text = document.text
    end = _break_before(text, start, start + length)
    values = document.to_dict()
    return PartOfText(
        id=document.id,
        title=document.title,
        date=values["date"],
        law=document.group,
        headings=list(document.headings),
        path=document.path,
        fields=values["fields"],
        text=text[start:end],
        start=start,
        total_characters=len(text),
        next_start=end if end < len(text) else None,
    )


def _break_before(text: str, start: int, end: int) -> int:
    """Where a piece from `start` ends that may reach to `end`: after the last line, or blank, of its second half."""
    if end >= len(text):
        return len(text)
    for sign in ("\n", " "):
        place = text.rfind(sign, start + (end - start) // 2, end)
        if place >= 0:
            return place + 1
    return end


def found_document(hit: Hit) -> FoundDocument:
    """A hit as an assistant sees it."""
    values = hit.to_dict()
    return FoundDocument(
        id=hit.id,
        title=hit.title,
        date=values["date"],
        law=hit.group,
        headings=list(hit.headings),
        fields=values["fields"],
        snippets=[_shown(snippet) for snippet in hit.snippets],
        missing=list(hit.missing),
        repeats=hit.repeats,
    )


def _shown(snippet: Snippet) -> str:
    return ("…" if snippet.cut_before else "") + snippet.text + ("…" if snippet.cut_after else "")


def law_of(hit: Hit) -> LawInfo:
    """The law that a part of it stands for."""
    first = hit.to_dict()
    fields: Mapping[str, Any] = first["fields"]
    return LawInfo(
        id=first["group"] or first["id"],
        name=(first["headings"] or [first["title"]])[0],
        number=fields.get("number"),
        kind=fields.get("kind"),
        issuer=fields.get("issuer"),
        date=first["date"],
        effective=fields.get("effective"),
        parts=hit.group_total or 1,
    )


def next_offset(offset: int, limit: int, total: int) -> int | None:
    """The offset of the results after these; None at the end, and where no more may be passed over."""
    following = offset + limit
    return following if following < total and following <= DEEPEST else None


def note_on_depth(offset: int, limit: int, total: int) -> str | None:
    """Why there is no next offset although more were found; None where there is one, or no more."""
    read = offset + limit
    if read >= total or read <= DEEPEST:
        return None
    return f"only the first {read} of {total} can be read; other words or narrower filters lead to the others"

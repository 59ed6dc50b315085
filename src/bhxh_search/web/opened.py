"""A document → what its page draws: its text, what is known of it, its table of contents, what it is like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.library import Index
from bhxh_search.outline import MOST_PARTS, Part, Section, name_of_whole, parts_of, sections_of
from bhxh_search.search.filters import RELATIONS
from bhxh_search.search.results import Hit
from bhxh_search.web.address import Asked, document_address
from bhxh_search.web.reading import Block, Link, Reader, Run, beginning_of, read_blocks, safe_link, title_runs
from bhxh_search.web.references import known_numbers, links_in, number_address
from bhxh_search.web.texts import Words

_SIMILAR = 5
_FIELDS = ("kind", "number", "issuer", "date", "effective", "signer", "author", "source", "place", "tags", "url")
"""What is known of a document, in the order in which it is told."""


@dataclass(frozen=True)
class Told:
    """A thing known of a document: the key of its name, its values, each with what it leads to."""

    key: str
    values: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Text:
    """One part of what is read: all of a document."""

    id: str
    title: tuple[Run, ...]
    lead: tuple[Block, ...]
    """Headings that stand in the text above the title."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Contents:
    """The table of contents of the whole that a document is a part of."""

    name: str
    sections: tuple[Section, ...]
    found: frozenset[str]
    """The ids of parts that answer the query."""
    previous: Part | None
    following: Part | None


@dataclass(frozen=True)
class OpenedPage:
    """All that the page of a document draws."""

    document: Document
    is_whole: bool
    texts: tuple[Text, ...]
    matches: int
    match: int | None
    """The number of the match that the address goes to."""
    contents: Contents | None
    told: tuple[Told, ...]
    cited_by: int
    cited_by_address: str
    similar: tuple[Hit, ...]


def open_page(
    index: Index, document: Document, asked: Asked, words: Words, *, whole: bool, match: int | None
) -> OpenedPage:
    """The page of a document, with the matches of the query in it. `whole`: with all parts of its whole."""
    parts = () if document.group is None else parts_of(index, document.group)
    whole = whole and len(parts) > 1
    texts, matches = _texts(index, document, parts if whole else (), asked, parts)
    number = _field(document, "number")
    cites = f"cites:{number} -number:{number}"
    return OpenedPage(
        document=document,
        is_whole=whole,
        texts=tuple(texts),
        matches=matches,
        match=match if match is not None and match <= matches else None,
        contents=_contents(index, document, parts, asked) if len(parts) > 1 else None,
        told=tuple(_told(index, document, words)),
        cited_by=index.search(cites, limit=0).total if number.strip() else 0,
        cited_by_address=Asked(cites, language=asked.language).address(),
        similar=index.similar(document.id, limit=_SIMILAR).hits,
    )


def _texts(
    index: Index, document: Document, read: Sequence[Part], asked: Asked, parts: Sequence[Part]
) -> tuple[list[Text], int]:
    """The text of a document, or of all those to be `read`, and how many matches there are. `parts`: of its whole."""

    def address_of(id: str) -> str:
        return f"#{anchor(id)}" if read else asked.document(id)

    documents = [one for part in read if (one := index.get(part.id)) is not None] or [document]
    number = _field(document, "number")
    links = links_in([one.text for one in documents], index, number, parts, asked.language, address_of)
    texts: list[Text] = []
    matches, page = 0, 1
    for one, of_one in zip(documents, links, strict=True):
        found = () if asked.is_browsing else index.matches(one.id, asked.query)
        text, count = _text(one, found, of_one, matches + 1, page, alone=not read)
        texts.append(text)
        matches += count
        page = max([page, *(block.page for block in text.blocks)])
    return texts, matches


def _text(
    document: Document, found: Sequence[tuple[int, int]], links: Sequence[Link], first: int, page: int, *, alone: bool
) -> tuple[Text, int]:
    """A text, whose first match has the number `first`, and how many matches it has. `page`: where it begins.

    Alone it leaves out the headings that stand above its title: the page says them already.
    """
    text = document.text
    beginning = beginning_of(text, document.title, document.headings[1:])
    if alone:
        found = tuple(place for place in found if place[0] >= beginning.title_start)
    reader = Reader(text, found, links, first)
    lead = () if alone else tuple(read_blocks(text, reader, (), 0, beginning.title_start))
    title = title_runs(text, document.title, beginning, reader)
    blocks = tuple(read_blocks(text, reader, document.pages, beginning.title_end, after=page))
    return Text(document.id, title, lead, blocks), len(found)


def anchor(id: str) -> str:
    """What the address of a part ends with where all parts are on one page."""
    return "part-" + re.sub(r"[^\w-]", "-", id.rpartition("#")[2])


def _contents(index: Index, document: Document, parts: tuple[Part, ...], asked: Asked) -> Contents:
    place = next((place for place, part in enumerate(parts) if part.id == document.id), 0)
    found: frozenset[str] = frozenset()
    if not asked.is_browsing:
        hits = index.search(asked.query, filters={"group": document.group or ""}, limit=MOST_PARTS, snippets=0)
        found = frozenset(hit.id for hit in hits)
    named = next((part for part in parts if part.headings), parts[0])
    return Contents(
        name_of_whole(named),
        sections_of(parts),
        found,
        parts[place - 1] if place else None,
        parts[place + 1] if place + 1 < len(parts) else None,
    )


# What is known


def _told(index: Index, document: Document, words: Words) -> Iterator[Told]:
    for name in _FIELDS:
        if name == "date":
            if document.date is not None:
                key = "about-date" if "kind" in document.fields else "about-published"
                yield Told(key, ((words.date(document.date), None),))
        elif name in document.fields:
            values = _values(document.fields[name], words)
            yield Told(f"about-{name}", tuple((one, safe_link(one) if name == "url" else None) for one in values))
    numbers = {law_number(normalize(n).text) for name in RELATIONS for n in _values(document.fields.get(name), words)}
    known = known_numbers(index, numbers)
    for name in RELATIONS:
        values = _values(document.fields.get(name), words)
        if values:
            yield Told(f"about-{name}", tuple((one, _address_of_number(one, known, words)) for one in values))
    if document.path:
        # Strangers need not know the folders of this machine.
        yield Told("about-path", ((PurePath(document.path).name, None),))
    yield Told("about-id", ((document.id, None),))


def _values(value: FieldValue | None, words: Words) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if isinstance(value, dt.date):
        return (words.date(value),)
    return (str(value),)


def _address_of_number(written: str, known: frozenset[str], words: Words) -> str | None:
    number = law_number(normalize(written).text)
    return number_address(number, words.language) if number in known else None


def _field(document: Document, name: str) -> str:
    value = document.fields.get(name, "")
    return value[0] if isinstance(value, tuple) and value else value if isinstance(value, str) else ""


def part_address(part: Part, asked: Asked, *, whole: bool) -> str:
    """Where a table of contents leads to."""
    return f"#{anchor(part.id)}" if whole else document_address(part.id, asked.query, asked.language)

"""A document → what its page draws: its text, what is known of it, its table of contents, what it is like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import PurePath

from bhxh_search.documents.document import RELATIONS, Document, FieldValue
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.library import Index
from bhxh_search.outline import MOST_PARTS, Entry, Section, name_of_whole, parts_of, sections_of
from bhxh_search.search.results import Hit
from bhxh_search.web.address import PageQuery
from bhxh_search.web.portions import MATCHES, Portion, portion_with, portions_of
from bhxh_search.web.reading import (
    Beginning,
    Block,
    Link,
    Reader,
    StyledRun,
    beginning_of,
    marked_pieces,
    read_blocks,
    safe_link,
    title_runs,
)
from bhxh_search.web.references import known_numbers, links_in, number_address
from bhxh_search.web.texts import PageWords

_SIMILAR = 5
_MOST_CHARACTERS = 1_000_000
"""Of all parts of a whole on one page."""
_FIELDS = ("kind", "number", "issuer", "date", "effective", "signer", "author", "source", "place", "tags", "url")
"""What is known of a document, in the order in which it is told."""


@dataclass(frozen=True)
class Told:
    """A thing known of a document: the key of its name, its values, each with what it leads to."""

    key: str
    values: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class OpenedText:
    """One part of what is read: all of a document."""

    id: str
    title: tuple[StyledRun, ...]
    lead: tuple[Block, ...]
    """Headings that stand in the text above the title."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class TableOfContents:
    """The table of contents of the whole that a document is a part of."""

    name: str
    sections: tuple[Section, ...]
    found: frozenset[str]
    """The ids of parts that answer the query."""
    previous: Entry | None
    following: Entry | None


@dataclass(frozen=True)
class OpenedPage:
    """All that the page of a document draws."""

    document: Document
    is_whole: bool
    is_too_long: bool
    """Whether all of its whole was asked for, and is more than a page holds."""
    portions: tuple[Portion, ...]
    portion: Portion
    """The one that is shown."""
    texts: tuple[OpenedText, ...]
    title_found: Sequence[tuple[str, bool]]
    """The title with its matches, where it has any and the text does not begin with it."""
    matches: int
    before: int
    """Matches before what was asked for: the portion, or in a whole the part."""
    match: int | None
    """The number of the match that the address goes to."""
    contents: TableOfContents | None
    told: tuple[Told, ...]
    cited_by: int
    cited_by_address: str
    similar: tuple[Hit, ...]

    @property
    def next_match(self) -> int:
        """The number of the match after the one that is gone to, or else of the first in what was asked for."""
        return (self.match or self.before) % max(self.matches, 1) + 1

    @property
    def previous_match(self) -> int:
        """The number of the match before it; then the last."""
        return (self.match - 1 if self.match else self.before) or self.matches


def open_page(
    index: Index, document: Document, asked: PageQuery, words: PageWords, *, whole: bool, match: int | None, at: int
) -> OpenedPage:
    """The page of a document, with the matches of the query in it. `whole`: with all parts of its whole.

    A text too long for one page is read in portions: shown is the one with `match`, or else with the character `at`.
    """
    parts = () if document.group is None else parts_of(index, document.group)
    wanted = whole and len(parts) > 1
    read = _all_read(index, parts, asked) if wanted else []
    portions: tuple[Portion, ...]
    title_found: Sequence[tuple[str, bool]] = ()
    if read:
        matches = sum(len(one.found) for one in read)
        portions = (Portion(1, 0, 0, 0, matches),)
        portion = portions[0]
    else:
        alone = _alone(index, document, asked)
        matches = len(alone.found)
        portions = tuple(portions_of(document.text, alone.found))
        portion = portion_with(portions, match, at)
        read = [_portion_of(alone, portion)]
        if not alone.beginning.title_end:
            title_found = _title_found(index, document, asked)
    whole = len(read) > 1
    number = _field(document, "number")
    cites = f"cites:{number} -number:{number}"
    return OpenedPage(
        document=document,
        is_whole=whole,
        is_too_long=wanted and not whole,
        portions=portions,
        portion=portion,
        texts=tuple(_texts(index, read, asked, parts, number, portion.before)),
        title_found=title_found,
        matches=matches,
        before=_before(read, document.id) if whole else portion.before,
        match=match if match is not None and match <= matches else None,
        contents=_contents(index, document, parts, asked) if len(parts) > 1 else None,
        told=tuple(_told(index, document, words)),
        cited_by=index.search(cites, limit=0).total if number.strip() else 0,
        cited_by_address=PageQuery(cites, language=asked.language).address(),
        # What a long text is like takes longer to find than the text to read.
        similar=index.similar(document.id, limit=_SIMILAR).hits if len(portions) == 1 else (),
    )


# The text


@dataclass(frozen=True)
class _Read:
    """A document, or a portion of one, that is read."""

    document: Document
    beginning: Beginning
    """Where its title stands in it."""
    found: tuple[tuple[int, int], ...]


def _read(index: Index, document: Document, asked: PageQuery) -> _Read:
    found = tuple(index.matches(document.id, asked.query)) if asked.is_marked else ()
    return _Read(document, beginning_of(document.text, document.title, document.headings[1:]), found)


def _title_found(index: Index, document: Document, asked: PageQuery) -> Sequence[tuple[str, bool]]:
    """The title with the matches of the query in it; nothing where it has none."""
    if not asked.is_marked:
        return ()
    hits = index.search(asked.query, limit=1, snippets=0, filters={"id": document.id}).hits
    marks = hits[0].title_highlights if hits else ()
    return marked_pieces(document.title, marks) if marks else ()


def _alone(index: Index, document: Document, asked: PageQuery) -> _Read:
    """A document without what is found in the headings above its title, which the page says already."""
    read = _read(index, document, asked)
    return replace(read, found=tuple(place for place in read.found if place[0] >= read.beginning.title_start))


def _all_read(index: Index, parts: Sequence[Entry], asked: PageQuery) -> list[_Read]:
    """All parts of a whole; none where they are more than a page holds."""
    read: list[_Read] = []
    characters = matches = 0
    for part in parts:
        document = index.get(part.id)
        if document is not None:
            read.append(_read(index, document, asked))
            characters += len(document.text)
            matches += len(read[-1].found)
        if characters > _MOST_CHARACTERS or matches > MATCHES:
            return []
    return read


def _before(read: Sequence[_Read], id: str) -> int:
    """How many matches stand before a part of a whole."""
    return sum(len(one.found) for one in takewhile(lambda one: one.document.id != id, read))


def _portion_of(read: _Read, portion: Portion) -> _Read:
    """A portion of a text, as a text."""
    document, start = read.document, portion.start
    if portion.end - start == len(document.text):
        return read
    text = document.text[start : portion.end]
    pages = tuple(max(page - start, 0) for page in document.pages)
    found = read.found[portion.before : portion.before + portion.matches]
    return _Read(
        replace(document, text=text, pages=pages),
        read.beginning if start == 0 else Beginning(0, 0),
        tuple((first - start, last - start) for first, last in found),
    )


def _texts(
    index: Index, read: Sequence[_Read], asked: PageQuery, parts: Sequence[Entry], number: str, before: int
) -> Iterator[OpenedText]:
    """What is `read`, drawn. `parts`: of its whole; `number`: of the law; `before`: how many matches stand before."""
    alone = len(read) == 1

    def address_of(id: str) -> str:
        return asked.document(id) if alone else f"#{anchor(id)}"

    texts = [one.document.text for one in read]
    page = 1
    for one, links in zip(read, links_in(texts, index, number, parts, asked.language, address_of), strict=True):
        text = _text(one, links, before + 1, page, alone=alone)
        yield text
        before += len(one.found)
        page = max([page, *(block.page for block in text.blocks)])


def _text(read: _Read, links: Sequence[Link], first: int, page: int, *, alone: bool) -> OpenedText:
    """A text, whose first match has the number `first`. `page`: where it begins.

    Alone it leaves out the headings that stand above its title.
    """
    document, beginning = read.document, read.beginning
    text = document.text
    reader = Reader(text, read.found, links, first)
    lead = () if alone else tuple(read_blocks(text, reader, (), 0, beginning.title_start))
    title = title_runs(text, document.title, beginning, reader)
    blocks = tuple(read_blocks(text, reader, document.pages, beginning.title_end, after=page))
    return OpenedText(document.id, title, lead, blocks)


def anchor(id: str) -> str:
    """What the address of a part ends with where all parts are on one page."""
    return "part-" + re.sub(r"[^\w-]", "-", id.rpartition("#")[2])


def _contents(index: Index, document: Document, parts: tuple[Entry, ...], asked: PageQuery) -> TableOfContents:
    place = next((place for place, part in enumerate(parts) if part.id == document.id), 0)
    found: frozenset[str] = frozenset()
    if not asked.is_browsing:
        hits = index.search(asked.query, filters={"group": document.group or ""}, limit=MOST_PARTS, snippets=0)
        found = frozenset(hit.id for hit in hits)
    named = next((part for part in parts if part.headings), parts[0])
    return TableOfContents(
        name_of_whole(named),
        sections_of(parts),
        found,
        parts[place - 1] if place else None,
        parts[place + 1] if place + 1 < len(parts) else None,
    )


# What is known


def _told(index: Index, document: Document, words: PageWords) -> Iterator[Told]:
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


def _values(value: FieldValue | None, words: PageWords) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if isinstance(value, dt.date):
        return (words.date(value),)
    return (str(value),)


def _address_of_number(written: str, known: frozenset[str], words: PageWords) -> str | None:
    number = law_number(normalize(written).text)
    return number_address(number, words.language) if number in known else None


def _field(document: Document, name: str) -> str:
    value = document.fields.get(name, "")
    return value[0] if isinstance(value, tuple) and value else value if isinstance(value, str) else ""


def part_address(part: Entry, asked: PageQuery, *, whole: bool) -> str:
    """Where a table of contents leads to."""
    return f"#{anchor(part.id)}" if whole else asked.document(part.id)

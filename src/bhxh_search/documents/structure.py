"""Extracted → Documents: decides whether a text is a law, news or neither, and takes it apart accordingly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bhxh_search.documents.document import Document, FieldValue, Relation
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.law import Law, LawPart, parse_law
from bhxh_search.documents.law_head import LawHead
from bhxh_search.documents.law_issuers import issuers_of
from bhxh_search.documents.lines import is_heading, plain, split_lines
from bhxh_search.documents.news import News, parse_article, parse_news


def structure(extracted: Extracted, id: str, path: str | None) -> Iterator[Document]:
    """The document, or the documents, that an extracted text is.

    A legal document becomes its parts, one for each article, in one group; a news article is taken apart; of any
    other text all is the document's, and its first line the title where that is a heading. What the format itself
    says of title and date comes first. Raises `InvalidDocument` when `id` cannot be one.
    """
    law = parse_law(extracted.unmarked or extracted.text)
    if law is not None:
        yield from law_documents(law, extracted, id, path)
        return
    text = extracted.text
    news = _news(extracted)
    if news is None:
        title = extracted.title or _first_heading(extracted.unmarked or text)
        yield Document(id, text, title, path, extracted.date, pages=extracted.pages, fields=extracted.fields)
        return
    known: dict[str, FieldValue | None] = {
        "author": news.author,
        "place": news.place,
        "source": news.source,
        "lead": news.lead,
        "captions": news.captions,
        "tags": news.tags,
    }
    fields = {**{name: value for name, value in known.items() if value}, **extracted.fields}
    title = extracted.title or news.title
    # A text with markup is its writer's: what it says of itself takes none of its lines away.
    body = extracted.text if extracted.unmarked else news.body
    yield Document(id, body, title, path, extracted.date or news.date, fields=fields)


def _news(extracted: Extracted) -> News | None:
    """The article that a text is; a page that gives a title and a date of publishing is one too."""
    if extracted.pages:
        return None
    news = parse_news(extracted.unmarked or extracted.text)
    if news is None and extracted.title and extracted.date is not None and not extracted.unmarked:
        return parse_article(extracted.text, extracted.title, extracted.date)
    return news


def law_documents(law: Law, extracted: Extracted, id: str, path: str | None) -> Iterator[Document]:
    """The parts of a legal document, each `id#` and its place: `id#dieu-54`; or all of it, with few articles.

    Each has the fields of the whole, and of what the law does to others what that part says.
    """
    head = law.head
    if not head.number and (number := _number_of(extracted)):
        head = replace(head, number=number, issuers=head.issuers or issuers_of(number, ""))
    date = extracted.date or head.date
    fields = {**_fields(head), **extracted.fields}
    if not law.sections:
        title = extracted.title or head.name
        fields = {**_relations(law.relations), **fields}
        yield Document(id, extracted.text, title, path, date, pages=extracted.pages, fields=fields)
    for section in law.sections:
        yield Document(
            id=f"{id}#{section.slug}",
            text=extracted.text[section.start : section.end],
            title=section.title or head.name,
            path=path,
            date=date,
            group=id,
            headings=(head.name, *section.above) if section.title else (),
            pages=_pages(section, extracted),
            fields={**_relations(section.relations), **fields},
        )


def _fields(head: LawHead) -> dict[str, FieldValue]:
    known: dict[str, FieldValue | None] = {
        "kind": head.kind,
        "number": head.number or None,
        "issuer": _one_or_all(head.issuers),
        "effective": head.effective,
        "signer": _one_or_all(head.signers),
    }
    return {name: value for name, value in known.items() if value is not None}


def _one_or_all(values: tuple[str, ...]) -> FieldValue | None:
    return values if len(values) > 1 else next(iter(values), None)


def _relations(relations: Mapping[Relation, tuple[str, ...]]) -> dict[str, FieldValue]:
    return {relation: _one_or_all(numbers) or () for relation, numbers in relations.items()}


def _number_of(extracted: Extracted) -> str:
    """The number that the format gives for a document that does not state its own."""
    given = (extracted.fields.get(name) for name in ("number", "so_hieu"))
    return next((value for value in given if isinstance(value, str)), "")


def _pages(section: LawPart, extracted: Extracted) -> tuple[int, ...]:
    """Where pages start in the section; those before it at its beginning, so that each keeps its number."""
    return tuple(max(page - section.start, 0) for page in extracted.pages if page < section.end)


def _first_heading(text: str) -> str:
    """The first line that is not blank, if it is a heading with a blank line and more text below; else ""."""
    lines = split_lines(text)
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    below = lines[first + 1 :]
    stands_alone = bool(below) and not below[0].strip() and any(line.strip() for line in below)
    return lines[first].strip() if stands_alone and is_heading(plain(lines[first])) else ""

"""Extracted → Documents: what kind of text it is, and that kind taken apart."""

from __future__ import annotations

from collections.abc import Iterator

from bhxh_search.documents.document import Document, FieldValue
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.lines import is_heading, plain, split_lines
from bhxh_search.documents.news import parse_news


def structure(extracted: Extracted, id: str, path: str | None) -> Iterator[Document]:
    """The document, or the documents, that an extracted text is; a news article is taken apart, see `parse_news`.

    Otherwise the document's text is all of the text, and its title the first line where that is a heading; the
    line stays in the text too. What the format itself says of title and date comes first. Raises `InvalidDocument`
    when `id` cannot be one.
    """
    text = extracted.text
    news = None if extracted.pages else parse_news(text)
    if news is None:
        title = extracted.title or _first_heading(text)
        yield Document(id, text, title, path, extracted.date, pages=extracted.pages, fields=extracted.fields)
        return
    known: dict[str, FieldValue | None] = {
        "author": news.author,
        "place": news.place,
        "source": news.source,
    }
    fields = {name: value for name, value in known.items() if value is not None}
    title = extracted.title or news.title
    yield Document(id, news.body, title, path, extracted.date or news.date, fields={**fields, **extracted.fields})


def _first_heading(text: str) -> str:
    """The first line that is not blank, if it is a heading with a blank line and more text below; else ""."""
    lines = split_lines(text)
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    below = lines[first + 1 :]
    stands_alone = bool(below) and not below[0].strip() and any(line.strip() for line in below)
    return lines[first].strip() if stands_alone and is_heading(plain(lines[first])) else ""

"""Files → Documents: one function for each format. Bad input is data: it is reported, never raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bhxh_search.documents.document import EMPTY, Document, FieldValue, Skipped
from bhxh_search.documents.encodings import Undecodable, decode
from bhxh_search.documents.jsonl import read_jsonl
from bhxh_search.documents.lines import is_heading, plain, split_lines
from bhxh_search.documents.markdown import read_markdown
from bhxh_search.documents.news import parse_news
from bhxh_search.errors import InvalidDocument

SUFFIXES = frozenset({".txt", ".md", ".jsonl"})
"""Of the files in a folder, those that are read. In lower case; a file's own may be in any."""


def is_supported(path: Path) -> bool:
    """Whether `path` is of a kind that is read when it stands in a folder. Looks at the name only."""
    return path.suffix.lower() in SUFFIXES


def read_file(path: Path, id: str) -> Iterator[Document | Skipped]:
    """The documents in the file at `path`, and what of it could not be read and why. Never raises.

    `id` is the document's id, or what the ids of a JSONL file's documents are made from where a line gives
    none. A file with a suffix that is not in `SUFFIXES` is read as plain text.
    """
    try:
        if path.suffix.lower() == ".jsonl":
            with path.open("rb") as file:
                yield from read_jsonl(file, id, str(path))
        else:
            build = read_markdown if path.suffix.lower() == ".md" else read_text
            yield _read_whole(path.read_bytes(), id, str(path), build)
    except OSError as error:
        yield Skipped(str(path), _reason(error))


def read_text(text: str, id: str, path: str | None) -> Document:
    """The document that the plain text `text` is; a news article is taken apart, see `news.parse_news`.

    Otherwise the document's text is all of `text`, and its title the first line where that is a heading; the
    line stays in the text too. Raises `InvalidDocument` when `id` cannot be one.
    """
    news = parse_news(text)
    if news is None:
        return Document(id=id, text=text, title=_first_heading(text), path=path)
    known: dict[str, FieldValue | None] = {
        "author": news.author,
        "place": news.place,
        "source": news.source,
    }
    fields = {name: value for name, value in known.items() if value is not None}
    return Document(id=id, text=news.body, title=news.title, path=path, date=news.date, fields=fields)


def _read_whole(
    data: bytes, id: str, path: str, build: Callable[[str, str, str | None], Document]
) -> Document | Skipped:
    try:
        text = decode(data)
        return build(text, id, path) if text.strip() else Skipped(path, EMPTY)
    except (Undecodable, InvalidDocument) as error:
        return Skipped(path, str(error))


def _first_heading(text: str) -> str:
    """The first line that is not blank, if it is a heading with a blank line and more text below; else ""."""
    lines = split_lines(text)
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    below = lines[first + 1 :]
    stands_alone = bool(below) and not below[0].strip() and any(line.strip() for line in below)
    return lines[first].strip() if stands_alone and is_heading(plain(lines[first])) else ""


def _reason(error: OSError) -> str:
    """Why a file could not be read, as a clause: "permission denied"."""
    text = error.strerror or str(error) or "cannot be read"
    return text[0].lower() + text[1:]

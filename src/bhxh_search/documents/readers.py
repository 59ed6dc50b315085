"""Files → Documents: one function for each format. Bad input is data: it is reported, never raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bhxh_search.documents.document import EMPTY, Document, Skipped
from bhxh_search.documents.encodings import Undecodable, decode
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.jsonl import read_jsonl
from bhxh_search.documents.markdown import read_markdown
from bhxh_search.documents.structure import structure
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
            build = _markdown if path.suffix.lower() == ".md" else read_text
            yield from _read_whole(path.read_bytes(), id, str(path), build)
    except OSError as error:
        yield Skipped(str(path), _reason(error))


def read_text(text: str, id: str, path: str | None) -> Iterator[Document]:
    """The documents that a plain text is; see `structure`. Raises `InvalidDocument` when `id` cannot be one."""
    return structure(Extracted(text), id, path)


def _read_whole(
    data: bytes, id: str, path: str, build: Callable[[str, str, str | None], Iterator[Document]]
) -> Iterator[Document | Skipped]:
    try:
        text = decode(data)
        if text.strip():
            yield from build(text, id, path)
        else:
            yield Skipped(path, EMPTY)
    except (Undecodable, InvalidDocument) as error:
        yield Skipped(path, str(error))


def _markdown(text: str, id: str, path: str | None) -> Iterator[Document]:
    yield read_markdown(text, id, path)


def _reason(error: OSError) -> str:
    """Why a file could not be read, as a clause: "permission denied"."""
    text = error.strerror or str(error) or "cannot be read"
    return text[0].lower() + text[1:]

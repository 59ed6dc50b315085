"""Files → Documents: what kind a file is, and its reader. Bad input is data: it is reported, never raised."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bhxh_search.documents.document import EMPTY, MAX_FILE_SIZE, Document, Skipped
from bhxh_search.documents.encodings import Undecodable, decoded
from bhxh_search.documents.extracted import Extracted, Unreadable
from bhxh_search.documents.formats import FORMATS, extract
from bhxh_search.documents.jsonl import read_jsonl
from bhxh_search.documents.markdown import read_markdown
from bhxh_search.documents.structure import structure
from bhxh_search.documents.tables import read_table
from bhxh_search.errors import BhxhSearchError, InvalidDocument

SUFFIXES = frozenset({".txt", ".md", ".jsonl", ".csv", ".tsv", *FORMATS})
"""Of the files in a folder, those that are read. In lower case; a file's own may be in any."""

_BUFFER = 1 << 16
"""Bytes that are read at once; with fewer, the lines of a large file take twice as long."""

Extractor = Callable[[bytes, str, "str | None"], Extracted]
"""Data, suffix and encoding of a file → what it holds; see `formats.extract`."""


@dataclass(frozen=True)
class Reading:
    """How files are read."""

    encoding: str | None = None
    """Of text files and pages; None: found out for each."""
    max_file_size: int = MAX_FILE_SIZE
    """Larger files are skipped. In bytes."""
    extract: Extractor = extract
    """Reads the formats that are no plain text; in a process of its own, see `worker`."""


DEFAULT = Reading()


def is_supported(path: Path) -> bool:
    """Whether `path` is of a kind that is read when it stands in a folder. Looks at the name only."""
    return path.suffix.lower() in SUFFIXES


def read_file(path: Path, id: str, reading: Reading = DEFAULT) -> Iterator[Document | Skipped]:
    """The documents in the file at `path`, and what of it could not be read and why. Never raises.

    `id` is the document's id, or what the ids of a table's rows and a JSONL file's lines are made from where
    they give none. A file with a suffix that is not in `SUFFIXES` is read as plain text.
    """
    name = str(path)
    try:
        with _open(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > reading.max_file_size:
                yield Skipped(name, too_large(size, reading.max_file_size))
                return
            yield from _read(file, path.suffix.lower(), id, name, reading)
    except (Undecodable, Unreadable, InvalidDocument) as error:
        yield Skipped(name, str(error))
    except OSError as error:
        yield Skipped(name, _reason(error))
    except MemoryError:
        yield Skipped(name, "takes more memory than there is")
    except BhxhSearchError:
        raise
    except Exception as error:  # a defect of ours that one odd file shows, and the others have nothing to do with it
        yield Skipped(name, f"could not be read: {type(error).__name__}: {error}; please report it")


def too_large(size: int, limit: int) -> str:
    """Why a file of `size` bytes is skipped."""
    return f"{_told(size)}, larger than the limit of {_told(limit)}; see --max-file-size"


def _told(size: int) -> str:
    """A number of bytes for people: in bytes where few say which of two is larger."""
    return f"{size // 1_000_000:,} MB" if size and size % 1_000_000 == 0 else f"{size:,} bytes"


def read_text(text: str, id: str, path: str | None) -> Iterator[Document]:
    """The documents that a plain text is; see `structure`. Raises `InvalidDocument` when `id` cannot be one."""
    return structure(Extracted(text), id, path)


def _open(path: Path) -> BinaryIO:
    """The file for reading; raises `OSError` for what is none, and never waits for somebody to write to a pipe."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_BINARY", 0)), "rb", _BUFFER)
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError("not a regular file")


def _read(file: BinaryIO, suffix: str, id: str, path: str, reading: Reading) -> Iterator[Document | Skipped]:
    if suffix == ".jsonl":
        yield from read_jsonl(file, id, path, reading.encoding)
        return
    data = file.read()
    if suffix in FORMATS:
        extracted = reading.extract(data, suffix, reading.encoding)
        yield from _not_empty(structure(extracted, id, path), extracted.text, path)
        return
    read = decoded(data, reading.encoding)
    if not read.text.strip():
        yield Skipped(path, EMPTY)
    elif suffix in (".csv", ".tsv"):
        yield from read_table(read, suffix, id, path)
    elif suffix == ".md":
        extracted = read_markdown(read.text)
        fields = {**encoding_field(read.encoding), **extracted.fields}
        yield from structure(replace(extracted, fields=fields), id, path)
    else:
        yield from structure(Extracted(read.text, fields=encoding_field(read.encoding)), id, path)


def encoding_field(encoding: str) -> dict[str, str]:
    """The field that tells that a document was in an old encoding; none for those of today."""
    return {} if encoding in ("utf-8", "utf-16") else {"encoding": encoding}


def _not_empty(documents: Iterator[Document], text: str, path: str) -> Iterator[Document | Skipped]:
    if text.strip():
        yield from documents
    else:
        yield Skipped(path, EMPTY)


def _reason(error: OSError) -> str:
    """Why a file could not be read, as a clause: "permission denied"."""
    text = error.strerror or str(error) or "cannot be read"
    return text[0].lower() + text[1:]

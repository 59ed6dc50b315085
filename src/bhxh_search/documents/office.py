"""What .docx and .odt have in common: XML in a zip archive. Read with limits, and without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from xml.parsers import expat

from bhxh_search.documents.encodings import repair, wrongly_read
from bhxh_search.documents.extracted import Extracted, Unreadable

LARGEST_PART = 200_000_000
"""Bytes of XML in one part of an archive. A law of 141 articles takes .6 million."""

ENCRYPTED = "encrypted: needs a password"
_OLE = b"\xd0\xcf\x11\xe0"  # what Office wraps encrypted documents, and wrote its old formats, in


class Archive:
    """A document's archive, opened for reading."""

    def __init__(self, data: bytes, kind: str) -> None:
        """`kind` is for messages: ".docx". Raises `Unreadable`."""
        self._kind = kind
        if data.startswith(_OLE):
            raise Unreadable("encrypted, or in the format of Word before 2007: save it as .docx without a password")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise self._damaged() from None
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise Unreadable(ENCRYPTED)

    def _damaged(self) -> Unreadable:
        return Unreadable(f"not a {self._kind} file, or damaged")

    def part(self, name: str) -> bytes | None:
        """The content of a part; None when there is none of this name. Raises `Unreadable`."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        # The archive's own word for the size is a bound too: no more than that is unpacked.
        if info.file_size > LARGEST_PART:
            raise Unreadable(f"unpacks to {info.file_size / 1e6:.0f} MB, more than is sensible")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise self._damaged() from None

    def body(self, name: str) -> bytes:
        """The part that a document must have. Raises `Unreadable`."""
        content = self.part(name)
        if content is None:
            raise self._damaged()
        return content


def parse_xml(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Walk through XML. Names are `namespace name`, with one space; those of attributes too.

    Raises `Unreadable` for what is not well formed, and for any document type: these formats have none, and
    entities that stand for one another could be made to fill the memory.
    """

    def refuse(*_: object) -> None:
        raise Unreadable("declares a document type, which such a file never does")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged: its XML is not well formed") from None


def extracted_from(paragraphs: list[str], title: str = "") -> Extracted:
    """The text of paragraphs, a line each. What an old font's encoding left is read again."""
    text = "\n".join(paragraphs).strip("\n")
    encoding = wrongly_read(text)
    if encoding is None:
        return Extracted(text, title)
    return replace(Extracted(repair(text, encoding), title), fields={"encoding": encoding})

"""OpenDocument text, .odt (ISO/IEC 26300) → Extracted: paragraphs and headings of the body, and notes."""

from __future__ import annotations

from bhxh_search.documents.extracted import Extracted, Unreadable
from bhxh_search.documents.office import ENCRYPTED, Archive, extracted_from, parse_xml

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_SKIPPED = {f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note-citation"}
_MOST_SPACES = 100  # in one run; a count is but a number, and may be any


def read_odt(data: bytes) -> Extracted:
    """The text of an .odt file: a paragraph a line, cells of tables and notes too. Raises `Unreadable`."""
    archive = Archive(data, ".odt")
    if b"encryption-data" in (archive.part("META-INF/manifest.xml") or b""):
        raise Unreadable(ENCRYPTED)
    return extracted_from(_paragraphs(archive.body("content.xml")))


def _paragraphs(data: bytes) -> list[str]:
    finished: list[str] = []
    open_paragraphs: list[list[str]] = []  # a note stands inside a paragraph
    skipping = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal skipping
        if name in _SKIPPED or skipping:
            skipping += 1
        elif name in (f"{_TEXT}p", f"{_TEXT}h"):
            open_paragraphs.append([])
        elif open_paragraphs and name.startswith(_TEXT):
            open_paragraphs[-1].append(_mark(name.removeprefix(_TEXT), attributes))

    def end(name: str) -> None:
        nonlocal skipping
        if skipping:
            skipping -= 1
        elif name in (f"{_TEXT}p", f"{_TEXT}h") and open_paragraphs:
            finished.append("".join(open_paragraphs.pop()).strip())

    def text(piece: str) -> None:
        if open_paragraphs and not skipping:
            # Only `text:s` stands for more than one space.
            open_paragraphs[-1].append(" ".join(piece.split(" ")).replace("\n", " "))

    parse_xml(data, start, end, text)
    return finished


def _mark(tag: str, attributes: dict[str, str]) -> str:
    if tag == "s":
        count = attributes.get(f"{_TEXT}c", "1")
        return " " * min(int(count) if count.isdecimal() and len(count) < 5 else 1, _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(tag, "")

"""Word's .docx (ISO/IEC 29500) → Extracted: paragraphs of the body, text boxes and notes, as they read today.

Deleted text and the codes of fields have elements of their own, and are left out; headers and footers are other
parts of the archive.
"""

from __future__ import annotations

from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.office import Archive, extracted_from, parse_xml

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"  # says again what stands before
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def read_docx(data: bytes) -> Extracted:
    """The text of a .docx file: a paragraph a line, cells of tables too, notes at the end. Raises `Unreadable`."""
    archive = Archive(data, ".docx")
    paragraphs = _paragraphs(archive.body("word/document.xml"))
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = archive.part(name)
        if notes is not None:
            paragraphs += [note for note in _paragraphs(notes) if note.strip()]
    return extracted_from(paragraphs)


def _paragraphs(data: bytes) -> list[str]:
    finished: list[str] = []
    open_paragraphs: list[list[str]] = []  # a text box stands inside a paragraph
    in_text = skipping = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal in_text, skipping
        tag = _tag(name)
        if name == _FALLBACK or skipping:
            skipping += 1
        elif tag == "p":
            open_paragraphs.append([])
        elif tag == "t":
            in_text += 1
        elif tag in _MARKS and open_paragraphs:
            open_paragraphs[-1].append(_MARKS[tag])

    def end(name: str) -> None:
        nonlocal in_text, skipping
        tag = _tag(name)
        if skipping:
            skipping -= 1
        elif tag == "p" and open_paragraphs:
            finished.append("".join(open_paragraphs.pop()).strip())
        elif tag == "t":
            in_text -= 1

    def text(piece: str) -> None:
        if in_text and not skipping and open_paragraphs:
            open_paragraphs[-1].append(piece)

    parse_xml(data, start, end, text)
    return finished


def _tag(name: str) -> str:
    """The name of an element of Word's own; "" for another. Tabs that a style sets up are not in the text."""
    namespace = next((one for one in _NAMESPACES if name.startswith(one)), None)
    return "" if namespace is None else name.removeprefix(namespace)

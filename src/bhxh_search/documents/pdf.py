"""PDF → Extracted: lines as they stand on the pages, the furniture of the pages left out, wrapped lines joined.

PDF knows no paragraphs, only glyphs at places. What a paragraph is, is read from the places of its lines: a line was
wrapped when the first word of the next one would not have fitted behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bhxh_search.documents.encodings import repair, wrongly_read
from bhxh_search.documents.extracted import Extracted, Unreadable

SCANNED = "scanned: no text; needs OCR"
ENCRYPTED = "encrypted: needs a password"
NO_PDF = "not a PDF, or damaged"

_WIDE_GAP = 2.5  # heights of a line; wider gaps part columns, as in the two halves of an official heading
_NARROWEST = 400  # points; few pages have less between their margins
_SEVERAL = 3  # lines that end at one place, and so at an edge
_NEXT_LINE = 2.2  # heights from one line's top to the next one's, at most, within a paragraph
_EDGE_LINES = 3  # lines at the top and the bottom of a page where its furniture may stand
_APART = 0.5  # heights of a line that furniture keeps from the text, at least
_MANY = 0.4  # of the pages; headers of odd and even pages differ
_HYPHENS = ("\x02", "\ufffe")  # PDFium's signs for a hyphen at the end of a line; no line end follows

_GAZETTE = re.compile(r"(?:[0-9]+ )?C?ÔNG BÁO ?/ ?Số [0-9 +]+/ ?Ngày [0-9]{1,2}-[0-9]{1,2}-[0-9]{4}(?: [0-9]+)?")
_NUMBER = re.compile(r"[-–— ]*([0-9]{1,4})[-–— ]*")
_LETTERS = re.compile(r"(?:[^\W\d_][\W\d_]*){5}")
_DIGITS = re.compile(r"[0-9]+")
_LIST_ITEM = re.compile(
    r"(?:Điều|Chương|Mục|Phần|Phụ lục) [0-9IVXLC]+[.:]?(?: |$)|"
    r"[^\W\d_]{1,2}[.)] |[0-9]+(?:\.[0-9]+)*[.)] |[-–•+*] "
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True)
class _Line:
    """A line of a page. Places are in points from the lower left corner of the page as it is shown."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    hyphenated: bool = False
    """Whether it ended in a hyphen, which is in `text`."""

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def letter(self) -> float:
        """The width of a letter, on average."""
        return (self.right - self.left) / max(len(self.text), 1)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read_pdf(data: bytes) -> Extracted:
    """The text of a PDF, with the offset at which each of its pages starts.

    Raises `Unreadable` when there is no text, a password is needed, or `data` is no PDF; `ImportError` without
    pypdfium2.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(ENCRYPTED if "assword" in str(error) else NO_PDF) from None
    try:
        pages = [_lines_of_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    if not any(pages):
        raise Unreadable(SCANNED)
    paragraphs = _paragraphs(_without_furniture(pages))
    encoding = wrongly_read("\n".join(text for _, text, _ in paragraphs))
    if encoding is not None:
        paragraphs = [(page, repair(text, encoding), joint) for page, text, joint in paragraphs]
    extracted = _joined(paragraphs, len(pages))
    if not extracted.text.strip():
        raise Unreadable(SCANNED)
    return extracted if encoding is None else replace(extracted, fields={"encoding": encoding})


def _lines_of_page(document: Any, number: int) -> list[_Line]:
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:  # one damaged page is not the whole
        return []
    try:
        return list(_visual_lines(_parts_of_lines(textpage, page)))
    finally:
        textpage.close()
        page.close()


def _parts_of_lines(textpage: Any, page: Any) -> Iterator[_Line]:
    """The lines as PDFium finds them, cut where a wide gap parts columns."""
    rotation, (width, height) = page.get_rotation(), page.get_size()

    def box(index: int) -> tuple[float, float, float, float]:
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        if rotation == 90:  # the size is that of the page as it is shown
            return bottom, height - right, top, height - left
        if rotation == 180:
            return width - right, height - top, width - left, height - bottom
        if rotation == 270:
            return width - top, left, width - bottom, right
        return left, bottom, right, top

    text = textpage.get_text_range()
    if len(text) != textpage.count_chars():
        # Characters beyond the first plane take two of PDFium's; then only the text is certain.
        text = "".join(letter if ord(letter) < 0x10000 else letter + "\x00" for letter in text)
    count = textpage.count_chars()
    for line in re.finditer(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?", text[:count]):
        hyphenated = line[0].endswith(_HYPHENS)
        words = [
            (word[0], box(line.start() + word.start()), box(line.start() + word.end() - 1))
            for word in re.finditer(r"[^\s\x02\ufffe]+", line[0])
        ]
        part: list[tuple[str, tuple[float, float, float, float], tuple[float, float, float, float]]] = []
        for word in words:
            if part and word[1][0] - part[-1][2][2] > _WIDE_GAP * max(word[1][3] - word[1][1], 1.0):
                yield _line(part, False)
                part = []
            part.append(word)
        if part:
            yield _line(part, hyphenated)


def _line(words: Sequence[tuple[str, Any, Any]], hyphenated: bool) -> _Line:
    text = _CONTROL.sub("", " ".join(word for word, _, _ in words)) + ("-" if hyphenated else "")
    boxes = [box for _, first, last in words for box in (first, last)]
    return _Line(
        text,
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        min(box[1] for box in boxes),
        max(box[3] for box in boxes),
        hyphenated,
    )


def _visual_lines(parts: Iterator[_Line]) -> Iterator[_Line]:
    """Parts joined that stand on one line side by side: PDFium puts a raised note number on a line of its own."""
    line: _Line | None = None
    for part in parts:
        if not part.text:
            continue
        if line is not None and not line.hyphenated and _stands_beside(line, part):
            space = " " if part.left - line.right > 0.15 * line.height else ""
            line = _Line(
                line.text + space + part.text,
                line.left,
                part.right,
                min(line.bottom, part.bottom),
                max(line.top, part.top),
                part.hyphenated,
            )
            continue
        if line is not None:
            yield line
        line = part
    if line is not None:
        yield line


def _stands_beside(line: _Line, part: _Line) -> bool:
    shared = min(line.top, part.top) - max(line.bottom, part.bottom)
    gap = part.left - line.right
    return shared > 0.5 * min(line.height, part.height) and -0.3 * line.height < gap < 1.5 * line.height


def _without_furniture(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """The pages without what stands at the edges of many of them: headers, footers, numbers of pages."""
    many = max(3, len(pages) * _MANY)
    shapes = Counter(shape for lines in pages for shape in {_shape(line.text) for line in _edge(lines)})
    repeated = {shape for shape, count in shapes.items() if count >= many and _LETTERS.search(shape)}
    counted = Counter(
        shift for page, lines in enumerate(pages) for shift in {_shift(line.text, page) for line in _edge(lines)}
    )
    shifts = {shift for shift, count in counted.items() if shift is not None and count >= max(2, len(pages) * _MANY)}

    def is_furniture(line: _Line, beside: _Line | None, page: int) -> bool:
        if _GAZETTE.fullmatch(line.text) or _shift(line.text, page) in shifts:
            return True
        # The last lines of notes may be alike too, but stand as close as any.
        return _shape(line.text) in repeated and (beside is None or _gap(line, beside) > _APART * line.height)

    kept: list[list[_Line]] = []
    for page, lines in enumerate(pages):
        body = list(lines)
        for _ in range(_EDGE_LINES):
            if body and is_furniture(body[0], body[1] if len(body) > 1 else None, page):
                body = body[1:]
            if body and is_furniture(body[-1], body[-2] if len(body) > 1 else None, page):
                body = body[:-1]
        # Some producers write the header after the text.
        kept.append([line for line in body if not _GAZETTE.fullmatch(line.text)])
    return kept


def _edge(lines: Sequence[_Line]) -> Sequence[_Line]:
    if len(lines) <= 2 * _EDGE_LINES:
        return lines
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _gap(line: _Line, beside: _Line) -> float:
    """The height of the white space between two lines, one above the other."""
    return max(line.bottom - beside.top, beside.bottom - line.top)


def _shift(text: str, page: int) -> int | None:
    """How far a number that stands alone is ahead of its page's: the same on all pages, if it numbers them."""
    number = _NUMBER.fullmatch(text)
    return None if number is None else int(number[1]) - page


def _shape(text: str) -> str:
    return _DIGITS.sub("#", text.casefold())


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> list[tuple[int, str, str]]:
    """Lines in order, each with its page, from 0, and what joins it to the one before: "", " " or a line end."""
    found: list[tuple[int, str, str]] = []
    before: _Line | None = None
    right = 0.0
    margins = _margins(pages)
    for number, lines in enumerate(pages):
        for nth, block in enumerate(_blocks(lines)):
            left = min(line.left for line in block)
            edge = _right_edge(block, left, margins)
            for place, line in enumerate(block):
                below = place > 0 or nth == 0  # in its column, or at the top of a page
                goes_on = before is not None and _goes_on(before, line, right, left, below)
                joint = "\n" if before is None or not goes_on else "" if before.hyphenated else " "
                found.append((number, line.text, joint))
                before, right = line, edge
    return found


def _margins(pages: Sequence[Sequence[_Line]]) -> tuple[float, float]:
    """The left and the right edge of most text; few lines, of tables and wide pages, go beyond."""
    lines = [line for lines in pages for line in lines]
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    left = lefts[len(lines) // 20]
    return left, max(rights[-1 - len(lines) // 20], left + _NARROWEST)


def _right_edge(block: Sequence[_Line], left: float, margins: tuple[float, float]) -> float:
    """Where the lines of a block were wrapped: where several of them end, or else far from them."""
    right = max(line.right for line in block)
    if sum(line.right > right - 3 * line.letter for line in block) >= _SEVERAL:
        return right
    if left < margins[0] + 2 * block[0].height:
        return max(right, margins[1])
    return right + (right - left)


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Runs of lines, one below the other, that share a column."""
    block: list[_Line] = []
    for line in lines:
        if block:
            before = block[-1]
            overlap = min(line.right, before.right) - max(line.left, before.left)
            step = before.top - line.top
            if overlap <= 0 or not 0 < step < _NEXT_LINE * max(before.height, line.height):
                yield block
                block = []
        block.append(line)
    if block:
        yield block


def _goes_on(before: _Line, line: _Line, right: float, left: float, below: bool) -> bool:
    """Whether `line` goes on with the paragraph of `before`; `right` and `left`: the edges of their columns."""
    if before.hyphenated:
        return True
    if not 0.8 < before.height / line.height < 1.25:
        return False
    is_item = _LIST_ITEM.match(line.text) is not None
    ended = before.text.endswith((".", ";", ":"))
    if line.text[0].islower() and not is_item and not ended:
        return True
    if not below or (is_item and (ended or line.left > left + line.height)):
        return False
    first_word = line.text.split(" ", 1)[0]
    fitted = right - before.right > (len(first_word) + 1) * line.letter
    indented = line.left > left + 0.8 * line.height
    return not fitted and not indented


def _joined(paragraphs: Sequence[tuple[int, str, str]], pages: int) -> Extracted:
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for page, text, joint in paragraphs:
        joint = joint if pieces else ""
        pieces.append(joint)
        length += len(joint)
        starts += [length] * (page + 1 - len(starts))
        pieces.append(text)
        length += len(text)
    starts += [length] * (pages - len(starts))
    if starts:
        starts[0] = 0
    return Extracted("".join(pieces), pages=tuple(starts))

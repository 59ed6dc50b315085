"""Texts in HTML inside of other formats: told from texts that only hold a `<`, and read as plain text.

Web archives and the databases of news sites keep the texts of articles in HTML, so rows of JSONL and CSV have them.
The parser, Resiliparse, is the one that web pages are read with. It neither recurses nor takes more than time in
proportion to the text, so it is called where the rows are read, not in a process of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header html li main nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
"""Elements that begin lines of their own."""
_OTHERS = frozenset(
    "a abbr acronym area audio b base bdi bdo big br button canvas caption cite code col colgroup data "
    "datalist del dfn dialog em embed font head hgroup hr i iframe img input ins kbd label legend link "
    "map mark menu meta noscript object option output picture progress q s samp script select small "
    "source span strike strong style sub sup svg template textarea time title track tt u var video wbr".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_TAG = re.compile(
    r"<(?P<end>/?)(?:(?P<name>[a-z][a-z0-9]*)|(?:o|w|v|m|st1):[a-z]+)(?:\s[^<>]*)?/?>"
    r"|(?P<comment><!--)|<!doctype\b[^<>]*>",
    re.IGNORECASE,
)
"""A tag, the beginning of a comment, or a declaration. Names with a colon are those that Word leaves behind."""
_OFTEN_LOST = re.compile("<(/?)(?:figure|figcaption|summary)(?=[\\s/>])", re.IGNORECASE)
"""Elements of which Resiliparse leaves out the text, or joins its last word with the next."""
_BLANK_LINES = re.compile(r"\n\s*\n+")
_MOST_OUTSIDE = 3
"""One of so many characters may stand outside of all elements, in a text with several of them."""
_ADDRESS = re.compile(r"\shref\s*=\s*[\"']?(?:/|https?:|mailto:|tel:)", re.IGNORECASE)
_OPENING, _CLOSING = " \t\"'“‘«(`", "\"'”’»)`.,:;!?"


def plain_text(text: str) -> str:
    """`text`, or where it is HTML the plain text of it, with its paragraphs as lines.

    It is HTML where its elements are closed and hold all of it, or nearly all and there are several; or where lines
    are parted by `<br>`, or words are linked to an address. A text that only speaks of `<b>` is left as it is, and so
    is any without Resiliparse.
    """
    if "<" not in text or _TAG.search(text) is None:
        return text
    evidence = _Evidence(text)
    if not evidence.is_markup:
        return text
    try:
        tree = parse(evidence.markup)
    except ImportError:
        return text
    return text_of(tree)


def parse(markup: str) -> Any:
    """The tree of a page or a piece of one. `ImportError` without Resiliparse."""
    from resiliparse.parse.html import HTMLTree

    return HTMLTree.parse(_OFTEN_LOST.sub(r"<\1div", markup))


def text_of(tree: Any, main_content: bool = False) -> str:
    """The text of a tree; with `main_content` only that of the article, without what stands around it on a page."""
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(tree, main_content=main_content, list_bullets=False, alt_texts=False, links=False)
    return _BLANK_LINES.sub("\n\n", text).strip()


class _Element(NamedTuple):
    """An element that is open."""

    name: str
    outside: int
    """How many characters were outside of all elements when it began."""
    leads: bool
    """Whether it is a link to an address."""


class _Evidence:
    """What speaks for a text being HTML, and the text as the parser is to read it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()
        self._blocks = 0
        """Elements that begin lines, closed."""
        self._elements = 0
        self._length = 0
        """Characters of the text, white space left out, and tags."""
        self._outside = 0
        """Those of them that are in no element that is closed."""
        self._breaks: list[bool] = []
        """Of each `<br>`, whether it parts lines and is no word of a sentence."""
        self._links = 0
        """Elements that lead to an address, closed."""
        self.markup = "".join(self._pieces())

    @property
    def is_markup(self) -> bool:
        if (self._breaks or self._links) and all(self._breaks):
            return True
        if not self._elements:
            return False
        return not self._outside or (self._blocks > 1 and self._outside * _MOST_OUTSIDE <= self._length)

    def _pieces(self) -> Iterator[str]:
        """The text again, tag by tag, with every `<` that begins none of them escaped."""
        place = 0
        while (tag := _TAG.search(self._text, place)) is not None:
            start, end = tag.span()
            if tag["comment"] and (end := self._text.find("-->", end) + len("-->")) < len("-->"):
                break  # what is not closed is no comment, nor is anything after it
            name = (tag["name"] or "").lower()
            if name and name not in _BLOCKS and name not in _OTHERS:
                yield self._read(place, end)
            else:
                yield self._read(place, start)
                yield self._text[start:end]
                if name:
                    self._take(name, tag)
            place = end
        yield self._read(place, len(self._text))

    def _read(self, start: int, end: int) -> str:
        """The piece of text from `start` to `end`, for the parser; outside of all elements its lines are lines."""
        piece = self._text[start:end]
        length = len("".join(piece.split()))
        self._length += length
        self._outside += length
        escaped = piece.replace("<", "&lt;")
        if self._open or not piece.strip():
            return escaped
        return escaped.strip("\r\n").replace("\n", "<br>")

    def _take(self, name: str, tag: re.Match[str]) -> None:
        if name == "br":
            before = self._text[max(tag.start() - 1, 0) : tag.start()]
            self._breaks.append(not _is_word(before, self._text[tag.end() : tag.end() + 3]))
        elif name in _VOID:
            return
        elif not tag["end"]:
            leads = name == "a" and _ADDRESS.search(tag[0]) is not None
            self._open.append(_Element(name, self._outside, leads))
            self._names[name] += 1
        elif self._names[name]:
            element = self._close(name)
            self._outside = element.outside
            self._elements += 1
            self._blocks += name in _BLOCKS
            self._links += element.leads

    def _close(self, name: str) -> _Element:
        """Close the innermost element of a name, and those in it."""
        while True:
            element = self._open.pop()
            self._names[element.name] -= 1
            if element.name == name:
                return element


def _is_word(before: str, after: str) -> bool:
    """Whether a `<br>` is a word of a sentence, by the character before it and those after: *thẻ <br> là …*."""
    following = after.lstrip(" \t")
    is_closed = not following or following[0].islower() or after[0] in _CLOSING
    return is_closed and (not before or before in _OPENING)

"""Results, whole documents and tables of contents as text for people.

No form ends with a line end; whoever prints it adds one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from bhxh_search.documents.document import Document, plain_value
from bhxh_search.render.drawing import (
    UNSAFE,
    by_rank,
    date_name,
    headings_of,
    highlighted,
    new_snippets,
    place_of,
    ranks_of,
    shown,
    snippet_drawn,
    title_of,
)
from bhxh_search.search.results import FacetValue, Hit, Ranges, Results

if TYPE_CHECKING:
    from bhxh_search.outline import Section

# Parameters of SGR, Select Graphic Rendition: ECMA-48, fifth edition, 8.3.117.
_MATCH = "1;31"  # bold red, as grep and its kin have it
_TITLE = "1"  # bold
_PLACE = "35"  # magenta

_FACET_VALUES = 10
"""Of a facet, people are shown so many; JSON has all."""

_WORD = re.compile("[^ ]+")
_UNSAFE_IN_LINES = re.compile(UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def to_text(
    results: Results, *, color: bool, links: bool = False, width: int = 80, base: PurePath | str | None = None
) -> str:
    """The results for people: a count, a suggestion, the hits with their snippets, the facets.

    `color` shows matches by ANSI colours; without it they bear no mark. `links` makes a link of each whole path,
    which terminals open. Titles, headings and snippets are wrapped at `width` columns; a longer word, and the line
    with date and path, are left whole. A path below `base` (on a command line, the current folder) is shown relative
    to it; with None, paths are as stored. Problems of the query are not shown here: they are no part of what was
    found.
    """
    drawing = _Drawing(color, links, base, ranks_of(results))
    blocks = ["\n".join(_opening(results))]
    indent = len(f"{max((hit.rank for hit in (*results, *results.partial)), default=1)}. ")
    blocks += _hit_blocks(results, indent, width, drawing)
    if results.partial:
        blocks.append("With only a part of what was asked for:")
        blocks += _hit_blocks(results.partial, indent, width, drawing)
    blocks += ["\n".join(_facet_lines(name, values)) for name, values in results.facets.items()]
    return "\n\n".join(blocks)


def _hit_blocks(found: Iterable[Hit], indent: int, width: int, drawing: _Drawing) -> Iterator[str]:
    """A block of lines for each hit, behind its rank; `indent`: how many columns that takes."""
    for hits in by_rank(found):
        label = f"{hits[0].rank}. ".rjust(indent)
        for previous, hit in zip([None, *hits], hits, strict=False):
            # Parts of one whole may look alike; the id tells them apart when nothing else does.
            lines = list(_hit_lines(hit, previous, drawing, width - indent)) or [shown(hit.id)]
            if hit.missing:
                lines.append(f"missing: {shown(', '.join(hit.missing))}")
            yield "\n".join([label + lines[0], *(" " * indent + line for line in lines[1:])])
            label = " " * indent
        if (hits[0].group_total or 0) > len(hits):
            yield f"{label}and {_count((hits[0].group_total or 0) - len(hits), 'more document')} of it"


def document_to_text(
    document: Document,
    matches: Ranges,
    *,
    color: bool,
    links: bool = False,
    width: int = 80,
    base: PurePath | str | None = None,
) -> str:
    """One document for people: title, date and place, fields, and its text in its own lines, with matches marked.

    The options are those of `to_text`. A line is no longer than it is in the text: it is left to the terminal.
    """
    drawing = _Drawing(color, links, base, {})
    hit = Hit(1, 0.0, document.id, path=document.path, title=document.title, date=document.date)
    head = list(_hit_lines(replace(hit, headings=document.headings), None, drawing, width))
    fields = {"id": document.id, **{name: plain_value(value) for name, value in document.fields.items()}}
    head += [
        f"{shown(name)}: {shown(', '.join(value) if isinstance(value, list) else str(value))}"
        for name, value in fields.items()
    ]
    mark = drawing.style(_MATCH)
    text = highlighted(
        document.text, matches, lambda piece: "\n".join(mark(_safe(line)) for line in piece.split("\n")), _safe
    )
    return "\n".join(head) + "\n\n" + text.rstrip("\n")


def contents_to_text(sections: Sequence[Section], name: str) -> str:
    """The table of contents of a whole called `name`: its chapters, and its parts with their ids."""
    return "\n".join([shown(name), *_section_lines(sections, "  ")])


def _section_lines(sections: Sequence[Section], indent: str) -> Iterator[str]:
    for section in sections:
        inner = f"{indent}  " if section.name else indent
        if section.name:
            yield indent + shown(section.name)
        for part in section.parts:
            yield f"{inner}{shown(part.title)}  [{shown(part.id)}]"
        yield from _section_lines(section.sections, inner)


def _safe(text: str) -> str:
    """A text in its own lines, which steers no terminal."""
    return _UNSAFE_IN_LINES.sub("\ufffd", text.replace("\r\n", "\n"))


def _opening(results: Results) -> Iterator[str]:
    count = _count(results.total, "document")
    if not results.total_exact:
        count = f"at least {count}"
    if results.groups is not None:
        count += f" in {_count(results.groups, 'group')}"
    yield count + _part_shown(results)
    if results.suggestion is not None:
        found = _count(results.suggestion.total, "document")
        yield f"Did you mean: {shown(results.suggestion.query)} ({found})"


def _part_shown(results: Results) -> str:
    """Which of the results these are, unless they are all of them: ", 11-12 shown"."""
    there_are = results.total if results.groups is None else results.groups
    here = sum(1 for _ in by_rank(results))
    if results.offset == 0 and here == there_are:
        return ""
    if here == 0:
        return ", none shown" if there_are else ""
    first, last = results.offset + 1, results.offset + here
    return f", {first}-{last} shown"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@dataclass(frozen=True)
class _Drawing:
    """How text is drawn, but for its width."""

    color: bool
    links: bool
    base: PurePath | str | None
    ranks: Mapping[str | None, int]
    """Of each hit, by id."""

    def style(self, code: str) -> Callable[[str], str]:
        """A function that sets text in the style of an SGR code, or leaves it alone without colour."""
        return (lambda text: f"\x1b[{code}m{text}\x1b[0m") if self.color else str

    def place(self, hit: Hit) -> str:
        """Date and place, in one line."""
        date = [] if hit.date is None else [date_name(hit.date)]
        place = place_of(hit, self.base)
        if self.links and hit.path and PurePath(hit.path).is_absolute():
            place[0] = _linked(hit.path, place[0])
        return " · ".join(date + place)


def _linked(path: str, text: str) -> str:
    """`text` as a link to a file: OSC 8, by the specification that terminals share.

    https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
    """
    from socket import gethostname  # which hardly any run needs
    from urllib.parse import quote

    address = f"file://{gethostname()}{quote(os.fsencode(path))}"
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


def _hit_lines(hit: Hit, previous: Hit | None, drawing: _Drawing, width: int) -> Iterator[str]:
    """The lines of one hit, without rank. `previous`: the hit above it under the same rank.

    A title or place that is the same as the previous hit's is not repeated.
    """
    match, title, place = map(drawing.style, (_MATCH, _TITLE, _PLACE))
    if previous is None or title_of(previous)[0] != title_of(hit)[0]:
        yield from _wrapped(*title_of(hit), width, match, title)
    where = drawing.place(hit)
    if where and (previous is None or drawing.place(previous) != where):
        yield place(where)
    yield from _wrapped(headings_of(hit), (), width, match)
    if hit.repeats in drawing.ranks:
        yield f"nearly the text of {drawing.ranks[hit.repeats]}:"
    for snippet in new_snippets(hit, drawing.ranks):
        for line in _wrapped(*snippet_drawn(snippet), width - 2, match):
            yield f"  {line}"


def _facet_lines(name: str, values: tuple[FacetValue, ...]) -> Iterator[str]:
    yield f"{shown(name)}:" if values else f"{shown(name)}: none"
    count_width = max((len(str(value.count)) for value in values), default=0)
    for value in values[:_FACET_VALUES]:
        yield f"  {value.count:>{count_width}}  {shown(value.value)}"
    if len(values) > _FACET_VALUES:
        yield f"  and {_count(len(values) - _FACET_VALUES, 'value')} more"


def _wrapped(
    text: str,
    ranges: Ranges,
    width: int,
    mark: Callable[[str], str],
    other: Callable[[str], str] = str,
) -> Iterator[str]:
    """Drawn text as marked lines of at most `width` columns. A highlight is closed at each line's end."""
    for line_start, line_end in _line_spans(text, width):
        # Ranges of other lines come out empty or negative, which `pieces` drops.
        inside = [(max(start, line_start) - line_start, min(end, line_end) - line_start) for start, end in ranges]
        yield highlighted(text[line_start:line_end], inside, mark, other)


def _line_spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line of `text` when it is broken at spaces."""
    start = end = columns = 0
    for word in _WORD.finditer(text):
        more = _columns(text[end : word.end()])  # with the spaces before it
        if start < end and columns + more > width:
            yield start, end
            start, columns, more = word.start(), 0, _columns(word[0])
        end = word.end()
        columns += more
    if start < end:
        yield start, end


def _columns(text: str) -> int:
    """How many columns of a terminal `text` takes: combining marks none, wide East Asian characters two."""
    return sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1

"""Results as text for people, JSON, JSON lines or an HTML fragment.

Documents are strangers' texts. Whatever could steer a terminal or turn the reading order around (control
characters, bidirectional overrides) is replaced before it is drawn, and HTML is escaped at the last step,
where the markup goes in. No form ends with a line end; whoever prints it adds one.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath
from typing import Any

from bhxh_search.documents.document import Document, plain_value
from bhxh_search.outline import Part, Section
from bhxh_search.search.results import RESULT_VERSION, FacetValue, Hit, Ranges, Results, Snippet, pieces

# Parameters of SGR, Select Graphic Rendition: ECMA-48, fifth edition, 8.3.117.
_MATCH = "1;31"  # bold red, as grep and its kin have it
_TITLE = "1"  # bold
_PLACE = "35"  # magenta

_FACET_VALUES = 10
"""Of a facet, people are shown so many; JSON has all."""

_SPACES = re.compile(r"\s+")
_BLANK = re.compile(r"[^\S ]")
_WORD = re.compile("[^ ]+")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_LINES = re.compile(_UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
# In JSON, what is below U+0020 is escaped already. U+0085, U+2028 and U+2029 end a line for some readers and
# would cut a line of JSON lines in two.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def highlighted(
    text: str,
    ranges: Iterable[tuple[int, int]],
    mark: Callable[[str], str],
    other: Callable[[str], str] = str,
) -> str:
    """`text` with `mark` applied to each part inside a range and `other` to each part outside."""
    return "".join(mark(piece) if is_match else other(piece) for piece, is_match in pieces(text, ranges))


def to_json(results: Results) -> str:
    """The results as one indented JSON object; control characters that JSON lets through are escaped."""
    return _json(results.to_dict(), indent=2)


def to_jsonl(results: Results) -> str:
    """A hit a line, and a last line `{"summary": …}` with all that is not a hit."""
    summary = results.to_dict()
    hits = summary.pop("hits")
    return "\n".join(_json(line) for line in [*hits, {"summary": summary}])


def to_line(results: Results, id: str) -> str:
    """The results of one of many queries as one line of JSON, after the `id` of the query."""
    return _json({"id": id, **results.to_dict()})


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
    drawing = _Drawing(color, links, base)
    blocks = ["\n".join(_opening(results))]
    indent = len(f"{max((hit.rank for hit in results), default=1)}. ")
    for hits in _by_rank(results):
        label = f"{hits[0].rank}. ".rjust(indent)
        for previous, hit in zip([None, *hits], hits, strict=False):
            # Parts of one whole may look alike; the id tells them apart when nothing else does.
            lines = list(_hit_lines(hit, previous, drawing, width - indent)) or [_shown(hit.id)]
            blocks.append("\n".join([label + lines[0], *(" " * indent + line for line in lines[1:])]))
            label = " " * indent
        if (hits[0].group_total or 0) > len(hits):
            blocks.append(f"{label}and {_count((hits[0].group_total or 0) - len(hits), 'document')} more of it")
    blocks += ["\n".join(_facet_lines(name, values)) for name, values in results.facets.items()]
    return "\n\n".join(blocks)


def document_to_json(document: Document, matches: Ranges) -> str:
    """One document as an indented JSON object. `matches`: ranges of its text, under the key of that name."""
    return _json({"version": RESULT_VERSION, **document.to_dict(), "matches": [list(match) for match in matches]}, 2)


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
    drawing = _Drawing(color, links, base)
    hit = Hit(1, 0.0, document.id, path=document.path, title=document.title, date=document.date)
    head = list(_hit_lines(replace(hit, headings=document.headings), None, drawing, width))
    fields = {"id": document.id, **{name: plain_value(value) for name, value in document.fields.items()}}
    head += [
        f"{_shown(name)}: {_shown(', '.join(value) if isinstance(value, list) else str(value))}"
        for name, value in fields.items()
    ]
    mark = drawing.style(_MATCH)
    text = highlighted(
        document.text, matches, lambda piece: "\n".join(mark(_safe(line)) for line in piece.split("\n")), _safe
    )
    return "\n".join(head) + "\n\n" + text.rstrip("\n")


def contents_to_text(sections: Sequence[Section], name: str) -> str:
    """The table of contents of a whole called `name`: its chapters, and its parts with their ids."""
    return "\n".join([_shown(name), *_section_lines(sections, "  ")])


def _section_lines(sections: Sequence[Section], indent: str) -> Iterator[str]:
    for section in sections:
        inner = f"{indent}  " if section.name else indent
        if section.name:
            yield indent + _shown(section.name)
        for part in section.parts:
            yield f"{inner}{_shown(part.title)}  [{_shown(part.id)}]"
        yield from _section_lines(section.sections, inner)


def contents_to_json(parts: Sequence[Part], group: str, name: str) -> str:
    """The same as an indented JSON object, without nesting."""
    listed = [{"id": part.id, "title": part.title, "headings": list(part.headings)} for part in parts]
    return _json({"version": RESULT_VERSION, "id": group, "title": name, "parts": listed}, 2)


def _safe(text: str) -> str:
    """A text in its own lines, which steers no terminal."""
    return _UNSAFE_IN_LINES.sub("\ufffd", text.replace("\r\n", "\n"))


def to_html(results: Results) -> str:
    """The hits as an HTML fragment: an `<ol>` with an `<article>` for each, matches in `<mark>`.

    The rest of the results (counts, facets, problems) is left to the page that the fragment goes into.
    """
    items = (
        f'<li value="{hits[0].rank}">\n' + "\n".join(_html_hit(hit) for hit in hits) + "\n</li>\n"
        for hits in _by_rank(results)
    )
    return "<ol>\n" + "".join(items) + "</ol>"


def _json(value: Mapping[str, Any], indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    escaped = _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    # A query from a command line may hold bytes that are no text. UTF-8 cannot carry them.
    return _LONE_SURROGATE.sub("\ufffd", escaped)


# What text and HTML share: what is drawn, before any markup.


def _by_rank(results: Results) -> Iterator[list[Hit]]:
    """Hits that stand under one rank together: a group's when results are grouped, otherwise each alone."""
    if results.groups is None:
        return ([hit] for hit in results)
    return (list(hits) for _, hits in groupby(results, key=lambda hit: hit.rank))


def displayed(text: str, ranges: Ranges = ()) -> tuple[str, Ranges]:
    """`text` and its ranges as they are drawn: white space collapsed, unsafe characters as U+FFFD."""
    drawn = ""
    moved: list[tuple[int, int]] = []
    for piece, is_match in pieces(text, ranges):
        start = len(drawn)
        collapsed = _SPACES.sub(" ", piece)
        if not drawn or drawn.endswith(" "):  # white space that runs across the border of a highlight
            collapsed = collapsed.lstrip(" ")
        drawn += _UNSAFE.sub("\ufffd", collapsed)
        if is_match:
            moved.append((start, len(drawn)))
    drawn = drawn.rstrip(" ")
    return drawn, tuple((start, min(end, len(drawn))) for start, end in moved if start < len(drawn))


def shown_characters(text: str) -> str:
    """`text` as it is drawn where blanks are kept: each of them a space, unsafe characters as U+FFFD."""
    return _UNSAFE.sub("\ufffd", _BLANK.sub(" ", text))


def _shown(text: str) -> str:
    return displayed(text)[0]


def _title(hit: Hit) -> tuple[str, Ranges]:
    """What stands for the hit in its first line, as drawn: its title, or its id when it has none."""
    return displayed(hit.title, hit.title_highlights) if hit.title.strip() else displayed(hit.id)


def _place(hit: Hit, base: PurePath | str | None) -> list[str]:
    """Where the document is, as drawn: path, id where that tells more, and the page unless a snippet tells it."""
    place = []
    if hit.path:
        place.append(_shown(_relative(hit.path, base)))
    # A path tells which document it is, but for a file of many.
    if hit.title.strip() and (not hit.path or hit.path.lower().endswith(".jsonl")):
        place.append(_shown(hit.id))
    if hit.page is not None and all(snippet.page is None for snippet in hit.snippets):
        place.append(_page(hit.page))
    return place


def _relative(path: str, base: PurePath | str | None) -> str:
    if base is None or not PurePath(path).is_relative_to(base):
        return path
    return str(PurePath(path).relative_to(base))


def _page(page: int) -> str:
    return f"tr. {page}"


def _date(date: dt.date) -> str:
    """A date in Vietnamese order, with hours and minutes where it has them: 18/12/2020 19:19."""
    day = f"{date.day:02}/{date.month:02}/{date.year:04}"
    return f"{day} {date:%H:%M}" if isinstance(date, dt.datetime) else day


def _headings(hit: Hit) -> str:
    return " › ".join(_shown(heading) for heading in hit.headings)


def _snippet(snippet: Snippet) -> tuple[str, Ranges]:
    """The snippet as drawn, with its page before it and an ellipsis where it was cut."""
    text, ranges = displayed(snippet.text, snippet.highlights)
    before = "" if snippet.page is None else f"{_page(snippet.page)}: "
    before += "…" if snippet.cut_before else ""
    after = "…" if snippet.cut_after else ""
    moved = tuple((start + len(before), end + len(before)) for start, end in ranges)
    return before + text + after, moved


# Text for people.


def _opening(results: Results) -> Iterator[str]:
    count = _count(results.total, "document")
    if not results.total_exact:
        count = f"at least {count}"
    if results.groups is not None:
        count += f" in {_count(results.groups, 'group')}"
    yield count + _part_shown(results)
    if results.suggestion is not None:
        found = _count(results.suggestion.total, "document")
        yield f"Did you mean: {_shown(results.suggestion.query)} ({found})"


def _part_shown(results: Results) -> str:
    """Which of the results these are, unless they are all of them: ", 11-12 shown"."""
    there_are = results.total if results.groups is None else results.groups
    here = sum(1 for _ in _by_rank(results))
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

    def style(self, code: str) -> Callable[[str], str]:
        """A function that sets text in the style of an SGR code, or leaves it alone without colour."""
        return (lambda text: f"\x1b[{code}m{text}\x1b[0m") if self.color else str

    def place(self, hit: Hit) -> str:
        """Date and place, in one line."""
        date = [] if hit.date is None else [_date(hit.date)]
        place = _place(hit, self.base)
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
    if previous is None or _title(previous)[0] != _title(hit)[0]:
        yield from _wrapped(*_title(hit), width, match, title)
    where = drawing.place(hit)
    if where and (previous is None or drawing.place(previous) != where):
        yield place(where)
    yield from _wrapped(_headings(hit), (), width, match)
    for snippet in hit.snippets:
        for line in _wrapped(*_snippet(snippet), width - 2, match):
            yield f"  {line}"


def _facet_lines(name: str, values: tuple[FacetValue, ...]) -> Iterator[str]:
    yield f"{_shown(name)}:" if values else f"{_shown(name)}: none"
    count_width = max((len(str(value.count)) for value in values), default=0)
    for value in values[:_FACET_VALUES]:
        yield f"  {value.count:>{count_width}}  {_shown(value.value)}"
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
    start = end = 0
    for word in _WORD.finditer(text):
        if start < end and _columns(text[start : word.end()]) > width:
            yield start, end
            start = word.start()
        end = word.end()
    if start < end:
        yield start, end


def _columns(text: str) -> int:
    """How many columns of a terminal `text` takes: combining marks none, wide East Asian characters two."""
    return sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


# HTML.


def _html_hit(hit: Hit) -> str:
    lines = [f"<h2>{_html(*_title(hit))}</h2>"]
    place = [html.escape(part) for part in _place(hit, base=None)]
    if hit.date is not None:
        place.insert(0, f'<time datetime="{hit.date.isoformat()}">{_date(hit.date)}</time>')
    if place:
        lines.append(f'<p class="place">{" · ".join(place)}</p>')
    if hit.headings:
        lines.append(f'<p class="headings">{html.escape(_headings(hit))}</p>')
    lines += [f'<p class="snippet">{_html(*_snippet(snippet))}</p>' for snippet in hit.snippets]
    return "<article>\n" + "\n".join(lines) + "\n</article>"


def _html(text: str, ranges: Ranges) -> str:
    """Drawn text as HTML. Each piece is escaped by itself: offsets hold, no markup comes from the text."""
    return highlighted(text, ranges, _html_mark, html.escape)


def _html_mark(text: str) -> str:
    return f"<mark>{html.escape(text)}</mark>"

"""The parts of one whole → its table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bhxh_search.backend import Backend
from bhxh_search.language.characters import fold
from bhxh_search.search.results import Hit

MOST_PARTS = 1_500
"""Of what has more parts than that, no table of contents is made."""

_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True)
class Entry:
    """One document of a whole."""

    id: str
    title: str
    headings: tuple[str, ...]
    """What it stands in, from the whole on."""


@dataclass(frozen=True)
class Section:
    """A chapter with what is in it; without a name, parts that stand in none."""

    name: str
    parts: tuple[Entry, ...]
    sections: tuple[Section, ...]

    def holds(self, id: str) -> bool:
        """Whether the part of this id is in it, or in a section of it."""
        return any(part.id == id for part in self.parts) or any(one.holds(id) for one in self.sections)


def parts_of(index: Backend, group: str) -> tuple[Entry, ...]:
    """The documents of a whole, as far as they can be told in the order in which they stand in it.

    Empty where there are more than `MOST_PARTS`.
    """
    if not group:
        return ()
    results = index.search("", filters={"group": group}, limit=MOST_PARTS, snippets=0)
    if results.total > MOST_PARTS:
        return ()
    return tuple(sorted((_part(hit) for hit in results), key=lambda part: order_of_part(part.id)))


def _part(hit: Hit) -> Entry:
    return Entry(hit.id, hit.title, hit.headings)


def order_of_part(id: str) -> tuple[int, tuple[tuple[int, str], ...], str]:
    """A key that puts ids of parts in order: preamble, articles by number, signature, annexes."""
    slug = fold(id.rpartition("#")[2].lower())
    if slug == "mo-dau":
        rank = 0
    elif slug.startswith("dieu-") or slug[:1].isdecimal():
        rank = 1
    elif slug == "ket-thuc":
        rank = 2
    else:
        rank = 3
    return rank, tuple(_number(piece) for piece in re.findall(r"[0-9]+|[^0-9\-]+", slug)), id


def _number(piece: str) -> tuple[int, str]:
    """A piece of an id, as it is put in order: numbers by value, Roman ones too, before words."""
    if piece.isdecimal():
        return int(piece[:15]), ""
    roman = _ROMAN.fullmatch(piece)
    if roman:
        values = [_NUMERALS[letter] for letter in piece]
        following = [*values[1:], 0]
        return sum(-a if a < b else a for a, b in zip(values, following, strict=True)), ""
    return 10**16, piece


def sections_of(parts: Sequence[Entry]) -> tuple[Section, ...]:
    """The parts in the chapters that they stand in; the whole's own name is left out."""
    return tuple(_sections([(part.headings[1:], part) for part in parts]))


def _sections(placed: Iterable[tuple[tuple[str, ...], Entry]]) -> Iterator[Section]:
    for name, members in groupby(placed, key=lambda one: one[0][:1]):
        if not name:
            yield Section("", tuple(part for _, part in members), ())
            continue
        inner = tuple(_sections([(above[1:], part) for above, part in members]))
        own = tuple(part for section in inner if not section.name for part in section.parts)
        if len(own) == sum(len(section.parts) for section in inner):
            yield Section(name[0], own, ())
        else:
            yield Section(name[0], (), inner)


def name_of_whole(part: Entry) -> str:
    """What the whole is called: the outermost of what its part stands in, or the title of one that stands in none."""
    return part.headings[0] if part.headings else part.title

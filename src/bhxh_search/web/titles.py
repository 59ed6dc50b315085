"""A title → what is drawn of it: what tells a document apart before what it shares with others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bhxh_search.render.drawing import shown_characters
from bhxh_search.search.results import Hit, Ranges
from bhxh_search.web.reading import marked_pieces

Pieces = list[tuple[str, bool]]

_ARTICLE_OF = re.compile(r"(?P<whole>.*?\S)\s+[-–]\s+(?P<own>Điều [0-9]+[a-zđ]?\b.*)", re.DOTALL)
"""How collections without parts name an article: after its law."""
_LONG = 90
"""Characters that three lines of a telephone hold: what is longer may be cut there."""


@dataclass(frozen=True)
class Titled:
    """A title as it is drawn."""

    own: Pieces
    whole: Pieces
    """The name of the law that it begins with, for a line of its own: a long one would hide what follows."""
    hint: str
    """All of it, where it may be cut on the screen."""


def titled(hit: Hit) -> Titled:
    """The title of a hit with its matches; its id where it has none."""
    text, ranges = hit.title, hit.title_highlights
    match = _ARTICLE_OF.fullmatch(text)
    if match:
        whole, own = (_part(text, ranges, *match.span(name)) for name in ("whole", "own"))
    else:
        whole, own = [], marked_pieces(text, ranges) or marked_pieces(hit.id, ())
    return Titled(own, whole, hint_of(text))


def titled_name(name: str) -> Titled:
    """A name without matches."""
    return Titled(marked_pieces(name, ()), [], hint_of(name))


def hint_of(text: str) -> str:
    """A title for who points at it, where it is so long that it may be cut."""
    return shown_characters(text) if len(text) > _LONG else ""


def window_title(title: str, whole: str) -> str:
    """What a window, and so a bookmark, calls a document: its title, then the name of the whole that it is a part of.

    `whole`: "" where it is a part of none. Both are cut where they are long.
    """
    match = _ARTICLE_OF.fullmatch(title)
    if match:
        title, whole = match["own"], match["whole"]
    if not whole or whole in title:
        return shortened(title, 120)
    return f"{shortened(title, 80)} – {shortened(whole, 60)}"


def shortened(text: str, most: int) -> str:
    """`text` in at most so many characters, about: cut in its middle, for titles differ at their ends."""
    if len(text) <= most:
        return text
    return f"{text[: most * 2 // 3].rsplit(' ', 1)[0]} … {text[-most // 3 :].split(' ', 1)[-1]}"


def _part(text: str, ranges: Ranges, start: int, end: int) -> Pieces:
    clipped = ((max(first, start) - start, min(last, end) - start) for first, last in ranges)
    return marked_pieces(text[start:end], tuple((first, last) for first, last in clipped if first < last))

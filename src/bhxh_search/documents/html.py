"""Web pages → Extracted: the article without the page around it, and what the page says of it to machines.

The article is found by Resiliparse (Apache-2.0), the best and by far the fastest of the libraries compared in
benchmarks/pages.py. Metadata come from JSON-LD (schema.org), Open Graph and `<meta>` elements, in this order.
"""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bhxh_search.documents.charsets import CHARSETS
from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.document import FieldValue
from bhxh_search.documents.encodings import Decoded, Undecodable, decoded, repair, wrongly_read
from bhxh_search.documents.extracted import Extracted, Unreadable
from bhxh_search.documents.fragments import parse, text_of

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_LINKS = 0.6  # of the text of a table's cell or of a list; more, and it is a menu
_FEWEST_AROUND_LISTS = 3
_DEEPEST_JSON = 6
_HEAD = 4_000  # bytes in which a page declares its encoding
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_FEW = 20
"""Bytes beyond ASCII that may read as Vietnamese by accident."""
_DECLARED_FOR_ANY = frozenset({"ascii", "utf-8", "cp1252", "cp1258", "iso8859-1", "iso8859-15"})
"""Encodings that pages in the old ones of Vietnam declare, by the names that Python has for them."""

_TITLES = ("headline", "og:title", "twitter:title", "dc.title", "title")
_DATES = ("datepublished", "article:published_time", "dc.date.issued", "dc.date", "pubdate", "publishdate", "date")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "author": ("author", "article:author", "dc.creator"),
    "source": ("publisher", "og:site_name", "dc.publisher"),
    "url": ("og:url", "canonical"),
    "description": ("description", "og:description"),
    "section": ("articlesection", "article:section"),
}


def read_html(data: bytes, encoding: str | None = None) -> Extracted:
    """The article of a page, its title, date, author and the like. `encoding`: None to find it out.

    Raises `Unreadable`; `ImportError` without Resiliparse.
    """
    read = _decode(data, encoding)
    tree = parse(read.text)
    if tree.body is None:
        return Extracted("")
    metadata = _metadata(tree)
    # A collection of elements is made anew for each that is taken out of it; a walk over all nodes is not. What
    # stands inside of another comes before it, for it may go with it.
    found = [(node, tag) for node in tree.body if (tag := node.tag) in ("tr", "ul")][::-1]
    for node, tag in found:
        if tag == "tr":
            _empty_menus(node)
        elif _is_high(node) and not _is_of_links(node):
            _replace_by_numbered_list(tree, node)
    text = text_of(tree, main_content=True) or text_of(tree)
    return _repaired(text, metadata, tree.title or "", read.encoding)


def _decode(data: bytes, encoding: str | None) -> Decoded:
    """The page's text. What it declares is asked only when the text itself does not tell: it is often wrong."""
    declared = None if encoding or b"\0" in data else _declared(data)
    try:
        read = decoded(data, encoding)
    except Undecodable as error:
        if declared is None:
            raise Unreadable(str(error)) from None
        return Decoded(data.decode(declared, errors="replace"), declared)
    is_sure = read.encoding not in CHARSETS or len(_BEYOND_ASCII.findall(data)) > _FEW
    if is_sure or declared is None or codecs.lookup(declared).name in _DECLARED_FOR_ANY:
        return read
    try:
        return Decoded(data.decode(declared), declared)
    except UnicodeDecodeError:
        return read


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares, in lower case; None where that is none that is known."""
    found = _DECLARED.search(data[:_HEAD])
    name = "" if found is None else found[1].decode("ascii").lower()
    try:
        b" ".decode(name)  # refuses codecs that are not of text
    except (LookupError, ValueError):
        return None
    return name


def _empty_menus(row: Any) -> None:
    """Empty the cells of a table's row that are menus.

    In a row with words of its own a cell that is one link is no menu: in a table of documents it is a name.
    """
    cells = [cell for cell in _children(row) if cell.tag in ("td", "th")]
    of_links = [_is_of_links(cell) for cell in cells]
    if not any(of_links):
        return
    others = (cell for cell, is_of_links in zip(cells, of_links, strict=True) if not is_of_links)
    has_words = any(any(map(str.isalnum, cell.text)) for cell in others)
    for cell, is_of_links in zip(cells, of_links, strict=True):
        is_name = has_words and _number_of(cell, "a") == 1
        if is_of_links and cell.tag == "td" and not is_name and not _number_of(cell, "p"):
            cell.inner_html = ""


def _replace_by_numbered_list(tree: Any, bullets: Any) -> None:
    """Resiliparse takes a list with bullets that stands by itself on a page for a menu.

    So it does with those inside of it, whose items, links or not, go on with its own.
    """
    for inner in [one for child in _children(bullets) for one in child if one.tag == "ul"][::-1]:
        _make_numbered(tree, inner)
    _make_numbered(tree, bullets)


def _make_numbered(tree: Any, bullets: Any) -> None:
    numbered = tree.create_element("ol")
    for name in bullets.attrs:
        numbered.setattr(name, bullets.getattr(name))
    for child in _children(bullets):
        numbered.append_child(child)
    bullets.parent.replace_child(numbered, bullets)


def _is_high(node: Any) -> bool:
    """Whether an element has so few others around it that Resiliparse takes it for no part of an article."""
    for _ in range(_FEWEST_AROUND_LISTS):
        node = node.parent
        if node is None or node.tag == "body":
            return True
    return False


def _children(node: Any) -> list[Any]:
    found = []
    child = node.first_child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _number_of(node: Any, tag: str) -> int:
    return sum(one.tag == tag for one in node)


def _is_of_links(node: Any) -> bool:
    """Whether most of the text of an element is links."""
    length = len(node.text.strip())
    return length > 0 and sum(len(one.text.strip()) for one in node if one.tag == "a") > _LINKS * length


def _repaired(text: str, metadata: Mapping[str, str | tuple[str, ...]], page_title: str, encoding: str) -> Extracted:
    old = wrongly_read(text)

    def read(value: str) -> str:
        return value if old is None else repair(value, old)

    title = _first(metadata, _TITLES) or _without_site(page_title, _first(metadata, _FIELDS["source"]))
    fields: dict[str, FieldValue] = {
        name: read(value) for name, keys in _FIELDS.items() if (value := _first(metadata, keys))
    }
    tags = metadata.get("keywords", ())
    if tags:
        fields["tags"] = tuple(map(read, (tags,) if isinstance(tags, str) else tags))
    if old is not None or encoding not in ("utf-8", "utf-16"):
        fields["encoding"] = old or encoding
    return Extracted(read(text), read(" ".join(title.split())), fields=fields, date=_date(metadata))


def _first(metadata: Mapping[str, str | tuple[str, ...]], keys: tuple[str, ...]) -> str:
    values = (metadata.get(key) for key in keys)
    return next((value for value in values if isinstance(value, str) and value), "")


def _date(metadata: Mapping[str, str | tuple[str, ...]]) -> dt.date | dt.datetime | None:
    values = (metadata.get(key) for key in _DATES)
    dates = (parse_date(value) for value in values if isinstance(value, str))
    return next((date for date in dates if date is not None), None)


def _without_site(title: str, site: str) -> str:
    """A page's title without the name of its site, which stands behind a dash or a bar."""
    parts = re.split(r"\s+[-–—|]\s+", title.strip())
    if len(parts) > 1 and (parts[-1] == site or len(parts[-1].split()) <= 4 < len(" ".join(parts[:-1]).split())):
        return title.strip()[: title.strip().rindex(parts[-1])].rstrip(" \t-–—|")
    return title.strip()


def _metadata(tree: Any) -> dict[str, str | tuple[str, ...]]:
    """What the page tells machines: name in lower case → value; of JSON-LD before `<meta>`."""
    found: dict[str, str | tuple[str, ...]] = {}
    root = tree.document
    for script in root.get_elements_by_tag_name("script"):
        if script.getattr("type") == "application/ld+json":
            for name, value in _json_ld(script.text):
                found.setdefault(name, value)
    for meta in root.get_elements_by_tag_name("meta"):
        name = meta.getattr("property") or meta.getattr("name") or meta.getattr("itemprop")
        value = (meta.getattr("content") or "").strip()
        if not name or not value:
            continue
        name = name.strip().lower()
        if name in ("keywords", "news_keywords", "article:tag"):
            before = found.get("keywords", ())
            tags = tuple(tag.strip() for tag in value.split(",") if tag.strip())
            found["keywords"] = tuple(dict.fromkeys([*(before if isinstance(before, tuple) else (before,)), *tags]))
        else:
            found.setdefault(name, value)
    for link in root.get_elements_by_tag_name("link"):
        if link.getattr("rel") == "canonical" and link.getattr("href"):
            found.setdefault("canonical", link.getattr("href"))
    return found


def _json_ld(text: str) -> Iterator[tuple[str, str]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    for thing in _articles(value, 0):
        for name in ("headline", "datePublished", "description", "articleSection"):
            if isinstance(thing.get(name), str):
                yield name.lower(), thing[name].strip()
        for name in ("author", "publisher"):
            names = [one for one in _names(thing.get(name)) if one]
            if names:
                yield name, ", ".join(names)


def _articles(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """The things in a JSON-LD value that have a headline."""
    if depth > _DEEPEST_JSON:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        if "headline" in value:
            yield value
        yield from _articles(value.get("@graph"), depth + 1)


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name.strip()

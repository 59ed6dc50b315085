"""Web pages → Extracted: the article without the page around it, and what the page says of it to machines.

The article is found by Resiliparse (Apache-2.0), the best and by far the fastest of the libraries compared in
benchmarks/pages.py. Metadata come from JSON-LD (schema.org), Open Graph and `<meta>` elements, in this order.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bhxh_search.documents.dates import parse_date
from bhxh_search.documents.document import FieldValue
from bhxh_search.documents.encodings import Decoded, Undecodable, decoded, repair, wrongly_read
from bhxh_search.documents.extracted import Extracted, Unreadable

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n+")
_LINKS = 0.6  # of a table cell's text; more, and it is a menu
_DEEPEST_JSON = 6
_HEAD = 4_000  # bytes in which a page declares its encoding

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
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    read = _decode(data, encoding)
    tree = HTMLTree.parse(read.text)
    if tree.body is None:
        return Extracted("")
    metadata = _metadata(tree)
    for cell in tree.body.get_elements_by_tag_name("td"):
        if _is_menu(cell):
            cell.inner_html = ""
    text = ""
    for main_content in (True, False):
        if not text.strip():
            text = extract_plain_text(
                tree, main_content=main_content, list_bullets=False, alt_texts=False, links=False
            )
    return _repaired(_BLANK_LINES.sub("\n\n", text).strip(), metadata, tree.title or "", read.encoding)


def _decode(data: bytes, encoding: str | None) -> Decoded:
    """The page's text. What it declares is asked only when the text itself does not tell: it is often wrong."""
    try:
        return decoded(data, encoding)
    except Undecodable as error:
        declared = None if encoding else _DECLARED.search(data[:_HEAD])
        if declared is not None and b"\0" not in data:
            try:
                name = declared[1].decode("ascii")
                return Decoded(data.decode(name, errors="replace"), name.lower())
            except (LookupError, ValueError):
                pass
        raise Unreadable(str(error)) from None


def _is_menu(cell: Any) -> bool:
    length = len(cell.text.strip())
    links = sum(len(link.text.strip()) for link in cell.get_elements_by_tag_name("a"))
    return length > 0 and links > _LINKS * length and not cell.get_elements_by_tag_name("p")


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

"""What a text refers to: law numbers that other documents of the index bear, and articles of the same law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bhxh_search.language.citations import find_citations, law_number
from bhxh_search.language.normal_form import NormalizedText, normalize
from bhxh_search.library import Index
from bhxh_search.outline import Entry, parts_of
from bhxh_search.search.results import Hit
from bhxh_search.web.reading import Link
from bhxh_search.web.texts import Language

_MOST_NUMBERS = 300
"""Different law numbers that are looked for, of one text."""

_THIS_LAW = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Quy chế|Quy định)"
# Khoản 2 Điều 54, Điều 55 và Điều 56 của Luật này: nothing else may stand between the article and the law.
_OWN_ARTICLE = re.compile(
    r"[Đđ]iều (?P<number>[0-9]{1,4}[a-zđ]?)(?![\w.])"
    # Each of these begins otherwise, so that there is one way of reading a list, however long.
    r"(?=(?:[\s,;]|và |hoặc |đến |các |của |[Đđ]iểm [a-zđ]{1,2}(?!\w)|[Kk]hoản |[Đđ]iều |[0-9]{1,4}[a-zđ]?(?!\w))"
    rf"{{0,60}}?{_THIS_LAW} này(?!\w))"
)


@dataclass(frozen=True)
class Cited:
    """A law number in a text."""

    start: int
    end: int
    number: str
    """As `law_number` gives it."""


def cited_numbers(normal: NormalizedText) -> list[Cited]:
    """The law numbers of a text, in order."""
    return [
        Cited(*normal.span(one.start, one.end), one.terms[0][0])
        for one in find_citations(normal.text)
        if one.kind == "number"
    ]


def known_numbers(index: Index, numbers: Iterable[str]) -> frozenset[str]:
    """Those of some law numbers that documents of the index bear."""
    wanted = sorted(set(numbers))[:_MOST_NUMBERS]
    if not wanted:
        return frozenset()
    found = index.search("", filters={"number": wanted}, facets=["number"], limit=0).facets["number"]
    return frozenset(value.value for value in found) & frozenset(wanted)


def number_address(number: str, language: Language) -> str:
    """The address that leads to the document which bears this number."""
    said = [("number", number)] + ([("lang", language)] if language != "vi" else [])
    return "/law?" + urlencode(said)


def bearers(index: Index, number: str) -> list[str]:
    """The ids of documents that bear this number, one of each whole: its first part. Two at most."""
    if "*" in number:
        return []  # a beginning of numbers, to a filter; of what an address says it is none
    results = index.search("", filters={"number": number}, group=True, group_size=1, limit=2, snippets=0)
    return [_first_part(index, hit) for hit in results]


def _first_part(index: Index, hit: Hit) -> str:
    parts = () if hit.group is None else parts_of(index, hit.group)
    return parts[0].id if parts else hit.id


def links_in(
    texts: Sequence[str],
    index: Index,
    own_number: str,
    parts: Sequence[Entry],
    language: Language,
    address_of: Callable[[str], str],
) -> list[list[Link]]:
    """What in each of `texts` leads to other documents, in order, none in another.

    `own_number`: that of the documents, which leads nowhere. `parts`: those of their whole, which its articles may
    name.
    """
    normal = [normalize(text) for text in texts]
    cited = [cited_numbers(one) for one in normal]
    known = known_numbers(index, (one.number for some in cited for one in some)) - {law_number(own_number)}
    articles = {_slug(part.id): part.id for part in reversed(parts)}
    links: list[list[Link]] = []
    for text, some in zip(normal, cited, strict=True):
        found = [
            Link(one.start, one.end, number_address(one.number, language)) for one in some if one.number in known
        ]
        found += _own_articles(text, articles, address_of)
        links.append(list(_apart(sorted(found, key=lambda link: link.start))))
    return links


def _own_articles(
    normal: NormalizedText, articles: Mapping[str, str], address_of: Callable[[str], str]
) -> Iterator[Link]:
    for match in _OWN_ARTICLE.finditer(normal.text) if articles else ():
        id = articles.get(f"dieu-{match['number'].lower()}")
        if id is not None:
            yield Link(*normal.span(*match.span()), address_of(id))


def _slug(id: str) -> str:
    return id.rpartition("#")[2]


def _apart(links: Iterable[Link]) -> Iterator[Link]:
    end = 0
    for link in links:
        if link.start >= end:
            yield link
            end = link.end

"""Results → what the page of results draws: cards, facets and pages, each with the address that it leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bhxh_search.documents.document import FieldValue
from bhxh_search.library import Index
from bhxh_search.render.drawing import by_rank, new_snippets, ranks_of
from bhxh_search.search.results import FacetValue, Hit, QueryProblem, Results, Snippet
from bhxh_search.web.address import FACETS, PAGE_SIZE, WITHIN, PageQuery, case_of
from bhxh_search.web.reading import beginning_of, marked_pieces, safe_link
from bhxh_search.web.titles import Pieces, Titled, titled, titled_name

PARTS_SHOWN = 3
"""Parts of one document that a card shows."""
_VALUES_SHOWN = 6
"""Values of a facet that are shown at once; the others behind a click."""
MOST_VALUES = 60
"""All that are shown of a facet."""
_PAGES_AROUND = 2
_TYPED, _BESIDE = 80, 40
"""Characters shown of what was not understood, and of what stands on either side of it."""


@dataclass(frozen=True)
class Choice:
    """A value of a facet: click to filter by it, or to take that back."""

    value: str
    count: int
    address: str
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """A field with its values."""

    name: str
    first: tuple[Choice, ...]
    others: tuple[Choice, ...]
    is_cut: bool
    """Whether there are values besides these."""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    name: str
    value: str
    address: str


@dataclass(frozen=True)
class CardEntry:
    """One document found: an article of a card, or the card itself."""

    title: Titled
    address: str
    place: tuple[str, ...]
    """What it stands in, without the whole's own name."""
    snippets: tuple[tuple[Snippet, Pieces], ...]
    missing: tuple[str, ...]
    """What of the query it does not hold, where it holds only a part."""
    repeats: int | None
    """The rank of what stands above with nearly the same text."""


@dataclass(frozen=True)
class Card:
    """What stands under one rank."""

    rank: int
    about: tuple[str, ...]
    """Kind, number, issuer or source."""
    date: dt.date | None
    title: Titled
    """Of the whole, or of the only document."""
    address: str
    """Of that document; of the whole all of it, for each of its parts has an address of its own."""
    pieces: tuple[CardEntry, ...]
    is_group: bool
    more: int
    """Parts found that are not shown."""
    more_address: str


@dataclass(frozen=True)
class Pages:
    """Where in the results the page stands."""

    number: int
    count: int
    around: tuple[int | None, ...]
    """The numbers to show; None for a gap."""
    is_last_seen: bool
    """Whether there are results after this page that no page shows."""


@dataclass(frozen=True)
class Misread:
    """A part of a query that was not used as it was typed."""

    before: str
    typed: str
    after: str
    """That part between what stands beside it, each cut where it is long; all empty where it is all of the query."""
    message: str


@dataclass(frozen=True)
class FoundPage:
    """All that the page of results draws."""

    results: Results
    cards: tuple[Card, ...]
    partial: tuple[Card, ...]
    """Of documents that hold only a part of the query."""
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    pages: Pages
    misread: tuple[Misread, ...]


def find(index: Index, asked: PageQuery, depth: int) -> FoundPage:
    """Search, and count facets. `depth`: how many results may be paged through."""
    results = index.search(
        asked.query,
        limit=PAGE_SIZE,
        offset=(asked.page - 1) * PAGE_SIZE,
        filters=asked.index_filters,
        sort=asked.order,
        facets=FACETS,
        snippets=0 if asked.is_browsing else 2,
        group=not asked.flat,
        group_size=None if asked.flat else 1 if asked.is_browsing else PARTS_SHOWN,
    )
    ranks = ranks_of(results)
    return FoundPage(
        results,
        tuple(_cards(results, asked, ranks)),
        tuple(_cards(results.partial, asked, ranks)),
        tuple(_facets(index, asked, results)),
        tuple(_chips(index, asked)),
        _pages(results, asked.page, depth),
        tuple(_misread(results.query, problem) for problem in results.problems),
    )


# What was not understood


def _misread(query: str, problem: QueryProblem) -> Misread:
    start, end = problem.position, problem.position + problem.length
    if start == end:
        return Misread("", "", "", problem.message)
    before = query[:start]
    if len(before) > _BESIDE:
        kept = before[-_BESIDE:]
        before = "…" + kept[kept.find(" ") + 1 :]
    return Misread(before, _first(query[start:end], _TYPED), _first(query[end:], _BESIDE), problem.message)


def _first(text: str, most: int) -> str:
    """The beginning of a text in at most so many characters, cut at a blank where it has one."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", 1, most + 1)
    return text[: blank if blank > 0 else most] + "…"


# Cards


def _cards(found: Iterable[Hit], asked: PageQuery, ranks: Mapping[str | None, int]) -> Iterator[Card]:
    for hits in by_rank(found):
        yield _card(hits, asked, ranks)


def _card(hits: Sequence[Hit], asked: PageQuery, ranks: Mapping[str | None, int]) -> Card:
    first = hits[0]
    is_group = first.group is not None and not asked.flat
    total = first.group_total or len(hits)
    name = next((hit.headings[0] for hit in hits if hit.headings), "")
    if not name and len(hits) > 1:
        name = first.group or ""  # what the parts have in common
    is_named = bool(is_group and name)
    listed = () if is_group and asked.is_browsing else hits
    return Card(
        rank=first.rank,
        about=tuple(about_hit(first, name or first.title)),
        date=first.date,
        title=titled_name(name) if is_named else titled(first),
        address=asked.document(first.id, whole=is_group),
        pieces=tuple(_piece(hit, asked, ranks, is_group=is_group) for hit in listed),
        is_group=is_group,
        # Of what holds only a part, others would be found by a search of their own.
        more=0 if first.missing else total if is_group and asked.is_browsing else total - len(hits),
        more_address=_inside(asked, first),
    )


def _inside(asked: PageQuery, hit: Hit) -> str:
    """The address of all that was found in the whole of a hit, part by part."""
    return asked.with_filter(WITHIN, hit.group or hit.id).address(flat=True)


def _piece(hit: Hit, asked: PageQuery, ranks: Mapping[str | None, int], *, is_group: bool) -> CardEntry:
    return CardEntry(
        title=titled(hit),
        address=asked.document(hit.id),
        place=hit.headings[1:] if is_group else hit.headings,
        snippets=tuple(_drawn(new_snippets(hit, ranks), hit)),
        missing=hit.missing,
        repeats=ranks.get(hit.repeats),
    )


def _drawn(snippets: Iterable[Snippet], hit: Hit) -> Iterator[tuple[Snippet, Pieces]]:
    """The snippets of a hit, less the title that stands above them already."""
    for snippet in snippets:
        cut = (
            0 if snippet.start else beginning_of(snippet.text, hit.title, hit.headings[1:], under_any=True).title_end
        )
        ranges = tuple((max(start - cut, 0), end - cut) for start, end in snippet.highlights)
        drawn = marked_pieces(snippet.text[cut:], ranges)
        if drawn:
            yield snippet, drawn


def about_hit(hit: Hit, name: str) -> Iterator[str]:
    """What tells most about a hit besides its name: kind, number, issuer; where it was published."""
    kind, number = _text(hit.fields, "kind"), _text(hit.fields, "number")
    if kind:
        yield kind[:1].upper() + kind[1:]
    if number and number not in name:
        yield number
    if kind or number:
        issuer = _text(hit.fields, "issuer")
        if issuer:
            yield issuer
        return
    source = _text(hit.fields, "source") or host_of(_text(hit.fields, "url"))
    if source:
        yield source


def host_of(url: str) -> str:
    """The host of an address, without www; "" where it is no address."""
    if safe_link(url) is None:
        return ""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _text(fields: Mapping[str, FieldValue], name: str) -> str:
    value = fields.get(name, "")
    return ", ".join(value) if isinstance(value, tuple) else str(value)


# Facets


def _facets(index: Index, asked: PageQuery, results: Results) -> Iterator[Facet]:
    for name in FACETS:
        on = asked.filters.get(name, ())
        values = _in_one_case(name, _values_without(index, asked, name) if on else results.facets[name])
        known = {case_of(name, one.value) for one in values}
        missing = [FacetValue(value, 0) for value in on if case_of(name, value) not in known]
        choices = [_choice(asked, name, one) for one in (*missing, *in_reading_order(name, values)[:MOST_VALUES])]
        first = [one for place, one in enumerate(choices) if place < _VALUES_SHOWN or one.is_on]
        if len(choices) == len(first) + 1:
            first = choices
        if choices:
            others = tuple(one for one in choices if one not in first)
            yield Facet(name, tuple(first), others, len(values) > MOST_VALUES)


def _in_one_case(name: str, values: Sequence[FacetValue]) -> list[FacetValue]:
    """Values that are the same as one, as the most frequent of them is written; the most frequent first."""
    found: dict[str, FacetValue] = {}
    for one in values:
        same = found.setdefault(case_of(name, one.value), FacetValue(one.value, 0))
        found[case_of(name, one.value)] = replace(same, count=same.count + one.count)
    return sorted(found.values(), key=lambda one: -one.count)


def in_reading_order(name: str, values: Sequence[FacetValue]) -> list[FacetValue]:
    """The values of a facet as people read them: years from the newest on, others from the most frequent."""
    return sorted(values, key=lambda one: one.value, reverse=True) if name == "year" else list(values)


def _values_without(index: Index, asked: PageQuery, name: str) -> Sequence[FacetValue]:
    """The values that could be chosen besides those that are: counted without the filter by this field."""
    wider = asked.without_filter(name)
    return index.search(asked.query, limit=0, filters=wider.index_filters, facets=[name], snippets=0).facets[name]


def _choice(asked: PageQuery, name: str, one: FacetValue) -> Choice:
    on = next(
        (value for value in asked.filters.get(name, ()) if case_of(name, value) == case_of(name, one.value)), None
    )
    changed = asked.with_filter(name, one.value) if on is None else asked.without_filter(name, on)
    return Choice(one.value, one.count, changed.address(), on is not None)


def _chips(index: Index, asked: PageQuery) -> Iterator[Chip]:
    for name, values in asked.filters.items():
        for value in values:
            shown = _name_of(index, value) if name == WITHIN else value
            yield Chip(name, shown, asked.without_filter(name, value).address(flat=asked.flat and name != WITHIN))


def _name_of(index: Index, group: str) -> str:
    hit = next(iter(index.search("", filters={"group": group}, limit=2, snippets=0).hits[::-1]), None)
    return group if hit is None else (hit.headings[0] if hit.headings else hit.title or group)


# Pages


def _pages(results: Results, number: int, depth: int) -> Pages:
    there_are = results.total if results.groups is None else results.groups
    needed = -(-there_are // PAGE_SIZE)
    count = min(needed, max(depth // PAGE_SIZE, 1))
    shown = {1, count, *range(number - _PAGES_AROUND, number + _PAGES_AROUND + 1)}
    around: list[int | None] = []
    for page in sorted(page for page in shown if 1 <= page <= count):
        if around and around[-1] is not None and page - around[-1] == 2:
            around.append(page - 1)
        elif around and around[-1] is not None and page - around[-1] > 2:
            around.append(None)
        around.append(page)
    return Pages(number, count, tuple(around), number == count < needed)

"""What the address of a page asks for, and the addresses of the pages that it leads to.

All that a page shows is in its address, so it can be shared, kept and gone back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bhxh_search.search.sort import SORTS, Sort
from bhxh_search.web.limits import Limits
from bhxh_search.web.texts import Language, language_of

FACETS = ("kind", "year", "issuer", "source")
"""The fields that results are narrowed by, in the order in which they stand on the page."""
WITHIN = "in"
"""What an address calls the whole whose parts alone are searched."""
PAGE_SIZE = 10

Theme = Literal["light", "dark", "auto"]
THEMES: tuple[Theme, ...] = ("light", "dark", "auto")

Filters = Mapping[str, tuple[str, ...]]


class BadAddress(Exception):
    """An address that asks for what makes no sense. `reason` is a key of the page's texts, `values` fill it in."""

    def __init__(self, reason: str, title: str, asked: PageQuery, /, **values: object) -> None:
        """`asked`: what could be read of the address."""
        super().__init__(reason)
        self.reason = reason
        self.title = title
        self.asked = asked
        self.values = values


@dataclass(frozen=True)
class PageQuery:
    """A query, and how its results are shown."""

    query: str = ""
    filters: Filters = field(default_factory=dict, hash=False)
    """Name of a facet, or `WITHIN` → values, of which one must be there."""
    sort: Sort | None = None
    """None for the best order: by relevance, or without a query the newest first."""
    page: int = 1
    flat: bool = False
    """Whether each part of a document stands by itself."""
    language: Language = "vi"
    marks: bool = True
    """Whether documents show what was searched for."""

    @property
    def is_browsing(self) -> bool:
        """Whether there is no query, but all that passes the filters is shown."""
        return not self.query.strip()

    @property
    def is_marked(self) -> bool:
        """Whether there is something to mark in documents."""
        return self.marks and not self.is_browsing

    @property
    def order(self) -> Sort:
        """The order of the results."""
        return self.sort or ("date" if self.is_browsing else "relevance")

    @property
    def index_filters(self) -> dict[str, list[str]]:
        """The filters as the index takes them: years are dates, all else whole values."""
        return {_index_name(name): _index_values(name, values) for name, values in self.filters.items()}

    def with_filter(self, name: str, value: str) -> PageQuery:
        """The first page with one filter more."""
        values = (*self.filters.get(name, ()), value)
        return replace(self, filters={**self.filters, name: tuple(dict.fromkeys(values))}, page=1)

    def without_filter(self, name: str, value: str | None = None) -> PageQuery:
        """The first page without a filter, or without all of a name."""
        left = tuple(one for one in self.filters.get(name, ()) if value is not None and one != value)
        filters = {**self.filters, name: left}
        return replace(self, filters={name: values for name, values in filters.items() if values}, page=1)

    def with_marks(self, shown: bool) -> PageQuery:
        """The same with documents marked or not."""
        return replace(self, marks=shown)

    @property
    def everywhere(self) -> PageQuery:
        """The same in all documents, not part by part in one."""
        return replace(self, filters={}, flat=False, page=1)

    def parameters(self) -> list[tuple[str, str]]:
        """What the address says, in one order, less what is so anyway."""
        said = [("q", self.query)] if self.query else []
        said += [(name, value) for name in (*FACETS, WITHIN) for value in self.filters.get(name, ())]
        if self.sort is not None:
            said.append(("sort", self.sort))
        if self.flat:
            said.append(("view", "flat"))
        if self.page != 1:
            said.append(("page", str(self.page)))
        if self.language != "vi":
            said.append(("lang", self.language))
        return said

    def kept(self) -> list[tuple[str, str]]:
        """What a new query keeps of the address, as the fields of a form: all but the page and most filters.

        The document searched in is kept.
        """
        within = {name: values for name, values in self.filters.items() if name == WITHIN}
        return replace(self, query="", filters=within, page=1).parameters()

    def address(self, **changes: object) -> str:
        """The address of these results; with changes, of those that differ in them."""
        parameters = replace(self, **changes).parameters()  # type: ignore[arg-type]
        return "/search?" + urlencode(parameters) if parameters else "/search"

    @property
    def has_results(self) -> bool:
        """Whether a document was come to from results, which it can lead back to."""
        return self != PageQuery(language=self.language, marks=self.marks)

    def document(self, id: str, *, match: int | None = None, whole: bool = False, at: int = 0) -> str:
        """The address of a document, with what was searched for marked in it or not, and these results to go back to.

        `match`: the number of the match to go to; `whole`: with all parts of its whole; `at`: the character of its
        text to be shown, where that is too long for one page.
        """
        said = [("id", id), *self.parameters()]
        if not self.marks:
            said.append(("marks", "0"))
        if whole:
            said.append(("whole", "1"))
        if match is not None:
            said.append(("match", str(match)))
        elif at:
            said.append(("at", str(at)))
        return "/document?" + urlencode(said) + (f"#m{match}" if match is not None else "")


def document_address(id: str, language: Language = "vi", *, whole: bool = False) -> str:
    """The address of a document, with nothing marked in it."""
    return PageQuery(language=language).document(id, whole=whole)


def in_language(path: str, language: Language) -> str:
    """The address of a page that nothing else is said of."""
    return path if language == "vi" else f"{path}?lang={language}"


def read_asked(parameters: QueryParams, limits: Limits) -> PageQuery:
    """What the parameters of an address ask for. Raises `BadAddress`."""
    asked = PageQuery(query=parameters.get("q", ""), language=language_of(parameters.get("lang")))
    if len(asked.query) > limits.query_characters:
        raise BadAddress("too-long", "too-long-title", asked, length=len(asked.query), limit=limits.query_characters)
    asked = replace(
        asked,
        filters=_read_filters(parameters, limits, asked),
        flat=parameters.get("view") == "flat",
        marks=parameters.get("marks") != "0",
    )
    sort = parameters.get("sort")
    if sort in SORTS:
        asked = replace(asked, sort=sort)
    last = max(limits.page_depth // PAGE_SIZE, 1)
    number = parameters.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) > 0):
        raise BadAddress("bad-page", "bad-page-title", asked, value=number[:40], last=last)
    if int(number) > last:
        raise BadAddress("too-deep", "too-deep-title", asked, seen=last * PAGE_SIZE, last=last)
    return replace(asked, page=int(number))


def _read_filters(parameters: QueryParams, limits: Limits, asked: PageQuery) -> Filters:
    filters = {name: _different(name, parameters.getlist(name)) for name in (*FACETS, WITHIN)}
    filters = {name: values for name, values in filters.items() if values}
    if sum(map(len, filters.values())) > limits.filters:
        raise BadAddress("many-filters", "bad-filter-title", asked, limit=limits.filters)
    for name, values in filters.items():
        limit = limits.id_characters if name == WITHIN else limits.filter_characters
        if any(len(value) > limit for value in values):
            raise BadAddress("long-filter", "bad-filter-title", asked, limit=limit)
    return filters


def case_of(name: str, value: str) -> str:
    """What values of a field are the same by: people and collections write Luật and luật."""
    return value.lower() if name == "kind" else value


def _different(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """The values of a filter, each once and none empty, as they are first written."""
    first: dict[str, str] = {}
    for value in filter(None, values):
        first.setdefault(case_of(name, value), value)
    return tuple(first.values())


def _index_name(name: str) -> str:
    return "group" if name == WITHIN else name


def _index_values(name: str, values: Sequence[str]) -> list[str]:
    if name in (WITHIN, "year"):
        return list(values)
    # Of a kind, people know neither which letters a collection writes large.
    forms = [(value, *(_in_any_case(value) if name == "kind" else ())) for value in values]
    return list(dict.fromkeys(f"={form}" for some in forms for form in some))


def _in_any_case(value: str) -> tuple[str, ...]:
    return value.lower(), value[:1].upper() + value[1:].lower(), value.upper()

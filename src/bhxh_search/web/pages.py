"""The page for people: its routes. Everything works by links and GET forms; scripts only add to it."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.library import Index
from bhxh_search.outline import parts_of
from bhxh_search.search.results import Results, Suggestion
from bhxh_search.web.address import FACETS, PageQuery, document_address, read_asked
from bhxh_search.web.found import find, in_reading_order
from bhxh_search.web.help import EXAMPLES
from bhxh_search.web.limits import Limits
from bhxh_search.web.opened import open_page
from bhxh_search.web.problems import http_problem
from bhxh_search.web.references import bearers
from bhxh_search.web.served import State
from bhxh_search.web.texts import PageWords, language_of
from bhxh_search.web.view import HERE, View
from bhxh_search.web.work import Work

_DAY_SECONDS = 24 * 3600
_NEWEST = 6
_BROWSED = 8
"""Values of each facet on the home page."""


def page_routes(view: View, limits: Limits, searching: Work, reading: Work) -> APIRouter:
    """The routes of the page.

    `searching`, `reading`: the threads for searches, and for documents, as those of the API.
    """
    router = APIRouter(include_in_schema=False)
    overview = _Overview()

    @router.get("/")
    async def home(request: Request) -> Response:
        return await view.answer(request, searching, lambda state: _home(view, request, state, overview))

    @router.get("/search")
    async def search(request: Request) -> Response:
        return await view.answer(request, searching, lambda state: _search(view, request, state, limits))

    @router.get("/document")
    async def document(request: Request) -> Response:
        return await view.answer(request, reading, lambda state: _document(view, request, state, limits))

    @router.get("/law")
    async def law(request: Request) -> Response:
        return await view.answer(request, searching, lambda state: _law(request, state, limits))

    @router.get("/help")
    async def help_page(request: Request) -> Response:
        return await view.answer(request, reading, lambda _: view.page(request, "help.html", examples=EXAMPLES))

    @router.get("/favicon.ico")
    async def icon() -> Response:  # of what has no page to name it, such as JSON
        return FileResponse(HERE / "static" / "icon.svg", headers={"cache-control": f"max-age={_DAY_SECONDS}"})

    return router


def report_missing_pages(app: FastAPI, view: View) -> None:
    """Let a browser that comes to an address where nothing is get a page that says so; programs get a problem."""

    async def missing(request: Request, error: Exception) -> Response:
        return view.refusal(request, 404) or await http_problem(request, error)

    app.add_exception_handler(404, missing)


# Home


class _Overview:
    """What the home page tells of the index, counted once for each state of it."""

    def __init__(self) -> None:
        self._kept: tuple[str, Results] | None = None

    def of(self, state: State) -> Results:
        """The newest documents, and how many there are of each kind."""
        kept = self._kept
        if kept is not None and kept[0] == state.generation:
            return kept[1]
        results = state.index.search(
            "", limit=_NEWEST, sort="date", facets=FACETS, snippets=0, group=True, group_size=1
        )
        self._kept = (state.generation, results)
        return results


def _home(view: View, request: Request, state: State, overview: _Overview) -> Response:
    asked = PageQuery(language=language_of(request.query_params.get("lang")))
    results = overview.of(state)
    browse = [
        (
            name,
            [
                (one, asked.with_filter(name, one.value).address())
                for one in in_reading_order(name, values)[:_BROWSED]
            ],
        )
        for name, values in results.facets.items()
        if values
    ]
    return view.page(request, "home.html", asked=asked, results=results, browse=browse)


# Results


def _search(view: View, request: Request, state: State, limits: Limits) -> Response:
    asked = read_asked(request.query_params, limits)
    found = find(state.index, asked, limits.page_depth)
    if asked.page > 1 and not found.results.total:  # there is one page that says so, whatever was its number
        asked = replace(asked, page=1)
        found = find(state.index, asked, limits.page_depth)
    count = found.pages.count
    if asked.page > max(count, 1):
        reason = "past-end-one" if count == 1 else "past-end"
        return view.error(request, 404, "past-end-title", reason, {"pages": count}, asked=asked)
    closest = () if found.results.total or asked.is_browsing else _closest(state.index, asked)
    return view.page(request, "results.html", asked=asked, found=found, results=found.results, closest=closest)


def _closest(index: Index, asked: PageQuery) -> list[tuple[Suggestion, str]]:
    """Queries like one that found nothing, with their addresses."""
    near = index.near_misses(asked.query, filters=asked.index_filters)
    return [(one, asked.address(query=one.query, page=1)) for one in near]


# A document


def _document(view: View, request: Request, state: State, limits: Limits) -> Response:
    asked = read_asked(request.query_params, limits)
    id = request.query_params.get("id", "")[: limits.id_characters]
    document = state.index.get(id)
    if (
        document is None and id and (parts := parts_of(state.index, id))
    ):  # a whole: beside its first part are its contents
        return RedirectResponse(asked.document(parts[0].id), 302)
    if document is None:
        reason = "no-document" if id else "no-id"
        return view.error(request, 404, "no-document-title", reason, {"id": id[:200]}, asked=asked)
    opened = open_page(
        state.index,
        document,
        asked,
        PageWords(asked.language),
        whole=request.query_params.get("whole") == "1",
        match=_number(request, "match"),
        at=_number(request, "at") or 0,
    )
    return view.page(request, "document.html", asked=asked, opened=opened, document=document)


def _number(request: Request, name: str) -> int | None:
    """A number of the address; None where there is none."""
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _law(request: Request, state: State, limits: Limits) -> Response:
    """Go to the document that bears a number; to a search where there are several, or none."""
    number = request.query_params.get("number", "")[: limits.filter_characters]
    language = language_of(request.query_params.get("lang"))
    known = law_number(normalize(number).text)
    found = bearers(state.index, known) if known else []
    if len(found) == 1:
        return RedirectResponse(document_address(found[0], language), 302)
    return RedirectResponse(PageQuery(f"number:{number}" if number else "", language=language).address(), 302)

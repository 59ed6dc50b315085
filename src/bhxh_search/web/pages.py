"""The page for people: its routes. Everything works by links and GET forms; scripts only add to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from bhxh_search.errors import BhxhSearchError, IndexDamaged, IndexNotFound, InvalidRequest
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.library import Index
from bhxh_search.render import shown_characters
from bhxh_search.web.address import (
    FACETS,
    THEMES,
    Asked,
    BadAddress,
    Theme,
    document_address,
    in_language,
    read_asked,
)
from bhxh_search.web.found import find, host_of, piece_title
from bhxh_search.web.help import EXAMPLES
from bhxh_search.web.limits import Limits
from bhxh_search.web.opened import anchor, open_page, part_address
from bhxh_search.web.problems import http_problem
from bhxh_search.web.references import bearers
from bhxh_search.web.served import Served, State
from bhxh_search.web.texts import Words, language_of

HERE = Path(__file__).parent
_DAY_SECONDS = 24 * 3600
_YEAR_SECONDS = 365 * 24 * 3600
_NEWEST = 6
_BROWSED = 8
"""Values of each facet on the home page."""


def page_routes(served: Served, limits: Limits) -> APIRouter:
    """The routes of the page over one index."""
    router = APIRouter(include_in_schema=False)
    view = _View(served)
    overview = _Overview()

    @router.get("/")
    def home(request: Request) -> Response:
        return view.answer(request, lambda state: _home(view, request, state, overview))

    @router.get("/search")
    def search(request: Request) -> Response:
        return view.answer(request, lambda state: _search(view, request, state, limits))

    @router.get("/document")
    def document(request: Request) -> Response:
        return view.answer(request, lambda state: _document(view, request, state, limits))

    @router.get("/law")
    def law(request: Request) -> Response:
        return view.answer(request, lambda state: _law(request, state, limits))

    @router.get("/help")
    def help_page(request: Request) -> Response:
        return view.answer(request, lambda _: view.page(request, "help.html", examples=EXAMPLES))

    @router.get("/favicon.ico")
    def icon() -> Response:  # of what has no page to name it, such as JSON
        return FileResponse(HERE / "static" / "icon.svg", headers={"cache-control": f"max-age={_DAY_SECONDS}"})

    return router


def report_missing_pages(app: FastAPI, served: Served) -> None:
    """Let a browser that comes to an address where nothing is get a page that says so; programs get a problem."""
    view = _View(served)

    async def missing(request: Request, error: Exception) -> Response:
        is_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
        if is_page:
            return view.error(request, 404, "not-found-title", "not-found")
        return await http_problem(request, error)

    app.add_exception_handler(404, missing)


class _View:
    """Draws pages."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._templates = _templates()

    def answer(self, request: Request, draw: Callable[[State], Response]) -> Response:
        """What `draw` makes of the newest state, or the page of an error."""
        try:
            return self._kept_theme(request, draw(self._served.state))
        except BadAddress as error:
            status = 414 if error.reason == "too-long" else 400
            return self.error(request, status, error.title, error.reason, asked=error.asked, **error.values)
        except InvalidRequest:
            return self.error(request, 400, "bad-request-title", "server")
        except IndexNotFound:
            return self.error(request, 503, "index-title", "index-missing", command="bhxh-search index …")
        except IndexDamaged:
            commands = "bhxh-search verify\nbhxh-search index --rebuild …"
            return self.error(request, 503, "index-title", "index-damaged", command=commands)
        except BhxhSearchError:
            return self.error(request, 503, "index-title", "index-unreadable")

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page as an answer that browsers may keep and ask about again."""
        asked: Asked = values.pop("asked", None) or Asked(language=language_of(request.query_params.get("lang")))
        theme = _theme(request)
        text = self._templates.get_template(template).render(
            {
                "t": Words(asked.language),
                "asked": asked,
                "theme": theme,
                "problem": self._served.problem,
                "other_language": _here(request, lang="en" if asked.language == "vi" else None),
                "themes": [(one, _here(request, theme=one)) for one in THEMES],
                "to": partial(_to, asked),
                **values,
            }
        )
        body = text.encode("utf-8", "replace")
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"cache-control": "no-cache", "vary": "Cookie", "etag": etag, "content-language": asked.language}
        if status == 200 and request.headers.get("if-none-match") in (etag, f"W/{etag}"):
            return Response(status_code=304, headers=headers)
        return Response(body, status, media_type="text/html; charset=utf-8", headers=headers)

    def error(
        self, request: Request, status: int, title: str, reason: str, *, asked: Asked | None = None, **values: object
    ) -> Response:
        """A page that says what is wrong and what to do. `title`, `reason`: keys of its texts."""
        words = Words(asked.language if asked else language_of(request.query_params.get("lang")))
        command = values.pop("command", None)
        shown = {
            name: words.number(one) if isinstance(one, int) else shown_characters(str(one))
            for name, one in values.items()
        }
        return self.page(
            request,
            "error.html",
            status=status,
            asked=asked,
            title=title,
            reason=reason,
            reason_values=shown,
            command=command,
        )

    @staticmethod
    def _kept_theme(request: Request, response: Response) -> Response:
        """Remember a theme that the address asks for."""
        wanted = request.query_params.get("theme")
        if wanted in THEMES:
            response.set_cookie("theme", wanted, max_age=_YEAR_SECONDS, samesite="lax", path="/")
        return response


def _theme(request: Request) -> Theme:
    wanted = request.query_params.get("theme") or request.cookies.get("theme")
    return wanted if wanted in THEMES else "auto"


def _here(request: Request, **changes: str | None) -> str:
    """The address of this page with some parameters set, or with None left out."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {*changes, "theme"}]
    said = kept + [(name, value) for name, value in changes.items() if value is not None]
    return request.url.path + ("?" + urlencode(said) if said else "")


def _to(asked: Asked, path: str) -> str:
    return in_language(path, asked.language)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["drawn"] = shown_characters
    made.globals.update(static=_static_addresses().__getitem__, anchor=anchor, part_address=part_address)
    made.globals.update(piece_title=piece_title, document_address=document_address, host_of=host_of)
    return made


@cache
def _static_addresses() -> Mapping[str, str]:
    """Name of a static file → its address, another for every content, so that browsers may keep it for long."""
    return {
        path.name: f"/static/{path.name}?{hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()}"
        for path in (HERE / "static").iterdir()
    }


# Home


class _Overview:
    """What the home page tells of the index, counted once for each state of it."""

    def __init__(self) -> None:
        self._of: tuple[str, dict[str, Any]] = ("", {})

    def of(self, state: State) -> dict[str, Any]:
        generation, told = self._of
        if generation != state.generation:
            results = state.index.search(
                "", limit=_NEWEST, sort="date", facets=FACETS, snippets=0, group=True, group_size=1
            )
            told = {"results": results}
            self._of = (state.generation, told)
        return told


def _home(view: _View, request: Request, state: State, overview: _Overview) -> Response:
    asked = Asked(language=language_of(request.query_params.get("lang")))
    results = overview.of(state)["results"]
    browse = [
        (name, [(one, asked.with_filter(name, one.value).address()) for one in _browsed(name, results.facets[name])])
        for name in FACETS
        if results.facets[name]
    ]
    return view.page(request, "home.html", asked=asked, results=results, browse=browse)


def _browsed(name: str, values: tuple[Any, ...]) -> list[Any]:
    return (
        sorted(values, key=lambda one: one.value, reverse=True)[:_BROWSED]
        if name == "year"
        else list(values[:_BROWSED])
    )


# Results


def _search(view: _View, request: Request, state: State, limits: Limits) -> Response:
    asked = read_asked(request.query_params, limits)
    found = find(state.index, asked, limits.page_depth)
    if asked.page > max(found.pages.count, 1):
        return view.error(request, 404, "past-end-title", "past-end", asked=asked, pages=found.pages.count)
    closest = () if found.results.total or asked.is_browsing else _closest(state.index, asked)
    return view.page(request, "results.html", asked=asked, found=found, results=found.results, closest=closest)


def _closest(index: Index, asked: Asked) -> list[tuple[Any, str]]:
    """Queries like one that found nothing, with their addresses."""
    near = index.near_misses(asked.query, filters=asked.index_filters)
    return [(one, asked.address(query=one.query, page=1)) for one in near]


# A document


def _document(view: _View, request: Request, state: State, limits: Limits) -> Response:
    asked = read_asked(request.query_params, limits)
    id = request.query_params.get("id", "")[: limits.id_characters]
    document = state.index.get(id)
    if document is None:
        return view.error(request, 404, "no-document-title", "no-document", asked=asked, id=id[:200])
    number = request.query_params.get("match", "")
    opened = open_page(
        state.index,
        document,
        asked,
        Words(asked.language),
        whole=request.query_params.get("whole") == "1",
        match=int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 8 else None,
    )
    return view.page(request, "document.html", asked=asked, opened=opened, document=document)


def _law(request: Request, state: State, limits: Limits) -> Response:
    """Go to the document that bears a number; to a search where there are several, or none."""
    number = request.query_params.get("number", "")[: limits.filter_characters]
    language = language_of(request.query_params.get("lang"))
    known = law_number(normalize(number).text)
    found = bearers(state.index, known) if known else []
    if len(found) == 1:
        return RedirectResponse(document_address(found[0], language=language), 302)
    return RedirectResponse(Asked(f"number:{number}" if number else "", language=language).address(), 302)

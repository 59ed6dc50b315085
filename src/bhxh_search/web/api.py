"""The JSON API, under `/api/v1`: each request is one call of the library."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import bhxh_search
from bhxh_search.library import Index
from bhxh_search.search.results import RESULT_VERSION, Results
from bhxh_search.search.sort import Sort
from bhxh_search.web import shapes
from bhxh_search.web.answers import Answers
from bhxh_search.web.description import answers_with
from bhxh_search.web.limits import Limits
from bhxh_search.web.parameters import Exact, Parameters, read_facets, read_filters
from bhxh_search.web.served import Served
from bhxh_search.web.work import Work

PREFIX = "/api/v1"


def api_routes(served: Served, limits: Limits, searching: Work, reading: Work) -> APIRouter:
    """The routes of the API over one index.

    `searching`, `reading`: the threads for what takes long, and for the rest.
    """
    router = APIRouter(prefix=PREFIX, route_class=Exact)
    take = Parameters(limits)
    answers = Answers(served, limits)
    _add_search(router, take, limits, answers, searching)
    _add_documents(router, take, limits, answers, searching, reading)
    _add_health(router, served)
    return router


def _add_search(router: APIRouter, take: Parameters, limits: Limits, answers: Answers, searching: Work) -> None:
    @router.get("/search", operation_id="search", **answers_with(shapes.SearchAnswer))
    async def search(
        request: Request,
        q: str = take.query(),
        limit: int = take.limit(limits.page_size, "hits, or groups,"),
        offset: int = take.offset(),
        filter: list[str] = take.filters(),
        sort: Sort = take.sort(),
        facet: list[str] = take.facets(),
        facet_values: int = take.facet_values(),
        snippets: int = take.snippets(),
        snippet_length: int = take.snippet_length(),
        group: bool = take.group(),
        group_size: int = take.group_size(),
        partial: bool = take.partial(),
    ) -> Response:
        """Find the documents that answer a query, the best first, with the pieces of them that say most about it."""
        filters, facets = read_filters(filter, limits), read_facets(facet, limits)

        def make(index: Index) -> Any:
            found = index.search(
                q,
                limit=limit,
                offset=offset,
                filters=filters,
                sort=sort,
                facets=facets,
                snippets=snippets,
                snippet_length=snippet_length,
                group=group,
                group_size=group_size,
                partial=partial,
            )
            return _with_fewer_values(found, facet_values).to_dict()

        return await answers.give(request, make, searching)

    @router.get("/facets", operation_id="facets", **answers_with(shapes.FacetAnswer))
    async def facets(
        request: Request,
        facet: list[str] = take.facets(required=True),
        facet_values: int = take.facet_values(),
        q: str = take.query(),
        filter: list[str] = take.filters(),
    ) -> Response:
        """Count the documents that answer a query by the values of fields."""
        names, filters = read_facets(facet, limits), read_filters(filter, limits)

        def make(index: Index) -> Any:
            counted = index.search(q, limit=0, filters=filters, facets=names)
            found = _with_fewer_values(counted, facet_values).to_dict()
            return {name: found[name] for name in ("version", "query", "total", "facets", "problems")}

        return await answers.give(request, make, searching)


def _add_documents(
    router: APIRouter, take: Parameters, limits: Limits, answers: Answers, searching: Work, reading: Work
) -> None:
    @router.get("/suggest", operation_id="suggest", **answers_with(shapes.SuggestAnswer))
    async def suggest(
        request: Request,
        q: str = take.query(required=True),
        limit: int = take.limit(limits.suggestions, "suggestions"),
    ) -> Response:
        """Complete the beginning of a query. Its last word may be only begun, unless a space follows it."""

        def make(index: Index) -> Any:
            return {"version": RESULT_VERSION, "query": q, "suggestions": index.suggest(q, limit=limit)}

        return await answers.give(request, make, reading)

    @router.get("/document", operation_id="document", **answers_with(shapes.DocumentAnswer, missing=True))
    async def document(request: Request, id: str = take.id(), q: str | None = take.matched()) -> Response:
        """Read a whole document and, with a query, where its words stand in the text."""

        def make(index: Index) -> Any:
            matches = index.matches(id, q or "")  # raises where there is no such document
            found = index.get(id)
            assert found is not None
            return {"version": RESULT_VERSION, **found.to_dict(), "query": q, "matches": matches}

        return await answers.give(request, make, reading)

    @router.get("/similar", operation_id="similar", **answers_with(shapes.SearchAnswer, missing=True))
    async def similar(
        request: Request, id: str = take.id(), limit: int = take.limit(limits.page_size, "hits")
    ) -> Response:
        """Find the documents like one, the most like it first; without snippets."""

        def make(index: Index) -> Any:
            return index.similar(id, limit=limit).to_dict()

        return await answers.give(request, make, searching)


def _add_health(router: APIRouter, served: Served) -> None:
    version = bhxh_search.__version__  # which is looked up each time

    @router.get("/health", operation_id="health", **answers_with(shapes.HealthAnswer, kept=False))
    async def health() -> Response:
        """Tell whether the server can answer, and which state of the index it answers from."""
        state, problem = served.state, served.problem
        return JSONResponse(
            {
                "status": "ok" if problem is None else "stale",
                "documents": state.info.documents,
                "generation": state.generation,
                "complete": state.info.complete,
                "version": version,
            },
            headers={"cache-control": "no-store"},
        )


def _with_fewer_values(results: Results, most: int) -> Results:
    """The results with at most `most` values of each facet."""
    return replace(results, facets={name: values[:most] for name, values in results.facets.items()})

"""The JSON API, under `/api/v1`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bhxh_search.web.limits import Limits
from bhxh_search.web.served import Served

PREFIX = "/api/v1"


def api_routes(served: Served, limits: Limits) -> APIRouter:
    """The routes of the API over one index."""
    router = APIRouter(prefix=PREFIX)

    @router.get("/suggest")
    def suggest(q: str, limit: int = 10) -> JSONResponse:
        state = served.state
        suggestions = state.index.suggest(q[: limits.query_characters], limit=min(limit, limits.suggestions))
        return JSONResponse({"version": 1, "query": q, "suggestions": list(suggestions)})

    return router

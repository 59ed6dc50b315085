"""The page for people."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from bhxh_search.web.limits import Limits
from bhxh_search.web.served import Served


def page_routes(served: Served, limits: Limits) -> APIRouter:
    """The routes of the page over one index."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> PlainTextResponse:
        return PlainTextResponse("bhxh-search")

    return router

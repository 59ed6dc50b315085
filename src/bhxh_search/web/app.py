"""The whole of what is served: the page, the API, and what all answers have in common."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bhxh_search.web.api import PREFIX, api_routes
from bhxh_search.web.headers import SecurityHeaders
from bhxh_search.web.limits import Limits
from bhxh_search.web.pages import page_routes
from bhxh_search.web.served import Served

STATIC = Path(__file__).parent / "static"


def create_app(folder: str | os.PathLike[str], *, limits: Limits = Limits()) -> FastAPI:  # noqa: B008 (it is frozen)
    """An ASGI application over the index in `folder`: the page at `/`, the API under `/api/v1`.

    Raises what `open_index` raises.
    """
    served = Served(Path(folder))
    app = FastAPI(title="bhxh-search", openapi_url=f"{PREFIX}/openapi.json", docs_url=None, redoc_url=None)
    app.state.served = served
    app.include_router(api_routes(served, limits))
    app.include_router(page_routes(served, limits))
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    app.add_middleware(SecurityHeaders)
    return app

"""The whole of what is served: the page, the API, and what all answers have in common."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import bhxh_search
from bhxh_search.arguments import folder_of, shown
from bhxh_search.errors import BhxhSearchError, InvalidRequest

try:
    import anyio.to_thread
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles
    from starlette.datastructures import Headers
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from bhxh_search.web.api import PREFIX, api_routes
    from bhxh_search.web.description import describe
    from bhxh_search.web.gate import Gate
    from bhxh_search.web.headers import SecurityHeaders
    from bhxh_search.web.limits import Limits
    from bhxh_search.web.pages import page_routes, report_missing_pages
    from bhxh_search.web.problems import UnexpectedErrors, problem, report_problems
    from bhxh_search.web.request import accepts_gzip, own_path
    from bhxh_search.web.served import Served
    from bhxh_search.web.view import View, static_addresses
    from bhxh_search.web.work import Work
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"{error.name} is not installed; serving needs the extra web: pip install 'bhxh-search[web]'", name=error.name
    ) from error

_PLAIN_HANDLERS = 4
STATIC = Path(__file__).parent / "static"


def create_app(
    folder: str | os.PathLike[str],
    *,
    limits: Limits | None = None,
    hosts: Collection[str] | None = None,
    origins: Sequence[str] = (),
) -> FastAPI:
    """An ASGI application over the index in `folder`: the page at `/`, the API under `/api/v1`.

    `limits`: what may be asked for; `Limits()` unless given. `hosts`: the names for which it answers, without port;
    None for any. `origins`: the sites whose scripts may read the answers (CORS), as `https://example.vn`; `*` for
    all. Raises what `open_index` raises, `InvalidRequest` also for limits, hosts and origins that are none.
    """
    if limits is not None and not isinstance(limits, Limits):
        raise InvalidRequest(f"limits is {shown(limits)}; give Limits(…)")
    limits = limits or Limits()
    hosts = None if hosts is None else _texts("hosts", hosts)
    origins = [check_origin(origin, "origins:") for origin in _texts("origins", origins)]
    served = Served(folder_of(folder))
    view = View(served)
    searching, reading = Work(limits), Work(limits)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        # Handlers that are plain functions, and the reading of static files, run in these threads.
        anyio.to_thread.current_default_thread_limiter().total_tokens = _PLAIN_HANDLERS
        await anyio.to_thread.run_sync(_warm_up, served)
        yield
        searching.close()
        reading.close()

    routers = api_routes(served, limits, searching, reading), page_routes(view, limits, searching, reading)
    app = FastAPI(
        # A router that is included looks for each route twice.
        routes=[route for router in routers for route in router.routes],
        title="bhxh-search",
        version=bhxh_search.__version__,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # they would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # it would send browsers to whatever host the request named
        lifespan=running,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(UnexpectedErrors),
            *([_cors(origins)] if origins else []),
            Middleware(Gate, limits=limits, hosts=hosts, page=view.refusal),
            Middleware(_Compression, minimum_size=1_000, compresslevel=5),
        ],
    )
    app.state.served = served
    report_problems(app)
    describe(app)
    report_missing_pages(app, view)
    app.mount("/static", _StaticFiles(directory=STATIC, check_dir=False), name="static")
    return app


def check_origin(origin: str, given: str) -> str:
    """An origin as browsers send it, or `*`. `given`: how it was given, for the message. Raises `InvalidRequest`."""
    scheme, mark, rest = origin.partition("://")
    if origin != "*" and not (mark and scheme in ("http", "https") and rest and not set(rest) & set("/?#@ \\*")):
        raise InvalidRequest(f"{given} {origin!r} is no origin; write one such as https://example.vn, or *")
    return origin.lower()


def _texts(name: str, texts: Collection[str]) -> list[str]:
    """Several texts; one alone is its letters to whoever looks for something in it."""
    are_several = isinstance(texts, Iterable) and not isinstance(texts, str)
    several = list(texts) if are_several else []
    if not are_several or not all(isinstance(one, str) for one in several):
        raise InvalidRequest(f"{name} is {shown(texts)}; give a list of texts")
    return several


def _warm_up(served: Served) -> None:
    """Load what the first of all searches would wait for."""
    with suppress(BhxhSearchError, MemoryError):  # who asks is told
        served.index.search("bảo hiểm")
        served.index.suggest("b")


class _Compression(GZipMiddleware):
    """For all but the answers of the API, which are kept as they were compressed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (own_path(scope).startswith(PREFIX) and not _is_description(scope)):
            await self.app(scope, receive, send)
            return
        # The class looks for the word alone, and would compress for who refuses it.
        wanted = b"gzip" if accepts_gzip(Headers(scope=scope).get("accept-encoding", "")) else b"identity"
        others = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await super().__call__({**scope, "headers": [*others, (b"accept-encoding", wanted)]}, receive, send)


def _is_description(scope: Scope) -> bool:
    return own_path(scope) == f"{PREFIX}/openapi.json"


class _StaticFiles(StaticFiles):
    """Files that browsers keep for good at an address that names their content, and ask about at any other."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at a path, as the class above gives it."""
        if scope["path"].endswith("/"):  # which would be taken for the file itself
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        is_named = static_addresses().get(path) == f"/static/{path}?{scope['query_string'].decode('latin-1')}"
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if is_named else "no-cache"
        return response


class _Cors(CORSMiddleware):
    """Tells what it refuses as all other errors are told."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """The answer to a question whether a script may ask."""
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        kept = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
        return problem(response.status_code, bytes(response.body).decode(), headers=kept)


def _cors(origins: Sequence[str]) -> Middleware:
    return Middleware(
        _Cors,
        allow_origins=origins,
        allow_methods=["GET", "HEAD"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Retry-After"],
    )

"""Search inside of a FastAPI app of your own.

    BHXH_SEARCH_INDEX=index uvicorn --app-dir examples fastapi_app:app
    curl "http://127.0.0.1:8000/search?q=luong+huu"

The index is opened once. FastAPI runs functions that are not `async` in several threads, and searching is safe there.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request

from bhxh_search import BhxhSearchError, DocumentNotFound, Index, InvalidRequest, open_index


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    with open_index(os.environ.get("BHXH_SEARCH_INDEX", "index")) as index:
        app.state.index = index
        yield


app = FastAPI(title="Tìm kiếm", lifespan=lifespan)


@app.get("/search")
def search(
    request: Request,
    q: Annotated[str, Query(max_length=500)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    year: str | None = None,
) -> dict[str, Any]:
    index: Index = request.app.state.index
    with suppress(BhxhSearchError):  # what is open is searched on where nothing newer can be opened
        index.refresh()  # sees what another process has indexed; costs next to nothing when there is nothing new
    try:
        results = index.search(q, limit=limit, filters={"date": year} if year else None, facets=["year"])
    except InvalidRequest as error:  # a year that is none
        raise HTTPException(422, str(error)) from error
    return results.to_dict()


@app.get("/similar/{id:path}")
def similar(request: Request, id: str) -> list[dict[str, Any]]:
    index: Index = request.app.state.index
    try:
        return [hit.to_dict() for hit in index.similar(id, limit=5)]
    except DocumentNotFound as error:
        raise HTTPException(404, str(error)) from error

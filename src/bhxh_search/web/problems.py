"""Errors as `application/problem+json` (RFC 9457): what is wrong, and with which parameter."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bhxh_search.errors import BhxhSearchError, DocumentNotFound, InvalidRequest
from bhxh_search.search.filters import BadValue
from bhxh_search.web.work import TooBusy, TooSlow

MEDIA_TYPE = "application/problem+json"

log = logging.getLogger("bhxh_search.web")


@dataclass(frozen=True)
class WrongParameter:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


def problem(
    status: int, detail: str, *, wrong: Sequence[WrongParameter] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """An error as an answer. `detail`: for people; it must hold nothing that only the server's owner may know."""
    body: dict[str, Any] = {
        "type": "about:blank",  # so the title is that of the status
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if wrong:
        body["errors"] = [{"parameter": one.parameter, "detail": one.detail} for one in wrong]
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **(headers or {})},
    )


def wrong_parameters(wrong: Sequence[WrongParameter], status: int = 422) -> Response:
    """The answer to parameters that are not what the description of the API says."""
    return problem(status, "; ".join(f"{one.parameter}: {one.detail}" for one in wrong), wrong=wrong)


def report_problems(app: FastAPI) -> None:
    """Let every error of `app` be told as a problem."""
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(InvalidRequest, _invalid)
    app.add_exception_handler(DocumentNotFound, _no_document)
    app.add_exception_handler(TooSlow, _unavailable)
    app.add_exception_handler(TooBusy, _unavailable)
    app.add_exception_handler(MemoryError, _memory)
    app.add_exception_handler(BhxhSearchError, _index)


async def http_problem(request: Request, error: Exception) -> Response:
    """An error that the framework raised, as a problem."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return problem(404, "there is nothing at this address; the API is described in /api/v1/openapi.json")
    return problem(error.status_code, error.detail, headers=error.headers)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return wrong_parameters(
        [
            WrongParameter(str(one["loc"][1]), _begun_small(one["msg"]))
            for one in error.errors()
            if len(one["loc"]) > 1
        ]
    )


def _begun_small(message: str) -> str:
    return message[:1].lower() + message[1:]


async def _invalid(request: Request, error: Exception) -> Response:
    if isinstance(error, BadValue):  # in the text of a query nothing is an error: such a value is that of a filter
        return wrong_parameters([WrongParameter("filter", str(error))], 400)
    return problem(400, str(error))


async def _no_document(request: Request, error: Exception) -> Response:
    return problem(404, str(error))


async def _unavailable(request: Request, error: Exception) -> Response:
    return problem(503, str(error), headers={"retry-after": "1"})


async def _memory(request: Request, error: Exception) -> Response:
    log.error("not enough memory for %s", request.url.path)
    return problem(503, "there is not enough memory for this now", headers={"retry-after": "10"})


async def _index(request: Request, error: Exception) -> Response:
    # It names files of this machine: the log may know them, the client not.
    log.error("%s", error)
    return problem(500, "the index cannot be read; whoever runs this server finds the reason in its log")


class UnexpectedErrors:
    """Tells whatever else is raised as a problem without details, and the log all of them."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, if it does."""
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            log.exception("an error while answering %s", scope.get("path"))
            await problem(500, "an unexpected error; it is in the log of this server")(scope, receive, send)

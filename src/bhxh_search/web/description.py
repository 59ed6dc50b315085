"""The description of the API, OpenAPI 3.1: what each request may be answered with."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from bhxh_search.web import shapes
from bhxh_search.web.examples import EXAMPLES
from bhxh_search.web.problems import MEDIA_TYPE

_SUMMARY = (
    "Search an index of Vietnamese documents. Only GET and HEAD; all text is UTF-8; offsets count Unicode code "
    "points. Answers carry an ETag and may be asked for again with If-None-Match. Errors are problem+json (RFC 9457)."
)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_ERRORS = {
    400: "The address is no text, or a value has no meaning where it stands.",
    404: "There is no document with this id.",
    414: "The address is too long.",
    421: "The server does not answer for this host.",
    422: "A parameter is not known, is missing, or lies outside of its bounds.",
    500: "The index cannot be read, or something unexpected.",
    503: "Too many requests wait, or the answer took too long.",
}


def answers_with(shape: type[BaseModel], *, missing: bool = False, kept: bool = True) -> dict[str, Any]:
    """Arguments of a route that is answered with `shape`.

    `missing`: whether what is asked for may not exist; `kept`: whether a client may keep the answer.
    """
    errors: dict[int, dict[str, Any]] = {
        status: {"description": meaning, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
        for status, meaning in _ERRORS.items()
        if missing or status != 404
    }
    headers = {"ETag": {"description": "Names this answer.", "schema": {"type": "string"}}} if kept else {}
    unchanged = {304: {"description": "The client has it already.", "headers": headers}} if kept else {}
    errors[503]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return {
        "responses": {
            200: {
                "model": shape,
                "description": "What was asked for.",
                "headers": headers,
            },
            **unchanged,
            **errors,
        },
        "response_model": None,
    }


def describe(app: FastAPI) -> None:
    """Let `app` describe itself by what is said here."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=_SUMMARY, routes=app.routes)
            for operations in made["paths"].values():
                _give_example(operations["get"]["responses"]["200"]["content"]["application/json"])
            template = "#/components/schemas/{model}"
            problem = shapes.ProblemDetails.model_json_schema(ref_template=template)
            made["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _give_example(content: dict[str, Any]) -> None:
    # Not through FastAPI, which leaves out what is null in it.
    content["example"] = EXAMPLES[content["schema"]["$ref"].rpartition("/")[2]]

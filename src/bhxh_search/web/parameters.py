"""The parameters of the API: their bounds, what they are for, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from bhxh_search.search.facets import NOT_COUNTED
from bhxh_search.search.snippets import LENGTH, SHORTEST
from bhxh_search.web.limits import Limits
from bhxh_search.web.problems import WrongParameter, wrong_parameters

FILTER_PATTERN = "^[^:]+:"
_INTEGER = re.compile("[+-]?[0-9]{1,20}")


class Parameters:
    """Descriptions of parameters, for handlers to take as defaults."""

    def __init__(self, limits: Limits) -> None:
        """`limits`: their bounds."""
        self._limits = limits

    def query(self, *, required: bool = False) -> Any:
        """The text of a query."""
        return Query(
            ... if required else "",
            max_length=self._limits.query_characters,
            description="The query, in the language of docs/queries.md. Any text is one; an empty one asks for all "
            "documents.",
            examples=["bao hiem tu nguyen"],
        )

    def matched(self) -> Any:
        """The text of a query whose matches are told."""
        return Query(
            None,
            max_length=self._limits.query_characters,
            description="A query: tell where its words stand.",
            examples=["bao hiem"],
        )

    def limit(self, most: int, what: str, default: int = 10) -> Any:
        """How many of something."""
        return Query(default, ge=0, le=most, description=f"How many {what} at most.", examples=[default])

    def offset(self) -> Any:
        """How many results come before."""
        most = self._limits.page_depth - self._limits.page_size
        return Query(0, ge=0, le=most, description="How many hits, or groups, to pass over first.", examples=[0])

    def filters(self) -> Any:
        """Name and value of fields."""
        return Query(
            [],
            max_length=self._limits.filters,
            description="NAME:VALUE, as in a query: `kind:Luật`, `date:2018..2020`. Only documents whose field NAME "
            "has VALUE. Repeatable: of one name any of the values, of several names each.",
            json_schema_extra={
                "items": {"type": "string", "pattern": FILTER_PATTERN, "maxLength": self._limits.filter_characters}
            },
            examples=[["date:2018..2025"]],
        )

    def facets(self, *, required: bool = False) -> Any:
        """Names of fields."""
        return Query(
            ... if required else [],
            min_length=int(required),
            max_length=self._limits.facets,
            description="Count all documents found by the values of this field: `year`, `kind`, `issuer`, `source`, "
            "or one of their own. Repeatable.",
            json_schema_extra={
                "items": {
                    "type": "string",
                    "not": {"enum": list(NOT_COUNTED)},
                    "minLength": 1,
                    "maxLength": self._limits.filter_characters,
                }
            },
            examples=[["year"]],
        )

    def facet_values(self) -> Any:
        """How many values of each field."""
        most = self._limits.facet_values
        return Query(100, ge=1, le=most, description="Values of each facet, at most.", examples=[100])

    def sort(self) -> Any:
        """The order."""
        return Query("relevance", description="`date`: newest first; `-date`: oldest first.", examples=["relevance"])

    def snippets(self) -> Any:
        """How many pieces of the text."""
        return Query(3, ge=0, le=self._limits.snippets, description="For each hit, at most.", examples=[3])

    def snippet_length(self) -> Any:
        """How long they are."""
        most = self._limits.snippet_characters
        return Query(LENGTH, ge=SHORTEST, le=most, description="Characters of each, at most.", examples=[LENGTH])

    def group(self) -> Any:
        """Whether parts stand together."""
        return Query(
            False,
            description="Put the parts of one whole, such as the articles of a law, under one rank; `limit` and "
            "`offset` then count wholes.",
            examples=[False],
        )

    def group_size(self) -> Any:
        """How many parts of each whole."""
        most = self._limits.group_size
        return Query(most, ge=1, le=most, description="With `group`: parts of each whole, at most.", examples=[3])

    def partial(self) -> Any:
        """Whether documents with a part of the query follow."""
        return Query(
            True,
            description="Where the matches do not fill the page, go on with documents that hold a part of the query.",
            examples=[True],
        )

    def id(self) -> Any:
        """A document's id."""
        return Query(
            ...,
            min_length=1,
            max_length=self._limits.id_characters,
            description="The id of a document, as a hit has it.",
            examples=["luat.txt#dieu-54"],
        )


class Exact(APIRoute):
    """A route that refuses parameters it does not know, and several values where it takes one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        handler = super().get_route_handler()
        takes_several = {one.alias: _takes_several(one.field_info) for one in self.dependant.query_params}
        integers, booleans = (
            [one.alias for one in self.dependant.query_params if one.field_info.annotation is kind]
            for kind in (int, bool)
        )

        async def exact(request: Request) -> Response:
            wrong = [
                WrongParameter(name, "is not known here" if name not in takes_several else "may be given once only")
                for name in request.query_params
                if not takes_several.get(name, False)
                and (name not in takes_several or len(request.query_params.getlist(name)) > 1)
            ]
            # What reads them takes 1_0, 1.0 and yes too, which the description does not.
            wrong += [
                WrongParameter(name, "is no integer, such as 10")
                for name in integers
                if not _INTEGER.fullmatch(request.query_params.get(name, "0"))
            ]
            wrong += [
                WrongParameter(name, "is neither true nor false")
                for name in booleans
                if request.query_params.get(name, "false") not in ("true", "false")
            ]
            return wrong_parameters(wrong) if wrong else await handler(request)

        return exact


def _takes_several(info: Any) -> bool:
    return getattr(info.annotation, "__origin__", None) is list


def read_filters(given: Sequence[str], limits: Limits) -> dict[str, list[str]]:
    """Filters as `Index.search` takes them. Raises `RequestValidationError`."""
    filters: dict[str, list[str]] = {}
    for one in given:
        name, colon, value = one.partition(":")
        if not colon or not name:
            raise wrong_value("filter", f"{one!r:.80} is no NAME:VALUE, such as date:2020")
        if len(one) > limits.filter_characters:
            raise wrong_value("filter", f"one is longer than {limits.filter_characters} characters")
        filters.setdefault(name, []).append(value)
    return filters


def read_facets(given: Sequence[str], limits: Limits) -> list[str]:
    """Names of fields, each once. Raises `RequestValidationError`."""
    if "" in given:
        raise wrong_value("facet", "is empty; give the name of a field, such as year")
    if any(len(name) > limits.filter_characters for name in given):
        raise wrong_value("facet", f"one is longer than {limits.filter_characters} characters")
    if any(name in NOT_COUNTED for name in given):
        raise wrong_value("facet", f"documents are not counted by {', '.join(NOT_COUNTED)}")
    return list(dict.fromkeys(given))


def wrong_value(parameter: str, detail: str) -> RequestValidationError:
    """The error of one parameter."""
    return RequestValidationError([{"loc": ("query", parameter), "msg": detail, "type": "value_error"}])

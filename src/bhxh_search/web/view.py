"""Templates → pages, error pages too, as answers."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from bhxh_search.errors import BhxhSearchError, IndexDamaged, IndexNotFound, InvalidRequest
from bhxh_search.render.drawing import shown_characters
from bhxh_search.web.address import PAGE_SIZE, THEMES, BadAddress, PageQuery, Theme, document_address, in_language
from bhxh_search.web.found import MOST_VALUES
from bhxh_search.web.opened import anchor, part_address
from bhxh_search.web.request import names, own_path
from bhxh_search.web.served import Served, State
from bhxh_search.web.texts import PageWords, language_of
from bhxh_search.web.titles import shortened, titled, window_title
from bhxh_search.web.work import TooBusy, TooSlow, Work

log = logging.getLogger("bhxh_search.web")

HERE = Path(__file__).parent
_YEAR_SECONDS = 365 * 24 * 3600
_KEPT = 1_000
"""Characters of a query that a page of an error shows again."""
_REFUSED = {
    400: ("bad-address-title", "bad-address"),
    404: ("not-found-title", "not-found"),
    414: ("long-address-title", "long-address"),
}
"""Status → what is said of an address that is refused before anything is looked for."""


class View:
    """Draws pages."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._templates = _templates()

    async def answer(self, request: Request, work: Work, draw: Callable[[State], Response]) -> Response:
        """What `draw` makes of the newest state in the threads of `work`, or the page of an error."""
        try:
            response = await work.run(lambda: draw(self._served.state))
        except BadAddress as error:
            return self.error(request, 422, error.title, error.reason, error.values, asked=error.asked)
        except InvalidRequest as error:
            words = PageWords(language_of(request.query_params.get("lang")))
            return self.error(request, 400, "bad-filter-title", "told", {"message": words.problem(str(error))})
        except (TooBusy, TooSlow) as error:
            key = "busy" if isinstance(error, TooBusy) else "slow"
            return self.error(request, 503, f"{key}-title", key)
        except BhxhSearchError as error:
            log.error("%s", error)
            reason, command = _of_index(error)
            return self.error(request, 503, "index-title", reason, command=command)
        except Exception:
            log.exception("an error while drawing %s", request.url.path)
            return self.error(request, 500, "server-title", "server")
        wanted = request.query_params.get("theme")
        if wanted in THEMES:  # remembered, so that the next page has it too
            response.set_cookie("theme", wanted, max_age=_YEAR_SECONDS, samesite="lax", path="/")
        return response

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page as an answer that browsers may keep and ask about again."""
        asked: PageQuery = values.pop("asked", None) or PageQuery(
            language=language_of(request.query_params.get("lang"))
        )
        theme = _theme(request)
        text = self._templates.get_template(template).render(
            {
                "t": PageWords(asked.language),
                # What documents say is in the language of the country, whatever the page speaks.
                "theirs": "" if asked.language == "vi" else " lang=vi",
                "ours": "" if asked.language == "vi" else f" lang={asked.language}",
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
        headers = {"cache-control": "no-cache", "vary": "Cookie", "content-language": asked.language}
        if status != 200:
            headers |= {"cache-control": "no-store", **({"retry-after": "1"} if status == 503 else {})}
        else:
            # A weak one: compressed and as it is, a page is the same.
            headers["etag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
            if names(request.headers.get("if-none-match", ""), headers["etag"]):
                headers["vary"] += ", Accept-Encoding"
                return Response(status_code=304, headers=headers)
        return Response(body, status, media_type="text/html; charset=utf-8", headers=headers)

    def refusal(self, request: Request, status: int) -> Response | None:
        """The page of a request that was not even read; None for who wants no page."""
        said = _REFUSED.get(status)
        return self.error(request, status, *said) if said and wants_page(request) else None

    def error(
        self,
        request: Request,
        status: int,
        title: str,
        reason: str,
        values: Mapping[str, object] = MappingProxyType({}),
        *,
        asked: PageQuery | None = None,
        command: str = "",
    ) -> Response:
        """A page that says what is wrong and what to do.

        `title`, `reason`: keys of its texts, which `values` fill in; `command`: to run.
        """
        if asked is None:  # what was typed is not lost, whatever was wrong with it
            language = language_of(request.query_params.get("lang"))
            asked = PageQuery(query=request.query_params.get("q", "")[:_KEPT], language=language)
        words = PageWords(asked.language)
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


def wants_page(request: Request) -> bool:
    """Whether who asks is a browser at an address for people."""
    return "text/html" in request.headers.get("accept", "") and not own_path(request.scope).startswith("/api/")


def _of_index(error: BhxhSearchError) -> tuple[str, str]:
    """What to say of an index that cannot be read, and the commands that help."""
    if isinstance(error, IndexNotFound):
        return "index-missing", "bhxh-search index …"
    if isinstance(error, IndexDamaged):
        return "index-damaged", "bhxh-search verify\nbhxh-search index --rebuild …"
    return "index-unreadable", ""


def _theme(request: Request) -> Theme:
    wanted = request.query_params.get("theme") or request.cookies.get("theme")
    return wanted if wanted in THEMES else "auto"


def _here(request: Request, **changes: str | None) -> str:
    """The address of this page with some parameters set, or with None left out."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {*changes, "theme"}]
    said = kept + [(name, value) for name, value in changes.items() if value is not None]
    return request.url.path + ("?" + urlencode(said) if said else "")


def _to(asked: PageQuery, path: str) -> str:
    return in_language(path, asked.language)


def _quoted(query: str) -> str:
    """A query in quotation marks, unless it stands in its own."""
    return query if re.fullmatch(r"[\"“”].*[\"“”]", query, re.DOTALL) else f"“{query}”"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(drawn=shown_characters, shortened=shortened, quoted=_quoted)
    made.globals.update(static=static_addresses().__getitem__, anchor=anchor, part_address=part_address)
    made.globals.update(titled=titled, window_title=window_title, document_address=document_address)
    made.globals.update(most_values=MOST_VALUES, page_size=PAGE_SIZE)
    return made


@cache
def static_addresses() -> Mapping[str, str]:
    """Name of a static file → its address, another for every content, so that browsers may keep it for long."""
    return {
        path.name: f"/static/{path.name}?{hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()}"
        for path in (HERE / "static").iterdir()
    }

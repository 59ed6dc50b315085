"""The gate that every request passes first: methods that only read, an address that is text, a host that is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bhxh_search.web.limits import Limits
from bhxh_search.web.problems import problem

_PORT = re.compile(r":[0-9]{0,5}\Z")
_NOT_HEXADECIMAL = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Gate:
    """Refuses what cannot be answered, and makes HEAD of GET.

    `hosts`: the names that a request may ask for in its header Host; None for any. A page of another site that has
    its own name resolve to this machine (DNS rebinding) asks for that name, and is refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: Limits,
        hosts: Collection[str] | None,
        page: Callable[[Request, int], Response | None],
    ) -> None:
        """`app` is what answers; `page` makes of a request and the status of a refusal a page, for who wants one."""
        self._app = app
        self._page = page
        self._limits = limits
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, or with a problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        refused = self._refused(scope)
        if refused is not None:
            refused = self._page(Request(scope), refused.status_code) or refused
        if is_head:
            scope = {**scope, "method": "GET"}
        await (refused or self._app)(scope, receive, _headers_only(send) if is_head else send)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused."""
        if scope["method"] not in ("GET", "HEAD"):
            return problem(405, "this server only answers GET and HEAD", headers={"allow": "GET, HEAD"})
        if self._hosts is not None:
            host = Headers(scope=scope).get("host")  # which every browser sends
            if host is not None and _PORT.sub("", host.lower()) not in self._hosts:
                return problem(421, "this server does not answer for the host that was asked for; see --allow-host")
        raw_path, query = scope.get("raw_path") or b"", scope["query_string"]
        most = self._limits.address_bytes
        if len(raw_path) + len(query) > most:
            return problem(414, f"the address is longer than {most} bytes")
        if b"%" in query or b"%" in raw_path:
            if _NOT_HEXADECIMAL.search(query) or _NOT_HEXADECIMAL.search(raw_path):
                return problem(
                    400, "a percent sign in the address stands before no two hexadecimal digits; write %25"
                )
            try:
                unquote_to_bytes(query).decode()
                unquote_to_bytes(raw_path).decode()
            except UnicodeDecodeError:
                return problem(400, "the address is not UTF-8")
            if b"%00" in raw_path:  # the system would take a path to end there
                return problem(404, "there is nothing at this address: no path holds NUL")
        return None


def _headers_only(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sent

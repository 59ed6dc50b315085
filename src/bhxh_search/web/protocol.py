"""HTTP as uvicorn reads it, with bounds on heads of requests, and addresses as people type them."""

from __future__ import annotations

import asyncio
import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bhxh_search.web.headers import SECURITY
from bhxh_search.web.problems import problem

HEAD_BYTES = 64_000
"""Of a request's line and headers; more ends the connection."""
HEAD_SECONDS = 20.0
"""For a client to send them."""

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Protocol(HttpToolsProtocol):
    """One connection."""

    _in_head = False
    _in_request = False
    _pending = 0
    """Bytes that came since the last head that was whole."""
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """See `httptools.HttpRequestParser`, as for the others."""
        super().on_message_begin()
        self._in_head = self._in_request = True

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._wait_no_longer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is, too."""
        self._in_request = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        super().data_received(data if self._in_request else _with_ascii_line(data))
        if not self._in_head:
            self._pending = 0
            return
        self._pending += len(data)
        if self._pending > HEAD_BYTES:
            self.send_400_response("the head of the request is too long")
        elif self._waiting is None:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """Tell a client that what it sends is no HTTP, and end the connection."""
        answer = problem(400, "this is no HTTP request" if msg.startswith("Invalid") else msg, headers=SECURITY)
        head = [b"HTTP/1.1 400 Bad Request", b"connection: close"]
        head += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.transport.close()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _with_ascii_line(data: bytes) -> bytes:
    """What begins a request, with an address that was sent as it was typed, `q=bảo`, as it should have been sent.

    curl does so; the parser refuses it.
    """
    if data.isascii():
        return data
    line, end, rest = data.partition(b"\n")
    return _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest

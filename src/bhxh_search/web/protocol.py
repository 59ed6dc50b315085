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

_TOO_LONG = "the head of the request is too long"
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


class _TooLong(Exception):
    """The head of a request is."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    _in_head = False
    _in_request = False
    _in_line = True
    """Whether what comes next belongs to the first line of a request."""
    _head = 0
    """Bytes of the address and the headers that were read of this request."""
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
        self._head = 0

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole header."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def _count(self, more: int) -> None:
        self._head += more
        if self._head > HEAD_BYTES:
            raise _TooLong  # which the parser takes for an error of the request

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._wait_no_longer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is, too."""
        self._in_request = False
        self._in_line = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if data.isascii() and data.endswith(b"\n"):  # as nearly all are
            self._feed(data)
        else:
            for line in _LINE.findall(data):
                self._feed(_as_sent(line) if self._in_line else line)
        if not self._in_head:
            self._pending = 0
            return
        self._pending += len(data)
        if self._pending > HEAD_BYTES:
            self.send_400_response(_TOO_LONG)
        elif self._waiting is None:
            self._wait()

    def _feed(self, data: bytes) -> None:
        """Have some bytes read that end with a line, or with what came."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if data.endswith(b"\n") and self._in_request:
            self._in_line = False

    def send_400_response(self, msg: str) -> None:
        """Tell a client that what it sends is no HTTP, and end the connection."""
        if self._head > HEAD_BYTES:
            msg = _TOO_LONG
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


def _as_sent(line: bytes) -> bytes:
    """A piece of a first line whose address was sent as it was typed, `q=bảo`, as it should have been sent.

    curl does so; the parser refuses it.
    """
    return _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line)

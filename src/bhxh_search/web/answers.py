"""Answers of the API as bytes: made in a thread, named by an ETag, kept for who asks again."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bhxh_search.library import Index
from bhxh_search.web.limits import Limits
from bhxh_search.web.request import accepts_gzip, names
from bhxh_search.web.served import Served
from bhxh_search.web.work import Work

_WORTH_COMPRESSING = 1_000
"""Bytes; less fits one packet anyway."""
_LEVEL = 5
_OVERHEAD = 400
"""Bytes that an entry of the cache takes beside its text, about."""


@dataclass(frozen=True)
class Key:
    """What an answer depends on."""

    generation: str
    path: str
    query: bytes
    """As it was sent."""
    zipped: bool


class Cache:
    """The answers that were asked for last, as many as fit. Of use in one thread."""

    def __init__(self, size: int) -> None:
        """`size`: in bytes; 0 keeps nothing."""
        self._size = size
        self.used = 0
        """Bytes, about."""
        self._kept: OrderedDict[Key, bytes] = OrderedDict()

    def get(self, key: Key) -> bytes | None:
        """The answer; None where it is not kept."""
        body = self._kept.get(key)
        if body is not None:
            self._kept.move_to_end(key)
        return body

    def put(self, key: Key, body: bytes) -> None:
        """Keep an answer, and let go of those that nobody asked for longest. A large one is not kept."""
        taken = _taken(key, body)
        if taken > self._size // 8 or key in self._kept:
            return
        self._kept[key] = body
        self.used += taken
        while self.used > self._size:
            self.used -= _taken(*self._kept.popitem(last=False))


def _taken(key: Key, body: bytes) -> int:
    return len(body) + len(key.query) + _OVERHEAD


class Answers:
    """Answers over one index."""

    def __init__(self, served: Served, limits: Limits) -> None:
        """`limits`: how many are kept."""
        self._served = served
        self._cache = Cache(limits.cached_bytes)

    async def give(self, request: Request, make: Callable[[Index], Any], work: Work) -> Response:
        """The answer to a request, or that the client has it already.

        `make` gives plain JSON types, and nothing else than the address of the request may decide what. `work`: the
        threads that it runs in. What it raises is raised.
        """
        state = self._served.state
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        key = Key(state.generation, request.scope["path"], request.scope["query_string"], zipped)
        headers = {"etag": _etag(key), "cache-control": "no-cache", "vary": "Accept-Encoding"}
        known = request.headers.get("if-none-match", "")
        if known.strip() != "*" and names(known, headers["etag"]):  # of "*" it is asked whether there is an answer
            return Response(status_code=304, headers=headers)
        body = self._cache.get(key)
        if body is None:
            body = await work.run(lambda: _encoded(make(state.index), key.zipped))
            self._cache.put(key, body)
        if known.strip() == "*":
            return Response(status_code=304, headers=headers)
        if body.startswith(b"\x1f\x8b"):  # which no JSON does
            headers["content-encoding"] = "gzip"
        return Response(body, media_type="application/json", headers=headers)


def _encoded(answer: Any, zipped: bool) -> bytes:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(body, _LEVEL, mtime=0) if zipped and len(body) >= _WORTH_COMPRESSING else body


def _etag(key: Key) -> str:
    """A weak one: what was found and not how long it took, in whatever encoding."""
    digest = hashlib.blake2b(f"{key.generation}\0{key.path}\0".encode() + key.query, digest_size=12)
    return f'W/"{digest.hexdigest()}"'

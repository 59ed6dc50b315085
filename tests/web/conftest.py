"""A real server over a small index, in a process of its own, and clients of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bhxh_search import Document, Index, create_index, index_paths, open_index
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits
from tests.conftest import PROJECT

LOCAL = "http://localhost"

STRANGE_IDS = (
    "../../etc/passwd",
    "/etc/passwd",
    "a//b/./c/..",
    "luat#dieu-54?x=1&y=2",
    "100%",
    "%2e%2e%2f",
    "+ cộng +",
    "<script>alert(1)</script>",
    "\"'`\\",
    "văn bản số 41/2024/QH15",
    "🙂\u202eabc",
    ";,:@&=$",
    "search",
    ".",
)
"""Ids that some address, client or server might change on the way."""

TEXTS = (
    "trợ cấp <script>alert('x')</script> & \"thôi việc\"\r\nX-Injected: 1",
    "trợ cấp \u2028\u2029\u0085\u202e\ufeff thôi việc",
)


def strange_documents() -> list[Document]:
    return [
        Document(
            id=id,
            text=TEXTS[number % len(TEXTS)] + f" lần {number}",
            title=f"Lạ {id}",
            date=dt.datetime(2020, 12, 18, 19, number),
            fields={"lot": "lạ", "weight": float("nan") if number == 1 else number / 2, "tags": ("a", "b")},
            pages=(0, 10),
            headings=("Phần I", "Chương II"),
        )
        for number, id in enumerate(STRANGE_IDS)
    ]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of laws, news and documents with strange ids."""
    made = tmp_path_factory.mktemp("served") / "index"
    with create_index(made) as index:
        index.add(strange_documents())
    index_paths(made, [str(PROJECT / "tests" / "behaviour" / "documents.jsonl"), str(PROJECT / "seeds")])
    return made


@pytest.fixture(scope="session")
def index(folder: Path) -> Iterator[Index]:
    with open_index(folder) as opened:
        yield opened


@contextmanager
def serving(*arguments: str, errors: int | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Address and process of a server at a port that was free."""
    command = [sys.executable, "-W", "ignore", "-m", "bhxh_search", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert " is served at http://" in line, line
            yield line.split(" at ")[1].split()[0].rstrip("/"), process
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where the server of this session answers, without a slash at the end."""
    with serving("--index", str(folder), "--log-requests", errors=subprocess.DEVNULL) as (address, process):
        yield address
        assert process.poll() is None, "the server ended by itself"


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as made:
        yield made


@pytest.fixture
def ask_app(folder: Path) -> Callable[..., list[httpx.Response]]:
    """Ask an application with other limits, in this process; all requests at once."""

    def ask(paths: Sequence[str], *, limits: Limits | None = None, **options: object) -> list[httpx.Response]:
        headers = options.pop("headers", None)
        app = create_app(folder, limits=limits, **options)  # type: ignore[arg-type]

        async def all_of_them() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=LOCAL) as client:
                return await asyncio.gather(*(client.get(path, headers=headers) for path in paths))  # type: ignore[arg-type]

        return asyncio.run(all_of_them())

    return ask


def without_time(answer: dict[str, object]) -> dict[str, object]:
    """An answer of a search, but for what is another each time."""
    return json.loads(json.dumps(answer)) | {"took_ms": None}  # type: ignore[no-any-return]


END = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
"""Of a request whose first line has begun."""


def exchange(address: str, request: bytes, seconds: float = 10) -> bytes:
    """All that the server sends back for some bytes, until it ends the connection."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        received = b""
        try:
            connection.sendall(request)
            while block := connection.recv(65536):
                received += block
        except (ConnectionResetError, BrokenPipeError):
            pass
        return received

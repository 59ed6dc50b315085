"""Requests that mean harm: refused or harmless, and never an error of the server."""

from __future__ import annotations

import json
import socket
import string
import time
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest

from tests.conftest import PROJECT
from tests.web.conftest import END, exchange

TRAVERSALS = [
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/..%5capp.py",
    "/static/%252e%252e/app.py",
    "/static/....//app.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/..%00/app.py",
    "/static/app.py%00.css",
    "/static/%c0%ae%c0%ae/app.py",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/api/v1/../../etc/passwd",
    "/api/v1/document/../../../../etc/passwd",
    "/static/C:%5cWindows%5cwin.ini",
    "/static/%2e",
    "/static/.",
    "/static/~root",
    "/static/" + "../" * 50 + "etc/passwd",
]

PAYLOADS = [
    "<script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\r\nSet-Cookie: a=b",
    "\r\n\r\n<html>",
    "%0d%0aX-Injected: 1",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\u2028\u2029\u0085",
    "\u202etxt.exe",
    "\ufeff",
    "\ufffe\uffff",
    "\U0010ffff",
    "🙂" * 200,
    "a" * 1000,
    " " * 1000,
    '"' * 999,
    "(" * 1000,
    ")" * 1000,
    "-" * 1000,
    "* " * 500,
    "a* " * 333,
    "a~ " * 333,
    "x OR " * 200,
    "NOT " * 250,
    "title:" * 160,
    "date:9999..0000",
    "date:" + "9" * 900,
    "^" * 1000,
    '"a b"~' + "9" * 900,
    "a^" + "9" * 900,
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "' OR 1=1 --",
    "; cat /etc/passwd",
    "$(id) `id`",
    "../../../etc/passwd",
    "file:///etc/passwd",
    "\\\\host\\share",
    "ế" * 1000,
    "e\u0302\u0301" * 333,
    "i\u0307" * 500,
    "\u0300" * 1000,
    "٣٤٥ ４５６",
    "1/7/2025 " * 100,
    "Điều " + "9" * 900,
    "41/" * 333,
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_what_is_served(address: str, path: str) -> None:
    """Sent as it stands here: clients would take the dots out."""
    answer = exchange(address, b"GET " + path.encode() + END)
    assert answer.split()[1] in (b"400", b"404")
    assert b"root:" not in answer
    assert b"create_app" not in answer


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_any_text_is_a_query_an_id_and_a_filter(client: httpx.Client, payload: str) -> None:
    for path, expected in (
        (f"/api/v1/search?q={quote(payload)}", {200}),
        (f"/api/v1/suggest?q={quote(payload)}", {200}),
        (f"/api/v1/facets?facet=year&q={quote(payload)}", {200}),
        (f"/api/v1/document?id={quote(payload)}", {200, 404}),
        (f"/api/v1/similar?id={quote(payload)}", {200, 404}),
        (f"/api/v1/document?id=100%25&q={quote(payload)}", {200}),
        (f"/api/v1/search?filter=kind:{quote(payload[:190])}", {200, 400}),
        (f"/api/v1/search?filter={quote(payload[:190])}:x", {200, 400, 422}),
        (f"/api/v1/search?facet={quote(payload[:190])}", {200}),
        (f"/api/v1/search?sort={quote(payload)}", {422}),
        (f"/{quote(payload)}", {400, 404}),
        (f"/static/{quote(payload)}", {400, 404}),
    ):
        answer = client.get(httpx.URL(client.base_url, raw_path=path.encode()))
        assert answer.status_code in expected, (path, answer.text)
        assert answer.headers["content-type"] in ("application/json", "application/problem+json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x-injected" not in answer.headers
        assert "set-cookie" not in answer.headers
        json.loads(answer.content.decode())


@pytest.mark.parametrize("byte", [bytes([value]) for value in (*range(0x20), 0x7F, 0x80, 0xC3, 0xFE, 0xFF)])
def test_any_byte_in_an_address_is_refused_or_harmless(client: httpx.Client, byte: bytes) -> None:
    for path in (b"/api/v1/search?q=a%s", b"/api/v1/document?id=%s", b"/%s", b"/static/%s", b"/api/v1/search?%s=1"):
        answer = client.get(httpx.URL(client.base_url, raw_path=path % quote_from_bytes(byte).encode()))
        assert answer.status_code in (200, 400, 404, 422)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET /\x00" + END,
        b"GET http://[" + END,
        b"GET /a b" + END,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /\r\nbảo HTTP/1.1\r\n\r\n".encode(),
        "XẾT / HTTP/1.1\r\n\r\n".encode(),
    ],
)
def test_what_is_no_http_is_told_so(address: str, request_bytes: bytes) -> None:
    answer = exchange(address, request_bytes)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in head
    assert b"default-src 'none'" in head
    assert json.loads(body)["status"] == 400


def test_a_body_of_a_request_is_no_request(address: str) -> None:
    """What looks like one, in a body with letters that an address would have encoded."""
    body = "ế GET /api/v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    request = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request[:80])
        time.sleep(0.1)
        connection.sendall(request[80:])
        connection.sendall(b"GET /api/v1/health" + END)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    statuses = [line.split()[1] for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses[0] == b"405"
    assert b"404" not in statuses


@pytest.mark.parametrize("piece", [b"GET /" + b"a" * 20_000, b"X-Long: " + b"a" * 20_000])
def test_a_head_without_end_is_cut_off(address: str, piece: bytes) -> None:
    start = b"" if piece.startswith(b"GET") else b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    host, port = address.removeprefix("http://").split(":")
    sent = 0
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        try:
            connection.sendall(start + piece)
            while sent < 5_000_000:
                sent += connection.send(b"a" * 20_000)
                time.sleep(0.01)
        except (ConnectionResetError, BrokenPipeError):
            pass
    assert sent < 1_000_000


@pytest.mark.parametrize("size", [100_000, 65_000])
@pytest.mark.parametrize("head", [b"X-Long: %s", b"X: a\r\nX-Long: %s", b"Cookie: %s\r\nCookie: b"])
def test_a_head_that_is_too_long_is_refused_also_where_it_is_sent_at_once(
    address: str, size: int, head: bytes
) -> None:
    request = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n" + head % (b"a" * size) + b"\r\n\r\n"
    answer = exchange(address, request)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"the head of the request is too long" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_an_address_as_it_is_typed_is_read_however_its_bytes_come(address: str) -> None:
    request = "GET /api/v1/suggest?q=bảo+hiể".encode() + END
    expected = exchange(address, request).partition(b"\r\n\r\n")[2]
    assert "bảo hiểm".encode() in expected
    host, port = address.removeprefix("http://").split(":")
    for cut in range(1, request.index(b"Host") + 8):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request[:cut])
            time.sleep(0.01)
            connection.sendall(request[cut:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.endswith(b"\r\n\r\n" + expected), cut


def test_an_address_as_it_is_typed_is_read_in_every_request_of_a_connection(address: str) -> None:
    first = "GET /api/v1/suggest?q=bảo HTTP/1.1\r\nHost: localhost\r\nX-Name: Bảo\r\n\r\n".encode()
    answer = exchange(address, first + first + "GET /api/v1/suggest?q=hưu".encode() + END)
    assert answer.count(b"HTTP/1.1 200 ") == 3
    assert answer.count('"query":"bảo"'.encode()) == 2
    assert '"query":"hưu"'.encode() in answer


def test_many_connections_that_say_nothing_leave_room(address: str, client: httpx.Client) -> None:
    host, port = address.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port)), timeout=10) for _ in range(100)]
    try:
        for number, connection in enumerate(idle):
            connection.sendall(b"GET / HT"[: number % 9])
        assert client.get("/api/v1/health").status_code == 200
    finally:
        for connection in idle:
            connection.close()


def test_the_log_of_requests_takes_any_address(address: str, client: httpx.Client) -> None:
    """The server of these tests writes one."""
    exchange(address, "GET /ế?ế=\x7f".encode() + END)
    exchange(address, "GET /api/v1/search?q=bảo%0a%1b[31m".encode() + END)
    assert client.get("/api/v1/health").status_code == 200


def test_nothing_of_the_package_but_static_files_is_served(client: httpx.Client) -> None:
    package = PROJECT / "src" / "bhxh_search" / "web"
    for path in package.rglob("*.*"):
        name = path.relative_to(package).as_posix()
        if not name.startswith("static/") and set(name) <= set(string.printable):
            assert client.get(f"/{name}").status_code == 404
            assert client.get(f"/static/{name}").status_code == 404

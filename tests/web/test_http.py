"""What all answers have in common: headers, ETags, compression, HEAD, other sites, other hosts."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable

import httpx
import pytest

from bhxh_search.web.headers import SECURITY
from tests.web.conftest import END, exchange, without_time

SEARCH = "/api/v1/search?q=b%E1%BA%A3o+hi%E1%BB%83m"
AskApp = Callable[..., list[httpx.Response]]


@pytest.mark.parametrize(
    "path", ["/", SEARCH, "/api/v1/health", "/api/v1/openapi.json", "/static/none", "/none", "/%ff"]
)
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    answer = client.get(httpx.URL(client.base_url, raw_path=path.encode()))
    for name, value in SECURITY.items():
        assert answer.headers.get_list(name) == [value]
    assert "server" not in answer.headers


def test_the_policy_allows_no_script_in_a_page() -> None:
    policy = SECURITY["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'; ")


# ETags


@pytest.mark.parametrize(
    "path",
    [
        SEARCH,
        "/api/v1/suggest?q=bao",
        "/api/v1/facets?facet=year",
        "/api/v1/document?id=100%25",
        "/api/v1/similar?id=100%25",
    ],
)
def test_who_has_an_answer_is_told_so(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', f'{etag} ,"other"', "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert "content-type" not in again.headers
    for unknown in ('"other"', etag[:-1] + '0"', "", "W/", "'"):
        assert client.get(path, headers={"if-none-match": unknown}).status_code == 200


def test_different_requests_have_different_etags(client: httpx.Client) -> None:
    paths = [SEARCH, f"{SEARCH}&limit=1", "/api/v1/search?q=x", "/api/v1/suggest?q=x", "/api/v1/similar?id=100%25"]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_an_error_has_no_etag(client: httpx.Client) -> None:
    for path in ("/api/v1/document?id=nowhere", "/api/v1/search?limit=x"):
        assert "etag" not in client.get(path).headers
        assert client.get(path, headers={"if-none-match": "*"}).status_code in (404, 422)


def test_the_same_question_is_answered_the_same(client: httpx.Client) -> None:
    """From the cache too."""
    one, other = client.get(SEARCH), client.get(SEARCH)
    assert one.json() == other.json()
    assert one.headers["etag"] == other.headers["etag"]


def test_a_static_file_is_kept_for_good_where_its_address_names_its_content(client: httpx.Client) -> None:
    [address] = re.findall(r'href="(/static/page.css[^"]+)"', client.get("/help").text)
    assert client.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in ("/static/page.css", address + "0", "/static/dark.css?" + address.partition("?")[2]):
        answer = client.get(other)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
    etag = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    for other in ("/static/page.css/", "/static/page.css/x", "/static/", "/static/none"):
        assert client.get(other).status_code == 404


# Compression


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("", False),
        (",;=q", False),
    ],
)
def test_answers_are_compressed_for_who_accepts_it(client: httpx.Client, accepted: str, zipped: bool) -> None:
    with client.stream("GET", SEARCH, headers={"accept-encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(body)
    assert ("content-encoding" in answer.headers) is zipped
    plain = client.get(SEARCH, headers={"accept-encoding": "identity"})
    assert plain.content == (gzip.decompress(body) if zipped else body) or without_time(
        json.loads(gzip.decompress(body))
    ) == without_time(plain.json())
    assert not zipped or len(body) < len(plain.content) / 2


def test_a_short_answer_is_not_compressed(client: httpx.Client) -> None:
    answer = client.get("/api/v1/suggest?q=zzzz", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


# HEAD


@pytest.mark.parametrize(
    "path", [SEARCH, "/api/v1/health", "/api/v1/openapi.json", "/", "/none", "/api/v1/search?limit=x"]
)
def test_head_gives_the_headers_of_get(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    for answer in (head, get):
        answer.headers.pop("date")
    assert head.headers == get.headers


# Other sites


def test_scripts_of_other_sites_may_read_nothing_unless_told(client: httpx.Client) -> None:
    answer = client.get(SEARCH, headers={"origin": "https://example.vn"})
    assert not any(name.startswith("access-control-") for name in answer.headers)


def test_a_site_that_is_allowed_may_read_answers_and_errors(ask_app: AskApp) -> None:
    site = "https://example.vn"
    for path in (SEARCH, "/api/v1/search?limit=x", "/none"):
        [answer] = ask_app([path], origins=[site], headers={"origin": site})
        assert answer.headers["access-control-allow-origin"] == site
        assert "etag" in answer.headers["access-control-expose-headers"].lower()
        assert "origin" in answer.headers["vary"].lower()
        [other] = ask_app([path], origins=[site], headers={"origin": "https://example.com"})
        assert "access-control-allow-origin" not in other.headers


# Other hosts


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "LOCALHOST:1", "[::1]:8000", "127.0.0.1:65535"])
def test_local_names_are_answered_for(client: httpx.Client, host: str) -> None:
    assert client.get("/api/v1/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost:x",
        "[::1",
        "::1",
        "0.0.0.0",
        "",
    ],
)
def test_other_names_are_not(client: httpx.Client, host: str) -> None:
    """A page of evil.example that has that name resolve to this machine could read the index otherwise."""
    for path in ("/", "/api/v1/health", "/none"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"


def test_names_that_are_allowed_are_answered_for(ask_app: AskApp) -> None:
    def status(host: str, **options: object) -> int:
        return ask_app(["/api/v1/health"], headers={"host": host}, **options)[0].status_code

    assert status("search.example.vn:80", hosts=["search.example.vn"]) == 200
    assert status("Search.Example.VN", hosts=["search.example.VN"]) == 200
    assert status("example.vn", hosts=["search.example.vn"]) == 421
    assert status("anything") == 200


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/api/v1/search/", "/\\evil.example", "/static", "//evil.example/%2e%2e", "/static/..", "/.."],
)
def test_no_address_sends_a_browser_elsewhere(address: str, path: str) -> None:
    answer = exchange(address, b"GET " + path.encode() + END)
    assert answer.split()[1] == b"404"
    assert b"\r\nlocation:" not in answer.lower()

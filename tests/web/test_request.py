"""What clients accept, what they have already, where the application is mounted, and in which letters they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bhxh_search import Document, create_index
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits
from bhxh_search.web.request import accepts_gzip

BROWSER = {"accept": "text/html,*/*"}
PAGES = ("/search?q=luong", "/", "/static/page.css", "/api/v1/openapi.json", "/api/v1/search?q=luong")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("request") / "index"
    kinds = ("Luật", "luật", "luật", "Nghị định", "QUYẾT ĐỊNH")
    with create_index(path) as index:
        index.add(
            Document(f"d{number}", "lương hưu " * 99, f"Bài {number}", fields={"kind": kind})
            for number, kind in enumerate(kinds)
        )
        index.add(
            Document(f"law#{number}", "lương", group="law", fields={"number": "1/2024/QH15"}) for number in "12"
        )
        index.commit()
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), headers=BROWSER, base_url="http://127.0.0.1") as made:
        yield made


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("header", "zipped"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("*", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("x-gzip", False),
        ("identity", False),
        ("*;q=0", False),
        ("", False),
    ],
)
def test_what_is_refused_is_not_sent(client: TestClient, path: str, header: str, zipped: bool) -> None:
    answer = client.get(path, headers={"accept-encoding": header})
    assert answer.status_code == 200
    assert (answer.headers.get("content-encoding") == "gzip") == zipped == accepts_gzip(header)
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_a_page_that_is_known_is_not_sent_again_however_it_is_named(client: TestClient) -> None:
    first = client.get("/search?q=luong")
    etag = first.headers["etag"]
    assert etag.startswith('W/"')
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = client.get("/search?q=luong", headers={"if-none-match": known})
        assert (again.status_code, again.headers["etag"]) == (304, etag), known
        assert {"cookie", "accept-encoding"} <= set(again.headers["vary"].lower().replace(" ", "").split(","))
    assert client.get("/search?q=luong", headers={"if-none-match": '"x"'}).status_code == 200


def test_who_is_sent_away_for_now_is_told_to_come_again(folder: Path) -> None:
    with TestClient(create_app(folder, limits=Limits(seconds=0)), base_url="http://127.0.0.1") as client:
        for path, headers in (("/search?q=luong", BROWSER), ("/api/v1/search?q=luong", {})):
            answer = client.get(path, headers=headers)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in answer.headers


def test_mounted_the_api_still_tells_problems_as_such(folder: Path) -> None:
    outer = Starlette(routes=[Mount("/tim", create_app(folder))])
    with TestClient(outer, headers=BROWSER, base_url="http://127.0.0.1") as client:
        assert client.get("/tim/api/v1/search?q=luong").json()["total"] == 7
        for path, status in (("/tim/api/v1/nope", 404), ("/tim/api/v1/search?q=%", 400)):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("kind", "found"), [("luật", 3), ("Luật", 3), ("LUẬT", 3), ("nghị định", 1), ("Nghị Định", 1)]
)
def test_a_kind_is_found_in_whatever_letters_it_is_written(client: TestClient, kind: str, found: int) -> None:
    page = client.get("/search", params={"q": "lương hưu", "kind": kind, "lang": "en"}).text
    assert page.count('class="card"') == found


def test_a_kind_in_two_ways_of_writing_is_one_choice(client: TestClient) -> None:
    for address, is_on in (("/search?q=lương hưu", False), ("/search?q=lương hưu&kind=Luật", True)):
        page = client.get(address).text
        choices = re.findall(
            r'class="(choice [^"]*)[^<]*<span class="tick">.*?"value">(.*?)<.*?"count">(\d+)', page, re.S
        )
        kinds = {
            value.lower(): (int(count), " on" in classes) for classes, value, count in choices if "kind" in classes
        }
        assert len(kinds) == sum("kind" in classes for classes, _, _ in choices) == 3
        assert kinds["luật"] == (3, is_on)


def test_the_id_of_a_whole_is_told_as_that(client: TestClient) -> None:
    for path in ("/api/v1/document?id=law", "/api/v1/similar?id=law"):
        answer = client.get(path, headers={"accept": "application/json"})
        assert answer.status_code == 404
        assert "'law' is a whole of several documents; a search with the filter group finds them" in answer.text
    assert "there is no document 'lax'" in client.get("/api/v1/document?id=lax").text


def test_what_is_not_kept_is_described_so(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    health, search = (described[f"/api/v1/{name}"]["get"]["responses"] for name in ("health", "search"))
    assert ("304" in health, "304" in search) == (False, True)
    assert "etag" not in client.get("/api/v1/health").headers
    assert "Retry-After" in search["503"]["headers"]


@pytest.mark.parametrize(
    "asked", ["limit=1_0", "limit=1.0", "limit=%C2%B2", "limit=1e1", "limit=", "facet=", "offset=0x1"]
)
def test_what_the_description_does_not_allow_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get(f"/api/v1/search?q=luong&{asked}", headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == asked.partition("=")[0]

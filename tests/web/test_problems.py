"""Errors are problem+json, say what is wrong, and tell nothing that only the owner of the server may know."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import jsonschema
import pytest
from starlette.testclient import TestClient

from bhxh_search import Document, create_index
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits
from bhxh_search.web.shapes import ProblemDetails
from tests.web.conftest import serving

LONG = "a" * 1001

WRONG = [
    ("/api/v1/search?limit=x", 422, "limit"),
    ("/api/v1/search?limit=-1", 422, "limit"),
    ("/api/v1/search?limit=101", 422, "limit"),
    ("/api/v1/search?limit=1e9", 422, "limit"),
    (f"/api/v1/search?limit={'9' * 5000}", 422, "limit"),
    ("/api/v1/search?offset=9901", 422, "offset"),
    ("/api/v1/search?sort=title", 422, "sort"),
    ("/api/v1/search?snippets=11", 422, "snippets"),
    ("/api/v1/search?snippet_length=19", 422, "snippet_length"),
    ("/api/v1/search?snippet_length=1001", 422, "snippet_length"),
    ("/api/v1/search?group=maybe", 422, "group"),
    ("/api/v1/search?group=true&group_size=0", 422, "group_size"),
    ("/api/v1/search?group=true&group_size=11", 422, "group_size"),
    (f"/api/v1/search?q={LONG}", 422, "q"),
    ("/api/v1/search?q=a&q=b", 422, "q"),
    ("/api/v1/search?limit=1&limit=1", 422, "limit"),
    ("/api/v1/search?limt=1", 422, "limt"),
    ("/api/v1/search?filter=kind", 422, "filter"),
    ("/api/v1/search?filter=:x", 422, "filter"),
    (f"/api/v1/search?filter=a:{'b' * 200}", 422, "filter"),
    ("/api/v1/search?" + "&".join(["filter=a:b"] * 51), 422, "filter"),
    ("/api/v1/search?facet=title", 422, "facet"),
    (f"/api/v1/search?facet={'b' * 201}", 422, "facet"),
    ("/api/v1/search?" + "&".join(f"facet={n}" for n in range(11)), 422, "facet"),
    ("/api/v1/search?facet=year&facet_values=1001", 422, "facet_values"),
    ("/api/v1/facets", 422, "facet"),
    ("/api/v1/suggest", 422, "q"),
    ("/api/v1/suggest?q=a&limit=51", 422, "limit"),
    ("/api/v1/document", 422, "id"),
    ("/api/v1/document?id=", 422, "id"),
    (f"/api/v1/document?id={'a' * 2001}", 422, "id"),
    (f"/api/v1/document?id=a&q={LONG}", 422, "q"),
    ("/api/v1/similar", 422, "id"),
    ("/api/v1/health?x=1", 422, "x"),
    ("/api/v1/search?filter=date:abc", 400, "filter"),
    ("/api/v1/search?filter=date:2020..2018", 400, "filter"),
    ("/api/v1/search?filter=date:", 400, "filter"),
    ("/api/v1/facets?facet=year&filter=kind:", 400, "filter"),
    ("/api/v1/search?group=yes", 422, "group"),
    ("/api/v1/search?group=TRUE", 422, "group"),
    ("/api/v1/search?group=1", 422, "group"),
    ("/api/v1/search?group=", 422, "group"),
    ("/api/v1/search?q=%ff", 400, None),
    ("/api/v1/search?q=%ed%a0%80", 400, None),  # a lone surrogate
    ("/api/v1/search?q=%c0%af", 400, None),  # an overlong slash
    ("/api/v1/search?q=100%", 400, None),
    ("/api/v1/search?q=%zz", 400, None),
    ("/%ff", 400, None),
    ("/api/v1/document?id=nowhere", 404, None),
    ("/api/v1/similar?id=nowhere", 404, None),
    ("/api/v1/nowhere", 404, None),
    ("/api/v1/", 404, None),
    ("/api/v1/search/", 404, None),
    ("/api/v2/search", 404, None),
    ("/docs", 404, None),
    (f"/api/v1/search?q={'a' * 40001}", 414, None),
    (f"/{'a' * 40001}", 414, None),
]


def check_problem(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, object] = answer.json()
    jsonschema.validate(told, ProblemDetails.model_json_schema())
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["detail"]
    return told


@pytest.mark.parametrize(("path", "status", "parameter"), WRONG, ids=[path[:60] for path, _, _ in WRONG])
def test_what_is_wrong_is_told(client: httpx.Client, path: str, status: int, parameter: str | None) -> None:
    # Not through httpx's own encoding, which would mend some of them.
    answer = client.get(httpx.URL(client.base_url, raw_path=path.encode()))
    told = check_problem(answer, status)
    if parameter is not None:
        assert [error["parameter"] for error in told["errors"]] == [parameter]  # type: ignore[attr-defined]
        assert parameter in str(told["detail"])


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/search?q=100%", 400, "dấu % phải viết là %25"),
        ("/search?q=%e1", 400, "Địa chỉ không hợp lệ"),
        ("/search?q=%e1&lang=en", 400, "letters are UTF-8"),
        ("/%ff", 400, "Địa chỉ không hợp lệ"),
        ("/%3Cscr%00ipt", 404, "Không có trang này"),
        ("/static/page.css%00", 404, "Không có trang này"),
        ("/search?q=" + "a" * 40_001, 414, "Địa chỉ quá dài"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_address_that_is_none_is_told_in_a_page_to_browsers(
    client: httpx.Client, path: str, status: int, says: str
) -> None:
    # Not through the client's own encoding, which would mend some of them.
    url = httpx.URL(client.base_url, raw_path=path.encode())
    page, problem = client.get(url, headers={"accept": "text/html"}), client.get(url)
    assert (page.status_code, problem.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert says in page.text
    assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/api/v1/openapi.json", "/static/x", "/nowhere"])
def test_nothing_can_be_changed(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, content=b"{}" if method == "POST" else None)
    check_problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD"


def test_what_takes_too_long_is_told_and_others_are_answered(ask_app: Callable[..., list[httpx.Response]]) -> None:
    # No time at all: whatever its thread does, an answer is looked for once, at once.
    slow, other = ask_app(["/api/v1/search?q=bao+hiem", "/api/v1/health"], limits=Limits(seconds=0))
    check_problem(slow, 503)
    assert slow.headers["retry-after"]
    assert other.status_code == 200


def test_no_more_wait_than_may(ask_app: Callable[..., list[httpx.Response]]) -> None:
    paths = [f"/api/v1/search?q=bao+hiem+{number}" for number in range(20)]
    answers = ask_app(paths, limits=Limits(threads=1, waiting=2))
    statuses = [answer.status_code for answer in answers]
    assert sorted(set(statuses)) == [200, 503]
    assert statuses.count(200) >= 3
    for answer in answers:
        if answer.status_code == 503:
            check_problem(answer, 503)


def test_a_damaged_index_is_an_error_without_details(tmp_path: Path) -> None:
    folder = tmp_path / "secret place" / "index"
    folder.parent.mkdir()
    with create_index(folder) as index:
        index.add([Document(str(number), f"bảo hiểm xã hội {number} " * 50) for number in range(50)])
    [path] = folder.glob("*.columns")
    content = bytearray(path.read_bytes())
    listing = json.loads(content[content.rindex(b'{"about"') :])
    for name, column in listing["columns"].items():
        if name.startswith(("heads", "texts")):
            content[column["offset"] : column["offset"] + 40] = b"\xff" * 40
    path.unlink()
    path.write_bytes(content)
    with (tmp_path / "log").open("w") as log, serving("--index", str(folder), errors=log.fileno()) as (address, _):
        statuses = set()
        for text in ("bảo hiểm", "xã hội", "49", ""):
            answer = httpx.get(f"{address}/api/v1/search?q={quote(text)}", timeout=30)
            statuses.add(answer.status_code)
            if answer.status_code != 200:
                told = check_problem(answer, 500)
                assert "secret" not in str(told)
        assert 500 in statuses
        assert httpx.get(f"{address}/api/v1/health").status_code == 200
    assert "secret place" in (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_site_that_may_not_ask_is_told_as_all_that_is_wrong(folder: Path) -> None:
    with TestClient(create_app(folder, origins=["https://example.vn"])) as client:
        for origin, headers in (
            ("https://other.vn", {"access-control-request-method": "GET"}),
            ("https://example.vn", {"access-control-request-method": "POST"}),
        ):
            answer = client.options("/api/v1/search?q=a", headers={"origin": origin, **headers})
            told = check_problem(answer, 400)  # type: ignore[arg-type]
            assert str(told["detail"]).startswith("Disallowed CORS ")
            assert answer.headers["vary"].startswith("Origin")
        asked = {"origin": "https://example.vn", "access-control-request-method": "GET"}
        answer = client.options("/api/v1/search?q=a", headers=asked)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://example.vn"

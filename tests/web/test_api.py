"""Each request is answered with what the library gives, in the JSON of the contract."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest

from bhxh_search import Index
from tests.conftest import SCHEMA
from tests.web.conftest import STRANGE_IDS, strange_documents, without_time

SEARCHES: list[tuple[list[tuple[str, str]], dict[str, Any]]] = [
    ([("q", "bao hiem tu nguyen")], {}),
    ([("q", "bảo hiểm"), ("limit", "2"), ("offset", "1")], {"limit": 2, "offset": 1}),
    ([("q", "lương hưu"), ("snippets", "1"), ("snippet_length", "40")], {"snippets": 1, "snippet_length": 40}),
    ([("q", "bảo hiểm"), ("limit", "0")], {"limit": 0}),
    ([("q", "bảo hiểm"), ("filter", "kind:Luật")], {"filters": {"kind": ["Luật"]}}),
    (
        [("q", "bảo hiểm"), ("filter", "kind:Luật"), ("filter", "kind:Nghị định"), ("filter", "date:2013..2024")],
        {"filters": {"kind": ["Luật", "Nghị định"], "date": ["2013..2024"]}},
    ),
    ([("q", "bảo hiểm"), ("filter", "date:>=2020")], {"filters": {"date": [">=2020"]}}),
    ([("q", "bảo hiểm"), ("sort", "date")], {"sort": "date"}),
    ([("q", "bảo hiểm"), ("sort", "-date"), ("group", "true")], {"sort": "-date", "group": True, "group_size": 10}),
    ([("q", "bảo hiểm"), ("group", "true"), ("group_size", "1")], {"group": True, "group_size": 1}),
    ([("q", "bảo hiểm"), ("filter", "kind:=Luật")], {"filters": {"kind": ["=Luật"]}}),
    ([("q", "bảo hiểm"), ("facet", "year"), ("facet", "kind")], {"facets": ["year", "kind"]}),
    (
        [("q", "bảo hiểm"), ("facet", "nowhere"), ("filter", "nowhere:x")],
        {"facets": ["nowhere"], "filters": {"nowhere": ["x"]}},
    ),
    ([("q", "")], {}),
    ([("q", "bão hiễm")], {}),
    ([("q", '"bảo hiểm')], {}),
    ([("q", "baor hieemr")], {}),
    ([("q", "  \t\n ")], {}),
    ([("q", "tro cap 🙂 \u202e <b> & ' \" %00 \x00")], {}),
]


@pytest.mark.parametrize(("parameters", "arguments"), SEARCHES)
def test_a_search_gives_what_the_library_gives(
    client: httpx.Client, index: Index, parameters: list[tuple[str, str]], arguments: dict[str, Any]
) -> None:
    answer = client.get("/api/v1/search", params=parameters)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    jsonschema.validate(answer.json(), SCHEMA)
    [text] = [value for name, value in parameters if name == "q"]
    assert without_time(answer.json()) == without_time(index.search(text, **arguments).to_dict())


def test_without_a_query_all_documents_are_found(client: httpx.Client, index: Index) -> None:
    answer = client.get("/api/v1/search").json()
    assert answer["query"] == ""
    assert answer["total"] == index.info().documents


def test_an_address_may_be_sent_as_it_was_typed(client: httpx.Client, address: str) -> None:
    """As curl does it; httpx would encode it."""
    encoded = client.get(f"/api/v1/search?q={quote('bảo')}+{quote('hiểm')}").json()
    host, port = address.removeprefix("http://").split(":")
    import socket

    with socket.create_connection((host, int(port))) as connection:
        connection.sendall("GET /api/v1/search?q=bảo+hiểm HTTP/1.0\r\n\r\n".encode())
        body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[2]
    assert without_time(json.loads(body)) == without_time(encoded)


@pytest.mark.parametrize("id", STRANGE_IDS)
def test_a_document_of_any_id_is_read(client: httpx.Client, index: Index, id: str) -> None:
    [written] = [document for document in strange_documents() if document.id == id]
    answer = client.get("/api/v1/document", params={"id": id}).json()
    assert answer["id"] == id
    assert answer["text"] == written.text
    assert answer["title"] == written.title
    assert answer["date"] == written.date.isoformat()  # type: ignore[union-attr]
    assert answer["pages"] == [0, 10]
    assert answer["headings"] == ["Phần I", "Chương II"]
    assert answer["fields"]["tags"] == ["a", "b"]
    assert answer["query"] is None
    assert answer["matches"] == []
    found = client.get("/api/v1/document", params={"id": id, "q": "tro cap"}).json()
    assert found["query"] == "tro cap"
    assert tuple(map(tuple, found["matches"])) == index.matches(id, "tro cap") != ()
    assert [written.text[start:end] for start, end in found["matches"]] == ["trợ cấp"]


def test_a_number_that_is_none_is_null(client: httpx.Client) -> None:
    assert client.get("/api/v1/document", params={"id": STRANGE_IDS[1]}).json()["fields"]["weight"] is None


@pytest.mark.parametrize("id", STRANGE_IDS)
def test_documents_like_one_of_any_id_are_found(client: httpx.Client, index: Index, id: str) -> None:
    answer = client.get("/api/v1/similar", params={"id": id, "limit": 3}).json()
    jsonschema.validate(answer, SCHEMA)
    assert without_time(answer) == without_time(index.similar(id, limit=3).to_dict())


@pytest.mark.parametrize("text", ["bao hi", "bảo hiểm ", "41/20", "", "<", "bảo\x00"])
def test_completion_gives_what_the_library_gives(client: httpx.Client, index: Index, text: str) -> None:
    answer = client.get("/api/v1/suggest", params={"q": text, "limit": 5}).json()
    assert answer == {"version": 1, "query": text, "suggestions": list(index.suggest(text, limit=5))}


def test_facets_are_those_of_the_search(client: httpx.Client, index: Index) -> None:
    answer = client.get(
        "/api/v1/facets", params=[("q", "bảo hiểm"), ("facet", "year"), ("facet", "kind"), ("filter", "kind:Luật")]
    )
    found = index.search("bảo hiểm", filters={"kind": "Luật"}, facets=["year", "kind"]).to_dict()
    assert answer.json() == {name: found[name] for name in ("version", "query", "total", "facets", "problems")}
    assert answer.json()["facets"]["kind"]


def test_of_a_facet_so_many_values_are_told_as_was_asked_for(client: httpx.Client, index: Index) -> None:
    all_of_them = index.search("", facets=["year"]).to_dict()["facets"]["year"]
    assert len(all_of_them) > 2
    for path in ("search", "facets"):
        answer = client.get(f"/api/v1/{path}?facet=year&facet_values=2").json()
        assert answer["facets"]["year"] == all_of_them[:2]


def test_health_says_what_is_served(client: httpx.Client, index: Index) -> None:
    answer = client.get("/api/v1/health")
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert said["status"] == "ok"
    assert said["documents"] == index.info().documents
    assert said["complete"] is True


def test_no_place_on_the_disk_of_the_server_is_told_but_paths_of_documents(client: httpx.Client, folder: str) -> None:
    for path in ("health", "openapi.json", "suggest?q=a", "document?id=nowhere"):
        assert str(folder) not in client.get(f"/api/v1/{path}").text

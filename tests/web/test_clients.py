"""Programs that people use: curl, and fetch as node has it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bhxh_search import Index
from tests.web.conftest import STRANGE_IDS, without_time


def program(name: str) -> str:
    """Where a program is; the test skips, saying so, where it is not."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed, so it was not tried as a client")
    return found


def curl(*arguments: str) -> bytes:
    done = subprocess.run([program("curl"), "--silent", *arguments], capture_output=True, check=True, timeout=60)
    return done.stdout


FETCH = """
const [address, ids] = [process.argv[1], JSON.parse(process.argv[2])];
const found = {};
const search = new URL("/api/v1/search", address);
search.searchParams.set("q", "bảo hiểm tự nguyện");
search.searchParams.append("filter", "kind:Luật");
search.searchParams.append("filter", "date:2013..2024");
const first = await fetch(search);
found.search = await first.json();
found.etag = first.headers.get("etag");
const again = await fetch(search, {headers: {"if-none-match": found.etag}, cache: "no-store"});
found.again = again.status;
found.documents = [];
for (const id of ids) {
    const document = await fetch(`${address}/api/v1/document?${new URLSearchParams({id, q: "trợ cấp"})}`);
    const read = await document.json();
    const points = Array.from(read.text);
    found.documents.push({id: read.id, marked: read.matches.map(([a, b]) => points.slice(a, b).join(""))});
}
const wrong = await fetch(`${address}/api/v1/search?limit=x`);
found.problem = {status: wrong.status, type: wrong.headers.get("content-type"), body: await wrong.json()};
const head = await fetch(search, {method: "HEAD"});
found.head = [head.status, (await head.text()).length];
found.refused = (await fetch(search, {method: "POST", body: "{}"})).status;
console.log(JSON.stringify(found));
"""


def test_node_fetch(address: str, index: Index) -> None:
    command = [program("node"), "--input-type=module", "-e", FETCH, address, json.dumps(STRANGE_IDS)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    expected = index.search("bảo hiểm tự nguyện", filters={"kind": "Luật", "date": "2013..2024"})
    assert without_time(found["search"]) == without_time(expected.to_dict())
    assert found["again"] == 304
    assert [document["id"] for document in found["documents"]] == list(STRANGE_IDS)
    assert all(document["marked"] == ["trợ cấp"] for document in found["documents"])
    assert found["problem"]["status"] == 422
    assert found["problem"]["type"] == "application/problem+json"
    assert found["problem"]["body"]["errors"][0]["parameter"] == "limit"
    assert found["head"] == [200, 0]
    assert found["refused"] == 405


def test_curl_asks_by_url_encoding(address: str, index: Index) -> None:
    answer = json.loads(curl("--get", f"{address}/api/v1/search", "--data-urlencode", "q=bảo hiểm",
                             "--data-urlencode", "filter=kind:Luật", "--data", "limit=3"))  # fmt: skip
    assert without_time(answer) == without_time(index.search("bảo hiểm", limit=3, filters={"kind": "Luật"}).to_dict())


def test_curl_asks_as_it_is_typed(address: str, index: Index) -> None:
    answer = json.loads(curl(f"{address}/api/v1/search?q=bảo+hiểm"))
    assert without_time(answer) == without_time(index.search("bảo hiểm").to_dict())


def test_curl_gets_compressed_answers_and_keeps_an_etag(address: str, tmp_path: Path) -> None:
    url = f"{address}/api/v1/search?q=bao+hiem"
    etag = tmp_path / "etag"
    plain = json.loads(curl(url))
    assert without_time(json.loads(curl("--compressed", "--etag-save", str(etag), url))) == without_time(plain)
    status = curl("--compressed", "--etag-compare", str(etag), "--write-out", "%{http_code}", url)
    assert status == b"304"


@pytest.mark.parametrize("id", STRANGE_IDS)
def test_curl_reads_a_document_of_any_id(address: str, id: str) -> None:
    answer = json.loads(curl("--get", f"{address}/api/v1/document", "--data-urlencode", f"id={id}"))
    assert answer["id"] == id


def test_curl_fails_where_it_should(address: str) -> None:
    command = [program("curl"), "--silent", "--fail", f"{address}/api/v1/search?limit=x"]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 22

"""The server shows what other processes commit, and answers while they do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bhxh_search import Document, create_index, index_paths, open_index, rebuild_index
from bhxh_search.web import served as module
from bhxh_search.web.served import Served
from tests.web.conftest import serving

DOCUMENTS = 30

# Arguments: the index. Writes versions of all documents until it is killed; now and then it merges and rebuilds.
WRITER = """
import sys
from bhxh_search import open_index, rebuild_index
from tests.web.test_following import DOCUMENTS, versions
for version in range(1, 10**6):
    with open_index(sys.argv[1], write=True) as index:
        index.add(versions(version))
        if version % 7 == 0:
            index.optimize()
    if version % 5 == 0:
        rebuild_index(sys.argv[1])
    print(version, flush=True)
"""


def versions(version: int) -> list[Document]:
    return [Document(f"{n:02}", f"bảo hiểm bản{version} lương hưu " * (n % 5 + 1)) for n in range(DOCUMENTS)]


def soon(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes true before long."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as index:
        index.add(versions(0))
    return tmp_path / "index"


@pytest.fixture
def client(folder: Path) -> Iterator[httpx.Client]:
    with serving("--index", str(folder)) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        yield client


def total(client: httpx.Client, text: str) -> int:
    found: int = client.get("/api/v1/search", params={"q": text, "limit": 1}).json()["total"]
    return found


def test_a_commit_is_seen_without_a_restart(client: httpx.Client, folder: Path) -> None:
    first = client.get("/api/v1/search?q=thai+san")
    assert first.json()["total"] == 0
    with open_index(folder, write=True) as index:
        index.add([Document("new", "trợ cấp thai sản")])
    assert soon(lambda: total(client, "thai sản") == 1)
    again = client.get("/api/v1/search?q=thai+san", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.json()["total"] == 1
    assert client.get("/api/v1/document?id=new").json()["text"] == "trợ cấp thai sản"
    assert client.get("/api/v1/suggest?q=thai").json()["suggestions"]
    with open_index(folder, write=True) as index:
        index.remove(["new"])
    assert soon(lambda: client.get("/api/v1/document?id=new").status_code == 404)


def test_a_rebuild_is_seen(client: httpx.Client, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("trợ cấp thất nghiệp", encoding="utf-8")
    index_paths(folder, [str(tmp_path / "one.txt")])
    assert soon(lambda: total(client, "thất nghiệp") == 1)
    rebuild_index(folder, [str(tmp_path / "one.txt")], abbreviations={"TCTN": "trợ cấp thất nghiệp"})
    assert soon(lambda: total(client, "TCTN") == 1)
    assert total(client, "lương hưu") == DOCUMENTS


def test_an_index_that_was_made_anew_is_seen(client: httpx.Client, folder: Path) -> None:
    """Though it has come to the same number of commits."""
    etag = client.get("/api/v1/search?q=bao+hiem").headers["etag"]
    generation = open_index(folder).info().generation
    shutil.rmtree(folder)
    with create_index(folder) as index:
        index.add([Document("other", "bảo hiểm y tế")])
    assert open_index(folder).info().generation == generation
    assert soon(lambda: total(client, "bảo hiểm") == 1)
    assert client.get("/api/v1/search?q=bao+hiem", headers={"if-none-match": etag}).status_code == 200


def test_an_index_that_has_gone_is_still_answered_from(client: httpx.Client, folder: Path) -> None:
    assert total(client, "bảo hiểm") == DOCUMENTS
    shutil.move(folder, folder.with_name("elsewhere"))
    assert soon(lambda: client.get("/api/v1/health").json()["status"] == "stale")
    assert total(client, "lương hưu") == DOCUMENTS
    shutil.move(folder.with_name("elsewhere"), folder)
    assert soon(lambda: client.get("/api/v1/health").json()["status"] == "ok")


def test_a_state_that_cannot_be_opened_leaves_the_one_before(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.1)
    caplog.set_level("INFO", "bhxh_search.web")
    served = Served(folder)
    before = served.state
    with open_index(folder, write=True) as index:
        index.add([Document("new", "trợ cấp thai sản")])
    newest = max(folder.glob("bhxh_*.json"), key=lambda path: int(path.stem.split("_")[1]))
    content = newest.read_bytes()
    newest.write_bytes(content[:-100])
    time.sleep(0.3)
    for _ in range(3):
        assert served.state is before
        time.sleep(0.1)
    assert newest.name in str(served.problem)
    [told] = caplog.messages  # once, however often it is looked
    assert newest.name in told
    caplog.clear()
    assert served.index.search("bảo hiểm").total == DOCUMENTS
    newest.write_bytes(content)
    assert soon(lambda: served.state is not before)
    assert served.problem is None
    assert caplog.messages == [f"{folder}: the newest state is served again"]
    assert served.index.search("thai sản").total == 1


def test_a_state_that_is_held_stays_what_it_was(folder: Path) -> None:
    served = Served(folder)
    state = served.state
    for version in range(1, 4):
        with open_index(folder, write=True) as index:
            index.add(versions(version))
            index.optimize()
        assert soon(lambda text=f"bản{version}": served.index.search(text).total)  # type: ignore[misc]
        assert state.index.search("bản0").total == DOCUMENTS
        assert served.index.search(f"bản{version}").total == DOCUMENTS
    assert served.index.search("bản0").total == 0


def test_every_commit_has_another_name_and_every_process_the_same(folder: Path) -> None:
    names = [Served(folder).generation]
    assert Served(folder).generation == names[0]
    for version in range(1, 4):
        with open_index(folder, write=True) as index:
            index.add(versions(version))
        names.append(Served(folder).generation)
    assert len(set(names)) == 4


@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_eight_clients_see_whole_states_while_a_process_writes(
    client: httpx.Client, folder: Path, seconds: int
) -> None:
    wrong: list[object] = []
    statuses: Counter[int] = Counter()
    etags: set[str] = set()

    def work(number: int) -> None:
        until = time.monotonic() + seconds
        try:
            with httpx.Client(base_url=client.base_url, timeout=30) as own:
                while time.monotonic() < until:
                    answer = own.get(f"/api/v1/search?q=luong+huu&limit={DOCUMENTS}&snippets=1&offset={number % 2}")
                    statuses[answer.status_code] += 1
                    found = answer.json()
                    seen = {hit["snippets"][0]["text"].split()[2] for hit in found["hits"]}
                    if found["total"] != DOCUMENTS or len(seen) != 1:
                        wrong.append((found["total"], seen))
                    etags.add(answer.headers["etag"])
                    id = f"{number:02}"
                    document = own.get(f"/api/v1/document?id={id}&q=luong+huu")
                    statuses[document.status_code] += 1
                    read = document.json()
                    if {read["text"][start:end] for start, end in read["matches"]} != {"lương hưu"}:
                        wrong.append(read)
                    statuses[own.get(f"/api/v1/similar?id={id}").status_code] += 1
                    statuses[own.get("/api/v1/suggest?q=luong+h").status_code] += 1
        except Exception as error:  # to be shown by the test, and not by a thread
            wrong.append(error)

    with subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()  # it has begun
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert writer.poll() is None, "the writer ended by itself"
        writer.kill()
    assert wrong == []
    assert set(statuses) == {200}
    assert len(etags) > 3

"""Each program in examples/ is run, as a person runs it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bhxh_search import Document, create_index
from tests.conftest import PROJECT

EXAMPLES = PROJECT / "examples"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as made:
        made.add(
            [
                Document("a", "Lương hưu của bảo hiểm xã hội.\nTăng 15%.", title="Lương hưu"),
                Document("b/c", "Trợ cấp thất nghiệp, lương hưu và bảo hiểm xã hội."),
            ]
        )
    return tmp_path / "index"


def run(program: str, *arguments: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / program), *arguments],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout


def test_every_example_is_run_here() -> None:
    text = Path(__file__).read_text("utf-8")
    programs = [path.name for path in EXAMPLES.glob("*.py")]
    assert len(programs) >= 4
    assert all(program.removesuffix(".py") in text for program in programs)


def test_queries_become_a_table(index: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_text("lương hưu\n\nkhông có gì xyz\n", "utf-8")
    output = run("batch_to_csv.py", str(index), str(tmp_path / "queries.txt"))
    rows = list(csv.DictReader(io.StringIO(output.decode("utf-8-sig"))))
    assert [(row["query"], row["found"], row["id"]) for row in rows] == [
        ("lương hưu", "2", "a"),
        ("lương hưu", "2", "b/c"),
        ("không có gì xyz", "0", None),
    ]
    assert rows[0]["snippet"] == "Lương hưu của bảo hiểm xã hội. Tăng 15%."


def test_searches_go_to_threads(index: Path) -> None:
    lines = run("async_search.py", str(index), "lương hưu", "xyz", "trợ cấp").decode().splitlines()
    assert lines == ["lương hưu: 2 found, first Lương hưu", "xyz: 0 found", "trợ cấp: 1 found, first b/c"]


def test_tables_go_in_and_come_out() -> None:
    output = run("pandas_tables.py", "bao", "hiem").decode()
    assert "Mở rộng BHXH tự nguyện" in output
    assert "Lịch cúp điện" not in output
    hits, years, sources = output.split("\n\n")
    assert len(hits.splitlines()) == 4
    assert years.split() == ["year", "documents", "2024", "2", "2023", "1"]
    assert sources.split() == ["source", "documents", "VTV", "2", "Nhân", "Dân", "1"]


@pytest.fixture
def client(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("BHXH_SEARCH_INDEX", str(index))
    monkeypatch.syspath_prepend(str(EXAMPLES))
    import fastapi_app

    with TestClient(fastapi_app.app) as client:
        yield client


def test_an_app_searches_on_where_nothing_newer_can_be_opened(client: TestClient, index: Path) -> None:
    shutil.rmtree(index)
    assert client.get("/search", params={"q": "luong huu"}).json()["total"] == 2


def test_an_app_embeds_the_library(client: TestClient, index: Path) -> None:
    found = client.get("/search", params={"q": "luong huu", "limit": 1}).json()
    assert (found["total"], [hit["id"] for hit in found["hits"]]) == (2, ["a"])
    assert client.get("/search", params={"q": "x", "year": "none"}).status_code == 422
    assert [hit["id"] for hit in client.get("/similar/b/c").json()] == ["a"]
    assert client.get("/similar/nope").status_code == 404
    with create_index(index, exist_ok=True) as writer:
        writer.add([Document("d", "Lương hưu mới.")])
    assert client.get("/search", params={"q": "luong huu"}).json()["total"] == 3

"""The command `serve`: where it listens, what it says, how it ends."""

from __future__ import annotations

import builtins
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from click.testing import CliRunner, Result

from bhxh_search.cli import main
from bhxh_search.web import protocol
from bhxh_search.web.app import create_app
from tests.web.conftest import serving


def run(*arguments: str) -> Result:
    """For what ends at once."""
    return CliRunner().invoke(main, ["serve", *arguments])


def check_error(result: Result, *said: str) -> None:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1, result.stderr
    for words in said:
        assert words in result.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens at."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_told(folder: Path, taken: int) -> None:
    check_error(run("--index", str(folder), "--port", str(taken)), f"127.0.0.1:{taken}", "in use", "--port")


@pytest.mark.parametrize("host", ["nowhere.invalid", "1.2.3.4.5", "bad host", "a" * 300, "\x00", "x." * 200])
def test_a_host_that_there_is_not_is_told(folder: Path, host: str) -> None:
    check_error(run("--index", str(folder), "--host", host), "no address of this machine")


def test_an_address_of_another_machine_is_told(folder: Path) -> None:
    check_error(run("--index", str(folder), "--host", "192.0.2.1"), "192.0.2.1:8000", "--host")


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    check_error(run("--index", str(tmp_path / "none"), "--port", "0"), "no index here yet", "bhxh-search index")


def test_a_damaged_index_is_told(tmp_path: Path, folder: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for path in copy.glob("bhxh_*.json"):
        path.write_text("{}")
    check_error(run("--index", str(copy), "--port", "0"), "not readable")


def test_an_outdated_index_is_told(tmp_path: Path, folder: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for path in copy.glob("bhxh_*.json"):
        path.write_text('{"format": 1}')
    check_error(run("--index", str(copy), "--port", "0"), "format 1")


@pytest.mark.parametrize(
    "origin", ["example.vn", "https://", "https://example.vn/", "ftp://example.vn", "null", "", "https://a b"]
)
def test_a_site_that_is_none_is_told(folder: Path, origin: str) -> None:
    check_error(run("--index", str(folder), "--port", "0", "--cors", origin), "--cors", "https://example.vn")


@pytest.mark.parametrize(
    "option",
    [["--port", "x"], ["--port", "65536"], ["--threads", "0"], ["--max-seconds", "0"], ["--nope"], ["extra"]],
)
def test_what_is_no_option_is_told(option: list[str]) -> None:
    result = run(*option)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_library_that_is_missing_is_named_with_its_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("bhxh_search.web")]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *arguments: object, **others: object) -> object:
        if name.partition(".")[0] == "fastapi":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *arguments, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    check_error(run("--index", str(folder)), "fastapi", "pip install 'bhxh-search[web]'")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_ends_when_it_is_told_to(folder: Path, number: signal.Signals, status: int) -> None:
    with serving("--index", str(folder), errors=subprocess.PIPE) as (address, process):
        with httpx.Client(base_url=address) as client:
            assert client.get("/api/v1/health").status_code == 200
            process.send_signal(number)  # while a connection is open
            assert process.wait(timeout=20) == status
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_ends_when_it_is_told_to_before_anybody_asked(folder: Path) -> None:
    with serving("--index", str(folder), errors=subprocess.PIPE) as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_what_is_under_way_is_answered_before_it_ends(folder: Path) -> None:
    with serving("--index", str(folder)) as (address, process):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(b"GET /api/v1/search?q=bao+hiem HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(1)  # the answer has begun
            process.send_signal(signal.SIGINT)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.rstrip().endswith(b"}")
        assert process.wait(timeout=20) == 0


def test_at_an_address_for_all_it_warns_and_answers_for_any_name(folder: Path) -> None:
    with serving("--index", str(folder), "--host", "0.0.0.0", errors=subprocess.PIPE) as (address, process):
        assert address.startswith("http://127.0.0.1:")  # 0.0.0.0 is no address to go to
        answer = httpx.get(f"{address}/api/v1/health", headers={"host": "search.example.vn"})
        assert answer.status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "0.0.0.0 is no local address" in process.stderr.read()


def test_names_may_be_allowed(folder: Path) -> None:
    with serving("--index", str(folder), "--allow-host", "search.example.vn") as (address, _):
        for host, status in (("search.example.vn", 200), ("localhost", 200), ("evil.example", 421)):
            assert httpx.get(f"{address}/api/v1/health", headers={"host": host}).status_code == status
    with serving("--index", str(folder), "--allow-host", "*") as (address, _):
        assert httpx.get(f"{address}/api/v1/health", headers={"host": "evil.example"}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_it_listens_at_names_and_at_ipv6(folder: Path, host: str) -> None:
    if not socket.has_ipv6 and ":" in host:
        pytest.skip("this machine has no IPv6")
    with serving("--index", str(folder), "--host", host) as (address, _):
        assert httpx.get(f"{address}/api/v1/health").status_code == 200


def test_it_shows_requests_when_told_to(folder: Path) -> None:
    with serving("--index", str(folder), "--log-requests", errors=subprocess.PIPE) as (address, process):
        httpx.get(f"{address}/api/v1/search?q=b%E1%BA%A3o%0Ahi%E1%BB%83m")
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        [line] = process.stderr.read().splitlines()
        assert '"GET /api/v1/search?q=b%E1%BA%A3o%0Ahi%E1%BB%83m HTTP/1.1" 200' in line


def test_without_a_terminal_nothing_is_loaded_for_other_commands() -> None:
    program = (
        "import sys, bhxh_search.cli; print(sorted({'fastapi', 'uvicorn', 'starlette', 'pydantic'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: loc"])
def test_who_does_not_finish_a_request_is_let_go(folder: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    config = uvicorn.Config(create_app(folder), http=protocol.Protocol, ws="none", log_config=None)
    one = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=one.run, args=([listening],))
        thread.start()
        try:
            with socket.create_connection(listening.getsockname(), timeout=10) as connection:
                connection.sendall(begun)
                assert connection.recv(1) == b""
            with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
                for _ in range(3):  # who does finish is not, however long the connection lasts
                    assert client.get("/api/v1/health").status_code == 200
                    time.sleep(0.4)
        finally:
            one.should_exit = True
            thread.join()

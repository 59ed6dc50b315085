"""A real Chromium and a real server: what all browser tests share."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tests.browser.documents import make_index

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
OPTIONS: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    """Where Chromium is. Where there is none the test skips and says so; with CI set, it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium here (apt-get install chromium): the page was not tested in a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


# Playwright runs an event loop in this thread while it is open: only as long as these tests last.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield browser
    browser.close()


def serve(index: Path) -> Iterator[str]:
    """A server over an index, in a process of its own; gives its address without the last slash."""
    command = [sys.executable, "-m", "bhxh_search", "serve", "--index", str(index), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        address = re.search(r"http://[\w.:]+", said)
        assert address, said + process.stdout.read()
        yield address[0]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="package")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_index(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="package")
def site(index_folder: Path) -> Iterator[str]:
    yield from serve(index_folder)


class Watched:
    """A context of which everything that no page may do is noted."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.wrong: list[str] = []
        self.expected_status: set[int] = set()
        self.sites: set[str] = set()
        context.set_default_timeout(8_000)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # An answer with an error's status is told on the console too, whatever the page does.
        if any(f"status of {status} " in message.text for status in self.expected_status):
            return
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((*(f"{site}/" for site in self.sites), "data:")):
            self.wrong.append(f"request: {request.url}")

    def forget(self) -> None:
        """Be as new for the next test."""
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()
        self.wrong.clear()
        self.expected_status.clear()
        self.sites.clear()


@pytest.fixture(scope="package")
def plain(chromium: Browser) -> Iterator[Watched]:
    """The context of most tests: a wide screen by day."""
    context = chromium.new_context(**OPTIONS)
    yield Watched(context)
    context.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, plain: Watched, site: str) -> Iterator[Visit]:
    """Open an address of the site, or `at` another; what the pages may not do fails the test.

    Options are those of a context, which is then one for this page alone; `status` is that of the answer.
    """
    opened: list[Watched] = [plain]

    def open_page(address: str, *, at: str = "", status: int = 200, **options: Any) -> Page:
        if options:
            opened.append(Watched(chromium.new_context(**{**OPTIONS, **options})))
        watched = opened[-1] if options else plain
        watched.sites.add(at or site)
        if status != 200:
            watched.expected_status.add(status)
        page = watched.context.new_page()
        answer = page.goto((at or site) + address)
        assert answer is not None
        assert answer.status == status, answer.text()[:500]
        return page

    yield open_page
    wrong = [one for watched in opened for one in watched.wrong]
    for watched in opened[1:]:
        watched.context.close()
    plain.forget()
    assert wrong == []

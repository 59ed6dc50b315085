"""Pictures of the page in all its states, to be looked at.

`python -m benchmarks.screenshots` draws every state in every look into a folder of the system's temporary ones, and
`--docs` the few that stand in docs/pictures/. Shown are the article in `seeds/`, the 54 documents on social insurance
and the headlines of the collections, or with `--index` an index of your own. It needs Chromium.
"""

from __future__ import annotations

import argparse
import lzma
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.collections import data_folder
from bhxh_search import create_index

PROJECT = Path(__file__).parent.parent
LAW = "congbao/bhxh/luat-so-41-2024-qh15-42576"

STATES = {
    "home": "/",
    "completion": "/",
    "results": "/search?q=dieu kien huong luong huu",
    "filtered": "/search?q=lương hưu&kind=luật&kind=nghị định&year=2024&year=2025",
    "flat": f"/search?q=lương hưu&in={LAW}&view=flat",
    "browse": "/search?year=2025",
    "last-page": "/search?q=lương hưu&page=3",
    "past-the-end": "/search?q=lương hưu&page=8",
    "meant": '/search?q=hạ tuổi BHXX tự ngyện "lương',
    "partial": "/search?q=thủ tướng Úc",
    "only-partial": "/search?q=lương hưu thợ lặn",
    "nothing": "/search?q=xyzzy qwfp&kind=luật",
    "article": f"/document?id={LAW}%23dieu-64&q=lương hưu&match=2",
    "whole": f"/document?id={LAW}%23dieu-64&q=lương hưu&whole=1&match=9#m9",
    "news": "/document?id=000_70584c224087e00c.txt&q=bảo hiểm tự nguyện",
    "headline": "/document?id=danesR0",
    "help": "/help",
    "bad-page": "/search?q=lương&page=abc",
    "missing": "/không-có",
}
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "wide-dark": {"viewport": WIDE, "color_scheme": "dark"},
    "middle": {"viewport": {"width": 900, "height": 800}},
    "narrow": {"viewport": NARROW},
    "narrow-dark": {"viewport": NARROW, "color_scheme": "dark"},
    "wide-en": {"viewport": WIDE},
    "paper": {"viewport": {"width": 720, "height": 1000}},
}
DOCS = (
    ("home", "wide"),
    ("results", "wide"),
    ("article", "wide-dark"),
    ("results", "narrow"),
    ("completion", "wide-en"),
)
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()


def make_index(folder: Path) -> Path:
    """The index that is shown."""
    files = folder / "files"
    shutil.copytree(PROJECT / "seeds", files)
    data = data_folder()
    with lzma.open(data / "bhxh_law_documents.jsonl.xz") as packed:
        (files / "van-ban.jsonl").write_bytes(packed.read())
    shutil.copy(data / "danes_headlines" / "corpus.jsonl", files / "tin.jsonl")
    with create_index(folder / "index") as index:
        index.add_paths([files])
    return folder / "index"


@contextmanager
def served(index: Path) -> Iterator[str]:
    """A server over an index; gives its address."""
    command = [sys.executable, "-m", "bhxh_search", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = re.search(r"http://[\w.:]+", said)
        try:
            if address is None:
                raise SystemExit(f"the server did not start: {said}")
            yield address[0]
        finally:
            process.terminate()


def draw(browser: Browser, site: str, state: str, look: str, target: Path) -> None:
    """One picture."""
    context = browser.new_context(**LOOKS[look], reduced_motion="reduce")
    page = context.new_page()
    address, sign, fragment = quote(STATES[state], safe="/?&=#%").partition("#")
    if look.endswith("-en"):
        address += ("&" if "?" in address else "?") + "lang=en"
    page.goto(site + address + sign + fragment)
    if state == "completion":
        _complete(page)
    if look == "paper":
        page.emulate_media(media="print")
    page.screenshot(path=target)
    context.close()


def _complete(page: Page) -> None:
    page.locator("#q").fill("bao hiem")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="an index of your own")
    parser.add_argument("--docs", action="store_true", help="draw the pictures of docs/pictures/")
    parser.add_argument("--output", type=Path, help="the folder of the pictures")
    parser.add_argument("--states", nargs="*", choices=STATES, default=list(STATES), metavar="STATE")
    parser.add_argument("--looks", nargs="*", choices=LOOKS, default=list(LOOKS), metavar="LOOK")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: apt-get install chromium")
    chosen = DOCS if options.docs else [(state, look) for state in options.states for look in options.looks]
    output = options.output or (PROJECT / "docs" / "pictures" if options.docs else Path(tempfile.mkdtemp()))
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = options.index or make_index(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(index) as site:
            for state, look in chosen:
                draw(browser, site, state, look, output / f"{state}-{look}.png")
        browser.close()
    print(f"{len(chosen)} pictures in {output}")


if __name__ == "__main__":
    main()

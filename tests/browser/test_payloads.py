"""Script of a stranger is text: in a document's parts, in a query, in an address; in pages, JSON and fragments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page

from bhxh_search import Document, create_index, open_index
from bhxh_search.render.html import to_html
from tests.browser.conftest import Visit, serve

pytestmark = pytest.mark.slow

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1) `",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<style>@import'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    '<meta http-equiv=refresh content="0;url=http://evil.example/">',
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><button>x</button></form>",
    "<object data=http://evil.example/></object>",
    "{{ 7*7 }}{% for x in range(3) %}y{% endfor %}",
    "${alert(1)}#{alert(1)}<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<!--<img src=x onerror=alert(1)>-->",
    "]]><script>alert(1)</script>",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "＜script＞alert(1)＜/script＞",
    "\u202e<script>alert(1)</script>\u2066",
    "<mark><script>alert(1)</script></mark>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "line\r\nSet-Cookie: hacked=1\r\n\r\n<script>alert(1)</script>",
)

SAFE_TAGS = set(
    "html head meta title link script body a div header nav svg circle path span form label input kbd button details "
    "summary ul ol li main h1 h2 h3 h4 p time mark s article section aside small dl dt dd code footer table tbody tr "
    "th td".split()
)


def as_drawn(text: str) -> str:
    """A payload as a page shows it: blanks as one, what steers a reader as U+FFFD."""
    return " ".join(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text).split())


def document(number: int, payload: str) -> Document:
    """A document with a payload in every part of it that one can give."""
    return Document(
        re.sub("[\x00-\x1f]", "_", f"{number:02} {payload}"),
        f"dấu{number} mở đầu {payload} dấu{number} giữa\n{payload}\n1. dấu{number} {payload}",
        title=f"{payload} dấu{number}",
        path=f"/thư mục/{payload}.txt",
        group=f"nhóm {number} {payload}",
        headings=(f"Luật {payload}", f"Chương {payload}"),
        fields={
            "kind": payload,
            "issuer": payload,
            "source": payload,
            "number": payload,
            "url": payload,
            "author": (payload, payload),
            "amends": payload,
        },
    )


@pytest.fixture(scope="module")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("payloads")
    files = folder / "files"
    files.mkdir()
    for number, payload in enumerate(PAYLOADS):
        name = re.sub(r"[/\x00-\x1f]", "_", payload)
        (files / f"{name}.txt").write_text(f"têntệp{number}\n\n{payload}\n", encoding="utf-8")
    with create_index(folder / "index") as index:
        index.add_paths([files])
        index.add(document(number, payload) for number, payload in enumerate(PAYLOADS))
    return folder / "index"


@pytest.fixture(scope="module")
def hostile(hostile_index: Path) -> Iterator[str]:
    yield from serve(hostile_index)


def check(page: Page, also: frozenset[str] = frozenset()) -> None:
    """That a page holds nothing but what its template has put there. What it did besides is for `visit` to tell.

    `also`: other elements that it may hold.
    """
    found = page.evaluate(
        """() => [...document.querySelectorAll('*')].map(one => [
            one.localName,
            [...one.attributes].map(a => a.name)
                .filter(name => name.startsWith('on') || ['style', 'srcdoc', 'autofocus'].includes(name)),
            one.getAttribute('href') ?? one.getAttribute('src') ?? one.getAttribute('action') ?? '',
        ])"""
    )
    scripts = 0
    for tag, attributes, address in found:
        assert tag in SAFE_TAGS | also, tag
        assert attributes in ([], ["autofocus"] if tag == "input" else []), (tag, attributes)
        assert address.startswith(("/", "#")) or address == "", address
        scripts += tag == "script"
    assert scripts == 5
    assert page.context.cookies() == []


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_payload_in_every_part_of_a_document_is_text(visit: Visit, hostile: str, number: int) -> None:
    payload = PAYLOADS[number]
    one = document(number, payload)
    page = visit("/document?" + urlencode({"id": one.id, "q": f"dấu{number}"}), at=hostile)
    check(page)
    shown = " ".join(page.locator("main").inner_text().split())
    assert shown.count(as_drawn(payload)) >= 8
    assert page.locator("h1 mark").count() == 1
    assert page.locator(".document mark").count() == 1 + 3
    assert as_drawn(payload) in " ".join(page.title().split()) or len(payload) > 60


@pytest.mark.parametrize("first", range(0, 2 * len(PAYLOADS), 10))
def test_payloads_on_pages_of_results_are_text(visit: Visit, hostile: str, first: int) -> None:
    page = visit(f"/search?view=flat&page={first // 10 + 1}", at=hostile)
    check(page)
    assert page.locator(".card").count() >= 9


def test_the_parts_of_the_home_page_are_text(visit: Visit, hostile: str) -> None:
    check(visit("/", at=hostile))


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_payload_in_an_address_is_text(visit: Visit, hostile: str, number: int) -> None:
    payload = PAYLOADS[number]
    everywhere = dict.fromkeys(("q", "kind", "issuer", "source", "in", "sort", "view", "lang", "theme", "x"), payload)
    page = visit("/search?" + urlencode(everywhere), at=hostile)
    check(page)
    # A box of one line leaves out the ends of lines.
    assert as_drawn(page.locator("#q").input_value()) == as_drawn(re.sub("[\r\n]", "", payload))
    for name, status in (("year", 400), ("page", 422)):
        check(visit("/search?" + urlencode({"q": payload, name: payload}), at=hostile, status=status))
    check(visit("/document?" + urlencode({"id": payload, "match": payload}), at=hostile, status=404))
    check(
        visit(
            "/" + quote(payload.replace("/", "_").replace("\r", "_").replace("\n", "_"), safe=""),
            at=hostile,
            status=404,
        )
    )


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_payload_as_a_query_is_marked_as_text_in_what_it_finds(visit: Visit, hostile: str, number: int) -> None:
    page = visit("/search?" + urlencode({"q": f"dấu{number} {PAYLOADS[number]}"}), at=hostile)
    check(page)
    page = visit("/law?" + urlencode({"number": PAYLOADS[number]}), at=hostile)
    check(page)


def test_completions_that_hold_markup_are_text(visit: Visit, hostile: str) -> None:
    page = visit("/", at=hostile)
    for typed in ("alert", "script", "têntệp1", "dấu1", "<img", "onerror"):
        page.locator("#q").fill(typed)
        page.wait_for_timeout(200)
        check(page, frozenset(("b",)))
        # What comes to the words typed is bold: one element of the script's for each completion, and none of theirs.
        assert page.locator("b").count() == page.locator("[role=option] > span + b").count()
        assert page.locator("[role=option] > *").count() == 2 * page.locator("[role=option]").count()


def test_the_json_of_payloads_is_text_to_a_browser(visit: Visit, hostile: str) -> None:
    for address in ("/api/v1/search?q=alert&limit=50", "/api/v1/suggest?q=alert", "/api/v1/search?q=%3Cscript%3E"):
        page = visit(address, at=hostile)
        body: Any = json.loads(page.evaluate("document.body.innerText"))
        assert body
        assert page.locator("script, img, iframe, svg, form, a").count() == 0


def test_fragments_of_html_hold_payloads_as_text(visit: Visit, hostile: str, hostile_index: Path) -> None:
    page = visit("/help", at=hostile)
    with open_index(hostile_index) as index:
        for number, payload in enumerate(PAYLOADS):
            fragment = to_html(index.search(f"dấu{number}", limit=3))
            page.set_content(f"<main>{fragment}</main>")
            tags = page.evaluate("[...document.querySelectorAll('main *')].map(one => one.localName)")
            assert set(tags) <= {"ol", "li", "article", "h2", "p", "mark", "time"}
            assert as_drawn(payload) in " ".join(page.locator("main").inner_text().split())

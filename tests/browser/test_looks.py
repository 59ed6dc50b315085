"""What every page must be: accessible by axe's rules, as wide as the screen, light and dark, quiet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from bhxh_search import Document, create_index
from tests.browser.conftest import Visit, serve

pytestmark = pytest.mark.slow

STATES = {
    "home": ("/", 200),
    "results": ("/search?q=lương hưu OR bảo hiểm", 200),
    "filtered": ("/search?q=bảo hiểm&source=Báo Mẫu&year=2031&page=1&sort=date", 200),
    "flat": ("/search?q=lương hưu&view=flat&in=luat-huu-tri.txt", 200),
    "paged": ("/search?q=bảo hiểm tự nguyện&page=2", 200),
    "all": ("/search", 200),
    "meant": ("/search?q=bảo hiẻm tự ngyện", 200),
    "problems": ('/search?q=(lương "hưu', 200),
    "partial": ("/search?q=thư viện lương hưu", 200),
    "only-partial": ('/search?q="lương hưu" "công viên" thư viện', 200),
    "nothing": ("/search?q=xyzzyq&kind=luật", 200),
    "article": ("/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu&match=2", 200),
    "whole": ("/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu&whole=1", 200),
    "unmarked": ("/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu&marks=0", 200),
    "news": ("/document?id=tin/dai&q=công viên", 200),
    "untitled": ("/document?id=tin/trong&q=xyz", 200),
    "help": ("/help", 200),
    "bad-page": ("/search?q=a&page=x", 422),
    "missing": ("/không-có", 404),
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "narrow-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "forced-colors": {"forced_colors": "active"},
    "large-text": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # to write down all that is right takes most of the time
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found for node in one["nodes"]]


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("state", STATES)
def test_a_page_breaks_no_rule_of_axe_by_day_and_is_not_too_wide(visit: Visit, state: str) -> None:
    address, status = STATES[state]
    page = visit(address, status=status)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert is_as_wide_as_the_screen(page)


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "light"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_breaks_no_rule_of_axe_in_any_look(visit: Visit, state: str, look: str) -> None:
    address, status = STATES[state]
    page = visit(address, status=status, **LOOKS[look])
    assert is_as_wide_as_the_screen(page)
    assert violations(page) == []
    if state in ("results", "article"):
        for selector in ("details.fold > summary", ".themes summary"):  # the menu would cover the others
            for fold in page.locator(selector).all():
                if fold.is_visible():
                    fold.click()
        assert is_as_wide_as_the_screen(page)
        assert violations(page) == []


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over documents whose every part is one long word."""
    folder = tmp_path_factory.mktemp("wide") / "index"
    fields = dict.fromkeys(("issuer", "source", "author", "number", "signer", "amends"), "d" * 100)
    with create_index(folder) as index:
        index.add(
            Document(
                f"{'i' * 300}{number}",
                "lương " + "x" * 3_000,
                title="t" * 400,
                group="g" * 200,
                headings=("h" * 300, "k" * 300),
                fields={"kind": "k" * 100, "url": "https://example.vn/" + "u" * 400, **fields},
            )
            for number in range(3)
        )
    yield from serve(folder)


@pytest.mark.parametrize("address", ["/", f"/search?q=lương&kind={'k' * 100}", f"/document?id={'i' * 300}1&q=lương"])
def test_long_words_do_not_make_a_page_wider_than_the_screen(visit: Visit, wide: str, address: str) -> None:
    page = visit(address, at=wide)
    for width in (1280, 900, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert is_as_wide_as_the_screen(page)
        hidden = page.evaluate(
            """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, dd, .choice, .chip)')]
                .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.away')).length"""
        )
        assert hidden == 0


def test_the_open_list_of_completions_breaks_no_rule(visit: Visit) -> None:
    page = visit("/search?q=x")
    page.locator("#q").fill("bao hiem t")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_dark_is_as_the_system_says_until_one_is_chosen(visit: Visit) -> None:
    light = background(visit("/"))
    page = visit("/search?q=lương", color_scheme="dark")
    dark = background(page)
    assert light != dark
    page.locator(".themes summary").click()
    page.get_by_role("link", name="Sáng").click()
    assert background(page) == light
    page.reload()
    assert background(page) == light
    page.locator(".themes summary").click()
    page.get_by_role("link", name="Theo hệ thống").click()
    assert background(page) == dark
    page.emulate_media(color_scheme="light")
    assert background(page) == light


def test_the_choice_of_a_theme_by_keyboard(visit: Visit) -> None:
    page = visit("/")
    page.locator(".themes summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.locator(".themes ul")).to_be_hidden()


def test_on_paper_there_is_the_text_alone(visit: Visit) -> None:
    page = visit("/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".top", ".contents", ".matches", ".turn", ".similar"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".text")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).color") == "rgb(0, 0, 0)"


def test_filters_stand_where_the_keyboard_comes_to_them_on_every_screen(visit: Visit) -> None:
    page = visit("/search?q=bảo hiểm&kind=luật", viewport={"width": 360, "height": 640})
    kinds = page.get_by_role("region", name="Loại văn bản")
    results = page.locator(".results")
    choice = kinds.get_by_role("link").first
    leader = page.get_by_role("link", name="Thu hẹp kết quả")
    expect(leader.locator(".count")).to_have_text("1")
    assert top_of(kinds) > top_of(results) + results.bounding_box()["height"]  # type: ignore[index]
    leader.press("Enter")
    expect(choice).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(choice).to_be_focused()
    page = visit("/search?q=bảo hiểm&kind=luật")
    expect(page.locator(".to-filters")).to_be_hidden()
    assert top_of(page.get_by_role("region", name="Loại văn bản")) < 200


def top_of(one: Locator) -> float:
    box = one.bounding_box()
    assert box
    return box["y"]


def test_a_slow_answer_is_told(visit: Visit) -> None:
    page = visit("/")
    held: list[Route] = []
    page.route("**/search?**", lambda route: held.append(route))
    page.evaluate(
        """() => {
            const bar = document.querySelector('.progress');
            new MutationObserver(() => { sessionStorage.said = sessionStorage.said || bar.textContent; })
                .observe(bar, { childList: true, attributes: true });
        }"""
    )
    page.locator("#q").fill("lương")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    held[0].continue_()
    page.wait_for_url("**/search?**")
    assert page.evaluate("sessionStorage.said") == "Đang tìm…"
    expect(page.locator(".progress")).to_be_hidden()


@pytest.mark.parametrize("ends", ["Escape", "time"])
def test_what_is_told_of_a_slow_answer_ends_where_loading_is_stopped(visit: Visit, ends: str) -> None:
    page = visit("/help")
    page.clock.install()
    # A page that never comes: nothing is asked for, and whoever sends the form goes nowhere.
    page.evaluate("dispatchEvent(new Event('submit', { cancelable: true }))")
    page.clock.run_for(1_000)
    sign, main = page.locator(".progress"), page.locator("main")
    expect(sign).to_have_text("Đang tìm…")
    expect(main).to_have_attribute("aria-busy", "true")
    if ends == "Escape":
        page.locator("#q").focus()
        page.keyboard.press("Escape")
    else:
        page.clock.run_for(10_000)
    expect(sign).to_be_hidden()
    assert main.get_attribute("aria-busy") is None


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_telephone_the_box_can_be_read_and_sent_and_the_bar_leaves_room(visit: Visit, scripts: bool) -> None:
    screen = {"width": 360, "height": 740}
    for address in ("/", "/search?q=lương"):
        page = visit(address, viewport=screen, java_script_enabled=scripts)
        expect(page.get_by_role("button", name="Tìm kiếm")).to_be_visible()
        box = page.locator("#q")
        room, needed = page.evaluate(
            """() => {
                const input = document.querySelector('#q'), style = getComputedStyle(input);
                const pen = document.createElement('canvas').getContext('2d');
                pen.font = style.font;
                const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
                return [room, pen.measureText(input.placeholder).width];
            }"""
        )
        assert needed <= room
        assert box.is_visible()
    page.evaluate("scrollTo(0, 600)")
    assert page.locator(".top").evaluate("one => one.getBoundingClientRect().bottom") < 0


def test_a_title_that_is_a_whole_text_leaves_room_for_others(visit: Visit, long_title: str) -> None:
    page = visit("/search?q=tiêu đề", at=long_title)
    assert page.locator(".card h2").first.bounding_box()["height"] < 120  # type: ignore[index]
    page.locator(".card h2 a").first.click()
    assert page.locator("h1").bounding_box()["height"] < 250  # type: ignore[index]
    assert page.locator("h1").inner_text().count("tiêu đề") == 80


def test_a_long_title_is_come_to_by_keyboard_where_it_does_not_fit(visit: Visit, long_title: str) -> None:
    for address, is_cut in (("/document?id=a", True), ("/document?id=b", False)):
        page = visit(address, at=long_title)
        title = page.locator("h1.long")
        assert title.evaluate("one => one.scrollHeight > one.clientHeight + 1") == is_cut
        expect(title).to_have_attribute("tabindex", "0") if is_cut else expect(title).not_to_have_attribute(
            "tabindex", "0"
        )


def test_on_paper_all_of_a_long_title_is_there(visit: Visit, long_title: str) -> None:
    page = visit("/document?id=a", at=long_title)
    is_cut = "one => one.scrollHeight > one.clientHeight + 1"
    assert page.locator("h1").evaluate(is_cut)  # on the screen it is scrolled through
    page.emulate_media(media="print")
    assert not page.locator("h1").evaluate(is_cut)


@pytest.fixture(scope="module")
def long_title(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("long") / "index"
    with create_index(folder) as index:
        index.add(
            Document(id, "nội dung", title="Một tiêu đề rất dài " * many) for id, many in (("a", 80), ("b", 14))
        )
    yield from serve(folder)

"""Coming back to a page that the browser has kept as it was left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import FLAGS, OPTIONS, chromium_path


@pytest.fixture(scope="module")
def keeping(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps pages, which Playwright switches off otherwise."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(keeping: Browser) -> Iterator[Page]:
    context = keeping.new_context(**OPTIONS)
    context.set_default_timeout(8_000)
    yield context.new_page()
    context.close()


def come_back(page: Page) -> None:
    """Go back, to a page that was kept: of one that is loaded anew the tests here would say nothing."""
    page.evaluate("history.back()")
    page.wait_for_function("window.wasKept === true")


def watch(page: Page) -> None:
    """Let a page remember that it was kept."""
    page.evaluate("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })")


def test_who_comes_back_to_results_finds_their_query_in_the_box_and_not_the_next(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=lương hưu")
    watch(page)
    box = page.locator("#q")
    box.fill("bảo hiểm")
    box.press("Enter")
    page.wait_for_url("**q=b*")
    come_back(page)
    expect(box).to_have_value("lương hưu")
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_contain_text("lương hưu")
    box.press("Escape")
    expect(box).to_have_value("lương hưu")


def test_a_theme_that_was_chosen_since_is_worn_by_the_page_that_was_left(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=lương hưu")
    watch(page)
    page.locator(".brand").click()
    page.wait_for_url(f"{site}/")
    page.locator(".themes summary").click()
    page.get_by_role("link", name="Tối").click()
    come_back(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[data-theme-choice=dark]")).to_have_attribute("aria-current", "true")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(20, 23, 26)"

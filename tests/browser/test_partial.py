"""Documents that hold only a part of what was asked for: where they stand, what is struck out, how one opens them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

SOME_MATCH = "/search?q=thư viện lương hưu"
NONE_MATCH = '/search?q="lương hưu" "công viên" thư viện'
HEADING = "Chỉ có một phần những gì bạn tìm"
PIECES = ".partial :is(.card:not(.group), .parts > li)"
PIECE_LINK = ":scope > :is(h3, h4) a"


def headings(page: Page, inside: str) -> list[str]:
    """The headings in order, each with its level, for who hears the page."""
    return list(
        page.locator(inside).evaluate(
            """inside => [...inside.querySelectorAll('h1, h2, h3, h4, h5, h6')]
                .map(one => `${one.localName} ${one.textContent.trim()}`)"""
        )
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_after_the_matches_a_section_has_what_holds_only_a_part(visit: Visit, scripts: bool) -> None:
    page = visit(SOME_MATCH, java_script_enabled=scripts)
    partial = page.get_by_role("region", name=HEADING)
    expect(partial.get_by_role("heading", name=HEADING)).to_be_visible()
    expect(page.locator(".total")).to_have_text("1 kết quả")
    assert page.locator(".results > .cards .card").count() == 1
    assert page.locator(".results > .cards .missing").count() == 0
    assert partial.locator("ol.cards").get_attribute("start") == "2"
    matches, after = page.locator(".results > .cards").bounding_box(), partial.bounding_box()
    assert matches
    assert after
    assert matches["y"] + matches["height"] <= after["y"]


@pytest.mark.parametrize("scripts", [True, False])
def test_where_nothing_matches_that_is_said_first(visit: Visit, scripts: bool) -> None:
    page = visit(NONE_MATCH, java_script_enabled=scripts)
    said = page.get_by_role("status").filter(has_text="Không tìm thấy kết quả nào cho")
    partial = page.get_by_role("region", name=HEADING)
    expect(said).to_be_visible()
    expect(partial.locator(".card").first).to_be_in_viewport()
    expect(page.locator(".nothing .tips")).to_have_count(0)
    assert partial.locator("ol.cards").get_attribute("start") == "1"


def test_a_hit_that_holds_a_part_stands_below_the_heading_of_all_of_them(visit: Visit) -> None:
    assert headings(visit(SOME_MATCH), "main .results") == [
        "h2 Nghị định 17/2031/NĐ-CP Quy định chi tiết một số điều của Luật Hưu trí thử nghiệm",
        "h3 Điều 2. Sổ theo dõi",
        f"h2 {HEADING}",
        "h3 Luật Hưu trí thử nghiệm 91/2031/QH16",
        "h4 Điều 3. Tuổi hưởng lương hưu",
        "h4 Điều 5. Mức lương hưu hằng tháng",
        "h4 Điều 4. Điều kiện hưởng lương hưu",
    ]


@pytest.mark.parametrize("address", [SOME_MATCH, NONE_MATCH, f"{NONE_MATCH}&view=flat"])
def test_no_level_of_headings_is_left_out(visit: Visit, address: str) -> None:
    page = visit(address)
    levels = [int(one[1]) for one in headings(page, "body")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_hits_look_alike_whatever_the_level_of_their_headings(visit: Visit) -> None:
    page = visit(SOME_MATCH)
    for match, partly in ((".card > h2", ".card > h3"), (".parts h3", ".parts h4")):
        looks = [
            page.locator(one).first.evaluate(
                "one => ['fontSize', 'fontWeight', 'lineHeight', 'margin'].map(name => getComputedStyle(one)[name])"
            )
            for one in (f".results > .cards {match}", f".partial {partly}")
        ]
        assert looks[0] == looks[1]


@pytest.mark.parametrize("scripts", [True, False])
def test_struck_out_is_what_the_document_lacks_and_what_it_has_is_marked_in_it(visit: Visit, scripts: bool) -> None:
    """Also that each link leads to its document: it is read there."""
    page = visit(NONE_MATCH, java_script_enabled=scripts)
    hits = [
        (piece.locator(PIECE_LINK).get_attribute("href") or "", piece.locator("s").all_inner_texts())
        for piece in page.locator(PIECES).all()
    ]
    assert len(hits) == 6
    assert {len(struck) for _, struck in hits} == {1, 2}
    for address, struck in hits:
        page.goto(re.sub(r"(://[^/]+).*", r"\1", page.url) + address)
        text = " ".join(page.locator("h1, .document .text").all_inner_texts()).lower()
        marks = {one.lower() for one in page.locator(".document mark").all_inner_texts()}
        for asked in ("lương hưu", "công viên", "thư viện"):
            assert (asked in struck) == (asked not in text) == (asked not in marks), (address, asked)


def test_what_is_lacking_is_named_as_text_for_who_does_not_see_it_struck_out(visit: Visit) -> None:
    page = visit(NONE_MATCH)
    missing = page.locator(".missing")
    expect(missing.first).to_match_aria_snapshot('- paragraph: "Không có: lương hưu, thư viện"')
    assert missing.first.locator("s").first.evaluate("one => getComputedStyle(one).textDecorationLine") == (
        "line-through"
    )
    english = visit(f"{NONE_MATCH}&lang=en")
    assert english.locator(".missing").first.inner_text() == "Missing: lương hưu, thư viện"
    assert english.locator(".missing s").first.get_attribute("lang") == "vi"


def test_keys_go_from_the_last_match_on_to_what_holds_only_a_part(visit: Visit) -> None:
    page = visit(SOME_MATCH)
    links = page.locator(":is(.card > :is(h2, h3), .parts :is(h3, h4)) > a")
    names = links.all_inner_texts()
    assert len(names) == 2 + 4
    for number in range(len(names)):
        page.keyboard.press("j")
        expect(links.nth(number)).to_be_focused()
        expect(links.nth(number)).to_be_in_viewport()
    page.keyboard.press("j")  # the last one stays
    expect(links.last).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(4)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/document?**")
    expect(page.locator("h1")).to_have_text(names[4])
    page.keyboard.press("n")
    expect(page.locator("#m1")).to_have_class("current")
    expect(page.locator("#m1")).to_have_text("lương hưu")
    page.keyboard.press("u")
    page.wait_for_url("**/search?**")
    expect(page.get_by_role("region", name=HEADING)).to_be_visible()


def test_whoever_goes_by_tab_comes_to_them_before_the_filters(visit: Visit) -> None:
    page = visit(SOME_MATCH)
    page.locator(".results > .cards a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".partial a").first).to_be_focused()
    page.locator(".partial a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.facets').contains(document.activeElement)")

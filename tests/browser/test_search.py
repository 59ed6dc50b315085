"""Searching: the box, its completion, results, facets, sort, pages, and what is said when there are none."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


def asked(url: str) -> dict[str, list[str]]:
    """What an address asks for."""
    return parse_qs(urlsplit(url).query)


def test_a_query_without_accents_finds_and_marks_text_with_them(visit: Visit) -> None:
    page = visit("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("dieu kien huong luong huu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert asked(page.url) == {"q": ["dieu kien huong luong huu"]}
    expect(page.locator("#q")).to_have_value("dieu kien huong luong huu")
    card = page.locator(".card").first
    expect(card.locator("h2")).to_have_text("Luật Hưu trí thử nghiệm 91/2031/QH16")
    expect(card.locator(".about")).to_have_text(
        "Luật Quốc hội 12/05/2031".replace(" Quốc", "Quốc").replace(" 12", "12")
    )
    assert "Điều kiện hưởng lương hưu" in card.locator("h3 mark").all_inner_texts()
    assert "hưởng lương hưu" in card.locator(".snippet mark").all_inner_texts()


def test_articles_stand_under_their_law_until_each_is_asked_for(visit: Visit) -> None:
    page = visit("/search?q=lương hưu")
    law = page.locator(".card.group").first
    expect(law.locator("h3")).to_have_count(3)
    page.get_by_role("link", name=re.compile("Thêm [0-9]+ mục trong văn bản này")).first.click()
    assert asked(page.url)["in"] == ["luat-huu-tri.txt"]
    expect(page.locator(".chip.on")).to_contain_text("Luật Hưu trí thử nghiệm")
    assert page.locator(".card.group").count() == 0
    assert page.locator(".card").count() > 3
    page.locator(".chip.on").click()
    page.get_by_role("link", name="Từng mục").click()
    assert asked(page.url)["view"] == ["flat"]
    expect(page.locator(".card .place").first).to_contain_text("Luật Hưu trí thử nghiệm")


def test_a_facet_is_clicked_joined_by_another_and_taken_back(visit: Visit) -> None:
    page = visit("/search?q=bảo hiểm OR lương")
    kinds = page.get_by_role("region", name="Loại văn bản")
    kinds.get_by_role("link", name="luật").click()
    assert asked(page.url)["kind"] == ["luật"]
    expect(page.locator(".card")).to_have_count(1)
    kinds.get_by_role("link", name="nghị định").click()
    assert asked(page.url)["kind"] == ["luật", "nghị định"]
    expect(page.locator(".card")).to_have_count(2)
    count = int(kinds.get_by_role("link", name="nghị định").locator(".count").inner_text())
    page.get_by_role("link", name="Bỏ lọc Loại văn bản: luật").click()
    expect(page.locator(".card")).to_have_count(1)
    assert page.locator(".total").inner_text().startswith(f"{count} kết quả")
    kinds.get_by_role("link", name="nghị định").click()
    assert "kind" not in asked(page.url)
    page.get_by_role("region", name="Năm").get_by_role("link", name="2031").click()
    assert asked(page.url)["year"] == ["2031"]


def test_results_are_sorted_by_date_and_paged_through(visit: Visit) -> None:
    page = visit("/search?q=bảo hiểm tự nguyện")
    page.get_by_role("link", name="Cũ nhất").click()
    first = list(page.locator(".card time").all_inner_texts())
    assert first == sorted(first, key=lambda day: day.split("/")[::-1])
    page.get_by_role("link", name="Trang sau").click()
    assert asked(page.url) == {"q": ["bảo hiểm tự nguyện"], "sort": ["-date"], "page": ["2"]}
    second = list(page.locator(".card time").all_inner_texts())
    assert first[-1].split("/")[::-1] <= second[0].split("/")[::-1]
    assert page.locator("ol.cards").get_attribute("start") == "11"
    page.get_by_role("link", name="Đến trang 3").click()
    expect(page.locator("[aria-current=page]")).to_have_text("3")
    assert page.get_by_role("link", name="Trang sau").count() == 0
    page.go_back()
    expect(page.locator("[aria-current=page]")).to_have_text("2")


def test_a_document_leads_back_to_the_very_results(visit: Visit) -> None:
    results = "/search?q=bảo hiểm tự nguyện&sort=-date&view=flat&page=2"
    page = visit(results)
    shown = page.locator(".card h2").all_inner_texts()
    for back in ("Về kết quả tìm kiếm", "u"):
        page.locator(".card h2 a").nth(1).click()
        expect(page.locator("article.document")).to_be_visible()
        if back == "u":
            page.keyboard.press("u")
        else:
            page.get_by_role("link", name=back).click()
        expect(page.locator(".card")).to_have_count(len(shown))
        assert page.locator(".card h2").all_inner_texts() == shown
    page.locator("#q").fill("lương")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=l*")
    assert asked(page.url) == {"q": ["lương"], "sort": ["-date"], "view": ["flat"]}


def test_what_was_probably_meant_is_offered_with_its_reason(visit: Visit) -> None:
    page = visit("/search?q=baor hieemr tuj nguyeenj")
    expect(page.locator(".meant")).to_contain_text("gõ khi bộ gõ tiếng Việt đang tắt")
    page.locator(".meant a").click()
    assert asked(page.url)["q"] == ["bảo hiểm tự nguyện"]
    assert page.locator(".card").count() == 10


def test_a_part_of_a_query_that_was_not_understood_is_shown_in_its_place(visit: Visit) -> None:
    page = visit('/search?q=lương "hưu')
    expect(page.locator(".problems mark")).to_have_text('"')
    expect(page.locator(".problems li")).to_contain_text("Dấu ngoặc kép này không có dấu đóng")
    assert visit('/search?lang=en&q=lương "hưu').locator(".problems li").inner_text().endswith("has no partner")


def test_a_phrase_that_no_document_holds_is_shown_as_what_was_looked_for_otherwise(visit: Visit) -> None:
    page = visit('/search?q=ai được nhận "lương hưu xanh đỏ"?')
    expect(page.locator(".problems mark")).to_have_text('"lương hưu xanh đỏ"')
    expect(page.locator(".problems li")).to_contain_text("Không văn bản nào có đúng cụm từ này")
    assert page.locator(".card").count()


def test_nothing_found_says_so_and_leads_on(visit: Visit) -> None:
    page = visit("/search?q=xyzzyq&kind=luật")
    expect(page.locator(".nothing")).to_contain_text("Không tìm thấy kết quả nào cho “xyzzyq”")
    page.get_by_role("link", name="Bỏ bớt điều kiện lọc rồi tìm lại").click()
    assert asked(page.url) == {"q": ["xyzzyq"]}


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/search?q=lương&page=77", 404, "Chỉ có 1 trang kết quả"),
        ("/search?q=" + "a" * 2_000, 422, "2.000 ký tự, nhiều nhất là 1.000"),
        ("/không/có", 404, "Không có trang này"),
    ],
)
def test_what_makes_no_sense_is_told_and_there_is_a_way_out(
    visit: Visit, address: str, status: int, says: str
) -> None:
    page = visit(address, status=status)
    expect(page.locator("main")).to_contain_text(says)
    page.locator("main a.button").click()
    expect(page.locator("h1")).to_have_count(1)


def test_completion_offers_words_with_their_accents(visit: Visit) -> None:
    page = visit("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("bao hiem t")
    option = page.get_by_role("option").filter(has_text="bảo hiểm tự nguyện")
    expect(option).to_be_visible()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert box.input_value() == chosen.inner_text()
    box.press("ArrowUp")
    assert box.input_value() == "bao hiem t"
    box.press("ArrowUp")
    assert box.input_value() == page.get_by_role("option").last.inner_text()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == "bao hiem t"
    assert box.get_attribute("aria-expanded") == "false"
    box.press("ArrowDown")
    option.click()
    page.wait_for_url("**/search?**")
    assert asked(page.url)["q"] == ["bảo hiểm tự nguyện"]


def test_who_chose_a_completion_keeps_it_when_a_late_answer_comes(visit: Visit) -> None:
    page = visit("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("bao hiem")
    expect(page.get_by_role("option").first).to_be_visible()
    with page.expect_response("**/api/v1/suggest?**"):
        box.evaluate(  # both before the server is asked for what comes after the letter
            """input => {
              input.value += " t";
              input.dispatchEvent(new InputEvent("input"));
              input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
            }"""
        )
        kept = box.input_value()
    page.wait_for_timeout(200)
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_text(kept)
    assert box.input_value() == kept != "bao hiem t"


def test_who_goes_on_typing_after_a_completion_is_offered_what_goes_on_from_there(visit: Visit) -> None:
    page = visit("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("bao h")
    expect(page.get_by_role("option").first).to_have_text("bảo hiểm")
    box.press("ArrowDown")
    assert box.input_value() == "bảo hiểm"
    box.press_sequentially(" t")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    assert box.get_attribute("aria-activedescendant") is None
    assert box.input_value() == "bảo hiểm t"
    expect(page.get_by_role("option").first).to_have_text("bảo hiểm tự nguyện")
    box.press("ArrowDown")
    assert box.input_value() == "bảo hiểm tự nguyện"
    box.press("ArrowUp")
    assert box.input_value() == "bảo hiểm t"


def test_one_completion_is_told_as_one(visit: Visit) -> None:
    page = visit("/search?q=x&lang=en")
    page.route("**/api/v1/suggest?**", lambda route: route.fulfill(json={"suggestions": ["lương hưu"]}))
    page.get_by_role("combobox").fill("luong h")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.locator(".search [role=status]")).to_have_text("1 suggestion. Use the arrow keys to choose.")


def test_accents_that_were_typed_are_kept_by_completion(visit: Visit) -> None:
    page = visit("/search?q=x")
    box = page.get_by_role("combobox")
    box.fill("bảo hiểm t")
    expect(page.get_by_role("option").first).to_have_text("bảo hiểm tự nguyện")
    assert page.get_by_role("option").first.locator("b").inner_text() == "ự nguyện"
    box.fill("")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_all_is_said_in_english_too_and_the_address_keeps_the_language(visit: Visit) -> None:
    page = visit("/search?q=lương hưu&kind=luật")
    page.get_by_role("link", name="English").click()
    assert asked(page.url) == {"q": ["lương hưu"], "kind": ["luật"], "lang": ["en"]}
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator(".total")).to_contain_text("results in 1 document")
    page.locator(".card h2 a").click()
    expect(page.get_by_role("heading", name="About this document")).to_be_visible()
    page.locator("#q").fill("bảo hiểm")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.get_by_role("link", name="Tiếng Việt")).to_be_visible()


def test_home_leads_to_kinds_years_and_what_is_newest(visit: Visit) -> None:
    page = visit("/")
    expect(page.locator(".tagline")).to_have_text(re.compile(r"Tìm trong 37 mục của 28 văn bản"))
    expect(page.locator(".newest a").first).to_contain_text("Tin bảo hiểm")
    page.locator(".chip", has_text="nghị định").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card h2")).to_contain_text("Nghị định 17/2031")

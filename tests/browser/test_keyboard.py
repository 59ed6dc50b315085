"""All by the keyboard alone, and all without scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_from_the_home_page_to_a_match_without_a_mouse(visit: Visit) -> None:
    page = visit("/help")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("tuoi huong luong huu")
    page.keyboard.press("Escape")  # the suggestions, if there are any
    page.locator("#q").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.keyboard.press("j")
    assert focused(page) == "Luật Hưu trí thử nghiệm 91/2031/QH16"
    page.keyboard.press("j")
    assert focused(page).startswith("Điều 3")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document?**")
    for key, number in (("n", 1), ("n", 2), ("j", 3), ("k", 2), ("p", 1)):
        page.keyboard.press(key)
        expect(page.locator(f"#m{number}")).to_have_class("current")
        expect(page.locator(f"#m{number}")).to_be_in_viewport()
    page.keyboard.press("u")
    page.wait_for_url("**/search?**")


def test_letters_typed_into_the_box_are_letters(visit: Visit) -> None:
    page = visit("/search?q=lương hưu")
    page.locator("#q").fill("")
    page.keyboard.type("jk/nu")
    assert page.locator("#q").input_value() == "jk/nu"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()


def test_keys_of_a_single_character_are_switched_off_for_all_pages_at_once(visit: Visit) -> None:
    document = visit("/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu")
    results = visit("/search?q=lương hưu")
    page = visit("/help")
    switch = page.get_by_label("Dùng các phím tắt chỉ là một ký tự")
    expect(switch).to_be_checked()
    switch.uncheck()
    for other, keys in ((results, "/jk"), (document, "npjku"), (page, "/")):
        expect(other.locator("html")).to_have_attribute("data-keys", "off")
        for key in keys:
            other.keyboard.press(key)
    expect(results.locator("body")).to_be_focused()
    expect(document.locator("mark.current")).to_have_count(0)
    expect(page.locator("#q")).not_to_be_focused()
    assert "/document" in document.url
    results.locator(".themes summary").press("Enter")
    results.keyboard.press("Escape")  # is no character
    expect(results.locator(".themes ul")).to_be_hidden()
    page.reload()
    expect(switch).not_to_be_checked()
    switch.check()
    results.keyboard.press("/")
    expect(results.locator("#q")).to_be_focused()
    document.keyboard.press("n")
    expect(document.locator("#m1")).to_have_class("current")


def test_without_scripts_there_is_no_switch_of_keys(visit: Visit) -> None:
    expect(visit("/help", java_script_enabled=False).locator(".keys-choice")).to_be_hidden()


def test_escape_in_the_menu_of_themes_leads_back_to_its_button(visit: Visit) -> None:
    page = visit("/search?q=lương hưu")
    button = page.locator(".themes summary")
    button.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Sáng"
    page.keyboard.press("Escape")
    expect(page.locator(".themes ul")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("/search?q=lương hưu")
    page.keyboard.press("Tab")
    assert focused(page) == "Chuyển đến nội dung chính"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_whatever_has_the_focus_shows_it(visit: Visit) -> None:
    page = visit("/search?q=lương hưu")
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
                const one = document.activeElement;
                const style = getComputedStyle(one);
                const box = getComputedStyle(one.closest('.box') ?? one);
                return style.outlineStyle !== 'none' || box.boxShadow !== 'none';
            }"""
        )
        assert shown, focused(page)


def test_without_scripts_all_but_completion_works(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    page.locator("#q").fill("luong huu")
    page.get_by_role("button", name="Tìm kiếm").click()
    assert "/search?q=luong+huu" in page.url
    page.get_by_role("region", name="Loại văn bản").get_by_role("link", name="luật").click()
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("link", name="Mới nhất").click()
    page.get_by_role("link", name="Từng mục").click()
    page.locator(".card h2 a", has_text="Điều 3").click()
    expect(page.locator("h1")).to_contain_text("Điều 3")
    page.get_by_role("link", name="Chỗ khớp sau").click()
    page.get_by_role("link", name="Chỗ khớp sau").click()
    assert page.url.endswith("#m2")
    expect(page.locator(".matches .where")).to_have_text("2/4")
    assert page.locator("mark.current").get_attribute("id") == "m2"
    page.get_by_role("link", name="Về kết quả tìm kiếm").click()
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".themes summary").click()
    page.get_by_role("link", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("link", name="Home").or_(page.locator(".brand")).first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page = visit("/search?q=bảo hiểm tự nguyện", java_script_enabled=False)
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator("[aria-current=page]")).to_have_text("2")

"""Reading a document: its matches, its table of contents, what it refers to and is like."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from bhxh_search import Document, create_index, index_paths
from tests.browser.conftest import Visit, serve
from tests.browser.documents import LAW

pytestmark = pytest.mark.slow

ARTICLE = "/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu"
WHOLE = "/document?id=luat-huu-tri.txt%23dieu-4&q=lương hưu&whole=1"
LOW = {"width": 1280, "height": 400}


def current(page: Page) -> str | None:
    return page.locator("mark.current").first.get_attribute("id")


def test_all_matches_are_marked_also_in_the_title(visit: Visit) -> None:
    page = visit(ARTICLE)
    expect(page.locator("h1")).to_have_text("Điều 3. Tuổi hưởng lương hưu")
    assert page.locator("h1 mark").inner_text() == "lương hưu"
    marks = page.locator(".document mark")
    assert [mark.inner_text() for mark in marks.all()] == ["lương hưu"] * 4
    assert [mark.get_attribute("id") for mark in marks.all()] == ["m1", "m2", "m3", "m4"]
    # The heading is shown once, and what it stands in above it.
    assert page.locator(".document").inner_text().count("Tuổi hưởng lương hưu") == 2
    expect(page.locator(".document .place")).to_contain_text("Chương II LƯƠNG HƯU")


def test_buttons_go_to_the_next_and_the_previous_match_and_around(visit: Visit) -> None:
    page = visit(ARTICLE)
    where = page.locator(".matches .where")
    expect(where).to_have_text("4 chỗ khớp")
    for expected in ("1/4", "2/4", "3/4", "4/4", "1/4"):
        page.get_by_role("link", name="Chỗ khớp sau").click()
        expect(where).to_have_text(expected)
    assert current(page) == "m1"
    page.get_by_role("link", name="Chỗ khớp trước").click()
    expect(where).to_have_text("4/4")
    assert page.url.endswith("match=4#m4")
    again = visit(page.url.removeprefix(page.url.split("/document")[0]))
    assert current(again) == "m4"
    page.get_by_role("link", name="Tắt đánh dấu").click()
    assert page.locator("mark").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("address", [f"{ARTICLE}&sort=date&match=2", WHOLE])
def test_marks_are_taken_away_and_the_query_and_the_way_back_stay(visit: Visit, address: str, scripts: bool) -> None:
    page = visit(address, java_script_enabled=scripts)
    marks = page.locator(".document mark")
    count = marks.count()
    page.get_by_role("link", name="Tắt đánh dấu").click()
    for _ in range(2):  # and in the other language
        expect(page.locator(".matches")).to_have_count(0)
        assert marks.count() == 0
        assert "marks=0" in page.url
        assert "match=" not in page.url
        expect(page.locator("#q")).to_have_value("lương hưu")
        expect(page.locator(".back a").first).to_have_attribute("href", re.compile(r"^/search\?q=(?!.*marks)"))
        page.locator("a[hreflang]").click()
    page.locator(".turn .following, .contents .whole-switch a").first.click()
    assert marks.count() == 0
    page.locator(".back .on").click()
    expect(marks).not_to_have_count(0)
    assert count > 0
    page.get_by_role("link", name="Tắt đánh dấu").click()
    page.locator(".back a").first.click()
    expect(page.locator(".card mark")).not_to_have_count(0)


def test_who_takes_marks_away_stays_where_they_read_and_keys_go_to_none(visit: Visit) -> None:
    page = visit(f"{WHOLE}&match=9#m9", viewport=LOW)
    expect(page.locator("#m9")).to_be_in_viewport()
    part = page.locator(".part:has(mark.current)")
    part = page.locator(f"#{part.get_attribute('id')}")
    top = part.evaluate("one => one.getBoundingClientRect().top")
    page.get_by_role("link", name="Tắt đánh dấu").click()
    page.keyboard.press("n")
    assert abs(part.evaluate("one => one.getBoundingClientRect().top") - top) < 60
    expect(page.get_by_role("link", name="Bật đánh dấu")).to_be_focused()
    page.keyboard.press("u")
    page.wait_for_url("**/search?**")


def test_the_table_of_contents_leads_through_the_law(visit: Visit) -> None:
    page = visit(ARTICLE)
    contents = page.get_by_role("navigation", name="Mục lục").first
    assert contents.locator("[aria-current=page]").inner_text().startswith("Điều 3. Tuổi hưởng lương hưu")
    names = [one.inner_text().strip() for one in contents.locator("li > a").all()]
    numbers = [name.split(".")[0] for name in names if name.startswith("Điều")]
    assert numbers == ["Điều 3", "Điều 4"] or numbers[:2] == ["Điều 1", "Điều 2"]
    in_order = contents.locator("li > a").evaluate_all("all => all.map(one => one.textContent.trim().split('.')[0])")
    assert in_order[0] == "Phần mở đầu"
    assert in_order[1:7] == ["Điều 1", "Điều 2", "Điều 3", "Điều 4", "Điều 5", "Điều 10"]
    assert contents.locator(".found").count() >= 5
    page.get_by_role("link", name="Phần sau").click()
    expect(page.locator("h1")).to_have_text("Điều 4. Điều kiện hưởng lương hưu")
    page.get_by_text("Chương I NHỮNG QUY ĐỊNH CHUNG").click()
    contents.get_by_role("link", name="Điều 2. Giải thích từ ngữ").click()
    expect(page.locator("h1")).to_contain_text("Điều 2")


def test_the_whole_law_is_read_on_one_page(visit: Visit) -> None:
    page = visit(ARTICLE)
    page.get_by_role("link", name="Xem toàn văn").click()
    expect(page.locator("h1")).to_have_text("Luật Hưu trí thử nghiệm 91/2031/QH16")
    expect(page.locator(".text.part")).to_have_count(7)
    expect(page.locator(".text.part").last).to_contain_text("Nguyễn Thị Đọc")
    ids = [mark.get_attribute("id") for mark in page.locator(".document mark[id]").all()]
    assert ids == [f"m{number}" for number in range(1, len(ids) + 1)]
    assert len(ids) > 8
    page.get_by_role("navigation", name="Mục lục").first.get_by_role("link", name="Điều 5.").click()
    expect(page.locator("#part-dieu-5")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 400})
    page.locator("#part-dieu-3").evaluate("one => one.scrollIntoView()")
    expect(page.locator(".contents [aria-current]")).to_have_text(re.compile("Điều 3"))


def current_part(page: Page) -> str | None:
    return page.locator(".part:has(mark.current)").get_attribute("id")


@pytest.mark.parametrize("key", ["n", "p"])
def test_where_no_match_is_current_keys_go_on_from_the_part_that_was_asked_for(visit: Visit, key: str) -> None:
    page = visit(f"{WHOLE}#part-dieu-4", viewport=LOW)
    page.keyboard.press(key)
    assert current_part(page) == {"n": "part-dieu-4", "p": "part-dieu-3"}[key]


def test_after_a_click_in_the_contents_keys_go_on_from_there_and_back_from_where_one_was(visit: Visit) -> None:
    page = visit(f"{WHOLE}&match=1#m1", viewport=LOW)
    where = page.locator(".matches .where")
    expect(where).to_have_text(re.compile("^1/"))
    for key, part in (("n", "part-dieu-5"), ("p", "part-dieu-4")):
        page.get_by_role("navigation", name="Mục lục").first.get_by_role("link", name="Điều 5.").click()
        expect(where).to_have_text(re.compile("chỗ khớp"))
        assert "match=" not in page.url
        page.keyboard.press(key)
        assert current_part(page) == part
    page.go_back()
    assert current_part(page) == "part-dieu-5"


def test_who_comes_back_to_where_nothing_was_gone_to_has_no_current_match(visit: Visit) -> None:
    page = visit(WHOLE, viewport=LOW)
    where = page.locator(".matches .where")
    all_matches = where.inner_text()
    page.get_by_role("navigation", name="Mục lục").first.get_by_role("link", name="Điều 5.").click()
    page.keyboard.press("n")
    expect(where).not_to_have_text(all_matches)
    page.go_back()
    expect(where).to_have_text(all_matches)
    expect(page.locator("mark.current")).to_have_count(0)


def test_the_other_language_begins_at_the_part_that_is_read(visit: Visit) -> None:
    page = visit("/document?id=luat-huu-tri.txt%23dieu-4&whole=1#part-dieu-4", viewport=LOW)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("#part-dieu-4")
    page.locator(".contents").get_by_role("link", name="Điều 5.").click()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    assert page.url.endswith("#part-dieu-5")


def test_the_other_language_and_theme_have_the_match_that_was_gone_to(visit: Visit) -> None:
    page = visit(WHOLE, viewport=LOW)
    for key in "nnn":
        page.keyboard.press(key)
    theme = page.locator("[data-theme-choice=dark]").get_attribute("href") or ""
    assert "match=3" in theme
    assert theme.endswith("#m3")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".matches .where")).to_have_text(re.compile("^3 of "))
    assert current(page) == "m3"
    page.locator(".contents").get_by_role("link", name="Điều 5.").click()
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.url.endswith("whole=1#part-dieu-5")


def test_where_the_page_was_scrolled_keys_go_on_from_what_is_on_the_screen(visit: Visit) -> None:
    for key, part in (("n", "part-dieu-3"), ("p", "part-dieu-2")):
        page = visit(WHOLE, viewport=LOW)
        page.locator("#part-dieu-3").evaluate(  # more than once: what stands above is drawn meanwhile
            """async one => {
                for (let frame = 0; frame < 5; frame += 1) {
                    scrollBy(0, one.getBoundingClientRect().top - 80);
                    await new Promise(requestAnimationFrame);
                }
            }"""
        )
        page.keyboard.press(key)
        assert current_part(page) == part


def test_without_scripts_matches_are_counted_from_the_part_that_was_asked_for(visit: Visit) -> None:
    for name, part in (("Chỗ khớp sau", "part-dieu-4"), ("Chỗ khớp trước", "part-dieu-3")):
        page = visit(WHOLE, java_script_enabled=False)
        page.get_by_role("link", name=name).click()
        assert current_part(page) == part


def test_articles_of_this_law_and_laws_of_the_index_are_links(visit: Visit) -> None:
    page = visit("/document?id=luat-huu-tri.txt%23dieu-4")
    page.locator(".text a.cited", has_text="Điều 3").click()
    expect(page.locator("h1")).to_contain_text("Điều 3")
    page = visit("/document?id=nghi-dinh.txt%23dieu-1")
    assert page.locator(".text a.cited").all_inner_texts() == ["91/2031/QH16"]
    page.locator(".text a.cited").click()
    expect(page.locator("h1")).to_have_text("Luật Hưu trí thử nghiệm 91/2031/QH16")
    page.get_by_role("link", name="2 mục khác dẫn chiếu đến văn bản này").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card h2")).to_contain_text("Nghị định 17/2031")


def test_a_number_that_no_document_bears_leads_to_a_search(visit: Visit) -> None:
    page = visit("/law?number=92/2031/QH16")
    expect(page.locator("#q")).to_have_value("number:92/2031/QH16")


def test_what_is_known_of_a_document_and_what_is_like_it(visit: Visit) -> None:
    page = visit("/document?id=tin/dai")
    about = page.get_by_role("region", name="Thông tin văn bản")
    expect(about).to_contain_text("06/05/2030 07:08")
    assert about.get_by_role("link").get_attribute("href") == "https://bao-mau.vn/dai?a=1&b=2"
    assert page.locator(".page-mark").all_inner_texts() == ["Trang 2", "Trang 3"]
    page = visit("/document?id=tin/05")
    similar = page.get_by_role("region", name="Văn bản tương tự")
    assert similar.locator("a").count() == 5
    similar.locator("a").first.click()
    expect(page.locator("h1")).to_contain_text("bảo hiểm tự nguyện")


def test_searching_inside_of_one_law(visit: Visit) -> None:
    page = visit("/document?id=luat-huu-tri.txt%23dieu-1")
    page.get_by_label("Tìm trong văn bản này").last.fill("lương hưu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**in=luat-huu-tri.txt**")
    assert page.locator(".card").count() >= 5


def test_the_box_above_a_document_searches_everywhere_and_the_way_back_leads_to_where_it_was(visit: Visit) -> None:
    results = "/search?q=lương+hưu&in=luat-huu-tri.txt&sort=date&view=flat&lang=en"
    page = visit(results)
    page.locator(".card h2 a").first.click()
    for link in (".back a", "a[hreflang]"):
        address = page.locator(link).first.get_attribute("href") or ""
        assert "in=luat-huu-tri.txt" in address
        assert "view=flat" in address
    page.locator("#q").fill("sổ theo dõi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["sổ theo dõi"], "sort": ["date"], "lang": ["en"]}
    expect(page.locator(".card")).to_have_count(2)


def test_a_document_without_a_text_says_so(visit: Visit) -> None:
    page = visit("/document?id=tin/trong&q=xyz")
    expect(page.locator(".document")).to_contain_text("chỉ có tiêu đề")
    expect(page.locator(".matches")).to_contain_text("Không có chỗ khớp")


def test_the_way_back_leads_to_the_results(visit: Visit) -> None:
    page = visit(ARTICLE)
    page.get_by_role("link", name="Về kết quả tìm kiếm").click()
    assert "/search?q=" in page.url


def test_a_long_document_with_hundreds_of_matches_opens(visit: Visit) -> None:
    started = time.perf_counter()
    page = visit("/document?id=tin/dai&q=công viên&match=399")
    assert time.perf_counter() - started < 8
    expect(page.locator("#m399")).to_be_in_viewport()
    expect(page.locator(".where")).to_have_text("399/399")


def test_numbers_of_matches_are_written_in_one_way(visit: Visit, many: str) -> None:
    for language, first, second in (("vi", "1.001/1.200", "1.002/1.200"), ("en", "1,001 of 1,200", "1,002 of 1,200")):
        page = visit(f"/document?id=a&q=lương&match=1001&lang={language}#m1001", at=many)
        where = page.locator(".matches .where")
        expect(where).to_have_text(first)
        page.keyboard.press("n")
        expect(where).to_have_text(second)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("many") / "index"
    with create_index(folder) as index:
        index.add([Document("a", "lương tháng.\n" * 1_200, title="Nhiều")])
    yield from serve(folder)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_match_far_away_in_a_whole_law_is_on_the_screen_when_it_is_gone_to(
    visit: Visit, long_law: str, motion: str
) -> None:
    page = visit("/document?id=luat.txt%23dieu-1&q=lương hưu&whole=1", at=long_law, reduced_motion=motion)
    for keys, number in (("p", 121), ("n", 1), ("nn", 3), ("pppp", 120)):
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(".matches .where")).to_have_text(f"{number}/121")
        page.wait_for_timeout(1_200)  # as a smooth scroll takes
        expect(page.locator(f"#m{number}")).to_be_in_viewport()


@pytest.fixture(scope="module")
def long_law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A law whose articles are of many lengths, so that none can be guessed before it is drawn."""
    clause = "Người đọc sách được hưởng theo quy định của Chính phủ và các văn bản hướng dẫn thi hành khác nhau."
    articles = [
        "\n".join([f"Điều {number}. Mức lương hưu", *(f"{k}. {clause}" for k in range(1, 3 + number % 20))])
        for number in range(1, 120)
    ]
    folder = tmp_path_factory.mktemp("law")
    (folder / "luat.txt").write_text(LAW[: LAW.index("Chương I")] + "\n".join(articles), encoding="utf-8")
    index_paths(folder / "index", [folder / "luat.txt"])
    yield from serve(folder / "index")

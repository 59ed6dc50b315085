"""Titles as the page draws them: what tells a document apart comes first."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bhxh_search import Document, Hit, create_index, open_index
from bhxh_search.web.app import create_app
from bhxh_search.web.titles import shortened, titled, window_title
from tests.conftest import PROJECT

CIRCULAR = "Thông tư 88/2025/TT-BCA Hướng dẫn lương hưu cho sĩ quan " + "và hạ sĩ quan " * 20
LAW = "luat-huu-tri.txt"


@pytest.fixture(scope="module")
def hit(tmp_path_factory: pytest.TempPathFactory) -> Hit:
    folder = tmp_path_factory.mktemp("hit") / "index"
    with create_index(folder) as index:
        index.add([Document("a", "lương hưu")])
    with open_index(folder) as index:
        return index.search("lương").hits[0]


def test_an_article_is_named_before_the_law_that_its_title_begins_with(hit: Hit) -> None:
    title = "Luật 41/2024/QH15 BẢO HIỂM - Điều 16a. Bảo hiểm"
    marks = tuple((place, place + 8) for place in (title.index("BẢO"), title.index("Bảo")))
    drawn = titled(replace(hit, title=title, title_highlights=marks))
    assert drawn.own == [("Điều 16a. ", False), ("Bảo hiểm", True)]
    assert drawn.whole == [("Luật 41/2024/QH15 ", False), ("BẢO HIỂM", True)]
    assert drawn.hint == ""
    for other in ("Tin - Điều hay", "Điều 5. Mức", "Luật - Chương I", "- Điều 5"):
        assert titled(replace(hit, title=other, title_highlights=())).whole == []
    assert titled(replace(hit, title="", title_highlights=())).own == [("a", False)]


def test_articles_of_one_law_with_a_long_name_differ_where_they_are_shown(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            Document(f"d{number}", f"lương hưu hằng tháng {number}", title=f"{CIRCULAR} - Điều {number}. Mức lương")
            for number in range(1, 7)
        )
    with TestClient(create_app(tmp_path / "index")) as client:
        found = client.get("/search?q=lương").text
        links = re.findall(r'<a class="result"[^>]*title="([^"]*)"[^>]*>(.*?)</a>', found, re.DOTALL)
        assert len(links) == 6
        assert {full for full, _ in links} == {f"{CIRCULAR} - Điều {number}. Mức lương" for number in range(1, 7)}
        assert all(shown.strip().startswith("Điều ") for _, shown in links)
        assert (
            len(re.findall(r'<p class="place"><span>\s*Thông tư 88/2025/TT-BCA Hướng dẫn <mark>lương</mark>', found))
            == 6
        )
        for address in ("/document?id=d1", "/"):
            text = client.get(address).text
            assert len(re.findall(r">\s*Điều [0-9]\. Mức lương</a>\s*<span class=\"of\">\s*Thông tư", text)) >= 5


def test_the_name_of_a_law_opens_all_of_it_and_each_article_itself(client: TestClient) -> None:
    text = client.get("/search?q=lương hưu").text
    [law] = re.findall(rf'<h2><a class="result" href="(/document\?id={LAW}[^"]*)"', text)
    assert "whole=1" in law
    articles = re.findall(rf'<h3><a href="(/document\?id={LAW}[^"]*)"', text)
    assert len(articles) == 3
    assert not any("whole" in article for article in articles)


def test_a_snippet_does_not_say_the_headings_again_that_stand_above_it(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add_paths([PROJECT / "docs" / "samples" / "van-ban"])
    with TestClient(create_app(tmp_path / "index")) as client:
        snippets = re.findall(r'<p class="snippet">(.*?)</p>', client.get("/search?q=bao+hiem").text, re.DOTALL)
        assert len(snippets) > 4
        assert not [one for one in snippets if "CHẾ ĐỘ HƯU TRÍ" in one or "Đối tượng và điều kiện" in one]


def window_of(text: str) -> str:
    """What the window of a page is called."""
    found = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert found
    return found[1]


def test_a_window_is_named_after_what_it_shows(client: TestClient) -> None:
    law = "Luật Hưu trí thử nghiệm 91/2031/QH16"
    for address, name in (
        (f"/document?id={LAW}%23dieu-1", f"Điều 1. Phạm vi điều chỉnh – {law}"),
        (f"/document?id={LAW}%23dieu-1&whole=1", law),
        (f"/document?id={LAW}%23mo-dau", law),
        ("/document?id=tin/dai", "Một bài rất dài"),
        ("/search?q=bảo hiểm", "bảo hiểm – kết quả tìm kiếm"),
        ("/search?q=bảo hiểm&page=2", "bảo hiểm – kết quả tìm kiếm, trang 2"),
        ("/search?page=2&lang=en", "Browse, page 2"),
    ):
        assert window_of(client.get(address).text) == name


def test_what_tells_windows_apart_is_not_cut_from_their_names() -> None:
    first, second = (window_title(f"{CIRCULAR} - Điều {number}. Mức lương", "") for number in (1, 2))
    assert (first, second) == (first, first.replace("Điều 1.", "Điều 2."))
    assert first.startswith("Điều 1. Mức lương – Thông tư 88/2025/TT-BCA ")
    assert len(first) < 100
    assert shortened("Tin bảo hiểm " * 20 + "số 7", 60).endswith(" … Tin bảo hiểm số 7")
    assert len(shortened("x" * 900, 60)) < 70

"""The page of results: what it says and offers besides what was found."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bhxh_search import Document, create_index
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits


def test_what_was_not_understood_is_cut_at_words_and_says_so(client: TestClient) -> None:
    words = "lương hưu hằng tháng của người lao động đọc sách"
    text = client.get("/search", params={"q": f'{words} "hưu trí {words}'}).text
    [(before, typed, after)] = re.findall(r"<code>([^<]*)<mark>([^<]*)</mark>([^<]*)</code>", text)
    assert html.unescape(before) == "…hằng tháng của người lao động đọc sách "
    assert html.unescape(typed) == '"'
    assert html.unescape(after) == "hưu trí lương hưu hằng tháng của người…"


def test_an_order_by_date_is_offered_where_something_found_has_a_date(client: TestClient, tmp_path: Path) -> None:
    assert "sort=-date" in client.get("/search?q=lương").text
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "lương"), Document("b", "hưu", date=dt.date(2020, 1, 2))])
    with TestClient(create_app(tmp_path / "index")) as some:
        assert "sort=-date" not in some.get("/search?q=lương").text
        assert "sort=-date" in some.get("/search?q=hưu").text
        assert "sort=-date" in some.get("/search?q=lương&sort=date").text  # or there were no way back


@pytest.mark.parametrize(("query", "said"), [("xyzzy", "“xyzzy”"), ('"xyzzy"', '"xyzzy"'), ("“xyzzy”", "“xyzzy”")])
def test_a_query_in_quotation_marks_is_not_put_into_others(client: TestClient, query: str, said: str) -> None:
    text = html.unescape(client.get("/search", params={"q": query}).text)
    assert f">Không tìm thấy kết quả nào cho {said}</p>" in text
    assert f">Kết quả tìm kiếm cho {said}</h1>" in text


def test_a_value_that_is_filtered_by_twice_in_other_letters_is_one(client: TestClient) -> None:
    text = client.get("/search?q=lương&kind=LUẬT&kind=luật&kind=Luật").text
    assert text.count('class="chip on of-kind"') == 1
    assert "LUẬT" in text


def test_numbers_of_pages_are_written_as_all_numbers(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"d{number}", "lương") for number in range(10_020))
    limits = Limits(page_depth=20_000)
    with TestClient(create_app(tmp_path / "index", limits=limits)) as client:
        text = client.get("/search?page=1001").text
        assert "trang 1.001/1.002" in text
        assert ">1.002</a>" in text
        assert 'aria-label="Go to page 1,002"' in client.get("/search?page=1001&lang=en").text


def test_results_that_no_page_shows_are_told_on_the_last_that_does(folder: Path) -> None:
    with TestClient(create_app(folder, limits=Limits(page_depth=20))) as client:
        says = "Chỉ xem được 20 kết quả đầu tiên"
        assert says in client.get("/search?q=bảo hiểm&page=2").text
        assert "Only the first 20 results" in client.get("/search?page=2&lang=en").text
        for address in ("/search?q=bảo hiểm", "/search?q=lương", "/search?q=bảo hiểm&year=2031"):
            assert says not in client.get(address).text


def test_a_text_that_stands_above_already_leads_to_it_and_shows_one_snippet(tmp_path: Path) -> None:
    text = "Nghỉ thai sản sáu tháng. " + "Lao động nữ được nghỉ trước và sau khi sinh con. " * 8 + "Hết thai sản."
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", text, "Luật"), Document("b", text, "Bản hợp nhất"), Document("c", "thai sản")])
    with TestClient(create_app(tmp_path / "index")) as client:
        shown = client.get("/search?q=thai sản").text
        cards = {match[1]: match[0] for match in re.finditer(r'<li id="(result-\d)">.*?</article>', shown, re.S)}
        snippets = {name: card.count('class="snippet"') for name, card in cards.items()}
        [(name, repeated)] = re.findall(
            r'<li id="(result-\d)">(?:(?!</article>).)*class="repeats"><a href="#(.*?)">Gần', shown, re.S
        )
        assert (snippets[repeated], snippets[name]) == (2, 1)
        assert "Nearly the text of result" in client.get("/search?q=thai sản&lang=en").text
        assert 'class="repeats"' not in client.get("/search").text


def test_where_little_matches_the_page_goes_on_with_what_has_a_part_of_it(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            [Document("a", "đường sắt"), Document("b", "đường bộ", title="Đường bộ & cầu"), Document("c", "sắt")]
        )
    with TestClient(create_app(tmp_path / "index")) as client:
        text = client.get("/search?q=đường sắt").text
        matches, partly = text.split('<section class="partial"')
        assert "1 kết quả" in matches and "Không có:" not in matches
        assert re.findall(r'<a class="result" href="/document\?id=(.)', partly) in (["b", "c"], ["c", "b"])
        assert sorted(re.findall(r"<s[^>]*>([^<]*)</s>", partly)) == ["sắt", "đường"]
        assert '<ol class="cards" start="2">' in partly
        nothing = client.get("/search", params={"q": "cầu <xyz>", "lang": "en"}).text
        assert "Nothing found for" in nothing and "With only a part of what you asked for" in nothing
        assert re.findall(r"<s[^>]*>([^<]*)</s>", nothing) == ["xyz"]
        for whole in ("đường", "đường sắt&sort=date", "sắt OR đường"):
            assert 'class="partial"' not in client.get(f"/search?q={whole}").text

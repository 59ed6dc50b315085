"""A text too long for one page is read in portions that leave nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bhxh_search import Document, create_index
from bhxh_search.web import portions
from bhxh_search.web.app import create_app
from bhxh_search.web.portions import portion_with, portions_of
from tests.web.conftest import LOCAL

LINES = 30_000


@given(st.text("ab \n", max_size=300), st.integers(1, 50), st.integers(1, 5))
def test_portions_hold_all_of_a_text_and_no_more_than_they_may(text: str, characters: int, matches: int) -> None:
    places = [match.span() for match in re.finditer("a+", text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "CHARACTERS", characters)
        patch.setattr(portions, "MATCHES", matches)
        found = list(portions_of(text, places))
    assert "".join(text[one.start : one.end] for one in found) == text
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert one.end - one.start <= characters
        inside = [place for place in places if one.start <= place[0] < one.end]
        assert len(inside) == one.matches <= matches
        assert one.before == sum(place[0] < one.start for place in places)
    for number, (start, _) in enumerate(places, 1):
        holder = portion_with(found, number, 0)
        assert holder.start <= start < holder.end
        assert portion_with(found, None, start) == holder


def test_a_short_text_is_one_portion() -> None:
    for text in ("", "lương hưu"):
        [one] = portions_of(text, [])
        assert (one.start, one.end) == (0, len(text))


def test_portions_end_with_a_line_or_a_word() -> None:
    text = "Một dòng khá ngắn.\n" * 60_000
    assert all(text[one.end - 1] == "\n" for one in portions_of(text, []))
    text = "một hai ba " * 120_000
    assert all(text[one.end - 1] == " " for one in portions_of(text, []))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("long") / "index"
    lines = [f"Dòng {number}, có lương hưu." for number in range(LINES)]
    text = "\n".join(lines)
    pages = tuple(text.index(f"Dòng {number},") for number in range(0, LINES, LINES // 10))
    with create_index(folder) as index:
        index.add([Document("long", text, title="Sách dài", pages=pages)])
        halves = (text[: len(text) // 2 + 300_000], text[len(text) // 2 :])
        index.add(
            Document(f"law#dieu-{number}", half, title=f"Điều {number}", group="law", headings=("Luật dài",))
            for number, half in enumerate(halves, 1)
        )
    with TestClient(create_app(folder), headers={"accept": "text/html"}, base_url=LOCAL) as made:
        yield made


def test_a_long_document_says_so_and_all_of_it_can_be_read_on(client: TestClient) -> None:
    address: str | None = "/document?id=long"
    read: list[str] = []
    while address:
        text = client.get(address).text
        assert "được chia thành" in text
        read += re.findall("Dòng ([0-9]+),", text)
        following = re.search(r'rel="next" href="(/document[^"]+)"', text)
        address = following and following[1].replace("&amp;", "&")
    assert read == [str(number) for number in range(LINES)]


def test_a_match_is_shown_in_the_portion_that_holds_it(client: TestClient) -> None:
    for match, written in ((1, "1"), (9_999, "9.999"), (10_001, "10.001"), (LINES, "30.000")):
        text = client.get("/document?" + urlencode({"id": "long", "q": "lương hưu", "match": match})).text
        assert re.search(rf'<mark id="m{match}" data-match="{match}" class="current">lương hưu</mark>', text)
        assert f"{written}/30.000" in text
        assert len(re.findall("<mark id", text)) <= portions.MATCHES
    last = client.get("/document?" + urlencode({"id": "long", "q": "lương hưu", "match": LINES})).text
    assert re.search('class="step next"[^>]*match=1#m1"', last)


def test_the_page_where_something_was_found_is_in_the_portion_that_is_come_to(client: TestClient) -> None:
    address = re.search(r'class="page" href="([^"#]+)#(page-10)"', client.get("/search?q=29990").text)
    assert address
    assert f'id="{address[2]}"' in client.get(address[1].replace("&amp;", "&")).text


def test_a_whole_too_long_for_a_page_is_read_part_by_part(client: TestClient) -> None:
    answer = client.get("/document?id=law%23dieu-2&whole=1")
    assert answer.status_code == 200
    assert "Toàn văn quá dài" in answer.text

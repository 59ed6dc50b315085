"""The pages as answers: what addresses ask for, what is refused, and what every page says of itself."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bhxh_search import Document, create_index, open_index
from bhxh_search.web.app import create_app
from bhxh_search.web.limits import Limits
from bhxh_search.web.texts import _TEXTS
from bhxh_search.web.view import HERE
from tests.browser.documents import make_index

BROWSER = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), headers=BROWSER, base_url="http://127.0.0.1") as made:
        yield made


class Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ADDRESSES = (
    "/",
    "/search",
    "/search?q=lương hưu&sort=date&view=flat",
    "/search?q=xyzzy",
    "/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu&match=2",
    "/document?id=luat-huu-tri.txt%23dieu-3&q=lương hưu&whole=1",
    "/document?id=tin/dai",
    "/help",
    "/help?lang=en&theme=dark",
    "/nothing-here",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_loads_from_here_only_and_holds_no_script_or_style_of_its_own(
    client: TestClient, address: str
) -> None:
    answer = client.get(address)
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    tags = Tags(answer.text).found
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in tags:
        assert tag not in ("style", "iframe", "object", "base")
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        if loaded:
            assert loaded.startswith("/static/")
            assert client.get(loaded).status_code == 200
        if tag == "script":
            assert attributes.get("src")


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_every_link_of_a_page_leads_to_a_page(client: TestClient, address: str) -> None:
    seen = set()
    for tag, attributes in Tags(client.get(address).text).found:
        href = attributes.get("href") or ""
        if tag == "a" and href.startswith("/") and len(seen) < 40 and href not in seen:
            seen.add(href)
            assert client.get(href).status_code == 200, href


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/search?q=lương&page=0", 422, "“0” không phải là số trang"),
        ("/search?q=lương&page=-1", 422, "không phải là số trang"),
        ("/search?q=lương&page=²", 422, "không phải là số trang"),
        ("/search?q=lương&page=1e3", 422, "không phải là số trang"),
        ("/search?q=lương&page=9999999", 422, "từ 1 đến 1.000"),
        ("/search?q=lương&page=" + "9" * 5_000, 422, "không phải là số trang"),
        ("/search?q=lương&page=1001", 422, "Chỉ xem được 10.000 kết quả đầu tiên"),
        ("/search?page=1001&lang=en", 422, "Only the first 10,000 results can be seen, on pages 1 to 1,000."),
        ("/search?q=lương&page=77", 404, "Chỉ có 1 trang"),
        ("/search?q=lương&page=77&lang=en", 404, "There is only 1 page of results."),
        ("/search?q=bảo hiểm&page=77&lang=en", 404, "There are only 3 pages of results."),
        ("/search?q=" + "a" * 1_001, 422, "1.001 ký tự, nhiều nhất là 1.000"),
        ("/search?kind=" + "a" * 300, 422, "nhiều nhất là 200 ký tự"),
        ("/search?" + "&".join(f"kind={n}" for n in range(60)), 422, "quá nhiều điều kiện lọc"),
        ("/search?year=hai", 400, "year: “hai” không phải là ngày; hãy viết 2020"),
        ("/search?year=hai&lang=en", 400, "is no date; write 2020"),
        ("/document?id=không-có", 404, "“không-có”"),
        ("/document?id=../../etc/passwd", 404, "“../../etc/passwd”"),
        ("/document?id=" + "x" * 3_000, 404, "Không có văn bản này"),
        ("/document", 404, "Địa chỉ này không nói là văn bản nào."),
        ("/static/../pages.py", 404, "Không có trang này"),
        ("/static/%2e%2e/pages.py", 404, "Không có trang này"),
        ("/search?lang=en&page=x", 422, "is no page number"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_page(client: TestClient, address: str, status: int, says: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert says in answer.text


@pytest.mark.parametrize("query", ["zzyzxq", "baor hieemr tuj nguyeenj", "kind:luật NOT kind:luật"])
def test_where_nothing_is_found_every_page_says_so_with_its_help(client: TestClient, query: str) -> None:
    first, second = (client.get("/search", params={"q": query, "page": page}) for page in (1, 2))
    assert second.status_code == 200
    assert _main_of(second.text) == _main_of(first.text)
    assert "Không tìm thấy" in second.text


def _main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("address", ["/search?q=lương&year=hai", "/search?q=lương&page=x"])
def test_what_was_typed_is_not_lost(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code >= 400
    assert 'value="lương"' in answer.text


def test_what_is_found_in_the_title_alone_is_marked_there(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(
            [Document("d", "không chữ nào", title="Khủng long <i>"), Document("e", "Bò sát\ncổ", title="Bò sát")]
        )
    with TestClient(create_app(tmp_path / "index")) as client:
        answer = client.get("/document?id=d&q=khủng long")
        assert re.search(r"<h1[^>]*><mark[^>]*>Khủng long</mark> &lt;i&gt;</h1>", answer.text)
        assert "Chỉ khớp ở tiêu đề" in answer.text
        assert "Match in the title only" in client.get("/document?id=d&q=khủng long&lang=en").text
        assert "Không có chỗ khớp" in client.get("/document?id=d&q=rồng").text
        assert "<mark" not in client.get("/document?id=d").text
        assert "1 chỗ khớp" in client.get("/document?id=e&q=bò sát").text


def test_a_part_leads_to_its_place_in_the_whole(client: TestClient) -> None:
    answer = client.get("/document?id=luat-huu-tri.txt%23dieu-3")
    [target] = re.findall(r'href="([^"]*whole=1[^"]*#part[^"]*)"', answer.text)
    address, _, anchor = html.unescape(target).partition("#")
    assert anchor
    assert f'id="{anchor}"' in client.get(address).text


def test_the_id_of_a_whole_law_leads_to_its_beginning_and_contents(client: TestClient) -> None:
    answer = client.get("/document?id=luat-huu-tri.txt&q=lương hưu&sort=date")
    assert answer.status_code == 200
    assert answer.url.params["q"] == "lương hưu"
    assert answer.url.params["id"] == "luat-huu-tri.txt#mo-dau"
    assert "aria-current=page" in answer.text


def test_a_query_that_is_too_long_stays_in_the_box_to_be_shortened(client: TestClient) -> None:
    query = "lương hưu " * 200
    found = Tags(client.get("/search", params={"q": query}).text).found
    [box] = [attributes for _, attributes in found if attributes.get("id") == "q"]
    assert box["value"] == query


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=%00%01%1b[31m",
        "/search?q=" + "(" * 900,
        "/search?q=" + '"' * 900,
        "/search?q=%F0%9F%92%A9&sort=up&view=sideways&lang=xx&theme=neon",
        "/search?q=a&q=b&page=2&page=1",
        "/search?in=none",
        "/search?kind=&year=",
        "/document?id=tin/dai&match=99999999999&q=công viên",
        "/document?id=tin/dai&match=-1&q=công viên",
        "/document?id=tin/dai&whole=1&page=5",
        "/law",
        "/law?number=" + "9" * 5_000,
        "/law?number=%00",
    ],
)
def test_what_is_odd_is_answered(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/search?q=lương").headers["etag"]
    took_as_long = client.get("/search?q=lương", headers={"if-none-match": etag})
    assert took_as_long.status_code == 304
    assert client.get("/search?q=hưu", headers={"if-none-match": etag}).status_code == 200


def test_a_program_that_comes_to_no_page_gets_a_problem(client: TestClient) -> None:
    for address, accept in (("/nothing", "*/*"), ("/api/v1/nothing", "text/html")):
        answer = client.get(address, headers={"accept": accept})
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_theme_is_kept_in_a_cookie_and_only_one_that_there_is(client: TestClient) -> None:
    assert "theme=dark" in client.get("/help?theme=dark").headers["set-cookie"]
    assert "set-cookie" not in client.get("/help?theme=red%0d%0aset-cookie:x=y").headers
    client.cookies.clear()


def test_years_of_the_home_page_are_those_of_the_index_now(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.commit()
    with TestClient(create_app(tmp_path / "index"), headers=BROWSER, base_url="http://127.0.0.1") as client:
        assert "Chỉ mục chưa có văn bản nào" in client.get("/").text
        assert "Không tìm thấy" in client.get("/search").text
        with open_index(tmp_path / "index", write=True) as index:
            index.add([Document("a", "lương hưu", fields={"kind": "luật <b>"})])
        assert re.search("luật &lt;b&gt;", _until(client, "luật"))


def _until(client: TestClient, text: str) -> str:
    """The home page, once it holds a text."""
    for _ in range(100):
        time.sleep(0.05)
        shown = client.get("/").text
        if text in shown:
            return shown
    pytest.fail(f"the home page never said {text}")


def test_an_index_that_is_damaged_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder = make_index(tmp_path)
    with TestClient(create_app(folder), headers=BROWSER, base_url="http://127.0.0.1") as client:
        assert client.get("/search?q=lương").status_code == 200
        for file in folder.glob("*.columns"):
            content = bytearray(file.read_bytes())
            content[len(content) // 8 :] = b"\xff" * (len(content) - len(content) // 8)
            file.write_bytes(content)
        answers = [client.get(address) for address in ("/search?q=hưu trí", "/document?id=tin/05", "/search")]
        assert {answer.status_code for answer in answers} <= {200, 404, 503}
        told = [answer.text for answer in answers if answer.status_code == 503]
        assert told
        assert all("bhxh-search verify" in one for one in told)


def test_a_state_that_cannot_be_opened_leaves_the_one_before_and_is_told(tmp_path: Path) -> None:
    folder = make_index(tmp_path)
    with TestClient(create_app(folder), headers=BROWSER, base_url="http://127.0.0.1") as client:
        assert "bản đã mở trước đó" not in client.get("/").text
        folder.rename(tmp_path / "elsewhere")
        assert "bản đã mở trước đó" in _until(client, "bản đã mở trước đó")
        assert "Luật Hưu trí" in client.get("/search?q=lương hưu").text


def test_too_many_and_too_long_searches_are_told_in_a_page(folder: Path) -> None:
    for limits, says in (
        (Limits(seconds=0), "Tìm quá lâu"),
        (Limits(threads=1, waiting=-1), "Máy chủ đang bận"),
    ):
        with TestClient(create_app(folder, limits=limits), headers=BROWSER, base_url="http://127.0.0.1") as client:
            answer = client.get("/search?q=lương")
            assert answer.status_code == 503
            assert says in answer.text


def test_every_text_of_the_page_is_used() -> None:
    sources = [*HERE.glob("templates/*"), *(file for file in HERE.glob("*.py") if file.name != "texts.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in sources)
    made_up = ("facet-", "sort-", "theme-", "reason-", "about-", "busy-", "slow-", "found-", "browsed-")
    keys = {key.removesuffix("-one") for key in _TEXTS}
    assert [key for key in keys if not re.search(rf"[\"']{key}[\"']", text) and not key.startswith(made_up)] == []


def test_what_there_is_one_of_is_told_as_one(tmp_path: Path) -> None:
    law = {"kind": "luật", "number": "91/2031/QH16"}
    with create_index(tmp_path / "index") as index:
        index.add([Document("a#1", "lương hưu", title="Luật", group="a", headings=("Luật",), fields=law)])
    with TestClient(create_app(tmp_path / "index"), headers=BROWSER, base_url="http://127.0.0.1") as client:
        assert "Search 1 document<" in re.sub(r"\s+<", "<", client.get("/?lang=en").text)
        assert "See 1 part<" in client.get("/search?lang=en").text
        text = client.get("/search?lang=en&q=lương hừu").text
        assert re.search(r"Did you mean.* · 1 result<", text)
        assert ">1 match<" in client.get("/document?id=a%231&lang=en&q=hưu").text
        with open_index(tmp_path / "index", write=True) as index:
            index.add([Document("a#2", "xem Luật số 91/2031/QH16", title="Tin", group="a")])
        assert "2 mục của 1 văn bản" in _until(client, "2 mục")
        assert "Search 2 items in 1 document" in client.get("/?lang=en").text
        assert ">Cited in 1 other place<" in client.get("/document?id=a%231&lang=en").text


def test_what_is_counted_is_said_where_parts_are_no_documents(client: TestClient, tmp_path: Path) -> None:
    assert re.search(r"[0-9]+ mục trong [0-9]+ văn bản", client.get("/search").text)
    assert re.search(r"[0-9]+ kết quả trong [0-9]+ văn bản", client.get("/search?q=lương").text)
    for address in ("/", "/search", "/search?q=lương"):
        assert "<small>" in client.get(address).text
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "lương", fields={"kind": "tin"}), Document("b", "hưu", fields={"kind": "tin"})])
    with TestClient(create_app(tmp_path / "index"), headers=BROWSER, base_url="http://127.0.0.1") as flat:
        for address in ("/", "/search"):
            assert "<small>" not in flat.get(address).text
        assert "2 mục" in flat.get("/search").text
        # They have no date, so none is newest; and no title, so their ids name them, opened or not.
        assert "Mới nhất" not in flat.get("/").text
        assert re.search(r"<h1>\s*a\s*</h1>", flat.get("/document?id=a").text)


def test_years_that_are_not_shown_are_told(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(Document(str(year), "lương", title="Năm", date=dt.date(year, 1, 1)) for year in range(1900, 2000))
    with TestClient(create_app(tmp_path / "index"), headers=BROWSER, base_url="http://127.0.0.1") as client:
        text = client.get("/search?q=lương").text
        assert "Chỉ hiện 60 năm gần nhất." in text
        assert 'year=1940"' in text
        assert 'year=1939"' not in text


def test_parts_of_a_whole_without_a_name_stand_under_its_id(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"d{number}", "lương hưu", title=f"Phần {number}", group="tập 7") for number in range(5))
    with TestClient(create_app(tmp_path / "index"), headers=BROWSER, base_url="http://127.0.0.1") as client:
        text = client.get("/search?q=lương").text
        assert re.search(r'<h2><a class="result"[^>]*>\s*tập 7\s*</a>', text)
        assert text.count("<h3>") == 3
        assert "Thêm 2 mục" in text

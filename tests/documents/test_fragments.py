"""HTML inside of other formats: which texts are, and what is read of them."""

from __future__ import annotations

import csv
import html
import io
import json
import sys
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document
from bhxh_search.documents.encodings import Decoded
from bhxh_search.documents.fragments import plain_text
from bhxh_search.documents.jsonl import read_jsonl
from bhxh_search.documents.tables import read_table

pytest.importorskip("resiliparse")


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>Bảo hiểm&nbsp;xã hội</p><ul><li>một</li><li>hai</li></ul>", ["Bảo hiểm\xa0xã hội", "một", "hai"]),
        ("<p>Một\ncâu   dài</p>\r\n<p class='a'>Hai</p>", ["Một câu dài", "Hai"]),
        ("<P>A &amp; B</P><h2>C</h2>", ["A & B", "C"]),
        ("Dòng một<br>Dòng hai<br />\nDòng ba\nDòng bốn", ["Dòng một", "Dòng hai", "Dòng ba", "Dòng bốn"]),
        ("Địa chỉ: 1 Lê Lợi <br> Điện thoại: 2", ["Địa chỉ: 1 Lê Lợi", "Điện thoại: 2"]),
        ("<!-- wp:paragraph -->\n<p>Một</p>\n<!-- /wp:paragraph -->\n\n<p>Hai</p>", ["Một", "Hai"]),
        (
            "<div>nếu a < b và <5% xem <https://x.vn/a> của <tên></div>",
            ["nếu a < b và <5% xem <https://x.vn/a> của <tên>"],
        ),
        (
            "Mở đầu\nbài\n<p>Một đoạn văn dài</p>\n<p>Một đoạn văn dài</p>",
            ["Mở đầu", "bài", *["Một đoạn văn dài"] * 2],
        ),
        ("<p class=MsoNormal>Một<o:p></o:p></p>", ["Một"]),
        ("<html><head><title>T</title><style>p{}</style></head><body><p>Một</p></body></html>", ["Một"]),
        ("<figure><img src='a'><figcaption>chú thích</figcaption></figure><p>Đoạn</p>", ["chú thích", "Đoạn"]),
        ("<p>H<sub>2</sub>O</p><table><tr><td>a</td></tr><tr><td>b</td></tr></table>", ["H2O", "a", "b"]),
        ("<div><p>Một đoạn văn</p><p>Hai đoạn văn</p><p>bị cắt", ["Một đoạn văn", "Hai đoạn văn", "bị cắt"]),
        ("<strong>Tất cả</strong>", ["Tất cả"]),
        ("Chốt phiên, <a href='/gia-vang.html'>giá vàng</a> tăng.\nHết.", ["Chốt phiên, giá vàng tăng.", "Hết."]),
        ("<p><img src='data:image/png;base64,AAAA'></p>", []),
    ],
)
def test_markup_is_read_as_its_plain_text_with_paragraphs_as_lines(markup: str, lines: list[str]) -> None:
    assert [line.strip() for line in plain_text(markup).splitlines() if line.strip()] == lines


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "tăng <5% và >3%; a<b>c",
        "xem <https://baohiemxahoi.gov.vn/a> hoặc <p@x.vn>",
        "Thẻ <b> in đậm, <p> và <ul> là khối",
        "Dùng <b>chữ</b> để in đậm",
        "Viết <p>đoạn</p> và <ul><li>mục</li></ul> để có danh sách",
        "<p> mở một đoạn, </p> đóng nó lại.",
        '<a href="x">liên kết</a> là một liên kết',
        "Thẻ <br> xuống dòng",
        "Thẻ <br>, <hr> và “<br>”",
        "Xuống dòng là <br>",
        "<br> là thẻ xuống dòng",
        "Kính gửi <tên> và <name>An</name>",
        "vector<int> a; map<string, vector<b>> c",
        "chưa đóng <!-- <p>a</p> <p>b",
        "<p>",
        "<li>một <li>hai",
        "&nbsp; không có thẻ &amp;",
    ],
)
def test_a_text_that_only_holds_signs_or_speaks_of_tags_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(st.sampled_from("<>/ab p=\"'\n!-&;x")) | st.text())
def test_any_text_can_be_read(text: str) -> None:
    plain = plain_text(text)
    assert plain == text or "<" in text


class _Words(HTMLParser):
    """The words of a page as Python's own parser finds them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        self.text += " "


TEXTS = st.text(st.sampled_from("aăđ <>&;.1\n"), min_size=1).map(html.escape)
ELEMENTS = st.recursive(
    st.builds("<p>{}</p>".format, TEXTS),
    lambda inner: st.builds(
        lambda name, parts: f"<{name} class='a'>{''.join(parts)}</{name}>",
        st.sampled_from(["div", "ul", "ol", "blockquote", "section", "figure", "table", "article", "nav"]),
        st.lists(inner, min_size=1, max_size=4),
    ).map(lambda one: one.replace("<table class='a'>", "<table><tr><td>").replace("</table>", "</td></tr></table>")),
)


@given(st.lists(ELEMENTS, min_size=1))
def test_no_word_of_the_markup_is_lost(elements: list[str]) -> None:
    markup = "\n".join(elements)
    assert plain_text(markup).split() == _Words(markup).text.split()


LAW = """QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Luật số: 1/2024/QH15
LUẬT BẢO HIỂM XÃ HỘI
Điều 1. Phạm vi điều chỉnh
Luật này quy định chế độ bảo hiểm xã hội.
Điều 2. Đối tượng áp dụng
Người lao động là công dân Việt Nam."""


@pytest.mark.parametrize("markup", ["".join(f"<p>{one}</p>" for one in LAW.split("\n")), LAW.replace("\n", "<br />")])
def test_a_law_in_markup_is_cut_into_its_articles(markup: str) -> None:
    line = json.dumps({"id": "luat", "text": markup, "pages": [0, 50]}).encode()
    documents = [one for one in read_jsonl(io.BytesIO(line), "a.jsonl", "a.jsonl") if isinstance(one, Document)]
    assert [one.id for one in documents] == ["luat#mo-dau", "luat#dieu-1", "luat#dieu-2"]
    assert "<" not in "".join(one.text for one in documents)
    assert documents[1].title == "Điều 1. Phạm vi điều chỉnh"
    # Offsets into the markup are none into the text.
    assert [(one.pages, one.fields["pages"]) for one in documents] == [((), ("0", "50"))] * 3


def test_a_cell_of_a_table_may_be_markup() -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("title", "nội dung"), ("Tin", '<p style="color: red">Một,</p><p>hai</p>')])
    [document] = read_table(Decoded(file.getvalue(), "utf-8"), ".csv", "a.csv", "a.csv")
    assert isinstance(document, Document)
    assert document.text.split() == ["Một,", "hai"]


def test_without_resiliparse_markup_stays_in_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resiliparse.parse.html", None)
    assert plain_text("<p>Một</p>") == "<p>Một</p>"


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<p>", "</p>", "<p>x</p>", "<", '<a "', "a<br>", "<b><p></b>", "<!---->"]
)
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    started = time.perf_counter()
    plain_text(piece * 100_000)
    assert time.perf_counter() - started < 5

"""The language of what a page says: its own, or that of the documents."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

LAW = "luat-huu-tri.txt"


@pytest.mark.parametrize(
    ("address", "vietnamese"),
    [
        ("/", ["Tin bảo hiểm tự nguyện số 24", "nghị định", "Báo Mẫu"]),
        (
            "/search?q=lương hưu",
            ["Luật Hưu trí thử nghiệm 91/2031/QH16", "Chương II LƯƠNG HƯU", "Quốc hội", "quyển sách", "luật"],
        ),
        ("/search?q=lương hừu&kind=luật", ["lương hưu", "luật"]),
        (
            f"/document?id={LAW}%23dieu-3&q=lương hưu",
            [
                "Tuổi hưởng lương hưu",
                "Điều 4. Điều kiện hưởng lương hưu",
                "Chương II LƯƠNG HƯU",
                "quyển sách",
                "Quốc hội",
            ],
        ),
        (
            f"/document?id={LAW}%23dieu-3&whole=1",
            ["Luật Hưu trí thử nghiệm 91/2031/QH16", "Điều 10. Hiệu lực thi hành"],
        ),
        (
            "/document?id=tin/05",
            ["Tin bảo hiểm tự nguyện số 5", "Tin bảo hiểm tự nguyện số 4", "Nhiều người tham gia"],
        ),
    ],
)
def test_on_the_english_page_what_documents_say_is_marked_as_vietnamese(
    client: TestClient, address: str, vietnamese: list[str]
) -> None:
    shown = Spoken(client.get(address + ("&" if "?" in address else "?") + "lang=en").text)
    for text in vietnamese:
        assert text in shown.of["vi"], text
    english = shown.of["en"].replace("Tiếng Việt", "").replace("“lương hừu”", "")
    assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", english)
    assert " lang=" not in client.get(address).text.replace('<html lang="vi"', "").replace('lang="en" hreflang', "")


class Spoken(HTMLParser):
    """What the body of a page says in each language, but for the query that is repeated."""

    VOID = ("input", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.of = {"vi": "", "en": ""}
        self._open: list[tuple[str, str]] = []
        page = re.sub(
            r'<h1 class="away">.*?</h1>|</?mark[^>]*>', "", page[page.index("<body") : page.index("</html>")]
        )
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            inherited = self._open[-1][1] if self._open else "en"
            self._open.append((tag, dict(attrs).get("lang") or inherited))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Such are those of drawings, which say nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.of[self._open[-1][1]] += data

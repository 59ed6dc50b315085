# ruff: noqa: E501  (pages in long lines)
"""Taking the article out of a web page: libraries compared on pages whose article is known.

`python -m benchmarks.pages`: pages are made of articles of our own and of laws (where BHXH_SEARCH_DATA names the
collections), in six layouts that newspapers and offices have used, with menus, teasers, captions, shares, comments
and footers around them. Shown: the share of the article's words that come out (recall), the share of what comes out
that is the article's (precision), their harmonic mean, and milliseconds a page. A library that is not installed is
left out.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_WORD = re.compile(r"[^\W_]+")

MENU = "Trang chủ|Thời sự|Kinh doanh|Bảo hiểm xã hội|Pháp luật|Giáo dục|Thể thao|Giải trí|Sức khoẻ|Video|Liên hệ"
TEASERS = (
    "Hơn hai triệu người nhận lương hưu qua thẻ ngân hàng",
    "Đề xuất mức đóng mới của hộ gia đình từ năm sau",
    "Bệnh viện tuyến huyện được thanh toán thêm nhiều thuốc",
    "Người lao động tự do có thể đóng bảo hiểm qua ứng dụng",
    "Sổ bảo hiểm giấy sắp được thay bằng bản điện tử",
    "Ba trường hợp được lùi ngày đóng mà không bị tính lãi",
)
FOOTER = "Cơ quan chủ quản: Hội Nhà báo. Tổng biên tập: Nguyễn Văn A. Giấy phép số 12/GP-BTTTT. Toà soạn: 1 phố Huế, Hà Nội."
COMMENTS = (
    "Bạn đọc Minh: Bài viết rất bổ ích, cảm ơn toà soạn đã giải thích rõ.",
    "Bạn đọc Lan: Cho tôi hỏi trường hợp đóng chưa đủ năm thì tính sao ạ?",
)
ARTICLES = (
    (
        "Mở rộng đối tượng tham gia bảo hiểm xã hội tự nguyện",
        (
            "Sáng 12-6, cơ quan bảo hiểm xã hội tỉnh họp bàn cách đưa chính sách tự nguyện đến từng thôn, xóm.",
            "Theo báo cáo, đến hết tháng năm toàn tỉnh có 43.512 người tham gia, tăng 8,4% so với cùng kỳ năm ngoái.",
            "Phần lớn người mới tham gia là tiểu thương ở các chợ, thợ xây, người làm thuê theo mùa vụ.",
            "“Nhiều người ngại vì chưa rõ quyền lợi khi về già”, một cán bộ thu ở xã cho biết.",
            "Từ nay đến cuối năm, các đội tuyên truyền sẽ đi từng nhà, giải thích bằng ví dụ với số tiền cụ thể.",
        ),
    ),
    (
        "Trả lời bạn đọc: nghỉ việc bao lâu thì được hưởng trợ cấp thất nghiệp?",
        (
            "Hỏi: Tôi nghỉ việc từ ngày 1 tháng 3, đến nay chưa nộp hồ sơ, vậy còn kịp không?",
            "Đáp: Trong thời hạn ba tháng kể từ ngày chấm dứt hợp đồng, người lao động nộp hồ sơ tại trung tâm việc làm.",
            "Quá thời hạn này, thời gian đã đóng được bảo lưu để tính cho lần sau.",
        ),
    ),
    (
        "Thông báo nghỉ lễ",
        ("Cơ quan nghỉ lễ từ ngày 30-4 đến hết ngày 3-5. Hồ sơ gấp xin gửi qua cổng dịch vụ công.",),
    ),
)


def articles() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Title and paragraphs: our own, and of laws where there are any."""
    yield from ARTICLES
    folder = os.environ.get("BHXH_SEARCH_DATA")
    if folder:
        lines = (Path(folder) / "alqac2023" / "corpus.jsonl").read_text("utf-8").splitlines()
        for line in random.Random(8).sample(lines, 40):
            record = json.loads(line)
            yield record["title"], tuple(part for part in record["text"].splitlines() if part.strip())


def _tag(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{html.escape(text)}</{name}>"


def _links(texts: tuple[str, ...] | list[str], name: str = "li") -> str:
    return "".join(f"<{name}><a href='/a{i}.html'>{html.escape(text)}</a></{name}>" for i, text in enumerate(texts))


def _page(body: str, title: str) -> str:
    head = f"<meta charset='utf-8'><title>{html.escape(title)} - Báo Điện tử</title><style>p {{color: red}}</style>"
    return f"<!DOCTYPE html><html lang='vi'><head>{head}</head><body>{body}<script>var x = 'đừng đọc';</script></body></html>"


def semantic(title: str, paragraphs: tuple[str, ...]) -> str:
    """A newspaper of today."""
    body = "".join(_tag("p", one) for one in paragraphs)
    return _page(
        f"<header><nav><ul>{_links(MENU.split('|'))}</ul></nav></header><main><article>{_tag('h1', title)}"
        f"<div class='share'>Chia sẻ Facebook Zalo</div>{body}</article>"
        f"<aside><h3>Tin liên quan</h3><ul>{_links(TEASERS)}</ul></aside></main><footer>{_tag('p', FOOTER)}</footer>",
        title,
    )


def divisions(title: str, paragraphs: tuple[str, ...]) -> str:
    """Divisions with classes, teasers with summaries, comments."""
    body = "".join(_tag("p", one) for one in paragraphs)
    teasers = "".join(
        f"<div class='item'><a href='#'>{one}</a><p class='sapo'>{one}, theo cơ quan chức năng.</p></div>"
        for one in TEASERS
    )
    return _page(
        f"<div id='top-menu' class='menu'>{_links(MENU.split('|'), 'span')}</div><div class='container'>"
        f"<div class='left-col'><h1 class='title-detail'>{html.escape(title)}</h1>"
        f"<div class='fck_detail content-detail'>{body}</div>"
        f"<div class='box-comment comments'>{''.join(_tag('p', one) for one in COMMENTS)}</div></div>"
        f"<div class='right-col sidebar'>{teasers}</div></div><div class='footer'>{_tag('p', FOOTER)}</div>",
        title,
    )


def tables(title: str, paragraphs: tuple[str, ...]) -> str:
    """A page of the nineties: tables in tables, line breaks for paragraphs."""
    body = "<br><br>".join(html.escape(one) for one in paragraphs)
    return _page(
        f"<table width='100%'><tr><td colspan='2'>{' | '.join(_tag('a', one, ' href=#') for one in MENU.split('|'))}</td></tr>"
        f"<tr><td width='20%'>{'<br>'.join(_tag('a', one, ' href=#') for one in TEASERS)}</td>"
        f"<td><font size='5'><b>{html.escape(title)}</b></font><br><font face='Arial'>{body}</font></td></tr>"
        f"<tr><td colspan='2'>{html.escape(FOOTER)}</td></tr></table>",
        title,
    )


def office(title: str, paragraphs: tuple[str, ...]) -> str:
    """The portal of an office: a division for each paragraph, a table in the text."""
    half = len(paragraphs) // 2
    rows = "".join(f"<tr><td>{i}</td><td>{html.escape(one)}</td></tr>" for i, one in enumerate(paragraphs[:half], 1))
    rest = "".join(f"<div>{html.escape(one)}</div>" for one in paragraphs[half:])
    return _page(
        f"<div class='header'><ul>{_links(MENU.split('|'))}</ul></div><div class='breadcrumb'>Trang chủ &gt; Tin tức</div>"
        f"<div class='portlet'><h2>{html.escape(title)}</h2><div class='journal-content-article'><table>{rows}</table>{rest}</div></div>"
        f"<div class='related'><h4>Các tin khác</h4><ul>{_links(TEASERS)}</ul></div><div id='footer'>{html.escape(FOOTER)}</div>",
        title,
    )


def plain(title: str, paragraphs: tuple[str, ...]) -> str:
    """A text saved as a page: nothing but headings and paragraphs."""
    return _page(_tag("h1", title) + "".join(_tag("p", one) for one in paragraphs), title)


def unclosed(title: str, paragraphs: tuple[str, ...]) -> str:
    """What a word processor of old exported: tags that are never closed."""
    return (
        f"<html><head><meta http-equiv=content-type content='text/html; charset=utf-8'><title>{html.escape(title)}</title>"
        f"<body><h2 align=center>{html.escape(title)}<p align=justify>"
        + "<p align=justify>".join(map(html.escape, paragraphs))
    )


LAYOUTS = (semantic, divisions, tables, office, plain, unclosed)


def extractors() -> dict[str, Callable[[str], str]]:
    """The libraries that are installed, and what the package itself does."""
    from bhxh_search.documents.html import read_html

    found: dict[str, Callable[[str], str]] = {"bhxh-search": lambda page: read_html(page.encode()).text}

    def add(name: str, make: Callable[[], Callable[[str], Any]]) -> None:
        try:
            run = make()
        except ImportError:
            return
        found[name] = lambda page: run(page) or ""

    def resiliparse() -> Callable[[str], Any]:
        from resiliparse.extract.html2text import extract_plain_text

        return lambda page: extract_plain_text(page, main_content=True, alt_texts=False)

    def trafilatura() -> Callable[[str], Any]:
        import trafilatura as library

        return lambda page: library.extract(page, include_comments=False, favor_recall=True)

    def readability() -> Callable[[str], Any]:
        import lxml.html
        import readability as library

        return lambda page: lxml.html.fromstring(library.Document(page).summary()).text_content()

    def justext() -> Callable[[str], Any]:
        import justext as library

        stops = library.get_stoplist("Vietnamese")
        return lambda page: "\n".join(
            part.text for part in library.justext(page.encode(), stops) if not part.is_boilerplate
        )

    def boilerpy3() -> Callable[[str], Any]:
        from boilerpy3 import extractors as library

        extractor = library.ArticleExtractor()
        return lambda page: extractor.get_content(page)

    for make in (resiliparse, trafilatura, readability, justext, boilerpy3):
        add(make.__name__, make)
    return found


def agreement(got: str, wanted: str) -> tuple[float, float]:
    """Recall and precision of words, each as often as it occurs."""
    have, want = (Counter(_WORD.findall(text.lower())) for text in (got, wanted))
    shared = (have & want).total()
    return shared / max(want.total(), 1), shared / max(have.total(), 1)


def main() -> None:
    chosen = list(articles())
    print(f"{len(chosen)} articles in {len(LAYOUTS)} layouts")
    print(
        f"{'':14}{'recall':>8}{'precision':>11}{'F1':>7}{'ms':>8}   F1 by layout: "
        + " ".join(one.__name__ for one in LAYOUTS)
    )
    for name, run in extractors().items():
        recalls, precisions, by_layout = [], [], []
        seconds = 0.0
        for layout in LAYOUTS:
            scores = []
            for title, paragraphs in chosen:
                page = layout(title, paragraphs)
                started = time.perf_counter()
                try:
                    got = run(page)
                except Exception:  # whatever a library raises, it found nothing
                    got = ""
                seconds += time.perf_counter() - started
                recall, precision = agreement(got.replace(title, " ", 1), "\n".join(paragraphs))
                recalls.append(recall)
                precisions.append(precision)
                scores.append(2 * recall * precision / (recall + precision) if recall else 0.0)
            by_layout.append(sum(scores) / len(scores))
        total = len(recalls)
        mean = sum(by_layout) / len(by_layout)
        figures = " ".join(f"{score:.3f}" for score in by_layout)
        print(
            f"{name:14}{sum(recalls) / total:8.3f}{sum(precisions) / total:11.3f}{mean:7.3f}{1000 * seconds / total:8.2f}   {figures}"
        )


if __name__ == "__main__":
    main()

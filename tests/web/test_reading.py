"""Texts cut into lines and runs, tables of contents and references, without a browser."""

from __future__ import annotations

import random
import re
import string
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search import Document, create_index
from bhxh_search.language.normal_form import normalize
from bhxh_search.outline import Entry, order_of_part, sections_of
from bhxh_search.render.drawing import shown_characters
from bhxh_search.web.reading import Block, Link, Reader, beginning_of, read_blocks, safe_link, title_runs
from bhxh_search.web.references import cited_numbers, links_in
from bhxh_search.web.texts import _TEXTS, LANGUAGES, PageWords

LETTERS = "aâđ 1.)\n\r\t\u202e\u00a0Điều"


@st.composite
def apart(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    """Ranges of a text, in order, none empty, none in another."""
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return list(pairwise(edges))[::2]


@given(st.data())
def test_the_runs_of_a_text_are_the_text_with_each_range_whole(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet=LETTERS, max_size=60))
    matches = data.draw(apart(len(text)))
    links = [Link(start, end, f"/{start}") for start, end in data.draw(apart(len(text)))]
    reader = Reader(text, matches, links)
    runs = reader.runs(0, len(text))
    assert "".join(run.text for run in runs) == shown_characters(text)
    for number, (start, end) in enumerate(matches, 1):
        pieces = [run for run in runs if run.match == number]
        assert "".join(run.text for run in pieces) == shown_characters(text[start:end])
        assert [run.is_first for run in pieces] == [True] + [False] * (len(pieces) - 1)
    for link in links:
        assert "".join(run.text for run in runs if run.link == link.address) == shown_characters(
            text[link.start : link.end]
        )


@given(st.data())
def test_lines_hold_all_of_a_text_but_its_blanks(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet=LETTERS, max_size=60))
    pages = data.draw(st.lists(st.integers(0, len(text)), max_size=4).map(sorted))
    blocks = list(read_blocks(text, Reader(text, data.draw(apart(len(text))), ()), pages))
    drawn = "".join(run.text for block in blocks for run in block.runs)
    assert "".join(drawn.split()) == "".join(shown_characters(text).split())
    shown_pages = [block.page for block in blocks if block.kind == "page"]
    assert shown_pages == sorted(set(shown_pages))
    assert all(block.runs for block in blocks if block.kind != "page")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Điều 3. Tuổi hưởng", "heading"),
        ("Điều 3 của Luật này khi nghỉ việc", "line"),
        ("Chương II", "heading"),
        ("CHƯƠNG II: LƯƠNG HƯU", "heading"),
        ("Chương II LƯƠNG HƯU", "heading"),
        ("Chương trình này dành cho người già", "line"),
        ("Mục 1", "heading"),
        ("Mục tiêu là sống lâu", "line"),
        ("LƯƠNG HƯU VÀ TRỢ CẤP", "heading"),
        ("1. Người lao động", "clause"),
        ("1.2. Người lao động", "clause"),
        ("1.000 đồng", "line"),
        ("a) Nam đủ 60 tuổi", "point"),
        ("đ) Nữ đủ 55 tuổi", "point"),
        ("- Một là", "item"),
        ("Người lao động", "line"),
    ],
)
def test_lines_are_known_by_how_they_begin(line: str, kind: str) -> None:
    [block] = read_blocks(line, Reader(line, (), ()), ())
    assert block.kind == kind


def test_a_page_may_begin_inside_of_a_line_and_the_first_is_not_told() -> None:
    blocks = list(read_blocks("ab cd\n\nef", Reader("ab cd\n\nef", (), ()), (0, 3, 3, 7)))
    assert [(block.kind, block.page, "".join(run.text for run in block.runs)) for block in blocks] == [
        ("line", 0, "ab"),
        ("page", 3, ""),
        ("line", 0, "cd"),
        ("page", 4, ""),
        ("line", 0, "ef"),
    ]
    [told, line] = read_blocks("ab\ncd", Reader("ab\ncd", (), ()), (0, 0, 0, 3), 3)
    assert (told, line.kind) == (Block("page", page=4), "line")
    assert [block.kind for block in read_blocks("cd", Reader("cd", (), ()), (0, 0, 0), after=3)] == ["line"]


def test_a_title_that_begins_a_text_is_shown_once_with_its_marks() -> None:
    text = "Mục 3\n\nCHẾ ĐỘ HƯU TRÍ\nĐiều 5. Mức\nlương hưu\n1. Mức lương hưu"
    beginning = beginning_of(text, "Điều 5. Mức lương hưu", ("Chương II X", "Mục 3 CHẾ ĐỘ HƯU TRÍ"))
    assert text[beginning.title_end :] == "1. Mức lương hưu"
    start = text.index("lương hưu")
    reader = Reader(text, [(start, start + 9)], ())
    runs = title_runs(text, "Điều 5. Mức lương hưu", beginning, reader)
    assert [(run.text, run.match) for run in runs] == [("Điều 5. Mức ", None), ("lương hưu", 1)]
    assert beginning_of("Tin khác\nĐiều 5. Mức", "Điều 5. Mức").title_end == 0
    dotted = "Mục 3. CHẾ ĐỘ\nĐiều 5: Mức\nb"
    assert dotted[beginning_of(dotted, "Điều 5. Mức", ("Mục 3 CHẾ ĐỘ",)).title_end :] == "b"
    run_on = "Điều 3. Giải thích  từ ngữ Trong luật này"
    assert run_on[beginning_of(run_on, "Điều 3. Giải thích từ ngữ").title_end :] == "Trong luật này"
    assert beginning_of("Tin mới hôm nay", "Tin mới").title_end == 0
    assert beginning_of("", "a").title_end == 0
    assert beginning_of("a", "").title_end == 0


def test_a_title_is_found_below_headings_that_the_document_does_not_name_where_that_is_wanted() -> None:
    text = "Chương VI\nTỰ NGUYỆN\n\nMục 2\nHƯU TRÍ\nĐiều 98. Đối tượng\nNgười tham gia"
    asked = (text, "Điều 98. Đối tượng", ("Chương VI TỰ NGUYỆN",))
    assert beginning_of(*asked).title_end == 0
    assert text[beginning_of(*asked, under_any=True).title_end :] == "Người tham gia"
    assert beginning_of("Một câu.\nĐiều 98. Đối tượng\na", asked[1], under_any=True).title_end == 0


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://example.vn/a?b=c&d=ê#f", True),
        ("HTTP://example.vn", True),
        ("javascript:alert(1)", False),
        ("https://a b", False),
        ("https://a\nb", False),
        ('https://a"b', False),
        (" https://a", False),
        ("data:text/html,x", False),
        ("//example.vn", False),
        ("", False),
    ],
)
def test_only_whole_addresses_of_the_web_become_links(address: str, is_safe: bool) -> None:
    assert (safe_link(address) is not None) == is_safe


def test_parts_of_a_law_stand_in_its_order() -> None:
    slugs = (
        "mo-dau dieu-1 dieu-2 dieu-2a dieu-9 dieu-10 dieu-10-2 dieu-100 ket-thuc phu-luc-i phu-luc-i-dieu-2 "
        "phu-luc-ii phu-luc-iv phu-luc-ix phu-luc-x phu-luc-xl quy-che"
    ).split()
    shuffled = random.Random(5).sample(slugs, len(slugs))
    assert sorted(shuffled, key=lambda slug: order_of_part(f"luat.txt#{slug}")) == slugs
    assert sorted(["a10", "a9", "a1"], key=order_of_part) == ["a1", "a9", "a10"]


@given(st.text(alphabet=string.ascii_lowercase + string.digits + "-#ivxđ\u0661", max_size=20))
def test_any_id_has_a_place(id: str) -> None:
    assert order_of_part(id) <= order_of_part(id)


def test_chapters_hold_their_sections_and_these_their_articles() -> None:
    law = "Luật X"
    parts = [
        Entry("#mo-dau", law, ()),
        Entry("#dieu-1", "Điều 1", (law, "Chương I")),
        Entry("#dieu-2", "Điều 2", (law, "Chương II", "Mục 1")),
        Entry("#dieu-3", "Điều 3", (law, "Chương II", "Mục 2")),
        Entry("#ket-thuc", "Ký", (law,)),
    ]
    sections = sections_of(parts)
    assert [(one.name, [part.id for part in one.parts]) for one in sections] == [
        ("", ["#mo-dau"]),
        ("Chương I", ["#dieu-1"]),
        ("Chương II", []),
        ("", ["#ket-thuc"]),
    ]
    assert [(one.name, [part.id for part in one.parts]) for one in sections[2].sections] == [
        ("Mục 1", ["#dieu-2"]),
        ("Mục 2", ["#dieu-3"]),
    ]
    assert sections[2].holds("#dieu-3")
    assert not sections[1].holds("#dieu-3")


def test_numbers_of_the_index_and_articles_of_the_law_are_links(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("other", "x", fields={"number": "58/2014/QH13"})])
        index.commit()
        parts = [Entry(f"luat#dieu-{number}", "", ()) for number in (1, 2, 54)]
        text = (
            "Theo Luật số 58/2014/QH13 và 99/2014/QH13, khoản 2 Điều 54, Điều 1 của Luật này; "
            "Điều 2 của Bộ luật Lao động; Điều 3 của Luật này; Điều\u00a02 Nghị định này."
        )
        [links] = links_in([text], index, "1/2020/QH14", parts, "vi", lambda id: id)
        assert [(text[link.start : link.end], link.address) for link in links] == [
            ("58/2014/QH13", "/law?number=58%2F2014%2Fqh13"),
            ("Điều 54", "luat#dieu-54"),
            ("Điều 1", "luat#dieu-1"),
            ("Điều\u00a02", "luat#dieu-2"),
        ]
        assert links_in([text, ""], index, "58/2014/QH13", (), "vi", lambda id: id) == [[], []]


@pytest.mark.parametrize("tail", ["Điều 1" + " " * 20_000, "Điều 1, " * 5_000, "Điều 1 khoản " * 4_000])
def test_long_lists_of_articles_take_time_in_proportion(tmp_path: Path, tail: str) -> None:
    with create_index(tmp_path / "index") as index:
        started = time.perf_counter()
        links_in([tail], index, "", [Entry("a#dieu-1", "", ())], "vi", lambda id: id)
        assert time.perf_counter() - started < 5  # which backtracking would take for a few hundred blanks


def test_citations_of_decomposed_text_have_their_places() -> None:
    text = "Luâ\u0323t sô\u0301 58/2014/QH13"
    [cited] = cited_numbers(normalize(text))
    assert text[cited.start : cited.end] == "58/2014/QH13"


# What the page says


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_each_text_is_said_in_both_languages_with_the_same_values(key: str) -> None:
    said = [PageWords(language)(key) for language in LANGUAGES]
    assert all(said)
    names = [sorted(re.findall(r"\{(\w+)\}", text)) for text in said]
    assert names[0] == names[1]


def test_templates_ask_only_for_texts_that_there_are() -> None:
    import bhxh_search.web

    folder = Path(bhxh_search.web.__file__).parent
    asked = {
        key
        for file in [*folder.glob("templates/*.html"), *folder.glob("*.py")]
        for key in re.findall(r"""\bt\(["']([\w-]+)["']""", file.read_text(encoding="utf-8"))
        if not key.endswith("-")
    }
    assert len(asked) > 50
    assert asked <= set(_TEXTS)


def test_no_template_marks_anything_as_safe() -> None:
    import bhxh_search.web

    for file in (Path(bhxh_search.web.__file__).parent / "templates").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup|style=", text), file


def test_every_problem_of_a_query_is_told_in_vietnamese(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8")
    shown = re.findall(r"\| `([^`]*)` \|$", page, re.MULTILINE)
    queries = ['"', ")", "(" * 60 + "a", "a OR", "NOT", "a AND", "b*o", "a^x", "a^500", "hi~7", "nofield:x", "date:x"]
    queries += ["date:2020..2019", "title:", 'kind:"?"', "title:?", "date:", "own:>x", "own:5..1", "?!"]
    queries += ["a ||", "id:a*", "number:4*", "title:[a TO b]", "own:{1 TO 2}", "https://a.example/bai-viet"]
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "bóng", fields={"own": 3})])
        index.commit()
        found = [problem.message for query in queries for problem in index.search(query).problems]
        found += [problem.message for problem in index.search("", filters={"no": "x"}, facets=["nofacet"]).problems]
    assert len(found) > 15
    assert len(shown) > 5
    for message in (*found, *shown):
        assert PageWords("vi").problem(message) != message, message


def test_numbers_and_dates_are_written_as_each_language_does() -> None:
    import datetime as dt

    moment = dt.datetime(2020, 3, 1, 7, 5)
    assert (PageWords("vi").number(1234567), PageWords("en").number(1234567)) == ("1.234.567", "1,234,567")
    assert (PageWords("vi").date(moment), PageWords("en").date(moment)) == ("01/03/2020 07:05", "1 Mar 2020, 07:05")
    assert PageWords("vi").date(dt.date(800, 1, 2)) == "02/01/0800"

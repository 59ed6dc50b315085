from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bhxh_search.render.drawing import highlighted
from bhxh_search.render.html import to_html
from bhxh_search.render.json import to_json, to_jsonl
from bhxh_search.render.text import to_text
from bhxh_search.render.trec import to_trec
from bhxh_search.search.results import FacetValue, Hit, QueryProblem, Results, Snippet, Suggestion, pieces
from tests.conftest import SCHEMA
from tests.search.test_results import FULL, TEXT, random_results, results_of

RED = "\x1b[1;31m"
BOLD = "\x1b[1m"
OFF = "\x1b[0m"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
WIDTH = st.integers(1, 120)


def hit(**changes: Any) -> Hit:
    plain: dict[str, Any] = {"rank": 1, "score": 1.0, "id": "a.txt"}
    return Hit(**(plain | changes))


def text_of(*hits: Hit, **options: Any) -> str:
    """What `to_text` gives for the hits, below the line with the count."""
    return to_text(results_of(*hits), **({"color": False} | options)).split("\n\n", 1)[1]


def snippet_text(text: str, *ranges: tuple[int, int], color: bool = False, **changes: Any) -> str:
    """A snippet as `to_text` draws it, without what stands above it."""
    drawn = text_of(hit(snippets=(Snippet(text, 0, highlights=ranges, **changes),)), color=color)
    return drawn.split("\n", 1)[1]


# Pieces and marks


def test_a_text_is_cut_at_the_borders_of_its_ranges() -> None:
    assert list(pieces("mức lương hưu mới", [(4, 13)])) == [
        ("mức ", False),
        ("lương hưu", True),
        (" mới", False),
    ]


def test_ranges_may_come_in_any_order_overlap_or_leave_the_text() -> None:
    assert list(pieces("abcdef", [(4, 99), (1, 3), (2, 4), (-5, 0), (3, 3)])) == [
        ("a", False),
        ("bc", True),
        ("d", True),
        ("ef", True),
    ]


@given(TEXT, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70))))
def test_pieces_put_together_are_the_text(text: str, ranges: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in pieces(text, ranges)) == text


@given(TEXT, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70))))
def test_a_character_is_marked_when_a_range_covers_it(text: str, ranges: list[tuple[int, int]]) -> None:
    marked = [is_match for piece, is_match in pieces(text, ranges) for _ in piece]
    assert marked == [any(start <= place < end for start, end in ranges) for place in range(len(text))]


def test_marks_go_around_what_is_in_a_range() -> None:
    assert highlighted("mức lương hưu", [(4, 13)], mark="[{}]".format) == "mức [lương hưu]"


def test_the_rest_can_be_changed_too() -> None:
    assert highlighted("mức lương hưu", [(4, 13)], mark=str, other=str.upper) == "MỨC lương hưu"


# JSON


@given(random_results())
def test_json_is_the_dictionary(results: Results) -> None:
    assert json.loads(to_json(results)) == results.to_dict()


def test_json_is_indented_and_keeps_vietnamese_letters() -> None:
    assert to_json(results_of()).startswith('{\n  "version": 1,\n  "query": "lương hưu",\n')


def test_half_a_surrogate_pair_in_the_query_becomes_a_replacement_character() -> None:
    assert json.loads(to_json(results_of(query="h\udce1")))["query"] == "h\ufffd"


@given(random_results())
def test_json_lines_put_together_are_the_dictionary(results: Results) -> None:
    *hits, last = map(json.loads, to_jsonl(results).splitlines())
    assert last["summary"] | {"hits": hits} == results.to_dict()
    assert list(last) == ["summary"]


@given(random_results())
def test_json_lines_are_valid_by_the_schema(results: Results) -> None:
    *hits, last = map(json.loads, to_jsonl(results).splitlines())
    for line in hits:
        Draft202012Validator({"$ref": "#/$defs/hit", "$defs": SCHEMA["$defs"]}).validate(line)
    Draft202012Validator({"$ref": "#/$defs/summary", "$defs": SCHEMA["$defs"]}).validate(last)


# Text: the first lines


@pytest.mark.parametrize(
    ("changes", "first_line"),
    [
        ({"total": 2}, "2 documents"),
        ({"total": 12}, "12 documents, 1-2 shown"),
        ({"total": 12, "offset": 10}, "12 documents, 11-12 shown"),
        ({"total": 12, "total_exact": False}, "at least 12 documents, 1-2 shown"),
        ({"total": 12, "groups": 2}, "12 documents in 2 groups"),
        ({"total": 12, "groups": 5, "offset": 2}, "12 documents in 5 groups, 3-4 shown"),
    ],
)
def test_the_first_line_counts(changes: dict[str, Any], first_line: str) -> None:
    results = results_of(hit(rank=1), hit(rank=2), **changes)
    assert to_text(results, color=False).split("\n")[0] == first_line


def test_one_document_is_not_counted_in_the_plural() -> None:
    assert to_text(results_of(hit()), color=False).startswith("1 document\n")


def test_nothing_found_is_one_line() -> None:
    assert to_text(results_of(), color=False) == "0 documents"


def test_an_offset_past_the_end_shows_nothing_and_says_so() -> None:
    assert to_text(results_of(total=12, offset=20), color=False) == "12 documents, none shown"


def test_a_suggestion_stands_below_the_count() -> None:
    results = results_of(suggestion=Suggestion("lương hưu", "accents", 1))
    assert to_text(results, color=False) == "0 documents\nDid you mean: lương hưu (1 document)"


def test_problems_of_the_query_are_left_to_the_caller() -> None:
    results = results_of(problems=(QueryProblem(0, 1, "not closed"),))
    assert to_text(results, color=False) == "0 documents"


def test_facets_stand_below_the_hits() -> None:
    results = results_of(facets={"source": (FacetValue("VTV", 12), FacetValue("Báo Mới", 3))})
    assert to_text(results, color=False) == "0 documents\n\nsource:\n  12  VTV\n   3  Báo Mới"


# Text: a hit


def test_a_hit_shows_title_date_path_headings_and_snippets() -> None:
    full = hit(
        title="Lương hưu",
        path="news/a.txt",
        date=dt.datetime(2020, 12, 18, 9, 5),
        headings=("Chương V", "Mục 1"),
        snippets=(Snippet("mức lương hưu", 0), Snippet("về hưu", 90)),
    )
    assert text_of(full) == (
        "1. Lương hưu\n   18/12/2020 09:05 · news/a.txt\n   Chương V › Mục 1\n     mức lương hưu\n     về hưu"
    )


def test_a_hit_without_a_path_shows_its_id() -> None:
    assert text_of(hit(title="Lương hưu", id="vtv-7")) == "1. Lương hưu\n   vtv-7"


def test_a_hit_without_a_title_is_named_by_its_id_once() -> None:
    assert text_of(hit(title=" ", id="vtv-7")) == "1. vtv-7"


def test_a_day_is_shown_in_vietnamese_order() -> None:
    assert text_of(hit(date=dt.date(2020, 3, 8))) == "1. a.txt\n   08/03/2020"


def test_ranks_are_aligned() -> None:
    assert text_of(hit(rank=9, path="p"), hit(rank=10, path="q")) == (" 9. a.txt\n    p\n\n10. a.txt\n    q")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/lan/news/a.txt", "news/a.txt"),
        ("/home/lanh/a.txt", "/home/lanh/a.txt"),
        ("news/a.txt", "news/a.txt"),
    ],
)
def test_a_path_below_the_base_is_shown_relative_to_it(path: str, shown: str) -> None:
    assert text_of(hit(path=path), base=PurePosixPath("/home/lan")) == f"1. a.txt\n   {shown}"


def test_without_a_base_a_path_is_shown_as_stored() -> None:
    assert text_of(hit(path="/home/lan/a.txt")) == "1. a.txt\n   /home/lan/a.txt"


def test_a_snippet_says_its_page() -> None:
    assert snippet_text("mức lương", page=3) == "     tr. 3: mức lương"


def test_the_page_of_a_hit_is_shown_when_no_snippet_says_one() -> None:
    assert text_of(hit(path="a.pdf", page=3)) == "1. a.txt\n   a.pdf · tr. 3"
    with_snippet = hit(path="a.pdf", page=3, snippets=(Snippet("mức", 0, page=3),))
    assert text_of(with_snippet) == "1. a.txt\n   a.pdf\n     tr. 3: mức"


# Text: snippets


def test_white_space_in_a_snippet_is_drawn_as_one_space() -> None:
    assert snippet_text("\n mức\r\n\tlương\xa0 hưu \u2028") == "     mức lương hưu"


def test_highlights_stay_on_their_words_when_white_space_is_collapsed() -> None:
    drawn = snippet_text("\n\n mức  lương\n hưu  mới ", (6, 18), (18, 23), color=True)
    assert drawn == f"     mức{RED} lương hưu{OFF}{RED} mới{OFF}"


@pytest.mark.parametrize(
    ("before", "after", "drawn"),
    [
        (True, True, "     …mức lương…"),
        (True, False, "     …mức lương"),
        (False, True, "     mức lương…"),
        (False, False, "     mức lương"),
    ],
)
def test_an_ellipsis_is_drawn_where_the_passage_was_cut(before: bool, after: bool, drawn: str) -> None:
    assert snippet_text(" mức lương ", cut_before=before, cut_after=after) == drawn


def test_an_ellipsis_and_a_page_do_not_move_a_highlight() -> None:
    drawn = snippet_text(" mức lương ", (5, 11), color=True, page=3, cut_before=True, cut_after=True)
    assert drawn == f"     tr. 3: …mức {RED}lương{OFF}…"


def test_without_colour_matches_bear_no_mark() -> None:
    assert snippet_text("mức lương hưu", (4, 13)) == "     mức lương hưu"


def test_with_colour_matches_in_a_title_stand_out_from_it() -> None:
    titled = hit(title="Mức lương hưu mới", title_highlights=((4, 13),))
    assert text_of(titled, color=True).split("\n")[0] == (f"1. {BOLD}Mức {OFF}{RED}lương hưu{OFF}{BOLD} mới{OFF}")


def test_text_is_wrapped_at_spaces_within_the_width() -> None:
    wrapped = hit(snippets=(Snippet("một hai ba bốn năm sáu", 0),))
    assert text_of(wrapped, width=15) == "1. a.txt\n     một hai ba\n     bốn năm\n     sáu"


def test_a_word_longer_than_a_line_stays_whole() -> None:
    wrapped = hit(snippets=(Snippet("ở https://vtv.vn/bao-hiem nhé", 0),))
    assert text_of(wrapped, width=15) == "1. a.txt\n     ở\n     https://vtv.vn/bao-hiem\n     nhé"


def test_combining_marks_take_no_room_and_wide_characters_two_columns() -> None:
    decomposed = unicodedata.normalize("NFD", "bảo hiểm xã hội")
    assert text_of(hit(id=decomposed), width=18) == f"1. {decomposed}"
    assert text_of(hit(id="中文 中文"), width=11) == "1. 中文\n   中文"
    assert text_of(hit(id="中文 中文"), width=12) == "1. 中文 中文"


def test_a_highlight_over_a_line_end_is_coloured_on_both_lines() -> None:
    wrapped = hit(snippets=(Snippet("một hai ba bốn", 0, highlights=((8, 14),)),))
    assert text_of(wrapped, width=15, color=True) == (
        f"1. {BOLD}a.txt{OFF}\n     một hai {RED}ba{OFF}\n     {RED}bốn{OFF}"
    )


@given(random_results(), WIDTH)
def test_colour_changes_nothing_but_colour(results: Results, width: int) -> None:
    colored = to_text(results, color=True, width=width)
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == to_text(results, color=False, width=width)


# Text: groups


def test_hits_of_a_group_stand_under_one_rank() -> None:
    results = results_of(
        hit(title="Điều 3", path="luat.txt"),
        hit(title="Điều 9", path="luat.txt"),
        hit(rank=2, title="Tin", path="tin.txt"),
        groups=2,
    )
    assert to_text(results, color=False) == (
        "3 documents in 2 groups\n\n1. Điều 3\n   luat.txt\n\n   Điều 9\n\n2. Tin\n   tin.txt"
    )


def test_what_the_hits_of_a_group_share_is_not_repeated() -> None:
    law = {"title": "Luật Bảo hiểm xã hội", "path": "luat.txt", "date": dt.date(2024, 6, 29)}
    results = results_of(hit(**law, headings=("Điều 3",)), hit(**law, headings=("Điều 9",)), groups=1)
    assert to_text(results, color=False) == (
        "2 documents in 1 group\n\n1. Luật Bảo hiểm xã hội\n   29/06/2024 · luat.txt\n   Điều 3\n\n   Điều 9"
    )


def test_parts_that_look_alike_are_told_apart_by_their_ids() -> None:
    same = {"title": "Luật", "path": "luat.txt"}
    results = results_of(hit(**same, id="luat.txt#1"), hit(**same, id="luat.txt#2"), groups=1)
    assert to_text(results, color=False).endswith("1. Luật\n   luat.txt\n\n   luat.txt#2")


# HTML

TAGS = {"ol", "li", "article", "h2", "p", "time", "mark", "s"}


class Fragment(HTMLParser):
    """The tags of an HTML fragment, the text of its marks, and whether its tags are well nested."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marks[-1] += data


def without_spaces(text: str) -> str:
    """`text` as it should be drawn, white space left out of account."""
    is_unsafe = [unicodedata.category(character) == "Cc" or character in BIDI for character in text]
    drawn = ["\ufffd" if unsafe else character for character, unsafe in zip(text, is_unsafe, strict=True)]
    return "".join(new for new, old in zip(drawn, text, strict=True) if not old.isspace())


def highlighted_strings(results: Results) -> list[str]:
    found = []
    every = [*results, *results.partial]
    for hit in every:
        if hit.title.strip():
            found += [hit.title[start:end] for start, end in hit.title_highlights]
        above = any(hit.repeats == one.id for one in every)
        for snippet in hit.snippets[: 1 if above else None]:
            found += [snippet.text[start:end] for start, end in snippet.highlights]
    return [without_spaces(text) for text in found if without_spaces(text)]


def test_a_hit_is_an_article_of_an_ordered_list() -> None:
    full = hit(
        title="Lương <hưu>",
        title_highlights=((6, 11),),
        path="a&b.txt",
        date=dt.datetime(2020, 12, 18, 9, 5),
        headings=("Chương V", "Mục 1"),
        snippets=(Snippet('mức "lương"\nhưu', 0, 3, True, True, ((4, 15),)),),
    )
    assert to_html(results_of(full)) == (
        '<ol>\n<li value="1">\n<article>\n'
        "<h2>Lương <mark>&lt;hưu&gt;</mark></h2>\n"
        '<p class="place"><time datetime="2020-12-18T09:05:00">18/12/2020 09:05</time> · a&amp;b.txt</p>\n'
        '<p class="headings">Chương V › Mục 1</p>\n'
        '<p class="snippet">tr. 3: …mức <mark>&quot;lương&quot; hưu</mark>…</p>\n'
        "</article>\n</li>\n</ol>"
    )


def test_nothing_found_is_an_empty_list() -> None:
    assert to_html(results_of()) == "<ol>\n</ol>"


def test_what_holds_only_a_part_follows_and_says_what_it_lacks() -> None:
    partly = hit(rank=2, id="b", title="Thai sản", missing=("<lương>", "hưu"))
    found = results_of(hit(id="a"), partial=(partly,))
    assert to_html(found).endswith(
        '</ol>\n<ol class="partial">\n<li value="2">\n<article>\n<h2>Thai sản</h2>\n'
        '<p class="place">b</p>\n<p class="missing"><s>&lt;lương&gt;</s>, <s>hưu</s></p>\n</article>\n</li>\n</ol>'
    )
    assert to_text(found, color=False) == (
        "1 document\n\n1. a\n\nWith only a part of what was asked for:\n\n2. Thai sản\n   b\n   missing: <lương>, hưu"
    )
    assert to_trec("q", found, "run").splitlines() == ["q Q0 a 1 1.0 run", "q Q0 b 2 0.99999994 run"]


def test_a_text_that_stands_above_already_is_told_and_shown_by_its_best_snippet() -> None:
    pieces_of = (Snippet("mức <lương>", 0), Snippet("và thưởng", 40))
    first, again = hit(id="a", snippets=pieces_of), hit(rank=2, id="b", snippets=pieces_of, repeats="a")
    found = results_of(first, again)
    assert to_text(found, color=False) == (
        "2 documents\n\n1. a\n     mức <lương>\n     và thưởng\n\n2. b\n   nearly the text of 1:\n     mức <lương>"
    )
    assert to_html(found).endswith(
        '<p class="repeats">nearly the text of 1</p>\n'
        '<p class="snippet">mức &lt;lương&gt;</p>\n</article>\n</li>\n</ol>'
    )
    alone = results_of(again)  # whoever cuts results takes away what is referred to
    assert "nearly" not in to_text(alone, color=False) + to_html(alone)


def test_articles_of_a_group_share_an_item() -> None:
    grouped = to_html(results_of(hit(id="a"), hit(id="b"), hit(rank=2, id="c"), groups=2))
    assert Fragment(grouped).tags == ["ol", "li", "article", "h2", "article", "h2", "li", "article", "h2"]


@given(random_results())
def test_no_tag_comes_from_a_document(results: Results) -> None:
    fragment = Fragment(to_html(results))
    assert set(fragment.tags) <= TAGS
    assert fragment.attributes <= {"value", "class", "datetime"}
    assert fragment.open == []


@given(random_results())
def test_marks_hold_the_highlighted_strings(results: Results) -> None:
    marks = ["".join(mark.split()) for mark in Fragment(to_html(results)).marks]
    assert [mark for mark in marks if mark] == highlighted_strings(results)


# Characters that steer a terminal


def controls(text: str) -> set[str]:
    """Control characters and bidirectional overrides in `text`, line ends aside."""
    return {
        character
        for character in text
        if (unicodedata.category(character) == "Cc" and character != "\n") or character in BIDI
    }


@given(random_results(), WIDTH)
def test_no_control_character_of_a_document_comes_through(results: Results, width: int) -> None:
    assert controls(to_text(results, color=False, width=width)) == set()
    assert controls(to_html(results)) == set()
    assert controls(to_json(results)) == set()
    assert controls(to_jsonl(results)) == set()


@pytest.mark.parametrize("control", ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_a_control_character_is_drawn_as_a_replacement_character(control: str) -> None:
    assert snippet_text(f"mức{control}[31mlương") == "     mức\ufffd[31mlương"


@pytest.mark.parametrize("field", ["id", "title", "path"])
def test_names_cannot_steer_the_terminal_either(field: str) -> None:
    assert "\x1b" not in text_of(hit(**{field: "a\x1b]0;b\x07"}))
    assert "\x1b" not in text_of(hit(headings=("a\x1b]0;b\x07",)))


def test_a_line_end_in_a_path_cannot_fake_another_hit() -> None:
    assert text_of(hit(path="a\n2. b")) == "1. a.txt\n   a 2. b"


def test_every_form_of_a_full_result_can_be_encoded() -> None:
    for form in (to_json(FULL), to_jsonl(FULL), to_text(FULL, color=True), to_html(FULL)):
        assert form.encode("utf-8")
        assert not form.endswith("\n")

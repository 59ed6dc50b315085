from __future__ import annotations

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bhxh_search.search.file_names import in_words
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import (
    DateRange,
    FieldValue,
    FieldWord,
    Filter,
    Group,
    Query,
    TitleWord,
    ValueRange,
    Word,
    wanted,
)

QUICK = settings(deadline=None, max_examples=200)

SOUP = st.lists(
    st.sampled_from(
        [
            "lương",
            "hưu",
            "BHXH",
            "bao",
            "OR",
            "or",
            "AND",
            "NOT",
            "(",
            ")",
            "+(",
            "-(",
            "+",
            "-",
            '"',
            "“",
            "”",
            "„",
            "~",
            "~5",
        ]
        + [
            '"lương hưu"',
            '"a b"~3',
            "title:",
            "date:",
            "date:2020",
            "number:28-NQ/TW",
            "foo:",
            "http://",
            "844.000",
            "\x00",
        ]
        + [
            "*",
            "hi*",
            "~1",
            "hiem~",
            "^2",
            "^",
            "^x",
            "pages:",
            "pages:>=2",
            "date:2018..",
            "title:(",
            "author:(",
            "..",
            ">=",
        ]
        + ["79/2010/", "28 NQ TW", "nghị định 115", "Điều 5", "khoản 2 ", "a.vn", "covid 19", "đ*"]
        + [
            "||",
            "&&",
            "!",
            "[",
            " TO ",
            "]",
            '\\"',
            "luat.pdf",
            "1-2024-nd-cp",
            "https://a.vn/b-1_2.htm",
            "a)",
            "(1).doc",
        ]
        + [" ", " ", "  ", "\n", "\u00a0", "\ud800", "e\u0301", "là gì", "1/7/2025", ":", "'", "😀"]
    ),
    max_size=25,
).map("".join)

SIGN = {"plain": "", "must": "+", "must not": "-"}


def shown(node: Word | Filter | Group, text: str) -> str:
    """A tree as text: words as they stand in the query, a sign before what must or must not occur."""
    if isinstance(node, Group):
        branches = (" ".join(SIGN[c.occurs] + shown(c.node, text) for c in branch) for branch in node.branches)
        return "(" + " | ".join(branches) + ")"
    if isinstance(node, Word):
        window = node.alternatives[0].window
        return text[node.start : node.end].replace(" ", "_") + (f"~{window}" if window else "")
    if isinstance(node, TitleWord):
        return "title=" + "_".join(term.text for term in node.word.alternatives[0].terms)
    if isinstance(node, FieldWord):
        return f"{node.name}=" + "_".join(term.text for term in node.terms)
    if isinstance(node, FieldValue):
        return f"{node.name}={node.value}"
    if isinstance(node, ValueRange):
        return f"{node.name}={node.numbers and (node.numbers.low, node.numbers.high)}"
    assert isinstance(node, DateRange)
    return f"{node.first}..{node.last}"


def tree(text: str) -> str:
    return shown(parse(text).group, text)


def problems(text: str) -> list[tuple[str, str]]:
    """The part of the query that each problem is about, and its message."""
    return [(text[p.position : p.position + p.length], p.message) for p in parse(text).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "()"),
        ("   ", "()"),
        ("a || b", "(a | b)"),
        ("a && b || c", "(+a +b | c)"),
        ("a !b", "(a -b)"),
        ('!"a b" !(c d) !title:e', "(-a_b -(c d) -title=e)"),
        ("a! b", "(a b)"),
        ("a ! b", "(a b)"),
        ("NOT date:[2018 TO *] a", "(-2018-01-01..9999-12-31 a)"),
        (r'"a \"b\" c" d', r"(+a_\"b\"_c d)"),
        (r'path:"a\" b', "(+path=a\\ b)"),
        (r'id:"a\"b"', '(+id=a"b)'),
        ("FW: Re: lương", "(lương)"),
        ("lương Re: hưu", "(lương Re hưu)"),
        ("hưu (2).pdf", "(hưu)"),
        ("luong-huu.pdf.", "(luong huu)"),
        ('"hưu.pdf"', "(+hưu.pdf)"),
        ("lương hưu", "(lương hưu)"),
        ("lương-hưu", "(lương hưu)"),
        ('"lương hưu"', "(+lương_hưu)"),
        ("“lương hưu” cao", "(+lương_hưu cao)"),
        ('"lương hưu"~5', "(+lương_hưu~7)"),
        ("+lương hưu", "(+lương hưu)"),
        ("lương -hưu", "(lương -hưu)"),
        ('-"lương hưu"', "(-lương_hưu)"),
        ("-lương-hưu", "(-lương-hưu)"),
        ("lương OR hưu", "(lương | hưu)"),
        ("a b OR c d", "(a b | c d)"),
        ("a OR -b", "(a | -b)"),
        ("(lương OR hưu) già", "(+(lương | hưu) già)"),
        ("-(lương hưu) già", "(-(lương hưu) già)"),
        ("+(a OR b) -(c OR d)", "(+(a | b) -(c | d))"),
        ("mức lương (hưu trí) mới", "(mức lương hưu trí mới)"),
        ("((lương))", "(lương)"),
        ("lương or hưu", "(lương or hưu)"),
        ("BHXH 28-NQ/TW", "(BHXH 28-NQ/TW)"),
        ("bảo hiểm xã hội", "(bảo_hiểm_xã_hội)"),
        ("title:lương hưu", "(+title=lương hưu)"),
        ('title:"lương hưu"', "(+title=lương_hưu)"),
        ('-author:"Chấn Hưng"', "(-author=chấn_hưng)"),
        ("DATE:2020 lương", "(+2020-01-01..2020-12-31 lương)"),
        ("number:01/2022/TT-BTC", "(+number=1/2022/tt-btc)"),
        ("abbr:BHXH", "(+abbr=bhxh)"),
        ("a OR ()", "(a)"),
        ("()", "()"),
        ("http://a.vn", "(a.vn)"),
        ("a - b", "(a b)"),
        ("a AND b c", "(+a +b +c)"),
        ("a AND b OR c d", "(+a +b | c d)"),
        ("a AND NOT b", "(+a -b)"),
        ("NOT a b", "(-a b)"),
        ('NOT "a b" OR NOT (c d)', "(-a_b | -(c d))"),
        ("(a AND b) c", "(+a +b c)"),
        ("a and not b", "(a and not b)"),
        ("title:(a -b)", "(+title=a -title=b)"),
        ('title:(a OR "b c")', "(+(+title=a | +title=b_c))"),
        ("-kind:(luật OR nghị)", "(-(+kind=luật | +kind=nghị))"),
        ("date:(2018 OR 2020)", "(+(+2018-01-01..2018-12-31 | +2020-01-01..2020-12-31))"),
        ("number:79/2010/", "(+number=79/2010/)"),
        ("khoản 2 Điều 54", "(khoản_2 Điều_54)"),
        ("nghị định 115/2015 mới", "(nghị_định_115/2015 mới)"),
    ],
)
def test_trees(text: str, expected: str):
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "part", "message"),
    [
        ("OR lương", "(OR lương)", "OR", "OR needs something on both sides"),
        ("lương OR", "(lương OR)", "OR", "OR needs something on both sides"),
        ("(OR a)", "(OR a)", "OR", "OR needs something on both sides"),
        ("(a OR) b", "(a OR b)", "OR", "OR needs something on both sides"),
        ("a OR OR b", "(a OR | b)", "OR", "OR needs something on both sides"),
        ("lương)", "(lương)", ")", "was not opened"),
        ("a (lương", "(a lương)", "(", "is not closed"),
        ("-(lương", "(-(lương))", "(", "is not closed"),
        ('"lương', "(lương)", '"', "has no partner"),
        ('"a b" c"', "(+a_b c)", '"', "has no partner"),
        ("foo:hưu", "(foo hưu)", "foo:", "there is no field foo"),
        ("date:mai", "(date mai)", "date:mai", "is no date"),
        ("a date:2020..2018", "(a date 2020 2018)", "date:2020..2018", "ends before it begins"),
        ("title:", "(title)", "title:", "needs a value"),
        ("!!!", "()", "!!!", "there is no word"),
        ("-", "()", "-", "there is no word"),
        ("a AND", "(a AND)", "AND", "AND needs something on both sides"),
        ("a NOT", "(a NOT)", "NOT", "NOT needs something after it"),
        ("NOT NOT a", "(NOT -a)", "NOT", "NOT needs something after it"),
        ("lương^x", "(lương x)", "^x", "write a number after ^"),
        ("lương^0", "(lương)", "0", "a weight is above 0"),
        ("(a OR b)^900", "(+(a | b))", "900", "a weight is above 0"),
        ("hiểm~7", "(hiểm)", "hiểm~7", "write ~1 or ~2"),
        ('"a hiểm~7 b"', "(+a_hiểm~7_b)", "hiểm~7", "write ~1 or ~2"),
        ("*hiểm", "(hiểm)", "*", "only at the end of a word"),
        ("foo:(a b)", "(foo a b)", "foo:", "there is no field foo"),
        ("title:(…)", "()", "…", "title: holds no word"),
        ("a ||", "(a)", "||", "|| needs something on both sides; left out"),
        ("a title:[b TO c] d", "(a title b TO c d)", "title:[b TO c]", "title: has no ranges"),
        ("id:a*", "(+id=a*)", "*", "id: asks for a whole value"),
        ("number:4*", "(number 4)", "number:4*", "number: '4*' is no law number"),
        ("a ab) b", "(a ab b)", ")", "was not opened"),
        ("(a) (c", "(a c)", "(", "is not closed"),
        ("a “b", "(a b)", "“", "has no partner"),
        ("date:2025-02-29", "(date 2025 02 29)", "date:2025-02-29", "no day of the calendar"),
    ],
)
def test_what_is_not_understood_is_searched_as_words_and_told(text: str, expected: str, part: str, message: str):
    assert tree(text) == expected
    [(about, told)] = problems(text)
    assert about == part
    assert message in told


@pytest.mark.parametrize(
    "text",
    ["lương hưu", "a OR b", "(a) b", '"a"', "-a", "", "a:b c", "12:30", "Chú ý: lương", "a+b"]
    + [
        "a) lương",
        "lương; b) hưu",
        "g)[28] lương",
        "12) lương",
        "iv) lương",
        "“1. lương",
        "hưu.”",
        "Re: lương",
        "a!",
    ],
)
def test_ordinary_queries_have_no_problems(text: str):
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("a b^2 c", {"a": 1, "b": 2, "c": 1}),
        ('"a b"^0.5 c', {"a b": 0.5, "c": 1}),
        ('(a OR "b"^3)^2', {"a": 2, "b": 6}),
        ("title:a^4", {"a": 4}),
        ("a^2 b*^3", {"a": 2}),
    ],
)
def test_weights(text: str, weights: dict[str, float]):
    assert {piece.text: piece.boost for piece in parse(text).pieces} == weights


def test_the_documents_own_fields_are_fields_where_there_are_any():
    query = parse("pages:>=10 trang:5", is_own_field=lambda name: name == "pages")
    assert shown(query.group, query.text) == "(+pages=(10, None) trang 5)"
    assert [problem.message for problem in query.problems] == ["there is no field trang; searched as words"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("lương hưu", ["lương hưu"]),
        ('a "lương hưu" b', ["a", "lương hưu", "b"]),
        ("a -b -(c d) e", ["a", "e"]),
        ("(a OR b) title:c", ["a", "b", "c"]),
        ('-("a b" (c))', []),
    ],
)
def test_documents_are_ranked_by_what_is_not_excluded(text: str, pieces: list[str]):
    assert [piece.text for piece in parse(text).pieces] == pieces


@pytest.mark.parametrize(
    ("text", "restrictions"),
    [
        ('a -b date:2020 -title:c +d -"e f"', ["-b", "date:2020", "-title:c", '-"e f"']),
        ("a -(b -c (id:d))", ["-(b -c (id:d))"]),
        ("a -(b", ["-(b"]),
        ("a (b -c) date:x loai:d", ["-c"]),
    ],
)
def test_what_only_narrows_is_kept_as_it_is_written(text: str, restrictions: list[str]):
    assert list(parse(text).restrictions) == restrictions


def test_what_is_wanted_leaves_out_what_is_excluded():
    text = "a -b (c OR -(d e)) f"
    assert [shown(node, text) for node in wanted(parse(text).group)] == ["a", "c", "f"]


def test_words_of_a_question_are_marked():
    [branch] = parse("bảo hiểm y tế là gì").group.branches
    marked = [clause.node.question for clause in branch if isinstance(clause.node, Word)]
    assert marked == [False, True, True]


def test_quotation_marks_of_any_kind_make_a_pair():
    assert tree('„a b” “c d" "e f„') == "(+a_b +c_d +e_f)"


def test_groups_may_be_twenty_deep_and_no_deeper():
    assert problems("-(" * 20 + "a" + ")" * 20) == []
    assert problems("-(" * 21 + "a" + ")" * 21) == [("-(", "more than 20 groups inside each other")]


def assert_sound(query: Query) -> None:
    size = len(query.text)
    assert all(p.position >= 0 and p.length > 0 and p.position + p.length <= size for p in query.problems)
    assert all(p.message for p in query.problems)
    for piece in query.pieces:
        written = query.text[piece.start : piece.start + len(piece.text)]
        assert piece.text in (written, in_words(written))
    for node in wanted(query.group):
        if isinstance(node, Word):
            assert 0 <= node.start < node.end <= size
            assert node.alternatives
            assert all(a.terms and all(term.text for term in a.terms) for a in node.alternatives)


@QUICK
@given(SOUP | st.text())
@example('foo:"')
@example('title:"" "')
@example("-date:x)(")
@example("OR OR OR")
def test_any_text_is_a_query(text: str):
    query = parse(text)
    assert query.text == text
    assert_sound(query)


@QUICK
@given(SOUP)
def test_any_text_is_a_query_where_documents_have_fields_of_their_own(text: str):
    assert_sound(parse(text, is_own_field=lambda name: name == "pages"))


@pytest.mark.parametrize(
    "unit", ["hi* ", "hiem~ ", "a^2 ", "a AND ", "NOT a ", "title:(a ", "1/2010 ", "nd 1 ", "a.b-", "điều 5 "]
)
def test_a_query_twice_as_long_takes_twice_the_work(unit: str):
    def work(text: str) -> int:
        calls = 0

        def count(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += 1

        parse(text)  # what is remembered is remembered now
        sys.setprofile(count)
        try:
            parse(text)
        finally:
            sys.setprofile(None)
        return calls

    assert work(unit * 400) < 2.5 * work(unit * 200)


@QUICK
@given(SOUP)
def test_a_group_has_no_empty_branch(text: str):
    def check(group: Group) -> None:
        for branch in group.branches:
            assert branch
            for clause in branch:
                if isinstance(clause.node, Group):
                    assert clause.node.branches
                    check(clause.node)

    check(parse(text).group)


@QUICK
@given(st.lists(st.sampled_from(["lương", "hưu", "mức", "đóng", "tuổi"]), min_size=1, max_size=8))
def test_plain_words_are_plain_clauses_in_order(words: list[str]):
    text = " ".join(words)
    assert tree(text) == f"({text})"


@pytest.mark.parametrize(
    "unit", ["(", ")", "-(", "+", '"', '"a" ', "a OR ", "OR ", "a:", "BHXH ", '"BHXH BHXH" ', "~", "-a "]
)
def test_very_long_queries_end(unit: str):
    assert_sound(parse(unit * (10_000 // len(unit))))


def test_an_address_without_a_word_may_end_with_a_mark():
    for text in ("http://+*", "http://+~", '"http://+*"', "title:http://+*"):
        assert parse(text).text == text


def test_windows_past_the_tenth_are_searched_as_words() -> None:
    text = " ".join(f'"lương hưu{"" if number else " tháng"}"~{number}' for number in range(11))
    [problem] = parse(text).problems
    assert text[problem.position : problem.position + problem.length] == '"lương hưu"~10'
    assert problem.message == "more than 10 windows; searched as words"
    assert not parse(text.rpartition(" ")[0].rpartition(" ")[0]).problems


def test_of_many_words_with_marks_the_first_ten_are_read_as_such() -> None:
    text = " ".join(f"chế{mark}" for mark in ("*", "~2") * 6)
    query = parse(text)
    assert [text[p.position : p.position + p.length] for p in query.problems] == ["chế*", "chế~2"]
    assert {p.message for p in query.problems} == {"more than 10 words with * or ~; searched as it is"}
    assert [word.alternatives[0].terms[0].text for word in wanted(query.group) if isinstance(word, Word)][10:] == [
        "chế",
        "chế",
    ]
    [problem] = parse('"' + "a* " * 11 + '"~3').problems
    assert (problem.position, problem.length) == (1 + 10 * 3, 2)


def test_a_window_of_many_words_is_searched_as_words() -> None:
    assert not parse('"' + "lương " * 20 + '"~5').problems
    text = '"' + "lương " * 21 + '"~5'
    [problem] = parse(text).problems
    assert (problem.position, problem.length) == (0, len(text))
    assert problem.message == "more than 20 words in a window; searched as words"
    query = parse(f"hưu -{text}")
    assert query.problems[0].message == "more than 20 words in a window; left out"
    assert len(query.group.branches[0]) == 1


def test_windows_of_many_words_together_are_searched_as_words() -> None:
    window = '"' + "lương " * 20 + '"~5'
    assert not parse(" ".join([window] * 3)).problems
    [problem] = parse(" ".join([window] * 3 + ['"hai từ"~5'])).problems
    assert problem.message == "more than 60 words in all windows; searched as words"
    [problem] = parse(" ".join([window] * 3 + ['-"hai từ"~5'])).problems
    assert problem.message == "more than 60 words in all windows; left out"

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.search.filters import FIELDS, BadValue, make_filter
from bhxh_search.search.tree import DateRange, FieldValue, FieldWord, Filter, Term, TitleWord

QUICK = settings(deadline=None, max_examples=150)


def filter_of(name: str, value: str) -> Filter:
    return make_filter(name, value, BUILT_IN)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-3", "2020-03-01", "2020-03-31"),
        ("12/2020", "2020-12-01", "2020-12-31"),
        ("3-2020", "2020-03-01", "2020-03-31"),
        ("2020-12-18", "2020-12-18", "2020-12-18"),
        ("18/12/2020", "2020-12-18", "2020-12-18"),
        ("1-7-2025", "2025-07-01", "2025-07-01"),
        ("2018..2020", "2018-01-01", "2020-12-31"),
        ("3/2018..2020-05-06", "2018-03-01", "2020-05-06"),
        ("1/7/2025..31/7/2025", "2025-07-01", "2025-07-31"),
        (" 2018 .. 2020 ", "2018-01-01", "2020-12-31"),
        ("2018..", "2018-01-01", "9999-12-31"),
        ("..2020", "0001-01-01", "2020-12-31"),
        (">=2018", "2018-01-01", "9999-12-31"),
        (">2018-05", "2018-06-01", "9999-12-31"),
        (">2018-02", "2018-03-01", "9999-12-31"),
        ("> 2018", "2019-01-01", "9999-12-31"),
        ("<2020", "0001-01-01", "2019-12-31"),
        ("<2020-03", "0001-01-01", "2020-02-29"),
        ("<31/2/2020", "0001-01-01", "2020-02-29"),
        ("<=2/2020", "0001-01-01", "2020-02-31"),
        ("=2020-12", "2020-12-01", "2020-12-31"),
        (">9999", "9999-12-31", "0001-01-01"),
        ("<0001", "9999-12-31", "0001-01-01"),
        ("ngày 1 tháng 7 năm 2025", "2025-07-01", "2025-07-01"),
        ("tháng 7 năm 2025", "2025-07-01", "2025-07-31"),
        ("18.12.2020", "2020-12-18", "2020-12-18"),
    ],
)
def test_dates(value: str, first: str, last: str):
    assert filter_of("date", value) == DateRange(first, last)


@pytest.mark.parametrize(
    "value",
    [
        "hôm nay",
        "20",
        "20200",
        "13/2020",
        "0/2020",
        "32/1/2020",
        "2020-13-01",
        "2020/12/18",
        "20.12",
        ">=",
        ">mai",
    ]
    + ["..", "2018...2020", "2018..2019..2020", "18/12/20", "２０２０", "-2020"],
)
def test_what_is_no_date_is_refused(value: str):
    with pytest.raises(BadValue, match="is no date; write 2020"):
        filter_of("date", value)


@pytest.mark.parametrize("value", ["2020..2018", "2020-12..2020-03", "2/1/2020..1/1/2020"])
def test_a_range_that_ends_before_it_begins_is_refused(value: str):
    first, _, last = value.partition("..")
    with pytest.raises(BadValue, match=f"ends before it begins; write {last}..{first}"):
        filter_of("date", value)


@QUICK
@given(st.dates(dt.date(1000, 1, 1)))
def test_a_day_lies_in_its_own_day_month_and_year(day: dt.date):
    iso = day.isoformat()
    for value in (f"{day.year}", f"{day.month}/{day.year}", f"{day.day}/{day.month}/{day.year}", f"{iso[:7]}..{iso}"):
        found = filter_of("date", value)
        assert isinstance(found, DateRange)
        assert found.first <= iso <= found.last


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("id", " A b ", FieldValue("id", "A b")),
        ("path", "news/*.txt", FieldValue("path", "news/*.txt")),
        ("number", "01/2022/TT-BTC", FieldValue("number", "1/2022/tt-btc", "1 2022 tt btc")),
        ("number", "28\u2011NQ/TW", FieldValue("number", "28-nq/tw", "28 - nq tw")),
        ("cites", "115/2015/NÐ-CP", FieldValue("cites", "115/2015/nđ-cp", "115 2015 nd cp")),
        ("cites", "1/7/2025", FieldValue("cites", "2025-07-01")),
        ("cites", "XYZ", FieldValue("cites", "xyz")),
        ("abbr", "BHXH", FieldValue("abbr", "bhxh")),
        ("ABBR", "hđnd", FieldValue("abbr", "hđnd")),
        ("author", "Chấn Hưng", FieldWord("author", (Term("exact", "chấn"), Term("exact", "hưng")))),
        ("issuer", "Bo Y te", FieldWord("issuer", tuple(Term("folded", s) for s in ("bo", "y", "te")))),
        ("kind", "Công ty", FieldWord("kind", (Term("exact", "công"), Term("folded", "ti")))),
        ("signer", "An", FieldWord("signer", (Term("folded", "an"),))),
    ],
)
def test_what_a_field_asks_for(name: str, value: str, expected: Filter):
    assert filter_of(name, value) == expected


def test_a_title_is_asked_for_a_word_or_a_phrase():
    found = filter_of("title", "lương hưu")
    assert isinstance(found, TitleWord)
    assert [a.terms for a in found.word.alternatives] == [(Term("exact", "lương"), Term("exact", "hưu"))]


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_needs_a_value(name: str):
    with pytest.raises(BadValue, match=f"{name}: needs a value"):
        filter_of(name, " ")


@pytest.mark.parametrize("name", ["title", "author", "source", "kind", "issuer", "signer"])
def test_a_field_of_words_needs_a_word(name: str):
    with pytest.raises(BadValue, match=f"{name}: holds no word"):
        filter_of(name, "…")


@QUICK
@given(st.sampled_from(FIELDS), st.text() | st.text("0123456789-/. "))
def test_any_value_gives_a_filter_or_a_message(name: str, value: str):
    try:
        filter_of(name, value)
    except BadValue as error:
        assert str(error).startswith(f"{name}:")

"""All that a page shows is in its address: written and read again it is the same."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from bhxh_search.web.address import FACETS, SORTS, WITHIN, BadAddress, PageQuery, read_asked
from bhxh_search.web.limits import Limits
from bhxh_search.web.texts import LANGUAGES

# What no address can carry: half of a pair of UTF-16.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def asked(draw: st.DrawFn) -> PageQuery:
    names = draw(st.sets(st.sampled_from((*FACETS, WITHIN))))
    return PageQuery(
        query=draw(st.just("") | TEXT),
        filters={name: tuple(draw(st.lists(TEXT, min_size=1, max_size=3, unique=True))) for name in names},
        sort=draw(st.none() | st.sampled_from(SORTS)),
        page=draw(st.integers(1, 1_000)),
        flat=draw(st.booleans()),
        language=draw(st.sampled_from(LANGUAGES)),
    )


def read(address: str) -> PageQuery:
    return read_asked(QueryParams(urlsplit(address).query), Limits())


@given(asked())
def test_an_address_leads_to_what_it_was_made_of(one: PageQuery) -> None:
    assert read(one.address()) == one
    assert read(one.address()).filters == one.filters


@given(asked(), st.sampled_from(FACETS), TEXT)
def test_a_filter_that_is_added_and_taken_back_leaves_the_others(one: PageQuery, name: str, value: str) -> None:
    more = one.with_filter(name, value)
    assert value in more.filters[name]
    assert more.page == 1
    back = more.without_filter(name, value)
    others = {
        key: tuple(each for each in values if (key, each) != (name, value)) for key, values in one.filters.items()
    }
    assert back.filters == {key: values for key, values in others.items() if values}


@given(asked(), st.booleans(), TEXT, st.none() | st.integers(1, 99))
def test_the_address_of_a_document_names_it_and_the_results_that_it_was_found_in(
    one: PageQuery, marks: bool, id: str, match: int | None
) -> None:
    one = one.with_marks(marks)
    address = one.document(id, match=match)
    parts = urlsplit(address)
    assert (parts.path, QueryParams(parts.query)["id"]) == ("/document", id)
    assert parts.fragment == ("" if match is None else f"m{match}")
    assert read(address) == one
    assert read(address).filters == one.filters
    assert read(one.address()).marks  # results have theirs always


@given(asked())
def test_a_new_query_keeps_order_and_view_and_the_document_searched_in(one: PageQuery) -> None:
    new = read("/search?" + urlencode([*one.kept(), ("q", "mới")]))
    assert (new.sort, new.flat, new.page, new.language) == (one.sort, one.flat, 1, one.language)
    assert new.filters == {name: values for name, values in one.filters.items() if name == WITHIN}


def test_only_what_was_found_leads_back() -> None:
    assert not PageQuery(language="en").has_results
    assert not PageQuery(marks=False).has_results
    assert PageQuery(filters={"year": ("2025",)}).has_results
    assert PageQuery(page=2).has_results


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ("q=" + "a" * 1_001, "too-long"),
        ("page=0", "bad-page"),
        ("page=", "bad-page"),
        ("page=1.5", "bad-page"),
        ("page=1001", "too-deep"),
        ("kind=" + "a" * 201, "long-filter"),
        ("in=" + "a" * 2_001, "long-filter"),
        ("&".join(f"year={number}" for number in range(51)), "many-filters"),
    ],
)
def test_what_lies_out_of_bounds_is_refused_with_its_reason(parameters: str, reason: str) -> None:
    with pytest.raises(BadAddress) as raised:
        read_asked(QueryParams(parameters), Limits())
    assert raised.value.reason == reason

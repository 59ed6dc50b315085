"""What is read of citations when it is known what will be looked for: all of it that makes a difference."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bhxh_search.language.analysis import Batch, Span, Wanted, analyze_batch
from tests.language.strategies import TEXT

VALUES = st.sampled_from(
    ["28-NQ/TW", "28-nq/tw", "NQ/", "TW", "595/QĐ-BHXH", "01/2022/TT-BTC", "844.000", "844000", "2,4 triệu", "0,5 tỷ"]
    + [
        "89,6%",
        "ngày 1 tháng 7 năm 2025",
        "1/7/2025",
        "tháng 7/2025",
        "31/2/2020",
        "1.1.0999",
        "3.5.1",
        "2025",
        "00",
        "2025NQ",
        "7",
    ]
    + [
        "https://a.vn/28-NQ/TW",
        "www.bhxh.vn",
        "a@bhxh.vn",
        "BHXH",
        "(BHXH)",
        "HĐND",
        "BTC",
        "NQ",
        "quyết định",
        "triệu",
    ]
    + [
        "nghìn tỷ",
        "năm",
        "ngày",
        "tháng",
        "28Đ/2020/NĐ-CP",
        "bảo hiểm xã hội",
        "\n",
        "-",
        "/",
        " ",
        "  ",
        "_",
        "28ſ-CP",
    ]
)
TEXTS = st.one_of(
    st.lists(st.tuples(VALUES, st.sampled_from(["", " ", " ", "\n", ", "])), max_size=25).map(
        lambda pieces: "".join(value + blank for value, blank in pieces)
    ),
    TEXT,
)


def positions(batch: Batch, text: int) -> list[tuple[str, str, Span]]:
    streams = batch.streams(text)
    return list(zip(streams.exact, streams.folded, streams.spans, strict=True))


def citations(batch: Batch, text: int) -> list[tuple[str, Span]]:
    streams = batch.streams(text)
    return list(zip(streams.citations, streams.citation_spans, strict=True))


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_all_that_is_asked_for_is_read_as_if_all_were(texts: list[str], data: st.DataObject) -> None:
    whole = analyze_batch(texts, segmented=False)
    there = {term for text in range(len(texts)) for one in positions(whole, text) for term in one[:2]}
    there |= {term for text in range(len(texts)) for term, _ in citations(whole, text)}
    some = st.sampled_from(sorted(there | {"28", "2025-07"}))
    terms = data.draw(st.frozensets(some, max_size=3))
    near, abbreviations = data.draw(st.booleans()), data.draw(st.booleans())
    read = analyze_batch(texts, segmented=False, wanted=Wanted(terms, near, abbreviations))
    for text in range(len(texts)):
        assert positions(read, text) == positions(whole, text)
        found, every = citations(read, text), citations(whole, text)
        assert set(found) <= set(every)
        assert [one for one in found if one[0] in terms] == [one for one in every if one[0] in terms]
        if abbreviations:
            assert {one for one in every if not any(map(str.isdigit, one[0]))} <= set(found)
        if not near and not any(term[:1].isdigit() for term in terms):
            continue  # nothing that holds a digit will be marked
        held = [span for exact, folded, span in positions(whole, text) if exact in terms or folded in terms]
        wider = {(term, (start, end)) for term, (start, end) in every for a, b in held if start <= a and b <= end}
        assert wider <= set(found)

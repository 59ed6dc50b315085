"""The fast analysis gives the same as the plain one, on whatever text and in whatever batch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations, with_user_abbreviations
from bhxh_search.language.analysis import analyze, analyze_batch
from bhxh_search.language.normal_form import normalize
from tests.language import plain
from tests.language.strategies import QUICK, SYLLABLES, TEXT

MINE = with_user_abbreviations({"QLRR": "quản lý rủi ro", "CAN": "công an nhân dân", "AB1": "án"})

# fmt: off
_HARD = [
    "Bộ Nông nghiệp (BNN)", "BNN", "(BNN)", "Quản lý rủi ro (QLRR)", "QLRR", "[UBND]",
    "(sau đây gọi tắt là: NLĐ)", "người lao động", "CAN", "can", "AB1", "28/2026/TT-BKHCN", "28-NQ/TW",
    "595/QĐ-\nBHXH", "Điều 54", "khoản 2", "844.000", "844.000đ", "2,4 triệu", "2,4  triệu", "89,6%", "89,6 %",
    "12 %", "3 /BC-UBND", "1/7/2025", "31/2/2020", "ngày 1 tháng 7 năm 2025", "tháng 7/2025",
    "NGÀY 31 THÁNG 2 NĂM 2020", "2020-13-45", "31.2.2020%", "2020", "1000", "99", "007",
    "12345678901234567890", "5 nghìn tỷ", "5 tỉ", "www.a.vn/BHXH", "awww.b.vn", "WWW.",
    "https://bhxh.vn/2020/1", "a@b.vn", "a.b+c-d@e.f.vn", "@", "BHXH.", "Tp. Hà Nội", "ThS.", "Mr.", "...",
    "->", "==>", ">>", "_", "a_1", "1_000", "2020_", "-2020", "Ðảng", "HÐND", "Ð.", "e\u0302\u0301",
    "hoa\u0300", "\xad", "BH\xadXH", "²5", "m²", "½", "中文", "😀", "𝐀", "\ud800", "\x00", "\x1c", "\x85", "‐",
    "2‐3", "internationalization", "Nghiêng", "nghiêng2", "NGUYỄN", "uỷ ban", "ủy ban", "công ty", "quí", "“",
    "”", "–", "…", "•", ";", ",", ".", "(", ")", "[", "]", "\n", " ", "  ", "\t", "",
]
# fmt: on
HARD = st.lists(st.sampled_from(_HARD), max_size=25)
JOINED = st.tuples(HARD, st.sampled_from([" ", "", " "])).map(lambda drawn: drawn[1].join(drawn[0]))
ANY = st.one_of(JOINED, JOINED, TEXT, st.text(), st.lists(st.sampled_from(SYLLABLES), max_size=30).map(" ".join))


@QUICK
@given(ANY, st.booleans(), st.booleans(), st.sampled_from([BUILT_IN, MINE]))
def test_a_text(text: str, query: bool, segmented: bool, abbreviations: Abbreviations):
    fast = analyze(text, abbreviations, query=query, segmented=segmented)
    assert fast == plain.analyze(text, abbreviations, query=query, segmented=segmented)


@QUICK
@given(st.lists(ANY, max_size=6))
def test_a_batch(texts: list[str]):
    batch = analyze_batch(texts)
    assert len(batch) == len(texts)
    assert [batch.streams(number) for number in range(len(texts))] == [plain.analyze(text) for text in texts]
    assert list(batch.defined) == [plain.definitions_in(text) for text in texts]


@QUICK
@given(st.lists(st.tuples(ANY, ANY), max_size=4))
def test_titles_with_the_definitions_of_their_bodies(documents: list[tuple[str, str]]):
    bodies = analyze_batch([body for body, _ in documents])
    titles = analyze_batch([title for _, title in documents], defined=bodies.defined)
    for number, (body, title) in enumerate(documents):
        assert titles.streams(number) == plain.analyze(title, defined=plain.definitions_in(body))


@QUICK
@given(st.lists(ANY, max_size=5))
def test_pairs_of_a_batch(texts: list[str]):
    batch = analyze_batch(texts)
    keys, bounds = batch.pairs()
    for number, text in enumerate(texts):
        here = keys[bounds[number] : bounds[number + 1]].tolist()
        spelled = tuple(f"{batch.vocabulary[key >> 32]}_{batch.vocabulary[key & 0xFFFFFFFF]}" for key in here)
        assert spelled == plain.analyze(text).pairs


@QUICK
@given(ANY | st.text(alphabet="aeo\u00ea\u0302\u0301\u0323\u00ad\u200d\u212b\uac00\u11a8\u1100\u1161 "))
def test_the_normal_form(text: str):
    fast, slow = normalize(text), plain.plain_normalize(text)
    assert fast.text == slow.text
    assert list(fast.starts) == list(slow.starts)
    assert list(fast.ends) == list(slow.ends)

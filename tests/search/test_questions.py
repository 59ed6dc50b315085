"""Of whose words fewer must occur: who asks describes what is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index
from bhxh_search.search.questions import question_positions

TEXTS = {
    "dreamspark": "Tài khoản Dreamspark do Microsoft cấp.",
    "website": "Website của trường.",
    "portal": "Website và cổng thông tin.",
    "both": "Dreamspark có website riêng; Dreamspark là của Microsoft.",
}


@pytest.fixture(scope="module", params=[1, 4], ids=["one segment", "four segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("asked") / "index") as made:
        for number, (id, text) in enumerate(TEXTS.items()):
            made.add([Document(id, text)])
            if request.param > 1 or number == len(TEXTS) - 1:
                made.commit()
        made.add([Document("gone", "cổng thông tin")])
        made.commit()
        made.remove(["gone"])
        made.commit()
        yield made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("website dreamspark", {"both"}),
        ("website cổng là gì?", {"portal"}),
        ("cong website la gi", {"portal"}),
        ("website cổng là gì -thông", set()),
        ("website website của là gì?", {"website", "both"}),
        ('"website dreamspark" là gì?', set()),
        ("+website +dreamspark là gì?", {"both"}),
        ("website zzz là gì?", {"website", "portal", "both"}),
        ("zzz yyy là gì?", set()),
        ("là gì?", set()),
    ],
)
def test_of_two_words_of_a_question_the_more_telling_one_must_occur(
    index: Index, query: str, found: set[str]
) -> None:
    assert {hit.id for hit in index.search(query)} == found


INSTEAD = "no document holds this phrase; its words were looked for instead"


@pytest.mark.parametrize(
    ("query", "found", "phrases"),
    [
        ('Microsoft cấp "tài khoản website" nào?', {"dreamspark", "both"}, ['"tài khoản website"']),
        ('Ai cấp “website dreamspark” và "tài khoản Dreamspark"?', {"dreamspark"}, ["“website dreamspark”"]),
        ('website "cổng thông tin" cấp cho ai?', {"portal"}, []),
        ('Microsoft nào cấp +"tài khoản website"?', set(), []),
        ('Microsoft cấp "tài khoản web*" nào?', set(), []),
        ('"tài khoản website" là gì?', set(), []),
        ('Microsoft cấp "tài khoản website"', set(), []),
        ('Microsoft cấp cho trường cổng riêng "tài khoản website"', {"dreamspark", "both"}, ['"tài khoản website"']),
        ('website nào? "tài khoản website" OR "cổng website"', {*TEXTS}, ['"tài khoản website"']),
        ('Microsoft cấp gì? -"tài khoản website"', {"dreamspark", "both"}, []),
    ],
)
def test_a_phrase_that_no_document_holds_is_asked_for_by_its_words(
    index: Index, query: str, found: set[str], phrases: list[str]
) -> None:
    """Of a question or a sentence with other words; whoever insists on it, or says nothing else, finds nothing."""
    results = index.search(query)
    assert {hit.id for hit in results} == found
    assert {problem.message for problem in results.problems} <= {INSTEAD}
    assert [query[one.position :][: one.length] for one in results.problems] == phrases


def test_a_slip_in_a_phrase_is_told_and_corrected(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(Document(str(number), f"Cổng thông tin số {number}.") for number in range(12))
        made.commit()
        results = made.search('cổng nào có "thông tinn"?')
    assert (results.total, [problem.message for problem in results.problems]) == (12, [INSTEAD])
    assert results.suggestion is not None
    assert results.suggestion.query == 'cổng nào có "thông tin"?'


def test_nobody_reads_of_more_than_fifty_phrases(index: Index) -> None:
    results = index.search("Microsoft nào? " + " ".join(f'"website {number}x"' for number in range(60)))
    assert len(results.problems) == 50


def test_the_words_of_a_phrase_count_among_those_of_a_question(index: Index) -> None:
    """The phrase tells more than the rest: nothing of the rest need be there."""
    assert {hit.id for hit in index.search('Trang nào nói rằng người dùng mở "Website và cổng"?')} == {"portal"}
    assert {hit.id for hit in index.search('Trang nói rằng người dùng mở "Website và cổng"')} == set()


@pytest.mark.parametrize(
    ("query", "found", "all_words"),
    [
        ("website của Dreamspark", {"both"}, 1),
        ("tài khoản của Microsoft", {"dreamspark"}, 0),
        ("tài khoản CU\u0309A Microsoft", {"dreamspark"}, 0),
        ("tài khoản +của Microsoft", set(), 0),
        ("tài khoản AND của AND Microsoft", set(), 0),
        ("tai khoan cua Microsoft", set(), 0),
        ("của", {"website", "both"}, 2),
        ("của của", {"website", "both"}, 2),
        ("trường của", {"website"}, 1),
    ],
)
def test_of_few_words_of_need_not_occur(index: Index, query: str, found: set[str], all_words: int) -> None:
    results = index.search(query)
    assert {hit.id for hit in results} == found
    assert results.total_all_words == all_words


@pytest.mark.parametrize("query", ["website -({})", "-({})", "website NOT ({})", "website OR -({})"])
def test_what_is_excluded_is_so_whatever_is_counted(index: Index, query: str) -> None:
    results = index.search(query.format("một hai Microsoft Dreamspark năm sáu bảy"))
    assert results.total_all_words <= results.total


def test_those_that_hold_every_word_are_counted_apart(index: Index) -> None:
    results = index.search("website microsoft là gì?")
    assert (results.total, results.total_all_words) == (2, 1)
    assert results.hits[0].id == "both"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("lương hưu là gì vậy", {2, 3, 4}),
        ("luong huu la gi vay", {2, 3, 4}),
        ("lương hưu là gì vay", {2, 3}),
        ("lương hưu là gì thế ạ", {2, 3, 4, 5}),
        ("là gì vậy lương hưu", {0, 1}),
        ("vậy lương hưu", set()),
        ("mất sổ phải làm sao", {3, 4}),
        ("nghi may ngay", {1}),
        ("bao hanh may nam", {2}),
        ("bao hanh may nam ngoai", set()),
        ("cong nhan may", set()),
        ("nghỉ may ngay", set()),
    ],
)
def test_what_only_ends_a_question_is_part_of_it(text: str, places: set[int]) -> None:
    assert question_positions(text.split()) == places


def test_may_without_its_mark_asks_before_what_is_counted(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("leave", "Thời giờ nghỉ: nghỉ lễ, nghỉ Tết và nghỉ phép tính theo ngày.")])
        made.add([Document("machine", "Ngày 5, máy nghỉ; thợ may may áo, máy may để trong phòng máy.")])
        made.add(Document(f"o{number}", f"Ngày {number}.") for number in range(9))
        made.commit()
        assert [hit.id for hit in made.search("nghi may ngay", limit=2)] == ["leave", "machine"]
        assert made.search("tho may", limit=1).hits[0].id == "machine"


def test_what_to_do_is_asked_without_a_word_of_what_is_looked_for(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(
            [Document("copy", "Nộp bản sao sổ; bản sao, sao y, làm bản sao."), Document("lost", "Mất sổ thì cấp lại")]
        )
        made.add(Document(f"o{number}", f"Sổ {number} phải giữ.") for number in range(9))
        made.commit()
        for query in ("mất sổ phải làm sao", "mat so phai lam sao"):
            assert made.search(query, limit=1).hits[0].id == "lost", query

"""Documents that hold only a part of what is asked for, against a scan of plain words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index

WORDS = "lương hưu trợ cấp thất nghiệp thai sản khám bệnh đường sắt".split()
"""Each with a mark, so that it stands for itself alone."""


def texts(seed: int) -> dict[str, list[str]]:
    draw = random.Random(seed)
    return {f"d{number}": draw.choices(WORDS, k=draw.randint(1, 5)) for number in range(120)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("partial") / "index") as made:
        every = list(texts(7).items())
        for start in range(0, len(every), 50):  # several segments
            made.add(Document(id, " ".join(words), group=f"g{id[-1]}") for id, words in every[start : start + 50])
            made.commit()
        made.remove(["d3", "d77"])
        made.commit()
        yield made


def live() -> dict[str, list[str]]:
    return {id: words for id, words in texts(7).items() if id not in ("d3", "d77")}


def holds(words: list[str], part: str) -> bool:
    """Whether a document of `words` holds a word, or a phrase, side by side."""
    phrase = part.split()
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words)))


def side_by_side(parts: list[str], lacks: list[str]) -> Iterator[str]:
    """What is lacking of a query's `parts`, its words first: those that stand side by side as one."""
    shown = " ".join(part if part in lacks else "|" for part in parts if " " not in part)
    yield from (run.strip() for run in shown.split("|") if run.strip())
    yield from (part for part in lacks if " " in part)


def queries(many: int) -> Iterator[tuple[str, list[str], list[str], list[str]]]:
    """Queries of up to four words and phrases, and what in them may be missing, must be there and must not."""
    draw = random.Random(11)
    for _ in range(many):
        chosen = draw.sample(WORDS, 6)
        parts = chosen[: draw.randint(2, 3)]
        if draw.random() < 0.4:
            parts.append(" ".join(draw.sample(WORDS, 2)))
        must = [chosen[3]] if draw.random() < 0.3 else []
        must_not = [chosen[4]] if draw.random() < 0.3 else []
        asked = [f'"{part}"' if " " in part else part for part in parts]
        asked += [*(f"+{one}" for one in must), *(f"-{one}" for one in must_not)]
        yield " ".join(asked), parts, must, must_not


def test_they_hold_a_part_and_do_not_match_and_say_what_they_lack(index: Index) -> None:
    several = 0
    for query, parts, must, must_not in queries(300):
        found = index.search(query, limit=1000, snippets=0)
        assert found.suggestion is None or found.total <= 3
        expected = {}
        for id, words in live().items():
            lacks = [part for part in parts if not holds(words, part)]
            passes = all(holds(words, one) for one in must) and not any(holds(words, one) for one in must_not)
            if passes and 0 < len(lacks) < len(parts):
                expected[id] = sorted(side_by_side(parts, lacks))
        assert {hit.id: sorted(hit.missing) for hit in found.partial} == expected, query
        several += len(expected) > 10
        assert [hit.rank for hit in found.partial] == list(range(found.total + 1, found.total + len(expected) + 1))
        scores = [hit.score for hit in found.partial]
        assert scores == sorted(scores, reverse=True)
        assert all(not hit.missing for hit in found)
    assert several > 100


def test_nothing_else_of_the_results_changes_by_them(index: Index) -> None:
    for query, *_ in queries(60):
        asked = {"facets": ["group"], "snippets": 1}
        with_them, without = (index.search(query, partial=partial, **asked) for partial in (True, False))  # type: ignore[arg-type]
        assert without.partial == ()
        same = with_them.to_dict() | {"took_ms": without.took_ms, "partial": []}
        assert same == without.to_dict(), query


def test_they_fill_the_page_that_the_matches_leave_room_on_and_no_other(index: Index) -> None:
    query = "lương hưu"
    total = index.search(query, limit=0).total
    assert 3 < total < 60
    every = [hit.id for hit in index.search(query, limit=1000, snippets=0).partial]
    assert len(every) > 20
    pages = ((1000, 0), (total + 4, 0), (total + 3, 1), (5, total - 2), (5, total - 5), (5, total), (2, 0))
    for limit, offset in pages:
        page = index.search(query, limit=limit, offset=offset, snippets=0)
        room = max(0, limit - max(0, total - offset)) if offset < total else 0
        assert [hit.id for hit in page.partial] == every[:room], (limit, offset)


@pytest.mark.parametrize(
    "query",
    [
        "lương",
        "lương OR hưu",
        "lương AND xyz",
        "lương (hưu OR xyz)",
        '"lương xyz"',
        "xyz uvw",
        "của xyz",
        "",
        "-lương",
        "+lương +xyz",
        "điều 99/2099/NĐ-CP",
    ],
)
def test_a_query_that_has_no_parts_has_none(index: Index, query: str) -> None:
    assert index.search(query, limit=1000, snippets=0).partial == ()


def test_what_any_text_holds_is_no_part_of_its_own(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("a", "sách của tôi"), Document("b", "ở và đi"), Document("c", "bút của chị")])
        made.commit()
        found = made.search("bút của sách xám")
        assert [(hit.id, hit.missing) for hit in found.partial] in (
            [("a", ("bút", "xám")), ("c", ("sách xám",))],
            [("c", ("sách xám",)), ("a", ("bút", "xám"))],
        )


def test_in_the_order_of_dates_there_are_none(index: Index) -> None:
    for sort in ("date", "-date"):
        assert index.search("lương hưu", limit=1000, sort=sort, snippets=0).partial == ()  # type: ignore[arg-type]


def test_in_groups_they_are_of_other_groups_than_the_matches(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(
            [
                Document("a1", "đường sắt", group="a"),
                Document("a2", "đường", group="a"),
                Document("b1", "sắt", group="b"),
                Document("b2", "đường bộ", group="b"),
                Document("c", "đường thủy"),
            ]
        )
        made.commit()
        found = made.search("đường sắt", group=True)
        assert [(hit.rank, hit.id) for hit in found] == [(1, "a1")]
        assert {hit.id for hit in found.partial} == {"b1", "b2", "c"}
        assert {hit.rank for hit in found.partial if hit.group == "b"} <= {2, 3}
        assert sorted({hit.rank for hit in found.partial}) == [2, 3]
        assert [hit.id for hit in made.search("đường sắt", group=True, limit=2).partial if hit.rank > 2] == []


def test_words_that_they_hold_are_marked(index: Index) -> None:
    hit = index.search('"thai bệnh" sắt hưu', limit=1000).partial[0]
    for snippet in hit.snippets:
        marked = {piece for piece, is_match in snippet.pieces() if is_match}
        assert marked and not marked & set(hit.missing)


def test_what_lacks_only_a_word_that_any_text_holds_says_so(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("both", "Trump gặp Biden"), Document("one", "Trump và tướng")])
        made.commit()
        found = made.search("Trump và Biden")
        assert {hit.id: hit.missing for hit in found.partial} == {"both": ("và",), "one": ("Biden",)}

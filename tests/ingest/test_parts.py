"""Parts of one whole, as the articles of a law: they are replaced, and go, together."""

from __future__ import annotations

import pytest

from bhxh_search import FileOptions
from bhxh_search.index import writer as writing
from tests.ingest.place import Place, counts, law, parts


def test_a_part_that_the_new_version_lacks_goes(place: Place) -> None:
    place.jsonl("a.jsonl", [*parts("luật", "1", "2", "3"), *parts("nghị định", "1")])
    place.run()
    place.jsonl("a.jsonl", [*parts("luật", "1", "3"), *parts("nghị định", "1")])
    assert counts(place.run()) == (0, 0, 1, 3)
    assert place.ids() == ["luật#1", "luật#3", "nghị định#1"]


@pytest.mark.usefixtures("small_chunks")
def test_the_parts_of_one_whole_are_committed_together_with_the_removal_of_those_it_lacks(place: Place) -> None:
    place.jsonl("a.jsonl", [*parts("luật", "1", "2", "3"), *parts("nghị định", "1")])
    place.run()
    place.jsonl("a.jsonl", [*parts("luật", "4", "5"), *parts("nghị định", "2"), {"id": "x", "text": "x"}])
    seen: list[frozenset[str]] = []
    commit = writing.Writer.commit

    def watched(writer: writing.Writer, **arguments: object) -> None:
        commit(writer, **arguments)  # type: ignore[arg-type]
        seen.append(frozenset(place.texts()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing.Writer, "commit", watched)
        place.run()
    assert len(set(seen)) == 3
    for state in seen:
        assert {id for id in state if id.startswith("luật")} == {"luật#4", "luật#5"}
    assert place.ids() == ["luật#4", "luật#5", "nghị định#2", "x"]


@pytest.mark.parametrize("place_of_bad_line", [0, 1, 2])
def test_a_part_that_cannot_be_read_keeps_its_last_version(place: Place, place_of_bad_line: int) -> None:
    lines = parts("luật", "1", "2", "3")
    place.jsonl("a.jsonl", [*lines, *parts("nghị định", "1")])
    place.run()
    lines[place_of_bad_line] = "{"
    place.jsonl("a.jsonl", [*lines, *parts("nghị định", "1")])
    assert len(place.run().skipped) == 1
    assert place.ids() == ["luật#1", "luật#2", "luật#3", "nghị định#1"]


def test_a_law_that_comes_again_replaces_all_its_parts(place: Place) -> None:
    lines = [{"id": "L", "text": law(5, "cũ")}, {"id": "L", "text": law(3, "mới")}]
    place.jsonl("a.jsonl", lines)
    report = place.run()
    assert report.repeated == ("L",)
    assert {id for id in place.ids() if "dieu" in id} == {f"L#dieu-{n}" for n in (1, 2, 3)}
    assert not any("cũ" in text for text in place.texts().values())
    place.jsonl("b.jsonl", [{"id": "L", "text": "một văn bản khác"}])
    assert place.run().repeated_in == {"L": (str(place.docs / "a.jsonl"), str(place.docs / "b.jsonl"))}
    assert place.texts() == {"L": "một văn bản khác"}


def test_documents_of_groups_of_ones_own_may_stand_in_any_order_and_in_several_files(place: Place) -> None:
    groups = ["tin", "luật", "hỏi"]
    place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"{n}", "group": groups[n % 3]} for n in range(9)])
    place.jsonl("b.jsonl", [{"id": "9", "text": "9", "group": "tin"}])
    assert (counts(place.run()), len(place.ids())) == ((10, 0, 0, 0), 10)
    place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"{n}", "group": groups[n % 3]} for n in range(8)])
    report = place.run(options=FileOptions(check_content=True))
    assert (counts(report), report.repeated) == ((0, 0, 1, 9), ())

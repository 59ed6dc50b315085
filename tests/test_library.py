"""The library's contract: what a program that embeds the index may rely on."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bhxh_search import (
    Backend,
    Document,
    FileOptions,
    Index,
    IndexDamaged,
    IndexExists,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
    InvalidAbbreviations,
    InvalidRequest,
    InvalidRoot,
    ReadOnlyIndex,
    create_index,
    index_paths,
    open_index,
    rebuild_index,
)
from bhxh_search import handle as library
from bhxh_search.index import writer as writing


def documents(*ids: str) -> list[Document]:
    return [Document(id, f"Bảo hiểm xã hội tự nguyện, văn bản {id}.") for id in ids]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the documents a, b and c."""
    with create_index(tmp_path / "index") as index:
        index.add(documents("a", "b", "c"))
    return tmp_path / "index"


def ids(folder: Path) -> list[str]:
    with open_index(folder) as index:
        return list(index.ids())


# Making and opening


def test_an_index_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="no index here yet"):
        open_index(tmp_path / "none")
    with pytest.raises(IndexNotFound):
        open_index(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_making_an_index_makes_its_folders(tmp_path: Path) -> None:
    with create_index(tmp_path / "one" / "two") as index:
        assert list(index.ids()) == []
    assert ids(tmp_path / "one" / "two") == []


def test_making_an_index_where_one_is_is_refused_and_harms_nothing(folder: Path) -> None:
    with pytest.raises(IndexExists, match="already there"):
        create_index(folder)
    assert ids(folder) == ["a", "b", "c"]


def test_exist_ok_opens_the_index_that_is_there(folder: Path) -> None:
    with create_index(folder, exist_ok=True) as index:
        index.add(documents("d"))
    assert ids(folder) == ["a", "b", "c", "d"]


def test_exist_ok_makes_an_index_where_none_is(tmp_path: Path) -> None:
    with create_index(tmp_path, exist_ok=True) as index:
        index.add(documents("a"))
    assert ids(tmp_path) == ["a"]


def test_a_file_is_no_folder_for_an_index(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(IndexExists, match="is a file"):
        create_index(path)
    with pytest.raises(IndexNotFound):
        open_index(path)


# Changing


def test_leaving_the_block_commits(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        report = index.add(documents("a", "b"))
        assert (report.added, report.updated, report.unchanged) == (2, 0, 0)
    assert ids(tmp_path) == ["a", "b"]


def test_nothing_is_seen_by_others_before_the_commit(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.remove(["a"])
        assert ids(folder) == ["a", "b", "c"]
        index.commit()
        assert ids(folder) == ["b", "c", "d"]


def test_a_writer_sees_its_own_commits_and_nothing_pending(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        assert index.get("d") is None
        assert index.search("tự nguyện").total == 3
        index.commit()
        assert index.get("d") == documents("d")[0]
        assert index.search("tự nguyện").total == 4


def test_an_exception_takes_back_to_the_last_commit(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.commit()
        index.add(documents("e"))
        index.remove(["a"])
        _ = 1 / 0
    assert ids(folder) == ["a", "b", "c", "d"]


def test_an_exception_of_the_iterable_takes_back_all_that_is_pending(folder: Path) -> None:
    def broken() -> Iterator[Document]:
        yield from documents("d")
        raise ZeroDivisionError

    with open_index(folder, write=True) as index:
        with pytest.raises(ZeroDivisionError):
            index.add(broken())
        assert index.add(documents("e")).added == 1
    assert ids(folder) == ["a", "b", "c", "e"]


def test_closing_drops_what_was_not_committed(folder: Path) -> None:
    index = open_index(folder, write=True)
    index.add(documents("d"))
    index.close()
    index.close()
    assert ids(folder) == ["a", "b", "c"]


def test_adding_an_id_that_exists_replaces_it(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        report = index.add([Document("b", "Thẻ bảo hiểm y tế.")])
        assert (report.added, report.updated) == (0, 1)
    with open_index(folder) as index:
        document = index.get("b")
        assert document is not None
        assert document.text == "Thẻ bảo hiểm y tế."
        assert [hit.id for hit in index.search("tự nguyện")] == ["a", "c"]
        assert [hit.id for hit in index.search("y tế")] == ["b"]


def test_the_same_document_is_not_written_again(folder: Path) -> None:
    before = sorted(folder.iterdir())
    with open_index(folder, write=True) as index:
        report = index.add(documents("a", "b", "c"))
        assert (report.added, report.updated, report.unchanged) == (0, 0, 3)
    assert sorted(folder.iterdir()) == before


def test_of_an_id_that_comes_twice_the_last_wins_and_it_is_reported(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        report = index.add([Document("a", "lương hưu"), *documents("b"), Document("a", "tử tuất")])
        assert report.repeated == ("a",)
    with open_index(tmp_path) as index:
        assert list(index.ids()) == ["a", "b"]
        assert index.search("lương hưu").total == 0
        assert index.search("tử tuất").total == 1


def test_an_id_that_comes_twice_is_counted_once(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        report = index.add([*documents("d", "d", "a"), Document("d", "tử tuất"), Document("a", "tử tuất")])
        assert (report.added, report.updated, report.unchanged) == (1, 1, 0)
        assert report.repeated == ("d", "a")


@pytest.mark.parametrize("given", [Document("d", "tử tuất"), "abc", ["abc"], [None], 3])
def test_what_is_no_document_is_not_added(folder: Path, given: Any) -> None:
    with open_index(folder, write=True) as index, pytest.raises(InvalidRequest, match=r"give Documents"):
        index.add(given)
    assert ids(folder) == ["a", "b", "c"]


def test_removing_passes_over_what_is_not_there(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        assert index.remove(["a", "none", "a"]).removed == 1
        assert index.remove("b").removed == 1
    assert ids(folder) == ["c"]


def test_what_is_added_and_removed_before_a_commit_was_never_there(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("d"))
        index.remove(["d", "a"])
        index.add(documents("a"))
    assert ids(folder) == ["a", "b", "c"]


def test_an_index_opened_for_reading_refuses_changes(folder: Path) -> None:
    with open_index(folder) as index:
        for change in (
            lambda: index.add(documents("d")),
            lambda: index.remove(["a"]),
            lambda: index.forget("x"),
            index.commit,
            index.optimize,
            lambda: index.add_paths([folder]),
        ):
            with pytest.raises(ReadOnlyIndex, match="write=True"):
                change()


def test_a_closed_index_says_so(folder: Path) -> None:
    index = open_index(folder)
    index.close()
    with pytest.raises(InvalidRequest, match="closed"):
        index.search("tự nguyện")
    with pytest.raises(InvalidRequest, match="closed"):
        index.add(documents("d"))
    with pytest.raises(InvalidRequest, match="closed"):
        index.suggest("tự")
    with pytest.raises(InvalidRequest, match="closed"), index:
        pass


def test_only_one_writes_at_a_time(folder: Path) -> None:
    with open_index(folder, write=True), pytest.raises(IndexLocked, match="is writing to this index"):
        open_index(folder, write=True)
    open_index(folder, write=True).close()


def test_another_process_that_writes_is_named(folder: Path) -> None:
    holding = (
        "import sys; from bhxh_search import open_index\n"
        "index = open_index(sys.argv[1], write=True); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout
        process.stdout.readline()
        with pytest.raises(IndexLocked, match=f"process {process.pid} on "):
            open_index(folder, write=True)
        assert ids(folder) == ["a", "b", "c"]
        process.kill()
    open_index(folder, write=True).close()


# Reading


def test_a_reader_keeps_its_state_until_it_refreshes(folder: Path) -> None:
    with open_index(folder) as reader:
        for number in range(8):  # enough for segments to be merged, and the reader's files removed
            with open_index(folder, write=True) as writer:
                writer.add(documents(f"new {number}"))
                writer.remove(["a"])
        assert list(reader.ids()) == ["a", "b", "c"]
        assert {hit.id for hit in reader.search("tự nguyện")} == {"a", "b", "c"}
        assert reader.get("a") == documents("a")[0]
        assert reader.verify() == ()
        assert reader.refresh() is True
        assert reader.search("tự nguyện").total == 10
        assert reader.get("a") is None
        assert reader.refresh() is False


def test_get_of_an_unknown_id_is_none(folder: Path) -> None:
    with open_index(folder) as index:
        assert index.get("none") is None


def test_ids_come_in_order(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add(documents("đ", "Z", "0"))
    assert ids(folder) == ["0", "Z", "a", "b", "c", "đ"]


def test_info_tells_what_the_index_is(folder: Path) -> None:
    with open_index(folder) as index:
        info = index.info()
    assert (info.documents, info.complete, info.unfinished, info.roots) == (3, True, (), ())
    assert info.path == str(folder)
    assert 0 < info.bytes <= sum(path.stat().st_size for path in folder.iterdir())


def test_matches_are_places_in_the_stored_text(folder: Path) -> None:
    with open_index(folder) as index:
        document = index.get("a")
        assert document is not None
        assert [document.text[start:end] for start, end in index.matches("a", "tu nguyen")] == ["tự nguyện"]
        with pytest.raises(InvalidRequest, match="no document 'none'"):
            index.matches("none", "tự nguyện")


def test_snippets_are_as_many_and_as_long_as_is_asked_for(tmp_path: Path) -> None:
    years = range(1990, 2026)
    text = " ".join(f"Năm {year}, mức lương hưu được điều chỉnh theo nghị định của Chính phủ." for year in years)
    with create_index(tmp_path / "long") as index:
        index.add([Document("a", text), Document("b", "Lương hưu.")])
    with open_index(tmp_path / "long") as index:
        for length in (40, 100, 240, 500):
            for count in (0, 1, 3):
                hits = index.search("lương hưu", snippets=count, snippet_length=length)
                assert len(hits) == 2
                for hit in hits:
                    assert len(hit.snippets) == (count if hit.id == "a" else min(count, 1))
                    assert all(len(snippet.text) <= length for snippet in hit.snippets)
        [whole] = index.search("id:a lương", snippets=1, snippet_length=100_000).hits[0].snippets
        assert whole.text == text


@pytest.mark.parametrize(
    "arguments",
    [
        {"limit": -1},
        {"offset": -1},
        {"snippets": -1},
        {"snippet_length": 19},
        {"snippet_length": -240},
        {"snippet_length": 100.5},
        {"snippet_length": "240"},
        {"sort": "size"},
        {"group": "false"},
        {"group": -1},
        {"filters": "x"},
        {"filters": {"date": 3}},
        {"filters": {"date": ["2020", 3]}},
        {"filters": {3: "2020"}},
        {"filters": {"date": b"2020"}},
        {"filters": {"date": "2020..2018"}},
    ],
)
def test_a_search_without_meaning_is_refused(folder: Path, arguments: dict[str, Any]) -> None:
    with open_index(folder) as index, pytest.raises(InvalidRequest):
        index.search("tự nguyện", **arguments)


@pytest.mark.parametrize("text", [None, b"a", 3, ["a"]])
def test_a_query_that_is_no_text_is_refused(folder: Path, text: Any) -> None:
    with open_index(folder) as index:
        for use in (index.search, index.suggest, index.near_misses, lambda text: index.matches("a", text)):
            with pytest.raises(InvalidRequest, match="give text"):
                use(text)


def test_a_filter_by_a_field_that_no_document_has_is_told(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        index.add([Document("d", "tự nguyện", fields={"reviewer": "An", "empty": ()})])
        index.commit()
        assert index.search("tự nguyện", filters={"reviewer": "Bình"}).problems == ()
        results = index.search("tự nguyện", filters={"nope": ["x", "y"], "author": "An"})
        assert [(p.position, p.length) for p in results.problems] == [(0, 0)]
        assert "there is no field nope" in results.problems[0].message
        index.remove(["d"])
        index.commit()
        assert "there is no field reviewer" in index.search("", filters={"reviewer": "An"}).problems[0].message


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Index]:
    """An index of two documents about insurance, of 2019 and 2020, and one that only holds figures."""
    with create_index(tmp_path / "dated") as index:
        index.add(
            [
                Document("old", "Thẻ bảo hiểm y tế.", date=dt.date(2019, 5, 1)),
                Document("new", "Bảo hiểm xã hội.", date=dt.date(2020, 5, 1)),
                Document("figures", "Năm 2018 và năm 2020."),
            ]
        )
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("bào hiểm", [("bao hiem", 2), ("hiểm", 2)]),
        ("bào hiểm date:2019", [("bao hiem date:2019", 1), ("hiểm date:2019", 1)]),
        ("bào hiểm date:2011", []),
        ("bào hiểm -xã", [("bao hiem -xã", 1), ("hiểm -xã", 1)]),
        ("bào hiểm -(xã hội)", [("bao hiem -(xã hội)", 1), ("hiểm -(xã hội)", 1)]),
        ('bào hiểm -"xã hội" -(y', [('bao hiem -"xã hội" -(y', 0), ("", 0)]),
        ("bống OR bào", [("bong OR bao", 2)]),
        ("bóng OR bỏng", []),
        ("+(bóng OR bỏng) hiểm", []),
        ("bảo OR", [("bao OR", 0), ("bảo", 2)]),
        ("loai:bảo hiểm", [("bảo hiểm", 2)]),
        ("-(bảo hiểm) -năm", []),
        ("-bảo -năm", []),
        ("date:2020..2018", []),
        ("date:2020-13", []),
        ("date:2020-13 bảo", [("bảo", 2)]),
        ('title:"năm 2020"', []),
        ('author:"Năm"', []),
    ],
)
def test_near_misses_change_only_words_that_are_asked_for(
    dated: Index, text: str, suggested: list[tuple[str, int]]
) -> None:
    assert dated.search(text).total == 0
    found = [(miss.query, miss.total) for miss in dated.near_misses(text)]
    assert found == [(query, total) for query, total in suggested if total]
    assert all(dated.search(query).total == total for query, total in found)


def test_near_misses_pass_the_filters(dated: Index) -> None:
    def suggested(filters: dict[str, str]) -> list[tuple[str, int]]:
        return [(miss.query, miss.total) for miss in dated.near_misses("bào hiểm", filters=filters)]

    assert suggested({}) == [("bao hiem", 2), ("hiểm", 2)]
    assert suggested({"date": "2019"}) == [("bao hiem", 1), ("hiểm", 1)]
    assert suggested({"date": "2011"}) == []


def test_an_empty_text_asks_for_all_documents(folder: Path) -> None:
    with open_index(folder) as index:
        assert index.search("").total == 3
        assert index.search("", filters={"id": "b"}).total == 1


def test_several_threads_search_while_another_process_writes(folder: Path) -> None:
    writing_on = (
        "import sys; from bhxh_search import Document, open_index\n"
        "for number in range(12):\n"
        "    with open_index(sys.argv[1], write=True) as index:\n"
        "        index.add([Document(f'new {number}', 'bảo hiểm xã hội tự nguyện')])\n"
    )
    problems: list[BaseException] = []
    totals: list[int] = []
    with open_index(folder) as index, subprocess.Popen([sys.executable, "-c", writing_on, folder]) as process:

        def search() -> None:
            try:
                while process.poll() is None:
                    results = index.search("tự nguyện")
                    totals.append(results.total)
                    assert all(hit.snippets for hit in results)
                    index.refresh()
                    open_index(folder).close()
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert process.returncode == 0
        assert problems == []
        index.refresh()
        assert index.search("tự nguyện").total == 15
    assert totals[0] == 3


# Documents come back as they were

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
WORDS = st.lists(st.sampled_from("bảo hiểm BHXH (BHXH) 28-NQ/TW 1/7/2025 , . \n".split(" ")), max_size=12).map(
    " ".join
)
DATES = st.one_of(st.dates(), st.datetimes())
VALUES = st.one_of(
    TEXT, st.integers(), st.floats(allow_nan=False), DATES, st.booleans(), st.lists(TEXT, max_size=3).map(tuple)
)
NAMES = st.one_of(TEXT, st.sampled_from(["number", "so_hieu", "author", "id", "date"]))
DOCUMENTS = st.builds(
    Document,
    id=st.text(st.characters(exclude_categories=["Cc"]), min_size=1, max_size=40),
    text=st.one_of(TEXT, WORDS, st.text(max_size=20)),
    title=st.one_of(TEXT, WORDS),
    path=st.none() | TEXT,
    date=st.none() | DATES,
    group=st.none() | TEXT,
    headings=st.lists(TEXT, max_size=3).map(tuple),
    pages=st.lists(st.integers(0, 10**6), max_size=3).map(sorted).map(tuple),
    fields=st.dictionaries(NAMES, VALUES, max_size=3),
)


def round_trips(tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]) -> None:
    folder = tmp_path_factory.mktemp("index")
    with create_index(folder) as index:
        index.add(given_documents)
    with open_index(folder) as index:
        last = {document.id: document for document in given_documents}
        assert list(index.ids()) == sorted(last)
        for id, document in last.items():
            assert index.get(id) == document
        assert index.search("", limit=100, snippets=0).total == len(last)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=4))
def test_any_document_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]
) -> None:
    round_trips(tmp_path_factory, given_documents)


@pytest.mark.slow
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=6))
def test_any_document_comes_back_equal_at_length(
    tmp_path_factory: pytest.TempPathFactory, given_documents: list[Document]
) -> None:
    round_trips(tmp_path_factory, given_documents)


def test_an_id_may_be_any_printable_text(tmp_path: Path) -> None:
    odd = [
        "a b",
        "../x",
        "ẩn#1",
        "*",
        "id:x",
        '"',
        "\u2028",
        "x" * 70_000,
        "😀",
        "e\u0301",
        "é",
        "\ufeff",
        "#",
        "'\\",
    ]
    with create_index(tmp_path) as index:
        index.add(documents(*odd))
    with open_index(tmp_path, write=True) as index:
        assert list(index.ids()) == sorted(odd)
        assert index.add([Document(id, "tử tuất") for id in odd]).updated == len(odd)
        index.commit()
        assert list(index.ids()) == sorted(odd)
        assert index.remove(odd).removed == len(odd)
        index.commit()
        assert list(index.ids()) == []


# Abbreviations, versions, rebuilding


def test_the_users_abbreviations_are_kept(tmp_path: Path) -> None:
    with create_index(tmp_path, abbreviations={"KCN": "khu công nghiệp"}) as index:
        index.add([Document("a", "Công nhân KCN Thăng Long")])
    with open_index(tmp_path) as index:
        assert index.search('"khu công nghiệp"').total == 1
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}


def test_other_abbreviations_are_refused(tmp_path: Path) -> None:
    create_index(tmp_path, abbreviations={"KCN": "khu công nghiệp"}).close()
    with pytest.raises(IndexOutdated, match="other abbreviations"):
        create_index(tmp_path, exist_ok=True, abbreviations={"KCN": "khu chế xuất"})
    with pytest.raises(IndexOutdated, match="--rebuild"):
        index_paths(tmp_path, [], abbreviations={}, loose=documents("a"))
    create_index(tmp_path, exist_ok=True).close()
    create_index(tmp_path, exist_ok=True, abbreviations={"KCN": "khu công nghiệp"}).close()


def test_an_abbreviation_that_is_none_makes_no_index(tmp_path: Path) -> None:
    with pytest.raises(InvalidAbbreviations):
        create_index(tmp_path / "index", abbreviations={"K C N": "khu công nghiệp"})
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """An index of a folder's two files, and of one document that a program added."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.txt").write_text("lương hưu hằng tháng", "utf-8")
    (docs / "two.txt").write_text("trợ cấp thai sản", "utf-8")
    index_paths(tmp_path / "index", [docs])
    with open_index(tmp_path / "index", write=True) as index:
        index.add(documents("by a program"))
    return tmp_path / "index"


def test_another_analysis_asks_for_a_rebuild_which_loses_nothing(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_index(mixed) as index:
        before = [index.get(id) for id in index.ids()]

    def newer(_: object) -> str:
        return "newer"

    for module in (library, writing):
        monkeypatch.setattr(module, "analysis_version", newer)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_index(mixed)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_index(mixed, write=True)
    (mixed.parent / "docs" / "three.txt").write_text("tử tuất", "utf-8")
    rebuild_index(mixed)
    with open_index(mixed, verify=True) as index:
        assert list(index.ids()) == ["by a program", "one.txt", "three.txt", "two.txt"]
        assert [index.get(id) for id in index.ids() if id != "three.txt"] == before
        assert index.info().analysis == "newer"
        assert index.search("lương hưu").total == 1


def test_a_refresh_to_another_analysis_is_refused_and_the_old_state_kept(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_index(mixed) as index:
        with open_index(mixed, write=True) as writer:
            writer.remove(["one.txt"])
        monkeypatch.setattr(library, "analysis_version", lambda _: "newer")
        with pytest.raises(IndexOutdated):
            index.refresh()
        assert index.search("lương hưu").total == 1


def test_another_format_is_refused(folder: Path) -> None:
    path = next(folder.glob("bhxh_*.json"))
    path.write_text(path.read_text("utf-8").replace('"format": 5', '"format": 6'), "utf-8")
    with pytest.raises(IndexOutdated, match="has format 6, and this version reads format 5"):
        open_index(folder)


def test_a_rebuild_may_change_the_abbreviations(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").write_text("Công nhân KCN Thăng Long", "utf-8")
    rebuild_index(mixed, abbreviations={"KCN": "khu công nghiệp"})
    with open_index(mixed) as index:
        assert index.search('"khu công nghiệp"').total == 1
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}
    rebuild_index(mixed)
    with open_index(mixed) as index:
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}


def test_a_rebuild_is_one_commit(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
    with open_index(mixed) as reader:
        before = reader.info().generation
        report = rebuild_index(mixed)
        assert (report.files, report.documents) == (2, 2)
        assert {hit.id for hit in reader.search("")} == {"by a program", "one.txt", "two.txt"}
        reader.refresh()
        assert reader.info().generation == before + 1
        assert {hit.id for hit in reader.search("")} == {"by a program", "one.txt", "two.txt"}
        assert reader.verify() == ()


def test_a_rebuild_keeps_what_cannot_be_read_any_more(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").write_bytes(b"\0\1\2\xff")
    report = rebuild_index(mixed)
    assert [Path(skipped.path).name for skipped in report.skipped] == ["one.txt"]
    with open_index(mixed) as index:
        assert index.search("lương hưu").total == 1


def test_a_rebuild_leaves_out_files_that_are_gone(mixed: Path) -> None:
    (mixed.parent / "docs" / "one.txt").unlink()
    rebuild_index(mixed)
    assert ids(mixed) == ["by a program", "two.txt"]


def test_a_rebuild_of_an_index_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        rebuild_index(tmp_path / "index", [tmp_path])
    assert list(tmp_path.iterdir()) == []


# Unfinished changes


def test_a_program_that_fails_between_its_chunks_leaves_the_index_unfinished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})

    def broken() -> Iterator[Document]:
        yield from documents("d", "e")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), open_index(folder, write=True) as index:
        index.add(broken())
    with open_index(folder) as index:
        assert list(index.ids()) == ["a", "b", "c", "d"]
        assert not index.info().complete
        assert index.info().unfinished == ("documents added by a program",)
    with open_index(folder, write=True) as index:
        index.add(documents("d", "e"))
    with open_index(folder) as index:
        assert index.info().complete


def test_whoever_changes_nothing_does_not_finish_the_changes_of_another(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
    with pytest.raises(InvalidRequest), open_index(folder, write=True) as index:
        index.add(iter([*documents("d"), *documents("e"), None]))  # type: ignore[list-item]
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.txt").write_text("lương hưu", "utf-8")
    index_paths(folder, [docs])
    open_index(folder, write=True).close()
    rebuild_index(folder, [docs])
    with open_index(folder) as index:
        assert index.info().unfinished == ("documents added by a program",)


def test_a_rebuild_of_one_root_does_not_finish_the_run_over_another(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("x.txt", "y.txt"):
        (other / name).write_text(f"tử tuất {name}", "utf-8")
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})

    def stop(files: int, documents: int) -> None:
        if files == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_paths(mixed, [other], progress=stop)
    rebuild_index(mixed, [tmp_path / "docs"])
    with open_index(mixed) as index:
        assert index.info().unfinished == (str(other),)
    rebuild_index(mixed)
    with open_index(mixed) as index:
        assert index.info().complete
        assert "y.txt" in list(index.ids())


def test_an_index_that_is_damaged_is_not_written_to(folder: Path) -> None:
    toc = next(folder.glob("_MAIN_*.toc"))
    toc.write_bytes(toc.read_bytes() + b"x")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(IndexDamaged):
        open_index(folder, write=True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_no_path_no_id_and_no_prefix_is_told(folder: Path, tmp_path: Path) -> None:
    with open_index(folder, write=True) as index:
        for call, error, message in (
            (lambda: index.remove(None), InvalidRequest, "NoneType None is not several; give ids"),  # type: ignore[arg-type]
            (lambda: index.add_paths([5]), InvalidRoot, "5 is int; give the path"),  # type: ignore[list-item]
            (lambda: index.add_paths([tmp_path], prefix=5), InvalidRoot, "the prefix is int"),  # type: ignore[arg-type]
            (lambda: index.forget(5), InvalidRoot, "5 is int; give the path"),  # type: ignore[arg-type]
        ):
            with pytest.raises(error, match=message):
                call()


@pytest.mark.parametrize(
    "wrong",
    [
        {"include": "*.md"},
        {"include": [5]},
        {"exclude": None},
        {"encoding": 5},
        {"max_file_size": "1MB"},
        {"max_file_size": -1},
        {"seconds": "x"},
        {"seconds": 0},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"seconds": 1e10},
        {"seconds": True},
        {"check_content": "no"},
    ],
)
def test_options_of_a_wrong_type_are_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(wrong))):
        FileOptions(**wrong)


def test_a_flag_that_is_neither_true_nor_false_is_told(folder: Path) -> None:
    for call in (
        lambda: open_index(folder, verify="no"),  # type: ignore[arg-type]
        lambda: open_index(folder, write=0),  # type: ignore[arg-type]
        lambda: create_index(folder, exist_ok="no"),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidRequest, match="give True or False"):
            call()
    assert ids(folder) == ["a", "b", "c"]


def test_what_are_no_options_is_told(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index, pytest.raises(InvalidRequest, match="options is 5"):
        index.add_paths([tmp_path], options=5)  # type: ignore[arg-type]


def test_paths_may_come_one_by_one_and_none_is_empty(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "docs" / name).write_text(name, "utf-8")
    assert index_paths(tmp_path / "one", (tmp_path / "docs").glob("*.txt")).files == 2  # type: ignore[arg-type]
    with create_index(tmp_path / "two") as index:
        assert index.add_paths(iter([tmp_path / "docs"])).files == 2  # type: ignore[arg-type]
        for wrong in ("", [""], None, 5):
            with pytest.raises(InvalidRoot):
                index.add_paths(wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidRoot):
            index.forget("")


def test_a_path_alone_is_one_path_and_not_its_letters(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").write_text("một", "utf-8")
    with open_index(folder, write=True) as index:
        for path in (tmp_path / "new", str(tmp_path / "new")):
            index.add_paths(path)  # type: ignore[arg-type]
        assert index.get("a.txt") is not None
        assert [root.path for root in index.info().roots] == [str(tmp_path / "new")]


def test_times_in_fields_are_filtered_counted_and_told_by_one_clock(tmp_path: Path) -> None:
    """Half past eleven at night in London is the next morning in Vietnam."""
    moment = dt.datetime(2024, 1, 1, 23, 30, tzinfo=dt.timezone.utc)
    with create_index(tmp_path) as index:
        index.add([Document("a", "tin", date=moment, fields={"seen": moment})])
        index.commit()
        assert [index.search(f"seen:{day}").total for day in ("2024-01-01", "2024-01-02", "2024-01", "2023")] == [
            0,
            1,
            1,
            0,
        ]
        found = index.search("tin", facets=["seen"])
    told = found.to_dict()["hits"][0]
    assert told["date"] == told["fields"]["seen"] == found.facets["seen"][0].value == "2024-01-02T06:30:00"


def test_the_index_is_a_backend(folder: Path) -> None:
    def total(backend: Backend) -> int:
        return backend.search("tự nguyện").total

    index: Index
    with open_index(folder) as index:
        assert total(index) == 3


def test_dates_of_every_kind_come_back_as_they_were(tmp_path: Path) -> None:
    moment = dt.datetime(2020, 4, 21, 7, 0, tzinfo=dt.timezone.utc)
    document = Document("a", "x", date=moment, fields={"at": moment, "on": moment.date(), "text": "2020-04-21"})
    assert document.fields["at"] == document.date
    with create_index(tmp_path) as index:
        index.add([document])
        index.commit()
        found = index.get("a")
    assert found == document
    assert found is not None and isinstance(found.date, dt.datetime) and found.date.tzinfo is None
    assert type(found.fields["on"]) is dt.date


def test_with_less_memory_what_is_added_is_committed_in_more_pieces(tmp_path: Path) -> None:
    documents = [Document(str(number), "bảo hiểm xã hội " * 50) for number in range(100)]
    with create_index(tmp_path / "whole") as index:
        index.add(documents)
        assert index.info().generation == 0, "nothing is committed before the end"
    with create_index(tmp_path / "pieces", build_bytes=100_000) as index:
        index.add(documents)
        assert open_index(tmp_path / "pieces").info().generation > 1
    with open_index(tmp_path / "whole") as one, open_index(tmp_path / "pieces") as other:
        assert list(one.ids()) == list(other.ids())


@pytest.mark.parametrize("size", [0, -1, 1.5, "512MB"])
def test_memory_that_is_no_number_of_bytes_is_refused(folder: Path, size: Any) -> None:
    with pytest.raises(InvalidRequest, match="give a number of bytes"):
        open_index(folder, write=True, build_bytes=size)
    open_index(folder, write=True).close()


def test_after_a_refresh_results_are_those_of_an_index_opened_anew(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with create_index(folder) as writing:
        writing.add(Document(f"a{n}", f"bảo hiểm xã hội {'tự nguyện ' * n}") for n in range(9))
        writing.add(Document(f"b{n}", f"trợ cấp {'thất nghiệp ' * n}", title="bảo hiểm") for n in range(9))
        writing.commit()
        with open_index(folder) as reading:
            steps = (
                lambda: writing.add([Document("long", "bảo hiểm " + "y tế " * 400, title="lương hưu")]),
                lambda: writing.remove(["a3", "b2"]),
                lambda: writing.add([Document("a4", "trợ cấp một lần")]),
                lambda: writing.remove(["long"]),
                writing.optimize,
            )
            for step in steps:
                for query in ("bảo hiểm", "bao hiem tu nguyen", "trợ cấp thất nghiệp"):
                    reading.search(query)
                step()
                writing.commit()
                assert reading.refresh()
                with open_index(folder) as anew:
                    for query in ("bảo hiểm", "bao hiem tu nguyen", "trợ cấp thất nghiệp"):
                        found, expected = reading.search(query), anew.search(query)
                        assert found.hits == expected.hits
                        assert found.total == expected.total


def test_of_a_hundred_words_the_lightest_alone_are_shown_too(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "của")])
        index.commit()
        [hit] = index.search("của OR " + " OR ".join(f"q{number}" for number in range(100))).hits
    assert [snippet.text for snippet in hit.snippets] == ["của"]


@pytest.mark.parametrize("id", [None, 5, b"1"])
def test_an_id_that_is_no_text_is_no_damage(tmp_path: Path, id: Any) -> None:
    with create_index(tmp_path / "index") as index:
        for call in (index.get, index.similar, lambda id: index.matches(id, "a"), lambda id: index.remove(["a", id])):
            with pytest.raises(InvalidRequest, match=r"the id is .*; give text"):
                call(id)


@pytest.mark.parametrize("options", [{"limit": 10**20}, {"offset": 2**63}, {"snippet_length": 10**20}, {"facets": 1}])
def test_numbers_that_nothing_has_are_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    with create_index(tmp_path / "index") as index, pytest.raises(InvalidRequest, match=next(iter(options))):
        index.search("a", **options)


def test_facets_may_come_one_by_one(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "a", fields={"kind": "Luật"})])
        index.commit()
        facets: Any = (name for name in ["kind"])
        assert [value.value for value in index.search("a", facets=facets).facets["kind"]] == ["Luật"]


def test_refresh_sees_an_index_that_was_made_anew(folder: Path) -> None:
    """It counts its generations from the beginning, so it may come to the same number."""
    with open_index(folder) as index:
        number = index.info().generation
        shutil.rmtree(folder)
        with create_index(folder) as other:
            for count in range(number):
                other.add([Document(f"new {count}", "văn bản mới")])
                other.commit()
            assert other.info().generation == number
        assert index.refresh()
        assert [hit.id for hit in index.search("văn bản mới")][:1] == ["new 0"]
        assert not index.refresh()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_that_closes_a_writer_leaves_it_the_lock(folder: Path) -> None:
    program = (
        "import os, sys\n"
        "from bhxh_search import IndexLocked, open_index\n"
        "index = open_index(sys.argv[1], write=True)\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    index.close()\n"
        "    os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "try:\n"
        "    open_index(sys.argv[1], write=True)\n"
        "except IndexLocked:\n"
        "    print('locked')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, encoding="utf-8", check=False)
    assert done.stdout == "locked\n", done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_does_not_write_beside_the_one_that_it_came_from(folder: Path) -> None:
    program = (
        "import os, sys\n"
        "from bhxh_search import Document, IndexLocked, open_index\n"
        "index = open_index(sys.argv[1], write=True)\n"
        "index.add([Document('before', 'trước')])\n"
        "child = os.fork()\n"
        "for change in (lambda: index.add([Document(f'{child > 0}', 'văn bản')]), index.commit):\n"
        "    try:\n"
        "        change()\n"
        "    except IndexLocked:\n"
        "        print('locked', flush=True)\n"
        "if not child:\n"
        "    index.close()\n"
        "    os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "index.commit()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "locked\nlocked\n"
    with open_index(folder, verify=True) as index:
        assert {"before", "True"} <= set(index.ids())
        assert "False" not in index.ids()
        assert index.verify() == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("leave", ["index.close()", "index.__exit__(None, None, None)"])
def test_a_forked_process_closes_a_writer_while_a_thread_of_the_other_writes(folder: Path, leave: str) -> None:
    program = (
        "import os, signal, sys, threading\n"
        "from bhxh_search import Document, IndexLocked, open_index\n"
        "index = open_index(sys.argv[1], write=True)\n"
        "begun, ended = threading.Event(), threading.Event()\n"
        "def slow():\n"
        "    begun.set()\n"
        "    ended.wait()\n"
        "    yield Document('slow', 'văn bản chậm')\n"
        "writing = threading.Thread(target=index.add, args=[slow()])\n"
        "writing.start()\n"
        "begun.wait()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    signal.alarm(20)\n"  # ends a child that hangs
        "    try:\n"
        f"        {leave}\n"
        "    except IndexLocked:\n"
        "        pass\n"  # leaving the block would commit
        "    os._exit(0)\n"
        "print(os.waitpid(child, 0)[1], flush=True)\n"
        "ended.set()\n"
        "writing.join()\n"
        "index.commit()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "0\n"
    with open_index(folder, verify=True) as index:
        assert "slow" in index.ids()


@pytest.mark.parametrize("path", ["", None, 3, b"x", ["x"]])
def test_a_path_that_is_none_is_refused(path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for attempt in (open_index, create_index, lambda one: index_paths(one, ["."]), lambda one: rebuild_index(one)):
        with pytest.raises(InvalidRequest, match="the path of the index is"):
            attempt(path)
    assert not [*tmp_path.iterdir()]


def test_abbreviations_and_loose_documents_are_checked(tmp_path: Path) -> None:
    wrong: Any = ["x"]
    with pytest.raises(InvalidAbbreviations, match="give a mapping"):
        create_index(tmp_path / "one", abbreviations=wrong)
    with pytest.raises(InvalidRequest, match="no Document"):
        index_paths(tmp_path / "two", [], loose=wrong)


@pytest.mark.parametrize("options", [{"include": "*.md"}, {"exclude": "*.md"}, {"encoding": "nonsense"}])
def test_options_that_say_nothing_of_files_are_refused(folder: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text("văn bản", "utf-8")
    with pytest.raises(InvalidRequest):
        index_paths(folder, [tmp_path / "a.txt"], options=FileOptions(**options))

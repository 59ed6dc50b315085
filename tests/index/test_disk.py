"""What lies on disk: the JSON of each generation, and what is refused."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query

from bhxh_search import (
    Document,
    IndexDamaged,
    IndexExists,
    IndexInaccessible,
    IndexOutdated,
    create_index,
    handle,
    index_paths,
    open_index,
)
from bhxh_search.index import storage
from bhxh_search.index.generation import foreign_files
from tests.index.conftest import contents, generation

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

# The JSON of a generation


def test_every_generation_has_its_json_and_older_ones_are_gone(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        for number in range(1, 9):
            index.add([Document(str(number), "x")])
            index.commit()
            assert [path.name for path in tmp_path.glob("bhxh_*")] == [f"bhxh_{number}.json"]
            assert [path.name for path in tmp_path.glob("_MAIN_*")] == [f"_MAIN_{number}.toc"]
            assert generation(tmp_path)["number"] == number


def test_the_json_says_what_the_generation_is_made_of(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("lương hưu", "utf-8")
    index_paths(tmp_path / "index", [docs], prefix="x", abbreviations={"KCN": "khu công nghiệp"})
    values = generation(tmp_path / "index")
    assert values["format"] == 5
    assert values["complete"] is True
    assert values["unfinished"] == []
    assert [(root["path"], root["prefix"]) for root in values["roots"]] == [(str(docs), "x")]
    assert set(values["roots"][0]) == {"path", "prefix", "read", "options", "again", "states"}
    assert values["abbreviations"] == {"KCN": "khu công nghiệp"}
    with open_index(tmp_path / "index") as index:
        assert index.info().analysis == values["analysis"]


def test_sizes_and_checksums_are_those_of_all_files(folder: Path) -> None:
    files = generation(folder)["files"]
    written = {path.name for path in folder.iterdir()} - {"MAIN_WRITELOCK", "bhxh_2.json"}
    assert set(files) == written
    assert sum(name.endswith(".columns") for name in files) == 2
    for name, state in files.items():
        data = (folder / name).read_bytes()
        assert state == {"size": len(data), "checksum": hashlib.blake2b(data, digest_size=16).hexdigest()}


def test_leftovers_of_killed_writers_are_removed_when_next_it_is_written_to(folder: Path) -> None:
    before = contents(folder)
    leftovers = [
        "MAIN_0123456789abcdef.columns",
        "MAIN_0123456789abcdef.pst",
        "_MAIN_1.toc",
        "_MAIN_3.toc.1700000000.25",
        "bhxh_1.json",
        "bhxh_3.json",
        "bhxh_3.json.new",
    ]
    for name in leftovers:
        (folder / name).write_bytes(b"x")
    (folder / ".gitignore").write_text("*")
    open_index(folder, write=True).close()
    assert contents(folder).keys() == before.keys() | {".gitignore"}


# What is refused


def test_a_table_of_contents_without_its_json_is_refused(folder: Path) -> None:
    (folder / "bhxh_2.json").unlink()
    with pytest.raises(IndexDamaged, match=r"_MAIN_2\.toc was written by another program"):
        open_index(folder)


def test_an_index_without_its_table_of_contents_is_damage_and_nothing_of_it_goes(folder: Path) -> None:
    (folder / "_MAIN_2.toc").unlink()
    before = contents(folder)
    for attempt in (
        lambda: open_index(folder),
        lambda: open_index(folder, write=True),
        lambda: create_index(folder, exist_ok=True),
        lambda: index_paths(folder, [folder.parent]),
    ):
        with pytest.raises(IndexDamaged, match=r"table of contents that belongs to bhxh_2\.json was removed"):
            attempt()
    assert {**contents(folder), "MAIN_WRITELOCK": b""} == {**before, "MAIN_WRITELOCK": b""}


def test_of_a_newer_format_the_program_is_to_be_updated(folder: Path) -> None:
    (folder / "bhxh_2.json").write_text(json.dumps({**generation(folder), "format": 99}))
    with pytest.raises(IndexOutdated, match=r"format 99.*update bhxh-search"):
        open_index(folder)


def test_a_generation_written_by_whoosh_itself_is_refused(folder: Path) -> None:
    writer = whoosh_index.open_dir(folder).writer()
    writer.add_document(id=["x"])
    writer.commit(merge=False)
    with pytest.raises(IndexDamaged, match="written by another program"):
        open_index(folder)
    with pytest.raises(IndexDamaged):
        open_index(folder, write=True)


def test_a_stock_whoosh_index_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    writer = whoosh_index.create_in(tmp_path, fields.Schema(text=fields.TEXT)).writer()
    writer.add_document(text="x")
    writer.commit()
    before = contents(tmp_path)
    for attempt in (
        lambda: open_index(tmp_path),
        lambda: open_index(tmp_path, write=True),
        lambda: create_index(tmp_path),
        lambda: create_index(tmp_path, exist_ok=True),
        lambda: index_paths(tmp_path, [tmp_path]),
    ):
        with pytest.raises((IndexDamaged, IndexExists)):
            attempt()
        before.setdefault("MAIN_WRITELOCK", b"")
        assert {**contents(tmp_path), "MAIN_WRITELOCK": b""} == {**before, "MAIN_WRITELOCK": b""}


@pytest.mark.parametrize("name", ["notes.txt", "MAIN_holiday.jpg", "_MAIN_plan.doc", "bhxh.json", "x/y.txt"])
def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    for attempt in (lambda: create_index(tmp_path), lambda: index_paths(tmp_path, [tmp_path])):
        with pytest.raises(IndexExists, match="holds other files"):
            attempt()
    assert path.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_ignore_files_are_not_something_else(tmp_path: Path) -> None:
    for name in (".gitignore", ".dockerignore"):
        (tmp_path / name).write_text("*")
    with create_index(tmp_path) as index:
        index.add([Document("a", "x")])
    assert (tmp_path / ".gitignore").read_text() == "*"
    assert foreign_files(tmp_path) == []


# Whoosh reads what we write


def test_whoosh_itself_opens_the_index_and_finds(folder: Path) -> None:
    with whoosh_index.open_dir(folder).searcher() as searcher:
        assert searcher.doc_count() == 3
        hits = searcher.search(whoosh_query.Term("body_exact", "nguyện"))
        assert [json.loads(hit["document"])["id"] for hit in hits] == ["a"]
        phrase = whoosh_query.Phrase("body_exact", ["trợ", "cấp", "tử", "tuất"])
        assert [json.loads(hit["document"])["id"] for hit in searcher.search(phrase)] == ["c"]


# A commit that is made, and one that is looked for


def test_a_commit_whose_folder_cannot_be_made_lasting_says_that_it_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = storage._make_lasting

    def failing(path: Path) -> None:
        if path == folder and (folder / "_MAIN_3.toc").exists():
            raise OSError(errno.EIO, "Input/output error")
        original(path)

    index = open_index(folder, write=True)
    monkeypatch.setattr(storage, "_make_lasting", failing)
    index.add([Document("new", "x")])
    with pytest.raises(IndexInaccessible, match="committed, but a power failure might undo it"):
        index.commit()
    index.close()
    with open_index(folder, verify=True) as again:
        assert again.get("new") is not None
        assert again.verify() == ()


def test_a_listing_that_misses_both_of_two_tables_of_contents_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.iterdir
    listings = [0]

    def missing(path: Path) -> Iterator[Path]:
        listings[0] += 1
        return (one for one in original(path) if listings[0] > 2 or one.suffix != ".toc")

    monkeypatch.setattr(Path, "iterdir", missing)
    with open_index(folder) as index:
        assert list(index.ids()) == ["a", "c", "d"]


def test_of_two_refreshes_at_once_none_goes_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = handle.open_snapshot
    entered, go_on = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> Any:
        snapshot = original(*arguments)
        if not entered.is_set():
            entered.set()
            go_on.wait(10)
        return snapshot

    with open_index(folder) as index:
        with open_index(folder, write=True) as writing:
            writing.add([Document("first", "x")])
        monkeypatch.setattr(handle, "open_snapshot", slow)
        behind = threading.Thread(target=index.refresh)
        behind.start()
        entered.wait(10)
        monkeypatch.setattr(handle, "open_snapshot", original)
        with open_index(folder, write=True) as writing:
            writing.add([Document("second", "x")])
        ahead = threading.Thread(target=index.refresh)
        ahead.start()
        ahead.join(0.5)
        go_on.set()
        behind.join()
        ahead.join()
        assert index.get("second") is not None

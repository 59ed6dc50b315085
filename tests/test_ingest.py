"""Roots: what a run over files adds, updates, removes, and leaves alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import pytest

from bhxh_search import (
    Document,
    FileOptions,
    FileOutcome,
    InvalidRequest,
    InvalidRoot,
    Report,
    Root,
    create_index,
    index_paths,
    look_at_paths,
    open_index,
    rebuild_index,
)
from bhxh_search.documents import readers
from bhxh_search.documents.document import Skipped
from bhxh_search.index import generation
from bhxh_search.index import writer as writing
from bhxh_search.ingest import run as running
from bhxh_search.ingest import walking, wholes
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS
from bhxh_search.ingest.roots import Origin, is_inside
from bhxh_search.ingest.walking import count_files
from tests.documents import samples

BINARY = b"\0\1\2\xff\xfe"


class Place:
    """A folder of documents, `docs`, and an index beside it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.docs = top / "docs"
        self.docs.mkdir()
        self.folder = top / "index"

    def write(self, **texts: str) -> None:
        """`a__b="x"` writes x to a/b.txt."""
        for name, text in texts.items():
            path = self.docs / (name.replace("__", "/") + ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def jsonl(self, name: str, lines: Iterable[object]) -> Path:
        path = self.docs / name
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
        return path

    def run(self, *paths: Path, prefix: str | None = None, options: FileOptions = DEFAULT_OPTIONS) -> Report:
        return index_paths(self.folder, paths or [self.docs], prefix=prefix, options=options)

    def texts(self) -> dict[str, str]:
        """Id → text, of all documents."""
        with open_index(self.folder) as index:
            found = {id: index.get(id) for id in index.ids()}
            assert {hit.id for hit in index.search("", limit=1000, snippets=0)} == set(found)
        return {id: document.text for id, document in found.items() if document is not None}

    def ids(self) -> list[str]:
        return list(self.texts())

    def roots(self) -> tuple[Root, ...]:
        with open_index(self.folder) as index:
            assert index.info().complete
            return tuple(replace(root, read=None, again=(), states=()) for root in index.info().roots)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document is a chunk of its own."""
    monkeypatch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


# One root


def test_a_run_adds_updates_and_removes(place: Place) -> None:
    place.write(one="1", two="2", three="3")
    assert counts(place.run()) == (3, 0, 0, 0)
    place.write(two="2 mới", four="4")
    (place.docs / "three.txt").unlink()
    assert counts(place.run()) == (1, 1, 1, 1)
    assert place.texts() == {"four.txt": "4", "one.txt": "1", "two.txt": "2 mới"}
    assert counts(place.run()) == (0, 0, 0, 3)


def test_ids_are_paths_inside_the_root(place: Place) -> None:
    place.write(a="1", sub__b="2")
    place.run()
    assert place.ids() == ["a.txt", "sub/b.txt"]
    assert place.roots() == (Root(str(place.docs)),)


def test_a_root_is_the_same_however_it_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place.write(a="1")
    place.run()
    (tmp_path / "link").symlink_to(place.docs)
    monkeypatch.chdir(tmp_path)
    for path in (Path("docs"), Path("docs/../docs/"), Path("link")):
        assert counts(place.run(path)) == (0, 0, 0, 1)
    assert place.roots() == (Root(str(place.docs)),)


def test_a_root_may_be_a_file(place: Place) -> None:
    place.write(a="1", b="2")
    place.run(place.docs / "a.txt")
    assert place.ids() == ["a.txt"]
    assert place.roots() == (Root(str(place.docs / "a.txt")),)


def test_hidden_files_and_other_kinds_are_passed_over(place: Place) -> None:
    place.write(a="1", **{".hidden__b": "2"})
    (place.docs / "c.doc").write_bytes(b"%PDF")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert report.ignored == {".doc": 1}
    assert report.skipped == ()


def test_the_index_inside_its_root_is_not_indexed(place: Place) -> None:
    place.write(a="1")
    place.folder = place.docs / "index"
    place.run()
    (place.folder / "notes.txt").write_text("x")
    assert counts(place.run()) == (0, 0, 0, 1)
    assert place.ids() == ["a.txt"]


def test_a_root_inside_the_index_folder_is_indexed(place: Place) -> None:
    create_index(place.folder).close()
    inside = place.folder / ".docs"
    inside.mkdir()
    (inside / "a.txt").write_text("1")
    place.run(inside)
    place.run(inside)
    assert place.ids() == ["a.txt"]


def test_links_inside_a_folder_are_reported_and_not_followed(place: Place, tmp_path: Path) -> None:
    place.write(a="1")
    (place.docs / "loop").symlink_to(tmp_path)
    (place.docs / "b.txt").symlink_to(place.docs / "a.txt")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert sorted(Path(skipped.path).name for skipped in report.skipped) == ["b.txt", "loop"]


def test_odd_file_names_make_ids(place: Place) -> None:
    names = ["a b.txt", "ẩn.txt", "100%.txt", "#.txt", "'\".txt", "-x.txt", "e\u0301.txt", "é.txt"]
    for name in names:
        (place.docs / name).write_text(name, "utf-8")
    place.run()
    assert place.ids() == sorted(names)
    assert counts(place.run()) == (0, 0, 0, len(names))


def test_a_file_name_with_a_line_end_is_reported(place: Place) -> None:
    place.write(a="1")
    (place.docs / "b\nc.txt").write_text("2")
    report = place.run()
    assert place.ids() == ["a.txt"]
    assert "control character" in report.skipped[0].reason


def test_a_file_that_a_reader_fails_on_is_told_and_read_again_and_ends_no_run(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    structure = readers.structure

    def failing(extracted: readers.Extracted, id: str, path: str | None) -> Iterator[Document]:
        if id == "b.txt":
            raise ValueError("not enough values")
        return structure(extracted, id, path)

    place.write(a="lương hưu", b="trợ cấp", c="thai sản")
    place.run()
    place.write(a="lương hưu mới", b="trợ cấp mới", c="thai sản mới")
    with monkeypatch.context() as patched:
        patched.setattr(readers, "structure", failing)
        report = place.run()
    assert [(Path(one.path).name, one.reason) for one in report.skipped] == [
        ("b.txt", "could not be read: ValueError: not enough values; please report it")
    ]
    assert place.texts() == {"a.txt": "lương hưu mới", "b.txt": "trợ cấp", "c.txt": "thai sản mới"}
    report = place.run()
    assert (report.updated, report.skipped) == (1, ())
    assert place.texts()["b.txt"] == "trợ cấp mới"


def test_file_names_that_are_not_text_are_told_and_skipped(place: Place) -> None:
    place.write(a="1")
    try:
        for name in (b"b\xff.txt", b"b\xfe.txt"):  # they would be one id
            (place.docs / os.fsdecode(name)).write_text("2")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    for added in (1, 0):
        report = place.run()
        assert (report.added, report.unchanged) == (added, 1 - added)
        assert ["rename it" in skipped.reason for skipped in report.skipped] == [True, True]
    assert place.ids() == ["a.txt"]


def test_a_file_whose_documents_are_the_same_is_unchanged_though_it_was_touched(place: Place) -> None:
    place.write(a="1")
    place.run()
    os.utime(place.docs / "a.txt", (1, 1))
    assert counts(place.run()) == (0, 0, 0, 1)


def test_files_counted_for_a_progress_bar_are_those_that_are_read(place: Place) -> None:
    place.write(a="1", sub__b="2")
    (place.docs / "c.doc").write_bytes(b"%PDF")
    assert count_files([place.docs]) == place.run().files == 2
    assert count_files([place.docs / "none"]) == 0


def test_an_id_that_comes_twice_is_reported_and_the_last_wins(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "2"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "3"}])
    report = place.run()
    assert (report.repeated, counts(report)) == (("x",), (2, 0, 0, 0))
    assert place.texts() == {"x": "3", "y": "2"}


def test_documents_may_move_between_the_files_of_a_root(place: Place) -> None:
    lines = [{"id": name, "text": name} for name in "xyz"]
    place.jsonl("a.jsonl", lines)
    place.run()
    (place.docs / "a.jsonl").rename(place.docs / "b.jsonl")
    assert counts(place.run()) == (0, 3, 0, 0)
    place.jsonl("a.jsonl", lines[:1])
    place.jsonl("b.jsonl", lines[1:])
    place.run()
    assert place.texts() == {"x": "x", "y": "y", "z": "z"}


# What cannot be read


def test_a_new_index_into_which_nothing_could_be_read_is_not_kept(place: Place, tmp_path: Path) -> None:
    place.write(a="")
    place.folder = tmp_path / "some" / "where"
    assert len(place.run().skipped) == 1
    assert not (tmp_path / "some").exists()
    place.folder = tmp_path / "mine"
    place.folder.mkdir()
    (place.folder / ".gitignore").write_text("*")
    place.run()
    assert [path.name for path in place.folder.iterdir()] == [".gitignore"]
    place.write(a="1")
    assert counts(place.run()) == (1, 0, 0, 0)


def test_an_index_that_was_there_before_is_kept_though_nothing_could_be_read(place: Place) -> None:
    create_index(place.folder).close()
    place.write(a="")
    place.run()
    assert place.ids() == []


@pytest.mark.parametrize("name", ["none", "none/below"])
def test_a_root_that_is_not_there_is_an_error_and_makes_no_index(place: Place, name: str) -> None:
    place.write(a="1")
    with pytest.raises(InvalidRoot, match="no such file or folder"):
        place.run(place.docs, place.docs / name)
    assert not place.folder.exists()


def test_a_root_that_has_gone_is_an_error_and_removes_nothing(place: Place) -> None:
    place.write(a="1")
    place.run()
    place.docs.rename(place.top / "elsewhere")
    with pytest.raises(InvalidRoot):
        place.run()
    with pytest.raises(InvalidRoot):
        rebuild_index(place.folder)
    assert place.ids() == ["a.txt"]


@pytest.mark.parametrize("name", ["a\0b", "loop", os.fsdecode(b"\xff")])
def test_a_path_that_cannot_be_a_root_is_an_error(place: Place, name: str) -> None:
    (place.docs / "loop").symlink_to(place.docs / "loop")
    if "\0" not in name and name != "loop":
        try:
            (place.docs / name).mkdir()
        except OSError:
            pytest.skip("this file system takes only names in UTF-8")
    with pytest.raises(InvalidRoot):
        place.run(place.docs / name)
    assert not place.folder.exists()


def as_nobody(work: str, *arguments: object) -> str:
    """Run Python code in a process that is not root, which may read everything; gives what it printed."""
    drop = "import os, sys\nif os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
    # What may lie where only root can read.
    prepare = "from bhxh_search import runs\nfrom bhxh_search.index import schema, writer\nschema.whoosh_schema()\n"
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            os.dup2(write, 1)
            sys.stdout = os.fdopen(1, "w")
            names: dict[str, object] = {"arguments": arguments}
            exec(prepare + drop + work, names)
            sys.stdout.flush()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        printed = stream.read()
    os.waitpid(child, 0)
    return printed


RUN_AS_NOBODY = """
import json
from bhxh_search import InvalidRoot, index_paths
try:
    report = index_paths(*arguments)
    print(json.dumps([[skipped.path, skipped.reason] for skipped in report.skipped]))
except InvalidRoot as error:
    print(json.dumps(str(error)))
"""


@pytest.fixture
def open_place(place: Place) -> Iterator[Place]:
    """A place whose index anybody may write."""
    if not hasattr(os, "seteuid"):
        pytest.skip("needs users")
    above = place.top
    while above != above.parent:
        if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
        above = above.parent
    yield place
    for path in place.docs.rglob("*"):
        path.chmod(0o755)
    place.docs.chmod(0o755)


def opened(place: Place) -> None:
    place.folder.chmod(0o777)
    for path in place.folder.iterdir():
        path.chmod(0o666)


@pytest.mark.parametrize("locked", ["a.txt", "sub"])
def test_a_file_or_folder_that_became_unreadable_keeps_its_documents_and_is_reported(
    open_place: Place, locked: str
) -> None:
    open_place.write(a="1", sub__b="2", sub__c="3", d="4")
    open_place.run()
    opened(open_place)
    (open_place.docs / locked).chmod(0)
    (open_place.docs / "d.txt").unlink()
    printed = as_nobody(RUN_AS_NOBODY, open_place.folder, [open_place.docs])
    assert json.loads(printed) == [[str(open_place.docs / locked), "permission denied"]]
    assert open_place.ids() == ["a.txt", "sub/b.txt", "sub/c.txt"]


def test_a_root_that_cannot_be_read_is_an_error_and_removes_nothing(open_place: Place) -> None:
    open_place.write(a="1")
    open_place.run()
    opened(open_place)
    open_place.docs.chmod(0)
    printed = as_nobody(RUN_AS_NOBODY, open_place.folder, [open_place.docs])
    assert json.loads(printed).endswith("Permission denied; nothing was changed")
    open_place.docs.chmod(0o755)
    assert open_place.ids() == ["a.txt"]


def test_a_file_that_became_binary_keeps_its_last_version_and_is_reported(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    (place.docs / "a.txt").write_bytes(BINARY)
    report = place.run()
    assert [Path(skipped.path).name for skipped in report.skipped] == ["a.txt"]
    assert place.texts() == {"a.txt": "1", "b.txt": "2"}


def test_the_document_of_a_file_that_became_empty_goes(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    place.write(a=" \n")
    report = place.run()
    assert [skipped.reason for skipped in report.skipped] == ["empty"]
    assert (report.removed, place.ids()) == (1, ["b.txt"])


def test_a_line_that_cannot_be_read_keeps_the_documents_of_its_file(place: Place) -> None:
    lines: list[object] = [{"id": name, "text": name} for name in "xyz"]
    place.jsonl("a.jsonl", lines)
    place.run()
    place.jsonl("a.jsonl", [lines[0], '{"id": "y", "te', {"id": "w", "text": "w"}])
    report = place.run()
    assert [skipped.line for skipped in report.skipped] == [2]
    assert place.ids() == ["w", "x", "y", "z"]
    place.jsonl("a.jsonl", [lines[0]])
    assert place.run().removed == 3
    assert place.ids() == ["x"]


# Parts of one whole


def parts(group: str, *names: str) -> list[object]:
    return [{"id": f"{group}#{name}", "text": f"{group} {name}", "group": group} for name in names]


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


# Several roots


@pytest.fixture
def two(place: Place) -> Place:
    """Two roots, docs/a and docs/b, with a document each; and a document that a program added."""
    place.write(a__one="1", b__two="2")
    place.run(place.docs / "a", place.docs / "b")
    with open_index(place.folder, write=True) as index:
        index.add([Document("three", "3")])
    return place


def test_a_run_removes_only_from_its_own_roots(two: Place) -> None:
    two.write(a__three="3")
    (two.docs / "a" / "one.txt").unlink()
    (two.docs / "b" / "two.txt").unlink()
    assert counts(two.run(two.docs / "a")) == (1, 0, 1, 0)
    assert two.ids() == ["three", "three.txt", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "a"), str(two.docs / "b")]


def test_a_file_inside_a_known_root_belongs_to_it_and_removes_nothing_else(two: Place) -> None:
    two.write(a__sub__four="4", a__five="5")
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run(two.docs / "a" / "sub" / "four.txt")) == (1, 0, 0, 0)
    assert two.ids() == ["one.txt", "sub/four.txt", "three", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "a"), str(two.docs / "b")]


def test_a_folder_inside_a_known_root_removes_only_what_is_gone_from_it(two: Place) -> None:
    two.write(a__sub__four="4", a__sub__five="5")
    two.run(two.docs / "a")
    (two.docs / "a" / "sub" / "four.txt").unlink()
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run(two.docs / "a" / "sub")) == (0, 0, 1, 1)
    assert two.ids() == ["one.txt", "sub/five.txt", "three", "two.txt"]


def test_a_file_given_by_name_stays_when_its_folder_passes_over_such_files(two: Place) -> None:
    for name in (".hidden.txt", "notes.log"):
        (two.docs / "a" / name).write_text("4")
        two.run(two.docs / "a" / name)
    assert counts(two.run(two.docs / "a")) == (0, 0, 0, 3)
    (two.docs / "a" / "notes.log").write_text("5")
    assert counts(two.run(two.docs / "a")) == (0, 1, 0, 2)
    rebuild_index(two.folder)
    assert two.ids() == [".hidden.txt", "notes.log", "one.txt", "three", "two.txt"]
    (two.docs / "a" / "notes.log").unlink()
    assert counts(two.run(two.docs / "a")) == (0, 0, 1, 2)


def test_a_file_root_that_is_gone_is_an_error(two: Place) -> None:
    (two.docs / "a" / "one.txt").unlink()
    with pytest.raises(InvalidRoot):
        two.run(two.docs / "a" / "one.txt")
    assert two.ids() == ["one.txt", "three", "two.txt"]


def test_what_a_program_added_is_never_removed_by_a_run(two: Place) -> None:
    two.run(two.docs / "a", two.docs / "b")
    rebuild_index(two.folder)
    assert two.ids() == ["one.txt", "three", "two.txt"]


def test_an_id_of_another_root_is_refused_and_both_paths_are_reported(two: Place) -> None:
    two.write(b__one="nữa")
    report = two.run(two.docs / "b")
    assert two.texts()["one.txt"] == "1"
    (refused,) = report.refused
    assert refused.path == str(two.docs / "b" / "one.txt")
    assert str(two.docs / "a" / "one.txt") in refused.reason
    assert counts(report) == (0, 0, 0, 1)


def test_an_id_that_a_program_gave_is_refused(two: Place) -> None:
    (two.docs / "a" / "three").mkdir()
    two.jsonl("a/x.jsonl", [{"id": "three", "text": "nữa"}])
    report = two.run(two.docs / "a")
    assert "added without a root" in report.refused[0].reason
    assert two.texts()["three"] == "3"


def test_a_program_may_replace_a_document_of_a_root_which_is_then_its_own(two: Place) -> None:
    with open_index(two.folder, write=True) as index:
        assert index.add([Document("one.txt", "của tôi")]).updated == 1
    assert len(two.run(two.docs / "a").refused) == 1
    (two.docs / "a" / "one.txt").unlink()
    two.run(two.docs / "a")
    assert two.texts()["one.txt"] == "của tôi"


def test_standard_input_replaces_only_what_has_no_root(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "-", "text": "1"}])
    place.run()
    report = index_paths(place.folder, [], loose=[Document("-", "2")])
    assert len(report.refused) == 1
    assert place.texts() == {"-": "1"}


def test_standard_input_alone_makes_an_index_that_is_complete(place: Place) -> None:
    index_paths(place.folder, [], loose=[Document("-", "1")])
    index_paths(place.folder, [], loose=[Document("-", "2")])
    assert place.roots() == ()
    assert place.texts() == {"-": "2"}


# Prefixes


def test_a_prefix_stands_before_the_ids_and_is_remembered(place: Place) -> None:
    place.write(a="1", sub__b="2")
    place.jsonl("c.jsonl", parts("luật", "1"))
    place.run(prefix="bhxh")
    assert place.ids() == ["bhxh/a.txt", "bhxh/luật#1", "bhxh/sub/b.txt"]
    assert counts(place.run()) == (0, 0, 0, 3)
    place.write(d="4")
    place.run(place.docs / "d.txt")
    assert "bhxh/d.txt" in place.ids()
    assert place.roots() == (Root(str(place.docs), "bhxh"),)
    with open_index(place.folder) as index:
        document = index.get("bhxh/luật#1")
    assert document is not None and document.group == "bhxh/luật"


def test_another_prefix_replaces_the_ids(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    assert counts(place.run(prefix="x")) == (2, 0, 2, 0)
    place.run(prefix="y")
    assert place.ids() == ["y/a.txt", "y/b.txt"]


def test_a_prefix_lets_two_roots_hold_the_same_ids(two: Place) -> None:
    two.write(b__one="nữa")
    assert two.run(two.docs / "b", prefix="b").refused == ()
    assert two.ids() == ["b/one.txt", "b/two.txt", "one.txt", "three"]


@pytest.mark.parametrize("prefix", ["", "/", "a\nb"])
def test_a_prefix_that_cannot_be_one_is_refused(two: Place, prefix: str) -> None:
    with pytest.raises(InvalidRoot):
        two.run(two.docs / "a", prefix=prefix)


def test_a_prefix_is_for_one_path_and_for_a_whole_root(two: Place) -> None:
    with pytest.raises(InvalidRoot, match="one PATH"):
        two.run(two.docs / "a", two.docs / "b", prefix="x")
    with pytest.raises(InvalidRoot, match="belongs to the root"):
        two.run(two.docs / "a" / "one.txt", prefix="x")
    assert two.ids() == ["one.txt", "three", "two.txt"]


# Taking over


def test_a_folder_around_known_roots_takes_them_over(two: Place) -> None:
    two.write(four="4")
    two.run()
    assert two.texts() == {"a/one.txt": "1", "b/two.txt": "2", "four.txt": "4", "three": "3"}
    assert two.roots() == (Root(str(two.docs)),)
    (two.docs / "a" / "one.txt").unlink()
    assert counts(two.run()) == (0, 0, 1, 2)


def test_documents_with_ids_of_their_own_keep_them_when_their_root_is_taken_over(place: Place) -> None:
    (place.docs / "a").mkdir()
    place.jsonl("a/x.jsonl", [{"id": "x", "text": "x"}])
    place.run(place.docs / "a")
    report = place.run()
    assert (report.refused, place.texts()) == ((), {"x": "x"})


def test_a_root_that_is_taken_over_in_a_rebuild_leaves_nothing_behind(two: Place) -> None:
    rebuild_index(two.folder, [two.docs])
    assert two.ids() == ["a/one.txt", "b/two.txt", "three"]
    assert two.roots() == (Root(str(two.docs)),)


def test_a_hidden_root_that_is_taken_over_keeps_its_documents(place: Place) -> None:
    place.write(**{".hidden__a": "1", "b": "2"})
    place.run(place.docs / ".hidden")
    place.run()
    assert place.ids() == [".hidden/a.txt", "b.txt"]


def test_what_cannot_be_read_while_its_root_is_taken_over_is_replaced_when_it_can(place: Place) -> None:
    place.write(a__one="1")
    (place.docs / "a").mkdir(exist_ok=True)
    own = place.jsonl("a/x.jsonl", [{"id": "x", "text": "cũ"}])
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    own.write_bytes(BINARY)
    assert len(place.run().skipped) == 2
    assert place.texts() == {"one.txt": "1", "x": "cũ"}
    assert place.roots() == (Root(str(place.docs)),)
    place.write(a__one="2")
    place.jsonl("a/x.jsonl", [{"id": "x", "text": "mới"}])
    assert place.run().refused == ()
    assert place.texts() == {"a/one.txt": "2", "x": "mới"}


def test_what_could_not_be_read_while_its_root_was_taken_over_goes_with_the_file(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    place.run()
    assert place.ids() == ["one.txt", "two.txt"]
    (place.docs / "a" / "one.txt").unlink()
    place.run()
    assert place.ids() == ["two.txt"]


@pytest.mark.usefixtures("small_chunks")
def test_a_take_over_that_was_interrupted_is_finished_by_the_next_run(two: Place) -> None:
    def stop(files: int, documents: int) -> None:
        if files == 2:
            raise KeyboardInterrupt

    two.write(c__five="5")
    with pytest.raises(KeyboardInterrupt):
        index_paths(two.folder, [two.docs], progress=stop)
    with open_index(two.folder) as index:
        assert index.info().unfinished == (str(two.docs),)
        assert list(index.ids()) == ["a/one.txt", "three", "two.txt"]
    report = two.run(two.docs / "b")  # belongs to the greater root now
    assert report.refused == ()
    assert two_ids(two) == ["a/one.txt", "b/two.txt", "three"]
    two.run()
    assert two.ids() == ["a/one.txt", "b/two.txt", "c/five.txt", "three"]
    assert two.roots() == (Root(str(two.docs)),)


def two_ids(place: Place) -> list[str]:
    with open_index(place.folder) as index:
        return list(index.ids())


def test_paths_inside_each_other_are_one_root(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a", place.docs, place.docs / "two.txt")
    assert place.roots() == (Root(str(place.docs)),)
    assert place.ids() == ["a/one.txt", "two.txt"]


@pytest.mark.parametrize(
    ("path", "folder", "inside"),
    [("/a", "/a", True), ("/a/b", "/a", True), ("/ab", "/a", False), ("/a", "/a/b", False), ("/a", "/", True)],
)
def test_inside_means_below_by_whole_names(path: str, folder: str, inside: bool) -> None:
    assert is_inside(path, folder) is inside


# Forgetting


def test_forgetting_a_root_removes_its_documents_and_no_others(two: Place) -> None:
    with open_index(two.folder, write=True) as index:
        assert index.forget(two.docs / "a").removed == 1
        assert list(index.ids()) == ["three", "two.txt"]
    assert [root.path for root in two.roots()] == [str(two.docs / "b")]


def test_a_root_that_does_not_exist_any_more_can_be_forgotten(two: Place) -> None:
    two.docs.rename(two.top / "elsewhere")
    with open_index(two.folder, write=True) as index:
        index.forget(two.docs / "a")
    assert two.ids() == ["three", "two.txt"]


def test_a_root_that_is_not_known_cannot_be_forgotten(two: Place) -> None:
    with (
        open_index(two.folder, write=True) as index,
        pytest.raises(InvalidRoot, match=f"its roots: {two.docs / 'a'}, {two.docs / 'b'}"),
    ):
        index.forget(two.docs)
    assert two.ids() == ["one.txt", "three", "two.txt"]


def test_forgetting_a_root_forgets_what_it_took_over_and_could_not_read(place: Place) -> None:
    place.write(a__one="1", two="2")
    place.run(place.docs / "a")
    (place.docs / "a" / "one.txt").write_bytes(BINARY)
    place.run()
    with open_index(place.folder, write=True) as index:
        index.forget(place.docs)
    assert place.ids() == []


# Runs that do not reach their end


@pytest.mark.usefixtures("small_chunks")
def test_a_run_that_fails_between_chunks_keeps_what_is_committed_and_removes_nothing(place: Place) -> None:
    place.write(a="1", d="4", gone="5")
    place.run()
    place.write(a="1 mới", b="2", c="3")
    (place.docs / "gone.txt").unlink()

    def fail(files: int, documents: int) -> None:
        if files == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), open_index(place.folder, write=True) as index:
        index.add_paths([place.docs], progress=fail)
    with open_index(place.folder) as index:
        assert (index.info().complete, index.info().unfinished) == (False, (str(place.docs),))
        assert list(index.ids()) == ["a.txt", "b.txt", "d.txt", "gone.txt"]
    assert counts(place.run()) == (1, 0, 1, 3)
    assert place.roots() == (Root(str(place.docs)),)
    assert place.texts() == {"a.txt": "1 mới", "b.txt": "2", "c.txt": "3", "d.txt": "4"}


@pytest.mark.usefixtures("small_chunks")
def test_a_run_over_one_part_does_not_finish_the_run_over_the_whole(place: Place) -> None:
    place.write(a="1", b="2", c="3", sub__d="4")

    def stop(files: int, documents: int) -> None:
        if files == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        index_paths(place.folder, [place.docs], progress=stop)
    place.run(place.docs / "sub")
    with open_index(place.folder) as index:
        assert index.info().unfinished == (str(place.docs),)
    place.run()
    assert len(place.ids()) == 4
    assert place.roots() == (Root(str(place.docs)),)


# Files that have not changed


def age(place: Place, seconds: float = 10) -> None:
    """Have all files be older than the clock of any file system can confuse."""
    now = time.time()
    for path in place.docs.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (now - seconds, now - seconds))


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that the readers open from now on."""
    opened: list[str] = []
    plain = readers._open

    def watched(path: Path) -> BinaryIO:
        opened.append(path.name)
        return plain(path)

    monkeypatch.setattr(readers, "_open", watched)
    return opened


def test_a_file_of_the_same_size_and_time_is_not_read(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", sub__b="2")
    place.jsonl("c.jsonl", [{"text": "3"}, {"text": "4"}])
    age(place)
    assert place.run().not_read == 0
    opened_files.clear()
    report = place.run()
    assert (opened_files, report.not_read, report.files) == ([], 3, 3)
    assert counts(report) == (0, 0, 0, 4)


def test_a_file_of_another_size_or_time_is_read(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2", c="3")
    age(place)
    place.run()
    opened_files.clear()
    before = (place.docs / "a.txt").stat()
    place.write(a="12")
    os.utime(place.docs / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    place.write(b="3")
    os.utime(place.docs / "b.txt", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert counts(place.run()) == (0, 2, 0, 1)
    assert opened_files == ["a.txt", "b.txt"]


def test_a_file_changed_about_when_the_last_run_began_is_read_again(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2")
    place.run()
    old = time.time() - 10
    os.utime(place.docs / "b.txt", (old, old))
    place.run()
    opened_files.clear()
    assert counts(place.run()) == (0, 0, 0, 2)
    assert opened_files == ["a.txt"]


def put(path: Path, text: str, modified: float) -> None:
    """Write a file as `cp -p` does, with its time."""
    path.write_text(text, "utf-8")
    os.utime(path, (modified, modified))


def test_a_version_that_is_put_back_with_its_time_is_read(place: Place) -> None:
    january, june = law(3, "của tháng Giêng"), law(3, "của tháng Sáu")
    january = january.replace("Giêng của điều 1", "Sáu của điều 1").replace("Giêng của điều 3", "Sáu của điều 3")
    for text, month in ((june, 6), (january, 1), (june, 6), (january, 1)):
        put(place.docs / "luật.txt", text, month * 1000)
        assert look_at_paths(place.folder, [place.docs]).not_read == 0
        place.run()
        assert place.texts()["luật.txt#dieu-2"].count("Sáu") == (text == june)
        report = place.run()
        assert (report.not_read, counts(report)[:3]) == (1, (0, 0, 0))


def test_a_version_that_is_put_back_brings_back_what_the_one_between_lacked(place: Place) -> None:
    path = place.docs / "a.jsonl"
    one, two = (json.dumps({"id": id, "text": id}) + "\n" for id in "xy")
    for text, modified in ((one + two, 2000), (one, 1000), (one + two, 2000)):
        put(path, text, modified)
        place.run()
        assert place.run().not_read == 1
    assert place.ids() == ["x", "y"]


def test_a_file_that_was_only_touched_is_read_once(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2", sub__c="3")
    age(place)
    place.run()
    age(place, 20)
    opened_files.clear()
    assert counts(place.run()) == (0, 0, 0, 3)
    assert opened_files == ["a.txt", "b.txt", "c.txt"]
    opened_files.clear()
    place.run(place.docs / "sub")
    assert [place.run().not_read for _ in range(2)] == [3, 3]
    assert opened_files == []
    for root in (place.docs / "a.txt", place.docs / "sub"):
        shutil.rmtree(root, ignore_errors=True) if root.is_dir() else root.unlink()
    place.run()
    with open_index(place.folder) as index:
        assert [Path(file).name for file, *_ in index.info().roots[0].states] == ["b.txt"]
    rebuild_index(place.folder)
    with open_index(place.folder) as index:
        assert index.info().roots[0].states == (), "its document tells it now"
    assert place.run().not_read == 1


def test_of_very_many_touched_files_the_documents_tell_their_state(
    place: Place, opened_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept of each beside its documents would slow down every search."""
    monkeypatch.setattr(wholes, "MOST_STATES", 2)
    place.write(a="1", b="2", c="3", d="4")
    age(place)
    place.run()
    age(place, 20)
    assert counts(place.run()) == (0, 0, 0, 4)
    with open_index(place.folder) as index:
        assert len(index.info().roots[0].states) == 2
    assert (counts(place.run()), place.run().not_read) == ((0, 0, 0, 4), 4)
    assert place.texts() == {"a.txt": "1", "b.txt": "2", "c.txt": "3", "d.txt": "4"}


def test_an_index_without_states_of_files_is_read_as_before(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    (path,) = place.folder.glob("bhxh_*.json")
    values = json.loads(path.read_text("utf-8"))
    del values["roots"][0]["states"], values["checksum"]
    values["checksum"] = generation._checksum_of(values)
    path.write_text(json.dumps(values), "utf-8")
    assert place.run().not_read == 1


def test_content_is_checked_where_that_is_asked_for(place: Place, opened_files: list[str]) -> None:
    place.write(a="1")
    age(place)
    place.run()
    before = (place.docs / "a.txt").stat()
    place.write(a="2")
    os.utime(place.docs / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(place.run()) == (0, 0, 0, 1)
    assert counts(index_paths(place.folder, [place.docs], options=FileOptions(check_content=True))) == (0, 1, 0, 0)


def test_a_new_prefix_has_all_files_read(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    assert place.run(place.docs, prefix="p").not_read == 0
    assert place.ids() == ["p/a.txt"]


def test_a_run_without_anything_new_commits_nothing(place: Place) -> None:
    place.write(a="1")
    age(place)
    place.run()
    with open_index(place.folder) as index:
        before = index.info().generation
    place.run()
    with open_index(place.folder) as index:
        assert index.info().generation == before


# Which files


def test_globs_choose_files_and_what_they_pass_over_goes(place: Place) -> None:
    place.write(a="1", nháp__b="2", sub__c="3")
    place.run()
    report = index_paths(place.folder, [place.docs], options=FileOptions(exclude=("nháp/",)))
    assert (place.ids(), report.removed, report.passed_over) == (["a.txt", "sub/c.txt"], 1, 1)
    index_paths(place.folder, [place.docs], options=FileOptions(include=("c.*",)))
    assert place.ids() == ["sub/c.txt"]


def test_an_ignore_file_holds_in_its_folder_and_below(place: Place) -> None:
    place.write(a="1", sub__a="2", sub__b="3", sub__deep__b="4", c="5")
    (place.docs / ".bhxhignore").write_text("# chung\nc.txt\n", "utf-8")
    (place.docs / "sub" / ".bhxhignore").write_text("b.txt\n!deep/b.txt\n", "utf-8")
    place.run()
    assert place.ids() == ["a.txt", "sub/a.txt", "sub/deep/b.txt"]
    place.run(place.docs / "sub")
    assert place.ids() == ["a.txt", "sub/a.txt", "sub/deep/b.txt"]


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (a_folder, "is no regular file"),
        (os.mkfifo, "is no regular file"),
        (lambda path: path.write_text("#" * 1_000_001), "has 1,000,001 bytes, more than 1,000,000"),
        (lambda path: path.write_bytes("b.txt\nbảng".encode("cp1258", "replace") + b"\xe1"), "is not UTF-8"),
        (lambda path: path.write_bytes(b"b.txt\n\0"), "is not text"),
    ],
    ids=["folder", "pipe", "large", "another encoding", "binary"],
)
def test_a_folder_whose_ignore_file_cannot_be_followed_stays_as_it_is(
    place: Place, make: Callable[[Path], object], why: str
) -> None:
    """What was to stay out of sight must not come up for an accident."""
    place.write(a="1", sub__b="2", sub__deep__c="3")
    ignoring = place.docs / "sub" / ".bhxhignore"
    ignoring.write_text("b.txt\n", "utf-8")
    place.run()
    ignoring.unlink()
    make(ignoring)
    place.write(a="new", sub__d="4", sub__deep__e="5")
    for path in (place.docs, place.docs / "sub" / "deep"):
        report = place.run(path)
        assert place.ids() == ["a.txt", "sub/deep/c.txt"]
        (skipped,) = report.skipped
        assert why in skipped.reason
        assert ".bhxhignore" in skipped.reason


def test_an_ignore_file_may_be_in_utf_16(place: Place) -> None:
    place.write(a="1", b="2")
    (place.docs / ".bhxhignore").write_text("b.txt\r\n", "utf-16")
    place.run()
    assert place.ids() == ["a.txt"]


def test_a_folder_that_is_included_is_all_that_is_in_it(place: Place) -> None:
    place.write(a="1", sub__b="2", sub__deep__c="3")
    for glob in ("sub/", "sub", "./sub/", "/sub"):
        place.run(options=FileOptions(include=(glob,)))
        assert place.ids() == ["sub/b.txt", "sub/deep/c.txt"], glob
    place.run(options=FileOptions(include=("deep/", "a.*")))
    assert place.ids() == ["a.txt", "sub/deep/c.txt"]


def test_a_slip_in_a_glob_does_not_empty_an_index(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    with pytest.raises(InvalidRequest, match=r"nope\.\* matches no file; nothing was changed"):
        place.run(options=FileOptions(include=("nope.*",)))
    assert place.ids() == ["a.txt", "b.txt"]


def test_of_a_folder_of_which_nothing_is_left_the_documents_stay_and_it_is_told(place: Place) -> None:
    place.write(a="1", sub__b="2", sub__c="3")
    place.run()
    shutil.rmtree(place.docs)  # as where a disk is not mounted
    place.docs.mkdir()
    for report in (look_at_paths(place.folder, [place.docs]), place.run()):
        [skipped] = report.skipped
        assert (skipped.path, report.removed) == (str(place.docs), 0)
        assert "nothing is left in it of its 3 files" in skipped.reason
    assert place.ids() == ["a.txt", "sub/b.txt", "sub/c.txt"]
    place.write(d="4")
    assert counts(place.run())[::2] == (1, 3)


def test_what_is_left_of_a_disk_that_is_not_mounted_may_be_a_file_of_no_kind(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    for path in place.docs.iterdir():
        path.unlink()
    (place.docs / "NOT_MOUNTED").write_text("", "utf-8")
    [skipped] = place.run().skipped
    assert "nothing is left in it of its 2 files" in skipped.reason
    assert place.ids() == ["a.txt", "b.txt"]


def test_a_rebuild_keeps_what_was_in_an_empty_folder_too(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    for path in place.docs.iterdir():
        path.unlink()
    [skipped] = rebuild_index(place.folder).skipped
    assert "nothing is left in it of its 2 files" in skipped.reason
    assert place.ids() == ["a.txt", "b.txt"]


def test_a_rebuild_reads_each_root_within_the_seconds_that_it_was_read_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(a="1")
    place.run(options=FileOptions(seconds=5))
    seen: list[float] = []
    read = running.Run._reading

    def reading(run: running.Run, root: Root) -> Any:
        found = read(run, root)
        seen.append(run.worker.seconds)
        return found

    monkeypatch.setattr(running.Run, "_reading", reading)
    rebuild_index(place.folder)
    assert seen == [5]


def test_many_paths_take_no_more_than_linear_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write(**{f"f{n}": f"{n}" for n in range(60)})
    files = sorted(place.docs.iterdir())
    place.run(*files)
    steps = 0
    inside = walking.is_inside

    def counted(path: str, folder: str) -> bool:
        nonlocal steps
        steps += 1
        return inside(path, folder)

    for module in (walking, running):
        monkeypatch.setattr(module, "is_inside", counted)
    assert counts(place.run(*files)) == (0, 0, 0, 60)
    assert steps < 10 * len(files)


def test_who_excludes_all_files_means_it(place: Place) -> None:
    place.write(a="1", b="2")
    place.run()
    assert place.run(options=FileOptions(exclude=("*",))).removed == 2


def test_a_file_given_by_name_is_read_whatever_is_ignored(place: Place) -> None:
    place.write(a="1")
    (place.docs / ".bhxhignore").write_text("*\n")
    place.run(place.docs / "a.txt")
    assert place.ids() == ["a.txt"]


def test_a_file_that_is_too_large_is_reported_with_its_size(place: Place) -> None:
    place.write(a="1", b="x" * 2_000_000)
    report = index_paths(place.folder, [place.docs], options=FileOptions(max_file_size=1_000_000))
    assert [skipped.reason for skipped in report.skipped] == [
        "2 MB, larger than the limit of 1 MB; see --max-file-size"
    ]
    assert place.ids() == ["a.txt"]


def test_an_encoding_that_is_given_is_used_for_all(place: Place) -> None:
    (place.docs / "a.txt").write_bytes("déjà".encode("latin-1"))
    assert place.run().documents == 0
    index_paths(place.folder, [place.docs], options=FileOptions(encoding="latin-1"))
    assert place.texts() == {"a.txt": "déjà"}


# Looking only, and what became of each file


def test_a_look_changes_nothing_and_reads_nothing(place: Place, opened_files: list[str]) -> None:
    place.write(a="1", b="2")
    told: list[FileOutcome] = []
    report = look_at_paths(place.folder, [place.docs], tell=told.append)
    assert [(Path(one.path).name, one.outcome) for one in told] == [("a.txt", "to read"), ("b.txt", "to read")]
    assert (report.files, opened_files, place.folder.exists()) == (2, [], False)
    age(place)
    place.run()
    (place.docs / "a.txt").unlink()
    opened_files.clear()
    told.clear()
    report = look_at_paths(place.folder, [place.docs], tell=told.append)
    assert sorted((Path(one.path).name, one.outcome) for one in told) == [
        ("a.txt", "removed"),
        ("b.txt", "unchanged"),
    ]
    assert (report.removed, report.not_read, opened_files, place.ids()) == (1, 1, [], ["a.txt", "b.txt"])


def test_what_became_of_each_file_is_told(place: Place) -> None:
    place.write(a="1", b=" ", d="4")
    place.jsonl("c.jsonl", [{"text": "3"}, "{"])
    (place.docs / "e.xyz").write_text("x")
    (place.docs / "f.txt").write_bytes("B¶o hiÓm x· héi tù nguyÖn".encode("windows-1252"))
    place.run()
    (place.docs / "d.txt").unlink()
    told: list[FileOutcome] = []
    report = index_paths(place.folder, [place.docs], tell=told.append)
    outcomes = {Path(one.path).name: (one.outcome, one.documents, len(one.reasons), one.encoding) for one in told}
    assert outcomes == {
        "a.txt": ("unchanged", 1, 0, None),
        "b.txt": ("skipped", 0, 1, None),
        "c.jsonl": ("unchanged", 1, 1, None),
        "d.txt": ("removed", 0, 0, None),
        "e.xyz": ("passed over", 0, 0, None),
        "f.txt": ("unchanged", 1, 0, "tcvn3"),
    }
    assert report.encodings == {"tcvn3": 1}


# A folder of horrors


def test_hostile_files_are_reported_and_the_others_indexed(place: Place) -> None:
    place.write(good="Bảo hiểm xã hội tự nguyện.")
    files = {
        "a.pdf": samples.pdf([[(50, 700, "Trang một.")], [(50, 700, "Trang hai.")]]),
        "b.pdf": samples.encrypted_pdf(),
        "c.pdf": samples.recursive_pdf(),
        "d.docx": samples.docx_paragraphs("Lương hưu.")[:200],
        "e.docx": samples.archive({"word/document.xml": samples.ENTITY_BOMB}),
        "f.odt": samples.odt("", "encryption-data"),
        "g.html": b"\0" * 1000,
        "h.csv": b"a,b\n1,2\n",
        "i.jsonl": b"[" * 100_000,
        "j.txt": BINARY,
    }
    for name, content in files.items():
        (place.docs / name).write_bytes(content)
    with (place.docs / "zeros.txt").open("wb") as file:
        file.truncate(100_000_000)
    os.mkfifo(place.docs / "pipe.txt")
    (place.docs / "loop").symlink_to(place.docs)
    report = place.run()
    assert place.ids() == ["a.pdf", "good.txt"]
    assert sorted(Path(skipped.path).name for skipped in report.skipped) == sorted(
        [*(set(files) - {"a.pdf"}), "zeros.txt", "pipe.txt", "loop"]
    )
    assert all(skipped.reason for skipped in report.skipped)


def test_a_hit_in_a_pdf_tells_its_page(place: Place) -> None:
    pages = [[(50, 700, "Lương hưu và trợ cấp.")], [(50, 700, "Bảo hiểm thất nghiệp.")]]
    (place.docs / "a.pdf").write_bytes(samples.pdf(pages))
    place.run()
    with open_index(place.folder) as index:
        (hit,) = index.search("thất nghiệp").hits
    assert (hit.page, hit.snippets[0].page) == (2, 2)


# Ids that several files of a root give


def test_of_an_id_in_two_files_the_last_files_document_counts_in_every_run(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "2"}])
    first, *later = [place.run() for _ in range(4)]
    both = (str(place.docs / "a.jsonl"), str(place.docs / "b.jsonl"))
    assert counts(first) == (1, 0, 0, 0)
    assert {counts(report) for report in later} == {(0, 0, 0, 1)}
    assert all(report.repeated_in == {"x": both} for report in (first, *later))
    assert place.texts() == {"x": "2"}


def test_the_last_file_counts_whichever_is_read_alone(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "1"}])
    place.jsonl("b.jsonl", [{"id": "x", "text": "2"}])
    for names in (["a.jsonl"], ["b.jsonl"], ["a.jsonl"], ["b.jsonl", "a.jsonl"]):
        place.run()
        place.run(*(place.docs / name for name in names))
        assert place.texts() == {"x": "2", "y": "1"}


@pytest.mark.parametrize("how", ["removed", "emptied", "excluded"])
def test_a_document_counts_again_when_that_of_a_later_file_is_gone(place: Place, how: str) -> None:
    place.jsonl("a.jsonl", [{"id": "x", "text": "1"}, {"id": "y", "text": "1"}])
    later = place.jsonl("b.jsonl", [{"id": "x", "text": "2"}, {"id": "z", "text": "2"}])
    place.run()
    old = time.time() - 3600
    for name in ("a.jsonl", "b.jsonl"):  # long before the next run: by its time neither is to be read again
        os.utime(place.docs / name, (old, old))
    assert counts(place.run()) == (0, 0, 0, 3)
    if how == "removed":
        later.unlink()
    elif how == "emptied":
        later.write_text('{"id": "z", "text": "2"}\n')
    exclude = ("b.jsonl",) if how == "excluded" else ()
    report = index_paths(place.folder, [place.docs], options=FileOptions(exclude=exclude))
    left = {"z": "2"} if how == "emptied" else {}
    assert place.texts() == {"x": "1", "y": "1", **left}
    assert (report.repeated, report.updated, report.removed) == ((), 1, 1 - len(left))
    assert place.roots() == (Root(str(place.docs), options=FileOptions(exclude=exclude)),)
    assert place.run(place.docs / "a.jsonl").repeated == ()


def law(articles: int, said: str) -> str:
    """The text of a law of so many articles."""
    head = "QUỐC HỘI\nLuật số: 41/2024/QH15\nHà Nội, ngày 1 tháng 7 năm 2024\nLUẬT\nTHỬ NGHIỆM\n\n"
    return head + "".join(f"Điều {n}. Mục {n}\nQuy định {said} của điều {n}.\n\n" for n in range(1, articles + 1))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))])
@pytest.mark.usefixtures("small_chunks")
def test_whatever_was_done_before_an_index_is_what_a_new_one_would_be(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Files that share ids and laws, in runs over all or one of them, cut short, with files left out or too large.

    Files are written, removed, touched, and put back in an earlier version with its time.
    """
    random = Random(seed)
    add = writing.Writer.add
    left = 0

    def add_or_stop(writer: writing.Writer, document: Document, origin: Origin) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt
        add(writer, document, origin)

    monkeypatch.setattr(writing.Writer, "add", add_or_stop)
    long_ago = time.time() - 100_000
    versions: dict[Path, list[tuple[str, float]]] = {}
    place.write(stays="một")  # a folder without any file would keep what it had
    os.utime(place.docs / "stays.txt", (long_ago, long_ago))
    for step in range(40):
        name = random.choice(["a.jsonl", "b.jsonl", "sub/a.jsonl", "sub/c.jsonl"])
        path = place.docs / name
        path.parent.mkdir(exist_ok=True)
        how = random.random()
        if how < 0.2:
            path.unlink(missing_ok=True)
        elif how < 0.4 and path in versions:
            put(path, *random.choice(versions[path]))
        elif how < 0.5 and path.exists():
            os.utime(path, (long_ago + step, long_ago + step))
        else:
            ids = [random.choice("wxyz") for _ in range(random.randint(1, 4))]
            is_law = random.random() < 0.4
            said = f"{random.choice([step, 0])}"  # some documents are those of an earlier version
            text = law(random.randint(2, 4), said) if is_law else f"lần {said}"
            group = {"group": random.choice("wG")} if not is_law and random.random() < 0.3 else {}
            place.jsonl(name, [{"id": id, "text": text, **group} for id in ids])
            os.utime(path, (long_ago + step, long_ago + step))  # nothing is read again for being new
            versions.setdefault(path, []).append((path.read_text("utf-8"), long_ago + step))
        what = random.random()
        options = FileOptions()
        paths = [place.docs]
        if what < 0.3 and path.exists():
            paths = [path]
        elif what < 0.45:
            options = FileOptions(exclude=(random.choice(["a.jsonl", "sub/"]),))
        elif what < 0.6:
            options = FileOptions(max_file_size=random.choice([60, 200]))
        elif what < 0.8:
            left = random.randint(1, 6)
        try:
            if random.random() < 0.15 and place.folder.exists():
                rebuild_index(place.folder, options=options)
            else:
                index_paths(place.folder, paths, options=options)
        except KeyboardInterrupt:
            pass
        left = 0
        report = place.run()
        fresh = tmp_path / f"fresh-{step}"
        expected = index_paths(fresh, [place.docs])
        with open_index(fresh) as index:
            assert place.texts() == {id: document.text for id in index.ids() if (document := index.get(id))}, step
        # What one file gives twice is told when it is read.
        of_several = {id: files for id, files in expected.repeated_in.items() if len(set(files)) > 1}
        assert of_several == {id: files for id, files in report.repeated_in.items() if len(set(files)) > 1}, step
        last = place.run()
        assert last.removed == 0
        with open_index(place.folder) as index:
            again = {file for root in index.info().roots for file in root.again}
        assert last.files - last.not_read == len(again), step


def test_documents_of_groups_of_ones_own_may_stand_in_any_order_and_in_several_files(place: Place) -> None:
    groups = ["tin", "luật", "hỏi"]
    place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"{n}", "group": groups[n % 3]} for n in range(9)])
    place.jsonl("b.jsonl", [{"id": "9", "text": "9", "group": "tin"}])
    assert (counts(place.run()), len(place.ids())) == ((10, 0, 0, 0), 10)
    place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"{n}", "group": groups[n % 3]} for n in range(8)])
    report = place.run(options=FileOptions(check_content=True))
    assert (counts(report), report.repeated) == ((0, 0, 1, 9), ())


def test_an_id_with_a_group_and_one_without_are_the_same_id(place: Place) -> None:
    place.jsonl("a.jsonl", [{"id": "e", "text": "cũ", "group": "G"}, {"id": "f", "text": "f", "group": "G"}])
    later = place.jsonl("b.jsonl", [{"id": "e", "text": "mới"}])
    assert place.run().repeated == ("e",)
    place.jsonl("a.jsonl", [{"id": "e", "text": "anders", "group": "G"}])
    place.run()
    assert place.texts() == {"e": "mới"}
    later.unlink()
    place.run()
    assert place.texts() == {"e": "anders"}


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


def test_a_file_of_which_only_a_part_was_committed_is_read_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that was copied with its time, when the run that read it was killed between two chunks."""
    place.write(a="1")
    os.utime(place.docs / "a.txt", (1, 1))
    place.run()
    path = place.jsonl("b.jsonl", [{"id": f"{n}", "text": f"văn bản {n}"} for n in range(9)])
    os.utime(path, (1, 1))
    commit, commits = writing.Writer.commit, 0

    def commit_once(writer: writing.Writer, **states: Any) -> None:
        nonlocal commits
        commits += 1
        if commits > 1:
            raise KeyboardInterrupt
        commit(writer, **states)

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 1})
        patched.setattr(writing.Writer, "commit", commit_once)
        with pytest.raises(KeyboardInterrupt):
            place.run()
    with open_index(place.folder) as index:
        assert 1 < len(list(index.ids())) < 10
    assert place.run().added > 0
    assert len(place.ids()) == 10
    assert place.run().not_read == 2


def test_a_file_that_broke_off_is_read_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.jsonl("a.jsonl", [{"id": f"{n}", "text": f"văn bản {n}"} for n in range(9)])
    os.utime(path, (1, 1))

    def broken(*arguments: Any, **options: Any) -> Iterator[Any]:
        yield Document("0", "văn bản 0")
        yield Skipped(str(path), "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(running, "read_file", broken)
        assert len(place.run().skipped) == 1
    assert place.run().added == 8
    assert place.run().not_read == 1


def test_a_document_whose_id_was_anothers_comes_once_the_id_is_free(place: Place) -> None:
    for name, ids in (("one", "x"), ("two", "xy")):
        (place.docs / name).mkdir()
        os.utime(place.jsonl(f"{name}/a.jsonl", [{"id": id, "text": name} for id in ids]), (1, 1))
    place.run(place.docs / "one")
    for _ in range(3):
        assert len(place.run(place.docs / "two").refused) == 1
    with open_index(place.folder, write=True) as index:
        index.forget(place.docs / "one")
    assert place.run(place.docs / "two").added == 1
    assert place.texts() == {"x": "two", "y": "two"}


def test_a_file_of_which_a_line_has_changed_is_read_once(place: Place) -> None:
    lines = [{"id": id, "text": id} for id in "xyz"]
    os.utime(place.jsonl("a.jsonl", lines), (1, 1))
    place.run()
    os.utime(place.jsonl("a.jsonl", [*lines[:2], {"id": "z", "text": "mới"}]), (2, 2))
    assert [place.run().not_read for _ in range(3)] == [0, 1, 1]


# What a run that only looks says


def test_a_run_that_only_looks_counts_no_document_of_a_file_that_is_there(place: Place) -> None:
    place.write(a="1", b="2", c="3")
    place.run()
    (place.docs / "c.txt").unlink()
    place.write(a="1 mới")
    report = look_at_paths(place.folder, [place.docs])
    assert (report.files, report.removed) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who may not read everything")
def test_a_run_that_only_looks_tells_what_cannot_be_read(place: Place) -> None:
    place.write(a="1", b="2")
    (place.docs / "a.txt").chmod(0)
    report = look_at_paths(place.folder, [place.docs])
    assert [(Path(one.path).name, one.reason) for one in report.skipped] == [("a.txt", "permission denied")]


# What a rebuild reads


def test_a_rebuild_reads_each_root_as_it_was_read_last(place: Place) -> None:
    place.write(a="1", b="2")
    (place.docs / "nháp").mkdir()
    (place.docs / "nháp" / "c.txt").write_text("3")
    options = FileOptions(exclude=("nháp/",), max_file_size=1000)
    index_paths(place.folder, [place.docs], options=options)
    assert place.roots() == (Root(str(place.docs), options=options),)
    rebuild_index(place.folder)
    assert place.ids() == ["a.txt", "b.txt"]
    assert place.roots() == (Root(str(place.docs), options=options),)
    index_paths(place.folder, [place.docs / "a.txt"], options=FileOptions(exclude=("b.txt",)))
    assert place.roots() == (Root(str(place.docs), options=options),), "a part of a root says nothing of it all"
    rebuild_index(place.folder, options=FileOptions())
    assert place.ids() == ["a.txt", "b.txt", "nháp/c.txt"]
    assert place.roots() == (Root(str(place.docs)),)


def test_a_date_that_is_no_day_is_told(place: Place) -> None:
    rows = [
        {"id": "year", "text": "lương hưu", "date": "2024"},
        {"id": "month", "text": "lương hưu", "date": "06/2024"},
        {"id": "day", "text": "lương hưu", "date": "28/6/2024"},
        {"id": "none", "text": "lương hưu"},
    ]
    (place.docs / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    age(place)
    assert place.run().undated == ("year", "month")
    assert place.run().undated == (), "the file was not read"
    with open_index(place.folder) as index:
        assert [hit.id for hit in index.search("date:2024")] == ["day"]

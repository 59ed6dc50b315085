"""Files and folders that cannot be read: they are told, keep their documents, and end no run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, create_index
from bhxh_search.documents import readers
from tests.documents import samples
from tests.ingest.place import BINARY, Place, counts


def as_nobody(work: str, *arguments: object) -> str:
    """Run Python code in a process that is not root, which may read everything; gives what it printed."""
    drop = "import os, sys\nif os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
    # What may lie where only root can read.
    prepare = "from bhxh_search import runs\nfrom bhxh_search.index import schema, writer\nschema.whoosh_schema()\n"
    prepare += "'x'.encode('utf-16-le')\n"
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


def test_a_run_that_only_looks_tells_what_cannot_be_read(open_place: Place) -> None:
    open_place.write(a="1", b="2")
    (open_place.docs / "a.txt").chmod(0)
    look = RUN_AS_NOBODY.replace("index_paths", "look_at_paths")
    printed = as_nobody(look, open_place.folder, [open_place.docs])
    assert json.loads(printed) == [[str(open_place.docs / "a.txt"), "permission denied"]]


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

"""What happens to files of an index that are missing, cut, changed or forged."""

from __future__ import annotations

import gc
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index

from bhxh_search import (
    Document,
    IndexDamaged,
    IndexOutdated,
    index_paths,
    open_index,
)
from bhxh_search.index.generation import _checksum_of
from tests.index.conftest import generation

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


# Damage. Whoosh does not close a file that it fails to read; Python does so sooner or later.


@pytest.fixture(autouse=True)
def _files_that_whoosh_left_open() -> Iterator[None]:
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


QUERIES = [
    "bảo hiểm",
    "bao hiem",
    '"trợ cấp"',
    "BHYT",
    "title:tiêu",
    "author:hưng",
    "28-NQ/TW",
    "tu*",
    "-thai",
    "id:a",
]


def use(folder: Path) -> None:
    """Everything that reads the files."""
    with open_index(folder) as index:
        for id in index.ids():
            index.get(id)
            index.matches(id, "bảo hiểm")
        for query in QUERIES:
            index.search(query, group=True)
            index.near_misses(query)


def in_generation(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.toc"), *folder.glob("*.columns")])


@pytest.mark.parametrize("which", range(3))
def test_a_file_that_is_missing_is_damage(folder: Path, which: int) -> None:
    path = in_generation(folder)[which]
    path.unlink()
    with pytest.raises((IndexDamaged, FileNotFoundError)):
        use(folder)


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("left", [0, 1, -1])
def test_a_file_that_was_cut_is_damage(folder: Path, which: int, left: int) -> None:
    path = in_generation(folder)[which]
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(IndexDamaged, match=path.name):
        open_index(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 5}', '{"format": "x"}', "\0", "[" * 100_000])
def test_a_json_that_is_none_is_damage(folder: Path, content: str) -> None:
    (folder / "bhxh_2.json").write_text(content)
    with pytest.raises(IndexDamaged, match=r"bhxh_2\.json"):
        open_index(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 1),
        ("roots", [{"path": "x"}, {"other": 1}]),
        ("roots", 5),
        ("files", {"x": {"size": "1", "checksum": ""}}),
        ("files", []),
        ("abbreviations", {"K C": "x"}),
        ("abbreviations", ["x"]),
        ("unfinished", 1),
        ("more", 1),
    ],
)
def test_a_json_of_other_content_is_damage(folder: Path, name: str, value: object) -> None:
    (folder / "bhxh_2.json").write_text(json.dumps({**generation(folder), name: value}))
    for write in (False, True):
        with pytest.raises(IndexDamaged):
            open_index(folder, write=write)


class Trap:
    """What runs when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_table_of_contents_that_was_changed_is_refused_before_it_is_unpickled(folder: Path, tmp_path: Path) -> None:
    toc = folder / "_MAIN_2.toc"
    data = toc.read_bytes()
    schema = data.index(b"\x80\x02")
    trap = pickle.dumps(Trap(tmp_path / "sprung"), 2)
    toc.write_bytes(data[:schema] + trap + data[schema + len(trap) :])
    assert toc.stat().st_size == len(data)
    with pytest.raises(IndexDamaged, match="changed by another program"):
        open_index(folder)
    with pytest.raises(IndexDamaged, match="changed by another program"):
        open_index(folder, write=True)
    assert not (tmp_path / "sprung").exists()
    with pytest.raises(Exception):  # noqa: B017
        whoosh_index.open_dir(folder)
    assert (tmp_path / "sprung").exists(), "the trap itself works"


def test_a_writer_does_not_unpickle_what_was_changed_since_it_was_opened(folder: Path, tmp_path: Path) -> None:
    toc = folder / "_MAIN_2.toc"
    with open_index(folder, write=True) as index:
        data = toc.read_bytes()
        toc.write_bytes(data[:-1] + b"x")
        index.add([Document("e", "x")])
        with pytest.raises(IndexDamaged, match="changed by another program"):
            index.commit()
        toc.write_bytes(data)


def test_every_flipped_byte_is_reported_by_verify_and_by_opening_with_verify(folder: Path) -> None:
    chance = random.Random(1)
    with open_index(folder, verify=True) as index:
        assert index.verify() == ()
        for path in in_generation(folder):
            data = path.read_bytes()
            for _ in range(10):
                at = chance.randrange(len(data))
                path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
                assert [problem.path for problem in index.verify()] == [str(path)]
                with pytest.raises(IndexDamaged):
                    open_index(folder, verify=True)
                path.write_bytes(data)


def test_verify_reports_a_file_that_is_missing(folder: Path) -> None:
    path = next(folder.glob("*.columns"))
    with open_index(folder) as index:
        path.unlink()
        (problem,) = index.verify()
        assert problem.path == str(path)
        assert "missing" in problem.message


def flips(folder: Path, count: int, seed: int) -> None:
    """Damage one to three bytes of a segment or of the JSON; using the index may go well or find the damage."""
    chance = random.Random(seed)
    paths = [*folder.glob("*.columns")]
    for number in range(count):
        path = chance.choice(paths)
        data = path.read_bytes()
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 1, 2, 3])):
            at = chance.randrange(len(data))
            damaged[at] = chance.choice([damaged[at] ^ 1 << chance.randrange(8), chance.randrange(256)])
        path.write_bytes(damaged)
        try:
            use(folder)
        except IndexDamaged:
            pass
        except Exception as error:
            raise AssertionError(f"flip {number} of seed {seed} in {path.name}") from error
        path.write_bytes(data)


@pytest.mark.parametrize("seed", range(3))
def test_flipped_bytes_are_harmless_or_damage(folder: Path, seed: int) -> None:
    flips(folder, 80, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_flipped_bytes_are_harmless_or_damage(folder: Path, seed: int) -> None:
    flips(folder, 400, seed)


def test_flipped_bytes_of_the_json_are_harmless_or_told(folder: Path) -> None:
    chance = random.Random(1)
    path = folder / "bhxh_2.json"
    data = path.read_bytes()
    for _ in range(200):
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        with suppress(IndexDamaged, IndexOutdated):  # the flip may be in the version
            use(folder)


def test_damage_while_writing_leaves_the_last_commit(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    with open_index(folder, write=True) as index:
        for path in folder.glob("*.columns"):
            path.write_bytes(b"\0" * path.stat().st_size)
        with pytest.raises(IndexDamaged):
            index.optimize()
        for path in copy.glob("*.columns"):
            shutil.copyfile(path, folder / path.name)
    with open_index(folder, verify=True) as again:
        assert list(again.ids()) == ["a", "c", "d"]


def forge(folder: Path, **changes: object) -> None:
    """Change what the JSON says, and have its checksum agree."""
    (path,) = folder.glob("bhxh_*.json")
    values = {**generation(folder), **changes}
    del values["checksum"]
    path.write_text(json.dumps({**values, "checksum": _checksum_of(values)}), "utf-8")


@pytest.mark.parametrize("name", ["../../../../dev/zero", "/dev/zero", "notes.txt", "MAIN_0123456789abcdef.columns"])
def test_a_json_that_names_other_files_than_its_own_is_refused_unread(folder: Path, name: str) -> None:
    forge(folder, files={**generation(folder)["files"], name: {"size": 0, "checksum": ""}})
    with pytest.raises(IndexDamaged, match="its files are not those of its segments"):
        open_index(folder)


def test_a_segment_may_not_have_a_name_that_leads_elsewhere(folder: Path) -> None:
    segments = generation(folder)["segments"]
    segments[0]["name"] = "/../../x"
    forge(folder, segments=segments)
    with pytest.raises(IndexDamaged, match="no name of ours"):
        open_index(folder)


@pytest.mark.parametrize(
    "wrong",
    [{"path": None}, {"path": 3}, {"prefix": 0}, {"prefix": ["x"]}, {"read": "1"}, {"read": [1]}, {"again": [1]}],
)
def test_a_root_with_a_value_of_a_wrong_type_is_told_as_damage(
    folder: Path, tmp_path: Path, wrong: dict[str, object]
) -> None:
    text = tmp_path / "a.txt"
    text.write_text("lương hưu", "utf-8")
    index_paths(folder, [text])
    (root,) = generation(folder)["roots"]
    forge(folder, roots=[{**root, **wrong}])
    with pytest.raises(IndexDamaged, match="a root has a value of a wrong type"):
        index_paths(folder, [text])


@pytest.mark.parametrize("pattern", ["*.columns", "*.toc", "bhxh_*.json"])
def test_a_file_of_the_index_that_is_a_link_or_a_pipe_is_refused_unread(
    folder: Path, tmp_path: Path, pattern: str
) -> None:
    path = next(folder.glob(pattern))
    path.rename(tmp_path / "elsewhere")
    for make in (lambda: path.symlink_to(tmp_path / "elsewhere"), lambda: os.mkfifo(path)):
        make()
        for write in (False, True):
            with pytest.raises(IndexDamaged, match="is a link or no file"):
                open_index(folder, write=write)
        path.unlink()


def test_a_lock_that_is_a_link_is_not_written_to(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (folder / "MAIN_WRITELOCK").unlink()
    (folder / "MAIN_WRITELOCK").symlink_to(tmp_path / "mine")
    with pytest.raises(IndexDamaged, match="is a link"):
        open_index(folder, write=True)
    assert (tmp_path / "mine").read_text() == "mine"


CUT = """
import os, sys
from pathlib import Path
from bhxh_search import open_index

with open_index(sys.argv[1]) as index:
    for path in Path(sys.argv[1]).glob("*.columns"):
        os.truncate(path, 100)
    print(*(problem.message for problem in index.verify()))
"""


def test_verify_tells_of_a_file_that_was_cut_off_while_it_is_open(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CUT, folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("it has 100 bytes, not") == 2


@pytest.mark.slow
def test_every_single_byte_that_changes_is_reported_by_verify_or_by_opening(folder: Path) -> None:
    chance = random.Random(1)
    for path in [*in_generation(folder), *folder.glob("bhxh_*.json")]:
        data = path.read_bytes()
        damaged = bytearray(data)
        for at in range(len(data)):
            damaged[at] ^= chance.randrange(1, 256)
            path.write_bytes(damaged)
            with suppress(IndexDamaged, IndexOutdated), open_index(folder) as index:
                found = [problem.path for problem in index.verify()]
                if path.suffix == ".json" and not found:
                    assert json.loads(bytes(damaged)) == json.loads(data), "only a blank is another"
                else:
                    assert found == [str(path)], f"byte {at} of {path.name}"
            damaged[at] = data[at]
        path.write_bytes(data)

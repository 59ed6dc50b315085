"""Nothing in an index folder is unpickled, by whatever the package is asked to do."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from bhxh_search import Document, create_index
from bhxh_search.index.generation import _checksum_of

# Arguments: the index, a folder of documents. The model of pyvi is in the cache by now.
WORK = r"""
import _pickle, pickle, sys
from pathlib import Path

def refuse(*arguments, **named):
    raise SystemExit("something was unpickled")

class Refuse:
    __init__ = refuse

for module in (pickle, _pickle):
    module.load = module.loads = refuse
    module.Unpickler = Refuse
pickle._load = pickle._loads = refuse
pickle._Unpickler = Refuse

from click.testing import CliRunner
from bhxh_search import Document, index_paths, open_index, rebuild_index
from bhxh_search.cli import main

index, docs = sys.argv[1:]
queries = ["bảo hiểm", "bao hiem", '"xã hội"', '"bảo xã"~5', "28-NQ/TW", "author:hưng", "path:a*", "date:2020", "-x"]
index_paths(index, [docs])
with open_index(index, write=True, verify=True) as opened:
    opened.add([Document("new", "Bảo hiểm thất nghiệp (BHTN)"), Document("gone", "x")])
    opened.commit()
    opened.remove(["gone"])
    for query in queries:
        for group in (False, True):
            opened.search(query, group=group, sort="date", filters={"date": "2000..2030"})
        opened.near_misses(query)
        opened.search(query)
    for id in opened.ids():
        opened.get(id)
        opened.matches(id, "bảo hiểm")
    assert opened.info().documents and opened.verify() == ()
    opened.optimize()
    opened.refresh()
rebuild_index(index)
for command in (
    ["index", docs],
    ["index", docs, "--rebuild"],
    ["info"],
    ["verify"],
    ["optimize"],
    ["analyze", "BHXH tự nguyện"],
    *(["query", "--format", "json", query] for query in queries),
    ["index", "--forget", docs],
):
    extra = ["--index", index] if command[0] != "analyze" else []
    result = CliRunner().invoke(main, command + extra)
    assert result.exit_code in (0, 1) and not isinstance(result.exception, Exception), (command, result)
print("done")
"""


def run(index: Path, docs: Path) -> str:
    done = subprocess.run([sys.executable, "-c", WORK, index, docs], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def write_documents(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.txt").write_text("Bảo hiểm xã hội (BHXH) theo 28-NQ/TW", "utf-8")
    row = {"id": "b", "text": "bảo hiểm y tế", "author": "Chấn Hưng", "date": "2020-12-18", "group": "g"}
    (folder / "b.jsonl").write_text(json.dumps(row), "utf-8")


def test_no_command_and_no_call_unpickles(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    assert run(tmp_path / "index", tmp_path / "docs") == "done\n"


class Trap:
    """What runs when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_table_of_contents_of_a_strangers_making_runs_nothing(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    index = tmp_path / "index"
    with create_index(index) as opened:
        opened.add([Document("old", "bảo hiểm")])
    (toc,) = index.glob("*.toc")
    trap = pickle.dumps(Trap(tmp_path / "sprung"), 2)
    data = toc.read_bytes()
    schema = data.index(b"\x80\x02")
    toc.write_bytes(data[:schema] + trap + data[schema + len(trap) :])
    # The stranger made everything else agree with it.
    (path,) = index.glob("bhxh_*.json")
    values = json.loads(path.read_text("utf-8"))
    values["files"][toc.name]["checksum"] = hashlib.blake2b(toc.read_bytes(), digest_size=16).hexdigest()
    del values["checksum"]
    path.write_text(json.dumps({**values, "checksum": _checksum_of(values)}), "utf-8")
    assert run(index, tmp_path / "docs") == "done\n"
    assert not (tmp_path / "sprung").exists()

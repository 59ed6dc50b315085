"""Processes that are killed, interrupted, or run out of disk while they write: the index is in a committed state."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, index_paths, open_index

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")

WORDS = "bảo hiểm xã hội tự nguyện lương hưu BHXH BHYT thai sản tử tuất 28-NQ/TW".split()
QUERIES = ["bảo hiểm", "luong huu", '"thai sản"', "BHXH -BHYT"]

# What a process does: argument 1 is the kind of work, 2 the index, 3 the documents, 4 where it ends, 5 how.
WORK = r'''
import os, signal, sys
from bhxh_search import BhxhSearchError, index_paths, open_index, rebuild_index
from bhxh_search.index import builder, contents, generation, storage, writer

work, index, docs, step, how = sys.argv[1:]
writer.Writer.__init__.__kwdefaults__["build_bytes"] = 40_000


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def at(owner, name, *, after, count=1, when=lambda *arguments: True):
    """Die before or after the given call of a function."""
    original = getattr(owner, name)
    calls = [0]

    def dying(*arguments, **named):
        here = when(*arguments)
        calls[0] += here
        mine = here and calls[0] == count
        if mine and not after:
            die()
        result = original(*arguments, **named)
        if mine and after:
            die()
        return result

    setattr(owner, name, dying)


STEPS = {
    "before the first document": lambda: at(builder.SegmentBuilder, "add", after=False),
    "in the second chunk": lambda: at(builder.SegmentBuilder, "add", after=True, count=8),
    "before the segment": lambda: at(contents, "write_columns", after=False, count=2),
    "in the segment": lambda: at(os, "fsync", after=False, count=int(how or 1)),
    "after the segment": lambda: at(contents, "write_columns", after=True, count=2),
    "before a merge": lambda: at(writer, "merge", after=False),
    "in a merge": lambda: at(writer, "merge", after=True),
    "before the JSON": lambda: at(storage, "save_generation", after=False, count=2),
    "after the JSON": lambda: at(storage, "save_generation", after=True, count=2),
    "in the JSON": lambda: at(generation.Path, "replace", after=False, count=2,
                              when=lambda path, new: new.suffix == ".json"),
    "after the commit": lambda: at(generation.Path, "replace", after=True, count=2,
                                   when=lambda path, new: new.suffix == ".toc"),
    "while cleaning up": lambda: at(generation.Path, "unlink", after=True, count=3),
    "before the removals": lambda: at(writer.Writer, "remove", after=False),
    "before the last commit": lambda: at(generation.Path, "replace", after=False, count=int(how or 1),
                                         when=lambda path, new: new.suffix == ".toc"),
}
if step in STEPS:
    STEPS[step]()
if step == "full":
    import resource
    from bhxh_search.language.segment import segment
    segment("bảo hiểm")  # loads pyvi's model, which writes a temporary file
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = int(how)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
print("started", flush=True)
try:
    if work == "run":
        index_paths(index, [docs])
    elif work == "optimize":
        with open_index(index, write=True) as opened:
            opened.optimize()
    elif work == "forget":
        with open_index(index, write=True) as opened:
            opened.forget(docs)
    else:
        rebuild_index(index)
except BhxhSearchError as error:
    print(type(error).__name__, error)
    sys.exit(2)
'''
# A process that has loaded all that work needs, and forks one for each line of its input: the arguments of `WORK`.
# It prints the number of each and, when it has ended, its exit status; what that one prints goes to a file, the last
# of its arguments.
NURSERY = r"""
import json, os, sys
from bhxh_search import index_paths, open_index, rebuild_index
from bhxh_search.index import builder, contents, generation, merging, storage, writer
from bhxh_search.language.segment import segment

segment("bảo hiểm")
work = compile(sys.argv[1], "work", "exec")
for line in iter(sys.stdin.readline, ""):
    *arguments, output = json.loads(line)
    child = os.fork()
    if not child:
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.argv[1:] = arguments
        status = 0
        try:
            exec(work, {"__name__": "__main__"})
        except SystemExit as end:
            status = end.code
        except BaseException as error:
            print(repr(error), flush=True)
            status = 1
        os._exit(status)
    print(child, flush=True)
    sys.stdin.readline()  # until then its number is no other's, even when it has ended
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
STEPS = [
    "before the first document",
    "in the second chunk",
    "before the segment",
    "in the segment",
    "after the segment",
    "before a merge",
    "in a merge",
    "before the JSON",
    "after the JSON",
    "in the JSON",
    "after the commit",
    "while cleaning up",
    "before the removals",
    "before the last commit",
]


def version(folder: Path, seed: int) -> dict[str, set[str]]:
    """Write documents to `folder`, some other than those of another seed; gives group → ids of its parts."""
    chance = random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    groups: dict[str, set[str]] = {}
    for number in range(20):
        if chance.random() < 0.8:
            text = " ".join(chance.choices(WORDS, k=40)) + f" bản {chance.randrange(2)}"
            (folder / f"{number:02}.txt").write_text(text, "utf-8")
    for number in range(3):
        lines = []
        for group in "abc":
            whole = f"{number}{group}"
            groups[whole] = set()
            for part in range(chance.randrange(1, 9)):
                id = f"{whole}#{seed}.{part}"
                groups[whole].add(id)
                text = " ".join(chance.choices(WORDS, k=40))
                lines.append(json.dumps({"id": id, "group": whole, "text": text}))
        (folder / f"{number:02}-parts.jsonl").write_text("\n".join(lines), "utf-8")
    return groups


def start(work: str, index: Path, docs: Path, step: str = "", how: object = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORK, work, index, docs, step, str(how)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Nursery:
    """Starts processes sooner than `start`, which loads everything each time. They are as real, and one at a time."""

    def __init__(self, top: Path) -> None:
        self._output = top / "output"
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _line(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def start(self, work: str, index: Path, docs: Path) -> int:
        """The number of a process that does this work."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([work, str(index), str(docs), "", "", str(self._output)]) + "\n")
        self._process.stdin.flush()
        return self._line()

    def end(self) -> tuple[int, str]:
        """The exit status of the process that was started, once it has ended, and what it printed."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._line(), self._output.read_text("utf-8")

    def close(self) -> None:
        self._process.communicate()


def state(index: Path) -> dict[str, Any]:
    """All documents and all answers."""
    with open_index(index, verify=True) as opened:
        ids = list(opened.ids())
        assert opened.verify() == ()
        assert len(ids) == len(set(ids)) == opened.info().documents == opened.search("", limit=0).total
        return {
            "documents": [opened.get(id) for id in ids],
            "answers": [
                [(hit.id, hit.score) for hit in opened.search(query, limit=1000, snippets=0)] for query in QUERIES
            ],
        }


class Scene:
    """An index of one version of the documents, the documents in their next version, and what is to come out."""

    def __init__(self, top: Path) -> None:
        self.docs = top / "docs"
        self.index = top / "index"
        old = version(self.docs, 1)
        index_paths(self.index, [self.docs])
        self.old = state(self.index)
        new = version(self.docs, 2)
        index_paths(top / "undisturbed", [self.docs])
        self.new = state(top / "undisturbed")
        self.groups = [(old[whole], new[whole]) for whole in old]
        self.kept = top / "kept"
        shutil.copytree(self.index, self.kept)

    def restore(self) -> None:
        shutil.rmtree(self.index)
        shutil.copytree(self.kept, self.index)

    def check_committed_state(self) -> bool:
        """That the index holds whole documents of the old or the new version; gives whether it is complete."""
        found = state(self.index)["documents"]
        allowed = [*self.old["documents"], *self.new["documents"]]
        assert all(document in allowed for document in found)
        ids = {document.id for document in found}
        for old, new in self.groups:
            assert ids & (old | new) in (old, new), "a whole is there in one version, with all its parts"
        with open_index(self.index) as opened:
            info = opened.info()
            assert info.complete == (not info.unfinished)
            if not info.complete:
                assert info.unfinished == (str(self.docs),)
            elif found != self.new["documents"]:
                assert found == self.old["documents"], "what is in between is not complete"
            return info.complete

    def check_next_run(self) -> None:
        index_paths(self.index, [self.docs])
        assert state(self.index) == self.new
        with open_index(self.index) as opened:
            assert opened.info().complete
            report = index_paths(self.index, [self.docs])
            assert (report.added, report.updated, report.removed) == (0, 0, 0)
            (path,) = self.index.glob("bhxh_*")
            files = set(json.loads(path.read_text("utf-8"))["files"])
        assert {path.name for path in self.index.iterdir()} == {*files, path.name, "MAIN_WRITELOCK"}


@pytest.fixture(scope="module")
def whole_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("crash"))


@pytest.fixture
def scene(whole_scene: Scene) -> Scene:
    whole_scene.restore()
    return whole_scene


def run_to_its_end(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, errors = process.communicate(timeout=60)
    return process.returncode, output + errors


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_at_a_step_leaves_a_committed_state(scene: Scene, step: str) -> None:
    status, output = run_to_its_end(start("run", scene.index, scene.docs, step))
    assert status == -signal.SIGKILL, output
    scene.check_committed_state()
    scene.check_next_run()


@pytest.mark.parametrize("step", ["before the JSON", "after the commit"])
def test_the_very_first_run_killed_says_so_and_is_finished_by_the_next(scene: Scene, step: str) -> None:
    shutil.rmtree(scene.index)
    status, output = run_to_its_end(start("run", scene.index, scene.docs, step))
    assert status == -signal.SIGKILL, output
    with open_index(scene.index) as opened:
        assert opened.info().unfinished == (str(scene.docs),)
    scene.check_next_run()


@pytest.mark.parametrize("step", ["in the second chunk", "before the last commit"])
def test_a_rebuild_killed_before_its_rename_leaves_the_old_index(scene: Scene, step: str) -> None:
    status, output = run_to_its_end(start("rebuild", scene.index, scene.docs, step))
    assert status == -signal.SIGKILL, output
    assert state(scene.index) == scene.old
    scene.check_next_run()


@pytest.mark.parametrize("number", [2, 3, 5, *(pytest.param(n, marks=pytest.mark.slow) for n in range(6, 40))])
def test_a_run_killed_before_any_of_its_files_is_lasting(scene: Scene, number: int) -> None:
    status, output = run_to_its_end(start("run", scene.index, scene.docs, "in the segment", number))
    if status == 0:
        assert number > 12, output  # it made fewer files lasting than that
    scene.check_committed_state()
    scene.check_next_run()


@pytest.mark.parametrize(
    "step", ["before the segment", "in the segment", "after the segment", "before the last commit"]
)
def test_an_optimize_that_is_killed_changes_nothing(scene: Scene, step: str) -> None:
    for number in range(6):  # small commits, so that there is something to merge
        with open_index(scene.index, write=True) as index:
            index.add([Document(f"more {number}", "bảo hiểm")])
    before = state(scene.index)
    status, output = run_to_its_end(start("optimize", scene.index, scene.docs, step))
    assert status in (-signal.SIGKILL, 0), output
    assert state(scene.index) == before


def test_a_rebuild_gives_what_a_new_index_gives(scene: Scene) -> None:
    status, output = run_to_its_end(start("rebuild", scene.index, scene.docs))
    assert status == 0, output
    assert state(scene.index) == scene.new
    scene.check_next_run()


def stop_at_random_moments(
    scene: Scene, work: str, count: int, seed: int, with_signal: signal.Signals, runs: list[int]
) -> None:
    chance = random.Random(seed)
    nursery = Nursery(scene.kept.parent)
    nursery.start(work, scene.index, scene.docs)
    status, output = nursery.end()
    assert status == 0, output
    scene.restore()
    started = time.monotonic()
    nursery.start(work, scene.index, scene.docs)
    assert nursery.end()[0] == 0
    duration = time.monotonic() - started
    stopped = 0
    for _ in range(count):
        scene.restore()
        for _ in range(chance.choice(runs)):
            process = nursery.start(work, scene.index, scene.docs)
            time.sleep(chance.uniform(0, duration))
            os.kill(process, with_signal)
            stopped += nursery.end()[0] != 0
            if work == "run":
                scene.check_committed_state()
            else:
                assert state(scene.index) in (scene.old, scene.new)
        scene.check_next_run()
    nursery.close()
    assert stopped >= count // 2


@pytest.mark.slow
@pytest.mark.parametrize("work", ["optimize", "forget"])
def test_an_optimize_or_a_forgetting_killed_at_random_moments_is_done_whole_or_not_at_all(
    scene: Scene, work: str
) -> None:
    for number in range(9):  # of many sizes, so that there is something to merge
        with open_index(scene.index, write=True) as index:
            index.add([Document(f"more {number}.{part}", "bảo hiểm " * 3**number) for part in range(3)])
            index.commit()
            index.remove([f"more {number}.1"])
    with open_index(scene.index) as index:
        assert index.info().segments > 1
        assert index.info().deleted
    before, kept = state(scene.index), scene.index.with_name("before")
    shutil.copytree(scene.index, kept)
    try:
        process = start(work, scene.index, scene.docs)
        assert process.stdout
        process.stdout.readline()
        started = time.monotonic()
        assert run_to_its_end(process)[0] == 0
        duration = time.monotonic() - started
        after = state(scene.index)
        assert (after == before) == (work == "optimize")
        chance, killed = random.Random(6), 0
        for _ in range(20):
            shutil.rmtree(scene.index)
            shutil.copytree(kept, scene.index)
            process = start(work, scene.index, scene.docs)
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, duration * 0.7))
            process.kill()
            killed += run_to_its_end(process)[0] != 0
            assert state(scene.index) in (before, after)
            assert run_to_its_end(start(work, scene.index, scene.docs))[0] in (0, 2)  # 2: the root is gone already
            assert state(scene.index) == after
        assert killed >= 8
    finally:
        shutil.rmtree(kept)


def test_runs_killed_at_random_moments_leave_committed_states(scene: Scene) -> None:
    stop_at_random_moments(scene, "run", 10, 1, signal.SIGKILL, [1])


@pytest.mark.slow
def test_many_runs_killed_at_random_moments_leave_committed_states(scene: Scene) -> None:
    stop_at_random_moments(scene, "run", 100, 2, signal.SIGKILL, [1, 1, 2])


@pytest.mark.slow
def test_rebuilds_killed_at_random_moments_leave_the_old_index_or_the_new(scene: Scene) -> None:
    stop_at_random_moments(scene, "rebuild", 20, 3, signal.SIGKILL, [1, 1, 2])


def test_runs_interrupted_at_random_moments_leave_committed_states(scene: Scene) -> None:
    stop_at_random_moments(scene, "run", 3, 4, signal.SIGINT, [1])


@pytest.mark.slow
def test_many_runs_interrupted_at_random_moments_leave_committed_states(scene: Scene) -> None:
    stop_at_random_moments(scene, "run", 30, 5, signal.SIGINT, [1, 1, 2])


# A disk that is full: no file can grow beyond a limit.

slow = pytest.mark.slow


@pytest.mark.parametrize("limit", [0, 6000, *(pytest.param(n, marks=slow) for n in range(500, 16_000, 500))])
@pytest.mark.parametrize("work", ["run", "rebuild"])
def test_a_full_disk_is_said_and_leaves_a_committed_state(scene: Scene, work: str, limit: int) -> None:
    status, output = run_to_its_end(start(work, scene.index, scene.docs, "full", limit))
    if status == 0:
        pytest.skip("the limit was never reached")
    assert status == 2, output
    assert "IndexInaccessible" in output
    assert "Traceback" not in output
    if work == "rebuild":
        assert state(scene.index) == scene.old
    scene.check_committed_state()
    names = {path.name for path in scene.index.iterdir()}
    (path,) = scene.index.glob("bhxh_*")
    files = set(json.loads(path.read_text("utf-8"))["files"])
    assert names == {*files, path.name, "MAIN_WRITELOCK"}, "nothing half-written stays to fill the disk"
    scene.check_next_run()


def test_a_folder_that_may_not_be_written_to_is_inaccessible(scene: Scene) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    scene.index.chmod(0o500)
    try:
        status, output = run_to_its_end(start("run", scene.index, scene.docs))
    finally:
        scene.index.chmod(0o700)
    assert status == 2
    assert "IndexInaccessible" in output

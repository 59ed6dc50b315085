"""One writes at a time: other processes, threads, and processes that were forked."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bhxh_search import IndexLocked, create_index, open_index
from tests.library.samples import documents, ids


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


def test_threads_that_write_through_one_handle_wait_for_one_another(tmp_path: Path) -> None:
    names = [f"{number:03}" for number in range(120)]
    with create_index(tmp_path / "index") as index:

        def write(name: str) -> None:
            index.add(documents(name))
            index.commit()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, names))
        assert list(index.ids()) == names
        assert index.verify() == ()
    with open_index(tmp_path / "index", verify=True) as index:
        assert list(index.ids()) == names
        assert index.verify() == ()


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

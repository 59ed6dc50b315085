"""Many runs at random, whole, in part and cut short: the index is what a new one would be."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest

from bhxh_search import Document, FileOptions, index_paths, open_index, rebuild_index
from bhxh_search.index import writer as writing
from bhxh_search.ingest.roots import Origin
from tests.ingest.place import Place, law, put


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

"""What the tests of commands share: an empty current folder, one with an index, and an index of the seeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search import Document, create_index
from tests.commands.running import run

ARTICLES = [
    ("luat-41.txt#dieu-1", "Điều 1. Chế độ thai sản", "Lao động nữ sinh con hưởng bảo hiểm xã hội.", "luat-41.txt"),
    ("luat-41.txt#dieu-2", "Điều 2. Nghỉ thai sản", "Lao động nữ sinh con được nghỉ thai sản.", "luat-41.txt"),
    ("luat 58@2014", "Điều 3. Lương hưu", "Lương hưu của bảo hiểm xã hội.\n\nMức lương hưu.\n", "luat-58.txt"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("BHXH_SEARCH_INDEX", "BHXH_SEARCH_PAGER", "PAGER", "LESS", "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def indexed(here: Path) -> Path:
    """A current folder with an index of parts of laws and of news, and with a file of news."""
    (here / "news.txt").write_text("Tin về lương hưu và bảo hiểm xã hội.", "utf-8")
    with create_index("index") as index:
        index.add(
            Document(id, text, title=title, group=group, path=f"/docs/{group}", fields={"kind": "luật"})
            for id, title, text, group in ARTICLES
        )
        index.add(
            Document(f"news{n}", "Tin về lương hưu và bảo hiểm xã hội.", fields={"source": f"S{n:02}"})
            for n in range(12)
        )
    return here


@pytest.fixture(scope="module")
def seed_index(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An index of the project's own documents."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    assert run("index", str(seeds), "--index", str(folder)).exit_code == 0
    yield folder

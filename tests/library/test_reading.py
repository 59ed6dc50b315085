"""What an index tells of itself and its documents, and when a reader sees what was changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, InvalidRequest, create_index, open_index
from tests.library.samples import documents, ids


def test_get_of_an_unknown_id_is_none(folder: Path) -> None:
    with open_index(folder) as index:
        assert index.get("none") is None


@pytest.mark.parametrize("id", [None, 5, b"1"])
def test_an_id_that_is_no_text_is_no_damage(tmp_path: Path, id: Any) -> None:
    with create_index(tmp_path / "index") as index:
        for call in (index.get, index.similar, lambda id: index.matches(id, "a"), lambda id: index.remove(["a", id])):
            with pytest.raises(InvalidRequest, match=r"the id is .*; give text"):
                call(id)


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

"""Every row of `laws.md`: laws in their parts and news, as they are read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxh_search import Index, create_index
from tests.behaviour.test_behaviour import Row, check_highlights, check_ids, found_by, name_of, read_rows
from tests.behaviour.whoosh_oracle import matching_ids

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
ROWS = read_rows(HERE / "laws.md")
every_row = pytest.mark.parametrize("row", ROWS, ids=name_of)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laws") / "index"
    with create_index(folder) as index:
        index.add_paths([GOLDEN / "law", GOLDEN / "news"])
    return folder


@pytest.fixture(scope="module")
def index(folder: Path):
    from bhxh_search import open_index

    with open_index(folder) as index:
        yield index


@every_row
def test_the_library_answers_as_the_table_says(row: Row, index: Index):
    results = found_by(index, row.query)
    ids = [hit.id for hit in results]
    check_ids(row, set(ids), set(index.ids()))
    assert row.found <= set(index.ids())
    assert row.first is None or ids[0] == row.first
    check_highlights(row, results, HERE)
    assert tuple(problem.message for problem in results.problems) == row.problems


@every_row
def test_whoosh_finds_the_same_documents(row: Row, folder: Path, index: Index):
    assert matching_ids(folder, row.query) == {hit.id for hit in found_by(index, row.query)}


def test_the_parts_of_a_law_stand_together_under_one_rank(index: Index):
    results = index.search("hiệu lực", group=True, limit=1)
    assert {hit.rank for hit in results} == {1}
    assert len({hit.group for hit in results}) == 1
    assert results.groups == 5


def test_a_part_says_what_it_stands_in(index: Index):
    (hit,) = index.search("id:law.txt#dieu-3")
    assert hit.headings == (
        "Luật Bảo hiểm xã hội 58/2014/QH13",
        "Chương II BẢO HIỂM XÃ HỘI BẮT BUỘC",
        "Mục 1 CHẾ ĐỘ ỐM ĐAU",
    )
    assert hit.group == "law.txt"

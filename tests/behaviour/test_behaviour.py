"""Every row of `queries.md`, through the library and through Whoosh's own searcher."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bhxh_search import Document, Index, Results, create_index, open_index
from bhxh_search.language.characters import fold
from bhxh_search.language.normal_form import normalize
from tests.behaviour.whoosh_oracle import matching_ids

HERE = Path(__file__).parent
SEED = "seed"
"""What the table calls the project's own article, whose id is its file's name."""


@dataclass(frozen=True)
class Row:
    """One line of a table in `queries.md`, whose beginning says what the columns mean."""

    line: int
    query: str
    found: frozenset[str]
    found_is_all: bool
    not_found: frozenset[str]
    first: str | None
    highlighted: frozenset[str]
    highlighted_is_all: bool
    problems: tuple[str, ...]

    @property
    def about_the_seed(self) -> bool:
        return self.found_is_all or SEED in self.found | self.not_found

    @property
    def finds_only_the_seed(self) -> bool:
        return self.found == {SEED}


def in_code(cell: str) -> list[str]:
    """What a cell holds between backticks, with `\\u00d0` for letters that cannot be seen in a table."""
    return [
        re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text) for text in re.findall("`(.*?)`", cell)
    ]


def ids_in(cell: str) -> frozenset[str]:
    return frozenset(cell.removeprefix("=").replace(",", " ").split())


def read_rows(path: Path) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("| `"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        assert len(cells) == 6, f"{path.name}:{number}: a row has six cells, this one has {len(cells)}"
        query, found, not_found, first, highlighted, problems = cells
        rows.append(
            Row(
                number,
                in_code(query)[0],
                ids_in(found),
                found.startswith("="),
                ids_in(not_found),
                first or None,
                frozenset(in_code(highlighted)),
                highlighted.startswith("="),
                tuple(in_code(problems)),
            )
        )
    return rows


ROWS = read_rows(HERE / "queries.md")


def name_of(row: Row) -> str:
    """The row's line and query, without the marks that pytest would print as escapes."""
    return f"{row.line}: {fold(normalize(row.query).text)}"


every_row = pytest.mark.parametrize("row", ROWS, ids=name_of)
seed_rows = pytest.mark.parametrize("row", [row for row in ROWS if row.about_the_seed], ids=name_of)


def read_documents() -> list[Document]:
    documents = []
    for line in (HERE / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        own = {name: values.pop(name) for name in ("id", "text", "title", "path", "group") if name in values}
        date = values.pop("date", None)
        if date is not None:
            date = dt.datetime.fromisoformat(date) if "T" in date else dt.date.fromisoformat(date)
        documents.append(Document(**own, date=date, fields=values))
    return documents


@pytest.fixture(scope="module")
def article(seeds: Path) -> Path:
    (article,) = seeds.glob("000_*.txt")
    return article


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, article: Path) -> Path:
    """The folder of an index of all documents, the seed among them as the news article that it is."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    with create_index(folder) as index:
        index.add(read_documents())
        index.add_paths([article])
    return folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, article: Path) -> Path:
    """The folder of an index of the seed and nothing else."""
    folder = tmp_path_factory.mktemp("alone") / "index"
    with create_index(folder) as index:
        index.add_paths([article])
    return folder


@pytest.fixture(scope="module")
def whole_index(whole: Path):
    with open_index(whole) as index:
        yield index


@pytest.fixture(scope="module")
def alone_index(alone: Path):
    with open_index(alone) as index:
        yield index


def found_by(index: Index, query: str) -> Results:
    return index.search(query, limit=1000)


def alias(id: str, article: Path) -> str:
    return SEED if id == article.name else id


def ids_of(results: Results, article: Path) -> list[str]:
    return [alias(hit.id, article) for hit in results]


def highlights_of(results: Results, article: Path, ids: frozenset[str]) -> set[str]:
    """What the titles and snippets of the hits with these ids highlight."""
    shown = [hit for hit in results if alias(hit.id, article) in ids]
    texts = [(hit.title, hit.title_highlights) for hit in shown]
    texts += [(snippet.text, snippet.highlights) for hit in shown for snippet in hit.snippets]
    return {text[start:end] for text, ranges in texts for start, end in ranges}


def check_ids(row: Row, ids: set[str], indexed: set[str]) -> None:
    """`ids` are as the row says, of those that are in the index at all."""
    expected = row.found & indexed
    if row.found_is_all:
        assert ids == expected
    assert ids >= expected
    assert not ids & row.not_found


def check_highlights(row: Row, results: Results, article: Path) -> None:
    shown = highlights_of(results, article, row.found)
    if row.highlighted_is_all:
        assert shown == row.highlighted
    assert shown >= row.highlighted


@every_row
def test_the_library_answers_as_the_table_says(row: Row, whole_index: Index, article: Path):
    results = found_by(whole_index, row.query)
    ids = ids_of(results, article)
    check_ids(row, set(ids), {alias(id, article) for id in whole_index.ids()})
    assert results.total == len(ids)
    if row.first is not None:
        assert ids[0] == row.first
    check_highlights(row, results, article)
    assert tuple(problem.message for problem in results.problems) == row.problems


@seed_rows
def test_the_seed_alone_is_found_by_the_same_queries(row: Row, alone_index: Index, article: Path):
    results = found_by(alone_index, row.query)
    check_ids(row, set(ids_of(results, article)), {SEED})
    if row.finds_only_the_seed:
        check_highlights(row, results, article)


@every_row
def test_whoosh_finds_the_same_documents(row: Row, whole: Path, whole_index: Index):
    assert matching_ids(whole, row.query) == {hit.id for hit in found_by(whole_index, row.query)}


@seed_rows
def test_whoosh_finds_the_seed_alone_by_the_same_queries(row: Row, alone: Path, article: Path):
    check_ids(row, {alias(id, article) for id in matching_ids(alone, row.query)}, {SEED})


def test_the_table_names_only_documents_that_there_are():
    known = {SEED, *(document.id for document in read_documents())}
    for row in ROWS:
        named = row.found | row.not_found | ({row.first} if row.first else set())
        assert named <= known, f"queries.md:{row.line}"


def test_every_document_is_named_by_some_row():
    named = frozenset().union(*(row.found | row.not_found for row in ROWS))
    assert {document.id for document in read_documents()} <= named


def test_no_query_stands_in_the_table_twice():
    queries = [row.query for row in ROWS]
    assert sorted(queries) == sorted(set(queries))

"""Statistics do not depend on history: the same documents, however they came, give the same numbers to the bit."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bhxh_search import Document, create_index, open_index, rebuild_index
from bhxh_search.index import writer as writing
from bhxh_search.index.codec import TermsReader
from bhxh_search.index.reader import Snapshot, open_snapshot
from bhxh_search.index.schema import SEARCHED_PARTS
from bhxh_search.language.analysis import STREAMS
from bhxh_search.language.characters import fold

WORDS = "bảo hiểm xã hội tự nguyện lương hưu BHXH BHYT thai sản tử tuất 28-NQ/TW 1/7/2025 , . an ăn".split()
QUERIES = [
    "bảo hiểm",
    "bao hiem tu nguyen",
    '"lương hưu"',
    "thai sản OR tử tuất",
    "BHXH -BHYT",
    "28-NQ/TW",
    "title:an",
]


def make_documents(count: int, seed: int = 1) -> list[Document]:
    chance = random.Random(seed)
    return [
        Document(
            f"{number:03}",
            " ".join(chance.choices(WORDS, k=chance.randrange(300))),
            title=" ".join(chance.choices(WORDS, k=chance.randrange(12))),
        )
        for number in range(count)
    ]


def in_one_commit(folder: Path, documents: Sequence[Document]) -> None:
    with create_index(folder) as index:
        index.add(documents)


def in_ten_commits(folder: Path, documents: Sequence[Document]) -> None:
    create_index(folder).close()
    for first in range(0, len(documents), -(-len(documents) // 10)):
        with open_index(folder, write=True) as index:
            index.add(documents[first : first - (-len(documents) // 10)])


def one_by_one_with_updates_and_removals(folder: Path, documents: Sequence[Document]) -> None:
    others = make_documents(len(documents), seed=2)
    create_index(folder).close()
    for document, other in zip(documents, reversed(others), strict=True):
        with open_index(folder, write=True) as index:
            index.add([other, Document(f"gone {document.id}", other.text)])
            index.commit()
            index.add([document])
    with open_index(folder, write=True) as index:
        index.remove([id for id in index.ids() if id.startswith("gone")])
        index.add(documents)


def in_ten_commits_and_optimized(folder: Path, documents: Sequence[Document]) -> None:
    in_ten_commits(folder, documents)
    with open_index(folder, write=True) as index:
        index.optimize()
        assert index.info().segments == 1


def one_by_one_updated_and_optimized(folder: Path, documents: Sequence[Document]) -> None:
    one_by_one_with_updates_and_removals(folder, documents)
    with open_index(folder, write=True) as index:
        index.optimize()
        assert (index.info().segments, index.info().deleted) == (1, 0)


def in_many_commits_that_are_merged(folder: Path, documents: Sequence[Document]) -> None:
    with create_index(folder) as index:
        for number in range(40):
            index.add([*documents[number % 24 : number % 24 + 2], Document(f"gone {number}", "bảo hiểm an")])
            index.commit()
        index.remove([id for id in index.ids() if id.startswith("gone")])
        index.add(documents)
        index.commit()
        assert index.info().segments < 10


def with_everything_replaced_in_one_commit(folder: Path, documents: Sequence[Document]) -> None:
    with create_index(folder) as index:
        index.add(make_documents(len(documents), seed=3))
        index.commit()
        index.add(documents)


def rebuilt_in_chunks(folder: Path, documents: Sequence[Document]) -> None:
    one_by_one_with_updates_and_removals(folder, documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing.Writer.__init__, "__kwdefaults__", {"build_bytes": 60_000})
        rebuild_index(folder)


def statistics(snapshot: Snapshot) -> dict[str, Any]:
    """All that scores are made of, by document id instead of number."""
    found: dict[str, Any] = {"documents": snapshot.document_count}
    for part in SEARCHED_PARTS:
        for stream in STREAMS:
            found[f"{part} {stream}"] = snapshot.average_length(part, stream)
            found[f"{part} {stream} lengths"] = lengths(snapshot, part, stream)
    for one in snapshot.segments:
        for field, term in TermsReader(one.segment).terms():
            part, _, name = field.rpartition("_")
            if part in SEARCHED_PARTS:
                found[f"{field}:{term!r}"] = holders(snapshot, part, name, term.decode())
    return {name: value for name, value in found.items() if value != {}}


def lengths(snapshot: Snapshot, part: str, stream: Any) -> dict[str, int]:
    return {
        id: int(one.lengths(part, stream)[number])
        for one in snapshot.segments
        for number, id in enumerate(one.segment.ids)
        if one.live is None or one.live[number]
    }


def holders(snapshot: Snapshot, part: str, stream: Any, term: str) -> dict[str, int]:
    """Document id → how often the document holds the term."""
    found: dict[str, int] = {}
    for one in snapshot.segments:
        postings = one.segment.parts[part].postings(stream, term)
        if postings is None:
            continue
        postings = postings.sparse()
        assert postings.documents is not None
        for number, frequency in zip(postings.documents.tolist(), postings.frequencies.tolist(), strict=True):
            if one.live is None or one.live[number]:
                found[one.segment.ids[number]] = int(frequency)
    return found


def answers(folder: Path) -> list[Any]:
    with open_index(folder, verify=True) as index:
        return [
            [(hit.id, hit.score, hit.snippets, hit.title_highlights) for hit in results]
            + [results.total, results.total_all_words]
            for results in (index.search(query, limit=100) for query in QUERIES)
        ]


HISTORIES = [
    in_ten_commits,
    in_ten_commits_and_optimized,
    one_by_one_with_updates_and_removals,
    one_by_one_updated_and_optimized,
    in_many_commits_that_are_merged,
    with_everything_replaced_in_one_commit,
    rebuilt_in_chunks,
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    in_one_commit(folder, make_documents(24))
    return folder


@pytest.mark.parametrize("history", HISTORIES)
def test_the_same_documents_give_the_same_statistics_and_scores(plain: Path, tmp_path: Path, history: Any) -> None:
    history(tmp_path, make_documents(24))
    expected, found = open_snapshot(plain), open_snapshot(tmp_path)
    assert statistics(found) == statistics(expected)
    assert answers(tmp_path) == answers(plain)
    with open_index(tmp_path) as index:
        assert index.verify() == ()


def test_lengths_are_true_and_not_rounded(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        index.add([Document(str(length), "an " * length) for length in (0, 1, 299, 1000, 12345)])
    snapshot = open_snapshot(tmp_path)
    expected = {"0": 0, "1": 1, "299": 299, "1000": 1000, "12345": 12345}
    assert lengths(snapshot, "body", "exact") == expected
    assert snapshot.average_length("body", "exact") == (1 + 299 + 1000 + 12345) / 5
    del expected["0"]
    assert holders(snapshot, "body", "exact", "an") == expected


def test_deleted_documents_are_in_no_statistic(tmp_path: Path) -> None:
    with create_index(tmp_path) as index:
        index.add([Document("a", "lương hưu"), Document("b", "lương lương tháng"), Document("c", "tử tuất")])
        index.commit()
        index.remove(["b"])
    snapshot = open_snapshot(tmp_path)
    assert snapshot.size == 3  # it is still in its segment
    assert snapshot.document_count == 2
    assert holders(snapshot, "body", "exact", "lương") == {"a": 1}
    assert holders(snapshot, "body", "exact", "tháng") == {}
    assert snapshot.average_length("body", "exact") == 2.0


def test_small_segments_are_merged(tmp_path: Path) -> None:
    create_index(tmp_path).close()
    for document in make_documents(30):
        with open_index(tmp_path, write=True) as index:
            index.add([document])
    assert len(list(tmp_path.glob("MAIN_*.columns"))) < 10


@pytest.mark.slow
def test_real_articles_give_the_same_scores_whatever_their_history(tmp_path: Path, data: Path) -> None:
    rows = [json.loads(line) for line in (data / "alqac2023/corpus.jsonl").read_text("utf-8").splitlines()]
    documents = [Document(row["id"], row["text"], title=row["title"]) for row in rows]
    questions = (data / "alqac2023/queries.jsonl").read_text("utf-8").splitlines()
    queries = [json.loads(line)["text"] for line in questions[:25]]
    queries += [fold(query) for query in queries]

    def scores(folder: Path) -> list[dict[str, float]]:
        with open_index(folder) as index:
            return [{hit.id: hit.score for hit in index.search(query, limit=100, snippets=0)} for query in queries]

    in_one_commit(tmp_path / "whole", documents)
    expected = scores(tmp_path / "whole")
    chance = random.Random(3)
    step = -(-len(documents) // 10)
    create_index(tmp_path / "history").close()
    for first in range(0, len(documents), step):
        with open_index(tmp_path / "history", write=True) as index:
            others = chance.sample(documents, 30)
            index.add([Document(f"gone {one.id}", one.text, title=one.title) for one in others])
            index.add([Document(one.id, one.title, title=one.text[:50]) for one in others])  # to be updated
            index.commit()
            index.remove([id for id in index.ids() if id.startswith("gone")])
            index.add(documents[first : first + step])
    with open_index(tmp_path / "history", write=True) as index:
        index.add(documents)
    for optimized in (False, True):
        if optimized:
            with open_index(tmp_path / "history", write=True) as index:
                assert index.info().segments > 1
                index.optimize()
                assert (index.info().segments, index.info().deleted) == (1, 0)
        for found, one in zip(scores(tmp_path / "history"), expected, strict=True):
            assert found == pytest.approx(one, rel=0, abs=1e-6)

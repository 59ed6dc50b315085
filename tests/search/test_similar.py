"""Documents like one another, against a plain implementation."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest

from bhxh_search import Document, InvalidRequest, create_index, open_index
from bhxh_search.language.analysis import Streams, analyze, definitions_in
from bhxh_search.search.ranking import K1, TITLE, B, idf
from bhxh_search.search.similar import SHARED, TELLING


def terms_of(streams: Streams) -> Counter[tuple[str, str]]:
    return Counter([("words", text) for text in streams.words] + [("pairs", text) for text in streams.pairs])


def plain_similar(documents: list[Document], id: str) -> list[tuple[str, float]]:
    """Every other document that shares enough of the terms with the highest saturated tf · idf, by BM25."""
    held = {
        document.id: (
            terms_of(analyze(document.text)),
            terms_of(analyze(document.title, defined=definitions_in(document.text))),
        )
        for document in documents
    }
    whole = {
        id: Counter({term: body[term] + TITLE * title[term] for term in body | title})
        for id, (body, title) in held.items()
    }
    lengths = {
        (id, stream): sum(count for (kind, _), count in terms.items() if kind == stream)
        for id, terms in whole.items()
        for stream in ("words", "pairs")
    }
    average = {stream: sum(lengths[other, stream] for other in held) / len(held) for stream in ("words", "pairs")}

    def telling(term: tuple[str, str]) -> float:
        df = sum(term in terms for terms in whole.values())
        tf = whole[id][term]
        return tf * (K1 + 1) / (tf + K1) * idf(len(held), df) if df > 1 else 0.0

    ranked = sorted((-telling(term), term) for term in whole[id])
    chosen = [term for value, term in ranked[:TELLING] if value < 0]
    found = []
    for other in held:
        shared = sum(term in whole[other] for term in chosen)
        if other == id or shared < max(1, math.ceil(len(chosen) * SHARED)):
            continue
        score = 0.0
        for term in chosen:
            tf, own = whole[other][term], whole[id][term]
            df = sum(term in whole[one] for one in held)
            norm = K1 * (1 - B + B * lengths[other, term[0]] / average[term[0]])
            score += own * (K1 + 1) / (own + K1) * idf(len(held), df) * tf * (K1 + 1) / (tf + norm)
        found.append((other, score))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def laws() -> list[Document]:
    subjects = [
        ("Điều kiện hưởng lương hưu", "người lao động đủ tuổi nghỉ hưu đóng bảo hiểm xã hội đủ mười lăm năm"),
        ("Mức lương hưu hằng tháng", "mức lương hưu của người lao động bằng tỷ lệ đóng bảo hiểm xã hội"),
        ("Trợ cấp một lần khi nghỉ hưu", "người lao động nghỉ hưu đóng bảo hiểm xã hội cao hơn được trợ cấp một lần"),
        ("Chế độ thai sản", "lao động nữ sinh con được nghỉ việc hưởng chế độ thai sản sáu tháng"),
        ("Thời gian hưởng chế độ thai sản", "lao động nữ mang thai được nghỉ việc đi khám thai năm lần"),
        ("Trợ cấp thất nghiệp", "người lao động chấm dứt hợp đồng được hưởng trợ cấp thất nghiệp"),
        ("Thẻ bảo hiểm y tế", "thẻ bảo hiểm y tế được cấp cho người tham gia bảo hiểm y tế"),
        ("Mức đóng bảo hiểm y tế", "người tham gia bảo hiểm y tế đóng bốn phẩy năm phần trăm"),
    ]
    return [
        Document(f"law#{number}", f"{text}. {text[:40]}", title=title, group="law")
        for number, (title, text) in enumerate(subjects)
    ]


@pytest.mark.parametrize("number", range(8))
def test_the_most_similar_are_those_of_a_plain_implementation(tmp_path: Path, number: int) -> None:
    documents = laws()
    with create_index(tmp_path / "index") as index:
        for half in (documents[:3], documents[3:]):
            index.add(half)
            index.commit()
        results = index.similar(f"law#{number}", limit=20)
    expected = plain_similar(documents, f"law#{number}")
    assert [hit.id for hit in results] == [id for id, _ in expected]
    assert [hit.score for hit in results] == pytest.approx([score for _, score in expected], rel=1e-4)
    assert results.total == len(expected)


def test_parts_of_one_whole_are_like_each_other_and_not_like_themselves(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(laws())
        index.commit()
        hits = index.similar("law#3", limit=1).hits
        assert [(hit.rank, hit.id, hit.snippets) for hit in hits] == [(1, "law#4", ())]
        assert all(hit.id != "law#3" for hit in index.similar("law#3", limit=100))


def test_a_document_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(laws())
        index.commit()
        index.remove(["law#1"])
        index.commit()
        for id in ("law#1", "law", ""):
            with pytest.raises(InvalidRequest, match=r"there is no document|is a whole of several"):
                index.similar(id)
        assert "law#1" not in [hit.id for hit in index.similar("law#0")]


def test_a_document_that_shares_nothing_is_like_none(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "lương hưu"), Document("b", "thai sản"), Document("c", "…"), Document("d", "")])
        index.commit()
        assert [index.similar(id).total for id in "abcd"] == [0, 0, 0, 0]


def test_the_articles_of_one_subject_are_found_by_one_of_them(tmp_path: Path, data: Path) -> None:
    with (data / "alqac2023" / "corpus.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][:600]
    folder = tmp_path / "index"
    with create_index(folder) as index:
        index.add(Document(row["id"], row["text"], title=row["title"]) for row in rows)
    with open_index(folder) as index:
        for row in rows[:40]:
            assert row["id"] not in {hit.id for hit in index.similar(row["id"])}

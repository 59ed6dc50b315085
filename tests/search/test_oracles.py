"""On real articles, after updates and deletions: the API, Whoosh's own searcher and a scan say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bhxh_search import Document, Index, create_index, open_index
from bhxh_search.language.analysis import analyze
from bhxh_search.search.ranking import weighted_terms
from bhxh_search.search.syntax import parse
from tests.behaviour.whoosh_oracle import matching_ids
from tests.search.scan import Scanned, scan, scan_scores

QUERIES = 300


@dataclass
class Articles:
    folder: Path
    index: Index
    scanned: list[Scanned]
    queries: list[tuple[str, Callable[[Scanned], bool]]]


@pytest.fixture(
    scope="module", params=[600, pytest.param(None, marks=pytest.mark.slow)], ids=["600 articles", "all articles"]
)
def articles(
    request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Articles]:
    """An index with a history: added in two commits, then a fifth updated, and a tenth removed."""
    with (data / "alqac2023" / "corpus.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = rows if request.param is None else random.Random(1).sample(rows, request.param)
    documents = [Document(id=row["id"], title=row["title"], text=row["text"]) for row in chosen]
    final = [
        replace(document, text=document.title + "\n" + document.text) if number % 5 == 0 else document
        for number, document in enumerate(documents)
        if number % 10 != 3
    ]
    folder = tmp_path_factory.mktemp("articles") / "index"
    with create_index(folder) as index:
        index.add(documents[: len(documents) // 2])
        index.commit()
        index.add(documents[len(documents) // 2 :])
        index.commit()
        index.add(final)
        index.remove(document.id for number, document in enumerate(documents) if number % 10 == 3)
    scanned = scan(final)
    with open_index(folder) as index:
        yield Articles(folder, index, scanned, generated_queries(scanned))


def generated_queries(scanned: list[Scanned]) -> list[tuple[str, Callable[[Scanned], bool]]]:
    """Queries of words and neighbours that occur, and what each asks of a document."""
    draw = random.Random(2)
    vocabulary = sorted({term for document in scanned for term in document.body.exact if not term.isdigit()})

    def word() -> str:
        # By document, so that frequent words are asked for as often as they are written.
        exact = draw.choice(scanned).body.exact if draw.random() < 0.7 else vocabulary
        return draw.choice([term for term in exact if not term.isdigit()] or vocabulary)

    def neighbours() -> tuple[str, ...]:
        exact: tuple[str, ...] = ()
        while len(exact) < 5:
            exact = draw.choice(scanned).body.exact
        start = draw.randrange(len(exact) - 4)
        return exact[start : start + draw.randint(2, 4)]

    def single(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        return a, lambda document: document.holds(a)

    def both(a: str, b: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"+{a} +{b}", lambda document: document.holds(a) and document.holds(b)

    def either(a: str, b: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"{a} OR {b}", lambda document: document.holds(a) or document.holds(b)

    def without(a: str, b: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"{a} -{b}", lambda document: document.holds(a) and not document.holds(b)

    def phrase(words: tuple[str, ...]) -> tuple[str, Callable[[Scanned], bool]]:
        return f'"{" ".join(words)}"', lambda document: document.holds_phrase(words)

    made = [single(word()) for _ in range(QUERIES // 5)]
    made += [both(word(), word()) for _ in range(QUERIES // 5)]
    made += [either(word(), word()) for _ in range(QUERIES // 5)]
    made += [without(word(), word()) for _ in range(QUERIES // 5)]
    made += [phrase(neighbours()) for _ in range(QUERIES // 5)]
    # A phrase of a whole abbreviation's letters or of figures is a word of its own kind, asked for elsewhere.
    return [(text, asked) for text, asked in made if is_plain(text)]


def is_plain(text: str) -> bool:
    """Whether a query is of plain syllables only, so that what it asks can be said in one line."""
    words = analyze(text.replace(" OR ", " "), query=True)
    return not words.citations and "or" not in words.exact


def found(articles: Articles, text: str) -> dict[str, float]:
    results = articles.index.search(text, limit=len(articles.scanned) + 1, snippets=0)
    assert results.total == len(results.hits)
    return {hit.id: hit.score for hit in results}


def test_enough_queries_of_each_kind_are_asked(articles: Articles) -> None:
    assert len(articles.queries) >= 0.9 * QUERIES
    assert sum(1 for text, _ in articles.queries if text.startswith('"')) >= 40


def test_the_documents_found_are_those_that_a_scan_finds(articles: Articles) -> None:
    for text, asked in articles.queries:
        assert found(articles, text).keys() == {d.id for d in articles.scanned if asked(d)}, text


def test_the_documents_found_are_those_that_whoosh_finds(articles: Articles) -> None:
    for text, _ in articles.queries:
        assert found(articles, text).keys() == matching_ids(articles.folder, text), text


def test_scores_are_those_of_the_formula(articles: Articles) -> None:
    for text, _ in articles.queries[::6]:
        expected = scan_scores(articles.scanned, weighted_terms(parse(text).pieces))
        for id, score in found(articles, text).items():
            assert score == pytest.approx(expected[id], rel=1e-5), (text, id)


def test_hits_come_by_score_and_equal_scores_by_id(articles: Articles) -> None:
    for text, _ in articles.queries[::3]:
        hits = articles.index.search(text, limit=100, snippets=0).hits
        assert [hit.id for hit in hits] == [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))]

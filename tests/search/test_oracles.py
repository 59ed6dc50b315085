"""On real articles, after updates and deletions: the API, Whoosh's own searcher and a scan say the same."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from whoosh.index import open_dir
from whoosh.query import Or, Prefix

from bhxh_search import Document, Index, create_index, open_index
from bhxh_search.index.reader import open_snapshot
from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.language.analysis import Stream, analyze
from bhxh_search.language.characters import canonical, fold
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.matching import match
from bhxh_search.search.naming import names_asked_for
from bhxh_search.search.ranking import WeightedTerm, weighted_terms
from bhxh_search.search.syntax import parse
from bhxh_search.search.tree import Alternative, Clause, Group, Term, Word
from tests.behaviour.whoosh_oracle import edits_between, matching_ids
from tests.search.scan import Scanned, scan, scan_scores

# Of so many kinds; in the slow run there are enough documents for five times as many.
QUERIES = 400
YEARS = range(2016, 2024)


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
    documents = [
        Document(
            row["id"],
            row["text"],
            title=row["title"],
            date=dt.date(YEARS[n % len(YEARS)], n % 12 + 1, n % 28 + 1),
            fields={"size": n * 7 % 100},
        )
        for n, row in enumerate(chosen)
    ]
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
        count = QUERIES if request.param else 5 * QUERIES + 200
        yield Articles(folder, index, scanned, generated_queries(scanned, count, final))


def generated_queries(
    scanned: list[Scanned], count: int, documents: list[Document]
) -> list[tuple[str, Callable[[Scanned], bool]]]:
    """Queries of words and neighbours that occur, and what each asks of a document."""
    draw = random.Random(2)
    dates = {document.id: document.date for document in documents}
    sizes = {document.id: document.fields["size"] for document in documents}
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

    def bare(word: str) -> str:
        return fold(word) if draw.random() < 0.5 else word

    def mixed(words: tuple[str, ...]) -> tuple[str, Callable[[Scanned], bool]]:
        return phrase(tuple(map(bare, words)))

    def window(words: tuple[str, ...]) -> tuple[str, Callable[[Scanned], bool]]:
        near, chosen = draw.randint(0, 4), draw.sample(words, draw.randint(2, min(3, len(words))))
        return f'"{" ".join(chosen)}"~{near}', lambda document: document.holds_near(chosen, len(chosen) + near)

    def grouped(a: str, b: str, c: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"+({a} OR {b}) -{c}", lambda d: (d.holds(a) or d.holds(b)) and not d.holds(c)

    def dated(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        first, last = sorted(draw.choices(YEARS, k=2))
        return f"{a} date:{first}..{last}", lambda d: d.holds(a) and first <= dates[d.id].year <= last

    def of_month(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        year, month = draw.choice(YEARS), draw.randint(1, 12)
        asked = (year, month)
        return f"{a} date:{year}-{month:02}", lambda d: d.holds(a) and (dates[d.id].year, dates[d.id].month) == asked

    def begun(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        start = a[: draw.randint(1, 3)]
        return f"{start}*", lambda d: holds_begun(d, start)

    def phrase_begun(words: tuple[str, ...]) -> tuple[str, Callable[[Scanned], bool]]:
        start = words[-1][: draw.randint(1, 2)]
        text = " ".join((*words[:-1], start))
        starts = [(stream_of(one), one.startswith) for one in beginnings_of(start)]
        asked = [(stream_of(one), one.__eq__) for one in words[:-1]]
        return f'"{text}*"', lambda d: any(
            d.holds_in_order([*asked, (stream, lambda other, s=one: other.startswith(s))])
            for (stream, _), one in zip(starts, beginnings_of(start), strict=True)
        )

    def misspelled(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        edits, written = draw.randint(1, 2), slip(draw, a)
        allowed = min(edits, len(canonical(written)) // 2)
        return f"{written}~{edits}", lambda d: d.holds_like(
            lambda other: near_enough(canonical(written), other, allowed), stream_of(canonical(written))
        )

    def both_of(a: str, b: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"{a} AND NOT {b}", lambda d: d.holds(a) and not d.holds(b)

    def in_title(a: str, b: str) -> tuple[str, Callable[[Scanned], bool]]:
        return f"title:({a} OR {b})", lambda d: any(word in d.title.terms(stream_of(word)) for word in (a, b))

    def since(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        year = draw.choice(YEARS)
        sign, fits = draw.choice([(">", int.__gt__), (">=", int.__ge__), ("<", int.__lt__), ("<=", int.__le__)])
        return f"{a} date:{sign}{year}", lambda d: d.holds(a) and fits(dates[d.id].year, year)

    def of_size(a: str) -> tuple[str, Callable[[Scanned], bool]]:
        low, high = sorted((draw.randrange(100), draw.randrange(100)))
        return f"{a} size:{low}..{high}", lambda d: d.holds(a) and low <= sizes[d.id] <= high

    kinds: list[Callable[[], tuple[str, Callable[[Scanned], bool]]]] = [
        lambda: single(word()),
        lambda: single(fold(word())),
        lambda: both(word(), bare(word())),
        lambda: either(word(), word()),
        lambda: without(word(), word()),
        lambda: phrase(neighbours()),
        lambda: mixed(neighbours()),
        lambda: window(neighbours()),
        lambda: grouped(word(), bare(word()), word()),
        lambda: dated(word()),
        lambda: of_month(word()),
        lambda: begun(bare(word())),
        lambda: phrase_begun(tuple(map(bare, neighbours()))),
        lambda: misspelled(bare(word())),
        lambda: both_of(word(), word()),
        lambda: in_title(word(), bare(word())),
        lambda: since(word()),
        lambda: of_size(word()),
    ]
    made = [kind() for _ in range(count // len(kinds)) for kind in kinds]
    # A phrase of a whole abbreviation's letters or of figures is a word of its own kind, asked for elsewhere.
    return [(text, asked) for text, asked in made if is_plain(text)]


def stream_of(text: str) -> Stream:
    return "folded" if text.isascii() else "exact"


def beginnings_of(text: str) -> list[str]:
    """As it is typed, and as it would be indexed if it were a whole word."""
    return list(dict.fromkeys((canonical(text), text)))


def holds_begun(document: Scanned, start: str) -> bool:
    return any(
        document.holds_like(lambda other, one=one: other.startswith(one), stream_of(one))  # type: ignore[misc]
        for one in beginnings_of(start)
    )


def slip(draw: random.Random, word: str) -> str:
    place = draw.randrange(len(word))
    return draw.choice(
        [
            word,
            word[:place] + word[place + 1 :] or word,
            word[:place] + "x" + word[place:],
            word[:place] + "e" + word[place + 1 :],
        ]
    )


@lru_cache(maxsize=1 << 18)
def near_enough(one: str, other: str, edits: int) -> bool:
    return abs(len(one) - len(other)) <= edits and edits_between(one, other) <= edits


def is_plain(text: str) -> bool:
    """Whether a query is of plain syllables only, so that what it asks can be said in one line."""
    words = analyze(re.sub(r" OR | AND NOT |(date|size):\S+|title:|[~]\d|[*]", " ", text), query=True)
    return not words.citations and "or" not in words.exact


def found(articles: Articles, text: str) -> dict[str, float]:
    results = articles.index.search(text, limit=len(articles.scanned) + 1, snippets=0)
    assert results.total == len(results.hits)
    return {hit.id: hit.score for hit in results}


def test_enough_queries_of_each_kind_are_asked(articles: Articles) -> None:
    assert len(articles.queries) >= (0.8 * QUERIES if len(articles.scanned) < 1000 else 2000)
    assert sum(1 for text, _ in articles.queries if text.startswith('"')) >= 40


def test_the_documents_found_are_those_that_a_scan_finds(articles: Articles) -> None:
    for text, asked in articles.queries:
        assert found(articles, text).keys() == {d.id for d in articles.scanned if asked(d)}, text


def test_the_documents_found_are_those_that_whoosh_finds(articles: Articles) -> None:
    for text, _ in articles.queries[:: 5 if len(articles.scanned) < 1000 else 2]:
        assert found(articles, text).keys() == matching_ids(articles.folder, text), text


def test_scores_are_those_of_the_formula(articles: Articles) -> None:
    for text, _ in articles.queries[::5]:
        query = parse(text, is_own_field={"size"}.__contains__)
        if "*" in text or "~" in text or "title:" in text or names_asked_for(query, BUILT_IN):
            continue  # a law's name adds to the score of its documents: "luật khác" is as good as one
        expected = scan_scores(articles.scanned, weighted_terms(query.pieces))
        for id, score in found(articles, text).items():
            assert score == pytest.approx(expected[id], rel=1e-5), (text, id)


def test_the_terms_that_a_word_stands_for_score_as_if_they_were_one(articles: Articles) -> None:
    for text in ("hi*", "ngh*^3", "toá*"):
        start, weight = text.partition("*")[0], 3.0 if "^" in text else 1.0
        terms = [
            WeightedTerm(stream_of(one), f"{one}*", weight * (1.0 if stream_of(one) == "folded" else 0.5))
            for one in beginnings_of(start)
        ]
        terms.append(WeightedTerm("citations", f"{canonical(start)}*", weight))  # HIV, and numbers of laws
        expected = scan_scores(articles.scanned, terms)
        scores = found(articles, text)
        assert scores
        for id, score in scores.items():
            assert score == pytest.approx(expected[id], rel=1e-4), (text, id)


def test_hits_come_by_score_and_equal_scores_by_id(articles: Articles) -> None:
    for text, _ in articles.queries[::3]:
        hits = articles.index.search(text, limit=100, snippets=0).hits
        assert [hit.id for hit in hits] == [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))]


def test_the_best_are_the_head_of_all(articles: Articles) -> None:
    draw = random.Random(3)
    words = [word for document in articles.scanned[:50] for word in document.body.exact]
    questions = [" ".join(draw.sample(words, 12)) for _ in range(30)]
    for text in [*questions, *(text for text, _ in articles.queries[::7])]:
        everything = articles.index.search(text, limit=len(articles.scanned), snippets=0).hits
        by_group = articles.index.search(text, limit=len(articles.scanned), snippets=0, group=True).hits
        assert [(hit.id, hit.score) for hit in by_group] == [(hit.id, hit.score) for hit in everything]
        for limit, offset in ((1, 0), (3, 0), (10, 5), (100, 0)):
            page = articles.index.search(text, limit=limit, offset=offset, snippets=0).hits
            assert page == everything[offset : offset + limit], text


def test_words_that_begin_so_are_found_in_the_documents_that_hold_them(articles: Articles) -> None:
    draw = random.Random(4)
    with open_dir(str(articles.folder)).searcher() as searcher:
        for _ in range(60):
            exact = draw.choice([term for document in articles.scanned for term in document.body.exact[:9]])
            stream: Stream = draw.choice(["exact", "folded"])
            text = (exact if stream == "exact" else fold(exact))[: draw.randint(1, 3)]
            before = draw.choice([(), (Term("exact", "của"),)])
            word = Word(0, 0, (Alternative((*before, Term(stream, text, "beginning"))),))
            group = Group(((Clause("must", word),),))
            found: set[str] = set()
            for one in open_snapshot(articles.folder).segments:
                numbers = np.flatnonzero(match(group, (), Lookup(one)).mask).tolist()
                found |= {one.segment.ids[number] for number in numbers}
            assert found == {
                document.id for document in articles.scanned if document.holds_beginning(stream, text, bool(before))
            }
            if not before:
                query = Or([Prefix(f"{part}_{stream}", text) for part in ("body", "title")])
                ids = {json.loads(hit["document"])["id"] for hit in searcher.search(query, limit=None)}
                assert ids == found


def test_ties_go_by_id_over_segments_and_blocks(tmp_path: Path) -> None:
    ids = [f"{number:05}" for number in range(6000)]
    shuffled = random.Random(5).sample(ids, len(ids))
    with create_index(tmp_path / "index") as index:
        for first in (0, 3000):
            index.add(Document(id, "bảo hiểm") for id in shuffled[first : first + 3000])
            index.commit()
        index.add([Document("00777", "lương hưu và trợ cấp thất nghiệp, bảo hiểm"), Document("x", "bảo bảo bảo")])
    with open_index(tmp_path / "index") as index:
        assert index.info().segments > 2
        expected = [id for id in ids if id != "00777"]
        found = [hit.id for hit in index.search('"bảo hiểm"', limit=25, snippets=0)]
        assert found == expected[:25]
        found = [hit.id for hit in index.search("hiểm", limit=10, offset=3000, snippets=0)]
        assert found == expected[3000:3010]
        assert [hit.id for hit in index.search("hiểm", limit=9, offset=5995, snippets=0)][-1] == "00777"
        assert [hit.id for hit in index.search("", limit=5, snippets=0)] == ids[:5]
        assert [hit.id for hit in index.search("", limit=5, sort="date", snippets=0)] == ids[:5]

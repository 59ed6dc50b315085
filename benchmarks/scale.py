"""The scale corpus: the articles of `legal_articles`, ten times as many made of their lines, and queries from them.

A corpus is two files of the same documents: one as it is, and one with the words of pyvi beside each text, for the
peers that need them. The words come from `segment_batch`, whose words are pyvi's (see `benchmarks.analysis`).
"""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

from benchmarks.analysis import segmented
from benchmarks.collections import data_folder
from bhxh_search.language.characters import fold

ARTICLES = 28_515
SEED = 20_201_218
_BATCH = 1000
_WORD = re.compile(r"\S*[^\W_]\S*")
_SYLLABLE = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")

Row = Mapping[str, str]
"""One document: `id`, `title`, `text`, and what else the source has."""


@dataclass(frozen=True)
class Corpus:
    """The files of a corpus."""

    documents: int
    plain: Path
    """One JSON object a line, with `id`, `title`, `text`."""
    segmented: Path
    """The same, each with `words`: the lower-cased words of pyvi, without punctuation."""


@dataclass(frozen=True)
class Text:
    """One document as a peer gets it. The title is the first line of `text`: one field to index, and to search."""

    id: str
    text: str
    words: str
    """Its words as pyvi finds them, parted by spaces; empty in a plain file."""


class Kind(Enum):
    """What is asked."""

    TERM = "one term"
    ALL = "3-term AND"
    ANY = "5-term OR"
    PHRASE = "phrase"
    QUESTION = "12-word question"
    BARE = "bare question"


@dataclass(frozen=True)
class Query:
    """One query in lower case, and the same in the words that pyvi makes of its clause."""

    kind: Kind
    syllables: tuple[str, ...]
    words: tuple[str, ...]


def read_texts(path: Path) -> Iterator[Text]:
    """The documents of a file of a corpus, one at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield Text(row["id"], f"{row['title']}\n{row['text']}", row.get("words", ""))


def syllables_of(text: str) -> int:
    """How many syllables a text has: runs of letters and digits."""
    return len(_SYLLABLE.findall(text))


def syllables_in(text: str) -> list[str]:
    """The syllables of a text, in lower case."""
    return _SYLLABLE.findall(text.lower())


def extent(path: Path) -> tuple[int, int]:
    """Syllables and bytes of the titles and texts of a file of a corpus."""
    syllables = size = 0
    for text in read_texts(path):
        syllables += syllables_of(text.text)
        size += len(text.text.encode())
    return syllables, size


# Making a corpus


def write_corpus(folder: Path, documents: int) -> Corpus:
    """Write so many documents to `folder`: the first articles, or where they are too few, texts of their lines."""
    corpus = Corpus(documents, folder / f"plain-{documents}.jsonl", folder / f"segmented-{documents}.jsonl")
    rows = _articles(documents) if documents <= ARTICLES else _mixed(documents)
    with corpus.plain.open("w", encoding="utf-8") as plain, corpus.segmented.open("w", encoding="utf-8") as file:
        for row, words in rows:
            print(json.dumps(row, ensure_ascii=False), file=plain)
            print(json.dumps({**row, "words": words}, ensure_ascii=False), file=file)
    return corpus


def _rows(many: int) -> Iterator[Row]:
    with lzma.open(data_folder() / "legal_articles.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in islice(file, many):
            yield json.loads(line)


def _articles(many: int) -> Iterator[tuple[Row, str]]:
    """The first articles as they are, each with its words."""
    rows = _rows(many)
    while batch := list(islice(rows, _BATCH)):
        yield from zip(batch, words_of(f"{row['title']}\n{row['text']}" for row in batch), strict=True)


def _mixed(many: int) -> Iterator[tuple[Row, str]]:
    """So many documents, each with the title and the number of lines of some article, and lines of any."""
    titles: list[str] = []
    counts: list[int] = []
    lines: list[str] = []
    for row in _rows(ARTICLES):
        of_article = [line for line in row["text"].split("\n") if line.strip()]
        titles.append(row["title"])
        counts.append(len(of_article))
        lines += of_article
    words_of_titles, words_of_lines = words_of(titles), words_of(lines)
    draw = random.Random(SEED)
    for number in range(many):
        article = draw.randrange(len(titles))
        drawn = [draw.randrange(len(lines)) for _ in range(counts[article])]
        text = "\n".join(lines[line] for line in drawn)
        words = " ".join([words_of_titles[article], *(words_of_lines[line] for line in drawn)])
        yield {"id": f"mixed/{number}", "title": titles[article], "text": text}, words


def words_of(texts: Iterable[str]) -> list[str]:
    """Of each text, the words of pyvi that hold a letter or digit, in lower case and parted by spaces."""
    composed = [unicodedata.normalize("NFC", text) for text in texts]
    return [" ".join(_WORD.findall(text.lower())) for text in segmented(composed)]


# Drawing queries


def draw_queries(corpus: Corpus, many: int, seed: int = SEED) -> list[Query]:
    """So many queries of each kind, from documents of the corpus; frequent words are drawn as often as they stand."""
    draw = random.Random(seed)
    numbers = set(draw.sample(range(corpus.documents), min(corpus.documents, len(Kind) * many)))
    with corpus.plain.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for number, line in enumerate(file) if number in numbers]
    pool = [_CLAUSE.findall(unicodedata.normalize("NFC", text)) for text in texts]
    return [_query(kind, pool, draw) for kind in Kind for _ in range(many)]


def _query(kind: Kind, pool: Sequence[Sequence[str]], draw: random.Random) -> Query:
    if kind in (Kind.PHRASE, Kind.QUESTION, Kind.BARE):
        run = _run(draw.randint(2, 4) if kind is Kind.PHRASE else 12, pool, draw)
        text = fold(run) if kind is Kind.BARE else run
        return Query(kind, tuple(text.lower().split()), tuple(words_of([text])[0].split()))
    size = {Kind.TERM: 1, Kind.ALL: 3, Kind.ANY: 5}[kind]
    drawn: dict[str, str] = {}  # the first syllable of a word, for those without pyvi → the word
    while len(drawn) < size:
        words = " ".join(words_of(draw.choice(pool))).split()
        drawn = {word.split("_")[0]: word for word in draw.sample(words, min(size, len(words)))}
    return Query(kind, tuple(drawn), tuple(drawn.values()))


def _run(size: int, pool: Sequence[Sequence[str]], draw: random.Random) -> str:
    """So many syllables that stand in a row, from some document that has them without a mark between."""
    while True:
        runs = [clause.split() for clause in draw.choice(pool)]
        long_enough = [run for run in runs if len(run) >= size]
        if long_enough:
            run = draw.choice(long_enough)
            start = draw.randint(0, len(run) - size)
            return " ".join(run[start : start + size])

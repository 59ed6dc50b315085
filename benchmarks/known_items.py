"""Whether a known document is found again: by its title, by three rare words, and by both as they are mistyped.

    BHXH_SEARCH_DATA=… python -m benchmarks.known_items [--limit N] [COLLECTION…]

The headlines of `danes_headlines`, and 2,000 of the articles of `legal_articles` for each kind of query, are asked
for with queries made from them with a fixed seed: as they are, without accents, with one slip of the hand, and as the
Telex keystrokes that no input method read. success@k is the share of the documents that are among the first k; where
a suggestion comes with the results, it is followed, whatever the results are.

A document is asked for only by what can tell it from others: by a title that no other has, and by three rare words
that no more than ten hold together. The same article stands in a law and in its amended versions, and what all of
them hold is a good query that no engine can answer with the one. That is decided by the texts alone, for the query
spelled right: a slip may still make one that finds many.

Words are those of pyvi (*kê khai*, *bồi thường*), as one asks for. Syllables are harder, and measure what suggestions
do: the rarest of an article of law (*tha*, *xá*, *treo*) stand far apart, and one slip makes another word of them.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.collections import data_folder
from benchmarks.scale import words_of
from bhxh_search import Document, Index, create_index
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.keyboard import from_telex

SEED = 20_201_218
ARTICLES = 2000
"""So many of `legal_articles` are asked for, with each kind of query."""
LONGEST_TITLE = 20
"""Words of a title that are typed."""
RARE = 3
DEPTH = 10
"""So many hits are looked at."""

_TOKEN = re.compile(r"\w+")
_WORD = re.compile(r"(?=..)[^\W\d_]+(?:_[^\W\d_]+)*")
_TELEX = {
    "ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw",
    "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j",
}  # fmt: skip
TONES = "\u0300\u0301\u0309\u0303\u0323"
_SHAPES = ("\u0302", "\u0306", "\u031b")
"""Marks that make another letter: â, ă, ơ."""
_ALIKE = (("s", "x"), ("ch", "tr"), ("d", "gi"), ("l", "n"), ("c", "k"), ("i", "y"))
_OTHER_SOUNDS = ("ch", "kh")
"""What begins with a letter of those above and does not sound like it."""


@dataclass(frozen=True)
class Success:
    """How often the document was found."""

    asked: int
    """Documents."""
    first: float
    """success@1"""
    ten: float
    """success@10"""
    suggested: float
    """How often there was a suggestion."""


# Queries


def by_title(documents: Sequence[Document]) -> list[str]:
    """Of each document the first words of its title; nothing where another document's begins with the same."""
    titles = [document.title.split()[:LONGEST_TITLE] for document in documents]
    read = [tuple(map(canonical, title)) for title in titles]
    times = Counter(read)
    return [" ".join(title) if times[as_read] == 1 else "" for title, as_read in zip(titles, read, strict=True)]


def by_rare_words(documents: Sequence[Document]) -> list[str]:
    """Of each document its three rarest words, as `rarest` has them."""
    return rarest([[canonical(word) for word in words.split()] for words in words_of(map(text_of, documents))])


def by_rare_syllables(documents: Sequence[Document]) -> list[str]:
    """Of each document its three rarest syllables."""
    return rarest([list(map(canonical, _TOKEN.findall(text_of(document)))) for document in documents])


def text_of(document: Document) -> str:
    """All that is asked for, in normal form."""
    return unicodedata.normalize("NFC", f"{document.title}\n{document.text}")


def rarest(texts: Sequence[Sequence[str]]) -> list[str]:
    """Of each text its three rarest words of letters alone, in the order in which they stand; nothing where more
    texts hold all three than hits are looked at."""
    words = [[word for word in dict.fromkeys(text) if _WORD.fullmatch(word)] for text in texts]
    holding: dict[str, set[int]] = {}
    for number, of_one in enumerate(words):
        for word in of_one:
            holding.setdefault(word, set()).add(number)
    queries: list[str] = []
    for of_one in words:
        chosen = sorted(of_one, key=lambda word: (len(holding[word]), word))[:RARE]
        is_telling = bool(chosen) and len(set.intersection(*(holding[word] for word in chosen))) <= DEPTH
        queries.append(" ".join(word for word in of_one if word in chosen).replace("_", " ") if is_telling else "")
    return queries


def bare(query: str, draw: random.Random) -> str:
    """The query without accents."""
    return fold(query)


def as_it_is(query: str, draw: random.Random) -> str:
    """The query."""
    return query


def misspelled(query: str, draw: random.Random) -> str:
    """The query with one slip in one of its words: a letter, a mark, or one that sounds alike."""
    words = query.split()
    places = [place for place, word in enumerate(words) if _WORD.fullmatch(word)]
    for _ in range(100):
        if not places:
            break
        place = draw.choice(places)
        slip = slipped(words[place], draw)
        if canonical(slip) != canonical(words[place]):
            return " ".join([*words[:place], slip, *words[place + 1 :]])
    return query


def slipped(word: str, draw: random.Random) -> str:
    """A word with one slip."""
    at = draw.randrange(len(word))
    kind = draw.choice(("drop", "double", "swap", "other", "mark", "sound"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    if kind == "swap":
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    if kind == "other":
        return word[:at] + draw.choice("abcdeghiklmnopqrstuvxy") + word[at + 1 :]
    if kind == "mark":
        return unmarked(word, draw)
    alike = [
        (a, b)
        for pair in _ALIKE
        for a, b in (pair, pair[::-1])
        if word.lower().startswith(a) and word.lower()[: len(a) + 1] not in _OTHER_SOUNDS
    ]
    a, b = draw.choice(alike) if alike else ("", "")
    return b + word[len(a) :]


def unmarked(word: str, draw: random.Random) -> str:
    """A word without one of its marks, or with another tone."""
    letters = unicodedata.normalize("NFD", word)
    marks = [place for place, letter in enumerate(letters) if unicodedata.combining(letter)]
    if not marks:
        return word
    place = draw.choice(marks)
    other = draw.choice(("", *TONES)) if letters[place] in TONES else ""
    # A tone is written after the other mark of its letter.
    last = place + 2 if letters[place + 1 : place + 2] in _SHAPES else place + 1
    return unicodedata.normalize("NFC", letters[:place] + letters[place + 1 : last] + other + letters[last:])


def keystrokes(query: str, draw: random.Random) -> str:
    """The query as the keys that write it in Telex."""
    return re.sub(r"[^\W\d_]+", lambda word: typed(word[0].lower()), unicodedata.normalize("NFC", query))


def typed(word: str) -> str:
    """The keys for one word, its tone last; the word itself where they would give another."""
    letters, tones = "", ""
    for letter in unicodedata.normalize("NFC", word):
        tone = [
            mark for mark in unicodedata.normalize("NFD", letter) if mark in _TELEX and unicodedata.combining(mark)
        ]
        plain = unicodedata.normalize(
            "NFC", "".join(m for m in unicodedata.normalize("NFD", letter) if m not in tone)
        )
        letters += _TELEX.get(plain, plain)
        tones += "".join(_TELEX[mark] for mark in tone)
    keys = letters + tones
    return keys if canonical(from_telex(keys)) == canonical(word) else word


QUERIES: Mapping[str, Callable[[Sequence[Document]], list[str]]] = {
    "title": by_title,
    "3 rare words": by_rare_words,
    "3 rare syllables": by_rare_syllables,
}
"""What a document is asked for by: of all documents, its query; an empty one where that does not tell it."""
CHANGES: Mapping[str, Callable[[str, random.Random], str]] = {
    "as it is": as_it_is,
    "without accents": bare,
    "misspelled": misspelled,
    "Telex keys": keystrokes,
}


# Asking


def ranked(index: Index, query: str) -> tuple[list[str], bool]:
    """The ids found, the suggestion followed where there is one, and whether there was."""
    results = index.search(query, limit=DEPTH, snippets=0)
    suggestion = results.suggestion
    if suggestion is None:
        return [hit.id for hit in results], False
    return [hit.id for hit in index.search(suggestion.query, limit=DEPTH, snippets=0)], True


def evaluate(index: Index, documents: Sequence[Document], many: int | None) -> Iterator[tuple[str, str, Success]]:
    """Kind of query, change and success, for each of them. `many`: of so many documents at most."""
    for name, queries_of in QUERIES.items():
        queries = [
            (document.id, query) for document, query in zip(documents, queries_of(documents), strict=True) if query
        ]
        asked = random.Random(SEED).sample(queries, min(len(queries), many or len(queries)))
        for change, changed in CHANGES.items():
            draw = random.Random(SEED)
            found = [(id, *ranked(index, changed(query, draw))) for id, query in asked]
            yield (
                name,
                change,
                Success(
                    len(found),
                    sum(id in ids[:1] for id, ids, _ in found) / len(found),
                    sum(id in ids for id, ids, _ in found) / len(found),
                    sum(suggested for _, _, suggested in found) / len(found),
                ),
            )


# Collections


def headlines() -> list[Document]:
    """All of `danes_headlines`."""
    with (data_folder() / "danes_headlines" / "corpus.jsonl").open(encoding="utf-8") as file:
        return [_document(line) for line in file]


def articles() -> list[Document]:
    """All of `legal_articles`."""
    with lzma.open(data_folder() / "legal_articles.jsonl.xz", "rt", encoding="utf-8") as file:
        return [_document(line) for line in file]


def _document(line: str) -> Document:
    row = json.loads(line)
    return Document(id=row["id"], title=row["title"], text=row["text"])


COLLECTIONS: Mapping[str, tuple[Callable[[], list[Document]], int | None]] = {
    "danes_headlines": (headlines, None),
    "legal_articles": (articles, ARTICLES),
}


def measure(name: str, limit: int | None = None) -> dict[tuple[str, str], Success]:
    """Print the table of a collection, and give it. `limit`: ask for no more documents than that."""
    read, many = COLLECTIONS[name]
    documents = read()
    limits = [number for number in (many, limit) if number is not None]
    table: dict[tuple[str, str], Success] = {}
    print(f"\n{f'{name}, {len(documents)} documents':42}{'asked':>7}{'success@1':>11}{'@10':>8}{'suggested':>11}")
    with tempfile.TemporaryDirectory() as folder, create_index(Path(folder) / "index") as index:
        index.add(documents)
        index.commit()
        for query, change, success in evaluate(index, documents, min(limits, default=None)):
            table[query, change] = success
            print(
                f"{query:18}{change:24}{success.asked:7}{success.first:11.3f}{success.ten:8.3f}"
                f"{success.suggested:11.3f}",
                flush=True,
            )
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each collection."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("collections", nargs="*", default=[*COLLECTIONS], metavar="COLLECTION")
    parser.add_argument("--limit", type=int, metavar="N", help="ask for N documents of each, drawn with a fixed seed")
    options = parser.parse_args(arguments)
    for name in options.collections:
        measure(name, options.limit)


if __name__ == "__main__":
    main()

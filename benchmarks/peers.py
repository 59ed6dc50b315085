"""Search engines behind one small interface: ours, and the peers we measure against.

Every engine indexes the title and the text of a document, which for peers are one field, stores the text, and
answers with the ids of the ten best. Peers are asked through their own query language, and set up as their users
would set them up for Vietnamese: accents kept, one token a syllable; or with pyvi, one token a word. Bare questions
need a second field without accents, which is made only on demand. A package is imported when its engine is made and
not before.
"""

from __future__ import annotations

import inspect
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from benchmarks.scale import Kind, read_texts
from bhxh_search.language.characters import fold

BEST = 10
EVERY_KIND = frozenset(Kind)
WITH_ACCENTS = EVERY_KIND - {Kind.BARE}
EITHER = frozenset({False, True})


class Engine(Protocol):
    """One engine, whose index is in a folder."""

    kinds: frozenset[Kind]
    """What it can be asked."""
    counting: frozenset[bool]
    """Whether it can find the ten best without counting all that match, and with."""

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        """Index the documents of a file, durably, in a folder that is not there. `folded`: for bare questions too."""

    def open(self, folder: Path) -> None:
        """Make ready for queries."""

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        """The ids of the `best` documents, the best first."""


class Ours:
    """bhxh-search, through its public interface."""

    kinds = EVERY_KIND

    def __init__(self) -> None:
        import bhxh_search

        self._library = bhxh_search
        can_choose = "count" in inspect.signature(bhxh_search.Index.search).parameters
        self.counting = EITHER if can_choose else frozenset({True})
        self._index: Any = None

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        del folded  # bare questions are always answered
        options = self._library.FileOptions(max_file_size=source.stat().st_size)
        report = self._library.index_paths(folder, [source], options=options)
        if report.skipped:
            raise SystemExit(f"not indexed: {report.skipped}")

    def open(self, folder: Path) -> None:
        self._index = self._library.open_index(folder)

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        text = written(kind, words)
        choice = {"count": count} if len(self.counting) > 1 else {}
        return [hit.id for hit in self._index.search(text, limit=best, snippets=0, **choice)]


class Tantivy:
    """tantivy, a Rust library; with `pyvi`, its tokens are what stands between blanks.

    `ids`: whether to read the id of each hit from its stored document, as a program must that shows the hits;
    without, a hit is an address in the index, and only tantivy's own search is timed.
    """

    counting = EITHER

    def __init__(self, *, pyvi: bool = False, ids: bool = True) -> None:
        import tantivy

        self._library: Any = tantivy
        self.kinds = WITH_ACCENTS if pyvi else EVERY_KIND
        self._pyvi = pyvi
        self._ids = ids
        self._index: Any = None
        self._searcher: Any = None

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        folder.mkdir()
        index = self._library.Index(self._schema(), path=str(folder))
        writer = index.writer()
        for text in read_texts(source):
            document = self._library.Document(id=text.id)
            document.add_text("text", text.words if self._pyvi else text.text)
            if self._pyvi:
                document.add_bytes("stored", text.text.encode())
            elif folded:
                document.add_text("folded", fold(text.text))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def _schema(self) -> Any:
        fields = self._library.SchemaBuilder()
        fields.add_text_field("id", stored=True, tokenizer_name="raw")
        if self._pyvi:
            fields.add_text_field("text", tokenizer_name="whitespace")
            fields.add_bytes_field("stored", stored=True)
        else:
            fields.add_text_field("text", stored=True)
            fields.add_text_field("folded")
        return fields.build()

    def open(self, folder: Path) -> None:
        self._index = self._library.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        field = "folded" if kind is Kind.BARE else "text"
        query = self._index.parse_query(written(kind, words), [field])
        hits = self._searcher.search(query, best, count=count).hits
        if not self._ids:
            return [str(address) for _, address in hits]
        return [self._searcher.doc(address)["id"][0] for _, address in hits]


class Whoosh:
    """Whoosh with pyvi: pure Python."""

    kinds = WITH_ACCENTS
    counting = EITHER

    def __init__(self) -> None:
        import whoosh.analysis
        import whoosh.fields
        import whoosh.index
        import whoosh.qparser

        self._library = whoosh
        self._searcher: Any = None
        self._parser: Any = None

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        del folded
        folder.mkdir()
        fields = self._library.fields
        analyzer = self._library.analysis.SpaceSeparatedTokenizer()
        schema = fields.Schema(id=fields.ID(stored=True), text=fields.STORED, words=fields.TEXT(analyzer=analyzer))
        index = self._library.index.create_in(str(folder), schema)
        writer = index.writer()
        for text in read_texts(source):
            writer.add_document(id=text.id, text=text.text, words=text.words)
        writer.commit()
        index.close()

    def open(self, folder: Path) -> None:
        index = self._library.index.open_dir(str(folder))
        self._searcher = index.searcher()
        either = self._library.qparser.OrGroup
        self._parser = self._library.qparser.QueryParser("words", index.schema, group=either)

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        text = " AND ".join(words) if kind is Kind.ALL else written(kind, words)
        results = self._searcher.search(self._parser.parse(text), limit=best)
        if count:
            len(results)  # counts them
        return [hit["id"] for hit in results]


class Fts5:
    """The full-text search of SQLite, accents kept; what is folded is in a table of its own, without its text."""

    kinds = EVERY_KIND
    counting = EITHER

    def __init__(self) -> None:
        self._database: Any = None

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        folder.mkdir()
        database = sqlite3.connect(folder / "fts5.db")
        tokens = "tokenize = 'unicode61 remove_diacritics 0'"
        database.execute(f"CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, text, {tokens})")
        database.execute(f"CREATE VIRTUAL TABLE folded USING fts5(text, content = '', {tokens})")
        with database:
            for number, text in enumerate(read_texts(source), 1):
                row = (number, text.id, text.text)
                database.execute("INSERT INTO texts (rowid, id, text) VALUES (?, ?, ?)", row)
                if folded:
                    database.execute("INSERT INTO folded (rowid, text) VALUES (?, ?)", (number, fold(text.text)))
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.db")

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        quoted = [f'"{word}"' for word in words]
        text = f'"{" ".join(words)}"' if kind is Kind.PHRASE else self._between(kind).join(quoted)
        table = "folded" if kind is Kind.BARE else "texts"
        if count:
            self._database.execute(f"SELECT count(*) FROM {table}(?)", (text,)).fetchone()
        ranked = f"SELECT rowid FROM {table}(?) ORDER BY rank LIMIT {best}"
        numbers = [number for (number,) in self._database.execute(ranked, (text,))]
        read = "SELECT id FROM texts WHERE rowid = ?"
        return [self._database.execute(read, (number,)).fetchone()[0] for number in numbers]

    @staticmethod
    def _between(kind: Kind) -> str:
        return " AND " if kind is Kind.ALL else " OR "


class Bm25s:
    """bm25s: scores worked out beforehand, in numpy. It knows no operators and no phrases, and counts nothing."""

    kinds = frozenset({Kind.TERM, Kind.ANY, Kind.QUESTION, Kind.BARE})
    counting = frozenset({False})

    def __init__(self) -> None:
        import bm25s

        self._library: Any = bm25s
        self._retrievers: dict[bool, Any] = {}
        """Folded or not → the index."""
        self._ids: list[str] = []

    def build(self, source: Path, folder: Path, *, folded: bool) -> None:
        texts = list(read_texts(source))
        stored = [{"id": text.id, "text": text.text} for text in texts]
        self._save([text.text for text in texts], folder / "text", stored)
        if folded:
            self._save([fold(text.text) for text in texts], folder / "folded", None)
        # It reads a stored document only whole; who wants the ids alone keeps them beside.
        (folder / "ids.json").write_text(json.dumps([text.id for text in texts]), encoding="utf-8")

    def _save(self, texts: list[str], folder: Path, stored: list[dict[str, str]] | None) -> None:
        retriever = self._library.BM25()
        retriever.index(self._tokens(texts, return_ids=True), show_progress=False)
        retriever.save(str(folder), corpus=stored, show_progress=False)

    def _tokens(self, texts: list[str], *, return_ids: bool) -> Any:
        # Its own pattern leaves out words of one letter, and its own stopwords are English.
        return self._library.tokenize(
            texts, token_pattern=r"(?u)\w+", stopwords=None, return_ids=return_ids, show_progress=False
        )

    def open(self, folder: Path) -> None:
        for folded, path in ((False, folder / "text"), (True, folder / "folded")):
            if path.is_dir():
                load = self._library.BM25.load
                self._retrievers[folded] = load(str(path), mmap=True, show_progress=False)
        self._ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

    def query(self, kind: Kind, words: Sequence[str], *, count: bool, best: int = BEST) -> list[str]:
        del count
        retriever = self._retrievers[kind is Kind.BARE]
        tokens = self._tokens([" ".join(words)], return_ids=False)
        found = retriever.retrieve(tokens, k=min(best, len(self._ids)), show_progress=False)
        return [self._ids[number] for number in found.documents[0].tolist()]


def written(kind: Kind, words: Sequence[str]) -> str:
    """A query as ours, tantivy and, but for AND, Whoosh want it written."""
    if kind is Kind.ALL:
        return " ".join(f"+{word}" for word in words)
    if kind is Kind.ANY:
        return " OR ".join(words)
    if kind is Kind.PHRASE:
        return f'"{" ".join(words)}"'
    return " ".join(words)


OURS = "ours"
ENGINES: Mapping[str, Callable[[], Engine]] = {
    OURS: Ours,
    "tantivy": Tantivy,
    "tantivy + pyvi": lambda: Tantivy(pyvi=True),
    "Whoosh + pyvi": Whoosh,
    "FTS5": Fts5,
    "bm25s": Bm25s,
}
WITH_PYVI = frozenset({"tantivy + pyvi", "Whoosh + pyvi"})
"""Those that are given the words of pyvi, in documents and queries."""
ANOTHER_LOOK: Mapping[str, tuple[str, Callable[[], Engine]]] = {
    "tantivy, no ids": ("tantivy", lambda: Tantivy(ids=False)),
}
"""Another way to ask the index of an engine: its name → that engine's, and how to make it."""
_PACKAGES = {"tantivy": "tantivy", "tantivy + pyvi": "tantivy", "bm25s": "bm25s"}


def make(name: str) -> Engine:
    """The engine of this name, its package imported."""
    return ANOTHER_LOOK[name][1]() if name in ANOTHER_LOOK else ENGINES[name]()


def installed() -> list[str]:
    """The engines that can be measured here; a line is printed for each that cannot."""
    names: list[str] = []
    for name in ENGINES:
        package = _PACKAGES.get(name)
        if package is not None and find_spec(package) is None:
            print(f"{name} is left out: {package} is not installed (pip install 'bhxh-search[benchmarks]')")
        elif name == "FTS5" and not _has_fts5():
            print(f"{name} is left out: this Python's SQLite is made without it")
        else:
            names.append(name)
    return names


def _has_fts5() -> bool:
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
    except sqlite3.OperationalError:
        return False
    finally:
        database.close()
    return True

"""The test collections: documents, questions, and which documents answer which question."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bhxh_search import Document

DATA_VARIABLE = "BHXH_SEARCH_DATA"


@dataclass(frozen=True)
class Collection:
    """One collection. `relevant`: question id → ids of the documents that answer it."""

    name: str
    documents: tuple[Document, ...]
    questions: dict[str, str]
    relevant: dict[str, frozenset[str]]


def data_folder() -> Path:
    """The folder of real data. Ends the program with a message where the variable does not name one."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder or not Path(folder).is_dir():
        raise SystemExit(f"set {DATA_VARIABLE} to the folder that holds the test collections")
    return Path(folder)


def load(name: str) -> Collection:
    """The collection in the folder `name` of the data."""
    folder = data_folder() / name
    documents = tuple(
        Document(id=row["id"], title=row.get("title", ""), text=row["text"]) for row in _rows(folder / "corpus.jsonl")
    )
    questions = {row["id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["relevance"]) > 0:
                relevant.setdefault(row["query-id"], set()).add(row["doc-id"])
    return Collection(name, documents, questions, {id: frozenset(ids) for id, ids in relevant.items()})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)

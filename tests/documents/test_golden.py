"""Small files and exactly what they become. Where one differs, read the difference before it is accepted."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxh_search.documents.document import Document
from bhxh_search.documents.readers import read_file

GOLDEN = Path(__file__).parents[1] / "golden"
INPUTS = sorted(path for kind in ("law", "news") for path in (GOLDEN / kind).iterdir() if path.suffix != ".json")


def as_json(document: Document) -> Iterator[tuple[str, object]]:
    for name in ("id", "title", "date", "group", "headings", "fields", "text"):
        value = getattr(document, name)
        if value:
            yield name, plain_value(value)


def plain_value(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {name: plain_value(one) for name, one in value.items()}
    return value


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_becomes_what_is_written_beside_it(path: Path):
    documents = []
    for item in read_file(path, path.name):
        assert isinstance(item, Document), item
        documents.append(dict(as_json(item)))
    expected = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    assert documents == expected

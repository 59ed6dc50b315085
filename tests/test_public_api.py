"""The face that other programs use: each public name says what it raises, and results are handy."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import bhxh_search
from bhxh_search import (
    Document,
    DocumentNotFound,
    Index,
    IndexExists,
    IndexNotFound,
    InvalidAbbreviations,
    InvalidDocument,
    InvalidRequest,
    InvalidRoot,
    ReadOnlyIndex,
    create_index,
    errors,
    index_paths,
    look_at_paths,
    open_index,
    rebuild_index,
)
from bhxh_search.backend import Backend

ERRORS = {name for name, value in vars(errors).items() if inspect.isclass(value)}


def public() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Name, function and docstring of each public function and method; a method's class speaks for it too."""
    for name in bhxh_search.__all__:
        thing = getattr(bhxh_search, name)
        if inspect.isfunction(thing):
            yield name, thing, inspect.getdoc(thing) or ""
        elif inspect.isclass(thing) and thing.__module__.startswith("bhxh_search"):
            about = inspect.getdoc(thing) or ""
            for member, function in vars(thing).items():
                if inspect.isfunction(function) and (not member.startswith("_") or member == "__post_init__"):
                    own = "" if member == "__post_init__" else inspect.getdoc(function) or ""
                    yield f"{name}.{member}", function, f"{about}\n{own}"


PUBLIC = {name: (function, doc) for name, function, doc in public()}


def raised(function: Callable[..., Any], seen: set[str]) -> set[str]:
    """The errors of ours that a function raises, or a private one of its module that it calls."""
    module = ast.parse(Path(inspect.getfile(function)).read_text("utf-8"))
    defined = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    todo = [function.__name__]
    while todo:
        node = defined.get(todo.pop())
        if node is None or node.name in seen:
            continue
        seen.add(node.name)
        for part in ast.walk(node):
            if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call):
                called = part.exc.func
                if isinstance(called, ast.Name) and called.id in ERRORS:
                    found.add(called.id)
            if isinstance(part, ast.Call):
                name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
                if name.startswith("_") and not name.startswith("__"):
                    todo.append(name)
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_names_the_errors_that_are_raised(name: str) -> None:
    function, doc = PUBLIC[name]
    unnamed = {error for error in raised(function, set()) if f"`{error}`" not in doc}
    assert not unnamed


def test_the_errors_that_docstrings_name_exist() -> None:
    for name, (_, doc) in PUBLIC.items():
        for sentence in re.findall(r"Raises?[^.]*\.", doc):
            named = set(re.findall("`([A-Z][A-Za-z]+)`", sentence)) - {"Document", "None"}
            assert named <= ERRORS, name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "lương hưu", title="Lương"), Document("b", "lương tháng")])
    return tmp_path / "index"


WRONG: list[tuple[str, Callable[[Index, Path], object], type[Exception]]] = [
    ("Index.search", lambda index, path: index.search("x", limit=-1), InvalidRequest),
    ("Index.search", lambda index, path: index.search("x", sort="size"), InvalidRequest),  # type: ignore[arg-type]
    ("Index.search", lambda index, path: index.search(None), InvalidRequest),  # type: ignore[arg-type]
    ("Index.search", lambda index, path: index.search("x", filters={"date": "x"}), InvalidRequest),
    ("Index.search", lambda index, path: index.search("x", facets=["title"]), InvalidRequest),
    ("Index.similar", lambda index, path: index.similar("none"), DocumentNotFound),
    ("Index.similar", lambda index, path: index.similar("a", limit=-1), InvalidRequest),
    ("Index.suggest", lambda index, path: index.suggest("a", limit=-1), InvalidRequest),
    ("Index.suggest", lambda index, path: index.suggest(5), InvalidRequest),  # type: ignore[arg-type]
    ("Index.matches", lambda index, path: index.matches("none", "x"), DocumentNotFound),
    ("Index.matches", lambda index, path: index.matches("a", None), InvalidRequest),  # type: ignore[arg-type]
    ("Index.near_misses", lambda index, path: index.near_misses("x", filters={"date": "x"}), InvalidRequest),
    ("Index.add", lambda index, path: index.add([]), ReadOnlyIndex),
    ("Index.remove", lambda index, path: index.remove(["a"]), ReadOnlyIndex),
    ("Index.forget", lambda index, path: index.forget("a"), ReadOnlyIndex),
    ("Index.add_paths", lambda index, path: index.add_paths(["a"]), ReadOnlyIndex),
    ("Index.commit", lambda index, path: index.commit(), ReadOnlyIndex),
    ("Index.optimize", lambda index, path: index.optimize(), ReadOnlyIndex),
    ("open_index", lambda index, path: open_index(path / "none"), IndexNotFound),
    ("open_index", lambda index, path: open_index(path / "index", write=True, build_bytes=0), InvalidRequest),
    ("create_index", lambda index, path: create_index(path / "index"), IndexExists),
    ("create_index", lambda index, path: create_index(path / "x", abbreviations={"": "a"}), InvalidAbbreviations),
    ("create_index", lambda index, path: create_index(path / "y", build_bytes=-1), InvalidRequest),
    ("index_paths", lambda index, path: index_paths(path / "index", [path / "none"]), InvalidRoot),
    ("index_paths", lambda index, path: index_paths(path / "z", [path], build_bytes=-1), InvalidRequest),
    ("look_at_paths", lambda index, path: look_at_paths(path / "index", [path / "none"]), InvalidRoot),
    ("rebuild_index", lambda index, path: rebuild_index(path / "none"), IndexNotFound),
    ("Document.__post_init__", lambda index, path: Document("", "x"), InvalidDocument),
]


@pytest.mark.parametrize(("name", "call", "error"), WRONG)
def test_what_is_raised_is_what_the_docstring_says(
    folder: Path, name: str, call: Callable[[Index, Path], object], error: type[Exception]
) -> None:
    with open_index(folder) as index, pytest.raises(error):
        call(index, folder.parent)
    assert f"`{error.__name__}`" in PUBLIC[name][1]


@pytest.mark.parametrize("name", [name for name in vars(Backend) if not name.startswith("_")])
def test_an_index_is_a_backend(name: str) -> None:
    assert inspect.signature(getattr(Index, name)) == inspect.signature(getattr(Backend, name))


def test_results_are_a_sequence_of_hits(folder: Path) -> None:
    with open_index(folder) as index:
        results = index.search("lương")
        assert [hit.id for hit in results] == [results[0].id, results[1].id] == [hit.id for hit in results[:5]]
        assert results[-1] == results.hits[-1]
        assert len(results) == results.total == 2
        assert index.search("lương", offset=5).total == 2
        assert not index.search("lương", offset=5)
        with pytest.raises(IndexError):
            results[2]


def test_results_are_what_python_calls_a_sequence(folder: Path) -> None:
    with open_index(folder) as index:
        results = index.search("lương")
    assert isinstance(results, Sequence)
    assert results.index(results[1]) == 1
    assert results.count(results[0]) == 1
    assert list(reversed(results)) == list(reversed(results.hits))
    assert results[0] in results


def test_what_is_frozen_may_stand_in_a_set(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        report = index.add([Document("c", "lương hưu", fields={"author": "Hà"})])
        for one in (index.info(), report, index.search("lương"), index.search("lương")[0], index.get("a")):
            assert one in {one}


def test_a_type_checker_knows_the_names_that_there_are_and_no_others(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import bhxh_search\n"
        "from bhxh_search import Document, create_index, opne_index\n"
        "bhxh_search.serach\n"
        "version: str = bhxh_search.__version__\n"
        "Document('a', 'b').title.upper()\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", program],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(Path(bhxh_search.__file__).parent.parent)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("program.py")]
    assert len(told) == 2, done.stdout
    assert '"opne_index"' in told[0]
    assert '"serach"' in told[1]


def test_pieces_tell_what_is_marked(folder: Path) -> None:
    with open_index(folder) as index:
        hit = index.search("hưu")[0]
        assert list(hit.snippets[0].pieces()) == [("lương ", False), ("hưu", True)]
        assert list(index.search("lương")[0].title_pieces()) == [("Lương", True)]


def test_fields_are_those_of_live_documents_in_order(folder: Path) -> None:
    with open_index(folder, write=True) as index:
        assert index.fields() == ()
        index.add([Document("c", "x", fields={"số trang": 5, "kind": "tin", "tags": ("a", "b")})])
        index.commit()
        index.add([Document("d", "x", fields={"author": "x" * 5000, "kind": "tin:mới"})])
        index.commit()
        assert index.fields() == ("author", "kind", "số trang", "tags")
        index.remove(["c"])
        index.commit()
        assert index.fields() == ("author", "kind")


def test_a_document_as_a_dict_has_every_key_and_plain_types() -> None:
    import datetime as dt
    import json

    document = Document(
        "a", "x", date=dt.date(2024, 7, 1), fields={"n": float("nan"), "tags": ("a",), "signed": dt.date(2024, 6, 29)}
    )
    assert json.loads(json.dumps(document.to_dict(), allow_nan=False)) == {
        "id": "a",
        "title": "",
        "text": "x",
        "path": None,
        "date": "2024-07-01",
        "group": None,
        "headings": [],
        "pages": [],
        "fields": {"n": None, "tags": ["a"], "signed": "2024-06-29"},
    }

"""Text flows one way: a module imports only from what stands above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bhxh_search import Document, create_index

PACKAGE = Path(__file__).parent.parent / "src" / "bhxh_search"

# From the top down. Within a folder named here, modules may import each other, but in no circle.
LAYERS = (
    "errors",
    "arguments",
    "language",
    "documents",
    "ingest",
    "index",
    "search",
    "backend",
    "changes",
    "handle",
    "library",
    "runs",
    "batch",
    "outline",
    "evaluation",
    "mcp_server",
    "render",
    "web",
    "console",
    "terminal",
    "commands",
    "cli",
    "__main__",
)


@cache
def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "__init__.py"
    }


def imports(path: Path) -> set[str]:
    """The modules of this package that a file imports, at its head or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found.update(name if name.removeprefix("bhxh_search.") in modules() else node.module for name in whole)
        elif isinstance(node, ast.ImportFrom):
            raise AssertionError(f"{path}: a relative import")
    return {name.removeprefix("bhxh_search.") for name in found if name.startswith("bhxh_search.")}


def layer(module: str) -> int:
    return LAYERS.index(module.split(".")[0])


def test_every_module_has_its_layer() -> None:
    assert {name.split(".")[0] for name in modules()} == set(LAYERS)


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_go_one_way(module: str) -> None:
    upward = [name for name in imports(modules()[module]) if layer(name) > layer(module)]
    assert upward == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: imports(path) - {name} for name, path in modules().items()}
    while graph:
        free = [name for name, needed in graph.items() if not needed & graph.keys()]
        assert free, f"a circle among {sorted(graph)}"
        for name in free:
            del graph[name]


@pytest.mark.parametrize(
    ("library", "at_home_in"),
    [("whoosh", "index."), ("platformdirs", "language.pyvi_model"), ("click", ("cli", "commands.", "console"))],
)
def test_a_dependency_is_known_in_one_place(library: str, at_home_in: str | tuple[str, ...]) -> None:
    users = {
        name
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library)
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == library for alias in node.names))
    }
    assert users
    assert all(name.startswith(at_home_in) for name in users)


def test_the_searching_half_of_whoosh_is_not_used() -> None:
    """Its lengths, scores and phrase matches are not those of this project."""
    forbidden = {"whoosh.searching", "whoosh.scoring", "whoosh.query", "whoosh.qparser", "whoosh.highlight"}
    used = {
        node.module
        for path in modules().values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert not used & forbidden


def test_pyvi_is_read_and_not_run() -> None:
    """Importing it would load scikit-learn, which takes seconds."""
    program = (
        "import sys\n"
        "from bhxh_search.language.analysis import analyze\n"
        "assert analyze('bảo hiểm xã hội').words\n"
        "import bhxh_search.cli\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'pyvi', 'sklearn', 'sklearn_crfsuite', 'scipy'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "[]"


def test_a_query_loads_only_what_it_uses(tmp_path: Path) -> None:
    """A short process is mostly imports: what one answer does without, it is not to wait for."""
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"{number}", "Bảo hiểm xã hội tự nguyện, từ ngày 1/7/2025.") for number in range(5))
    program = (
        "import sys\n"
        "from bhxh_search.cli import main\n"
        "try:\n"
        "    main(['query', 'bảo hiểm tự nguyện', '--index', sys.argv[1]])\n"
        "finally:\n"
        "    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "index"], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.startswith("5 documents")
    loaded = set(done.stderr.split())
    assert "bhxh_search.search.snippets" in loaded
    ours = {
        *(f"commands.{name}" for name in ("analyze", "batch", "evaluate", "index", "serve", "show", "upkeep")),
        *("documents.readers", "documents.law", "documents.news"),
        *(
            "ingest.run",
            "ingest.walking",
            "ingest.selection",
            "changes",
            "runs",
            "index.writer",
            "index.builder",
            "index.merging",
        ),
        *("index.background", "index.checks", "search.did_you_mean", "search.completion", "search.similar"),
        *("render.html", "render.json", "render.report", "evaluation", "mcp_server", "web"),
    }
    others = {
        *("whoosh", "pyvi", "fastapi", "mcp", "numpy.random", "numpy.ma", "numpy.testing"),
        *("asyncio", "concurrent.futures", "multiprocessing", "subprocess", "queue", "socket", "ssl", "email"),
        *("importlib.metadata", "html", "calendar", "secrets", "hmac", "zipfile"),
    }
    assert sorted(loaded & ({f"bhxh_search.{name}" for name in ours} | others)) == []

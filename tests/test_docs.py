"""The documentation says what is so: every command in it is run, and prints what it shows."""

from __future__ import annotations

import inspect
import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

import bhxh_search
from tests import pages
from tests.conftest import PROJECT

OTHERS = ("api.md", "page.md")
"""Pages that need a server: their own tests start one."""

GUIDES = sorted(
    page
    for page in [*(PROJECT / "docs").glob("*.md"), *(PROJECT / "docs").glob("guides/*.md")]
    if page.name not in OTHERS
    and any(language in ("console", "pycon", "python") for language, _ in pages.blocks(page))
)


def test_every_command_and_program_of_the_readme_does_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pages.prepare(tmp_path)
    pages.begin(PROJECT / "README.md", tmp_path)
    assert pages.run_page(PROJECT / "README.md", tmp_path) >= 2


@pytest.mark.parametrize("page", GUIDES, ids=[page.stem for page in GUIDES])
def test_every_command_of_a_guide_does_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pages.prepare(tmp_path)
    folder = pages.begin(page, tmp_path)
    monkeypatch.chdir(folder)
    assert pages.run_page(page, folder)
    assert sorted(path.name for path in tmp_path.iterdir() if path != folder) == ["docs", "index", "seeds"]


MARKDOWN = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", MARKDOWN, ids=[str(page.relative_to(PROJECT)) for page in MARKDOWN])
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith("http"):
            continue
        there = page.parent / path if path else page
        assert there.exists(), target
        if anchor:
            headings = re.findall("^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings], (
                target
            )


def test_every_page_is_in_the_index_of_the_docs() -> None:
    index = (PROJECT / "docs" / "README.md").read_text("utf-8")
    for page in (PROJECT / "docs").rglob("*.md"):
        assert page.name == "README.md" or f"({page.relative_to(PROJECT / 'docs')})" in index, page


def test_the_reference_is_what_the_code_says() -> None:
    program = runpy.run_path(str(PROJECT / "docs" / "make_reference.py"))
    for path, text in program["pages"]().items():
        assert path.read_text("utf-8") == text, "run: python docs/make_reference.py"


def test_the_two_set_up_commands_are_targets_and_the_check_runs_one() -> None:
    shown = [text for language, text in pages.blocks(PROJECT / "README.md") if language == "sh"]
    assert shown == ["make demo\n", "make test\n"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo:" in makefile
    assert "\ntest:" in makefile
    assert "\nmake test" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_demo_works_in_a_fresh_copy(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "Makefile", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for name in ("src", "seeds"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "VENV", "MAKEFLAGS")
    }
    result = subprocess.run(
        ["make", "demo"], cwd=copy, env=environment, capture_output=True, timeout=550, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
    assert "BHXH tự nguyện" in " ".join(result.stdout.decode().split())


@pytest.mark.parametrize("name", bhxh_search.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    thing = getattr(bhxh_search, name)
    if name in ("FieldValue", "Ranges", "Sort", "SuggestionReason"):
        return  # names of other types: documented where they are defined
    assert inspect.getdoc(thing)
    if inspect.isclass(thing) and thing.__module__.startswith("bhxh_search"):
        for member, value in vars(thing).items():
            if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{member}"


def test_the_architecture_names_every_module() -> None:
    tree = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    named, folder = set[str](), ""
    for line in tree.splitlines():
        depth = len(line) - len(line.lstrip())
        if depth == 4:
            folder = line.split()[0] if line.split()[0].endswith("/") else ""
        named |= {f"{folder if depth > 4 else ''}{name}" for name in re.findall(r"\w+\.py\b", line)}
    package = PROJECT / "src" / "bhxh_search"
    there = {str(path.relative_to(package)) for path in package.rglob("*.py") if path.name != "__init__.py"}
    assert named == there


def test_the_types_are_shipped() -> None:
    assert (Path(bhxh_search.__file__).parent / "py.typed").exists()

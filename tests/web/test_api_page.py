"""`docs/api.md` says what is so: its examples are run, and its figures are those of the code."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from bhxh_search import index_paths
from bhxh_search.cli import main
from bhxh_search.web.limits import Limits
from tests.conftest import PROJECT
from tests.web.conftest import serving

PAGE = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://localhost:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


@pytest.fixture(scope="module")
def seeds_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("page") / "index"
    index_paths(folder, [str(PROJECT / "seeds")])
    with serving("--index", str(folder)) as (address, _):
        yield address


@pytest.mark.parametrize(("command", "shown"), commands(), ids=range(len(commands())))
def test_every_command_prints_what_the_page_shows(seeds_address: str, command: str, shown: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed, so the examples with it were not run")
    asked = command.replace(ADDRESS, seeds_address)
    done = subprocess.run(asked, shell=True, capture_output=True, timeout=60, check=True)
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.OutputChecker().check_output(shown, done.stdout.decode() + "\n", options), done.stdout.decode()


def test_the_python_example_runs(seeds_address: str) -> None:
    [program] = blocks("python")
    command = [sys.executable, "-W", "error", "-c", program.replace(ADDRESS, seeds_address)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().startswith("1 Tiếp tục thực hiện tốt")


def test_the_javascript_example_runs(seeds_address: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the example in JavaScript was not run")
    [program] = blocks("js")
    command = [node, "--input-type=module", "-e", program.replace(ADDRESS, seeds_address)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().startswith("1 Tiếp tục thực hiện tốt")


def test_the_limits_are_those_of_the_code() -> None:
    limits = Limits()
    rows = dict(
        re.findall(r"^\| (.+?) \| ([^|]*?) \|$", PAGE.partition("## Limits")[2].partition("##")[0], re.MULTILINE)
    )
    said = {
        name: [int(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*\b", value)]
        for name, value in rows.items()
    }
    assert said == {
        "characters of `q`": [limits.query_characters],
        "characters of `id`": [limits.id_characters],
        "bytes of the address": [limits.address_bytes],
        "`limit`": [limits.page_size],
        "`offset`": [limits.page_depth - limits.page_size],
        "`group_size`": [limits.group_size],
        "`snippets`, `snippet_length`": [limits.snippets, limits.snippet_characters],
        "values of `facet`, `facet_values`": [limits.facets, limits.facet_values],
        "values of `filter`, characters of each": [limits.filters, limits.filter_characters],
        "suggestions": [limits.suggestions],
        "seconds for an answer": [limits.seconds],
        "requests that wait": [limits.waiting],
    }
    assert f"{limits.cached_bytes // 10**6} MB of answers" in PAGE.replace("\n", " ")


def test_every_address_is_there(seeds_address: str) -> None:
    described = httpx.get(f"{seeds_address}/api/v1/openapi.json").json()["paths"]
    assert set(re.findall(r"^\| `(/api/v1/\w+)`", PAGE, re.MULTILINE)) == set(described)
    of_search = {one["name"] for one in described["/api/v1/search"]["get"]["parameters"]}
    rows = re.findall(r"^\| (.*?) \|", PAGE.partition("## Search")[2].partition("## Completion")[0], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == of_search


def test_every_option_that_it_names_there_is() -> None:
    shown = CliRunner().invoke(main, ["serve", "--help"]).stdout
    for option in set(re.findall(r"`(--[a-z-]+)", PAGE)) - {"--get", "--data-urlencode", "--format"}:
        assert option in shown


def test_the_application_can_be_made_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    index_paths("index", [str(PROJECT / "seeds")])
    [program] = [block for block in blocks("text") if "create_app" in block]
    made: dict[str, object] = {}
    exec(program, made)
    assert made["app"]

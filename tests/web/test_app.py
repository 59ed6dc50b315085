"""What `create_app` is given, and what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bhxh_search import Document, InvalidRequest, create_index
from bhxh_search.web.app import create_app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "lương hưu")])
    return tmp_path / "index"


@pytest.mark.parametrize(
    "given",
    [
        {"origins": "https://example.com.vn"},
        {"origins": ["x.vn"]},
        {"origins": ["https://x.vn/"]},
        {"origins": [5]},
        {"origins": 5},
        {"hosts": "example.vn"},
        {"limits": 5},
    ],
)
def test_what_would_never_match_or_match_too_much_is_told(folder: Path, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(given))):
        create_app(folder, **given)


def test_an_origin_is_that_of_one_site_and_of_no_other(folder: Path) -> None:
    with TestClient(create_app(folder, origins=(one for one in ["https://Example.com.vn"]))) as client:  # type: ignore[arg-type]
        for origin, allowed in (("https://example.com.vn", True), ("https://example.com", False)):
            answer = client.get("/api/v1/health", headers={"origin": origin})
            assert ("access-control-allow-origin" in answer.headers) == allowed


def test_an_app_stays_with_its_index_in_another_current_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = create_app("index")
    monkeypatch.chdir("/")
    assert app.state.served.folder == folder


@pytest.mark.parametrize("missing", ["fastapi", "jinja2"])
def test_without_its_extra_the_extra_is_named(missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None\nfrom bhxh_search.web.app import create_app"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        f"ModuleNotFoundError: {missing} is not installed; "
        "serving needs the extra web: pip install 'bhxh-search[web]'"
    )

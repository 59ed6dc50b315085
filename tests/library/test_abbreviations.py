"""The abbreviations that an index is made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bhxh_search import (
    Document,
    IndexOutdated,
    InvalidAbbreviations,
    InvalidRequest,
    create_index,
    index_paths,
    open_index,
)
from tests.library.samples import documents


def test_the_users_abbreviations_are_kept(tmp_path: Path) -> None:
    with create_index(tmp_path, abbreviations={"KCN": "khu công nghiệp"}) as index:
        index.add([Document("a", "Công nhân KCN Thăng Long")])
    with open_index(tmp_path) as index:
        assert index.search('"khu công nghiệp"').total == 1
        assert index.info().abbreviations == {"KCN": "khu công nghiệp"}


def test_other_abbreviations_are_refused(tmp_path: Path) -> None:
    create_index(tmp_path, abbreviations={"KCN": "khu công nghiệp"}).close()
    with pytest.raises(IndexOutdated, match="other abbreviations"):
        create_index(tmp_path, exist_ok=True, abbreviations={"KCN": "khu chế xuất"})
    with pytest.raises(IndexOutdated, match="--rebuild"):
        index_paths(tmp_path, [], abbreviations={}, loose=documents("a"))
    create_index(tmp_path, exist_ok=True).close()
    create_index(tmp_path, exist_ok=True, abbreviations={"KCN": "khu công nghiệp"}).close()


def test_an_abbreviation_that_is_none_makes_no_index(tmp_path: Path) -> None:
    with pytest.raises(InvalidAbbreviations):
        create_index(tmp_path / "index", abbreviations={"K C N": "khu công nghiệp"})
    assert list(tmp_path.iterdir()) == []


def test_abbreviations_and_loose_documents_are_checked(tmp_path: Path) -> None:
    wrong: Any = ["x"]
    with pytest.raises(InvalidAbbreviations, match="give a mapping"):
        create_index(tmp_path / "one", abbreviations=wrong)
    with pytest.raises(InvalidRequest, match="no Document"):
        index_paths(tmp_path / "two", [], loose=wrong)

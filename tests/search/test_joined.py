"""Words that are written as one or as two: a number and its unit, a name and its number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index

UNITS = "m m2 m3 km km2 cm cm2 mm ha kg mg g l ml kv kw kwh mw mwh mb gb tb".split()
COUNTED = "ca giờ lần năm ngày người phút tháng tuần tuổi".split()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    texts = [text for unit in UNITS for text in (f"247{unit}", f"456 {unit}")]
    texts += [text for word in COUNTED for text in (f"247{word}", f"456 {word}")]
    texts += "15h|16 giờ|1500m2|1600 m2|airbus747|airbus 737|airbus7379|airbusneo|u23|u 21|k 12|an13|một lần".split(
        "|"
    )
    with create_index(tmp_path_factory.mktemp("joined") / "index") as made:
        made.add(Document(text, text) for text in texts)
        made.commit()
        yield made


def found(index: Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query)}


@pytest.mark.parametrize("unit", UNITS)
def test_a_number_and_its_unit_are_found_as_one_and_as_two(index: Index, unit: str) -> None:
    for query in (f"247 {unit}", f"247{unit}", f'"247 {unit}"'):
        assert found(index, query) == {f"247{unit}"}
    for query in (f"456 {unit}", f"456{unit}", f'"456{unit}"'):
        assert found(index, query) == {f"456 {unit}"}


@pytest.mark.parametrize("word", COUNTED)
def test_what_is_counted_is_written_behind_its_number_by_people_and_not_by_texts(index: Index, word: str) -> None:
    assert found(index, f"456{word}") == {f"456 {word}"}
    assert f"247{word}" not in found(index, f"247 {word}")


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        ("15 giờ", {"15h"}),
        ("15 h", {"15h"}),
        ("16h", {"16 giờ"}),
        ("1lần", {"một lần"}),
        ("airbus 747", {"airbus747"}),
        ("airbus-747", {"airbus747"}),
        ("airbus\u2013747", {"airbus747"}),
        ("airbus747", {"airbus747"}),
        ("airbus737", {"airbus 737"}),
        ("airbus 7379", set()),
        ("airbus, 747", set()),
        ("u-23", {"u23"}),
        ("u 23", set()),
        ("u21", {"u 21"}),
        ("an 13", set()),
        ("airbus neo", set()),
        ("k12", set()),
        ("1500 m2", {"1500m2"}),
        ('"1500 m2"', {"1500m2"}),
        ("1600m2", {"1600 m2"}),
        ("15000 m2", set()),
    ],
)
def test_what_is_one_word_and_what_is_two(index: Index, query: str, documents: set[str]) -> None:
    assert found(index, query) == documents

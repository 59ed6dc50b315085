"""A word without marks among words with marks: it may be meant as it was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bhxh_search import Document, Index, create_index

AS_TYPED = "Lao động nam nghỉ năm ngày một năm."
OTHERWISE = "Người lao động nghỉ năm ngày."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with create_index(tmp_path_factory.mktemp("bare") / "index") as index:
        index.add([Document("nam", AS_TYPED), Document("năm", OTHERWISE)])
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("query", "document", "marked"),
    [
        ("lao động nam", "nam", ["Lao động nam"]),
        ("lao động nam", "năm", ["lao động", "năm"]),  # that is why it was found
        ("lao dong nam", "nam", ["Lao động nam", "năm", "năm"]),
        ("nam", "nam", ["nam", "năm", "năm"]),
        ('lao động "nam nghi"', "nam", ["Lao động nam nghỉ"]),
    ],
)
def test_it_is_marked_as_typed_in_a_text_that_has_it_so(
    index: Index, query: str, document: str, marked: list[str]
) -> None:
    text = {"nam": AS_TYPED, "năm": OTHERWISE}[document]
    assert [text[start:end] for start, end in index.matches(document, query)] == marked
    (hit,) = (hit for hit in index.search(query).hits if hit.id == document)
    assert [text for snippet in hit.snippets for text, is_match in snippet.pieces() if is_match] == marked

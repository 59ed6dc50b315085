"""Which segments become one, and when."""

from __future__ import annotations

from bhxh_search.index.generation import SegmentState
from bhxh_search.index.merging import MAX_POSITIONS, due_for_merging, fitting
from bhxh_search.index.postings import MAX_DOCUMENTS


def segments(*sizes: tuple[int, int]) -> list[SegmentState]:
    """Segments of so many documents and positions each."""
    return [SegmentState(f"{number:016}", *size) for number, size in enumerate(sizes)]


def test_four_of_a_size_are_due() -> None:
    some = segments((100, 270_000), (100, 270_000), (100, 270_000))
    assert due_for_merging(some) == []
    assert len(due_for_merging([*some, *segments((100, 270_000))])) == 4


def test_one_of_very_many_documents_does_not_keep_others_of_its_size_from_becoming_one() -> None:
    many, *others = segments((MAX_DOCUMENTS - 36, 327_500), *[(100, 270_000)] * 4)
    assert due_for_merging([many, *others]) == others


def test_deleted_documents_take_no_place() -> None:
    half = MAX_DOCUMENTS // 2
    deleted = SegmentState("a" * 16, half + 100, 1000, ((0, 99),))
    assert len(list(fitting([deleted, *segments((half, 1000))]))) == 2
    assert len(list(fitting(segments((half + 1, 1000), (half, 1000))))) == 1


def test_what_is_too_much_for_the_memory_is_not_merged() -> None:
    assert due_for_merging(segments(*[(1000, MAX_POSITIONS // 4 + 1)] * 4)) == []

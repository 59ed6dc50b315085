"""The uncommitted changes of a writer: segments that no generation names yet, documents added and removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bhxh_search.index.generation import SegmentState
from bhxh_search.index.reader import Snapshot
from bhxh_search.index.records import Record


@dataclass
class Pending:
    """A segment that no generation names yet."""

    name: str
    documents: int = 0
    positions: int = 0
    deleted: set[int] = field(default_factory=set)
    """Numbers of documents that were replaced or removed after they came."""

    def state(self) -> SegmentState:
        """What a generation will say of it."""
        return SegmentState(self.name, self.documents, self.positions, ranges(self.deleted))


def ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Some numbers as ranges, the first and the last of each."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


class Records(Mapping[str, Record]):
    """Document id → what is known of it: of a committed state, and of what is pending on top."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        """`snapshot`: the committed state; None for nothing."""
        self._snapshot = snapshot
        self._added: dict[str, tuple[Record, Pending, int]] = {}
        """By id, with the segment that the document is in and its number there."""
        self._removed: dict[str, int] = {}
        """Ids of committed documents that go, and their numbers."""

    def __getitem__(self, id: str) -> Record:
        if id in self._added:
            return self._added[id][0]
        number = self._committed(id)
        if number is None:
            raise KeyError(id)
        assert self._snapshot is not None
        return self._snapshot.record(number)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and (id in self._added or self._committed(id) is not None)

    def __iter__(self) -> Iterator[str]:
        if self._snapshot is not None:
            yield from (id for id in self._snapshot.ids() if id not in self._removed)
        yield from self._added

    def __len__(self) -> int:
        committed = 0 if self._snapshot is None else self._snapshot.document_count
        return committed - len(self._removed) + len(self._added)

    def _committed(self, id: str) -> int | None:
        if self._snapshot is None or id in self._removed:
            return None
        return self._snapshot.number(id)

    def add(self, record: Record, segment: Pending, number: int) -> None:
        """Take note of a document that was added to a segment, in place of one with its id."""
        self.remove(record.id)
        self._added[record.id] = (record, segment, number)

    def remove(self, id: str) -> bool:
        """Take note that a document goes; return whether there was one."""
        if id in self._added:
            _, segment, number = self._added.pop(id)
            segment.deleted.add(number)
            return True
        committed = self._committed(id)
        if committed is not None:
            self._removed[id] = committed
        return committed is not None

    def kept_segments(self) -> list[SegmentState]:
        """The committed segments with all deletions, less those without any document left."""
        if self._snapshot is None:
            return []
        gone: dict[str, list[int]] = {}
        for number in self._removed.values():
            one, inside = self._snapshot.segment_of(number)
            gone.setdefault(one.state.name, []).append(inside)
        states = (one.state for one in self._snapshot.segments)
        changed = (
            replace(state, deleted=_with(state, gone[state.name])) if state.name in gone else state
            for state in states
        )
        return [state for state in changed if state.live_documents]


def _with(state: SegmentState, numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    before = (number for first, last in state.deleted for number in range(first, last + 1))
    return ranges({*before, *numbers})

"""What an index holds of the files of a run when the run begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bhxh_search.ingest.contest import key_of
from bhxh_search.ingest.roots import Origin
from bhxh_search.ingest.walking import Known, Plan

State = tuple[int, int]
"""The modification time of a file and its size."""


def state_of(origin: Origin) -> State | None:
    """The state that a document's file was read in, as far as that is known."""
    return None if origin.modified is None or origin.size is None else (origin.modified, origin.size)


@dataclass
class Before:
    """The documents of a run's roots that are in the index when it begins."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    """Resolved file, of those that the run covers → ids of the documents that it gave when it was last read."""
    states: dict[str, State | None] = field(default_factory=dict)
    """Resolved file → its modification time and size when it was last read; None where nothing tells them."""
    kept_states: dict[str, State] = field(default_factory=dict)
    """Of these, those that a root keeps; see `Root.states`."""
    parts: dict[str, list[str]] = field(default_factory=dict)
    """Key of a whole, see `contest.key_of` → ids of its parts; those that are read are added."""
    groups: dict[str, str] = field(default_factory=dict)
    """Id of a part → its group."""

    def has_state_of(self, origin: Origin) -> bool:
        """Whether the size and time of a file are those that it was read with."""
        return self.states.get(origin.file or "") == state_of(origin)

    def add_part(self, id: str, group: str) -> None:
        """Take note of a part that is read now."""
        if id not in self.groups:
            self.parts.setdefault(key_of(id, group), []).append(id)


def known_before(records: Mapping[str, Known], plan: Plan) -> Before:
    """What `records` tell of the files of a plan."""
    found = Before()
    for id, known in records.items():
        origin, file = known.origin, known.origin.file
        if not file or not plan.owns(known):
            continue
        if known.group is not None:
            found.parts.setdefault(key_of(id, known.group), []).append(id)
            found.groups[id] = known.group
        if plan.covers(known):
            found.ids.setdefault(file, []).append(id)
            if found.states.setdefault(file, state_of(origin)) != state_of(origin):
                found.states[file] = None  # of two versions of the file: nothing says which was the last
    found.kept_states = {file: (modified, size) for root in plan.roots for file, modified, size in root.states}
    found.states.update((file, state) for file, state in found.kept_states.items() if file in found.ids)
    return found

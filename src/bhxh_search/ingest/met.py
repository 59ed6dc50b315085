"""Which files a run has come to so far, and which of them the next run must read whatever their size and time."""

from __future__ import annotations

from dataclasses import dataclass, field

from bhxh_search.ingest.roots import nearest


@dataclass
class Met:
    """All paths are resolved."""

    visited: set[str] = field(default_factory=set)
    """Files whose turn has come."""
    all_read: bool = False
    """Whether all files had their turn."""
    unread: set[str] = field(default_factory=set)
    """Files and folders that could not be read to their end: their documents stay."""
    again: set[str] = field(default_factory=set)
    """Files that the next run is to read."""
    states: dict[str, tuple[int, int]] = field(default_factory=dict)
    """File → its state when it was read, where its documents do not tell it; see `Root.states`."""

    def keeps(self, file: str) -> bool:
        """Whether the documents of a file stay, for it lies where something could not be read."""
        return bool(self.unread) and nearest(file, self.unread) is not None

    def is_to_be_read(self, file: str) -> bool:
        """Whether the turn of a file, if it is there, may still come."""
        return file not in self.visited and not self.all_read

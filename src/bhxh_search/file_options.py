"""Which files a run reads, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bhxh_search.errors import InvalidRequest

if TYPE_CHECKING:
    from bhxh_search.selection import Selection

MAX_FILE_SIZE = 100_000_000
"""Bytes of the largest file that is read, unless another limit is given."""


@dataclass(frozen=True)
class FileOptions:
    """Which files a run reads, and how. Raises `InvalidRequest` for a text in place of globs."""

    include: tuple[str, ...] = ()
    """Globs; other files in folders are passed over. See `selection`."""
    exclude: tuple[str, ...] = ()
    """Globs of files and folders that are passed over."""
    encoding: str | None = None
    """Of all text files; None: found out for each."""
    max_file_size: int = MAX_FILE_SIZE
    """Bytes; larger files are skipped."""
    check_content: bool = False
    """Read files too whose size and modification time are those of the last run."""
    seconds: float = 60.0
    """For one file of a binary format, at most."""

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            if isinstance(getattr(self, name), str):  # each of its letters would be a glob
                raise InvalidRequest(f"{name} is a text; give globs, such as ({getattr(self, name)!r},)")

    @property
    def selection(self) -> Selection:
        """The globs."""
        from bhxh_search.selection import Selection  # not for those who only search

        return Selection(self.include, self.exclude)


DEFAULT_OPTIONS = FileOptions()

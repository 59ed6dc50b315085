"""Which files a run reads, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bhxh_search.arguments import check_flag
from bhxh_search.documents.document import MAX_FILE_SIZE
from bhxh_search.errors import InvalidRequest

if TYPE_CHECKING:
    from bhxh_search.ingest.selection import Selection


_A_DAY = 86_400  # seconds; the system counts no longer than some weeks


@dataclass(frozen=True)
class FileOptions:
    """Which files a run reads, and how. `include` and `exclude` may be given as lists; they become tuples.

    Raises `InvalidRequest` for a text in place of globs, and for any other value of a wrong type.
    """

    include: tuple[str, ...] = ()
    """Globs; files in folders that match none of them are not read. See `selection`."""
    exclude: tuple[str, ...] = ()
    """Globs of files and folders that are not read."""
    encoding: str | None = None
    """The encoding of all text files; None to recognise it for each."""
    max_file_size: int = MAX_FILE_SIZE
    """Bytes; larger files are skipped."""
    check_content: bool = False
    """Also read files whose size and modification time have not changed since the last run."""
    seconds: float = 60.0
    """The most that reading one file of a binary format may take: above 0, and at most a day."""

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            globs = getattr(self, name)
            if isinstance(globs, str):  # each of its letters would be a glob
                raise InvalidRequest(f"{name} is a text; give globs, such as ({globs!r},)")
            object.__setattr__(self, name, tuple(globs) if isinstance(globs, Iterable) else (globs,))
            if not all(isinstance(glob, str) for glob in getattr(self, name)):
                raise InvalidRequest(f"{name} is {globs!r:.40}; give globs, a tuple of texts")
        if self.encoding is not None and not isinstance(self.encoding, str):
            raise InvalidRequest(f"encoding is {self.encoding!r:.40}; give a name, such as 'tcvn3'")
        check_flag("check_content", self.check_content)
        if not isinstance(self.max_file_size, int) or self.max_file_size < 0:
            raise InvalidRequest(f"max_file_size is {self.max_file_size!r:.40}; give a whole number of bytes")
        is_number = isinstance(self.seconds, (int, float)) and not isinstance(self.seconds, bool)
        if not is_number or not 0 < self.seconds <= _A_DAY:
            raise InvalidRequest(f"seconds is {self.seconds!r:.40}; give a number above 0, and of at most {_A_DAY}")

    @property
    def selection(self) -> Selection:
        """The globs."""
        from bhxh_search.ingest.selection import Selection  # not for those who only search

        return Selection(self.include, self.exclude)


DEFAULT_OPTIONS = FileOptions()

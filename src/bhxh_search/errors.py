"""Every error that a caller may meet. Each message says what is wrong, where, and what to do about it."""

from __future__ import annotations


class BhxhSearchError(Exception):
    """Base of all errors that this package raises on purpose."""


class InvalidDocument(BhxhSearchError, ValueError):
    """A document that cannot be indexed as given: no id, or a value of a wrong type."""


class InvalidAbbreviations(BhxhSearchError, ValueError):
    """An abbreviation table with a line or an entry that cannot be used."""


class InvalidRequest(BhxhSearchError, ValueError):
    """An invalid argument: a negative limit, an unknown sort order, an index that was closed."""


class DocumentNotFound(InvalidRequest):
    """There is no document of this id in the index."""


class InvalidRoot(BhxhSearchError, ValueError):
    """A path to index that does not exist or cannot be read, or a root that the index does not know."""


class IndexNotFound(BhxhSearchError, FileNotFoundError):
    """There is no index at this path yet."""


class IndexExists(BhxhSearchError, FileExistsError):
    """An index is already there, or the folder holds something else."""


class IndexLocked(BhxhSearchError):
    """Another process is writing to this index."""


class IndexOutdated(BhxhSearchError):
    """The index was made by another analysis or with other abbreviations: rebuild it; or in another format, and what
    it was made of must be indexed again into another folder, or this program be updated."""


class IndexDamaged(BhxhSearchError):
    """Files of the index are missing or are not what was written."""


class IndexInaccessible(BhxhSearchError, OSError):
    """The index could not be read or written: no permission, a full disk. The last committed state is intact."""


class ReadOnlyIndex(BhxhSearchError):
    """A change was requested of an index that was opened for reading only."""

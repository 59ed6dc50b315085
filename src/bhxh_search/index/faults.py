"""Failures of the files of an index, turned into errors that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bhxh_search.errors import BhxhSearchError, IndexDamaged, IndexInaccessible, IndexNotFound


def no_index(folder: Path) -> IndexNotFound:
    """The error for a folder that holds no index."""
    if folder.exists() and not folder.is_dir():
        return IndexNotFound(f"{folder} is a file; an index is a folder: give its path with --index")
    return IndexNotFound(f"{folder}: no index here yet; make one with `bhxh-search index PATH`")


@contextmanager
def damage_reported(folder: Path) -> Iterator[None]:
    """Turn whatever reading damaged files may raise into `IndexDamaged`."""
    with access_reported(folder):
        try:
            yield
        except (BhxhSearchError, OSError, NameError, MemoryError):
            raise
        except Exception as error:  # numbers out of range may end in an exception of any kind
            reason = f"{type(error).__name__}: {error}"
            raise IndexDamaged(
                f"{folder}: a file of the index is damaged ({reason}); run `bhxh-search index --rebuild`, or else "
                "remove the index and index again"
            ) from error


@contextmanager
def access_reported(folder: Path) -> Iterator[None]:
    """Turn an error of the operating system into `IndexInaccessible`, or `IndexDamaged` for a missing file.

    The one for too little memory becomes a `MemoryError`, like all others of that kind.
    """
    try:
        yield
    except BhxhSearchError:
        raise
    except FileNotFoundError as error:
        raise IndexDamaged(
            f"{error.filename or folder} is missing; remove the index and index the documents again"
        ) from error
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError(str(error)) from error
        place = error.filename or folder
        remedy = {
            errno.ENOSPC: "; free some space and run it again",
            errno.EACCES: "; change its permissions, or give another folder with --index",
        }
        message = f"{place}: {error.strerror or error}{remedy.get(error.errno or 0, '')}"
        raise IndexInaccessible(error.errno, message) from error

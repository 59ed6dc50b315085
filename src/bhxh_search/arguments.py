"""Checks of the arguments that programs pass in, made before anything is done: paths, texts, ids, flags."""

from __future__ import annotations

import os
from pathlib import Path

from bhxh_search.errors import InvalidRequest


def folder_of(path: object) -> Path:
    """The folder of an index, absolute: whoever changes the current folder later means no other index.

    Raises `InvalidRequest` for what is no path, for an empty one, and for one that no folder can have.
    """
    if not isinstance(path, (str, os.PathLike)) or not isinstance(os.fspath(path), str):
        raise InvalidRequest(f"the path of the index is {shown(path)}; give the path of a folder")
    if not os.fspath(path):  # a variable that was not set
        raise InvalidRequest("the path of the index is empty; give . for the current folder")
    check_path("the path of the index", os.fspath(path))
    try:
        return Path(path).absolute()
    except OSError as error:  # the current folder is gone
        raise InvalidRequest(f"the path of the index, {path}: {error.strerror}; give an absolute path") from error


def check_path(what: str, path: str) -> None:
    """Raise `InvalidRequest` for a path that the system cannot be asked for. `what`: what to call it."""
    try:
        is_path = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:  # half characters
        is_path = False
    if not is_path:
        raise InvalidRequest(f"{what} is {path!r:.80}, which no file or folder can be called")


def check_text(text: object) -> None:
    """Raise `InvalidRequest` for a query that is no text."""
    if not isinstance(text, str):
        raise InvalidRequest(f"the query is {shown(text)}; give text, a str")


def check_id(id: object) -> None:
    """Raise `InvalidRequest` for the id of a document that is no text."""
    if not isinstance(id, str):
        raise InvalidRequest(f"the id is {shown(id)}; give text, a str")


def check_flag(name: str, value: object) -> None:
    """Raise `InvalidRequest` for a flag that is neither true nor false: `"no"` would count as true."""
    if not isinstance(value, bool):
        raise InvalidRequest(f"{name} is {shown(value)}; give True or False")


def check_build_bytes(value: object) -> None:
    """Raise `InvalidRequest` for what is no number of bytes to build with; None: as many as there are by default."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value <= 0):
        raise InvalidRequest(f"build_bytes is {value!r:.40}; give a number of bytes, such as 512_000_000")


def shown(value: object) -> str:
    """A value of a wrong type, in a message: its type, and as much of it as tells which one it is."""
    return f"{type(value).__name__} {value!r:.40}"

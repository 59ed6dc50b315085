"""Checks of what a run is given beside its paths, made before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable

from bhxh_search.arguments import shown
from bhxh_search.documents.document import Document
from bhxh_search.documents.encodings import check_encoding
from bhxh_search.errors import InvalidRequest
from bhxh_search.ingest.file_options import FileOptions
from bhxh_search.ingest.selection import no_glob


def check_options(options: FileOptions) -> None:
    """Raise `InvalidRequest` for an encoding that there is none of, and for what is no glob, or no options."""
    if not isinstance(options, FileOptions):
        raise InvalidRequest(f"options is {options!r:.40}; give FileOptions(…)")
    if options.encoding is not None:
        try:
            check_encoding(options.encoding)
        except ValueError as error:
            raise InvalidRequest(f"encoding: {error}") from error
    for name in ("include", "exclude"):
        for glob in getattr(options, name):
            if (why := no_glob(glob)) is not None:
                raise InvalidRequest(f"{name}: {glob!r} is no glob: {why}")


def check_called(**given: object) -> None:
    """Raise `InvalidRequest` for what cannot be called; by name, None where nothing is to be."""
    for name, value in given.items():
        if value is not None and not callable(value):
            raise InvalidRequest(f"{name} is {shown(value)}; give a function, or None")


def checked_loose(loose: Iterable[Document]) -> tuple[Document, ...]:
    """Documents of no root, which are gone through more than once. Raises `InvalidRequest` for anything else."""
    if not isinstance(loose, Iterable):
        raise InvalidRequest(f"loose is {shown(loose)}; give Documents, such as [document]")
    documents = tuple(loose)
    for document in documents:
        if not isinstance(document, Document):
            raise InvalidRequest(f"loose has {shown(document)}, which is no Document")
    return documents

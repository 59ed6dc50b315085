"""What the writing methods of `Index` do, given its writer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bhxh_search.arguments import shown
from bhxh_search.documents.document import Document
from bhxh_search.errors import InvalidRequest, InvalidRoot
from bhxh_search.index.generation import BY_A_PROGRAM
from bhxh_search.index.writer import Writer
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.ingest.reports import FileOutcome, Report, Tally
from bhxh_search.ingest.roots import Origin, is_inside
from bhxh_search.ingest.run import Run
from bhxh_search.ingest.walking import Plan, checked_paths


def check_documents(documents: object) -> None:
    """Raise `InvalidRequest` unless these are documents; what a generator gives is checked as it comes."""
    if not isinstance(documents, Iterable):
        raise InvalidRequest(f"{shown(documents)} is not several; give Documents, such as [document]")
    for document in documents if isinstance(documents, Sequence) else ():
        _check_document(document)


def _check_document(document: object) -> None:
    if not isinstance(document, Document):
        raise InvalidRequest(f"{shown(document)} is no Document; give Documents, such as [document]")


def add(writer: Writer, documents: Iterable[Document]) -> Report:
    """Add documents without a root. Raises `InvalidRequest` for what is not a `Document`, `InvalidDocument`."""
    started = time.monotonic()
    tally = Tally()
    for document in documents:
        _check_document(document)
        if writer.full:
            writer.commit(unfinished=sorted({*writer.unfinished, BY_A_PROGRAM}))
        if writer.is_current(document, None):
            tally.count(document.id, "unchanged")
            continue
        known = document.id in writer.records
        writer.add(document, Origin())
        tally.count(document.id, "updated" if known else "added")
    return Report(
        added=tally.number("added"),
        updated=tally.number("updated"),
        unchanged=tally.number("unchanged"),
        repeated=tuple(tally.repeated),
        seconds=time.monotonic() - started,
    )


def remove(writer: Writer, ids: Iterable[str]) -> Report:
    """Remove documents by id, ignoring ids that are not in the index."""
    started = time.monotonic()
    return Report(removed=writer.remove(ids), seconds=time.monotonic() - started)


def known_root(writer: Writer, root: str | os.PathLike[str]) -> str:
    """The resolved path of a root of the index. Raises `InvalidRoot` if it is none."""
    (root,) = checked_paths([root])
    try:
        path = str(Path(root).resolve())
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle; a null character; half characters
        raise InvalidRoot(f"{str(root)!r}: {error}") from error
    known = writer.state.roots
    if path not in (one.path for one in known):
        names = ", ".join(one.path for one in known) or "it has none"
        raise InvalidRoot(f"{path} is no root of this index; its roots: {names}")
    return path


def forget(writer: Writer, path: str) -> Report:
    """Remove a root, by its path, and its documents, and commit."""
    started = time.monotonic()
    known = writer.state.roots
    gone = [id for id, record in writer.records.items() if record.origin.root and is_inside(record.origin.root, path)]
    removed = writer.remove(gone)
    left = [one for one in writer.unfinished if not is_inside(one, path)]
    writer.commit(roots=tuple(one for one in known if one.path != path), unfinished=left)
    return Report(removed=removed, seconds=time.monotonic() - started)


def add_paths(
    writer: Writer,
    plan: Plan,
    loose: Sequence[Document],
    options: FileOptions | None,
    progress: Callable[[int, int], None] | None,
    tell: Callable[[FileOutcome], None] | None,
) -> Report:
    """Bring the documents of a plan's files and folders up to date, and commit; see `Index.add_paths`."""
    with closing(Run(plan, writer, progress, (), options or DEFAULT_OPTIONS, tell)) as run:
        run.read(loose, writer.folder.resolve())
        return run.finish()

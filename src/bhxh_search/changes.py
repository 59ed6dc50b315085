"""Changes to an index, by its writer: what the writing methods of `Index` do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bhxh_search.documents.document import Document
from bhxh_search.errors import InvalidRequest, InvalidRoot
from bhxh_search.index.generation import BY_A_PROGRAM
from bhxh_search.index.writer import Writer
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.ingest.reports import FileOutcome, Report, Tally
from bhxh_search.ingest.roots import Origin, is_inside
from bhxh_search.ingest.run import Run
from bhxh_search.ingest.walking import checked_paths, plan_run


def add(writer: Writer, documents: Iterable[Document]) -> Report:
    """Add documents of no root. Raises `InvalidRequest` for what is no `Document`."""
    tally = Tally()
    for document in documents:
        if not isinstance(document, Document):
            shown = f"{type(document).__name__} {document!r:.40}"
            raise InvalidRequest(f"{shown} is no Document; give Documents, such as [document]")
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
    )


def forget(writer: Writer, root: str | os.PathLike[str]) -> Report:
    """Remove a root and its documents, and commit. Raises `InvalidRoot` when there is no such root."""
    (root,) = checked_paths([root])
    path = str(Path(root).resolve())
    known = writer.state.roots
    if path not in (one.path for one in known):
        names = ", ".join(one.path for one in known) or "it has none"
        raise InvalidRoot(f"{path} is no root of this index; its roots: {names}")
    gone = [id for id, record in writer.records.items() if record.origin.root and is_inside(record.origin.root, path)]
    removed = writer.remove(gone)
    left = [one for one in writer.unfinished if not is_inside(one, path)]
    writer.commit(roots=tuple(one for one in known if one.path != path), unfinished=left)
    return Report(removed=removed)


def add_paths(
    writer: Writer,
    paths: Sequence[str | os.PathLike[str]],
    prefix: str | None,
    loose: Sequence[Document],
    options: FileOptions | None,
    progress: Callable[[int, int], None] | None,
    tell: Callable[[FileOutcome], None] | None,
) -> Report:
    """Bring the documents of files and folders up to date, and commit; see `Index.add_paths`."""
    plan = plan_run(paths, writer.state.roots, prefix)
    with closing(Run(plan, writer, progress, (), options or DEFAULT_OPTIONS, tell)) as run:
        run.read(loose, writer.folder.resolve())
        return run.finish()

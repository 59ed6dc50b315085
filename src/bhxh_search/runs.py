"""Whole indexing runs over files and folders: what the command `index` does, for any program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bhxh_search.arguments import check_build_bytes, folder_of
from bhxh_search.documents.document import Document
from bhxh_search.errors import IndexOutdated, InvalidRoot
from bhxh_search.handle import check_analysis, open_writer
from bhxh_search.index.faults import access_reported
from bhxh_search.index.generation import BY_A_PROGRAM, has_index
from bhxh_search.index.pending import Records
from bhxh_search.index.reader import Snapshot, open_snapshot
from bhxh_search.index.records import Record
from bhxh_search.ingest.dry_run import dry_run
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.ingest.reports import FileOutcome, Report
from bhxh_search.ingest.run import Run
from bhxh_search.ingest.run_arguments import check_called, check_options, checked_loose
from bhxh_search.ingest.walking import checked_paths, plan_run
from bhxh_search.language.abbreviations import with_user_abbreviations
from bhxh_search.library import open_index

if TYPE_CHECKING:
    from bhxh_search.index.writer import Writer


def index_paths(
    path: str | os.PathLike[str],
    paths: Sequence[str | os.PathLike[str]],
    *,
    prefix: str | None = None,
    abbreviations: Mapping[str, str] | None = None,
    loose: Iterable[Document] = (),
    options: FileOptions = DEFAULT_OPTIONS,
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[FileOutcome], None] | None = None,
    build_bytes: int | None = None,
) -> Report:
    """Bring the documents of files and folders up to date in the index in `path`, which is created if need be.

    A new index is removed again if nothing could be read into it; it is kept, empty, if there was nothing to read.
    `abbreviations`: your own, for a new index; an existing one with others must be rebuilt. `build_bytes`: see
    `open_index`. The rest as in `Index.add_paths`.

    Raises `InvalidRoot`, `InvalidAbbreviations`, `IndexExists`, `IndexLocked`, `IndexOutdated`, `IndexDamaged`,
    `IndexInaccessible`, `InvalidRequest`.
    """
    from bhxh_search.index.writer import create, discard

    check_options(options)
    check_called(progress=progress, tell=tell)
    loose = checked_loose(loose)
    check_build_bytes(build_bytes)
    paths = checked_paths(paths)
    folder = folder_of(path)
    with access_reported(folder):
        there = has_index(folder)
        made = [] if there else [parent for parent in (folder, *folder.parents) if not parent.exists()]
    if not there:
        plan = plan_run(paths, (), prefix)  # a wrong path is to make no index
        own = with_user_abbreviations(abbreviations or {})
        unfinished = [scope.path for scope in plan.scopes] or ([BY_A_PROGRAM] if loose else [])
        create(folder, own, unfinished=unfinished)
    with open_index(folder, write=True, build_bytes=build_bytes) as index:
        if abbreviations is not None:
            _check_same(with_user_abbreviations(abbreviations).user, index.info().abbreviations, folder)
        report = index.add_paths(paths, prefix=prefix, loose=loose, options=options, progress=progress, tell=tell)
    if not there and report.skipped and not report.documents:
        discard(folder)
        for made_for_it in made:
            with suppress(OSError):  # others have put something into it
                made_for_it.rmdir()
    return report


def rebuild_index(
    path: str | os.PathLike[str],
    paths: Sequence[str | os.PathLike[str]] = (),
    *,
    prefix: str | None = None,
    abbreviations: Mapping[str, str] | None = None,
    loose: Iterable[Document] = (),
    options: FileOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[FileOutcome], None] | None = None,
    build_bytes: int | None = None,
) -> Report:
    """Rebuild the index in `path`, in the same folder; until all is done, the old one stays in use.

    Reads `paths` again, or without any, all roots of the index. All other documents are analysed again from their
    copies in the index, so that none is lost. `abbreviations`: your own from now on; None keeps those of the index.
    `options`: None for those that each root was last read with. `build_bytes`: see `open_index`. The rest as in
    `Index.add_paths`.

    Raises `IndexNotFound`, `IndexLocked`, `IndexDamaged`, `InvalidRoot`, `IndexInaccessible`, `InvalidAbbreviations`,
    `InvalidRequest`.
    """
    if options is not None:
        check_options(options)
    check_called(progress=progress, tell=tell)
    loose = checked_loose(loose)
    own = None if abbreviations is None else with_user_abbreviations(abbreviations)
    folder = folder_of(path)
    writer = open_writer(folder, build_bytes)
    try:
        old = open_snapshot(folder)
        gone = [] if paths else [root.path for root in old.generation.roots if not os.path.lexists(root.path)]
        if gone:
            raise InvalidRoot(f"{gone[0]} was indexed and is gone; put it back, or `bhxh-search index --forget` it")
        plan = plan_run(paths or [root.path for root in old.generation.roots], old.generation.roots, prefix)
        writer.start_rebuild(own)
        _carry_over(old, writer, lambda record: not any(scope.covers(record) for scope in plan.scopes))
        files = {record.origin.file for _, record in old.records() if record.origin.file}
        with closing(Run(plan, writer, progress, files, options, tell)) as run:
            run.read(loose, folder.resolve())
            _carry_over(old, writer, lambda record: run.still_counts(record.id, record))
            report = run.finish()
        writer.finish_rebuild()
        return report
    finally:
        writer.close()


def _carry_over(old: Snapshot, writer: Writer, keep: Callable[[Record], bool]) -> None:
    """Add those documents of the old index that `keep` chooses and that the new one does not have yet."""
    for number, record in old.records():
        if keep(record) and record.id not in writer.records:
            if writer.full:
                writer.commit()
            writer.add(old.document(number), record.origin)


def look_at_paths(
    path: str | os.PathLike[str],
    paths: Sequence[str | os.PathLike[str]],
    *,
    prefix: str | None = None,
    abbreviations: Mapping[str, str] | None = None,
    options: FileOptions = DEFAULT_OPTIONS,
    tell: Callable[[FileOutcome], None] | None = None,
) -> Report:
    """Report what `index_paths` would read, pass over and remove, without reading or changing anything.

    Only `files`, `not_read`, `removed`, `skipped`, `ignored` and `passed_over` of the report have a meaning.

    Raises `InvalidRoot`, `InvalidAbbreviations`, `IndexExists`, `IndexOutdated`, `IndexDamaged`, `IndexInaccessible`,
    `InvalidRequest`.
    """
    from bhxh_search.index.writer import check_free

    check_options(options)
    check_called(tell=tell)
    folder = folder_of(path)
    with access_reported(folder):
        there = has_index(folder)
        if not there:
            check_free(folder)
    snapshot = open_snapshot(folder) if there else None
    if snapshot is not None:
        check_analysis(snapshot)
    if abbreviations is not None:
        own = with_user_abbreviations(abbreviations).user
        if snapshot is not None:
            _check_same(own, snapshot.generation.abbreviations, folder)
    plan = plan_run(paths, snapshot.generation.roots if snapshot else (), prefix)
    return dry_run(plan, Records(snapshot), options, tell, folder.resolve())


def _check_same(own: Mapping[str, str], of_index: Mapping[str, str], folder: Path) -> None:
    if own != of_index:
        raise IndexOutdated(f"{folder}: the index was made with other abbreviations; run it again with --rebuild")

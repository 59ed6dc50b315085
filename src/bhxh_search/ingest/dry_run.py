"""A dry run: what a run over files would do, told without reading or changing any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bhxh_search.documents.document import Skipped
from bhxh_search.documents.readers import too_large
from bhxh_search.ingest.account import Account
from bhxh_search.ingest.before import known_before
from bhxh_search.ingest.contest import Contest
from bhxh_search.ingest.file_options import FileOptions
from bhxh_search.ingest.met import Met
from bhxh_search.ingest.reports import FileOutcome, Report
from bhxh_search.ingest.visits import Visit, Visits
from bhxh_search.ingest.walking import Known, Plan


def dry_run(
    plan: Plan,
    records: Mapping[str, Known],
    options: FileOptions,
    tell: Callable[[FileOutcome], None] | None = None,
    exclude: Path | None = None,
) -> Report:
    """Which files of a plan would be read, which not, and how many documents of files that are gone removed.

    `records`: id → what an index knows of its documents. `tell`: called with what would become of each file.
    `exclude`: the index's folder. Raises `InvalidRequest` for options that no run can have.
    """
    account, met, before = Account(tell), Met(), known_before(records, plan)
    visits = Visits(plan, before, account, met, options)
    for visit in visits.files(exclude):
        path = str(visit.source.path)
        ids = before.ids.get(visit.origin.file or "", ())
        account.files += 1
        if visit.is_read:
            account.leave(path, ids)
        elif (why := _why_unreadable(visit, options)) is not None:
            visits.skip_file(Skipped(path, why))
        else:
            account.of_file(path, "to read", len(ids))
    for file, ids in before.ids.items():
        if file not in met.visited and not met.keeps(file):
            account.removed += len(ids)
            account.of_file(file, "removed")
    return account.report(Contest())


def _why_unreadable(visit: Visit, options: FileOptions) -> str | None:
    """Why a file that is to be read cannot be, as far as that shows without reading it."""
    size = visit.origin.size or 0
    if size > options.max_file_size:
        return too_large(size, options.max_file_size)
    try:
        with visit.source.path.open("rb"):
            return None
    except OSError as error:
        return (error.strerror or str(error)).lower()

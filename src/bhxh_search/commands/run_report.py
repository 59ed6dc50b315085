"""What became of the files of a run: on the terminal, and in a file."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import click

from bhxh_search.commands.shared import count
from bhxh_search.console import printable, say

if TYPE_CHECKING:
    from bhxh_search.documents.document import Skipped
    from bhxh_search.ingest.reports import FileOutcome, Report

    Tell = Callable[[FileOutcome], None]

_FEW_REFUSED = 10  # documents that are told one by one
_FEW_LINES = 3  # of a file that are told one by one


def print_outcome(outcome: FileOutcome) -> None:
    """What a run that only looks says of a file."""
    words = {"to read": "read", "removed": "remove", "skipped": "skip", "passed over": "pass over"}
    if outcome.outcome in words:
        reasons = "".join(f": {skipped.reason}" for skipped in outcome.reasons)
        click.echo(printable(f"{words[outcome.outcome]:9} {outcome.path}{reasons}"))


def print_dry_report(report: Report, outcomes: Sequence[FileOutcome]) -> None:
    """The globs that named nothing, on standard error, and the line that ends a run which only looks."""
    _say_unmatched(report)
    to_read = sum(one.outcome == "to read" for one in outcomes)
    click.echo(
        f"{count(to_read, 'file')} to read, {report.not_read} unchanged, {len(report.skipped)} to skip, "
        f"{count(report.removed, 'document')} to remove; nothing was changed"
    )


@contextmanager
def report_written(path: Path | None) -> Iterator[tuple[Tell | None, Callable[[Report], None]]]:
    """What tells `path` what became of a file, and what ends the report; written as it comes, whole or not at all."""
    if path is None:
        yield None, lambda report: None
        return
    with _written_whole(path) as file:
        first = True

        def tell(outcome: FileOutcome) -> None:
            nonlocal first
            file.write(('{"version": 1, "files": [' if first else ",") + "\n" + file_outcome_to_json(outcome))
            first = False

        def conclude(report: Report) -> None:
            file.write(
                ('{"version": 1, "files": [' if first else "") + f'\n], "summary": {report_to_json(report)}}}\n'
            )

        from bhxh_search.render.report import file_outcome_to_json, report_to_json

        yield tell, conclude


@contextmanager
def _written_whole(path: Path) -> Iterator[TextIO]:
    """A text file that is there whole or not at all; what is no plain file, such as a pipe, is written to at once."""
    own = {"/dev/stdout": sys.stdout, "/dev/stderr": sys.stderr}.get(str(path))
    if own is not None:
        yield own  # opened anew, what is written to either would overwrite the other
        return
    if path.parts[:2] == ("/", "dev") or (path.exists() and not path.is_file()):
        with path.open("w", encoding="utf-8") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))  # a link stays one
    try:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115  (it outlives this block)
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", suffix=".new", delete=False
        )
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    partial = Path(file.name)
    try:
        with file:
            yield cast(TextIO, file)
        partial.chmod(0o666 & ~_umask() if not target.exists() else stat.S_IMODE(target.stat().st_mode))
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_report_file(report: Path | None, paths: Sequence[str], index: Path) -> None:
    """Raise `UsageError` for a report that would take the place of a file that is read, or of one of the index."""
    if report is None:
        return
    if str(report) == "-":
        raise click.UsageError("--report needs a FILE; /dev/stdout is standard output")
    from bhxh_search.documents.readers import is_supported

    target = os.path.realpath(report)
    if Path(target).parent == Path(os.path.realpath(index)):
        raise click.UsageError(f"--report {report} would be in the folder of the index; give another place")
    for path in paths:
        root = os.path.realpath(path)
        if target == root or (is_supported(Path(target)) and target.startswith(root.rstrip(os.sep) + os.sep)):
            raise click.UsageError(f"--report {report} would be one of the files that are indexed; give another name")


def print_report(report: Report) -> None:
    """What a run could not do, on standard error, and the line that ends it."""
    _say_unmatched(report)
    for line in _skipped_lines(report.skipped):
        say(f"skipped {printable(line)}")
    for refused in report.refused[:_FEW_REFUSED]:
        say(f"not indexed: {printable(str(refused))}")
    if len(report.refused) > _FEW_REFUSED:
        say(f"not indexed: … and {count(len(report.refused) - _FEW_REFUSED, 'more document')}; --report has them all")
    if report.refused:
        say("give one of the two roots a --prefix, or --forget the one that is gone")
    for line in _repeated_lines(report):
        say(printable(line))
    if report.undated:
        ids = ", ".join(report.undated[:_FEW_LINES]) + (", …" if len(report.undated) > _FEW_LINES else "")
        say(
            f"no day is the date of {count(len(report.undated), 'document')} ({printable(ids)}): "
            "write one as 2024-06-28 or 28/6/2024"
        )
    for name, textless in report.textless.items():
        ids = ", ".join(textless[:_FEW_LINES]) + (", …" if len(textless) > _FEW_LINES else "")
        say(
            f"no text in {count(len(textless), 'document')} ({printable(ids)}), only a title: "
            f"if {printable(repr(name))} holds it, name it 'text'"
        )
    if report.ignored:
        kinds = ", ".join(f"{printable(ending)} {count}" for ending, count in sorted(report.ignored.items()))
        say(f"passed over {count(sum(report.ignored.values()), 'file')} of other kinds ({kinds})")
    if report.passed_over:
        say(f"passed over {count(report.passed_over, 'path')} that globs or ignore files name")
    if report.encodings:
        say(
            "old encodings: "
            + ", ".join(f"{name} {count(n, 'file')}" for name, n in sorted(report.encodings.items()))
        )
    click.echo(
        f"{count(report.files, 'file')}, {count(report.documents, 'document')} "
        f"({report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged, "
        f"{len(report.skipped) + len(report.refused)} skipped), {report.seconds:.1f} s"
    )


def _say_unmatched(report: Report) -> None:
    for glob in report.unmatched:
        say(f"exclude: {printable(glob)} excluded nothing; a path begins below the folder that is indexed")


def _repeated_lines(report: Report) -> Iterator[str]:
    """A line for all that the same files give more than once."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for id in report.repeated:
        alike.setdefault(report.repeated_in.get(id, ()), []).append(id)
    for files, ids in alike.items():
        some = ", ".join(ids[:_FEW_LINES]) + (f", …: {len(ids)}" if len(ids) > _FEW_LINES else "")
        same = "the same id" if len(ids) == 1 else "the same ids"
        *others, last = files or ("",)
        if set(others) - {last}:
            yield f"{', '.join(others)} and {last}: {same} ({some}); what the last has counts"
        else:
            yield f"{last}{': ' * bool(last)}{same} more than once ({some}); the last counts"


def _skipped_lines(skipped: Sequence[Skipped]) -> Iterator[str]:
    """A line for each file, for all that need the same library, and for the lines of a file that lack the same."""
    from bhxh_search.documents.formats import NEEDS

    alike: dict[tuple[str, str], list[Skipped]] = {}
    for one in skipped:
        path = "" if one.reason.endswith(NEEDS) else one.path if one.line is not None else f"{one.path}\0"
        alike.setdefault((path, one.reason), []).append(one)
    for (path, reason), some in alike.items():
        if not path:
            yield f"{count(len(some), 'file')}: {reason}"
        elif len(some) > _FEW_LINES:
            yield f"{path}: {reason} (lines {', '.join(str(one.line) for one in some[:_FEW_LINES])}, …: {len(some)})"
        else:
            yield from map(str, some)

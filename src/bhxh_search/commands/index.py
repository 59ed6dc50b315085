"""The command `index`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from bhxh_search.commands.run_report import (
    check_report_file,
    print_dry_report,
    print_outcome,
    print_report,
    report_written,
)
from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, count, examples
from bhxh_search.console import ERROR, SIZE, errors_reported

if TYPE_CHECKING:
    from bhxh_search.commands.run_report import Tell
    from bhxh_search.documents.document import Document
    from bhxh_search.ingest.file_options import FileOptions
    from bhxh_search.ingest.reports import FileOutcome, Report


_EXAMPLES = examples(
    "bhxh-search index docs/",
    'bhxh-search index docs/ --exclude "*.md" --report report.json',
    "bhxh-search index laws.jsonl --prefix laws",
    'echo "Trợ cấp thất nghiệp" | bhxh-search index -',
    "bhxh-search index --rebuild",
)


_LEAST_MEMORY = 10_000_000
"""With less each commit holds hardly a document, and nothing is saved: the program itself takes many times more."""


def _checked_memory(context: click.Context, parameter: click.Parameter, size: int | None) -> int | None:
    if size is not None and size < _LEAST_MEMORY:
        raise click.BadParameter(f"less than {_LEAST_MEMORY // 1_000_000}MB is too little", context, parameter)
    return size


@click.command("index", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@INDEX_OPTION
@click.option("--prefix", metavar="NAME", help="Put NAME/ before the ids of the documents of PATH; remembered.")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Make the index anew; without PATH, from all that it was made of, with the options of then.",
)
@click.option(
    "--abbreviations",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own: `KCN = khu công nghiệp` a line; kept in the index.",
)
@click.option(
    "--memory",
    "build_bytes",
    type=SIZE,
    metavar="SIZE",
    callback=_checked_memory,
    show_default="512MB",
    help="How much memory documents may take before they are written, 10MB at least; up to 300MB come on top.",
)
@click.option("--forget", metavar="ROOT", help="Remove the documents of ROOT, a path that was given before.")
@click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Of folders, only files that match; as in .gitignore. Repeatable.",
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Pass over files and folders that match. Repeatable.")
@click.option("--encoding", metavar="NAME", help="Of all text files: tcvn3, vni, viscii, windows-1258, utf-8, …")
@click.option(
    "--max-file-size",
    type=SIZE,
    metavar="SIZE",
    default="100MB",
    show_default=True,
    help="Skip larger files: 500kB, 100MB, 2GB.",
)
@click.option("--check-content", is_flag=True, help="Read files too whose size and time are those of the last run.")
@click.option("--strict", is_flag=True, help="End with status 2 when anything was skipped, or an id came twice.")
@click.option("--dry-run", is_flag=True, help="Only say which files would be read, passed over and removed.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what became of each file, as JSON.",
)
def index_command(
    paths: tuple[str, ...],
    folder: Path,
    prefix: str | None,
    rebuild: bool,
    abbreviations: Path | None,
    build_bytes: int | None,
    forget: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    encoding: str | None,
    max_file_size: int,
    check_content: bool,
    strict: bool,
    dry_run: bool,
    report_file: Path | None,
) -> None:
    """Index the documents in files and folders, or bring them up to date.

    Reads .txt, .md, .jsonl, .csv, .tsv, and with the extra `documents` .pdf, .docx, .odt and .html; PATH may be - for
    standard input. A later run adds what is new, updates what has changed and removes what is gone. Files that match
    a pattern in a file .bhxhignore, written as .gitignore is, are passed over.
    """
    if forget is not None:
        _check_forget(forget)
        _forget(folder, forget)
        return
    _check_usage(paths, rebuild=rebuild, dry_run=dry_run)
    check_report_file(report_file, paths, folder)
    from bhxh_search.ingest.file_options import FileOptions

    options = FileOptions(
        include=include,
        exclude=exclude,
        encoding=_checked_encoding(encoding),
        max_file_size=max_file_size,
        check_content=check_content,
    )
    seen: list[FileOutcome] = []
    with errors_reported(), report_written(report_file) as (tell, conclude):
        own = None if abbreviations is None else _read_abbreviations(abbreviations)
        if dry_run:
            from bhxh_search.runs import look_at_paths

            both = _both(seen.append, tell)
            report = look_at_paths(folder, paths, prefix=prefix, abbreviations=own, options=options, tell=both)
        else:
            with _progress(paths, options) as progress:
                report = _index(
                    folder,
                    paths,
                    rebuild,
                    options,
                    prefix=prefix,
                    abbreviations=own,
                    progress=progress,
                    tell=tell,
                    build_bytes=build_bytes,
                )
        conclude(report)
    # Output that cannot be written is told as that, and not as an error of what was done.
    if dry_run:
        for outcome in seen:
            print_outcome(outcome)
        print_dry_report(report, seen)
    else:
        print_report(report)
    is_whole = not report.skipped and not report.repeated
    if report.refused or (strict and not is_whole) or (report.skipped and not report.documents and not dry_run):
        raise click.exceptions.Exit(ERROR)


def _check_forget(root: str) -> None:
    """Raise `click.UsageError` where other options were given beside --forget, or no root."""
    context = click.get_current_context()
    others = {one.name for one in context.command.params if one.name is not None} - {"forget", "folder"}
    if any(context.get_parameter_source(one) is ParameterSource.COMMANDLINE for one in others):
        raise click.UsageError("--forget goes alone: it only removes")
    if not root.strip():  # a variable of a shell that was not set
        raise click.UsageError("--forget needs the path of a root; write . for the current folder")


def _check_usage(paths: Sequence[str], *, rebuild: bool, dry_run: bool) -> None:
    """Raise `click.UsageError` for paths and options that mean nothing together."""
    if "" in paths:  # a variable of a shell that was not set
        raise click.UsageError("a PATH is empty; write . for the current folder")
    if not paths and not rebuild:
        raise click.UsageError("give a PATH to index: a file, a folder, or - for standard input")
    if dry_run and (rebuild or "-" in paths):
        raise click.UsageError("--dry-run looks at files and folders only, and not with --rebuild")


def _checked_encoding(name: str | None) -> str | None:
    from bhxh_search.documents.encodings import check_encoding

    try:
        return None if name is None else check_encoding(name)
    except ValueError as error:
        raise click.UsageError(f"--encoding: {error}") from error


def _both(one: Tell, other: Tell | None) -> Tell:
    def tell(outcome: FileOutcome) -> None:
        one(outcome)
        if other is not None:
            other(outcome)

    return tell


def _index(folder: Path, paths: Sequence[str], rebuild: bool, options: FileOptions, **others: Any) -> Report:
    """Index or rebuild. `others`: what both take."""
    from bhxh_search.errors import IndexNotFound
    from bhxh_search.ingest.file_options import DEFAULT_OPTIONS
    from bhxh_search.runs import index_paths, rebuild_index

    loose = _standard_input(options.encoding) if "-" in paths else []
    files = [path for path in paths if path != "-"]
    if rebuild:
        as_then = not files and replace(options, check_content=False) == DEFAULT_OPTIONS
        try:
            return rebuild_index(folder, files, loose=loose, options=None if as_then else options, **others)
        except IndexNotFound:
            if not files:
                raise
    return index_paths(folder, files, loose=loose, options=options, **others)


def _forget(folder: Path, root: str) -> None:
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder, write=True) as index:
        report = index.forget(root)
    click.echo(f"{count(report.removed, 'document')} removed")


def _standard_input(encoding: str | None) -> list[Document]:
    from bhxh_search.documents.encodings import Undecodable, decode
    from bhxh_search.documents.readers import read_text

    try:
        text = decode(sys.stdin.buffer.read(), encoding)
    except Undecodable as error:
        raise click.ClickException(f"standard input: {error}") from error
    if not text.strip():
        raise click.ClickException("standard input: empty")
    return list(read_text(text, "-", None))


def _read_abbreviations(path: Path) -> Mapping[str, str]:
    from bhxh_search.documents.encodings import Undecodable, decode
    from bhxh_search.language.abbreviations import parse_abbreviations

    try:
        return parse_abbreviations(decode(path.read_bytes()), str(path))
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from error
    except Undecodable as error:
        raise click.ClickException(f"{path}: {error}") from error


@contextmanager
def _progress(paths: Sequence[str], options: FileOptions) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error when that is a terminal: files done of all files, and documents."""
    if not sys.stderr.isatty():
        yield None
        return
    from bhxh_search.ingest.walking import count_files

    with click.progressbar(
        length=count_files(paths, options.selection),
        label="indexing",
        file=sys.stderr,
        item_show_func=lambda documents: documents or "",
    ) as bar:

        def advance(files: int, documents: int) -> None:
            bar.update(files - bar.pos, count(documents, "document"))

        yield advance

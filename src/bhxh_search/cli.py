"""The commands: parse arguments, call the library, render. Heavy imports stand where they are used."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bhxh_search.commands.serve import serve_command
from bhxh_search.console import (
    ERROR,
    FOUND,
    NOTHING_FOUND,
    SIZE,
    Group,
    TextCommand,
    errors_reported,
    print_json,
    printable,
    say,
)

if TYPE_CHECKING:
    from bhxh_search.documents.document import Document, Skipped
    from bhxh_search.ingest import FileOptions, FileOutcome, Report
    from bhxh_search.search.results import Results, Suggestion

    Tell = Callable[[FileOutcome], None]

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_FEW_LINES = 3  # of a file that are told one by one

_INDEX_OPTION = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    default="index",
    envvar="BHXH_SEARCH_INDEX",
    show_default="index/",
    show_envvar=True,
    help="The folder of the index.",
)


@click.group(cls=Group, context_settings=_CONTEXT)
@click.version_option(package_name="bhxh-search", prog_name="bhxh-search")
def main() -> None:
    """Full-text search for Vietnamese documents."""


main.add_command(serve_command)


@main.command("index", context_settings=_CONTEXT)
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@_INDEX_OPTION
@click.option("--prefix", metavar="NAME", help="Put NAME/ before the ids of the documents of PATH; remembered.")
@click.option("--rebuild", is_flag=True, help="Make the index anew; without PATH, from all that it was made of.")
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
    show_default="512MB",
    help="How much memory documents may take before they are written; up to 300MB come on top.",
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
    dry_run: bool,
    report_file: Path | None,
) -> None:
    """Index the documents in files and folders, or bring them up to date.

    Reads .txt, .md, .jsonl, .csv, .tsv, and with the extra `documents` .pdf, .docx, .odt and .html; PATH may be - for
    standard input. A later run adds what is new, updates what has changed and removes what is gone. Files that match
    a pattern in a file .bhxhignore, written as .gitignore is, are passed over.
    """
    if forget is not None:
        if paths or rebuild or prefix or abbreviations or build_bytes:
            raise click.UsageError("--forget goes alone: it only removes")
        _forget(folder, forget)
        return
    if not paths and not rebuild:
        raise click.UsageError("give a PATH to index: a file, a folder, or - for standard input")
    if dry_run and (rebuild or "-" in paths):
        raise click.UsageError("--dry-run looks at files and folders only, and not with --rebuild")
    from bhxh_search.ingest import FileOptions

    options = FileOptions(include, exclude, _checked_encoding(encoding), max_file_size, check_content)
    seen: list[FileOutcome] = []
    with errors_reported(), _report_written(report_file) as (tell, conclude):
        if dry_run:
            from bhxh_search.runs import look_at_paths

            report = look_at_paths(folder, paths, prefix=prefix, options=options, tell=_both(seen.append, tell))
        else:
            with _progress(paths, options) as progress:
                own = None if abbreviations is None else _read_abbreviations(abbreviations)
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
            _print_outcome(outcome)
        _print_dry_report(report)
    else:
        _print_report(report)
    if report.refused or (report.skipped and not report.documents and not dry_run):
        raise click.exceptions.Exit(ERROR)


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


def _print_outcome(outcome: FileOutcome) -> None:
    """What a run that only looks says of a file."""
    words = {"to read": "read", "removed": "remove", "skipped": "skip", "passed over": "pass over"}
    if outcome.outcome in words:
        reasons = "".join(f": {skipped.reason}" for skipped in outcome.reasons)
        click.echo(printable(f"{words[outcome.outcome]:9} {outcome.path}{reasons}"))


def _print_dry_report(report: Report) -> None:
    to_read = report.files - report.not_read - sum(skipped.line is None for skipped in report.skipped)
    click.echo(
        f"{_count(to_read, 'file')} to read, {report.not_read} unchanged, {len(report.skipped)} to skip, "
        f"{_count(report.removed, 'document')} to remove; nothing was changed"
    )


@contextmanager
def _report_written(path: Path | None) -> Iterator[tuple[Tell | None, Callable[[Report], None]]]:
    """What tells `path` what became of a file, and what ends the report; written as it comes, whole or not at all."""
    if path is None:
        yield None, lambda report: None
        return
    partial = path.with_name(path.name + ".new")
    with partial.open("w", encoding="utf-8") as file:
        first = True

        def tell(outcome: FileOutcome) -> None:
            nonlocal first
            file.write(('{"version": 1, "files": [' if first else ",") + "\n" + file_outcome_to_json(outcome))
            first = False

        def conclude(report: Report) -> None:
            file.write(
                ('{"version": 1, "files": [' if first else "") + f'\n], "summary": {report_to_json(report)}}}\n'
            )

        from bhxh_search.render_report import file_outcome_to_json, report_to_json

        try:
            yield tell, conclude
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    partial.replace(path)


def _index(folder: Path, paths: Sequence[str], rebuild: bool, options: FileOptions, **others: Any) -> Report:
    """Index or rebuild. `others`: what both take."""
    from bhxh_search.errors import IndexNotFound
    from bhxh_search.runs import index_paths, rebuild_index

    loose = _standard_input(options.encoding) if "-" in paths else []
    files = [path for path in paths if path != "-"]
    for run in (rebuild_index, index_paths) if rebuild else (index_paths,):
        try:
            return run(folder, files, loose=loose, options=options, **others)
        except IndexNotFound:
            if run is index_paths or not paths:
                raise
    raise AssertionError("unreachable")


def _forget(folder: Path, root: str) -> None:
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder, write=True) as index:
        report = index.forget(root)
    click.echo(f"{_count(report.removed, 'document')} removed")


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
    from bhxh_search.roots import count_files

    with click.progressbar(
        length=count_files(paths, options.selection), label="indexing", file=sys.stderr, item_show_func=str
    ) as bar:

        def advance(files: int, documents: int) -> None:
            bar.update(files - bar.pos, _count(documents, "document"))

        yield advance


def _skipped_lines(skipped: Sequence[Skipped]) -> Iterator[str]:
    """A line for each file, for all that need the same library, and for the lines of a file that lack the same."""
    from bhxh_search.documents.formats import NEEDS

    alike: dict[tuple[str, str], list[Skipped]] = {}
    for one in skipped:
        path = "" if one.reason.endswith(NEEDS) else one.path if one.line is not None else f"{one.path}\0"
        alike.setdefault((path, one.reason), []).append(one)
    for (path, reason), some in alike.items():
        if not path:
            yield f"{_count(len(some), 'file')}: {reason}"
        elif len(some) > _FEW_LINES:
            yield f"{path}: {reason} (lines {', '.join(str(one.line) for one in some[:_FEW_LINES])}, …: {len(some)})"
        else:
            yield from map(str, some)


def _print_report(report: Report) -> None:
    for line in _skipped_lines(report.skipped):
        say(f"skipped {printable(line)}")
    for refused in report.refused:
        say(f"not indexed: {printable(str(refused))}; give one of them another root with --prefix")
    for id in report.repeated:
        say(f"the id {printable(id)} came more than once; the last document with it counts")
    if report.ignored:
        kinds = ", ".join(f"{printable(ending)} {count}" for ending, count in sorted(report.ignored.items()))
        say(f"passed over {_count(sum(report.ignored.values()), 'file')} of other kinds ({kinds})")
    if report.passed_over:
        say(f"passed over {_count(report.passed_over, 'path')} that globs or ignore files name")
    if report.encodings:
        say(
            "old encodings: "
            + ", ".join(f"{name} {_count(n, 'file')}" for name, n in sorted(report.encodings.items()))
        )
    click.echo(
        f"{_count(report.files, 'file')}, {_count(report.documents, 'document')} "
        f"({report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged, "
        f"{len(report.skipped) + len(report.refused)} skipped), {report.seconds:.1f} s"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@main.command("query", cls=TextCommand, context_settings=_CONTEXT)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@_INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many hits.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many hits to pass over first.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Only documents whose field NAME has VALUE; of one name any value, of all names each.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="date: newest first; -date: oldest first.",
)
@click.option(
    "--snippets", type=click.IntRange(min=0), default=3, show_default=True, help="How many for a hit at most."
)
@click.option(
    "--snippet-length",
    type=click.IntRange(min=20),
    default=240,
    show_default=True,
    help="How many characters of each at most.",
)
@click.option("--group", is_flag=True, help="Show the parts of one whole under one rank.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME",
    help="Count what was found by field NAME: year, kind, issuer, source, …",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def query_command(
    text: tuple[str, ...],
    folder: Path,
    limit: int,
    offset: int,
    filters: tuple[str, ...],
    sort: Any,
    snippets: int,
    snippet_length: int,
    group: bool,
    facets: tuple[str, ...],
    form: str,
    color: str,
) -> int:
    """Find documents and show, for each, the pieces of it that say most about TEXT.

    \b
    bao hiem tu nguyen      accents may be left out
    "tự nguyện"             a phrase (quote it for the shell too: '"tự nguyện"')
    bảo hiểm -BHYT +BHXH    without BHYT, with BHXH
    hưu trí OR tử tuất      either; parentheses group
    author:"Chấn Hưng"      also title: source: path: date: number: cites: kind:
                            issuer: abbr: id:

    An argument that begins with one dash and is no option of this command is part of TEXT; after -- all are.
    Exit status: 0 when something was found, 1 when nothing was, 2 for an error.
    """
    from bhxh_search import render
    from bhxh_search.library import open_index

    asked = " ".join(text)
    if not asked.strip():
        raise click.UsageError("the query is empty: give some words")
    chosen = _filters(filters)
    with errors_reported(), open_index(folder) as index:
        _warn_if_unfinished(index.info().unfinished)
        results = index.search(
            asked,
            limit=limit,
            offset=offset,
            filters=chosen,
            sort=sort,
            snippets=snippets,
            snippet_length=snippet_length,
            group=group,
            facets=list(dict.fromkeys(facets)),
        )
        if form == "text":
            _print_problems(results)
        if form == "json":
            output = render.to_json(results)
        elif form == "jsonl":
            output = render.to_jsonl(results)
        elif results.total:
            output = _for_people(results, color)
        else:
            output = ""
            _say_nothing_found(results, index.near_misses(asked, filters=chosen))
    if form != "text":
        print_json(output)
    elif output:
        click.echo(output, color=True)
    return FOUND if results.total else NOTHING_FOUND


def _for_people(results: Results, color: str) -> str:
    from bhxh_search import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    return render.to_text(results, color=_wants_color(color), width=width, base=Path.cwd())


def _wants_color(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def _filters(pairs: Sequence[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise click.UsageError(f"--filter {pair!r}: write NAME=VALUE, such as date=2020")
        filters.setdefault(name, []).append(value)
    return filters


def _warn_if_unfinished(unfinished: Sequence[str]) -> None:
    if unfinished:
        say(f"indexing did not finish; run it again: {printable(', '.join(unfinished))}")


def _print_problems(results: Results) -> None:
    for problem in results.problems:
        if not problem.length:  # it is no part of the query
            say(printable(problem.message))
            continue
        part = results.query[problem.position : problem.position + problem.length]
        say(f"in the query at {problem.position + 1}, {printable(part)!r}: {problem.message}")


def _say_nothing_found(results: Results, near_misses: Sequence[Suggestion]) -> None:
    say(f"nothing found for {_shortened(results.query)!r}")
    meant = results.suggestion
    if meant is not None and meant not in near_misses:
        say(f"did you mean {_shortened(meant.query)!r}? It would find {_count(meant.total, 'document')}")
        near_misses = [miss for miss in near_misses if miss.reason != "accents"]
    for miss in near_misses:
        how = "with other accents" if miss.reason == "accents" else "with fewer words"
        say(f"{how}, {_shortened(miss.query)!r} would find {_count(miss.total, 'document')}")


def _shortened(query: str) -> str:
    return printable(query if len(query) <= 80 else query[:79] + "…")


@main.command("suggest", cls=TextCommand, context_settings=_CONTEXT)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@_INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def suggest_command(text: tuple[str, ...], folder: Path, limit: int, form: str) -> int:
    """Show what TEXT, the beginning of a query, may become: words and phrases of the index, the most frequent first.

    The last word of TEXT may be only begun, unless a space follows it. Exit status: 1 when nothing begins so.
    """
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        suggestions = index.suggest(" ".join(text), limit=limit)
    if form == "json":
        print_json(json.dumps(suggestions, ensure_ascii=False, indent=2))
    for suggestion in suggestions if form == "text" else ():
        click.echo(printable(suggestion))
    return FOUND if suggestions else NOTHING_FOUND


@main.command("similar", context_settings=_CONTEXT)
@click.argument("id", metavar="ID")
@_INDEX_OPTION
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many.")
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def similar_command(id: str, folder: Path, limit: int, form: str, color: str) -> int:
    """Find documents like the one whose id is ID, the most like it first.

    Exit status: 0 when something was found, 1 when nothing was, 2 for an error, such as an ID that there is not.
    """
    from bhxh_search import render
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        results = index.similar(id, limit=limit)
    if form == "json":
        print_json(render.to_json(results))
    elif form == "jsonl":
        print_json(render.to_jsonl(results))
    elif results.total:
        click.echo(_for_people(results, color), color=True)
    else:
        say(f"no document is like {_shortened(id)!r}")
    return FOUND if results.total else NOTHING_FOUND


@main.command("analyze", cls=TextCommand, context_settings=_CONTEXT)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option("--query", is_flag=True, help="Read TEXT as a query: abbreviations in any case.")
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="Read it with the abbreviations of this index."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def analyze_command(text: tuple[str, ...], query: bool, folder: Path | None, form: str) -> None:
    """Show how TEXT is read: its tokens with their characters, pyvi's words, and the terms it is found by.

    What two texts have in common here is what makes one find the other.
    """
    from bhxh_search.language.abbreviations import with_user_abbreviations
    from bhxh_search.language.explain import explain
    from bhxh_search.library import open_index
    from bhxh_search.render_analysis import analysis_to_json, analysis_to_text

    own: Mapping[str, str] = {}
    if folder is not None:
        with errors_reported(), open_index(folder) as index:
            own = index.info().abbreviations
    explanation = explain(" ".join(text), with_user_abbreviations(own), query=query)
    if form == "json":
        print_json(analysis_to_json(explanation))
    else:
        click.echo(analysis_to_text(explanation))


@main.command("info", context_settings=_CONTEXT)
@_INDEX_OPTION
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def info_command(folder: Path, form: str) -> None:
    """Show what the index is and holds."""
    from dataclasses import asdict

    from bhxh_search.documents.document import without_surrogates
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        info = index.info()
    if form == "json":
        print_json(without_surrogates(json.dumps(asdict(info), ensure_ascii=False, indent=2)))
        return
    _warn_if_unfinished(info.unfinished)
    lines = {
        "index": info.path,
        "documents": str(info.documents),
        "size": f"{_size(info.bytes)} in {_count(info.segments, 'segment')}",
        "deleted": f"{_count(info.deleted, 'document')}, which go when their segment is merged"
        if info.deleted
        else "",
        "complete": "yes" if info.complete else "no: indexing did not finish; run it again",
        "generation": str(info.generation),
        "format": str(info.format),
        "analysis": info.analysis,
        "abbreviations": ", ".join(f"{name} = {full}" for name, full in info.abbreviations.items()) or "built-in",
        "encodings": ", ".join(f"{name} {_count(number, 'document')}" for name, number in info.encodings.items()),
        "roots": "\n               ".join(
            root.path + (f" (prefix {root.prefix})" if root.prefix else "") for root in info.roots
        )
        or "none",
    }
    lines["of this"] = "\n               ".join(f"{_size(size):>8} {kept}" for kept, size in info.sizes.items())
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':15}" + "\n".join(printable(line) for line in value.split("\n")))


@main.command("verify", context_settings=_CONTEXT)
@_INDEX_OPTION
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def verify_command(folder: Path, form: str) -> None:
    """Check the whole index: every checksum, every posting, every statistic.

    Exit status 0 when all is well, 2 when something is damaged.
    """
    from dataclasses import asdict

    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder) as index:
        problems, documents = index.verify(), index.info().documents
    if form == "json":
        print_json(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    elif not problems:
        click.echo(f"{_count(documents, 'document')}, all well")
    for problem in problems if form == "text" else ():
        click.echo(printable(f"{problem.path}: {problem.message}"))
    if problems:
        raise SystemExit(ERROR)


@main.command("optimize", context_settings=_CONTEXT)
@_INDEX_OPTION
def optimize_command(folder: Path) -> None:
    """Merge the index into as few segments as may be, and drop what was deleted."""
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder, write=True) as index:
        before = index.info()
        index.optimize()
        after = index.info()
    click.echo(
        f"{before.segments} → {_count(after.segments, 'segment')}, "
        f"{_size(before.bytes)} → {_size(after.bytes)}, {_count(after.documents, 'document')}"
    )


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


if __name__ == "__main__":
    main()

"""The commands that look after an index: `info`, `verify`, `optimize`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bhxh_search.commands.shared import (
    CONTEXT,
    INDEX_OPTION,
    count,
    examples,
    format_option,
    shown_size,
    warn_if_unfinished,
)
from bhxh_search.console import ERROR, errors_reported, print_json, printable

_INFO_EXAMPLES = examples("bhxh-search info", "bhxh-search info --format json")
_VERIFY_EXAMPLES = examples("bhxh-search verify")
_OPTIMIZE_EXAMPLES = examples("bhxh-search optimize --index laws")


@click.command("info", epilog=_INFO_EXAMPLES, context_settings=CONTEXT)
@INDEX_OPTION
@format_option("text", "json")
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
    warn_if_unfinished(info.unfinished)
    lines = {
        "index": info.path,
        "documents": str(info.documents),
        "size": f"{shown_size(info.bytes)} in {count(info.segments, 'segment')}",
        "deleted": f"{count(info.deleted, 'document')}, which go when their segment is merged"
        if info.deleted
        else "",
        "complete": "yes" if info.complete else "no: indexing did not finish; run it again",
        "generation": str(info.generation),
        "format": str(info.format),
        "analysis": info.analysis,
        "abbreviations": ", ".join(f"{name} = {full}" for name, full in info.abbreviations.items()) or "built-in",
        "encodings": ", ".join(f"{name} {count(number, 'document')}" for name, number in info.encodings.items()),
        "roots": "\n               ".join(
            root.path + (f" (prefix {root.prefix})" if root.prefix else "") for root in info.roots
        )
        or "none",
    }
    lines["of this"] = "\n               ".join(f"{shown_size(size):>8} {kept}" for kept, size in info.sizes.items())
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':15}" + "\n".join(printable(line) for line in value.split("\n")))


@click.command("verify", epilog=_VERIFY_EXAMPLES, context_settings=CONTEXT)
@INDEX_OPTION
@format_option("text", "json")
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
        click.echo(f"{count(documents, 'document')}, all well")
    for problem in problems if form == "text" else ():
        click.echo(printable(f"{problem.path}: {problem.message}"))
    if problems:
        raise SystemExit(ERROR)


@click.command("optimize", epilog=_OPTIMIZE_EXAMPLES, context_settings=CONTEXT)
@INDEX_OPTION
def optimize_command(folder: Path) -> None:
    """Merge the index into as few segments as may be, and drop what was deleted."""
    from bhxh_search.library import open_index

    with errors_reported(), open_index(folder, write=True) as index:
        before = index.info()
        index.optimize()
        after = index.info()
    click.echo(
        f"{before.segments} → {count(after.segments, 'segment')}, "
        f"{shown_size(before.bytes)} → {shown_size(after.bytes)}, {count(after.documents, 'document')}"
    )

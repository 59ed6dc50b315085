"""The command `evaluate`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import click

from bhxh_search.backend import Backend
from bhxh_search.batch import BadLine, read_queries
from bhxh_search.commands.batch import opened, shown_path
from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, count, examples, format_option
from bhxh_search.console import errors_reported, print_json, printable, say
from bhxh_search.errors import InvalidRequest
from bhxh_search.evaluation import (
    DEFAULT_MEASURES,
    DEPTH,
    Evaluation,
    Judgements,
    evaluate,
    is_judged,
    parse_measures,
    read_judgements,
)
from bhxh_search.library import open_index

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


_EXAMPLES = examples(
    "bhxh-search evaluate queries.tsv qrels.tsv",
    "bhxh-search evaluate queries.tsv qrels.tsv -m nDCG@10 -m Success@1 --per-query --format json",
)


@click.command("evaluate", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("queries", type=_FILE)
@click.argument("judgements", type=_FILE, metavar="QRELS")
@INDEX_OPTION
@click.option(
    "-m",
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=f"By its name in ir-measures. Repeatable.  [default: {', '.join(DEFAULT_MEASURES)}]",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    default=DEPTH,
    show_default=True,
    help="How many documents are asked for; more where a measure looks further.",
)
@click.option("--per-query", is_flag=True, help="Show the measures of each query too.")
@format_option("text", "json")
def evaluate_command(
    queries: Path,
    judgements: Path,
    folder: Path,
    measures: tuple[str, ...],
    depth: int,
    per_query: bool,
    form: str,
) -> None:
    """Measure how well the index answers QUERIES, by the judgements in QRELS of which documents answer them.

    QUERIES is a file as `query --batch` takes it. A line of QRELS is query, 0, document and relevance, as TREC has
    it, or query, document and relevance, with tabs between them; the first may be a header. Either file may be - for
    standard input. Queries without a document of relevance 1 or more are left out; one that finds nothing counts 0.
    RR is the reciprocal rank of the first document that answers; its mean is MRR.
    """
    if str(queries) == str(judgements) == "-":
        raise click.UsageError("QUERIES and QRELS cannot both be standard input")
    measures = tuple(dict.fromkeys(measures)) or DEFAULT_MEASURES
    with errors_reported():
        parse_measures(measures)
        with opened(queries) as lines:
            asked = _queries(lines, shown_path(queries))
        with opened(judgements) as lines:
            judged = read_judgements(lines, shown_path(judgements))
        with open_index(folder) as index:
            _warn(asked, judged, index)
            evaluation = evaluate(index, asked, judged, measures, depth=depth)
    if form == "json":
        _print_as_json(evaluation, per_query)
    else:
        _print_as_text(evaluation, per_query)


def _queries(lines: IO[bytes], name: str) -> dict[str, str]:
    queries: dict[str, str] = {}
    for asked in read_queries(lines):
        if isinstance(asked, BadLine):
            raise InvalidRequest(f"{name}:{asked.line}: {asked.reason}")
        queries[asked.id] = asked.text
    return queries


def _warn(queries: Mapping[str, str], judgements: Judgements, index: Backend) -> None:
    """Tell what would make the measures say something else than was meant."""
    unjudged = sum(not is_judged(judgements.get(id, {})) for id in queries)
    if unjudged:
        say(f"{_queries_are(unjudged)} left out: no document is judged to answer")
    unasked = sum(is_judged(documents) and id not in queries for id, documents in judgements.items())
    if unasked:
        say(f"{_queries_are(unasked)} judged and not among the queries")
    documents = {id for judged in judgements.values() for id, relevance in judged.items() if relevance > 0}
    missing = sorted(documents - set(index.ids()))
    if missing:
        say(f"{len(missing)} of {count(len(documents), 'judged document')} not in the index: {_some(missing)}")


def _queries_are(number: int) -> str:
    return "1 query is" if number == 1 else f"{number} queries are"


def _some(ids: Sequence[str]) -> str:
    return printable(", ".join(ids[:3])) + (", …" if len(ids) > 3 else "")


def _print_as_json(evaluation: Evaluation, per_query: bool) -> None:
    output: dict[str, Any] = {"version": 1, "queries": len(evaluation.per_query), "measures": evaluation.means}
    if per_query:
        output["per_query"] = [{"id": id, "measures": values} for id, values in evaluation.per_query.items()]
    print_json(json.dumps(output, ensure_ascii=False, indent=2))


def _print_as_text(evaluation: Evaluation, per_query: bool) -> None:
    names = list(evaluation.means)
    if per_query:
        click.echo("\t".join(["query", *names]))
        for id, values in evaluation.per_query.items():
            click.echo("\t".join([printable(id), *(f"{values[name]:.4f}" for name in names)]))
        click.echo()
    number = len(evaluation.per_query)
    click.echo(f"{number} {'query' if number == 1 else 'queries'}")
    width = max(map(len, names))
    for name, value in evaluation.means.items():
        click.echo(f"{name:{width}}  {value:.4f}")

"""How good an index's answers are, measured by judgements of which documents answer which query.

The measures are those of ir-measures (extra `evaluate`), which asks trec_eval's own code for them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bhxh_search.backend import Backend
from bhxh_search.errors import InvalidRequest

DEFAULT_MEASURES = ("nDCG@10", "R@100", "RR", "P@1", "P@5", "P@10")
"""Normalised discounted cumulative gain, recall, reciprocal rank (its mean is MRR), precision."""

DEPTH = 100
"""How many documents are looked at for each query, unless a measure asks for more."""

Judgements = Mapping[str, Mapping[str, int]]
"""Query → document → how well it answers: 0 not at all, 1 and more better and better."""


@dataclass(frozen=True)
class Evaluation:
    """What the measures give."""

    means: Mapping[str, float]
    """Measure → its mean over the queries."""
    per_query: Mapping[str, Mapping[str, float]]
    """Query → measure → value, in the order of the queries."""


def read_judgements(lines: Iterable[bytes], name: str) -> dict[str, dict[str, int]]:
    """The judgements in a file called `name`, in UTF-8.

    A line is query, a column that is ignored, document, relevance, as TREC has it; or query, document, relevance.
    Tabs part the columns where a line has any, otherwise blanks. The first line may be a header. Raises
    `InvalidRequest` for any other line, and for a judgement that contradicts another.
    """
    judgements: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip("\r\n")
        except UnicodeDecodeError:
            raise InvalidRequest(f"{name}:{number}: not UTF-8") from None
        if not text.strip():
            continue
        columns = [column.strip() for column in text.split("\t")] if "\t" in text else text.split()
        if len(columns) not in (3, 4) or not all(columns[i] for i in (0, -2, -1)):
            raise InvalidRequest(
                f"{name}:{number}: {len(columns)} columns; write query, 0, document, relevance, or query, document, "
                "relevance, with tabs between them"
            )
        query, document = columns[0], columns[-2]
        try:
            relevance = int(columns[-1])
        except ValueError:
            if number == 1:
                continue
            raise InvalidRequest(f"{name}:{number}: the relevance {columns[-1]!r} is no whole number") from None
        if judgements.setdefault(query, {}).setdefault(document, relevance) != relevance:
            raise InvalidRequest(f"{name}:{number}: {document!r} is judged otherwise for {query!r} before")
    return judgements


def parse_measures(names: Sequence[str]) -> list[Any]:
    """Measures of ir-measures by their names, such as `nDCG@10`. Raises `InvalidRequest` for what is none."""
    ir_measures = _library()
    measures = []
    for name in names:
        try:
            measure = _measure(ir_measures, name)
            known = ir_measures.DefaultPipeline.supports(measure) and measure.params.get("cutoff", 1) > 0
        except (SyntaxError, ValueError, NameError, TypeError, AttributeError, KeyError, AssertionError):
            known = False
        if not known:
            raise InvalidRequest(
                f"{name!r} is no measure that can be computed here; give one such as {', '.join(DEFAULT_MEASURES)}"
            )
        measures.append(measure)
    return measures


def _measure(ir_measures: Any, name: str) -> Any:
    """The measure of a name such as `P(rel=2)@5`; raises many things where it is none.

    ir-measures is given the bare name only: it reads values by parts of `ast` that Python 3.12 warns of and 3.14 has
    taken away.
    """
    node = ast.parse(name, mode="eval").body
    cutoff = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        cutoff = ast.literal_eval(node.right)
        node = node.left
    values: dict[Any, Any] = {}
    if isinstance(node, ast.Call):
        if node.args:
            raise ValueError("values must be named")
        values = {one.arg: ast.literal_eval(one.value) for one in node.keywords}
        node = node.func
    if not isinstance(node, ast.Name):
        raise ValueError("not a name")
    measure = ir_measures.parse_measure(node.id)
    if values:
        measure = measure(**values)
    return measure if cutoff is None else measure @ cutoff


def evaluate(
    index: Backend,
    queries: Mapping[str, str],
    judgements: Judgements,
    measures: Sequence[str] = DEFAULT_MEASURES,
    *,
    depth: int = DEPTH,
) -> Evaluation:
    """Ask `index` the queries that are judged, and measure what it answers.

    `queries`: id → text. A query without a document of relevance 1 or more is left out, as trec_eval does; one that
    finds nothing counts 0. `measures`: names of ir-measures, such as `nDCG@10`, `R@100`, `RR`, `AP@100`. `depth`: how
    many documents are asked for; more where a measure looks further.

    Raises `InvalidRequest` for what is no measure, where ir-measures is not installed, and where no query is left.
    """
    parsed = parse_measures(measures)
    asked = {id: text for id, text in queries.items() if is_judged(judgements.get(id, {}))}
    if not asked:
        raise InvalidRequest("none of the queries has a document that is judged to answer it: do their ids agree?")
    depth = max(depth, *(measure.params.get("cutoff") or 0 for measure in parsed))
    ir_measures = _library()
    qrels = [
        ir_measures.Qrel(id, document, relevance) for id in asked for document, relevance in judgements[id].items()
    ]
    run = [
        ir_measures.ScoredDoc(id, hit.id, float(-hit.rank))
        for id, text in asked.items()
        for results in (index.search(text, limit=depth, snippets=0),)
        for hit in (*results, *results.partial)
    ]
    calculated = ir_measures.calc(parsed, qrels, run)
    found = {(metric.query_id, metric.measure): metric.value for metric in calculated.per_query}
    named = list(zip(measures, parsed, strict=True))
    return Evaluation(
        means={name: calculated.aggregated[measure] for name, measure in named},
        per_query={id: {name: found[id, measure] for name, measure in named} for id in asked},
    )


def is_judged(documents: Mapping[str, int]) -> bool:
    """Whether some document answers the query."""
    return any(relevance > 0 for relevance in documents.values())


def _library() -> Any:
    try:
        import ir_measures
    except ImportError:
        raise InvalidRequest(
            "measuring needs ir-measures, which is not installed: pip install 'bhxh-search[evaluate]'"
        ) from None
    return ir_measures

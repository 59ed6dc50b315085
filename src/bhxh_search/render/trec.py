"""Results as a run of TREC, which trec_eval and its kin read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from bhxh_search.search.results import Hit, Results

_NO_WORD = re.compile(r"[%\s\x00-\x1f\x7f-\x9f]")


def to_trec(id: str, results: Results, run_name: str) -> str:
    """A line for each hit, partial ones last, without the last line end: query, `Q0`, document, rank, score, run.

    Blanks part the columns, so white space in an id, and what steers a terminal, is written as in an address: `%20`,
    and `%` as `%25`. trec_eval orders by the score, in single precision, and not by the rank: a score that is not
    less than the one before is written a hair less.
    """
    hits = (*results, *results.partial)
    return "\n".join(
        f"{trec_id(id)} Q0 {trec_id(hit.id)} {hit.rank} {score!s} {run_name}"
        for hit, score in zip(hits, _falling(hits), strict=True)
    )


def trec_id(id: str) -> str:
    """An id as one word."""
    return _NO_WORD.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), id)


def _falling(hits: Iterable[Hit]) -> Iterator[np.float32]:
    before = np.float32(np.inf)
    for hit in hits:
        before = min(np.float32(hit.score), np.nextafter(before, np.float32(-np.inf)))
        yield before

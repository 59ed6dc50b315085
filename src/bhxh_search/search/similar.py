"""Documents similar to another one: those that share its most characteristic terms.

These are its words and pairs of neighbours with the highest saturated tf · idf, as in Lucene's MoreLikeThis. They are
looked up like the terms of a query and scored by BM25.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import numpy as np

from bhxh_search.documents.document import Document
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.reader import Booleans, Snapshot
from bhxh_search.index.records import title_part
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Stream, Streams, analyze_batch, pairs_of
from bhxh_search.search.grouping import Member
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.order import SegmentHits, in_order
from bhxh_search.search.ranking import K1, TITLE, WeightedTerm, idf
from bhxh_search.search.results import Results
from bhxh_search.search.scoring import scores
from bhxh_search.search.shown import Shown
from bhxh_search.search.snippets import LENGTH
from bhxh_search.search.syntax import parse

TELLING = 30
"""How many terms a document is compared by."""
SHARED = 0.2
"""The share of them that a document holds to be like it."""
_MOST_FREQUENT = 1000
"""Of a long document, only its most frequent terms may be telling."""

StreamTerm = tuple[Stream, str]


def similar(number: int, limit: int, snapshot: Snapshot) -> Results:
    """The documents most like the one of this number, without snippets. Raises `IndexDamaged`."""
    started = time.perf_counter()
    document = snapshot.document(number)
    with damage_reported(snapshot.folder):
        lookups = [Lookup(one) for one in snapshot.segments]
        chosen = _telling(_frequencies(document, snapshot.abbreviations), lookups, snapshot.document_count)
        masks = _masks(chosen, number, lookups)
        weighted = [WeightedTerm(*term, saturated) for term, saturated in chosen]
        scored = scores(weighted, snapshot, lookups, masks, limit)
        found = [SegmentHits(lookup.live_segment, of_one) for lookup, of_one in zip(lookups, scored, strict=True)]
        ordered = islice(in_order(found, "relevance", limit), limit)
        page = [Member(rank, ranked, 1) for rank, ranked in enumerate(ordered, 1)]
    shown = Shown(parse(""), [], snapshot)
    total = sum(int(np.count_nonzero(mask)) for mask in masks)
    return Results(
        query="",
        total=total,
        total_exact=True,
        total_all_words=total,
        groups=None,
        hits=shown.hits(page, 0, LENGTH),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _frequencies(document: Document, abbreviations: Abbreviations) -> Counter[StreamTerm]:
    """How often each term stands in a document."""
    body = analyze_batch([document.text], abbreviations)
    title = analyze_batch([title_part(document)], abbreviations, defined=body.defined)
    counted: Counter[StreamTerm] = Counter()
    for streams, times in ((body.streams(0), 1), (title.streams(0), TITLE)):
        for term in _terms(streams):
            counted[term] += times
    return counted


def _terms(streams: Streams) -> list[StreamTerm]:
    words: list[StreamTerm] = [("words", word) for word in streams.words]
    return words + [("pairs", pair) for pair in pairs_of(streams.exact)]


def _telling(
    counted: Counter[StreamTerm], lookups: Sequence[Lookup], documents: int
) -> list[tuple[StreamTerm, float]]:
    """The terms that tell most about a document, each with its saturated frequency; none that no other holds."""
    terms = [term for term, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_MOST_FREQUENT]]
    for lookup in lookups:
        lookup.read((*term, PARTS) for term in terms)
    weighed: list[tuple[float, float, StreamTerm]] = []
    for term in terms:
        held = sum(_held(term, lookup) for lookup in lookups)
        if held > 1:
            saturated = counted[term] * (K1 + 1) / (counted[term] + K1)
            weighed.append((-saturated * idf(documents, held), saturated, term))
    return [(term, saturated) for _, saturated, term in sorted(weighed)[:TELLING]]


def _held(term: StreamTerm, lookup: Lookup) -> int:
    """How many live documents of a segment hold a term."""
    held = lookup.held(*term)
    return 0 if held is None else held.frequency


def _masks(chosen: Sequence[tuple[StreamTerm, float]], number: int, lookups: Sequence[Lookup]) -> list[Booleans]:
    """The documents of each segment that share enough of the terms, the one of this number left out."""
    masks: list[Booleans] = []
    for lookup in lookups:
        shared = np.zeros(lookup.size, np.int64)
        for term, _ in chosen:
            held = lookup.held(*term)
            if held is not None:
                shared += held.mask()
        mask = lookup.live_segment.all_live() & (shared >= max(1, math.ceil(len(chosen) * SHARED)))
        if 0 <= number - lookup.live_segment.base < lookup.size:
            mask[number - lookup.live_segment.base] = False
        masks.append(mask)
    return masks

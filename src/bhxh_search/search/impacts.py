"""A term in the documents of a segment: what share of its weight each of them gets, titles and bodies as one.

It depends on the postings and the documents' lengths alone, not on the query (an impact in the sense of Anh & Moffat,
"Pruned query evaluation using pre-computed impacts", 2006), so that of words that are asked for again and again it
is kept. It is never written: the files hold frequencies and lengths.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.index.schema import PARTS, Part
from bhxh_search.language.analysis import Stream
from bhxh_search.search import ranking
from bhxh_search.search.ranking import Floats, length_norm, saturation

# Of each segment. Lists shorter than this are put together faster than they are looked for.
_KEPT_BYTES = 16_000_000
_WORTH_KEEPING = 500


@dataclass(frozen=True)
class Impacts:
    """What share of a term's weight the documents of a segment get."""

    documents: Integers | None
    """Those that hold it, in any order, deleted ones too; None where `values` has one for every document."""
    values: Floats
    frequency: int
    """How many live documents hold it."""


Key = tuple[Stream, str, tuple[Part, ...]]
"""A term's stream and text, and the parts in which it counts."""


class KeptImpacts:
    """The impacts of the terms of one segment that were asked for last. Several threads may use it at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Impacts] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, term: Key) -> Impacts | None:
        """Those of a term; None where they are not kept."""
        with self._lock:
            found = self._kept.get(term)
            if found is not None:
                self._kept.move_to_end(term)
            return found

    def keep(self, term: Key, impacts: Impacts) -> None:
        """Keep them, in place of those that were asked for longest ago."""
        if len(impacts.values) < _WORTH_KEEPING:
            return
        with self._lock:
            if term not in self._kept:
                self._kept[term] = impacts
                self._bytes += _bytes(impacts)
            while self._bytes > _KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _bytes(oldest)


def _bytes(impacts: Impacts) -> int:
    return impacts.values.nbytes + (0 if impacts.documents is None else impacts.documents.nbytes)


def make_impacts(
    stream: Stream, body: Postings | None, title: Postings | None, one: LiveSegment, snapshot: Snapshot
) -> Impacts:
    """The impacts of a term of `stream`, given its postings in the bodies and titles of a segment."""
    documents, frequencies = _whole(body, title, one.size)
    norm = _norm(stream, one, snapshot)
    values = saturation(frequencies, norm if documents is None else norm.take(documents))
    held = np.flatnonzero(frequencies) if documents is None and one.live is not None else documents
    if held is None:
        count = int(np.count_nonzero(frequencies))
    else:
        count = len(held) if one.live is None else int(np.count_nonzero(one.live[held]))
    return Impacts(documents, values, count)


def _whole(body: Postings | None, title: Postings | None, size: int) -> tuple[Integers | None, Array]:
    """A term's documents, None for all, and its frequency in each: body, and `ranking.TITLE` times title."""
    if title is None:
        assert body is not None
        return body.documents, body.frequencies
    title = title.sparse()
    assert title.documents is not None
    in_titles = title.frequencies.astype(np.uint32) * np.uint32(ranking.TITLE)
    if body is None:
        return title.documents, in_titles
    frequencies = body.frequencies.astype(np.uint32)
    if body.documents is None:
        frequencies[title.documents] += in_titles
        return None, frequencies
    # To lay the title's frequencies out by document is many times faster than to look each up in the other list.
    by_document = np.zeros(size, np.uint32)
    by_document[title.documents] = in_titles
    frequencies += by_document[body.documents]
    by_document[body.documents] = 0
    left = by_document[title.documents]
    only = np.flatnonzero(left)
    if not len(only):
        return body.documents, frequencies
    return np.concatenate((body.documents, title.documents[only])), np.concatenate((frequencies, left[only]))


def _norm(stream: Stream, one: LiveSegment, snapshot: Snapshot) -> Floats:
    """Per document: what its length makes of a term's frequency."""

    def make() -> Floats:
        times = ranking.TITLE
        body, title = (snapshot.average_length(part, stream) for part in PARTS)
        return length_norm(one.lengths("body", stream) + times * one.lengths("title", stream), body + times * title)

    return one.kept(("norm", stream), make)

"""Several segments → the contents of one, without their deleted documents, as if those had never been."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, smallest
from bhxh_search.index.contents import SegmentContents, write_segment
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.generation import SegmentState
from bhxh_search.index.inversion import Counted, PartStreams, Running, occurrences_of, renumber
from bhxh_search.index.parts import PartReader
from bhxh_search.index.postings import MAX_DOCUMENTS
from bhxh_search.index.reader import LiveSegment
from bhxh_search.index.schema import SEARCHED_PARTS
from bhxh_search.index.segment import KEYWORDS
from bhxh_search.language.analysis import Stream

MAX_POSITIONS = 18_000_000
"""Of a merged segment: what merging holds in memory grows with it. 15.8 M positions of 37,000 documents took 430 MB
beside what their writer had, 26.7 M of 62,000 took 680 MB (peaks of RssAnon)."""

# So many segments of one size are merged into one of the next: of n documents each is written log₄ n times, and
# a query looks into 3 · log₄ n segments at most.
_TOGETHER = 4
_SMALLEST = 16_384

# Positions are read about so many at a time when streams are put together again.
_SLICE = 1 << 18


def due_for_merging(segments: Sequence[SegmentState]) -> list[SegmentState]:
    """Which of the segments should now become one; none when all is well."""
    for one in segments:
        if one.live_documents * 2 < one.documents:
            return [one]
    tiers: dict[int, list[SegmentState]] = {}
    for one in segments:
        tiers.setdefault(_tier(one), []).append(one)
    for _, members in sorted(tiers.items()):
        # Or one of very many documents, with which no other fits, would stand before them for good.
        members.sort(key=lambda one: (one.live_documents, one.positions))
        chosen = list(fitting(members, _TOGETHER))
        if len(chosen) == _TOGETHER:
            return chosen
    return []


def _tier(segment: SegmentState) -> int:
    size, tier = max(segment.positions, _SMALLEST), 0
    while size > _SMALLEST:
        size, tier = size // _TOGETHER, tier + 1
    return tier


def fitting(segments: Iterable[SegmentState], most: int | None = None) -> Iterator[SegmentState]:
    """Of some segments the first that fit into one, `most` at most."""
    documents = positions = 0
    for count, one in enumerate(segments):
        documents, positions = documents + one.live_documents, positions + one.positions
        if count == most or (count and (documents > MAX_DOCUMENTS or positions > MAX_POSITIONS)):
            return
        yield one


def merge(path: Path, segments: Sequence[LiveSegment]) -> tuple[int, int]:
    """Write the live documents of `segments`, in their order, as one segment; return how many it has, and positions.

    The checksums of all that is read are compared first. Raises `IndexDamaged`, `OSError`.
    """
    contents = SegmentContents()
    with damage_reported(path.parent):
        for one in segments:
            for name in one.segment.columns.damaged():
                raise ValueError(f"{one.segment.columns.path.name}: {name} is not what was written")
            _add_documents(contents, one)
        parts = {
            name: _merged_part([(one.segment.parts[name], one.all_live()) for one in segments])
            for name in SEARCHED_PARTS
        }
    return len(contents.ids), write_segment(path, contents, parts)


def _add_documents(contents: SegmentContents, one: LiveSegment) -> None:
    segment = one.segment
    dates = segment.dates
    for number, (head, text) in enumerate(zip(segment.heads, segment.texts, strict=True)):
        if one.live is not None and not one.live[number]:
            continue
        record = one.record(number)
        contents.add(record.id, record.hash, int(dates[number]), record.origin)
        contents.heads.add(head)
        contents.texts.add(text)
        for name in KEYWORDS:
            if name not in ("root", "file"):
                contents.keywords[name].append(segment.keywords(name).of(number))


def _merged_part(readers: Sequence[tuple[PartReader, npt.NDArray[np.bool_]]]) -> PartStreams:
    streams: list[Stream] = [s for s in ("words", "citations") if readers[0][0].has(s)]
    return PartStreams(
        _merged_running(readers),
        {stream: _merged_counted(stream, readers) for stream in streams},
    )


def _merged_running(readers: Sequence[tuple[PartReader, npt.NDArray[np.bool_]]]) -> Running:
    numbers: dict[str, int] = {}
    folded: list[str] = []
    lengths = np.concatenate([part.lengths("exact")[live] for part, live in readers])
    terms = np.empty(int(lengths.sum()), np.int32)
    filled = 0
    for part, live in readers:
        texts = list(part.texts)
        for text, base in zip(texts, part.folded_texts(), strict=True):
            if numbers.setdefault(text, len(numbers)) == len(folded):
                folded.append(base)
        of_part = running_terms(part)
        if not live.all():
            of_part = of_part[np.repeat(live, part.lengths("exact"))]
        renumber(of_part, np.array([numbers[text] for text in texts], np.int32))
        terms[filled : filled + len(of_part)] = of_part
        filled += len(of_part)
    used = _only_used(terms, len(numbers))
    texts = list(numbers)
    return Running([texts[number] for number in used], [folded[number] for number in used], terms, lengths)


def _only_used(terms: Array, vocabulary: int) -> list[int]:
    """The numbers that occur in `terms`, which are numbered anew without the others."""
    is_used = occurrences_of(terms, vocabulary) > 0
    renumber(terms, (np.cumsum(is_used) - 1).astype(terms.dtype))
    return np.flatnonzero(is_used).tolist()


def running_terms(part: PartReader) -> npt.NDArray[np.int32]:
    """The exact terms of all positions of a part, document after document, put together from its pairs."""
    lengths = part.lengths("exact")
    ends = np.cumsum(lengths)
    starts = ends - lengths
    terms = np.full(int(lengths.sum()), -1, np.int32)
    keys, vocabulary = part.pairs.keys, len(part.texts)
    for first, last in ranges_of_pairs(part):
        places, pairs = part.pairs.places_by_pair(first, last)
        terms[starts[places >> 32] + (places & 0xFFFFFFFF)] = keys[first + pairs] // vocabulary
    filled = lengths > 0
    terms[ends[filled] - 1] = part.pairs.last_terms[filled]
    if len(terms) and int(terms.min()) < 0:
        raise ValueError(f"a position of {part.name} without a term")
    return terms


def ranges_of_pairs(part: PartReader) -> Iterator[tuple[int, int]]:
    """Ranges of pairs that together are all of a part's, each with about `_SLICE` positions or one pair."""
    starts = part.pairs.position_starts
    first, count = 0, len(starts) - 1
    while first < count:
        wanted = min(int(starts[first]) + _SLICE, int(starts[-1]))
        last = int(starts.searchsorted(starts.dtype.type(wanted), side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def _merged_counted(stream: Stream, readers: Sequence[tuple[PartReader, npt.NDArray[np.bool_]]]) -> Counted:
    numbers: dict[str, int] = {}
    terms: list[Array] = []
    documents: list[Array] = []
    frequencies: list[Array] = []
    lengths: list[Array] = []
    base = 0
    for part, live in readers:
        table = np.array([numbers.setdefault(text, len(numbers)) for text in part.counted_terms(stream)], np.uint32)
        counts, holders, occurrences = part.counted(stream).table()
        kept = live[holders]
        terms.append(np.repeat(table, counts)[kept])
        documents.append((np.cumsum(live) - 1 + base).astype(np.uint16)[holders[kept]])
        frequencies.append(smallest(occurrences[kept]))
        lengths.append(part.lengths(stream)[live])
        base += int(np.count_nonzero(live))
    all_terms = np.concatenate(terms)
    used = _only_used(all_terms, len(numbers))
    texts = list(numbers)
    return Counted(
        [texts[number] for number in used],
        all_terms,
        np.concatenate(documents),
        np.concatenate(frequencies),
        np.concatenate(lengths),
    )

"""What `verify` checks: everything that can be found wrong with an open state from its files alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

import numpy as np

from bhxh_search.index.background import Background
from bhxh_search.index.faults import access_reported
from bhxh_search.index.generation import checksum, latest_generation
from bhxh_search.index.inversion import Inverting, Lists, Running, taken, taken_lists
from bhxh_search.index.merging import ranges_of_pairs, running_terms
from bhxh_search.index.parts import PartReader
from bhxh_search.index.postings import PostingLists
from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.index.records import head_from_json
from bhxh_search.index.schema import SEARCHED_PARTS
from bhxh_search.index.segment import KEYWORDS, iso_date
from bhxh_search.language.analysis import STREAMS

_REMEDY = "run `bhxh-search index --rebuild`, or else remove the index and index again"


def wrong_checksums(snapshot: Snapshot) -> Iterator[tuple[Path, str]]:
    """The files that are missing or not what was written, and a message for each. Raises `IndexInaccessible`."""
    folder = snapshot.folder
    for name, state in snapshot.generation.files.items():
        path = folder / name
        with access_reported(folder):
            try:
                size = path.stat().st_size
                if size != state.size:
                    yield path, f"it has {size} bytes, not {state.size}; {_REMEDY}"
                elif checksum(path) != state.checksum:
                    yield path, f"its content is not what was written; {_REMEDY}"
            except FileNotFoundError:
                # A newer state may have done without it; this one still reads what it opened.
                if latest_generation(folder) == snapshot.generation.number:
                    yield path, f"it is missing; {_REMEDY}"


def problems(snapshot: Snapshot) -> Iterator[tuple[Path, str]]:
    """All that is wrong: checksums first, and of files that are what was written, whether it makes sense."""
    wrong = dict(wrong_checksums(snapshot))
    for one in snapshot.segments:
        path = one.segment.columns.path
        if path in wrong:
            # What was cut off from a mapped file cannot even be looked at: that ends the process.
            whole = path.exists() and path.stat().st_size == snapshot.generation.files[path.name].size
            columns = ", ".join(one.segment.columns.damaged()) if whole else ""
            wrong[path] = f"{columns} is not what was written; {_REMEDY}" if columns else wrong[path]
            continue
        try:
            for message in _nonsense(one):
                yield path, f"{message}; {_REMEDY}"
        except Exception as error:  # numbers out of range may end in an exception of any kind
            yield path, f"it cannot be read ({type(error).__name__}: {error}); {_REMEDY}"
    yield from wrong.items()
    if not wrong:
        ids = list(snapshot.ids())
        if len(ids) != len(set(ids)) or len(ids) != snapshot.document_count:
            yield snapshot.folder, f"a document is there twice; {_REMEDY}"


def _nonsense(one: LiveSegment) -> Iterator[str]:
    segment = one.segment
    for name in SEARCHED_PARTS:
        yield from _of_part(segment.parts[name])
    if one.state.positions != sum(int(segment.parts[name].lengths("exact").sum()) for name in SEARCHED_PARTS):
        yield "it has not as many words as its generation says"
    ids = list(segment.ids)
    order = segment.columns["ids.order"].tolist()
    if sorted(order) != list(range(segment.size)) or [ids[n] for n in order] != sorted(ids):
        yield "its ids are not in order"
    heads = (head_from_json(head) for head in segment.heads)
    stored = (head.with_text(text).id for head, text in zip(heads, segment.texts, strict=True))
    if any(id != of_document for id, of_document in zip(ids, stored, strict=True)):
        yield "its documents are not those of its ids"
    for key in np.unique(segment.dates).tolist():
        iso_date(key)
    for name in KEYWORDS:
        values = segment.keywords(name)
        for number in range(segment.size):
            values.of(number)
    if len(segment.hashes) != segment.size:
        yield "its hashes are not one for each document"


def _of_part(part: PartReader) -> Iterator[str]:
    name = part.name
    for vocabulary in (part.exact_terms, part.folded_terms):
        texts = [vocabulary.encoded(vocabulary.number_at(place)) for place in range(len(vocabulary))]
        if any(first >= second for first, second in pairwise(texts)):
            yield f"the terms of {name} are not in order"
    lengths = part.lengths("exact")
    if int(part.pairs.position_starts[-1]) != int(np.maximum(lengths - 1, 0).sum()):
        yield f"the positions of {name} are not as many as its lengths say"
    for first, last in ranges_of_pairs(part):
        places, pairs = part.pairs.places_by_pair(first, last)
        if (np.diff(places)[np.diff(pairs) == 0] <= 0).any():
            yield f"the positions of {name} do not rise"
            break
    # Inverting anew what the pairs say shows that all lists and the lengths agree.
    running = Running(list(part.texts), part.folded_texts(), running_terms(part), lengths)
    ranges = Inverting(running, cycle((Background(), Background()))).wait()
    yield from _compare(f"{name} exact", part.exact, taken_lists(ranges, "exact"))
    yield from _compare(f"{name} folded", part.folded, taken_lists(ranges, "folded"))
    if not np.array_equal(part.pairs.keys, taken(ranges, "keys")):
        yield f"the pairs of {name} are not in order"
    yield from _compare(f"{name} pairs", part.pairs.lists, taken_lists(ranges, "pairs"))
    for stream in STREAMS:
        if stream in ("words", "citations") and part.has(stream):
            lists = part.counted(stream)
            yield from _rising(f"{name} {stream}", lists)
            _, documents, frequencies = lists.table()
            if not np.array_equal(np.bincount(documents, frequencies, part.size), part.lengths(stream)):
                yield f"the frequencies of {name} {stream} do not add up to its lengths"


def _compare(name: str, lists: PostingLists, expected: Lists) -> Iterator[str]:
    if not all(np.array_equal(one, other) for one, other in zip(lists.table(), expected, strict=True)):
        yield f"the postings of {name} are not what its positions say"


def _rising(name: str, lists: PostingLists) -> Iterator[str]:
    counts, documents, frequencies = lists.table()
    starts = np.cumsum(counts)
    falls = np.flatnonzero(documents[1:] <= documents[:-1]) + 1
    if not np.isin(falls, starts).all() or (len(documents) and int(documents.max()) >= lists.size):
        yield f"the documents of {name} do not rise"
    if len(frequencies) and int(frequencies.min()) < 1:
        yield f"a posting of {name} without an occurrence"

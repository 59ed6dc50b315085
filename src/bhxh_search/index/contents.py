"""What a segment is made of, whether of new documents or of other segments; and the columns of all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import numpy as np

from bhxh_search.index.background import Background
from bhxh_search.index.columns import Array, smallest, write_columns
from bhxh_search.index.inversion import PartStreams, part_columns
from bhxh_search.index.keywords import keyword_columns
from bhxh_search.index.segment import KEYWORDS, NO_NUMBER
from bhxh_search.index.stored import StoredBuilder
from bhxh_search.index.vocabulary import sorted_numbers, text_columns
from bhxh_search.ingest.roots import Origin


@dataclass
class SegmentContents:
    """All that a segment keeps of its documents besides their streams. Lists are by document number."""

    ids: list[str] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    """16 bytes each."""
    dates: list[int] = field(default_factory=list)
    file_states: list[tuple[int, int]] = field(default_factory=list)
    keywords: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: {name: [] for name in KEYWORDS})
    # Legal articles take .17 of their text. A text for itself would be fetched in a third of the time, and take .20.
    heads: StoredBuilder = field(default_factory=lambda: StoredBuilder(4_096, 32_768))
    texts: StoredBuilder = field(default_factory=lambda: StoredBuilder(4_096, 112_640))

    def add(self, id: str, hash: bytes, date: int, origin: Origin) -> None:
        """Add a document, all but what is stored of it and its `keywords` that do not come from its origin."""
        self.ids.append(id)
        self.hashes.append(hash)
        self.dates.append(date)
        self.file_states.append(
            (
                NO_NUMBER if origin.size is None else origin.size,
                NO_NUMBER if origin.modified is None else origin.modified,
            )
        )
        self.keywords["root"].append(() if origin.root is None else (origin.root,))
        self.keywords["file"].append(() if origin.file is None else (origin.file,))


def write_segment(path: Path, contents: SegmentContents, parts: Mapping[str, PartStreams]) -> int:
    """Write the file of a segment and make it durable; return its number of positions. Raises `OSError`."""
    positions = sum(int(part.running.lengths.sum()) for part in parts.values())
    about = {"documents": len(contents.ids), "positions": positions}
    write_columns(path, _columns(contents, parts), about)
    return positions


def _columns(contents: SegmentContents, parts: Mapping[str, PartStreams]) -> Iterator[tuple[str, Array]]:
    # Two threads invert streams, which sorting, most of it, allows.
    threads = cycle((Background(), Background()))
    for columns in [part_columns(name, part, threads) for name, part in parts.items()]:
        yield from columns
    yield from text_columns("ids", contents.ids)
    yield "ids.order", smallest(np.array(sorted_numbers(contents.ids), np.uint64))
    yield "hashes", np.frombuffer(b"".join(contents.hashes), np.uint8).reshape(-1, 16)
    yield "dates", np.array(contents.dates, np.int64)
    yield "file.states", np.array(contents.file_states, np.int64).reshape(-1, 2)
    for name, values in contents.keywords.items():
        yield from keyword_columns(name, values)
    yield from contents.heads.columns("heads")
    yield from contents.texts.columns("texts")

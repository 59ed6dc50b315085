"""Stored texts of documents, compressed in blocks, so that one is fetched with few others.

blocks         the compressed blocks, one after another
block_starts   where each begins, and the end of the last
first          the number of the first document of each block, and the number of documents
ends           per document: where its text ends, and the next begins, in all texts uncompressed
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator

import numpy as np

from bhxh_search.index.background import Background, Outcome
from bhxh_search.index.columns import Array, Columns, smallest

_LEVEL = 6
# So many blocks may wait to be compressed: texts may come faster than that goes, and would fill the memory.
_AHEAD = 200


class StoredBuilder:
    """Takes texts in order of their documents' numbers."""

    def __init__(self, block_bytes: int) -> None:
        """`block_bytes`: at least so many in each block; larger ones compress better and are slower to fetch from."""
        self._block_bytes = block_bytes
        self._compressor = Background()
        self._waiting: deque[Outcome[bytes]] = deque()
        self._blocks: list[bytes] = []
        self._firsts = [0]
        self._ends: list[int] = []
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self.bytes = 0
        """What it holds in memory, about."""

    def add(self, text: bytes) -> None:
        """Add the next document's text, in UTF-8."""
        self._pending.append(text)
        self._pending_bytes += len(text)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(text))
        self.bytes += len(text)
        if self._pending_bytes >= self._block_bytes:
            self._close_block()

    def _close_block(self) -> None:
        if self._pending:
            self._waiting.append(self._compressor.start(zlib.compress, b"".join(self._pending), _LEVEL))
            self.bytes -= self._pending_bytes * 3 // 4  # about what is left
            self._firsts.append(len(self._ends))
            self._pending, self._pending_bytes = [], 0
        self._take(_AHEAD)

    def _take(self, left: int) -> None:
        """Take the blocks that were compressed, and wait for more while others than `left` are not."""
        while len(self._waiting) > left:
            self._blocks.append(self._waiting.popleft().wait())

    def columns(self, name: str) -> Iterator[tuple[str, Array]]:
        """The columns of all texts added; nothing can be added after."""
        self._close_block()
        self._take(0)
        sizes = np.array([len(block) for block in self._blocks], np.uint64)
        blocks, self._blocks = b"".join(self._blocks), []
        yield f"{name}.blocks", np.frombuffer(blocks, np.uint8)
        del blocks
        yield f"{name}.block_starts", smallest(np.append(np.zeros(1, np.uint64), np.cumsum(sizes)))
        yield f"{name}.first", smallest(np.array(self._firsts, np.uint64))
        yield f"{name}.ends", smallest(np.array(self._ends, np.uint64))


class Stored:
    """Fetches stored texts. What cannot be read raises `ValueError`, `IndexError` or `zlib.error`."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns = columns
        self._name = name

    def __getitem__(self, number: int) -> bytes:
        """The text of a document, in UTF-8."""
        firsts, ends = self._columns[f"{self._name}.first"], self._columns[f"{self._name}.ends"]
        block = int(np.searchsorted(firsts, number, side="right")) - 1
        first = int(firsts[block])
        base = int(ends[first - 1]) if first else 0
        start = int(ends[number - 1]) - base if number else 0
        return self._block(block)[start : int(ends[number]) - base]

    def __iter__(self) -> Iterator[bytes]:
        """All of them in order."""
        firsts = self._columns[f"{self._name}.first"].tolist()
        ends = self._columns[f"{self._name}.ends"].tolist()
        for block, first in enumerate(firsts[:-1]):
            data = self._block(block)
            base = start = ends[first - 1] if first else 0
            for end in ends[first : firsts[block + 1]]:
                yield data[start - base : end - base]
                start = end

    def _block(self, block: int) -> bytes:
        starts = self._columns[f"{self._name}.block_starts"]
        data = self._columns[f"{self._name}.blocks"][int(starts[block]) : int(starts[block + 1])]
        return zlib.decompress(data.data)

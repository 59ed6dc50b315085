"""Stored documents: their JSON, a line each, compressed in blocks, so that one is fetched with few others.

blocks         the compressed blocks, one after another
block_starts   where each begins, and the end of the last
first          the number of the first document of each block, and the number of documents
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from bhxh_search.index.columns import Array, Columns, smallest

# Larger blocks compress better (legal articles, share of their text: 16 KiB .19, 64 KiB .16, singly .32) and are
# slower to fetch one document from (0.05 ms, 0.2 ms).
_BLOCK_BYTES = 32_768
_LEVEL = 6


class StoredBuilder:
    """Takes documents in order of their numbers."""

    def __init__(self) -> None:
        # Compression leaves Python's lock to others, so it costs no time where there is a second core.
        self._compressor = ThreadPoolExecutor(1, "compress")
        self._blocks: list[Future[bytes]] = []
        self._firsts = [0]
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self.bytes = 0
        """What it holds in memory, about."""

    def __len__(self) -> int:
        return self._firsts[-1] + len(self._pending)

    def add(self, content: bytes) -> None:
        """Add the next document: JSON without line ends."""
        self._pending.append(content)
        self._pending_bytes += len(content)
        self.bytes += len(content)
        if self._pending_bytes >= _BLOCK_BYTES:
            self._close_block()

    def _close_block(self) -> None:
        if self._pending:
            self._blocks.append(self._compressor.submit(zlib.compress, b"\n".join(self._pending), _LEVEL))
            self.bytes -= self._pending_bytes * 3 // 4  # about what is left
            self._firsts.append(self._firsts[-1] + len(self._pending))
            self._pending, self._pending_bytes = [], 0

    def columns(self) -> Iterator[tuple[str, Array]]:
        """The columns of all documents added."""
        self._close_block()
        blocks = [block.result() for block in self._blocks]
        self._compressor.shutdown()
        yield "stored.blocks", np.frombuffer(b"".join(blocks), np.uint8)
        sizes = np.array([len(block) for block in blocks], np.uint64)
        yield "stored.block_starts", smallest(np.append(np.zeros(1, np.uint64), np.cumsum(sizes)))
        yield "stored.first", smallest(np.array(self._firsts, np.uint64))


class Stored:
    """Fetches stored documents. What cannot be read raises `ValueError`, `IndexError` or `zlib.error`."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __getitem__(self, number: int) -> bytes:
        """The JSON of a document."""
        firsts = self._columns["stored.first"]
        block = int(np.searchsorted(firsts, number, side="right")) - 1
        return self._block(block)[number - int(firsts[block])]

    def __iter__(self) -> Iterator[bytes]:
        """All of them in order."""
        for block in range(len(self._columns["stored.first"]) - 1):
            yield from self._block(block)

    def _block(self, block: int) -> list[bytes]:
        starts = self._columns["stored.block_starts"]
        data = self._columns["stored.blocks"][int(starts[block]) : int(starts[block + 1])]
        return zlib.decompress(data.data).split(b"\n")

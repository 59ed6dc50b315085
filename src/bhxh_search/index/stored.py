"""Stored texts of documents, compressed in small blocks, so that reading one text decompresses few others.

Small blocks are quick to fetch from and compress badly, unless each may refer to what is common to all: a dictionary
made of pieces of the first texts. Blocks are frames of Zstandard (RFC 8878), read many times faster than zlib's.

dictionary     what the blocks refer to; empty where there are few texts
blocks         the compressed blocks, one after another
block_starts   where each begins, and the end of the last
first          the number of the first document of each block, and the number of documents
ends           per document: where its text ends, and the next begins, in all texts uncompressed
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
from zstandard import DICT_TYPE_RAWCONTENT, ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError

from bhxh_search.index.columns import Array, Columns, smallest

if TYPE_CHECKING:
    from bhxh_search.index.background import Outcome

_LEVEL = 8
# So many blocks may wait to be compressed: texts may come faster than that goes, and would fill the memory.
_AHEAD = 1_000
# The dictionary is made of the first texts, of so many bytes; of fewer than so many none is.
_SAMPLED, _WORTH_SAMPLING = 4_000_000, 250_000
# What the message of an error holds by which Zstandard says that there is no memory.
_NO_MEMORY = "not enough memory"
# What is taken of a text for the dictionary, in bytes.
_PIECE = 300


class StoredBuilder:
    """Takes texts in order of their documents' numbers."""

    def __init__(self, block_bytes: int, dictionary_bytes: int) -> None:
        """`block_bytes`: at least so many in each block; `dictionary_bytes`: of its dictionary.

        The larger they are the better it compresses, and the slower a text is to fetch.
        """
        from bhxh_search.index.background import Background  # for texts that are read there is none

        self._block_bytes = block_bytes
        self._dictionary_bytes = dictionary_bytes
        self._compressor = Background()
        self._waiting: deque[Outcome[bytes]] = deque()
        self._blocks: list[bytes] = []
        self._firsts = [0]
        self._ends: list[int] = []
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._dictionary: bytes | None = None  # until there are texts enough to make it of
        self._compress = ZstdCompressor(_LEVEL, write_checksum=True).compress
        self.bytes = 0
        """What it holds in memory, about."""

    def add(self, text: bytes) -> None:
        """Add the next document's text, in UTF-8."""
        self._ends.append((self._ends[-1] if self._ends else 0) + len(text))
        self.bytes += len(text)
        self._put(text)
        if self._dictionary is None and self._pending_bytes >= _SAMPLED:
            self._settle(_sample(self._pending, self._dictionary_bytes))

    def _settle(self, dictionary: bytes) -> None:
        """Compress with this dictionary from now on, and what has waited for it."""
        self._dictionary = dictionary
        if dictionary:
            known = _known(dictionary)
            known.precompute_compress(_LEVEL)
            self._compress = ZstdCompressor(_LEVEL, dict_data=known, write_checksum=True).compress
        waiting, self._pending, self._pending_bytes = self._pending, [], 0
        for text in waiting:
            self._put(text)

    def _put(self, text: bytes) -> None:
        self._pending.append(text)
        self._pending_bytes += len(text)
        if self._dictionary is not None and self._pending_bytes >= self._block_bytes:
            self._close_block()

    def _close_block(self) -> None:
        if self._pending:
            self._waiting.append(self._compressor.start(self._compress, b"".join(self._pending)))
            self.bytes -= self._pending_bytes * 3 // 4  # about what is left
            self._firsts.append(self._firsts[-1] + len(self._pending))
            self._pending, self._pending_bytes = [], 0
        self._take(_AHEAD)

    def _take(self, left: int) -> None:
        """Take the blocks that were compressed, and wait for more while others than `left` are not."""
        while len(self._waiting) > left:
            self._blocks.append(self._waiting.popleft().wait())

    def columns(self, name: str) -> Iterator[tuple[str, Array]]:
        """The columns of all texts added; nothing can be added after."""
        if self._dictionary is None:
            is_worth_it = self._pending_bytes >= _WORTH_SAMPLING
            self._settle(_sample(self._pending, self._dictionary_bytes) if is_worth_it else b"")
        self._close_block()
        self._take(0)
        yield f"{name}.dictionary", np.frombuffer(self._dictionary or b"", np.uint8)
        sizes = np.array([len(block) for block in self._blocks], np.uint64)
        blocks, self._blocks = b"".join(self._blocks), []
        yield f"{name}.blocks", np.frombuffer(blocks, np.uint8)
        del blocks
        yield f"{name}.block_starts", smallest(np.append(np.zeros(1, np.uint64), sizes.cumsum()))
        yield f"{name}.first", smallest(np.array(self._firsts, np.uint64))
        yield f"{name}.ends", smallest(np.array(self._ends, np.uint64))


def _sample(texts: Sequence[bytes], size: int) -> bytes:
    """The beginnings of texts from here and there, as many as a dictionary of so many bytes holds."""
    step = max(1, len(texts) * _PIECE // size)
    return b"".join(text[:_PIECE] for text in texts[::step])[-size:]


def _known(dictionary: bytes) -> ZstdCompressionDict:
    return ZstdCompressionDict(dictionary, dict_type=DICT_TYPE_RAWCONTENT)


class Stored:
    """Fetches stored texts. What cannot be read raises `ValueError`, `IndexError` or `ZstdError`."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns = columns
        self._name = name
        self._reading = threading.Lock()  # what decompresses is for one thread at a time

    def __getitem__(self, number: int) -> bytes:
        """The text of a document, in UTF-8."""
        firsts, ends = self._columns[f"{self._name}.first"], self._columns[f"{self._name}.ends"]
        # A number of another type than the array's would have the whole of it converted.
        block = int(firsts.searchsorted(firsts.dtype.type(number), side="right")) - 1
        first = int(firsts[block])
        base = int(ends[first - 1]) if first else 0
        start = int(ends[number - 1]) - base if number else 0
        return self._block(block)[start : int(ends[number]) - base]

    def __iter__(self) -> Iterator[bytes]:
        """All of them in order."""
        firsts = self._columns[f"{self._name}.first"].tolist()
        ends = self._columns[f"{self._name}.ends"].tolist()

        def of_block(block: int) -> list[bytes]:
            data = self._block(block)
            first, last = firsts[block], firsts[block + 1]
            base = ends[first - 1] if first else 0
            return [data[start - base : end - base] for start, end in pairwise([base, *ends[first:last]])]

        # A generator that is left half done for want of memory would be complained of.
        return chain.from_iterable(map(of_block, range(len(firsts) - 1)))

    def _block(self, block: int) -> bytes:
        starts = self._columns[f"{self._name}.block_starts"]
        data = self._columns[f"{self._name}.blocks"][int(starts[block]) : int(starts[block + 1])]
        try:
            with self._reading:
                return self._decompressor.decompress(data.data)
        except ZstdError as error:
            if _NO_MEMORY in str(error):
                raise MemoryError from error
            raise

    @cached_property
    def _decompressor(self) -> ZstdDecompressor:
        dictionary = self._columns[f"{self._name}.dictionary"].tobytes()
        return ZstdDecompressor(dict_data=_known(dictionary) if dictionary else None)

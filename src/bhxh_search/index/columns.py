"""One file of named numpy arrays: aligned, checked, and read where they lie.

    header     magic, then where the directory is, its size, and its checksum       (40 bytes)
    arrays     each from a multiple of 64 bytes on
    directory  JSON: what the arrays are about, and for each its type, shape, place and checksum

Arrays come into memory page by page as they are looked at: opening a file costs no more than its directory.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC = b"BHXHcol2"
_HEADER = struct.Struct("<8sQQ16s")
_ALIGNMENT = 64
_TYPES = {"|u1", "<u2", "<u4", "<u8", "<i8"}


def smallest(values: Array, largest: int | None = None) -> Array:
    """`values`, none negative, in the smallest unsigned type that holds them (or holds `largest`)."""
    top = (int(values.max()) if values.size else 0) if largest is None else largest
    kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if top <= np.iinfo(kind).max)
    return values.astype(kind, copy=False)


def gaps(starts: Array) -> npt.NDArray[np.int64]:
    """How far each of some rising numbers is from the next."""
    wide: npt.NDArray[np.int64] = starts.astype(np.int64)
    return wide[1:] - wide[:-1]


def write_columns(path: Path, columns: Iterable[tuple[str, Array]], about: Mapping[str, Any]) -> None:
    """Write arrays, one after another as they come, and make them lasting (fsync). Raises `OSError`.

    `about`: whatever JSON can say of them. Names are told once; big-endian machines swap here.
    """
    directory: dict[str, dict[str, Any]] = {}
    with path.open("wb") as file:
        file.write(bytes(_HEADER.size))
        for name, values in columns:
            if name in directory:
                raise ValueError(f"two columns {name}")
            array = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
            if array.dtype.str not in _TYPES:
                raise TypeError(f"column {name} is of type {array.dtype}")
            file.write(bytes(-file.tell() % _ALIGNMENT))
            data = array.reshape(-1).view(np.uint8).data
            directory[name] = {
                "type": array.dtype.str,
                "shape": list(array.shape),
                "offset": file.tell(),
                "checksum": zlib.crc32(data),
            }
            file.write(data)
        end = file.tell()
        listing = json.dumps({"about": about, "columns": directory}, ensure_ascii=False).encode()
        file.write(listing)
        file.seek(0)
        file.write(_HEADER.pack(_MAGIC, end, len(listing), _digest(listing)))
        file.flush()
        os.fsync(file.fileno())


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


class _Column(NamedTuple):
    type: str
    shape: tuple[int, ...]
    offset: int
    checksum: int

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * np.dtype(self.type).itemsize


class Columns:
    """An open file of arrays. Reading it from several threads at once is safe."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its directory. Raises `OSError`, and `ValueError` when it is not such a file."""
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEADER.size:
                raise ValueError(f"{path.name} is no file of columns")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, offset, length, digest = _HEADER.unpack_from(self._data)
        listing = self._data[offset : offset + length] if offset + length == size else b""
        if magic != _MAGIC or _digest(listing) != digest:
            raise ValueError(f"the directory of {path.name} is not what was written")
        values = json.loads(listing)
        self.about: Mapping[str, Any] = values["about"]
        self._columns = {
            name: _Column(one["type"], tuple(one["shape"]), one["offset"], one["checksum"])
            for name, one in values["columns"].items()
        }
        self._arrays: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __getitem__(self, name: str) -> Array:
        """The array of this name, which may not be written to. Raises `ValueError` when there is none."""
        array = self._arrays.get(name)
        if array is None:
            column = self._columns.get(name)
            if column is None:
                raise ValueError(f"{self.path.name} has no column {name}")
            count = math.prod(column.shape)
            array = (
                np.frombuffer(self._data, column.type, count, column.offset) if count else np.empty(0, column.type)
            )
            array = self._arrays[name] = array.reshape(column.shape)
        return array

    def bytes_of(self, name: str) -> int:
        """How many bytes the array of this name takes."""
        return self._columns[name].bytes

    def damaged(self) -> Iterator[str]:
        """The names of the arrays that are not what was written."""
        data = memoryview(self._data)  # slices of which are no copies
        for name, column in self._columns.items():
            if zlib.crc32(data[column.offset : column.offset + column.bytes]) != column.checksum:
                yield name

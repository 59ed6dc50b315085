"""Returning freed memory to the operating system."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Have the C library give back what it keeps of freed memory; nothing happens where it cannot.

    glibc keeps freed arrays of up to some megabytes for the next ones, in each thread's own place. After a segment
    was written that is a few hundred megabytes which the next documents hardly use.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

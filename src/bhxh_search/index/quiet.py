"""Importing Whoosh without the warnings that Python gives for its old code."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings meanwhile. For imports of Whoosh, of which Python warns whoever has no compiled code of it yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

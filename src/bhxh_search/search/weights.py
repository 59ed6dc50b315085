"""Weights: what is written behind a word, phrase or group that is to count more or less: `lương^2`."""

from __future__ import annotations

import re

from bhxh_search.search.allowance import Refused

_WEIGHT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_MAX_WEIGHT = 100.0


def weighed(text: str) -> tuple[str, float, Refused | None]:
    """A word without the weight behind it, the weight, and what is wrong with it."""
    base, sign, written = text.rpartition("^")
    if not sign or not any(map(str.isalnum, base)):
        return text, 1.0, None
    if not _WEIGHT.fullmatch(written):
        message = "write a number after ^, as in lương^2; searched as words"
        return text, 1.0, Refused(len(base), len(text) - len(base), message)
    return base, *weight(written, len(base) + 1)


def weight(written: str, start: int) -> tuple[float, Refused | None]:
    """The weight that is written at `start`, and what is wrong with it."""
    if 0 < float(written) <= _MAX_WEIGHT:
        return float(written), None
    return 1.0, Refused(start, len(written), "a weight is above 0 and up to 100; left out")

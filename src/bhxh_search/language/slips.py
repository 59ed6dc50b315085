"""Syllables that sound alike to many, and are written for one another: s and x, ch and tr, d, gi and r, l and n.

From the spelling mistakes that Vietnamese schoolbooks treat by region: initials of the north (s/x, ch/tr, d/gi/r,
l/n), finals of the south (n/ng, c/t, y/i), and spellings of one sound (c/k/q, g/gh, ng/ngh, i/y).
"""

from __future__ import annotations

import re

_ONSETS = (
    ("s", "x"),
    ("ch", "tr"),
    ("d", "gi", "r", "v"),
    ("l", "n"),
    ("c", "k", "q"),
    ("g", "gh"),
    ("ng", "ngh"),
    ("ph", "f"),
)
_CODAS = (("n", "ng", "nh"), ("c", "t", "ch"), ("i", "y"))
_PARTS = re.compile("(ngh|gh|gi|ng|nh|ph|th|tr|ch|kh|qu|[bcdđfghjklmnpqrstvxwz]?)(.*?)(ng|nh|ch|[cntiy]?)")


def sounding_alike(syllable: str) -> frozenset[str]:
    """What `syllable`, canonical, might have been meant for: with another initial or another final, or both kept."""
    match = _PARTS.fullmatch(syllable)
    assert match is not None, "every part may be empty, and the middle takes whatever there is"
    onset, middle, coda = match.groups()
    found = {other + middle + coda for other in _others(onset, _ONSETS)}
    if middle:
        found |= {onset + middle + other for other in _others(coda, _CODAS)}
    return frozenset(found - {syllable})


def _others(part: str, sets: tuple[tuple[str, ...], ...]) -> set[str]:
    return {other for alike in sets if part in alike for other in alike}

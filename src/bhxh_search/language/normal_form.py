"""Unicode in one form, and where each character of it stood.

A text is NFC, with Đ for its look-alikes, plain blanks, and no invisible characters. Only what differs from that
form is looked at one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Letters and spaces that real files hold in place of the right ones, one for one.
# Ð (eth) and Ɖ (African D) look like Đ; a no-break space is a space; a zero-width space parts words.
_SUBSTITUTES = (("Ð", "Đ"), ("ð", "đ"), ("Ɖ", "Đ"), ("ɖ", "đ"), ("\u00a0", " "), ("\u202f", " "), ("\u200b", " "))
_REPLACED = "".join(written for written, _ in _SUBSTITUTES)
OTHER_BLANKS = "\u00a0\u202f"
"""Those of them that are blanks and no mistakes."""
# Soft hyphen, joiners and the byte order mark stand inside words and mean nothing to a reader.
_INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"

_MANY_MARKS = 32


Offsets = Sequence[int] | npt.NDArray[np.int64]


class NormalizedText(NamedTuple):
    """A text in normal form, and for each of its characters the place it came from."""

    text: str
    starts: Offsets
    """Per character: the offset in the source at which what it stands for begins."""
    ends: Offsets
    """Per character: the offset in the source at which what it stands for ends."""

    @property
    def changed_places(self) -> bool:
        """Whether characters stand elsewhere than in the source."""
        return not isinstance(self.starts, range)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the source that `text[start:end]`, which is not empty, stands for."""
        return int(self.starts[start]), int(self.ends[end - 1])


def normalize(text: str) -> NormalizedText:
    """`text` in NFC with Đ for its look-alikes, plain spaces, and no invisible characters; the case stays."""
    if any(map(text.__contains__, _REPLACED)):
        for written, meant in _SUBSTITUTES:  # one after the other: many times faster than `translate`
            text = text.replace(written, meant)
    if not any(map(text.__contains__, _INVISIBLE)) and unicodedata.is_normalized("NFC", text):
        return NormalizedText(text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    clusters: list[tuple[int, int, int, int, int]] = []
    composed: dict[str, str] = {}
    done = 0
    for match in _changing(text).finditer(text):
        start, end = match.span()
        cluster = match[0]
        if cluster not in composed:
            seen = "".join(character for character in cluster if character not in _INVISIBLE)
            composed[cluster] = unicodedata.normalize("NFC", _in_canonical_order(seen))
        pieces += (text[done:start], composed[cluster])
        # Invisible characters at its edges are not of what it stands for.
        first, last = end - len(cluster.lstrip(_INVISIBLE)), start + len(cluster.rstrip(_INVISIBLE))
        clusters.append((start, end, first, last, len(composed[cluster])))
        done = end
    pieces.append(text[done:])
    starts, ends = _sources(len(text), np.array(clusters, dtype=np.int64).reshape(-1, 5))
    return NormalizedText("".join(pieces), starts, ends)


@lru_cache(maxsize=1 << 12)
def is_normal(character: str) -> bool:
    """Whether `normalize` leaves a character as it is, whatever stands before it."""
    return (
        all(character != written for written, _ in _SUBSTITUTES)
        and character not in _INVISIBLE
        and unicodedata.is_normalized("NFC", character)
        and not _joins_what_precedes(character)
    )


def _changing(text: str) -> re.Pattern[str]:
    """What of `text` may have another form: a character with all that may compose with it, or one replaced."""
    # Once for each distinct character, of which no text has many.
    high = {character for character in set(text) if character >= "\u0300"}
    joining = "".join(map(re.escape, sorted(filter(_joins_what_precedes, high)))) + _INVISIBLE
    replaced = (character for character in high if not unicodedata.is_normalized("NFC", character))
    alone = "".join(map(re.escape, sorted(replaced)))
    either = f"[^{joining}][{joining}]+|[{joining}]+"
    return re.compile(f"{either}|[{alone}]" if alone else either)


def _sources(length: int, clusters: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Per character of the normal form: where what it stands for starts and ends in a source of `length`.

    `clusters`, rising: start, end, start and end of what is seen, and how many characters it has become.
    """
    start, end, first, last, size = clusters.T
    counts = np.ones(length, dtype=np.int64)
    lengths = end - start
    counts[np.repeat(start - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))] = 0
    counts[start] = size
    starts = np.arange(length)
    ends = starts + 1
    starts[start], ends[start] = first, last
    return np.repeat(starts, counts), np.repeat(ends, counts)


def _in_canonical_order(cluster: str) -> str:
    """The same to Unicode, with a long run of marks sorted, which `unicodedata` would do in square time."""
    if len(cluster) <= _MANY_MARKS:
        return cluster
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in cluster)
    runs = groupby(decomposed, lambda character: unicodedata.combining(character) != 0)
    return "".join("".join(sorted(run, key=unicodedata.combining) if marks else run) for marks, run in runs)


def _joins_what_precedes(character: str) -> bool:
    """Whether NFC may merge or reorder `character` with what stands before it: marks, and parts of Hangul."""
    if character < "\u0300":
        return False
    return (
        unicodedata.combining(character) != 0
        or unicodedata.category(character) in ("Mn", "Mc")
        or "\u1160" <= character <= "\u11ff"
        # Kirat Rai vowel signs, the only letters (not marks) outside Hangul that compose.
        or "\U00016d63" <= character <= "\U00016d6a"
    )

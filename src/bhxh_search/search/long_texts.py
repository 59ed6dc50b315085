"""Long texts that are shown again and again, kept as the analyser read them.

To read a law of a million characters takes ten times as long as all else of a search, and few documents are so long.
What is kept says where every word stands, and every abbreviation as it is written; law numbers, dates and figures
are not all in it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from bhxh_search.language.analysis import Batch
from bhxh_search.language.lexicon import current_lexicon

LONG = 20_000
"""Characters; what is shorter is as soon read as kept."""
# Of each segment.
_KEPT_BYTES = 32_000_000


class LongTexts:
    """The long texts of one segment that were read last. Several threads may use it at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Batch] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, number: int) -> Batch | None:
        """The terms of the text of the document of this number; None where it is not kept."""
        with self._lock:
            if number in self._kept:
                self._kept.move_to_end(number)
            return self._kept.get(number)

    def keep(self, number: int, terms: Batch) -> None:
        """Keep the terms of one text, in place of those that were asked for longest ago."""
        vocabulary = current_lexicon().terms
        with self._lock:
            if any(one.vocabulary is not vocabulary for one in self._kept.values()):
                self._kept.clear()  # or the lexicon that numbered them would stay in memory for them alone
                self._bytes = 0
            if number not in self._kept:
                self._kept[number] = terms
                self._bytes += _bytes(terms)
            while self._bytes > _KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _bytes(oldest)


@dataclass(frozen=True)
class LongText:
    """A long text of a document of a segment."""

    texts: LongTexts
    """Of the segment."""
    number: int
    """Of the document."""

    @property
    def terms(self) -> Batch | None:
        """Its terms, of citations its abbreviations at least; None where they are not kept."""
        return self.texts.get(self.number)

    def keep(self, batch: Batch, place: int) -> None:
        """Keep its terms: those of the text at this place of a batch, in which no abbreviation is missing."""
        self.texts.keep(self.number, batch.alone(place))


def _bytes(terms: Batch) -> int:
    """About how much memory the terms of one text take."""
    columns = terms.exact, terms.folded, terms.starts, terms.ends, terms.citations
    return sum(column.nbytes for column in columns) + 2 * terms.citation_starts.nbytes

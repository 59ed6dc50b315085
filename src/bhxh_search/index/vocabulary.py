"""Sorted texts in two columns, their UTF-8 one after another and where each starts; searched where they lie."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from bhxh_search.index.columns import Array, Columns, gaps, smallest
from bhxh_search.index.neighbours import Signatures, candidates, signatures, within

# Terms are looked up again and again; a vocabulary keeps at most so many answers.
_REMEMBERED = 50_000

# A search looks at as many texts as the vocabulary's size has bits. After so many of them, every text of so many is
# read, and a search looks at few more than those between two.
_SEARCHES = 100
_STEP = 32


def text_columns(name: str, texts: Sequence[str]) -> Iterator[tuple[str, Array]]:
    """The columns of some texts, in their order."""
    encoded = [text.encode() for text in texts]
    yield f"{name}.text", np.frombuffer(b"".join(encoded), np.uint8)
    yield f"{name}.starts", smallest(np.array([0, *accumulate(map(len, encoded))], np.uint64))


class Texts:
    """Texts by number."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._bytes = columns[f"{name}.text"]
        self._text = self._bytes.data
        self._starts = columns[f"{name}.starts"]
        self._count = len(self._starts) - 1

    def __len__(self) -> int:
        return self._count

    def encoded(self, number: int) -> bytes:
        """The UTF-8 of text `number`. Raises `IndexError` when there is none."""
        if not 0 <= number < self._count:
            raise IndexError(f"text {number} of {len(self)}")
        return bytes(self._text[int(self._starts[number]) : int(self._starts[number + 1])])

    def __getitem__(self, number: int) -> str:
        return self.encoded(number).decode()

    def __iter__(self) -> Iterator[str]:
        """All texts, read at once."""
        data, starts = bytes(self._text), self._starts.tolist()
        return (data[starts[number] : starts[number + 1]].decode() for number in range(len(self)))

    def begin_with(self, prefix: str, first: int, last: int) -> npt.NDArray[np.bool_]:
        """Per text from `first` to before `last`: whether it begins with `prefix`."""
        wanted = np.frombuffer(_encoded(prefix), np.uint8)
        starts = self._starts[first : last + 1].astype(np.int64)
        fits: npt.NDArray[np.bool_] = starts[1:] - starts[:-1] >= len(wanted)
        for place, byte in enumerate(wanted):
            # What stands behind a text that is too short does not matter, but must be there.
            fits &= self._bytes[np.minimum(starts[:-1] + place, len(self._bytes) - 1)] == byte
        return fits

    def near(self, text: str, edits: int) -> list[int]:
        """The numbers, rising, of the texts that so few edits make of `text`; see `neighbours`."""
        numbers = candidates(text, edits, self._signatures, self._lengths).tolist()
        close = within(text, edits, [self[number] for number in numbers])
        return [number for number, is_close in zip(numbers, close.tolist(), strict=True) if is_close]

    @cached_property
    def _signatures(self) -> Signatures:
        return signatures(self._bytes, self._starts)

    @cached_property
    def _lengths(self) -> npt.NDArray[np.int64]:
        return gaps(self._starts)


class Vocabulary(Texts):
    """Different texts, in the order of their UTF-8 (which is that of their code points)."""

    def __init__(self, columns: Columns, name: str, order: Array | None = None) -> None:
        """`order`: for texts that are stored in another order, their numbers in that of their UTF-8."""
        super().__init__(columns, name)
        self._order = order
        self._known: dict[str, int] = {}
        self._searches = 0
        self._signposts: list[bytes] = []
        """Every `_STEP`th text, once there were searches enough to be worth reading them."""

    def find(self, text: str) -> int:
        """The number of `text`; -1 where it is not among them."""
        number = self._known.get(text)
        if number is None:
            wanted = _encoded(text)
            number = self._at(self._place(wanted))
            if number < 0 or self.encoded(number) != wanted:
                number = -1
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = number
        return number

    def every(self, text: str) -> list[int]:
        """The numbers of all texts that equal `text`, where they need not differ."""
        found: list[int] = []
        wanted = _encoded(text)
        place = self._place(wanted)
        while (number := self._at(place)) >= 0 and self.encoded(number) == wanted:
            found.append(number)
            place += 1
        return found

    def place(self, text: str) -> int:
        """How many of the texts come before `text`."""
        return self._place(_encoded(text))

    def with_prefix(self, prefix: str) -> range:
        """The places, in order, of the texts that begin with `prefix`."""
        # No UTF-8 holds the byte 0xFF, so this comes after everything that begins so.
        return range(self.place(prefix), self._place(_encoded(prefix) + b"\xff"))

    def _place(self, wanted: bytes) -> int:
        low, high = 0, self._count
        if self._signposts:
            after = bisect_left(self._signposts, wanted)
            low, high = max(0, (after - 1) * _STEP), min(after * _STEP, high)
        else:
            self._searches += 1
            if self._searches > _SEARCHES:
                self._signposts = [self.encoded(self._at(place)) for place in range(0, self._count, _STEP)]
        while low < high:
            middle = (low + high) // 2
            if self.encoded(self._at(middle)) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def number_at(self, place: int) -> int:
        """The number of the text at this place of the order; -1 after the last."""
        return self._at(place)

    def _at(self, place: int) -> int:
        if place >= self._count:
            return -1
        return place if self._order is None else int(self._order[place])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # no text that is kept holds a lone surrogate: then it is not found


def sorted_numbers(texts: Sequence[str]) -> list[int]:
    """The numbers of `texts` in the order of their code points."""
    return sorted(range(len(texts)), key=texts.__getitem__)

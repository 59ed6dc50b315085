"""All that depends on a token's spelling alone, found out once for each distinct token and kept in arrays.

A *type* is the number of a distinct token; a *term* is the number of a distinct string in the streams. What the
analyser needs to know of a million tokens it takes from these arrays at once, by their types.
"""

from __future__ import annotations

import string
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bhxh_search.language.abbreviation_table import is_abbreviation, may_begin_definition, may_begin_pieces
from bhxh_search.language.alphabet import END, spell
from bhxh_search.language.arrays import distinct, numbered
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import CALENDAR_WORD, SCALE_WORD, YEAR_WORD
from bhxh_search.language.pyvi_model import Floats, Model, load_model
from bhxh_search.language.spelling import respell
from bhxh_search.language.table import Keys, KeyTable
from bhxh_search.language.tokens import MAX_PACKED, BatchText, Tokens
from bhxh_search.language.variants import BEFORE, DECIDING

Types = npt.NDArray[np.int64]
"""As wide as numpy wants what it looks up with: narrower ones it would widen again for each column."""
Terms = npt.NDArray[np.int32]
Flags = npt.NDArray[np.uint16]
Number = TypeVar("Number", bound=np.generic)

# Flags of types. The first three are what pyvi's rule asks (segment.py).
MARK = 1
"""Punctuation, in Python's list of it."""
DIGIT_FIRST = 2
TITLE = 4
CAPITALS = 8
"""Written as an abbreviation is: capitals that are no word in capitals, or in the table of ambiguous ones."""
SHORT_NUMBER = 16
"""At most three digits: found by its syllable, and no figure of its own."""
LONG_NUMBER = 32
OTHER_NUMBER = 64
"""Begins with a digit: 4a, 844000đ."""
CALENDAR = 128
"""ngày and tháng, which begin dates."""
SCALE = 256
"""nghìn, triệu, tỷ, which follow figures."""
DEFINES = 512
"""May be the first after the bracket of a definition."""
YEAR = 1024
"""năm, which a year follows in a date."""
BEGINS_PIECES = 2048
"""May be an abbreviation that is read with what follows it: TP, LĐ."""
VARIES = 4096
"""Its spelling depends on the next word: hằng, 1."""
DECIDES = 8192
"""May decide that of the word before it: tháng, lần."""

# A lexicon is left for a new one when it has learnt so much that few texts can still profit.
_MAX_TYPES = 1 << 20
_MAX_CHARACTERS = 50_000_000
_MAX_CHUNK_TOKENS = 1 << 19
_LONGEST_CHUNK = 64
# No word of dates or of scales, such as tháng and nghìn, has more letters.
_LONGEST_UNIT = 5


class Lexicon:
    """Types and terms, growing as texts are read. Numbers once given stay."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        """Held by whoever asks for types or terms that may be new: see `learning`."""
        self.spoiled = False
        """Whether something was cut short that could have left it half changed."""
        self.texts: list[str] = []
        """Type → the token."""
        self.terms: list[str] = []
        """Term → its string."""
        self._types: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        """String → its term."""
        self._by_key = KeyTable()
        self._word_by_key = KeyTable()
        self.chunks: dict[tuple[str, bool], npt.NDArray[np.int64]] = {}
        """Start, end and type of pyvi's tokens of the chunks that its patterns had to look at (`segment.py`)."""
        self._chunk_tokens = 0
        self.tables: dict[str, object] = {}
        """What others derive from types once, by a name of theirs."""
        self.characters = 0
        self.exact: Terms = np.zeros(0, dtype=np.int32)
        """Type → term of the exact stream."""
        self.folded: Terms = np.zeros(0, dtype=np.int32)
        self.flags: Flags = np.zeros(0, dtype=np.uint16)
        # What follows is known of types that `weigh` was called for.
        self._weighed = np.zeros(0, dtype=bool)
        self.respelled: Types = np.zeros(0, dtype=np.int64)
        """Type → type of the token as pyvi's dictionary spells it."""
        self.syllable: Keys = np.zeros(0, dtype=np.uint64)
        """Type → number in pyvi's dictionary, 0 for none."""
        self.own: Floats = np.zeros(0, dtype=np.float64)
        """Type → what the token itself adds to its score of being inside a word."""
        self.before: Floats = np.zeros(0, dtype=np.float64)
        """… and to that of the next token."""
        self.after: Floats = np.zeros(0, dtype=np.float64)
        """… and to that of the token before."""
        self.types_of([""])  # type 0 ends a text: it weighs nothing and means nothing
        self._weighed[0] = True
        self._by_key.insert(np.array([END], dtype=np.uint64), np.zeros(1, dtype=np.int32))

    @cached_property
    def model(self) -> Model:
        """pyvi's model, loaded when the first words are asked for."""
        return load_model()

    def _grow(self, size: int) -> None:
        """Make room for `size` types in every column."""
        self.exact = _grown(self.exact, size)
        self.folded = _grown(self.folded, size)
        self.flags = _grown(self.flags, size)
        self._weighed = _grown(self._weighed, size)
        self.respelled = _grown(self.respelled, size)
        self.syllable = _grown(self.syllable, size)
        self.own = _grown(self.own, size)
        self.before = _grown(self.before, size)
        self.after = _grown(self.after, size)

    def types_of_tokens(self, batch: BatchText, tokens: Tokens) -> Types:
        """The type of each token of a batch; 0, which means nothing, for one outside the alphabet."""
        long = (tokens.ends - tokens.starts > MAX_PACKED).nonzero()[0]
        keys = tokens.keys
        if len(long) or not keys.all():
            keys = np.where(keys == 0, np.uint64(END), keys)
            keys[long] = END
        types = self._types_of_keys(keys)
        if len(long):
            spans = zip(tokens.starts[long].tolist(), tokens.ends[long].tolist(), strict=True)
            types[long] = self.types_of([batch.text[start:end] for start, end in spans])
        return types

    def _types_of_keys(self, keys: Keys) -> Types:
        """The types of tokens packed by the alphabet (`tokens.py`)."""
        types = self._by_key.find(keys).astype(np.int64)
        missing = (types < 0).nonzero()[0]
        if len(missing):
            # To look them up again takes less time than to remember which is which while they are put in order.
            new = distinct(keys[missing])
            self._by_key.insert(new, self.types_of([spell(key) for key in new.tolist()]).astype(np.int32))
            types[missing] = self._by_key.find(keys[missing])
        return types

    def types_of(self, texts: Sequence[str]) -> Types:
        """The types of tokens given as strings."""
        known = self._types
        if not all(text in known for text in texts):
            self._add([text for text in dict.fromkeys(texts) if text not in known])
        return np.array([known[text] for text in texts], dtype=np.int64)

    def _add(self, texts: Sequence[str]) -> None:
        first = len(self.texts)
        for text in texts:
            self._types[text] = len(self.texts)
            self.texts.append(text)
            self.characters += len(text)
        size = len(self.texts)
        if size > len(self.exact):
            self._grow(2 * size)
        canonicals = [canonical(text) for text in texts]
        self.exact[first:size] = self.terms_of(canonicals)
        self.folded[first:size] = self.terms_of([fold(term) for term in canonicals])
        self.flags[first:size] = [_flags(text) for text in texts]

    def weigh(self, types: Types) -> None:
        """Find out what pyvi's model makes of those of `types` that were not asked about before.

        Only words ask for it: without it a text that nobody has read before is read in half the time.
        """
        known = self._weighed[types]
        if known.all():
            return
        new = distinct(types[~known])
        texts = [self.texts[kind] for kind in new.tolist()]
        self.respelled[new] = self.types_of([respell(text, self.model.spelling) for text in texts])
        rows = np.array([self.row_of(text) for text in texts], dtype=np.int64)
        difference = self.model.weights[rows, :, 1] - self.model.weights[rows, :, 0]
        shape = np.array([_shape(text) for text in texts])
        context = self.model.inside
        own = [context["word.isupper()"], context["word.istitle()"], context["word.isdigit()"]]
        self.own[new] = context["bias"] + difference[:, 0] + shape @ own
        self.before[new] = difference[:, 1] + shape[:, :2] @ [
            context["-1:word.isupper()"],
            context["-1:word.istitle()"],
        ]
        self.after[new] = difference[:, 2] + shape[:, :2] @ [
            context["+1:word.isupper()"],
            context["+1:word.istitle()"],
        ]
        self.syllable[new] = [self.model.syllables.get(text.lower(), 0) for text in texts]
        self._weighed[new] = True

    def row_of(self, text: str) -> int:
        """The row of the model's weights for a token; CRFsuite reads strings up to a NUL."""
        return self.model.rows.get(text.lower().partition("\0")[0], 0)

    def terms_of(self, strings: Iterable[str]) -> Terms:
        """The terms of strings."""
        known = self.numbers
        numbers = []
        for text in strings:
            number = known.get(text)
            if number is None:
                # In this order: whatever is interrupted, no number is known that has no string.
                self.terms.append(text)
                number = known[text] = len(self.terms) - 1
            numbers.append(number)
        return np.array(numbers, dtype=np.int32)

    def joined(self, firsts: Terms, seconds: Terms) -> Terms:
        """The terms of words: for each two terms that of both, joined by "_"."""
        keys = (firsts.astype(np.uint64) + np.uint64(1)) << np.uint64(32) | seconds.astype(np.uint64)
        terms = self._word_by_key.find(keys)
        missing = (terms < 0).nonzero()[0]
        if len(missing):
            new, first, place = numbered(keys[missing])
            chosen = missing[first]
            pairs = zip(firsts[chosen].tolist(), seconds[chosen].tolist(), strict=True)
            found = self.terms_of(f"{self.terms[one]}_{self.terms[two]}" for one, two in pairs)
            self._word_by_key.insert(new, found)
            terms[missing] = found[place]
        return terms

    def keep_chunk(self, key: tuple[str, bool], tokens: npt.NDArray[np.int64]) -> None:
        """Remember the tokens of a chunk; a long one is hardly met again."""
        if len(key[0]) <= _LONGEST_CHUNK:
            if self._chunk_tokens > _MAX_CHUNK_TOKENS:
                self.chunks.clear()
                self._chunk_tokens = 0
            self.chunks[key] = tokens
            self._chunk_tokens += 1 + len(tokens)

    @property
    def full(self) -> bool:
        """Whether a new lexicon is due."""
        return max(len(self.texts), len(self.terms)) > _MAX_TYPES or self.characters > _MAX_CHARACTERS


_current: Lexicon | None = None
_making = threading.Lock()


def current_lexicon() -> Lexicon:
    """The lexicon of this process. One that has grown too large is left to those who still use it."""
    global _current
    with _making:
        if _current is None or _current.full or _current.spoiled:
            _current = Lexicon()
        return _current


@contextmanager
def learning() -> Iterator[Lexicon]:
    """The lexicon of this process, for this thread alone while the block lasts; blocks may be nested.

    An exception may come between any two changes of what belongs together (Ctrl-C does): the lexicon is then left
    for a new one. Numbers that it gave before stay right.
    """
    while True:
        lexicon = current_lexicon()
        with lexicon.lock:
            if lexicon.spoiled:  # while this thread waited for it
                continue
            try:
                yield lexicon
            except BaseException:
                lexicon.spoiled = True
                raise
            return


def _grown(column: npt.NDArray[Number], size: int) -> npt.NDArray[Number]:
    grown = np.zeros(size, dtype=column.dtype)
    grown[: len(column)] = column
    return grown


def _shape(text: str) -> tuple[bool, bool, bool]:
    return text.isupper(), text.istitle(), text.isdigit()


def _flags(text: str) -> int:
    if not text:
        return 0
    flags = VARIES * (canonical(text) in BEFORE) | DECIDES * (canonical(text) in DECIDING)
    flags |= MARK * (text in string.punctuation) | DIGIT_FIRST * text[0].isdigit() | TITLE * text[0].istitle()
    if text[0] in string.digits:
        pure = text.isascii() and text.isdigit()
        return flags | (OTHER_NUMBER if not pure else SHORT_NUMBER if len(text) <= 3 else LONG_NUMBER)
    flags |= CAPITALS * is_abbreviation(text) | DEFINES * may_begin_definition(text)
    flags |= BEGINS_PIECES * may_begin_pieces(text)
    if len(text) > _LONGEST_UNIT:
        return flags
    flags |= CALENDAR * (CALENDAR_WORD.fullmatch(text) is not None) | YEAR * (YEAR_WORD.fullmatch(text) is not None)
    return flags | SCALE * (SCALE_WORD.fullmatch(text) is not None)

"""Bytes → text. The encoding is recognised by what it gives: only the right one gives Vietnamese syllables.

What is not text, or not in a known encoding, is named rather than guessed at. A text may also have been read in a
wrong encoding before it came here ("B¶o hiÓm x· héi"): that is found in the same way, and undone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bhxh_search.documents.charsets import CHARSETS, WINDOWS, decode_charset
from bhxh_search.documents.lines import split_lines
from bhxh_search.language.syllables import is_syllable

UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
"""The byte order marks of UTF-16, and the codec that each stands for."""

TWICE = "utf-8 twice"
"""The encoding of a text in UTF-8 that was taken for Windows-1252 and written in UTF-8 again."""

# Detection looks at the first lines with a character beyond ASCII, as many as this takes.
_SAMPLE = 40_000  # bytes or characters
_LONGEST_LINE = 2_000  # of the sample; some files are one line

# Of the words with a character beyond ASCII, this share must be syllables. Real texts have over .95.
_SHARE_OF_BYTES = 0.75
_SHARE_OF_TEXT = 0.85
_FEWEST_REPAIRED = 3  # different syllables of more than a letter; less is an accident
_FEWEST_REPAIRED_AMONG_OTHERS = 10  # beside lines that are right as they are

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Punctuation that stands beside words in any encoding. Every other mark is taken for a part of its word, so that
# "x·" is a word, and none of Vietnamese.
_QUOTES = "\u00a0“”‘’–—…«»"
_BETWEEN_WORDS = re.compile(rf"[\x00-@\[-`{{-~{_QUOTES}]+")
_AROUND_WORDS = re.compile(r"[\x00-@\[-`{-~]+")
_SEEN_BYTE = {letter: byte for byte, letter in enumerate(WINDOWS)}
_EXPECTED = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ€…†‡‰‘’“”•–—™\u00a0§©®°±²³·½¼¾×÷«»"
_SUSPICIOUS = re.compile(f"[{re.escape(''.join(set(WINDOWS[0x80:]) - set(_EXPECTED)))}]")
"""Rare in Vietnamese; every text that was read in a wrong encoding has them."""
_NOT_SHOWN = re.compile(f"[^{re.escape(WINDOWS)}]")
"""What no program shows for a byte that it takes for Windows-1252."""
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")


class Undecodable(ValueError):
    """Bytes that are not text in a known encoding. The message is a clause: "binary, not text"."""


@dataclass(frozen=True)
class Decoded:
    """A text and what it was in."""

    text: str
    encoding: str
    """`utf-8`, `utf-16`, one of `charsets.CHARSETS`, `TWICE`, or the name that was given."""


def decode(data: bytes, encoding: str | None = None) -> str:
    """The text of `data`; see `decoded`."""
    return decoded(data, encoding).text


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data`, and its encoding: UTF-8, UTF-16, or one of the old ones, whichever it reads as.

    `encoding`: one of `CHARSETS`, or what Python knows by that name; nothing is guessed then. A byte order mark is
    taken off, and text that was read in a wrong encoding before is repaired; else everything is kept, line ends
    too, because offsets are counted in this text. Raises `Undecodable`.
    """
    if encoding is not None:
        return Decoded(_decode_as(data, encoding), encoding.lower())
    text = _utf8(data)
    if text is None:
        read = detect(data)
        return Decoded(_decode_as(data, read), "utf-16" if read.startswith("utf-16") else read)
    before = wrongly_read(text)
    return Decoded(text, "utf-8") if before is None else Decoded(repair(text, before), before)


def _utf8(data: bytes) -> str | None:
    """The text of `data`, if that is UTF-8: nearly all is, and is decoded only once."""
    if data[:2] in UTF16_MARKS or b"\0" in data:
        return None
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def check_encoding(name: str) -> str:
    """`name` as the name of an encoding. Raises `ValueError` when there is none of it; the message is a clause."""
    if name.lower() in CHARSETS:
        return name.lower()
    try:
        " ".encode(name)  # refuses codecs that are not of text
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        pass
    raise ValueError(f"{name!r} is no encoding; give {', '.join(CHARSETS)}, utf-8, utf-16 or another that Python has")


def detect(data: bytes) -> str:
    """The name of the encoding of `data`, or of its beginning. Raises `Undecodable` for none that is known."""
    codec = UTF16_MARKS.get(data[:2])
    if codec is not None:
        return codec
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02X} at {error.start}"
    sample = b"\n".join(_lines_beyond_ascii(data))
    evidence = {charset: _evidence(_words(decode_charset(sample, charset))) for charset in CHARSETS}
    best = max(CHARSETS, key=lambda charset: evidence[charset].score)
    if evidence[best].share < _SHARE_OF_BYTES:
        raise Undecodable(f"in no known encoding ({where} is not UTF-8); give one with --encoding")
    return best


def wrongly_read(text: str) -> str | None:
    """The encoding that `text` was in before it was taken for Windows-1252 or Latin-1; None when it was not.

    Lines that cannot have been are not looked at, so a text may be right in part.
    """
    shown = filter(_may_be_shown, text.splitlines())
    first = next(shown, None)  # most texts have no such line, which is sooner seen than what follows
    if first is None or _SUSPICIOUS.search(text) is None:
        return None
    lines = _sampled(chain((first,), shown))
    words = [word for line in lines for word in _AROUND_WORDS.split(line) if _has_letter_beyond_ascii(word)]
    as_it_is = _evidence(word.strip(_QUOTES) for word in words)
    if as_it_is.share >= 0.5:
        return None
    before = {name: _evidence(_words(_reread("\n".join(words), name))) for name in (*CHARSETS, TWICE)}
    best = max(before, key=lambda name: before[name].score)
    found = before[best]
    fewest = _FEWEST_REPAIRED if _NOT_SHOWN.search(text) is None else _FEWEST_REPAIRED_AMONG_OTHERS
    enough = found.share >= _SHARE_OF_TEXT and found.different >= fewest
    return best if enough and found.syllables > 2 * as_it_is.syllables else None


def _has_letter_beyond_ascii(word: str) -> bool:
    return not word.isascii() and any(map(str.isalpha, word))


def repair(text: str, encoding: str) -> str:
    """`text` with the lines read again that were in `encoding` and shown as Windows-1252."""

    def read_again(line: str) -> str:
        again = _reread(line, encoding)
        return line if _evidence(_words(line)).score > _evidence(_words(again)).score else again

    return "".join(read_again(line) if _may_be_shown(line) else line for line in split_lines(text))


def _may_be_shown(line: str) -> bool:
    """Whether a line may be bytes of another encoding shown as Windows-1252, some of them beyond ASCII."""
    return not line.isascii() and _NOT_SHOWN.search(line) is None


def _reread(line: str, encoding: str) -> str:
    data = bytes(_SEEN_BYTE[letter] for letter in line)
    if encoding != TWICE:
        return decode_charset(data, encoding)
    return data.decode("utf-8", errors="replace")


@dataclass(frozen=True)
class _Evidence:
    """Words with a character beyond ASCII: how many there are, and how many are syllables."""

    words: int
    syllables: int
    different: int

    @property
    def share(self) -> float:
        return self.syllables / self.words if self.words else 0.0

    @property
    def score(self) -> float:
        """The share among the words, by which few words weigh less than many."""
        return self.syllables / (self.words + 0.5)


def _words(text: str) -> list[str]:
    return _BETWEEN_WORDS.split(text)


def _evidence(words: Iterable[str]) -> _Evidence:
    beyond_ascii = [word for word in words if not word.isascii()]
    syllables = [word for word in beyond_ascii if _in_one_case(word) and is_syllable(word)]
    return _Evidence(len(beyond_ascii), len(syllables), sum(len(syllable) > 1 for syllable in set(syllables)))


def _in_one_case(word: str) -> bool:
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


def _sampled(lines: Iterable[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        if length >= _SAMPLE:
            return
        length += len(line[:_LONGEST_LINE])
        yield line[:_LONGEST_LINE]


def _lines_beyond_ascii(data: bytes) -> Iterator[bytes]:
    """The first lines with a byte beyond ASCII, of long ones what surrounds it; about `_SAMPLE` bytes."""
    length = end = 0
    while length < _SAMPLE and (found := _BEYOND_ASCII.search(data, end)):
        at = found.start()
        before = data[max(end, at - _LONGEST_LINE // 2) : at]
        after = data[at : at + _LONGEST_LINE // 2]
        line = re.split(rb"[\r\n]", before)[-1] + re.split(rb"[\r\n]", after, maxsplit=1)[0]
        length += len(line)
        end = at + _LONGEST_LINE // 2 if b"\n" not in after else at + after.index(b"\n")
        yield line


_FEWEST_WITHOUT_MARK = 8
"""Plain letters and blanks that tell UTF-16 without its mark from a binary."""


def _utf16_without_mark(data: bytes) -> str:
    """The byte order of UTF-16 that somebody saved without a mark. Raises `Undecodable` for all else with a NUL."""
    sample = data[:_SAMPLE]
    if len(data) % 2 == 0:
        for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
            # The high byte of all that Vietnamese is written with: Latin, its extensions, marks, punctuation.
            if sum(map(high.count, (0x00, 0x01, 0x03, 0x1E, 0x20))) >= 0.98 * len(high):
                text = sample.decode(codec, errors="replace")
                # A few bytes of anything may look so, and what half of is no plain letter is no text of ours.
                plain = sum(letter.isascii() and (letter.isalpha() or letter.isspace()) for letter in text)
                if plain >= max(_FEWEST_WITHOUT_MARK, len(text) / 2) and _NOT_TEXT.search(text) is None:
                    return codec
    raise Undecodable("binary, not text")


def _decode_as(data: bytes, encoding: str) -> str:
    if encoding.lower() in CHARSETS:
        return decode_charset(data, encoding.lower())
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Undecodable(f"not {encoding} text (byte 0x{data[error.start]:02X} at {error.start})") from None
    # UTF-32 starts with the mark of UTF-16, and decodes to text in which every other character is NUL.
    if "\0" in text:
        raise Undecodable("binary, not text")
    return text

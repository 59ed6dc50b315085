"""Bytes → text. What is not text, or not in a known encoding, is named rather than guessed at."""

from __future__ import annotations

import codecs

UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
"""The byte order marks of UTF-16, and the codec that each stands for."""


class Undecodable(ValueError):
    """Bytes that are not text in a known encoding. The message is a clause: "binary, not text"."""


def decode(data: bytes) -> str:
    """The text of `data`: UTF-8 with or without a byte order mark, or UTF-16 with one.

    The mark is taken off; everything else is kept, line ends too, because offsets are counted in this text.
    Raises `Undecodable` when `data` holds NUL or is in no such encoding.
    """
    codec = UTF16_MARKS.get(data[:2])
    if codec is not None:
        return _decode_utf16(data, codec)
    if b"\0" in data:
        raise Undecodable("binary, not text")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02X} at {error.start}"
        raise Undecodable(f"not UTF-8 or UTF-16 text ({where})") from None


def _decode_utf16(data: bytes, codec: str) -> str:
    mark = 2  # bytes
    try:
        text = data[mark:].decode(codec)
    except UnicodeDecodeError as error:
        at = error.start + mark
        raise Undecodable(f"not UTF-16 text (byte 0x{data[at]:02X} at {at})") from None
    # UTF-32 starts with the same two bytes, and decodes to text in which every other character is NUL.
    if "\0" in text:
        raise Undecodable("binary, not text")
    return text

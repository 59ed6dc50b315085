"""The 8-bit character sets that Vietnamese was written in before Unicode: bytes → text.

Sources: TCVN 5712:1993, set 3 (`tcvn3`, the ABC fonts, whose names begin with .Vn); RFC 1456 (`viscii`, version
1.1); the character set of VNI Software for Windows (`vni`, fonts whose names begin with VNI-); code page 1258 of
Windows, which Python has (`windows-1258`). Bytes that a set leaves free are read as in Windows-1252: fonts of these
sets have its quotation marks and dashes there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

CHARSETS = ("tcvn3", "vni", "viscii", "windows-1258")

# Runs of letters at the byte, in hexadecimal, that the first of them has.
_TCVN3_RUNS = {
    "a1": "ĂÂÊÔƠƯĐăâêôơưđ",
    "b5": "àảãáạ",
    "bb": "ằẳẵắ",
    "c6": "ặầẩẫấậè",
    "ce": "ẻẽéẹềểễếệìỉ",
    "dc": "ĩíịò",
    "e1": "ỏõóọồổỗốộờởỡớợù",
    "f1": "ủũúụừửữứựỳỷỹýỵ",
}
_VISCII_RUNS = {
    "02": "Ẳ",
    "05": "ẴẪ",
    "14": "Ỷ",
    "19": "Ỹ",
    "1e": "Ỵ",
    "80": "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    "a0": "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ",
    "c0": "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    "e0": "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
}
# What VNI writes after a vowel, as Windows-1252 shows it, and the combining marks that it stands for.
_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROOFED = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}  # circumflex
_VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _table(runs: Mapping[str, str]) -> dict[int, str]:
    return {int(start, 16) + i: letter for start, run in runs.items() for i, letter in enumerate(run)}


def _vni_table() -> dict[str, str]:
    """Letters as Windows-1252 shows them, one or two → the letter that they are. Both of two are in one case."""
    pairs = dict(_VNI_SINGLE)
    for vowel in "aeouyôö":
        for mark, tone in _VNI_TONES.items():
            pairs[vowel + mark] = _VNI_SINGLE.get(vowel, vowel) + tone
    for vowel in "aeo":
        for mark, tone in _VNI_ROOFED.items():
            pairs[vowel + mark] = vowel + "\u0302" + tone
    for mark, tone in _VNI_BREVE.items():
        pairs["a" + mark] = "a\u0306" + tone
    pairs = {written: unicodedata.normalize("NFC", letter) for written, letter in pairs.items()}
    # A capital's mark is sometimes typed in lower case.
    titled = {written[0].upper() + written[1:]: letter.upper() for written, letter in pairs.items()}
    return {**pairs, **titled, **{written.upper(): letter.upper() for written, letter in pairs.items()}}


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("windows-1252")
    except UnicodeDecodeError:
        return chr(byte)


_ASSIGNED = {"tcvn3": _table(_TCVN3_RUNS), "viscii": _table(_VISCII_RUNS)}
WINDOWS = "".join(_windows(byte) for byte in range(256))
"""Windows-1252 with every byte assigned: as programs show text whose character set they do not know."""

_TABLES = {
    name: "".join(assigned.get(byte, WINDOWS[byte]) for byte in range(256)) for name, assigned in _ASSIGNED.items()
}
_VNI = _vni_table()
_VNI_WRITTEN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_SHARED = frozenset(letter for byte, letter in _ASSIGNED["tcvn3"].items() if byte > 0xAE)
"""What TCVN3 has in lower case only: vowels with a tone. A font of capitals shows them as capitals."""
_WORD = re.compile(r"[^\W\d_]+")


def decode_charset(data: bytes, charset: str) -> str:
    """The text of `data` in one of `CHARSETS`, in NFC; never raises. Capitals are restored as in `with_capitals`."""
    if charset == "windows-1258":
        # Five bytes have no character in it.
        return unicodedata.normalize("NFC", data.decode("windows-1258", errors="replace"))
    if charset == "vni":
        return _VNI_WRITTEN.sub(lambda match: _VNI[match[0]], _mapped(data, WINDOWS))
    text = _mapped(data, _TABLES[charset])
    return with_capitals(text) if charset == "tcvn3" else text


def _mapped(data: bytes, table: str) -> str:
    return data.decode("latin-1").translate(
        {byte: letter for byte, letter in enumerate(table) if ord(letter) != byte}
    )


def with_capitals(text: str) -> str:
    """A text from TCVN3 with capitals where a font of capitals showed them: "CéNG HßA" is "CỘNG HÒA".

    A word is in capitals when what TCVN3 has in both cases is, two letters at least. Where that does not tell ("Bà"
    or "BÀ", "ở" or "Ở"), the words on both sides of it in its line decide.
    """
    return "".join(_line_with_capitals(line) for line in text.splitlines(keepends=True))


def _line_with_capitals(line: str) -> str:
    if not any(letter.isupper() for letter in line) or _SHARED.isdisjoint(line):
        return line
    words = list(_WORD.finditer(line))
    told = [_told_case(word[0]) for word in words]
    pieces: list[str] = []
    end = 0
    for i, word in enumerate(words):
        capital = told[i]
        if capital is None:
            before = next((case for case in reversed(told[:i]) if case is not None), None)
            after = next((case for case in told[i + 1 :] if case is not None), None)
            capital = (before or after or False) and before is not False and after is not False
        pieces += [line[end : word.start()], word[0].upper() if capital else word[0]]
        end = word.end()
    return "".join([*pieces, line[end:]])


def _told_case(word: str) -> bool | None:
    """Whether the letters of a word that TCVN3 has in both cases show that it is in capitals; None: they do not."""
    if any(letter.islower() and letter not in _SHARED for letter in word):
        return False
    return True if sum(letter.isupper() for letter in word) >= 2 else None

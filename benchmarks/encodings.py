"""Which share of pieces of real texts, in every character set that can hold them, is detected and decoded right.

`python -m benchmarks.encodings` with the collections in the folder that BHXH_SEARCH_DATA names. Every text is cut
into pieces of 1 line to 1 MB, each written in each set by the published byte tables, and decoded with nothing said
about it. The same pieces shown as Windows-1252 and written in UTF-8 are repaired. Good UTF-8 must stay as it is.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import lzma
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bhxh_search.documents.charsets import CHARSETS, WINDOWS
from bhxh_search.documents.encodings import Undecodable, decoded

SIZES = {"line": 0, "200": 200, "1 kB": 1_000, "10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000}
"""Characters of a piece, at least; 0: one line."""
SHORT, LONG = "up to 200 characters", "over 200 characters"

_TABLE_OF = {"tcvn3": "tcvn3", "vni": "vniwin", "viscii": "viscii"}
_UNICODE_TONES = "\u0300\u0301\u0303\u0309\u0323"


def load_tables(folder: Path) -> dict[str, dict[str, bytes]]:
    """Charset → character → its bytes, from tables that this project did not write."""
    tables: dict[str, dict[str, bytes]] = {}
    for charset, name in _TABLE_OF.items():
        with (folder / f"{name}.tsv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        table = {row["char"]: bytes.fromhex(row["legacy_bytes_hex"]) for row in rows if ord(row["char"]) >= 0x80}
        tables[charset] = table
    # Stand-ins of the table for letters that programs of Windows could not show; and what is not of the charset.
    for stand_in in "ẪẲẴÕỶỸỴ€Žž":
        tables["viscii"].pop(stand_in, None)
    for table in tables.values():
        table.pop("\u20a1", None)
    return tables


def encode(text: str, charset: str, tables: Mapping[str, Mapping[str, bytes]]) -> bytes | None:
    """`text` in a charset; None where the charset cannot hold it."""
    text = unicodedata.normalize("NFC", text)
    if charset == "windows-1258":
        return _encode_1258(text)
    table = tables[charset]
    pieces = []
    for letter in text:
        if ord(letter) < 0x80:
            pieces.append(letter.encode())
        elif letter in table:
            pieces.append(table[letter])
        else:
            return None
    return b"".join(pieces)


def _encode_1258(text: str) -> bytes | None:
    """As Windows writes it: letters with roof, horn or breve whole, tones after them."""
    try:
        return "".join(map(_with_tone_apart, text)).encode("windows-1258")
    except UnicodeEncodeError:
        return None


def _with_tone_apart(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in apart if mark in _UNICODE_TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _UNICODE_TONES)) + tones


def texts(data: Path) -> Iterator[str]:
    """All shared texts, one after the other."""
    for path in sorted(data.rglob("*.jsonl*")):
        if path.parent.name == "files":
            continue
        with lzma.open(path, "rb") if path.suffix == ".xz" else path.open("rb") as file:
            for line in file:
                record = json.loads(line)
                yield "\n".join(str(record[name]) for name in ("title", "text") if record.get(name))
    for path in sorted([*data.rglob("files/*.txt"), *data.rglob("*.raw")]):
        yield path.read_text(encoding="utf-8")


def pieces(data: Path, size: int, number: int) -> Iterator[str]:
    """Pieces of whole lines, `size` characters at least, taken evenly from all texts: some `number` of them."""
    lines = [line for text in texts(data) for line in text.splitlines() if line.strip() and "\0" not in line]
    total = sum(map(len, lines))
    if size == 0:
        yield from lines[:: max(1, len(lines) // number)]
        return
    step = max(1, total // size // number)
    gathered: list[str] = []
    length = 0
    whole = itertools.count()
    for line in lines:
        gathered.append(line)
        length += len(line)
        if length >= size:
            if next(whole) % step == 0:
                yield "\n".join(gathered)
            gathered, length = [], 0


def is_right(got: str, text: str, charset: str) -> bool:
    """Whether `got` is `text`; but for the case of letters that TCVN3 has in one case only."""
    text = unicodedata.normalize("NFC", text)
    return got.lower() == text.lower() if charset == "tcvn3" else got == text


def outcome(data: bytes, text: str, charset: str) -> bool:
    """Whether bytes are decoded right, with nothing said about them."""
    try:
        return is_right(decoded(data).text, text, charset)
    except Undecodable:
        return False


def shown(data: bytes) -> str:
    """What a program shows that takes bytes for Windows-1252."""
    return "".join(WINDOWS[byte] for byte in data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=2_000, help="about how many of each size")
    parser.add_argument("--wrong", type=int, default=0, help="show so many pieces that came out wrong")
    options = parser.parse_args()
    data = Path(os.environ["BHXH_SEARCH_DATA"])
    tables = load_tables(data / "lexical" / "legacy_charsets")
    print(f"{'size':8}{'charset':14}{'pieces':>8}{'right':>8}{'share':>9}{'repaired':>10}")
    total: Counter[tuple[str, str]] = Counter()
    for name, size in SIZES.items():
        chosen = list(pieces(data, size, options.pieces))
        alarms = [piece for piece in chosen if decoded(piece.encode()).text != piece]
        print(f"{name:8}{'utf-8':14}{len(chosen):8}{len(chosen) - len(alarms):8}")
        for charset in CHARSETS:
            number = right = repaired = 0
            for piece in chosen:
                written = encode(piece, charset, tables)
                if written is None or piece.isascii():
                    continue
                number += 1
                good = outcome(written, piece, charset)
                right += good
                repaired += outcome(shown(written).encode(), piece, charset)
                kind = SHORT if len(piece) <= 200 else LONG
                total[kind, "all"] += 1
                total[kind, "right"] += good
                if not good and options.wrong > 0 and kind == LONG:
                    options.wrong -= 1
                    print("   ", charset, piece[:300].replace("\n", " / "))
            if number:
                print(f"{name:8}{charset:14}{number:8}{right:8}{right / number:9.4f}{repaired / number:10.4f}")
    for kind in (SHORT, LONG):
        print(f"{kind}: {total[kind, 'right']} of {total[kind, 'all']} right")


if __name__ == "__main__":
    main()

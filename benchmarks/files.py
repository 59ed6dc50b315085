"""Real files, end to end: all are indexed, and what is found of each PDF is compared with the text that goes with it.

`python -m benchmarks.files` with the collections in the folder that BHXH_SEARCH_DATA names. For each PDF of `files/`:
the share of its reference text's words that are in what was read, and the share of phrases of six words, drawn from
the reference text, that an exact phrase query finds in it. Headers, page numbers and the gazette's signature, which
the readers leave out, are left out of the reference too.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

from bhxh_search import Index, Report, index_paths, open_index

WORDS_WANTED, FILES_WANTED, PHRASES_WANTED = 0.98, 0.8, 0.97

_FURNITURE = re.compile(
    r"^\s*(?:[0-9]+\s+)?C?ÔNG BÁO/Số [0-9 +]+/Ngày [0-9-]+\s*?(?:\s[0-9]+\s*)?$"
    r"|^\s*(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký): .*$",
    re.MULTILINE,
)
"""The header and number of a page, and the stamp that tells who signed the file, an annotation on its first page."""
_QUOTES = str.maketrans(dict.fromkeys('"“”', " "))
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def reference(path: Path) -> str:
    """The text that goes with a PDF, without the furniture of its pages; a hyphen at a line's end joins."""
    return re.sub(r"-[ ]*\n\s*", "-", _FURNITURE.sub("", path.read_text(encoding="utf-8")))


def recall(found: str, wanted: str) -> float:
    """The share of the words of `wanted`, each as often as it occurs, that are in `found`."""
    have, want = Counter(words(found)), Counter(words(wanted))
    return sum((have & want).values()) / want.total()


def phrases(text: str, number: int, length: int = 6) -> list[str]:
    """Phrases of whole words of `text` as they are written, drawn with a fixed seed."""
    chunks = [chunk for chunk in text.split() if _WORD.search(chunk)]
    starts = random.Random(8).sample(range(len(chunks) - length), min(number, len(chunks) - length))
    return [" ".join(chunks[start : start + length]).translate(_QUOTES) for start in starts]


def text_of(index: Index, path: Path) -> str:
    """The text of all documents that were read from a file."""
    ids = [hit.id for hit in index.search(f'path:"{path}"', limit=100_000, snippets=0).hits]
    return "\n".join(document.text for document in map(index.get, ids) if document is not None)


def is_found(index: Index, phrase: str, path: Path) -> bool:
    """Whether an exact phrase query finds the file."""
    return index.search(f'"{phrase}" path:"{path}"', limit=1, snippets=0).total > 0


def index_files(files: Path, folder: Path) -> Report:
    """Index all files but the reference texts."""
    return index_paths(folder, [path for path in sorted(files.iterdir()) if path.suffix in (".pdf", ".docx")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phrases", type=int, default=20, help="how many of each file")
    parser.add_argument("--missing", action="store_true", help="show the words and phrases that were not found")
    options = parser.parse_args()
    files = Path(os.environ["BHXH_SEARCH_DATA"]).resolve() / "files"
    with tempfile.TemporaryDirectory() as temporary:
        report = index_files(files, Path(temporary) / "index")
        print(f"{report.files} files, {report.documents} documents, {report.seconds:.1f} s")
        shares, found, asked = [], 0, 0
        with open_index(Path(temporary) / "index") as index:
            print(f"{'file':60}{'words':>8}{'phrases':>9}")
            for path in sorted(files.glob("*.pdf")):
                wanted, read = reference(path.with_suffix(".txt")), text_of(index, path)
                shares.append(recall(read, wanted))
                drawn = phrases(wanted, options.phrases)
                lost = [phrase for phrase in drawn if not is_found(index, phrase, path)]
                found, asked = found + len(drawn) - len(lost), asked + len(drawn)
                print(f"{path.stem[:58]:60}{shares[-1]:8.4f}{len(drawn) - len(lost):6}/{len(drawn)}")
                if options.missing:
                    print("   ", dict((Counter(words(wanted)) - Counter(words(read))).most_common(12)), lost)
        good = sum(share >= WORDS_WANTED for share in shares)
        print(f"{good} of {len(shares)} files with {WORDS_WANTED} of their words")
        print(f"{found / asked:.4f} of the phrases found")
    if good < FILES_WANTED * len(shares) or found < PHRASES_WANTED * asked or report.skipped:
        sys.exit(1)


if __name__ == "__main__":
    main()

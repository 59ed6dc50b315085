"""How laws are taken apart: articles, headings and numbers against what is known of real documents.

    BHXH_SEARCH_DATA=… python -m benchmarks.laws

It reads the whole documents of `bhxh_law_documents.jsonl.xz`, and of `files/` the reference texts and the files
themselves in the formats that are read.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.collections import data_folder
from bhxh_search import create_index
from bhxh_search.documents.document import Document
from bhxh_search.documents.jsonl import read_jsonl
from bhxh_search.documents.lines import spelled_alike
from bhxh_search.documents.readers import is_supported, read_file
from bhxh_search.language.characters import fold
from bhxh_search.language.citations import law_number

WHOLE_LAWS = "bhxh_law_documents.jsonl.xz"
KNOWN_ARTICLES = {
    "congbao/bhxh/luat-so-41-2024-qh15-42576": 141,
    "congbao/bhxh/luat-so-58-2014-qh13-15355": 125,
    "vlc/luat-bao-hiem-xa-hoi": 125,
    "vlc/bo-luat-lao-dong": 220,
}
"""Articles that these laws have, by their ids in the collection."""
OTHER_SOURCES = {
    "congbao/bhxh/luat-so-41-2024-qh15-42576": "41_2024_BHXH.docx",
    "congbao/bhxh/luat-so-58-2014-qh13-15355": "vlc/luat-bao-hiem-xa-hoi",
}
"""The same law from another source: a document of the collection, or a file."""
REFERENCES = (
    ("Điều 54 Luật bảo hiểm xã hội 2014", "58/2014/QH13", "dieu-54"),
    ("dieu 54 luat bao hiem xa hoi 2014", "58/2014/QH13", "dieu-54"),
    ("Điều 64 Luật BHXH 2024", "41/2024/QH15", "dieu-64"),
    ("dieu 64 luat bhxh 2024", "41/2024/QH15", "dieu-64"),
    ("điều 40 luật bhxh 2014", "58/2014/QH13", "dieu-40"),
    ("Điều 139 Luật 41/2024/QH15", "41/2024/QH15", "dieu-139"),
    ("khoản 2 Điều 54 Luật số 58/2014/QH13", "58/2014/QH13", "dieu-54"),
    ("Điều 169 Bộ luật Lao động 2019", "45/2019/QH14", "dieu-169"),
    ("Điều 12 Nghị định 158/2025/NĐ-CP", "158/2025/NĐ-CP", "dieu-12"),
    ("Điều 3 Nghị định 162/2026", "162/2026/NĐ-CP", "dieu-3"),
    ("Điều 4 thông tư 01/2025/TT-BLĐTBXH", "01/2025/TT-BLĐTBXH", "dieu-4"),
    ("điều 54 luật bhxh cũ", "58/2014/QH13", "dieu-54"),
    ("điều 64 luật 41", "41/2024/QH15", "dieu-64"),
    ("chương V mục 4 luật bhxh 2024", "41/2024/QH15", "dieu-84"),
    ("luật bhxh 2024 có hiệu lực từ khi nào", "41/2024/QH15", "dieu-140"),
    ("bộ luật lao động 2019 có hiệu lực từ ngày nào", "45/2019/QH14", "dieu-220"),
    ("luật nào thay thế luật bhxh 2014", "41/2024/QH15", "dieu-140"),
    ("nghị định 115/2015 bị bãi bỏ", "158/2025/NĐ-CP", "dieu-44"),
)
"""Queries that name an article or ask for one, the law that is meant, and the article."""


@dataclass(frozen=True)
class Whole:
    """One legal document of the collection, and the parts that it became."""

    id: str
    number: str
    """As the collection gives it; "" where it does not."""
    stated: str
    """The number that the text itself states, as it was found; "" for none."""
    states_number: bool
    """Whether the collection's number stands in its text as its own: after `Số:`, or before `(Tiếp theo Công báo`."""
    is_lossless: bool
    parts: tuple[Document, ...]

    @property
    def number_agrees(self) -> bool:
        """Whether the number that was found is the collection's."""
        return law_number(self.stated) == law_number(self.number)

    @property
    def articles(self) -> dict[str, str]:
        """Slug → title of each article of the document itself, not of its annexes."""
        slugs = ((part.id.rpartition("#")[2], part.title) for part in self.parts)
        return {slug: title for slug, title in slugs if re.fullmatch(r"dieu-\d+[a-zđ]*", slug)}


def whole_laws(folder: Path) -> list[Whole]:
    """The collection's documents, each as it is read from a line without the number that the line gives."""
    found: list[Whole] = []
    with lzma.open(folder / WHOLE_LAWS) as file:
        for line in file:
            row = json.loads(line)
            number = row.pop("so_hieu", None) or ""
            parts = _parts(row)
            stated = next((str(part.fields["number"]) for part in parts if "number" in part.fields), "")
            found.append(
                Whole(
                    id=row["id"],
                    number=number,
                    stated=stated,
                    states_number=_states(row["text"], number),
                    is_lossless="".join(part.text for part in parts) == row["text"],
                    parts=parts,
                )
            )
    return found


def _parts(row: Mapping[str, str]) -> tuple[Document, ...]:
    items = read_jsonl(io.BytesIO(json.dumps(row).encode()), "laws.jsonl", "laws.jsonl")
    return tuple(item for item in items if isinstance(item, Document))


def _states(text: str, number: str) -> bool:
    pattern = re.escape(number)
    own = rf"[Ss]ố ?: ?{pattern}\b|số {pattern}\b[^\n]*Tiếp theo Công báo"
    return bool(number) and re.search(own, text, re.IGNORECASE) is not None


def articles_of(path: Path) -> dict[str, str] | None:
    """Slug → title of each article in a file; None for a file of a kind that is not read."""
    if not is_supported(path):
        return None
    parts = tuple(item for item in read_file(path, path.name) if isinstance(item, Document))
    return Whole(path.name, "", "", False, True, parts).articles


def gazette(folder: Path) -> Iterator[tuple[str, Mapping[str, object], Document]]:
    """Name, what its address says, and the first part of each file of the gazette: reference texts, and read PDFs."""
    for line in (folder / "files" / "metadata.jsonl").read_text("utf-8").splitlines():
        known = json.loads(line)
        pdf = folder / "files" / known["file"]
        for path in (pdf.with_suffix(".txt"), pdf):
            if is_supported(path):
                items = read_file(path, path.name)
                yield path.name, known, next(item for item in items if isinstance(item, Document))


def agreement(known: Mapping[str, object], document: Document) -> dict[str, bool]:
    """Whether kind, number and year of a document are what its address says, of those that it says."""
    fields = document.fields
    number = _as_in_addresses(str(fields.get("number", "")))
    year = known["year"]
    by_number = re.search(r"/(\d{4})/", str(fields.get("number", "")))
    return {
        "kind": _as_in_addresses(str(fields.get("kind", ""))) == known["kind"],
        "number": number == known["number"],
        **({"year": by_number is not None and int(by_number[1]) == year} if year else {}),
    }


def _as_in_addresses(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text.lower()))


def same_headings(first: Mapping[str, str], second: Mapping[str, str]) -> int:
    """How many articles have the same number and heading in both, spelling by rule; hàng and hằng tháng are one."""
    alike = {slug: _alike(title) for slug, title in second.items()}
    return sum(alike.get(slug) == _alike(title) for slug, title in first.items())


def _alike(title: str) -> str:
    return spelled_alike(title).replace("hàng tháng", "hằng tháng")


def ranks(folder: Path, parts: Sequence[Document]) -> list[tuple[str, int | None]]:
    """For each of these queries: the rank of that article of that law, from 1; None when not found."""
    found: list[tuple[str, int | None]] = []
    with create_index(folder / "index") as index:
        index.add(parts)
        index.commit()
        for query, number, slug in REFERENCES:
            hits = index.search(query, limit=100, snippets=0)
            of_article = (
                hit.rank for hit in hits if hit.id.endswith(f"#{slug}") and hit.fields.get("number") == number
            )
            found.append((query, next(of_article, None)))
    return found


def main() -> None:
    """Print the tables."""
    folder = data_folder()
    laws = whole_laws(folder)
    by_id = {law.id: law for law in laws}
    print(f"{'document':48} {'articles':>8} {'parts':>6}  number")
    for law in laws:
        agrees = "" if not law.states_number else "agrees" if law.number_agrees else f"is {law.number}"
        print(f"{law.id[-48:]:48} {len(law.articles):8} {len(law.parts):6}  {law.stated or '-'} {agrees}".rstrip())
    print(f"\nnothing lost: {sum(law.is_lossless for law in laws)} of {len(laws)}")
    print("\narticles where they are known:")
    for id, count in KNOWN_ARTICLES.items():
        print(f"{id[-48:]:48} {len(by_id[id].articles):4} of {count}")
    print("\nthe same law from another source: articles, and headings that are the same:")
    for id, other in OTHER_SOURCES.items():
        articles = by_id[other].articles if other in by_id else articles_of(folder / "files" / other)
        if articles is None:
            print(f"{other}: not read")
        else:
            print(f"{other:48} {len(articles):4} {same_headings(by_id[id].articles, articles):4}")
    print("\nfiles of the gazette that disagree with their address:")
    total = 0
    for name, known, document in gazette(folder):
        total += 1
        wrong = [field for field, agrees in agreement(known, document).items() if not agrees]
        if wrong:
            print(f"{name}: {', '.join(wrong)} ({document.fields.get('number')}, {document.fields.get('kind')})")
    print(f"of {total}")
    print("\nrank of the article that a query asks for:")
    with tempfile.TemporaryDirectory() as temporary:
        for query, rank in ranks(Path(temporary), [part for law in laws for part in law.parts]):
            print(f"{rank or '-':>4}  {query}")


if __name__ == "__main__":
    main()

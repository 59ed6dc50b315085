"""The answers to a file of queries, one a line, as a table that a spreadsheet opens.

    python examples/batch_to_csv.py index queries.txt > answers.csv

(`bhxh-search query --batch queries.txt` gives lines of JSON without a program of your own.)
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TextIO

from bhxh_search import open_index

COLUMNS = ("query", "found", "rank", "id", "title", "date", "snippet")


def main(index_folder: str, queries: str, output: TextIO) -> None:
    table = csv.writer(output)
    table.writerow(COLUMNS)
    with open_index(index_folder) as index:
        for query in filter(None, map(str.strip, Path(queries).read_text("utf-8").splitlines())):
            results = index.search(query, limit=3, snippets=1)
            if not results:
                table.writerow([query, 0])
            for hit in results:
                snippet = " ".join(hit.snippets[0].text.split()) if hit.snippets else ""
                table.writerow([query, results.total, hit.rank, hit.id, hit.title, hit.date, snippet])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} INDEX QUERIES")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8-sig", newline="")  # the mark by which Excel knows UTF-8
    main(sys.argv[1], sys.argv[2], sys.stdout)

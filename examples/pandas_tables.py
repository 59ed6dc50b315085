"""A table of pandas into an index, and what is found in it as tables.

python examples/pandas_tables.py "bảo hiểm"
"""

from __future__ import annotations

import sys
import tempfile

import pandas as pd

from bhxh_search import Document, create_index

ARTICLES = pd.DataFrame(
    [
        ("1", "Lương hưu tăng từ tháng 7", "Lương hưu và trợ cấp bảo hiểm xã hội tăng 15%.", "2024-06-30", "VTV"),
        ("2", "Mở rộng BHXH tự nguyện", "Thêm 50.000 người tham gia BHXH tự nguyện.", "2024-08-02", "Nhân Dân"),
        ("3", "Lịch cúp điện", "Cúp điện để sửa đường dây ở ba phường.", "2023-05-11", "Tuổi Trẻ"),
        ("4", "Trợ cấp thất nghiệp", "Điều kiện hưởng trợ cấp của bảo hiểm thất nghiệp.", "2023-01-09", "VTV"),
    ],
    columns=["id", "title", "text", "date", "source"],
)


def main(query: str) -> None:
    with tempfile.TemporaryDirectory() as folder, create_index(folder) as index:
        index.add(
            Document(
                id=row.id,
                title=row.title,
                text=row.text,
                date=pd.Timestamp(row.date).date(),
                fields={"source": row.source},
            )
            for row in ARTICLES.itertuples()
        )
        index.commit()
        results = index.search(query, limit=100, facets=["year", "source"])

        # A hit a row: fields of documents become columns of their own.
        hits = pd.json_normalize([hit.to_dict() for hit in results])
        print(hits[["rank", "score", "id", "title", "date", "fields.source"]].to_string(index=False))

        # Counts of everything found, not only of the hits shown.
        for name, values in results.facets.items():
            print()
            counts = pd.Series({value.value: value.count for value in values}, name="documents")
            print(counts.rename_axis(name).reset_index().to_string(index=False))


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "bảo hiểm")

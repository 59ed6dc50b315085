"""Documents, and the ids in an index."""

from __future__ import annotations

from pathlib import Path

from bhxh_search import Document, open_index


def documents(*ids: str) -> list[Document]:
    return [Document(id, f"Bảo hiểm xã hội tự nguyện, văn bản {id}.") for id in ids]


def ids(folder: Path) -> list[str]:
    with open_index(folder) as index:
        return list(index.ids())

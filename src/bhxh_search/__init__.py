"""Full-text search for Vietnamese documents.

>>> from bhxh_search import open_index
>>> with open_index("index/") as index:
...     for hit in index.search("bảo hiểm tự nguyện"):
...         print(hit.rank, hit.title)
"""

from bhxh_search.backend import Backend, Info, Problem
from bhxh_search.documents.document import Document, FieldValue, Skipped
from bhxh_search.errors import (
    BhxhSearchError,
    IndexDamaged,
    IndexExists,
    IndexInaccessible,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
    InvalidAbbreviations,
    InvalidDocument,
    InvalidRequest,
    InvalidRoot,
    ReadOnlyIndex,
)
from bhxh_search.ingest import Report
from bhxh_search.library import Index, create_index, open_index
from bhxh_search.roots import Root
from bhxh_search.runs import index_paths, rebuild_index
from bhxh_search.search.results import FacetValue, Hit, QueryProblem, Results, Snippet, Suggestion


def __getattr__(name: str) -> str:
    """`__version__`: looked up when it is asked for, which takes longer than all the rest of the import."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import metadata

    return metadata.version("bhxh-search")


__all__ = [
    "Backend",
    "BhxhSearchError",
    "Document",
    "FacetValue",
    "FieldValue",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexExists",
    "IndexInaccessible",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "Info",
    "InvalidAbbreviations",
    "InvalidDocument",
    "InvalidRequest",
    "InvalidRoot",
    "Problem",
    "QueryProblem",
    "ReadOnlyIndex",
    "Report",
    "Results",
    "Root",
    "Skipped",
    "Snippet",
    "Suggestion",
    "create_index",
    "index_paths",
    "open_index",
    "rebuild_index",
]

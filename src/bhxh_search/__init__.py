"""Full-text search for Vietnamese documents.

>>> from bhxh_search import open_index
>>> with open_index("index/") as index:
...     for hit in index.search("bảo hiểm tự nguyện"):
...         print(hit.rank, hit.title)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bhxh_search.backend import Backend, Info, Problem
    from bhxh_search.documents.document import Document, FieldValue, Skipped
    from bhxh_search.errors import (
        BhxhSearchError,
        DocumentNotFound,
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
    from bhxh_search.ingest.file_options import FileOptions
    from bhxh_search.ingest.reports import FileOutcome, Report
    from bhxh_search.ingest.roots import Root
    from bhxh_search.library import Index, create_index, open_index
    from bhxh_search.runs import index_paths, look_at_paths, rebuild_index
    from bhxh_search.search.results import (
        FacetValue,
        Hit,
        QueryProblem,
        Ranges,
        Results,
        Snippet,
        Suggestion,
        SuggestionReason,
    )
    from bhxh_search.search.sort import Sort

    __version__: str

# A command that answers a query starts in half the time when only what it uses is imported.
_HOMES = {
    "backend": ("Backend", "Info", "Problem"),
    "documents.document": ("Document", "FieldValue", "Skipped"),
    "errors": (
        "BhxhSearchError",
        "DocumentNotFound",
        "IndexDamaged",
        "IndexExists",
        "IndexInaccessible",
        "IndexLocked",
        "IndexNotFound",
        "IndexOutdated",
        "InvalidAbbreviations",
        "InvalidDocument",
        "InvalidRequest",
        "InvalidRoot",
        "ReadOnlyIndex",
    ),
    "ingest.file_options": ("FileOptions",),
    "ingest.reports": ("FileOutcome", "Report"),
    "library": ("Index", "create_index", "open_index"),
    "ingest.roots": ("Root",),
    "runs": ("index_paths", "look_at_paths", "rebuild_index"),
    "search.sort": ("Sort",),
    "search.results": (
        "FacetValue",
        "Hit",
        "QueryProblem",
        "Ranges",
        "Results",
        "Snippet",
        "Suggestion",
        "SuggestionReason",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # to a type checker it would say that every name is there

    def __getattr__(name: str) -> object:
        """What the package exports, imported when it is first asked for."""
        if name == "__version__":
            from importlib import metadata

            return metadata.version("bhxh-search")
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


__all__ = [
    "Backend",
    "BhxhSearchError",
    "Document",
    "DocumentNotFound",
    "FacetValue",
    "FieldValue",
    "FileOptions",
    "FileOutcome",
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
    "Ranges",
    "ReadOnlyIndex",
    "Report",
    "Results",
    "Root",
    "Skipped",
    "Snippet",
    "Sort",
    "Suggestion",
    "SuggestionReason",
    "create_index",
    "index_paths",
    "look_at_paths",
    "open_index",
    "rebuild_index",
]

"""Formats other than plain text, and what reads each: bytes → Extracted. The bytes may be hostile."""

from __future__ import annotations

from bhxh_search.documents.extracted import Extracted, Unreadable

FORMATS = frozenset({".pdf", ".docx", ".odt", ".html", ".htm"})
"""Suffixes, in lower case."""

NEEDS = "needs the extra `documents`: pip install 'bhxh-search[documents]'"
"""The end of the reason when a library is missing."""


def extract(data: bytes, suffix: str, encoding: str | None = None) -> Extracted:
    """What a file with one of the suffixes in `FORMATS` holds. `encoding`: of a page; None: found out.

    Raises `Unreadable`, with the reason; `UnicodeError` and the like never.
    """
    try:
        if suffix == ".pdf":
            from bhxh_search.documents.pdf import read_pdf

            return read_pdf(data)
        if suffix == ".docx":
            from bhxh_search.documents.docx import read_docx

            return read_docx(data)
        if suffix == ".odt":
            from bhxh_search.documents.odt import read_odt

            return read_odt(data)
        from bhxh_search.documents.html import read_html

        return read_html(data, encoding)
    except ImportError:
        raise Unreadable(f"{suffix} {NEEDS}") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except MemoryError:
        raise Unreadable("takes more memory than it may") from None

"""An example of each answer, by the name of its shape, for the description of the API."""

from __future__ import annotations

from typing import Any

_HIT = {
    "rank": 1,
    "score": 21.5,
    "id": "luat-bhxh.txt#dieu-4",
    "group": "luat-bhxh.txt",
    "group_total": None,
    "headings": ["Chương I. Những quy định chung"],
    "path": "luat-bhxh.txt",
    "page": None,
    "title": "Điều 4. Các chế độ bảo hiểm xã hội",
    "title_highlights": [[23, 34]],
    "date": "2014-11-20",
    "fields": {"number": "58/2014/QH13", "kind": "Luật", "issuer": "Quốc hội"},
    "snippets": [
        {
            "text": "Bảo hiểm xã hội tự nguyện có các chế độ sau đây",
            "start": 120,
            "page": None,
            "cut_before": True,
            "cut_after": True,
            "highlights": [[0, 25]],
        }
    ],
    "missing": [],
    "repeats": None,
}
_SEARCH = {
    "version": 1,
    "query": "bao hiem tu nguyen",
    "total": 12,
    "total_exact": True,
    "total_all_words": 12,
    "groups": None,
    "took_ms": 3.2,
    "offset": 0,
    "hits": [_HIT],
    "facets": {"year": [{"value": "2014", "count": 9}, {"value": "2024", "count": 3}]},
    "suggestion": None,
    "problems": [],
    "partial": [],
}
_OF_DOCUMENT = ("id", "group", "headings", "path", "title", "date", "fields")

EXAMPLES: dict[str, dict[str, Any]] = {
    "SearchAnswer": _SEARCH,
    "FacetAnswer": {name: _SEARCH[name] for name in ("version", "query", "total", "facets", "problems")},
    "SuggestAnswer": {"version": 1, "query": "bao hi", "suggestions": ["bảo hiểm", "bảo hiểm xã hội"]},
    "DocumentAnswer": {
        "version": 1,
        **{name: _HIT[name] for name in _OF_DOCUMENT},
        "text": "Bảo hiểm xã hội bắt buộc có các chế độ sau đây: …",
        "pages": [],
        "query": "bao hiem",
        "matches": [[0, 8]],
    },
    "HealthAnswer": {
        "status": "ok",
        "documents": 28515,
        "generation": "7e4a09f999db727c",
        "complete": True,
        "version": "0.1.0",
    },
}

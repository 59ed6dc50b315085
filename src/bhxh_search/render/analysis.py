"""An explanation of an analysis as a table for people, or as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict

from bhxh_search.language.explain import ExplainedTerm, Explanation

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HEAD = ("characters", "text", "exact", "folded")


def analysis_to_json(explanation: Explanation) -> str:
    """One object: text, tokens, segmented, words, pairs, citations; offsets in code points, ends exclusive."""
    encoded = json.dumps({"version": 1, **asdict(explanation)}, ensure_ascii=False, indent=2)
    # Half characters have no UTF-8, and are JSON when escaped.
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", encoded)


def analysis_to_text(explanation: Explanation) -> str:
    """A line for each token, then the streams that have terms of their own."""
    rows = [
        (
            f"{token.start}-{token.end}",
            _shown(token.text),
            " ".join(token.exact) or "-",
            " ".join(token.folded) or "-",
        )
        for token in explanation.tokens
    ]
    lines = _table([_HEAD, *rows]) if rows else ["no letters or digits"]
    segmented = " ".join(_shown(piece.term) for piece in explanation.segmented)
    lines += ["", f"pyvi       {segmented}"]
    lines += _listed("words", explanation.words)
    lines += [f"pairs      {' '.join(explanation.pairs)}".rstrip()]
    lines += _listed("citations", explanation.citations)
    return "\n".join(lines)


def _listed(name: str, pieces: Sequence[ExplainedTerm]) -> list[str]:
    listed = ", ".join(f"{_shown(piece.term)} ({piece.start}-{piece.end})" for piece in pieces)
    return [f"{name:10} {listed}".rstrip()]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() or unicodedata.combining(c) else repr(c)[1:-1] for c in text)

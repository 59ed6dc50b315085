"""Which words of a query may be slips, by what the query found: asked of every query, so it needs nothing else.

What was meant instead is found by `did_you_mean`, which few queries need.
"""

from __future__ import annotations

from collections.abc import Sequence

from bhxh_search.language.characters import canonical
from bhxh_search.language.pyvi_model import load_model
from bhxh_search.search.matching import Matches
from bhxh_search.search.tree import Query, Word, wanted

LITTLE = 3
"""Documents. Of a query that finds more, only words that hardly any document holds are doubted."""
DOUBTED = 1 / 10_000
"""Of all documents: the share that may hold such a word, `LITTLE` at most. Few documents lack many good words."""


def doubted_words(query: Query, total: int, matches: Sequence[Matches], documents: int) -> frozenset[str] | None:
    """The words of `query`, canonical, that may be slips; None for any of them.

    `total`: how many of all `documents` it found; `matches`: what it found in each segment.
    """
    if total <= LITTLE:
        return None
    few = min(LITTLE, int(DOUBTED * documents))
    found: set[str] = set()
    for node in wanted(query.group):
        if isinstance(node, Word) and not node.question:
            held = [one.word_documents.get(node.alternatives) for one in matches]
            if None not in held and sum(count or 0 for count in held) <= few:
                found.add(canonical(query.text[node.start : node.end]))
    return frozenset(word for word in found if word not in load_model().spelling)

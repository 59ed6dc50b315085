"""A document asked for by its name: `luật bảo hiểm xã hội 2014`, `quyết định 844/QĐ-TTg`.

Every article bears the number of its law and stands under its name, and the shortest says little besides. What was
asked for is the document whose title is that name, the head of the law, and not one of its articles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import analyze, is_bare
from bhxh_search.language.law_references import begins_with_a_kind
from bhxh_search.search.held import Key
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.ranking import Floats
from bhxh_search.search.tree import Query, Word, wanted

NAMED = 100.0
"""What a title adds that is the name asked for and nothing else; one that holds it, the share of it that the name is.
The head of a law with a title of sixty syllables must still stand before an article of few words."""
_LONGEST = 40
"""Syllables of a name."""
_BETWEEN = frozenset(("số", "so", "năm", "nam"))
"""What people put before a number or a year, and titles leave out."""


def name_terms(query: Query, abbreviations: Abbreviations) -> tuple[Key, ...]:
    """The terms of the name that all of a query is, of titles; () where it is none.

    A name begins with a kind of documents, or holds a law number. What was typed without marks is looked for so.
    """
    if len(query.pieces) != 1 or query.pieces[0].field:
        return ()
    text = query.pieces[0].text
    if not begins_with_a_kind(text) and not any(isinstance(w, Word) and w.number for w in wanted(query.group)):
        return ()
    streams = analyze(text, abbreviations, query=True, segmented=False)
    if len(streams.exact) > _LONGEST:
        return ()
    terms: dict[Key, None] = {}
    for exact, folded in zip(streams.exact, streams.folded, strict=True):
        if exact in _BETWEEN:
            continue
        terms["folded" if is_bare(exact) else "exact", folded if is_bare(exact) else exact, ("title",)] = None
    return tuple(terms)


def named(name: Sequence[Key], lookup: Lookup) -> tuple[Integers, Floats]:
    """The documents of a segment, rising, that bear a law number and hold all terms of a name in their titles.

    And what each gets for it.
    """
    held = [lookup.held(*term) for term in name]
    documents = np.zeros(0, np.int64)
    if all(one is not None for one in held):
        masks = [one.mask() for one in held if one is not None]
        documents = np.flatnonzero(np.logical_and.reduce(masks))
        documents = documents[lookup.one.segment.keywords("number").first_numbers(documents) >= 0]
    lengths = lookup.one.lengths("title", "exact")[documents]
    shares: Floats = np.float32(NAMED * len(name)) / np.maximum(lengths, len(name)).astype(np.float32)
    return documents, shares

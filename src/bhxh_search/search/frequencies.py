"""How often a document holds a term: in its body, and `ranking.TITLE` times as often as in its title.

Given are the postings of a term in the bodies and in the titles of a segment, either None where there are none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bhxh_search.index.columns import Array
from bhxh_search.index.postings import Integers, Postings
from bhxh_search.index.reader import LiveSegment
from bhxh_search.search import ranking

# So many times fewer documents than a list has are looked for in it one by one.
_MUCH_FEWER = 64


class Held(NamedTuple):
    """A term in one segment."""

    body: Postings | None
    title: Postings | None


def everywhere(held: Held, size: int) -> tuple[Integers | None, Array]:
    """The documents that hold the term, in any order, deleted ones too, and how often; None for all `size`."""
    body, title = held
    if title is None:
        assert body is not None
        return body.documents, body.frequencies
    title = title.sparse()
    assert title.documents is not None
    in_titles = title.frequencies.astype(np.uint32) * np.uint32(ranking.TITLE)
    if body is None:
        return title.documents, in_titles
    frequencies = body.frequencies.astype(np.uint32)
    if body.documents is None:
        frequencies[title.documents] += in_titles
        return None, frequencies
    # To lay the title's frequencies out by document is many times faster than to look each up in the other list.
    by_document = np.zeros(size, np.uint32)
    by_document[title.documents] = in_titles
    frequencies += by_document[body.documents]
    by_document[body.documents] = 0
    left = by_document[title.documents]
    only = np.flatnonzero(left)
    if not len(only):
        return body.documents, frequencies
    return np.concatenate((body.documents, title.documents[only])), np.concatenate((frequencies, left[only]))


def among(held: Held, documents: Integers, size: int) -> Array:
    """How often each of some documents, which rise, holds the term; 0 where it does not."""
    body, title = held
    if title is None:
        assert body is not None
        return _of(body, documents, size)
    in_titles = _of(title, documents, size) * np.uint32(ranking.TITLE)
    return in_titles if body is None else in_titles + _of(body, documents, size)


def _of(postings: Postings, documents: Integers, size: int) -> Array:
    if postings.documents is None:
        return postings.frequencies[documents]
    if len(documents) * _MUCH_FEWER < len(postings.documents):
        at = postings.documents.searchsorted(documents)
        at[at == len(postings.documents)] = 0
        return np.where(postings.documents[at] == documents, postings.frequencies[at], 0)
    by_document = np.zeros(size, postings.frequencies.dtype)
    by_document[postings.documents] = postings.frequencies
    return by_document[documents]


def count(held: Held, one: LiveSegment) -> int:
    """How many live documents of a segment hold the term."""
    body, title = held
    if body is None or title is None:
        only = body or title
        return 0 if only is None else one.document_frequency(only)
    in_title = title.sparse().documents
    assert in_title is not None
    if body.documents is None:
        new = in_title[body.frequencies[in_title] == 0]
    else:
        in_body = np.zeros(one.size, bool)
        in_body[body.documents] = True
        new = in_title[~in_body[in_title]]
    return one.document_frequency(body) + (len(new) if one.live is None else int(np.count_nonzero(one.live[new])))

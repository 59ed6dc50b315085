"""Where several terms stand near each other: within a window of so many positions, in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bhxh_search.index.pairs import documents_at, places_at
from bhxh_search.index.postings import Integers, places_in
from bhxh_search.language.arrays import distinct

# Up to so many places are all compared at once.
_FEW_PLACES = 10_000

# Past every position.
_NO_POSITION = np.iinfo(np.int64).max


def near_documents(places: Sequence[Integers], window: int) -> Integers:
    """The documents in which places of all terms, one each and no two the same, lie within `window` positions.

    `places`: of each term, rising, as `index.pairs` has them; of a term that is asked for several times, the same
    array.
    """
    rarest = min(places, key=len)
    if not len(rarest):
        return rarest
    times = Counter(map(id, places))
    each = list({id(found): found for found in places}.values())
    if sum(map(len, each)) > _FEW_PLACES:
        # Whatever window holds all terms holds the rarest.
        near = [found if found is rarest else _around(rarest, found, window) for found in each]
    else:
        near = each
    lefts: Integers = distinct(np.concatenate(near))
    for found, once in zip(near, each, strict=True):
        # The place of the last one that is needed, if all lie in the window.
        at = np.searchsorted(found, lefts) + (times[id(once)] - 1)
        lefts, at = lefts[at < len(found)], at[at < len(found)]
        # A window does not reach the next document: positions take far less than their 32 bits.
        lefts = lefts[found[at] < lefts + window]
    documents: Integers = distinct(documents_at(lefts))
    if len(distinct(np.concatenate(near))) == sum(map(len, near)):
        return documents
    # Some place is that of two terms, one with and one without marks.
    inside = {id(once): _by_document(found, documents) for found, once in zip(near, each, strict=True)}
    fits = [is_near([inside[id(found)][number] for found in places], window) for number in range(len(documents))]
    fitting: Integers = documents[np.array(fits, bool)]
    return fitting


def _around(rarest: Integers, found: Integers, window: int) -> Integers:
    """Those places of `found` that one window may hold together with one of `rarest`; both rise."""
    firsts = found.searchsorted(rarest - window, side="right")
    lasts = found.searchsorted(rarest + window)
    firsts[1:] = np.maximum(firsts[1:], lasts[:-1])
    return found[places_in(firsts, np.maximum(firsts, lasts))]


def _by_document(places: Integers, documents: Integers) -> list[Integers]:
    """The places that are in each of `documents`."""
    first = np.searchsorted(places, places_at(documents, 0)).tolist()
    last = np.searchsorted(places, places_at(documents + 1, 0)).tolist()
    return [places[a:b] for a, b in zip(first, last, strict=True)]


def is_near(positions: Sequence[Integers], window: int) -> bool:
    """Whether positions of all terms, one each and no two the same, lie within `window` successive ones."""
    return len(near_positions(positions, window)) > 0


def near_positions(positions: Sequence[Integers], window: int) -> Integers:
    """From each window that holds all terms, positions of them, one for each and no two the same: a row.

    `positions`: of each term, rising; of a term that is asked for several times, the same array. Greedy from the left
    edge of the window: a term takes its first free position in it, rarest terms first.
    """
    lefts = distinct(np.concatenate(positions))
    taken = np.empty((len(lefts), len(positions)), np.int64)
    done: list[int] = []
    latest: dict[int, Integers] = {}
    for term in sorted(range(len(positions)), key=lambda term: len(positions[term])):
        one = positions[term]
        found = np.append(one, _NO_POSITION)
        # Whatever comes before the place that the same term took last was not free then, nor is it now.
        at = np.minimum(latest[id(one)] + 1, len(one)) if id(one) in latest else np.searchsorted(found, lefts)
        others = [other for other in done if positions[other] is not one]
        while True:
            clash = (taken[:, others] == found[at][:, None]).any(axis=1) & (at < len(one))
            if not clash.any():
                break
            at += clash
        taken[:, term] = found[at]
        latest[id(one)] = at
        done.append(term)
    fits = (taken < (lefts + window)[:, None]).all(axis=1) & (taken == lefts[:, None]).any(axis=1)
    rows: Integers = taken[fits]
    return rows

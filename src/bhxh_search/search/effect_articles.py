"""The articles that say when a law takes effect, and the texts that replace, amend or repeal it.

What texts do to others is in their fields; see `documents/law_relations.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import numpy as np

from bhxh_search.index.postings import Integers
from bhxh_search.language.arrays import distinct
from bhxh_search.language.citations import law_number
from bhxh_search.language.law_references import fits
from bhxh_search.search.effects import Asked
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.named_order import NEAR_THE_BEST, Found, name_of_law, put_newest_first
from bhxh_search.search.naming import Name
from bhxh_search.search.ranking import Floats
from bhxh_search.search.tree import Term

_RELATED = 300.0
"""What a text adds that does to a law what is asked for."""
_NEXT = 0.9
"""Of that, what one adds that does the second likeliest thing: for *thay thế*, that it repeals the law."""
_NO_HEAD = 0.75
"""Of that, what a part of a text adds of which a part with a shorter title, its head, does so too."""
_LAW_ITSELF = 0.1
"""Of what a document gets that bears a name, what it gets where others are asked for that do something to it."""
_AFTER_ITS_OWN = 0.9
"""Of what the law's own article on its effect gets, what the article of another gets that ends it."""
_SAME_LAW = 0.5
"""Documents are of the law that is named which get at least this share of what the best gets."""

_TITLED = 1.0
_TITLED_AND_SAID = 0.8
_LAST_AND_SAID = 0.5
_SAID = 0.3
"""How much an article is that on the effect of its law: by its title, *Điều 140. Hiệu lực thi hành*; by one that only
begins with *Hiệu lực*, or holds *thi hành*, where the text says *Luật này có hiệu lực*; or by a text that says so and
when. The name of a law may hold these words too, and stands in the title of each of its articles.

Of 54 laws 39 have such a title; articles on the effect of contracts, permits, rules have *hiệu lực* in theirs too."""


def on_its_effect(lookup: Lookup) -> Floats:
    """Per document: how much it is the article on when its law takes effect."""
    found: Floats = np.zeros(lookup.size, np.float32)
    said = _holding("body", "này có hiệu lực", lookup)
    dated = [
        _holding("body", f"này có hiệu lực{carried_out} {before}", lookup)
        for carried_out in ("", " thi hành")
        for before in ("từ", "kể")
    ]
    found[distinct(np.concatenate(dated))] = _SAID
    found[np.intersect1d(said, _holding("title", "thi hành", lookup))] = _LAST_AND_SAID
    for title in ("điều # hiệu lực", "này có hiệu lực"):
        found[np.intersect1d(said, _holding("title", title, lookup))] = _TITLED_AND_SAID
    found[_holding("title", "điều # hiệu lực thi hành", lookup)] = _TITLED
    return found


def _holding(part: str, words: str, lookup: Lookup) -> Integers:
    """The documents, rising, a part of which holds some words side by side; `#` is any number."""
    numbers = lookup.ranges_of_numbers(part) if "#" in words else []
    ranges = [numbers if word == "#" else lookup.ranges(part, Term("exact", word)) for word in words.split()]
    return lookup.segment.parts[part].phrase(ranges)


def related(name: Name, asked: Asked, law: Found, lookups: Sequence[Lookup]) -> Found:
    """The texts that do to a law what is asked, or the parts of the law that do it to others, and what each gets.

    `law`: the documents that bear its name. Nothing where no text does so.
    """
    law = _live(law, lookups)
    is_it = _is_the_law(name, law, lookups)
    is_known = name.pattern is not None or any((values > 0).any() for _, values in law)
    found: Found = []
    for lookup in lookups:
        values: Floats = np.zeros(lookup.size, np.float32)
        for rank, relation in reversed([*enumerate(asked.relations)]):
            if asked.by_it:
                doing = np.intersect1d(_all_doing(relation, lookup), _own(is_it, lookup))
            else:
                doing = _naming(relation, is_it, lookup)
            if not is_known:
                doing = np.intersect1d(doing, _saying(name, lookup))
            values[doing] = _RELATED * _NEXT**rank
        documents = np.flatnonzero((values > 0) & lookup.live_segment.all_live())
        found.append((documents, values[documents]))
    if not any(len(documents) for documents, _ in found):
        return found
    _put_heads_first(found, lookups)
    put_newest_first(found, lookups, NEAR_THE_BEST)
    return [_with(of_law, some, _LAW_ITSELF) for of_law, some in zip(law, found, strict=True)]


def _put_heads_first(found: Found, lookups: Sequence[Lookup]) -> None:
    """Change what the parts of a text get of which several do so: of a text as amended, each names the law.

    The one with the shortest title, its head, gets the most.
    """
    texts = [
        [name_of_law(document, lookup) for document in documents.tolist()]
        for (documents, _), lookup in zip(found, lookups, strict=True)
    ]
    lengths = [
        lookup.live_segment.lengths("title", "exact")[documents].tolist()
        for (documents, _), lookup in zip(found, lookups, strict=True)
    ]
    shortest: dict[str, int] = {}
    for text, length in chain.from_iterable(map(zip, texts, lengths)):
        shortest[text] = min(length, shortest.get(text, length))
    for (_, values), of_segment, its_lengths in zip(found, texts, lengths, strict=True):
        is_longer = [length > shortest[text] for text, length in zip(of_segment, its_lengths, strict=True)]
        values[np.array(is_longer, bool)] *= np.float32(_NO_HEAD)


def with_what_ends_it(name: Name, own: Found, lookups: Sequence[Lookup]) -> Found:
    """The law's own article on its effect, and after it those of others that end it."""
    own = _live(own, lookups)
    is_it = _is_the_law(name, own, lookups)
    best = max((values.max(initial=0) for _, values in own), default=0)
    found: Found = []
    for lookup, of_law in zip(lookups, own, strict=True):
        ending = distinct(np.concatenate([_naming("repeals", is_it, lookup), _naming("replaces", is_it, lookup)]))
        values = np.full(len(ending), best * _AFTER_ITS_OWN, np.float32)
        found.append(_with(of_law, (ending, values), 1.0))
    return found


def _live(found: Found, lookups: Sequence[Lookup]) -> Found:
    """The documents without those that are deleted."""
    live = [lookup.live_segment.all_live()[documents] for (documents, _), lookup in zip(found, lookups, strict=True)]
    return [(documents[one], values[one]) for (documents, values), one in zip(found, live, strict=True)]


def _with(law: tuple[Integers, Floats], others: tuple[Integers, Floats], share: float) -> tuple[Integers, Floats]:
    """The documents that bear a name with a share of what they get, and others; the most of both."""
    documents = distinct(np.concatenate([law[0], others[0]]))
    values: Floats = np.zeros(len(documents), np.float32)
    values[documents.searchsorted(law[0])] = law[1] * np.float32(share)
    places = documents.searchsorted(others[0])
    values[places] = np.maximum(values[places], others[1])
    return documents, values


def _is_the_law(name: Name, law: Found, lookups: Sequence[Lookup]) -> Callable[[str], bool]:
    """Whether a number is that of a law: one that fits its pattern, or of the documents that bear its name."""
    if name.pattern is not None:
        pattern = name.pattern
        return lambda number: fits(pattern, law_number(number))
    best = max((values.max(initial=0) for _, values in law), default=0)
    numbers: set[str] = set()
    for lookup, (documents, values) in zip(lookups, law, strict=True):
        near = documents[(values >= _SAME_LAW * best) & (values > 0)]
        numbers.update(_numbers(near.tolist(), lookup))
    years = {f"/{key[1]}/" for key in name.terms if key not in name.row}
    if not numbers:
        return lambda number: any(year in number for year in years)
    return lambda number: law_number(number) in numbers


def _numbers(documents: Iterable[int], lookup: Lookup) -> set[str]:
    """The numbers of the laws that some documents are texts of: their own, or as amended, that of the law."""
    own = lookup.segment.keywords("number")
    found: set[str] = set()
    for document in documents:
        found.update(map(law_number, own.of(document)))
        found.update(map(law_number, _put_together(document, lookup)[:1]))
    return found


def _put_together(document: int, lookup: Lookup) -> list[str]:
    """The numbers of the law that a document is a text of as amended, and of those that amended it."""
    values = lookup.segment.keywords("field").of(document)
    return [value.partition(":")[2] for value in values if value.startswith("consolidates:")]


def _saying(name: Name, lookup: Lookup) -> Integers:
    """The documents, rising, that hold the words of a name in a row in their text."""
    ranges = [lookup.ranges("body", Term(stream, text)) for stream, text, _ in name.row]
    return lookup.segment.parts["body"].phrase(ranges) if ranges else np.zeros(0, np.int64)


def _own(is_it: Callable[[str], bool], lookup: Lookup) -> Integers:
    return lookup.segment.keywords("number").documents_where(is_it)


def _naming(relation: str, is_it: Callable[[str], bool], lookup: Lookup) -> Integers:
    """The documents, rising, that do something to a law; of texts as amended, those of that law."""
    documents = lookup.segment.keywords("field").documents_named(relation, is_it)
    if relation != "consolidates":
        return documents
    are_of_it = [any(map(is_it, _put_together(document, lookup)[:1])) for document in documents.tolist()]
    of_it: Integers = documents[np.array(are_of_it, bool)]
    return of_it


def _all_doing(relation: str, lookup: Lookup) -> Integers:
    """The documents, rising, that do something to any law."""
    return lookup.segment.keywords("field").documents_named(relation, lambda number: True)

"""A word or phrase of a query → the ways in which a document may hold it."""

from __future__ import annotations

from itertools import islice, product

from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.citations import written_forms
from bhxh_search.language.query_words import QueryWord, query_words
from bhxh_search.search.tree import Alternative, Term, Word

# A phrase of many abbreviations or figures could be written in very many ways: these are looked for, in order.
_MAX_VARIANTS = 32


def plain_word(word: QueryWord, offset: int, *, question: bool = False) -> Word:
    """A word that stands in a query without quotes; `offset`: where the text that it was read from starts."""
    return Word(word.start + offset, word.end + offset, _alternatives(word), question)


def phrase(text: str, offset: int, abbreviations: Abbreviations, near: int | None = None) -> Word | None:
    """The words of `text` side by side, or with `near`, in any order with at most so many others between.

    None when there is no word in `text`. A phrase of one abbreviation or value is that word.
    """
    words = query_words(text, abbreviations)
    if not words:
        return None
    start, end = words[0].start + offset, words[-1].end + offset
    if len(words) == 1 and words[0].kind in ("abbreviation", "figure", "value"):
        return Word(start, end, _alternatives(words[0]))
    variants = product(*(_variants(word) for word in words))
    window = 0 if near is None else None
    alternatives: list[Alternative] = []
    for variant in islice(variants, _MAX_VARIANTS):
        terms = tuple(term for part in variant for term in part)
        alternatives.append(Alternative(terms, len(terms) + near if near is not None else window))
    if len(words) == 1 and words[0].kind == "syllable":
        alternatives += _as_abbreviation(words[0])
    return Word(start, end, tuple(alternatives))


def syllable_term(syllable: str) -> Term:
    """Whoever types marks means them; a bare syllable is looked for without."""
    return Term("folded" if is_bare(syllable) else "exact", syllable)


def _alternatives(word: QueryWord) -> tuple[Alternative, ...]:
    terms = tuple(syllable_term(syllable) for syllable in word.syllables)
    if word.kind == "syllable":
        return (Alternative(terms), *_as_abbreviation(word))
    if word.kind == "full form":
        return (Alternative(terms, window=None),)
    if word.kind == "abbreviation":
        # Full forms come with their marks, whichever way the abbreviation was typed.
        full_form = tuple(Term("exact", syllable) for syllable in word.syllables)
        return (Alternative(full_form), Alternative((syllable_term(word.written),)), *_as_abbreviation(word))
    value = Alternative((Term("citations", word.value or ""),))
    has_scale = not any(character.isdigit() for character in word.syllables[-1])
    if word.kind == "figure" and (len(word.syllables) == 1 or has_scale):
        # 2020 may also be part of a date, and 2,4 triệu is words too.
        return (value, Alternative(terms))
    return (value,)


def _as_abbreviation(word: QueryWord) -> list[Alternative]:
    """A word may be an abbreviation that only the document knows, and has expanded."""
    could_be = 2 <= len(word.written) <= 10 and not word.written.isdigit()
    return [Alternative((Term("citations", word.written),))] if could_be else []


def _variants(word: QueryWord) -> list[tuple[Term, ...]]:
    """The ways in which a word may be spelled out at successive positions, as part of a phrase."""
    terms = tuple(syllable_term(syllable) for syllable in word.syllables)
    if word.kind == "abbreviation":
        return [tuple(Term("exact", syllable) for syllable in word.syllables), (syllable_term(word.written),)]
    forms = [terms]
    for form in written_forms(word.value or ""):
        spelled = tuple(syllable_term(token) for token in form)
        if spelled not in forms:
            forms.append(spelled)
    return forms

"""A word or phrase of a query → the ways in which a document may hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, product, starmap
from typing import NamedTuple

from bhxh_search.language.abbreviations import Abbreviations, read_definition
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import is_fraction, written_forms
from bhxh_search.language.law_references import other_numeral
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import QueryWord, query_words
from bhxh_search.language.tokens import token_spans
from bhxh_search.language.variants import BEFORE
from bhxh_search.search.effects import asked_of_a_law
from bhxh_search.search.joined import apart, as_one
from bhxh_search.search.lead_words import asking_nothing, bare_number, is_article, names_a_law
from bhxh_search.search.several_laws import differing, laws_in
from bhxh_search.search.tree import Alternative, Form, Term, Word

# A phrase of many abbreviations or figures could be written in very many ways: these are looked for, in order.
_MAX_VARIANTS = 32

_SHORT_UNITS = ("đ", "d", "vnđ", "vnd")
_CLOSING = ".,;:!?"
"""What may follow a mark at a word's end without belonging to it."""
MOST_EDITS = 2


class Marked(NamedTuple):
    """A word with a mark at its end that says which others are meant too: `hi*`, `hiẻm~1`."""

    base: str
    form: Form
    edits: int = 0
    """As many as were asked for, which may be too many."""


def marked(chunk: str) -> Marked | None:
    """What is asked by a text without blanks that ends with a mark; None where it ends with none."""
    text = chunk.rstrip(_CLOSING)
    if text.endswith("*"):
        base = text.rstrip("*")
        return Marked(base, "beginning") if _has_token(base) else None
    digits = text[len(text.rstrip("0123456789")) :]
    base = text[: len(text) - len(digits)]
    if len(digits) > 2 or not base.endswith("~") or not _has_token(base):
        return None
    edits = int(digits or 1)
    form: Form = "whole" if not edits else "one edit" if edits == 1 else "two edits"
    return Marked(base.rstrip("~"), form, edits)


def _has_token(text: str) -> bool:
    return any(character.isalnum() for character in text)


def plain_word(word: QueryWord, offset: int, *, question: bool = False) -> Word:
    """A word that stands in a query without quotes; `offset`: where the text that it was read from starts."""
    return Word(word.start + offset, word.end + offset, _alternatives(word), question, word.number)


def plain_words(text: str, offset: int, abbreviations: Abbreviations) -> list[tuple[QueryWord, Word]]:
    """The words of `text`, each as the query has it and as it is looked for. What may be written as one is looked
    for as one too: COVID19 holds both words of covid 19."""
    words = query_words(text, abbreviations, listed=True)
    made = [plain_word(word, offset) for word in words]
    for number, (first, second) in enumerate(pairwise(words)):
        if (one := as_one(text, first, second)) is not None:
            joined = Alternative((syllable_term(one),))
            for place in (number, number + 1):
                made[place] = replace(made[place], alternatives=(*made[place].alternatives, joined))
        if (other := _other_numeral(first, second)) is not None:
            terms = (syllable_term(first.written), syllable_term(other))
            alternatives = (*made[number + 1].alternatives, Alternative(terms))
            made[number + 1] = replace(made[number + 1], alternatives=alternatives)
    for number, (first, second) in enumerate(pairwise(words), start=1):
        if first.kind == "figure" and second.written in _SHORT_UNITS:
            made[number] = replace(made[number], spare=True)  # texts write 2.340.000đ, or the word
    for number in asking_nothing(words):
        made[number] = replace(made[number], question=True)
    articles = [number for number, word in enumerate(words) if is_article(word)]
    if articles and names_a_law(words):
        # Of an article of a law, its text does not call its clauses so: it begins them with `1.` and `a)`.
        for number, word in enumerate(words):
            if word.kind == "provision" and fold(word.syllables[0]) in ("khoan", "diem"):
                made[number] = replace(made[number], spare=True)
        # Of several, each is a text of its own: any is asked for.
        _any_of(articles, made)
    _as_asked_of_laws(words, made)
    return list(zip(words, made, strict=True))


def _as_asked_of_laws(words: Sequence[QueryWord], made: list[Word]) -> None:
    """Change how words are looked for where all of a query names several laws, or asks something of a law."""
    asked = asked_of_a_law(words)
    first, end = (asked.law.start, asked.law.stop) if asked else (0, len(words))
    for number in {*range(len(words))} - {*range(first, end)}:
        made[number] = replace(made[number], spare=True)  # the law that takes its place may say `hết hiệu lực`
    laws = laws_in(words[first:end])
    for law in laws or [(*range(end - first),)]:
        _as_bare_number([first + number for number in law], words, made)
    if not laws:
        return
    named = {number for law in laws for number in law}
    nothing = {law[place] for law in laws for place in asking_nothing([words[first + number] for number in law])}
    for number in range(end - first):
        if number not in named or number in nothing:
            made[first + number] = replace(made[first + number], question=True)
    # A document is of one of them.
    values, others = differing(words[first:end], laws)
    _any_of([first + number for number in values], made)
    for number in others:
        made[first + number] = replace(made[first + number], spare=True)


def _as_bare_number(law: Sequence[int], words: Sequence[QueryWord], made: list[Word]) -> None:
    """Change how the words of a law are looked for that is told by the first part of its number, luật 41: a document
    with such a number need not hold them."""
    nothing = asking_nothing([words[number] for number in law])
    name = [number for place, number in enumerate(law) if place not in nothing and words[number].kind != "provision"]
    pattern = bare_number([words[number] for number in name]) if name else None
    if pattern is None:
        return
    numbered = Alternative((Term("citations", pattern, "number"),))
    for number in name:
        made[number] = replace(made[number], alternatives=(*made[number].alternatives, numbered), number=pattern)


def _any_of(numbers: Sequence[int], made: list[Word]) -> None:
    """Let each of some words be held by a document that holds any of them."""
    every = tuple(dict.fromkeys(choice for number in numbers for choice in made[number].alternatives))
    for number in numbers:
        made[number] = replace(made[number], alternatives=every)


def marked_words(found: Marked, offset: int, abbreviations: Abbreviations) -> list[Word]:
    """The words of a text that ends with a mark: those before the last as they are, the last as the mark says."""
    read = query_words(found.base, abbreviations)
    if not read:
        return []
    *before, last = read
    words = [plain_word(word, offset) for word in before]
    if last.number is not None:
        return [*words, plain_word(last, offset)]  # of a law number, the beginning is enough anyway
    return [
        *words,
        Word(
            last.start + offset,
            last.end + offset,
            tuple(Alternative(one.terms) for one in _marked_variants(last, found)),
        ),
    ]


_OF_SEVERAL_WORDS = ("syllable", "full form", "provision", "form")
"""The kinds of a word that a phrase holds word by word."""


def phrase(text: str, offset: int, abbreviations: Abbreviations, near: int | None = None) -> Word | None:
    """The words of `text` side by side, or with `near`, in any order with at most so many others between.

    None when there is no word in `text`. A phrase of one abbreviation or value is that word, but for a date with the
    word for day.
    """
    text = _without_defined(text)
    words = list(_phrase_words(text, abbreviations))
    if not words:
        return None
    start, end = words[0][0].start + offset, words[-1][0].end + offset
    only, mark = words[0]
    if len(words) == 1 and mark is None and not only.before and only.kind not in _OF_SEVERAL_WORDS:
        return Word(start, end, _alternatives(only), number=only.number)
    if len(words) == 1 and only.number is not None:
        return Word(start, end, _alternatives(only), number=only.number)
    choices = [_variants(word) if mark is None else _marked_variants(word, mark) for word, mark in words]
    for number, (word, mark) in enumerate(words):
        if mark is None and (near is not None or not _is_decided(text, words[number : number + 2])):
            choices[number] += _as_if_decided(word)
    for number, ((first, _), (second, mark)) in enumerate(pairwise(words), start=1):
        if mark is None and (other := _other_numeral(first, second)) is not None:
            choices[number] += [_Variant((syllable_term(other),))]
    variants = _with_joined(text, [word for word, _ in words], choices)
    window = 0 if near is None else None
    alternatives: list[Alternative] = []
    for variant in islice(variants, _MAX_VARIANTS):
        terms = tuple(term for part in variant for term in part.terms)
        cited = tuple(dict.fromkeys(part.cited for part in variant if part.cited is not None))
        if len(terms) > 1 and any(term.stream == "citations" for term in terms):
            continue  # that stream has no places
        alternatives.append(Alternative(terms, len(terms) + near if near is not None else window, cited))
    if len(words) == 1 and mark is None and only.kind == "syllable":
        alternatives += _as_abbreviation(only)
    return Word(start, end, tuple(alternatives))


def _is_decided(text: str, words: Sequence[tuple[QueryWord, Marked | None]]) -> bool:
    """Whether a phrase says what stands right after the first of two of its words."""
    if len(words) < 2:
        return False
    (first, _), (second, mark) = words
    return mark is None and text[first.end : second.start].isspace()


def _as_if_decided(word: QueryWord) -> list[_Variant]:
    """A word as it is indexed before those that decide its spelling, which may follow it in texts: hằng as hàng."""
    return (
        [_Variant((Term("exact", BEFORE[word.written][0]),))]
        if word.kind == "syllable" and word.written in BEFORE
        else []
    )


def _decided(word: QueryWord) -> list[Alternative]:
    """A word where it is indexed as another, with those that make it so: hằng before tháng, and no other hàng."""
    meant, words = BEFORE.get(word.written, ("", frozenset[str]()))
    return [Alternative((Term("exact", meant), Term("exact", following))) for following in sorted(words)]


def _without_defined(text: str) -> str:
    """A phrase with blanks for abbreviations that it defines: `Bảo hiểm xã hội (BHXH)`. They take no position."""
    if "(" not in text and "[" not in text:
        return text
    normal = normalize(text)
    tokens = token_spans(normal.text)
    for bracket in (place for place, character in enumerate(normal.text) if character in "(["):

        def before(count: int, bracket: int = bracket) -> list[str]:
            return [canonical(normal.text[start:end]) for start, end in tokens if end <= bracket][-count:]

        found = read_definition(normal.text, bracket, before)
        if found is not None:
            start, end = normal.span(found.start, found.end)
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _phrase_words(text: str, abbreviations: Abbreviations) -> Iterator[tuple[QueryWord, Marked | None]]:
    """The words of a phrase, each with its mark."""
    done = 0
    if "*" in text or "~" in text:
        for chunk in re.finditer(r"\S+", text):
            found = marked(chunk[0])
            if found is None:
                continue
            yield from _moved(text[done : chunk.start()], done, abbreviations)
            words = query_words(found.base, abbreviations)
            for number, word in enumerate(words, 1):
                mark = found if number == len(words) else None
                yield replace(word, start=word.start + chunk.start(), end=word.end + chunk.start()), mark
            done = chunk.end()
    yield from _moved(text[done:], done, abbreviations)


def _moved(text: str, offset: int, abbreviations: Abbreviations) -> Iterator[tuple[QueryWord, None]]:
    for word in query_words(text, abbreviations):
        yield replace(word, start=word.start + offset, end=word.end + offset), None


class _Variant(NamedTuple):
    """One way of spelling a word out."""

    terms: tuple[Term, ...]
    """At successive positions."""
    cited: str | None = None
    """A value that the document must hold besides, for its signs stand at no position: 5%, 2/3, 500.000."""


def _other_numeral(first: QueryWord, second: QueryWord) -> str | None:
    """The number behind a name in the other numerals, where texts write either: quý 3, quý III."""
    if first.kind != "syllable" or second.kind != "syllable":
        return None
    return other_numeral(first.written, second.written)


def _with_joined(text: str, words: list[QueryWord], choices: list[list[_Variant]]) -> Iterator[tuple[_Variant, ...]]:
    """The ways of spelling words side by side; two that may be written as one are also spelled so."""
    yield from product(*choices)
    for number, (first, second) in enumerate(pairwise(words)):
        if (one := as_one(text, first, second)) is not None:
            joined = [_Variant((syllable_term(one),))]
            yield from product(*choices[:number], joined, *choices[number + 2 :])


def syllable_term(syllable: str) -> Term:
    """A syllable typed with marks is looked for with them, a bare one with any marks or none."""
    return Term("folded" if is_bare(syllable) else "exact", syllable)


def _alternatives(word: QueryWord) -> tuple[Alternative, ...]:
    terms = tuple(syllable_term(syllable) for syllable in word.syllables)
    if word.kind == "syllable":
        # Of a figure, that would be what most documents hold.
        others = _decided(word) if word.written.isalpha() else []
        return (*(Alternative(one.terms) for one in _variants(word)), *others, *_as_abbreviation(word))
    if word.kind == "full form":
        return (Alternative(terms, window=None),)
    if word.kind == "abbreviation":
        # Full forms come with their marks, whichever way the abbreviation was typed.
        full_form = tuple(Term("exact", syllable) for syllable in word.syllables)
        return (Alternative(full_form), Alternative((syllable_term(word.written),)), *_as_abbreviation(word))
    if word.kind in ("provision", "form", "address"):
        return tuple(Alternative(one.terms) for one in _variants(word)[:_MAX_VARIANTS])
    values = [Term("citations", word.value)] if word.value is not None else []
    if word.value is not None and _MONTH.fullmatch(word.value):
        values.append(Term("citations", f"{word.value}-", "beginning"))  # any day of it
    if word.number is not None:
        values.append(Term("citations", word.number, "number"))
    spoken = [tuple(map(syllable_term, tokens)) for tokens in word.spoken]
    if word.kind == "figure" and not _is_percentage(word) and len(_digits(word)) == 1:
        # 2020 may also be part of a date, and 4 triệu is words too.
        spoken.append(terms)
    return (*(Alternative((value,)) for value in values), *map(Alternative, spoken))


def _is_percentage(word: QueryWord) -> bool:
    return word.value is not None and word.value.endswith("%")


def _digits(word: QueryWord) -> tuple[str, ...]:
    """The tokens of a value that begin with a digit."""
    return tuple(token for token in word.syllables if token[0].isdigit())


def _as_abbreviation(word: QueryWord) -> list[Alternative]:
    """A word may be an abbreviation that only the document knows, and has expanded."""
    could_be = 2 <= len(word.written) <= 10 and not word.written.isdigit()
    return [Alternative((Term("citations", word.written),))] if could_be else []


_MONTH = re.compile("[0-9]{4}-[0-9]{2}")


def _variants(word: QueryWord) -> list[_Variant]:
    """The ways in which a word may be spelled out at successive positions, as part of a phrase."""
    if word.kind == "abbreviation":
        full_form = tuple(Term("exact", syllable) for syllable in word.syllables)
        return [_Variant(full_form), _Variant((syllable_term(word.written),))]
    if word.kind == "address":
        spelled = islice(product(*map(_variants, word.parts)), _MAX_VARIANTS)
        return [_Variant(tuple(term for part in one for term in part.terms)) for one in spelled]
    forms = [word.syllables, *apart(word), *word.spoken]
    value = word.value or ""
    cited: dict[tuple[str, ...], str] = {}
    """Of the forms that are digits alone."""
    if _is_percentage(word):
        forms.append(_digits(word))
        cited = {_digits(word): value}
    elif word.kind == "figure" or is_fraction(value):
        as_typed = () if {"tháng", "thang", "-"} & {*word.syllables, *word.written} else (word.syllables,)
        numeric = [*written_forms(value), *as_typed]
        forms += numeric
        cited = {form: value for form in numeric if len(form) > 1 and "." not in value and form not in word.spoken}
    else:
        forms += written_forms(value)
    before = (word.before,) if word.before else ()
    variants = {
        tuple(map(syllable_term, form if form[:1] == before else (*before, *form))): cited.get(form) for form in forms
    }
    return list(starmap(_Variant, variants.items()))


def marked_term(term: Term, mark: Marked) -> Term:
    """A term as the mark behind it says that it is meant."""
    form = mark.form
    if form != "beginning":
        # Of half of its letters a word is not recognised any more.
        allowed = min(mark.edits, MOST_EDITS, len(term.text) // 2)
        form = "two edits" if allowed == 2 else "one edit" if allowed == 1 else "whole"
    return Term(term.stream, term.text, form)


def _marked_variants(word: QueryWord, mark: Marked) -> list[_Variant]:
    """The ways of spelling a word whose last token is only like what is written."""
    tokens = (word.written,) if word.kind == "abbreviation" else word.syllables
    before, last = tuple(map(syllable_term, tokens[:-1])), tokens[-1]
    lasts = [marked_term(syllable_term(last), mark)]
    if word.written.isalpha():
        lasts += [marked_term(one.terms[0], mark) for one in _as_if_decided(word)]
    written = re.findall(r"[^\W_]+", normalize(mark.base).text.lower())
    if mark.form == "beginning" and written and written[-1] != last:
        # Where the tone stands depends on letters that are still to come: toá, toán.
        lasts.append(marked_term(syllable_term(written[-1]), mark))
    if not before and last[0].isalpha() and len(last) > 1:
        # An abbreviation that is written out in the index.
        lasts.append(marked_term(Term("citations", last), mark))
    return [_Variant((*before, one)) for one in lasts]

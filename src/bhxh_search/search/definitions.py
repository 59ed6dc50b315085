"""Phrases with abbreviations that only documents define.

"cơ sở KCB" is a phrase of documents in which KCB stands for khám chữa bệnh, because they say so. These were indexed
with the full form in its place, so the phrase is also looked for with the full form, in documents that write KCB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bhxh_search.index.reader import LiveSegment, Snapshot
from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.tree import Alternative, Clause, Group, Term, Word, every_node

# Documents seldom disagree on an abbreviation: so many are read to see what they say, and so many full forms taken.
_DOCUMENTS = 50
_FULL_FORMS = 3
# A phrase of more words, or one that can be said in more ways, is left as it is.
_MAX_TERMS = 12
_MAX_ALTERNATIVES = 64

FullForm = tuple[str, ...]


def with_full_forms(group: Group, text: str, snapshot: Snapshot) -> Group:
    """The group of the query `text`, its phrases also looked for with their abbreviations spelled out."""
    if not any(isinstance(node, Word) and _phrases(node) for node in every_node(group)):
        return group
    return _Definitions(text, snapshot).of_group(group)


class _Definitions:
    """What the documents of an index say that the abbreviations of one query stand for."""

    def __init__(self, text: str, snapshot: Snapshot) -> None:
        self.text = text
        self.snapshot = snapshot
        self._known: dict[str, tuple[FullForm, ...]] = {}

    def of_group(self, group: Group) -> Group:
        return Group(tuple(tuple(map(self.of_clause, branch)) for branch in group.branches))

    def of_clause(self, clause: Clause) -> Clause:
        if isinstance(clause.node, Group):
            return replace(clause, node=self.of_group(clause.node))
        if not isinstance(clause.node, Word):
            return clause
        return replace(clause, node=self.of_word(clause.node))

    def of_word(self, word: Word) -> Word:
        phrases = _phrases(word)
        tokens = {term.text for choice in phrases for term in choice.terms}
        if not tokens:
            return word
        alternatives = list(word.alternatives)
        for written in _abbreviations_in(self.text[word.start : word.end]):
            for full_form in self.full_forms(written) if written in tokens else ():
                found = (_spelled_out(choice, written, full_form) for choice in phrases)
                known = {(choice.terms, choice.window) for choice in alternatives}
                alternatives += [one for one in found if one is not None and (one.terms, one.window) not in known]
        return word if len(alternatives) > _MAX_ALTERNATIVES else replace(word, alternatives=tuple(alternatives))

    def full_forms(self, written: str) -> tuple[FullForm, ...]:
        if written not in self._known:
            found = dict.fromkeys(form for one in self.snapshot.segments for form in _kept(one, written))
            self._known[written] = tuple(found)[:_FULL_FORMS]
        return self._known[written]


def _abbreviations_in(text: str) -> Iterator[str]:
    """The tokens, canonical, that may be abbreviations; documents may mean others by them than everybody."""
    normal = normalize(text).text
    for start, end in token_spans(normal):
        token = normal[start:end]
        if 2 <= len(token) <= 10 and token[0].isalpha() and not is_syllable_shaped(token):
            yield canonical(token)


def _phrases(word: Word) -> list[Alternative]:
    """The ways of saying a word in which an abbreviation may stand for something."""
    return [one for one in word.alternatives if 1 < len(one.terms) <= _MAX_TERMS and one.window is not None]


def _kept(one: LiveSegment, written: str) -> tuple[FullForm, ...]:
    """What `_defined_in` gives, each once; kept for what documents write at all."""
    if one.segment.parts["body"].postings("citations", written) is None:
        return ()
    return one.kept(("defined", written), lambda: tuple(dict.fromkeys(_defined_in(one, written))))


def _defined_in(one: LiveSegment, written: str) -> Iterator[FullForm]:
    """What the first documents of a segment that write an abbreviation say that it stands for."""
    postings = one.segment.parts["body"].postings("citations", written)
    documents = None if postings is None else postings.sparse().documents
    for number in () if documents is None else documents[:_DOCUMENTS].tolist():
        for abbreviation, syllables in one.segment.head(number).defined.items():
            if canonical(abbreviation) == written:
                yield syllables


def _spelled_out(choice: Alternative, written: str, full_form: FullForm) -> Alternative | None:
    """A phrase with an abbreviation's full form in its place; None where it is not in it."""
    place = next((place for place, term in enumerate(choice.terms) if term.text == written), None)
    if place is None:
        return None
    syllables = tuple(Term("exact", syllable) for syllable in full_form)
    terms = (*choice.terms[:place], *syllables, *choice.terms[place + 1 :])
    window = choice.window + len(syllables) - 1 if choice.window else 0
    return Alternative(terms, window, cited=(written,))

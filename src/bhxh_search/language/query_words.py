"""A query's plain text → the words that it asks for: syllables, abbreviations, and values such as law numbers."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations, Words
from bhxh_search.language.article_lists import Article, read_lists
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import Citation, find_citations
from bhxh_search.language.law_references import (
    Reference,
    folded_in_place,
    form_at,
    is_provision,
    other_numeral,
    pattern_of,
    put_together,
    reference_at,
)
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.pieces import MOST, read_pieces
from bhxh_search.language.tokens import token_spans
from bhxh_search.language.typed_values import in_words, is_a_day, value_at
from bhxh_search.language.variants import as_indexed

WordKind = Literal[
    "syllable", "abbreviation", "full form", "figure", "value", "number", "provision", "form", "address"
]

_SCHEME = re.compile(r"\w+://(?:www\.)?|www\.", re.IGNORECASE)
_HOST = re.compile(
    r"[a-z0-9]+(?:-[a-z0-9]+){0,8}(?:\.[a-z0-9]+(?:-[a-z0-9]+){0,8}){0,8}\.[a-z]{2,10}(?![\w@]|[.-]\w)",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class QueryWord:
    """One word of a query."""

    kind: WordKind
    start: int
    """Where it stands in the text given."""
    end: int
    syllables: tuple[str, ...]
    """Canonical: itself; the full form of an abbreviation; the tokens that a value is written with."""
    written: str
    """Canonical, as typed: what an abbreviation is called."""
    value: str | None = None
    """The term of a figure, or of a law number, date or fraction (kind "value"); of a kind "number" that of the month
    that it may be too."""
    number: str | None = None
    """Of a law number, whole or in part: its pattern, see `law_references`."""
    spoken: tuple[tuple[str, ...], ...] = ()
    """The ways of saying a law number in part, a date without the word for day, or a day without its year, each as
    tokens side by side; of an article that ends a range, those before it; of a chapter, that with other numerals;
    of a form or an annex, the other ways of writing it."""
    before: str = ""
    """The word for day, as it is typed, that a date begins with; canonical, the first of the syllables."""
    parts: tuple[QueryWord, ...] = ()
    """Of an address: its tokens, which stand side by side."""


def query_words(text: str, abbreviations: Abbreviations = BUILT_IN, *, listed: bool = False) -> tuple[QueryWord, ...]:
    """The words of `text`, any string, in order.

    `listed`: whether each number on a list of articles, `Điều 20, 21 Bộ luật Lao động`, is an article.

    One word is a law number, whole or in part, a date, a figure, a provision (Điều 54), the full form of an
    abbreviation written out, and an address less what every address begins with.
    """
    normal = normalize(text)
    reader = _Reader(put_together(normal.text), abbreviations, listed=listed)
    words: list[QueryWord] = []
    while reader.position < len(reader.tokens):
        word = reader.next()
        if word is not None:
            words.append(word)
    if normal.changed_places:
        spans = [normal.span(word.start, word.end) for word in words]
        words = [replace(word, start=first, end=last) for word, (first, last) in zip(words, spans, strict=True)]
    return tuple(words)


class _Reader:
    """The tokens of one query's text, read from the first to the last."""

    def __init__(self, text: str, abbreviations: Abbreviations, *, listed: bool) -> None:
        self._articles: dict[int, tuple[Article, ...]] = {}
        """See `read_lists`."""
        if listed and _A_LAW.search(fold(text)):
            text, self._articles = read_lists(text)
        self.text = text
        self.abbreviations = abbreviations
        self.tokens = token_spans(text)
        self.position = 0
        self._values = deque(find_citations(text))
        self._pieces: deque[Words | None] = deque()
        """What the next tokens stand for, where they are an abbreviation in pieces."""
        self._has_digits = any(character.isdigit() for character in text)
        self._folded = folded_in_place(text) if self._has_digits else None
        self._longest = max(map(len, abbreviations.by_full_form), default=1)

    def next(self) -> QueryWord | None:
        """The word that begins at the next token; None where that token is none."""
        start, _ = self.tokens[self.position]
        while self._values and self._values[0].end <= start:
            self._values.popleft()
        inside = self._values[0] if self._values and self._values[0].start <= start else None
        if inside and inside.kind == "address":
            scheme = _SCHEME.match(self.text, start)
            if scheme and scheme.end() < inside.end:
                self._skip_to(scheme.end())
            return self._address(inside.end)
        if inside and inside.kind in ("date", "number", "fraction"):
            return _value_word(self.text, inside, self._take(inside.end))
        if start in self._articles:
            return self._article(start, self.tokens[self.position][0])
        typed = self._with_its_word(start) or self._typed_value(start)
        if typed:
            return typed
        piece = self._piece()
        if piece:
            return piece
        host = _HOST.match(self.text, start)
        if host:
            return self._address(host.end())
        reference = self._reference(start)
        if reference:
            return self._number(reference)
        if inside:
            # What stands behind a figure that has no value, triệu in `1.5.2 triệu`, is a word of its own.
            self._values.popleft()
            return _value_word(self.text, inside, self._take(max(end for _, _, end in inside.terms)))
        return self._form() or self._provision() or self._word()

    def _piece(self) -> QueryWord | None:
        """The abbreviation in pieces that begins here, whole where it is known as such, or its next piece."""
        if not self._pieces:
            near = self.tokens[self.position : self.position + MOST]
            self._pieces.extend(read_pieces(self.text, near, query=True))
            if self._pieces and (whole := self._in_one_piece()):
                self._pieces.clear()
                return whole
        if self._pieces and (full_form := self._pieces.popleft()):
            tokens = self._take(self.tokens[self.position][1])
            return _abbreviation(self.text, *tokens[0], full_form)
        return None

    def _in_one_piece(self) -> QueryWord | None:
        """The next tokens as one abbreviation, where they make the full form of one: `TP. Hồ Chí Minh`."""
        syllables: list[str] = []
        tokens = self.tokens[self.position : self.position + self._longest]
        for size, (start, end) in enumerate(tokens, start=1):
            token = self.text[start:end]
            piece = self._pieces[size - 1] if size <= len(self._pieces) else None
            full_form = piece or self.abbreviations.in_query(token) or ((canonical(token),),)
            syllables += (fold(syllable) for word in full_form for syllable in word)
            written = self.abbreviations.by_folded_full_form.get(tuple(syllables)) if size > 1 else None
            if written:
                self._take(end)
                whole = _abbreviation(self.text, tokens[0][0], end, self.abbreviations.full_forms[written])
                return replace(whole, written=canonical(written))
        return None

    def _skip_to(self, place: int) -> None:
        while self.position < len(self.tokens) and self.tokens[self.position][0] < place:
            self.position += 1

    def _take(self, end: int) -> list[tuple[int, int]]:
        """The next token and those after it that begin before `end`."""
        first = self.position
        self.position += 1
        self._skip_to(end)
        return self.tokens[first : self.position]

    def _address(self, end: int) -> QueryWord | None:
        if self.position == len(self.tokens) or self.tokens[self.position][0] >= end:
            return None
        tokens = self._take(end)
        parts = tuple(_word(self.text, [token], self.abbreviations) for token in tokens)
        if len(parts) == 1:
            return parts[0]
        start, last = tokens[0][0], tokens[-1][1]
        syllables = tuple(part.written for part in parts)
        return QueryWord("address", start, last, syllables, canonical(self.text[start:last]), parts=parts)

    def _reference(self, start: int) -> Reference | None:
        """The law number in part that begins here, unless what follows its kind is a whole one."""
        if self._folded is None:
            return None
        found = reference_at(self.text, self._folded, start)
        whole = next((value for value in self._values if value.start > start), None)
        if found and whole and whole.kind in ("number", "date") and whole.start < found.end:
            return None
        if found and _MONTH.fullmatch(self.text[found.start : found.end]) and self._is_quarter(start):
            return None
        return found

    def _is_quarter(self, start: int) -> bool:
        """Whether the number at `start` is that of a quarter: quý 3/2021 is no month."""
        if not self.position:
            return False
        first, end = self.tokens[self.position - 1]
        return canonical(self.text[first:end]) in ("quý", "quy") and self.text[end:start].isspace()

    def _typed_value(self, start: int) -> QueryWord | None:
        """The value that begins here as documents hardly write it."""
        if not self._has_digits:
            return None
        following = self._values[0] if self._values else None
        found = value_at(self.text, start, self.tokens[self.position][1], following)
        if found is None:
            return None
        syllables = tuple(canonical(self.text[a:b]) for a, b in self._take(found.end))
        spoken = tuple(dict.fromkeys((*((syllables,) if found.as_typed else ()), *found.spoken)))
        kind: WordKind = "figure" if found.is_figure else "value"
        written = canonical(self.text[start : found.end])
        return QueryWord(kind, start, found.end, syllables, written, found.value, spoken=spoken)

    def _with_its_word(self, start: int) -> QueryWord | None:
        """The day that begins here with its word: ngày 1/7/2025, ngày 30/4. Texts have others too: sáng 30/4."""
        following = self._values[0] if self._values else None
        _, end = self.tokens[self.position]
        if following is None or not self.text[end : following.start].isspace():
            return None
        if canonical(self.text[start:end]) not in _WORDS_FOR_DAY or not is_a_day(following):
            return None
        return replace(_value_word(self.text, following, self._take(following.end)), start=start)

    def _number(self, found: Reference) -> QueryWord:
        tokens = self._take(found.end)
        syllables = tuple(canonical(self.text[a:b]) for a, b in tokens)
        start, end = found.start, tokens[-1][1]
        month = _MONTH.fullmatch(self.text[start:end])
        value = f"{month[2]}-{int(month[1]):02}" if month else None
        return QueryWord(
            "number", start, end, syllables, canonical(self.text[start:end]), value, found.pattern, found.spoken
        )

    def _form(self) -> QueryWord | None:
        """The form or the annex that begins here: mẫu số 05, phụ lục I."""
        tokens = self.tokens[self.position : self.position + _LONGEST_FORM]
        ways = form_at([canonical(self.text[a:b]) for a, b in tokens])
        if not ways:
            return None
        start, end = tokens[0][0], tokens[len(ways[0]) - 1][1]
        is_value = bool(self._values) and self._values[0].start < end
        if is_value or _PARTED.search(self.text, start, end) or _GOES_ON.match(self.text, end):
            return None
        self._take(end)
        return QueryWord("form", start, end, ways[0], canonical(self.text[start:end]), spoken=ways[1:])

    def _provision(self) -> QueryWord | None:
        if not self._has_digits and self.position + 1 >= len(self.tokens):
            return None
        short = _SHORT_PROVISION.match(self.text, self.tokens[self.position][0]) if self._has_digits else None
        if short is not None and self._names_a_law:
            tokens = self._take(short.end())
            syllables = ("điều" if short[1] in "đĐ" else "khoản", short[2])
            return QueryWord("provision", tokens[0][0], short.end(), syllables, " ".join(syllables))
        pair = self.tokens[self.position : self.position + 2]
        if len(pair) < 2 or not self.text[pair[0][1] : pair[1][0]].isspace():
            return None
        name, ordinal = (canonical(self.text[a:b]) for a, b in pair)
        end = pair[1][1]
        is_value = bool(self._values) and self._values[0].start < end
        if is_value or self.text[end : end + 1] in ("/", "%") or not is_provision(name, ordinal):
            return None
        if pair[1][0] in self._articles:
            return self._article(pair[1][0], pair[0][0])
        self.position += 2
        other = other_numeral(name, ordinal)
        spoken = ((name, other),) if other else ()
        written = canonical(self.text[pair[0][0] : end])
        return QueryWord("provision", pair[0][0], end, (name, ordinal), written, spoken=spoken)

    def _article(self, number_at: int, start: int) -> QueryWord:
        """The article, or the last of several, that a number on a list stands for. `start`: of its first token."""
        end = self._take(number_at + 1)[-1][1]
        first, *others = self._articles[number_at]
        return QueryWord("provision", start, end, first, canonical(self.text[start:end]), spoken=tuple(others))

    @cached_property
    def _names_a_law(self) -> bool:
        return _A_LAW.search(fold(self.text)) is not None

    def _word(self) -> QueryWord:
        tokens = self.tokens[self.position : self.position + max(2, self._longest)]
        taken = _full_form_size(self.text, tokens[: self._longest], self.abbreviations) or 1
        self.position += taken
        word = _word(self.text, tokens[:taken], self.abbreviations)
        following = tokens[taken] if taken < len(tokens) else None
        if word.kind != "syllable" or following is None or not self.text[word.end : following[0]].isspace():
            return word
        meant = as_indexed(self.text[word.start : word.end], self.text[slice(*following)])
        return word if meant == word.written else replace(word, syllables=(meant,), written=meant)


_SHORT_PROVISION = re.compile(r"([đĐkK])\.?\s?([1-9][0-9]{0,2})(?![\w/%]|[.,-][0-9])")
"""Đ64, k.1: Điều 64, khoản 1, where a law is named besides."""
_A_LAW = re.compile(
    r"\b(?:luat|nghi dinh|nd|thong tu|quyet dinh|qd|phap lenh|hien phap|blld|blhs|blds)\b|[0-9]/(?:19|20)[0-9]{2}/",
    re.IGNORECASE,
)
_LONGEST_FORM = 4
"""Tokens: phụ lục số 1."""
_PARTED = re.compile(r"[^\w\s:.]")
_GOES_ON = re.compile(r"%|[/.,][0-9]")
"""What makes a number more than that of a form: mẫu 1/500."""
_MONTH = re.compile("(0?[1-9]|1[0-2])/([0-9]{4})")
_WORDS_FOR_DAY = ("ngày", "ngay")


def _value_word(text: str, citation: Citation, tokens: list[tuple[int, int]]) -> QueryWord:
    value = citation.terms[0][0]
    syllables = tuple(canonical(text[start:end]) for start, end in tokens)
    # In 844.000đ the last token runs past the figure.
    end = max(*(end for _, _, end in citation.terms), tokens[-1][1])
    kind: WordKind = "figure" if citation.kind == "figure" else "value"
    number = pattern_of(value) if citation.kind == "number" else None
    written = canonical(text[citation.start : end])
    spoken = ((*syllables, "phần", "trăm"),) if value.endswith("%") else in_words(value)
    if citation.kind == "fraction" and "-" in written:
        spoken = (syllables, *spoken)  # where no word for day stands before it, in texts it is no value
    before = syllables[0] if syllables[0] in _WORDS_FOR_DAY else ""
    return QueryWord(kind, citation.start, end, syllables, written, value, number, spoken, before=before)


def _word(text: str, tokens: list[tuple[int, int]], abbreviations: Abbreviations) -> QueryWord:
    start, end = tokens[0][0], tokens[-1][1]
    written = canonical(text[start:end])
    if len(tokens) > 1:
        return QueryWord("full form", start, end, tuple(canonical(text[a:b]) for a, b in tokens), written)
    full_form = abbreviations.in_query(text[start:end])
    if full_form is None:
        return _syllable(text, start, end)
    return _abbreviation(text, start, end, full_form)


def _abbreviation(text: str, start: int, end: int, full_form: Words) -> QueryWord:
    written = canonical(text[start:end])
    return QueryWord("abbreviation", start, end, tuple(s for word in full_form for s in word), written)


def _syllable(text: str, start: int, end: int) -> QueryWord:
    written = canonical(text[start:end])
    return QueryWord("syllable", start, end, (written,), written)


def _full_form_size(text: str, tokens: list[tuple[int, int]], abbreviations: Abbreviations) -> int:
    """How many of the first tokens are the longest full form written out, with or without marks; 0 for none."""
    syllables = [canonical(text[start:end]) for start, end in tokens]
    for size in range(len(syllables), 1, -1):
        head = tuple(syllables[:size])
        if head in abbreviations.by_full_form or head in abbreviations.by_folded_full_form:
            return size
    return 0

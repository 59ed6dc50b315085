"""Abbreviations and the words that they stand for: BHXH ⇄ bảo hiểm xã hội."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bhxh_search.errors import InvalidAbbreviations
from bhxh_search.language.abbreviation_table import CAPITALS, CHAT, UNAMBIGUOUS
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.segment import segment_each
from bhxh_search.language.tokens import token_spans

Words = tuple[tuple[str, ...], ...]
"""A full form: words, each a tuple of canonical syllables."""

_SHORTEST_IN_HASTE = 3
"""Letters."""
NAME_SIGNS = ".-_@"
"""Between letters and digits, these make one name of them: bhxh.gov.vn. Small letters in it are no abbreviation."""


@dataclass(frozen=True)
class Abbreviations:
    """What is expanded, and into which words. Keys are written in capitals."""

    full_forms: Mapping[str, Words]
    user: Mapping[str, str] = field(default_factory=dict)
    """Those added by the user, as given; kept with an index."""

    def in_text(self, token: str) -> Words | None:
        """The full form of `token` (in normal form) as a text writes it: in capitals, or in haste bhxh.

        Of small letters that is so outside of names; see `NAME_SIGNS`.
        """
        return self.as_written.get(token)

    def in_query(self, token: str) -> Words | None:
        """The full form of `token` in a query, in any case, with or without marks: `bhxh`, `hdnd`.

        A token that could be a word (a user's own `CAN`) is expanded in capitals only; what people write in chats,
        `ko` for không, in small letters only.
        """
        if token in self.full_forms:
            return self.full_forms[token]
        if not is_syllable_shaped(token) and (found := self._by_query_form.get(token.upper())):
            return found
        return _OF_CHATS.get(token)

    @cached_property
    def as_written(self) -> Mapping[str, Words]:
        """What texts write → its full form: BHXH, and in haste bhxh or Bhxh.

        In capitals only where small letters may be a word: of two letters, shaped as a syllable, or a user's own.
        """
        own = set(map(_key, self.user))
        in_haste = {
            form: words
            for written, words in self.full_forms.items()
            if written not in own and len(written) >= _SHORTEST_IN_HASTE and not is_syllable_shaped(written)
            for form in (written.lower(), written.capitalize())
        }
        return {**in_haste, **self.full_forms}

    @cached_property
    def _by_query_form(self) -> Mapping[str, Words]:
        forms: dict[str, Words] = {}
        for written, words in self.full_forms.items():
            forms.setdefault(written, words)
            forms.setdefault(fold(written), words)
        return forms

    @cached_property
    def by_full_form(self) -> Mapping[tuple[str, ...], str]:
        """Canonical syllables of a full form → its abbreviation."""
        return {tuple(s for word in words for s in word): written for written, words in self.full_forms.items()}

    @cached_property
    def by_folded_full_form(self) -> Mapping[tuple[str, ...], str]:
        """The same for syllables typed without marks."""
        return {tuple(map(fold, syllables)): written for syllables, written in self.by_full_form.items()}

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits that change with any entry."""
        content = json.dumps(sorted(self.full_forms.items()), ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def _built_in() -> dict[str, Words]:
    table: dict[str, Words] = {}
    words: list[tuple[str, ...]] = []
    for item in UNAMBIGUOUS.split():
        if item.isupper():
            words = []
            table[item] = ()
            written = item
        else:
            words += split_words(item)
            table[written] = tuple(words)
    return table


def split_words(full: str) -> Words:
    """A full form as the table writes it, `bảo_hiểm xã_hội`, as words of syllables."""
    return tuple(tuple(map(canonical, word.split("_"))) for word in full.split())


BUILT_IN = Abbreviations(_built_in())
_OF_CHATS = {written: split_words(full) for written, full in CHAT.items()}


def with_user_abbreviations(user: Mapping[str, str]) -> Abbreviations:
    """The built-in table and the user's own, which win where both have an entry.

    `user`: abbreviation → full form in plain text. Raises `InvalidAbbreviations` for an abbreviation that is not
    one run of two or more letters and digits, or has no letter, or a full form without words.
    """
    if not user:
        return BUILT_IN
    if not isinstance(user, Mapping) or not all(isinstance(one, str) for pair in user.items() for one in pair):
        raise InvalidAbbreviations(
            f'abbreviations are {user!r:.40}; give a mapping such as {{"KCN": "khu công nghiệp"}}'
        )
    full_forms = dict(BUILT_IN.full_forms)
    for written, full in user.items():
        key = _key(written)
        words = words_of(full)
        if not words:
            raise InvalidAbbreviations(f"abbreviation {written!r} has no full form: give its words, such as bảo hiểm")
        full_forms[key] = words
    return Abbreviations(full_forms, dict(user))


def parse_abbreviations(text: str, where: str) -> dict[str, str]:
    """Abbreviations from the text of a file: `BHXH = bảo hiểm xã hội` a line; blank and `#` lines are passed over.

    `where` names the file in messages. Raises `InvalidAbbreviations` with the line's number.
    """
    table: dict[str, str] = {}
    known: dict[str, tuple[str, list[str]]] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        written, sign, full = (part.strip() for part in line.partition("="))
        if not sign or not written or not full:
            raise InvalidAbbreviations(f"{where}:{number}: expected `BHXH = bảo hiểm xã hội`, found {line.strip()!r}")
        try:
            key = _key(written)
        except InvalidAbbreviations as error:
            raise InvalidAbbreviations(f"{where}:{number}: {error}") from None
        text = normalize(full).text
        syllables = [canonical(text[start:end]) for start, end in token_spans(text)]
        before, same = known.setdefault(key, (full, syllables))
        if same != syllables:
            raise InvalidAbbreviations(
                f"{where}:{number}: {written} stands for two things, {before} and {full}; keep one"
            )
        table.setdefault(written, full)
    return table


def _key(written: str) -> str:
    """An abbreviation as it is looked up. Raises `InvalidAbbreviations` for what is none."""
    key = normalize(written).text.strip().upper()
    if token_spans(key) != [(0, len(key))] or len(key) < 2 or key.isdigit():
        raise InvalidAbbreviations(
            f"{written!r} is no abbreviation: give one run of two letters and more, such as BHXH"
        )
    return key


def words_of(full: str) -> Words:
    """The words of a full form given as plain text, by pyvi."""
    return words_of_each([full])[0]


def words_of_each(full_forms: Sequence[str]) -> list[Words]:
    """The words of each of several full forms: pyvi's model is asked once."""
    texts = [normalize(full).text.lower() for full in full_forms]
    found: list[Words] = []
    for text, segmented in zip(texts, segment_each(texts), strict=True):
        words = (tuple(canonical(text[a:b]) for a, b in _tokens_of(text, word)) for word in segmented)
        found.append(tuple(word for word in words if word))
    return found


def _tokens_of(text: str, word: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start + a, start + b) for start, end in word for a, b in token_spans(text[start:end])]


# Its first token is one that `may_begin_definition`.
_DEFINITION = re.compile(
    r"[(\[]\s?(?:(?:sau đây |dưới đây )?(?:được )?(?:gọi|viết|gọi chung) (?:tắt )?là:?\s?)?"
    rf"[\"'“”‘’]?([{CAPITALS}][{CAPITALS}0-9]{{1,9}})[\"'“”‘’]?\s?[)\]]",
    re.IGNORECASE,
)


class Definition(NamedTuple):
    """A place where a document says what an abbreviation stands for: `Bảo hiểm xã hội (BHXH)`."""

    written: str
    syllables: tuple[str, ...]
    start: int
    """Where the abbreviation itself stands, in characters of the text given."""
    end: int


def read_definition(text: str, bracket: int, syllables_before: Callable[[int], Sequence[str]]) -> Definition | None:
    """The definition whose bracket opens at `bracket` in `text`, which is in normal form; None where there is none.

    `syllables_before` gives the canonical forms of up to so many tokens that end before the bracket. The full form
    is the run of them just before it whose initials are the abbreviation's letters; a syllable more between them
    is allowed (`khám bệnh, chữa bệnh (KCB)`).
    """
    match = _DEFINITION.match(text, bracket)
    if not match or not match[1].isupper():
        return None
    written = match[1]
    before = syllables_before(2 * len(written))
    size = _full_form_size([fold(syllable)[0] for syllable in before], fold(written).lower())
    return Definition(written, tuple(before[-size:]), *match.span(1)) if size else None


def _full_form_size(initials: Sequence[str], letters: str) -> int:
    """How many of the last syllables, given by their initials, the abbreviation's letters stand for; 0 for none."""
    for size in range(len(letters), min(len(initials), 2 * len(letters) - 1) + 1):
        candidates = initials[-size:]
        if candidates[0] != letters[0] or candidates[-1] != letters[-1]:
            continue
        remaining = iter(candidates)
        if all(letter in remaining for letter in letters):
            return size
    return 0

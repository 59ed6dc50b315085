"""A run of words → the same with its abbreviations as they were probably meant: BHHX → BHXH.

The index holds abbreviations as their full forms, so its vocabulary does not know them.
"""

from __future__ import annotations

from bhxh_search.index.near import Spellings
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import canonical, fold, is_syllable_shaped
from bhxh_search.search.candidates import tokens_of
from bhxh_search.search.word_counts import WordCounts

SHORTEST = 4
"""Letters: of three, one slip makes too many others."""
_VOWELS = frozenset("aeiouy")


def with_abbreviations(
    text: str, counts: WordCounts, abbreviations: Abbreviations
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`text`, plain words, with those that are one slip away from a known abbreviation as that; and what changed.

    Only what neither the index nor the table knows is changed, and only what looks like an abbreviation: without
    marks, and without vowels or in capitals among other words.
    """
    written, end = "", 0
    changes: list[tuple[str, str]] = []
    for token in tokens_of(text, abbreviations):
        typed = text[token.start : token.end]
        if not token.is_word or counts.find(token.text) >= 0 or not _looks_like_one(typed, text):
            continue
        meant = _meant(fold(typed).lower(), counts, abbreviations)
        if meant is not None:
            written += text[end : token.start] + (meant if typed.isupper() else meant.lower())
            end = token.end
            changes.append((canonical(typed), canonical(meant)))
    return written + text[end:], tuple(changes)


def _looks_like_one(typed: str, text: str) -> bool:
    if len(typed) < SHORTEST or not typed.isascii() or is_syllable_shaped(typed):
        return False
    in_capitals = typed.isupper() and (typed == text.strip() or not text.isupper())
    return in_capitals or not _VOWELS & frozenset(typed.lower())


def _meant(typed: str, counts: WordCounts, abbreviations: Abbreviations) -> str | None:
    """The nearest abbreviation that one slip makes `typed` of; of several, what stands for most in documents."""
    names = list(abbreviations.full_forms)
    near, distances = Spellings([fold(name).lower() for name in names]).within(typed, 1.0, mark=0, tone=0)
    found = [
        (distance, -_held(names[number], counts, abbreviations), names[number])
        for number, distance in zip(near.tolist(), distances.tolist(), strict=True)
        if _begin_alike(typed, fold(names[number]).lower())
    ]
    return next((name for _, held, name in sorted(found) if held), None)


def _begin_alike(typed: str, name: str) -> bool:
    """Whether an abbreviation may be a slip of another: the first letter is hardly ever missed, and another one is
    another body, TTCP and CTCP; but letters change places."""
    return typed[0] == name[0] or sorted(typed) == sorted(name)


def _held(name: str, counts: WordCounts, abbreviations: Abbreviations) -> int:
    """In about how many titles and bodies the full form of an abbreviation stands."""
    words = [counts.find(syllable) for word in abbreviations.full_forms[name] for syllable in word]
    if min(words) < 0:
        return 0
    rarest = int(counts.pairs(words[:-1], words[1:]).min()) if len(words) > 1 else int(counts.counts[words[0]])
    return counts.held(words, rarest)

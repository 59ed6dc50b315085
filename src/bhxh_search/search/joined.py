"""Words that are written as one or as two: covid 19, covid19; U-23, U23; 500 m2, 500m2; 15 giờ, 15h; 6tháng."""

from __future__ import annotations

import re

from bhxh_search.language.characters import canonical, is_syllable_shaped
from bhxh_search.language.query_words import QueryWord
from bhxh_search.language.variants import as_indexed

_HYPHENS = ("-", "\u2010", "\u2011", "\u2013")
_LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]+)([0-9]{1,3})")
_NUMBER_AND_UNIT = re.compile(r"([0-9]{1,4})([^\W\d_]{1,5}[23]?)")
_UNITS = frozenset("m m2 m3 km km2 cm cm2 mm ha kg mg g l ml kv kw kwh mw mwh mb gb tb h".split())
_GLUED = frozenset(
    "ca giờ gio lần lan năm nam ngày ngay người nguoi phút phut tháng thang tuần tuan tuổi tuoi".split()
)
"""Words that count, which people write behind their number without a blank, and texts do not."""
_IN_FULL = {"h": ("h", "giờ")}
"""What a unit is called that is written apart."""
_IN_SHORT = {"giờ": "h"}


def as_one(text: str, first: QueryWord, second: QueryWord) -> str | None:
    """Two words of a query's `text`, one behind the other, as the one word that texts may have for them; canonical.

    A name and the number behind it, or a number and its unit. None for other words.
    """
    if first.kind not in ("syllable", "figure") or second.kind != "syllable":
        return None
    between = text[first.end : second.start]
    if first.written.isdigit() and between in ("", " "):
        unit = _IN_SHORT.get(second.written, second.written)
        return first.written + unit if unit in _UNITS and len(first.written) <= 4 else None
    is_number = len(second.written) <= 3 and second.written.isdigit()
    if not is_number or not first.written.isalpha() or between not in (" ", *_HYPHENS):
        return None
    # A letter that is a syllable too, u 23, makes one name with a number by a hyphen only.
    is_name = not is_syllable_shaped(first.written) or (len(first.written) == 1 and between != " ")
    return first.written + second.written if is_name else None


def apart(word: QueryWord) -> list[tuple[str, ...]]:
    """The words, side by side, that texts may have for one word of a query; each way of writing them, canonical."""
    if word.kind != "syllable":
        return []
    if found := _LETTERS_AND_NUMBER.fullmatch(word.written):
        # Of letters that are syllables, only u stands before a hyphen and a number: U-23. Others end sentences.
        is_name = not is_syllable_shaped(found[1]) or found[1] == "u"
        return [(canonical(found[1]), found[2])] if is_name and (len(found[1]) > 1 or found[1] == "u") else []
    found = _NUMBER_AND_UNIT.fullmatch(word.written)
    if found and found[2] in _UNITS | _GLUED:
        number = as_indexed(found[1], found[2])  # 1lần: một lần
        return [(number, unit) for unit in _IN_FULL.get(found[2], (found[2],))]
    return []

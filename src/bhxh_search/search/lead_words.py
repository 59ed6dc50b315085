"""Words of a query that only lead to others and ask for nothing themselves: `theo Điều 5 của`, `xem luật …`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bhxh_search.language.characters import fold
from bhxh_search.language.law_references import begins_with_a_kind, is_a_kind, kind_in_full
from bhxh_search.language.query_words import QueryWord

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FIRST_PART = re.compile("[0-9]{1,5}")
_BARE_NUMBER = re.compile("[1-9][0-9]{0,2}")
_BETWEEN_ARTICLES = frozenset("của cua và va hoặc hoac đến den tới toi".split())
_TO_AN_ARTICLE = frozenset("can cac cu dinh dung noi o quy tai theo trong tu xem".split())
_MOST_BEFORE = 8
"""Words before the name of a law."""
_LEADING = tuple(tuple(said.split()) for said in ("toàn văn", "nội dung", "xem", "tải", "tìm", "đọc", "file"))
_ANY_DOCUMENT = (("văn", "bản"), ("van", "ban"))
_IN_FORCE = ("hiện hành", "hiện nay", "hiện tại", "đang có hiệu lực", "còn hiệu lực")
_TRAILING = tuple(tuple(said.split()) for said in ("mới nhất", "mới", *_IN_FORCE, "pdf", "word", "file"))
OLD = "cũ"
"""Who says so behind the name of a law means the text before the one in force. Without its mark it may be *cư*."""


def asking_nothing(words: Sequence[QueryWord]) -> set[int]:
    """Which words of a query only lead to others: `số`, `CV` or `văn bản` before a law number and the day behind it,
    `năm` before a year; and beside the name of a law, what people say of it: xem luật …, luật … mới nhất."""
    found: set[int] = set()
    for number, (first, second) in enumerate(pairwise(words)):
        if (first.written in ("số", "so") and second.number is not None) or (
            first.written in ("năm", "nam") and _YEAR.fullmatch(second.written)
        ):
            found.add(number)
        if second.kind == "value" and second.number is not None:
            found.update(_saying_its_kind(words[: number + 1]))
        if second.kind == "value" and second.number is None:  # a day
            if first.number is not None and first.value is not None:
                found.add(number + 1)  # the law's own, which its parts do not repeat
            elif first.written == "ngày" and number and words[number - 1].number is not None:
                found.update((number, number + 1))
    if ends_with_a_number(words) and names_a_kind(words):
        found.add(len(words) - 2)
    # Its articles may stand before the name or behind it: điều 54 luật bhxh cũ, luật bhxh cũ điều 54.
    places = [number for number, word in enumerate(words) if word in _less_provisions([word])]
    written = [words[number].written for number in places]
    start, end = 0, len(places)
    while start < end and (said := _said(written[start:end], _LEADING, at_end=False)):
        start += said
    while start < end and (said := _said(written[start:end], _TRAILING, at_end=True) or written[end - 1] == OLD):
        end -= said
    law = [words[number] for number in places[start:end]]
    if _syllables(law) > 1 and names_a_kind(law):
        found.update((*places[:start], *places[end:]))
    return found | _beside_articles(words)


def years_besides(words: Sequence[QueryWord]) -> set[int]:
    """Which words of a query are years that need not occur: `tuổi nghỉ hưu 2025` asks for what holds in 2025, and a
    law of 2019 may say it. Beside one word alone, or in the name of a law, a year is what is asked for."""
    years = {number for number, word in enumerate(words) if _YEAR.fullmatch(word.written)}
    nothing = asking_nothing(words) if years else set()
    others = [word for number, word in enumerate(words) if number not in years | nothing]
    return years if _syllables(others) > 1 and not names_a_law(words) else set()


def _saying_its_kind(words: Sequence[QueryWord]) -> range:
    """Which words before a whole law number, up to it, say in letters of what kind it is, or of any: CV, văn bản."""
    end = len(words)
    if words[end - 1].written in ("số", "so"):
        end -= 1
    if end and kind_in_full(words[end - 1].written) != words[end - 1].written:
        return range(end - 1, end)
    is_any = tuple(word.written for word in words[max(0, end - 2) : end]) in _ANY_DOCUMENT
    return range(end - 2, end) if is_any else range(0)


def ends_with_a_number(words: Sequence[QueryWord]) -> bool:
    """Whether the last two words are the first part of a law number, so called: Luật BHXH số 58."""
    return len(words) > 2 and words[-2].written in ("số", "so") and bool(_FIRST_PART.fullmatch(words[-1].written))


def _beside_articles(words: Sequence[QueryWord]) -> set[int]:
    """Which words only lead to an article of a law and from it to the law: theo khoản 1 Điều 5 của Luật …."""
    first = next((number for number, word in enumerate(words) if word.kind == "provision"), None)
    if first is None or not any(map(is_article, words)):
        return set()
    end = first
    while end < len(words) and (words[end].kind == "provision" or words[end].written in _BETWEEN_ARTICLES):
        end += 1
    law = words[end:] or words[:first]
    if not any(word.number is not None for word in law) and not names_a_kind(law):
        return set()
    found = {number for number in range(first, end) if words[number].kind != "provision"}
    leads = all(word.kind == "syllable" and fold(word.written) in _TO_AN_ARTICLE for word in words[:first])
    return found | set(range(first)) if leads else found


def _said(written: Sequence[str], phrases: Sequence[tuple[str, ...]], *, at_end: bool) -> int:
    """Of how many words the phrase is that some words begin or end with; 0 for none."""
    for phrase in phrases:
        part = written[-len(phrase) :] if at_end else written[: len(phrase)]
        if tuple(part) == phrase or tuple(part) == tuple(map(fold, phrase)):
            return len(phrase)
    return 0


def is_article(word: QueryWord) -> bool:
    """Whether a word of a query is an article of a law: Điều 54."""
    return word.kind == "provision" and fold(word.syllables[0]) == "dieu"


def names_a_law(words: Sequence[QueryWord]) -> bool:
    """Whether a query names a law by its number, or by its name before or after its articles."""
    if any(word.number is not None for word in words):
        return True
    rest = _less_provisions(words)
    return any(names_a_kind(rest[first:]) for first in range(min(len(rest), _MOST_BEFORE)))


def _less_provisions(words: Sequence[QueryWord]) -> list[QueryWord]:
    return [word for word in words if word.kind != "provision" and word.written not in ("của", "cua")]


def names_a_kind(words: Sequence[QueryWord]) -> bool:
    """Whether words begin with a kind of legal documents, in full or as the abbreviation of one: BLHS."""
    return begins_with_a_kind(" ".join(syllable for word in words for syllable in word.syllables) + " ")


def is_named(words: Sequence[QueryWord]) -> bool:
    """Whether words name a law, with its articles or without: by a number, or by a kind and what tells it from others
    of the kind."""
    nothing = asking_nothing(words)
    law = _less_provisions([word for number, word in enumerate(words) if number not in nothing])
    if law and law[0].number is not None:
        return True
    if any(word.number is not None for word in law):
        return names_a_kind(law)
    syllables = [syllable for word in law for syllable in word.syllables]
    return names_a_kind(law) and not is_a_kind(" ".join(syllables))


def bare_number(law: Sequence[QueryWord]) -> str | None:
    """The pattern of the number whose first part alone tells a law: luật 41; None where that is not all of its name.

    `law`: the words of its name, without articles. Of decrees and others the first part is read as their number
    wherever it stands; behind *luật* stand many figures.
    """
    said = " ".join(syllable for word in law[:-1] for syllable in word.syllables)
    if fold(said) not in ("luat", "bo luat") or not _BARE_NUMBER.fullmatch(law[-1].written):
        return None
    return f"{law[-1].written} * qh"


def is_year(word: QueryWord) -> bool:
    """Whether a word of a query is a year."""
    return _YEAR.fullmatch(word.written) is not None


def _syllables(words: Sequence[QueryWord]) -> int:
    return sum(len(word.syllables) for word in words)

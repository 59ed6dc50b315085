"""Words that only make a question, là gì or bao nhiêu, and say little of what a document should hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold

# The longest that fits counts, so `là gì` before `là`. Chosen by reading the questions of three collections of
# legal and general questions; single words (gì, nào, ai) are left out, for they are words of statements too: they
# only tell that something is asked.
_QUESTIONS = (
    "là gì",
    "là ai",
    "là bao nhiêu",
    "là như thế nào",
    "bao gồm những gì",
    "gồm những gì",
    "những gì",
    "như thế nào",
    "thế nào",
    "ra sao",
    "bao nhiêu",
    "bao lâu",
    "bao giờ",
    "khi nào",
    "làm sao",
    "vì sao",
    "tại sao",
    "ở đâu",
    "đúng hay sai",
    "hay không",
    "phải không",
    "được không",
)
_EXACT = frozenset(tuple(map(canonical, question.split())) for question in _QUESTIONS)
_FOLDED = frozenset(tuple(map(fold, question)) for question in _EXACT)
_LONGEST = max(map(len, _EXACT))
_FIRST = frozenset(question[0] for question in _EXACT | _FOLDED)
ASKING = frozenset(("ai", "gì", "nào", "đâu", "mấy"))
"""Single words that ask."""
_ASKING_BARE = frozenset(("ai", "gi", "nao"))
"""Without its mark, đâu is dầu or đầu too."""
_MAY = "may"
"""Without its mark, mấy is máy and may too: it asks only before what is counted, and before năm at the end."""
_COUNTED = frozenset(("ngay", "thang", "lan", "tuoi", "gio", "tuan", "nguoi"))
_WITH_THEM = frozenset(("sao", "thế", "vậy", "hả", "rứa"))
_AFTER = frozenset(("thế", "vậy", "hả", "rứa", "nhỉ", "ạ"))
"""What ends a question after its phrase: là gì vậy."""
_AFTER_BARE = frozenset(map(fold, _AFTER))
_WHAT_IS = frozenset((("là", "gì"), ("la", "gi")))
_MEANS = frozenset(("nghĩa", "nghia"))
"""*Nghĩa là* explains whatever stands before it."""
_NOT_AT_THE_END = frozenset(("không", "khong", "chưa"))
_SHORTEST_WITH_NOT = 4
"""Of so many syllables, one that ends with *không* asks: có được nghỉ không."""

_OFTEN_ASKED = ("nào", "gì", "bao nhiêu", "bao lâu", "như thế nào")
"""What is likely to be asked, where only its first letters are typed."""
_TELLING = 2
"""So many of its letters."""
_TO_BEGIN = tuple((one, tuple(fold(one).split())) for one in dict.fromkeys((*_OFTEN_ASKED, *_QUESTIONS)))
"""Each with its syllables without marks."""

SAYS_NOTHING = frozenset(
    "và của các có cho là được trong với những một này khi theo tại từ đến về do để thì mà bị ra vào trên dưới hoặc "
    "không như cũng đã sẽ đang phải nếu bởi".split()
)
"""What any text holds: alone it is no search."""


def is_question(text: str, syllables: Sequence[str]) -> bool:
    """Whether a query asks a question. `syllables`: its own, canonical."""
    return text.rstrip().endswith("?") or bool(_asked_with(syllables)) or bool(question_positions(syllables))


def telling_little(syllables: Sequence[str]) -> set[int]:
    """Which of `syllables`, canonical and in query order, only make a question, be it in a phrase or alone."""
    asking = _asked_with(syllables)
    if asking:
        bare = asking <= _ASKING_BARE
        asking |= frozenset(map(fold, _WITH_THEM)) if bare else _WITH_THEM
    return question_positions(syllables) | {place for place, one in enumerate(syllables) if one in asking}


def _asked_with(syllables: Sequence[str]) -> frozenset[str]:
    """The single words that ask, of those that a query holds."""
    return (_ASKING_BARE if all(map(is_bare, syllables)) else ASKING) & frozenset(syllables)


def definition_asked(syllables: Sequence[str]) -> set[int]:
    """Where in `syllables`, canonical and in query order, a word ends whose meaning is asked for: before *là gì*."""
    return {
        place
        for place, pair in enumerate(pairwise(syllables[1:]))
        if pair in _WHAT_IS and syllables[place] not in _MEANS
    }


def question_positions(syllables: Sequence[str]) -> set[int]:
    """Which of `syllables`, canonical and in query order, are part of a question phrase, marked or bare."""
    found: set[int] = set()
    position = 0
    while position < len(syllables):
        if syllables[position] not in _FIRST:
            position += 1
            continue
        for size in range(_LONGEST, 1, -1):
            head = tuple(syllables[position : position + size])
            if len(head) == size and (head in _EXACT or head in _FOLDED):
                found.update(range(position, position + size))
                position += size
                if set(syllables[position:]) <= (_AFTER if head in _EXACT else _AFTER_BARE):
                    found.update(range(position, len(syllables)))
                break
        else:
            position += 1
    if len(syllables) >= _SHORTEST_WITH_NOT and syllables[-1] in _NOT_AT_THE_END:
        found.add(len(syllables) - 1)
    return found | _bare_may(syllables)


def questions_begun(syllables: Sequence[str], beginning: str) -> list[tuple[int, str]]:
    """The question phrases that the end of a text begins, and how many of its syllables are of each.

    `syllables`: the whole ones, canonical; `beginning`: of the next, which may be empty. Marks are not compared: `la
    ba` begins *là bao nhiêu*. Those of which more syllables are there come first; of the few that begin with the next
    one, `trường hợp nà`, none is.
    """
    folded, begun = [*map(fold, syllables)], fold(beginning.lower())
    found: list[tuple[int, str]] = []
    for question, words in _TO_BEGIN:
        sizes = range(min(len(words) - 1, len(folded)), 0, -1)
        typed = next((size for size in sizes if tuple(folded[-size:]) == words[:size]), 0)
        is_next = typed or (question in _OFTEN_ASKED and folded and len(begun) >= _TELLING)
        if is_next and words[typed].startswith(begun):
            found.append((typed, question))
    return sorted(found, key=lambda one: -one[0])


def _bare_may(syllables: Sequence[str]) -> set[int]:
    """Where *may* is mấy, in a query without any mark: nghi may ngay."""
    if _MAY not in syllables or not all(map(is_bare, syllables)):
        return set()
    places = (place for place, pair in enumerate(pairwise(syllables)) if pair[0] == _MAY and pair[1] in _COUNTED)
    return {*places, *([len(syllables) - 2] if tuple(syllables[-2:]) == (_MAY, "nam") else ())}

"""Several laws named in one query: `so sánh luật bhxh 2014 và 2024`, `điều 54 luật bhxh cũ và điều 64 luật bhxh mới`.

All of such a query are names of laws, what joins them, and words that compare. Names hold *và* too (Luật Hôn nhân và
gia đình): it joins laws only before what names another, or before another year.
"""

from __future__ import annotations

from collections.abc import Sequence

from bhxh_search.language.characters import fold
from bhxh_search.language.query_words import QueryWord
from bhxh_search.search.folded_words import FoldedWords, folded_words
from bhxh_search.search.lead_words import OLD, is_named, is_year, names_a_kind

Law = tuple[int, ...]
"""Which words of a query name a law, rising but for those that it shares with the one before it."""

_LEADING = (
    "(?:(?:hay|bang|tim|xem|lap bang) )*"
    "(?:(?:so sanh|doi chieu|phan biet)(?: (?:giua|su khac(?: nhau| biet)?(?: giua)?))?"
    "|(?:(?:nhung|cac|mot so|su|diem|giong|nhau|va|hay|noi dung) )*"
    "(?:khac|thay doi|moi)(?: nhau| biet)? (?:giua|cua))"
)
_TRAILING = (
    "(?:(?:co|nhung|cac|diem|gi|su) )*(?:khac|giong|thay doi)(?: (?:va|khac|gi|nhau|biet|hay|giong))*"
    "(?: (?:the nao|nhu the nao|o dau|o (?:diem|cho) nao|cho nao|ra sao))?"
)
_BETWEEN = (
    "(?:(?:co )?(?:nhung |cac )?(?:gi|diem gi|diem)? ?(?:moi|khac)(?: gi| nhau| biet)?(?: hon)? (?:so voi|voi|so)"
    "|(?:co )?(?:gi )?khac(?: gi)?|so voi|va|voi|hay|hoac|vs|den)"
)
_SENTENCE = frozenset("được là thì phải nếu nào gì ai bao mấy".split())
"""Who says more than the name of a law says one of these; the same without marks may be in a name."""
_OF_OTHERS = ("sua doi", "bo sung", "huong dan", "quy dinh chi tiet", "mot so dieu")
"""A law that amends several others names them in its own title."""
_NEW = ("mới", "moi")
_MOST = 4
"""Laws that are told apart."""


def laws_in(words: Sequence[QueryWord]) -> tuple[Law, ...]:
    """The words of each of several laws that a query names, and of nothing else; () where it does not.

    A year alone is of the law named before it, and where one has no article, it is the article of the one before.
    """
    folded = folded_words(words)
    if folded is None or not _may_be_several(words) or any(said in folded.text for said in _OF_OTHERS):
        return ()
    start_of_names, end = _ends(folded, len(words))
    start = start_of_names
    laws: list[Law] = []
    while start < end and len(laws) < _MOST:
        found = _first(words, folded, start, end, laws)
        if found is None:
            return ()
        law, start = found
        laws.append(law)
    if any(words[number].written in _SENTENCE for law in laws for number in law):
        return ()
    if end - start_of_names == len(words) and all(words[law[0]].kind == "value" for law in laws):
        return ()  # nothing but numbers: what names all of them is asked for
    return tuple(laws) if len(laws) > 1 else ()


def _may_be_several(words: Sequence[QueryWord]) -> bool:
    """Whether two laws can be named at all: that is soon told of most queries."""
    written = {word.written for word in words}
    if sum(map(_tells, words)) > 1 or (OLD in written and not written.isdisjoint(_NEW)):
        return True
    return sum(names_a_kind(words[place : place + 3]) for place in range(len(words))) > 1


def _ends(folded: FoldedWords, count: int) -> tuple[int, int]:
    """Where the names begin and end: what stands around them compares."""
    found = folded.matched([rf"(?:{_LEADING} )?(?P<names>\S.*?)(?: {_TRAILING})?"])
    names = range(0) if found is None else folded.numbers(found.span("names"))
    return (names.start, names.stop) if names else (0, count)


def _first(
    words: Sequence[QueryWord], folded: FoldedWords, start: int, end: int, before: Sequence[Law]
) -> tuple[Law, int] | None:
    """The law that words from `start` on name, and where the next begins; None where they name none."""
    for stop in range(start + 1, end + 1):
        joined = _joining(folded, stop, end)
        if stop < end and not joined and not _are_side_by_side(words, stop, end):
            continue
        law = _named(words, range(start, stop), before[-1] if before else None)
        following = stop + joined
        if law is not None and (stop == end or _named(words, range(following, end), law, begins=True) is not None):
            return law, following
    return None


def _joining(folded: FoldedWords, first: int, end: int) -> int:
    """Of how many words, from `first` on, what joins two laws is; 0 where nothing does."""
    for size in range(min(7, end - first - 1), 0, -1):
        last = first + size
        text = folded.text[folded.starts[first] : folded.starts[last] - 1]
        if FoldedWords(text, ()).matched([_BETWEEN]):
            return size
    return 0


def _are_side_by_side(words: Sequence[QueryWord], place: int, end: int) -> bool:
    """Whether a law may end before a place, and another begin there, with nothing to join them: each has a year."""
    last, following = words[place - 1], words[place:end]
    return _tells(last) and following[0].kind != "value" and any(map(_tells, following))


def _tells(word: QueryWord) -> bool:
    """Whether a word tells one law from others of its name: a year, or a number."""
    return is_year(word) or word.number is not None


def _named(words: Sequence[QueryWord], law: range, before: Law | None, *, begins: bool = False) -> Law | None:
    """The words that name a law; None where they do not. `before`: those of the law named before it.

    `begins`: whether those that follow may name more laws.
    """
    some = [words[number] for number in law]
    if not some:
        return None
    if before is not None and (year := _other_time(words, law, before, begins=begins)):
        return year
    if not is_named(some):
        return None
    has_article = any(word.kind == "provision" for word in some)
    articles = () if before is None or has_article else _articles(words, before)
    return (*articles, *law)


def _other_time(words: Sequence[QueryWord], law: range, before: Law, *, begins: bool) -> Law | None:
    """The words of the law named before with another year in place of its own, or new in place of old."""
    first = law.start + (words[law.start].written in ("năm", "nam", "của", "cua") and len(law) > 1)
    if not begins and first != law.stop - 1:
        return None
    own = [number for number in before if is_year(words[number])]
    if own and is_year(words[first]):
        return (*(number for number in before if number not in own), first)
    times = (OLD, *_NEW)
    if words[first].written in times and words[before[-1]].written in times:
        return (*before[:-1], first)
    return None


def _articles(words: Sequence[QueryWord], law: Law) -> Law:
    return tuple(number for number in law if words[number].kind == "provision")


def differing(words: Sequence[QueryWord], laws: Sequence[Law]) -> tuple[list[int], list[int]]:
    """Of the words that not every one of some laws has: those that are each a year or a number, and the others."""
    written = [{fold(words[number].written) for number in law} for law in laws]
    shared = set.intersection(*written)
    others = {number for law in laws for number in law if fold(words[number].written) not in shared}
    values = {number for number in others if _tells(words[number]) or words[number].written.isdigit()}
    return sorted(values), sorted(others - values)

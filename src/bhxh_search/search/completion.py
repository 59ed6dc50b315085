"""The beginning of a query → what it may become: words and phrases of the index, law numbers, titles.

The last word is only begun; the words before it are taken as they were typed, with marks or without. What the query
says before them (other words, operators, a field's name) stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from bhxh_search.index.faults import damage_reported
from bhxh_search.index.parts import NOWHERE
from bhxh_search.index.reader import Booleans, Snapshot
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviation_table import BEFORE_A_NAME
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import Span, is_bare
from bhxh_search.language.characters import fold, may_begin_syllable
from bhxh_search.language.citations import law_number
from bhxh_search.language.law_references import is_of_kind, kind_before
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.continuations import Draft
from bhxh_search.search.lookup import Lookup
from bhxh_search.search.minimum_match import ALL_WORDS_UP_TO
from bhxh_search.search.phrases import Typed, phrases, typed_word, written
from bhxh_search.search.questions import SAYS_NOTHING, questions_begun
from bhxh_search.search.word_counts import WordCounts, word_counts

CONTEXT = 4
"""So many words before the last say what it may become."""
FEW = 100
"""Titles are looked at where a phrase is no more frequent than this."""
TITLES_UP_TO = 5
"""And suggested where no more of them hold the query."""
_SURE = 2
"""So many phrases of the index come before a question of which only the first letters are typed."""
LONGEST = 500
"""Characters at the end of a query that are looked at."""
LONGEST_TITLE = 120
"""Characters: a longer one is no query, nor read while somebody types."""

# The end of a query that is plain words: nothing that means something in a query stands in it.
_RUN = re.compile(rf"(?:(?<!\w)(?i:{'|'.join(BEFORE_A_NAME)})\.)?(?:[^\W_]|[\s,])+\Z")
_FIELD = re.compile(r"([\w-]+):=?[\"(]?\Z")
_HYPHENED = re.compile(r"(?<![^\s\"(])[^\W\d_][^\W_]*(?:-[^\W_]+){1,8}\Z")
"""A word with hyphens, the end of it begun: hang-s."""
_LOOKED_AT = 2_000
"""Of the values that begin so, the most frequent."""
_MOST_NUMBERS = 50
"""Of a part of a segment."""
_NUMBER = re.compile(r"(?<!\S)[0-9]+[A-Za-z]?[/-][^\s\"()]*\Z")
_LAW = re.compile(r"[0-9]+\S*[/-]\S*[^\W\d_]\S*")


def complete(text: str, limit: int, snapshot: Snapshot) -> tuple[str, ...]:
    """What `text`, the beginning of a query, may become, the most frequent first. Raises `IndexDamaged`."""
    text = normalize(text).text
    before, end = text[:-LONGEST], text[-LONGEST:]
    counts = word_counts(snapshot)
    found: dict[str, None] = {}
    with damage_reported(snapshot.folder):
        for suggestion in _suggestions(end, counts, snapshot, limit):
            if len(found) >= limit:
                break
            found.setdefault(before + suggestion)
    return tuple(found)


def _suggestions(text: str, counts: WordCounts, snapshot: Snapshot, limit: int) -> Iterator[str]:
    """Those of `complete`, one after another, and maybe some of them twice."""
    number = _NUMBER.search(text)
    if number is not None:
        # What begins a number with a zero, as people write it, goes on so: 01/2003/NĐ-CP.
        before = text[: len(text) - len(number[0].lstrip("0"))]
        yield from (before + found for found in _law_numbers(number[0], snapshot))
        return
    hyphened = _HYPHENED.search(text)
    if hyphened is not None:
        spaced = text[: hyphened.start()] + hyphened[0].replace("-", " ")
        completed = _suggestions(spaced, counts, snapshot, limit)
        # Hyphens are typed in names, most of which have no marks: hang-seng comes before hàng sau.
        as_typed = sorted(completed, key=lambda one: not one.lower().startswith(spaced.lower()))
        yield from (_hyphened(one, spaced, hyphened) for one in as_typed)
        return
    tail = _tail_of(text)
    if tail is not None:
        yield from _of_words(tail, counts, snapshot, limit)


@dataclass(frozen=True)
class _Tail:
    """The plain words at the end of a query. The last of them is only begun, unless a space follows it."""

    head: str
    """What the query says before them."""
    body: str
    spans: Sequence[Span]
    """Where the whole words stand in the body."""
    beginning: str
    """The word that is begun; empty where none is."""

    @property
    def starts(self) -> list[int]:
        """Where each whole word starts in the body, and last, where the begun one does."""
        return [*(start for start, _ in self.spans), len(self.body) - len(self.beginning)]

    def before(self, word: int) -> str:
        """All of the query that stands before a word of the tail."""
        return self.head + self.body[: self.starts[word]]


def _tail_of(text: str) -> _Tail | None:
    """The plain words that a query ends with; None where it ends with none, or with what is no word of texts."""
    run = _RUN.search(text)
    spans = token_spans(run[0]) if run is not None else []
    if run is None or not spans:
        return None
    head, body = text[: run.start()], run[0]
    if not _begins_words(head, body):
        return None
    if body[-1].isspace():
        return _Tail(head, body, spans, "")
    return _Tail(head, body, spans[:-1], body[slice(*spans[-1])])


def _of_words(tail: _Tail, counts: WordCounts, snapshot: Snapshot, limit: int) -> Iterator[str]:
    """What a query may become by its last words: numbers of a kind of laws, abbreviations, phrases and titles."""
    abbreviations, beginning, starts = snapshot.abbreviations, tail.beginning, tail.starts
    numbers = _numbers_of_kind(tail.body[: starts[-1]], beginning, snapshot)
    if numbers:
        yield from (tail.before(-1) + number for number in numbers)
        return
    context = [
        typed_word(tail.body[start:end], tail.body[start:following].rstrip(), counts, abbreviations)
        for (start, end), following in zip(tail.spans, starts[1:], strict=True)
    ]
    most = max(0, len(context) - CONTEXT)
    known = [tail.before(-1) + found for found in _abbreviations(beginning, context, abbreviations, counts)]
    as_known = {one.lower(): one for one in known}  # BHXH and bhxh are one query
    if beginning.isupper() or not may_begin_syllable(beginning):
        yield from known[: limit // 2]  # who types capitals, or no vowel, begins one
    if abbreviations.in_query(beginning) is not None:
        whole = [*context[most:], typed_word(beginning, beginning, counts, abbreviations)]
        longer = phrases(whole, "", counts, limit // 2)
        yield from (tail.before(most) + written(one, whole, "", counts) for one in longer)
    begun, likely = _questions(tail, context)
    # Where nothing stands after all the words typed, what stands after fewer of them.
    for skipped in range(most, len(context) + bool(beginning)):
        kept = context[skipped:]
        found = phrases(kept, beginning, counts, limit)
        if skipped > most:
            found = _held_with(context[most:skipped], found, counts, snapshot)
        texts = [tail.before(skipped) + written(one, kept, beginning, counts) for one in found]
        texts = [as_known.get(text.lower(), text) for text in texts]
        first, others = texts[: limit // 2], texts[limit // 2 :]
        if found:
            first[_SURE:_SURE] = likely
        if skipped == most:
            # With a letter of its next word typed, a question comes right after the likeliest.
            sure = 1 if beginning else len(first)
            first[sure:sure] = begun
        yield from first
        is_all = skipped == 0 and not tail.head
        if is_all and context and max((one.frequency for one in found), default=0) <= FEW:
            yield from _titles(context, beginning, snapshot)
        yield from others
        if found:
            break
    yield from (*likely, *known)


def _questions(tail: _Tail, context: Sequence[Typed]) -> tuple[list[str], list[str]]:
    """The questions that the words typed may end with, for documents do not ask: those that are begun, `lương hưu là`
    → là gì, and those of which the next word would be the first."""
    syllables = [" ".join(typed.syllables) for typed in context]
    asked = questions_begun(syllables, tail.beginning)
    return (
        [tail.before(len(context) - typed) + question for typed, question in asked if typed],
        [tail.before(-1) + question for typed, question in asked if not typed],
    )


def _hyphened(found: str, spaced: str, typed: re.Match[str]) -> str:
    """What `spaced` may become with the hyphens that were typed in it; a title that begins otherwise as it is."""
    if not fold(found.lower()).startswith(fold(spaced.lower())):
        return found
    words = found[typed.start() :].split(" ")
    hyphens = typed[0].count("-")
    return found[: typed.start()] + " ".join(("-".join(words[: hyphens + 1]), *words[hyphens + 1 :]))


def _held_with(others: Sequence[Typed], runs: Sequence[Draft], counts: WordCounts, snapshot: Snapshot) -> list[Draft]:
    """Those of some runs that a document holds together with other words typed, where a query asks for all of few."""
    syllables = sum(len(typed.words) for typed in others)
    few = [run for run in runs if syllables + len(run.words) <= ALL_WORDS_UP_TO]
    held: set[Draft] = set()
    for one in snapshot.segments if few else ():
        lookup = Lookup(one)

        def holding(words: Iterable[int], lookup: Lookup = lookup) -> Booleans:
            mask = np.zeros(lookup.size, bool)
            for word in words:
                found = lookup.held("exact", counts.texts[word])
                if found is not None:
                    mask |= found.mask()
            return mask

        together = one.all_live()
        for words in (words for typed in others for words in typed.words):
            together &= holding(words.tolist())
        held.update(run for run in few if (together & _every(holding([word]) for word in run.words)).any())
    return [run for run in runs if run in held or run not in few]


def _every(masks: Iterable[Booleans]) -> Booleans:
    return reduce(np.logical_and, masks)


def _begins_words(head: str, body: str) -> bool:
    """Whether what is typed at the end of a query are words of texts: not a value of a field, a part of an address,
    nor what stands behind an operator's sign."""
    field = _FIELD.search(head)
    if field is not None and field[1].lower() != "title":
        return False
    return not head or body[0].isspace() or not (head[-1] in "./@_~^&" or (head[-1] == "-" and head[-2:-1].isalnum()))


def _abbreviations(
    beginning: str, context: Sequence[Typed], abbreviations: Abbreviations, counts: WordCounts
) -> list[str]:
    """The abbreviations that begin so and stand for what the index holds, after the words before if there are some;
    the most frequent first."""
    if len(beginning) < 2:
        return []
    found: list[tuple[int, str]] = []
    begun = fold(beginning.upper())
    for name, full_form in abbreviations.full_forms.items():
        if fold(name).startswith(begun):
            words = [counts.find(syllable) for word in full_form for syllable in word]
            if min(words) < 0 or not _follows(context, words, counts):
                continue
            pairs = counts.pairs(words[:-1], words[1:]) if len(words) > 1 else counts.counts[words]
            if counts.held(words, int(pairs.min())):
                found.append((-int(pairs.min()), name))
    return [name for _, name in sorted(found)]


def _follows(context: Sequence[Typed], words: Sequence[int], counts: WordCounts) -> bool:
    """Whether some words stand somewhere in a row behind the last two of those typed; behind none they do. Of words
    that say nothing, `của`, one is enough: whoever types on means more than a phrase."""
    columns = [column for typed in context for column in typed.words]
    many = 1 if columns and context[-1].syllables[-1] in SAYS_NOTHING else 2
    runs = [tuple(words)]
    for column in reversed(columns[-many:]):
        runs = [(word, *run) for run in runs for word in column.tolist()]
        pairs = [counts.pairs(*np.array([*pairwise(run)]).T).min() for run in runs]
        runs = [run for run, pair in zip(runs, pairs, strict=True) if counts.held(run, int(pair))]
    return bool(runs)


def _law_numbers(
    beginning: str, snapshot: Snapshot, is_wanted: Callable[[str], bool] = lambda number: True
) -> list[str]:
    """The law numbers that begin so, those that most documents cite or have first; of very many, these alone."""
    folded = fold(law_number(beginning))
    found: dict[str, dict[str, int]] = {}
    for one in snapshot.segments:
        for part in PARTS:
            terms = one.segment.parts[part].counted_terms("citations")
            within = terms.with_prefix(folded)
            counts = one.segment.parts[part].counted("citations").counts(within.start, within.stop, one.live)
            enough = len(found) + _MOST_NUMBERS
            for place in np.argsort(-counts, kind="stable")[:_LOOKED_AT].tolist():
                if not counts[place] or len(found) >= enough:
                    break
                text = terms[within.start + place]
                if _LAW.fullmatch(text) and is_wanted(text):
                    of_number = found.setdefault(fold(text), {})
                    of_number[text] = of_number.get(text, 0) + int(counts[place])
    # With its marks, a number is there as well as without; and a marked beginning is not among those without.
    numbers = [
        (max(forms.values()), max(forms, key=lambda form: (not is_bare(form), form))) for forms in found.values()
    ]
    return [_in_capitals(text) for _, text in sorted(numbers, key=lambda number: (-number[0], number[1]))]


def _numbers_of_kind(before: str, beginning: str, snapshot: Snapshot) -> list[str]:
    """The law numbers that begin so, of the kind that is named before: `nghị định 15`; none where none is."""
    kind = kind_before(before) if beginning.isdigit() else ""
    if not kind:
        return []
    digits = beginning.lstrip("0")
    zeros = beginning[: len(beginning) - len(digits)]
    if not zeros:
        return _law_numbers(beginning, snapshot, lambda number: is_of_kind(number, kind))
    # 06 is 6, and no more of a number is to come.
    whole = {digits} if digits else set("123456789")
    found = _law_numbers(beginning, snapshot, lambda one: is_of_kind(one, kind) and _first_of(one) in whole)
    return [zeros + number for number in found]


def _first_of(number: str) -> str:
    """A law number up to its first sign."""
    return re.split("[/-]", number)[0]


def _in_capitals(number: str) -> str:
    return number.upper().replace("TTG", "TTg")


def _titles(context: Sequence[Typed], beginning: str, snapshot: Snapshot) -> list[str]:
    """The titles in which the words typed stand in a row, the last of them only begun; none where many do."""
    syllables = [syllable for typed in context for syllable in typed.syllables]
    found: list[tuple[str, str]] = []
    for one in snapshot.segments:
        part = one.segment.parts["title"]
        ranges = [part.term_range("folded" if is_bare(text) else "exact", text) for text in syllables]
        if NOWHERE in ranges:
            continue
        word = beginning.lower()
        lasts = part.ranges_beginning("folded" if is_bare(word) else "exact", word) if word else []
        phrase = [[one] for one in ranges] + ([lasts] if word else [])
        live = [number for number in part.phrase(phrase).tolist() if one.live is None or one.live[number]]
        if len(found) + len(live) > TITLES_UP_TO:
            return []
        found += [(one.segment.ids[number], one.segment.head(number).document.title) for number in live]
    titles = (" ".join(title.split()) for _, title in sorted(found))
    return [title for title in titles if len(title) <= LONGEST_TITLE]

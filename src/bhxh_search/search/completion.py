"""The beginning of a query → what it may become: words and phrases of the index, law numbers, titles.

The last word is only begun; the words before it are taken as they were typed, with marks or without. How frequent a
run of words is, its pairs of neighbours tell (a Markov chain), and only what stands in a row is suggested. What the
query says before the run (other words, operators, a field's name) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bhxh_search.index.parts import NOWHERE
from bhxh_search.index.postings import Integers
from bhxh_search.index.reader import Snapshot, damage_reported
from bhxh_search.index.schema import PARTS
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.analysis import is_bare
from bhxh_search.language.characters import canonical, fold
from bhxh_search.language.citations import law_number
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.spelling import as_in_laws
from bhxh_search.language.tokens import token_spans
from bhxh_search.search.word_counts import WordCounts, word_counts

CONTEXT = 4
"""So many words before the last say what it may become."""
SHARE = 0.05
"""A run goes on with a word that follows its last syllable in at least this share of what holds it."""
WORD = 0.5
"""Two syllables are a word where pyvi joins them in at least this share of what holds them side by side."""
OPEN = 0.3
"""A syllable that begins words in this share of what holds it ends none, unless it ends one with that before it."""
RARE = 1 / 500
"""A run with less than this share of the most frequent one is a slip in some document."""
FEW = 100
"""Titles are looked at where a run is no more frequent than this."""
TITLES_UP_TO = 5
"""And suggested where no more of them hold the query."""

_CONSIDERED = 50
"""Of the words that the last one may become, the most frequent."""
_HEADS = 8
"""Of the readings of words typed without marks, so many."""
_EXTENDED = 6
_LOOKED_FOR = 5
_LONGEST_WORD = 3

# The end of a query that is plain words: nothing that means something in a query stands in it.
_RUN = re.compile(r"(?:[^\W_]|\s)+\Z")
_NUMBER = re.compile(r"(?<!\S)[0-9]+[A-Za-z]?[/-][^\s\"()]*\Z")
_LAW = re.compile(r"[0-9]+\S*[/-]\S*[^\W\d_]\S*")


@dataclass(frozen=True)
class _Typed:
    """One whole word before the last."""

    written: str
    syllables: tuple[str, ...]
    """Canonical; several for an abbreviation."""
    words: tuple[Integers, ...]
    """Per syllable: the words of the index that it may be."""


@dataclass(frozen=True)
class _Run:
    """A suggestion in the making."""

    words: tuple[int, ...]
    """One for each syllable of the context and each word added."""
    count: float
    """In about how many titles and bodies it stands: for three words and more, as a chain of pairs tells."""
    pairs: tuple[int, ...]
    """In how many its last two words do, and each two that were added after."""

    def and_then(self, word: int, pair: int, counts: WordCounts) -> _Run:
        """The run with one more word, which `pair` titles and bodies hold right after its last."""
        share = pair / int(counts.counts[self.words[-1]])
        return _Run((*self.words, word), self.count * share, (*self.pairs, pair))


def complete(text: str, limit: int, snapshot: Snapshot, abbreviations: Abbreviations) -> tuple[str, ...]:
    """What `text`, the beginning of a query, may become, the most frequent first. Raises `IndexDamaged`."""
    text = normalize(text).text
    counts = word_counts(snapshot)
    found: dict[str, None] = {}
    with damage_reported(snapshot.folder):
        for suggestion in _suggestions(text, counts, snapshot, abbreviations, limit):
            if len(found) >= limit:
                break
            found.setdefault(suggestion)
    return tuple(found)


def _suggestions(
    text: str, counts: WordCounts, snapshot: Snapshot, abbreviations: Abbreviations, limit: int
) -> Iterator[str]:
    number = _NUMBER.search(text)
    if number is not None:
        yield from (text[: number.start()] + found for found in _law_numbers(number[0], snapshot))
        return
    run = _RUN.search(text)
    spans = token_spans(run[0]) if run is not None else []
    if run is None or not spans:
        return
    head, body = text[: run.start()], run[0]
    is_begun = not body[-1].isspace()
    beginning = body[slice(*spans.pop())] if is_begun else ""
    starts = [*(start for start, _ in spans), len(body) - len(beginning)]
    context = [_typed(body[start:end], counts, abbreviations) for start, end in spans]
    most = max(0, len(context) - CONTEXT)
    # Where nothing stands after all the words typed, what stands after fewer of them.
    for skipped in range(most, len(context) + bool(beginning)):
        kept = context[skipped:]
        runs = _runs(kept, beginning, counts, limit)
        before = head + body[: starts[skipped]]
        written = [before + _written(one, kept, beginning, counts) for one in runs]
        yield from written[: limit // 2]
        if skipped == most and context and max((one.count for one in runs), default=0) <= FEW:
            yield from _titles(context, beginning, snapshot)
        yield from written[limit // 2 :]
        if runs:
            break
    yield from (head + body[: starts[-1]] + found for found in _abbreviations(beginning, abbreviations, counts))


def _typed(written: str, counts: WordCounts, abbreviations: Abbreviations) -> _Typed:
    full_form = abbreviations.in_query(written)
    if full_form is not None:
        syllables = tuple(syllable for word in full_form for syllable in word)
        return _Typed(written, syllables, tuple(_known([counts.find(syllable)]) for syllable in syllables))
    word = canonical(written)
    words = counts.variants(word) if is_bare(word) else [counts.find(word)]
    return _Typed(written, (word,), (_known(words),))


def _known(words: Sequence[int]) -> Integers:
    found = np.array(words, np.int64)
    return found[found >= 0]


def _runs(context: Sequence[_Typed], beginning: str, counts: WordCounts, limit: int) -> list[_Run]:
    """The runs that the words of `context` and a word that begins so make, the most frequent first."""
    columns = [words for typed in context for words in typed.words]
    whole = counts.variants(fold(canonical(beginning))) if beginning else range(0)
    completed = _completed(columns, _beginning(beginning, counts), counts)
    runs = [run for run in completed if run.words[-1] in whole or _is_closed(run, counts)]
    longer: list[_Run] = []
    for run in completed[:_EXTENDED]:
        # Of more than are shown the least frequent are not gone on with.
        least = sorted((run.count for run in runs), reverse=True)[limit - 1] if 0 < limit <= len(runs) else 0.0
        if run.count < least:
            break
        longer += _longer(run, least, counts)
    # To look for a phrase takes longer than all the rest.
    likely = sorted(longer, key=_order)[:_LOOKED_FOR]
    runs += [run for run in likely if counts.stand(run.words[-len(run.pairs) - 1 :], min(run.pairs))]
    most = max((run.count for run in runs), default=0)
    runs = [run for run in runs if run.count >= most * RARE or run.words[-1] in whole]
    return sorted(runs, key=_order)[:limit]


def _order(run: _Run) -> tuple[float, int, tuple[int, ...]]:
    return -run.count, len(run.words), run.words


def _beginning(beginning: str, counts: WordCounts) -> Integers:
    """The words that the last one may become, rising."""
    letters = beginning.lower()
    words = counts.beginning(fold(letters))
    chosen = np.arange(words.start, words.stop)
    if not is_bare(letters):
        chosen = chosen[counts.spellings.may_become(letters, words)]
    whole = canonical(letters)
    if fold(whole) == fold(letters):
        return chosen
    # Written with y, a syllable stands with i among the words: ty, kỹ.
    same = counts.variants(whole) if is_bare(whole) else [counts.find(whole)]
    return np.union1d(chosen, _known(same))


def _completed(columns: Sequence[Integers], last: Integers, counts: WordCounts) -> list[_Run]:
    """The most frequent runs of one word of each column and one of `last`."""
    if not len(last):
        return []
    if not columns:
        frequent = np.lexsort((last, -counts.counts[last]))[:_CONSIDERED]
        return [_Run((word,), count, ()) for word, count in _with_counts(last[frequent], counts)]
    heads = [_Run((word,), count, ()) for word, count in _with_counts(columns[0], counts)]
    for column in columns[1:]:
        heads = _joined(heads, column, counts)
    within = range(int(last[0]), int(last[-1]) + 1)
    runs: list[_Run] = []
    for head in sorted(heads, key=_order)[:_HEADS]:
        if len(runs) >= _CONSIDERED and runs[_CONSIDERED - 1].count > head.count:
            break  # a run is no more frequent than what it begins with
        is_alone = len(head.words) == 1
        words, times = counts.after(head.words[0], within) if is_alone else counts.after_run(head.words, within)
        if len(last) < len(within):
            chosen = np.isin(words, last, assume_unique=True)
            words, times = words[chosen], times[chosen]
        frequent = np.lexsort((words, -times))[:_CONSIDERED]
        words, times = words[frequent], times[frequent]
        pairs = times if is_alone else counts.pairs(np.full(len(words), head.words[-1]), words)
        found = zip(words.tolist(), times.tolist(), pairs.tolist(), strict=True)
        runs += [_Run((*head.words, word), count, (pair,)) for word, count, pair in found]
        runs = sorted(runs, key=_order)[:_CONSIDERED]
    return runs


def _with_counts(words: Integers, counts: WordCounts) -> Iterator[tuple[int, int]]:
    return zip(words.tolist(), counts.counts[words].tolist(), strict=True)


def _joined(heads: Sequence[_Run], column: Integers, counts: WordCounts) -> list[_Run]:
    """For each word of a column, the most frequent run that it ends."""
    if not heads or not len(column):
        return []
    lasts = np.array([head.words[-1] for head in heads])
    pairs = counts.pairs(np.repeat(lasts, len(column)), np.tile(column, len(lasts))).reshape(len(lasts), -1)
    shares = np.array([head.count for head in heads]) / counts.counts[lasts]
    best = (pairs * shares[:, None]).argmax(axis=0).tolist()
    return [
        heads[head].and_then(word, int(pairs[head, place]), counts)
        for place, (head, word) in enumerate(zip(best, column.tolist(), strict=True))
        if pairs[head, place]
    ]


def _longer(run: _Run, least: float, counts: WordCounts) -> list[_Run]:
    """The runs that end with the next whole word: with the rest of the one that is begun, or with one more."""
    found: list[_Run] = []
    ends = [run]
    syllables = 0 if _ends_word(run, counts) else 1
    for _ in range(_LONGEST_WORD):
        ends = [more for end in ends for more in _with_next(end, counts) if more.count >= least]
        syllables += 1
        if syllables > 1:
            found += [end for end in ends if _ends_word(end, counts)]
            ends = [end for end in ends if not _ends_word(end, counts)]
    return found


def _with_next(run: _Run, counts: WordCounts) -> list[_Run]:
    words, pairs = counts.following(run.words[-1])
    enough = SHARE * int(counts.counts[run.words[-1]])
    return [
        run.and_then(word, pair, counts)
        for word, pair in zip(words.tolist(), pairs.tolist(), strict=True)
        if pair >= enough
    ]


def _ends_word(run: _Run, counts: WordCounts) -> bool:
    """Whether the last two syllables are a word, or the end of one."""
    return len(run.words) > 1 and counts.joined(*run.words[-2:]) >= WORD * run.pairs[-1]


def _is_closed(run: _Run, counts: WordCounts) -> bool:
    """Whether a run may end here: `bảo hiểm xã` may not."""
    last = run.words[-1]
    begun = int(counts.begun[last])
    if begun < OPEN * int(counts.counts[last]) or _ends_word(run, counts):
        return True
    return len(run.words) > 1 and run.pairs[-1] >= begun


def _written(run: _Run, context: Sequence[_Typed], beginning: str, counts: WordCounts) -> str:
    """A run as text: what was typed right stays as it was typed."""
    words = iter(counts.texts[word] for word in run.words)
    written: list[str] = []
    for typed in context:
        own = tuple(islice(words, len(typed.words)))
        written.append(typed.written if own == typed.syllables else " ".join(map(as_in_laws, own)))
    if beginning:
        word = next(words)
        written.append(beginning if canonical(beginning) == word else as_in_laws(word))
    return " ".join([*written, *map(as_in_laws, words)])


def _abbreviations(beginning: str, abbreviations: Abbreviations, counts: WordCounts) -> list[str]:
    """The abbreviations that begin so and stand for what the index holds, the most frequent first."""
    if len(beginning) < 2:
        return []
    found: list[tuple[int, str]] = []
    for written, full_form in abbreviations.full_forms.items():
        if fold(written).startswith(fold(beginning.upper())):
            words = [counts.find(syllable) for word in full_form for syllable in word]
            if min(words) < 0:
                continue
            pairs = counts.pairs(words[:-1], words[1:]) if len(words) > 1 else counts.counts[words]
            if counts.stand(words, int(pairs.min())):
                found.append((-int(pairs.min()), written))
    return [written for _, written in sorted(found)]


def _law_numbers(beginning: str, snapshot: Snapshot) -> list[str]:
    """The law numbers that begin so, those that most documents cite or have first."""
    folded = fold(law_number(beginning))
    found: dict[str, dict[str, int]] = {}
    for one in snapshot.segments:
        listed = [(one.segment.parts[part].counted_terms("citations"), part) for part in PARTS]
        for terms, part in listed:
            within = terms.with_prefix(folded)
            counted = one.segment.parts[part].counted("citations").counts(within.start, within.stop, one.live)
            for place, count in zip(within, counted.tolist(), strict=True):
                text = terms[place]
                if count and _LAW.fullmatch(text):
                    of_number = found.setdefault(fold(text), {})
                    of_number[text] = of_number.get(text, 0) + count
    # With its marks, a number is there as well as without; and a marked beginning is not among those without.
    numbers = [
        (max(forms.values()), max(forms, key=lambda form: (not is_bare(form), form))) for forms in found.values()
    ]
    return [_in_capitals(text) for _, text in sorted(numbers, key=lambda number: (-number[0], number[1]))]


def _in_capitals(number: str) -> str:
    return number.upper().replace("TTG", "TTg")


def _titles(context: Sequence[_Typed], beginning: str, snapshot: Snapshot) -> list[str]:
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
    return [" ".join(title.split()) for _, title in sorted(found)]

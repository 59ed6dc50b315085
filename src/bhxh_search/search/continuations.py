"""Phrases that are begun → those that they may become: the rest of a word that is begun, or one more word.

What follows only the last syllable is known at once, and what follows all of them takes longer to count. So the first
says what is likely, and a look into documents whether it stands there; where nothing does, the second is asked.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from bhxh_search.search.questions import SAYS_NOTHING
from bhxh_search.search.word_counts import WordCounts

WORD = 0.5
"""Two syllables are a word where pyvi joins them in at least this share of what holds them side by side."""
OPEN = 0.3
"""A syllable that begins words in this share of what holds it ends none, unless it ends one with that before it."""
OFTEN = 0.1
"""Of what holds a run: a word of one syllable that follows it so often goes on with it."""
VERY_OFTEN = 0.2
"""So it is after one syllable, where pyvi takes them for two words: `nghỉ hưu`."""
SAID_NEXT = 0.65
"""Of what holds a run: where so much goes on with a word that says nothing, the two belong together: `đối với`."""
FORCED = 0.8
"""Of what holds a run: where so much goes on in one way, it does not end there."""

_EXTENDED = 6
_LOOKED_FOR = 4
_LONGEST_WORD = 3
_LOOKED_INTO = 2
"""Of the syllables that may be words of their own, the most frequent, after so many runs."""
_COUNTED = 2
"""Of the runs of which nothing likely says how they go on, so many are looked into."""
_LIKELIEST = 3
"""Of the words that follow another, the most frequent."""
_ENOUGH = 8
"""Titles and bodies that tell what follows a run."""
_FREQUENT = 20_000
"""Titles and bodies: what follows a run is not counted where more hold its last word."""
_RARE = 2_000
"""Titles and bodies: what follows a run is counted quickly where no more hold its last word."""


_SPECIAL = 50
"""A word that so many times as much holds as a run that it ends is followed by other words elsewhere."""


class Draft(NamedTuple):
    """A suggestion in the making."""

    words: tuple[int, ...]
    """One for each syllable of the context and each word added."""
    frequency: float
    """In about how many titles and bodies it stands: for three words and more, as a chain of pairs tells."""
    pairs: tuple[int, ...]
    """In how many its last two words do, and each two that were added after."""

    def and_then(self, word: int, pair: int, share: float) -> Draft:
        """The run with one more word, which `pair` titles and bodies hold right after its last: this share of its."""
        return Draft((*self.words, word), self.frequency * share, (*self.pairs, pair))


def in_order(run: Draft) -> tuple[float, int, tuple[int, ...]]:
    """What runs are put in order by: the most frequent first, then the shorter."""
    return -run.frequency, len(run.words), run.words


def continued(completed: Sequence[Draft], whole: Container[int], least: float, counts: WordCounts) -> list[Draft]:
    """The most frequent runs that go on where one of `completed`, the most frequent first, ends.

    `whole`: words that were typed to their end, so that only what follows is to be told. `least`: the frequency below
    which a run is not wanted.
    """
    likely: list[Draft] = []
    wanted = least
    for number, run in enumerate(completed[:_EXTENDED]):
        if run.frequency >= wanted:
            looked_into = _LOOKED_INTO if number < _LOOKED_INTO else 0
            more = _longer(run, wanted, counts, looked_into, exactly=run.words[-1] in whole)
            likely = nsmallest(_LOOKED_FOR, [*likely, *more], key=in_order)
            wanted = max(wanted, likely[-1].frequency) if len(likely) == _LOOKED_FOR else wanted
    found = _held(likely, counts)
    begun = (
        run
        for run in completed[:_EXTENDED]
        if len(run.words) > 1
        and run.words[-1] not in whole
        and not is_closed(run, counts)
        and sum(one.frequency for one in found if one.words[: len(run.words)] == run.words) < WORD * run.frequency
    )
    for most in islice(begun, _COUNTED):
        if most.frequency >= least:
            found += _held(
                nsmallest(1, _longer(most, least, counts, _LOOKED_INTO, exactly=True), key=in_order), counts
            )
    return found


def _held(runs: Sequence[Draft], counts: WordCounts) -> list[Draft]:
    """Those of some runs that stand in documents, each with the frequency that is counted there."""
    held = ((run, counts.held(run.words, min(run.pairs))) for run in runs)
    return [run._replace(frequency=count) for run, count in held if count]


def _longer(run: Draft, least: float, counts: WordCounts, looked_into: int, *, exactly: bool) -> list[Draft]:
    """The runs that end with the next whole word: with the rest of the one that is begun, or with one more.

    `looked_into`: of how many syllables it is found out whether they are words of their own.
    `exactly`: whether what follows is counted after all of `run`, where it has two words and more.
    """
    found: list[Draft] = []
    begun = [run]
    first = 1 if ends_word(run, counts) else 2
    for syllables in range(first, first + _LONGEST_WORD):
        longer: list[Draft] = []
        begun.sort(key=in_order)
        for number, one in enumerate(begun):
            is_first = number == 0 and len(one.words) > 1
            if is_first and (
                (looked_into and _is_special(one, counts)) or (exactly and counts.counts[one.words[-1]] <= _FREQUENT)
            ):
                following = counts.following_run(one.words, min(one.pairs))
            else:
                following = counts.following(one.words[-1])
            for word, pair, share, ending in following:
                if one is run and counts.texts[word] in SAYS_NOTHING:
                    continue  # `lương hưu theo quy định` finds what `lương hưu` does
                if one.frequency * share >= least:
                    is_whole = syllables > 1 and ending >= WORD * pair
                    next_one = one.and_then(word, pair, share)
                    if not is_whole and one is run and share >= OFTEN and looked_into:
                        looked_into -= 1
                        is_whole = _is_word(next_one, share, counts)
                    if is_whole:
                        found.append(next_one)
                    else:
                        longer.append(next_one)
        begun = longer
    return found


def _is_word(run: Draft, share: float, counts: WordCounts) -> bool:
    """Whether the last syllable of a run, which so often follows the others, is a word: `tuất`, not `trợ`."""
    word = run.words[-1]
    if not is_plain(counts.texts[word]):
        return False
    if len(run.words) == 2 and share < VERY_OFTEN:
        return False  # pyvi knows better
    return not is_forced(run, counts)


def _is_special(run: Draft, counts: WordCounts) -> bool:
    """Whether a run is so rare beside its last word that what follows the word says nothing of it: `thành phố hồ`."""
    rarest = min(run.pairs, default=0)
    return 0 < rarest <= _RARE and rarest * _SPECIAL <= int(counts.counts[run.words[-1]])


def is_forced(run: Draft, counts: WordCounts) -> bool:
    """Whether most of what holds a run goes on with one syllable, `hợp đồng lao`, or with the rest of words of pyvi's
    that its last one begins, `BHXH bảo`."""
    last = run.words[-1]
    is_rare = len(run.words) > 1 and (int(counts.counts[last]) <= _RARE or _is_special(run, counts))
    of_run = counts.following_run(run.words, min(run.pairs)) if is_rare else []
    followers = of_run or counts.following(last)
    # In few documents, what follows says only how these go on.
    are_enough = counts.held(run.words, min(run.pairs)) >= _ENOUGH
    in_words = 0.0
    for one in followers[:_LIKELIEST]:
        share = _share(run, (*run.words, one.word), counts)
        if counts.texts[one.word] in SAYS_NOTHING and share < SAID_NEXT:
            continue  # `tuổi nghỉ hưu theo`, not `đối với`
        in_words += share if one.ending >= WORD * one.pair else 0.0
        if (share >= WORD and are_enough) or in_words >= WORD:
            return True
    return False


def _share(run: Draft, longer: tuple[int, ...], counts: WordCounts) -> float:
    """Of what holds a run, the share that holds a longer one: both counted in the same documents."""
    rarest = min(run.pairs)
    return counts.held(longer, rarest) / max(1, counts.held(run.words, rarest))


def is_plain(word: str) -> bool:
    """Whether a word is letters alone, two and more, or a figure: not one with the number of a footnote behind it."""
    return (word.isalpha() and len(word) > 1) or word.isdigit()


def goes_on(run: Draft, longer: Sequence[Draft], counts: WordCounts) -> bool:
    """Whether nearly all that holds a run goes on as one of `longer`, and it ends no word: `hợp đồng lao`."""
    longer = [one for one in longer if one.words[: len(run.words)] == run.words]
    if not longer or len(run.words) < 2 or ends_word(run, counts):
        return False
    if counts.held(run.words, min(run.pairs)) < _ENOUGH and is_closed(run, counts):
        return False
    return any(_share(run, one.words, counts) >= FORCED for one in longer)


def ends_word(run: Draft, counts: WordCounts) -> bool:
    """Whether the last two syllables are a word, or the end of one."""
    return len(run.words) > 1 and counts.ending(*run.words[-2:]) >= WORD * run.pairs[-1]


def _begins_a_word_here(run: Draft, counts: WordCounts) -> bool:
    """Whether in half of what holds a run its last syllable begins one of pyvi's words, `hồ sơ hưởng chế (độ)`,
    though elsewhere it mostly ends one."""
    begun = (one for one in counts.following(run.words[-1]) if one.ending >= WORD * one.pair)
    return sum(_share(run, (*run.words, one.word), counts) for one in begun) >= WORD


def is_closed(run: Draft, counts: WordCounts) -> bool:
    """Whether a run may end here: `bảo hiểm xã` may not."""
    last = run.words[-1]
    begun = int(counts.begun[last])
    if ends_word(run, counts):
        return True
    if begun < OPEN * int(counts.counts[last]):
        return len(run.words) == 1 or not _begins_a_word_here(run, counts)
    return len(run.words) > 1 and run.pairs[-1] >= begun

"""How many keys completion spares who types a real query.

    BHXH_SEARCH_DATA=… python -m benchmarks.completion [--limit N] [COLLECTION…]

The questions of each collection, drawn with a fixed seed, are typed key by key into an index of its documents, with
marks and without. After each key the first `SHOWN` suggestions are looked at. One is taken where the question goes on
with it, to the end of a word, and where that is shorter than typing on: going down to it costs as many keys as its
rank. What is spared is 1 - keys / characters (keystroke savings; Trnka & McCoy, "Evaluating Word Prediction: Framing
Keystroke Savings", 2008).

The second figure is of each word: how often, two letters after it began, it was among the suggestions.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.collections import load
from bhxh_search import Index, create_index
from bhxh_search.language.characters import fold

SEED = 20_261_129
COLLECTIONS = ("alqac2023", "vnlawqa_bench", "mailong25_qa", "uitreg_wiki_handcraft")
QUESTIONS = 150
SHOWN = 8
"""Suggestions that the page shows."""
LETTERS = 2
"""Of a word that are typed before it is looked for among the suggestions."""

_WORD = re.compile(rf"[^\W\d_]{{{LETTERS + 1},}}")


@dataclass(frozen=True)
class Spared:
    """What completion did for some questions."""

    characters: int
    keys: int
    words: int
    """Those that have more letters than are typed before they are looked for."""
    foreseen: int
    """How many of them were among the suggestions then."""


def typed_with(index: Index, questions: Sequence[str]) -> Spared:
    """Type some questions, with the help of completion."""
    characters = keys = words = foreseen = 0
    for wanted in questions:
        characters += len(wanted)
        keys += keys_for(index, wanted)
        for word in _WORD.finditer(wanted):
            words += 1
            suggested = index.suggest(wanted[: word.start() + LETTERS], limit=SHOWN)
            foreseen += any(goes_on_with(wanted, one) >= word.end() for one in suggested)
    return Spared(characters, keys, words, foreseen)


def keys_for(index: Index, wanted: str) -> int:
    """The keys that a query takes: those of its letters, and those to go down to what is suggested."""
    typed = ""
    place = keys = 0
    while place < len(wanted):
        typed, place, keys = typed + wanted[place], place + 1, keys + 1
        spared, taken = 0, ""
        for rank, one in enumerate(index.suggest(typed, limit=SHOWN), 1):
            reached = goes_on_with(wanted, one)
            if reached - place - rank > spared:
                spared, taken = reached - place - rank, one
                cost, end = rank, reached
        if taken:
            typed, place, keys = taken, end, keys + cost
    return keys


def goes_on_with(wanted: str, suggestion: str) -> int:
    """Up to which character a query is what is suggested, but for marks; 0 where it is not."""
    end = len(suggestion)
    is_same = fold(wanted[:end].lower()) == fold(suggestion.lower())
    return end if is_same and not wanted[end : end + 1].isalnum() else 0


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--limit", type=int, default=QUESTIONS, metavar="N", help="questions of each collection")
    parser.add_argument("collections", nargs="*", default=COLLECTIONS, metavar="COLLECTION")
    options = parser.parse_args()
    print(f"{'':40}{'keys spared':>14}{f'words at {LETTERS} letters':>22}")
    for name in options.collections:
        for way, spared in measure(name, options.limit).items():
            keys, words = 1 - spared.keys / spared.characters, spared.foreseen / spared.words
            print(f"{name}, {way:15}".ljust(40) + f"{keys:14.3f}{words:22.3f}", flush=True)


def measure(name: str, limit: int) -> dict[str, Spared]:
    """What completion does for so many questions of a collection, as they are and without marks."""
    collection = load(name)
    questions = [" ".join(one.rstrip(" ?.").split()) for one in collection.questions.values()]
    drawn = random.Random(SEED).sample(questions, min(limit, len(questions)))
    with tempfile.TemporaryDirectory() as place, create_index(Path(place) / "index") as index:
        index.add(collection.documents)
        index.commit()
        return {"as they are": typed_with(index, drawn), "without marks": typed_with(index, [*map(fold, drawn)])}


if __name__ == "__main__":
    main()

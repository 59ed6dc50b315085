"""What a query that finds nothing might have found: with other accents, or with fewer words."""

from __future__ import annotations

from bhxh_search.index.reader import Snapshot
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import fold, normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.matching import match
from bhxh_search.search.results import Suggestion
from bhxh_search.search.syntax import parse


def near_misses(text: str, snapshot: Snapshot, abbreviations: Abbreviations) -> tuple[Suggestion, ...]:
    """Queries close to `text`, which found nothing, that find something; the closest first, at most one a reason."""
    found: list[Suggestion] = []
    bare = fold(normalize(text).text)
    if bare != text and (total := _total(bare, snapshot, abbreviations)):
        found.append(Suggestion(bare, "accents", total))
    words = [text[word.start : word.end] for word in query_words(text, abbreviations)]
    shorter = [words[:number] + words[number + 1 :] for number in range(len(words))] if len(words) > 1 else []
    totals = [(_total(" ".join(rest), snapshot, abbreviations), rest) for rest in shorter[:20]]
    best = max(totals, key=lambda item: item[0], default=(0, []))
    if best[0]:
        found.append(Suggestion(" ".join(best[1]), "fewer-words", best[0]))
    elif totals:
        singles = [(_total(word, snapshot, abbreviations), word) for word in dict.fromkeys(words[:20])]
        total, word = max(singles, key=lambda item: item[0])
        if total:
            found.append(Suggestion(word, "fewer-words", total))
    return tuple(found)


def _total(text: str, snapshot: Snapshot, abbreviations: Abbreviations) -> int:
    group = parse(text, abbreviations).group
    return int(match(group, (), snapshot).mask.sum()) if group.branches else 0

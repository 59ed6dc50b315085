"""What a query that finds nothing might have found: with other accents, or with fewer words."""

from __future__ import annotations

from collections.abc import Sequence

from bhxh_search.index.reader import Snapshot
from bhxh_search.language.abbreviations import Abbreviations
from bhxh_search.language.characters import fold
from bhxh_search.language.normal_form import normalize
from bhxh_search.language.query_words import query_words
from bhxh_search.search.matching import match
from bhxh_search.search.results import Suggestion
from bhxh_search.search.syntax import parse

# A longer text is no search that one word spoils.
_MAX_WORDS = 20


def near_misses(text: str, snapshot: Snapshot, abbreviations: Abbreviations) -> tuple[Suggestion, ...]:
    """Queries close to `text`, which found nothing, that find something; the closest first, at most one a reason."""
    found: list[Suggestion] = []
    bare = fold(normalize(text).text)
    if bare != text and (total := _total(bare, snapshot, abbreviations)):
        found.append(Suggestion(bare, "accents", total))
    words = [text[word.start : word.end] for word in query_words(text, abbreviations)]
    if 1 < len(words) <= _MAX_WORDS:
        one_less = [" ".join(words[:number] + words[number + 1 :]) for number in range(len(words))]
        total, query = _best(one_less, snapshot, abbreviations)
        if not total:
            total, query = _best(list(dict.fromkeys(words)), snapshot, abbreviations)
        if total:
            found.append(Suggestion(query, "fewer-words", total))
    return tuple(found)


def _best(queries: Sequence[str], snapshot: Snapshot, abbreviations: Abbreviations) -> tuple[int, str]:
    """The query that finds most, after how much it finds; of equals the first."""
    return max(((_total(query, snapshot, abbreviations), query) for query in queries), key=lambda found: found[0])


def _total(text: str, snapshot: Snapshot, abbreviations: Abbreviations) -> int:
    group = parse(text, abbreviations).group
    return int(match(group, (), snapshot).mask.sum()) if group.branches else 0

"""Query text → a tree. Knows nothing of any index and never raises: any text at all is a query.

bảo hiểm            plain words: enough of them must occur
"tự nguyện"         a phrase; "tự nguyện bảo hiểm"~5 the words near each other
hi*  hiẻm~  hiẻm~2  words that begin so; words that one or two edits make of this one
+x  -x              must, must not; also a AND b, NOT x
a b OR c d          either branch; OR binds less than AND, and AND less than standing side by side
(a OR b) c          a group
author:"Chấn Hưng"  a field: see FIELDS, and the documents' own; title:(a OR b) each word of a group
x^2  "x y"^0.5      what weighs more or less than the rest
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.search.allowance import Allowance, unmarked, whole_stars, without_meaning
from bhxh_search.search.builder import QueryBuilder
from bhxh_search.search.file_names import in_words
from bhxh_search.search.filters import FIELDS, WORD_FIELDS, BadValue, make_filter, word_filters
from bhxh_search.search.frames import Occurs
from bhxh_search.search.items import (
    FIELD,
    OPERATORS,
    UNKNOWN_FIELD,
    is_cut_off,
    is_label,
    items_of,
    sign_of,
    without_backslashes,
)
from bhxh_search.search.questions import is_question, question_positions
from bhxh_search.search.tree import Query
from bhxh_search.search.weights import weighed, weight
from bhxh_search.search.words import Marked, marked, marked_words, phrase, plain_words

# Groups inside groups beyond this are read as if their parentheses were not there.
_MAX_DEPTH = 20
_OCCURS: dict[str | None, Occurs] = {"+": "must", "-": "must not", "!": "must not"}


def _no_field(name: str) -> bool:
    return False


def parse(
    text: str, abbreviations: Abbreviations = BUILT_IN, is_own_field: Callable[[str], bool] = _no_field
) -> Query:
    """The query that `text`, any string, asks. What could not be understood is among `problems`, and is searched
    as words where it holds any. `abbreviations`: those that are expanded. `is_own_field`: whether documents have
    a field of their own of this name, so that `name:value` asks for it.
    """
    return _Parser(text, abbreviations, is_own_field).read()


class _Place(NamedTuple):
    """Where the value of a field stands in a query, in characters."""

    first: int
    """Of its sign, or of the NOT before it."""
    name: int
    """Of the field's name; of the value where the group around it has the name."""
    value: int
    end: int


class _Parser:
    """Reads the items of one query in their order; plain words are gathered in `run` until something else comes."""

    def __init__(self, text: str, abbreviations: Abbreviations, is_own_field: Callable[[str], bool]) -> None:
        self.text = text
        self.abbreviations = abbreviations
        self.is_own_field = is_own_field
        self.query = QueryBuilder(text)
        self.syllables: list[str] = []
        """Of the plain words."""
        self.run: tuple[int, int] | None = None
        """Start and end of the plain words met and not yet read."""
        self.negated: int | None = None
        """Where the NOT stands that what comes next is excluded by."""
        self.overdeep = 0
        self.allowance = Allowance()

    def read(self) -> Query:
        items = list(items_of(self.text))
        for number, item in enumerate(items):
            following = items[number + 1] if number + 1 < len(items) else None
            if item["open"]:
                self.open(item)
            elif item["close"]:
                self.close(item)
            elif item["quoted"] is not None:
                self.quoted(item)
            elif item["quote"]:
                if not is_cut_off(self.text, item.start()):
                    self.query.problem(item.start(), 1, "this quotation mark has no partner")
            elif item["range"]:
                self.range(item)
            elif item["chunk"] in OPERATORS:
                self.operator(item, following)
            else:
                self.chunk(item)
        self.flush()
        while self.query.depth:
            self.query.problem(self.query.frame.start, 1, "this parenthesis is not closed")
            self.query.close(len(self.text))
        return self.query.build(question=is_question(self.text, self.syllables))

    def occurs(self, sign: str | None, otherwise: Occurs) -> Occurs:
        """How what comes now must occur, given its sign; a NOT before it holds for it alone."""
        return "must not" if self.negated is not None else _OCCURS.get(sign, otherwise)

    def start_of(self, start: int) -> int:
        """Where what begins at `start` begins with the NOT before it, which is then done with."""
        negated, self.negated = self.negated, None
        return start if negated is None else negated

    # Operators

    def operator(self, item: re.Match[str], following: re.Match[str] | None) -> None:
        name, start = OPERATORS[item["chunk"]], item.start()
        then = OPERATORS.get(following["chunk"]) if following else None
        is_last = following is None or bool(following["close"]) or then in ("OR", "AND")
        before = self.run is not None or self.query.frame.holds_something
        if self.negated is not None or is_last or name == then == "NOT":
            before = False
        elif name == "NOT":
            self.flush()
            self.negated = start
            return
        if not before:
            where = "after it" if name == "NOT" else "on both sides"
            written = item["chunk"]
            otherwise = "searched as a word" if written == name else "left out"
            self.query.problem(start, len(written), f"{written} needs something {where}; {otherwise}")
            self.chunk(item)
            return
        self.flush()
        if name == "OR":
            self.query.frame.begin_branch()
        else:
            self.query.frame.ask_for_all()

    # Groups

    def open(self, item: re.Match[str]) -> None:
        self.flush()
        if self.query.depth >= _MAX_DEPTH:
            self.start_of(0)
            self.overdeep += 1
            self.query.problem(item.start(), len(item["open"]), f"more than {_MAX_DEPTH} groups inside each other")
            return
        name = item["open_field"] or ""
        known = self.known_field(name) if name else self.query.frame.field
        if name and not known:
            self.unknown_field(name, item.start("open_field"))
        sign = "-" if self.negated is not None else item["open_sign"]
        start = self.start_of(item.start())
        self.query.open(item.end() - 1, _OCCURS.get(sign), known, start)
        if name and not known:
            self.plain(item.start("open_field"), item.end("open_field"))
            self.flush()

    def close(self, item: re.Match[str]) -> None:
        self.flush()
        if self.overdeep:
            self.overdeep -= 1
        elif not self.query.depth:
            if not is_label(self.text, item.start()):
                self.query.problem(item.start(), 1, "this parenthesis was not opened")
        else:
            boost = self.weight(item["close_boost"], item.start("close_boost"))
            self.query.weigh(boost)
            self.query.close(item.end())

    # Phrases

    def quoted(self, item: re.Match[str]) -> None:
        self.flush()
        occurs = self.occurs(item["sign"], "must")
        first = self.start_of(item.start())
        inner, start = item["quoted"], item.start("quoted")
        boost = self.weight(item["boost"], item.start("boost"))
        name = item["field"]
        known = self.known_field(name) if name else self.query.frame.field
        near = None if item["near"] is None else int(item["near"])
        if known:
            if known != "title":  # whose words are looked for where they stand
                inner = without_backslashes(inner)
            value = f"={inner}" if item["whole"] else inner  # kind:="Nghị định" and kind:"=Nghị định" are one
            place = _Place(first, item.start(), start - len(value) + len(inner), item.end())
            self.field(known, value, occurs, place, boost)
            return
        if name:
            self.unknown_field(name, item.start("field"))
            self.phrase(name, item.start("field"), occurs)
        if near is not None and (refused := self.allowance.window(inner)):
            is_asked = occurs != "must not"
            instead = "searched as words" if is_asked else "left out"
            self.query.problem(item.start(), len(item[0]), f"{refused}; {instead}")
            if is_asked:
                self.run = (start, start + len(inner))
                self.flush(plain=True)
            return
        if occurs == "must not":
            self.query.restrict(first, item.end())
        self.phrase(inner, start, occurs, near, boost)

    def phrase(self, text: str, start: int, occurs: Occurs, near: int | None = None, boost: float = 1.0) -> None:
        text = self.few_marks(text, start)
        word = phrase(text, start, self.abbreviations, near)
        if word is None:
            return
        if occurs != "must not":
            for place, part in unmarked(text):
                self.query.rank_by(start + place, part, boost)
        self.query.add(occurs, replace(word, boost=boost) if boost != 1 else word)

    # Words

    def chunk(self, item: re.Match[str]) -> None:
        chunk, start = item["chunk"], item.start()
        first = start if self.negated is None else self.negated
        sign = sign_of(self.text, start, chunk)
        rest = chunk[len(sign) :]
        named = FIELD.fullmatch(rest)
        known = self.known_field(named[1]) if named else self.query.frame.field
        rest, boost = self.weighed(rest, start + len(sign))
        if known and (named or (known not in WORD_FIELDS and not self.is_own_field(known))):
            self.flush()
            occurs = self.occurs(sign, "must")
            self.start_of(start)
            value = rest[len(named[1]) + 1 :] if named else rest
            at = start + len(sign) + (len(named[1]) + 1 if named else 0)
            self.field(known, value, occurs, _Place(first, start + len(sign), at, item.end()), boost)
        elif sign or self.negated is not None:
            self.flush()
            occurs = self.occurs(sign, "must")
            self.start_of(start)
            self.signed(rest, start + len(sign), occurs, (first, item.end()), boost)
        else:
            if UNKNOWN_FIELD.fullmatch(rest) and not known:
                self.unknown_field(rest.partition(":")[0], start)
            rest = self.few_marks(rest, start).rstrip()
            mark = marked(rest)
            if mark is not None or len(rest) < len(chunk):
                self.flush()
                self.alone(rest, start, mark, boost)
                return
            self.plain(start, start + len(chunk))

    def signed(self, text: str, start: int, occurs: Occurs, span: tuple[int, int], boost: float) -> None:
        """A word after a sign."""
        if self.query.frame.field:
            self.field(self.query.frame.field, text, occurs, _Place(span[0], start, start, span[1]), boost)
            return
        if UNKNOWN_FIELD.fullmatch(text):
            self.unknown_field(text.partition(":")[0], start)
        self.phrase(text, start, occurs, boost=boost)
        if occurs == "must not":
            self.query.restrict(*span)

    def alone(self, text: str, start: int, mark: Marked | None, boost: float) -> None:
        """A word with a mark or a weight of its own."""
        inside = self.query.frame.field
        if inside:
            self.field(inside, text, "must", _Place(start, start, start, start + len(text)), boost)
            return
        if mark is None:
            read = plain_words(text, start, self.abbreviations)
            words = [word for _, word in read]
            self.query.rank_by(start, text, boost, words=read)
        else:
            words = marked_words(mark, start, self.abbreviations)
        for word in words:
            self.query.add("plain", replace(word, boost=boost))

    def few_marks(self, text: str, start: int) -> str:
        """A text less the marks that are more than may be in a query; those without meaning are told too."""
        few, refused = self.allowance.marked(text)
        for one in (*without_meaning(text), *refused):
            self.query.problem(start + one.start, one.length, one.message)
        return few

    def plain(self, start: int, end: int) -> None:
        self.run = (self.run[0] if self.run else start, end)

    # Weights

    def weighed(self, text: str, start: int) -> tuple[str, float]:
        """A word without the weight behind it, and the weight."""
        base, boost, refused = weighed(text)
        if refused is not None:
            self.query.problem(start + refused.start, refused.length, refused.message)
        return base, boost

    def weight(self, written: str | None, start: int) -> float:
        boost, refused = (1.0, None) if written is None else weight(written, start)
        if refused is not None:
            self.query.problem(*refused)
        return boost

    # Fields

    def known_field(self, name: str) -> str:
        """The name of a field as filters have it; empty where there is none."""
        if name.lower() in FIELDS:
            return name.lower()
        return name if self.is_own_field(name) else ""

    def range(self, item: re.Match[str]) -> None:
        """A range as Lucene writes it."""
        self.flush()
        name, known = item["range_field"], self.known_field(item["range_field"])
        occurs = self.occurs(item["range_sign"], "must")
        first, start, end = self.start_of(item.start()), item.start(), item.end()
        if known:
            self.field(known, item["range"], occurs, _Place(first, start, item.start("range"), end))
        else:
            self.unknown_field(name, item.start("range_field"))
            self.plain(start, end)

    def field(self, name: str, value: str, occurs: Occurs, place: _Place, boost: float = 1.0) -> None:
        """The value of a field."""
        for lost in without_meaning(value) if name in WORD_FIELDS or name not in FIELDS else whole_stars(name, value):
            self.query.problem(place.value + lost.start, lost.length, lost.message)
        try:
            self.query.add(occurs, make_filter(name, value, self.abbreviations))
        except BadValue as error:
            self.query.problem(place.name, max(place.end - place.name, 1), str(error))
            if occurs != "must not":  # whoever excludes something does not ask for its letters
                self.run = (place.name, place.end)
                self.flush(plain=True)
            return
        if not self.query.frame.field:
            self.query.restrict(place.first, place.end)
        if name == "title" and occurs != "must not":
            for offset, part in unmarked(value):
                self.query.rank_by(place.value + offset, part, boost, "title")

    def unknown_field(self, name: str, start: int) -> None:
        self.query.problem(start, len(name) + 1, f"there is no field {name}; searched as words")

    def flush(self, *, plain: bool = False) -> None:
        """Read the plain words met so far. `plain`: as such also inside of a field's group."""
        if self.run is None:
            return
        start, end = self.run
        self.run = None
        text = self.text[start:end]
        inside = "" if plain else self.query.frame.field
        if inside:
            self.values(inside, text, start)
            return
        text = in_words(text)
        words = plain_words(text, start, self.abbreviations)
        if not words:
            return
        self.query.rank_by(start, text, words=words)
        of_words = [word.syllables if word.kind in ("syllable", "abbreviation") else ("",) for word, _ in words]
        syllables = [syllable for of_word in of_words for syllable in of_word]
        self.syllables += syllables
        questions = question_positions(syllables)
        end = 0
        for of_word, (_, word) in zip(of_words, words, strict=True):
            start, end = end, end + len(of_word)
            asks = questions.issuperset(range(start, end))
            self.query.add("plain", replace(word, question=True) if asks else word)

    def values(self, name: str, text: str, start: int) -> None:
        """The words of a group that stands behind a field's name."""
        try:
            for node, _, _ in word_filters(name, text, self.abbreviations):
                self.query.add("must", node)
        except BadValue as error:
            self.query.problem(start, len(text), str(error))
            return
        if name == "title":
            self.query.rank_by(start, text, field="title")

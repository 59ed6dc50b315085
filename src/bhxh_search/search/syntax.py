"""Query text → a tree. Knows nothing of any index and never raises: any text at all is a query.

bảo hiểm            plain words: enough of them must occur
"tự nguyện"         a phrase; "tự nguyện bảo hiểm"~5 the words near each other
+x  -x              must, must not
a b OR c d          either branch; OR binds less than standing side by side
(a OR b) c          a group
author:"Chấn Hưng"  a field: see FIELDS
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from bhxh_search.language.abbreviations import BUILT_IN, Abbreviations
from bhxh_search.language.query_words import query_words
from bhxh_search.search.filters import FIELDS, BadValue, make_filter
from bhxh_search.search.questions import is_question, question_positions
from bhxh_search.search.tree import Clause, Filter, Group, Piece, Problem, Query, Word
from bhxh_search.search.words import phrase, plain_word

_QUOTES = '"“”„'
_ITEM = re.compile(
    rf"""(?P<space>\s+)
    |(?P<open>[+-]?\()
    |(?P<close>\))
    |(?P<sign>[+-])?(?:(?P<field>[A-Za-z_]+):)?[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}](?:~(?P<near>[0-9]{{1,4}}))?
    |(?P<chunk>[^\s{_QUOTES}()]+)
    |(?P<quote>.)""",
    re.VERBOSE | re.DOTALL,
)
_FIELD = re.compile(r"([A-Za-z]+):(.*)", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"[a-z_]{2,}:[^/:\s].*", re.DOTALL)

# Groups inside groups beyond this are read as if their parentheses were not there.
_MAX_DEPTH = 20
# A text that is no query at all may hold thousands: nobody reads more than the first.
_MAX_PROBLEMS = 50

Occurs = Literal["plain", "must", "must not"]
_OCCURS: dict[str | None, Occurs] = {"+": "must", "-": "must not"}


def parse(text: str, abbreviations: Abbreviations = BUILT_IN) -> Query:
    """The query that `text`, any string, asks. What could not be understood is among `problems`, and is searched
    as words where it holds any. `abbreviations`: those that are expanded."""
    parser = _Parser(text, abbreviations)
    parser.read()
    if text.strip() and not parser.group().branches and not parser.problems:
        parser.problem(0, len(text), "there is no word in this query")
    return Query(
        text,
        parser.group(),
        tuple(parser.pieces),
        tuple(parser.problems),
        is_question(text, parser.syllables),
        tuple(parser.restrictions),
    )


@dataclass
class _Frame:
    """An open parenthesis, or the query itself."""

    start: int
    occurs: Occurs | None = None
    """What the sign before it says; None without one."""
    branches: list[list[Clause]] = field(default_factory=lambda: [[]])


def _filled(frame: _Frame) -> tuple[tuple[Clause, ...], ...]:
    return tuple(tuple(branch) for branch in frame.branches if branch)


class _Parser:
    def __init__(self, text: str, abbreviations: Abbreviations) -> None:
        self.text = text
        self.abbreviations = abbreviations
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.restrictions: list[str] = []
        self.syllables: list[str] = []
        """Of the plain words."""
        self.frames = [_Frame(0)]
        self.run: tuple[int, int] | None = None
        """Start and end of the plain words met and not yet read."""
        self.overdeep = 0

    def read(self) -> None:
        items = [match for match in _ITEM.finditer(self.text) if not match["space"]]
        for number, item in enumerate(items):
            following = items[number + 1] if number + 1 < len(items) else None
            if item["open"]:
                self.open(item)
            elif item["close"]:
                self.close(item)
            elif item["quoted"] is not None:
                self.quoted(item)
            elif item["quote"]:
                self.problem(item.start(), 1, "this quotation mark has no partner")
            elif item["chunk"] == "OR" and self.is_operator(following):
                self.flush()
                self.frames[-1].branches.append([])
            else:
                self.chunk(item)
        self.flush()
        while len(self.frames) > 1:
            self.problem(self.frames[-1].start, 1, "this parenthesis is not closed")
            self.end_frame(len(self.text))

    def group(self) -> Group:
        return Group(_filled(self.frames[0]))

    def problem(self, position: int, length: int, message: str) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(position, length, message))

    def add(self, occurs: Occurs, node: Word | Filter | Group) -> None:
        self.frames[-1].branches[-1].append(Clause(occurs, node))

    def restrict(self, start: int, end: int) -> None:
        if not self.excluding:  # else it is a part of what is excluded
            self.restrictions.append(self.text[start:end])

    @property
    def excluding(self) -> bool:
        return any(frame.occurs == "must not" for frame in self.frames)

    def is_operator(self, following: re.Match[str] | None) -> bool:
        """Whether an OR here stands between two things."""
        before = self.run is not None or bool(self.frames[-1].branches[-1])
        return before and following is not None and not following["close"] and following["chunk"] != "OR"

    def open(self, item: re.Match[str]) -> None:
        self.flush()
        if len(self.frames) > _MAX_DEPTH:
            self.overdeep += 1
            self.problem(item.start(), len(item["open"]), f"more than {_MAX_DEPTH} groups inside each other")
            return
        self.frames.append(_Frame(item.end() - 1, _OCCURS.get(item["open"][:-1])))

    def close(self, item: re.Match[str]) -> None:
        self.flush()
        if self.overdeep:
            self.overdeep -= 1
        elif len(self.frames) == 1:
            self.problem(item.start(), 1, "this parenthesis was not opened")
        else:
            self.end_frame(item.end())

    def end_frame(self, end: int) -> None:
        frame = self.frames.pop()
        if frame.occurs == "must not":
            self.restrict(frame.start - 1, end)
        branches = _filled(frame)
        if len(branches) == 1 and frame.occurs is None:
            # Only punctuation, as in prose: the words belong to what is around.
            self.frames[-1].branches[-1].extend(branches[0])
        elif branches:
            self.add(frame.occurs or "must", Group(branches))

    def quoted(self, item: re.Match[str]) -> None:
        self.flush()
        occurs = _OCCURS.get(item["sign"], "must")
        inner, start = item["quoted"], item.start("quoted")
        name = item["field"]
        if name and name.lower() in FIELDS:
            self.field(item, name, inner, occurs, item["sign"] or "")
            return
        if name:
            self.unknown_field(name, item.start("field"))
            self.phrase(name, item.start("field"), occurs)
        if occurs == "must not":
            self.restrict(item.start(), item.end())
        near = None if item["near"] is None else int(item["near"])
        self.phrase(inner, start, occurs, near)

    def phrase(self, text: str, start: int, occurs: Occurs, near: int | None = None) -> None:
        word = phrase(text, start, self.abbreviations, near)
        if word is None:
            return
        if occurs != "must not" and not self.excluding:
            self.pieces.append(Piece(start, text))
        self.add(occurs, word)

    def chunk(self, item: re.Match[str]) -> None:
        chunk, start = item["chunk"], item.start()
        if chunk == "OR":
            self.problem(start, 2, "OR needs something on both sides; searched as a word")
        sign = (
            chunk[0] if chunk[0] in "+-" and len(chunk) > 1 and self.text[start - 1 : start] in ("", " ", "(") else ""
        )
        rest = chunk[len(sign) :]
        named = _FIELD.fullmatch(rest)
        if named and named[1].lower() in FIELDS:
            self.flush()
            self.field(item, named[1], named[2], _OCCURS.get(sign, "must"), sign)
        elif sign:
            self.flush()
            self.phrase(rest, start + 1, _OCCURS[sign])
            if sign == "-":
                self.restrict(start, item.end())
        else:
            if _UNKNOWN_FIELD.fullmatch(rest):
                self.unknown_field(rest.partition(":")[0], start)
            self.run = (self.run[0] if self.run else start, item.end())

    def field(self, item: re.Match[str], name: str, value: str, occurs: Occurs, sign: str) -> None:
        try:
            self.add(occurs, make_filter(name, value, self.abbreviations))
            self.restrict(item.start(), item.end())
        except BadValue as error:
            start = item.start() + len(sign)
            self.problem(start, item.end() - start, str(error))
            if occurs != "must not":  # whoever excludes something does not ask for its letters
                self.run = (start, item.end())
                self.flush()

    def unknown_field(self, name: str, start: int) -> None:
        self.problem(start, len(name) + 1, f"there is no field {name}; searched as words")

    def flush(self) -> None:
        """Read the plain words met so far."""
        if self.run is None:
            return
        start, end = self.run
        self.run = None
        text = self.text[start:end]
        words = query_words(text, self.abbreviations)
        if not words:
            return
        if not self.excluding:
            self.pieces.append(Piece(start, text))
        syllables = [word.written if word.kind == "syllable" else "" for word in words]
        self.syllables += syllables
        questions = question_positions(syllables)
        for position, word in enumerate(words):
            self.add("plain", plain_word(word, start, question=position in questions))

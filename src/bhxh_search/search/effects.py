"""What a query asks of a law that it names: when it takes effect, what others did to it, what it did to others.

    luật bhxh 2024 có hiệu lực từ khi nào          its own effect
    nghị định 115/2015 bị thay thế bởi văn bản nào   what replaces it
    luật nào thay thế luật bhxh 2014                 the same
    luật bhxh 2024 thay thế luật nào                 what it replaces

The pattern of such a query is all of it, so a sentence that only speaks of effect asks nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bhxh_search.documents.document import Relation
from bhxh_search.language.query_words import QueryWord
from bhxh_search.search.folded_words import folded_words
from bhxh_search.search.lead_words import is_named

_VERB = (
    "(?:thay the(?: cho)?|thay(?= bang| boi)|bai bo|huy bo|sua doi|bo sung|hop nhat|"
    "huong dan(?: thi hanh| thuc hien)?|quy dinh chi tiet(?: thi hanh)?)"
)
_RELATIONS: tuple[tuple[str, tuple[Relation, ...]], ...] = (
    ("thay", ("replaces", "repeals")),
    ("bai bo", ("repeals", "replaces")),
    ("huy bo", ("repeals", "replaces")),
    ("het hieu luc", ("repeals", "replaces")),
    ("sua doi", ("amends",)),
    ("bo sung", ("amends",)),
    ("hop nhat", ("consolidates",)),
    ("huong dan", ("guides",)),
    ("chi tiet", ("guides",)),
)
"""By what is said; a law that takes another's place mostly says that the other's effect ends."""

_VERBS = rf"(?P<verbs>{_VERB}(?: (?:va |hoac |hay )?{_VERB})*)"
_ONCE = "(?:(?:da|se|dang|hien|vua|moi|can) )*"
_KIND = (
    "(?:van ban(?: phap luat| quy pham phap luat)?|bo luat|luat|nghi dinh|thong tu(?: lien tich)?|quyet dinh|"
    "nghi quyet|phap lenh)(?: moi| khac)?"
)
_ASKED = rf"(?:(?:(?:nhung|cac) )?{_KIND} (?:nao|gi)|(?:nhung|cai )?gi)"
_MANY = rf"(?:nhung|cac) {_KIND}"
_WHICH = rf"(?P<which>{_ASKED}|{_MANY}|{_KIND})"
_BY = "(?:boi|bang|theo|tai|trong)"
_NAME = r"(?P<name>\S.*?)"
_TAIL = "(?: (?:chua|khong|hay chua|hay khong|roi|vay|the|a|nhi))*"

_DONE_BY_IT = (
    rf"{_WHICH} {_ONCE}(?:bi|duoc) {_VERBS} {_BY} {_NAME}{_TAIL}",
    rf"{_WHICH} {_ONCE}(?:bi|duoc) {_NAME} {_VERBS}{_TAIL}",
    rf"{_WHICH} {_ONCE}(?:bi )?(?P<verbs>het hieu luc) {_BY} {_NAME}{_TAIL}",
    rf"{_NAME} {_ONCE}{_VERBS} (?:{_ASKED}|{_MANY}){_TAIL}",
)
_DONE_TO_IT = (
    rf"{_NAME} {_ONCE}(?:bi|duoc) {_WHICH} {_VERBS}{_TAIL}",
    rf"{_NAME} {_ONCE}(?:bi|duoc) {_VERBS}(?: {_BY}(?: {_WHICH})?)?{_TAIL}",
    rf"{_NAME} {_ONCE}{_VERBS} {_BY}(?: {_WHICH})?{_TAIL}",
    rf"(?:{_WHICH} )?{_ONCE}{_VERBS} {_NAME}{_TAIL}",
)

_STARTING = "(?:(?:da|se|vua|moi|bat dau|chinh thuc|phat sinh) )*"
_EFFECT = rf"{_STARTING}(?:(?:co|(?P<ends>het|cham dut|mat)) )?hieu luc(?: thi hanh| phap ly)?"
_APPLIED = rf"{_STARTING}(?:duoc )?(?:ap dung|thi hanh)"
_DAY = "(?:ngay|thoi diem|thoi gian|luc|thang|nam)"
_WHEN = rf"(?:(?:ke|tu|vao|den|tinh|la) )*(?:khi nao|bao gio|dau|ngay bao nhieu|(?:{_DAY} )+nao)"
_FROM = "(?:ke )?tu (?:[0-9./-]+|ngay|thang|nam)(?: (?:[0-9./-]+|ngay|thang|nam))*"
_OWN_EFFECT = (
    rf"{_NAME} (?:co )?{_DAY} {_EFFECT}(?: {_WHEN})?{_TAIL}",
    rf"{_NAME} (?:con|dang co) (?P<ends>hieu luc)(?: thi hanh)? (?:(?:nua |hay )?khong|hay (?:da )?het.*|{_WHEN})",
    # What is said to be in force, luật bhxh còn hiệu lực, is the law itself.
    rf"{_NAME}(?<! con)(?<! dang)(?<! dang co)(?<! dang con) {_EFFECT}(?: {_WHEN}| {_FROM})?{_TAIL}",
    rf"(?:{_WHEN}|{_DAY}) (?:thi |ma )?{_NAME} (?:{_EFFECT}|{_APPLIED}){_TAIL}",
    rf"(?:(?:{_DAY}|quy dinh|dieu khoan) )?(?:ve )?{_EFFECT}(?: (?:cua|doi voi))? {_NAME}(?: {_WHEN})?{_TAIL}",
    rf"{_NAME} {_APPLIED} (?:{_WHEN}|{_FROM}){_TAIL}",
    rf"{_DAY} {_APPLIED}(?: cua)? {_NAME}(?: {_WHEN})?{_TAIL}",
)
_ANY = re.compile(rf"\bhieu luc\b|\bap dung\b|\bthi hanh\b|\b{_VERB}")
"""One of these is in all that is asked of a law."""


class Asked(NamedTuple):
    """What a query asks of a law."""

    law: range
    """Which words of the query name the law."""
    relations: tuple[Relation, ...]
    """What is done, the likeliest first; none where its own effect is asked for."""
    by_it: bool = False
    """Whether by the law itself, and not to it."""
    ends: bool = False
    """Whether the end of its effect is asked for."""


def asked_of_a_law(words: Sequence[QueryWord]) -> Asked | None:
    """What the words of a query ask of a law that they name; None where they are no such question."""
    folded = folded_words(words)
    if folded is None or not _ANY.search(folded.text):
        return None
    for by_it, patterns in ((None, _OWN_EFFECT), (True, _DONE_BY_IT), (False, _DONE_TO_IT)):
        # Of a name that does not fit, another pattern may find one that does.
        for pattern in patterns:
            found = folded.matched([pattern])
            law = range(0) if found is None else folded.numbers(found.span("name"))
            if found is None or not is_named(words[law.start : law.stop]):
                continue
            said = found.groupdict()
            if by_it is None:
                return Asked(law, (), ends=bool(said.get("ends")))
            asked = _relations(said["verbs"])
            if (
                asked == ("guides",)
                and not by_it
                and not re.search(r"\b(?:nao|gi|duoc)\b", _besides(folded.text, found))
            ):
                continue  # who names what guides a law asks for its title
            return Asked(law, asked, by_it)
    return None


def _besides(text: str, found: re.Match[str]) -> str:
    """What stands around the name of the law."""
    return f"{text[: found.start('name')]} {text[found.end('name') :]}"


def _relations(verbs: str) -> tuple[Relation, ...]:
    said = (relations for verb, relations in _RELATIONS if verb in verbs)
    return tuple(dict.fromkeys(one for relations in said for one in relations))

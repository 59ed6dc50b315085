"""Names of files, and ends of addresses, as people paste them → the words that they are made of.

    nghi-dinh-so-158-2025-nd-cp-45240.htm   → nghi dinh so 158/2025/nd-cp
    luat_so_41_2024_qh15.docx               → luat so 41/2024/qh15
    bảo hiểm thất nghiệp.pdf                → bảo hiểm thất nghiệp

What is left out becomes blanks, so all the rest stays in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bhxh_search.language.law_references import ISSUER, folded_in_place

_EXTENSION = r"(?i)(?<=[^\W_])\.(?:pdf|docx?|xlsx?|pptx?|html?|aspx|txt|rtf|md|odt)(?=[.,;:!?]*(?!\S))"
_ADDRESS = (
    r"(?<!\S)(?:\w{1,20}://|(?=www\.))?(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?::[0-9]{1,5})?)"
    r"(?P<path>(?:/[^\s\"“”„()?\#]*)?)(?:[?\#][^\s\"“”„()]*)?"
)
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){3,}")
_WORD = re.compile(r"[^\W\d_]{2}")
_CHUNK = re.compile(r"\S+")
_MAY_BE_ONE = re.compile(r"[._-]")
_KIND = "(?:nd|nq|qd|tt|ttlt|ct|kl|hd|tb|pl|vbhn)"
_GROUP = "[-_]"
# Of the letters behind a number only those are its own that numbers of laws have: -quy-dinh-chi-tiet follows too.
_LAW_NUMBER = (
    rf"(?<![a-z0-9])(?:so{_GROUP})?(?P<number>[0-9]{{1,5}}[a-z]?(?:{_GROUP}(?:19|20)[0-9]{{2}})?{_GROUP}"
    rf"(?:(?:qh|ubtvqh)[0-9]{{1,2}}|{_KIND}{_GROUP}[a-z]{{1,16}}[0-9]{{0,2}}(?:{_GROUP}{ISSUER}(?![a-z0-9])){{0,6}})"
    r")(?![a-z0-9])"
)
_ID = re.compile(r"[-_][a-z]{0,4}[0-9]{4,}(?![^\W_])", re.IGNORECASE)
"""What a site numbers its pages by, right behind a law number."""
_LAST_ID = re.compile(r"[-_.][a-z]{0,4}[0-9]{5,}(?:-[a-z][0-9]{1,2})?(?=\s*\Z)", re.IGNORECASE)
_OWN_EXTENSION = re.compile(r"(?<=[^\W_])\.[a-z]{2,5}\Z", re.IGNORECASE)
"""At the end of an address: sites have their own, .ldo or .vov."""
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])_(?=[0-9])")
_JOINING = re.compile(r"_|(?<![0-9])-|-(?![0-9])|%20")
# Made when first asked for: few queries are names of files.
_compiled = cache(re.compile)


class Address(NamedTuple):
    """An address in a query."""

    start: int
    end: int
    in_words: str
    """The last part of its path, as long as the address."""


def in_words(text: str) -> str:
    """Plain words of a query, as long as they were, of which names of files are the words that they are made of."""
    return _CHUNK.sub(_named, text) if _MAY_BE_ONE.search(text) else text


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a query that end with a name of several letters."""
    if "/" not in text:
        return
    for found in _compiled(_ADDRESS).finditer(text):
        path = found["path"].rstrip("/")
        start = found.start("path") + path.rfind("/") + 1
        name = text[start : found.start("path") + len(path)]
        if "/" not in path or not _WORD.search(name):
            continue
        if _SLUG.match(name):
            name = _OWN_EXTENSION.sub(_blanks, name)
        name = _LAST_ID.sub(_blanks, _without_extension(name))
        before, after = start - found.start(), found.end() - start - len(name)
        yield Address(*found.span(), " " * before + _apart(name) + " " * after)


def _named(chunk: re.Match[str]) -> str:
    written = chunk[0]
    if "@" in written or "://" in written or ("/" in written and _compiled(_ADDRESS).match(written)):
        return written
    name = _without_extension(written)
    if name != written or _SLUG.fullmatch(written) or _is_law_number(written):
        return _apart(name)
    return written


def _without_extension(name: str) -> str:
    return _compiled(_EXTENSION).sub(_blanks, name)


def _is_law_number(written: str) -> bool:
    folded = folded_in_place(written) if "_" in written else None
    return folded is not None and _compiled(_LAW_NUMBER).fullmatch(folded) is not None


def _apart(name: str) -> str:
    """A name with blanks between its words, and law numbers in it as they are written elsewhere."""
    folded = folded_in_place(name)
    done = 0
    parts: list[str] = []
    for found in _compiled(_LAW_NUMBER).finditer(folded) if folded is not None else ():
        if found.start() < done:
            continue  # what a site numbers its pages by is no number of a law
        number = re.split("[-_]", name[found.start("number") : found.end()])
        figures = 2 if number[1].isdigit() else 1
        written = "/".join((*number[:figures], "-".join(number[figures:])))
        site_id = _ID.match(name, found.end())
        end = site_id.end() if site_id else found.end()
        so = " " * (found.start("number") - found.start())
        parts += [_parted(name[done : found.start()]), so, written, " " * (end - found.end())]
        done = end
    return "".join((*parts, _parted(name[done:])))


def _parted(text: str) -> str:
    return _JOINING.sub(_blanks, _BETWEEN_DIGITS.sub("-", text))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])

"""Law numbers as people type them, in part or with slips of form, and provisions such as Điều 54.

    79/2010/, 79/2010                    → 79 2010
    28 NQ TW, 28nq-tw                    → 28 * nq tw
    ND 115/2015, nghị định số 115/2015   → 115 2015 nd
    nghị quyết 28                        → 28 * nq|qh|ubtvqh
    28-NQ/TW                             → 28 - nq tw

What stands on the right is a *pattern* of law numbers: the number, the year (`*` for any, `-` for none), and the
letters, without marks; of the last letters the beginning is enough. Only queries are read so, never documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from bhxh_search.language.characters import canonical, fold

# What numbers of a kind have for letters; a law and a resolution may have those of the assembly that passed them.
_NAMES = {
    "nghị định": "nd",
    "nghị quyết": "nq|qh|ubtvqh",
    "thông tư liên tịch": "ttlt",
    "thông tư": "tt",
    "quyết định": "qd",
    "pháp lệnh": "pl|ubtvqh",
    "chỉ thị": "ct",
    "công văn": "",
    "bộ luật": "qh",
    "luật": "qh",
    "kết luận": "kl",
    "thông báo": "tb",
    "hướng dẫn": "hd",
    "văn bản hợp nhất": "vbhn",
}
_LETTERS_OF = {fold(name): letters for name, letters in _NAMES.items()}
_LETTERS_OF |= {"nd": "nd", "nq": "nq|qh|ubtvqh", "ttlt": "ttlt", "tt": "tt", "qd": "qd", "vbhn": "vbhn"}
_LETTERS_OF |= {"ct": "ct", "cv": "", "kl": "kl", "tb": "tb", "hd": "hd", "pl": "pl|ubtvqh"}
# These are followed by numbers of other things too: a year or the word `số` must say what is meant.
_NEEDS_MORE = frozenset(fold("bộ luật|luật|kết luận|thông báo|hướng dẫn").split("|")) | {
    "ct",
    "cv",
    "kl",
    "tb",
    "hd",
    "pl",
}
_KINDS_OF_LETTERS = {
    "nd": "nghị định",
    "nq": "nghị quyết",
    "ttlt": "thông tư liên tịch",
    "tt": "thông tư",
    "qd": "quyết định",
    "vbhn": "văn bản hợp nhất",
    "ct": "chỉ thị",
    "cv": "công văn",
    "kl": "kết luận",
    "tb": "thông báo",
    "hd": "hướng dẫn",
    "pl": "pháp lệnh",
}
_FULL_NAMES = {letters: _KINDS_OF_LETTERS[letters] for letters in ("nd", "nq", "ttlt", "tt", "qd")}

_KIND_NAMES = tuple(f"{fold(name)} " for name in (*_NAMES, "hiến pháp"))

_LONGEST_KIND = 4
"""Syllables: văn bản hợp nhất."""

_YEAR = "(?P<year>(?:19|20)[0-9]{2})"
_SIGN = r"\s?[/-]\s?"
ISSUER = (
    "(?:tw|cp|ttg|qh[0-9]{1,2}|ubtvqh[0-9]{0,2}|hdnd|ubnd|hdtp|tandtc|vksndtc|b[bcdghklmnpqrstvx]{1,8}|"
    "nd|nq|qd|tt|ttlt|ct|kl|hd|tb|pl|cv|vbhn)"
)
# Whatever letters a sign joins, and of those that a blank parts only the known ones.
_LETTERS = rf"(?P<letters>(?:{_SIGN}[a-z]{{1,16}}[0-9]{{0,2}}(?!\w)|\s{ISSUER}(?!\w)){{0,8}})"
_END = r"/?(?!\w)"
_KINDS = "|".join(sorted(_LETTERS_OF, key=len, reverse=True))
_AFTER_A_KIND = (
    rf"(?P<kind>{_KINDS})(?P<gap>[\s.:-]{{0,2}}(?P<so>so[\s.:]{{1,2}})?)(?P<number>[0-9]{{1,5}}[a-z]?)"
    rf"(?:(?:{_SIGN}|\s(?:nam\s)?){_YEAR}(?![0-9]))?{_LETTERS}{_END}"
)
_WITH_A_YEAR = (
    rf"(?P<number>[0-9]{{1,5}}[a-z]?)(?:/|-(?=[0-9]{{4}}-[a-z]{{2}})){_YEAR}{_LETTERS}{_END}"  # 41-2024-QH15 too
)
_WITH_LETTERS = (
    rf"(?P<number>[0-9]{{1,5}}[a-z]?)(?:{_SIGN}|\s{{0,2}})"
    rf"(?P<first>(?:nd|nq|qd|ttlt|vbhn)(?![a-z0-9])|(?:tt|ct|kl|hd|tb|pl|cv)(?=[\s/-]{ISSUER}(?!\w))){_LETTERS}{_END}(?!\s?[0-9])"
)
_A_YEAR = re.compile("(?:19|20)[0-9]{2}")
# Only a query with digits asks for these patterns: made at import, they would cost every process a millisecond.
_compiled = cache(re.compile)


class Reference(NamedTuple):
    """A law number in part, in a query."""

    start: int
    """In characters of the text given."""
    end: int
    pattern: str
    spoken: tuple[tuple[str, ...], ...]
    """Other ways of saying it, as canonical tokens side by side: nghị định số 115."""


def pattern_of(number: str) -> str:
    """The pattern of a whole law number as it is written: 28-nq/tw → 28 - nq tw.

    `number`: as `law_number` gives it.
    """
    first, year, letters = _parts(number)
    return " ".join((first, year or "-", *letters))


def fits(pattern: str, number: str) -> bool:
    """Whether a law number, as `law_number` gives it, is one that `pattern` asks for."""
    asked, asked_year, *asked_letters = pattern.split()
    first, year, letters = _parts(number)
    if first != asked or asked_year not in ("*", year or "-"):
        return False
    if not letters or not letters[0][:1].isalpha() or len(letters) < len(asked_letters):
        return False  # 2025-07-01 is no law number
    if not asked_letters:
        return True
    *whole, last = (tuple(choices.split("|")) for choices in asked_letters)
    if all(one in choices for choices, one in zip(whole, letters, strict=False)) and letters[len(whole)].startswith(
        last
    ):
        return True
    return not whole and last[0] == "".join(letters)  # nđcp


def beginnings(pattern: str) -> tuple[str, str]:
    """What a law number that `pattern` asks for begins with: one of the two."""
    first = pattern.split()[0]
    return f"{first}/", f"{first}-"


@lru_cache(maxsize=1 << 14)
def _parts(number: str) -> tuple[str, str, tuple[str, ...]]:
    first, *letters = re.split("[/-]", fold(number).replace(" ", ""))
    year = letters.pop(0) if letters and len(letters[0]) == 4 and letters[0].isdigit() else ""
    return first, year, tuple(letters)


def put_together(text: str) -> str:
    """A query as long as it was, of which law numbers that are typed with blanks, or with long dashes, are tidy.

    `41 / 2024 / QH15`, `41–2024–QH15`, `41/2024/QH 15`, `41/2024/QH-15`: without blanks, and those behind it.
    """
    if not any(map(str.isdigit, text)):
        return text
    text = text.translate(_DASHES)
    if "/" not in text:
        return text
    return _compiled(_APART).sub(_without_blanks, text)


def _without_blanks(match: re.Match[str]) -> str:
    written = re.sub("(qh)-(?=[0-9])", r"\1", "".join(match[0].split()), flags=re.IGNORECASE)
    return written.ljust(len(match[0]))


_DASHES = str.maketrans("\u2010\u2011\u2013", "---")
_APART = (
    r"(?<![\w/])[0-9]{1,5}\s?/\s?(?:19|20)[0-9]{2}\s?/\s?"
    r"(?:(?i:qh|ubtvqh)[\s-]?[0-9]{1,2}|[A-ZĐa-zđ]{1,8}-[A-ZĐa-zđ]{1,16})(?![\w/-])"
)


def reference_at(text: str, folded: str, place: int) -> Reference | None:
    """The law number in part that begins at `place` of `text`, which is in normal form; None where none does.

    `folded`: `text` without marks and in lower case, character by character.
    """
    if folded[place].isdigit():
        if folded[place - 1 : place] in ("/", ".", ","):
            return None  # the rest of something else, such as 31/2/2020
        match = _compiled(_WITH_A_YEAR).match(folded, place) or _compiled(_WITH_LETTERS).match(folded, place)
        return None if match is None else _numbered(text, match)
    match = _compiled(_AFTER_A_KIND).match(folded, place)
    if match is None or not _is_sure(match):
        return None
    # Whatever carries marks must carry those of the kind's name.
    written = canonical(text[match.start("kind") : match.end("kind")])
    if written != fold(written) and written not in map(canonical, (*_NAMES, "nđ", "qđ", "hđ")):
        return None
    return _of_a_kind(text, match)


def _is_sure(match: re.Match[str]) -> bool:
    if match["year"] or match["so"] or match["letters"]:
        return True
    return match["kind"] not in _NEEDS_MORE and not _A_YEAR.fullmatch(match["number"])


def _numbered(text: str, match: re.Match[str]) -> Reference:
    groups = match.groupdict()
    letters = _letters((groups.get("first") or "") + match["letters"])
    pattern = " ".join((match["number"].lstrip("0") or "0", groups.get("year") or "*", *letters))
    return Reference(match.start(), match.end(), pattern, (_tokens(text[match.start() : match.end()]),))


def _of_a_kind(text: str, match: re.Match[str]) -> Reference:
    letters = _letters(match["letters"]) or [_LETTERS_OF[match["kind"]]]
    number = match["number"]
    pattern = " ".join((number.lstrip("0") or "0", match["year"] or "*", *letters)).strip()
    kind = _tokens(text[match.start("kind") : match.end("kind")])
    names = [kind, *([_tokens(_FULL_NAMES[match["kind"]])] if match["kind"] in _FULL_NAMES else [])]
    rest = _tokens(text[match.start("number") : match.end()])
    spoken = [(*name, *so, *rest) for name in names for so in ((), ("số",))]
    return Reference(match.start(), match.end(), pattern, tuple(spoken))


def _letters(text: str) -> list[str]:
    return [part for part in re.split(r"[\s/-]+", text) if part]


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(canonical(token) for token in re.findall(r"[^\W_]+", text))


def begins_with_a_kind(text: str) -> bool:
    """Whether a query begins with a kind of legal documents, in full and with or without marks: Luật Việc làm."""
    return fold(" ".join(text.split()).lower()).startswith(_KIND_NAMES)


def kind_before(text: str) -> str:
    """The letters of the law numbers of a kind that a text ends with, which may be several (`nq|qh`): `theo nghị định
    số` → nd; "" where it ends with none, or with one whose numbers have none."""
    words = fold(" ".join(text.split()).lower()).removesuffix(" so").split()
    for size in range(_LONGEST_KIND, 0, -1):
        letters = _LETTERS_OF.get(" ".join(words[-size:])) if size <= len(words) else None
        if letters:
            return letters
    return ""


def is_of_kind(number: str, letters: str) -> bool:
    """Whether a law number is one of a kind that has such letters, as `kind_before` gives them."""
    first = next(iter(_parts(number.lower())[2]), "").rstrip("0123456789")
    return first in letters.split("|")


def kind_in_full(text: str) -> str:
    """The kind of documents that the letters of law numbers stand for: NĐ, NĐ-CP, qd → nghị định, quyết định; or
    `text`."""
    return _KINDS_OF_LETTERS.get(fold(text.lower()).partition("-")[0], text)


_ISSUERS = {
    "qh": "quốc hội",
    "ubtvqh": "ủy ban thường vụ quốc hội",
    "cp": "chính phủ",
    "ttg": "thủ tướng chính phủ",
    "ttcp": "thanh tra chính phủ",
    "nhnn": "ngân hàng nhà nước",
    "bca": "bộ công an",
    "bct": "bộ công thương",
    "bgddt": "bộ giáo dục và đào tạo",
    "bgtvt": "bộ giao thông vận tải",
    "bkhcn": "bộ khoa học và công nghệ",
    "bkhdt": "bộ kế hoạch và đầu tư",
    "bldtbxh": "bộ lao động thương binh và xã hội",
    "bng": "bộ ngoại giao",
    "bnnmt": "bộ nông nghiệp và môi trường",
    "bnnptnt": "bộ nông nghiệp và phát triển nông thôn",
    "bnv": "bộ nội vụ",
    "bqp": "bộ quốc phòng",
    "btc": "bộ tài chính",
    "btnmt": "bộ tài nguyên và môi trường",
    "btp": "bộ tư pháp",
    "btttt": "bộ thông tin và truyền thông",
    "bvhttdl": "bộ văn hóa thể thao và du lịch",
    "bxd": "bộ xây dựng",
    "byt": "bộ y tế",
}
"""Those whose letters mean something else too, or nothing, in a text."""


def issuer_in_full(text: str) -> str:
    """Who issues laws whose numbers end with some letters: BTC, byt → bộ tài chính, bộ y tế; or `text`."""
    return _ISSUERS.get(fold(text.lower()), text)


def is_a_kind(text: str) -> bool:
    """Whether a text is a kind of legal documents and nothing else: nghị định, nghị định số."""
    return f"{fold(' '.join(text.split()).lower()).removesuffix(' so')} " in _KIND_NAMES


# Provisions

PROVISIONS = {"điều": True, "khoản": True, "chương": True, "điểm": True, "mục": False}
"""Whether it is understood without marks too."""
_BARE_PROVISIONS = frozenset(fold(name) for name, bare in PROVISIONS.items() if bare)
_ORDINAL = re.compile("[0-9]{1,3}[a-zđ]?")
_ROMAN = re.compile("[ivxl]{1,6}|[0-9]{1,3}")
_ROMANS = tuple(
    f"{tens}{ones}"
    for tens in ("", "x", "xx", "xxx")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
)
"""Those of 0 (which has none) to 39."""
_LETTER = re.compile("[a-zđ][0-9]?")


def is_provision(name: str, ordinal: str) -> bool:
    """Whether two canonical tokens side by side are one thing: điều 54, khoản 2, điểm a, chương III."""
    if name not in PROVISIONS and name not in _BARE_PROVISIONS:
        return False
    form = {"chuong": _ROMAN, "muc": _ROMAN, "diem": _LETTER}.get(fold(name), _ORDINAL)
    return form.fullmatch(ordinal) is not None


_NUMBERED = frozenset(map(canonical, "quý khóa kỳ vùng vực hội hạng loại cấp bậc nhóm".split()))
_BARE_NUMBERED = frozenset("quy khoa vung hang".split())
"""What is numbered in either numerals; without marks only what hardly another number follows."""


_IN_ROMAN = ("chuong", "muc", "phan")
"""Of these the marks do not matter."""


def other_numeral(name: str, ordinal: str) -> str | None:
    """The number of a chapter, a quarter or a class in the other numerals: chương 5, chương v; None where there is
    none. `name`: canonical."""
    if name not in _NUMBERED | _BARE_NUMBERED and fold(name) not in _IN_ROMAN:
        return None
    return _in_other_numerals(ordinal)


def _in_other_numerals(ordinal: str) -> str | None:
    if ordinal.isdigit():
        return _ROMANS[int(ordinal)] if 0 < int(ordinal) < len(_ROMANS) else None
    return str(_ROMANS.index(ordinal)) if ordinal in _ROMANS else None


# Forms and annexes

_ANNEX = (("phụ", "lục"), ("phu", "luc"))
_FORMS = (("mẫu",), ("biểu",), *_ANNEX)
_BARE_FORMS = (("mau",), ("bieu",))
"""These are other words too: a number alone does not say that a form is meant."""


def form_at(tokens: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ways of writing the form or annex that canonical tokens begin with, the first as they do; () for none.

    Texts write mẫu 5 or mẫu số 5, phụ lục 1, phụ lục số 1 or phụ lục I.
    """
    name = next((name for name in (*_FORMS, *_BARE_FORMS) if tuple(tokens[: len(name)]) == name), None)
    if name is None:
        return ()
    so = tuple(tokens[len(name) : len(name) + 1])
    if so not in (("số",), ("so",)):
        so = ()
    size = len(name) + len(so)
    ordinal = tokens[size] if size < len(tokens) else ""
    is_one = _ORDINAL.fullmatch(ordinal) or (name in _ANNEX and _ROMAN.fullmatch(ordinal))
    if not is_one or (name in _BARE_FORMS and not so):
        return ()
    called = so or (("so",) if fold(name[0]) == name[0] else ("số",))
    other = _in_other_numerals(ordinal)
    ordinals = (ordinal,) if other is None else (ordinal, other)
    return tuple(dict.fromkeys((*name, *said, one) for one in ordinals for said in (so, called, ())))


def folded_in_place(text: str) -> str | None:
    """`text` without marks and in lower case, each character in its place; None where that cannot be."""
    folded = fold(text).lower()
    return folded if len(folded) == len(text) else None

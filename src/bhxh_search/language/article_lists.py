"""Lists of articles in a query, `điều 20, 21 và 25`, `từ điều 20 đến 25`: each number stands for its article."""

from __future__ import annotations

import re
from functools import cache

from bhxh_search.language.characters import canonical

_UNIT = (
    "ngày|ngay|tháng|thang|năm|nam|tuần|tuan|tuổi|tuoi|giờ|gio|lần|lan|người|nguoi|đồng|dong|triệu|trieu|nghìn|phần"
)
_NUMBER = rf"[1-9][0-9]{{0,2}}(?![\w/%]|\.[0-9]|-[0-9]+-|-[0-9]{{4}}|\s+(?:{_UNIT})(?!\w))"
_TO = ("-", "đến", "den", "tới", "toi")
_BETWEEN = rf"\s*[,;-]\s*|\s+(?:và|va|hoặc|hoac|{'|'.join(_TO[1:])})\s+"
_LIST = rf"\b(điều|dieu)\s+{_NUMBER}(?:(?:{_BETWEEN})(?:(?:điều|dieu)\s+)?{_NUMBER})+"
_PART = rf"({_BETWEEN})|{_NUMBER}"
_MOST_BETWEEN = 30
"""Articles from one to another; of a longer range only the ends are asked for."""
_compiled = cache(lambda pattern: re.compile(pattern, re.IGNORECASE))

Article = tuple[str, str]
"""Canonical: điều, and its number."""


def read_lists(text: str) -> tuple[str, dict[int, tuple[Article, ...]]]:
    """A query as long as it was, with blanks for the signs between the articles on its lists; and for each number but
    the first of a list, by where it stands, its article, and of the end of a range those before it too.
    """
    articles: dict[int, tuple[Article, ...]] = {}
    if not any(map(str.isdigit, text)):
        return text, articles
    for found in _compiled(_LIST).finditer(text):
        name, before, between = canonical(found[1]), 0, ""
        for part in _compiled(_PART).finditer(found[0]):
            start = found.start() + part.start()
            if part[1] is not None:
                between = part[1].strip().lower()
                if between in (",", ";", "-"):
                    text = text[:start] + " " * len(part[0]) + text[start + len(part[0]) :]
                continue
            number = int(part[0])
            is_range = between in _TO and before < number <= before + _MOST_BETWEEN
            if before:
                inside = range(before + 1, number) if is_range else ()
                articles[start] = tuple((name, str(one)) for one in (number, *inside))
            before = number
    return text, articles

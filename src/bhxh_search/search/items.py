"""A query's text → its items: the parentheses, phrases, operators and other chunks that blanks or marks part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

QUOTES = '"“”„'
OPERATORS: dict[str, Literal["OR", "AND", "NOT"]] = {"OR": "OR", "AND": "AND", "NOT": "NOT", "||": "OR", "&&": "AND"}
"""Those that stand alone, also as other engines write them."""

_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,60}"
_BOOST = r"(?:\^(?P<{}>[0-9]{{1,3}}(?:\.[0-9]{{1,3}})?)(?![\w.]))?"
_MONTH_AND_YEAR = r"th[áa]ng\s+[0-9]{1,2}(?:\s+n[ăa]m\s+|\s?/\s?|-)[0-9]{4}"
_DAY = rf"ng[àa]y\s+[0-9]{{1,2}}(?:[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}|\s+{_MONTH_AND_YEAR})"
_SAID_DATE = rf"[+!-]?(?i:(?:date|year):(?:{_DAY}|{_MONTH_AND_YEAR}|n[ăa]m\s+[0-9]{{4}}))(?![^\s()])"
"""A date in words behind its field, which are its value without quotes too."""
_ITEM = re.compile(
    rf"""(?P<space>\A(?:\s*(?i:re|fwd?):(?=\s))+  # of an e-mail's subject
        |\s+
        |\([0-9]{{1,2}}\)\.(?:pdf|docx?|xlsx?|pptx?)(?!\S))  # of a browser's second copy
    |(?P<open>(?P<open_sign>[+!-])?(?:(?P<open_field>{_NAME}):)?\()
    |(?P<close>\)){_BOOST.format("close_boost")}
    |(?P<sign>[+!-])?(?:(?P<field>{_NAME}):(?P<whole>=)?)?
        [{QUOTES}](?P<quoted>(?:\\[{QUOTES}]|[^{QUOTES}])*)[{QUOTES}](?:~(?P<near>[0-9]{{1,9}}))?
        {_BOOST.format("boost")}
    |(?P<range_sign>[+!-])?(?P<range_field>{_NAME}):(?P<range>[\[{{]\s*[^\s{QUOTES}()]+\s+TO\s+[^\s{QUOTES}()]+\s?[\]}}])
    |(?P<chunk>{_SAID_DATE}|[^\s{QUOTES}()]+)
    |(?P<quote>.)""",
    re.VERBOSE | re.DOTALL,
)
# Before the parenthesis of a list's label: a), đ), 1), iv), a.1), as it begins a line, a cell or a clause.
_LABEL = re.compile(r"(?<![\w/.,+-])(?:[^\W\d_]|[0-9]{1,2}|[ivxIVX]{1,4})(?:\.?[0-9]{1,2})?\Z")
_LONGEST_LABEL = 8

_BACKSLASH = re.compile(rf"\\(?=[{QUOTES}])")
FIELD = re.compile(rf"({_NAME}):(.*)", re.DOTALL)
UNKNOWN_FIELD = re.compile(r"[a-z_]{2,}:[^/:\s].*", re.DOTALL)


def items_of(text: str) -> Iterator[re.Match[str]]:
    """The items of a query, less the blanks between them."""
    return (match for match in _ITEM.finditer(text) if not match["space"])


def sign_of(text: str, start: int, chunk: str) -> str:
    """The sign that the chunk at `start` begins with: +, - or !; empty where it is none: a -b, (-b, but not a-b."""
    if len(chunk) < 2 or text[start - 1 : start] not in ("", " ", "("):
        return ""
    return chunk[0] if chunk[0] in "+-" or (chunk[0] == "!" and chunk[1].isalnum()) else ""


def is_label(text: str, parenthesis: int) -> bool:
    """Whether a closing parenthesis ends the label of a list's point, as law texts have it: `a) Người xuất khẩu;`."""
    return _LABEL.search(text, max(0, parenthesis - _LONGEST_LABEL), parenthesis) is not None


def is_cut_off(text: str, quote: int) -> bool:
    """Whether a printed quotation mark begins or ends a text that was copied without its other end: `“2. Đối với`."""
    outside = text[:quote] if text[quote] == "“" else text[quote:] if text[quote] == "”" else text
    return len(text) > 1 and not any(map(str.isalnum, outside))


def without_backslashes(quoted: str) -> str:
    """What stands between quotation marks, less the backslashes before those that are part of it."""
    return _BACKSLASH.sub("", quoted)

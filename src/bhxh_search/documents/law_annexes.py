"""The annexes of a legal document: where each begins, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bhxh_search.documents.law_closing import is_signature
from bhxh_search.documents.law_headings import LONGEST_HEADING, beginning
from bhxh_search.documents.law_lines import Line

_KEPT_WITH = re.compile(r"\((?:Ban hành )?[Kk]èm theo\b")
_KEPT_WITH_NUMBER = re.compile(
    r"\((?:Ban hành )?[Kk]èm theo [^()]{0,200}\bsố\b[^()]{0,300}(?P<closed>\))?(?P<rest>.*)"
)
"""The same inside of a line: only with a number, for a sentence may speak of what is issued with a document."""
_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?: (?:(?:số|SỐ) ?)?(?P<number>[IVXL]{1,7}|[0-9]{1,3})(?P<letter>[A-Za-zĐđ]?))?\b"
    r" ?(?P<rest>.*)"
)
_FORM = re.compile(r"(?P<kind>MẪU|Mẫu|BIỂU|Biểu)(?: (?:số|SỐ))? ?(?P<number>[0-9]{1,3}[A-Za-zĐđ]?)\b ?(?P<rest>.*)")
_TOP_OF_ANNEX = re.compile(r"(?:(?:PHỤ LỤC|Phụ lục|(?:Mẫu|MẪU|Biểu|BIỂU) (?:số|SỐ))\b|(?:Mẫu|MẪU|Biểu|BIỂU) [0-9])")
_POINT = re.compile(r"(?:[IVXL]{1,7}|[0-9]{1,3}|[A-ZĐ])[.)]")
"""How a point begins, in capitals too: the name of no annex."""
_MOTTO = re.compile("Độc lập ?[-–] ?Tự do")
_STATE = "CỘNG HÒA XÃ HỘI"
_ISSUER = re.compile(r"(?:BỘ|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|[ỦU][YỶ] BAN|HỘI ĐỒNG|BẢO HIỂM XÃ HỘI|TÒA ÁN|VIỆN|TỔNG)\b")
_HEAD_OF_TABLE = re.compile(r"(?:S?TT|SỐ TT|ĐVT)\b")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])[0-9]{1,2}$")
_HIGHEST_TOP = 8
"""Lines that the name of an annex may have above `(Ban hành kèm theo …)`."""
_HIGHEST_LETTERHEAD = 4


def annexes_of(lines: Sequence[Line], begun: int) -> list[int]:
    """The line numbers at which annexes begin; all of them below line `begun`, where the first article is."""
    found: list[int] = []
    is_signed = False
    for number in range(begun + 1, len(lines)):
        line = lines[number]
        if line.quoted:
            continue
        is_signed = is_signed or is_signature(line.text)
        after = found[-1] if found else begun
        top = None
        if _KEPT_WITH.match(line.text):
            top = _top_of_annex(lines, number, after)
        elif _is_annex_alone(line):
            top = number
        elif is_signed and (mark := _mark_within(line.text)):
            top = _top_of_name(lines, number, after, line.text[: mark.start()].strip(), mark["closed"] is not None)
        if top is not None:
            found.append(_with_letterhead(lines, top, after) if is_signed else top)
    return _without_neighbours(lines, sorted(set(found)))


def _mark_within(text: str) -> re.Match[str] | None:
    """`(Ban hành kèm theo Thông tư số …)` inside of a line, where no sentence goes on after it."""
    mark = _KEPT_WITH_NUMBER.search(text)
    if mark is None:
        return None
    rest = mark["rest"].strip(" _-–*")
    return mark if not rest or (rest[0].isupper() and mark["rest"][:1] == " ") else None


def _top_of_annex(lines: Sequence[Line], number: int, after: int) -> int | None:
    """Where the capitals above `(Ban hành kèm theo …)` begin; None when no name stands above it."""
    top = number
    while top - 1 > after and number - top < _HIGHEST_TOP:
        above = lines[top - 1].text
        if not (above.isupper() or _TOP_OF_ANNEX.match(above)) or len(above) > 300:
            break
        top -= 1
        if _ANNEX.match(above):
            return top
    return top if top < number else None


def _top_of_name(lines: Sequence[Line], number: int, after: int, name: str, is_closed: bool) -> int | None:
    """Where an annex begins whose name, or the end of it, stands on one line with `(Ban hành kèm theo …)`."""
    if _TOP_OF_ANNEX.match(name):
        return number
    if _POINT.match(name) or not (is_closed or name.isupper()):
        return None
    top = _top_of_annex(lines, number, after)
    if top is not None and not _POINT.match(lines[top].text):
        return top
    return number if name.isupper() else None


def _with_letterhead(lines: Sequence[Line], top: int, after: int) -> int:
    """Where an annex begins above whose name stand the body that issues it and the country's motto."""
    first = top
    while first - 1 > after and top - first < _HIGHEST_LETTERHEAD:
        above = lines[first - 1].text
        is_motto = _MOTTO.match(above) is not None
        if not is_motto and not (first < top and above.isupper() and (_STATE in above or _ISSUER.match(above))):
            break
        first -= 1
    return first


def _is_annex_alone(line: Line) -> bool:
    match = _ANNEX.fullmatch(line.text)
    if match is None:
        return False
    if line.text.isupper() and match["number"] is not None:
        return True  # the line before may be the name of who signed, which ends no sentence
    return line.ended and match["rest"] in ("", ".", ":")


def _without_neighbours(lines: Sequence[Line], found: Sequence[int]) -> list[int]:
    """One annex, not two, where its number and its name were both taken for the beginning of one."""
    return [
        number
        for place, number in enumerate(found)
        if not place or number - found[place - 1] > 3 or _is_next(lines, found[place - 1], number)
    ]


def _is_next(lines: Sequence[Line], number: int, other: int) -> bool:
    """Whether two lines name annexes of different numbers, and something stands between, as in no list of them."""
    labels = [_label(lines[line].text)[0] for line in (number, other)]
    return other - number > 1 and not {"", "Phụ lục"} & set(labels) and len(set(labels)) == 2


def annex_name(lines: Sequence[Line]) -> tuple[str, str]:
    """What an annex is called, and its heading: all that stands between and `(Ban hành kèm theo …)`."""
    texts = _below_letterhead([line.text for line in lines[: 2 * _HIGHEST_TOP]])
    label, texts[0] = _label(texts[0])
    end = next((number for number, text in enumerate(texts[:_HIGHEST_TOP]) if _kept_with(text)), None)
    if end is None:
        name = _capitals(texts)
    else:
        mark = _kept_with(texts[end])
        name = [*texts[:end], texts[end][: mark.start() if mark else 0]]
        if not any(name):
            name = _capitals(["", *_below_letterhead(texts[end + 1 :])])
    heading = _without_footnote(" ".join(filter(None, name)).strip(" .:-–"))
    return label, heading if len(heading) <= LONGEST_HEADING else beginning(heading)


def _label(text: str) -> tuple[str, str]:
    """`Phụ lục II` or `Mẫu 01`, and what stands after it on the line."""
    if (annex := _ANNEX.match(text)) is not None:
        number = f" {annex['number']}{annex['letter']}" if annex["number"] else ""
        return f"Phụ lục{number}", annex["rest"].strip(" .:-–")
    if (form := _FORM.match(text)) is not None:
        return f"{form['kind'].capitalize()} {form['number']}", form["rest"].strip(" .:-–")
    return "", text


def _kept_with(text: str) -> re.Match[str] | None:
    return _KEPT_WITH.match(text) or _mark_within(text)


def _below_letterhead(texts: list[str]) -> list[str]:
    """The lines below the motto, where one stands among the first."""
    if not texts or _TOP_OF_ANNEX.match(texts[0]):
        return texts
    motto = next((number for number, text in enumerate(texts[:_HIGHEST_LETTERHEAD]) if _MOTTO.match(text)), None)
    return texts if motto is None else texts[motto + 1 :] or texts


def _capitals(texts: Sequence[str]) -> list[str]:
    """The first line, and those after it in capitals, up to the head of a table."""
    found = list(texts[:1])
    for text in texts[1:_HIGHEST_TOP]:
        if not text.isupper() or _HEAD_OF_TABLE.match(text):
            break
        found.append(text)
    return found


def _without_footnote(heading: str) -> str:
    """A heading without the number of a footnote at its end, which stands right after a word: `ĐỊA PHƯƠNG6`."""
    word = heading.rpartition(" ")[2].rstrip("0123456789")
    # Of few letters without marks it is a name: CO2, B12.
    is_word = word.isalpha() and (len(word) > 3 or not word.isascii())
    return _FOOTNOTE.sub("", heading) if is_word else heading

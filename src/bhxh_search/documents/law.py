"""Legal documents: what they say of themselves, their articles, and what they do to other documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bhxh_search.documents.document import Relation
from bhxh_search.documents.law_days import effective_day
from bhxh_search.documents.law_head import CONSOLIDATION, KINDS, LawHead, head_of_title, read_head
from bhxh_search.documents.law_lines import Line, read_lines
from bhxh_search.documents.law_relations import consolidated, guided, relations
from bhxh_search.documents.law_tree import Stretch, read_tree, with_signature_in_article
from bhxh_search.language.characters import fold
from bhxh_search.language.normal_form import normalize

FEWEST_ARTICLES = 2
"""Of a document that is taken apart."""
FEWEST_WITHOUT_MOTTO = 3
"""Articles of a text that is taken for a law by its title alone."""
_LONGEST_HEAD = 5_000
_BEGINNING = 8_000
"""Characters among which a legal document's head begins."""


@dataclass(frozen=True)
class LawPart:
    """One part of a legal document: its head, an article, where it tells how it was passed, an annex."""

    slug: str
    """What its id ends with: `dieu-54`, `phu-luc-ii`; no two of a document are the same."""
    start: int
    """Where it starts in the text of the document; it ends where the next one starts."""
    end: int
    title: str
    """`Điều 54. Điều kiện hưởng lương hưu`; "" for the head, which the document's name is the title of."""
    above: tuple[str, ...]
    """The divisions that it stands in, outermost first: `Chương III BẢO HIỂM XÃ HỘI BẮT BUỘC`."""
    relations: Mapping[Relation, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Law:
    """A legal document, taken apart."""

    head: LawHead
    sections: tuple[LawPart, ...]
    """In order, and all of the text together; () when it has too few articles to be taken apart."""
    relations: Mapping[Relation, tuple[str, ...]] = field(default_factory=dict)
    """Of all of it, when there are no sections."""


_MOTTOES = ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "Độc lập", "ĐẢNG CỘNG SẢN")
_CONTINUED = "Tiếp theo Công báo"
_TITLED = re.compile(rf"^[^\w\n]{{0,200}}(?:{'|'.join(kind.upper() for kind in KINDS)})", re.MULTILINE)
_FIRST_ARTICLE = re.compile(r"^[ \t]*(?:Điều|ĐIỀU) +1 ?[.:]", re.MULTILINE)
_SECOND_ARTICLE = re.compile(r"\n[ \t]*(?:Điều|ĐIỀU) +2\b")

_IN_FORCE = re.compile("hiệu lực|điều khoản thi hành", re.IGNORECASE)
_NOTE = re.compile(r"[“\"]|[0-9]{1,3} [^\W\d_]")
"""How a quotation or a note at the foot of a page begins."""
_ENACTED = re.compile(
    r"\bban hành (?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định) (.*)"
)
"""Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế số 25/2008/QH12."""


def parse_law(text: str) -> Law | None:
    """The legal document that `text` is, or None when it does not look like a whole one.

    It has the country's motto and its kind, in capitals, at its head; or else a title with its kind and number,
    and articles from the first on. A text that is one article of a law is none. Takes time in proportion to the
    text, apart from the sorting of its articles.
    """
    if not _may_be_one(normalize(text).text):
        return None
    lines = read_lines(text)
    parts = read_tree(lines)
    articles = [part for part in parts if part.kind == "article"]
    bounds = _Bounds(lines, parts)
    head = read_head(bounds.before, bounds.after)
    if head is None and _are_whole(articles):
        head = head_of_title(bounds.before)
    if head is None or not (head.number or articles):
        return None
    head = replace(head, effective=_effective(lines, parts, bounds, head))
    if len(articles) < FEWEST_ARTICLES:
        return Law(head, (), {**_relations(lines, head), **_of_head(bounds.before, lines, head)})
    return Law(head, tuple(_sections(text, lines, with_signature_in_article(lines, parts), head)))


def _effective(lines: Sequence[Line], parts: Sequence[Stretch], bounds: _Bounds, head: LawHead) -> dt.date | None:
    """From when a document is in force."""
    own = _on_being_in_force(lines, parts) if head.kind == CONSOLIDATION else []
    if not own:
        return effective_day(bounds.articles, head.date)
    # The notes of other articles hold what amending laws say of themselves, in marks that are not all closed.
    return effective_day(own, head.date) or effective_day((replace(line, quoted=False) for line in own), head.date)


def _on_being_in_force(lines: Sequence[Line], parts: Sequence[Stretch]) -> list[Line]:
    """The lines of the articles that say by their headings from when a document is in force, without notes."""
    ends = [*(part.start for part in parts[1:]), None]
    spans = [
        (part.start, end)
        for part, end in zip(parts, ends, strict=True)
        if part.kind == "article" and _IN_FORCE.search(part.heading)
    ]
    return [
        line
        for start, end in spans
        for line in lines
        if start <= line.start and (end is None or line.start < end) and not _NOTE.match(line.text)
    ]


def _may_be_one(text: str) -> bool:
    """Whether `text`, in normal form, can be a legal document: asked of every text, so it only looks for words."""
    beginning = text[:_BEGINNING]
    if _CONTINUED in beginning:
        return True
    if any(map(beginning.__contains__, _MOTTOES)) and _TITLED.search(beginning):
        return True
    # Few texts have a second article, and a line's end is found many times faster than its beginning.
    return _SECOND_ARTICLE.search(text) is not None and _FIRST_ARTICLE.search(text) is not None


class _Bounds:
    """The lines before the first article, those of the articles, and those after."""

    def __init__(self, lines: Sequence[Line], parts: Sequence[Stretch]) -> None:
        first = next((part.start for part in parts if part.kind == "article"), None)
        own = [part for part in parts if part.kind == "article" or part.kind == "head"]
        after = next((part.start for part in parts if part.kind == "closing"), own[-1].start)
        annex = next((part.start for part in parts if part.kind == "annex"), None)
        self.before = [line for line in lines if first is None or line.start < first]
        self.articles = [
            line
            for line in lines
            if first is not None and first <= line.start and (annex is None or line.start < annex)
        ]
        self.after = [line for line in lines if first is not None and line.start >= after]


def _are_whole(articles: Sequence[Stretch]) -> bool:
    """Whether these are a law's articles from the first on, one by one."""
    return len(articles) >= FEWEST_WITHOUT_MOTTO and [part.label for part in articles[:3]] == [
        "Điều 1",
        "Điều 2",
        "Điều 3",
    ]


def _sections(text: str, lines: Sequence[Line], parts: Sequence[Stretch], head: LawHead) -> Iterator[LawPart]:
    ends = [*(part.start for part in parts[1:]), len(text)]
    slugs = _Slugs()
    annex = ""
    start = 0
    at = 0
    of_all: Mapping[Relation, tuple[str, ...]] = {}
    for part, end in zip(parts, ends, strict=True):
        if not text[start:end].strip():
            continue  # nothing to find: it goes to the next part
        if part.kind == "annex":
            annex = _annex_slug(part)
        first = at
        while at < len(lines) and lines[at].start < end:
            at += 1
        if part.kind == "head":
            of_part = _of_head(lines[first:at], lines, head)
            # All of a consolidated text gives what the laws say that its head names.
            of_all = of_part if head.kind == CONSOLIDATION else {}
        else:
            of_part = {**of_all, **_relations(lines[first:at], head)}
        yield LawPart(
            slugs.unique(_slug(part, annex)),
            start,
            end,
            ". ".join(filter(None, (part.label, part.heading))),
            part.above,
            of_part,
        )
        start = end


class _Slugs:
    """Makes names that are given twice differ."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, slug: str) -> str:
        count = self._given[slug] = self._given.get(slug, 0) + 1
        return slug if count == 1 else f"{slug}-{count}"


def _slug(part: Stretch, annex: str) -> str:
    if part.kind == "head":
        return "mo-dau"
    if part.kind == "closing":
        return "ket-thuc"
    if part.kind == "annex":
        return annex
    article = part.label.replace("Điều ", "dieu-")
    return f"{annex}-{article}" if annex else article


def _annex_slug(part: Stretch) -> str:
    """`phu-luc-ii`; of an annex without a number the first two words: `quy-che`."""
    words = (part.label or " ".join(part.heading.split()[:2])).split()
    letters = "-".join(re.sub(r"[^a-z0-9]", "", fold(word.lower())) for word in words)
    return letters.strip("-") or "phu-luc"


def _relations(lines: Sequence[Line], head: LawHead) -> Mapping[Relation, tuple[str, ...]]:
    """What these lines do to other documents: those not quoted, joined, for sentences are wrapped."""
    if head.kind == CONSOLIDATION:
        found: Mapping[Relation, tuple[str, ...]] = {}
    else:
        found = relations(_joined(lines))
    own = {relation: tuple(n for n in numbers if n != head.number) for relation, numbers in found.items()}
    return {relation: numbers for relation, numbers in own.items() if numbers}


def _of_head(lines: Sequence[Line], every: Sequence[Line], head: LawHead) -> Mapping[Relation, tuple[str, ...]]:
    """What a document says at its head that it does: by its subject, for what it is based on is of others.

    `every`: all lines of it.
    """
    text = " ".join(line.text for line in lines if not line.quoted)[:_LONGEST_HEAD]
    if head.kind != CONSOLIDATION:
        enacted = _ENACTED.search(text)
        found = relations(f"{head.subject}\n{enacted[1] if enacted else ''}")
        named = guided(head.subject, _joined(every))
        return {**found, "guides": tuple(dict.fromkeys((*found.get("guides", ()), *named)))} if named else found
    numbers = consolidated(text[: text.find("Căn cứ")] if "Căn cứ" in text else text)
    return {"consolidates": tuple(n for n in numbers if n != head.number)} if numbers else {}


def _joined(lines: Sequence[Line]) -> str:
    """The lines that are not quoted, each that goes on from the one before in one with it."""
    pieces: list[str] = []
    for line in lines:
        if not line.quoted:
            pieces += ["\n" if line.ended else " ", line.text]
    return "".join(pieces).strip()

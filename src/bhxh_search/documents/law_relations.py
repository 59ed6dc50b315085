"""What a legal document does to others: which it amends, replaces, repeals, guides, or puts together.

Only others that are named by their number count; `Luật Bảo hiểm xã hội` alone stays text. A law tells much of what
others did to others. Read is only what it says of itself: clauses that begin with what is done, and those whose
subject is `Luật này`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bhxh_search.documents.document import RELATIONS, Relation

_KIND = (
    r"(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư"
    r"|Quyết định|Chỉ thị|Quy chế|Quy định)"
)
_NUMBER = r"(?<![\w/-])([0-9]{1,5}(?:/[0-9]{4})?(?: ?[/–-] ?[A-ZĐƯ]{1,12}[a-z]?[A-Z]?[0-9]{0,2}){1,8})(?![\w/])"
_DOES = (
    r"(?:(?P<amends>sửa đổi|bổ sung)|(?P<replaces>thay thế)|(?P<repeals>bãi bỏ|hủy bỏ|huỷ bỏ)"
    r"|(?P<guides>quy định chi tiết|hướng dẫn))\b"
)
_ITSELF = re.compile(rf"(?:{_KIND} này (?:[^;]{{0,120}}? )?)?(?:và |Về việc )?{_DOES}", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:và|,) (?P<replaces>thay thế)|\b(?:và|,) (?P<repeals>bãi bỏ)", re.IGNORECASE)
_ENDED = re.compile(rf"(?P<until>{_KIND}\b.{{0,600}}?)\bhết hiệu lực\b.*\b{_KIND} này\b")
_AMENDED = re.compile(r"\b(?:sửa đổi|theo|bởi|tại)\b")
"""What tells of others' doings, after which no number is of what is repealed."""
_BEFORE_TARGET = re.compile(r"\b(?:theo quy định|tại|của Luật này)\b")
_TARGET = re.compile(rf"(?:{_KIND}\b[^;:]{{0,200}}?|\bsố ?){_NUMBER}")
_LISTED = re.compile(rf"(?: ?,| và| hoặc|, và)? ?(?:{_KIND} )?(?:số )?{_NUMBER}")
_ITEM = re.compile(rf"(?:[-–+•] ?)?{_KIND} (?:liên tịch )?(?:số )?{_NUMBER}")
_REPEALING = re.compile(r"\b(?:bãi bỏ|hết hiệu lực)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^“”\"\n]{0,400}[”\"]")
_CLAUSE_END = re.compile(r"\n|;(?=\s|$)|(?<![0-9])\.(?=\s|$)|(?<=[0-9])\.(?= [A-ZĐ])|:(?=\s|$)")
_NUMBERING = re.compile(r"(?:Điều )?[0-9]{1,3}[a-zđ]? ?[.)]? ?|[a-zđ]\) ?|[-–+•] ?")
_GUIDES = re.compile(r"\b(?:quy định chi tiết|hướng dẫn)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?P<name>(?:Bộ luật|Luật|Pháp lệnh) (?:(?!Luật|Pháp lệnh|Nghị)[^.;:\n]){2,80}?) số "
    r"(?P<number>[0-9]{1,3}/[0-9]{4}/(?:QH|UBTVQH)[0-9]{1,2})(?![\w/])"
)
_AFTER_A_NAME = r"\s*(?:$|[,;.(]|(?:và|về|đối|trong|năm|ngày|của|cho|liên quan)\b)"
"""What may follow the name of a law: of Luật Đầu tư công, Luật Đầu tư is none."""
_FARTHEST = 300
"""Characters between a verb and the number of what it is about."""
_LONGEST_CLAUSE = 2_000


def relations(text: str) -> Mapping[Relation, tuple[str, ...]]:
    """The numbers of the documents to which `text` does something, in order, by what it does; each once.

    `text`: with single blanks, and line ends only between sentences. Takes time in proportion to the text.
    """
    found: dict[Relation, dict[str, None]] = {}
    listing = False
    for clause in _clauses(_QUOTED.sub(" ", text)):
        if listing and (item := _ITEM.match(clause)):
            found.setdefault("repeals", {})[_written(item[1])] = None
            continue
        listing = (listing and not clause) or (clause.endswith(":") and _REPEALING.search(clause) is not None)
        for relation, number in _of_clause(clause):
            found.setdefault(relation, {})[number] = None
    return {relation: tuple(numbers) for relation, numbers in found.items()}


def consolidated(text: str) -> tuple[str, ...]:
    """The numbers of the documents that a consolidated text says at its head it puts together, each once."""
    return tuple(dict.fromkeys(_written(match[1]) for match in _TARGET.finditer(text)))


def guided(subject: str, text: str) -> tuple[str, ...]:
    """The numbers of the laws that a document's subject says by their names alone that it guides, each once.

    `Hướng dẫn thi hành một số điều của Luật Bảo hiểm xã hội`: where `text`, all of it, gives that law a number. Of
    several laws of one name it is the one that the document is based on, which is told by its year.
    """
    verb = _GUIDES.search(subject)
    if verb is None:
        return ()
    numbers: dict[str, dict[str, None]] = {}
    for match in _NAMED.finditer(text):
        if re.search(rf"\b{re.escape(match['name'])}(?={_AFTER_A_NAME})", subject[verb.end() :], re.IGNORECASE):
            numbers.setdefault(match["name"].lower(), {})[match["number"]] = None
    found: dict[str, None] = {}
    for name, of_name in numbers.items():
        based = re.search(rf"Căn cứ {re.escape(name)} ngày [^;.]{{1,30}}? năm ([0-9]{{4}})", text, re.IGNORECASE)
        years = {number: number.split("/")[1] for number in of_name}
        fitting = [number for number, year in years.items() if based is None or year == based[1]]
        if len(fitting) == 1:
            found[fitting[0]] = None
    return tuple(found)


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a text without their numbering; a colon at the end of one stays with it."""
    start = 0
    for end in _CLAUSE_END.finditer(text):
        yield _clause(text[start : end.start() + (end[0] == ":")])
        start = end.end()
    yield _clause(text[start:])


def _clause(text: str) -> str:
    bare = text.strip()[:_LONGEST_CLAUSE]
    numbering = _NUMBERING.match(bare)
    return bare[numbering.end() :] if numbering else bare


def _of_clause(clause: str) -> Iterator[tuple[Relation, str]]:
    ended = _ENDED.match(clause)
    if ended is not None:
        # Luật bảo hiểm xã hội số 71/2006/QH11 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.
        previous = 0
        for one in _TARGET.finditer(clause, 0, ended.end("until")):
            if (_AMENDED if previous else _BEFORE_TARGET).search(clause[previous : one.start(1)]):
                break
            yield "repeals", _written(one[1])
            previous = one.end()
        return
    verb = _ITSELF.match(clause)
    while verb is not None:
        relation = next(name for name in RELATIONS if verb.groupdict().get(name))
        target = _TARGET.search(clause, verb.end(), verb.end() + _FARTHEST)
        if target is not None:
            yield relation, _written(target[1])
            yield from ((relation, number) for number in _listed(clause, target.end()))
        verb = _ALSO.search(clause, verb.end())


def _listed(clause: str, start: int) -> Iterator[str]:
    """The numbers that are listed right after the first one."""
    while (match := _LISTED.match(clause, start)) is not None:
        yield _written(match[1])
        start = match.end()


def _written(number: str) -> str:
    return re.sub("[–—]", "-", "".join(number.split()))

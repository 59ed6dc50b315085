"""What is shown of real documents, read through and found good; a change of it is read through again.

To write what is shown now: `python -m tests.search.test_golden_snippets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.search.highlights import find_words
from bhxh_search.search.results import Snippet
from bhxh_search.search.shown import body_words
from bhxh_search.search.snippets import make_snippets
from bhxh_search.search.syntax import parse

HERE = Path(__file__).parent
GOLDEN = HERE / "snippets" / "expected.md"
SEED = "seeds/000_70584c224087e00c.txt"

# Articles 53-54, 64-66 and 98-100 of law 41/2024/QH15; the lines are those of the gazette.
QUERIES = {
    SEED: (
        "bảo hiểm tự nguyện",
        "bao hiem xa hoi tu nguyen",
        "BHXH",
        '"cán sự Đảng"',
        "nghị quyết 28-NQ/TW",
        "bao nhiêu người tham gia BHYT",
        "hội đồng nhân dân",
        "844000",
        '"tuyên truyền hội nghị"~8',
        "thai sản",
    ),
    "tests/search/snippets/huu_tri.txt": (
        "điều kiện hưởng lương hưu",
        "muc luong huu hang thang",
        "suy giảm khả năng lao động từ 61%",
        "khai thác than trong hầm lò",
        "lao động nữ đủ 15 năm",
        "khoản 2 Điều 169",
    ),
    "tests/search/snippets/thai_san.txt": (
        "nghỉ thai sản khi sinh con",
        "vợ sinh con phải phẫu thuật",
        "mẹ chết sau khi sinh",
        "BHXH bắt buộc",
        "lao động nam được nghỉ mấy ngày khi vợ sinh đôi",
    ),
    "tests/search/snippets/tu_nguyen.txt": (
        "lương hưu của người tham gia bảo hiểm xã hội tự nguyện",
        "mức bình quân thu nhập",
        "trợ cấp một lần khi nghỉ hưu",
    ),
}
LENGTHS = {"BHXH bắt buộc": 120, "trợ cấp một lần khi nghỉ hưu": 400}


def shown(name: str, query: str) -> tuple[Snippet, ...]:
    text = (HERE.parent.parent / name).read_text(encoding="utf-8")
    words = body_words(parse(query))
    found = find_words([text], words, BUILT_IN)
    length = LENGTHS.get(query, 240)
    return make_snippets([text], found, [1.0] * len(words), count=3, length=length)[0]


def drawn(snippet: Snippet) -> str:
    """The snippet with «marks», an ellipsis where it is cut, and ⏎ for line ends."""
    text = snippet.text
    for start, end in reversed(snippet.highlights):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    before, after = "… " * snippet.cut_before, " …" * snippet.cut_after
    return f"{snippet.start}: {before}{text}{after}".replace("\n", "⏎")


def lines() -> Iterator[str]:
    for name, queries in QUERIES.items():
        yield f"# {name}"
        for query in queries:
            yield ""
            yield f"## {query}"
            yield ""
            yield from (f"- {drawn(snippet)}" for snippet in shown(name, query))
        yield ""


def test_what_is_shown_of_real_documents_is_what_was_found_good() -> None:
    assert "\n".join(lines()) == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(lines()), encoding="utf-8")

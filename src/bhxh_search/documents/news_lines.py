"""What single lines of a news article are: the page around it, a credit, a caption, its tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bhxh_search.documents.lines import plain, spelled_alike
from bhxh_search.documents.names import is_name

FURNITURE = frozenset(
    {
        "bình luận",
        "chia sẻ",
        "chia sẻ bài viết",
        "gửi bài viết",
        "gửi bình luận",
        "in bài viết",
        "lưu bài viết",
        "quay lại",
        "trang chủ",
        "từ khóa",
        "về đầu trang",
        "về trang chủ",
        "xem thêm",
    }
)
"""Lines of the page around an article, `spelled_alike`. They are taken out only where it starts and ends."""

LONGEST_FURNITURE = 40  # characters
LONGEST_AUTHOR = 60  # characters
LONGEST_CAPTION = 300  # characters

_CREDIT = re.compile(
    r"(?:tin|bài|tác giả|thực hiện|pv)(?:(?: ?[,/–-] ?| và )(?:tin|bài|ảnh|clip|video))* ?: ?", re.IGNORECASE
)
_BETWEEN_NAMES = re.compile(r" [-–—] | ?[,;&/] ?| và ")
_TAGS = re.compile(r"(?:từ kh(?:óa|oá)|tags?|thẻ|chủ đề)(?: liên quan)? ?: ?(.+)", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r" ?[,;|•#] ?")
_PHOTO_CREDIT = re.compile(
    r"(?:\(ảnh ?:[^()]{2,80}\)|\bảnh ?: ?[^.:;]{2,60}|ảnh minh họa\)?|ảnh minh hoạ\)?)\.?$", re.IGNORECASE
)
_ORIGIN = re.compile(r"\(?nguồn(?: tin)? ?: ?([^()]{2,60})\)?", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether `line` belongs to the page and not to the article."""
    bare = line.strip()
    return len(bare) <= LONGEST_FURNITURE and spelled_alike(bare).rstrip(" :.…") in FURNITURE


def author_of(line: str) -> str | None:
    """The author that `line` under an article names, `plain`, or None when it is something else.

    Names in capitals or as names are written, with or without a credit: `CHẤN HƯNG`, `Lan Anh - Minh Đức`,
    `Bài, ảnh: H.T`, `(Theo TTXVN)`.
    """
    signed = plain(line)
    if signed.startswith("(") and signed.endswith(")"):
        signed = signed[1:-1].strip()
    if len(signed) > LONGEST_AUTHOR:
        return None
    if signed.startswith("Theo "):
        origin = signed.removeprefix("Theo ")
        is_origin = origin[0].isupper() and not re.search(r"[0-9]|[.,;:?!…]$", origin)
        return origin if is_origin else None
    names = _CREDIT.sub("", signed, count=1) if _CREDIT.match(signed) else signed
    return names if all(is_name(name) for name in _BETWEEN_NAMES.split(names)) else None


def credited_author(line: str) -> str | None:
    """The author that a line names after a credit, `Tác giả: Lan Anh`; a name alone may be a section's."""
    return author_of(line) if _CREDIT.match(plain(line)) else None


def origin_of(line: str) -> str | None:
    """The newspaper that a line gives as the source, `Nguồn: Báo Nhân Dân`; None for any other line."""
    match = _ORIGIN.fullmatch(plain(line))
    return match[1].strip(" .") if match else None


def tags_of(line: str) -> tuple[str, ...]:
    """The tags that a line lists, `Từ khóa: BHXH, hưu trí`; () for any other line."""
    match = _TAGS.fullmatch(plain(line))
    if match is None:
        return ()
    return tuple(dict.fromkeys(tag for one in _BETWEEN_TAGS.split(match[1]) if (tag := one.strip(" .…"))))


def captions_of(lines: Sequence[str]) -> tuple[str, ...]:
    """The captions among the lines of an article: those that end with who took the picture, `Ảnh: Lan Anh`."""
    plains = (plain(line) for line in lines)
    return tuple(
        dict.fromkeys(line for line in plains if len(line) <= LONGEST_CAPTION and _PHOTO_CREDIT.search(line[-100:]))
    )

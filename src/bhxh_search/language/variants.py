"""Spellings that the next word decides: hằng tháng is hàng tháng, sẩy thai is sảy thai, and 1 lần is một lần."""

from __future__ import annotations

from bhxh_search.language.characters import canonical

BEFORE: dict[str, tuple[str, frozenset[str]]] = {
    "hằng": (
        "hàng",
        frozenset("dem đêm gio giờ nam năm ngay ngày quy quý thang tháng toi tối tuan tuần".split()),
    ),
    "sẩy": ("sảy", frozenset(("thai",))),
    "1": ("một", frozenset("cua cửa lan lần".split())),
}
"""Canonical token → as it is indexed, before these words. Laws write hằng and hàng for the same (every month, every
year), and sẩy thai (that of 2014) and sảy thai (that of 2024); and people the figure where laws have the word (một
lần: at once; một cửa: at one counter)."""

DECIDING = frozenset[str]().union(*(words for _, words in BEFORE.values()))
"""The words that decide, canonical."""


def as_indexed(token: str, following: str | None) -> str:
    """The canonical form of a token that only white space parts from `following`; None: before something else."""
    written = canonical(token)
    if written not in BEFORE or following is None:
        return written
    meant, words = BEFORE[written]
    return meant if canonical(following) in words else written

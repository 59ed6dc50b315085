"""What columns of tables, keys of JSONL and keys of a front matter are for, by the names that people give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from bhxh_search.language.characters import fold

NAMES = {
    "id": ("id",),
    "text": (
        *("text", "content", "body", "full text", "article body"),
        *("noi dung", "toan van", "noi dung chi tiet", "noi dung van ban", "van ban"),
    ),
    "title": ("title", "headline", "tieu de", "ten", "ten van ban", "trich yeu"),
    "date": (
        *("date", "ngay", "ngay dang", "ngay xuat ban", "ngay ban hanh"),
        *("published at", "date published", "publish date", "published date", "pub date", "published time"),
        *("created at", "date created"),
    ),
    "author": ("author", "tac gia"),
    "source": ("source", "nguon"),
    "number": ("number", "so hieu", "so ky hieu"),
    "kind": ("kind", "loai van ban"),
    "issuer": ("issuer", "co quan ban hanh", "noi ban hanh"),
    "signer": ("signer", "nguoi ky"),
}
"""What a value is for → the names that it is known by, the surest first: folded, and whatever parts their words."""

_LONGEST_NAME = 40
_LONG_TEXT = 200
"""Characters of a value that is rather a text than something said about one."""


@lru_cache(maxsize=1024)
def _known(written: str) -> tuple[str, int] | None:
    """What a name is for, and the place that it has among the names for that; None for an unknown one."""
    if len(written) > _LONGEST_NAME:
        return None
    return _PLACES.get(_bare(written))


def _bare(name: str) -> str:
    """`publishedAt`, `published_at` and `Published at` are one name, and so are `Nội dung` and `noidung`."""
    return "".join(filter(str.isalnum, fold(name.lower())))


_PLACES = {_bare(name): (purpose, place) for purpose, names in NAMES.items() for place, name in enumerate(names)}


def purpose_of(written: str) -> str | None:
    """What a name is for, of `NAMES`; None for one that is not known."""
    known = _known(written)
    return None if known is None else known[0]


def chosen_names(written: Iterable[str]) -> dict[str, str]:
    """Of names that stand side by side, those that are known → what each is for, and no two for the same.

    Our own name comes first, then the surest, then the one that stands first.
    """
    best: dict[str, tuple[tuple[bool, int], str]] = {}
    for name in written:
        if (known := _known(name)) is not None:
            purpose, place = known
            rank = (name != purpose, place)
            if purpose not in best or rank < best[purpose][0]:
                best[purpose] = rank, name
    return {name: purpose for purpose, (_, name) in best.items()}


def longest_text(values: Mapping[str, object], shortest: int = _LONG_TEXT) -> str | None:
    """The name of the longest value that may be a text that was not known for one: `shortest` characters at least."""
    lengths = {name: _length(value) for name, value in values.items()}
    name = max(lengths, key=lambda one: lengths[one], default=None)
    return name if name is not None and lengths[name] >= shortest else None


def _length(value: object) -> int:
    if isinstance(value, (tuple, list)):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) and " " in value.strip() else 0

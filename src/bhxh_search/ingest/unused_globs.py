"""Globs given to `exclude` that excluded nothing: most are mistyped, and what they were for is in the index."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bhxh_search.ingest.roots import is_inside
from bhxh_search.ingest.selection import Pattern, parse_pattern
from bhxh_search.ingest.walking import PassedOver, Plan


class UnusedGlobs:
    """The globs of one run that have not excluded anything yet."""

    def __init__(self, globs: Iterable[str], plan: Plan, index: Path | None) -> None:
        """`index`: the index's folder, which is passed over whatever the globs are."""
        # Of a run over a part of a root nobody can tell: what a glob is for may lie elsewhere in the root.
        whole = all(scope.path == scope.root.path and Path(scope.path).is_dir() for scope in plan.scopes)
        self._left = _patterns_by_glob(globs) if whole else {}
        self._folders: list[tuple[str, str]] = []
        """Those that were passed over, each with the root that it lies in."""
        for scope in plan.scopes if index is not None else ():
            if str(index) != scope.path and is_inside(str(index), scope.path):
                self._pass_over(str(index), scope.path, is_folder=True)

    def see(self, item: PassedOver, root: str) -> None:
        """Take note of what is passed over in a root's folder."""
        if item.ending is None:
            self._pass_over(str(item.path), root, item.is_folder)

    def _pass_over(self, path: str, root: str, is_folder: bool) -> None:
        if not self._left:
            return
        self._match(path, root, is_folder)
        if is_folder:
            self._folders.append((path, root))

    def _match(self, path: str, root: str, is_folder: bool) -> None:
        inside = Path(path).relative_to(root).as_posix()
        for glob in [glob for glob, pattern in self._left.items() if pattern.matches(inside, is_folder)]:
            del self._left[glob]

    def left(self) -> tuple[str, ...]:
        """The globs that excluded nothing, once all was seen; the contents of excluded folders count."""
        for folder, root in self._folders:
            for path, is_folder in _below(folder):
                if not self._left:
                    return ()
                self._match(path, root, is_folder)
        return tuple(self._left)


def _patterns_by_glob(globs: Iterable[str]) -> dict[str, Pattern]:
    """Glob → its pattern, of those that exclude something; hidden files are passed over whatever the globs are."""
    parsed = ((glob, parse_pattern(glob)) for glob in globs)
    return {
        glob: pattern
        for glob, pattern in parsed
        if pattern is not None and not pattern.takes_back and "/." not in f"/{glob.removeprefix('./')}"
    }


def _below(folder: str) -> Iterator[tuple[str, bool]]:
    """Everything in a folder, and whether it is a folder itself; what cannot be read is left out."""
    for above, folders, files in os.walk(folder):
        yield from ((f"{above}{os.sep}{name}", True) for name in folders)
        yield from ((f"{above}{os.sep}{name}", False) for name in files)

"""Which files of a folder are meant: globs that include and exclude, and files of patterns to ignore.

The patterns are a subset of those of .gitignore: a pattern without a slash matches a name at any depth, one with a
slash a path below the folder it is said of; `*` and `?` stop at slashes, `**` does not, `[a-z]` is a class; a slash
at the end means folders only; `!` takes back; the last pattern that matches decides; `#` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath

IGNORE_FILE = ".bhxhignore"
"""Patterns of what is passed over in the folder that it stands in, and below."""

LARGEST_IGNORE_FILE = 1_000_000  # bytes

_CLASS = re.compile(r"\[([!^]?)(\][^\]/]*|[^\]/]+)\]")


@dataclass(frozen=True)
class Pattern:
    """One pattern, ready to be matched."""

    regex: re.Pattern[str]
    """Matches a whole path below the folder, with "/"."""
    folders_only: bool
    takes_back: bool

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether it is about this path, relative to the pattern's folder."""
        return (is_folder or not self.folders_only) and self.regex.fullmatch(path) is not None


def parse_pattern(line: str) -> Pattern | None:
    """The pattern of a line; None for a blank line and a comment."""
    line = line.rstrip("\r\n")
    if not line.endswith("\\ "):
        line = line.rstrip(" \t")
    if not line or line.startswith("#"):
        return None
    takes_back = line.startswith("!")
    line = line[1:] if takes_back else line
    line = line.removeprefix("./")
    folders_only = line.endswith("/")
    line = line.rstrip("/")
    anchored = "/" in line
    regex = _regex(line.lstrip("/"))
    return Pattern(re.compile(regex if anchored else f"(?:.*/)?{regex}", re.DOTALL), folders_only, takes_back)


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """The patterns of an ignore file."""
    found = (parse_pattern(line) for line in text.splitlines())
    return tuple(pattern for pattern in found if pattern is not None)


def no_glob(line: str) -> str | None:
    """Why a pattern that was given by itself names no file that anybody can mean; None where it may.

    In an ignore file it is taken as it is: a bracket that nothing ends is one.
    """
    if parse_pattern(line) is None:
        return "it is empty or a comment"
    if "\n" in line:
        return "it is several lines; give each as one of its own"
    if not line.strip("!/. "):
        return "it names nothing"
    if line.startswith(("../", "~/")):
        return "it leads out of the folder; write it from there on"
    rest = re.sub(r"\\.", "", line)
    while "[" in rest:
        rest = rest[rest.index("[") :]
        found = _class(rest)
        if found is None:
            return r"its [ has no ] that ends it, or nothing between; write \[ for the character"
        rest = rest[found[1] :]
    return None


_ANY_FOLDERS = "(?:.*/)?"


def _regex(glob: str) -> str:
    pieces: list[str] = []
    stars: list[int] = []
    """Which of the pieces are stars."""
    i = 0
    while i < len(glob):
        if glob.startswith("**/", i) and (i == 0 or glob[i - 1] == "/"):
            pieces.append(_ANY_FOLDERS)
            i += 3
        elif glob[i] == "*":
            run = len(glob[i:]) - len(glob[i:].lstrip("*"))
            stars.append(len(pieces))
            pieces.append(".*" if run > 1 else "[^/]*")
            i += run
        elif glob[i] == "?":
            pieces.append("[^/]")
            i += 1
        elif glob[i] == "[" and (found := _class(glob[i:])):
            pieces.append(found[0])
            i += found[1]
        else:
            i += glob[i] == "\\" and i + 1 < len(glob)
            pieces.append(re.escape(glob[i]))
            i += 1
    return _without_backtracking(pieces, stars)


def _without_backtracking(pieces: list[str], stars: Sequence[int]) -> str:
    """One regular expression of the pieces of a glob, which takes no exponential time on a name that nearly matches.

    What stands between two stars may be taken where it is found first, if the second star can hold all that the
    first can: then no other place matches more. So `fnmatch.translate` of Python does it.
    """
    for number, (star, following) in enumerate(pairwise(stars)):
        between = "".join(pieces[star + 1 : following])
        can_hold = pieces[star] == "[^/]*" or pieces[following] == ".*"
        if can_hold and _ANY_FOLDERS not in between:
            pieces[star] = f"(?=(?P<star{number}>{pieces[star]}?{between}))(?P=star{number})"
            pieces[star + 1 : following] = [""] * (following - star - 1)
    return "".join(pieces)


def _class(glob: str) -> tuple[str, int] | None:
    """The class of characters that a glob begins with, as a regular expression, and its length; None: it is none."""
    found = _CLASS.match(glob)
    if found is None:
        return None
    inside = re.escape(found[2]).replace(r"\-", "-").replace("--", r"-\-")  # two are no sign of Python's
    regex = f"[^/{inside}]" if found[1] else f"[{inside}]"
    try:
        re.compile(regex)
    except re.error:  # a range that ends before it begins
        return None
    return regex, found.end()


@dataclass(frozen=True)
class Selection:
    """What of a root's folder is meant. Paths are relative to it, with "/"."""

    include: tuple[str, ...] = ()
    """Files that match none of these are passed over; without any, none is for that reason."""
    exclude: tuple[str, ...] = ()
    """Files and folders that match one of these are passed over."""

    @cached_property
    def _included(self) -> tuple[Pattern, ...]:
        return parse_patterns("\n".join(self.include))

    @cached_property
    def _excluded(self) -> tuple[Pattern, ...]:
        return parse_patterns("\n".join(self.exclude))

    def passes_over(self, path: str, is_folder: bool, ignored: Sequence[tuple[str, Sequence[Pattern]]] = ()) -> bool:
        """Whether a path is not meant. `ignored`: of each folder above, outermost first, its path and patterns."""
        if _last_word(self._excluded, path, is_folder):
            return True
        if not is_folder and self._included and not self._is_included(path):
            return True
        verdict: bool | None = None
        for folder, patterns in ignored:
            below = path[len(folder) + 1 :] if folder else path
            said = _last_word(patterns, below, is_folder)
            verdict = verdict if said is None else said
        return verdict or False

    def _is_included(self, path: str) -> bool:
        """Whether a file, or a folder that it is in, is what was asked for."""
        folders = [str(one) for one in PurePosixPath(path).parents if one.name]
        said = [_last_word(self._included, path, False), *(_last_word(self._included, one, True) for one in folders)]
        return next((one for one in said if one is not None), False)


def _last_word(patterns: Sequence[Pattern], path: str, is_folder: bool) -> bool | None:
    """What the last pattern that matches says; None when none does."""
    return next((not one.takes_back for one in reversed(patterns) if one.matches(path, is_folder)), None)

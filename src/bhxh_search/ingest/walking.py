"""Paths that are given to be indexed: which root each belongs to, and the files to read below it."""

from __future__ import annotations

import codecs
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Protocol

from bhxh_search.documents.document import Skipped, without_surrogates
from bhxh_search.errors import InvalidRoot
from bhxh_search.ingest.roots import Origin, Root, around, is_inside, nearest
from bhxh_search.ingest.selection import IGNORE_FILE, LARGEST_IGNORE_FILE, Pattern, Selection, parse_patterns


class Known(Protocol):
    """What is known of a document that is in the index."""

    @property
    def group(self) -> str | None:
        """The whole that it is a part of."""

    @property
    def origin(self) -> Origin:
        """Where it came from."""


@dataclass(frozen=True)
class Scope:
    """A path of a run and the root that what is in it belongs to."""

    path: str
    """Resolved: the root itself, or something inside it."""
    root: Root

    def owns(self, known: Known) -> bool:
        """Whether a document of the index is this scope's to replace: of its root, or of one that it took over.

        A root that was taken over may still have documents long after: those of files that cannot be read.
        """
        return known.origin.root is not None and is_inside(known.origin.root, self.root.path)

    def covers(self, known: Known) -> bool:
        """Whether a document of the index should be met again when this scope is read."""
        return self.owns(known) and known.origin.file is not None and is_inside(known.origin.file, self.path)


@dataclass(frozen=True)
class Plan:
    """What a run reads, and the roots of the index during and after it."""

    scopes: tuple[Scope, ...]
    roots: tuple[Root, ...]
    roots_meanwhile: tuple[Root, ...]
    """As `roots`, with those that are taken over, whose documents are still there."""

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(scope.root.path for scope in self.scopes)

    @cached_property
    def _by_path(self) -> dict[str, Scope]:
        return {scope.path: scope for scope in self.scopes}

    def owns(self, known: Known) -> bool:
        """Whether a document of the index is one of its scopes' to replace; see `Scope.owns`."""
        return known.origin.root is not None and nearest(known.origin.root, self._own) is not None

    def covers(self, known: Known) -> bool:
        """Whether a document of the index should be met again in this run; see `Scope.covers`."""
        place = None if known.origin.file is None else nearest(known.origin.file, self._by_path)
        return place is not None and self._by_path[place].owns(known)

    def reads_all_of(self, root: Root) -> bool:
        """Whether one of its scopes is a whole root."""
        return root.path in self._by_path

    def holds(self, path: str) -> bool:
        """Whether a resolved path is one of its scopes, or lies in one."""
        return nearest(path, self._by_path) is not None


@dataclass(frozen=True)
class SourceFile:
    """A file to read."""

    path: Path
    id: str
    """Its path inside the root, with "/"."""


@dataclass(frozen=True)
class PassedOver:
    """A file, or a folder with all that is in it, that is not read."""

    path: Path
    ending: str | None = None
    """Of a file of a kind that is not read: what its name ends in; None for what globs or ignore files name."""
    is_folder: bool = False


Ignored = tuple[tuple[str, tuple[Pattern, ...]], ...]
"""Of folders, outermost first: the path inside the root, and the patterns of the ignore file there."""

EVERYTHING = Selection()


def plan_run(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str], known: Sequence[Root], prefix: str | None = None
) -> Plan:
    """Which files and folders a run reads, and to which root each belongs.

    A path inside a known root belongs to that root; a folder around known roots takes them over. Raises
    `InvalidRoot` for a path that does not exist or cannot be read, before anything is changed.
    """
    paths = checked_paths(paths)
    prefix = _checked_prefix(prefix, paths)
    resolved = sorted({_resolve(path) for path in paths})
    given_paths, roots = frozenset(resolved), {root.path: root for root in known}
    scopes: list[Scope] = []
    for path in resolved:
        if any(folder in given_paths for folder in islice(around(path), 1, None)):
            continue  # it lies in another that was given
        # Of roots in each other, which a take-over leaves that was interrupted, the outermost has it.
        root = next((roots[place] for place in reversed([*around(path)]) if place in roots), None)
        if root is not None and root.path != path:
            if prefix is not None and prefix != root.prefix:
                raise InvalidRoot(f"{path} belongs to the root {root.path}; give --prefix with that root")
            scopes.append(Scope(path, root))
            continue
        scopes.append(Scope(path, _root(path, prefix, root)))
    given = {scope.root.path: scope.root for scope in scopes}
    others = {root.path: root for root in known if root.path not in given}
    kept = {path: root for path, root in others.items() if nearest(path, given) is None}
    return Plan(tuple(scopes), _sorted({**kept, **given}), _sorted({**others, **given}))


def checked_paths(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
) -> list[str | os.PathLike[str]]:
    """One path or several, as a list. Raises `InvalidRoot` for what is no path, and for an empty one."""
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]  # not its letters
    if not isinstance(paths, Iterable):
        raise InvalidRoot(f"{paths!r} is {type(paths).__name__}; give paths of files or folders")
    checked = list(paths)
    for one in checked:
        if not isinstance(one, (str, os.PathLike)):
            raise InvalidRoot(f"{one!r} is {type(one).__name__}; give the path of a file or folder")
        if not os.fspath(one):
            raise InvalidRoot("a path is empty; give . for the current folder")
    return checked


def _root(path: str, prefix: str | None, known: Root | None) -> Root:
    """The root of a path that is given; with another prefix than before, all of it is to be read again."""
    if known is None or (prefix is not None and prefix != known.prefix):
        return Root(path, prefix)
    return known


def _sorted(roots: Mapping[str, Root]) -> tuple[Root, ...]:
    return tuple(root for _, root in sorted(roots.items()))


def _checked_prefix(prefix: str | None, paths: Sequence[object]) -> str | None:
    if prefix is None:
        return None
    if not isinstance(prefix, str):
        raise InvalidRoot(f"the prefix is {type(prefix).__name__}; give text, a str")
    prefix = without_surrogates(prefix.strip("/"))
    if not prefix or len(paths) != 1:
        raise InvalidRoot("a prefix is a name for the ids of one path: give one name and one PATH")
    if any(unicodedata.category(character) == "Cc" for character in prefix):
        raise InvalidRoot(f"prefix {prefix!r} holds a control character; give one that can be printed")
    return prefix


def _resolve(path: str | os.PathLike[str]) -> str:
    try:
        resolved = Path(path).resolve()
        if resolved.is_dir():
            with os.scandir(resolved):
                pass
        elif resolved.is_file():
            with resolved.open("rb"):
                pass
        elif resolved.exists():
            raise InvalidRoot(f"{path}: neither a file nor a folder")
        else:
            raise InvalidRoot(f"{path}: no such file or folder")
    except OSError as error:
        raise InvalidRoot(f"{path}: {error.strerror or error}; nothing was changed") from error
    except InvalidRoot:
        raise
    except (RuntimeError, ValueError) as error:  # links in a circle (before Python 3.13); a null character
        raise InvalidRoot(f"{str(path)!r}: {error}; nothing was changed") from error
    if without_surrogates(str(resolved)) != str(resolved):
        raise InvalidRoot(f"{str(resolved)!r}: the name is not text in UTF-8, so it cannot be kept; rename it")
    return str(resolved)


def files_of(
    scope: Scope, exclude: Path | None = None, selection: Selection = EVERYTHING
) -> Iterator[SourceFile | Skipped | PassedOver]:
    """The files of a scope in order of their paths; what cannot be read; and what is passed over.

    Hidden files and folders, and `exclude` (the index itself), are passed over in silence unless they were given.
    """
    from bhxh_search.documents.readers import is_supported  # readers are many, and not for those who only search

    top, root = Path(scope.path), Path(scope.root.path)
    if not top.is_dir():
        yield SourceFile(top, top.name if top == root else top.relative_to(root).as_posix())
        return
    above = _ignored_above(top, root)
    if isinstance(above, Skipped):
        yield Skipped(str(top), f"{above.path}: {above.reason}")
        return
    folders = [(top, above)]
    while folders:
        folder, ignored = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(str(folder), (error.strerror or str(error)).lower())
            continue
        patterns = _ignore_file(folder, root)
        if isinstance(patterns, Skipped):
            yield patterns
            continue
        ignored = (*ignored, *patterns)
        below: list[tuple[Path, Ignored]] = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or path == exclude:
                continue
            inside = path.relative_to(root).as_posix()
            is_folder = entry.is_dir(follow_symlinks=False)
            if selection.passes_over(inside, is_folder, ignored):
                yield PassedOver(path, is_folder=is_folder)
            elif wrong := _wrong_with_name(entry.name):
                yield Skipped(str(path), f"{wrong}; rename it")
            elif entry.is_symlink():
                yield Skipped(str(path), "a link; links inside a folder are not followed")
            elif is_folder:
                below.append((path, ignored))
            elif not is_supported(path):
                yield PassedOver(path, path.suffix.lower() or path.name)
            elif entry.is_file():
                yield SourceFile(path, inside)
            else:
                yield Skipped(str(path), "not a regular file")
        folders.extend(reversed(below))


def _wrong_with_name(name: str) -> str:
    """Why a file or folder of this name can be no part of an id; empty where it can."""
    if without_surrogates(name) != name:
        # Two such names would be one id, and nobody could open the file by the path that is kept.
        return "the name is not text in UTF-8, so it cannot be kept"
    has_control = any(unicodedata.category(character) == "Cc" for character in name)
    return "the name holds a control character, which an id cannot" if has_control else ""


def is_passed_over(path: Path, scope: Scope, selection: Selection) -> bool:
    """Whether a file below a scope's folder, or a folder that it is in, is passed over by globs or ignore files."""
    top, root = Path(scope.path), Path(scope.root.path)
    if path == top:
        return False
    ignored = _ignored_above(top, root)
    if isinstance(ignored, Skipped):
        return True
    folders = [folder for folder in reversed(path.parents) if is_inside(str(folder), scope.path)]
    for folder, below in zip(folders, [*folders[1:], path], strict=True):
        patterns = _ignore_file(folder, root)
        if isinstance(patterns, Skipped):
            return True
        ignored = (*ignored, *patterns)
        if selection.passes_over(below.relative_to(root).as_posix(), below != path, ignored):
            return True
    return False


def _ignored_above(top: Path, root: Path) -> Ignored | Skipped:
    """What the ignore files of the folders between a root and a folder inside it say."""
    above = [folder for folder in reversed(top.parents) if is_inside(str(folder), str(root))]
    ignored: Ignored = ()
    for folder in above:
        patterns = _ignore_file(folder, root)
        if isinstance(patterns, Skipped):
            return patterns
        ignored = (*ignored, *patterns)
    return ignored


def _ignore_file(folder: Path, root: Path) -> Ignored | Skipped:
    """What the ignore file of a folder says, () where there is none; or why it cannot be followed."""
    path = folder / IGNORE_FILE
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _not_followed(folder, "is no regular file")
        if status.st_size > LARGEST_IGNORE_FILE:
            return _not_followed(folder, f"has {status.st_size:,} bytes, more than {LARGEST_IGNORE_FILE:,}")
        content = path.read_bytes()
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        return _not_followed(folder, "is not UTF-8 or UTF-16 text")
    except OSError as error:
        return _not_followed(folder, f"cannot be read: {(error.strerror or str(error)).lower()}")
    if "\0" in text:
        return _not_followed(folder, "is not text")
    patterns = parse_patterns(text)
    place = folder.relative_to(root).as_posix()
    return (("" if place == "." else place, patterns),)


def _not_followed(folder: Path, why: str) -> Skipped:
    """Nothing of a folder is read, for nobody knows what in it is to stay out of sight; what was read stays."""
    return Skipped(str(folder), f"its {IGNORE_FILE} {why}")


def count_files(paths: Sequence[str | os.PathLike[str]], selection: Selection = EVERYTHING) -> int:
    """How many files a run over `paths` will read; for a progress bar."""
    try:
        scopes = plan_run([path for path in paths if path != "-"], ()).scopes
    except InvalidRoot:
        return 0
    return sum(isinstance(item, SourceFile) for scope in scopes for item in files_of(scope, None, selection))

"""Roots and files → documents to add and ids to remove. Knows no engine: all changes go through `Target`."""

from __future__ import annotations

import os
import stat
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from bhxh_search.documents.document import EMPTY, Document, Skipped, without_surrogates
from bhxh_search.documents.readers import is_supported, read_file
from bhxh_search.errors import InvalidRoot


@dataclass(frozen=True)
class Root:
    """A folder or file that was given to be indexed."""

    path: str
    """Resolved: absolute, without links."""
    prefix: str | None = None
    """Stands, with "/", before the ids of its documents."""


@dataclass(frozen=True)
class Origin:
    """Where a document came from, so that a later run knows what is its own."""

    root: str | None = None
    """The path of its root; None for what the library or standard input added."""
    file: str | None = None
    """The resolved file."""
    size: int | None = None
    """Bytes of the file when it was read."""
    modified: int | None = None
    """Its modification time when it was read, in nanoseconds since 1970."""


class Known(Protocol):
    """What is known of a document that is in the index."""

    @property
    def group(self) -> str | None:
        """The whole that it is a part of."""

    @property
    def origin(self) -> Origin:
        """Where it came from."""


class Target(Protocol):
    """Where a run puts its changes. Nothing is lasting before `commit`."""

    @property
    def records(self) -> Mapping[str, Known]:
        """Document id → what is known of it, pending changes among them."""

    @property
    def full(self) -> bool:
        """Whether so much is pending that it should be committed."""

    def is_current(self, document: Document, root: str | None) -> bool:
        """Whether this very document, from this root, is there already."""

    def add(self, document: Document, origin: Origin) -> None:
        """Add the document, in place of one with its id."""

    def remove(self, ids: Iterable[str]) -> int:
        """Remove these documents; gives how many there were."""

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The paths of runs that did not reach their end."""

    def commit(self, *, roots: tuple[Root, ...] | None = None, unfinished: Iterable[str] | None = None) -> None:
        """Make all pending changes lasting, at once, with these roots and unfinished runs; None leaves them."""


@dataclass(frozen=True)
class Report:
    """What a change to an index came to. Counts are of documents, except `files`."""

    files: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    """Files, lines and documents that were not indexed, and why."""
    repeated: tuple[str, ...] = ()
    """Ids that came more than once; the last one counts."""
    refused: tuple[Skipped, ...] = ()
    """Documents whose id belongs to another root, and so to another document; they are not in the index."""
    ignored: Mapping[str, int] = field(default_factory=dict)
    """File name ending → how many files of a kind that is not read were passed over in folders."""
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """How many documents were read and are in the index."""
        return self.added + self.updated + self.unchanged


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


@dataclass(frozen=True)
class SourceFile:
    """A file to read."""

    path: Path
    id: str
    """Its path inside the root, with "/"."""


def plan_run(paths: Sequence[str | os.PathLike[str]], known: Sequence[Root], prefix: str | None = None) -> Plan:
    """Which files and folders a run reads, and to which root each belongs.

    A path inside a known root belongs to that root; a folder around known roots takes them over. Raises
    `InvalidRoot` for a path that does not exist or cannot be read, before anything is changed.
    """
    prefix = _checked_prefix(prefix, paths)
    resolved = sorted({_resolve(path) for path in paths})
    outermost = [path for path in resolved if not any(is_inside(path, other) for other in resolved if other != path)]
    scopes: list[Scope] = []
    for path in outermost:
        around = next((root for root in known if is_inside(path, root.path)), None)
        if around is not None and around.path != path:
            if prefix is not None and prefix != around.prefix:
                raise InvalidRoot(f"{path} belongs to the root {around.path}; give --prefix with that root")
            scopes.append(Scope(path, around))
            continue
        scopes.append(Scope(path, Root(path, prefix if prefix is not None or around is None else around.prefix)))
    given = {scope.root.path: scope.root for scope in scopes}
    others = {root.path: root for root in known if root.path not in given}
    kept = {path: root for path, root in others.items() if not any(is_inside(path, taker) for taker in given)}
    return Plan(tuple(scopes), _sorted({**kept, **given}), _sorted({**others, **given}))


def _sorted(roots: Mapping[str, Root]) -> tuple[Root, ...]:
    return tuple(root for _, root in sorted(roots.items()))


def _checked_prefix(prefix: str | None, paths: Sequence[object]) -> str | None:
    if prefix is None:
        return None
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


def is_inside(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it; both resolved."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def files_of(scope: Scope, exclude: Path | None = None) -> Iterator[SourceFile | Skipped | str]:
    """The files of a scope in order of their paths; what cannot be read; and the ending of each file passed over.

    Hidden files and folders, and `exclude` (the index itself), are passed over in silence unless they were given.
    """
    top = Path(scope.path)
    root = Path(scope.root.path)
    if not top.is_dir():
        yield SourceFile(top, top.name if top == root else top.relative_to(root).as_posix())
        return
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(str(folder), (error.strerror or str(error)).lower())
            continue
        below: list[Path] = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or path == exclude:
                continue
            if entry.is_symlink():
                yield Skipped(str(path), "a link; links inside a folder are not followed")
            elif entry.is_dir():
                below.append(path)
            elif not is_supported(path):
                yield path.suffix.lower() or path.name
            elif entry.is_file():
                yield SourceFile(path, path.relative_to(root).as_posix())
            else:
                yield Skipped(str(path), "not a regular file")
        folders.extend(reversed(below))


def count_files(paths: Sequence[str | os.PathLike[str]]) -> int:
    """How many files a run over `paths` will read; for a progress bar."""
    try:
        scopes = plan_run([path for path in paths if path != "-"], ()).scopes
    except InvalidRoot:
        return 0
    return sum(isinstance(item, SourceFile) for scope in scopes for item in files_of(scope))


class Run:
    """One run: brings the documents of a plan's scopes in a target up to date. Call `read`, then `finish`.

    Files that are gone lose their documents, last of all and only when everything else was done. What could not
    be read keeps its last version.
    """

    def __init__(
        self,
        plan: Plan,
        target: Target,
        progress: Callable[[int, int], None] | None = None,
        known_files: Iterable[str] = (),
    ) -> None:
        """`progress` is called after each file with the number of files and of documents so far.

        `known_files`: resolved files that were indexed, where `target` does not know of them (a rebuild).
        """
        self.plan, self.target, self.progress = plan, target, progress
        self.started = time.monotonic()
        self.files = self.added = self.updated = self.removed = self.unchanged = 0
        self.skipped: list[Skipped] = []
        self.refused: list[Skipped] = []
        self.repeated: list[str] = []
        self.ignored: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.unread: set[str] = set()
        """Files and folders that could not be read to their end: their documents stay."""
        self.before: dict[str, list[str]] = {}
        """Resolved file → ids of the documents that it gave when it was last read."""
        for id, known in target.records.items():
            if known.origin.file and any(scope.covers(known) for scope in plan.scopes):
                self.before.setdefault(known.origin.file, []).append(id)
        self.known_files = sorted({*self.before, *known_files})
        self.visited: set[str] = set()
        """Resolved files whose turn has come."""

    def read(self, loose: Sequence[Document] = (), exclude: Path | None = None) -> None:
        """Read all files, and commit whenever the target is full.

        `loose`: documents of no root (standard input); they replace only such. `exclude`: the index's folder.
        """
        for document in loose:
            self.files += 1
            self._index_document(document, Origin(), lambda known: known.origin.root is None)
        for scope in self.plan.scopes:
            for item in files_of(scope, exclude):
                if isinstance(item, SourceFile):
                    self._index_file(scope, item)
                elif isinstance(item, Skipped):
                    self._skip(item)
                else:
                    self.ignored[item] += 1
            self._read_given_before(scope)

    def _read_given_before(self, scope: Scope) -> None:
        """Read the files that were once given by name and that a folder passes over: hidden ones, other kinds."""
        for file in self.known_files:
            known = is_inside(file, scope.path) and file not in self.visited and not self.keeps(file)
            if known and os.path.isfile(file):  # noqa: PTH113  (Path.is_file raises where a folder cannot be read)
                path = Path(file)
                self._index_file(scope, SourceFile(path, path.relative_to(scope.root.path).as_posix()))

    def finish(self) -> Report:
        """Remove the documents of files that are gone, and commit."""
        gone = [
            id
            for file, ids in self.before.items()
            if not self.keeps(file)
            for id in ids
            if id not in self.seen and id in self.target.records
        ]
        self.removed += self.target.remove(gone)
        scopes = self.plan.scopes
        left = [path for path in self.target.unfinished if not any(is_inside(path, s.path) for s in scopes)]
        self.target.commit(roots=self.plan.roots, unfinished=left)
        return self._report()

    def keeps(self, file: str) -> bool:
        """Whether the documents of a file stay, for it lies where something could not be read."""
        return any(is_inside(file, unread) for unread in self.unread)

    def _commit_chunk(self) -> None:
        paths = {scope.path for scope in self.plan.scopes}
        self.target.commit(roots=self.plan.roots_meanwhile, unfinished=sorted(paths.union(self.target.unfinished)))

    def _index_file(self, scope: Scope, source: SourceFile) -> None:
        file = without_surrogates(str(source.path))
        self.visited.add(file)
        try:
            status = source.path.stat()
        except OSError as error:
            self._skip(Skipped(str(source.path), (error.strerror or str(error)).lower()))
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(Skipped(str(source.path), "not a regular file"))
            return
        origin = Origin(scope.root.path, file, status.st_size, status.st_mtime_ns)
        self.files += 1
        group: str | None = None
        for item in read_file(source.path, source.id):
            if isinstance(item, Skipped):
                self._skip(item)
                continue
            document = _prefixed(item, scope.root.prefix)
            if document.group is None or document.group != group:
                if group is not None:
                    self._remove_stale(file, group)
                group = document.group
                if self.target.full:  # never between the parts of one whole
                    self._commit_chunk()
            self._index_document(document, origin, scope.owns)
        self._remove_stale(file)
        if self.progress is not None:
            self.progress(self.files, self.added + self.updated + self.unchanged)

    def _index_document(self, document: Document, origin: Origin, owns: Callable[[Known], bool]) -> None:
        known = self.target.records.get(document.id)
        if known is not None and not owns(known):
            owner = known.origin.file or known.origin.root or "a document added without a root"
            self.refused.append(
                Skipped(origin.file or document.id, f"its id {document.id!r} is already that of {owner}")
            )
            return
        if document.id in self.seen:
            self.repeated.append(document.id)
        self.seen.add(document.id)
        if self.target.is_current(document, origin.root):
            self.unchanged += 1
            return
        self.target.add(document, origin)
        if known is None:
            self.added += 1
        else:
            self.updated += 1

    def _remove_stale(self, file: str, group: str | None = None) -> None:
        """Remove what the file gave before and gives no longer: of one group, or of all once it was read."""
        if file in self.unread:
            return
        stale = [
            id
            for id in self.before.get(file, ())
            if id not in self.seen
            and id in self.target.records
            and (group is None or self.target.records[id].group == group)
        ]
        self.removed += self.target.remove(stale)

    def _skip(self, skipped: Skipped) -> None:
        self.skipped.append(skipped)
        if skipped.reason != EMPTY:
            self.unread.add(without_surrogates(skipped.path))

    def _report(self) -> Report:
        return Report(
            files=self.files,
            added=self.added,
            updated=self.updated,
            removed=self.removed,
            unchanged=self.unchanged,
            skipped=tuple(self.skipped),
            repeated=tuple(dict.fromkeys(self.repeated)),
            refused=tuple(self.refused),
            ignored=dict(self.ignored),
            seconds=time.monotonic() - self.started,
        )


def _prefixed(document: Document, prefix: str | None) -> Document:
    if prefix is None:
        return document
    group = None if document.group is None else f"{prefix}/{document.group}"
    return replace(document, id=f"{prefix}/{document.id}", group=group)

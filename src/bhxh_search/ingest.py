"""Files → documents to add and ids to remove. Knows no engine: all changes go through `Target`."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bhxh_search.contest import Contest, comes_later
from bhxh_search.documents.document import EMPTY, Document, Skipped, without_surrogates
from bhxh_search.documents.readers import Reading, read_file, too_large
from bhxh_search.documents.worker import Worker
from bhxh_search.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.reports import Change, FileOutcome, Outcome, Report, Tally
from bhxh_search.roots import Origin, Root, is_inside
from bhxh_search.walking import Known, PassedOver, Plan, Scope, SourceFile, files_of, is_passed_over


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


_CLOCK_TICK = 2_000_000_000  # nanoseconds; no file system in use has a coarser clock


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
        options: FileOptions | None = DEFAULT_OPTIONS,
        tell: Callable[[FileOutcome], None] | None = None,
        only_look: bool = False,
    ) -> None:
        """`progress` is called after each file with the number of files and of documents so far, `tell` with
        what became of each.

        `options`: None for those that each root was last read with.
        `known_files`: resolved files that were indexed, where `target` does not know of them (a rebuild).
        `only_look`: read no file and change nothing; of `target` only the records are asked for.
        """
        self.only_look = only_look
        self.plan, self.target, self.progress = plan, target, progress
        self.given_options, self.tell = options, tell
        self.options = options or DEFAULT_OPTIONS
        """Of the scope that is read now."""
        self.started, self.started_at = time.monotonic(), time.time_ns()
        self.worker = Worker(seconds=self.options.seconds)
        self.files = self.removed = self.passed_over = self.not_read = 0
        self.encodings: Counter[str] = Counter()
        self.read_scopes: set[str] = set()
        """The scopes in which a file was read."""
        self.tally = Tally()
        self.skipped: list[Skipped] = []
        self.refused: list[Skipped] = []
        self.ignored: Counter[str] = Counter()
        self.unread: set[str] = set()
        """Files and folders that could not be read to their end: their documents stay."""
        self.before: dict[str, list[str]] = {}
        """Resolved file → ids of the documents that it gave when it was last read."""
        self.states: dict[str, tuple[int | None, int | None] | None] = {}
        """Resolved file → its size and modification time then; None where its documents do not agree."""
        for id, known in target.records.items():
            origin = known.origin
            if origin.file and any(scope.covers(known) for scope in plan.scopes):
                state = (origin.size, origin.modified)
                there = self.before.setdefault(origin.file, [])
                self.states[origin.file] = state if not there or self.states[origin.file] == state else None
                there.append(id)
        self.known_files = sorted({*self.before, *known_files})
        self.visited: set[str] = set()
        """Resolved files whose turn has come."""
        self.all_read = False
        """Whether all files had their turn."""
        self.contest = Contest()
        self.contested_before = {file for root in plan.roots for file in root.contested}

    def close(self) -> None:
        """End the process that reads binary formats."""
        self.worker.close()

    def read(self, loose: Sequence[Document] = (), exclude: Path | None = None) -> None:
        """Read all files, and commit whenever the target is full.

        `loose`: documents of no root (standard input); they replace only such. `exclude`: the index's folder.
        """
        self._index_loose(loose)
        for scope in self.plan.scopes:
            self.options = self.given_options or scope.root.options
            for item in files_of(scope, exclude, self.options.selection):
                if isinstance(item, SourceFile):
                    self._index_file(scope, item)
                elif isinstance(item, Skipped):
                    self._skip_file(item)
                else:
                    self._pass_over(item)
            self._read_given_before(scope)
        self.all_read = True
        self._read_again()

    def _index_loose(self, documents: Sequence[Document]) -> None:
        """Index the documents that one text without a root became, and remove what it became before."""
        self.files += bool(documents)
        for document in documents:
            self._index_document(document, Origin())
        wholes = {document.group or document.id for document in documents}
        given = {document.id for document in documents}
        stale = [
            id
            for id, known in (self.target.records.items() if wholes else ())
            if known.origin.root is None and id not in given and (known.group or id) in wholes
        ]
        if stale:
            self.removed += self.target.remove(stale)

    def _read_given_before(self, scope: Scope) -> None:
        """Read the files that were once given by name and that a folder passes over: hidden ones, other kinds."""
        for file in self.known_files:
            known = is_inside(file, scope.path) and file not in self.visited and not self.keeps(file)
            path = Path(file)
            if known and os.path.isfile(file) and not is_passed_over(path, scope, self.options.selection):  # noqa: PTH113  (Path.is_file raises where a folder cannot be read)
                self._index_file(scope, SourceFile(path, path.relative_to(scope.root.path).as_posix()))

    def _read_again(self) -> None:
        """Read the files that gave documents for which a later file had the same id once, and has no longer."""
        waiting = self.contest.waiting
        standing = [id for id in waiting if id in self.tally.changes or self._stays(id)]
        for scope, source, ids in self.contest.settle(standing):
            self.options = self.given_options or scope.root.options
            origin = self._origin_of(scope, source)
            if origin is None:
                continue
            for item in read_file(source.path, source.id, self._reading()):
                if not isinstance(item, Skipped) and (document := _prefixed(item, scope.root.prefix)).id in ids:
                    self._index_document(document, origin, scope, source)

    def _stays(self, id: str) -> bool:
        """Whether a document of the index is of a file that this run does not cover, or could not read."""
        owner = self.target.records[id].origin.file if id in self.target.records else None
        return owner is not None and (owner not in self.before or self.keeps(owner))

    def finish(self) -> Report:
        """Remove the documents of files that are gone, and commit; or say what that would come to."""
        gone = [
            id
            for file, ids in self.before.items()
            if not self.keeps(file) and not (self.only_look and file in self.visited)
            for id in ids
            if id not in self.tally.changes and id in self.target.records
        ]
        self.removed += len(gone) if self.only_look else self.target.remove(gone)
        for file in self.before:
            if file not in self.visited and not self.keeps(file):
                self._tell(file, "removed")
        if self.only_look:
            return self._report()
        scopes = self.plan.scopes
        left = [path for path in self.target.unfinished if not any(is_inside(path, s.path) for s in scopes)]
        self.target.commit(roots=tuple(self._as_read(root, ended=True) for root in self.plan.roots), unfinished=left)
        return self._report()

    def _as_read(self, root: Root, ended: bool) -> Root:
        """A root with what this run, which may have ended, has found out of it."""
        root = replace(root, contested=self._contested(root))
        if not ended or all(scope.path != root.path for scope in self.plan.scopes):
            return root
        read = self.started_at if root.path in self.read_scopes else root.read
        return replace(root, read=read, options=self.given_options or root.options)

    def _contested(self, root: Root) -> tuple[str, ...]:
        before = {file for file in self.contested_before if file not in self.visited and os.path.isfile(file)}  # noqa: PTH113
        return tuple(sorted(file for file in before | self.contest.contested if is_inside(file, root.path)))

    def keeps(self, file: str) -> bool:
        """Whether the documents of a file stay, for it lies where something could not be read."""
        return any(is_inside(file, unread) for unread in self.unread)

    def _commit_chunk(self) -> None:
        paths = {scope.path for scope in self.plan.scopes}
        roots = tuple(self._as_read(root, ended=False) for root in self.plan.roots_meanwhile)
        self.target.commit(roots=roots, unfinished=sorted(paths.union(self.target.unfinished)))

    def _index_file(self, scope: Scope, source: SourceFile) -> None:
        origin = self._origin_of(scope, source)
        if origin is None:
            return
        file = origin.file or ""
        self.files += 1
        if self._is_untouched(origin, scope.root):
            self.not_read += 1
            for id in self.before[file]:
                self.tally.count(id, "unchanged")
            self._tell(file, "unchanged", len(self.before[file]))
        elif self.only_look:
            self._look_at(source, origin)
        else:
            if file not in self.contested_before:
                self.read_scopes.add(scope.path)
            self._read_file(scope, source, origin)
        if self.progress is not None:
            self.progress(self.files, len(self.tally.changes))

    def _origin_of(self, scope: Scope, source: SourceFile) -> Origin | None:
        """A file as it is now; None, and it is told, where it is none that can be read."""
        file = without_surrogates(str(source.path))
        self.visited.add(file)
        try:
            status = source.path.stat()
            if self.only_look:
                with source.path.open("rb"):
                    pass
        except OSError as error:
            self._skip_file(Skipped(str(source.path), (error.strerror or str(error)).lower()))
            return None
        if not stat.S_ISREG(status.st_mode):
            self._skip_file(Skipped(str(source.path), "not a regular file"))
            return None
        return Origin(scope.root.path, file, status.st_size, status.st_mtime_ns)

    def _look_at(self, source: SourceFile, origin: Origin) -> None:
        limit = self.options.max_file_size
        if origin.size is not None and origin.size > limit:
            self._skip_file(Skipped(str(source.path), too_large(origin.size, limit)))
        else:
            self._tell(str(source.path), "to read", len(self.before.get(origin.file or "", ())))

    def _is_untouched(self, origin: Origin, root: Root) -> bool:
        """Whether a file is certainly what it was when it was read, going by its size and time alone.

        A file that was changed about when the last run began may have been changed again within the same tick of
        the file system's clock.
        """
        if self.options.check_content or self.options.encoding is not None or root.read is None:
            return False
        if origin.file in self.contested_before:
            return False
        assert origin.file is not None
        assert origin.modified is not None
        same = self.states.get(origin.file) == (origin.size, origin.modified)
        return same and origin.modified < root.read - _CLOCK_TICK

    def _reading(self) -> Reading:
        return Reading(self.options.encoding, self.options.max_file_size, self.worker.extract)

    def _read_file(self, scope: Scope, source: SourceFile, origin: Origin) -> None:
        file = origin.file or ""
        group: str | None = None
        reasons: list[Skipped] = []
        documents = new = 0
        encoding: str | None = None
        for item in read_file(source.path, source.id, self._reading()):
            if isinstance(item, Skipped):
                self._skip(item)
                reasons.append(item)
                continue
            document = _prefixed(item, scope.root.prefix)
            if document.group is None or document.group != group:
                if group is not None:
                    self._remove_stale(file, group)
                group = document.group
                if self.target.full:  # never between the parts of one whole
                    self._commit_chunk()
            change = self._index_document(document, origin, scope, source)
            new += change in ("added", "updated")
            documents += change is not None
            encoding = str(document.fields["encoding"]) if "encoding" in document.fields else encoding
        if encoding is not None:
            self.encodings[encoding] += 1
        self._remove_stale(file)
        outcome: Outcome = "indexed" if new else "unchanged" if documents else "skipped"
        self._tell(file, outcome, documents, tuple(reasons), encoding)

    def _tell(
        self,
        path: str,
        outcome: Outcome,
        documents: int = 0,
        reasons: tuple[Skipped, ...] = (),
        encoding: str | None = None,
    ) -> None:
        if self.tell is not None:
            self.tell(FileOutcome(path, outcome, documents, reasons, encoding))

    def _pass_over(self, item: PassedOver) -> None:
        if item.ending is None:
            self.passed_over += 1
        else:
            self.ignored[item.ending] += 1
        self._tell(str(item.path), "passed over")

    def _index_document(
        self, document: Document, origin: Origin, scope: Scope | None = None, source: SourceFile | None = None
    ) -> Change | None:
        """Add a document, unless it is there already, or its id is that of another; None: it is not in the index.

        `scope`, `source`: of the file that it is from; None for a document of no root.
        """
        id, known = document.id, None
        if id in self.target.records:  # in a first run none is, and there `get` takes its time
            known = self.target.records[id]
        if known is None:
            self.target.add(document, origin)
            self.tally.count(id, "added")
            return "added"
        owner = known.origin.file
        if not (known.origin.root is None if scope is None else scope.owns(known)):
            named = owner or known.origin.root or "a document added without a root"
            self.refused.append(Skipped(origin.file or id, f"its id {id!r} is already that of {named}"))
            return None
        if scope is not None and source is not None and self._loses_to(owner, id, origin):
            assert owner is not None
            self.contest.wait(id, scope, source, owner)
            return None
        self._take_over(owner, id, origin)
        current = self.target.is_current(document, origin.root)
        if not current:
            self.target.add(document, origin)
        self.tally.count(id, "unchanged" if current else "updated")
        return "unchanged" if current else "updated"

    def _loses_to(self, owner: str | None, id: str, origin: Origin) -> bool:
        """Whether the document of `owner` with this id counts, not the one of `origin`, as far as is known yet."""
        if owner is None or owner == origin.file or not comes_later(owner, origin.file or ""):
            return False
        to_be_read = owner not in self.visited and not self.all_read
        return id in self.tally.changes or to_be_read or self.keeps(owner)

    def _take_over(self, owner: str | None, id: str, origin: Origin) -> None:
        """Take note that a document of `owner`, if it still has one of this id, no longer counts."""
        if owner is None or origin.file is None:
            return
        if id in self.tally.changes:
            self.contest.lose(id, owner, origin.file)
        elif owner != origin.file and owner not in self.visited and not self.all_read and os.path.isfile(owner):  # noqa: PTH113
            self.contest.contested.add(owner)

    def _remove_stale(self, file: str, group: str | None = None) -> None:
        """Remove what the file gave before and gives no longer: of one group, or of all once it was read."""
        if file in self.unread:
            return
        stale = [
            id
            for id in self.before.get(file, ())
            if id not in self.tally.changes
            and id not in self.contest.waiting
            and id in self.target.records
            and (group is None or self.target.records[id].group == group)
        ]
        self.removed += self.target.remove(stale)

    def _skip_file(self, skipped: Skipped) -> None:
        self._skip(skipped)
        self._tell(skipped.path, "skipped", reasons=(skipped,))

    def _skip(self, skipped: Skipped) -> None:
        self.skipped.append(skipped)
        if skipped.reason != EMPTY:
            self.unread.add(without_surrogates(skipped.path))

    def _report(self) -> Report:
        return Report(
            files=self.files,
            added=self.tally.number("added"),
            updated=self.tally.number("updated"),
            removed=self.removed,
            unchanged=self.tally.number("unchanged"),
            skipped=tuple(self.skipped),
            repeated=tuple(dict.fromkeys((*self.tally.repeated, *self.contest.losers))),
            repeated_in=dict(self.contest.losers),
            refused=tuple(self.refused),
            ignored=dict(self.ignored),
            passed_over=self.passed_over,
            not_read=self.not_read,
            encodings=dict(self.encodings),
            seconds=time.monotonic() - self.started,
        )


def _prefixed(document: Document, prefix: str | None) -> Document:
    if prefix is None:
        return document
    group = None if document.group is None else f"{prefix}/{document.group}"
    return replace(document, id=f"{prefix}/{document.id}", group=group)

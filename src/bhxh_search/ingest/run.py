"""One run over files: read what is new or changed, remove what is gone, and tell what became of each file."""

from __future__ import annotations

import os
import stat
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bhxh_search.documents.document import EMPTY, Document, Skipped, without_surrogates
from bhxh_search.documents.encodings import check_encoding
from bhxh_search.documents.readers import Reading, read_file, too_large
from bhxh_search.documents.worker import Worker
from bhxh_search.errors import InvalidRequest
from bhxh_search.ingest.account import Account
from bhxh_search.ingest.before import known_before
from bhxh_search.ingest.contest import Whole, comes_later, is_file, key_of, place_of
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.ingest.met import Met
from bhxh_search.ingest.reports import FileOutcome, Outcome, Report
from bhxh_search.ingest.roots import Origin, Root, is_inside
from bhxh_search.ingest.selection import no_glob
from bhxh_search.ingest.target import Target
from bhxh_search.ingest.walking import Known, Plan, Scope, SourceFile, files_of, is_passed_over
from bhxh_search.ingest.wholes import Wholes

_CLOCK_TICK = 2_000_000_000  # nanoseconds; no file system in use has a coarser clock


def check_options(options: FileOptions) -> None:
    """Raise `InvalidRequest` for an encoding that there is none of, and for what is no glob, or no options."""
    if not isinstance(options, FileOptions):
        raise InvalidRequest(f"options is {options!r:.40}; give FileOptions(…)")
    if options.encoding is not None:
        try:
            check_encoding(options.encoding)
        except ValueError as error:
            raise InvalidRequest(f"encoding: {error}") from error
    for name in ("include", "exclude"):
        for glob in getattr(options, name):
            if (why := no_glob(glob)) is not None:
                raise InvalidRequest(f"{name}: {glob!r} is no glob: {why}")


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
        Raises `InvalidRequest` for options that no run can have; see `check_options`.
        `only_look`: read no file and change nothing; of `target` only the records are asked for.
        """
        self.only_look = only_look
        self.plan, self.target, self.progress = plan, target, progress
        if options is not None:
            check_options(options)
        self.given_options = options
        self.options = options or DEFAULT_OPTIONS
        """Of the scope that is read now."""
        self.started_at = time.time_ns()
        self.worker = Worker(seconds=self.options.seconds)
        self.account = Account(tell)
        self.read_scopes: set[str] = set()
        """The scopes in which a file was read."""
        self.before = known_before(target.records, plan)
        self.known_files = sorted({*self.before.ids, *known_files})
        self.met = Met()
        self.wholes = Wholes(plan, target, self.account, self.before, self.met)
        self.contest = self.wholes.contest
        self.again_before = {file for root in plan.roots for file in root.again}

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
            is_empty = True
            for item in files_of(scope, exclude, self.options.selection):
                is_empty = False
                if isinstance(item, SourceFile):
                    self._index_file(scope, item)
                elif isinstance(item, Skipped):
                    self._skip_file(item)
                else:
                    self.account.pass_over(item)
            self._read_given_before(scope)
            if is_empty and not any(is_inside(file, scope.path) for file in self.met.visited):
                self._keep_what_was_in(scope)
        self.met.all_read = True
        self._read_again()

    def _index_loose(self, documents: Sequence[Document]) -> None:
        """Index the documents that one text without a root became, and remove what it became before."""
        for document in documents:
            if not isinstance(document, Document):
                raise InvalidRequest(f"loose has {document!r:.40}, which is no Document")
        self.account.files += bool(documents)
        for document in documents:
            self.wholes.add(document, Origin(), lambda known: known.origin.root is None)
        wholes = {document.group or document.id for document in documents}
        given = {document.id for document in documents}
        stale = [
            id
            for id, known in (self.target.records.items() if wholes else ())
            if known.origin.root is None and id not in given and (known.group or id) in wholes
        ]
        if stale:
            self.account.removed += self.target.remove(stale)

    def _read_given_before(self, scope: Scope) -> None:
        """Read the files that were once given by name and that a folder passes over: hidden ones, other kinds."""
        for file in self._known_inside(scope.path):
            known = file not in self.met.visited and not self.met.keeps(file)
            path = Path(file)
            if known and is_file(file) and not is_passed_over(path, scope, self.options.selection):
                self._index_file(scope, SourceFile(path, _id_inside(file, scope.root)))

    def _known_inside(self, path: str) -> Sequence[str]:
        """The files that were indexed before of a path: itself, or those below it."""
        folder = path.rstrip(os.sep)
        first, last = (bisect_left(self.known_files, folder + end) for end in (os.sep, chr(ord(os.sep) + 1)))
        is_known = self.known_files[bisect_left(self.known_files, path) :][:1] == [path]
        return [*([path] if is_known else []), *self.known_files[first:last]]

    def _keep_what_was_in(self, empty: Scope) -> None:
        """Where all files of a folder are gone, it is rather a disk that is not mounted than what was meant."""
        known = self._known_inside(empty.path)
        if known:
            files = "file" if len(known) == 1 else f"{len(known)} files"
            reason = f"nothing is left in it of its {files}; their documents stay (--forget removes a root's)"
            self._skip_file(Skipped(empty.path, reason))

    def _read_again(self) -> None:
        """Read the files that gave wholes which a later file had once, and has no longer."""
        for scope, source, keys in self.contest.settle(self.wholes.standing):
            self._read_wholes(scope, source, keys)

    def _read_wholes(self, scope: Scope, source: SourceFile, keys: set[str]) -> None:
        """Index these wholes of a file that was read, or is not of this run's scopes."""
        self.options = self.given_options or scope.root.options
        origin = self._origin_of(scope, source)
        if origin is None:
            return
        whole = Whole()
        for item in read_file(source.path, source.id, self._reading()):
            if isinstance(item, Skipped):
                continue
            document = _prefixed(item, scope.root.prefix)
            if key_of(document.id, document.group) not in keys:
                continue
            if not whole.goes_on(document):
                self.wholes.end(whole, origin)
                whole = self.wholes.begin(document, scope, origin)
            self.wholes.add_part(whole, document, origin, scope)
        self.wholes.end(whole, origin)

    def finish(self) -> Report:
        """Remove the documents of files that are gone, and commit; or say what that would come to."""
        include = self.given_options.include if self.given_options is not None else ()
        if include and self.before.ids and not self.met.visited and not self.met.unread:
            # All documents would go, for a slip in a glob.
            raise InvalidRequest(f"include: {', '.join(include)} matches no file; nothing was changed")
        if not self.only_look:
            self._read_what_was_hidden()
        gone = self._gone()
        self.account.removed += len(gone) if self.only_look else self.target.remove(gone)
        for file in self.before.ids:
            if file not in self.met.visited and not self.met.keeps(file):
                self.account.of_file(file, "removed")
        if self.only_look:
            return self.account.report(self.contest)
        left = [path for path in self.target.unfinished if not self.plan.holds(path)]
        again = self._to_read_again()
        self.target.commit(roots=tuple(self._as_read(root, again) for root in self.plan.roots), unfinished=left)
        return self.account.report(self.contest)

    def _gone(self) -> list[str]:
        """The ids of documents that no file has any longer."""
        return [
            id
            for file, ids in self.before.ids.items()
            if not self.met.keeps(file) and not (self.only_look and file in self.met.visited)
            for id in ids
            if id not in self.account.tally.changes and id in self.target.records
        ]

    def _read_what_was_hidden(self) -> None:
        """Read files that this run does not cover, where they may have what is gone now from a later file."""
        hidden = [file for file in self.again_before if not self.plan.holds(file)]
        if not any(map(is_file, hidden)):
            return
        keys = self.wholes.dropped.union(key_of(id, self.before.groups.get(id)) for id in self._gone())
        for file in sorted(hidden, key=place_of):
            root = next((scope.root for scope in self.plan.scopes if is_inside(file, scope.root.path)), None)
            # Of several such files the last counts.
            wanted = {key for key in keys if place_of(self.contest.given.get(key, "")) <= place_of(file)}
            if root is not None and wanted:
                source = SourceFile(Path(file), _id_inside(file, root))
                self._read_wholes(Scope(file, root), source, wanted)

    def _to_read_again(self) -> list[str]:
        """The files that the next run is to read whatever their size and time."""
        left = {file for file in self.again_before if file not in self.met.visited or self.met.keeps(file)}
        again = self.met.again | self.contest.losers | self.met.unread | left
        return sorted(filter(is_file, again))

    def _as_read(self, root: Root, again: Sequence[str]) -> Root:
        """A root with what this run, now that it ends, has found out of it."""
        root = replace(root, again=tuple(file for file in again if is_inside(file, root.path)))
        if not self.plan.reads_all_of(root):
            return root
        options = self.given_options or root.options
        if root.path in self.read_scopes:
            return replace(root, read=self.started_at, options=options)
        # What was not read is as it was read before.
        as_then = replace(options, encoding=root.options.encoding, max_file_size=root.options.max_file_size)
        return replace(root, options=as_then)

    def still_counts(self, id: str, known: Known) -> bool:
        """Whether a document of a file that could not be read counts; what was read in its place is removed then.

        Of a rebuild, which finds in its target only what it has put there.
        """
        file, key = known.origin.file, key_of(id, known.group)
        if file is None or not self.met.keeps(file):
            return False
        giver = self.contest.given.get(key)
        if giver is not None and giver != file:
            if not comes_later(file, giver):
                self.contest.losers.add(file)
                return False
            self.target.remove([*self.before.parts.get(key, ()), key])
        if giver != file:
            self.contest.give(key, file)
        return True

    def _commit_chunk(self, file: str) -> None:
        """Commit what was read so far; of `file` not all was, so by its time alone it would be taken for read."""
        paths = {scope.path for scope in self.plan.scopes}
        again = (
            self.again_before
            | self.met.again
            | self.contest.losers
            | self.contest.undecided
            | self.met.unread
            | {file}
        )
        roots = tuple(
            replace(root, again=tuple(sorted(path for path in again if is_inside(path, root.path))))
            for root in self.plan.roots_meanwhile
        )
        self.target.commit(roots=roots, unfinished=sorted(paths.union(self.target.unfinished)))

    def _index_file(self, scope: Scope, source: SourceFile) -> None:
        file = without_surrogates(str(source.path))
        self.met.visited.add(file)
        origin = self._origin_of(scope, source)
        if origin is None:
            return
        self.account.files += 1
        if self._is_untouched(origin, scope.root):
            self.account.not_read += 1
            for id in self.before.ids[file]:
                self.account.tally.count(id, "unchanged")
                key = key_of(id, self.before.groups.get(id))
                if self.contest.given.get(key) != file:
                    self.contest.give(key, file)
            self.account.of_file(file, "unchanged", len(self.before.ids[file]))
        elif self.only_look:
            self._look_at(source, origin)
        else:
            if self._read_file(scope, source, origin) or file not in self.again_before:
                self.read_scopes.add(scope.path)
        if self.progress is not None:
            self.progress(self.account.files, len(self.account.tally.changes))

    def _origin_of(self, scope: Scope, source: SourceFile) -> Origin | None:
        """A file as it is now; None, and it is told, where it is none that can be read."""
        file = without_surrogates(str(source.path))
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
            self.account.of_file(str(source.path), "to read", len(self.before.ids.get(origin.file or "", ())))

    def _is_untouched(self, origin: Origin, root: Root) -> bool:
        """Whether a file is certainly what it was when it was read, going by its size and time alone.

        A file that was changed about when the last run began may have been changed again within the same tick of
        the file system's clock.
        """
        if self.options.check_content or self.options.encoding is not None or root.read is None:
            return False
        if origin.file in self.again_before:
            return False
        assert origin.modified is not None
        return self.before.has_state_of(origin) and origin.modified < root.read - _CLOCK_TICK

    def _reading(self) -> Reading:
        if self.worker.seconds != self.options.seconds:
            self.worker.close()
            self.worker = Worker(seconds=self.options.seconds)
        return Reading(self.options.encoding, self.options.max_file_size, self.worker.extract)

    def _read_file(self, scope: Scope, source: SourceFile, origin: Origin) -> bool:
        """Index what a file gives, and remove what it gives no longer; whether anything in it is new."""
        file = origin.file or ""
        whole = Whole()
        reasons: list[Skipped] = []
        documents = new = 0
        refused_before = len(self.account.refused)
        is_read = False
        encoding: str | None = None
        group: str | None = None
        for item in read_file(source.path, source.id, self._reading()):
            if isinstance(item, Skipped):
                self._skip(item)
                reasons.append(item)
                continue
            is_read = True
            document = _prefixed(item, scope.root.prefix)
            if not whole.goes_on(document):
                self.wholes.end(whole, origin)
                if self.target.full and (document.group is None or document.group != group):
                    self._commit_chunk(file)  # never between documents of one group that stand together
                whole = self.wholes.begin(document, scope, origin, source)
            change = self.wholes.add_part(whole, document, origin, scope)
            group = document.group
            new += change in ("added", "updated")
            documents += change is not None
            encoding = str(document.fields["encoding"]) if "encoding" in document.fields else encoding
        self.wholes.end(whole, origin)
        if self.wholes.remove_stale(file) and not new:
            self.met.again.add(file)  # no document tells the state that it was read in
        refused = self.account.refused[refused_before:]
        is_given = is_read and (documents > 0 or not refused)
        outcome: Outcome = "indexed" if new else "unchanged" if is_given else "skipped"
        self.account.of_file(file, outcome, documents, (*reasons, *refused), encoding)
        return new > 0

    def _skip_file(self, skipped: Skipped) -> None:
        self._skip(skipped)
        self.account.of_file(skipped.path, "skipped", reasons=(skipped,))

    def _skip(self, skipped: Skipped) -> None:
        self.account.skip(skipped)
        if skipped.reason != EMPTY:
            self.met.unread.add(without_surrogates(skipped.path))


def _prefixed(document: Document, prefix: str | None) -> Document:
    if prefix is None:
        return document
    group = None if document.group is None else f"{prefix}/{document.group}"
    return replace(document, id=f"{prefix}/{document.id}", group=group)


def _id_inside(file: str, root: Root) -> str:
    """The id of a file: its path inside the root."""
    return Path(file).name if file == root.path else Path(file).relative_to(root.path).as_posix()

"""The files of a run in their order, each as it is now; and those of its folders that cannot be read."""

from __future__ import annotations

import os
import stat
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bhxh_search.documents.document import EMPTY, Skipped, without_surrogates
from bhxh_search.errors import InvalidRequest
from bhxh_search.ingest.account import Account
from bhxh_search.ingest.before import Before
from bhxh_search.ingest.contest import is_file
from bhxh_search.ingest.file_options import FileOptions
from bhxh_search.ingest.met import Met
from bhxh_search.ingest.roots import Origin, Root, is_inside
from bhxh_search.ingest.run_arguments import check_options
from bhxh_search.ingest.unused_globs import UnusedGlobs
from bhxh_search.ingest.walking import PassedOver, Plan, Scope, SourceFile, files_of, is_passed_over

_CLOCK_TICK = 2_000_000_000  # nanoseconds; no file system in use has a coarser clock


@dataclass(frozen=True)
class Visit:
    """A file whose turn has come."""

    scope: Scope
    source: SourceFile
    origin: Origin
    """Its state now."""
    is_read: bool
    """Whether it was read in this state before, going by its size and time alone."""


class Visits:
    """The files of a plan's scopes; what else is met goes into the account."""

    def __init__(
        self,
        plan: Plan,
        before: Before,
        account: Account,
        met: Met,
        options: FileOptions | None,
        known_files: Iterable[str] = (),
    ) -> None:
        """`options`: None for those that each root was last read with.

        `known_files`: resolved files that were indexed, where `before` does not know of them (a rebuild).
        Raises `InvalidRequest` for options that no run can have; see `check_options`.
        """
        if options is not None:
            check_options(options)
        self.given_options = options
        self.started_at = time.time_ns()
        self.plan, self.before, self.account, self.met = plan, before, account, met
        self.again_before = {file for root in plan.roots for file in root.again}
        """The files that the last run left to be read whatever their size and time."""
        self._known_files = sorted({*before.ids, *known_files})

    def options_of(self, root: Root) -> FileOptions:
        """How the files of a root are read in this run."""
        return self.given_options or root.options

    def files(self, exclude: Path | None = None) -> Iterator[Visit]:
        """One file after the other. `exclude`: the index's folder."""
        unused = UnusedGlobs(() if self.given_options is None else self.given_options.exclude, self.plan, exclude)
        for scope in self.plan.scopes:
            is_empty = True
            for item in files_of(scope, exclude, self.options_of(scope.root).selection):
                # Of a disk that is not mounted, a file that says so may be left, of a kind that is not read.
                is_empty &= isinstance(item, PassedOver) and item.ending is not None
                if isinstance(item, SourceFile):
                    yield from self._of(scope, item)
                elif isinstance(item, Skipped):
                    self.skip_file(item)
                else:
                    self.account.pass_over(item)
                    unused.see(item, scope.root.path)
            for source in self._given_before(scope):
                yield from self._of(scope, source)
            if is_empty and not any(is_inside(file, scope.path) for file in self.met.visited):
                self._keep_what_was_in(scope)
        if self.given_options is not None and self.given_options.include:
            self._check_include(self.given_options.include)
        self.account.unmatched = unused.left()

    def _check_include(self, include: tuple[str, ...]) -> None:
        """All documents would go, for a slip in a glob."""
        if self.before.ids and not self.met.visited and not self.met.unread:
            raise InvalidRequest(f"include: {', '.join(include)} matches no file; nothing was changed")

    def _of(self, scope: Scope, source: SourceFile) -> Iterator[Visit]:
        self.met.visited.add(without_surrogates(str(source.path)))
        origin = self.origin_of(scope, source)
        if origin is not None:
            yield Visit(scope, source, origin, self._is_read(origin, scope.root))

    def origin_of(self, scope: Scope, source: SourceFile) -> Origin | None:
        """A file as it is now; None, and it is told, where it is none that can be read."""
        try:
            status = source.path.stat()
        except OSError as error:
            self.skip_file(Skipped(str(source.path), (error.strerror or str(error)).lower()))
            return None
        if not stat.S_ISREG(status.st_mode):
            self.skip_file(Skipped(str(source.path), "not a regular file"))
            return None
        return Origin(scope.root.path, without_surrogates(str(source.path)), status.st_size, status.st_mtime_ns)

    def _is_read(self, origin: Origin, root: Root) -> bool:
        """A file that was changed about when the last run began may have been changed again within the same tick of
        the file system's clock.
        """
        options = self.options_of(root)
        if options.check_content or options.encoding is not None or root.read is None:
            return False
        if origin.file in self.again_before:
            return False
        assert origin.modified is not None
        return self.before.has_state_of(origin) and origin.modified < root.read - _CLOCK_TICK

    def _given_before(self, scope: Scope) -> Iterator[SourceFile]:
        """The files that were once given by name and that a folder passes over: hidden ones, other kinds."""
        selection = self.options_of(scope.root).selection
        for file in self._known_inside(scope.path):
            is_known = file not in self.met.visited and not self.met.keeps(file)
            if is_known and is_file(file) and not is_passed_over(Path(file), scope, selection):
                yield SourceFile(Path(file), id_inside(file, scope.root))

    def _known_inside(self, path: str) -> list[str]:
        """The files that were indexed before of a path: itself, or those below it."""
        known, folder = self._known_files, path.rstrip(os.sep)
        first, last = (bisect_left(known, folder + end) for end in (os.sep, chr(ord(os.sep) + 1)))
        is_known = known[bisect_left(known, path) :][:1] == [path]
        return [*([path] if is_known else []), *known[first:last]]

    def _keep_what_was_in(self, empty: Scope) -> None:
        """Where all files of a folder are gone, it is rather a disk that is not mounted than what was meant."""
        known = self._known_inside(empty.path)
        if known:
            files = "file" if len(known) == 1 else f"{len(known)} files"
            reason = f"nothing is left in it of its {files}; their documents stay (--forget removes a root's)"
            self.skip_file(Skipped(empty.path, reason))

    def skip_file(self, skipped: Skipped) -> None:
        """Take note of a file or folder that cannot be read."""
        self.skip(skipped)
        self.account.of_file(skipped.path, "skipped", reasons=(skipped,))

    def skip(self, skipped: Skipped) -> None:
        """Take note of what cannot be read of a file that else can."""
        self.account.skip(skipped)
        if skipped.reason != EMPTY:
            self.met.unread.add(without_surrogates(skipped.path))


def id_inside(file: str, root: Root) -> str:
    """The id of a file: its path inside the root."""
    return Path(file).name if file == root.path else Path(file).relative_to(root.path).as_posix()

"""One run over files: read what is new or changed, remove what is gone, and tell what became of each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bhxh_search.documents.document import Document, Skipped
from bhxh_search.documents.readers import Reading, read_file
from bhxh_search.documents.worker import Worker
from bhxh_search.ingest.account import Account
from bhxh_search.ingest.before import known_before, state_of
from bhxh_search.ingest.contest import Whole, comes_later, is_file, key_of, place_of
from bhxh_search.ingest.file_options import DEFAULT_OPTIONS, FileOptions
from bhxh_search.ingest.met import Met
from bhxh_search.ingest.reports import FileOutcome, Outcome, Report
from bhxh_search.ingest.roots import Origin, Root, is_inside
from bhxh_search.ingest.target import Target
from bhxh_search.ingest.visits import Visit, Visits, id_inside
from bhxh_search.ingest.walking import Known, Plan, Scope, SourceFile
from bhxh_search.ingest.wholes import Wholes


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
    ) -> None:
        """`progress` is called after each file with the number of files and of documents so far, `tell` with
        what became of each.

        `options`, `known_files`: see `Visits`, and what that raises.
        """
        self.plan, self.target, self.progress = plan, target, progress
        self.before = known_before(target.records, plan)
        self.account, self.met = Account(tell), Met(states=dict(self.before.kept_states))
        self.visits = Visits(plan, self.before, self.account, self.met, options, known_files)
        self.worker = Worker(seconds=(options or DEFAULT_OPTIONS).seconds)
        self.read_scopes: set[str] = set()
        """The scopes in which a file was read."""
        self.wholes = Wholes(plan, target, self.account, self.before, self.met)
        self.contest = self.wholes.contest

    def close(self) -> None:
        """End the process that reads binary formats."""
        self.worker.close()

    def read(self, loose: Sequence[Document] = (), exclude: Path | None = None) -> None:
        """Read all files, and commit whenever the target is full.

        `loose`: documents of no root (standard input); they replace only such. `exclude`: the index's folder.
        """
        self._index_loose(loose)
        for visit in self.visits.files(exclude):
            self.account.files += 1
            if visit.is_read:
                self._leave(visit.origin)
            elif self._read_file(visit) or visit.origin.file not in self.visits.again_before:
                self.read_scopes.add(visit.scope.path)
            if self.progress is not None:
                self.progress(self.account.files, len(self.account.tally.changes))
        self.met.all_read = True
        self._read_again()

    def _index_loose(self, documents: Sequence[Document]) -> None:
        """Index the documents that one text without a root became, and remove what it became before."""
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

    def _leave(self, origin: Origin) -> None:
        """Leave a file as it is in the index."""
        file = origin.file or ""
        self.account.leave(file, self.before.ids[file])
        for id in self.before.ids[file]:
            key = key_of(id, self.before.groups.get(id))
            if self.contest.given.get(key) != file:
                self.contest.give(key, file)

    def _read_again(self) -> None:
        """Read the files that gave wholes which a later file had once, and has no longer."""
        for scope, source, keys in self.contest.settle(self.wholes.standing):
            self._read_wholes(scope, source, keys)

    def _read_wholes(self, scope: Scope, source: SourceFile, keys: set[str]) -> None:
        """Index these wholes of a file that was read, or is not of this run's scopes."""
        origin = self.visits.origin_of(scope, source)
        if origin is None:
            return
        whole = Whole()
        for item in read_file(source.path, source.id, self._reading(scope.root)):
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
        """Remove the documents of files that are gone, and commit."""
        self._read_what_was_hidden()
        self.account.removed += self.target.remove(self._gone())
        for file in self.before.ids:
            if file not in self.met.visited and not self.met.keeps(file):
                self.account.of_file(file, "removed")
        left = [path for path in self.target.unfinished if not self.plan.holds(path)]
        again = self._to_read_again()
        for file in self.met.states.keys() - self.met.visited:
            if self.plan.holds(file) and not self.met.keeps(file):
                del self.met.states[file]  # it is gone
        self.target.commit(roots=tuple(self._as_read(root, again) for root in self.plan.roots), unfinished=left)
        return self.account.report(self.contest)

    def _gone(self) -> list[str]:
        """The ids of documents that no file has any longer."""
        return [
            id
            for file, ids in self.before.ids.items()
            if not self.met.keeps(file)
            for id in ids
            if id not in self.account.tally.changes and id in self.target.records
        ]

    def _read_what_was_hidden(self) -> None:
        """Read files that this run does not cover, where they may have what is gone now from a later file."""
        hidden = [file for file in self.visits.again_before if not self.plan.holds(file)]
        if not any(map(is_file, hidden)):
            return
        keys = self.wholes.dropped.union(key_of(id, self.before.groups.get(id)) for id in self._gone())
        for file in sorted(hidden, key=place_of):
            root = next((scope.root for scope in self.plan.scopes if is_inside(file, scope.root.path)), None)
            # Of several such files the last counts.
            wanted = {key for key in keys if place_of(self.contest.given.get(key, "")) <= place_of(file)}
            if root is not None and wanted:
                source = SourceFile(Path(file), id_inside(file, root))
                self._read_wholes(Scope(file, root), source, wanted)

    def _to_read_again(self) -> list[str]:
        """The files that the next run is to read whatever their size and time."""
        left = {file for file in self.visits.again_before if file not in self.met.visited or self.met.keeps(file)}
        again = self.met.again | self.contest.losers | self.met.unread | left
        return sorted(filter(is_file, again))

    def _as_read(self, root: Root, again: Sequence[str]) -> Root:
        """A root with what this run, now that it ends, has found out of it."""
        root = self._with_files(root, again)
        if not self.plan.reads_all_of(root):
            return root
        options = self.visits.options_of(root)
        if root.path in self.read_scopes:
            return replace(root, read=self.visits.started_at, options=options)
        # What was not read is as it was read before.
        as_then = replace(options, encoding=root.options.encoding, max_file_size=root.options.max_file_size)
        return replace(root, options=as_then)

    def _with_files(self, root: Root, again: Sequence[str]) -> Root:
        """A root with what is to be kept of its files: of `again`, and the states that no document tells."""
        states = ((file, *state) for file, state in sorted(self.met.states.items()) if is_inside(file, root.path))
        return replace(root, again=tuple(file for file in again if is_inside(file, root.path)), states=tuple(states))

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

    def _keep_state(self, origin: Origin) -> None:
        """Take note of the state in which a file was read now, if it was, and its documents do not tell it."""
        file, state = origin.file or "", state_of(origin)
        self.met.states.pop(file, None)
        if file in self.wholes.of_earlier_versions and file not in self.met.unread and state is not None:
            self.met.states[file] = state

    def _commit_chunk(self, file: str) -> None:
        """Commit what was read so far; of `file` not all was, so by its time alone it would be taken for read."""
        paths = {scope.path for scope in self.plan.scopes}
        again = sorted(
            self.visits.again_before
            | self.met.again
            | self.contest.losers
            | self.contest.undecided
            | self.met.unread
            | {file}
        )
        roots = tuple(self._with_files(root, again) for root in self.plan.roots_meanwhile)
        self.target.commit(roots=roots, unfinished=sorted(paths.union(self.target.unfinished)))

    def _reading(self, root: Root) -> Reading:
        options = self.visits.options_of(root)
        if self.worker.seconds != options.seconds:
            self.worker.close()
            self.worker = Worker(seconds=options.seconds)
        return Reading(options.encoding, options.max_file_size, self.worker.extract)

    def _read_file(self, visit: Visit) -> bool:
        """Index what a file gives, and remove what it gives no longer; whether anything in it is new."""
        scope, source, origin = visit.scope, visit.source, visit.origin
        file = origin.file or ""
        whole = Whole()
        reasons: list[Skipped] = []
        documents = new = 0
        refused_before = len(self.account.refused)
        is_read = False
        encoding: str | None = None
        group: str | None = None
        for item in read_file(source.path, source.id, self._reading(scope.root)):
            if isinstance(item, Skipped):
                self.visits.skip(item)
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
        self.wholes.remove_stale(file)
        self._keep_state(origin)
        refused = self.account.refused[refused_before:]
        is_given = is_read and (documents > 0 or not refused)
        outcome: Outcome = "indexed" if new else "unchanged" if is_given else "skipped"
        self.account.of_file(file, outcome, documents, (*reasons, *refused), encoding)
        return new > 0


def _prefixed(document: Document, prefix: str | None) -> Document:
    if prefix is None:
        return document
    group = None if document.group is None else f"{prefix}/{document.group}"
    return replace(document, id=f"{prefix}/{document.id}", group=group)

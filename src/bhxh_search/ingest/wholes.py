"""What one file gives → changes of the target: its wholes are added, replace others, or lose to other files'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bhxh_search.documents.document import Document, Skipped
from bhxh_search.documents.field_names import longest_text
from bhxh_search.ingest.account import Account
from bhxh_search.ingest.before import Before, state_of
from bhxh_search.ingest.contest import Contest, Whole, comes_later, is_file, key_of
from bhxh_search.ingest.met import Met
from bhxh_search.ingest.reports import Change
from bhxh_search.ingest.roots import Origin
from bhxh_search.ingest.target import Target
from bhxh_search.ingest.walking import Known, Plan, Scope, SourceFile

MOST_STATES = 1_000
"""How many files may have a state that their documents do not tell: every search reads them all. The documents of
others are written anew, though nothing in them is."""


@dataclass
class Wholes:
    """The wholes of a run. For each of a file: `begin`, `add_part` for every document of it, `end`."""

    plan: Plan
    target: Target
    account: Account
    before: Before
    met: Met
    contest: Contest = field(default_factory=Contest)
    dropped: set[str] = field(default_factory=set)
    """Keys of wholes of which a file has no longer all."""
    of_earlier_versions: set[str] = field(default_factory=set)
    """Files with documents that came with an earlier version, and have not changed since."""

    def begin(self, document: Document, scope: Scope, origin: Origin, source: SourceFile | None = None) -> Whole:
        """The whole that a document is or begins. `source`: the file, where it may yet lose to others."""
        key, file = key_of(document.id, document.group), origin.file or ""
        owner = self.contest.given.get(key) or self._from(key)
        whole = Whole(key)
        if owner is not None and source is not None and self._loses_to(owner, key, file):
            self.contest.waiting.setdefault(key, []).append((scope, source))
            whole.loses = True
            return whole
        if owner not in (None, file) and self.met.is_to_be_read(owner or "") and is_file(owner or ""):
            self.met.again.add(owner or "")
        self.contest.give(key, file)
        return whole

    def _loses_to(self, owner: str, key: str, file: str) -> bool:
        """Whether the whole of `owner` with this key counts, not the one of `file`, as far as is known yet."""
        if owner == file or not comes_later(owner, file):
            return False
        return key in self.contest.given or self.met.is_to_be_read(owner) or self.met.keeps(owner)

    def add_part(self, whole: Whole, document: Document, origin: Origin, scope: Scope) -> Change | None:
        """Index a document of a whole, if that counts; None: the document is not in the index."""
        if whole.loses:
            return None
        whole.ids.add(document.id)
        if document.group is not None:
            self.before.add_part(document.id, document.group)
        return self.add(document, origin, scope.owns)

    def end(self, whole: Whole, origin: Origin) -> None:
        """Remove what the index has of a whole besides what was read of it now."""
        if not whole.key or whole.loses or origin.file in self.met.unread:
            return
        others = [id for id in (*self.before.parts.get(whole.key, ()), whole.key) if id not in whole.ids]
        for id in others:
            known = self.target.records.get(id)
            if known is not None and self.plan.owns(known):
                self.target.remove([id])
                self.account.removed += self.account.tally.take_back(id)

    def add(self, document: Document, origin: Origin, owns: Callable[[Known], bool]) -> Change | None:
        """Add a document, unless it is there already; None where its id is that of another root's."""
        id, known = document.id, None
        if id in self.target.records:  # in a first run none is, and there `get` takes its time
            known = self.target.records[id]
        change: Change = "added" if known is None else "updated"
        if known is not None and not owns(known):
            owner = known.origin.file or known.origin.root or "a document added without a root"
            self.account.refused.append(Skipped(origin.file or id, f"its id {id!r} is already that of {owner}"))
            self.met.again.update([origin.file] if origin.file else [])
            return None
        if known is not None and self.target.is_current(document, origin.root):
            change = "unchanged"
            if origin.file is not None and state_of(known.origin) != state_of(origin):
                if len(self.met.states) < MOST_STATES:
                    self.of_earlier_versions.add(origin.file)
                else:
                    self.target.add(document, origin)
        else:
            self.target.add(document, origin)
        self.account.tally.count(id, change)
        if document.date is None and "date" in document.fields:
            self.account.undated[id] = None
        if not document.text.strip() and (name := longest_text(document.fields)) is not None:
            self.account.textless.setdefault(name, {})[id] = None
        return change

    def remove_stale(self, file: str) -> int:
        """Remove what the file gave before and gives no longer, once it was read; how many documents."""
        if file in self.met.unread:
            return 0
        stale = [
            id
            for id in self.before.ids.get(file, ())
            if id not in self.account.tally.changes
            and key_of(id, self.before.groups.get(id)) not in self.contest.waiting
            and id in self.target.records
            and self.target.records[id].origin.file == file
        ]
        self.dropped.update(key_of(id, self.before.groups.get(id)) for id in stale)
        removed = self.target.remove(stale)
        self.account.removed += removed
        return removed

    def standing(self, key: str) -> str | None:
        """The file whose whole is in the index and stays: it was read, or could not be, or is not of this run."""
        if key in self.contest.given:
            return self.contest.given[key]
        owner = self._from(key)
        return owner if owner is not None and (owner not in self.before.ids or self.met.keeps(owner)) else None

    def _from(self, key: str) -> str | None:
        """The file that a whole of this run's roots is from, of those in the index."""
        for id in (*self.before.parts.get(key, ()), key):
            if id in self.target.records and self.plan.owns(self.target.records[id]):
                return self.target.records[id].origin.file
        return None

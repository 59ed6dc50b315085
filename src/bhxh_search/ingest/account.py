"""The account of a run: what becomes of its files and documents, told file by file and summed up at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from bhxh_search.documents.document import Skipped
from bhxh_search.ingest.contest import Contest
from bhxh_search.ingest.reports import FileOutcome, Outcome, Report, Tally
from bhxh_search.ingest.walking import PassedOver


class Account:
    """The account of one run."""

    def __init__(self, tell: Callable[[FileOutcome], None] | None) -> None:
        """`tell`: called with what became of each file."""
        self._tell = tell
        self._started = time.monotonic()
        self.files = self.removed = self.not_read = 0
        self.tally = Tally()
        self.encodings: Counter[str] = Counter()
        self.refused: list[Skipped] = []
        self._skipped: list[Skipped] = []
        self._ignored: Counter[str] = Counter()
        self._passed_over = 0
        self.unmatched: tuple[str, ...] = ()
        self.undated: dict[str, None] = {}
        self.textless: dict[str, dict[str, None]] = {}

    def of_file(
        self,
        path: str,
        outcome: Outcome,
        documents: int = 0,
        reasons: tuple[Skipped, ...] = (),
        encoding: str | None = None,
    ) -> None:
        """What became of a file."""
        if encoding is not None:
            self.encodings[encoding] += 1
        if self._tell is not None:
            self._tell(FileOutcome(path, outcome, documents, reasons, encoding))

    def leave(self, file: str, ids: Sequence[str]) -> None:
        """A file is not read, for it was in its present state; `ids`: its documents."""
        self.not_read += 1
        for id in ids:
            self.tally.count(id, "unchanged")
        self.of_file(file, "unchanged", len(ids))

    def pass_over(self, item: PassedOver) -> None:
        """A file or folder is passed over."""
        if item.ending is None:
            self._passed_over += 1
        else:
            self._ignored[item.ending] += 1
        self.of_file(str(item.path), "passed over")

    def skip(self, skipped: Skipped) -> None:
        """Something could not be read."""
        self._skipped.append(skipped)

    def report(self, contest: Contest) -> Report:
        """All of it; `contest`: which files gave what came more than once."""
        return Report(
            files=self.files,
            added=self.tally.number("added"),
            updated=self.tally.number("updated"),
            removed=self.removed,
            unchanged=self.tally.number("unchanged"),
            skipped=tuple(self._skipped),
            repeated=tuple(contest.repeated),
            repeated_in=contest.report(),
            refused=tuple(self.refused),
            ignored=dict(self._ignored),
            passed_over=self._passed_over,
            unmatched=self.unmatched,
            undated=tuple(self.undated),
            textless={name: tuple(ids) for name, ids in self.textless.items()},
            not_read=self.not_read,
            encodings=dict(self.encodings),
            seconds=time.monotonic() - self._started,
        )
